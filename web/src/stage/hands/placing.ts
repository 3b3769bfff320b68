/**
 * Where a hand and its forearm are: the gesture box under the chin, the way in, the elbow.
 *
 * The twin of `src/sherin/body/rig/hands/placing.py`, which says where the figures come from.
 */
import { CAMERA_DISTANCE, type Frame } from "../rig";
import { EYES_MM, type Rectangle } from "./kit";

const WRIST_BEND_RAD = Math.PI / 4;
/** Of the face's height. */
const SIZE = 0.88;
/** Where two hands that meet count their way from, and how far inward both must want to go. */
const MEET_MM = 230;
const MEET_FROM = 0.26;
const MEET_TO = 0.36;
const MM_PER_SHOULDER = 380;
const SHOWN_MM = 88;
const REST_Z = -1.1;
const UPPER_ARM = 290 / EYES_MM;
const FOREARM_D = 255 / EYES_MM;
const SHOULDER_MM = [190, 100, 100] as const;
/** Yaw, pitch and roll of the relaxed right hand (`REST_TURN_DEG` of the hand's motions). */
const REST_TURN_DEG = [64, 15, 46] as const;
/** Of a hand that is away: the wrist leads, the fingers follow it up and down. */
const TRAILING_PITCH_DEG = -24;
const TRAILING_ROLL_DEG = 14;
const RADIANS = Math.PI / 180;

