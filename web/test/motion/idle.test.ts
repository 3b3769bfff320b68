/** Idle life is a function of clock, seed and history, and it never jumps. */
import { describe, expect, test } from "vitest";
import { N_CHANNELS, TimelineError } from "../../src/motion";
import { ACTIVITY_INDEX, ActivityHistory } from "../../src/motion/activity";
import { BlinkProcess, GazeProcess, IdleLife, saccadeMs } from "../../src/motion/idle";
import { HandPresence } from "../../src/motion/presence";

function historyOf(activity: string): ActivityHistory {
  const history = new ActivityHistory();
  history.append(0, ACTIVITY_INDEX.get(activity) ?? -1, 0);
  return history;
}

function idleAt(idle: IdleLife, tMs: number): number[] {
  const out = new Float64Array(N_CHANNELS);
  idle.addTo(out, tMs, 1, 0.5);
  return [...out, idle.blinkLeft, idle.blinkRight];
}

/** Largest change of a value from one millisecond to the next. */
function steepest(valueAt: (tMs: number) => number, fromMs: number, toMs: number): number {
  let most = 0;
  let last = valueAt(fromMs);
  for (let tMs = fromMs + 1; tMs < toMs; tMs += 1) {
    const value = valueAt(tMs);
    most = Math.max(most, Math.abs(value - last));
    last = value;
  }
  return most;
}

function blinksIn(minutes: number, activity: string): number {
  const blinks = new BlinkProcess(historyOf(activity), 11);
  const starts = new Set<number>();
  for (let tMs = 0; tMs < minutes * 60000; tMs += 100) {
    blinks.advance(tMs);
    if (blinks.startMs >= 0) starts.add(blinks.startMs);
  }
  return starts.size;
}

describe("idle life", () => {
  test("looks the same whichever way its clock was turned", () => {
    const times = [0, 700, 90000, 12345.6, 12345.6, 12000, 60, -50];
    const turned = new IdleLife(7, new ActivityHistory());
    for (const tMs of times) {
      expect(idleAt(turned, tMs)).toEqual(idleAt(new IdleLife(7, new ActivityHistory()), tMs));
    }
  });

  test("differs from seed to seed", () => {
    const [one, two] = [1, 2].map((seed) => new IdleLife(seed, new ActivityHistory()));
    expect(one && idleAt(one, 5000)).not.toEqual(two && idleAt(two, 5000));
  });

  test("blinks more while talking than while reading, at the rates of the registry", () => {
    expect(Math.abs(blinksIn(60, "talking") / 60 - 26)).toBeLessThan(1.5);
    expect(Math.abs(blinksIn(60, "reading") / 60 - 4.5)).toBeLessThan(0.5);
  });

  test("finishes the blink of a gaze shift although the gaze moves on", () => {
    // Seed 690 looks 34 degrees aside while talking and back 220 ms later.
    const gaze = new GazeProcess(historyOf("talking"), 690);
    const closureAt = (tMs: number): number => {
      gaze.advance(tMs);
      return gaze.blinkClosure(tMs, 0);
    };
    expect(closureAt(11700)).toBeGreaterThan(0.9);
    expect(steepest(closureAt, 11500, 12300)).toBeLessThan(0.03);
  });

  test("takes 25 ms and 2.4 ms a degree for a saccade", () => {
    expect(saccadeMs(10)).toBeCloseTo(49, 9);
  });
});

describe("the history of activities", () => {
  test("keeps breath and drift continuous when the activity changes", () => {
    const history = historyOf("reading");
    history.append(4000, ACTIVITY_INDEX.get("talking") ?? -1, 0.9);
    expect(steepest((tMs) => history.breathPhase(tMs), 3900, 4100)).toBeLessThan(0.0003);
    expect(steepest((tMs) => history.driftGain(tMs), 3900, 4100)).toBeLessThan(0.003);
  });

  test("replaces what a clock that jumped back had not reached", () => {
    const history = historyOf("reading");
    history.append(4000, ACTIVITY_INDEX.get("talking") ?? -1, 0);
    history.append(3000, ACTIVITY_INDEX.get("typing") ?? -1, 0);
    expect(history.activityAt(2999).name).toBe("reading");
    expect(history.activityAt(5000).name).toBe("typing");
  });

  test("stays bounded over thousands of changes", () => {
    const history = new ActivityHistory();
    for (let k = 0; k < 5000; k += 1) history.append(k * 10, k % 6, 0);
    expect(history.position(50000)).toBeLessThan(1024);
    expect(history.activityAt(49990).name).toBe("talking");
  });

  test.each([
    [NaN, 0],
    [Infinity, 0],
    [0, 6],
    [0, -1],
  ])("refuses the time %d with the activity %i", (tMs, activity) => {
    expect(() => {
      new ActivityHistory().append(tMs, activity, 0);
    }).toThrow(TimelineError);
  });
});

describe("a hand", () => {
  test("rises for a cue, waits until it is in view, and leaves", () => {
    const hand = new HandPresence();
    const waitMs = hand.raiseFor(1000, 240);
    expect(waitMs).toBe(260);
    expect([1000, 1420, 2150, 2510].map((tMs) => hand.at(tMs))).toEqual([0, 1, 1, 0]);
    expect(steepest((tMs) => hand.at(tMs), 900, 3000)).toBeLessThan(0.006);
  });

  test("that is up does not wait, and stays for the longer of two cues", () => {
    const hand = new HandPresence();
    hand.raiseFor(0, 3000);
    expect(hand.raiseFor(1000, 100)).toBe(0);
    expect(hand.at(3900)).toBe(1);
  });

  test("turns around without a jump when it is called back on its way out", () => {
    const hand = new HandPresence();
    hand.raiseFor(0, 100);
    hand.lower(500);
    hand.raiseFor(650, 100);
    expect(steepest((tMs) => hand.at(tMs), 651, 3000)).toBeLessThan(0.006);
  });
});
