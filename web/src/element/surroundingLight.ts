/**
 * Colours around the face -> the light that they throw on it: nine spherical harmonics a channel.
 *
 * Pure. The page is a wall of light around and behind the viewer: a colour to the left of the picture shines from the
 * viewer's left and from the front. Directions are those of a rig's light: x to the right of the picture, y down,
 * z away from the viewer, so light from the viewer's side has a negative z.
 */

import { minimumJerk } from "../motion";

/** How long a change of the page's colours takes to reach the face; by taste. */
const EASE_MS = 420;

/** A sample: where it lies as seen from the face, and its colour. */
export interface LightSample {
  /** Offsets from the face in units of its ring, y down. */
  readonly dx: number;
  readonly dy: number;
  /** sRGB, 0..1 each. */
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** How far in front of the face the page shines from, in rings; by taste: a screen is close. */
const FRONT = 0.8;
/** Luminance (linear) of a page that leaves the face as it is, between dark and white; by taste. */
const NEUTRAL_LUMINANCE = 0.42;
/** A black page still stands in a room: the face never falls below this. By taste. */
const DARKEST = 0.34;
const BRIGHTEST = 1.14;
/** How much of a page's colour reaches the face; skin in full colour looks painted. By taste. */
const COLOUR_SHARE = 0.28;
/** How much more one side may get than the mean; by taste. */
const SIDE_SHARE = 0.55;
export const N_HARMONICS = 9;

/** sRGB -> linear. */
export function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Luminance of linear light (Rec. 709). */
export function luminance(red: number, green: number, blue: number): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * The light of samples around a face.
 *
 * @returns (9, 3) float32, coefficient after coefficient, of an irradiance that is 1 everywhere for a neutral page;
 *   order: 1; y, z, x; xy, yz, 3z^2-1, xz, x^2-y^2. Null where there are no samples.
 */
export function lightOf(samples: readonly LightSample[]): Float32Array | null {
  if (samples.length === 0) return null;
  const out = new Float32Array(3 * N_HARMONICS);
  const mean = [0, 0, 0];
  for (const { red, green, blue } of samples) {
    const [r, g, b] = shown(red, green, blue);
    mean[0]! += r / samples.length;
    mean[1]! += g / samples.length;
    mean[2]! += b / samples.length;
  }
  for (let channel = 0; channel < 3; channel += 1) out[channel] = mean[channel]!;
  for (const { dx, dy, red, green, blue } of samples) {
    const length = Math.hypot(dx, dy, FRONT);
    const x = dx / length;
    const y = dy / length;
    const colour = shown(red, green, blue);
    for (let channel = 0; channel < 3; channel += 1) {
      // Only what differs from the mean gives the light a side. The factors are those of a cosine lobe, 2/3 and 1/4,
      // times the squared norms of the harmonics, 3, 15 and 15/4.
      const excess = (SIDE_SHARE * (colour[channel]! - mean[channel]!)) / samples.length;
      out[3 + channel]! += 2 * excess * y;
      out[9 + channel]! += 2 * excess * x;
      out[12 + channel]! += 3.75 * excess * x * y;
      out[24 + channel]! += 0.9375 * excess * (x * x - y * y);
    }
  }
  return out;
}

/** What a colour of the page does to the face: gains of linear light, 1 for a neutral grey. */
function shown(red: number, green: number, blue: number): readonly [number, number, number] {
  const r = linear(red);
  const g = linear(green);
  const b = linear(blue);
  const level = luminance(r, g, b);
  const gain = gainOf(level);
  const tint = (part: number): number =>
    gain * (1 + COLOUR_SHARE * (level < 1e-4 ? 0 : Math.min(part / level, 2.5) - 1));
  return [tint(r), tint(g), tint(b)];
}

/** Darkest at black, 1 at the neutral luminance, brightest at white; even in steps of lightness. */
function gainOf(level: number): number {
  const lightness = Math.cbrt(Math.max(level, 0));
  const neutral = Math.cbrt(NEUTRAL_LUMINANCE);
  if (lightness <= neutral) return DARKEST + (1 - DARKEST) * (lightness / neutral);
  return 1 + (BRIGHTEST - 1) * ((lightness - neutral) / (1 - neutral));
}

/** Whether two lights differ by more than the eye would see. */
export function differs(a: Float32Array | null, b: Float32Array | null): boolean {
  if (a === null || b === null) return a !== b;
  return a.some((value, index) => Math.abs(value - b[index]!) > 0.01);
}

/** An sRGB colour as `getComputedStyle` gives it; null where it is none of the forms of a solid colour. */
export function readColour(
  css: string,
): { red: number; green: number; blue: number; alpha: number } | null {
  const numbers = css.match(/-?[\d.]+(?:e-?\d+)?%?/g)?.map(numberOf) ?? [];
  const [first = 0, second = 0, third = 0, alpha = 1] = numbers;
  if (numbers.length < 3) return null;
  if (css.startsWith("rgb")) {
    return { red: first / 255, green: second / 255, blue: third / 255, alpha };
  }
  if (css.startsWith("color(srgb")) return { red: first, green: second, blue: third, alpha };
  return null;
}

function numberOf(text: string): number {
  return text.endsWith("%") ? Number.parseFloat(text) / 100 : Number.parseFloat(text);
}

/** A light that changes over some frames, as a lamp that is dimmed. */
export class EasedLight {
  readonly #now = new Float32Array(3 * N_HARMONICS);
  readonly #from = new Float32Array(3 * N_HARMONICS);
  readonly #to = new Float32Array(3 * N_HARMONICS);
  #beganMs = -Infinity;
  #isChanging = false;

  constructor() {
    for (const values of [this.#now, this.#from, this.#to]) values.fill(1, 0, 3);
  }

  /** Go to a light; null is neutral. At once where nothing else moves. */
  to(light: Float32Array | null, nowMs: number, atOnce = false): void {
    this.#from.set(this.#now);
    this.#to.fill(0).fill(1, 0, 3);
    if (light !== null) this.#to.set(light);
    this.#beganMs = atOnce ? -Infinity : nowMs;
    this.#isChanging = true;
  }

  /** The light at a time, or null where it is what it was; the array is reused. */
  at(nowMs: number): Float32Array | null {
    if (!this.#isChanging) return null;
    const share = minimumJerk((nowMs - this.#beganMs) / EASE_MS);
    this.#isChanging = share < 1;
    for (let k = 0; k < this.#now.length; k += 1) {
      this.#now[k] = this.#from[k]! + (this.#to[k]! - this.#from[k]!) * share;
    }
    return this.#now;
  }
}
