/** What the puppet does beyond Python's numbers: bad input, the page's light, outlines, dust. */
import { describe, expect, test } from "vitest";
import { channelIndex, NEUTRAL } from "../../src/motion";
import { Dust } from "../../src/stage/air";
import { convexHull, distanceOutside } from "../../src/stage/bodyShapes";
import { addOutward, widen } from "../../src/stage/moving";
import { Puppet } from "../../src/stage/puppet";
import { outlineEdges } from "../../src/stage/scene";
import { tinyRig, vectorOf } from "./rigs";

const rig = tinyRig();

function neutralLight(level: number): Float32Array {
  const light = new Float32Array(27);
  light.fill(level, 0, 3);
  return light;
}

test("a value that is no number counts as neutral", () => {
  const broken = NEUTRAL.slice();
  broken[channelIndex("jawOpen")] = NaN;
  broken[channelIndex("headYaw")] = Infinity;
  const [found, expected] = [new Puppet(rig, 256, 256), new Puppet(rig, 256, 256)];
  found.move(broken, 0);
  expected.move(NEUTRAL, 0);
  expect(found.seen).toEqual(expected.seen);
});

test("the same vector gives the same numbers whatever came before", () => {
  const [found, expected] = [new Puppet(rig, 256, 256), new Puppet(rig, 256, 256)];
  found.move(vectorOf({ jawOpen: 0.8, headYaw: 15, wind: 1, lightExposure: 1 }), 3);
  found.move(vectorOf({ headYaw: -5 }), 0.2);
  expected.move(vectorOf({ headYaw: -5 }), 0.2);
  // Rows beyond are the outlines' of layers that are not seen now.
  const rows = 3 * expected.scene.nVertices;
  expect(found.seen.subarray(0, rows)).toEqual(expected.seen.subarray(0, rows));
  expect(found.gains.subarray(0, rows)).toEqual(expected.gains.subarray(0, rows));
  expect(found.opacity).toEqual(expected.opacity);
});

describe("the page's light", () => {
  function meanGain(light: Float32Array | null): number {
    const puppet = new Puppet(rig, 256, 256);
    puppet.move(NEUTRAL, 0, light);
    const gains = puppet.gains.subarray(0, 3 * puppet.scene.nVertices);
    return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  }

  test("a neutral one changes nothing", () => {
    expect(meanGain(neutralLight(1))).toBeCloseTo(meanGain(null), 3);
  });

  test("a dark page gives a dark face, but never a black one", () => {
    expect(meanGain(neutralLight(0.4))).toBeCloseTo(0.4 ** (1 / 2.2), 2);
    expect(meanGain(neutralLight(0))).toBeGreaterThan(0.35);
  });

  test("what shines from the left brightens the left cheek", () => {
    const light = neutralLight(0.8);
    light.fill(-0.4, 9, 12);
    const puppet = new Puppet(rig, 256, 256);
    puppet.move(NEUTRAL, 0, light);
    const head = puppet.scene.spans.find(({ layer }) => layer.name === "head")!;
    const sides = [0, 0];
    for (let v = head.first; v < head.last; v++) {
      sides[puppet.seen[3 * v]! < 128 ? 0 : 1]! += puppet.gains[3 * v]! - 0.9;
    }
    expect(sides[0]).toBeGreaterThan(sides[1]! + 1);
  });
});

describe("outlines", () => {
  test("edges of one triangle end a sheet, unless nobody sees them", () => {
    // Two triangles of a square; the corner 3 is faded away.
    const square = Uint32Array.from([0, 1, 2, 0, 2, 3]);
    expect(outlineEdges(square, Float32Array.from([1, 1, 1, 1]))).toHaveLength(12);
    expect(outlineEdges(square, Float32Array.from([0, 1, 1, 0]))).toHaveLength(9);
  });

  test("a vertex of a straight outline goes one pixel out, on whichever side that is", () => {
    for (const corner of [5, -5]) {
      const seen = Float32Array.from([0, 0, 1, 10, 0, 2, 5, corner, 3, 0, 0, 0]);
      const outward = new Float32Array(4);
      addOutward(seen, 0, 1, 2, outward, 0, 1);
      // The next edge, in line with it.
      addOutward(seen, 0, 1, 2, outward, 0, 1);
      widen(seen, 1, outward[2]!, outward[3]!, 3);
      expect([...seen.subarray(9)]).toEqual([10, -Math.sign(corner), 2]);
    }
  });

  test("around a corner it keeps one pixel from both edges", () => {
    // A right angle at the origin whose inside is x > 0, y > 0.
    const seen = Float32Array.from([0, 0, 1, 10, 0, 1, 0, 10, 1, 0, 0, 0]);
    const outward = new Float32Array(6);
    addOutward(seen, 0, 1, 2, outward, 0, 1);
    addOutward(seen, 0, 2, 1, outward, 0, 2);
    widen(seen, 0, outward[0]!, outward[1]!, 3);
    expect(seen[9]).toBeCloseTo(-1, 5);
    expect(seen[10]).toBeCloseTo(-1, 5);
  });

  test("an edge seen as a point has none", () => {
    const seen = Float32Array.from([4, 4, 1, 4, 4, 1, 5, 5, 1, 0, 0, 0]);
    const outward = new Float32Array(4);
    addOutward(seen, 0, 1, 2, outward, 0, 1);
    widen(seen, 0, outward[0]!, outward[1]!, 3);
    expect([...seen.subarray(9)]).toEqual([4, 4, 1]);
  });
});

test("distance to a hull is 0 inside and grows outside", () => {
  const ring = convexHull([
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
    [1, 1],
  ]);
  expect(ring).toHaveLength(4);
  expect(distanceOutside(ring, 1, 1)).toBe(0);
  expect(distanceOutside(ring, 3, 1)).toBeCloseTo(1);
  expect(distanceOutside(ring, 3, 3)).toBeCloseTo(Math.SQRT2);
});

describe("dust", () => {
  const gain = Float64Array.from([1, 1, 1]);

  test("there is none without particles, and more with more", () => {
    const dust = new Dust(3);
    const counts = [0, 0.2, 0.6, 1].map((density) => {
      dust.place(density, 0, 1, gain, 512, 512);
      return dust.nBehind + dust.nBefore;
    });
    expect(counts[0]).toBe(0);
    expect(counts[1]).toBeGreaterThan(0);
    expect(counts[2]).toBeGreaterThan(counts[1]!);
    expect(counts[3]).toBe(72);
  });

  test("it drifts without a jump, on both sides of the person", () => {
    const dust = new Dust(3);
    dust.place(1, 0.5, 10, gain, 512, 512);
    const before = dust.rows.slice();
    expect(dust.nBehind).toBeGreaterThan(20);
    expect(dust.nBefore).toBeGreaterThan(10);
    dust.place(1, 0.5, 10 + 1 / 60, gain, 512, 512);
    for (let at = 0; at < before.length; at += 7) {
      // One that leaves at an edge and returns at the other is invisible there.
      const jump = Math.hypot(dust.rows[at]! - before[at]!, dust.rows[at + 1]! - before[at + 1]!);
      expect(jump < 4 || dust.rows[at + 6]! < 0.02).toBe(true);
    }
  });
});
