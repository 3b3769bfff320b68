/** The motion core's formulas against values worked out without it; pytest reads the same file. */
import { describe, expect, test } from "vitest";
import { CHANNEL_NAMES, moodPose, N_CHANNELS } from "../../src/motion";
import { ACTIVITY_INDEX, ActivityHistory } from "../../src/motion/activity";
import { minimumJerk, sampleTrack } from "../../src/motion/curves";
import { LatticeNoise } from "../../src/motion/lattice";
import { cueSeed, draw, mix32, signedUnit, unit } from "../../src/motion/random32";
import { lognormalGap, Renewal, standardNormal } from "../../src/motion/renewal";
import { SpeechTrack } from "../../src/motion/speech";
import { readJson } from "./fixtures";

type Pair = [number, number];
type Triple = [number, number, number];

interface Vectors {
  random32: {
    mix32: Pair[];
    draw: Triple[];
    unit: Triple[];
    signed_unit: Triple[];
    cue_seed: Triple[];
  };
  minimum_jerk: { exact: Pair[]; rounded: Pair[]; tolerance: number };
  tracks: { log2_intervals: number; scale: number; samples: number[]; values: Pair[] }[];
  lattice: { seed: number; period_ms: number; values: Pair[] }[];
  renewal: {
    sigma: number;
    standard_normal: Triple[];
    gaps: Triple[];
    events: { seed: number; min_gap_ms: number; talking_from_ms: number; times_ms: number[] };
    relative_tolerance: number;
  };
  mood: { poses: { affect: Triple; pose: Record<string, number> }[]; tolerance: number };
  visemes: {
    marks: { viseme: number; peak: number; times_ms: [number, number, number, number] }[];
    samples: { t_ms: number; mouth: Record<string, number> }[];
    tolerance: number;
  };
}

const vectors = readJson("conformance/motion/vectors.json") as Vectors;

function expectClose(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected), `${value}, expected ${expected}`).toBeLessThanOrEqual(
    tolerance,
  );
}

function expectPose(pose: Float64Array, named: Record<string, number>, tolerance: number): void {
  for (const [channel, name] of CHANNEL_NAMES.entries()) {
    expectClose(pose[channel] ?? NaN, named[name] ?? 0, tolerance);
  }
}

describe("the generator equals the published one", () => {
  const { random32 } = vectors;

  test("mix32", () => {
    expect(random32.mix32.map(([x]) => [x, mix32(x)])).toEqual(random32.mix32);
  });

  test.each([
    ["draw", draw, random32.draw],
    ["unit", unit, random32.unit],
    ["signedUnit", signedUnit, random32.signed_unit],
    ["cueSeed", cueSeed, random32.cue_seed],
  ] as const)("%s", (_name, compute, expected) => {
    expect(expected.map(([a, b]) => [a, b, compute(a, b)])).toEqual(expected);
  });
});

test("minimum jerk is the polynomial", () => {
  const { exact, rounded, tolerance } = vectors.minimum_jerk;
  expect(exact.map(([u]) => [u, minimumJerk(u)])).toEqual(exact);
  for (const [u, expected] of rounded) expectClose(minimumJerk(u), expected, tolerance);
});

test("a track is looked up on the spline through its samples", () => {
  for (const { log2_intervals, scale, samples, values } of vectors.tracks) {
    const track = {
      channel: 0,
      intervals: 2 ** log2_intervals,
      scale,
      samples: Int16Array.from(samples),
      firstSample: 0,
    };
    expect(values.map(([u]) => [u, sampleTrack(track, u)])).toEqual(values);
  }
});

test("lattice noise joins its draws by minimum jerk", () => {
  for (const { seed, period_ms, values } of vectors.lattice) {
    const noise = new LatticeNoise(seed, period_ms);
    expect(values.map(([tMs]) => [tMs, noise.at(tMs)])).toEqual(values);
  }
});

test("gaps are log-normal", () => {
  const { standard_normal, gaps, sigma, relative_tolerance } = vectors.renewal;
  for (const [seed, k, expected] of standard_normal) {
    expectClose(standardNormal(seed, k), expected, Math.abs(expected) * relative_tolerance);
  }
  for (const [seed, event, expected] of gaps) {
    expectClose(lognormalGap(seed, event, sigma), expected, expected * relative_tolerance);
  }
});

test("a change of activity acts on the gap it falls into", () => {
  const { sigma, events, relative_tolerance } = vectors.renewal;
  const history = new ActivityHistory();
  history.append(events.talking_from_ms, ACTIVITY_INDEX.get("talking") ?? -1, 0);
  const times: number[] = [];
  const process = new Renewal(history, {
    seed: events.seed,
    sigma,
    rate: (activity) => activity.blinkPerMin / 60000,
    onEvent: (_event, tMs) => times.push(tMs),
    minGapMs: events.min_gap_ms,
  });

  process.advance((events.times_ms.at(-1) ?? 0) + 1e-3);

  expect(times).toHaveLength(events.times_ms.length);
  for (const [event, expected] of events.times_ms.entries()) {
    expectClose(times[event] ?? NaN, expected, expected * relative_tolerance);
  }
});

test("a mood blends the faces of its anchors", () => {
  const { poses, tolerance } = vectors.mood;
  for (const { affect, pose } of poses) {
    const [valence, arousal, dominance] = affect;
    expectPose(moodPose({ valence, arousal, dominance }), pose, tolerance);
  }
});

test("visemes that overlap to more than one share the mouth", () => {
  const { marks, samples, tolerance } = vectors.visemes;
  const track = new SpeechTrack();
  track.say(
    marks.map(({ viseme, peak, times_ms: [startMs, riseEndMs, fallStartMs, endMs] }) => ({
      viseme,
      peak,
      startMs,
      riseEndMs,
      fallStartMs,
      endMs,
    })),
  );
  for (const { t_ms, mouth } of samples) {
    const out = new Float64Array(N_CHANNELS);
    track.addTo(out, t_ms);
    expectPose(out, mouth, tolerance);
  }
});
