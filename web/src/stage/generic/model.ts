/** Any model with ARKit or VRM names as something that channel vectors move; it needs no canvas. */
import { type Box3, Group, type Material, type Mesh, type Object3D, Texture } from "three";
import { type GLTF } from "three/addons/loaders/GLTFLoader.js";
import { channelIndex, type ChannelVector, N_CHANNELS } from "../../motion";
import { type GlbFile, isTree, rowsOf, type Tree } from "../glb";
import { type BoneName, Bones, findBones, lowerArms } from "./bones";
import { checkModel, modelError } from "./checking";
import { headBox } from "./framing";
import { readChannels } from "./gaze";
import { loadModel, readError } from "./loading";
import { shapedMeshes, Shapes } from "./shapes";
import { readVrm } from "./vrm";

const EYE_SHAPES = ["eyeLookOutLeft", "eyeLookOutRight", "eyeLookInLeft", "eyeLookInRight"];

/** What of an avatar a model can show. */
export interface Abilities {
  /** Blendshapes and expressions that channels drive. */
  readonly nShapes: number;
  readonly turnsHead: boolean;
  readonly turnsEyes: boolean;
}

/** A loaded model. */
export class GenericModel {
  /** Stands as it looks at the viewer, along +z. */
  readonly root = new Group();
  readonly abilities: Abilities;
  /** Where its head is at rest, in world space. */
  readonly head: Box3;
  private readonly shapes: Shapes;
  private readonly bones: Bones;
  private readonly channels = new Float64Array(N_CHANNELS);

  private constructor(scene: Object3D, glb: GlbFile, at: Places) {
    const vrm = readVrm(glb.tree);
    // VRM 0.x looks along -z, everything else along +z.
    if (vrm?.version === 0) scene.rotation.y = Math.PI;
    this.root.add(scene);
    this.root.updateWorldMatrix(false, true);
    const meshes = shapedMeshes(scene);
    this.shapes = new Shapes(meshes, vrm, {
      ofMesh: (number) => at.meshes(number).flatMap(shapedMeshes),
      ofNode: (number) => {
        const node = at.node(number);
        return node === undefined ? [] : shapedMeshes(node);
      },
    });
    const bones: ReadonlyMap<BoneName, Object3D> = findBones(scene, vrm, at.node);
    lowerArms(bones);
    const { channels } = this.shapes;
    const hasEyeShapes = EYE_SHAPES.some((name) => channels.has(channelIndex(name)));
    this.bones = new Bones(bones, vrm === null ? "straight" : vrm.look, hasEyeShapes);
    this.abilities = {
      nShapes: this.shapes.count,
      turnsHead: this.bones.hasHead,
      turnsEyes: hasEyeShapes || this.bones.hasEyes,
    };
    if (this.abilities.nShapes === 0 && !this.abilities.turnsHead) {
      throw modelError(
        "nothing in it can be moved: no ARKit blendshape names, no VRM expressions, no head bone",
        "Export it with shape keys named as ARKit's (jawOpen, eyeBlinkLeft, ...), see docs/generic-avatars.md.",
      );
    }
    this.head = headBox(scene, bones.get("head"), meshes);
  }

  /**
   * Load a model out of a file; nothing but the file is read.
   *
   * @param data The same file's bytes.
   * @throws StageError it is broken, packed, refers to other files, or has nothing to move.
   */
  static async open(glb: GlbFile, data: ArrayBuffer): Promise<GenericModel> {
    checkModel(glb.tree);
    let gltf: GLTF | null = null;
    try {
      gltf = await loadModel(data);
      nameShapes(gltf, glb.tree);
      return new GenericModel(gltf.scene, glb, placesOf(gltf));
    } catch (error) {
      if (gltf !== null) releaseTree(gltf.scene);
      throw readError(error);
    }
  }

  /** Move to one moment. */
  move(vector: ChannelVector): ChannelVector {
    readChannels(vector, this.channels);
    this.shapes.apply(this.channels);
    this.bones.apply(this.channels);
    return this.channels;
  }

  /** Free geometries, materials and textures. */
  release(): void {
    releaseTree(this.root);
    this.root.clear();
  }
}

interface Places {
  readonly node: (number: number) => Object3D | undefined;
  readonly meshes: (number: number) => readonly Object3D[];
}

/** Where the loader put what the file numbers. */
function placesOf(gltf: GLTF): Places {
  const nodes = new Map<number, Object3D>();
  const meshes = new Map<number, Object3D[]>();
  gltf.scene.traverse((object) => {
    const place = gltf.parser.associations.get(object);
    if (place?.nodes !== undefined) nodes.set(place.nodes, object);
    if (place?.meshes !== undefined) {
      meshes.set(place.meshes, [...(meshes.get(place.meshes) ?? []), object]);
    }
    // Bounds of the rest pose hide a head that its bones have turned.
    object.frustumCulled = false;
  });
  return {
    node: (number) => nodes.get(number),
    meshes: (number) => meshes.get(number) ?? [],
  };
}

/** Some programs write the names of blendshapes to each primitive, where three.js does not look. */
function nameShapes(gltf: GLTF, tree: Tree): void {
  for (const mesh of shapedMeshes(gltf.scene)) {
    const place = gltf.parser.associations.get(mesh) as
      { meshes?: number; primitives?: number } | undefined;
    const entry = rowsOf(tree, "meshes")[place?.meshes ?? -1];
    const primitive = entry && rowsOf(entry, "primitives")[place?.primitives ?? 0];
    const extras = primitive?.["extras"];
    const names = isTree(extras) ? extras["targetNames"] : undefined;
    if (!Array.isArray(names) || names.length !== mesh.morphTargetInfluences.length) continue;
    mesh.morphTargetDictionary = Object.fromEntries(names.map((name, k) => [String(name), k]));
  }
}

function releaseTree(root: Object3D): void {
  root.traverse((object) => {
    const { geometry, material } = object as Partial<Mesh>;
    geometry?.dispose();
    for (const one of material === undefined ? [] : [material].flat()) releaseMaterial(one);
    if ("skeleton" in object) (object.skeleton as { dispose(): void }).dispose();
  });
}

function releaseMaterial(material: Material): void {
  for (const value of Object.values(material) as unknown[]) {
    if (!(value instanceof Texture)) continue;
    value.dispose();
    const image: unknown = value.image;
    if (typeof ImageBitmap !== "undefined" && image instanceof ImageBitmap) image.close();
  }
  material.dispose();
}
