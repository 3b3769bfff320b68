/**
 * Packets as JSON: readable, forward compatible, always under 500 bytes when written here.
 *
 * Fields this version does not know are skipped. What is written is the same text, to the byte, that
 * the Python encoder writes.
 */
import { fieldError, PacketError, shorten } from "./failures";
import {
  checkCount,
  checkMeta,
  checkMood,
  checkPacket,
  checkVersion,
  checkVideoCue,
  checkVoiceCue,
  MAX_TRIMMED,
  MAX_VIDEO_CUES,
  MAX_VOICE_CUES,
  NO_META,
  PACKET_VERSION,
  type Context,
  type Layer,
  type Meta,
  type Mood,
  type Packet,
  type VideoCue,
  type VoiceCue,
} from "./packet";

/** Longest JSON text that is read at all; eight times what is ever written. */
export const MAX_JSON_BYTES = 4096;
/** JSON written here is always shorter than this. */
export const JSON_LIMIT_BYTES = 500;
export const MAX_JSON_CUES_PER_LAYER = 3;
export const MAX_JSON_VOICE_CUES = 1;

/** A JSON object whose fields nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The packet as JSON, shorter than 500 bytes; the weakest cues go first where it must shrink. */
export function encodeJson(packet: Packet): string {
  checkPacket(packet);
  return writePacket(fitJson(packet));
}

/** The packet in a JSON text; only a `PacketError` is ever thrown. */
export function decodeJson(data: string | Uint8Array): Packet {
  return readPacket(parseObject(data, MAX_JSON_BYTES, "packet JSON"), "packet JSON");
}

/**
 * The packet, or the most of it that JSON may carry: what is dropped is counted.
 *
 * At most one voice cue, at most three video cues of one layer, and fewer than 500 bytes. The weakest
 * cue goes first; of equally weak ones the later start, then video before voice, then the later
 * position. Returns `packet` itself when it fits.
 */
export function fitJson(packet: Packet): Packet {
  const ranked = rank(packet);
  const nOf = new Map<string, number>();
  for (const { shelf } of ranked) nOf.set(shelf, (nOf.get(shelf) ?? 0) + 1);
  const kept = ranked.filter(({ shelf }) => {
    const count = nOf.get(shelf) ?? 0;
    const room = shelf === VOICE_SHELF ? MAX_JSON_VOICE_CUES : MAX_JSON_CUES_PER_LAYER;
    if (count <= room) return true;
    nOf.set(shelf, count - 1);
    return false;
  });
  // Even without cues a packet is about 330 bytes, so this ends.
  for (;;) {
    const nDropped = ranked.length - kept.length;
    const fitted = nDropped === 0 ? packet : withCues(packet, kept, nDropped);
    if (writePacket(fitted).length < JSON_LIMIT_BYTES) return fitted;
    kept.shift();
  }
}

const VOICE_SHELF = "voice";

interface Ranked {
  readonly cue: VideoCue | VoiceCue;
  readonly shelf: string;
  readonly isVoice: boolean;
  readonly index: number;
}

// Weakest first; sorting once is enough, because no rule changes a cue's rank.
function rank(packet: Packet): Ranked[] {
  const ranked: Ranked[] = [
    ...packet.videoBlend.map((cue, index) => ({ cue, shelf: cue.layer, isVoice: false, index })),
    ...packet.voiceBlend.map((cue, index) => ({ cue, shelf: VOICE_SHELF, isVoice: true, index })),
  ];
  return ranked.sort(
    (a, b) =>
      a.cue.weight - b.cue.weight ||
      b.cue.atMs - a.cue.atMs ||
      Number(a.isVoice) - Number(b.isVoice) ||
      b.index - a.index,
  );
}

function withCues(packet: Packet, kept: readonly Ranked[], nDropped: number): Packet {
  const video = new Set(kept.filter(({ isVoice }) => !isVoice).map(({ index }) => index));
  const voice = new Set(kept.filter(({ isVoice }) => isVoice).map(({ index }) => index));
  return {
    ...packet,
    videoBlend: packet.videoBlend.filter((_, index) => video.has(index)),
    voiceBlend: packet.voiceBlend.filter((_, index) => voice.has(index)),
    meta: {
      expression: packet.meta.expression,
      trimmed: Math.min(packet.meta.trimmed + nDropped, MAX_TRIMMED),
    },
  };
}

// Every text in a valid packet is plain ASCII without quotes, so nothing needs escaping.
function writePacket(packet: Packet): string {
  const video = packet.videoBlend.map(
    ({ cid, weight, layer, atMs }) =>
      `{"cid":"${cid}","weight":${hundredths(weight)},"layer":"${layer}","at_ms":${whole(atMs)}}`,
  );
  const voice = packet.voiceBlend.map(
    ({ cid, weight, atMs }) =>
      `{"cid":"${cid}","weight":${hundredths(weight)},"at_ms":${whole(atMs)}}`,
  );
  const { context, utterance, meta } = packet;
  const options = [
    context === null ? "" : `,"context":"${context}"`,
    utterance === null ? "" : `,"utterance":"${utterance}"`,
    writeMeta(meta),
  ];
  return (
    `{"v":${PACKET_VERSION},"seq":${whole(packet.seq)},"t_ms":${whole(packet.tMs)},` +
    `"onset_ms":${whole(packet.onsetMs)},"seed":${whole(packet.seed)},` +
    `"video_blend":[${video.join(",")}],"voice_blend":[${voice.join(",")}],` +
    `"mood":${writeMood(packet.mood)}${options.join("")}}`
  );
}

