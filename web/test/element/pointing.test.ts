import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CHANNEL_NAMES, channelIndex, Library, N_CHANNELS, Timeline } from "../../src/motion";
import { Player } from "../../src/session/player";
import { exchangeHands, HandExchange, pointingGesture } from "../../src/element/pointing";

const FILE = fileURLToPath(new URL("../../../conformance/timeline/library.bin", import.meta.url));
const LIBRARY = Library.fromBuffer(Uint8Array.from(readFileSync(FILE)).buffer);
const LEFT = channelIndex("handLeftVisibility");
const RIGHT = channelIndex("handRightVisibility");

describe("pointingGesture", () => {
  it.each([
    [-30, 0, "HF_POINT_SIDE", false],
    [30, -10, "HF_POINT_SIDE", true],
    [-4, -30, "HF_POINT_DOWN", false],
    [4, 0, "HF_POINT", true],
  ])("points to yaw %d, pitch %d with %s", (yawDeg, pitchDeg, capsuleId, isMirrored) => {
    expect(pointingGesture({ yawDeg, pitchDeg })).toEqual({ capsuleId, isMirrored });
  });
});

describe("exchangeHands", () => {
  it("is a mirror: twice is nothing, and sideways turns around", () => {
    const out = Float64Array.from({ length: N_CHANNELS }, (_, k) => Math.sin(k));
    const before = out.slice();
    exchangeHands(out);
    expect(out[channelIndex("handLeftX")]).toBe(-before[channelIndex("handRightX")]!);
    expect(out[channelIndex("handLeftIndexCurl")]).toBe(before[channelIndex("handRightIndexCurl")]);
    expect(out[channelIndex("jawOpen")]).toBe(before[channelIndex("jawOpen")]);
    exchangeHands(out);
    expect(out).toEqual(before);
  });
});

describe("HandExchange", () => {
  const frame = (left: number, right: number): Float64Array => {
    const out = new Float64Array(N_CHANNELS);
    out[LEFT] = left;
    out[RIGHT] = right;
    return out;
  };

  it("exchanges from rest to rest", () => {
    const exchange = new HandExchange();
    exchange.apply(frame(0, 0), 0);
    exchange.begin(0);
    for (const [ms, right] of [
      [100, 0.1],
      [500, 1],
      [1900, 0.3],
    ] as const) {
      const out = frame(0, right);
      exchange.apply(out, ms);
      expect([out[LEFT], out[RIGHT]]).toEqual([right, 0]);
    }
    exchange.apply(frame(0, 0), 2200);
    const later = frame(0, 1);
    exchange.apply(later, 2300);
    expect(later[RIGHT]).toBe(1);
  });

  it("does not begin while a hand is up: it would jump", () => {
    const exchange = new HandExchange();
    exchange.apply(frame(0, 0.5), 0);
    exchange.begin(0);
    const out = frame(0, 0.6);
    exchange.apply(out, 16);
    expect(out[RIGHT]).toBe(0.6);
  });

  it("gives up where no hand ever came", () => {
    const exchange = new HandExchange();
    exchange.begin(0);
    exchange.apply(frame(0, 0), 1300);
    const out = frame(0, 1);
    exchange.apply(out, 5000);
    expect(out[RIGHT]).toBe(1);
  });
});

describe("Player.gesture", () => {
  it("raises a hand without a packet, and keeps the mood", () => {
    const mood = { valence: 0.5, arousal: 0.2, dominance: 0.1 };
    const isRight = ({ channel }: { channel: number }): boolean =>
      CHANNEL_NAMES[channel]!.startsWith("handRight");
    const capsule = LIBRARY.ids.find((_, index) => LIBRARY.tracks(index).some(isRight))!;
    const greeted = (): Player => {
      const player = new Player();
      const hello = { session: "a", library: LIBRARY.hash, rig: "figure", baseline: mood, tMs: 0 };
      player.greet({ type: "hello", ...hello }, LIBRARY, 0, 0);
      return player;
    };
    const player = greeted();
    expect(player.gesture(capsule, 1, 100)).toBe(true);
    expect(player.gesture("HF_THERE_IS_NONE", 1, 100)).toBe(false);
    expect(player.sample(900, 900)[RIGHT]).toBeGreaterThan(0.3);
    const other = greeted();
    const smile = channelIndex("mouthSmileLeft");
    expect(player.sample(5000, 5000)[smile]).toBe(other.sample(5000, 5000)[smile]);
    expect(new Timeline(LIBRARY).sample(900)[RIGHT]).toBe(0);
  });
});
