/**
 * The packet of one reaction: which capsules play, how strongly, from when, in which mood.
 *
 * Both wire forms share one grid: weights and mood in hundredths, times in whole milliseconds. A
 * value off the grid is refused, never rounded in secret; `quantiseWeight` and `quantiseMood` round.
 */
import { isContentId } from "./contentId";
import { fieldError, PacketError, shorten } from "./failures";

/** Part of the avatar a video cue belongs to; the order is the binary code, append only. */
export const LAYERS = [
  "hands",
  "face",
  "body",
  "camera",
  "light",
  "tempo",
  "environment",
  "temporal",
  "expression",
  "base",
] as const;
export type Layer = (typeof LAYERS)[number];

/** What the person is doing; the order is the binary code minus one, append only. */
export const CONTEXTS = [
  "typing",
  "reading",
  "thinking",
  "listening",
  "pointing",
  "holding-phone",
] as const;
export type Context = (typeof CONTEXTS)[number];

export const PACKET_VERSION = 1;
export const MAX_VIDEO_CUES = 16;
export const MAX_VOICE_CUES = 4;
export const MAX_ID_CHARS = 40;
export const MAX_WEIGHT = 2;
export const MAX_TRIMMED = 255;
export const MAX_UINT32 = 2 ** 32 - 1;
export const MAX_T_MS = 2 ** 48 - 1;

/** Reserved id prefix: `UNK_<index>` stands for a library index the reader does not know. */
export const UNKNOWN_PREFIX = "UNK_";

/** One capsule of the moving picture in a packet. */
export interface VideoCue {
  /** Capsule id, at most 40 characters. */
  readonly cid: string;
  /** 0..2, in hundredths. */
  readonly weight: number;
  /** Which part of the avatar it moves. */
  readonly layer: Layer;
  /** Start after the packet's `tMs`, int16; negative starts earlier. */
  readonly atMs: number;
}

/** One voice capsule in a packet. */
export interface VoiceCue {
  /** Capsule id, at most 40 characters. */
  readonly cid: string;
  /** 0..2, in hundredths. */
  readonly weight: number;
  /** Start after the packet's `tMs`, int16; negative starts earlier. */
  readonly atMs: number;
}

/** The slow affect behind a reaction; each axis -1..1, in hundredths. */
export interface Mood {
  readonly valence: number;
  readonly arousal: number;
  readonly dominance: number;
}

/** What is good to know about a packet and changes no motion. */
export interface Meta {
  /** Id of the expression the cues came from. */
  readonly expression: string | null;
  /** How many cues were left out to keep the JSON short, 0..255. */
  readonly trimmed: number;
}

/** The cues and the slow state of one reaction. */
export interface Packet {
  readonly v: typeof PACKET_VERSION;
  /** Counts packets per companion, uint32. */
  readonly seq: number;
  /** When the reaction begins, in ms since the session's start, 0..2^48-1. */
  readonly tMs: number;
  /** First phoneme after `tMs`, int16; 130 where there is no speech. */
  readonly onsetMs: number;
  /** Seed of every jitter in this packet, uint32. */
  readonly seed: number;
  /** At most 16 cues; their order decides each cue's own seed. */
  readonly videoBlend: readonly VideoCue[];
  /** At most 4 cues, counted after the video cues. */
  readonly voiceBlend: readonly VoiceCue[];
  /** The slow affect at `tMs`. */
  readonly mood: Mood;
  /** What the person is doing, where known. */
  readonly context: Context | null;
  /** Content id of what is said. */
  readonly utterance: string | null;
  /** Notes that change no motion. */
  readonly meta: Meta;
}

export const NO_META: Meta = Object.freeze({ expression: null, trimmed: 0 });

const ID = /^[A-Z]{1,5}_[A-Z0-9_]+$/;

/** Whether a value is a capsule id: `^[A-Z]{1,5}_[A-Z0-9_]+$`, at most 40 characters. */
export function isCapsuleId(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_ID_CHARS && ID.test(value);
}

/** The reserved id of a library index the reader does not know: `UNK_<index>`. */
export function unknownId(index: number): string {
  return `${UNKNOWN_PREFIX}${index}`;
}

/** The weight a packet can carry that is nearest to `weight`: hundredths, clamped to 0..2. */
export function quantiseWeight(weight: number): number {
  return quantise(weight, 0, MAX_WEIGHT, "weight");
}

/** The mood value a packet can carry that is nearest to `value`: hundredths, clamped to -1..1. */
export function quantiseMood(value: number): number {
  return quantise(value, -1, 1, "mood");
}

