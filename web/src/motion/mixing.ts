/**
 * How playing cues become channel values: look-up, envelope, and the rules where two meet.
 *
 * `Mixer` is the fast path: columns over every playing track, laid out when a cue comes or goes.
 * `mixPlainly` is its plain twin; a test holds the two equal to the bit, and golden traces hold both to
 * Python's.
 *
 * On each channel, in order of precedence (lowest first): additive tracks sum, multiply tracks scale the
 * distance from neutral, override tracks cross-fade to their value by their envelope. So the highest
 * priority has the last word, and ties go to the later start, then to the domain's rank, then to the id.
 */
import { NEUTRAL, type ChannelVector } from "./channels";
import { cubicAt, minimumJerk, sampleTrack, type BakedTrack } from "./curves";

export const ADDITIVE = 0;
export const OVERRIDE = 1;
export const MULTIPLY = 2;
/** End of a loop that nobody cancelled; far behind any clock, yet exact to subtract from. */
export const FOREVER_MS = 1e15;

/** The order of the stages; within one, precedence decides. */
const STAGES = [ADDITIVE, MULTIPLY, OVERRIDE] as const;

/** One cue whose draws are made: what plays, from when to when, how strongly. */
export interface PlayingCue {
  readonly capsuleId: string;
  readonly tracks: readonly BakedTrack[];
  readonly blend: number;
  readonly priority: number;
  /** Of the capsule's domain. */
  readonly rank: number;
  /** Order of arrival, the last tie-break. */
  readonly arrival: number;
  readonly startMs: number;
  /** Of one pass, tempo and jitter included. */
  readonly durationMs: number;
  readonly weight: number;
  readonly attackMs: number;
  readonly releaseMs: number;
  readonly isLoop: boolean;
  /** Belongs to an utterance, so an interruption ends it. */
  readonly speaks: boolean;
  /** Length of the release after an interruption; 0 while there was none. */
  cancelMs: number;
  /** When that release is over; `FOREVER_MS` while there was none. */
  cancelEndMs: number;
}

/** When a cue is over; `FOREVER_MS` for a loop. */
export function endOf(cue: PlayingCue): number {
  const naturalMs = cue.isLoop ? FOREVER_MS : cue.startMs + cue.durationMs;
  return Math.min(naturalMs, cue.cancelEndMs);
}

/** Sorts lowest precedence first: priority, start, domain rank, id, order of arrival. */
export function byPrecedence(a: PlayingCue, b: PlayingCue): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  if (a.startMs !== b.startMs) return a.startMs - b.startMs;
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.capsuleId !== b.capsuleId) return a.capsuleId < b.capsuleId ? -1 : 1;
  return a.arrival - b.arrival;
}

/**
 * Attack, release and cancellation of a cue, 0..1, never a step.
 *
 * A length of zero leaves that ramp out: then the curve itself starts or ends at zero.
 */
export function envelope(cue: PlayingCue, tMs: number): number {
  const attack = cue.attackMs > 0 ? (tMs - cue.startMs) * (1 / cue.attackMs) : 1;
  let release = 1;
  if (cue.releaseMs > 0 && !cue.isLoop) {
    release = (cue.startMs + cue.durationMs - tMs) * (1 / cue.releaseMs);
  }
  const cancel = cue.cancelMs > 0 ? (cue.cancelEndMs - tMs) * (1 / cue.cancelMs) : 1;
  return minimumJerk(Math.min(attack, release, cancel));
}

/** Where in its curve a cue is, 0..1. */
export function progress(cue: PlayingCue, tMs: number): number {
  const u = (tMs - cue.startMs) * (1 / cue.durationMs);
  if (cue.isLoop) return u - Math.floor(u);
  return Math.min(Math.max(u, 0), 1);
}

/**
 * The channel vector of these cues over a base: both stages, plain and slow, not clamped.
 *
 * @param cues In any order.
 * @param base (N_CHANNELS,) what moves below the cues; unchanged.
 */
export function mixPlainly(
  cues: readonly PlayingCue[],
  base: ChannelVector,
  tMs: number,
): ChannelVector {
  const out = base.slice();
  const ordered = [...cues].sort(byPrecedence);
  for (const blend of STAGES) {
    for (const cue of ordered) {
      if (cue.blend === blend) applyPlainly(cue, out, tMs);
    }
  }
  return out;
}

