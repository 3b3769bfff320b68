/**
 * Packets as packed bytes: little endian, no padding, laid out as in docs/wire.md.
 *
 * A cue names its capsule by the 16-bit index in the library whose hash the hello gave. Every length
 * follows from the first bytes and is checked before anything is made of it.
 */
import { CONTENT_ID_BYTES, formatContentId, parseContentId } from "./contentId";
import { fieldError, PacketError } from "./failures";
import { located } from "./json";
import {
  checkCount,
  checkPacket,
  CONTEXTS,
  LAYERS,
  MAX_ID_CHARS,
  MAX_VIDEO_CUES,
  MAX_VOICE_CUES,
  PACKET_VERSION,
  unknownId,
  type Context,
  type Layer,
  type Packet,
  type VideoCue,
  type VoiceCue,
} from "./packet";

/** High half of the first byte; the low half is the version. No JSON text begins with it. */
export const MAGIC = 0xa0;
/** Stands for a capsule the sender's library does not hold. */
export const UNKNOWN_INDEX = 0xffff;
export const HEAD_BYTES = 24;
export const VIDEO_CUE_BYTES = 6;
export const VOICE_CUE_BYTES = 5;
/** Longest packet there is: 16 + 4 cues, an utterance and an expression spelled out, 197 bytes. */
export const MAX_BINARY_BYTES =
  HEAD_BYTES +
  VIDEO_CUE_BYTES * MAX_VIDEO_CUES +
  VOICE_CUE_BYTES * MAX_VOICE_CUES +
  CONTENT_ID_BYTES +
  1 +
  MAX_ID_CHARS;

const FIRST = MAGIC | PACKET_VERSION;
const HAS_UTTERANCE = 1;
const HAS_EXPRESSION_INDEX = 2;
const HAS_EXPRESSION_TEXT = 4;
const VIDEO_BITS = 5;

/**
 * The packet as bytes, for a reader that has the same library.
 *
 * A cue whose id is not in `indexOf` is written as 0xFFFF; an expression that is not is spelled out.
 */
export function encodeBinary(packet: Packet, indexOf: ReadonlyMap<string, number>): Uint8Array {
  checkPacket(packet);
  const { videoBlend, voiceBlend, mood, utterance, meta } = packet;
  const expressionIndex = meta.expression === null ? undefined : indexOf.get(meta.expression);
  const spelledOut = expressionIndex === undefined ? meta.expression : null;
  const flags =
    (utterance === null ? 0 : HAS_UTTERANCE) |
    (expressionIndex === undefined ? 0 : HAS_EXPRESSION_INDEX) |
    (spelledOut === null ? 0 : HAS_EXPRESSION_TEXT);
  const nBytes =
    bytesBeforeExpression(videoBlend.length, voiceBlend.length, flags) +
    (expressionIndex === undefined ? 0 : 2) +
    (spelledOut === null ? 0 : 1 + spelledOut.length);
  const bytes = new Uint8Array(nBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FIRST);
  view.setUint8(1, flags);
  view.setUint8(2, videoBlend.length | (voiceBlend.length << VIDEO_BITS));
  view.setUint8(3, packet.context === null ? 0 : CONTEXTS.indexOf(packet.context) + 1);
  view.setUint32(4, packet.seq, true);
  view.setUint32(8, packet.seed, true);
  view.setUint32(12, packet.tMs % 2 ** 32, true);
  view.setUint16(16, Math.floor(packet.tMs / 2 ** 32), true);
  view.setInt16(18, packet.onsetMs, true);
  view.setInt8(20, Math.round(mood.valence * 100));
  view.setInt8(21, Math.round(mood.arousal * 100));
  view.setInt8(22, Math.round(mood.dominance * 100));
  view.setUint8(23, meta.trimmed);
  let at = HEAD_BYTES;
  for (const { cid, weight, layer, atMs } of videoBlend) {
    view.setUint16(at, checkedIndex(cid, indexOf.get(cid) ?? UNKNOWN_INDEX), true);
    view.setUint8(at + 2, Math.round(weight * 100));
    view.setUint8(at + 3, LAYERS.indexOf(layer));
    view.setInt16(at + 4, atMs, true);
    at += VIDEO_CUE_BYTES;
  }
  for (const { cid, weight, atMs } of voiceBlend) {
    view.setUint16(at, checkedIndex(cid, indexOf.get(cid) ?? UNKNOWN_INDEX), true);
    view.setUint8(at + 2, Math.round(weight * 100));
    view.setInt16(at + 3, atMs, true);
    at += VOICE_CUE_BYTES;
  }
  if (utterance !== null) {
    bytes.set(parseContentId(utterance), at);
    at += CONTENT_ID_BYTES;
  }
  if (expressionIndex !== undefined) {
    view.setUint16(at, checkedIndex(meta.expression ?? "", expressionIndex), true);
  } else if (spelledOut !== null) {
    view.setUint8(at, spelledOut.length);
    for (let i = 0; i < spelledOut.length; i++) view.setUint8(at + 1 + i, spelledOut.charCodeAt(i));
  }
  return bytes;
}

