/** Where the head of a model is, and where the camera stands to see it. */
import {
  Box3,
  type BufferAttribute,
  type Mesh,
  type Object3D,
  type PerspectiveCamera,
  type SkinnedMesh,
  Vector3,
} from "three";
import { channelIndex, type ChannelVector } from "../../motion";
import { plainName } from "./names";
import type { Shaped } from "./shapes";

/** Height of a square picture in heads: some air above, the shoulders below; by eye on three kinds of models. */
const HEADS = 1.95;
/** Of the picture's height, how much lower than the middle of the head the middle of the picture is. */
const LOWER = 0.06;
/** Least width of a tall picture, in head widths. */
const WIDTHS = 1.6;
/** A long lens, as for a portrait. */
const FOV_DEG = 18;
const RADIANS = Math.PI / 180;
/** A vertex belongs to the head when head bones move it by this share. */
const MOSTLY = 0.5;
/** A jaw's vertices that move this share of the farthest are chin; the box ends this far below, in its heights. */
const CHIN_SHARE = 0.5;
const BELOW_CHIN = 0.04;
/** What moves with the face is about this part of a head, in its height and width. */
const FACE_OF_HEAD = 0.72;
/** Rows looked at in one mesh: enough for its extent. */
const SAMPLES = 6000;

const PUSH = channelIndex("cameraPush");
const PAN_X = channelIndex("cameraPanX");
const PAN_Y = channelIndex("cameraPanY");
const ROLL = channelIndex("cameraRoll");
const CREEP = channelIndex("cameraFocalCreep");
/** Share of a pan that is shown, as on our own rigs. */
const PAN_SHARE = 0.2;

/** The box of the head in world space; world matrices must be up to date. */
export function headBox(
  root: Object3D,
  head: Object3D | undefined,
  faces: readonly Shaped[],
): Box3 {
  const box = new Box3();
  if (head !== undefined) {
    const below = new Set<Object3D>();
    head.traverse((object) => below.add(object));
    root.traverse((object) => {
      if (isSkinned(object)) addSkinned(box, object, below);
      else if (isMesh(object) && hasAncestor(object, below)) box.expandByObject(object, true);
    });
  }
  if (!box.isEmpty()) {
    // The skin of a neck often hangs on the head's bone; a chin tells where the head ends.
    const chin = chinHeight(faces);
    const lowest = chin - BELOW_CHIN * (box.max.y - chin);
    if (chin < box.max.y && lowest > box.min.y) box.min.y = lowest;
  } else {
    for (const mesh of faces) addMoved(box, mesh);
    // A face is not a head: hair above, a chin's room below.
    if (!box.isEmpty()) grow(box, 1 / FACE_OF_HEAD);
  }
  return box.isEmpty() ? box.setFromObject(root, true) : box;
}

/** Stands a camera before a head and moves it by the camera channels. */
export class HeadCamera {
  private readonly middle = new Vector3();
  private readonly size = new Vector3();
  private distance = 1;

  constructor(
    private readonly camera: PerspectiveCamera,
    head: Box3,
  ) {
    head.getCenter(this.middle);
    head.getSize(this.size);
    camera.fov = FOV_DEG;
    this.frame(1);
  }

  /** Show the head in a picture of this width / height. */
  frame(aspect: number): void {
    const { camera, size } = this;
    const height = Math.max(HEADS * size.y, (WIDTHS * size.x) / aspect, 1e-3);
    this.distance = (0.5 * height) / Math.tan(0.5 * FOV_DEG * RADIANS) + 0.5 * size.z;
    camera.aspect = aspect;
    camera.near = 0.05 * this.distance;
    camera.far = 20 * this.distance;
  }

  /** Look at the head as the camera channels ask. */
  apply(vector: ChannelVector): void {
    const { camera, middle, size } = this;
    const distance = this.distance * (1 - vector[PUSH]!);
    const aside = PAN_SHARE * this.distance;
    const x = middle.x + Math.tan(vector[PAN_X]! * RADIANS) * aside;
    const y = middle.y - LOWER * HEADS * size.y + Math.tan(vector[PAN_Y]! * RADIANS) * aside;
    camera.position.set(x, y, middle.z + distance);
    camera.rotation.set(0, 0, -vector[ROLL]! * RADIANS);
    camera.zoom = 1 + vector[CREEP]!;
    camera.updateProjectionMatrix();
  }
}

function isMesh(object: Object3D): object is Mesh {
  return (object as Partial<Mesh>).isMesh === true;
}

function isSkinned(object: Object3D): object is SkinnedMesh {
  return (object as Partial<SkinnedMesh>).isSkinnedMesh === true;
}

function hasAncestor(object: Object3D, among: ReadonlySet<Object3D>): boolean {
  for (let at: Object3D | null = object; at !== null; at = at.parent)
    if (among.has(at)) return true;
  return false;
}

function addSkinned(box: Box3, mesh: SkinnedMesh, head: ReadonlySet<Object3D>): void {
  const isHead = mesh.skeleton.bones.map((bone) => head.has(bone));
  const joints = mesh.geometry.getAttribute("skinIndex") as BufferAttribute;
  const weights = mesh.geometry.getAttribute("skinWeight") as BufferAttribute;
  const point = new Vector3();
  const step = Math.max(1, Math.floor(joints.count / SAMPLES));
  for (let v = 0; v < joints.count; v += step) {
    let share = 0;
    for (let k = 0; k < 4; k += 1) {
      if (isHead[joints.getComponent(v, k)] === true) share += weights.getComponent(v, k);
    }
    if (share < MOSTLY) continue;
    mesh.getVertexPosition(v, point);
    box.expandByPoint(point.applyMatrix4(mesh.matrixWorld));
  }
}

/** Vertices that any blendshape moves. */
function addMoved(box: Box3, mesh: Shaped): void {
  const morphs = mesh.geometry.morphAttributes.position ?? [];
  const point = new Vector3();
  for (let v = 0; v < mesh.geometry.getAttribute("position").count; v += 1) {
    const moves = morphs.some(
      (morph) => Math.abs(morph.getX(v)) + Math.abs(morph.getY(v)) + Math.abs(morph.getZ(v)) > 1e-6,
    );
    if (!moves) continue;
    mesh.getVertexPosition(v, point);
    box.expandByPoint(point.applyMatrix4(mesh.matrixWorld));
  }
}

/** World y of the lowest vertex that an opening jaw moves well; Infinity where no shape says so. */
function chinHeight(faces: readonly Shaped[]): number {
  const point = new Vector3();
  let chin = Infinity;
  for (const mesh of faces) {
    const names = Object.entries(mesh.morphTargetDictionary ?? {});
    const jaw = names.find(([name]) => plainName(name) === "jawopen")?.[1];
    const morph = jaw === undefined ? undefined : mesh.geometry.morphAttributes.position?.[jaw];
    if (morph === undefined) continue;
    let farthest = 0;
    for (let v = 0; v < morph.count; v += 1) farthest = Math.max(farthest, -morph.getY(v));
    for (let v = 0; v < morph.count; v += 1) {
      if (farthest === 0 || -morph.getY(v) < CHIN_SHARE * farthest) continue;
      mesh.getVertexPosition(v, point);
      chin = Math.min(chin, point.applyMatrix4(mesh.matrixWorld).y);
    }
  }
  return chin;
}

function grow(box: Box3, factor: number): void {
  const size = box.getSize(new Vector3()).multiplyScalar(0.5 * (factor - 1));
  box.expandByVector(size);
}
