/** From joints to a lit surface: skinning, normals, light, the fine mesh. Twin of `kernels.py`. */
import type { HandLight } from "../rig";
import { type HandMesh, SPHERES } from "./kit";

/** How far the key creeps around skin, which lets red through. */
const WRAP_SKIN = [0.3, 0.17, 0.13] as const;
const WRAP_CLOTH = [0.22, 0.22, 0.22] as const;
/** Of skin and of cloth: how much more light comes from above than from below. */
const SKYWARD_SKIN = 0.22;
const SKYWARD_CLOTH = 0.28;
/** Of the way to full Phong tessellation; more swells the fingers' joints. */
const ROUNDNESS = 0.75;
const CONTACT = 1.15;
/** Of the key: what the shadow of a finger or of the other hand takes away. */
const CAST = 0.75;
/** Hollows of skin stay red: walls hand on what they let through. */
const BLEED = 0.85;
/** Square of how many radii away a sphere has no more effect. */
const REACH = 160;
/** Radii of a finger's sphere within which of some sphere all skin of a hand and wrist is. */
const AROUND = 9;
const GLINT_POWER = 24;
const TO_SRGB = 1 / 2.2;
/** x^(1/2.2) up to 4 in steps of 1/1024: a power costs as much as all else for a vertex. */
const ROOT_SCALE = 1024;
const ROOT_HIGH = 4;
/** Below it the curve is too steep for the table; few hollows are as dark. */
const ROOT_LOW = 0.05;
const ROOTS = Float64Array.from({ length: ROOT_HIGH * ROOT_SCALE + 2 }, (_, k) =>
  Math.pow(k / ROOT_SCALE, TO_SRGB),
);

/**
 * Linear blend skinning.
 *
 * @param matrices (26, 3, 4).
 * @param mirrored Bend the mirror image of the mesh.
 * @param out Positions of all; those of the n vertices are written from row `first` on.
 */
export function skinPoints(
  mesh: HandMesh,
  matrices: Float64Array,
  mirrored: boolean,
  out: Float32Array,
  first: number,
): void {
  const { positions, joints, weights } = mesh;
  const sign = mirrored ? -1 : 1;
  for (let v = 0; v < mesh.nVertices; v += 1) {
    const x = sign * positions[3 * v]!;
    const y = positions[3 * v + 1]!;
    const z = positions[3 * v + 2]!;
    let px = 0;
    let py = 0;
    let pz = 0;
    for (let k = 4 * v; k < 4 * v + 4; k += 1) {
      const share = weights[k]!;
      if (share <= 0) continue;
      const m = 12 * joints[k]!;
      px +=
        share * (matrices[m]! * x + matrices[m + 1]! * y + matrices[m + 2]! * z + matrices[m + 3]!);
      py +=
        share *
        (matrices[m + 4]! * x + matrices[m + 5]! * y + matrices[m + 6]! * z + matrices[m + 7]!);
      pz +=
        share *
        (matrices[m + 8]! * x + matrices[m + 9]! * y + matrices[m + 10]! * z + matrices[m + 11]!);
    }
    const o = 3 * (first + v);
    out[o] = px;
    out[o + 1] = py;
    out[o + 2] = pz;
  }
}

/**
 * Unit normals by area; vertices with one `welded` number share theirs.
 *
 * @param points Positions of all, this hand's from row `first` on.
 * @param sums (n, 3) scratch.
 * @param out (n, 3), written.
 */
export function findNormals(
  mesh: HandMesh,
  points: Float32Array,
  first: number,
  mirrored: boolean,
  sums: Float64Array,
  out: Float32Array,
): void {
  const { triangles } = mesh.coarse;
  const { welded, nVertices } = mesh;
  sums.fill(0);
  for (let t = 0; t < triangles.length; t += 3) {
    const a = 3 * (first + triangles[t]!);
    const b = 3 * (first + triangles[t + 1]!);
    const c = 3 * (first + triangles[t + 2]!);
    const ux = points[b]! - points[a]!;
    const uy = points[b + 1]! - points[a + 1]!;
    const uz = points[b + 2]! - points[a + 2]!;
    const vx = points[c]! - points[a]!;
    const vy = points[c + 1]! - points[a + 1]!;
    const vz = points[c + 2]! - points[a + 2]!;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    for (let k = t; k < t + 3; k += 1) {
      const at = 3 * welded[triangles[k]!]!;
      sums[at]! += nx;
      sums[at + 1]! += ny;
      sums[at + 2]! += nz;
    }
  }
  const sign = mirrored ? -1 : 1;
  for (let v = 0; v < nVertices; v += 1) {
    const at = 3 * welded[v]!;
    const x = sums[at]!;
    const y = sums[at + 1]!;
    const z = sums[at + 2]!;
    const length = Math.sqrt(x * x + y * y + z * z);
    const scale = length > 0 ? sign / length : 0;
    out[3 * v] = x * scale;
    out[3 * v + 1] = y * scale;
    out[3 * v + 2] = z * scale;
  }
}