/** Throws a `PacketError` unless every field of the packet is one that both forms can carry. */
export function checkPacket(packet: Packet): void {
  checkVersion(packet.v, "packet");
  checkInt("seq", packet.seq, 0, MAX_UINT32);
  checkInt("t_ms", packet.tMs, 0, MAX_T_MS);
  checkInt("onset_ms", packet.onsetMs, -32768, 32767);
  checkInt("seed", packet.seed, 0, MAX_UINT32);
  checkCount("video_blend", packet.videoBlend.length, MAX_VIDEO_CUES);
  checkCount("voice_blend", packet.voiceBlend.length, MAX_VOICE_CUES);
  for (const cue of packet.videoBlend) checkVideoCue(cue);
  for (const cue of packet.voiceBlend) checkVoiceCue(cue);
  checkMood(packet.mood);
  if (packet.context !== null) checkOneOf("context", packet.context, CONTEXTS);
  if (packet.utterance !== null && !isContentId(packet.utterance)) {
    throw fieldError(
      "utterance",
      packet.utterance,
      "a content id (26 characters of lower-case Crockford base32)",
      "Take it from the server.",
    );
  }
  checkMeta(packet.meta);
}

/** Throws unless the version is the one that is readable here. */
export function checkVersion(version: unknown, where: string): void {
  if (version === PACKET_VERSION) return;
  const found = version === undefined ? "missing" : shorten(version);
  throw new PacketError(
    "version",
    `${where}, field \`v\`: ${found}, expected ${PACKET_VERSION}. ` +
      "Update the older side, or pick another WebSocket subprotocol.",
  );
}

/** Throws unless the number of cues is one that a packet holds. */
export function checkCount(name: string, count: number, limit: number): void {
  if (count <= limit) return;
  throw new PacketError(
    "size",
    `field \`${name}\`: ${count} cues, expected at most ${limit}. ` +
      "Keep the strongest ones, or send two packets.",
  );
}

export function checkVideoCue(cue: VideoCue): void {
  checkVoiceCue(cue);
  checkOneOf("layer", cue.layer, LAYERS);
}

export function checkVoiceCue(cue: VoiceCue): void {
  checkId("cid", cue.cid);
  checkOnGrid("weight", cue.weight, 0, MAX_WEIGHT, "quantiseWeight()");
  checkInt("at_ms", cue.atMs, -32768, 32767);
}

export function checkMood(mood: Mood): void {
  checkOnGrid("valence", mood.valence, -1, 1, "quantiseMood()");
  checkOnGrid("arousal", mood.arousal, -1, 1, "quantiseMood()");
  checkOnGrid("dominance", mood.dominance, -1, 1, "quantiseMood()");
}

export function checkMeta(meta: Meta): void {
  if (meta.expression !== null) checkId("expression", meta.expression);
  checkInt("trimmed", meta.trimmed, 0, MAX_TRIMMED);
}

/** Throws unless the value is a whole number `low..high`. */
export function checkInt(name: string, value: unknown, low: number, high: number): void {
  if (Number.isInteger(value) && (value as number) >= low && (value as number) <= high) return;
  throw fieldError(name, value, `a whole number ${low}..${high}`, "Round or clamp it first.");
}

/** Throws unless the value is in the list. */
export function checkOneOf(name: string, value: unknown, known: readonly string[]): void {
  if (typeof value === "string" && known.includes(value)) return;
  throw fieldError(name, value, `one of ${known.join(", ")}`, "Pick the nearest.");
}

function checkId(name: string, value: unknown): void {
  if (isCapsuleId(value)) return;
  const expected = `an id like VF_083 (${ID.source}, at most ${MAX_ID_CHARS} characters)`;
  throw fieldError(name, value, expected, "Take it from the library.");
}

function checkOnGrid(name: string, value: unknown, low: number, high: number, by: string): void {
  if (
    typeof value === "number" &&
    value >= low &&
    value <= high &&
    Math.round(value * 100) / 100 === value
  ) {
    return;
  }
  throw fieldError(
    name,
    value,
    `${low}..${high} in whole hundredths`,
    `Round it with ${by} first.`,
  );
}

function quantise(value: number, low: number, high: number, what: string): number {
  if (Number.isNaN(value)) {
    throw new PacketError(
      "field",
      `${what}: NaN has no nearest packet value, expected ${low}..${high}. ` +
        "Find the division or logarithm that made it.",
    );
  }
  // Half a hundredth rounds up, as in Python.
  return Math.floor(Math.min(Math.max(value, low), high) * 100 + 0.5) / 100;
}
