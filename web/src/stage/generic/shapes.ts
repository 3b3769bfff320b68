/** Which blendshapes of a model which channels drive, and how strongly. */
import type { Mesh, Object3D } from "three";
import type { ChannelVector } from "../../motion";
import { Explainer } from "./explaining";
import { arkitChannel, plainName, plainTerms, type Terms, visemeTerms } from "./names";
import type { Bind, Expression, Vrm } from "./vrm";

/** A mesh with blendshapes. */
export type Shaped = Mesh & { morphTargetInfluences: number[] };
/** From glTF's numbers to what the loader made of them. */
export interface Places {
  /** Meshes that show `meshes[number]`. */
  readonly ofMesh: (number: number) => readonly Shaped[];
  /** Meshes at `nodes[number]`. */
  readonly ofNode: (number: number) => readonly Shaped[];
}

interface Target {
  readonly influences: number[];
  readonly morph: number;
  readonly weight: number;
}

/** As many channels by name make VRM's few expressions needless. */
const ENOUGH = 20;

/** One thing that channels give a strength: a weighted sum of them, or a share of what the face looks like. */
class Strength {
  readonly targets: Target[] = [];
  value = 0;

  constructor(
    private readonly terms: Terms,
    /** Place among the explained expressions, or -1. */
    readonly explained: number,
    readonly expression: Expression | null,
  ) {}

  sum(vector: ChannelVector): number {
    let total = 0;
    for (let k = 0; k < this.terms.length; k += 1) {
      total += this.terms[k]![1] * vector[this.terms[k]![0]]!;
    }
    return total;
  }
}

/** Drives all blendshapes of a model. */
export class Shapes {
  /** Channels that have a blendshape of their own. */
  readonly channels: ReadonlySet<number>;
  /** How many different shapes or expressions are driven. */
  readonly count: number;
  private readonly strengths: Strength[] = [];
  private readonly explainer: Explainer;

  constructor(meshes: readonly Shaped[], vrm: Vrm | null, places: Places) {
    const channels = new Set<number>();
    this.addNamed(meshes, channels);
    const likely: Terms[] = [];
    if (vrm !== null) this.addExpressions(vrm, places, channels, likely);
    this.addPlain(meshes, channels, likely);
    this.explainer = new Explainer(likely);
    this.channels = channels;
    this.count = this.strengths.length;
  }

  /** Set all influences from a vector whose gaze is in `eyeLook*` already. */
  apply(vector: ChannelVector): void {
    this.explainer.explain(vector);
    for (const strength of this.strengths) {
      const { explained, expression } = strength;
      const own = explained < 0 ? strength.sum(vector) : this.explainer.weights[explained]!;
      const value = Math.min(Math.max(own, 0), 1);
      strength.value = expression?.isBinary === true ? Math.round(value) : value;
    }
    this.holdBack();
    for (const { targets } of this.strengths) {
      for (const { influences, morph } of targets) influences[morph] = 0;
    }
    for (const { targets, value } of this.strengths) {
      if (value === 0) continue;
      for (const { influences, morph, weight } of targets) influences[morph]! += value * weight;
    }
  }

  /** What VRM 1.0 calls override: an expression that says all of the mouth or the lids itself. */
  private holdBack(): void {
    let mouth = 1;
    let blink = 1;
    for (const { expression, value } of this.strengths) {
      if (expression === null || value === 0) continue;
      mouth *= left(expression.overrideMouth, value);
      blink *= left(expression.overrideBlink, value);
    }
    if (mouth === 1 && blink === 1) return;
    for (const strength of this.strengths) {
      const { expression } = strength;
      if (expression === null) continue;
      if (expression.drive.by === "likeness" && expression.drive.isMouth) strength.value *= mouth;
      if (expression.name.startsWith("blink")) strength.value *= blink;
    }
  }