/**
 * Centres (face frame) and radii (d) of what shades by nearness.
 *
 * @param joints (26, 3) where the joints are.
 * @param dPerMm How large a millimetre is drawn.
 * @param first Row of the first of them.
 * @param out (s, 4), 20 rows written.
 */
export function placeSpheres(
  joints: Float64Array,
  dPerMm: number,
  first: number,
  out: Float64Array,
): void {
  for (let s = 0; s < SPHERES.length; s += 1) {
    const sphere = SPHERES[s]!;
    const from = 3 * sphere[0];
    const to = 3 * sphere[1];
    for (let r = 0; r < 3; r += 1) {
      out[4 * (first + s) + r] =
        joints[from + r]! + sphere[2] * (joints[to + r]! - joints[from + r]!);
    }
    out[4 * (first + s) + 3] = sphere[3] * dPerMm;
  }
}

/**
 * Move those spheres of the other hand to the front that may throw a shadow as far as this hand is.
 *
 * @param spheres (40, 4) of this hand, then of the other; the latter are reordered.
 * @returns How many count: all of this hand's and those.
 */
export function keepReaching(spheres: Float64Array): number {
  const around = AROUND * spheres[3]!;
  low.fill(Infinity);
  high.fill(-Infinity);
  for (let s = 0; s < SPHERES.length; s += 1) {
    for (let r = 0; r < 3; r += 1) {
      low[r] = Math.min(low[r]!, spheres[4 * s + r]! - around);
      high[r] = Math.max(high[r]!, spheres[4 * s + r]! + around);
    }
  }
  let count = SPHERES.length;
  for (let s = SPHERES.length; 4 * s < spheres.length; s += 1) {
    let square = 0;
    for (let r = 0; r < 3; r += 1) {
      const at = spheres[4 * s + r]!;
      square += (at - Math.min(Math.max(at, low[r]!), high[r]!)) ** 2;
    }
    if (square >= REACH * spheres[4 * s + 3]! ** 2) continue;
    spheres.copyWithin(4 * count, 4 * s, 4 * s + 4);
    count += 1;
  }
  return count;
}

const low = new Float64Array(3);
const high = new Float64Array(3);
const half = new Float64Array(3);
/** What spheres leave to a vertex of the light from everywhere and of the key. */
const left = { open: 1, sun: 1 };

/**
 * Gain of red, green and blue, on sRGB values, for every vertex of one hand.
 *
 * @param points Positions of all, this hand's from row `first` on.
 * @param normals (n, 3) of this hand, unit.
 * @param spheres (40, 4) as `placeSpheres` gives them: of this hand, then of the other.
 * @param nSpheres How many of them count.
 * @param out Gains of all, this hand's n written from row `first` on.
 */
export function shade(
  mesh: HandMesh,
  light: HandLight,
  points: Float32Array,
  normals: Float32Array,
  spheres: Float64Array,
  nSpheres: number,
  first: number,
  out: Float32Array,
): void {
  const { direction, key, fill } = light;
  // The light's tints are what skin makes of it: cloth has none of them.
  const plainKey = mean(key);
  const plainFill = mean(fill);
  half[0] = direction[0];
  half[1] = direction[1];
  half[2] = direction[2] - 1;
  const length = Math.sqrt(half[0] * half[0] + half[1] * half[1] + half[2] * half[2]);
  for (let r = 0; r < 3; r += 1) half[r]! /= length;
  for (let v = 0; v < mesh.nVertices; v += 1) {
    const isSkin = v < mesh.nSkin;
    const nx = normals[3 * v]!;
    const ny = normals[3 * v + 1]!;
    const nz = normals[3 * v + 2]!;
    const o = 3 * (first + v);
    left.open = left.sun = 1;
    if (isSkin) cover(mesh.own, v, points, o, nx, ny, nz, spheres, nSpheres, direction);
    const openTo = left.open;
    const aim = nx * direction[0] + ny * direction[1] + nz * direction[2];
    const sky = 1 - (isSkin ? SKYWARD_SKIN : SKYWARD_CLOTH) * ny;
    const facing = Math.max(0, nx * half[0] + ny * half[1] + nz * half[2]);
    const glint =
      isSkin && facing > 0 ? facing ** GLINT_POWER * light.sheen * openTo * left.sun : 0;
    const wrap = isSkin && !light.is_grey ? WRAP_SKIN : WRAP_CLOTH;
    for (let c = 0; c < 3; c += 1) {
      const lit = Math.max(0, (aim + wrap[c]!) / (1 + wrap[c]!)) * left.sun;
      // What lies in a hollow still gets the red that the walls hand on.
      const shaded = c === 0 && openTo < 1 && !light.is_grey ? openTo ** BLEED : openTo;
      const [fillOf, keyOf] = isSkin ? [fill[c]!, key[c]!] : [plainFill, plainKey];
      const value = (fillOf * sky + keyOf * lit) * shaded + glint;
      out[o + c] = root(value);
    }
  }
}