/**
 * The packet in the bytes; only a `PacketError` is ever thrown.
 *
 * An index that `ids` does not hold becomes the id `UNK_<index>`: the cue keeps its layer, weight and
 * time, so a timeline can play the neutral and count it.
 */
export function decodeBinary(data: Uint8Array | ArrayBuffer, ids: readonly string[]): Packet {
  const nBytes = data.byteLength;
  if (nBytes < HEAD_BYTES || nBytes > MAX_BINARY_BYTES) {
    throw new PacketError(
      "size",
      `binary packet: ${nBytes} bytes, expected ${HEAD_BYTES}..${MAX_BINARY_BYTES}. ` +
        "Send one whole packet per message.",
    );
  }
  const view =
    data instanceof ArrayBuffer
      ? new DataView(data)
      : new DataView(data.buffer, data.byteOffset, nBytes);
  const { nVideo, nVoice, flags } = readShape(view);
  const before = bytesBeforeExpression(nVideo, nVoice, flags);
  let expected = before;
  if (flags & HAS_EXPRESSION_INDEX) expected += 2;
  if (flags & HAS_EXPRESSION_TEXT) {
    if (before >= nBytes) throw lengthError(nBytes, before + 1);
    const nText = view.getUint8(before);
    if (nText > MAX_ID_CHARS) {
      throw new PacketError(
        "size",
        `binary packet, expression: ${nText} characters, expected at most ${MAX_ID_CHARS}. ` +
          "Check that both sides speak the same version.",
      );
    }
    expected += 1 + nText;
  }
  if (expected !== nBytes) throw lengthError(nBytes, expected);
  return located(`binary packet ${view.getUint32(4, true)}`, () => {
    const packet = assemble(view, nVideo, nVoice, flags, ids);
    checkPacket(packet);
    return packet;
  });
}

function readShape(view: DataView): { nVideo: number; nVoice: number; flags: number } {
  const first = view.getUint8(0);
  if (first !== FIRST) {
    const isOtherVersion = (first & 0xf0) === MAGIC;
    throw new PacketError(
      isOtherVersion ? "version" : "syntax",
      `binary packet: first byte is 0x${first.toString(16)}, expected 0x${FIRST.toString(16)}. ` +
        (isOtherVersion ? "Update the older side." : "Check the WebSocket subprotocol."),
    );
  }
  const flags = view.getUint8(1);
  const both = HAS_EXPRESSION_INDEX | HAS_EXPRESSION_TEXT;
  if (flags > (HAS_UTTERANCE | both) || (flags & both) === both) {
    throw fieldError("flags", flags, "0..5", "Check that both sides speak the same version.");
  }
  const counts = view.getUint8(2);
  const nVideo = counts & 31;
  const nVoice = counts >> VIDEO_BITS;
  checkCount("video_blend", nVideo, MAX_VIDEO_CUES);
  checkCount("voice_blend", nVoice, MAX_VOICE_CUES);
  return { nVideo, nVoice, flags };
}

