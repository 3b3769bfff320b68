/**
 * Aperiodic smooth noise: seeded values on a lattice of time, joined by minimum jerk.
 *
 * A sum of sines repeats and looks mechanical; a lattice never does, needs no trigonometry, and is equal
 * to the bit in every language. Values lie in [-1, 1); velocity is zero at each lattice point, which is
 * how a held head moves: small shifts between rests.
 */
import { minimumJerk } from "./curves";
import { signedUnit } from "./random32";

/** One axis of noise with one period; a pure function of the clock, cached per cell. */
export class LatticeNoise {
  readonly #seed: number;
  readonly #periodMs: number;
  #cell = -1;
  #here = 0;
  #next = 0;

  constructor(seed: number, periodMs: number) {
    this.#seed = seed;
    this.#periodMs = periodMs;
  }

  /** Value at a time; before zero the first cell holds. */
  at(tMs: number): number {
    const position = Math.max(tMs / this.#periodMs, 0);
    const cell = Math.floor(position);
    if (cell !== this.#cell) {
      this.#cell = cell;
      this.#here = signedUnit(this.#seed, cell);
      this.#next = signedUnit(this.#seed, cell + 1);
    }
    return this.#here + (this.#next - this.#here) * minimumJerk(position - cell);
  }
}