function mean(colour: readonly [number, number, number]): number {
  return (colour[0] + colour[1] + colour[2]) / 3;
}

/** `light` to the power 1/2.2, off by less than 4e-6. */
function root(light: number): number {
  if (light < ROOT_LOW || light >= ROOT_HIGH) return light ** TO_SRGB;
  const at = light * ROOT_SCALE;
  const step = at | 0;
  return ROOTS[step]! + (at - step) * (ROOTS[step + 1]! - ROOTS[step]!);
}

/** Find what spheres leave to a vertex: contact shade, and the shadow that they throw in the key. */
function cover(
  own: Uint8Array,
  v: number,
  points: Float32Array,
  o: number,
  nx: number,
  ny: number,
  nz: number,
  spheres: Float64Array,
  nSpheres: number,
  direction: readonly [number, number, number],
): void {
  let open = 1;
  let sun = 1;
  for (let s = 0; s < nSpheres; s += 1) {
    if (s < SPHERES.length && own[v * SPHERES.length + s] !== 0) continue;
    const dx = spheres[4 * s]! - points[o]!;
    const dy = spheres[4 * s + 1]! - points[o + 1]!;
    const dz = spheres[4 * s + 2]! - points[o + 2]!;
    const square = dx * dx + dy * dy + dz * dz;
    const radius = spheres[4 * s + 3]!;
    if (square > REACH * radius * radius) continue;
    if (square < 25 * radius * radius) {
      const facing = (nx * dx + ny * dy + nz * dz) / Math.max(Math.sqrt(square), 1e-6);
      if (facing > 0) {
        const covered = Math.min(0.8, (radius * radius) / Math.max(square, 1e-9));
        open *= 1 - CONTACT * facing * covered;
      }
    }
    // The shadow grows softer with the way to what throws it.
    const along = dx * direction[0] + dy * direction[1] + dz * direction[2];
    if (along <= 0 || along >= 12 * radius) continue;
    const soft = 0.6 * radius + 0.35 * along;
    const aside = Math.sqrt(Math.max(square - along * along, 0));
    const dark = 1 - Math.min(Math.max((aside - radius) / soft + 0.5, 0), 1);
    const fade = 1 - along / (12 * radius);
    sun *= 1 - CAST * fade * dark * dark * (3 - 2 * dark);
  }
  left.open = open;
  left.sun = sun;
}

/**
 * Fill in the middles of edges, bulged by the normals (Boubekeur and Alexa 2008).
 *
 * @param first Row of this hand's first vertex; the middles follow its n vertices.
 */
export function refine(
  mesh: HandMesh,
  points: Float32Array,
  normals: Float32Array,
  gains: Float32Array,
  first: number,
): void {
  const { edges, nVertices } = mesh;
  for (let e = 0; 2 * e < edges.length; e += 1) {
    const na = 3 * edges[2 * e]!;
    const nb = 3 * edges[2 * e + 1]!;
    const a = 3 * first + na;
    const b = 3 * first + nb;
    const o = 3 * (first + nVertices + e);
    let alongA = 0;
    let alongB = 0;
    for (let r = 0; r < 3; r += 1) {
      const halfway = 0.5 * (points[b + r]! - points[a + r]!);
      alongA += halfway * normals[na + r]!;
      alongB -= halfway * normals[nb + r]!;
    }
    for (let r = 0; r < 3; r += 1) {
      const flat = 0.5 * (points[a + r]! + points[b + r]!);
      const bulge = 0.5 * (alongA * normals[na + r]! + alongB * normals[nb + r]!);
      points[o + r] = flat - ROUNDNESS * bulge;
      gains[o + r] = 0.5 * (gains[a + r]! + gains[b + r]!);
    }
  }
}
