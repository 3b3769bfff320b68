/**
 * The frame of a GLB file and the numbers in it; the file may be anybody's, so each index and length is checked.
 *
 * Only what a rig of ours uses: one buffer, accessors of numbers, sparse morph targets, images in views.
 */
import { fingerprint } from "./cache";
import { StageError } from "./errors";

/** A JSON object of a glTF tree that nobody has checked yet. */
export type Tree = Readonly<Record<string, unknown>>;
export type Numbers =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Uint32Array | Float32Array;
export type Shape = "SCALAR" | "VEC2" | "VEC3" | "VEC4" | "MAT4";

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;
const WIDTHS: Readonly<Record<Shape, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 };
/** As in the Python reader: more rows than any rig has. */
const MAX_COUNT = 1 << 21;
const ADVICE = "Name a .glb made by `sherin avatar build`, or build it again.";

/** The error of a file that cannot be used: what is wrong with it. */
export function fileError(what: string): StageError {
  return new StageError("file", `GLB: ${what}. ${ADVICE}`);
}

/** The rows of a sparse accessor that are not zero. */
export interface SparseRows {
  /** (k,) ascending. */
  readonly index: Uint32Array;
  /** (k, 3). */
  readonly rows: Float32Array;
}

/** An opened GLB file. */
export class GlbFile {
  readonly tree: Tree;
  /** Equal files have the same name, others practically never. */
  readonly name: string;
  readonly #binary: Uint8Array;

  /**
   * @throws StageError not a GLB of version 2, or torn.
   */
  constructor(data: ArrayBuffer) {
    const view = new DataView(data);
    if (data.byteLength < 20 || view.getUint32(0, true) !== MAGIC) {
      throw fileError(`${data.byteLength} bytes that do not begin like a GLB`);
    }
    const version = view.getUint32(4, true);
    if (version !== 2) throw fileError(`glTF version ${version}; expected 2`);
    const total = view.getUint32(8, true);
    if (total > data.byteLength) {
      throw fileError(`it says ${total} bytes and has ${data.byteLength}: it is torn`);
    }
    let tree: Tree | null = null;
    let binary = new Uint8Array(0);
    for (let at = 12; at + 8 <= total;) {
      const length = view.getUint32(at, true);
      const kind = view.getUint32(at + 4, true);
      if (at + 8 + length > total) throw fileError(`a chunk of ${length} bytes passes its end`);
      const chunk = new Uint8Array(data, at + 8, length);
      if (kind === JSON_CHUNK && tree === null) tree = parsed(chunk);
      else if (kind === BINARY_CHUNK && binary.length === 0) binary = chunk;
      at += 8 + length;
    }
    if (tree === null) throw fileError("it holds no JSON");
    this.tree = tree;
    this.name = fingerprint(data);
    this.#binary = binary;
  }

  /** The bytes of a buffer view; they are not copied. */
  view(number: unknown): Uint8Array {
    const view = item(this.tree, "bufferViews", number);
    const start = whole(view, "byteOffset", 0);
    const length = whole(view, "byteLength");
    if (start + length > this.#binary.length) {
      throw fileError(
        `view ${String(number)} covers ${start}..${start + length} of ${this.#binary.length} bytes`,
      );
    }
    return this.#binary.subarray(start, start + length);
  }

  /** An accessor, flat; integers are not normalised, and a sparse one is filled in. */
  array(number: unknown, shape: Shape): Numbers {
    const accessor = item(this.tree, "accessors", number);
    const count = whole(accessor, "count");
    if (accessor["type"] !== shape || count < 1 || count > MAX_COUNT) {
      throw fileError(
        `accessor ${String(number)} is ${count} x ${String(accessor["type"])}; expected ${shape}`,
      );
    }
    const width = WIDTHS[shape];
    const code = accessor["componentType"];
    if (accessor["bufferView"] !== undefined) {
      const bytes = this.view(accessor["bufferView"]).subarray(whole(accessor, "byteOffset", 0));
      return taken(bytes, code, count * width, number);
    }
    const filled = taken(new Uint8Array(4 * count * width), code, count * width, number);
    if (accessor["sparse"] !== undefined) {
      const { index, rows } = this.#sparsePart(accessor, width, number);
      for (let k = 0; k < index.length; k++) {
        for (let c = 0; c < width; c++) filled[index[k]! * width + c] = rows[k * width + c]!;
      }
    }
    return filled;
  }

