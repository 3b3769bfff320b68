/**
 * What a companion and a client say to each other besides packets: tagged JSON messages.
 *
 * Every message is one JSON object whose `type` names it. In the binary subprotocol a packet travels
 * as the raw bytes of `encodeBinary` in a binary frame; everything else stays JSON text.
 */
import { fieldError, PacketError, shorten } from "./failures";
import {
  encodeJson,
  located,
  MAX_JSON_BYTES,
  parseObject,
  readMood,
  readPacket,
  writeMood,
  type Fields,
} from "./json";
import { checkInt, checkMood, checkOneOf, MAX_T_MS, type Mood, type Packet } from "./packet";

/** What the companion is doing; blink rate and gaze follow it. The names are the timeline's own. */
export const ACTIVITIES = [
  "rest",
  "talking",
  "listening",
  "reading",
  "thinking",
  "typing",
] as const;
export type Activity = (typeof ACTIVITIES)[number];

/** Longest message text that is read: the longest packet text and its envelope. */
export const MAX_MESSAGE_BYTES = MAX_JSON_BYTES + 64;

/** First message to a client: what to load, where rest is, what time it is. */
export interface Hello {
  readonly type: "hello";
  /** Name of the session, 1..64 of `A-Za-z0-9_-`. */
  readonly session: string;
  /** Hash of the capsule library, 32 hex digits; the file is `/library/{hash}.bin`. */
  readonly library: string;
  /** Avatar id; its files are `/avatars/{id}.glb` and `.json`. */
  readonly rig: string;
  /** The personality's resting mood, for a client that gets cut off. */
  readonly baseline: Mood;
  /** The server's session clock when this was sent, 0..2^48-1. */
  readonly tMs: number;
}

/** The slow state from `tMs` on: idle life and the base expression follow it. */
export interface State {
  readonly type: "state";
  readonly tMs: number;
  readonly mood: Mood;
  readonly activity: Activity;
}

/** One reaction; in the binary subprotocol its bytes travel without this envelope. */
export interface PacketMessage {
  readonly type: "packet";
  readonly packet: Packet;
}

/** Speech and its gestures end from `tMs` on: the person cut in, or the reply was withdrawn. */
export interface Interrupt {
  readonly type: "interrupt";
  readonly tMs: number;
}

/** Something happened in the interface or a task: `task_done`, `error`, `typing`. */
export interface Event {
  readonly type: "event";
  /** Which event, 1..64 of `A-Za-z0-9_-`; unknown names change nothing. */
  readonly name: string;
}

/** Clock comparison: the client sends its stamp, the server returns it with its own. */
export interface Ping {
  readonly type: "ping";
  /** The client's clock in microseconds when it asked. */
  readonly clientUs: number;
  /** Microseconds since the session's start when the server answered; null in a question. */
  readonly serverUs: number | null;
}

export type Message = Hello | State | PacketMessage | Interrupt | Event | Ping;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const HASH = /^[0-9a-f]{32}$/;

/** The message as JSON; a packet inside is fitted below 500 bytes as `encodeJson` does. */
export function encodeMessage(message: Message): string {
  checkMessage(message);
  switch (message.type) {
    case "hello":
      return (
        `{"type":"hello","session":"${message.session}","library":"${message.library}",` +
        `"rig":"${message.rig}","baseline":${writeMood(message.baseline)},"t_ms":${message.tMs}}`
      );
    case "state":
      return (
        `{"type":"state","t_ms":${message.tMs},"mood":${writeMood(message.mood)},` +
        `"activity":"${message.activity}"}`
      );
    case "packet":
      return `{"type":"packet","packet":${encodeJson(message.packet)}}`;
    case "interrupt":
      return `{"type":"interrupt","t_ms":${message.tMs}}`;
    case "event":
      return `{"type":"event","name":"${message.name}"}`;
    case "ping": {
      const answer = message.serverUs === null ? "" : `,"server_us":${message.serverUs}`;
      return `{"type":"ping","client_us":${message.clientUs}${answer}}`;
    }
  }
}

/** The message in a JSON text frame; only a `PacketError` is ever thrown. */
export function decodeMessage(data: string | Uint8Array): Message {
  const fields = parseObject(data, MAX_MESSAGE_BYTES, "message");
  return located("message", () => {
    const message = readMessage(fields);
    checkMessage(message);
    return message;
  });
}

function readMessage(fields: Fields): Message {
  const type = fields["type"];
  switch (type) {
    case "hello":
      return {
        type,
        session: fields["session"] as string,
        library: fields["library"] as string,
        rig: fields["rig"] as string,
        baseline: readMood(fields["baseline"], "baseline"),
        tMs: fields["t_ms"] as number,
      };
    case "state":
      return {
        type,
        tMs: fields["t_ms"] as number,
        mood: readMood(fields["mood"], "mood"),
        activity: fields["activity"] as Activity,
      };
    case "packet":
      return { type, packet: readPacket(packetFields(fields["packet"]), "packet JSON") };
    case "interrupt":
      return { type, tMs: fields["t_ms"] as number };
    case "event":
      return { type, name: fields["name"] as string };
    case "ping":
      return {
        type,
        clientUs: fields["client_us"] as number,
        serverUs: (fields["server_us"] ?? null) as number | null,
      };
    default:
      throw fieldError(
        "type",
        type,
        "one of hello, state, packet, interrupt, event, ping",
        "Update the older side.",
      );
  }
}

function checkMessage(message: Message): void {
  switch (message.type) {
    case "hello":
      checkText("session", message.session, NAME, "1..64 characters of A-Z a-z 0-9 _ -");
      checkText("library", message.library, HASH, "32 lower-case hex digits");
      checkText("rig", message.rig, NAME, "1..64 characters of A-Z a-z 0-9 _ -");
      checkMood(message.baseline);
      checkInt("t_ms", message.tMs, 0, MAX_T_MS);
      return;
    case "state":
      checkInt("t_ms", message.tMs, 0, MAX_T_MS);
      checkMood(message.mood);
      checkOneOf("activity", message.activity, ACTIVITIES);
      return;
    case "packet":
      return; // Checked by its own reader and writer.
    case "interrupt":
      checkInt("t_ms", message.tMs, 0, MAX_T_MS);
      return;
    case "event":
      checkText("name", message.name, NAME, "1..64 characters of A-Z a-z 0-9 _ -");
      return;
    case "ping":
      checkInt("client_us", message.clientUs, 0, Number.MAX_SAFE_INTEGER);
      if (message.serverUs !== null) {
        checkInt("server_us", message.serverUs, 0, Number.MAX_SAFE_INTEGER);
      }
  }
}

function packetFields(value: unknown): Fields {
  if (value === undefined) {
    throw fieldError("packet", value, "a packet", "Compare it with docs/wire.md.");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new PacketError(
    "syntax",
    `packet JSON: ${shorten(value)}, expected one JSON object. Check what wrote it.`,
  );
}

function checkText(name: string, value: unknown, pattern: RegExp, expected: string): void {
  if (typeof value === "string" && pattern.test(value)) return;
  throw fieldError(name, value, expected, "Compare it with the messages in docs/wire.md.");
}
