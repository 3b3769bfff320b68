/** The hands are posed, lit and shaded as Python does it. */
import { describe, expect, it } from "vitest";
import { HandSheets, type Rectangle } from "../../src/stage/hands";
import { conformanceFile, rigWithHands, vectorOf } from "./fixtures";

interface HandVector {
  readonly name: string;
  readonly channels: Readonly<Record<string, number>>;
  readonly shown?: Rectangle;
  readonly jointsRight?: readonly number[];
  readonly jointsLeft?: readonly number[];
  readonly points?: readonly number[];
  readonly gains?: readonly number[];
  readonly n_triangles?: number;
  readonly n_outline?: number;
  readonly shadow?: readonly number[];
}

interface VectorFile {
  readonly tolerance: Readonly<
    Record<"joints_d" | "skin_d" | "gain" | "shadow" | "triangles", number>
  >;
  readonly every_vertex: number;
  readonly every_point: number;
  readonly vectors: readonly HandVector[];
}

const file = JSON.parse(new TextDecoder().decode(conformanceFile("vectors.json"))) as VectorFile;
const sheets = new HandSheets(rigWithHands());

/** The largest difference of every `step`th row of `width` numbers from what is wanted. */
function difference(
  actual: ArrayLike<number>,
  wanted: readonly number[],
  width: number,
  step: number,
): number {
  let worst = 0;
  wanted.forEach((value, k) => {
    const at = Math.floor(k / width) * step * width + (k % width);
    worst = Math.max(worst, Math.abs(value - actual[at]!));
  });
  return worst;
}

function bitsSet(outline: Uint8Array, count: number): number {
  let total = 0;
  for (let t = 0; t < count; t += 1) {
    for (let k = 0; k < 3; k += 1) total += (outline[t]! >> k) & 1;
  }
  return total;
}

describe("hands as Python makes them", () => {
  const [shadow, hands] = sheets.sheets;

  it.each(file.vectors)("$name", (wanted) => {
    sheets.pose(vectorOf(wanted.channels), wanted.shown);
    const { tolerance } = file;
    const [right, left] = sheets.joints;
    expect(right.isSeen).toBe(wanted.jointsRight !== undefined);
    expect(left.isSeen).toBe(wanted.jointsLeft !== undefined);
    if (wanted.jointsRight) {
      expect(difference(right.joints, wanted.jointsRight, 3, 1)).toBeLessThan(tolerance.joints_d);
    }
    if (wanted.jointsLeft) {
      expect(difference(left.joints, wanted.jointsLeft, 3, 1)).toBeLessThan(tolerance.joints_d);
    }
    expect(hands.opacity).toBe(wanted.points === undefined ? 0 : 1);
    expect(shadow.opacity).toBe(hands.opacity);
    if (wanted.points === undefined) return;
    const { points, gains = [], shadow: dark = [], n_triangles = 0, n_outline = 0 } = wanted;
    expect(Math.ceil(hands.nVertices / file.every_vertex)).toBe(points.length / 3);
    expect(difference(hands.positions, points, 3, file.every_vertex)).toBeLessThan(
      tolerance.skin_d,
    );
    expect(difference(hands.gains, gains, 3, file.every_vertex)).toBeLessThan(tolerance.gain);
    expect(difference(shadow.feather, dark, 1, file.every_point)).toBeLessThan(tolerance.shadow);
    const slack = tolerance.triangles;
    expect(Math.abs(hands.nTriangles / n_triangles - 1)).toBeLessThan(slack);
    expect(Math.abs(bitsSet(hands.outline, hands.nTriangles) / n_outline - 1)).toBeLessThan(
      5 * slack,
    );
  });
});
