/** A rig laid out for drawing: all layers in flat arrays. The twin of `rendering/scene.py`. */
import { addedShapes, heldSkinning } from "./bodyShapes";
import { type Layer, type Material, type Rig } from "./rig";
import { poseIndex, type Sum, sumOf } from "./weights";

/** Feather below which an edge of the mesh is not seen and needs no smoothing. */
const SEEN = 0.02;
/** How much of the light's change each material shows; cards but the background count as skin. */
const LIT: Partial<Record<Material, number>> = {
  skin: 1,
  lid: 1,
  card: 1,
  glasses: 0.6,
  eye: 0.35,
};
export const BACKGROUND = "background";

/** One layer's place in the flat arrays. */
export interface Span {
  readonly layer: Layer;
  /** Vertices `first` up to `last`. */
  readonly first: number;
  readonly last: number;
  /** Corners in `Scene.triangles`, and how many of each kind, in this order. */
  readonly firstCorner: number;
  readonly lastCorner: number;
  readonly nCorners: Kinds;
  /** Outline edges. */
  readonly firstEdge: number;
  readonly lastEdge: number;
  /** Vertices on those. */
  readonly firstRim: number;
  readonly lastRim: number;
  /** How much of the light's change it shows, 0..1. */
  readonly lit: number;
  readonly fades: readonly { readonly sum: Sum; readonly low: number; readonly high: number }[];
}

/** Triangles by how they are drawn; counts of corners, or the corners themselves. */
export interface Kinds<T = number> {
  /** Nothing shines through. */
  readonly solid: T;
  /** Nothing shines through, and UVs leave the texture, which is mirrored there. */
  readonly solidBeyond: T;
  /** Something may shine through, and UVs leave the texture. */
  readonly softBeyond: T;
  /** Something may shine through; feathered ones come last. */
  readonly soft: T;
}

/** Arrays over all vertices (n), corners of triangles (3 m) and outline edges (e). */
export interface Scene {
  readonly spans: readonly Span[];
  readonly nVertices: number;
  /** (n, 3). */
  readonly rest: Float32Array;
  /** (n, 4). */
  readonly skinning: Float32Array;
  /** (n,). */
  readonly feather: Float32Array;
  /** (n, 2). */
  readonly uvs: Float32Array;
  /** (3 m,) vertices. */
  readonly triangles: Uint32Array;
  /** (e, 3): an edge that ends a sheet, from vertex to vertex, and the triangle's third. */
  readonly edges: Uint32Array;
  /** (r,) vertices on such edges. */
  readonly rims: Uint32Array;
  /** (e, 2) the rows of both ends in `rims`. */
  readonly edgeRims: Uint32Array;
  /** What moves vertices: where in a pose its weight is, and its rows in the two below. */
  readonly shapePose: Int32Array;
  readonly shapeFirst: Uint32Array;
  readonly shapeIndex: Uint32Array;
  readonly shapeDelta: Float32Array;
}

