/** Blendshape names as programs spell them, and the channels they mean. */
import { channelIndex, CHANNELS, VISEME_NAMES, visemePose } from "../../motion";

/** Channel index and weight; a shape's strength is their sum. */
export type Terms = readonly (readonly [channel: number, weight: number])[];

/** The 52 ARKit shapes: what the face has, but for gaze, which is an angle. */
const ARKIT: ReadonlyMap<string, number> = new Map(
  CHANNELS.filter(({ domain, unit }) => domain === "face" && unit === "weight").map(({ name }) => [
    name.toLowerCase(),
    channelIndex(name),
  ]),
);

/** Shapes that some avatars have for both sides at once, or under a plain word; used where ARKit's are missing. */
const PLAIN: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    mouthopen: ["jawOpen"],
    mouthsmile: ["mouthSmileLeft", "mouthSmileRight"],
    mouthfrown: ["mouthFrownLeft", "mouthFrownRight"],
    mouthdimple: ["mouthDimpleLeft", "mouthDimpleRight"],
    mouthstretch: ["mouthStretchLeft", "mouthStretchRight"],
    mouthpress: ["mouthPressLeft", "mouthPressRight"],
    mouthlowerdown: ["mouthLowerDownLeft", "mouthLowerDownRight"],
    mouthupperup: ["mouthUpperUpLeft", "mouthUpperUpRight"],
    eyesclosed: ["eyeBlinkLeft", "eyeBlinkRight"],
    eyeblink: ["eyeBlinkLeft", "eyeBlinkRight"],
    blink: ["eyeBlinkLeft", "eyeBlinkRight"],
    eyewide: ["eyeWideLeft", "eyeWideRight"],
    eyesquint: ["eyeSquintLeft", "eyeSquintRight"],
    eyeslookup: ["eyeLookUpLeft", "eyeLookUpRight"],
    eyeslookdown: ["eyeLookDownLeft", "eyeLookDownRight"],
    browdown: ["browDownLeft", "browDownRight"],
    browouterup: ["browOuterUpLeft", "browOuterUpRight"],
    cheeksquint: ["cheekSquintLeft", "cheekSquintRight"],
    nosesneer: ["noseSneerLeft", "noseSneerRight"],
  }),
);

const VISEMES: ReadonlyMap<string, string> = new Map(
  VISEME_NAMES.flatMap((name) => [
    [`viseme${name.toLowerCase()}`, name],
    [`v${name.toLowerCase()}`, name],
  ]),
);

/**
 * A name without what programs add to it: `Face.eyeBlink_L` and `blendShape1.EyeBlinkLeft` are `eyeblinkleft`.
 */
export function plainName(name: string): string {
  const whole = name
    .trim()
    .replace(/[._\s-]l$/i, "Left")
    .replace(/[._\s-]r$/i, "Right");
  const last = whole.split(/[.:|/]/).at(-1) ?? whole;
  return last.toLowerCase().replace(/[_\s-]/g, "");
}

/** The channel of an ARKit shape, by its plain name; null where it is none. */
export function arkitChannel(plain: string): number | null {
  const own = ARKIT.get(plain);
  if (own !== undefined) return own;
  // Some programs split what ARKit has once: `browInnerUp_L`, `cheekPuff_R`.
  const whole = ARKIT.get(plain.replace(/(left|right)$/, ""));
  return whole ?? null;
}

/** What a shape for both sides, or of a plain word, stands for; null where it is none. */
export function plainTerms(plain: string): Terms | null {
  const names = PLAIN.get(plain);
  return names?.map((name) => [channelIndex(name), 1 / names.length] as const) ?? null;
}

/** The mouth of an Oculus viseme shape (`viseme_aa`), by its plain name; null where it is none. */
export function visemeTerms(plain: string): Terms | null {
  const viseme = VISEMES.get(plain);
  if (viseme === undefined || viseme === "sil") return null;
  return [...visemePose(viseme)];
}
