/** The golden traces: the same packets give the same motion as in Python. */
import { describe, expect, test } from "vitest";
import { CHANNEL_NAMES, NEUTRAL, Timeline, type VisemeMark } from "../../src/motion";
import { decodeJson } from "../../src/wire";
import { goldenLibrary, readJson } from "./fixtures";

interface Mark {
  viseme: number;
  peak: number;
  start_ms: number;
  rise_end_ms: number;
  fall_start_ms: number;
  end_ms: number;
}

type Step =
  | { op: "add"; packet: object; now_ms: number }
  | { op: "say"; marks: Mark[] }
  | { op: "shift_onset"; seq: number; by_ms: number }
  | { op: "interrupt"; t_ms: number }
  | { op: "activity"; t_ms: number; activity: string }
  | { op: "sample"; t_ms: number; expect: [channel: number, value: number][] };

interface Traces {
  channels: string[];
  idle_channels: string[];
  idle_tolerance: number;
  traces: {
    name: string;
    seed: number;
    baseline: [number, number, number];
    steps: Step[];
    counts: Record<string, number>;
  }[];
}

const golden = readJson("conformance/timeline/traces.json") as Traces;
const idleChannels = new Set(golden.idle_channels);

function markOf(mark: Mark): VisemeMark {
  return {
    viseme: mark.viseme,
    peak: mark.peak,
    startMs: mark.start_ms,
    riseEndMs: mark.rise_end_ms,
    fallStartMs: mark.fall_start_ms,
    endMs: mark.end_ms,
  };
}

function checkSample(timeline: Timeline, tMs: number, moved: readonly [number, number][]): void {
  const wanted = NEUTRAL.slice();
  for (const [channel, value] of moved) wanted[channel] = value;
  const wrong: string[] = [];
  for (const [channel, value] of timeline.sample(tMs).entries()) {
    const name = CHANNEL_NAMES[channel] ?? "";
    const tolerance = idleChannels.has(name) ? golden.idle_tolerance : 0;
    const difference = Math.abs(value - (wanted[channel] ?? NaN));
    if (!(difference <= tolerance)) wrong.push(`${name}: ${value}, expected ${wanted[channel]}`);
  }
  expect(wrong, `at ${tMs} ms`).toEqual([]);
}

function play(timeline: Timeline, step: Step): void {
  switch (step.op) {
    case "add":
      timeline.add(decodeJson(JSON.stringify(step.packet)), step.now_ms);
      return;
    case "say":
      timeline.say(step.marks.map(markOf));
      return;
    case "shift_onset":
      timeline.shiftOnset(step.seq, step.by_ms);
      return;
    case "interrupt":
      timeline.interrupt(step.t_ms);
      return;
    case "activity":
      timeline.setActivity(step.t_ms, step.activity);
      return;
    case "sample":
      checkSample(timeline, step.t_ms, step.expect);
  }
}

test("the registry is the one the traces were recorded with", () => {
  expect(CHANNEL_NAMES).toEqual(golden.channels);
});

describe("a golden trace plays as recorded", () => {
  test.each(golden.traces)("$name", ({ seed, baseline, steps, counts }) => {
    const [valence, arousal, dominance] = baseline;
    const timeline = new Timeline(goldenLibrary(), {
      seed,
      baseline: { valence, arousal, dominance },
    });
    for (const step of steps) play(timeline, step);
    expect(timeline.counts).toEqual(counts);
  });
});
