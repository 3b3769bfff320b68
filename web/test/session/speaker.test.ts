import { describe, expect, it } from "vitest";
import type { VisemeMark } from "../../src/motion";
import { unit } from "../../src/motion/random32";
import { Speaker, type Surroundings } from "../../src/session/speaker";
import { FakeCard, FakeTime, openUtterance, spokenPacket } from "./world";

/** A page around a speaker: what it says and what goes wrong. */
class Page {
  readonly time = new FakeTime();
  readonly said: VisemeMark[] = [];
  readonly phrases: string[] = [];
  readonly shifts: number[] = [];
  readonly faults: unknown[] = [];
  isSpeaking = false;

  speaker(card: FakeCard, lengthMs: number): Speaker {
    const around: Surroundings = {
      sessionOf: (localMs) => localMs,
      say: (marks) => void this.said.push(...marks),
      shiftOnset: (_seq, byMs) => void this.shifts.push(byMs),
      hush: () => undefined,
      open: (path) => Promise.resolve(openUtterance(path, lengthMs)),
      onSpeaking: (isSpeaking) => {
        this.isSpeaking = isSpeaking;
      },
      onUnheard: () => undefined,
      onPhrase: (text) => void this.phrases.push(text),
      onSound: () => undefined,
      onFault: (error) => void this.faults.push(error),
    };
    return new Speaker(around, card, this.time);
  }
}

const OWN = Promise.resolve(true);
const TEN_MINUTES_MS = 600_000;

describe("sound and lips over ten minutes", () => {
  it.each([0, 0.001, -0.001])(
    "stay within 20 ms where the sound card's clock runs %d off",
    async (skew) => {
      const page = new Page();
      // What the browser says about its sound is itself a few ms off, each time.
      const card = new FakeCard(page.time.nowMs, skew, (n) => 8 * unit(5, n) - 4);
      const speaker = page.speaker(card, TEN_MINUTES_MS);
      void speaker.begin(spokenPacket(1, 0), 0, OWN);
      await page.time.pass(TEN_MINUTES_MS + 2000);
      expect(page.faults).toEqual([]);
      expect(page.said.length).toBe(TEN_MINUTES_MS / 120);
      const originS = card.played[0]!.startS;
      const worstMs = Math.max(
        ...page.said.map(({ startMs }, index) => {
          const heardMs = card.localMs(originS + (120 * index) / 1000);
          return Math.abs(startMs - heardMs);
        }),
      );
      expect(worstMs).toBeLessThan(20);
      // Placed once and for all at the beginning they would be off by 600 ms in the end.
      const onceMs = Math.abs(card.localMs(originS + 600) - (card.localMs(originS) + 600_000));
      if (skew !== 0) expect(onceMs).toBeGreaterThan(500);
      expect(page.isSpeaking).toBe(false);
    },
    20_000,
  );
});

describe("Speaker", () => {
  it("plays pieces one after the other without a gap", async () => {
    const page = new Page();
    const card = new FakeCard(page.time.nowMs);
    void page.speaker(card, 5000).begin(spokenPacket(1, 0), 0, OWN);
    await page.time.pass(6000);
    for (const [index, { startS }] of card.played.slice(1).entries()) {
      const before = card.played[index]!;
      expect(startS).toBeCloseTo(before.startS + before.nSamples / 24_000, 9);
    }
    expect(page.phrases).toEqual(["something"]);
  });

  it("moves the lips in silence where another tab asked", async () => {
    const page = new Page();
    const card = new FakeCard(page.time.nowMs);
    void page.speaker(card, 1200).begin(spokenPacket(1, 0), 0, Promise.resolve(false));
    await page.time.pass(2000);
    expect(card.played).toEqual([]);
    expect(page.said.length).toBe(10);
    expect(page.said[0]!.startMs).toBeGreaterThanOrEqual(130);
  });

  it("says nothing more after it was stopped", async () => {
    const page = new Page();
    const card = new FakeCard(page.time.nowMs);
    const speaker = page.speaker(card, 20_000);
    void speaker.begin(spokenPacket(1, 0), 0, OWN);
    await page.time.pass(3000);
    const nSaid = page.said.length;
    speaker.stop();
    await page.time.pass(5000);
    expect([page.said.length, card.nCuts, page.isSpeaking]).toEqual([nSaid, 1, false]);
  });

  it("opens the mouth evenly where visemes are not aligned", async () => {
    const page = new Page();
    const card = new FakeCard(page.time.nowMs);
    const speaker = page.speaker(card, 4800);
    speaker.alignsVisemes = false;
    void speaker.begin(spokenPacket(1, 0), 0, OWN);
    await page.time.pass(6000);
    expect(page.said.length).toBe(20);
    const gaps = page.said.slice(1).map(({ startMs }, k) => startMs - page.said[k]!.startMs);
    for (const gap of gaps) expect(gap).toBeCloseTo(240, 0);
    expect(new Set(page.said.map(({ peak }) => peak)).size).toBe(1);
  });
});
