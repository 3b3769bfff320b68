/**
 * What travels between the mind and the face: packets of capsule ids and weights.
 *
 * Start with `decodeMessage` for text frames and `decodeBinary` for binary ones; docs/wire.md has the
 * formats. The same names as `sherin.wire` in Python, in camel case.
 */
export { decodeBinary, encodeBinary } from "./binary";
export { formatContentId, isContentId, parseContentId } from "./contentId";
export { PacketError, type FailureKind } from "./failures";
export { decodeJson, encodeJson, fitJson } from "./json";
export {
  ACTIVITIES,
  decodeMessage,
  encodeMessage,
  type Activity,
  type Event,
  type Hello,
  type Interrupt,
  type Message,
  type PacketMessage,
  type Ping,
  type State,
} from "./messages";
export {
  checkPacket,
  CONTEXTS,
  isCapsuleId,
  LAYERS,
  NO_META,
  quantiseMood,
  quantiseWeight,
  unknownId,
  UNKNOWN_PREFIX,
  type Context,
  type Layer,
  type Meta,
  type Mood,
  type Packet,
  type VideoCue,
  type VoiceCue,
} from "./packet";
