/** Small models with the structure of real ones, made anew for each test. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GlbFile } from "../../src/stage/glb";

type Json = Record<string, unknown>;
export interface Model {
  readonly tree: Json;
  readonly binary: Uint8Array;
}

/** A glTF tree and its buffer as a GLB file. */
export function pack({ tree, binary }: Model): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(tree));
  const json = new Uint8Array(Math.ceil(text.length / 4) * 4).fill(0x20);
  json.set(text);
  const data = new Uint8Array(Math.ceil(binary.length / 4) * 4);
  data.set(binary);
  const file = new Uint8Array(28 + json.length + data.length);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x46546c67, true);
  view.setUint32(4, 2, true);
  view.setUint32(8, file.length, true);
  view.setUint32(12, json.length, true);
  view.setUint32(16, 0x4e4f534a, true);
  file.set(json, 20);
  view.setUint32(20 + json.length, data.length, true);
  view.setUint32(24 + json.length, 0x004e4942, true);
  file.set(data, 28 + json.length);
  return file.buffer;
}

/** Our own small rig without what makes it ours: a plain GLB with ARKit names, a skeleton, textures. */
export function plainRig(): Model {
  const path = fileURLToPath(new URL("../../../conformance/rig/tiny_v1.glb", import.meta.url));
  const bytes = new Uint8Array(readFileSync(path));
  const tree = JSON.parse(JSON.stringify(new GlbFile(bytes.buffer).tree)) as Json;
  delete (tree["scenes"] as Json[])[0]!["extras"];
  const length = new DataView(bytes.buffer).getUint32(12, true);
  return { tree, binary: bytes.slice(28 + length) };
}

/** The blendshape names of a model's meshes, to be changed in place. */
export function targetNames(model: Model): string[][] {
  return (model.tree["meshes"] as Json[]).flatMap((mesh) => {
    const names = (mesh["extras"] as { targetNames?: string[] } | undefined)?.targetNames;
    return names === undefined ? [] : [names];
  });
}

const BONES = [
  ["Hips", -1, [0, 0.9, 0]],
  ["Spine", 0, [0, 0.2, 0]],
  ["Neck", 1, [0, 0.3, 0]],
  ["Head", 2, [0, 0.1, 0]],
  ["LeftEye", 3, [0.03, 0.1, 0.08]],
  ["RightEye", 3, [-0.03, 0.1, 0.08]],
  ["LeftArm", 1, [0.18, 0.2, 0]],
  ["LeftForeArm", 6, [0.25, 0, 0]],
  ["RightArm", 1, [-0.18, 0.2, 0]],
  ["RightForeArm", 8, [-0.25, 0, 0]],
] as const;
export const BONE_NAMES = BONES.map(([name]) => name);
/** Half sizes and middles of the boxes that stand for body parts, and the bone each hangs on. */
const PARTS = [
  [3, [0, 1.6, 0], [0.08, 0.12, 0.1]],
  [4, [0.03, 1.6, 0.09], [0.012, 0.012, 0.012]],
  [5, [-0.03, 1.6, 0.09], [0.012, 0.012, 0.012]],
  [1, [0, 1.2, 0], [0.2, 0.3, 0.12]],
  [7, [0.55, 1.3, 0], [0.25, 0.04, 0.04]],
  [9, [-0.55, 1.3, 0], [0.25, 0.04, 0.04]],
] as const;

/**
 * A whole person in a T pose, as avatar services give them: bones, one skinned mesh, blendshapes that each move
 * one corner of the head by a centimetre.
 *
 * @param faces Way the model looks: 1 along +z, -1 along -z (VRM 0.x).
 */
