/** Light: what the face's own light does to turned skin, and what the channels do to it. The twin of `rendering/light.py`. */
import { channelIndex } from "../motion";
import { type Frame } from "./rig";
import { type Pose } from "./weights";

/** Light multiplies linear light; in sRGB values that is, to good precision, its 1/2.2th power. */
export const GAMMA = 2.2;
const RATIO_LOW = 0.75;
const RATIO_HIGH = 1.25;
/** Full strength burns the edge of the cheek. */
const RATIO_SHARE = 0.65;
/** Of a stop that a picture shows: a display has less range than a room. By taste. */
const STOP_SHARE = 0.6;
const CONTRAST_SHARE = 0.7;
/** Of a colour shift; eyes adapt to most of the rest. By taste. */
const KELVIN_SHARE = 0.55;
const NEUTRAL_K = 5600;
/** Peaks of sRGB's primaries, and Rec. 709's weights of them. */
const PEAKS_M = [610e-9, 545e-9, 465e-9] as const;
const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;
/** Second radiation constant, in m K: Planck's law. */
const PLANCK_M_K = 0.014387769;
/** The sRGB value that contrast leaves as it is: a middle grey. */
export const PIVOT = 0.46;

const SOFTNESS = channelIndex("lightShadowSoftness");
const CONTRAST = channelIndex("lightContrast");
const TEMPERATURE = channelIndex("lightKeyTemperature");
const EXPOSURE = channelIndex("lightExposure");

/** The light of one moment; written in place. */
export interface Light {
  /** (9, 3) spherical harmonics of the photo's light. */
  readonly before: Float64Array;
  /** (9, 3) the same with the channels' say. */
  readonly after: Float64Array;
  /** (3,) what all colours are multiplied with, in sRGB. */
  readonly gain: Float64Array;
  contrast: number;
  /** Opacity factor of drawn shadows. */
  shadow: number;
}

/** The curve from a lit colour value, 0..1 and beyond, to what is shown; written in place. */
export interface Tone {
  /** Values above it are bent down to below white; 0 where nothing is. */
  knee: number;
  /** Slope at the middle grey; 1 where contrast changes nothing. */
  power: number;
}

/** The face's own light, to be written by `lightNow`. */
export function restingLight(frame: Frame): Light {
  const before = Float64Array.from(frame.light.flat());
  // A light that is dark on some side gives no ratio: such a photo's light is not used.
  if (Math.min(before[0]!, before[1]!, before[2]!) <= 1e-6) {
    before.fill(0);
    before.fill(1, 0, 3);
  }
  return {
    before,
    after: before.slice(),
    gain: new Float64Array(3).fill(1),
    contrast: 1,
    shadow: 1,
  };
}

const tint = new Float64Array(3);

/** What exposure, key temperature, contrast and shadow softness make of the face's light. */
export function lightNow(pose: Pose, light: Light): void {
  const contrast = pose[CONTRAST]!;
  const softness = pose[SOFTNESS]!;
  tintOf(pose[TEMPERATURE]!);
  const directed = 1 + 0.5 * (contrast - 1);
  for (let k = 0; k < 27; k++) {
    // Softer shadows: less of what changes fast over the sphere; contrast: more of what has a direction. Half
    // of the tint is the key's alone, so that the far cheek stays cooler or warmer.
    const factor = k < 3 ? 1 : (k < 12 ? 1 : 1.5 - softness) * directed * tint[k % 3]!;
    light.after[k] = light.before[k]! * factor;
  }
  const stops = 2 ** ((STOP_SHARE * pose[EXPOSURE]!) / GAMMA);
  for (let k = 0; k < 3; k++) light.gain[k] = stops * tint[k]! ** (1 / GAMMA);
  light.contrast = contrast;
  light.shadow = Math.min(1.5, Math.max(0.4, 1.5 - softness));
}

/** Fill `tint`: linear colour of a black body against daylight, as bright as that. */
function tintOf(kelvin: number): void {
  let bright = 0;
  for (let k = 0; k < 3; k++) {
    const warm = Math.expm1(PLANCK_M_K / (PEAKS_M[k]! * Math.max(kelvin, 1000)));
    const neutral = Math.expm1(PLANCK_M_K / (PEAKS_M[k]! * NEUTRAL_K));
    tint[k] = neutral / warm;
    bright += LUMINANCE[k]! * tint[k]!;
  }
  for (let k = 0; k < 3; k++) tint[k] = (tint[k]! / bright) ** KELVIN_SHARE;
}

