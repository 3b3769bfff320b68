/** Where head, neck and torso stand: one matrix a joint. The twin of `rendering/posing.py`. */
import { channelIndex } from "../motion";
import { type Frame } from "./rig";
import { type Pose } from "./weights";

/** A head made of one photo holds to about 20 degrees; up to the knee it follows exactly. */
const HEAD_KNEE_DEG = 17;
const HEAD_LIMIT_DEG = 22;
const ROLL_KNEE_DEG = 20;
const ROLL_LIMIT_DEG = 28;
const TORSO_KNEE_DEG = 9;
const TORSO_LIMIT_DEG = 14;
/** In head heights: farther the neck would tear. */
const SHIFT_KNEE = 0.12;
const SHIFT_LIMIT = 0.2;
/** Of the head's yaw, pitch and roll that happens in the neck. By taste. */
const NECK_SHARE = [0.4, 0.35, 0.35] as const;
const NECK_LEAN_SHARE = 0.25;
const NECK_SHIFT_SHARE = 0.65;
const TORSO_SHIFT_SHARE = 0.35;
/** What the torso turns about lies below any crop, yet nearer than real hips. */
const HIP_BELOW_NECK_D = 4.5;
/** What a full breath tips the torso back and lifts the neck. By taste. */
const BREATH_DEG = 0.3;
const BREATH_D = 0.012;

const TORSO_TURN = channelIndex("torsoTurn");
const TORSO_LEAN = channelIndex("torsoLean");
const TORSO_SWAY = channelIndex("torsoSway");
const BREATH = channelIndex("breath");
const HEAD_YAW = channelIndex("headYaw");
const HEAD_PITCH = channelIndex("headPitch");
const HEAD_ROLL = channelIndex("headRoll");
const HEAD_X = channelIndex("headX");
const HEAD_Y = channelIndex("headY");
const HEAD_Z = channelIndex("headZ");
const DEG = Math.PI / 180;

/** The value itself up to `knee`, then ever slower toward `limit`; smooth to the first order. */
export function softClamp(value: number, knee: number, limit: number): number {
  const size = Math.abs(value);
  if (size <= knee) return value;
  const room = limit - knee;
  const clamped = knee + room * Math.tanh((size - knee) / room);
  return value > 0 ? clamped : -clamped;
}

// Reused by every call.
const shift = new Float64Array(3);
const from = new Float64Array(3);
const to = new Float64Array(3);

/** Fill (4, 3, 4): where each joint takes a point of the resting face frame. */
export function jointMatrices(frame: Frame, pose: Pose, out: Float64Array): void {
  const turn = softClamp(pose[TORSO_TURN]!, TORSO_KNEE_DEG, TORSO_LIMIT_DEG);
  const tip = softClamp(
    BREATH_DEG * pose[BREATH]! - pose[TORSO_LEAN]!,
    TORSO_KNEE_DEG,
    TORSO_LIMIT_DEG,
  );
  const sway = softClamp(pose[TORSO_SWAY]!, TORSO_KNEE_DEG, TORSO_LIMIT_DEG);
  const yaw = softClamp(pose[HEAD_YAW]! + turn, HEAD_KNEE_DEG, HEAD_LIMIT_DEG);
  const pitch = softClamp(pose[HEAD_PITCH]! + NECK_LEAN_SHARE * tip, HEAD_KNEE_DEG, HEAD_LIMIT_DEG);
  const roll = softClamp(pose[HEAD_ROLL]! + NECK_LEAN_SHARE * sway, ROLL_KNEE_DEG, ROLL_LIMIT_DEG);
  const height = frame.head_height;
  shift[0] = height * softClamp(pose[HEAD_X]!, SHIFT_KNEE, SHIFT_LIMIT);
  shift[1] = -height * softClamp(pose[HEAD_Y]!, SHIFT_KNEE, SHIFT_LIMIT);
  shift[2] = -height * softClamp(pose[HEAD_Z]!, SHIFT_KNEE, SHIFT_LIMIT);

  out.fill(0, 0, 12);
  out[0] = out[5] = out[10] = 1;

  from.set(frame.neck);
  from[1]! += HIP_BELOW_NECK_D;
  to.set(from);
  to[1]! -= BREATH_D * pose[BREATH]!;
  addShift(TORSO_SHIFT_SHARE);
  turnAbout(turn, tip, sway, out, 12);

  from.set(frame.neck);
  moved(out, 12);
  addShift(NECK_SHIFT_SHARE - TORSO_SHIFT_SHARE);
  turnAbout(
    turn + NECK_SHARE[0] * (yaw - turn),
    tip + NECK_SHARE[1] * (pitch - tip),
    sway + NECK_SHARE[2] * (roll - sway),
    out,
    24,
  );

  from.set(frame.pivot);
  moved(out, 24);
  addShift(1 - NECK_SHIFT_SHARE);
  turnAbout(yaw, pitch, roll, out, 36);
}

function addShift(share: number): void {
  for (let axis = 0; axis < 3; axis++) to[axis]! += share * shift[axis]!;
}

/** `to` becomes where the matrix at `first` takes `from`. */
function moved(matrices: Float64Array, first: number): void {
  for (let row = 0; row < 3; row++) {
    const k = first + 4 * row;
    to[row] =
      matrices[k]! * from[0]! +
      matrices[k + 1]! * from[1]! +
      matrices[k + 2]! * from[2]! +
      matrices[k + 3]!;
  }
}

/** Write (3, 4) at `first`: turn about `from`, which goes to `to`. Roll is applied first, yaw last. */
function turnAbout(
  yawDeg: number,
  pitchDeg: number,
  rollDeg: number,
  out: Float64Array,
  first: number,
): void {
  const cy = Math.cos(yawDeg * DEG);
  const sy = Math.sin(yawDeg * DEG);
  const cp = Math.cos(pitchDeg * DEG);
  const sp = Math.sin(pitchDeg * DEG);
  const cr = Math.cos(rollDeg * DEG);
  const sr = Math.sin(rollDeg * DEG);
  out[first] = cy * cr + sy * sp * sr;
  out[first + 1] = -cy * sr + sy * sp * cr;
  out[first + 2] = -sy * cp;
  out[first + 4] = cp * sr;
  out[first + 5] = cp * cr;
  out[first + 6] = sp;
  out[first + 8] = sy * cr - cy * sp * sr;
  out[first + 9] = -sy * sr - cy * sp * cr;
  out[first + 10] = cy * cp;
  for (let row = 0; row < 3; row++) {
    const k = first + 4 * row;
    out[k + 3] = to[row]! - (out[k]! * from[0]! + out[k + 1]! * from[1]! + out[k + 2]! * from[2]!);
  }
}
