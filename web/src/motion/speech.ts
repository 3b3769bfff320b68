/**
 * The mouth while it speaks: visemes on the timeline's clock.
 *
 * A voice delivers marks; each raises one viseme pose and lowers it again, with the overlaps that
 * co-articulation needs already in its times. Where marks overlap to more than one, they share.
 */
import * as table from "../generated/channels";
import type { ChannelVector } from "./channels";
import { minimumJerk } from "./curves";
import { TimelineError } from "./errors";

/** The 15 Oculus visemes, `sil` first, in OVRLipSync order. */
export const VISEME_NAMES: readonly string[] = table.VISEMES.map(([name]) => name);
export const VISEME_INDEX: ReadonlyMap<string, number> = new Map(
  VISEME_NAMES.map((name, index) => [name, index]),
);
const POSES = table.VISEMES.map(([, pose]) => pose);

/**
 * Channel index -> weight of a viseme at its peak.
 *
 * @throws TimelineError there is no such viseme.
 */
export function visemePose(name: string): ReadonlyMap<number, number> {
  const pose = POSES[VISEME_INDEX.get(name) ?? -1];
  if (pose === undefined) {
    throw new TimelineError(`viseme \`${name}\`: expected one of ${VISEME_NAMES.join(", ")}.`);
  }
  return new Map(pose);
}

/** One mouth shape: rises from `startMs`, holds between the peaks, is gone at `endMs`. */
export interface VisemeMark {
  /** Index into `VISEME_NAMES`. */
  readonly viseme: number;
  /** 0..1. */
  readonly peak: number;
  readonly startMs: number;
  readonly riseEndMs: number;
  readonly fallStartMs: number;
  readonly endMs: number;
}

function markWeight(mark: VisemeMark, tMs: number): number {
  const rise = (tMs - mark.startMs) / Math.max(mark.riseEndMs - mark.startMs, 1);
  const fall = (mark.endMs - tMs) / Math.max(mark.endMs - mark.fallStartMs, 1);
  return mark.peak * minimumJerk(Math.min(rise, fall));
}

/** A mark that was up at a time, gone within `PLAYING_SPEECH_RAMP_MS` after it. */
function cutMark(mark: VisemeMark, tMs: number): VisemeMark {
  const rampMs = table.PLAYING_SPEECH_RAMP_MS;
  const endMs = tMs + rampMs;
  if (mark.fallStartMs > tMs) return { ...mark, fallStartMs: tMs, endMs };
  if (mark.endMs <= endMs) return mark;
  const left = (mark.endMs - tMs) / Math.max(mark.endMs - mark.fallStartMs, 1);
  return { ...mark, fallStartMs: endMs - rampMs / left, endMs };
}

/** The marks that are playing or to come, in order of start. */
export class SpeechTrack {
  #marks: readonly VisemeMark[] = [];

  /**
   * Add marks in session time; they may overlap those that are there.
   *
   * @throws TimelineError a mark with an unknown viseme or times out of order.
   */
  say(marks: readonly VisemeMark[]): void {
    for (const [position, mark] of marks.entries()) checkMark(mark, position);
    this.#marks = [...this.#marks, ...marks].sort((a, b) => a.startMs - b.startMs);
  }

  /** Drop marks that ended before a time. */
  forgetBefore(tMs: number): void {
    const first = this.#marks[0];
    if (first !== undefined && first.endMs < tMs) {
      this.#marks = this.#marks.filter((mark) => mark.endMs >= tMs);
    }
  }

  /**
   * Close the mouth from `tMs` on, within `PLAYING_SPEECH_RAMP_MS`; nothing later is spoken.
   *
   * A mark that is up or rising falls from where it is; one that falls already goes on, faster where it
   * would take longer.
   */
  stop(tMs: number): void {
    this.#marks = this.#marks
      .filter((mark) => mark.startMs < tMs)
      .map((mark) => cutMark(mark, tMs));
  }

  /** How much speech owns the mouth, 0..1: one inside an utterance, eased at its ends. */
  level(tMs: number): number {
    const rampMs = table.PLAYING_SPEECH_RAMP_MS;
    let highest = 0;
    for (const mark of this.#marks) {
      if (mark.startMs - rampMs > tMs) break;
      const rise = (tMs - (mark.startMs - rampMs)) / rampMs;
      const fall = (mark.endMs + rampMs - tMs) / rampMs;
      highest = Math.max(highest, minimumJerk(Math.min(rise, fall)));
    }
    return highest;
  }

  /** Add the mouth's pose at a time to a channel vector. */
  addTo(out: ChannelVector, tMs: number): void {
    let total = 0;
    for (const mark of this.#marks) {
      if (mark.startMs > tMs) break;
      if (mark.endMs > tMs) total += markWeight(mark, tMs);
    }
    if (total <= 0) return;
    const share = 1 / Math.max(total, 1);
    for (const mark of this.#marks) {
      if (mark.startMs > tMs) break;
      if (mark.endMs <= tMs) continue;
      const weight = markWeight(mark, tMs) * share;
      for (const entry of POSES[mark.viseme]!) out[entry[0]]! += entry[1] * weight;
    }
  }
}

function checkMark(mark: VisemeMark, position: number): void {
  const { viseme, peak, startMs, riseEndMs, fallStartMs, endMs } = mark;
  const isOrdered = startMs <= riseEndMs && riseEndMs <= fallStartMs && fallStartMs <= endMs;
  if (isOrdered && peak >= 0 && peak <= 1 && POSES[viseme] !== undefined) return;
  throw new TimelineError(
    `viseme mark ${position}: ${JSON.stringify(mark)}; expected startMs <= riseEndMs <= ` +
      `fallStartMs <= endMs, a peak in 0..1 and a viseme in 0..${POSES.length - 1}.`,
  );
}
