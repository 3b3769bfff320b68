/** What the stage relies on: sheets that stay, hide when the hands rest, and follow detail and light. */
import { describe, expect, it } from "vitest";
import { NEUTRAL } from "../../src/motion";
import { StageError } from "../../src/stage/errors";
import { handsOf, HandSheets } from "../../src/stage/hands";
import { type Rig } from "../../src/stage/rig";
import { rigWithHands, vectorOf } from "./fixtures";

const BOTH = vectorOf({ handRightVisibility: 1, handLeftVisibility: 1 });
const rig = rigWithHands();
const hands = rig.hands!;

function changed(fields: Partial<typeof hands>): Rig {
  return { ...rig, hands: { ...hands, ...fields } };
}

/** Means of the colour channels of the gains of every vertex in use. */
function meanGain(sheets: HandSheets): number[] {
  const { gains, nVertices } = sheets.sheets[1];
  const sums = [0, 0, 0];
  for (let k = 0; k < 3 * nVertices; k += 1) sums[k % 3]! += gains[k]!;
  return sums.map((sum) => sum / nVertices);
}

describe("the hands' sheets", () => {
  it("are empty while both hands rest, and again after they were up", () => {
    const sheets = new HandSheets(rig);
    for (const vector of [NEUTRAL, BOTH, NEUTRAL]) sheets.pose(vector);
    for (const sheet of sheets.sheets) {
      expect([sheet.opacity, sheet.nTriangles]).toEqual([0, 0]);
    }
  });

  it("keep their arrays from pose to pose", () => {
    const sheets = new HandSheets(rig);
    const arrays = (): unknown[] =>
      sheets.sheets.flatMap((sheet) => Object.values(sheet) as unknown[]);
    sheets.pose(BOTH);
    const before = arrays().filter((value) => ArrayBuffer.isView(value));
    sheets.detail = "coarse";
    sheets.pose(vectorOf({ handLeftVisibility: 0.5, handLeftIndexCurl: 40 }));
    const after = arrays().filter((value) => ArrayBuffer.isView(value));
    expect(before.length).toBe(12);
    after.forEach((value, k) => {
      expect(value).toBe(before[k]);
    });
  });

  it("draw only vertices that were posed, the farthest first", () => {
    const sheets = new HandSheets(rig);
    const sheet = sheets.sheets[1];
    sheet.positions.fill(NaN);
    sheets.pose(BOTH);
    const depths: number[] = [];
    for (let t = 0; t < sheet.nTriangles; t += 1) {
      let depth = 0;
      for (let k = 0; k < 3; k += 1) depth += sheet.positions[3 * sheet.indices[3 * t + k]! + 2]!;
      depths.push(depth);
    }
    const range = Math.max(...depths) - Math.min(...depths);
    expect(range).toBeGreaterThan(1);
    for (let t = 1; t < depths.length; t += 1) {
      expect(depths[t]! - depths[t - 1]!).toBeLessThan(range / 500);
    }
  });

  it("have a quarter of the triangles in coarse detail, on the same vertices", () => {
    const sheets = new HandSheets(rig);
    const sheet = sheets.sheets[1];
    sheets.pose(BOTH);
    const fine = { count: sheet.nTriangles, points: sheet.positions.slice(0, 300) };
    sheets.detail = "coarse";
    sheets.pose(BOTH);
    expect(sheet.nTriangles / fine.count).toBeCloseTo(0.25, 1);
    expect([...sheet.positions.subarray(0, 300)]).toEqual([...fine.points]);
  });

  it("mirror the left hand on the right one, a little lower", () => {
    const sheets = new HandSheets({ ...rig, frame: { ...rig.frame, neck: [0, 2.5, 1] } });
    sheets.pose(vectorOf({ handRightVisibility: 1, handRightYaw: -20, handRightIndexCurl: 30 }));
    const right = sheets.joints[0].joints.slice();
    sheets.pose(vectorOf({ handLeftVisibility: 1, handLeftYaw: 20, handLeftIndexCurl: 30 }));
    const left = sheets.joints[1].joints;
    const lower = left[1]! - right[1]!;
    expect(lower).toBeGreaterThan(0.1);
    for (let j = 0; j < right.length; j += 3) {
      expect(left[j]).toBeCloseTo(-right[j]!, 9);
      expect(left[j + 1]! - right[j + 1]!).toBeCloseTo(lower, 9);
    }
  });

  it("move smoothly from below the picture to their place", () => {
    const sheets = new HandSheets(rig);
    const bottom = rig.frame.centre[1] + 0.5 * rig.frame.width_d;
    let last = 0;
    for (let step = 1; step <= 100; step += 1) {
      sheets.pose(vectorOf({ handRightVisibility: step / 100 }));
      const highest = Math.min(...sheets.joints[0].joints.filter((_, k) => k % 3 === 1));
      if (step === 1) expect(highest).toBeGreaterThan(bottom);
      else expect(last - highest).toBeLessThan(0.08);
      last = highest;
    }
    expect(last).toBeLessThan(bottom - 0.5);
  });

  it("take what is no number as neutral, and stay away where visibility is none", () => {
    const sheets = new HandSheets(rig);
    sheets.pose(BOTH);
    const neutral = sheets.sheets[1].positions.slice();
    sheets.pose(
      vectorOf({
        handRightVisibility: 1,
        handLeftVisibility: 1,
        handLeftX: NaN,
        jawOpen: Infinity,
      }),
    );
    expect([...sheets.sheets[1].positions]).toEqual([...neutral]);
    sheets.pose(vectorOf({ handRightVisibility: NaN }));
    expect(sheets.sheets[1].opacity).toBe(0);
  });

  it("darken with a dark page, and take the colour of its light", () => {
    const sheets = new HandSheets(rig);
    sheets.pose(BOTH);
    const neutral = meanGain(sheets);
    const light = new Float32Array(27);
    light.set([0.6, 0.4, 0.2]);
    sheets.surroundings = light;
    sheets.pose(BOTH);
    const dim = meanGain(sheets);
    [0.6, 0.4, 0.2].forEach((share, c) => {
      expect(dim[c]! / neutral[c]!).toBeCloseTo(share ** (1 / 2.2), 3);
    });
  });

  it("have no colour of their own in a grey photo", () => {
    const light = { ...hands.light, is_grey: true, key: [0.7, 0.7, 0.7], fill: [0.5, 0.5, 0.5] };
    const sheets = new HandSheets(changed({ light: light as unknown as typeof hands.light }));
    sheets.pose(BOTH);
    const [red, green, blue] = meanGain(sheets);
    expect(green).toBeCloseTo(red!, 6);
    expect(blue).toBeCloseTo(red!, 6);
  });
});

