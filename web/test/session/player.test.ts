import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Library, N_CHANNELS, NEUTRAL } from "../../src/motion";
import { Player, STALE_MS, unblended } from "../../src/session/player";
import { NO_META, type Hello, type Packet } from "../../src/wire";

const FILE = fileURLToPath(new URL("../../../conformance/timeline/library.bin", import.meta.url));
const LIBRARY = Library.fromBuffer(Uint8Array.from(readFileSync(FILE)).buffer);
const REST = { valence: 0, arousal: 0, dominance: 0 };

function hello(session: string): Hello {
  return { type: "hello", session, library: LIBRARY.hash, rig: "figure", baseline: REST, tMs: 0 };
}

function packet(seq: number, tMs: number): Packet {
  const cid = LIBRARY.ids[0]!;
  return {
    v: 1,
    seq,
    tMs,
    onsetMs: 130,
    seed: seq,
    videoBlend: [{ cid, weight: 1, layer: "hands", atMs: 0 }],
    voiceBlend: [],
    mood: { valence: 0.8, arousal: 0.4, dominance: 0.2 },
    context: null,
    utterance: null,
    meta: NO_META,
  };
}

function poses(player: Player, fromMs: number, toMs: number): Float64Array[] {
  const found: Float64Array[] = [];
  for (let ms = fromMs; ms < toMs; ms += 16) found.push(Float64Array.from(player.sample(ms, ms)));
  return found;
}

describe("Player", () => {
  it("is neutral before the first hello", () => {
    const player = new Player();
    expect(player.isReady).toBe(false);
    expect([...player.sample(0, 0)]).toEqual([...NEUTRAL]);
  });

  it("shows the same idle life to every viewer of a session, and another in another", () => {
    const [one, two, other] = ["a1", "a1", "b2"].map((session) => {
      const player = new Player();
      player.greet(hello(session), LIBRARY, 0, 0);
      return poses(player, 0, 4000);
    });
    expect(one).toEqual(two);
    expect(one).not.toEqual(other);
  });

  it("plays a packet and remembers its number", () => {
    const [idle, moved] = [false, true].map((plays) => {
      const player = new Player();
      player.greet(hello("a1"), LIBRARY, 0, 0);
      if (plays) {
        const arrival = player.play(packet(4, 100), 40, 101, 101);
        expect([arrival.startMs, arrival.binaryBytes, player.lastSeq]).toEqual([101, 40, 4]);
        expect(arrival.jsonBytes).toBeLessThan(500);
      }
      return poses(player, 101, 1500);
    });
    expect(moved).not.toEqual(idle);
  });

  it("does not play what is long past, but remembers its number", () => {
    const player = new Player();
    player.greet(hello("a1"), LIBRARY, 0, 0);
    const arrival = player.play(packet(9, 100), 40, 9000, 101 + STALE_MS);
    expect([arrival.startMs, player.lastSeq]).toEqual([null, 9]);
    expect(player.counts).toEqual({ unknown: 0, failed: 0, dropped: 0, invalid: 0 });
  });

  it("keeps the timeline when only the personality changed", () => {
    const player = new Player();
    player.greet(hello("a1"), LIBRARY, 0, 0);
    player.play(packet(4, 0), 40, 0, 0);
    player.greet({ ...hello("a1"), baseline: { ...REST, valence: 0.5 } }, LIBRARY, 10, 10);
    expect(player.lastSeq).toBe(4);
  });

  it("glides into a new session without a step, and asks it for everything", () => {
    const player = new Player();
    player.greet(hello("a1"), LIBRARY, 0, 0);
    player.play(packet(4, 0), 40, 0, 0);
    let last = poses(player, 0, 900).at(-1)!;
    player.greet(hello("b2"), LIBRARY, 900, 0);
    expect(player.lastSeq).toBeNull();
    for (let ms = 900; ms < 1700; ms += 16) {
      const now = Float64Array.from(player.sample(ms - 900, ms));
      const worst = Math.max(...now.map((value, channel) => Math.abs(value - last[channel]!)));
      // The largest channels are in degrees: a step from rest would be tens of them.
      expect(worst).toBeLessThan(6);
      last = now;
    }
    expect(last.length).toBe(N_CHANNELS);
  });

  it("follows a state: the mood moves the face", () => {
    const player = new Player();
    player.greet(hello("a1"), LIBRARY, 0, 0);
    const rest = poses(player, 0, 2000).at(-1)!;
    const sad = { valence: -0.8, arousal: -0.2, dominance: -0.4 };
    const moved = new Player();
    moved.greet(hello("a1"), LIBRARY, 0, 0);
    moved.settle({ type: "state", tMs: 0, mood: sad, activity: "rest" }, 0);
    expect(poses(moved, 0, 2000).at(-1)).not.toEqual(rest);
  });

  it("counts a capsule that this library lacks, and plays on", () => {
    const player = new Player();
    player.greet(hello("a1"), LIBRARY, 0, 0);
    const missing = { cid: "HF_THERE_IS_NONE", weight: 1, layer: "hands", atMs: 0 } as const;
    const sent = packet(4, 0);
    player.play({ ...sent, videoBlend: [missing, ...sent.videoBlend] }, 40, 0, 0);
    poses(player, 0, 900);
    expect(player.counts).toMatchObject({ unknown: 1, invalid: 0 });
    const other = new Player();
    other.greet(hello("a1"), LIBRARY, 0, 0);
    expect(poses(player, 0, 900)).not.toEqual(poses(other, 0, 900));
  });

  it("plays only the heaviest cue of each layer where it does not blend", () => {
    const sent: Packet = {
      ...packet(4, 0),
      videoBlend: [
        { cid: "A_1", weight: 0.3, layer: "hands", atMs: 0 },
        { cid: "A_2", weight: 0.6, layer: "hands", atMs: 5 },
        { cid: "A_3", weight: 0.6, layer: "hands", atMs: 9 },
        { cid: "B_1", weight: 0.2, layer: "face", atMs: 80 },
      ],
    };
    expect(unblended(sent).videoBlend).toEqual([
      { cid: "A_2", weight: 1, layer: "hands", atMs: 5 },
      { cid: "B_1", weight: 1, layer: "face", atMs: 80 },
    ]);
  });
});
