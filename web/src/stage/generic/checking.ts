/** Whether a GLB of anybody's can be opened here: nothing outside it, nothing packed, nothing that never ends. */
import { StageError } from "../errors";
import { isTree, type Tree } from "../glb";

/** Numbers in all accessors together: 400 MB of them; a rich avatar has 5 million. */
const MAX_NUMBERS = 100_000_000;
const MAX_NODES = 20_000;
const WIDTHS: Readonly<Record<string, number>> = {
  SCALAR: 1,
  VEC2: 2,
  VEC3: 3,
  VEC4: 4,
  MAT2: 4,
  MAT3: 9,
  MAT4: 16,
};
/** What needs a decoder: all run WebAssembly, which the page's security policy does not allow. */
const PACKED: Readonly<Record<string, string>> = {
  KHR_draco_mesh_compression: "Draco",
  EXT_meshopt_compression: "meshopt",
  KHR_meshopt_compression: "meshopt",
};
/** Required extensions that change nothing we show, or that three.js reads by itself. */
const KNOWN =
  /^(KHR_(materials_|texture_transform|mesh_quantization|lights_punctual|node_visibility|xmp)|EXT_(materials_bump|texture_webp|texture_avif|mesh_gpu_instancing)|VRM)/;

/** The error of a model that cannot be used: what is wrong, and the way out. */
export function modelError(what: string, advice: string): StageError {
  return new StageError("file", `GLB: ${what}. ${advice}`);
}

const TORN = "The file is torn, or was changed by hand: export it again.";

/**
 * Refuse what cannot be opened.
 *
 * @throws StageError with what was found, and how to export the model instead.
 */
export function checkModel(tree: Tree): void {
  checkExtensions(tree);
  for (const kind of ["buffers", "images"]) {
    list(tree, kind).forEach((entry, k) => {
      const uri = entry["uri"];
      if (uri !== undefined) {
        const shown = typeof uri === "string" ? uri : JSON.stringify(uri);
        throw modelError(
          `${kind}[${k}] lies at \`${shown.length > 60 ? `${shown.slice(0, 57)}...` : shown}\``,
          "Nothing is loaded from outside the file: export it as one .glb with everything inside.",
        );
      }
    });
  }
  if (list(tree, "buffers").length > 1) {
    throw modelError("more than one buffer", "Export it as one .glb with everything inside.");
  }
  checkNumbers(tree);
  checkTree(tree);
}

function checkExtensions(tree: Tree): void {
  const names = (key: string): string[] => {
    const found = tree[key];
    return Array.isArray(found) ? found.map(String) : [];
  };
  const required = names("extensionsRequired");
  for (const name of new Set([...names("extensionsUsed"), ...required])) {
    const packer = PACKED[name];
    if (packer !== undefined) {
      throw modelError(
        `its geometry is packed with ${packer} (${name}), which is not supported`,
        "Export it without compression (in Blender: glTF 2.0 export, Data, Compression off).",
      );
    }
  }
  for (const name of required) {
    if (name === "KHR_texture_basisu") {
      throw modelError(
        "its textures are KTX2 (KHR_texture_basisu), which is not supported",
        "Export it with PNG, JPEG or WebP textures.",
      );
    }
    if (!KNOWN.test(name)) {
      throw modelError(`it requires ${name}, which is not known here`, "Export it without that.");
    }
  }
}

/** Sizes before anything is allocated: a few bytes of JSON can ask for gigabytes. */
function checkNumbers(tree: Tree): void {
  let total = 0;
  list(tree, "accessors").forEach((accessor, k) => {
    const count = accessor["count"];
    const width = WIDTHS[String(accessor["type"])];
    if (!isIndex(count) || width === undefined) {
      throw modelError(`accessors[${k}] is ${String(count)} x ${String(accessor["type"])}`, TORN);
    }
    total += count * width;
  });
  if (total > MAX_NUMBERS) {
    throw modelError(
      `its accessors hold ${total} numbers; at most ${MAX_NUMBERS} are opened`,
      "Simplify the model: an avatar has some ten thousand vertices.",
    );
  }
}

/** Each node has one parent at most and none is below itself: a loader would wait for itself for ever. */
function checkTree(tree: Tree): void {
  const nodes = list(tree, "nodes");
  if (nodes.length > MAX_NODES) {
    throw modelError(`${nodes.length} nodes; at most ${MAX_NODES} are opened`, "Simplify it.");
  }
  const parent = new Map<number, number>();
  nodes.forEach((node, k) => {
    for (const child of indices(node["children"])) {
      if (nodes[child] === undefined || parent.has(child)) {
        throw modelError(`nodes[${k}] has nodes[${child}] below it, as another has, or none`, TORN);
      }
      parent.set(child, k);
    }
    const mesh = node["mesh"];
    if (mesh !== undefined && list(tree, "meshes")[Number(mesh)] === undefined) {
      throw modelError(`nodes[${k}] shows meshes[${JSON.stringify(mesh)}], which is missing`, TORN);
    }
  });
  const isFree = new Set<number>();
  nodes.forEach((_, start) => {
    const way = new Set<number>();
    for (let at: number | undefined = start; at !== undefined; at = parent.get(at)) {
      if (isFree.has(at)) break;
      if (way.has(at)) throw modelError(`nodes[${at}] is below itself`, TORN);
      way.add(at);
    }
    for (const at of way) isFree.add(at);
  });
}

function list(tree: Tree, key: string): readonly Tree[] {
  const found = tree[key] ?? [];
  if (!Array.isArray(found) || !found.every(isTree)) {
    throw modelError(`\`${key}\` is not a list of objects`, TORN);
  }
  return found;
}

function indices(found: unknown): readonly number[] {
  if (found === undefined) return [];
  if (!Array.isArray(found) || !found.every(isIndex)) {
    throw modelError("`children` is not a list of numbers", TORN);
  }
  return found;
}

function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
