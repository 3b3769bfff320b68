/**
 * A rig as its file holds it: layers of triangles with their blendshapes, and the small JSON.
 *
 * The twin of `sherin.body.rig.model` and `glb/reading.py`. Space is the face frame: unit `d`, the distance of
 * the eyes; x to the picture's right (the person's left), y down, z away from the camera.
 */
import {
  fileError,
  floats,
  GlbFile,
  isTree,
  item,
  type Numbers,
  rowsOf,
  table,
  type Tree,
} from "./glb";

/** From the camera to the plane of the eyes, in d. */
export const CAMERA_DISTANCE = 16;
/** The extra blendshape that brings back the expression of the photo. */
export const PHOTO_EXPRESSION = "photoExpression";
/** What the columns of a layer's `skinning` mean. */
export const JOINTS = ["root", "torso", "neck", "head"] as const;
const METRES_PER_D = 0.063;
const VERSION = 1;
const MAX_LAYERS = 64;
const N_LANDMARKS = 478;
const MATERIALS = [
  "card",
  "skin",
  "eye",
  "mouth",
  "teeth",
  "lid",
  "shadow",
  "glasses",
  "hand",
] as const;

export type Material = (typeof MATERIALS)[number];
export type Vector3 = readonly [number, number, number];
/** (channel or `photoExpression`, weight) pairs. */
export type Terms = readonly (readonly [string, number])[];

/** How one blendshape at weight 1 moves the few vertices it moves. */
export interface Morph {
  /** (k,) ascending. */
  readonly index: Uint32Array;
  /** (k, 3) in d. */
  readonly delta: Float32Array;
}

/** Opacity of a layer: a smoothstep of a weighted sum, 0 at `low`, 1 at `high` (which may lie below). */
export interface Fade {
  readonly terms: Terms;
  readonly low: number;
  readonly high: number;
}

/** One sheet of triangles; the farthest comes first. */
export interface Layer {
  readonly name: string;
  readonly material: Material;
  readonly texture: string;
  /** (n, 3) in d. */
  readonly positions: Float32Array;
  /** (n, 2), 0..1 from the texture's top left. */
  readonly uvs: Float32Array;
  /** (m, 3); the first `nSolidCorners / 3` touch no translucent pixel. */
  readonly triangles: Uint32Array;
  readonly nSolidCorners: number;
  /** (n, 4) weights over `JOINTS`. */
  readonly skinning: Float32Array;
  /** (n,) 0..1. */
  readonly feather: Float32Array;
  readonly morphs: ReadonlyMap<string, Morph>;
  readonly fades: readonly Fade[];
}

/** A texture, and the images it is put together from: opacity is the PNG's, colour the JPEG's where that is black. */
export interface TextureEntry {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly jpeg: string | null;
  readonly png: string | null;
}

/** Lines that channels press into a layer's colour. */
export interface Wrinkle {
  readonly name: string;
  readonly layer: string;
  readonly terms: Terms;
  readonly image: string;
  /** u0, v0, u1, v1 of the part of the texture that it covers. */
  readonly box: readonly [number, number, number, number];
}

/** The light on the hands. */
export interface HandLight {
  readonly direction: Vector3;
  readonly key: Vector3;
  readonly fill: Vector3;
  readonly sheen: number;
  readonly shadow: number;
  readonly is_grey: boolean;
}

/** What the hands need beside their texture; keys as in the file. */
export interface HandsEntry {
  readonly mesh: string;
  readonly texture: string;
  readonly light: HandLight;
  readonly chest: readonly number[];
}

/** How the face lies in the picture; keys as in the file, units in `sherin.body.rig.model.Frame`. */
export interface Frame {
  readonly width_d: number;
  readonly centre: readonly [number, number];
  readonly pivot: Vector3;
  readonly neck: Vector3;
  readonly rest_deg: Vector3;
  readonly landmarks: readonly Vector3[];
  readonly photo_landmarks: readonly Vector3[];
  readonly chin_y: number;
  readonly hairline_y: number;
  readonly head_height: number;
  readonly shoulder_width: number;
  readonly skin_rgb: Vector3;
  readonly light: readonly Vector3[];
}

