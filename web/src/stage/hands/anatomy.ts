/**
 * What the joints of a hand can do, and which angle a channel gives each of them.
 *
 * The twin of `src/sherin/body/rig/hands/anatomy.py`, which names the sources of the figures.
 */
import { channelIndex, type ChannelVector } from "../../motion/channels";

const FINGERS = ["Thumb", "Index", "Middle", "Ring", "Pinky"];
const PARTS = [
  ...["X", "Y", "Z", "Yaw", "Pitch", "Roll"],
  ...FINGERS.map((finger) => `${finger}Flexion`),
  ...FINGERS.map((finger) => `${finger}Curl`),
  ...FINGERS.map((finger) => `${finger}Spread`),
  "Visibility",
];
export const N_HAND_CHANNELS = PARTS.length;
const FLEXION = 6;
const CURL = 11;
const SPREAD = 16;
export const VISIBILITY = 21;

/** The person's hands in the order of all pairs here. */
export const SIDES = ["Right", "Left"] as const;
export const LEFT = 1;
const OWN = SIDES.map((side) =>
  Int32Array.from(PARTS, (part) => channelIndex(`hand${side}${part}`)),
);
/** What turns a left hand's channels into those of the right hand it mirrors. */
const MIRRORED = Float64Array.from(PARTS, (part) => (["X", "Yaw", "Roll"].includes(part) ? -1 : 1));

const RELAXED_MCP_DEG = [0, 18, 24, 30, 34];
const RELAXED_PIP_DEG = [0, 25, 30, 34, 34];
const DIP_SHARE = 2 / 3;
const ABDUCTION_DEG = [0, 20, 10, 15, 25];
const THUMB_TWIST_DEG = 25;
const MP_SHARE = 0.68;
const HIDDEN_MCP_DEG = 26;
const HIDDEN_PIP_DEG = 34;
const GAIN_DEG = 4;
const SMALL_GAIN = 1.2;

/**
 * Read one hand's channels as those of a right hand; what is no number counts as neutral, which is 0.
 *
 * @param out (22,) place, turn, flexion, curl, spread, visibility; written.
 */
export function readHand(vector: ChannelVector, side: number, out: Float64Array): void {
  const own = OWN[side]!;
  for (let k = 0; k < own.length; k += 1) {
    const value = vector[own[k]!]!;
    out[k] = Number.isFinite(value) ? value * (side === LEFT ? MIRRORED[k]! : 1) : 0;
  }
}

/** Visibility of one hand, 0..1. */
export function visibilityOf(vector: ChannelVector, side: number): number {
  return vector[OWN[side]![VISIBILITY]!]!;
}

/** An offset as it is displayed: small ones enlarged, those beyond 10 degrees as they are. */
function shown(angleDeg: number): number {
  const share = angleDeg / GAIN_DEG;
  return angleDeg * (1 + SMALL_GAIN * Math.exp(-share * share));
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/**
 * Absolute angles of a right hand's joints.
 *
 * @param values (22,) as `readHand` gives them.
 * @param out (5, 4) degrees, written: thumb CMC, MP, IP and twist; then each long finger's knuckle,
 *   middle joint, last joint and abduction toward the thumb.
 */
export function jointAngles(values: Float64Array, out: Float64Array): void {
  const away = 1 - values[VISIBILITY]!;
  const curl = shown(values[CURL]!);
  let flexion = shown(values[FLEXION]!);
  // The file's thumb is stretched already: half of what opens it further is enough.
  flexion *= flexion > 0 ? 1 : 0.5;
  out[0] = within(flexion + 10 * away, -15, 45);
  out[1] = within(MP_SHARE * curl + 8 * away, 0, 50);
  out[2] = within((1 - MP_SHARE) * curl + 10 * away, -10, 80);
  out[3] = within(values[SPREAD]!, -THUMB_TWIST_DEG, THUMB_TWIST_DEG);
  for (let finger = 1; finger < 5; finger += 1) {
    const bent = RELAXED_MCP_DEG[finger]! + shown(values[FLEXION + finger]!);
    const mcp = within(bent + HIDDEN_MCP_DEG * away, -20, 90);
    const curled = RELAXED_PIP_DEG[finger]! + shown(values[CURL + finger]!);
    const pip = within(curled + HIDDEN_PIP_DEG * away, 0, 110);
    const limit = ABDUCTION_DEG[finger]!;
    // Positive spread leads index and middle toward the thumb, ring and pinky away from it.
    const radial = finger < 3 ? 1 : -1;
    const apart = radial * within(values[SPREAD + finger]!, -limit, limit);
    out[4 * finger] = mcp;
    out[4 * finger + 1] = pip;
    out[4 * finger + 2] = DIP_SHARE * pip;
    // Bent knuckles lock sideways motion.
    out[4 * finger + 3] = apart * (1 - Math.max(mcp, 0) / 90);
  }
}
