// Generated from src/sherin/body/channels.toml by tools/generate_channels.py; do not edit.
/* eslint-disable */
// prettier-ignore-start

export const VERSION = 1;

/** name, domain, rank, unit, minimum, maximum, neutral */
export type ChannelRow = readonly [string, string, number, string, number, number, number];
export const CHANNELS: readonly ChannelRow[] = [
  ["eyeBlinkLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeLookDownLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeLookInLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeLookOutLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeLookUpLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeSquintLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeWideLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeBlinkRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeLookDownRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeLookInRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeLookOutRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeLookUpRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeSquintRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["eyeWideRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["jawForward", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["jawLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["jawRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["jawOpen", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthClose", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthFunnel", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthPucker", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthSmileLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthSmileRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthFrownLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthFrownRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthDimpleLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthDimpleRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthStretchLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthStretchRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthRollLower", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthRollUpper", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthShrugLower", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthShrugUpper", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthPressLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthPressRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthLowerDownLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthLowerDownRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthUpperUpLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["mouthUpperUpRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["browDownLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["browDownRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["browInnerUp", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["browOuterUpLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["browOuterUpRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["cheekPuff", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["cheekSquintLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["cheekSquintRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["noseSneerLeft", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["noseSneerRight", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["tongueOut", "face", 10, "weight", 0.0, 1.0, 0.0],
  ["gazeYaw", "face", 10, "deg", -40.0, 40.0, 0.0],
  ["gazePitch", "face", 10, "deg", -40.0, 40.0, 0.0],
  ["headYaw", "body", 7, "deg", -45.0, 45.0, 0.0],
  ["headPitch", "body", 7, "deg", -45.0, 45.0, 0.0],
  ["headRoll", "body", 7, "deg", -45.0, 45.0, 0.0],
  ["headX", "body", 7, "head", -0.5, 0.5, 0.0],
  ["headY", "body", 7, "head", -0.5, 0.5, 0.0],
  ["headZ", "body", 7, "head", -0.5, 0.5, 0.0],
  ["torsoLean", "body", 7, "deg", -20.0, 20.0, 0.0],
  ["torsoTurn", "body", 7, "deg", -20.0, 20.0, 0.0],
  ["torsoSway", "body", 7, "deg", -20.0, 20.0, 0.0],
  ["shoulderRaiseLeft", "body", 7, "weight", -0.5, 1.0, 0.0],
  ["shoulderRaiseRight", "body", 7, "weight", -0.5, 1.0, 0.0],
  ["breath", "body", 7, "weight", -1.0, 1.0, 0.0],
  ["handLeftX", "hand", 9, "shoulder", -1.5, 1.5, 0.0],
  ["handLeftY", "hand", 9, "shoulder", -1.5, 1.5, 0.0],
  ["handLeftZ", "hand", 9, "shoulder", -1.5, 1.5, 0.0],
  ["handLeftYaw", "hand", 9, "deg", -90.0, 90.0, 0.0],
  ["handLeftPitch", "hand", 9, "deg", -90.0, 90.0, 0.0],
  ["handLeftRoll", "hand", 9, "deg", -90.0, 90.0, 0.0],
  ["handLeftThumbFlexion", "hand", 9, "deg", -45.0, 90.0, 0.0],
  ["handLeftIndexFlexion", "hand", 9, "deg", -45.0, 90.0, 0.0],
  ["handLeftMiddleFlexion", "hand", 9, "deg", -45.0, 90.0, 0.0],
  ["handLeftRingFlexion", "hand", 9, "deg", -45.0, 90.0, 0.0],
  ["handLeftPinkyFlexion", "hand", 9, "deg", -45.0, 90.0, 0.0],
  ["handLeftThumbCurl", "hand", 9, "deg", -20.0, 110.0, 0.0],
  ["handLeftIndexCurl", "hand", 9, "deg", -20.0, 110.0, 0.0],
  ["handLeftMiddleCurl", "hand", 9, "deg", -20.0, 110.0, 0.0],
  ["handLeftRingCurl", "hand", 9, "deg", -20.0, 110.0, 0.0],
  ["handLeftPinkyCurl", "hand", 9, "deg", -20.0, 110.0, 0.0],
  ["handLeftThumbSpread", "hand", 9, "deg", -25.0, 25.0, 0.0],
  ["handLeftIndexSpread", "hand", 9, "deg", -25.0, 25.0, 0.0],
  ["handLeftMiddleSpread", "hand", 9, "deg", -25.0, 25.0, 0.0],
  ["handLeftRingSpread", "hand", 9, "deg", -25.0, 25.0, 0.0],
  ["handLeftPinkySpread", "hand", 9, "deg", -25.0, 25.0, 0.0],
  ["handLeftVisibility", "hand", 9, "weight", 0.0, 1.0, 0.0],
  ["handRightX", "hand", 9, "shoulder", -1.5, 1.5, 0.0],
  ["handRightY", "hand", 9, "shoulder", -1.5, 1.5, 0.0],
  ["handRightZ", "hand", 9, "shoulder", -1.5, 1.5, 0.0],
  ["handRightYaw", "hand", 9, "deg", -90.0, 90.0, 0.0],
  ["handRightPitch", "hand", 9, "deg", -90.0, 90.0, 0.0],
  ["handRightRoll", "hand", 9, "deg", -90.0, 90.0, 0.0],
  ["handRightThumbFlexion", "hand", 9, "deg", -45.0, 90.0, 0.0],
  ["handRightIndexFlexion", "hand", 9, "deg", -45.0, 90.0, 0.0],
  ["handRightMiddleFlexion", "hand", 9, "deg", -45.0, 90.0, 0.0],
  ["handRightRingFlexion", "hand", 9, "deg", -45.0, 90.0, 0.0],
  ["handRightPinkyFlexion", "hand", 9, "deg", -45.0, 90.0, 0.0],
  ["handRightThumbCurl", "hand", 9, "deg", -20.0, 110.0, 0.0],
  ["handRightIndexCurl", "hand", 9, "deg", -20.0, 110.0, 0.0],
  ["handRightMiddleCurl", "hand", 9, "deg", -20.0, 110.0, 0.0],
  ["handRightRingCurl", "hand", 9, "deg", -20.0, 110.0, 0.0],
  ["handRightPinkyCurl", "hand", 9, "deg", -20.0, 110.0, 0.0],
  ["handRightThumbSpread", "hand", 9, "deg", -25.0, 25.0, 0.0],
  ["handRightIndexSpread", "hand", 9, "deg", -25.0, 25.0, 0.0],
  ["handRightMiddleSpread", "hand", 9, "deg", -25.0, 25.0, 0.0],
  ["handRightRingSpread", "hand", 9, "deg", -25.0, 25.0, 0.0],
  ["handRightPinkySpread", "hand", 9, "deg", -25.0, 25.0, 0.0],
  ["handRightVisibility", "hand", 9, "weight", 0.0, 1.0, 0.0],
  ["cameraPush", "camera", 4, "fraction", -0.5, 0.5, 0.0],
  ["cameraPanX", "camera", 4, "deg", -15.0, 15.0, 0.0],
  ["cameraPanY", "camera", 4, "deg", -15.0, 15.0, 0.0],
  ["cameraRoll", "camera", 4, "deg", -15.0, 15.0, 0.0],
  ["cameraJitter", "camera", 4, "px512", 0.0, 12.0, 0.0],
  ["cameraFocalCreep", "camera", 4, "fraction", -0.5, 0.5, 0.0],
  ["lightExposure", "light", 3, "stop", -3.0, 3.0, 0.0],
  ["lightKeyTemperature", "light", 3, "kelvin", 2000.0, 10000.0, 5600.0],
  ["lightContrast", "light", 3, "factor", 0.5, 1.5, 1.0],
  ["lightShadowSoftness", "light", 3, "weight", 0.0, 1.0, 0.5],
  ["wind", "environment", 2, "weight", 0.0, 1.0, 0.0],
  ["particles", "environment", 2, "weight", 0.0, 1.0, 0.0],
  ["parallax", "environment", 2, "fraction", -0.2, 0.2, 0.0],
  ["ambientDelay", "environment", 2, "ms", 0.0, 1000.0, 0.0],
  ["tempoRate", "tempo", 1, "factor", 0.4, 2.5, 1.0],
  ["tempoStillness", "tempo", 1, "weight", 0.0, 1.0, 0.0],
  ["tempoPauseDensity", "tempo", 1, "weight", 0.0, 1.0, 0.0],
  ["voicePitch", "voice", 8, "semitone", -6.0, 6.0, 0.0],
  ["voiceFormant", "voice", 8, "factor", 0.7, 1.4, 1.0],
  ["voiceRate", "voice", 8, "factor", 0.7, 1.4, 1.0],
  ["voiceVibratoDepth", "voice", 8, "semitone", 0.0, 2.0, 0.0],
  ["voiceVibratoRate", "voice", 8, "hz", 3.0, 9.0, 5.5],
  ["voiceBreathiness", "voice", 8, "weight", 0.0, 1.0, 0.0],
  ["voiceTension", "voice", 8, "weight", 0.0, 1.0, 0.0],
  ["voiceLevel", "voice", 8, "db", -20.0, 10.0, 0.0],
];

/** name, rank, layer, prefixes */
export type DomainRow = readonly [string, number, string, readonly string[]];
export const DOMAINS: readonly DomainRow[] = [
  ["base", 0, "base", ["CID"]],
  ["tempo", 1, "tempo", ["TR"]],
  ["environment", 2, "environment", ["ER"]],
  ["light", 3, "light", ["LD"]],
  ["camera", 4, "camera", ["CS"]],
  ["expression", 5, "expression", ["E"]],
  ["temporal", 6, "temporal", ["TC"]],
  ["body", 7, "body", ["BK"]],
  ["voice", 8, "voice", ["VC"]],
  ["hand", 9, "hands", ["HF", "HK"]],
  ["face", 10, "face", ["VF", "FMM"]],
];

/** name, [channel index, weight][] */
export type VisemeRow = readonly [string, readonly (readonly [number, number])[]];
export const VISEMES: readonly VisemeRow[] = [
  ["sil", []],
  ["PP", [[18, 0.06], [35, 0.55], [36, 0.55], [31, 0.3], [32, 0.25], [17, 0.03]]],
  ["FF", [[17, 0.06], [31, 0.7], [39, 0.3], [40, 0.3], [33, 0.2], [29, 0.08], [30, 0.08]]],
  ["TH", [[17, 0.18], [51, 0.38], [37, 0.15], [38, 0.15], [39, 0.08], [40, 0.08]]],
  ["DD", [[17, 0.16], [39, 0.14], [40, 0.14], [37, 0.24], [38, 0.24], [51, 0.1]]],
  ["kk", [[17, 0.26], [37, 0.1], [38, 0.1], [29, 0.16], [30, 0.16], [34, 0.06]]],
  ["CH", [[17, 0.1], [19, 0.62], [20, 0.22], [39, 0.16], [40, 0.16], [37, 0.16], [38, 0.16]]],
  ["SS", [[17, 0.05], [29, 0.36], [30, 0.36], [23, 0.14], [24, 0.14], [37, 0.26], [38, 0.26], [39, 0.12], [40, 0.12]]],
  ["nn", [[17, 0.09], [37, 0.08], [38, 0.08], [27, 0.18], [28, 0.18], [51, 0.04]]],
  ["RR", [[17, 0.14], [20, 0.46], [19, 0.1], [33, 0.18], [32, 0.08]]],
  ["aa", [[17, 0.58], [37, 0.22], [38, 0.22], [39, 0.16], [40, 0.16]]],
  ["E", [[17, 0.34], [29, 0.3], [30, 0.3], [23, 0.12], [24, 0.12], [37, 0.18], [38, 0.18], [39, 0.14], [40, 0.14]]],
  ["ih", [[17, 0.2], [29, 0.22], [30, 0.22], [23, 0.3], [24, 0.3], [37, 0.12], [38, 0.12]]],
  ["oh", [[17, 0.4], [19, 0.5], [20, 0.26]]],
  ["ou", [[17, 0.14], [20, 0.9], [19, 0.14]]],
];

/** channel index, value at full strength of v+, v-, a+, a-, d+, d-, v+a+, v-a+, v-a-, v-a+d+ */
export type MoodPoseRow = readonly [number, readonly number[]];
export const MOOD_POSE: readonly MoodPoseRow[] = [
  [0, [0.0, 0.0, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.16, 0.0, 0.0]],
  [5, [0.12, 0.0, 0.0, 0.06, 0.04, 0.0, 0.25, 0.0, 0.08, 0.6, 0.45]],
  [6, [0.0, 0.0, 0.08, 0.0, 0.0, 0.0, 0.02, 0.34, 0.0, -0.3, 0.0]],
  [7, [0.0, 0.0, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.16, 0.0, 0.0]],
  [12, [0.12, 0.0, 0.0, 0.06, 0.04, 0.0, 0.25, 0.0, 0.08, 0.5, 0.0]],
  [13, [0.0, 0.0, 0.08, 0.0, 0.0, 0.0, 0.02, 0.34, 0.0, -0.3, 0.0]],
  [14, [0.0, 0.0, 0.0, 0.0, 0.04, 0.0, 0.0, 0.0, 0.0, 0.3, 0.0]],
  [17, [0.0, 0.0, 0.02, 0.0, 0.0, 0.0, 0.18, 0.12, 0.0, -0.14, 0.0]],
  [21, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.6]],
  [23, [0.42, 0.0, 0.0, 0.0, 0.02, 0.0, 0.44, 0.0, 0.0, 0.0, 0.0]],
  [24, [0.42, 0.0, 0.0, 0.0, 0.02, 0.0, 0.44, 0.0, 0.0, 0.0, 0.0]],
  [25, [0.0, 0.16, 0.0, 0.0, 0.0, 0.04, 0.0, 0.04, 0.42, 0.2, 0.0]],
  [26, [0.0, 0.16, 0.0, 0.0, 0.0, 0.04, 0.0, 0.04, 0.42, 0.2, 0.0]],
  [27, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.55]],
  [29, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.34, 0.0, -0.3, 0.0]],
  [30, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.34, 0.0, -0.3, 0.0]],
  [33, [0.0, 0.04, 0.0, 0.0, 0.04, 0.0, 0.0, 0.0, 0.22, 0.0, 0.0]],
  [35, [0.0, 0.04, 0.0, 0.0, 0.08, 0.0, 0.0, 0.0, 0.0, 0.55, 0.25]],
  [36, [0.0, 0.04, 0.0, 0.0, 0.08, 0.0, 0.0, 0.0, 0.0, 0.55, 0.0]],
  [39, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0]],
  [40, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0]],
  [41, [0.0, 0.05, 0.0, 0.0, 0.06, 0.0, 0.0, 0.05, 0.0, 0.8, 0.5]],
  [42, [0.0, 0.05, 0.0, 0.0, 0.06, 0.0, 0.0, 0.05, 0.0, 0.75, 0.0]],
  [43, [0.04, 0.1, 0.06, 0.02, 0.0, 0.06, 0.02, 0.3, 0.62, -0.4, 0.0]],
  [44, [0.04, 0.0, 0.06, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0, -0.1, 0.0]],
  [45, [0.04, 0.0, 0.06, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0, -0.1, 0.85]],
  [47, [0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.45, 0.0, 0.0, 0.06, 0.0]],
  [48, [0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.45, 0.0, 0.0, 0.06, 0.0]],
  [49, [0.0, 0.02, 0.0, 0.0, 0.0, 0.0, 0.0, 0.03, 0.0, 0.42, 0.0]],
  [50, [0.0, 0.02, 0.0, 0.0, 0.0, 0.0, 0.0, 0.03, 0.0, 0.42, 0.0]],
  [52, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -11.0]],
  [53, [0.0, -1.0, 0.0, -2.0, 0.5, -1.0, 0.0, 0.0, -6.0, 6.0, 0.0]],
  [54, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 9.0]],
  [55, [2.0, -1.0, 0.0, -1.0, 2.0, -2.0, 4.0, 0.0, -8.0, -6.0, 0.0]],
  [56, [2.6, 0.0, 0.0, 2.0, -0.5, 0.0, 0.0, 0.0, 2.0, -2.0, 9.0]],
  [59, [0.0, 0.0, 0.01, -0.01, 0.0, -0.02, 0.02, -0.05, -0.01, 0.14, 0.0]],
  [60, [0.5, 0.0, 0.8, -0.8, 0.5, -2.0, 1.0, -3.0, 3.0, 9.0, 0.0]],
  [63, [0.0, -0.03, 0.04, -0.06, 0.02, 0.0, 0.1, 0.26, -0.2, -0.2, 0.0]],
  [64, [0.0, -0.03, 0.04, -0.06, 0.02, 0.0, 0.1, 0.26, -0.2, -0.2, 0.06]],
];

export const MOUTH: readonly number[] = [14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 46, 51];
export const MOOD_SHARE_WHILE_SPEAKING = 0.3333333333333333;

/** name, blinks per minute, mutual s, away s, head gain, [yaw, pitch] */
export type StateRow = readonly [string, number, number, number, number, readonly [number, number]];
export const STATES: readonly StateRow[] = [
  ["rest", 17.0, 5.0, 1.6, 1.0, [0.0, 0.0]],
  ["talking", 26.0, 3.1, 0.9, 1.6, [0.0, 1.0]],
  ["listening", 19.0, 7.9, 0.9, 0.8, [0.0, 0.0]],
  ["reading", 4.5, 1.0, 3.5, 0.5, [0.0, -9.0]],
  ["thinking", 12.0, 1.6, 2.6, 0.9, [7.0, 7.0]],
  ["typing", 8.0, 1.2, 3.0, 0.5, [-3.0, -11.0]],
];

export const PLAYING_MAX_PLAYING = 256;
export const PLAYING_HISTORY_MS = 2000.0;
export const PLAYING_JITTER = 0.15;
export const PLAYING_CANCEL_MS = 180.0;
export const PLAYING_MOOD_MS = 930.0;
export const PLAYING_RECENTRE_AFTER_MS = 10000.0;
export const PLAYING_RECENTRE_MS = 4000.0;
export const PLAYING_STILLNESS_GAIN = 0.85;
export const PLAYING_LATE_PAUSE_MS = 300.0;
export const PLAYING_HAND_ENTER_MS = 420.0;
export const PLAYING_HAND_EXIT_MS = 360.0;
export const PLAYING_HAND_HOLD_MS = 650.0;
export const PLAYING_HAND_PREPARE_MS = 260.0;
export const PLAYING_SPEECH_RAMP_MS = 120.0;
export const PLAYING_VOR_GAIN = 0.8;
export const IDLE_BLINK_SIGMA = 0.55;
export const IDLE_BLINK_CLOSE_MS = [75.0, 100.0] as const;
export const IDLE_BLINK_OPEN_MS = [120.0, 200.0] as const;
export const IDLE_BLINK_SKEW_MS = 8.0;
export const IDLE_BLINK_GAZE_DEG = 33.0;
export const IDLE_SACCADE_MEAN_DEG = 6.9;
export const IDLE_SACCADE_LIMIT_DEG = 38.0;
export const IDLE_SACCADE_BASE_MS = 25.0;
export const IDLE_SACCADE_MS_PER_DEG = 2.4;
export const IDLE_GAZE_SIGMA = 0.5;
export const IDLE_GAZE_HEAD_SHARE = 0.3;
export const IDLE_GAZE_HEAD_MS = 420.0;
export const IDLE_FIXATION_S = 0.9;
export const IDLE_FIXATION_DEG = 1.1;
export const IDLE_BREATH_PER_MIN = [12.0, 16.0] as const;
export const IDLE_BREATH_DEPTH = 0.45;
export const IDLE_BREATH_INHALE_SKEW = 0.35;
export const IDLE_POSTURE_S = 24.0;
export const IDLE_POSTURE_MS = 1400.0;
export const IDLE_POSTURE_DEG = [1.6, 1.4, 1.0] as const;
export const IDLE_DRIFT_S = [3.1, 1.07] as const;
export const IDLE_DRIFT_DEG = [1.5, 1.0, 0.8] as const;
export const IDLE_DRIFT_GAIN_MS = 800.0;
export const IDLE_TREMOR_MM = 0.7;
export const IDLE_TREMOR_HZ = [8.3, 9.7, 11.2] as const;
export const IDLE_TREMOR_DEG = 0.5;
export const IDLE_SHOULDER_MM = 380.0;
// prettier-ignore-end
