/** Joints: turns about pivots, skin matrices, where the joints end up. Twin of `kernels.py`. */
import { FOREARM, N_JOINTS, PARENTS } from "./kit";

/** Knuckle and middle joint as the file's hand holds them, degrees; measured on its joints. */
const BIND_DEG = [
  [0, 0],
  [4.2, 1],
  [5.7, 0.3],
  [5.6, 1],
  [7.2, 1],
] as const;
const RADIANS = Math.PI / 180;

const one = new Float64Array(9);
const two = new Float64Array(9);

/**
 * Turns of the joints about their pivots, bind axes.
 *
 * @param turns (26, 3, 3) columns are a joint's own axes.
 * @param angles (5, 4) as `jointAngles` gives them.
 * @param out (26, 3, 3), written; the identity where nothing moves.
 */
export function turnJoints(turns: Float64Array, angles: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let j = 0; j < N_JOINTS; j += 1) {
    out[9 * j] = 1;
    out[9 * j + 4] = 1;
    out[9 * j + 8] = 1;
  }
  for (let finger = 0; finger < 5; finger += 1) {
    for (let bone = 0; bone < 3; bone += 1) {
      // Thumb: joints 1, 2, 3, its root also twists; fingers: knuckle, also sideways.
      const j = finger === 0 ? bone + 1 : 5 * finger + 1 + bone;
      const bent = angles[4 * finger + bone]! - (bone < 2 ? BIND_DEG[finger]![bone]! : 0);
      turnAbout(turns, j, 0, -bent, one);
      const apart = bone === 0 ? angles[4 * finger + 3]! : 0;
      turnAbout(turns, j, finger === 0 ? 2 : 1, apart, two);
      for (let r = 0; r < 3; r += 1) {
        for (let c = 0; c < 3; c += 1) {
          out[9 * j + 3 * r + c] =
            two[3 * r]! * one[c]! + two[3 * r + 1]! * one[3 + c]! + two[3 * r + 2]! * one[6 + c]!;
        }
      }
    }
  }
}

/** Write the turn by `angleDeg` about one of a joint's own axes. */
function turnAbout(
  turns: Float64Array,
  joint: number,
  axis: number,
  angleDeg: number,
  out: Float64Array,
): void {
  const x = turns[9 * joint + axis]!;
  const y = turns[9 * joint + 3 + axis]!;
  const z = turns[9 * joint + 6 + axis]!;
  const c = Math.cos(angleDeg * RADIANS);
  const s = Math.sin(angleDeg * RADIANS);
  const k = 1 - c;
  out[0] = c + x * x * k;
  out[1] = x * y * k - z * s;
  out[2] = x * z * k + y * s;
  out[3] = y * x * k + z * s;
  out[4] = c + y * y * k;
  out[5] = y * z * k - x * s;
  out[6] = z * x * k - y * s;
  out[7] = z * y * k + x * s;
  out[8] = c + z * z * k;
}

/**
 * Skin matrices of joints that each turn about their pivot in the bind pose.
 *
 * @param root (3, 4) where the bind pose of the forearm goes.
 * @param pivots (26, 3).
 * @param local (26, 3, 3) turn of each joint in bind axes; that of the forearm is not read.
 * @param out (26, 3, 4), written.
 */
export function chainMatrices(
  root: Float64Array,
  pivots: Float64Array,
  local: Float64Array,
  out: Float64Array,
): void {
  for (let k = 0; k < 12; k += 1) out[12 * FOREARM + k] = root[k]!;
  // Every other joint stands after its parent.
  for (let j = 0; j < FOREARM; j += 1) {
    const parent = 12 * PARENTS[j]!;
    for (let r = 0; r < 3; r += 1) {
      const p = parent + 4 * r;
      const o = 12 * j + 4 * r;
      let moved = out[p + 3]!;
      for (let c = 0; c < 3; c += 1) {
        const total =
          out[p]! * local[9 * j + c]! +
          out[p + 1]! * local[9 * j + 3 + c]! +
          out[p + 2]! * local[9 * j + 6 + c]!;
        out[o + c] = total;
        moved += (out[p + c]! - total) * pivots[3 * j + c]!;
      }
      out[o + 3] = moved;
    }
  }
}

/** Where the joints are, (26, 3): their pivots moved by their own matrices. */
export function movePivots(matrices: Float64Array, pivots: Float64Array, out: Float64Array): void {
  for (let j = 0; j < N_JOINTS; j += 1) {
    for (let r = 0; r < 3; r += 1) {
      const m = 12 * j + 4 * r;
      out[3 * j + r] =
        matrices[m]! * pivots[3 * j]! +
        matrices[m + 1]! * pivots[3 * j + 1]! +
        matrices[m + 2]! * pivots[3 * j + 2]! +
        matrices[m + 3]!;
    }
  }
}
