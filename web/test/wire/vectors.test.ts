import { describe, expect, it } from "vitest";
import {
  decodeBinary,
  decodeJson,
  decodeMessage,
  encodeBinary,
  encodeJson,
  encodeMessage,
  fitJson,
  formatContentId,
  isContentId,
  PacketError,
  parseContentId,
  quantiseMood,
  quantiseWeight,
} from "../../src/wire";
import { bytesOf, hexOf, INDEX_OF, MALFORMED, PACKETS, readVectors } from "./vectors";

const LIBRARY = PACKETS.library;

/** The kind of the error a call ends in, or how else it ended. */
function kindOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof PacketError ? error.kind : String(error);
  }
  return "accepted";
}

describe("packets", () => {
  it.each(PACKETS.vectors)("$name has the recorded JSON and bytes", ({ source, json, binary }) => {
    const packet = decodeJson(source);
    expect(encodeJson(packet)).toBe(json);
    expect(hexOf(encodeBinary(packet, INDEX_OF))).toBe(binary);
    expect(decodeBinary(bytesOf(binary), LIBRARY)).toEqual(packet);
    expect(decodeJson(json)).toEqual(fitJson(packet));
    expect(json.length).toBeLessThan(500);
  });

  it.each(PACKETS.unknown)("$name survives as a reserved id", ({ source, binary, decoded }) => {
    expect(hexOf(encodeBinary(decodeJson(source), INDEX_OF))).toBe(binary);
    expect(decodeBinary(bytesOf(binary), LIBRARY)).toEqual(decodeJson(decoded));
  });

  it.each(PACKETS.tolerated)("$name means the same packet", ({ text, same_as }) => {
    const same = PACKETS.vectors.find(({ name }) => name === same_as);
    expect(encodeJson(decodeJson(text))).toBe(same?.json);
    expect(encodeJson(decodeJson(new TextEncoder().encode(text)))).toBe(same?.json);
  });

  it.each(PACKETS.quantised)("$value is quantised as recorded", ({ value, weight, mood }) => {
    expect(quantiseWeight(value)).toBe(weight);
    expect(quantiseMood(value)).toBe(mood);
  });
});

describe("malformed input is refused as recorded", () => {
  it.each(MALFORMED.json)("JSON: $name", ({ text, kind }) => {
    expect(kindOf(() => decodeJson(text))).toBe(kind);
    expect(kindOf(() => decodeJson(new TextEncoder().encode(text)))).toBe(kind);
  });
  it.each(MALFORMED.json_bytes)("JSON bytes: $name", ({ hex, kind }) => {
    expect(kindOf(() => decodeJson(bytesOf(hex)))).toBe(kind);
  });
  it.each(MALFORMED.binary)("binary: $name", ({ hex, kind }) => {
    expect(kindOf(() => decodeBinary(bytesOf(hex), LIBRARY))).toBe(kind);
  });
  it.each(MALFORMED.messages)("message: $name", ({ text, kind }) => {
    expect(kindOf(() => decodeMessage(text))).toBe(kind);
  });
});

describe("messages", () => {
  const messages = readVectors("messages.json") as { name: string; json: string }[];

  it.each(messages)("$name is written as recorded", ({ json }) => {
    expect(encodeMessage(decodeMessage(json))).toBe(json);
  });

  it("has a vector of every type", () => {
    const types = new Set(messages.map(({ json }) => decodeMessage(json).type));
    expect([...types].sort()).toEqual(["event", "hello", "interrupt", "packet", "ping", "state"]);
  });
});

describe("content ids", () => {
  const ids = readVectors("content_ids.json") as {
    vectors: { id: string; hex: string }[];
    malformed: { name: string; text: string }[];
  };

  it.each(ids.vectors)("$id stands for the recorded bytes", ({ id, hex }) => {
    expect(hexOf(parseContentId(id))).toBe(hex);
    expect(formatContentId(bytesOf(hex))).toBe(id);
  });

  it.each(ids.malformed)("$name is refused", ({ text }) => {
    expect(isContentId(text)).toBe(false);
    expect(kindOf(() => parseContentId(text))).toBe("field");
  });

  it("reaches both ends of 128 bits", () => {
    expect(formatContentId(new Uint8Array(16))).toBe("0".repeat(26));
    expect(formatContentId(new Uint8Array(16).fill(255))).toBe("7" + "z".repeat(25));
    expect(kindOf(() => formatContentId(new Uint8Array(15)))).toBe("size");
  });
});