/** The places of one frame that the hands keep to, in d of the face frame. */
export interface Box {
  readonly dPerMm: number;
  /** One shoulder width, the unit of the wrists' channels. */
  readonly unit: number;
  /** x of the body's middle. */
  readonly middle: number;
  /** Rest of the wrist: distance from the middle, y, z. */
  readonly wristX: number;
  readonly wristY: number;
  readonly wristZ: number;
  /** y that no part of a hand rises above while it is before the face. */
  readonly ceiling: number;
  /** y that no part of a hand rises above, not even beside the face. */
  readonly top: number;
  /** y that the highest part of a hand that is up rises to, at the least. */
  readonly floor: number;
  /** Distances from the middle between which the rule before the face fades out. */
  readonly near: number;
  readonly far: number;
  /** Distance from the middle of the side that the right and the left hand is at, at z = 0. */
  readonly sides: readonly [number, number];
  /** How far below its rest a hidden hand is. */
  readonly drop: number;
  /** How far outward the way in bends. */
  readonly bulge: number;
  readonly leftLower: number;
  /** Distance from the middle, y, z. */
  readonly shoulderX: number;
  readonly shoulderY: number;
  readonly shoulderZ: number;
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** The rig's own square of the plane z = 0. */
export function cropOf(frame: Frame): Rectangle {
  const [x, y] = frame.centre;
  const half = 0.5 * frame.width_d;
  return [x - half, y - half, x + half, y + half];
}

/**
 * The gesture box of a frame: wrists beside and under the chin, low enough to be seen with it.
 *
 * Figures are in face heights (chin to hairline); where the picture ends early the wrists move up to
 * its lower edge and out to its sides.
 *
 * @param shown What of the plane z = 0 the picture shows.
 */
export function boxOf(frame: Frame, shown: Rectangle = cropOf(frame)): Box {
  const [left, , right, lowerEdge] = shown;
  const face = within(frame.chin_y - frame.hairline_y, 2.4, 3.3);
  const nearer = (CAMERA_DISTANCE + REST_Z) / CAMERA_DISTANCE;
  const bottom = lowerEdge * nearer;
  const half = 0.5 * (right - left) * nearer;
  const y = Math.min(
    Math.max(bottom - 0.45, frame.chin_y + 0.64 * face),
    frame.chin_y + 0.88 * face,
  );
  const x = Math.min(Math.max(half - 0.72, Math.min(0.66 * face, half - 0.25)), 0.8 * face);
  const middle = frame.neck[0];
  return {
    dPerMm: dPerMm(frame),
    unit: within(frame.shoulder_width, 5.2, 6.6),
    middle,
    wristX: x,
    wristY: y,
    wristZ: REST_Z,
    ceiling: frame.chin_y + 0.05 * face,
    top: frame.chin_y - 0.42 * face,
    floor: bottom - SHOWN_MM * dPerMm(frame),
    near: 0.5 * face,
    far: 0.72 * face,
    sides: [middle - left, right - middle],
    drop: Math.max(bottom - y, 0) + 0.58 * face,
    bulge: 0.1 * face,
    leftLower: 0.07 * face,
    shoulderX: SHOULDER_MM[0] / EYES_MM,
    shoulderY: frame.chin_y + SHOULDER_MM[1] / EYES_MM,
    shoulderZ: SHOULDER_MM[2] / EYES_MM,
  };
}

/** How large a millimetre of the hand is drawn: hands are as large as the face is high. */
export function dPerMm(frame: Frame): number {
  const face = within(frame.chin_y - frame.hairline_y, 2.4, 3.3);
  return (SIZE * face) / (2.85 * EYES_MM);
}

/**
 * How much two hands are meant to touch, 0..1: both want to go far inward.
 *
 * @param right X of the right hand, in shoulder widths.
 * @param left That of the left hand, mirrored.
 */
export function meeting(right: number, left: number): number {
  const share = within((Math.min(right, left) - MEET_FROM) / (MEET_TO - MEET_FROM), 0, 1);
  return share * share * (3 - 2 * share);
}

/**
 * A right hand's wrist before anything stands in its way.
 *
 * @param values (22,) a hand's channels.
 * @param meet As `meeting` gives it.
 * @param out (3,) distance from the middle, y, z; written.
 */
export function placeWrist(
  box: Box,
  values: Float64Array,
  visibility: number,
  meet: number,
  out: Float64Array,
): void {
  const away = 1 - visibility;
  const unit = box.unit + meet * (MM_PER_SHOULDER * box.dPerMm - box.unit);
  const rest = box.wristX + meet * (MEET_MM * box.dPerMm - box.wristX);
  out[0] = rest - values[0]! * unit + box.bulge * Math.sin(Math.PI * away);
  out[1] = box.wristY - values[1]! * unit + box.drop * away;
  out[2] = Math.max(box.wristZ - values[2]! * unit, -4);
}

/**
 * Face frame from a right hand's own axes; channels are offsets from the rest turn.
 *
 * @param values (22,) a hand's channels.
 * @param out (3, 3), written.
 * @param away 1 for a hand that is hidden, 0 for one that is up.
 */
export function turnHand(values: Float64Array, out: Float64Array, away: number): void {
  const yaw = (REST_TURN_DEG[0] + values[3]!) * RADIANS;
  const pitch = (REST_TURN_DEG[1] + values[4]! + TRAILING_PITCH_DEG * away) * RADIANS;
  const roll = (REST_TURN_DEG[2] + values[5]! + TRAILING_ROLL_DEG * away) * RADIANS;
  const cy = Math.cos(yaw);
  const sy = Math.sin(yaw);
  const cp = Math.cos(pitch);
  const sp = Math.sin(pitch);
  const cr = Math.cos(roll);
  const sr = Math.sin(roll);
  // roll @ yaw @ pitch with y up and z to the viewer; the last two rows are then turned around.
  out[0] = cr * cy;
  out[1] = -cr * sy * sp + sr * cp;
  out[2] = cr * sy * cp + sr * sp;
  out[3] = sr * cy;
  out[4] = -sr * sy * sp - cr * cp;
  out[5] = sr * sy * cp - cr * sp;
  out[6] = sy;
  out[7] = cy * sp;
  out[8] = -cy * cp;
}

const back = new Float64Array(3);
const behind = new Float64Array(3);

/**
 * Turn of the forearm behind a right hand: toward an elbow that two bones allow.
 *
 * It turns about its length with the hand. The wrist bends at most 45 degrees.
 *
 * @param wrist (3,) as `placeWrist` gives it.
 * @param hand (3, 3) as `turnHand` gives it.
 * @param out (3, 3), written.
 */
export function turnForearm(
  box: Box,
  wrist: Float64Array,
  hand: Float64Array,
  out: Float64Array,
): void {
  aimAtElbow(box, wrist);
  behind[0] = -hand[1]!;
  behind[1] = -hand[4]!;
  behind[2] = -hand[7]!;
  const along = within(dot(behind, back), -1, 1);
  if (Math.acos(along) > WRIST_BEND_RAD) {
    // On the arc from the hand's own line to where the elbow would be.
    let x = back[0]! - behind[0] * along;
    let y = back[1]! - behind[1] * along;
    let z = back[2]! - behind[2] * along;
    let length = Math.sqrt(x * x + y * y + z * z);
    if (length < 1e-6) {
      x = -behind[0] * behind[1];
      y = 1 - behind[1] * behind[1];
      z = -behind[2] * behind[1];
      length = Math.sqrt(x * x + y * y + z * z);
    }
    const cosine = Math.cos(WRIST_BEND_RAD);
    const sine = Math.sin(WRIST_BEND_RAD) / length;
    back[0] = behind[0] * cosine + x * sine;
    back[1] = behind[1] * cosine + y * sine;
    back[2] = behind[2] * cosine + z * sine;
  }
  turnLeast(hand, out);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
}

/** Write the unit vector from the wrist to the elbow into `back`. */
function aimAtElbow(box: Box, wrist: Float64Array): void {
  // x is counted from the middle outward, negated: that of a right hand.
  let ax = -box.shoulderX + wrist[0]!;
  let ay = box.shoulderY - wrist[1]!;
  let az = box.shoulderZ - wrist[2]!;
  const apart = Math.max(Math.sqrt(ax * ax + ay * ay + az * az), 1e-6);
  ax /= apart;
  ay /= apart;
  az /= apart;
  const reach = within(apart, 1.02 * (UPPER_ARM - FOREARM_D), 0.98 * (UPPER_ARM + FOREARM_D));
  const along = (FOREARM_D * FOREARM_D + reach * reach - UPPER_ARM * UPPER_ARM) / (2 * reach);
  const aside = Math.sqrt(Math.max(FOREARM_D * FOREARM_D - along * along, 0));
  // The elbow hangs down and a little outward.
  const down = -0.42 * ax + ay + 0.1 * az;
  const px = -0.42 - down * ax;
  const py = 1 - down * ay;
  const pz = 0.1 - down * az;
  const length = Math.max(Math.sqrt(px * px + py * py + pz * pz), 1e-6);
  back[0] = (along * ax + (aside * px) / length) / FOREARM_D;
  back[1] = (along * ay + (aside * py) / length) / FOREARM_D;
  back[2] = (along * az + (aside * pz) / length) / FOREARM_D;
}

/** `hand` after the smallest turn that takes `behind` to `back`, less than 180 degrees. */
function turnLeast(hand: Float64Array, out: Float64Array): void {
  const x = behind[1]! * back[2]! - behind[2]! * back[1]!;
  const y = behind[2]! * back[0]! - behind[0]! * back[2]!;
  const z = behind[0]! * back[1]! - behind[1]! * back[0]!;
  const share = 1 / (1 + dot(behind, back));
  for (let c = 0; c < 3; c += 1) {
    const p = hand[c]!;
    const q = hand[3 + c]!;
    const r = hand[6 + c]!;
    // cross @ v, then cross @ cross @ v.
    const ux = y * r - z * q;
    const uy = z * p - x * r;
    const uz = x * q - y * p;
    out[c] = p + ux + (y * uz - z * uy) * share;
    out[3 + c] = q + uy + (z * ux - x * uz) * share;
    out[6 + c] = r + uz + (x * uy - y * ux) * share;
  }
}
