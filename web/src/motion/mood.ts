/**
 * The base expression that slow affect holds, and how it moves from one mood to the next.
 *
 * Mood never snaps: a new one is reached by minimum jerk, 90 % of it in 700 ms. After ten seconds without
 * events the face returns to the personality's own; the server owns affect, this is for a client cut off.
 */
import * as table from "../generated/channels";
import { N_CHANNELS, type ChannelVector } from "./channels";
import { minimumJerk } from "./curves";

/** Doubt ends where a feeling is clear: beyond 1 / 1.3 of valence. */
const DOUBT_LIMIT = 1.3;

/** A place in the space of affect; each axis in [-1, 1]. */
export interface Affect {
  readonly valence: number;
  readonly arousal: number;
  readonly dominance: number;
}

/**
 * Offsets from neutral that an affect holds.
 *
 * Linear in the rectified axes and in five mixtures of them (joy, fear, grief, anger, doubt), summed in
 * table order; `mood.py` says what each of them is.
 */
export function moodPose({ valence, arousal, dominance }: Affect): ChannelVector {
  const joy = Math.max(valence, 0);
  const sorrow = Math.max(-valence, 0);
  const alert = Math.max(arousal, 0);
  const calm = Math.max(-arousal, 0);
  const strong = Math.max(dominance, 0);
  const weak = Math.max(-dominance, 0);
  const features = [
    joy,
    sorrow,
    alert,
    calm,
    strong,
    weak,
    joy * alert,
    sorrow * alert,
    sorrow * (1 - alert),
    Math.min(sorrow, alert, strong),
    Math.min(weak, Math.max(1 - DOUBT_LIMIT * (joy + sorrow), 0)),
  ];
  const pose = new Float64Array(N_CHANNELS);
  for (const [channel, row] of table.MOOD_POSE) {
    pose[channel] = row.reduce((total, weight, column) => total + weight * features[column]!, 0);
  }
  return pose;
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
