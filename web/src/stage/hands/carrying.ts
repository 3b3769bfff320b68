/** Hands hang on shoulders: what the torso's motion does to them. Twin of `carrying.py`. */
import { channelIndex, type ChannelVector } from "../../motion/channels";
import type { Frame } from "../rig";
import { N_JOINTS } from "./kit";

const TURN = channelIndex("torsoTurn");
const LEAN = channelIndex("torsoLean");
const SWAY = channelIndex("torsoSway");
const BREATH = channelIndex("breath");
const RAISE = [channelIndex("shoulderRaiseRight"), channelIndex("shoulderRaiseLeft")];
/** Of the torso's turn, lean and sway: the elbows take up some of it. */
const SHARE = 0.8;
const LIMIT_DEG = 12;
const HIP_BELOW_NECK_D = 4.5;
const BREATH_Y_D = -0.045;
const BREATH_Z_D = -0.05;
const RAISE_D = 0.24;
const RADIANS = Math.PI / 180;

const turn = new Float64Array(9);

/**
 * Move the joints of one hand as torso and shoulder have moved.
 *
 * @param side Whose shoulder counts: 0 right, 1 left.
 * @param matrices (26, 3, 4) face frame from hand space; read with the torso at rest, written.
 */
export function carry(
  frame: Frame,
  vector: ChannelVector,
  side: number,
  matrices: Float64Array,
): void {
  const breath = numberAt(vector, BREATH);
  const yaw = angle(numberAt(vector, TURN));
  const pitch = angle(-numberAt(vector, LEAN));
  const roll = angle(numberAt(vector, SWAY));
  const raise = numberAt(vector, RAISE[side]!);
  if (breath === 0 && yaw === 0 && pitch === 0 && roll === 0 && raise === 0) return;
  rotate(yaw, pitch, roll);
  const [hx, neckY, hz] = frame.neck;
  const hy = neckY + HIP_BELOW_NECK_D;
  const x = hx - (turn[0]! * hx + turn[1]! * hy + turn[2]! * hz);
  const y = hy - (turn[3]! * hx + turn[4]! * hy + turn[5]! * hz);
  const z = hz - (turn[6]! * hx + turn[7]! * hy + turn[8]! * hz);
  for (let j = 0; j < 12 * N_JOINTS; j += 12) {
    for (let c = 0; c < 4; c += 1) {
      const p = matrices[j + c]!;
      const q = matrices[j + 4 + c]!;
      const r = matrices[j + 8 + c]!;
      matrices[j + c] = turn[0]! * p + turn[1]! * q + turn[2]! * r;
      matrices[j + 4 + c] = turn[3]! * p + turn[4]! * q + turn[5]! * r;
      matrices[j + 8 + c] = turn[6]! * p + turn[7]! * q + turn[8]! * r;
    }
    matrices[j + 3]! += x;
    matrices[j + 7]! += y + BREATH_Y_D * breath - RAISE_D * raise;
    matrices[j + 11]! += z + BREATH_Z_D * breath;
  }
}

function numberAt(vector: ChannelVector, index: number): number {
  const value = vector[index]!;
  return Number.isFinite(value) ? value : 0;
}

/** In radians, ever slower toward the limit. */
function angle(degrees: number): number {
  return SHARE * LIMIT_DEG * Math.tanh(degrees / LIMIT_DEG) * RADIANS;
}

/** Roll is applied first, yaw last. */
function rotate(yaw: number, pitch: number, roll: number): void {
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
  const [cp, sp] = [Math.cos(pitch), Math.sin(pitch)];
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  turn[0] = cy * cr + sy * sp * sr;
  turn[1] = -cy * sr + sy * sp * cr;
  turn[2] = -sy * cp;
  turn[3] = cp * sr;
  turn[4] = cp * cr;
  turn[5] = sp;
  turn[6] = sy * cr - cy * sp * sr;
  turn[7] = -sy * sr - cy * sp * cr;
  turn[8] = cy * cp;
}