/** One person's avatar. */
export interface Rig {
  readonly glb: GlbFile;
  readonly layers: readonly Layer[];
  readonly textures: readonly TextureEntry[];
  readonly wrinkles: readonly Wrinkle[];
  readonly frame: Frame;
  readonly limits: Readonly<Record<string, number>>;
  /** null where hands would look wrong. */
  readonly hands: HandsEntry | null;
}

/** True where a file says that it is a rig of ours, whatever else may be wrong with it. */
export function isRig(glb: GlbFile): boolean {
  const extras = rowsOf(glb.tree, "scenes")[0]?.["extras"];
  return isTree(extras) && isTree(extras["sherin"]);
}

/**
 * The rig in a GLB file.
 *
 * @throws StageError not a rig of ours, of a later version, or torn.
 */
export function readRig(glb: GlbFile): Rig {
  const document = table(table(item(glb.tree, "scenes", 0), "extras"), "sherin");
  const version = document["version"];
  if (typeof version !== "number" || version > VERSION) {
    throw fileError(`its rig has version ${String(version)}; this page reads up to ${VERSION}`);
  }
  const entries = rowsOf(document, "layers");
  if (entries.length === 0 || entries.length > MAX_LAYERS) {
    throw fileError(`${entries.length} layers; expected 1..${MAX_LAYERS}`);
  }
  const textures = rowsOf(document, "textures").map(textureOf);
  const layers = entries.map((entry) => layerOf(glb, entry));
  for (const layer of layers) {
    if (!textures.some((texture) => texture.name === layer.texture)) {
      throw fileError(`layer \`${layer.name}\` has no texture \`${layer.texture}\``);
    }
  }
  if (!layers.some((layer) => layer.name === "head"))
    throw fileError("its rig has no layer `head`");
  const hands = document["hands"];
  return {
    glb,
    layers,
    textures,
    wrinkles: rowsOf(document, "wrinkles").map(wrinkleOf),
    frame: frameOf(table(document, "frame")),
    limits: numbersOf(document["limits"] ?? {}),
    hands: isTree(hands) ? handsOf(hands) : null,
  };
}

function textureOf(entry: Tree): TextureEntry {
  const optional = (key: string): string | null => {
    const found = entry[key] ?? null;
    return found === null ? null : text(entry, key);
  };
  const [width, height] = [number(entry, "width"), number(entry, "height")];
  if (!(width >= 1 && width <= 4096 && height >= 1 && height <= 4096)) {
    throw fileError(`a texture of ${width} x ${height} px; expected 1..4096`);
  }
  return { name: text(entry, "name"), width, height, jpeg: optional("jpeg"), png: optional("png") };
}

function layerOf(glb: GlbFile, entry: Tree): Layer {
  const name = text(entry, "name");
  const mesh = rowsOf(glb.tree, "meshes").find((candidate) => candidate["name"] === name);
  if (mesh === undefined) throw fileError(`there is no mesh \`${name}\``);
  const primitives = rowsOf(mesh, "primitives");
  const first = item(mesh, "primitives", 0);
  const attributes = table(first, "attributes");
  const positions = fromMetres(floats(glb.array(attributes["POSITION"], "VEC3")));
  const count = positions.length / 3;
  const uvs = sized(floats(glb.array(attributes["TEXCOORD_0"], "VEC2")), 2 * count, name);
  if (!positions.every(isSane) || !uvs.every(isSane)) {
    throw fileError(`layer \`${name}\`: a number in it has no meaning`);
  }
  const material = text(entry, "material");
  if (!MATERIALS.includes(material as Material)) {
    throw fileError(
      `layer \`${name}\` is made of \`${material}\`; expected ${MATERIALS.join(", ")}`,
    );
  }
  return {
    name,
    material: material as Material,
    texture: text(entry, "texture"),
    positions,
    uvs,
    triangles: trianglesOf(
      primitives.map((primitive) => glb.array(primitive["indices"], "SCALAR")),
      count,
      name,
    ),
    nSolidCorners: solidCorners(glb, primitives),
    skinning: skinningOf(glb, attributes, count, name),
    feather: featherOf(glb, attributes, count, name),
    morphs: morphsOf(glb, mesh, first, count),
    fades: rowsOf(entry, "fades").map((fade) => fadeOf(fade, name)),
  };
}