/** A mood as it is written inside packets and messages. */
export function writeMood({ valence, arousal, dominance }: Mood): string {
  return (
    `{"valence":${hundredths(valence)},"arousal":${hundredths(arousal)},` +
    `"dominance":${hundredths(dominance)}}`
  );
}

function writeMeta({ expression, trimmed }: Meta): string {
  const fields: string[] = [];
  if (expression !== null) fields.push(`"expression":"${expression}"`);
  if (trimmed !== 0) fields.push(`"trimmed":${whole(trimmed)}`);
  return fields.length === 0 ? "" : `,"meta":{${fields.join(",")}}`;
}

// 1 is written 1.0, as Python does; -0 has no text of its own.
function hundredths(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

function whole(value: number): string {
  return `${value}`;
}

/** The object in a JSON text of at most `limit` bytes. */
export function parseObject(data: string | Uint8Array, limit: number, what: string): Fields {
  checkLength(data.length, limit, what);
  const text = typeof data === "string" ? data : decodeUtf8(data, what);
  if (typeof data === "string") checkUtf8(data, limit, what);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw syntaxError(what, shorten(text));
  }
  if (!isObject(value)) throw syntaxError(what, shorten(value));
  return value;
}

/** The packet in a parsed JSON object; unknown fields are skipped. */
export function readPacket(fields: Fields, where: string): Packet {
  // The version comes first: another version may mean something else by any other field.
  checkVersion(fields["v"], where);
  return located(where, () => {
    const packet: Packet = {
      v: PACKET_VERSION,
      seq: fields["seq"] as number,
      tMs: fields["t_ms"] as number,
      onsetMs: fields["onset_ms"] as number,
      seed: fields["seed"] as number,
      videoBlend: readBlend(fields, "video_blend", MAX_VIDEO_CUES, readVideoCue),
      voiceBlend: readBlend(fields, "voice_blend", MAX_VOICE_CUES, readVoiceCue),
      mood: readMood(fields["mood"], "mood"),
      context: (fields["context"] ?? null) as Context | null,
      utterance: (fields["utterance"] ?? null) as string | null,
      meta: readMeta(fields["meta"]),
    };
    checkPacket(packet);
    return packet;
  });
}

/** A mood inside a packet or message. */
export function readMood(value: unknown, name: string): Mood {
  const fields = asObject(value, name);
  const mood = {
    valence: fields["valence"] as number,
    arousal: fields["arousal"] as number,
    dominance: fields["dominance"] as number,
  };
  checkMood(mood);
  // + 0 turns -0 into 0, the one spelling of zero.
  return {
    valence: mood.valence + 0,
    arousal: mood.arousal + 0,
    dominance: mood.dominance + 0,
  };
}

/** Runs a check and says in its error where in the document it was. */
export function located<T>(where: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof PacketError)) throw error;
    throw new PacketError(error.kind, `${where}: ${error.message}`);
  }
}

function readBlend<T>(
  fields: Fields,
  name: string,
  limit: number,
  readCue: (fields: Fields) => T,
): T[] {
  const list = fields[name];
  if (!Array.isArray(list)) throw fieldError(name, list, "a list of cues", "Send [] for none.");
  // Counted before a single cue is built.
  checkCount(name, list.length, limit);
  return list.map((value: unknown, index) => {
    const at = `${name}[${index}]`;
    return located(at, () => readCue(asObject(value, at)));
  });
}

function readVideoCue(fields: Fields): VideoCue {
  const cue = {
    cid: fields["cid"] as string,
    weight: fields["weight"] as number,
    layer: fields["layer"] as Layer,
    atMs: fields["at_ms"] as number,
  };
  checkVideoCue(cue);
  return { ...cue, weight: cue.weight + 0 };
}

function readVoiceCue(fields: Fields): VoiceCue {
  const cue = {
    cid: fields["cid"] as string,
    weight: fields["weight"] as number,
    atMs: fields["at_ms"] as number,
  };
  checkVoiceCue(cue);
  return { ...cue, weight: cue.weight + 0 };
}

function readMeta(value: unknown): Meta {
  if (value === undefined) return NO_META;
  const fields = asObject(value, "meta");
  const trimmed = fields["trimmed"];
  const meta: Meta = {
    expression: (fields["expression"] ?? null) as string | null,
    trimmed: (trimmed === undefined ? 0 : trimmed) as number,
  };
  checkMeta(meta);
  return meta;
}

function asObject(value: unknown, name: string): Fields {
  if (isObject(value)) return value;
  throw fieldError(name, value, "an object", "Compare it with docs/wire.md.");
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkLength(length: number, limit: number, what: string): void {
  if (length <= limit) return;
  throw new PacketError(
    "size",
    `${what}: ${length} characters or bytes, expected at most ${limit}. ` +
      "Send one packet per message.",
  );
}

function checkUtf8(text: string, limit: number, what: string): void {
  if (/\p{Surrogate}/u.test(text)) throw syntaxError(what, "half a surrogate pair");
  checkLength(new TextEncoder().encode(text).length, limit, what);
}

function decodeUtf8(data: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw syntaxError(what, "bytes that are not UTF-8");
  }
}

function syntaxError(what: string, found: string): PacketError {
  return new PacketError(
    "syntax",
    `${what}: ${found}, expected one JSON object. ` +
      "Check what wrote it, and that the message arrived whole.",
  );
}
