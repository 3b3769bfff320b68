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
  ["CH", [[17, 0.11], [19, 0.56], [20, 0.26], [39, 0.1], [40, 0.1], [37, 0.04], [38, 0.04]]],
  ["SS", [[17, 0.05], [29, 0.46], [30, 0.46], [37, 0.22], [38, 0.22], [39, 0.12], [40, 0.12]]],
  ["nn", [[17, 0.09], [37, 0.08], [38, 0.08], [27, 0.18], [28, 0.18], [51, 0.04]]],
  ["RR", [[17, 0.14], [20, 0.46], [19, 0.1], [33, 0.18], [32, 0.08]]],
  ["aa", [[17, 0.6], [19, 0.1], [37, 0.1], [38, 0.1], [39, 0.22], [40, 0.22]]],
  ["E", [[17, 0.34], [29, 0.36], [30, 0.36], [37, 0.14], [38, 0.14], [39, 0.18], [40, 0.18]]],
  ["ih", [[17, 0.2], [29, 0.34], [30, 0.34], [27, 0.1], [28, 0.1], [37, 0.12], [38, 0.12], [39, 0.06], [40, 0.06]]],
  ["oh", [[17, 0.4], [19, 0.5], [20, 0.26]]],
  ["ou", [[17, 0.14], [20, 0.9], [19, 0.14]]],
];

/** name, [valence, arousal, dominance], [channel index, offset at full strength][] */
export type MoodAnchorRow = readonly [
  string,
  readonly [number, number, number],
  readonly (readonly [number, number])[],
];
export const MOOD_ANCHORS: readonly MoodAnchorRow[] = [
  ["joy", [0.8, 0.5, 0.4], [[5, 0.32], [12, 0.32], [17, 0.1], [23, 0.86], [24, 0.86], [39, 0.26], [40, 0.26], [44, 0.14], [45, 0.14], [47, 0.7], [48, 0.7], [55, 4.0], [56, 2.0], [60, 1.5], [63, 0.08], [64, 0.08]]],
  ["affection", [0.8, 0.05, 0.1], [[5, 0.2], [12, 0.2], [23, 0.62], [24, 0.62], [43, 0.16], [47, 0.46], [48, 0.46], [55, 1.0], [56, 5.0], [60, 1.0]]],
  ["serenity", [0.55, -0.6, 0.2], [[0, 0.16], [5, 0.1], [7, 0.16], [12, 0.1], [23, 0.42], [24, 0.42], [47, 0.22], [48, 0.22], [53, -2.0], [56, 3.0], [63, -0.08], [64, -0.08]]],
  ["pride", [0.6, 0.3, 0.8], [[0, 0.1], [7, 0.1], [23, 0.46], [24, 0.46], [27, 0.18], [28, 0.18], [35, 0.2], [36, 0.2], [47, 0.26], [48, 0.26], [55, 8.0], [60, -1.0], [63, 0.1], [64, 0.1]]],
  ["resolve", [0.1, 0.35, 0.85], [[5, 0.26], [12, 0.26], [14, 0.16], [33, 0.12], [35, 0.42], [36, 0.42], [41, 0.34], [42, 0.34], [55, 2.0], [59, 0.05], [60, 3.0]]],
  ["interest", [0.35, 0.6, 0.0], [[6, 0.26], [13, 0.26], [17, 0.06], [23, 0.22], [24, 0.22], [43, 0.34], [44, 0.52], [45, 0.32], [56, 6.0], [59, 0.05], [60, 3.0]]],
  ["surprise", [0.05, 0.85, -0.15], [[6, 0.66], [13, 0.66], [17, 0.3], [19, 0.08], [43, 0.8], [44, 0.8], [45, 0.8], [55, 3.0], [59, -0.03], [60, -1.5], [63, 0.1], [64, 0.1]]],
  ["fear", [-0.7, 0.7, -0.6], [[6, 0.74], [13, 0.74], [17, 0.15], [25, 0.1], [26, 0.1], [29, 0.58], [30, 0.58], [37, 0.18], [38, 0.18], [41, 0.3], [42, 0.3], [43, 0.85], [44, 0.3], [45, 0.3], [55, -2.0], [59, -0.06], [60, -3.0], [63, 0.26], [64, 0.26]]],
  ["anger", [-0.65, 0.7, 0.45], [[5, 0.44], [6, 0.18], [12, 0.44], [13, 0.18], [14, 0.3], [25, 0.36], [26, 0.36], [31, 0.14], [33, 0.2], [35, 0.6], [36, 0.6], [41, 0.92], [42, 0.92], [49, 0.4], [50, 0.4], [55, -5.0], [59, 0.1], [60, 7.0], [63, -0.1], [64, -0.1]]],
  ["disgust", [-0.7, 0.3, 0.15], [[5, 0.46], [12, 0.46], [25, 0.52], [26, 0.52], [33, 0.34], [39, 0.36], [40, 0.36], [41, 0.52], [42, 0.52], [47, 0.26], [48, 0.26], [49, 0.86], [50, 0.86], [54, 4.0], [55, 2.0], [59, -0.04], [60, -2.0]]],
  ["contempt", [-0.55, 0.05, 0.65], [[0, 0.18], [7, 0.18], [21, 0.1], [23, 0.3], [27, 0.8], [35, 0.46], [36, 0.14], [42, 0.24], [44, 0.3], [54, -4.0], [55, 7.0], [56, -3.0]]],
  ["sadness", [-0.8, -0.25, -0.55], [[0, 0.2], [5, 0.2], [7, 0.2], [12, 0.2], [25, 0.86], [26, 0.86], [33, 0.54], [35, 0.1], [36, 0.1], [41, 0.2], [42, 0.2], [43, 0.95], [53, -6.0], [55, -8.0], [56, 3.5], [60, 2.5], [63, -0.12], [64, -0.12]]],
  ["weariness", [-0.35, -0.75, -0.15], [[0, 0.36], [7, 0.36], [25, 0.24], [26, 0.24], [27, 0.16], [28, 0.16], [33, 0.18], [43, 0.1], [53, -6.0], [55, -3.0], [56, 6.0], [60, 2.0], [63, -0.1], [64, -0.1]]],
  ["doubt", [-0.25, 0.1, -0.45], [[5, 0.42], [21, 0.46], [25, 0.12], [26, 0.12], [27, 0.42], [33, 0.28], [35, 0.28], [36, 0.28], [41, 0.5], [43, 0.1], [45, 0.85], [52, -9.0], [54, 7.0], [56, 8.0]]],
  ["shyness", [0.3, 0.05, -0.7], [[0, 0.12], [7, 0.12], [23, 0.24], [24, 0.24], [31, 0.2], [35, 0.26], [36, 0.26], [43, 0.3], [52, 7.0], [53, -7.0], [54, -4.0], [55, -5.0], [56, 4.0], [63, 0.12], [64, 0.12]]],
];

