/** Quality by measured frame time: what each tier draws, and when to change it. */
import { type Tier, TIERS } from "./drawn";

/** What a tier draws. */
export interface Quality {
  /** Pixels drawn for each pixel of the screen, along one side. */
  readonly scale: number;
  readonly hasDust: boolean;
  readonly handDetail: "fine" | "coarse";
}

export const QUALITIES: Readonly<Record<Tier, Quality>> = {
  high: { scale: 1, hasDust: true, handDetail: "fine" },
  medium: { scale: 0.75, hasDust: true, handDetail: "coarse" },
  low: { scale: 0.55, hasDust: false, handDetail: "coarse" },
};
/** However slow it is, a face smaller than this shows no feeling: the shorter side, in px. */
const SMALLEST_PX = 256;

/** A frame may take this long: 40 a second are still smooth. */
const SLOW_MS = 25;
/** More is only tried where it would still be fast. */
const FAST_MS = 13;
/** The first frames compile and upload. */
const N_WARM_UP = 6;
/** Frame times that a decision is made from. */
const N_JUDGED = 9;
/** Fast in a row before more is tried. */
const N_PATIENCE = 45;

/** The size to draw for a size on the screen. */
export function drawnSize(
  widthPx: number,
  heightPx: number,
  tier: Tier,
): readonly [number, number] {
  const shorter = Math.min(widthPx, heightPx);
  const scale = Math.min(1, Math.max(QUALITIES[tier].scale, SMALLEST_PX / shorter));
  return [Math.max(16, Math.round(widthPx * scale)), Math.max(16, Math.round(heightPx * scale))];
}

/** Chooses the tier; one that was too slow is not tried again. */
export class TierChooser {
  tier: Tier;
  readonly #times = new Float64Array(N_JUDGED);
  readonly #sorted = new Float64Array(N_JUDGED);
  #count = 0;
  #nFast = 0;
  #best = 0;

  constructor(tier: Tier = "high") {
    this.tier = tier;
  }

  /** Median of the last frames in ms; 0 before there are enough. */
  get medianMs(): number {
    const n = this.#count - N_WARM_UP;
    if (n < N_JUDGED) return 0;
    this.#sorted.set(this.#times);
    this.#sorted.sort();
    return this.#sorted[N_JUDGED >> 1]!;
  }

  /** Tell it what a frame took; true where the tier has changed, which a held one never does. */
  add(frameMs: number, isHeld: boolean): boolean {
    this.#times[this.#count % N_JUDGED] = frameMs;
    this.#count++;
    const median = this.medianMs;
    if (median === 0 || isHeld) return false;
    const at = TIERS.indexOf(this.tier);
    if (median > SLOW_MS && at + 1 < TIERS.length) {
      this.#best = at + 1;
      return this.#change(at + 1);
    }
    if (at <= this.#best) return false;
    const more = QUALITIES[TIERS[at - 1]!].scale / QUALITIES[this.tier].scale;
    this.#nFast = median * more * more < FAST_MS ? this.#nFast + 1 : 0;
    return this.#nFast >= N_PATIENCE && this.#change(at - 1);
  }

  /** Forget what was measured, as after a change of size. */
  restart(): void {
    this.#count = 0;
    this.#nFast = 0;
  }

  #change(to: number): boolean {
    this.tier = TIERS[to]!;
    this.restart();
    return true;
  }
}
