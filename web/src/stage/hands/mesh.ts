/** The hands' mesh out of a rig's file, and what follows from it: welds, edges, the fine surface. */
import { fileError, floats, type GlbFile, isTree, rowsOf, table, type Tree } from "../glb";
import type { Frame } from "../rig";
import {
  EYES_MM,
  FOREARM,
  type HandMesh,
  JOINT_NAMES,
  N_JOINTS,
  PARENTS,
  SPHERES,
  type Surface,
} from "./kit";
import { dPerMm } from "./placing";

const MESH = "handRight";
/** Metres of one d of the file, and of one mm of the hand's own space before it was scaled. */
const METRES_PER_MM = EYES_MM / 1000;
/** Beyond this u of the texture lies cloth: 512 of 768 px. */
const CLOTH_U = 2 / 3;
/** A bone shades no vertex that it or its neighbours move by more than this. */
const OWN_WEIGHT = 0.08;

/**
 * The mesh of the right hand in a rig's file; the left one is its mirror image.
 *
 * @throws StageError the file holds no such mesh, or one that contradicts itself.
 */
export function readHandMesh(glb: GlbFile, frame: Frame): HandMesh {
  const mesh = named(glb.tree, "meshes", MESH);
  const primitive = rowsOf(mesh, "primitives")[0] ?? {};
  const attributes = table(primitive, "attributes");
  const metresPerMm = dPerMm(frame) * METRES_PER_MM;
  const positions = Float64Array.from(
    floats(glb.array(attributes["POSITION"], "VEC3")),
    (metres) => metres / metresPerMm,
  );
  const nVertices = positions.length / 3;
  const uvs = floats(glb.array(attributes["TEXCOORD_0"], "VEC2"));
  const joints = Uint8Array.from(glb.array(attributes["JOINTS_0"], "VEC4"));
  const weights = Float64Array.from(glb.array(attributes["WEIGHTS_0"], "VEC4"), (w) => w / 65535);
  const triangles = Uint16Array.from(glb.array(primitive["indices"], "SCALAR"));
  checked(
    uvs.length === 2 * nVertices && joints.length === 4 * nVertices,
    `${nVertices} positions, but ${uvs.length / 2} uvs and ${joints.length / 4} joints`,
  );
  checked(
    weights.length === 4 * nVertices && joints.every((joint) => joint < N_JOINTS),
    `weights of ${weights.length / 4} vertices over more than ${N_JOINTS} joints`,
  );
  checked(
    triangles.length % 3 === 0 && triangles.every((corner) => corner < nVertices),
    `triangles of vertices beyond ${nVertices}`,
  );
  const cloth = firstCloth(uvs);
  const welded = weld(positions, cloth);
  const edges = edgesOf(triangles);
  const fine = split(triangles, edges, nVertices);
  return {
    nVertices,
    nSkin: cloth,
    positions,
    uvs: withMiddles(uvs, edges),
    joints,
    weights,
    ...bindPose(glb, metresPerMm),
    welded,
    edges,
    coarse: { triangles, neighbours: neighboursOf(triangles, welded) },
    fine: { triangles: fine, neighbours: neighboursOf(fine, weldedWithMiddles(welded, edges)) },
    own: ownSpheres(joints, weights, cloth),
  };
}

function checked(isTrue: boolean, what: string): void {
  if (!isTrue) throw fileError(`mesh \`${MESH}\`: ${what}`);
}

function named(tree: Tree, key: string, name: string): Tree {
  const found = rowsOf(tree, key).find((row) => row["name"] === name);
  if (found === undefined) throw fileError(`its hands have no \`${name}\` among its ${key}`);
  return found;
}

/** Pivots (mm) and axes of the joints, from where the file binds them. */
function bindPose(
  glb: GlbFile,
  metresPerMm: number,
): { pivots: Float64Array; turns: Float64Array } {
  const skin = named(glb.tree, "skins", MESH);
  const nodes = rowsOf(glb.tree, "nodes");
  const numbers = Array.isArray(skin["joints"]) ? (skin["joints"] as unknown[]) : [];
  const names = numbers.map((number) => {
    const node = typeof number === "number" ? nodes[number] : undefined;
    return isTree(node) ? node["name"] : undefined;
  });
  const inverse = glb.array(skin["inverseBindMatrices"], "MAT4");
  const pivots = new Float64Array(3 * N_JOINTS);
  const turns = new Float64Array(9 * N_JOINTS);
  JOINT_NAMES.forEach((name, joint) => {
    const row = names.indexOf(`${MESH}.${name}`);
    checked(row >= 0 && 16 * row < inverse.length, `there is no joint \`${name}\``);
    // Columns of the inverse are rows of the turn itself, which has no scale.
    for (let r = 0; r < 3; r += 1) {
      let pivot = 0;
      for (let c = 0; c < 3; c += 1) {
        const share = inverse[16 * row + 4 * r + c]!;
        turns[9 * joint + 3 * r + c] = share;
        pivot -= share * inverse[16 * row + 12 + c]!;
      }
      pivots[3 * joint + r] = pivot / metresPerMm;
    }
  });
  return { pivots, turns };
}

function firstCloth(uvs: Float32Array): number {
  let vertex = 0;
  while (2 * vertex < uvs.length && uvs[2 * vertex]! <= CLOTH_U) vertex += 1;
  return vertex;
}