/** channel index, share of a mood that it keeps while speaking */
export const MOUTH: readonly (readonly [number, number])[] = [[14, 0.3333333333333333], [15, 0.3333333333333333], [16, 0.3333333333333333], [17, 0.3333333333333333], [18, 0.3333333333333333], [19, 0.3333333333333333], [20, 0.3333333333333333], [21, 0.3333333333333333], [22, 0.3333333333333333], [23, 0.75], [24, 0.75], [25, 0.75], [26, 0.75], [27, 0.75], [28, 0.75], [29, 0.3333333333333333], [30, 0.3333333333333333], [31, 0.3333333333333333], [32, 0.3333333333333333], [33, 0.3333333333333333], [34, 0.3333333333333333], [35, 0.3333333333333333], [36, 0.3333333333333333], [37, 0.3333333333333333], [38, 0.3333333333333333], [39, 0.3333333333333333], [40, 0.3333333333333333], [46, 0.3333333333333333], [51, 0.3333333333333333]];

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
export const IDLE_DRIFT_AROUSAL = 0.6;
export const IDLE_TREMOR_MM = 0.7;
export const IDLE_TREMOR_HZ = [8.3, 9.7, 11.2] as const;
export const IDLE_TREMOR_DEG = 0.5;
export const IDLE_SHOULDER_MM = 380.0;
// prettier-ignore-end