export function person(shapeNames: readonly string[], faces: 1 | -1 = 1): Model {
  const corners: number[] = [];
  const joints: number[] = [];
  const weights: number[] = [];
  const triangles: number[] = [];
  for (const [bone, middle, half] of PARTS) {
    const first = corners.length / 3;
    for (let k = 0; k < 8; k += 1) {
      const [sx, sy, sz] = [k & 1, k & 2, k & 4].map((bit) => (bit === 0 ? -1 : 1));
      corners.push(faces * (middle[0] + sx! * half[0]), middle[1] + sy! * half[1]);
      corners.push(faces * (middle[2] + sz! * half[2]));
      joints.push(bone, 0, 0, 0);
      weights.push(1, 0, 0, 0);
    }
    for (const [a, b, c, d] of [
      [0, 2, 3, 1],
      [4, 5, 7, 6],
      [0, 1, 5, 4],
      [2, 6, 7, 3],
      [0, 4, 6, 2],
      [1, 3, 7, 5],
    ] as const) {
      triangles.push(first + a, first + b, first + c, first + a, first + c, first + d);
    }
  }
  const count = corners.length / 3;
  const world = BONES.map(([, parent, at]) => [parent, ...at] as number[]);
  world.forEach((row) => {
    const parent = world[row[0]!];
    if (parent) for (let r = 1; r < 4; r += 1) row[r]! += parent[r]!;
  });
  const inverse = world.flatMap(([, x, y, z]) => [
    1,
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    1,
    0,
    -faces * x!,
    -y!,
    -faces * z!,
    1,
  ]);
  const buffer = new Buffers();
  const attributes = {
    POSITION: buffer.add(Float32Array.from(corners), "VEC3", 3),
    JOINTS_0: buffer.add(Uint8Array.from(joints), "VEC4", 4),
    WEIGHTS_0: buffer.add(Float32Array.from(weights), "VEC4", 4),
  };
  const targets = shapeNames.map((_, k) => {
    const moves = new Float32Array(3 * count);
    moves[3 * (k % 8) + 1] = -0.01;
    return { POSITION: buffer.add(moves, "VEC3", 3) };
  });
  const primitive: Json = {
    attributes,
    indices: buffer.add(Uint16Array.from(triangles), "SCALAR", 1),
  };
  if (targets.length > 0) primitive["targets"] = targets;
  const bones = BONES.map(([name, , [x, y, z]], k) => ({
    name,
    translation: [faces * x, y, faces * z],
    children: BONES.flatMap(([, parent], child) => (parent === k ? [child] : [])),
  })).map((node) => (node.children.length > 0 ? node : { ...node, children: undefined }));
  return {
    tree: {
      asset: { version: "2.0" },
      scene: 0,
      scenes: [{ nodes: [0, BONES.length] }],
      nodes: [...bones, { name: "Wolf3D_Avatar", mesh: 0, skin: 0 }],
      meshes: [
        { name: "Wolf3D_Avatar", primitives: [primitive], extras: { targetNames: shapeNames } },
      ],
      skins: [
        {
          joints: BONES.map((_, k) => k),
          inverseBindMatrices: buffer.add(Float32Array.from(inverse), "MAT4", 16),
        },
      ],
      accessors: buffer.accessors,
      bufferViews: buffer.views,
      buffers: [{ byteLength: buffer.length }],
    },
    binary: buffer.bytes(),
  };
}

class Buffers {
  readonly accessors: Json[] = [];
  readonly views: Json[] = [];
  length = 0;
  private readonly parts: Uint8Array[] = [];

  add(values: Float32Array | Uint8Array | Uint16Array, type: string, width: number): number {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.views.push({ buffer: 0, byteOffset: this.length, byteLength: bytes.length });
    const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
    padded.set(bytes);
    this.parts.push(padded);
    this.length += padded.length;
    const code = values instanceof Float32Array ? 5126 : values instanceof Uint8Array ? 5121 : 5123;
    const accessor: Json = {
      bufferView: this.views.length - 1,
      componentType: code,
      count: values.length / width,
      type,
    };
    if (type === "VEC3") {
      const axis = (r: number): number[] => [...values].filter((_, k) => k % 3 === r);
      accessor["min"] = [0, 1, 2].map((r) => Math.min(...axis(r)));
      accessor["max"] = [0, 1, 2].map((r) => Math.max(...axis(r)));
    }
    return this.accessors.push(accessor) - 1;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** Put a VRM 1.0 part on a person: expressions bound to blendshapes in order, bones, eyes that look. */
export function withVrm1(
  model: Model,
  expressions: Readonly<Record<string, Json>>,
  more: Json = {},
): Model {
  const bone = (name: string): { node: number } => ({
    node: BONE_NAMES.indexOf(name as (typeof BONE_NAMES)[number]),
  });
  const vrm = {
    specVersion: "1.0",
    humanoid: {
      humanBones: {
        hips: bone("Hips"),
        neck: bone("Neck"),
        head: bone("Head"),
        leftEye: bone("LeftEye"),
        rightEye: bone("RightEye"),
      },
    },
    expressions: { preset: expressions },
    lookAt: {
      type: "bone",
      rangeMapHorizontalInner: { inputMaxValue: 30, outputScale: 9 },
      rangeMapHorizontalOuter: { inputMaxValue: 30, outputScale: 12 },
      rangeMapVerticalUp: { inputMaxValue: 30, outputScale: 6 },
      rangeMapVerticalDown: { inputMaxValue: 30, outputScale: 6 },
    },
    ...more,
  };
  model.tree["extensionsUsed"] = ["VRMC_vrm"];
  model.tree["extensions"] = { VRMC_vrm: vrm };
  return model;
}

/** An expression of VRM 1.0 that moves one blendshape of the person. */
export function bound(morph: number, more: Json = {}): Json {
  return { morphTargetBinds: [{ node: BONE_NAMES.length, index: morph, weight: 1 }], ...more };
}
