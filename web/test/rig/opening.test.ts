/** three.js opens a rig's file: meshes, morphs by name, one skeleton, textures, our small JSON. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Bone, type Mesh, SkinnedMesh } from "three";
import { type GLTF, GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const FILE = fileURLToPath(new URL("../../../conformance/rig/tiny_v1.glb", import.meta.url));

/** Node decodes no pictures; the size that stands in a picture's head shows that it is whole. */
async function bitmapOf(blob: Blob): Promise<{ width: number; height: number; close(): void }> {
  const bytes = new DataView(await blob.arrayBuffer());
  let [width, height] = [0, 0];
  if (bytes.getUint32(0) === 0x89504e47) {
    [width, height] = [bytes.getUint32(16), bytes.getUint32(20)];
  } else {
    for (let at = 2; width === 0; at += 2 + bytes.getUint16(at + 2)) {
      const marker = bytes.getUint8(at + 1);
      if (marker >= 0xc0 && marker <= 0xc2) {
        [width, height] = [bytes.getUint16(at + 7), bytes.getUint16(at + 5)];
      }
    }
  }
  return { width, height, close: () => undefined };
}

let rig: GLTF;

beforeAll(async () => {
  vi.stubGlobal("self", globalThis);
  vi.stubGlobal("createImageBitmap", bitmapOf);
  vi.stubGlobal("ProgressEvent", class extends Event {});
  const file = readFileSync(FILE);
  rig = await new GLTFLoader().parseAsync(new Uint8Array(file).buffer, "");
});

afterAll(() => {
  vi.unstubAllGlobals();
});

function meshes(): SkinnedMesh[] {
  const found: SkinnedMesh[] = [];
  rig.scene.traverse((object) => {
    if (object instanceof SkinnedMesh) found.push(object as SkinnedMesh);
  });
  return found;
}

describe("a rig in three.js", () => {
  test("blendshapes go by their ARKit names and move the vertices they should", () => {
    const heads = meshes().filter((mesh) => mesh.morphTargetDictionary?.["jawOpen"] !== undefined);
    expect(heads.length).toBeGreaterThan(0);
    for (const head of heads) {
      const jaw =
        head.geometry.morphAttributes["position"]?.[head.morphTargetDictionary?.["jawOpen"] ?? -1];
      let lowest = 0;
      for (let k = 0; k < (jaw?.count ?? 0); k += 1) lowest = Math.min(lowest, jaw?.getY(k) ?? 0);
      // .35 d downward, in metres, with y up.
      expect(lowest).toBeCloseTo(-0.35 * 0.063, 3);
      expect(head.morphTargetInfluences?.every((weight) => weight === 0)).toBe(true);
    }
  });

  test("head, neck and torso are joints, each the child of the one below", () => {
    const bones = meshes()[0]?.skeleton.bones ?? [];
    expect(bones.map((bone: Bone) => bone.name)).toEqual(["root", "torso", "neck", "head"]);
    expect(bones[3]?.parent?.name).toBe("neck");
  });

  test("every mesh shows a picture of its own size, unlit", () => {
    for (const mesh of meshes() as Mesh[]) {
      const material = mesh.material as unknown as {
        type: string;
        map: { image: { width: number } } | null;
      };
      expect(material.type).toBe("MeshBasicMaterial");
      expect(material.map?.image.width).toBeGreaterThan(1);
    }
  });

  test("a layer that fades in with a channel is invisible at rest", () => {
    const shadow = meshes().find((mesh) => mesh.name.startsWith("lipShadow"));
    expect((shadow?.material as unknown as { opacity: number }).opacity).toBe(0);
  });

  test("it says that it is synthetic, and holds the small JSON", () => {
    const document = (
      rig.scene.userData as { sherin?: { synthetic?: unknown; layers?: unknown[] } }
    ).sherin;
    expect(document?.synthetic).toBe(true);
    expect(document?.layers).toHaveLength(4);
    expect((rig.asset.extras as { synthetic?: unknown }).synthetic).toBe(true);
  });
});
