/** Rules of the timeline that hold for any packets: purity, smoothness, limits. */
import { describe, expect, test } from "vitest";
import {
  channelIndex,
  CHANNEL_NAMES,
  Library,
  MAXIMUM,
  MINIMUM,
  N_CHANNELS,
  Timeline,
  TimelineError,
  VISEME_INDEX,
  type VisemeMark,
} from "../../src/motion";
import { draw, unit } from "../../src/motion/random32";
import type { Packet } from "../../src/wire";
import { goldenLibrary, packetOf, UTTERANCE, type ShortCue } from "./fixtures";

const library = goldenLibrary();
const JAW = channelIndex("jawOpen");
const SMILE = channelIndex("mouthSmileLeft");
const RIGHT_HAND = channelIndex("handRightVisibility");

/** A packet whose every property is drawn; `tMs` in 0..3000. */
function drawnPacket(seed: number): Packet {
  const hundredths = (k: number): number => (draw(seed, k) % 201) / 100;
  const cues = Array.from({ length: draw(seed, 0) % 9 }, (_, k): ShortCue => {
    const cid = library.ids[draw(seed, 20 + 4 * k) % (library.length + 1)] ?? "VF_UNKNOWN";
    return [cid, hundredths(21 + 4 * k), "face", draw(seed, 22 + 4 * k) % 900];
  });
  return packetOf(cues, {
    seq: seed,
    tMs: draw(seed, 1) % 3000,
    seed: draw(seed, 2),
    mood: { valence: hundredths(3) - 1, arousal: hundredths(4) - 1, dominance: hundredths(5) - 1 },
    context: (["typing", "thinking", "listening", null] as const)[draw(seed, 6) % 4] ?? null,
    utterance: draw(seed, 7) % 2 === 0 ? UTTERANCE : null,
  });
}

function drawnPackets(seed: number): Packet[] {
  return Array.from({ length: 5 }, (_, k) => drawnPacket(seed * 100 + k)).sort(
    (a, b) => a.tMs - b.tMs,
  );
}

/** What a timeline shows at a time when it is sampled every `stepMs` until then, or only then. */
function played(packets: readonly Packet[], endMs: number, stepMs: number): Float64Array {
  const timeline = new Timeline(library, { seed: 5 });
  let clock = 0;
  const sampleUntil = (tMs: number): void => {
    for (; clock < tMs; clock += stepMs) timeline.sample(clock);
  };
  for (const packet of packets) {
    sampleUntil(packet.tMs);
    timeline.add(packet, packet.tMs);
  }
  sampleUntil(endMs);
  return timeline.sample(endMs).slice();
}

function word(startMs: number, length = 8): VisemeMark[] {
  const viseme = VISEME_INDEX.get("aa") ?? -1;
  return Array.from({ length }, (_, k) => ({
    viseme,
    peak: 0.9,
    startMs: startMs + 150 * k,
    riseEndMs: startMs + 150 * k + 60,
    fallStartMs: startMs + 150 * k + 100,
    endMs: startMs + 150 * k + 190,
  }));
}

describe.each([1, 2, 3, 4, 5, 6])("drawn packets %i", (seed) => {
  test("look the same at 60 Hz, at 25 Hz and when sampled only once", () => {
    const packets = drawnPackets(seed);
    for (const endMs of [3100, 4321.5]) {
      const once = played(packets, endMs, Infinity);
      expect(played(packets, endMs, 1000 / 60)).toEqual(once);
      expect(played(packets, endMs, 40)).toEqual(once);
    }
  });

  test("never step: at 1 kHz no channel moves by 8 % of its range", () => {
    const timeline = new Timeline(library, { seed });
    const waiting = drawnPackets(seed);
    let last = timeline.sample(0).slice();
    for (let tMs = 1; tMs < 4200; tMs += 1) {
      while ((waiting[0]?.tMs ?? Infinity) <= tMs)
        timeline.add(waiting.shift() ?? packetOf([]), tMs);
      if (tMs === 2000 || tMs === 2090) timeline.interrupt(tMs);
      const now = timeline.sample(tMs).slice();
      for (let channel = 0; channel < N_CHANNELS; channel += 1) {
        const span = (MAXIMUM[channel] ?? 0) - (MINIMUM[channel] ?? 0);
        const step = Math.abs((now[channel] ?? NaN) - (last[channel] ?? NaN)) / span;
        if (!(step < 0.08)) expect.fail(`${CHANNEL_NAMES[channel]} steps by ${step} at ${tMs} ms`);
      }
      last = now;
    }
  });

  test("stay in range", () => {
    const timeline = new Timeline(library, { seed });
    for (const packet of drawnPackets(seed)) timeline.add(packet, 0);
    for (let tMs = 0; tMs < 5000; tMs += 90) {
      const vector = timeline.sample(tMs);
      expect(vector.every((v, c) => v >= (MINIMUM[c] ?? NaN) && v <= (MAXIMUM[c] ?? NaN))).toBe(
        true,
      );
    }
  });
});