  /** Rows of 3 floats that are not zero: where, and what; `count` is how many there must be in all. */
  sparse(number: unknown, count: number): SparseRows {
    const accessor = item(this.tree, "accessors", number);
    if (whole(accessor, "count") !== count || accessor["type"] !== "VEC3") {
      throw fileError(
        `morph accessor ${String(number)} is ${String(accessor["count"])} x ` +
          `${String(accessor["type"])}; expected ${count} x VEC3`,
      );
    }
    if (accessor["sparse"] !== undefined) return this.#sparsePart(accessor, 3, number);
    const rows = floats(this.array(number, "VEC3"));
    const moved: number[] = [];
    for (let k = 0; k < count; k++) {
      if (rows[3 * k] !== 0 || rows[3 * k + 1] !== 0 || rows[3 * k + 2] !== 0) moved.push(k);
    }
    const kept = new Float32Array(3 * moved.length);
    moved.forEach((k, at) => {
      kept.set(rows.subarray(3 * k, 3 * k + 3), 3 * at);
    });
    return { index: Uint32Array.from(moved), rows: kept };
  }

  #sparsePart(accessor: Tree, width: number, number: unknown): SparseRows {
    const sparse = table(accessor, "sparse");
    const count = whole(sparse, "count");
    const total = whole(accessor, "count");
    if (count > total) throw fileError(`accessor ${String(number)} has ${count} rows of ${total}`);
    const where = table(sparse, "indices");
    const what = table(sparse, "values");
    const places = this.view(where["bufferView"]).subarray(whole(where, "byteOffset", 0));
    const index = Uint32Array.from(taken(places, where["componentType"], count, number));
    for (let k = 0; k < count; k++) {
      if (index[k]! >= total || (k > 0 && index[k]! <= index[k - 1]!)) {
        throw fileError(`accessor ${String(number)} names rows out of order or beyond ${total}`);
      }
    }
    const values = this.view(what["bufferView"]).subarray(whole(what, "byteOffset", 0));
    const rows = taken(values, accessor["componentType"], count * width, number);
    return { index, rows: floats(rows) };
  }
}

/** Any numbers as float32; not copied where they are that already. */
export function floats(values: Numbers): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

// --- reading a JSON tree that somebody else may have written ------------------------------------------------

/** A list of objects in an object; empty where there is none. */
export function rowsOf(tree: Tree, key: string): readonly Tree[] {
  const found = tree[key] ?? [];
  if (!Array.isArray(found) || !found.every(isTree)) {
    throw fileError(`\`${key}\` is not a list of objects`);
  }
  return found;
}

/** One object of a list of objects, by its number. */
export function item(tree: Tree, key: string, number: unknown): Tree {
  const rows = rowsOf(tree, key);
  const row = typeof number === "number" ? rows[number] : undefined;
  if (row === undefined) {
    throw fileError(`it refers to ${key}[${String(number)}] and has ${rows.length}`);
  }
  return row;
}

/** An object in an object. */
export function table(tree: Tree, key: string): Tree {
  const found = tree[key];
  if (!isTree(found)) throw fileError(`\`${key}\` is missing or not an object`);
  return found;
}

/** A whole number of at least 0 in an object. */
export function whole(tree: Tree, key: string, fallback?: number): number {
  const found = tree[key] ?? fallback;
  if (typeof found !== "number" || !Number.isInteger(found) || found < 0) {
    throw fileError(`\`${key}\` is ${JSON.stringify(found)}; expected a whole number`);
  }
  return found;
}

/** True for a JSON object. */
export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(chunk: Uint8Array): Tree {
  try {
    const tree: unknown = JSON.parse(new TextDecoder().decode(chunk));
    if (isTree(tree)) return tree;
  } catch {
    // Said below, as for any other text that is no object.
  }
  throw fileError("its JSON cannot be read");
}

function taken(bytes: Uint8Array, code: unknown, count: number, number: unknown): Numbers {
  const size = code === 5120 || code === 5121 ? 1 : code === 5122 || code === 5123 ? 2 : 4;
  if (bytes.length < count * size) {
    throw fileError(`accessor ${String(number)} needs ${count * size} bytes, has ${bytes.length}`);
  }
  // A copy: what is left of the file may then go, and offsets need no alignment.
  const own = bytes.slice(0, count * size).buffer;
  switch (code) {
    case 5120:
      return new Int8Array(own);
    case 5121:
      return new Uint8Array(own);
    case 5122:
      return new Int16Array(own);
    case 5123:
      return new Uint16Array(own);
    case 5125:
      return new Uint32Array(own);
    case 5126:
      return new Float32Array(own);
    default:
      throw fileError(`component type ${String(code)} of accessor ${String(number)}`);
  }
}
