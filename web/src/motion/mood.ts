/**
 * The base expression that slow affect holds, and how it moves from one mood to the next.
 *
 * Mood never snaps: a new one is reached by minimum jerk, 90 % of it in 700 ms. After ten seconds without
 * events the face returns to the personality's own; the server owns affect, this is for a client cut off.
 */
import * as table from "../generated/channels";
import { N_CHANNELS, type ChannelVector } from "./channels";
import { minimumJerk } from "./curves";

/** A place in the space of affect; each axis in [-1, 1]. */
export interface Affect {
  readonly valence: number;
  readonly arousal: number;
  readonly dominance: number;
}

const ANCHORS = table.MOOD_ANCHORS.map(([, at, pose]) => ({
  at,
  reach: Math.sqrt(at[0] * at[0] + at[1] * at[1] + at[2] * at[2]),
  pose,
}));

/**
 * Offsets from neutral that an affect holds.
 *
 * The anchors that lie in its direction blend, by the 16th power of the cosine; its length over theirs says
 * how much of them shows. `mood.py` has the formula and where it comes from.
 */
export function moodPose({ valence, arousal, dominance }: Affect): ChannelVector {
  const pose = new Float64Array(N_CHANNELS);
  const length = Math.sqrt(valence * valence + arousal * arousal + dominance * dominance);
  if (length === 0) return pose;
  let total = 0;
  for (const { at, reach, pose: offsets } of ANCHORS) {
    const along = valence * at[0] + arousal * at[1] + dominance * at[2];
    const cosine = Math.max(along, 0) / (length * reach);
    const square = cosine * cosine;
    const fourth = square * square;
    const eighth = fourth * fourth;
    const share = eighth * eighth;
    total += share;
    const weight = share * square * Math.min(length / reach, 1);
    for (const [channel, offset] of offsets) pose[channel]! += weight * offset;
  }
  return pose.map((offset) => offset / total);
}

/** The mood's offsets over time: at most one transition at once, then the way back. */
export class MoodTrack {
  #baseline: ChannelVector;
  #origin: ChannelVector;
  #target: ChannelVector;
  #startMs = -1e9; // at home since ever

  constructor(baseline: Affect) {
    this.#baseline = moodPose(baseline);
    this.#origin = this.#baseline;
    this.#target = this.#baseline;
  }

  /** From `tMs` on, move to this mood; counts as an event for the return to baseline. */
  go(tMs: number, mood: Affect): void {
    this.#origin = this.#at(tMs);
    this.#target = moodPose(mood);
    this.#startMs = tMs;
  }

  /** The personality changed; the way back leads to the new one, at once where it is trodden. */
  setBaseline(tMs: number, baseline: Affect): void {
    this.#origin = this.#at(tMs);
    this.#baseline = moodPose(baseline);
    if (tMs - this.#startMs > table.PLAYING_RECENTRE_AFTER_MS) this.#target = this.#baseline;
    this.#startMs = tMs;
  }

  /** Write the mood's offsets at a time into `out` (N_CHANNELS,). */
  write(out: ChannelVector, tMs: number): void {
    const sinceMs = tMs - this.#startMs;
    let origin = this.#origin;
    let target = this.#target;
    let share = minimumJerk(sinceMs / table.PLAYING_MOOD_MS);
    if (sinceMs > table.PLAYING_RECENTRE_AFTER_MS) {
      origin = this.#target;
      target = this.#baseline;
      share = minimumJerk((sinceMs - table.PLAYING_RECENTRE_AFTER_MS) / table.PLAYING_RECENTRE_MS);
    }
    for (let channel = 0; channel < N_CHANNELS; channel += 1) {
      const from = origin[channel]!;
      out[channel] = from + (target[channel]! - from) * share;
    }
  }

  #at(tMs: number): ChannelVector {
    const now = new Float64Array(N_CHANNELS);
    this.write(now, tMs);
    return now;
  }
}
