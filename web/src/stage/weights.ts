/** From a channel vector to how strongly each blendshape acts on this rig. The twin of `rendering/weights.py`. */
import { channelIndex, type ChannelVector, MAXIMUM, MINIMUM, N_CHANNELS, NEUTRAL } from "../motion";
import { type Frame, PHOTO_EXPRESSION, type Rig, type Terms } from "./rig";

/** Degrees an eye turns at `eyeLook*` = 1. */
const LOOK_DEG = 28;
/** What a pose holds beyond the channels: `photoExpression`, and the shapes that wind moves. */
const EXTRA = [
  PHOTO_EXPRESSION,
  "windPress",
  "windSine0",
  "windCosine0",
  "windSine1",
  "windCosine1",
] as const;

/** Length of a pose: all channels, then `EXTRA`. */
export const N_POSE = N_CHANNELS + EXTRA.length;
export const PHOTO_AT = N_CHANNELS;
export const WIND_AT = N_CHANNELS + 1;

/** (N_POSE,) every channel as this rig may show it, then `photoExpression` and the wind's shapes. */
export type Pose = Float64Array;

/** A weighted sum over a pose: `weights[k]` of the value at `at[k]`. */
export interface Sum {
  readonly at: Int32Array;
  readonly weights: Float64Array;
}

const at = channelIndex;
const YAW = at("gazeYaw");
const PITCH = at("gazePitch");
const SMILE_LEFT = at("mouthSmileLeft");
const SMILE_RIGHT = at("mouthSmileRight");
/** What a smile of the photo brings itself. */
const OWN_OF_SMILE = [
  SMILE_LEFT,
  SMILE_RIGHT,
  at("jawOpen"),
  at("mouthUpperUpLeft"),
  at("mouthUpperUpRight"),
] as const;
/** What says that the mouth is busy with something else than smiling. */
const BUSY = [
  "jawOpen",
  "mouthFunnel",
  "mouthPucker",
  "mouthPressLeft",
  "mouthRollLower",
  "mouthClose",
  "mouthFrownLeft",
  "mouthFrownRight",
  "mouthLowerDownLeft",
].map(at);
/** A joyful mood opens the jaw by .18 without a word; a vowel opens it by more. */
const BUSY_FROM = 0.2;
const BUSY_TO = 0.5;
const SIDES = (["Left", "Right"] as const).map((side) => ({
  sign: side === "Left" ? 1 : -1,
  outward: at(`eyeLookOut${side}`),
  inward: at(`eyeLookIn${side}`),
  up: at(`eyeLookUp${side}`),
  down: at(`eyeLookDown${side}`),
}));

// Landmarks of the mouth: inner lip middle, corners.
const UPPER = 13;
const LOWER = 14;
const CORNERS = [61, 291] as const;
/** Between the lips of a photo that smiles with its teeth, in d: measured on 22 portraits. */
const TOOTH_GAP_D = 0.07;

/** Where a name lies in a pose, or -1 where nothing of that name ever moves. */
export function poseIndex(name: string): number {
  const extra = (EXTRA as readonly string[]).indexOf(name);
  if (extra >= 0) return N_CHANNELS + extra;
  try {
    return channelIndex(name);
  } catch {
    return -1;
  }
}

/** A weighted sum by name, ready for many frames; names that nothing moves are left out. */
export function sumOf(terms: Terms): Sum {
  const known = terms.filter(([name]) => poseIndex(name) >= 0);
  return {
    at: Int32Array.from(known, ([name]) => poseIndex(name)),
    weights: Float64Array.from(known, ([, weight]) => weight),
  };
}

/** The value of a weighted sum. */
export function summed(sum: Sum, pose: Pose): number {
  let value = 0;
  for (let k = 0; k < sum.at.length; k++) value += sum.weights[k]! * pose[sum.at[k]!]!;
  return value;
}

/** 0 at `low`, 1 at `high`, smooth between them; `high` may lie below `low`. */
export function ramp(value: number, low: number, high: number): number {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return share * share * (3 - 2 * share);
}

/** How much of a smile with teeth `photoExpression` brings back, 0..1. */
export function smileOfPhoto(frame: Frame): number {
  const rest = frame.landmarks;
  const photo = frame.photo_landmarks;
  const gap = photo[LOWER]![1] - photo[UPPER]![1] - (rest[LOWER]![1] - rest[UPPER]![1]);
  let apart = 0;
  let down = 0;
  for (const corner of CORNERS) {
    apart += 0.5 * Math.abs(photo[corner]![0] - rest[corner]![0]);
    down += 0.5 * (photo[corner]![1] - rest[corner]![1]);
  }
  // Corners that come up or apart; an open mouth that says "ah" does neither.
  return ramp(gap, 0.2 * TOOTH_GAP_D, TOOTH_GAP_D) * ramp(apart - down, 0.02, 0.08);
}

/** Reads blendshape weights, gaze and `photoExpression` out of channel vectors. */
export class Weights {
  readonly #smile: number;
  readonly #limits: readonly (readonly [number, number])[];

  constructor(rig: Rig) {
    this.#smile = smileOfPhoto(rig.frame);
    this.#limits = Object.entries(rig.limits)
      .map(([name, limit]) => [poseIndex(name), limit] as const)
      .filter(([index]) => index >= 0 && index < N_CHANNELS);
  }

  /**
   * Fill a pose but for the wind's shapes.
   *
   * Gaze has become `eyeLook*`, the rig's limits hold, and a smile has become the photo's own where it had
   * one with teeth. A value that is no number counts as neutral: a picture must not fail in the middle of a talk.
   */
  of(vector: ChannelVector, out: Pose): void {
    for (let k = 0; k < N_CHANNELS; k++) {
      const value = vector[k]!;
      out[k] = Number.isFinite(value)
        ? Math.min(Math.max(value, MINIMUM[k]!), MAXIMUM[k]!)
        : NEUTRAL[k]!;
    }
    for (const [index, limit] of this.#limits) out[index] = Math.min(out[index]!, limit);
    look(out);
    const photo = this.#photoShare(out);
    // The photo's smile brings its own opening and its own raised lip.
    for (const index of OWN_OF_SMILE) out[index]! *= 1 - photo;
    out[PHOTO_AT] = photo;
  }

  #photoShare(pose: Pose): number {
    if (this.#smile === 0) return 0;
    const smile = Math.min(pose[SMILE_LEFT]!, pose[SMILE_RIGHT]!);
    let busy = 0;
    for (const index of BUSY) busy = Math.max(busy, pose[index]!);
    return this.#smile * ramp(smile, 0.2, 1) * (1 - ramp(busy, BUSY_FROM, BUSY_TO));
  }
}

/** Add gaze to `eyeLook*`, in place; opposite shapes never act together. */
function look(pose: Pose): void {
  for (const { sign, outward, inward, up, down } of SIDES) {
    const aside = pose[outward]! - pose[inward]! + (sign * pose[YAW]!) / LOOK_DEG;
    const above = pose[up]! - pose[down]! + pose[PITCH]! / LOOK_DEG;
    pose[outward] = Math.min(Math.max(aside, 0), 1);
    pose[inward] = Math.min(Math.max(-aside, 0), 1);
    pose[up] = Math.min(Math.max(above, 0), 1);
    pose[down] = Math.min(Math.max(-above, 0), 1);
  }
}