function applyPlainly(cue: PlayingCue, out: ChannelVector, tMs: number): void {
  const gain = cue.weight * envelope(cue, tMs);
  const u = progress(cue, tMs);
  for (const track of cue.tracks) {
    const { channel } = track;
    out[channel] = blended(
      cue.blend,
      out[channel]!,
      NEUTRAL[channel]!,
      sampleTrack(track, u),
      gain,
    );
  }
}

/** A channel's value after one track had its say. */
function blended(
  blend: number,
  here: number,
  neutral: number,
  value: number,
  gain: number,
): number {
  if (blend === ADDITIVE) return here + value * gain;
  if (blend === MULTIPLY) return neutral + (here - neutral) * (1 + value * gain);
  return here + (neutral + value - here) * Math.min(gain, 1);
}

/** One number of every playing cue, and how long the columns are before they have to grow. */
class CueColumns {
  readonly start: Float64Array;
  readonly perDuration: Float64Array;
  readonly weight: Float64Array;
  readonly isLoop: Uint8Array;
  // A ramp is (t - origin) * slope + offset; slope 0 and offset 1 leave it out. An attack's origin is the start.
  readonly attackSlope: Float64Array;
  readonly attackOffset: Float64Array;
  readonly releaseOrigin: Float64Array;
  readonly releaseSlope: Float64Array;
  readonly releaseOffset: Float64Array;
  readonly cancelOrigin: Float64Array;
  readonly cancelSlope: Float64Array;
  readonly cancelOffset: Float64Array;
  /** At the time that was mixed last: where in its curve, and weight times envelope. */
  readonly u: Float64Array;
  readonly gain: Float64Array;

  constructor(readonly capacity: number) {
    this.start = new Float64Array(capacity);
    this.perDuration = new Float64Array(capacity);
    this.weight = new Float64Array(capacity);
    this.isLoop = new Uint8Array(capacity);
    this.attackSlope = new Float64Array(capacity);
    this.attackOffset = new Float64Array(capacity);
    this.releaseOrigin = new Float64Array(capacity);
    this.releaseSlope = new Float64Array(capacity);
    this.releaseOffset = new Float64Array(capacity);
    this.cancelOrigin = new Float64Array(capacity);
    this.cancelSlope = new Float64Array(capacity);
    this.cancelOffset = new Float64Array(capacity);
    this.u = new Float64Array(capacity);
    this.gain = new Float64Array(capacity);
  }

  set(at: number, cue: PlayingCue): void {
    this.start[at] = cue.startMs;
    this.perDuration[at] = 1 / cue.durationMs;
    this.weight[at] = cue.weight;
    this.isLoop[at] = Number(cue.isLoop);
    this.attackSlope[at] = slope(cue.attackMs);
    this.attackOffset[at] = cue.attackMs > 0 ? 0 : 1;
    const releaseMs = cue.isLoop ? 0 : cue.releaseMs;
    this.releaseOrigin[at] = cue.isLoop ? 0 : cue.startMs + cue.durationMs;
    this.releaseSlope[at] = -slope(releaseMs);
    this.releaseOffset[at] = releaseMs > 0 ? 0 : 1;
    this.cancelOrigin[at] = cue.cancelMs > 0 ? cue.cancelEndMs : 0;
    this.cancelSlope[at] = -slope(cue.cancelMs);
    this.cancelOffset[at] = cue.cancelMs > 0 ? 0 : 1;
  }

  /** Fill `u` and `gain` of the first `n` cues at a time. */
  compute(n: number, tMs: number): void {
    for (let cue = 0; cue < n; cue += 1) {
      const sinceMs = tMs - this.start[cue]!;
      const u = sinceMs * this.perDuration[cue]!;
      this.u[cue] = this.isLoop[cue] === 1 ? u - Math.floor(u) : Math.min(Math.max(u, 0), 1);
      const attack = sinceMs * this.attackSlope[cue]! + this.attackOffset[cue]!;
      const release =
        (tMs - this.releaseOrigin[cue]!) * this.releaseSlope[cue]! + this.releaseOffset[cue]!;
      const cancel =
        (tMs - this.cancelOrigin[cue]!) * this.cancelSlope[cue]! + this.cancelOffset[cue]!;
      this.gain[cue] = this.weight[cue]! * minimumJerk(Math.min(attack, release, cancel));
    }
  }
}