describe("a file whose hands cannot be used", () => {
  it("has none: null", () => {
    expect(handsOf({ ...rig, hands: null })).toBeNull();
  });

  it.each([
    ["an unknown mesh", { mesh: "other-hand-2" }, /other-hand-2/],
    ["a texture that is not there", { texture: "gloves" }, /gloves/],
    ["a chest of another grid", { chest: [1, 0, 1] }, /3 points; expected 792/],
  ])("has %s: an error that names it", (_, fields, message) => {
    expect(() => handsOf(changed(fields))).toThrow(message);
    expect(() => handsOf(changed(fields))).toThrow(StageError);
  });

  it("has lost a joint's name: an error that names it", () => {
    const broken = rigWithHands();
    const nodes = broken.glb.tree["nodes"] as { name: string }[];
    nodes.find(({ name }) => name === "handRight.ring-finger-tip")!.name = "elsewhere";
    expect(() => handsOf(broken)).toThrow(/ring-finger-tip/);
  });

  it("names vertices that it lacks: an error", () => {
    const broken = rigWithHands();
    const meshes = broken.glb.tree["meshes"] as {
      name: string;
      primitives: { attributes: { TEXCOORD_0: number; JOINTS_0: number } }[];
    }[];
    const head = meshes.find(({ name }) => name === "head")!.primitives[0]!;
    const hand = meshes.find(({ name }) => name === "handRight")!.primitives[0]!;
    hand.attributes.JOINTS_0 = head.attributes.JOINTS_0;
    expect(() => handsOf(broken)).toThrow(/handRight/);
  });
});