function trianglesOf(parts: readonly Numbers[], count: number, name: string): Uint32Array {
  const flat = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    flat.set(part, at);
    at += part.length;
  }
  if (flat.length % 3 !== 0 || flat.some((corner) => corner >= count)) {
    throw fileError(`layer \`${name}\`: triangles of vertices it lacks`);
  }
  return flat;
}

/** Corners of the leading primitives whose material lets nothing through. */
function solidCorners(glb: GlbFile, primitives: readonly Tree[]): number {
  let corners = 0;
  for (const primitive of primitives) {
    if (item(glb.tree, "materials", primitive["material"])["alphaMode"] === "BLEND") break;
    corners += glb.array(primitive["indices"], "SCALAR").length;
  }
  return corners;
}

function skinningOf(glb: GlbFile, attributes: Tree, count: number, name: string): Float32Array {
  const joints = sized(glb.array(attributes["JOINTS_0"], "VEC4"), 4 * count, name);
  const weights = sized(glb.array(attributes["WEIGHTS_0"], "VEC4"), 4 * count, name);
  const scale = weights instanceof Float32Array ? 1 : 65535;
  const shares = new Float64Array(4 * count);
  for (let k = 0; k < shares.length; k++) {
    const joint = joints[k]!;
    if (joint < 0 || joint >= JOINTS.length) {
      throw fileError(`layer \`${name}\`: skinning to joint ${joint} of ${JOINTS.length}`);
    }
    shares[k - (k % 4) + joint]! += weights[k]! / scale;
  }
  return Float32Array.from(shares);
}

function featherOf(glb: GlbFile, attributes: Tree, count: number, name: string): Float32Array {
  if (attributes["COLOR_0"] === undefined) return new Float32Array(count).fill(1);
  const colours = sized(glb.array(attributes["COLOR_0"], "VEC4"), 4 * count, name);
  return Float32Array.from({ length: count }, (_, k) => colours[4 * k + 3]! / 255);
}

function morphsOf(glb: GlbFile, mesh: Tree, first: Tree, count: number): Map<string, Morph> {
  const targets = rowsOf(first, "targets");
  const morphs = new Map<string, Morph>();
  if (targets.length === 0) return morphs;
  const names = table(mesh, "extras")["targetNames"];
  if (!Array.isArray(names) || names.length !== targets.length) {
    throw fileError(`mesh \`${String(mesh["name"])}\`: morphs without names`);
  }
  targets.forEach((target, k) => {
    const { index, rows } = glb.sparse(target["POSITION"], count);
    if (!rows.every(isSane)) throw fileError(`morph \`${String(names[k])}\` holds no number`);
    morphs.set(String(names[k]), { index, delta: fromMetres(rows) });
  });
  return morphs;
}

function fadeOf(fade: Tree, name: string): Fade {
  const [low, high] = [number(fade, "low"), number(fade, "high")];
  if (low === high) throw fileError(`layer \`${name}\`: a fade from ${low} to ${high}`);
  return { terms: termsOf(fade["terms"]), low, high };
}

function wrinkleOf(entry: Tree): Wrinkle {
  const box = vector(entry["box"], 4, "box");
  return {
    name: text(entry, "name"),
    layer: text(entry, "layer"),
    terms: termsOf(entry["terms"]),
    image: text(entry, "image"),
    box: [box[0]!, box[1]!, box[2]!, box[3]!],
  };
}

