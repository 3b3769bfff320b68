/** Dust in the air: soft specks that drift before and behind the person. The twin of `rendering/air.py`. */
import { signedUnit, unit } from "../motion/random32";

const N_SPECKS = 72;
/** Numbers of one speck: x, y, radius in px; red, green, blue; opacity. */
export const SPECK_ROW = 7;
/** Share of the specks that are behind the person. */
const BEHIND = 0.6;
const LIGHT = [1, 246 / 255, 228 / 255] as const;
/** Radii at a height of 512 px: from specks in focus to blurred ones close to the camera. */
const SMALLEST_PX = 1.1;
const LARGEST_PX = 3.2;
const FAINTEST = 0.16;
const BRIGHTEST = 0.5;
/** How long a speck takes through the height of the picture. */
const SINK_S = [14, 34] as const;
/** Draws of one speck, from the seed. */
const N_DRAWS = 8;

/** All specks of one stage; where they are is a function of time alone. */
export class Dust {
  /** (2, N, 7) rows of those behind, then of those before the person. */
  readonly rows = new Float32Array(2 * N_SPECKS * SPECK_ROW);
  nBehind = 0;
  nBefore = 0;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = (seed ^ 0x6475) >>> 0;
  }

  /** The specks of one side, for the GPU. */
  of(side: "behind" | "before"): Float32Array {
    const first = side === "behind" ? 0 : N_SPECKS * SPECK_ROW;
    const count = side === "behind" ? this.nBehind : this.nBefore;
    return this.rows.subarray(first, first + count * SPECK_ROW);
  }

  /**
   * Place them at one moment.
   *
   * Wind sways the specks and does not carry them: where they are must not depend on the wind of earlier moments.
   */
  place(
    density: number,
    wind: number,
    tS: number,
    gain: Float64Array,
    widthPx: number,
    heightPx: number,
  ): void {
    this.nBehind = this.nBefore = 0;
    if (density <= 0) return;
    const scale = heightPx / 512;
    for (let k = 0; k < N_SPECKS; k++) {
      const shown = Math.min(1, Math.max(0, 8 * (density * 1.125 - k / N_SPECKS)));
      if (shown === 0) break;
      const drawn = (number: number): number => unit(this.#seed, N_DRAWS * k + number);
      const direction = drawn(0) < 0.5 ? -0.45 : 1;
      const sink = direction / (SINK_S[0] + (SINK_S[1] - SINK_S[0]) * drawn(1));
      const drift = 0.02 * signedUnit(this.#seed, N_DRAWS * k + 2);
      const pace = 0.1 + 0.3 * drawn(3);
      const turn = 0.1 + 0.3 * drawn(4);
      const near = drawn(5);
      const down = fraction(drawn(6) + sink * tS);
      const aside = (0.02 + 0.09 * wind) * Math.sin((1 + 2 * pace) * tS + 40 * turn);
      const across = fraction(drawn(7) + drift * tS + aside);
      // Faint at the edges, where it leaves and returns.
      const edge = Math.min(1, 12 * Math.min(down, 1 - down), 12 * Math.min(across, 1 - across));
      const twinkle = 0.75 + 0.25 * Math.sin(8.4 * tS * pace + 9 * turn);
      const at = SPECK_ROW * (near > BEHIND ? N_SPECKS + this.nBefore++ : this.nBehind++);
      this.rows[at] = (1.1 * across - 0.05) * widthPx;
      this.rows[at + 1] = (1.1 * down - 0.05) * heightPx;
      this.rows[at + 2] = scale * (SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * near ** 3);
      for (let c = 0; c < 3; c++) this.rows[at + 3 + c] = LIGHT[c]! * gain[c]!;
      this.rows[at + 6] = (BRIGHTEST - (BRIGHTEST - FAINTEST) * near) * shown * edge * twinkle;
    }
  }
}

function fraction(value: number): number {
  return value - Math.floor(value);
}
