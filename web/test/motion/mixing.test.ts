/** The mixer's columns give, to the bit, what its plain twin gives. */
import { expect, test } from "vitest";
import { MAXIMUM, NEUTRAL } from "../../src/motion";
import { byPrecedence, Mixer, mixPlainly, type PlayingCue } from "../../src/motion/mixing";
import { signedUnit, unit } from "../../src/motion/random32";
import { goldenLibrary } from "./fixtures";

const library = goldenLibrary();

/** A cue whose every property is drawn. */
function drawnCue(seed: number, arrival: number): PlayingCue {
  const draw = (k: number, size: number): number => Math.floor(unit(seed, arrival * 16 + k) * size);
  const capsule = draw(0, library.length);
  const { durationMs, attackMs, releaseMs, flags } = library.sections;
  const startMs = 2000 * unit(seed, arrival * 16 + 1);
  const isCancelled = draw(2, 3) === 0;
  return {
    capsuleId: library.ids[capsule] ?? "",
    tracks: library.tracks(capsule),
    blend: draw(3, 3),
    priority: draw(4, 4),
    rank: draw(5, 2),
    arrival,
    startMs: draw(6, 4) === 0 ? 1000 : startMs,
    durationMs: (durationMs[capsule] ?? 1) * 1.037,
    weight: 2 * unit(seed, arrival * 16 + 7),
    attackMs: attackMs[capsule] ?? 0,
    releaseMs: releaseMs[capsule] ?? 0,
    isLoop: flags[capsule] === 1,
    speaks: false,
    cancelMs: isCancelled ? 180 : 0,
    cancelEndMs: isCancelled ? startMs + 400 : 1e15,
  };
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])("seed %i: columns equal the plain twin", (seed) => {
  const mixer = new Mixer();
  for (const nCues of [0, 1, 5, 30, 150, 8]) {
    const cues = Array.from({ length: nCues }, (_, arrival) => drawnCue(seed, arrival));
    mixer.rebuild(cues);
    for (let k = 0; k < 60; k += 1) {
      const tMs = 1500 + 2000 * signedUnit(seed, 90000 + k);
      const out = NEUTRAL.slice();
      mixer.addTo(out, tMs);
      mixer.shape(out);
      expect(out).toEqual(mixPlainly(cues, NEUTRAL, tMs));
    }
  }
});

test("the order of cues does not matter, their precedence does", () => {
  const cues = Array.from({ length: 40 }, (_, arrival) => drawnCue(77, arrival));
  expect(mixPlainly([...cues].reverse(), MAXIMUM, 1200)).toEqual(mixPlainly(cues, MAXIMUM, 1200));
});

test("precedence is priority, then start, then rank, then id, then arrival", () => {
  const base = drawnCue(5, 0);
  const rising: PlayingCue[] = [
    { ...base, priority: 1, startMs: 9, rank: 9, capsuleId: "Z_9", arrival: 9 },
    { ...base, priority: 2, startMs: 1, rank: 9, capsuleId: "Z_9", arrival: 9 },
    { ...base, priority: 2, startMs: 2, rank: 1, capsuleId: "Z_9", arrival: 9 },
    { ...base, priority: 2, startMs: 2, rank: 2, capsuleId: "A_1", arrival: 9 },
    { ...base, priority: 2, startMs: 2, rank: 2, capsuleId: "A_2", arrival: 1 },
    { ...base, priority: 2, startMs: 2, rank: 2, capsuleId: "A_2", arrival: 2 },
  ];
  expect([...rising].reverse().sort(byPrecedence)).toEqual(rising);
});
