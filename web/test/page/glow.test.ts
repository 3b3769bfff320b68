import { expect, test } from "vitest";
import { glowOf } from "../../src/page/glow";

function lch(valence: number, arousal: number): { chroma: number; hueDeg: number } {
  const found = /^oklch\(0\.68 ([\d.]+) (\d+)\)$/.exec(glowOf({ valence, arousal, dominance: 0 }))!;
  return { chroma: Number(found[1]), hueDeg: Number(found[2]) };
}

test("joy and ease are warm, grief is blue, anger is red", () => {
  for (const [valence, arousal] of [
    [0.8, 0.6],
    [0.6, -0.4],
  ] as const) {
    expect(lch(valence, arousal).hueDeg).toBeGreaterThan(45);
    expect(lch(valence, arousal).hueDeg).toBeLessThan(85);
  }
  expect(lch(-0.8, -0.4).hueDeg).toBeGreaterThan(220);
  expect(lch(-0.8, -0.4).hueDeg).toBeLessThan(290);
  const anger = lch(-0.7, 0.8).hueDeg;
  expect(Math.min(anger, 360 - anger)).toBeLessThan(40);
});

test("a stronger feeling has more colour, and none has hardly any", () => {
  expect(lch(0, 0).chroma).toBeLessThan(0.03);
  expect(lch(0.8, 0.5).chroma).toBeGreaterThan(2 * lch(0.2, 0.1).chroma);
  for (let valence = -1; valence <= 1; valence += 0.25) {
    for (let arousal = -1; arousal <= 1; arousal += 0.25) {
      expect(lch(valence, arousal).chroma).toBeLessThanOrEqual(0.15);
    }
  }
});
