import { describe, expect, it } from "vitest";
import {
  checkPacket,
  decodeBinary,
  decodeJson,
  encodeBinary,
  encodeJson,
  encodeMessage,
  NO_META,
  PacketError,
  quantiseWeight,
  type Packet,
  type VideoCue,
} from "../../src/wire";

const CUE: VideoCue = { cid: "VF_083", weight: 0.68, layer: "face", atMs: 80 };

function packet(changes: Partial<Packet> = {}): Packet {
  return {
    v: 1,
    seq: 7,
    tMs: 123456,
    onsetMs: 130,
    seed: 1718,
    videoBlend: [CUE],
    voiceBlend: [],
    mood: { valence: 0.72, arousal: 0.33, dominance: 0.5 },
    context: null,
    utterance: null,
    meta: NO_META,
    ...changes,
  };
}

describe("checkPacket", () => {
  const bad: [string, Partial<Packet>][] = [
    ["weight", { videoBlend: [{ ...CUE, weight: Number.NaN }] }],
    ["weight", { videoBlend: [{ ...CUE, weight: Number.POSITIVE_INFINITY }] }],
    ["weight", { videoBlend: [{ ...CUE, weight: -0.01 }] }],
    ["weight", { videoBlend: [{ ...CUE, weight: 0.681 }] }],
    ["cid", { videoBlend: [{ ...CUE, cid: "vf_083" }] }],
    ["cid", { videoBlend: [{ ...CUE, cid: "VF_083\n" }] }],
    ["cid", { voiceBlend: [{ cid: "VC_" + "0".repeat(38), weight: 1, atMs: 0 }] }],
    ["at_ms", { voiceBlend: [{ cid: "VC_1", weight: 1, atMs: 32768 }] }],
    ["seq", { seq: 2 ** 32 }],
    ["t_ms", { tMs: -1 }],
    ["onset_ms", { onsetMs: 0.5 }],
    ["seed", { seed: Number.NaN }],
    ["valence", { mood: { valence: 2, arousal: 0, dominance: 0 } }],
    ["utterance", { utterance: "u7x2" }],
    ["trimmed", { meta: { expression: null, trimmed: 256 } }],
    ["expression", { meta: { expression: "smile", trimmed: 0 } }],
  ];
  it.each(bad)("names a bad %s", (field, changes) => {
    expect(() => {
      checkPacket(packet(changes));
    }).toThrow(new RegExp(`field \`${field}\``));
  });

  it("holds the encoders too, so that nothing invalid leaves", () => {
    const broken = packet({ seed: -1 });
    expect(() => encodeJson(broken)).toThrow(PacketError);
    expect(() => encodeBinary(broken, new Map())).toThrow(PacketError);
    expect(() => encodeMessage({ type: "packet", packet: broken })).toThrow(PacketError);
  });

  it("refuses 10,000 cues by their number", () => {
    const videoBlend = Array.from({ length: 10_000 }, () => CUE);
    expect(() => {
      checkPacket(packet({ videoBlend }));
    }).toThrow(/10000 cues, expected at most 16/);
  });
});

describe("decodeJson", () => {
  it("says where in the document the fault is", () => {
    const text = encodeJson(packet()).replace("0.68", "0.683");
    expect(() => decodeJson(text)).toThrow(
      "packet JSON: video_blend[0]: field `weight`: got 0.683, expected 0..2 in whole hundredths. " +
        "Round it with quantiseWeight() first.",
    );
  });

  it("reads -0 as 0", () => {
    const text = encodeJson(packet()).replace("0.72", "-0.0").replace("0.68", "-0.0");
    const read = decodeJson(text);
    expect(Object.is(read.mood.valence, 0)).toBe(true);
    expect(Object.is(read.videoBlend[0]?.weight, 0)).toBe(true);
  });

  it("refuses half a surrogate pair", () => {
    expect(() => decodeJson('{"v":1,"x":"\ud800"}')).toThrow(PacketError);
  });

  it("does not take fields from a prototype", () => {
    const text = '{"v":1,"__proto__":' + encodeJson(packet()) + "}";
    expect(() => decodeJson(text)).toThrow(PacketError);
  });
});

describe("decodeBinary", () => {
  const ids = ["VF_083"];
  const bytes = encodeBinary(packet(), new Map([["VF_083", 0]]));

  it("reads a view into a larger buffer, and a whole buffer", () => {
    const larger = new Uint8Array(bytes.length + 9);
    larger.set(bytes, 4);
    expect(decodeBinary(larger.subarray(4, 4 + bytes.length), ids)).toEqual(packet());
    expect(decodeBinary(bytes.slice().buffer, ids)).toEqual(packet());
  });

  it("keeps the cue of an index beyond a shorter library", () => {
    expect(decodeBinary(bytes, []).videoBlend).toEqual([{ ...CUE, cid: "UNK_0" }]);
  });

  it("refuses a library index that does not fit", () => {
    expect(() => encodeBinary(packet(), new Map([["VF_083", 65536]]))).toThrow(/VF_083/);
  });
});

describe("quantiseWeight", () => {
  it("has no nearest value for NaN", () => {
    expect(() => quantiseWeight(Number.NaN)).toThrow(/NaN has no nearest/);
  });
});
