/** Head, neck, chest and eyes of a model that has bones for them; arms that hang down. */
import { type Object3D, Quaternion, Vector3 } from "three";
import { channelIndex, type ChannelVector } from "../../motion";
import type { LookRange, Vrm } from "./vrm";

/** Names of bones, plain, the likeliest first; what stands before them (`mixamorig`, `J_Bip_C_`) does not matter. */
const NAMES = {
  head: ["head"],
  neck: ["neck", "neck1"],
  chest: ["chest", "spine2", "upperchest", "spine1", "spine", "torso"],
  leftEye: ["lefteye", "eyeleft", "eyel", "leye"],
  rightEye: ["righteye", "eyeright", "eyer", "reye"],
  leftUpperArm: ["leftarm", "leftupperarm", "lupperarm", "upperarml"],
  leftLowerArm: ["leftforearm", "leftlowerarm", "llowerarm", "lowerarml"],
  rightUpperArm: ["rightarm", "rightupperarm", "rupperarm", "upperarmr"],
  rightLowerArm: ["rightforearm", "rightlowerarm", "rlowerarm", "lowerarmr"],
} as const;
export type BoneName = keyof typeof NAMES;

/** Degrees that an eye turns at `eyeLook*` = 1. */
const LOOK_DEG = 28;
/** Of the head's turn that happens in the neck, as on our own rigs. */
const NECK_SHARE = 0.35;
/** What a full breath tips the chest back; by eye, more than on a photo, whose shoulders rise too. */
const BREATH_DEG = 0.7;
/** Where arms hang, seen from the front: a little outward; by eye. */
const HANGING = 0.28;
const RADIANS = Math.PI / 180;
const X = new Vector3(1, 0, 0);
const Y = new Vector3(0, 1, 0);
const Z = new Vector3(0, 0, 1);

const HEAD = ["headYaw", "headPitch", "headRoll"].map(channelIndex);
const TURN = channelIndex("torsoTurn");
const LEAN = channelIndex("torsoLean");
const SWAY = channelIndex("torsoSway");
const BREATH = channelIndex("breath");
const EYES = (["Left", "Right"] as const).map((side) => ({
  bone: side === "Left" ? ("leftEye" as const) : ("rightEye" as const),
  outward: side === "Left" ? 1 : -1,
  out: channelIndex(`eyeLookOut${side}`),
  in: channelIndex(`eyeLookIn${side}`),
  up: channelIndex(`eyeLookUp${side}`),
  down: channelIndex(`eyeLookDown${side}`),
}));

/** A bone at rest, and the frame in which it is turned. */
interface Joint {
  readonly bone: Object3D;
  readonly rest: Quaternion;
  /** World orientation of its parent at rest. */
  readonly parent: Quaternion;
  readonly parentInverse: Quaternion;
}

/** Finds bones by what VRM says they are, else by their names. */
export function findBones(
  root: Object3D,
  vrm: Vrm | null,
  nodeOf: (number: number) => Object3D | undefined,
): ReadonlyMap<BoneName, Object3D> {
  const found = new Map<BoneName, Object3D>();
  const byName = new Map<string, Object3D>();
  root.traverse((object) => {
    if ("geometry" in object) return; // a mesh called `Head` is no bone
    const plain = object.name.toLowerCase().replace(/^.*(mixamorig\d*|bip_?[clr]_|_c_)/, "");
    const key = plain.replace(/[_\s:.-]/g, "");
    if (!byName.has(key)) byName.set(key, object);
  });
  for (const [bone, names] of Object.entries(NAMES) as [BoneName, readonly string[]][]) {
    const node = vrm?.bones.get(bone);
    const object =
      (node === undefined ? undefined : nodeOf(node)) ??
      names.map((name) => byName.get(name)).find((candidate) => candidate !== undefined);
    if (object !== undefined) found.set(bone, object);
  }
  return found;
}

