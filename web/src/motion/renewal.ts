/**
 * Events that recur at random with a rate that depends on what the avatar does.
 *
 * The k-th gap is log-normal with mean one in *operational* time; the clock runs through it faster or
 * slower with the activity's rate (time rescaling: Brown et al. 2002). So the times are a pure function of
 * seed and history, the intervals are log-normal while an activity lasts, and a change of activity acts at
 * once.
 *
 * Every hour draws its own events. So a look-up far away, in a session a month old or by a wrong clock, runs
 * through an hour or two and not through everything since time zero.
 */
import type { Activity, ActivityHistory } from "./activity";
import { unit } from "./random32";

/** Each event owns this many draws of its process's seed: 0 and 1 make the gap, the rest are the caller's. */
export const DRAWS_PER_EVENT = 16;

export const BLOCK_MS = 3_600_000;

/** Numbers of events in an hour: far more than any process has, and even, so that phases alternate. */
export const EVENTS_PER_BLOCK = 8192;

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
  /** Called for each event in order as the cursor passes it; `null` marks a restart. */
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
  #block = 0;
  #event = -1;
  #lastMs = 0;
  #nextBlock = 0;
  #nextEvent = 0;
  #nextMs = 0;
  #generation = -1;

  constructor(history: ActivityHistory, process: Process) {
    this.#history = history;
    this.#process = process;
    this.#nPhases = process.nPhases ?? 1;
  }

  /**
   * Pass every event up to a time. A time before the last event, or hours ahead, restarts an hour before it:
   * by then what an event did has been replaced by those after it, so the way there makes no difference.
   */
  advance(tMs: number): void {
    if (tMs < this.#lastMs || tMs > this.#lastMs + 2 * BLOCK_MS) {
      this.#restart(Math.max(Math.floor(tMs / BLOCK_MS) - 1, 0));
    }
    if (this.#generation !== this.#history.generation) {
      this.#generation = this.#history.generation;
      this.#findNext();
    }
    while (this.#nextMs <= tMs) {
      this.#event = this.#nextEvent;
      this.#block = this.#nextBlock;
      this.#lastMs = this.#nextMs;
      this.#process.onEvent(this.#event, this.#lastMs);
      this.#findNext();
    }
  }

  #restart(block: number): void {
    this.#block = block;
    this.#event = block * EVENTS_PER_BLOCK - 1;
    this.#lastMs = block * BLOCK_MS;
    this.#generation = -1;
    this.#process.onEvent(null, this.#lastMs);
  }

  #findNext(): void {
    let event = this.#event + 1;
    let block = this.#block;
    let tMs = this.#timeOf(event, this.#lastMs);
    while (tMs >= (block + 1) * BLOCK_MS) {
      // The gap is left open; the next hour draws its own.
      block += 1;
      event = block * EVENTS_PER_BLOCK;
      tMs = this.#timeOf(event, block * BLOCK_MS);
    }
    this.#nextEvent = event;
    this.#nextBlock = block;
    this.#nextMs = tMs;
  }

  /** When an event comes whose gap begins at a time. */
  #timeOf(event: number, sinceMs: number): number {
    const { seed, sigma, rate, minGapMs } = this.#process;
    const history = this.#history;
    const phase = event % this.#nPhases;
    let remaining = lognormalGap(seed, event, sigma);
    let tMs = sinceMs;
    let position = history.position(tMs);
    for (;;) {
      const eventsPerMs = rate(history.segment(position).activity, phase);
      const endMs = history.endOf(position);
      const neededMs = remaining / eventsPerMs;
      if (tMs + neededMs <= endMs) return Math.max(tMs + neededMs, sinceMs + minGapMs);
      remaining -= (endMs - tMs) * eventsPerMs;
      tMs = endMs;
      position += 1;
    }
  }
}
