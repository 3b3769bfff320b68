import { describe, expect, it } from "vitest";
import { shownCues, spanOf } from "../../src/page/cueLanes";
import { Latency, type Measured } from "../../src/session/latency";
import { inLines } from "../../src/page/packetText";
import { encodeJson, NO_META, type Packet } from "../../src/wire";

const PACKET: Packet = {
  v: 1,
  seq: 7,
  tMs: 1000,
  onsetMs: 130,
  seed: 5,
  videoBlend: [
    { cid: "VF_083", weight: 0.68, layer: "face", atMs: 80 },
    { cid: "CS_001", weight: 0.4, layer: "camera", atMs: 0 },
    { cid: "HF_010", weight: 1, layer: "hands", atMs: 10 },
    { cid: "E_0342", weight: 1, layer: "expression", atMs: 60 },
  ],
  voiceBlend: [{ cid: "VC_022", weight: 0.8, atMs: 130 }],
  mood: { valence: 0.5, arousal: 0.2, dominance: -0.1 },
  context: "listening",
  utterance: null,
  meta: NO_META,
};

describe("lanes", () => {
  it("sort cues by lane, then by start", () => {
    const cues = shownCues(PACKET, () => 500);
    expect(cues.map(({ lane, capsuleId }) => [lane, capsuleId])).toEqual([
      ["hands", "HF_010"],
      ["face", "E_0342"],
      ["face", "VF_083"],
      ["scene", "CS_001"],
      ["voice", "VC_022"],
    ]);
  });

  it("take the shortest span that holds every cue", () => {
    const lasting = (ms: number): number => spanOf(shownCues(PACKET, () => ms));
    expect([lasting(0), lasting(670), lasting(671), lasting(1e6)]).toEqual([
      800, 800, 1200, 40_000,
    ]);
    expect(spanOf([])).toBe(800);
  });
});

describe("packet text", () => {
  it("is the same packet, one cue a line", () => {
    const json = encodeJson(PACKET);
    const lines = inLines(json);
    expect(JSON.parse(lines)).toEqual(JSON.parse(json));
    expect(lines.split("\n").filter((line) => line.includes('"cid"')).length).toBe(5);
  });
});

describe("Latency", () => {
  it("joins what was asked, arrived and painted, in whatever order", () => {
    for (const isAskedFirst of [true, false]) {
      const told: Measured[] = [];
      const latency = new Latency((measured) => void told.push(measured));
      if (isAskedFirst) latency.asked(7, 100);
      latency.arrived(PACKET, 112, 1000);
      latency.painted(999, 115);
      latency.painted(1001, 130);
      latency.painted(1017, 146);
      if (!isAskedFirst) latency.asked(7, 100);
      expect(told[told.length - 1]).toEqual({ packetMs: 12, frameMs: 30 });
    }
  });

  it("has no frame for a packet that came too late to play", () => {
    const told: Measured[] = [];
    const latency = new Latency((measured) => void told.push(measured));
    latency.asked(7, 100);
    latency.arrived(PACKET, 112, null);
    latency.painted(1e9, 200);
    expect(told).toEqual([{ packetMs: 12, frameMs: null }]);
  });

  it("forgets what is long past", () => {
    const told: Measured[] = [];
    const latency = new Latency((measured) => void told.push(measured));
    for (let seq = 0; seq < 100; seq += 1) latency.arrived({ ...PACKET, seq }, 1, null);
    latency.asked(3, 0);
    expect(told).toEqual([]);
  });
});