/** Let arms that are stretched out (the T and A poses of models at rest) hang beside the body. */
export function lowerArms(bones: ReadonlyMap<BoneName, Object3D>): void {
  for (const side of ["left", "right"] as const) {
    const upper = bones.get(`${side}UpperArm`);
    const lower = bones.get(`${side}LowerArm`);
    if (upper?.parent == null || lower === undefined) continue;
    const along = lower.getWorldPosition(new Vector3()).sub(upper.getWorldPosition(new Vector3()));
    if (along.lengthSq() === 0 || along.y < -0.9 * along.length()) continue;
    const down = new Vector3(Math.sign(along.x) * HANGING, -1, 0).normalize();
    const turn = new Quaternion().setFromUnitVectors(along.normalize(), down);
    const parent = upper.parent.getWorldQuaternion(new Quaternion());
    upper.quaternion.premultiply(parent).premultiply(turn).premultiply(parent.invert());
    upper.updateWorldMatrix(true, true);
  }
}

/** Turns the bones of a model; nothing is allocated per frame. */
export class Bones {
  private readonly joints = new Map<BoneName, Joint>();
  private readonly turn = new Quaternion();
  private readonly part = new Quaternion();

  /**
   * @param bones As they stand at rest, with their world matrices up to date.
   * @param look How far eye bones turn; null where none do.
   */
  constructor(
    bones: ReadonlyMap<BoneName, Object3D>,
    private readonly look: Vrm["look"] | "straight",
    hasEyeShapes: boolean,
  ) {
    for (const [name, bone] of bones) {
      const isEye = name === "leftEye" || name === "rightEye";
      if (isEye && (hasEyeShapes || look === null)) continue;
      const parent = bone.parent?.getWorldQuaternion(new Quaternion()) ?? new Quaternion();
      this.joints.set(name, {
        bone,
        rest: bone.quaternion.clone(),
        parent,
        parentInverse: parent.clone().invert(),
      });
    }
  }

  /** True where a head can turn. */
  get hasHead(): boolean {
    return this.joints.has("head");
  }

  /** True where eyes turn as bones. */
  get hasEyes(): boolean {
    return this.joints.has("leftEye") || this.joints.has("rightEye");
  }

  /** Turn all bones for a vector whose gaze is in `eyeLook*` already. */
  apply(vector: ChannelVector): void {
    const [yaw, pitch, roll] = [vector[HEAD[0]!]!, vector[HEAD[1]!]!, vector[HEAD[2]!]!];
    const share = this.joints.has("neck") ? NECK_SHARE : 0;
    const lean = BREATH_DEG * vector[BREATH]! - vector[LEAN]!;
    this.set("chest", vector[TURN]!, lean, vector[SWAY]!);
    this.set("neck", yaw * share, pitch * share, roll * share);
    this.set("head", yaw * (1 - share), pitch * (1 - share), roll * (1 - share));
    for (const eye of EYES) {
      const aside = LOOK_DEG * (vector[eye.out]! - vector[eye.in]!);
      const above = LOOK_DEG * (vector[eye.up]! - vector[eye.down]!);
      this.set(
        eye.bone,
        eye.outward * this.looked(aside, "outer", "inner"),
        this.looked(above, "up", "down"),
        0,
      );
    }
  }

  /** An angle as the model's eyes may turn. */
  private looked(deg: number, over: "outer" | "up", under: "inner" | "down"): number {
    if (this.look === "straight" || this.look === null) return deg;
    const range: LookRange = this.look[deg > 0 ? over : under];
    const share = Math.min(Math.abs(deg) / range.inputDeg, 1);
    return Math.sign(deg) * share * range.outputDeg;
  }

  /** Yaw to the person's left, pitch up, roll to the left shoulder; degrees, from rest. */
  private set(name: BoneName, yawDeg: number, pitchDeg: number, rollDeg: number): void {
    const joint = this.joints.get(name);
    if (joint === undefined) return;
    const { turn, part } = this;
    turn.setFromAxisAngle(Z, -rollDeg * RADIANS);
    turn.multiply(part.setFromAxisAngle(Y, yawDeg * RADIANS));
    turn.multiply(part.setFromAxisAngle(X, -pitchDeg * RADIANS));
    joint.bone.quaternion
      .copy(joint.parentInverse)
      .multiply(turn)
      .multiply(joint.parent)
      .multiply(joint.rest);
  }
}
