/** Two hands by forward kinematics; mirrors `src/sherin/body/figure/hands.py`. */
import { CHANNELS } from "../generated/channels";
import type { HandRows } from "./data";

const FINGERS = ["Thumb", "Index", "Middle", "Ring", "Pinky"] as const;
const PARTS = [
  ...["X", "Y", "Z", "Yaw", "Pitch", "Roll"],
  ...FINGERS.map((finger) => `${finger}Flexion`),
  ...FINGERS.map((finger) => `${finger}Curl`),
  ...FINGERS.map((finger) => `${finger}Spread`),
  "Visibility",
];
const OWN = ["Left", "Right"].map((side) =>
  PARTS.map((part) => CHANNELS.findIndex((row) => row[0] === `hand${side}${part}`)),
);
const FLEXION = 6;
const CURL = 11;
const SPREAD = 16;
const VISIBILITY = 21;
const OUTLINE_FROM = 0.34;
const PALM = 14;
/** Palm outline and axis, five points a finger, eight of the arm. */
export const HAND_POINTS = PALM + 25 + 8;

const RADIANS = Math.PI / 180;
const values = new Float64Array(PARTS.length);
const local = new Float64Array(3 * (PALM + 25));
const wrist = new Float64Array(3);

/** Write one hand's points (side 0 is the person's left) into the frame's points, x y z in turn. */
export function writeHand(
  hands: HandRows,
  vector: ArrayLike<number>,
  side: number,
  out: Float64Array,
): void {
  const own = OWN[side]!;
  for (let k = 0; k < own.length; k++) values[k] = vector[own[k]!]!;
  const outer = side === 0 ? 1 : -1;
  const thumb = -outer;
  placeWrist(hands, outer);
  for (let k = 0; k < PALM; k++) {
    const [x, y, z] = hands.palm[k]!;
    setLocal(k, x * thumb, y, z);
  }
  writeThumb(hands, thumb, PALM);
  for (let finger = 1; finger < 5; finger++) {
    writeFinger(hands, finger, thumb, PALM + 5 * finger);
  }
  const first = 3 * hands.first[side === 0 ? "Left" : "Right"]!;
  turnInto(hands, thumb, out, first);
  writeArm(hands, outer, out, first + local.length);
}

function setLocal(point: number, x: number, y: number, z: number): void {
  local[3 * point] = x;
  local[3 * point + 1] = y;
  local[3 * point + 2] = z;
}

function placeWrist(hands: HandRows, outer: number): void {
  const unit = hands.shoulder_mm * hands.mm;
  const [x, y, z] = hands.wrist;
  const hidden = 1 - values[VISIBILITY]!;
  const lower = outer > 0 ? hands.left_lower : 0;
  wrist[0] =
    -outer * x + values[0]! * unit + outer * hands.hidden_bulge * Math.sin(Math.PI * hidden);
  wrist[1] = y + lower - values[1]! * unit + hands.hidden_drop * hidden;
  wrist[2] = z - values[2]! * unit;
}

/** Roll @ yaw @ pitch; x right, y up, z to the viewer become x right, y down, z away. */
function turnInto(hands: HandRows, thumb: number, out: Float64Array, first: number): void {
  const yaw = (thumb * hands.rest_deg[0] + values[3]!) * RADIANS;
  const pitch = (hands.rest_deg[1] + values[4]!) * RADIANS;
  const roll = (thumb * hands.rest_deg[2] + values[5]!) * RADIANS;
  const cy = Math.cos(yaw);
  const sy = Math.sin(yaw);
  const cp = Math.cos(pitch);
  const sp = Math.sin(pitch);
  const cr = Math.cos(roll);
  const sr = Math.sin(roll);
  for (let at = 0; at < local.length; at += 3) {
    const x = local[at]!;
    const y = local[at + 1]!;
    const z = local[at + 2]!;
    out[first + at] =
      (cr * cy * x + (-cr * sy * sp + sr * cp) * y + (cr * sy * cp + sr * sp) * z) * hands.mm;
    out[first + at + 1] =
      (-sr * cy * x + (sr * sy * sp + cr * cp) * y + (-sr * sy * cp + cr * sp) * z) * hands.mm;
    out[first + at + 2] = (-sy * x - cy * sp * y + cy * cp * z) * hands.mm;
  }
  wrist[1]! += roomForTheFace(hands, out, first);
  for (let at = first; at < first + local.length; at += 3) {
    out[at]! += wrist[0]!;
    out[at + 1] = wrist[1]! - out[at + 1]!;
    out[at + 2] = wrist[2]! - out[at + 2]!;
  }
}

