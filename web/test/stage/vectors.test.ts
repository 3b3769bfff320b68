/** The browser's stage and Python's put each vertex at the same place in the same light. */
import { describe, expect, test } from "vitest";
import { framingOf } from "../../src/stage/camera";
import { toned } from "../../src/stage/light";
import { jointMatrices } from "../../src/stage/posing";
import { Puppet } from "../../src/stage/puppet";
import { poseIndex, smileOfPhoto } from "../../src/stage/weights";
import { jsonOf, tinyRig, vectorOf } from "./rigs";

interface Row {
  readonly name: string;
  readonly size: readonly [number, number];
  readonly t: number;
  readonly channels: Readonly<Record<string, number>>;
  readonly pose: readonly (readonly [string, number])[];
  readonly joints: readonly number[];
  readonly seen: readonly number[];
  readonly gains: readonly number[];
  readonly opacity: readonly number[];
  readonly wrinkles: readonly number[];
  readonly tones: readonly number[];
}
interface Document {
  readonly tolerance: { readonly px: number; readonly gain: number; readonly weight: number };
  readonly seed: number;
  readonly every: number;
  readonly smileOfPhoto: number;
  readonly framings: readonly {
    readonly size: readonly [number, number];
    readonly pxPerD: number;
    readonly centre: readonly number[];
    readonly known: readonly number[];
  }[];
  readonly tones: readonly number[];
  readonly vectors: readonly Row[];
}

const file = jsonOf("stage/vectors.json") as Document;
const rig = tinyRig();

/** The largest difference; a row of another length is told at once. */
function farthest(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length);
  return expected.reduce((most, value, k) => Math.max(most, Math.abs(found[k]! - value)), 0);
}

/** Rows of three of each `every`th vertex. */
function sampled(rows: Float32Array, nVertices: number): number[] {
  const out: number[] = [];
  for (let v = 0; v < nVertices; v += file.every) out.push(...rows.subarray(3 * v, 3 * v + 3));
  return out;
}

test("how much of a toothed smile the photo brings back", () => {
  expect(smileOfPhoto(rig.frame)).toBeCloseTo(file.smileOfPhoto, 6);
});

test.each(file.framings)("a picture of $size shows the same part", (expected) => {
  const found = framingOf(rig, ...expected.size);
  expect(found.pxPerD).toBeCloseTo(expected.pxPerD, 4);
  expect(farthest(found.centre, expected.centre)).toBeLessThan(1e-5);
  expect(farthest(found.known, expected.known)).toBeLessThan(1e-5);
});

describe.each(file.vectors)("$name", (row) => {
  const puppet = new Puppet(rig, ...row.size, file.seed);
  puppet.move(vectorOf(row.channels), row.t);
  const { tolerance } = file;

  test("weights", () => {
    const found = row.pose.map(([name]) => puppet.pose[poseIndex(name)]!);
    const expected = row.pose.map(([, value]) => value);
    expect(farthest(found, expected)).toBeLessThan(tolerance.weight);
    expect(farthest(puppet.opacity, row.opacity)).toBeLessThan(1e-5);
    expect(farthest(puppet.wrinkles, row.wrinkles)).toBeLessThan(1e-5);
  });

  test("joints", () => {
    const joints = new Float64Array(48);
    jointMatrices(rig.frame, puppet.pose, joints);
    expect(farthest(joints, row.joints)).toBeLessThan(1e-5);
  });

  test("vertices on the picture", () => {
    const { nVertices } = puppet.scene;
    expect(farthest(sampled(puppet.seen, nVertices), row.seen)).toBeLessThan(tolerance.px);
  });

  test("light", () => {
    const { nVertices } = puppet.scene;
    expect(farthest(sampled(puppet.gains, nVertices), row.gains)).toBeLessThan(tolerance.gain);
    const tones = file.tones.map((value) => 255 * toned(value, puppet.tone));
    expect(farthest(tones, row.tones)).toBeLessThan(1);
  });
});
