/** The light that the page around the avatar throws on it: a dark page gives a dark face. */
import { GAMMA } from "./light";

/** What the darkest and brightest page leave of the photo's own light, linear: the person stays to be seen. */
const DARKEST = 0.16;
const BRIGHTEST = 1.5;
const STEPS = 512;
const SCALE = STEPS / BRIGHTEST;
const ROOTS = Float64Array.from({ length: STEPS + 2 }, (_, k) => Math.pow(k / SCALE, 1 / GAMMA));
/** What has no normal of its own faces the camera. */
const FACING = -1;

/**
 * Multiply gains (n, 3) by the page's light on each vertex' normal.
 *
 * @param normals (n, 3) unit normals.
 * @param strength (n,) 0 where a vertex has no normal.
 * @param harmonics (9, 3) spherical harmonics of the normal (1, y, z, x, xy, yz, 3zz-1, xz, xx-yy); 1 is neutral.
 */
export function addSurroundings(
  normals: Float32Array,
  strength: Float32Array,
  harmonics: Float32Array,
  gains: Float32Array,
): void {
  const h = harmonics;
  for (let k = 0; k < 3; k++) {
    const facing = root(h[k]! + FACING * h[6 + k]! + 2 * h[18 + k]!);
    for (let v = 0, at = 0; v < strength.length; v++, at += 3) {
      if (strength[v] === 0) {
        gains[at + k]! *= facing;
        continue;
      }
      const x = normals[at]!;
      const y = normals[at + 1]!;
      const z = normals[at + 2]!;
      gains[at + k]! *= root(
        h[k]! -
          h[18 + k]! +
          y * (h[3 + k]! + h[12 + k]! * x + h[15 + k]! * z - h[24 + k]! * y) +
          z * (h[6 + k]! + 3 * h[18 + k]! * z + h[21 + k]! * x) +
          x * (h[9 + k]! + h[24 + k]! * x),
      );
    }
  }
}

/** The page's light on what faces the camera, as a gain of sRGB values: red, green or blue (`k` = 0..2). */
export function facingGain(harmonics: Float32Array, k: number): number {
  return root(harmonics[k]! + FACING * harmonics[6 + k]! + 2 * harmonics[18 + k]!);
}

function root(light: number): number {
  const at = Math.min(Math.max(light, DARKEST), BRIGHTEST) * SCALE;
  const step = at | 0;
  return ROOTS[step]! + (at - step) * (ROOTS[step + 1]! - ROOTS[step]!);
}