/** How much lower the hand must be, so that no finger tip covers the mouth. */
function roomForTheFace(hands: HandRows, turned: Float64Array, first: number): number {
  const [near, far] = hands.beside;
  let lower = 0;
  for (let finger = 0; finger < 5; finger++) {
    const tip = first + 3 * (PALM + 5 * finger + 4);
    const across = Math.abs(wrist[0]! + turned[tip]!);
    const share = Math.min(Math.max((far - across) / (far - near), 0), 1);
    lower = Math.max(lower, share * (hands.below - (wrist[1]! - turned[tip + 1]!)));
  }
  return lower;
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(Math.max(value, low), high);
}

function writeFinger(hands: HandRows, finger: number, thumb: number, start: number): void {
  const [restMcp, restPip, restApart] = hands.relaxed[finger - 1]!;
  const mcp = clamp(restMcp + values[FLEXION + finger]!, hands.mcp_deg);
  const pip = clamp(restPip + values[CURL + finger]!, hands.pip_deg);
  const radial = finger < 3 ? 1 : -1;
  const apart =
    (restApart + radial * values[SPREAD + finger]!) * (1 - Math.max(mcp, 0) / 90) * RADIANS;
  const sideways = thumb * Math.sin(apart);
  const along = Math.cos(apart);
  let [x, y, z] = hands.knuckles[finger - 1]!;
  x *= thumb;
  setLocal(start, x, y, z);
  let bend = 0;
  for (let bone = 0; bone < 3; bone++) {
    bend += bone === 0 ? mcp : bone === 1 ? pip : hands.dip_share * pip;
    const length = hands.bones[finger]![bone]!;
    const flat = Math.cos(bend * RADIANS) * length;
    const rise = Math.sin(bend * RADIANS) * length;
    if (bone === 0) {
      setLocal(
        start + 1,
        x + OUTLINE_FROM * sideways * flat,
        y + OUTLINE_FROM * along * flat,
        z + OUTLINE_FROM * rise,
      );
    }
    x += sideways * flat;
    y += along * flat;
    z += rise;
    setLocal(start + 2 + bone, x, y, z);
  }
}

function writeThumb(hands: HandRows, thumb: number, start: number): void {
  const flexion = values[FLEXION]!;
  const curl = values[CURL]! + hands.thumb_curl_rest;
  let outward = hands.thumb_out_deg + values[SPREAD]! + hands.thumb_flex[0] * flexion;
  let forward = hands.thumb_fore_deg + hands.thumb_flex[1] * flexion;
  let [x, y, z] = hands.thumb_root;
  x *= thumb;
  setLocal(start, x, y, z);
  for (let bone = 0; bone < 3; bone++) {
    if (bone > 0) {
      const [moreOut, moreForward] = hands.thumb_curl[bone - 1]!;
      outward += moreOut * curl;
      forward += moreForward * curl;
    }
    const length = hands.bones[0]![bone]!;
    const flat = Math.cos(forward * RADIANS) * length;
    const dx = thumb * Math.sin(outward * RADIANS) * flat;
    const dy = Math.cos(outward * RADIANS) * flat;
    const dz = Math.sin(forward * RADIANS) * length;
    if (bone === 0) {
      setLocal(start + 1, x + OUTLINE_FROM * dx, y + OUTLINE_FROM * dy, z + OUTLINE_FROM * dz);
    }
    x += dx;
    y += dy;
    z += dz;
    setLocal(start + 2 + bone, x, y, z);
  }
}

/** Forearm and wrist as two flat pieces, from an elbow below the frame that follows a little. */
function writeArm(hands: HandRows, outer: number, out: Float64Array, first: number): void {
  const [restX, restY, restZ] = hands.wrist;
  const [x, y, z] = hands.elbow;
  const follow = hands.elbow_follow;
  const elbowX = -outer * x + follow * (wrist[0]! + outer * restX);
  const elbowY = y + follow * (wrist[1]! - restY);
  const elbowZ = z + follow * (wrist[2]! - restZ);
  const dx = wrist[0]! - elbowX;
  const dy = wrist[1]! - elbowY;
  const length = Math.max(Math.hypot(dx, dy), 1e-6);
  const ux = dx / length;
  const uy = dy / length;
  const mm = hands.mm;
  const across = (px: number, py: number, pz: number, half: number, a: number, b: number): void => {
    const at = first + 3 * a;
    const to = first + 3 * b;
    out[at] = px - uy * half * mm;
    out[at + 1] = py + ux * half * mm;
    out[at + 2] = pz;
    out[to] = px + uy * half * mm;
    out[to + 1] = py - ux * half * mm;
    out[to + 2] = pz;
  };
  const along = (by: number, half: number, a: number, b: number): void => {
    across(wrist[0]! + ux * by * mm, wrist[1]! + uy * by * mm, wrist[2]!, half, a, b);
  };
  across(elbowX, elbowY, elbowZ, hands.elbow_half, 0, 3);
  along(-hands.cuff_back, hands.cuff_half, 1, 2);
  along(-hands.hem_back, hands.hem_half, 4, 7);
  along(hands.wrist_front, hands.wrist_half, 5, 6);
}
