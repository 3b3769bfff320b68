/** The mesh that all hands share, its joints, and what shades by nearness. */

/** Part of the plane z = 0 in d: x0, y0, x1, y1. */
export type Rectangle = readonly [number, number, number, number];

/** Triangles, and who is beyond their edges. */
export interface Surface {
  readonly triangles: Uint16Array; // (m, 3)
  /** (m, 3) triangle beyond the edge from corner k to k + 1, or -1. */
  readonly neighbours: Int32Array;
}

/** One right hand with wrist and sleeve in the bind pose; hand space, mm. Nothing writes to it. */
export interface HandMesh {
  readonly nVertices: number;
  /** Vertices before this one are skin, the others cloth. */
  readonly nSkin: number;
  readonly positions: Float64Array; // (n, 3)
  /** (n + e, 2): those of the vertices, then those of the middles of edges. */
  readonly uvs: Float32Array;
  readonly joints: Uint8Array; // (n, 4)
  readonly weights: Float64Array; // (n, 4), rows sum to 1
  readonly pivots: Float64Array; // (26, 3): where the joints are
  readonly turns: Float64Array; // (26, 3, 3): columns are a joint's own axes
  /** (n,): vertices at one place share a number, that of the first of them. */
  readonly welded: Uint16Array;
  /** (e, 2), each edge once, in ascending order. */
  readonly edges: Uint16Array;
  /** (m, 3) into the n vertices. */
  readonly coarse: Surface;
  /** (4 m, 3) into the n vertices and, from n on, the e middles of edges. */
  readonly fine: Surface;
  /** (n, 20): 1 where a sphere does not shade the vertex. */
  readonly own: Uint8Array;
}

/** The mesh that textures are drawn for; `HAND_MESH` in Python. */
export const HAND_MESH = "webxr-generic-hand-1";
/** d of the face frame in millimetres: an adult's eye centres. */
export const EYES_MM = 63;
export const N_JOINTS = 26;
/** The root of a hand's joints, behind the wrist. */
export const FOREARM = 25;

const BONES = ["metacarpal", "phalanx-proximal", "phalanx-intermediate", "phalanx-distal", "tip"];
const LONG = ["index-finger", "middle-finger", "ring-finger", "pinky-finger"];
/** WebXR's 25 joints in WebXR's order, then the forearm. */
export const JOINT_NAMES: readonly string[] = [
  "wrist",
  ...BONES.filter((bone) => bone !== "phalanx-intermediate").map((bone) => `thumb-${bone}`),
  ...LONG.flatMap((finger) => BONES.map((bone) => `${finger}-${bone}`)),
  "forearm",
];
/** Parent of each joint; -1 for the forearm. */
export const PARENTS: readonly number[] = [
  FOREARM,
  ...[0, 1, 2, 3],
  ...[5, 10, 15, 20].flatMap((first) => [0, first, first + 1, first + 2, first + 3]),
  -1,
];
/** Joints in the order of MediaPipe's 21 hand points. */
export const KEY_POINTS: readonly number[] = [
  ...[0, 1, 2, 3, 4],
  ...[5, 10, 15, 20].flatMap((first) => [first + 1, first + 2, first + 3, first + 4]),
];
/**
 * What shades by nearness: on the bone from a joint to another, how far along, radius in mm.
 *
 * Source: `SPHERES` of `src/sherin/body/rig/hands/mesh.py`.
 */
export const SPHERES: readonly (readonly [number, number, number, number])[] = [
  ...[5, 10, 15, 20].flatMap((first) =>
    [1, 2, 3].map((k) => [first + k, first + k + 1, 0.5, 8.6] as const),
  ),
  ...[5, 10, 15, 20].map((joint) => [joint, joint + 1, 0.6, 12] as const),
  [1, 2, 0.5, 13],
  [2, 3, 0.5, 10.5],
  [3, 4, 0.5, 9],
  [0, 10, 0.6, 16],
];