test("the vector is reused: the next sample overwrites it", () => {
  const timeline = new Timeline(library);
  expect(timeline.sample(0)).toBe(timeline.sample(500));
});

test("a clock that jumps back shows what it showed then", () => {
  const timeline = new Timeline(library, { seed: 3 });
  timeline.add(packetOf([["VF_SMILE", 0.8, "face", 0]], { tMs: 500 }), 500);
  const shown = [600, 900, 1300].map((tMs) => timeline.sample(tMs).slice());
  timeline.sample(2000);

  expect([600, 900, 1300].map((tMs) => timeline.sample(tMs).slice())).toEqual(shown);
});

test("a late packet shifts as a whole, also before a cue that starts before it", () => {
  const timeline = new Timeline(library);
  const cues: ShortCue[] = [
    ["VF_SMILE", 1, "face", -40],
    ["VF_BIG", 1, "face", 20],
  ];
  timeline.add(packetOf(cues, { tMs: 100, utterance: UTTERANCE }), 700);
  timeline.sample(900);
  const starts = timeline.playing.map((cue) => [cue.capsuleId, cue.startMs]);
  expect(starts).toEqual([
    ["VF_SMILE", 700],
    ["VF_BIG", 760],
  ]);
});

test("an onset that turns out later moves what waits for it, never what plays", () => {
  const timeline = new Timeline(library);
  const cues: ShortCue[] = [
    ["VF_SMILE", 1, "face", 0],
    ["VF_BIG", 1, "face", 230],
    ["CS_PUSH", 1, "camera", 230],
  ];
  timeline.add(packetOf(cues, { seq: 9, utterance: UTTERANCE }), 0);
  timeline.sample(50);
  timeline.shiftOnset(9, 45);
  timeline.shiftOnset(8, 1000);
  timeline.sample(400);
  const starts = new Map(timeline.playing.map((cue) => [cue.capsuleId, cue.startMs]));
  expect(Object.fromEntries(starts)).toEqual({ VF_SMILE: 0, VF_BIG: 275, CS_PUSH: 230 });
});

describe("bad input", () => {
  test("ten thousand cues at once keep the strongest and count the rest", () => {
    const timeline = new Timeline(library);
    const cues = Array.from({ length: 16 }, (): ShortCue => ["BK_LEAN", 1, "body", 0]);
    for (let seq = 0; seq < 625; seq += 1) timeline.add(packetOf(cues, { seq, seed: seq }), 0);

    const vector = timeline.sample(400);

    expect(timeline.playing).toHaveLength(256);
    expect(timeline.counts.dropped).toBe(10000 - 256);
    expect(vector.every(Number.isFinite)).toBe(true);
  });

  test("ten thousand cues for later are bounded, and an utterance still ends", () => {
    const timeline = new Timeline(library);
    const cues = Array.from({ length: 16 }, (): ShortCue => ["BK_LEAN", 1, "body", 30000]);
    for (let seq = 0; seq < 625; seq += 1) timeline.add(packetOf(cues, { seq, seed: seq }), 0);
    timeline.say(word(1, 1));

    expect(timeline.counts.dropped).toBeGreaterThanOrEqual(10000 - 1024);
    expect(timeline.sample(80)[JAW]).toBeGreaterThan(0.1);
    expect(timeline.sample(500)[JAW]).toBeLessThan(0.02);
  });

  test("an unknown capsule is counted and moves nothing", () => {
    const [withIt, without] = [new Timeline(library), new Timeline(library)];
    withIt.add(packetOf([["VF_UNKNOWN", 1, "face", 0]]), 0);
    without.add(packetOf([]), 0);
    expect(withIt.sample(300)).toEqual(without.sample(300));
    expect(withIt.counts.unknown).toBe(1);
  });

  test.each([NaN, Infinity, -Infinity])("a weight of %d is counted and moves nothing", (weight) => {
    const [withIt, without] = [new Timeline(library), new Timeline(library)];
    withIt.add(packetOf([["VF_SMILE", weight, "face", 0]]), 0);
    without.add(packetOf([]), 0);
    expect(withIt.sample(300)).toEqual(without.sample(300));
    expect(withIt.counts.invalid).toBe(1);
  });

  test.each([NaN, Infinity, -Infinity])("a time of %d is refused and named", (tMs) => {
    const timeline = new Timeline(library);
    for (const act of [
      () => timeline.sample(tMs),
      () => {
        timeline.add(packetOf([]), tMs);
      },
      () => {
        timeline.interrupt(tMs);
      },
      () => {
        timeline.setActivity(tMs, "rest");
      },
      () => {
        timeline.setBaseline(tMs, { valence: 0, arousal: 0, dominance: 0 });
      },
    ]) {
      expect(act).toThrow(TimelineError);
      expect(act).toThrow(`tMs=${tMs}`);
    }
  });

  test("an unknown activity is refused with those that are known", () => {
    const timeline = new Timeline(library);
    expect(() => {
      timeline.setActivity(0, "dancing");
    }).toThrow(/`dancing`.*rest, talking, listening/);
  });

  test.each<[string, Partial<VisemeMark>]>([
    ["an unknown viseme", { viseme: 15 }],
    ["a peak above one", { peak: 1.1 }],
    ["a time that is not a number", { startMs: NaN }],
    ["an end before its start", { endMs: 0 }],
  ])("a mark with %s is refused, and nothing of its word is said", (_what, fault) => {
    const timeline = new Timeline(library);
    const marks = word(100).map((mark, k) => (k === 3 ? { ...mark, ...fault } : mark));
    expect(() => {
      timeline.say(marks);
    }).toThrow(/viseme mark 3/);
    expect(timeline.sample(180)[JAW]).toBeLessThan(0.02);
  });

  test("a library without capsules plays idle life and counts every cue", () => {
    const empty = emptyLibrary();
    const timeline = new Timeline(empty);
    timeline.add(packetOf([["VF_SMILE", 1, "face", 0]]), 0);
    expect(timeline.sample(100).every(Number.isFinite)).toBe(true);
    expect(timeline.counts.unknown).toBe(1);
  });
});

