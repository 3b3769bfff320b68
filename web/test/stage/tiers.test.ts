/** Quality follows the time a frame takes, and does not swing. */
import { describe, expect, test } from "vitest";
import { drawnSize, TierChooser } from "../../src/stage/tiers";

function feed(chooser: TierChooser, frameMs: number, count: number): number {
  let changes = 0;
  for (let k = 0; k < count; k++) changes += Number(chooser.add(frameMs, false));
  return changes;
}

describe("the tier", () => {
  test("stays high while frames are fast", () => {
    const chooser = new TierChooser();
    expect(feed(chooser, 8, 500)).toBe(0);
    expect(chooser.tier).toBe("high");
    expect(chooser.medianMs).toBe(8);
  });

  test("ignores the first frames, which compile and upload", () => {
    const chooser = new TierChooser();
    feed(chooser, 300, 6);
    expect(feed(chooser, 8, 100)).toBe(0);
  });

  test("falls one step at a time, each judged by frames of its own", () => {
    const chooser = new TierChooser();
    feed(chooser, 60, 15);
    expect(chooser.tier).toBe("medium");
    expect(chooser.medianMs).toBe(0);
    feed(chooser, 30, 15);
    expect(chooser.tier).toBe("low");
    expect(feed(chooser, 90, 100)).toBe(0);
  });

  test("one stutter changes nothing", () => {
    const chooser = new TierChooser();
    feed(chooser, 8, 30);
    expect(feed(chooser, 200, 4)).toBe(0);
  });

  test("a tier that was too slow is not tried again", () => {
    const chooser = new TierChooser();
    feed(chooser, 60, 15);
    expect(feed(chooser, 2, 1000)).toBe(0);
    expect(chooser.tier).toBe("medium");
  });

  test("a page that begins low rises where there is room", () => {
    const chooser = new TierChooser("low");
    expect(feed(chooser, 3, 300)).toBe(2);
    expect(chooser.tier).toBe("high");
  });

  test("a held one never changes", () => {
    const chooser = new TierChooser("high");
    for (let k = 0; k < 100; k++) expect(chooser.add(200, true)).toBe(false);
    expect(chooser.medianMs).toBe(200);
  });
});

test("a small face is never drawn smaller, and shape is kept", () => {
  expect(drawnSize(256, 256, "low")).toEqual([256, 256]);
  expect(drawnSize(800, 800, "high")).toEqual([800, 800]);
  expect(drawnSize(1000, 500, "medium")).toEqual([750, 375]);
  expect(drawnSize(200, 400, "low")).toEqual([200, 400]);
});
