/**
 * A server, a sound card and a page in one process, for tests of speaking: clocks may run at different speeds,
 * and what is sent may arrive in any order.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Library } from "../../src/motion";
import type { Channel, SoundCard } from "../../src/session/loudspeaker";
import type { Hearing } from "../../src/session/voiceSchedule";
import type { Timing } from "../../src/session/speaker";
import { NO_META, type Packet } from "../../src/wire";
import { streamOf, textStream } from "./streams";

const FILE = fileURLToPath(new URL("../../../conformance/timeline/library.bin", import.meta.url));
export const LIBRARY = Library.fromBuffer(Uint8Array.from(readFileSync(FILE)).buffer);
export const REST = { valence: 0, arousal: 0, dominance: 0 };
export const RATE_HZ = 24_000;

/** A piece of sound that was scheduled. */
export interface Played {
  readonly startS: number;
  readonly nSamples: number;
}

/** A sound card whose clock runs on its own: `skew` of 0.001 is one millisecond a second too fast. */
export class FakeCard implements SoundCard {
  readonly played: Played[] = [];
  nCuts = 0;
  readonly #nowMs: () => number;
  readonly #skew: number;
  readonly #jitterMs: (n: number) => number;
  #nAsked = 0;

  constructor(nowMs: () => number, skew = 0, jitterMs: (n: number) => number = () => 0) {
    this.#nowMs = nowMs;
    this.#skew = skew;
    this.#jitterMs = jitterMs;
  }

  /** Context time of a local time, s. */
  contextS(localMs: number): number {
    return (localMs * (1 + this.#skew)) / 1000;
  }

  /** Local time at which a context time is heard, ms. */
  localMs(contextS: number): number {
    return (contextS * 1000) / (1 + this.#skew);
  }

  get earliestS(): number {
    return this.contextS(this.#nowMs()) + 0.03;
  }

  wake(): Promise<boolean> {
    return Promise.resolve(true);
  }

  hearing(sessionOf: (localMs: number) => number): Hearing {
    this.#nAsked += 1;
    const localMs = this.#nowMs();
    const contextS = this.contextS(localMs) + this.#jitterMs(this.#nAsked) / 1000;
    return { contextS, sessionMs: sessionOf(localMs) };
  }

  channel(): Channel {
    return {
      play: (samples, startS) => void this.played.push({ startS, nSamples: samples.length }),
      cut: () => {
        this.nCuts += 1;
      },
    };
  }
}

/** A clock and timers that a test moves; everything that is due happens in order, promises in between. */
export class FakeTime implements Timing {
  #nowMs = 0;
  #timers: { atMs: number; readonly call: () => void; readonly periodMs: number }[] = [];

  readonly nowMs = (): number => this.#nowMs;

  readonly every = (periodMs: number, call: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + periodMs, call, periodMs };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };

  /** Do something after a while. */
  after(waitMs: number, call: () => void): void {
    this.#timers.push({ atMs: this.#nowMs + waitMs, call, periodMs: 0 });
  }

  /** Settle after a while. */
  passed<T>(waitMs: number, value: T): Promise<T> {
    return new Promise((resolve) => {
      this.after(waitMs, () => {
        resolve(value);
      });
    });
  }

  /** Let time pass. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const due = this.#timers.filter((one) => one.atMs <= endMs);
      if (due.length === 0) break;
      const next = due.reduce((first, one) => (one.atMs < first.atMs ? one : first));
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      if (next.periodMs > 0) next.atMs += next.periodMs;
      else this.#timers = this.#timers.filter((one) => one !== next);
      next.call();
      await settle();
    }
    this.#nowMs = endMs;
  }
}

/** Let every promise that can go on go on. */
async function settle(): Promise<void> {
  // A macrotask: streams take several turns of the microtask queue.
  await new Promise((resolve) => setImmediate(resolve));
}

/** The marks of an utterance: a mouth shape every 120 ms, as lines. */
export function marksText(lengthMs: number): string {
  const lines: object[] = [
    { kind: "voice", name: "test", is_silent: false },
    { kind: "phrase", text: "something", start_ms: 0, end_ms: lengthMs },
  ];
  for (let startMs = 0; startMs + 120 <= lengthMs; startMs += 120) {
    const times = { start_ms: startMs, rise_end_ms: startMs + 40, fall_start_ms: startMs + 80 };
    lines.push({ kind: "viseme", viseme: "aa", peak: 0.9, ...times, end_ms: startMs + 120 });
  }
  lines.push({ kind: "end", reason: "complete", end_ms: lengthMs });
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/** The two streams of an utterance of this length. */
export function openUtterance(path: string, lengthMs: number): ReadableStream<Uint8Array> {
  if (path.endsWith("marks")) return textStream(marksText(lengthMs), 4096);
  const bytesPerS = 2 * RATE_HZ;
  const total = 2 * Math.round((lengthMs * RATE_HZ) / 1000);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < total; at += bytesPerS) {
    pieces.push(new Uint8Array(Math.min(bytesPerS, total - at)));
  }
  return streamOf(pieces);
}

/** A packet that speaks. */
export function spokenPacket(seq: number, tMs: number): Packet {
  return {
    v: 1,
    seq,
    tMs,
    onsetMs: 130,
    seed: seq,
    videoBlend: [],
    voiceBlend: [],
    mood: REST,
    context: null,
    utterance: "0123456789abcdefghjkmnpqrs",
    meta: NO_META,
  };
}
