/**
 * Curves of capsules: how the quantised samples of a library are looked up.
 *
 * Baking is Python's (`curves.py`); the look-up here equals its look-up to the bit.
 */

export const MIN_LOG2_INTERVALS = 3;
export const MAX_LOG2_INTERVALS = 9;

/** One channel's movement in one capsule, quantised; a view into a library. */
export interface BakedTrack {
  /** Index into the channel registry. */
  readonly channel: number;
  /** The curve has `intervals + 1` samples, plus one of padding at either end; a power of two. */
  readonly intervals: number;
  /** Value of one count, in the channel's unit; exactly a float32. */
  readonly scale: number;
  /** The samples of the whole library. */
  readonly samples: Int16Array;
  /** Where this track's padding begins in them. */
  readonly firstSample: number;
}

/**
 * Smooth step from 0 to 1 with zero velocity and acceleration at both ends; u outside is clamped.
 *
 * Source: Flash and Hogan (1985), the minimum-jerk reach: 10 u^3 - 15 u^4 + 6 u^5.
 */
export function minimumJerk(u: number): number {
  if (u <= 0) return 0;
  if (u >= 1) return 1;
  return u * u * u * (u * (u * 6 - 15) + 10);
}

/**
 * Catmull-Rom between the samples around a position, in counts.
 *
 * @param first Where the track's padding begins in `samples`.
 * @param interval 0..intervals-1.
 * @param f Where in the interval, 0..1.
 *
 * The coefficients are multiples of one half far below 2^53, so every language computes the same ones.
 */
export function cubicAt(samples: Int16Array, first: number, interval: number, f: number): number {
  const at = first + interval;
  const p0 = samples[at]!;
  const p1 = samples[at + 1]!;
  const p2 = samples[at + 2]!;
  const p3 = samples[at + 3]!;
  const c3 = 0.5 * (p3 - p0) + 1.5 * (p1 - p2);
  const c2 = p0 - 2.5 * p1 + 2 * p2 - 0.5 * p3;
  const c1 = 0.5 * (p2 - p0);
  return ((c3 * f + c2) * f + c1) * f + p1;
}

/** Value of a track at u in [0, 1], in the channel's unit; u outside is clamped. */
export function sampleTrack(track: BakedTrack, u: number): number {
  const { intervals } = track;
  const position = Math.min(Math.max(u, 0), 1) * intervals;
  const interval = Math.min(Math.floor(position), intervals - 1);
  return cubicAt(track.samples, track.firstSample, interval, position - interval) * track.scale;
}
