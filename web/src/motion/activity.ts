/**
 * The timed history of what the avatar does: its activity and arousal, as idle life reads them.
 *
 * Idle life is a function of clock, seed and this history. Each entry carries what has been integrated up
 * to its start (breathing phase, drift gain), so that a look-up needs only the entry it falls into.
 */
import * as table from "../generated/channels";
import { minimumJerk } from "./curves";
import { TimelineError } from "./errors";

/** How idle life behaves during one activity. */
export interface Activity {
  readonly name: string;
  readonly blinkPerMin: number;
  /** Mean time the gaze rests on the partner. */
  readonly mutualS: number;
  /** Mean time it rests elsewhere. */
  readonly awayS: number;
  /** Scale of head drift. */
  readonly headGain: number;
  /** Where an averted gaze is drawn to, in degrees. */
  readonly lookYawDeg: number;
  readonly lookPitchDeg: number;
}

export const ACTIVITIES: readonly Activity[] = table.STATES.map(
  ([name, blinkPerMin, mutualS, awayS, headGain, [lookYawDeg, lookPitchDeg]]) => ({
    name,
    blinkPerMin,
    mutualS,
    awayS,
    headGain,
    lookYawDeg,
    lookPitchDeg,
  }),
);
export const ACTIVITY_INDEX: ReadonlyMap<string, number> = new Map(
  ACTIVITIES.map((activity, index) => [activity.name, index]),
);

const MAX_SEGMENTS = 1024;
const MS_PER_MIN = 60000;

/** One stretch of time with one activity and one arousal. */
export interface Segment {
  readonly startMs: number;
  readonly activity: Activity;
  readonly breathsPerMs: number;
  /** Cycles breathed before `startMs`. */
  readonly breathPhase: number;
  /** Drift gain at `startMs`; it moves to `gainTo` within `IDLE_DRIFT_GAIN_MS`. */
  readonly gainFrom: number;
  /** The activity's own, larger where arousal is high: who is excited cannot keep still. */
  readonly gainTo: number;
}

/** Segments in time order, the last one open. `generation` changes whenever the past may have. */
export class ActivityHistory {
  generation = 0;
  readonly #segments: Segment[];

  constructor() {
    const activity = activityAt(0);
    this.#segments = [
      {
        startMs: 0,
        activity,
        breathsPerMs: breathsPerMs(0),
        breathPhase: 0,
        gainFrom: activity.headGain,
        gainTo: activity.headGain,
      },
    ];
  }

  /**
   * From `tMs` on, do this. A time before the last entry replaces the entries after it.
   *
   * @param activity Index into `ACTIVITIES`.
   * @throws TimelineError the time is not finite or the activity is unknown.
   */
  append(tMs: number, activity: number, arousal: number): void {
    if (!(tMs > -1e15 && tMs < 1e15)) {
      throw new TimelineError(`activity at tMs=${tMs}: expected a finite time in ms.`);
    }
    const entered = activityAt(activity);
    const segments = this.#segments;
    const startMs = Math.max(tMs, 0);
    while (segments.length > 1 && this.segment(segments.length - 1).startMs >= startMs) {
      segments.pop();
    }
    const segment: Segment = {
      startMs,
      activity: entered,
      breathsPerMs: breathsPerMs(arousal),
      breathPhase: this.breathPhase(startMs),
      gainFrom: this.driftGain(startMs),
      gainTo: entered.headGain * (1 + table.IDLE_DRIFT_AROUSAL * arousal),
    };
    const last = segments.length - 1;
    if (this.segment(last).startMs >= startMs) segments[last] = segment;
    else segments.push(segment);
    if (segments.length > MAX_SEGMENTS) segments.splice(0, MAX_SEGMENTS / 2);
    this.generation += 1;
  }

  /** Index of the segment that holds at a time. */
  position(tMs: number): number {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (tMs < this.segment(middle).startMs) high = middle;
      else low = middle + 1;
    }
    return Math.max(low - 1, 0);
  }

  segment(position: number): Segment {
    return this.#segments[position]!;
  }

  /** When a segment ends; infinity for the last. */
  endOf(position: number): number {
    return this.#segments[position + 1]?.startMs ?? Infinity;
  }

  activityAt(tMs: number): Activity {
    return this.segment(this.position(tMs)).activity;
  }

  /** Breath cycles since time zero. */
  breathPhase(tMs: number): number {
    const segment = this.segment(this.position(tMs));
    return segment.breathPhase + (tMs - segment.startMs) * segment.breathsPerMs;
  }

  /** Scale of head drift, eased from one activity and arousal to the next. */
  driftGain(tMs: number): number {
    const segment = this.segment(this.position(tMs));
    const share = minimumJerk((tMs - segment.startMs) / table.IDLE_DRIFT_GAIN_MS);
    return segment.gainFrom + (segment.gainTo - segment.gainFrom) * share;
  }
}

function activityAt(index: number): Activity {
  const activity = ACTIVITIES[index];
  if (activity === undefined) {
    throw new TimelineError(`activity ${index} is unknown; expected 0..${ACTIVITIES.length - 1}.`);
  }
  return activity;
}

function breathsPerMs(arousal: number): number {
  const [slow, fast] = table.IDLE_BREATH_PER_MIN;
  return (slow + (fast - slow) * (arousal + 1) * 0.5) / MS_PER_MIN;
}
