import { describe, expect, it } from "vitest";
import { LineReader, readMark } from "../../src/session/markLines";
import { contextAt, VoiceSchedule } from "../../src/session/voiceSchedule";

const RATE_HZ = 24_000;

describe("VoiceSchedule", () => {
  it("lets pieces follow each other without a gap, on whole samples", () => {
    const schedule = new VoiceSchedule(1.000_013, RATE_HZ);
    let wantedS = schedule.originS;
    for (const nSamples of [8192, 1, 999, 8192]) {
      const startS = schedule.append(nSamples, 0);
      expect(startS).toBeCloseTo(wantedS, 9);
      expect(Math.abs(startS * RATE_HZ - Math.round(startS * RATE_HZ))).toBeLessThan(1e-6);
      wantedS = startS + nSamples / RATE_HZ;
    }
    expect(schedule.nSlips).toBe(0);
  });

  it("moves the rest when a piece comes too late, and only then", () => {
    const schedule = new VoiceSchedule(2, RATE_HZ);
    schedule.append(24_000, 1.9);
    expect(schedule.append(24_000, 3.25)).toBeCloseTo(3.25, 6);
    expect(schedule.nSlips).toBe(1);
    expect(schedule.append(24_000, 3.3)).toBeCloseTo(4.25, 6);
    expect(schedule.nSlips).toBe(1);
    expect(schedule.originS).toBeCloseTo(2.25, 6);
    expect(schedule.endMs).toBe(3000);
  });

  it("maps audio time to session time and back", () => {
    const schedule = new VoiceSchedule(5, RATE_HZ);
    const hearing = { contextS: 4.5, sessionMs: 60_000 };
    expect(schedule.sessionMs(250, hearing)).toBeCloseTo(60_750, 6);
    expect(schedule.audioMs(60_750, hearing)).toBeCloseTo(250, 6);
    expect(contextAt(60_500, hearing)).toBeCloseTo(5, 9);
  });

  it("follows a sound card that runs slow", () => {
    const schedule = new VoiceSchedule(0, RATE_HZ);
    // After 100 s of session time the card has played 20 ms less.
    const hearing = { contextS: 99.98, sessionMs: 100_000 };
    expect(schedule.sessionMs(101_000, hearing)).toBeCloseTo(101_020, 6);
  });
});

describe("marks", () => {
  it("joins lines that were cut anywhere", () => {
    const reader = new LineReader();
    expect(reader.read('{"kind":"vo')).toEqual([]);
    expect(reader.read('ice"}\n{"kind":"end"}\n{')).toEqual(['{"kind":"voice"}', '{"kind":"end"}']);
  });

  it("reads what moves the mouth and refuses a shape without its times", () => {
    expect(readMark('{"kind":"voice","is_silent":true}')).toEqual({
      kind: "voice",
      isSilent: true,
    });
    expect(readMark('{"kind":"phoneme","name":"AA"}')).toBeNull();
    expect(() => readMark('{"kind":"viseme","viseme":"aa","peak":1}')).toThrow("start_ms");
  });
});