function handsOf(entry: Tree): HandsEntry {
  const light = table(entry, "light");
  return {
    mesh: text(entry, "mesh"),
    texture: text(entry, "texture"),
    light: {
      direction: vector3(light["direction"], "direction"),
      key: vector3(light["key"], "key"),
      fill: vector3(light["fill"], "fill"),
      sheen: number(light, "sheen"),
      shadow: number(light, "shadow"),
      is_grey: light["is_grey"] === true,
    },
    chest: vector(entry["chest"] ?? [], null, "chest"),
  };
}

function frameOf(entry: Tree): Frame {
  const points = (key: string, count: number): readonly Vector3[] => {
    const rows = entry[key];
    if (!Array.isArray(rows) || rows.length !== count) {
      throw fileError(`\`${key}\` has not the ${count} rows it must have`);
    }
    return rows.map((row) => vector3(row, key));
  };
  const centre = vector(entry["centre"], 2, "centre");
  return {
    width_d: number(entry, "width_d"),
    centre: [centre[0]!, centre[1]!],
    pivot: vector3(entry["pivot"], "pivot"),
    neck: vector3(entry["neck"], "neck"),
    rest_deg: vector3(entry["rest_deg"], "rest_deg"),
    landmarks: points("landmarks", N_LANDMARKS),
    photo_landmarks: points("photo_landmarks", N_LANDMARKS),
    chin_y: number(entry, "chin_y"),
    hairline_y: number(entry, "hairline_y"),
    head_height: number(entry, "head_height"),
    shoulder_width: number(entry, "shoulder_width"),
    skin_rgb: vector3(entry["skin_rgb"], "skin_rgb"),
    light: points("light", 9),
  };
}

/** Metres with y up and the face toward +z, in the face frame. */
function fromMetres(points: Float32Array): Float32Array {
  const out = new Float32Array(points.length);
  for (let k = 0; k < out.length; k++) {
    out[k] = points[k]! / (k % 3 === 0 ? METRES_PER_D : -METRES_PER_D);
  }
  return out;
}

function sized<T extends Numbers>(values: T, length: number, name: string): T {
  if (values.length !== length) {
    throw fileError(`layer \`${name}\`: ${values.length} numbers of something; expected ${length}`);
  }
  return values;
}

function isSane(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) < 1e5;
}

function text(tree: Tree, key: string): string {
  const found = tree[key];
  if (typeof found !== "string") throw fileError(`\`${key}\` is not a text`);
  return found;
}

function number(tree: Tree, key: string): number {
  const found = tree[key];
  if (typeof found !== "number" || !isSane(found)) throw fileError(`\`${key}\` is not a number`);
  return found;
}

function vector(found: unknown, length: number | null, key: string): readonly number[] {
  const isVector =
    Array.isArray(found) &&
    (length === null || found.length === length) &&
    found.every((value: unknown) => typeof value === "number" && isSane(value));
  if (!isVector) throw fileError(`\`${key}\` is not a list of ${length ?? "some"} numbers`);
  return found as readonly number[];
}

function vector3(found: unknown, key: string): Vector3 {
  const [x, y, z] = vector(found, 3, key);
  return [x!, y!, z!];
}

function termsOf(found: unknown): Terms {
  if (!Array.isArray(found)) throw fileError("`terms` is not a list");
  return found.map((term: unknown) => {
    const [name, weight] = Array.isArray(term) ? (term as unknown[]) : [];
    if (typeof name !== "string" || typeof weight !== "number" || !isSane(weight)) {
      throw fileError("`terms` holds something else than a name and a number");
    }
    return [name, weight] as const;
  });
}

function numbersOf(found: unknown): Readonly<Record<string, number>> {
  if (!isTree(found) || !Object.values(found).every((v) => typeof v === "number" && isSane(v))) {
    throw fileError("`limits` is not a table of numbers");
  }
  return found as Readonly<Record<string, number>>;
}