  /** ARKit's shapes by their names. */
  private addNamed(meshes: readonly Shaped[], channels: Set<number>): void {
    const strengths = new Map<number, Strength>();
    for (const mesh of meshes) {
      const done = new Set<string>();
      for (const [name, morph] of Object.entries(mesh.morphTargetDictionary ?? {})) {
        const plain = plainName(name);
        const channel = arkitChannel(plain);
        if (channel === null || done.has(plain)) continue;
        done.add(plain);
        channels.add(channel);
        const strength = strengths.get(channel) ?? new Strength([[channel, 1]], -1, null);
        strengths.set(channel, strength);
        strength.targets.push({ influences: mesh.morphTargetInfluences, morph, weight: 1 });
      }
    }
    this.strengths.push(...strengths.values());
  }

  /** Shapes for both sides at once and visemes, where ARKit's are missing. */
  private addPlain(meshes: readonly Shaped[], channels: Set<number>, likely: Terms[]): void {
    const own = new Set(channels);
    const hasMouth = own.size >= ENOUGH || likely.length > 0;
    const strengths = new Map<string, Strength>();
    for (const mesh of meshes) {
      for (const [name, morph] of Object.entries(mesh.morphTargetDictionary ?? {})) {
        const plain = plainName(name);
        if (arkitChannel(plain) !== null) continue;
        const viseme = hasMouth ? null : visemeTerms(plain);
        const terms = viseme ?? plainTerms(plain);
        if (terms === null || terms.some(([channel]) => own.has(channel))) continue;
        let strength = strengths.get(plain);
        if (strength === undefined) {
          strength = new Strength(terms, viseme === null ? -1 : likely.push(viseme) - 1, null);
          strengths.set(plain, strength);
          if (viseme === null) for (const [channel] of terms) channels.add(channel);
        }
        strength.targets.push({ influences: mesh.morphTargetInfluences, morph, weight: 1 });
      }
    }
    this.strengths.push(...strengths.values());
  }

  private addExpressions(vrm: Vrm, places: Places, channels: Set<number>, likely: Terms[]): void {
    const single = vrm.expressions.filter(isSingle);
    for (const { drive } of single) for (const [channel] of drive.terms) channels.add(channel);
    const isEnough = channels.size >= ENOUGH;
    for (const expression of vrm.expressions) {
      const { drive } = expression;
      const isPreset = !isSingle(expression);
      // A model with both would show each blink twice.
      if (isPreset && isEnough) continue;
      const targets = expression.binds.flatMap((bind) => targetsOf(bind, places));
      if (targets.length === 0) continue;
      const explained = drive.by === "likeness" ? likely.push(drive.terms) - 1 : -1;
      const strength = new Strength(drive.terms, explained, expression);
      strength.targets.push(...targets);
      this.strengths.push(strength);
      if (drive.by === "channels") for (const [channel] of drive.terms) channels.add(channel);
    }
  }
}

/** An expression that is one ARKit shape. */
function isSingle({ drive, name }: Expression): boolean {
  return drive.by === "channels" && arkitChannel(plainName(name)) !== null;
}

function targetsOf(bind: Bind, places: Places): Target[] {
  const meshes = bind.kind === "mesh" ? places.ofMesh(bind.at) : places.ofNode(bind.at);
  return meshes
    .filter((mesh) => bind.morph >= 0 && bind.morph < mesh.morphTargetInfluences.length)
    .map((mesh) => ({
      influences: mesh.morphTargetInfluences,
      morph: bind.morph,
      weight: bind.weight,
    }));
}

function left(override: Expression["overrideMouth"], value: number): number {
  if (override === "none") return 1;
  return override === "block" ? 0 : 1 - value;
}

/** Meshes with blendshapes at and below an object. */
export function shapedMeshes(root: Object3D): Shaped[] {
  const found: Shaped[] = [];
  root.traverse((object) => {
    if ("morphTargetInfluences" in object && Array.isArray(object.morphTargetInfluences)) {
      found.push(object as Shaped);
    }
  });
  return found;
}
