/**
 * When a hand is in view: it rises for the first cue, stays while cues follow, and leaves.
 *
 * Durations were found by eye on rendered hands (420 ms in, 360 ms out); waiting for the hand follows
 * the preparation phase of gestures (Kendon 2004).
 */
import * as table from "../generated/channels";
import { minimumJerk } from "./curves";

/** How far one hand is raised, 0 hidden to 1 in the gesture box. */
export class HandPresence {
  #riseMs = -1e9;
  #exitMs = -1e9;
  #origin = 0;

  /** Presence at a time. */
  at(tMs: number): number {
    if (tMs < this.#exitMs) return this.#risen(tMs);
    const top = this.#risen(this.#exitMs);
    return top * (1 - minimumJerk((tMs - this.#exitMs) / table.PLAYING_HAND_EXIT_MS));
  }

  /** Raise the hand for a cue; returns how long its stroke waits, in ms. */
  raiseFor(startMs: number, lengthMs: number): number {
    const here = this.at(startMs);
    const waitMs = table.PLAYING_HAND_PREPARE_MS * (1 - here);
    const untilMs = startMs + waitMs + lengthMs + table.PLAYING_HAND_HOLD_MS;
    // A hand on its way up goes on without a hitch.
    if (startMs >= this.#exitMs) {
      this.#origin = here;
      this.#riseMs = startMs;
    }
    this.#exitMs = Math.max(this.#exitMs, untilMs);
    return waitMs;
  }

  /** Let the hand leave now, as after an interruption. */
  lower(tMs: number): void {
    if (this.#exitMs > tMs) this.#exitMs = tMs;
  }

  #risen(tMs: number): number {
    const share = minimumJerk((tMs - this.#riseMs) / table.PLAYING_HAND_ENTER_MS);
    return this.#origin + (1 - this.#origin) * share;
  }
}
