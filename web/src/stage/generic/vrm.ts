/** What a VRM file says beyond glTF: expressions, bones by their meaning, how the eyes look. 0.x and 1.0. */
import { channelIndex, visemePose } from "../../motion";
import { isTree, type Tree } from "../glb";
import { arkitChannel, plainName, type Terms } from "./names";

/** One blendshape that an expression moves: of a mesh (0.x) or of the meshes at a node (1.0). */
export interface Bind {
  readonly kind: "mesh" | "node";
  readonly at: number;
  readonly morph: number;
  /** Strength of the blendshape at the expression's weight 1. */
  readonly weight: number;
}

/** How far an expression keeps others back: `block` at once, `blend` by its own weight. */
export type Override = "none" | "block" | "blend";

/** What drives an expression. */
export type Drive =
  | { readonly by: "channels"; readonly terms: Terms }
  /** One of several that together are to come nearest to the face. */
  | { readonly by: "likeness"; readonly terms: Terms; readonly isMouth: boolean };

export interface Expression {
  readonly name: string;
  readonly drive: Drive;
  readonly binds: readonly Bind[];
  readonly isBinary: boolean;
  readonly overrideMouth: Override;
  readonly overrideBlink: Override;
}

/** From an angle of the gaze to that of an eye bone, in degrees. */
export interface LookRange {
  readonly inputDeg: number;
  readonly outputDeg: number;
}

export interface Vrm {
  readonly version: 0 | 1;
  readonly expressions: readonly Expression[];
  /** Human bone name of VRM 1.0, such as `head`, to the node. */
  readonly bones: ReadonlyMap<string, number>;
  /** null where the eyes look by expressions. */
  readonly look: {
    readonly inner: LookRange;
    readonly outer: LookRange;
    readonly up: LookRange;
    readonly down: LookRange;
  } | null;
}

/** VRM 0.x's preset names in those of 1.0. */
const NEW_NAMES: Readonly<Record<string, string>> = {
  a: "aa",
  i: "ih",
  u: "ou",
  e: "ee",
  o: "oh",
  joy: "happy",
  sorrow: "sad",
  fun: "relaxed",
  blink_l: "blinkLeft",
  blink_r: "blinkRight",
  lookup: "lookUp",
  lookdown: "lookDown",
  lookleft: "lookLeft",
  lookright: "lookRight",
};

function terms(amounts: Readonly<Record<string, number>>): Terms {
  return Object.entries(amounts).map(([name, amount]) => [channelIndex(name), amount] as const);
}

function both(name: string, amount: number): Readonly<Record<string, number>> {
  return { [`${name}Left`]: amount, [`${name}Right`]: amount };
}

const VOWELS: Readonly<Record<string, string>> = {
  aa: "aa",
  ih: "ih",
  ou: "ou",
  ee: "E",
  oh: "oh",
};
/** What the feelings' presets look like on most models; by eye, on their descriptions in the specification. */
const FEELINGS: Readonly<Record<string, Terms>> = {
  happy: terms({
    ...both("mouthSmile", 0.8),
    ...both("cheekSquint", 0.5),
    ...both("eyeSquint", 0.2),
  }),
  angry: terms({
    ...both("browDown", 0.85),
    ...both("noseSneer", 0.35),
    ...both("mouthFrown", 0.25),
    ...both("mouthPress", 0.3),
    ...both("eyeSquint", 0.3),
  }),
  sad: terms({ browInnerUp: 0.8, ...both("mouthFrown", 0.6), mouthShrugLower: 0.25 }),
  relaxed: terms({ ...both("mouthSmile", 0.3), ...both("eyeSquint", 0.35), browInnerUp: 0.1 }),
  surprised: terms({
    browInnerUp: 0.8,
    ...both("browOuterUp", 0.8),
    ...both("eyeWide", 0.7),
    jawOpen: 0.2,
  }),
};
const DIRECT: Readonly<Record<string, Terms>> = {
  blink: terms(both("eyeBlink", 0.5)),
  blinkLeft: terms({ eyeBlinkLeft: 1 }),
  blinkRight: terms({ eyeBlinkRight: 1 }),
  lookUp: terms(both("eyeLookUp", 0.5)),
  lookDown: terms(both("eyeLookDown", 0.5)),
  lookLeft: terms({ eyeLookOutLeft: 0.5, eyeLookInRight: 0.5 }),
  lookRight: terms({ eyeLookInLeft: 0.5, eyeLookOutRight: 0.5 }),
};
const LOOKS = ["lookUp", "lookDown", "lookLeft", "lookRight"];
/** An eye of a drawn face turns little before its iris leaves the opening: the specification's example. */
const USUAL: LookRange = { inputDeg: 90, outputDeg: 10 };

/** The VRM part of a glTF tree; null where there is none. What it says wrongly is left out, never fatal. */
export function readVrm(tree: Tree): Vrm | null {
  const extensions = tree["extensions"];
  if (!isTree(extensions)) return null;
  if (isTree(extensions["VRMC_vrm"])) return newVrm(extensions["VRMC_vrm"]);
  if (isTree(extensions["VRM"])) return oldVrm(extensions["VRM"]);
  return null;
}