/** Vertices at one place get the number of the first of them; cloth never shares one with skin. */
function weld(positions: Float64Array, nSkin: number): Uint16Array {
  const places = Array.from({ length: positions.length / 3 }, (_, v) => v);
  const at = (v: number, axis: number): number => positions[3 * v + axis]!;
  const compare = (a: number, b: number): number =>
    Number(a >= nSkin) - Number(b >= nSkin) ||
    at(a, 0) - at(b, 0) ||
    at(a, 1) - at(b, 1) ||
    at(a, 2) - at(b, 2);
  // A stable sort: the first of those at one place is the one with the lowest number.
  places.sort(compare);
  const welded = new Uint16Array(places.length);
  places.forEach((v, k) => {
    const before = places[k - 1];
    welded[v] = before !== undefined && compare(before, v) === 0 ? welded[before]! : v;
  });
  return welded;
}

function pairKey(a: number, b: number): number {
  return Math.min(a, b) * 0x10000 + Math.max(a, b);
}

/** Each edge once, ordered by its lower, then its higher vertex: as numpy orders them. */
function edgesOf(triangles: Uint16Array): Uint16Array {
  const keys = new Set<number>();
  for (let t = 0; t < triangles.length; t += 3) {
    for (let k = 0; k < 3; k += 1) {
      keys.add(pairKey(triangles[t + k]!, triangles[t + ((k + 1) % 3)]!));
    }
  }
  const sorted = Float64Array.from(keys).sort();
  const edges = new Uint16Array(2 * sorted.length);
  sorted.forEach((key, e) => {
    edges[2 * e] = Math.floor(key / 0x10000);
    edges[2 * e + 1] = key % 0x10000;
  });
  return edges;
}

/** Four triangles out of each: its three corners and its middle. */
function split(triangles: Uint16Array, edges: Uint16Array, nVertices: number): Uint16Array {
  const middleOf = new Map<number, number>();
  for (let e = 0; 2 * e < edges.length; e += 1) {
    middleOf.set(pairKey(edges[2 * e]!, edges[2 * e + 1]!), nVertices + e);
  }
  const fine = new Uint16Array(4 * triangles.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const ab = middleOf.get(pairKey(a, b))!;
    const bc = middleOf.get(pairKey(b, c))!;
    const ca = middleOf.get(pairKey(c, a))!;
    fine.set([a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca], 4 * t);
  }
  return fine;
}

function withMiddles(uvs: Float32Array, edges: Uint16Array): Float32Array {
  const all = new Float32Array(uvs.length + edges.length);
  all.set(uvs);
  for (let k = 0; k < edges.length; k += 1) {
    const [a, b] = [edges[k - (k % 2)]!, edges[k - (k % 2) + 1]!];
    all[uvs.length + k] = 0.5 * (uvs[2 * a + (k % 2)]! + uvs[2 * b + (k % 2)]!);
  }
  return all;
}

/** Numbers of places for the fine surface: a middle is where the places of its ends say. */
function weldedWithMiddles(welded: Uint16Array, edges: Uint16Array): Uint16Array {
  const places = new Uint16Array(welded.length + edges.length / 2);
  places.set(welded);
  const first = new Map<number, number>();
  for (let e = 0; 2 * e < edges.length; e += 1) {
    const ends = pairKey(welded[edges[2 * e]!]!, welded[edges[2 * e + 1]!]!);
    if (!first.has(ends)) first.set(ends, welded.length + e);
    places[welded.length + e] = first.get(ends)!;
  }
  return places;
}

function neighboursOf(triangles: Uint16Array, places: Uint16Array): Surface["neighbours"] {
  const first = new Map<number, number>();
  const beyond = new Int32Array(triangles.length).fill(-1);
  const second = new Int32Array(triangles.length).fill(-1);
  for (let side = 0; side < triangles.length; side += 1) {
    const next = side % 3 === 2 ? side - 2 : side + 1;
    const key = pairKey(places[triangles[side]!]!, places[triangles[next]!]!);
    const one = first.get(key);
    if (one === undefined) {
      first.set(key, side);
    } else if (second[one]! < 0) {
      second[one] = side;
      beyond[one] = Math.floor(side / 3);
      beyond[side] = Math.floor(one / 3);
    } else {
      // A third one: nobody is beyond such an edge.
      beyond[one] = -1;
      beyond[second[one]!] = -1;
    }
  }
  return beyond;
}

/** A bone does not shade its own skin, nor that of the bones it is joined to; cloth is not shaded. */
function ownSpheres(joints: Uint8Array, weights: Float64Array, nSkin: number): Uint8Array {
  const palm = new Set([0, 1, 5, 10, 15, 20, FOREARM]);
  const kin = PARENTS.map((parent, joint) => {
    const near = new Set([joint, parent]);
    PARENTS.forEach((above, child) => {
      if (above === joint) near.add(child);
    });
    if (palm.has(joint)) for (const other of palm) near.add(other);
    return near;
  });
  const own = new Uint8Array((joints.length / 4) * SPHERES.length);
  for (let v = 0; 4 * v < joints.length; v += 1) {
    SPHERES.forEach(([bone], s) => {
      let isOwn = v >= nSkin;
      for (let k = 4 * v; k < 4 * v + 4; k += 1) {
        isOwn ||= weights[k]! > OWN_WEIGHT && kin[joints[k]!]!.has(bone);
      }
      own[v * SPHERES.length + s] = isOwn ? 1 : 0;
    });
  }
  return own;
}