function assemble(
  view: DataView,
  nVideo: number,
  nVoice: number,
  flags: number,
  ids: readonly string[],
): Packet {
  const videoBlend: VideoCue[] = [];
  const voiceBlend: VoiceCue[] = [];
  let at = HEAD_BYTES;
  for (let i = 0; i < nVideo; i++, at += VIDEO_CUE_BYTES) {
    videoBlend.push({
      cid: readId(view, at, ids),
      weight: view.getUint8(at + 2) / 100,
      layer: readLayer(view.getUint8(at + 3)),
      atMs: view.getInt16(at + 4, true),
    });
  }
  for (let i = 0; i < nVoice; i++, at += VOICE_CUE_BYTES) {
    voiceBlend.push({
      cid: readId(view, at, ids),
      weight: view.getUint8(at + 2) / 100,
      atMs: view.getInt16(at + 3, true),
    });
  }
  let utterance: string | null = null;
  if (flags & HAS_UTTERANCE) {
    utterance = formatContentId(readBytes(view, at, CONTENT_ID_BYTES));
    at += CONTENT_ID_BYTES;
  }
  let expression: string | null = null;
  if (flags & HAS_EXPRESSION_INDEX) expression = readId(view, at, ids);
  if (flags & HAS_EXPRESSION_TEXT) {
    // Any byte becomes a character; what is not an id is refused by checkPacket.
    expression = String.fromCharCode(...readBytes(view, at + 1, view.getUint8(at)));
  }
  return {
    v: PACKET_VERSION,
    seq: view.getUint32(4, true),
    tMs: view.getUint32(12, true) + view.getUint16(16, true) * 2 ** 32,
    onsetMs: view.getInt16(18, true),
    seed: view.getUint32(8, true),
    videoBlend,
    voiceBlend,
    mood: {
      valence: view.getInt8(20) / 100,
      arousal: view.getInt8(21) / 100,
      dominance: view.getInt8(22) / 100,
    },
    context: readContext(view.getUint8(3)),
    utterance,
    meta: { expression, trimmed: view.getUint8(23) },
  };
}

function bytesBeforeExpression(nVideo: number, nVoice: number, flags: number): number {
  return (
    HEAD_BYTES +
    VIDEO_CUE_BYTES * nVideo +
    VOICE_CUE_BYTES * nVoice +
    (flags & HAS_UTTERANCE ? CONTENT_ID_BYTES : 0)
  );
}

function readBytes(view: DataView, at: number, nBytes: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, nBytes);
}

function readId(view: DataView, at: number, ids: readonly string[]): string {
  const index = view.getUint16(at, true);
  return ids[index] ?? unknownId(index);
}

function readLayer(code: number): Layer {
  const layer = LAYERS[code];
  if (layer !== undefined) return layer;
  throw fieldError("layer", code, `0..${LAYERS.length - 1}`, "Update the older side.");
}

function readContext(code: number): Context | null {
  if (code === 0) return null;
  const context = CONTEXTS[code - 1];
  if (context !== undefined) return context;
  throw fieldError("context", code, `0..${CONTEXTS.length}`, "Update the older side.");
}

function checkedIndex(cid: string, index: number): number {
  if (Number.isInteger(index) && index >= 0 && index <= UNKNOWN_INDEX) return index;
  throw fieldError(cid, index, "a library index 0..65534", "Build the map from one library.");
}

function lengthError(nBytes: number, expected: number): PacketError {
  return new PacketError(
    "size",
    `binary packet: ${nBytes} bytes, but its first bytes announce ${expected}. ` +
      "Send one whole packet per message.",
  );
}