function newVrm(vrm: Tree): Vrm {
  const expressions: Expression[] = [];
  const all = child(vrm, "expressions");
  for (const kind of ["preset", "custom"]) {
    for (const [name, entry] of Object.entries(child(all, kind))) {
      if (!isTree(entry)) continue;
      const binds = rows(entry, "morphTargetBinds").flatMap((bind) =>
        bindOf("node", bind["node"], bind["index"], bind["weight"], 1),
      );
      const overrideMouth = override(entry["overrideMouth"]);
      const overrideBlink = override(entry["overrideBlink"]);
      addExpression(expressions, name, binds, {
        isBinary: entry["isBinary"] === true,
        overrideMouth,
        overrideBlink,
      });
    }
  }
  const bones = new Map<string, number>();
  for (const [name, bone] of Object.entries(child(child(vrm, "humanoid"), "humanBones"))) {
    if (isTree(bone) && typeof bone["node"] === "number") bones.set(name, bone["node"]);
  }
  const look = child(vrm, "lookAt");
  const range = (key: string): LookRange =>
    rangeOf(child(look, key), "inputMaxValue", "outputScale");
  return {
    version: 1,
    expressions: lookingOnce(expressions, look["type"] === "expression"),
    bones,
    look:
      look["type"] === "expression"
        ? null
        : {
            inner: range("rangeMapHorizontalInner"),
            outer: range("rangeMapHorizontalOuter"),
            up: range("rangeMapVerticalUp"),
            down: range("rangeMapVerticalDown"),
          },
  };
}

function oldVrm(vrm: Tree): Vrm {
  const expressions: Expression[] = [];
  for (const group of rows(child(vrm, "blendShapeMaster"), "blendShapeGroups")) {
    const preset = text(group["presetName"]).toLowerCase();
    const given = text(group["name"]);
    const name = preset === "" || preset === "unknown" ? given : (NEW_NAMES[preset] ?? preset);
    const binds = rows(group, "binds").flatMap((bind) =>
      bindOf("mesh", bind["mesh"], bind["index"], bind["weight"], 0.01),
    );
    addExpression(expressions, name, binds, {
      isBinary: group["isBinary"] === true,
      overrideMouth: "none",
      overrideBlink: "none",
    });
  }
  const bones = new Map<string, number>();
  for (const bone of rows(child(vrm, "humanoid"), "humanBones")) {
    if (typeof bone["bone"] === "string" && typeof bone["node"] === "number") {
      bones.set(bone["bone"], bone["node"]);
    }
  }
  const look = child(vrm, "firstPerson");
  const byShapes = look["lookAtTypeName"] === "BlendShape";
  const range = (key: string): LookRange => rangeOf(child(look, key), "xRange", "yRange");
  return {
    version: 0,
    expressions: lookingOnce(expressions, byShapes),
    bones,
    look: byShapes
      ? null
      : {
          inner: range("lookAtHorizontalInner"),
          outer: range("lookAtHorizontalOuter"),
          up: range("lookAtVerticalUp"),
          down: range("lookAtVerticalDown"),
        },
  };
}

/** Add an expression if it moves something and we know what it means. */
function addExpression(
  found: Expression[],
  name: string,
  binds: readonly Bind[],
  rest: Pick<Expression, "isBinary" | "overrideMouth" | "overrideBlink">,
): void {
  const drive = driveOf(name);
  if (binds.length > 0 && drive !== null) found.push({ name, drive, binds, ...rest });
}

function driveOf(name: string): Drive | null {
  const vowel = VOWELS[name];
  if (vowel !== undefined) {
    return { by: "likeness", terms: [...visemePose(vowel)], isMouth: true };
  }
  const feeling = FEELINGS[name];
  if (feeling !== undefined) return { by: "likeness", terms: feeling, isMouth: false };
  const direct = DIRECT[name];
  if (direct !== undefined) return { by: "channels", terms: direct };
  // "Perfect sync" models carry ARKit's shapes as expressions of their own.
  const channel = arkitChannel(plainName(name));
  return channel === null ? null : { by: "channels", terms: [[channel, 1]] };
}

/** Without `blink` where each eye has its own, without looks where bones do that. */
function lookingOnce(all: readonly Expression[], byShapes: boolean): readonly Expression[] {
  const names = new Set(all.map(({ name }) => name));
  const eachEye = names.has("blinkLeft") && names.has("blinkRight");
  return all.filter(
    ({ name }) => !(eachEye && name === "blink") && (byShapes || !LOOKS.includes(name)),
  );
}

function bindOf(
  kind: Bind["kind"],
  at: unknown,
  morph: unknown,
  weight: unknown,
  unit: number,
): readonly Bind[] {
  if (typeof at !== "number" || typeof morph !== "number") return [];
  const full = typeof weight === "number" && Number.isFinite(weight) ? weight * unit : 1;
  return [{ kind, at, morph, weight: full }];
}

function override(value: unknown): Override {
  return value === "block" || value === "blend" ? value : "none";
}

function rangeOf(entry: Tree, input: string, output: string): LookRange {
  const [from, to] = [entry[input], entry[output]];
  const isSane = typeof from === "number" && typeof to === "number" && from > 0 && to >= 0;
  return isSane ? { inputDeg: from, outputDeg: Math.min(to, 45) } : USUAL;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function child(tree: Tree, key: string): Tree {
  const found = tree[key];
  return isTree(found) ? found : {};
}

function rows(tree: Tree, key: string): readonly Tree[] {
  const found = tree[key];
  return Array.isArray(found) ? found.filter(isTree) : [];
}