/** The tone curve of a light: a shoulder where it makes colours brighter than white, and contrast. */
export function toneOf(light: Light, out: Tone): void {
  const brightest = Math.max(light.gain[0]!, light.gain[1]!, light.gain[2]!);
  out.knee = brightest > 1 ? Math.max(0.4, brightest ** -1.6) : 0;
  out.power = light.contrast === 1 ? 1 : 1 + CONTRAST_SHARE * (light.contrast - 1);
}

/** What a colour value becomes under a tone curve; the shader does the same. */
export function toned(value: number, { knee, power }: Tone): number {
  if (knee > 0 && value > knee) {
    const room = 1 - knee;
    value = knee + room * (1 - Math.exp(-(value - knee) / room));
  }
  if (power !== 1) {
    value = Math.min(value, 1);
    if (power < 1) value = PIVOT + power * (value - PIVOT);
    else if (value < PIVOT) value = PIVOT * (value / PIVOT) ** power;
    else value = 1 - (1 - PIVOT) * ((1 - value) / (1 - PIVOT)) ** power;
  }
  return Math.min(Math.max(value, 0), 1);
}

// x^(1/2.2) on 0.6..1.4, where every ratio of lights ends: a power costs as much as all else for a vertex.
const ROOT_LOW = 0.6;
const ROOT_STEPS = 1024;
const ROOT_SCALE = ROOT_STEPS / 0.8;
const ROOTS = Float64Array.from({ length: ROOT_STEPS + 2 }, (_, k) =>
  Math.pow(ROOT_LOW + k / ROOT_SCALE, 1 / GAMMA),
);

/** `ratio` to the power 1/2.2, linear between 1,024 values: off by less than 1e-7. */
function root(ratio: number): number {
  const at = (ratio - ROOT_LOW) * ROOT_SCALE;
  const step = at | 0;
  return ROOTS[step]! + (at - step) * (ROOTS[step + 1]! - ROOTS[step]!);
}

/**
 * The light of the photo where each vertex was, ready for `addGains`.
 *
 * @returns (n, 3) its floor and 1 / value in one: `1 / max(light, floor)`.
 */
export function lightBefore(normals: Float32Array, before: Float64Array): Float32Array {
  const out = new Float32Array(normals.length);
  for (let v = 0; v < normals.length; v += 3) {
    for (let k = 0; k < 3; k++) {
      const value = lightAt(before, normals[v]!, normals[v + 1]!, normals[v + 2]!, k);
      out[v + k] = 1 / Math.max(value, floorOf(before, k));
    }
  }
  return out;
}

function floorOf(before: Float64Array, k: number): number {
  return 0.15 * Math.abs(before[k]!);
}

/** One colour of a light (9, 3) on a unit normal. */
export function lightAt(light: Float64Array, x: number, y: number, z: number, k: number): number {
  return (
    light[k]! +
    light[3 + k]! * y +
    light[6 + k]! * z +
    light[9 + k]! * x +
    light[12 + k]! * x * y +
    light[15 + k]! * y * z +
    light[18 + k]! * (3 * z * z - 1) +
    light[21 + k]! * x * z +
    light[24 + k]! * (x * x - y * y)
  );
}

/**
 * Fill the gains (n, 3) of red, green and blue for some vertices.
 *
 * @param normals (n, 3) unit normals now.
 * @param inverse (n, 3) of `lightBefore`.
 * @param strength (n,) 0..1: how much of the ratio acts; 0 for what lies behind the person.
 */
export function addGains(
  normals: Float32Array,
  inverse: Float32Array,
  strength: Float32Array,
  light: Light,
  out: Float32Array,
): void {
  const { before, after, gain } = light;
  for (let k = 0; k < 3; k++) {
    const floor = floorOf(before, k);
    const all = gain[k]!;
    const [c0, c1, c2, c3] = [after[k]!, after[3 + k]!, after[6 + k]!, after[9 + k]!];
    const [c4, c5, c6, c7, c8] = [
      after[12 + k]!,
      after[15 + k]!,
      after[18 + k]!,
      after[21 + k]!,
      after[24 + k]!,
    ];
    for (let v = 0, at = 0; v < strength.length; v++, at += 3) {
      const share = strength[v]!;
      if (share === 0) {
        out[at + k] = all;
        continue;
      }
      const x = normals[at]!;
      const y = normals[at + 1]!;
      const z = normals[at + 2]!;
      const now =
        c0 +
        y * (c1 + c4 * x + c5 * z - c8 * y) +
        z * (c2 + 3 * c6 * z + c7 * x) -
        c6 +
        x * (c3 + c8 * x);
      let ratio = (now > floor ? now : floor) * inverse[at + k]!;
      ratio = ratio < RATIO_LOW ? RATIO_LOW : ratio > RATIO_HIGH ? RATIO_HIGH : ratio;
      out[at + k] = all * root(1 + RATIO_SHARE * share * (ratio - 1));
    }
  }
}