/** Lay out a rig. */
export function sceneOf(rig: Rig): Scene {
  const spans: Span[] = [];
  const corners: Uint32Array[] = [];
  const edges: number[] = [];
  const rims: number[] = [];
  const edgeRims: number[] = [];
  const shapes = new Map<string, { index: Uint32Array; delta: Float32Array }[]>();
  let [first, firstCorner] = [0, 0];
  for (const layer of rig.layers) {
    const last = first + layer.positions.length / 3;
    const kinds = sorted(layer, solidCorners(layer));
    const { solid, solidBeyond, softBeyond, soft } = kinds;
    const triangles = Uint32Array.from([...solid, ...solidBeyond, ...softBeyond, ...soft]);
    const firstEdge = edges.length / 3;
    const firstRim = rims.length;
    const rimOf = new Map<number, number>();
    outlineEdges(triangles, layer.feather).forEach((own, k) => {
      const vertex = own + first;
      edges.push(vertex);
      if (k % 3 === 2) return;
      const rim = rimOf.get(vertex) ?? rims.push(vertex) - 1;
      rimOf.set(vertex, rim);
      edgeRims.push(rim);
    });
    spans.push({
      layer,
      first,
      last,
      firstCorner,
      lastCorner: firstCorner + triangles.length,
      nCorners: {
        solid: solid.length,
        solidBeyond: solidBeyond.length,
        softBeyond: softBeyond.length,
        soft: soft.length,
      },
      firstEdge,
      lastEdge: edges.length / 3,
      firstRim,
      lastRim: rims.length,
      lit: layer.name === BACKGROUND ? 0 : (LIT[layer.material] ?? 0),
      fades: layer.fades.map(({ terms, low, high }) => ({ sum: sumOf(terms), low, high })),
    });
    const offset = first;
    corners.push(triangles.map((corner) => corner + offset));
    for (const [name, morph] of [...layer.morphs, ...addedShapes(layer, rig.frame)]) {
      const moved = { index: morph.index.map((k) => k + offset), delta: morph.delta };
      const parts = shapes.get(name);
      if (parts === undefined) shapes.set(name, [moved]);
      else parts.push(moved);
    }
    first = last;
    firstCorner += triangles.length;
  }
  const moving = [...shapes].filter(([name]) => poseIndex(name) >= 0);
  const counts = moving.map(([, parts]) => parts.reduce((sum, part) => sum + part.index.length, 0));
  const shapeFirst = new Uint32Array(moving.length + 1);
  counts.forEach((count, k) => (shapeFirst[k + 1] = shapeFirst[k]! + count));
  return {
    spans,
    nVertices: first,
    rest: joined(rig.layers.map((layer) => layer.positions)),
    skinning: joined(rig.layers.map((layer) => heldSkinning(layer, rig.frame))),
    feather: joined(rig.layers.map((layer) => layer.feather)),
    uvs: joined(rig.layers.map((layer) => layer.uvs)),
    triangles: Uint32Array.from(corners.flatMap((part) => [...part])),
    edges: Uint32Array.from(edges),
    rims: Uint32Array.from(rims),
    edgeRims: Uint32Array.from(edgeRims),
    shapePose: Int32Array.from(moving, ([name]) => poseIndex(name)),
    shapeFirst,
    shapeIndex: Uint32Array.from(moving.flatMap(([, parts]) => parts.flatMap((p) => [...p.index]))),
    shapeDelta: joined(moving.flatMap(([, parts]) => parts.map((part) => part.delta))),
  };
}

/** (e, 3) edges of only one triangle that can be seen: both ends, and the triangle's third corner. */
export function outlineEdges(triangles: Uint32Array, feather: Float32Array): number[] {
  const count = new Map<number, number>();
  const key = (a: number, b: number): number => Math.min(a, b) * feather.length + Math.max(a, b);
  const each = (visit: (a: number, b: number, c: number) => void): void => {
    for (let t = 0; t < triangles.length; t += 3) {
      for (let k = 0; k < 3; k++) {
        visit(triangles[t + k]!, triangles[t + ((k + 1) % 3)]!, triangles[t + ((k + 2) % 3)]!);
      }
    }
  };
  each((a, b) => count.set(key(a, b), (count.get(key(a, b)) ?? 0) + 1));
  const found: number[] = [];
  each((a, b, c) => {
    const isSeen = feather[a]! > SEEN || feather[b]! > SEEN;
    if (count.get(key(a, b)) === 1 && isSeen) found.push(a, b, c);
  });
  return found;
}

/** How many of a layer's corners are drawn without mixing; what fades never is. */
function solidCorners(layer: Layer): number {
  return layer.fades.length > 0 || layer.material === "shadow" ? 0 : layer.nSolidCorners;
}

/** A layer's corners by kind. Feathered triangles come last: else they would hide what is to shine through them. */
function sorted(layer: Layer, nSolidCorners: number): Kinds<readonly number[]> {
  const { triangles, feather, uvs } = layer;
  const kinds = {
    solid: [] as number[],
    solidBeyond: [] as number[],
    softBeyond: [] as number[],
    soft: [] as number[],
  };
  const feathered: number[] = [];
  const isOutside = (value: number): boolean => value < 0 || value > 1;
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const isFeathered = corners.some((corner) => feather[corner]! < 1);
    const isBeyond = corners.some((k) => isOutside(uvs[2 * k]!) || isOutside(uvs[2 * k + 1]!));
    const isSolid = t < nSolidCorners && !isFeathered;
    if (isBeyond) kinds[isSolid ? "solidBeyond" : "softBeyond"].push(...corners);
    else (isFeathered ? feathered : isSolid ? kinds.solid : kinds.soft).push(...corners);
  }
  kinds.soft.push(...feathered);
  return kinds;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