/** A library file with 22 empty sections, but for the one track count and an empty list of subtypes. */
function emptyLibrary(): Library {
  const buffer = new ArrayBuffer(232);
  const view = new DataView(buffer);
  new Uint8Array(buffer).set(new TextEncoder().encode("SHERINLB"));
  view.setUint16(8, 1, true);
  view.setUint16(10, N_CHANNELS, true);
  view.setUint32(20, 22, true);
  for (let row = 0; row < 22; row += 1) view.setUint32(44 + 8 * row, 224, true);
  view.setUint32(44 + 8 * 5 + 4, 4, true);
  return Library.fromBuffer(buffer, "empty");
}

describe("an interruption", () => {
  test("closes the mouth in 200 ms and leaves the next utterance's lips alive, 100 of 100 times", () => {
    const timeline = new Timeline(library);
    let alive = 0;
    for (let turn = 0; turn < 100; turn += 1) {
      const beginMs = turn * 2000;
      const stopMs = beginMs + 200 + 6 * turn + unit(1, turn);
      timeline.add(
        packetOf([["VF_BIG", 1, "face", 0]], { tMs: beginMs, utterance: UTTERANCE }),
        beginMs,
      );
      timeline.say(word(beginMs + 100));
      let opened = 0;
      for (let tMs = beginMs; tMs < stopMs; tMs += 10) {
        opened = Math.max(opened, timeline.sample(tMs)[JAW] ?? NaN);
      }
      timeline.interrupt(stopMs);
      if (opened > 0.3) alive += 1;
      for (let tMs = stopMs + 200; tMs < beginMs + 2000; tMs += 40) {
        expect(timeline.sample(tMs)[JAW]).toBeLessThan(0.02);
      }
    }
    expect(alive).toBe(100);
  });

  test("lets a silent reaction and its hand go on", () => {
    const timeline = new Timeline(library);
    const cues: ShortCue[] = [
      ["HF_TAP", 1, "hands", 0],
      ["VF_SMILE", 1, "face", 0],
    ];
    timeline.add(packetOf(cues), 0);
    timeline.sample(450);
    timeline.interrupt(450);
    const vector = timeline.sample(660);
    expect(vector[SMILE]).toBeGreaterThan(0.1);
    expect(vector[RIGHT_HAND]).toBe(1);
  });

  test("does not let start what waits for the utterance", () => {
    const timeline = new Timeline(library);
    timeline.add(packetOf([["VF_SMILE", 1, "face", 300]], { utterance: UTTERANCE }), 0);
    timeline.interrupt(100);
    timeline.sample(600);
    expect(timeline.playing).toEqual([]);
  });
});
