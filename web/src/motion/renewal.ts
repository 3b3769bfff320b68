/**
 * Events that recur at random with a rate that depends on what the avatar does.
 *
 * The k-th gap is log-normal with mean one in *operational* time; the clock runs through it faster or
 * slower with the activity's rate (time rescaling: Brown et al. 2002). So the times are a pure function of
 * seed and history, the intervals are log-normal while an activity lasts, and a change of activity acts at
 * once.
 */
import type { Activity, ActivityHistory } from "./activity";
import { unit } from "./random32";

/** Each event owns this many draws of its process's seed: 0 and 1 make the gap, the rest are the caller's. */
export const DRAWS_PER_EVENT = 16;

/** The k-th standard normal draw (Box and Muller 1958); uses draws k and k + 1. */
export function standardNormal(seed: number, k: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - unit(seed, k)));
  return radius * Math.cos(2 * Math.PI * unit(seed, k + 1));
}

/** Gap before an event, in operational time: log-normal with mean one. */
export function lognormalGap(seed: number, event: number, sigma: number): number {
  const z = standardNormal(seed, event * DRAWS_PER_EVENT);
  return Math.exp(sigma * z - 0.5 * sigma * sigma);
}

/** What recurs, and how often. */
export interface Process {
  readonly seed: number;
  readonly sigma: number;
  /** Events per ms of an activity, for a phase 0..nPhases-1 (the phase that a gap belongs to). */
  readonly rate: (activity: Activity, phase: number) => number;
  /** Called for each event in order as the cursor passes it; `null` marks a restart from time zero. */
  readonly onEvent: (event: number | null, tMs: number) => void;
  /** Shortest time between events. */
  readonly minGapMs: number;
  readonly nPhases?: number;
}

/** A cursor over the events of one process. */
export class Renewal {
  readonly #history: ActivityHistory;
  readonly #process: Process;
  readonly #nPhases: number;
  #event = -1;
  #lastMs = 0;
  #nextMs = 0;
  #generation = -1;

  constructor(history: ActivityHistory, process: Process) {
    this.#history = history;
    this.#process = process;
    this.#nPhases = process.nPhases ?? 1;
  }

  /** Pass every event up to a time; a time before the last one restarts from zero. */
  advance(tMs: number): void {
    if (tMs < this.#lastMs) {
      this.#event = -1;
      this.#lastMs = 0;
      this.#generation = -1;
      this.#process.onEvent(null, 0);
    }
    if (this.#generation !== this.#history.generation) {
      this.#generation = this.#history.generation;
      this.#nextMs = this.#timeOfNext();
    }
    while (this.#nextMs <= tMs) {
      this.#event += 1;
      this.#lastMs = this.#nextMs;
      this.#process.onEvent(this.#event, this.#lastMs);
      this.#nextMs = this.#timeOfNext();
    }
  }

  #timeOfNext(): number {
    const { seed, sigma, rate, minGapMs } = this.#process;
    const history = this.#history;
    const event = this.#event + 1;
    const phase = event % this.#nPhases;
    let remaining = lognormalGap(seed, event, sigma);
    let tMs = this.#lastMs;
    let position = history.position(tMs);
    for (;;) {
      const eventsPerMs = rate(history.segment(position).activity, phase);
      const endMs = history.endOf(position);
      const neededMs = remaining / eventsPerMs;
      if (tMs + neededMs <= endMs) return Math.max(tMs + neededMs, this.#lastMs + minGapMs);
      remaining -= (endMs - tMs) * eventsPerMs;
      tMs = endMs;
      position += 1;
    }
  }
}