/** One number of every playing track, in the order in which they are applied. */
class TrackColumns {
  readonly cue: Uint16Array;
  readonly channel: Uint8Array;
  readonly intervals: Float64Array;
  readonly scale: Float64Array;
  readonly firstSample: Uint32Array;
  /** At the time that was mixed last, in the channel's unit. */
  readonly value: Float64Array;

  constructor(readonly capacity: number) {
    this.cue = new Uint16Array(capacity);
    this.channel = new Uint8Array(capacity);
    this.intervals = new Float64Array(capacity);
    this.scale = new Float64Array(capacity);
    this.firstSample = new Uint32Array(capacity);
    this.value = new Float64Array(capacity);
  }

  set(at: number, cue: number, track: BakedTrack): void {
    this.cue[at] = cue;
    this.channel[at] = track.channel;
    this.intervals[at] = track.intervals;
    this.scale[at] = track.scale;
    this.firstSample[at] = track.firstSample;
  }
}

/** The playing cues as columns; laid out when one comes or goes, allocation-free in between. */
export class Mixer {
  #nCues = 0;
  #cues = new CueColumns(64);
  #tracks = new TrackColumns(512);
  /** The samples that each track points into. */
  #samples: Int16Array[] = [];
  // Tracks 0..#nAdditive add, up to #nMultiplied they multiply, up to #nTracks they override.
  #nAdditive = 0;
  #nMultiplied = 0;
  #nTracks = 0;

  /** Lay out these cues; the only place that allocates. */
  rebuild(cues: readonly PlayingCue[]): void {
    const ordered = [...cues].sort(byPrecedence);
    this.#nCues = ordered.length;
    if (ordered.length > this.#cues.capacity) this.#cues = new CueColumns(ordered.length * 2);
    for (const [position, cue] of ordered.entries()) this.#cues.set(position, cue);
    const nTracks = ordered.reduce((total, cue) => total + cue.tracks.length, 0);
    if (nTracks > this.#tracks.capacity) this.#tracks = new TrackColumns(nTracks * 2);
    this.#samples = [];
    this.#nAdditive = this.#layOutTracks(ordered, ADDITIVE);
    this.#nMultiplied = this.#layOutTracks(ordered, MULTIPLY);
    this.#nTracks = this.#layOutTracks(ordered, OVERRIDE);
  }

  /** Append the tracks of one blend mode; returns how many there are now. */
  #layOutTracks(ordered: readonly PlayingCue[], blend: number): number {
    for (const [position, cue] of ordered.entries()) {
      if (cue.blend !== blend) continue;
      for (const track of cue.tracks) {
        this.#tracks.set(this.#samples.length, position, track);
        this.#samples.push(track.samples);
      }
    }
    return this.#samples.length;
  }

  /** First stage: add every additive track at a time to `out` (N_CHANNELS,), in place. */
  addTo(out: ChannelVector, tMs: number): void {
    this.#cues.compute(this.#nCues, tMs);
    this.#computeValues();
    const { cue, channel, value } = this.#tracks;
    const { gain } = this.#cues;
    for (let row = 0; row < this.#nAdditive; row += 1) {
      out[channel[row]!]! += value[row]! * gain[cue[row]!]!;
    }
  }

  /** Second stage, for the same time: multiply and override tracks have the last word. */
  shape(out: ChannelVector): void {
    const { cue, channel, value } = this.#tracks;
    const { gain } = this.#cues;
    for (let row = this.#nAdditive; row < this.#nTracks; row += 1) {
      const blend = row < this.#nMultiplied ? MULTIPLY : OVERRIDE;
      const at = channel[row]!;
      out[at] = blended(blend, out[at]!, NEUTRAL[at]!, value[row]!, gain[cue[row]!]!);
    }
  }

  #computeValues(): void {
    const { cue, intervals, scale, firstSample, value } = this.#tracks;
    const { u } = this.#cues;
    const samples = this.#samples;
    for (let row = 0; row < this.#nTracks; row += 1) {
      const position = u[cue[row]!]! * intervals[row]!;
      const interval = Math.min(Math.floor(position), intervals[row]! - 1);
      const counts = cubicAt(samples[row]!, firstSample[row]!, interval, position - interval);
      value[row] = counts * scale[row]!;
    }
  }
}

function slope(lengthMs: number): number {
  return lengthMs > 0 ? 1 / lengthMs : 0;
}
