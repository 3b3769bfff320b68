/** Vertices of a frame: shapes added up, joints applied, normals, perspective. The twin of `rendering/moving.py`. */
import { type View } from "./camera";
import { type Scene } from "./scene";
import { type Pose } from "./weights";

/** Weights below this move nothing by a hundredth of a pixel, and cost as much as any other. */
const FAINT = 1e-5;

/** `out` (n, 3) becomes rest plus each shape's moves times its weight; zeros cost nothing. */
export function addShapes(scene: Scene, pose: Pose, out: Float32Array): void {
  const { shapePose, shapeFirst, shapeIndex, shapeDelta } = scene;
  out.set(scene.rest);
  for (let shape = 0; shape < shapePose.length; shape++) {
    const weight = pose[shapePose[shape]!]!;
    if (weight < FAINT && weight > -FAINT) continue;
    const last = shapeFirst[shape + 1]!;
    for (let k = shapeFirst[shape]!; k < last; k++) {
      const at = 3 * shapeIndex[k]!;
      const from = 3 * k;
      out[at]! += weight * shapeDelta[from]!;
      out[at + 1]! += weight * shapeDelta[from + 1]!;
      out[at + 2]! += weight * shapeDelta[from + 2]!;
    }
  }
}

/** Points (n, 3) go, in place, where their joints' matrices (4, 3, 4) take them. */
export function skin(points: Float32Array, skinning: Float32Array, matrices: Float64Array): void {
  for (let v = 0, at = 0; at < points.length; v += 4, at += 3) {
    const x = points[at]!;
    const y = points[at + 1]!;
    const z = points[at + 2]!;
    let outX = 0;
    let outY = 0;
    let outZ = 0;
    for (let joint = 0, m = 0; joint < 4; joint++, m += 12) {
      const weight = skinning[v + joint]!;
      if (weight === 0) continue;
      outX +=
        weight *
        (matrices[m]! * x + matrices[m + 1]! * y + matrices[m + 2]! * z + matrices[m + 3]!);
      outY +=
        weight *
        (matrices[m + 4]! * x + matrices[m + 5]! * y + matrices[m + 6]! * z + matrices[m + 7]!);
      outZ +=
        weight *
        (matrices[m + 8]! * x + matrices[m + 9]! * y + matrices[m + 10]! * z + matrices[m + 11]!);
    }
    points[at] = outX;
    points[at + 1] = outY;
    points[at + 2] = outZ;
  }
}

/**
 * Unit normals (n, 3), toward the camera where the sheet faces it at rest, of the layers that show light.
 *
 * Large triangles count more. A sheet of either winding works: each triangle's normal is turned to the viewer.
 */
export function findNormals(scene: Scene, points: Float32Array, out: Float32Array): void {
  const { triangles } = scene;
  for (const { lit, first, last, firstCorner, lastCorner } of scene.spans) {
    if (lit === 0) continue;
    out.fill(0, 3 * first, 3 * last);
    for (let t = firstCorner; t < lastCorner; t += 3) {
      const a = 3 * triangles[t]!;
      const b = 3 * triangles[t + 1]!;
      const c = 3 * triangles[t + 2]!;
      const ax = points[a]!;
      const ay = points[a + 1]!;
      const az = points[a + 2]!;
      const ux = points[b]! - ax;
      const uy = points[b + 1]! - ay;
      const uz = points[b + 2]! - az;
      const vx = points[c]! - ax;
      const vy = points[c + 1]! - ay;
      const vz = points[c + 2]! - az;
      let nx = uy * vz - uz * vy;
      let ny = uz * vx - ux * vz;
      let nz = ux * vy - uy * vx;
      if (nz > 0) {
        nx = -nx;
        ny = -ny;
        nz = -nz;
      }
      out[a]! += nx;
      out[a + 1]! += ny;
      out[a + 2]! += nz;
      out[b]! += nx;
      out[b + 1]! += ny;
      out[b + 2]! += nz;
      out[c]! += nx;
      out[c + 1]! += ny;
      out[c + 2]! += nz;
    }
    for (let v = 3 * first; v < 3 * last; v += 3) {
      const length = Math.sqrt(
        out[v]! * out[v]! + out[v + 1]! * out[v + 1]! + out[v + 2]! * out[v + 2]!,
      );
      if (length > 1e-12) {
        out[v]! /= length;
        out[v + 1]! /= length;
        out[v + 2]! /= length;
      } else {
        out[v + 2] = -1;
      }
    }
  }
}

/** Fill rows 0 .. `count` of (n, 3): x, y in px from the picture's top left, and z in d. */
export function see(points: Float32Array, count: number, view: View, out: Float32Array): void {
  const { focal, distance, cosine, sine, offsetX, offsetY } = view;
  for (let at = 0; at < 3 * count; at += 3) {
    const z = points[at + 2]!;
    const scale = focal / Math.max(z + distance, 0.5);
    const x = points[at]! * scale;
    const y = points[at + 1]! * scale;
    out[at] = cosine * x - sine * y + offsetX;
    out[at + 1] = sine * x + cosine * y + offsetY;
    out[at + 2] = z;
  }
}

/** A vertex on a needle's tip would be drawn out without end. */
const LONGEST_MITRE = 1.6;

/**
 * Outlines: add the direction out of an edge that ends a sheet to those of its two ends.
 *
 * @param seen (n, 3) px, px, d.
 * @param a Row of the edge's one end; `b` the other, `c` the third corner of its triangle.
 * @param outward (r, 2) sums of directions; `rimA` and `rimB` are the rows of both ends.
 */
export function addOutward(
  seen: Float32Array,
  a: number,
  b: number,
  c: number,
  outward: Float32Array,
  rimA: number,
  rimB: number,
): void {
  const ax = seen[3 * a]!;
  const ay = seen[3 * a + 1]!;
  let nx = seen[3 * b + 1]! - ay;
  let ny = ax - seen[3 * b]!;
  const length = Math.sqrt(nx * nx + ny * ny);
  // An edge seen as a point has no outline.
  if (length < 1e-6) return;
  const inward = nx * (seen[3 * c]! - ax) + ny * (seen[3 * c + 1]! - ay);
  nx /= inward > 0 ? -length : length;
  ny /= inward > 0 ? -length : length;
  outward[2 * rimA]! += nx;
  outward[2 * rimA + 1]! += ny;
  outward[2 * rimB]! += nx;
  outward[2 * rimB + 1]! += ny;
}

/**
 * Row `to` of `seen` becomes the point one pixel outside the edges that meet at vertex `from`.
 *
 * @param x Sum of the unit directions out of them; `y` likewise.
 */
export function widen(seen: Float32Array, from: number, x: number, y: number, to: number): void {
  // Two unit vectors at an angle of 2 t add up to 2 cos t, and their mitre is 1 / cos t long.
  const length = Math.sqrt(x * x + y * y);
  const mitre = length > 1e-6 ? Math.min(2 / length, LONGEST_MITRE) / length : 0;
  seen[3 * to] = seen[3 * from]! + x * mitre;
  seen[3 * to + 1] = seen[3 * from + 1]! + y * mitre;
  seen[3 * to + 2] = seen[3 * from + 2]!;
}
