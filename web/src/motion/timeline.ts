/**
 * The timeline: packets go in, `sample(t)` gives the whole channel vector.
 *
 * Identical in Python (`sherin.body.timeline`) and here: the golden traces in `conformance/timeline/`
 * hold both to it. The result depends on what was added and on the clock, never on how often or when it was
 * sampled, so a stuttering browser and the offline renderer show the same motion.
 */
import * as table from "../generated/channels";
import type { Packet } from "../wire";
import { ACTIVITY_INDEX, ActivityHistory } from "./activity";
import {
  channelIndex,
  CHANNELS,
  DOMAINS,
  MAXIMUM,
  MINIMUM,
  N_CHANNELS,
  NEUTRAL,
  type ChannelVector,
  type Domain,
} from "./channels";
import type { BakedTrack } from "./curves";
import { TimelineError } from "./errors";
import { IdleLife } from "./idle";
import { FLAG_LOOP, NO_FALLBACK, type Library } from "./library";
import { byPrecedence, endOf, FOREVER_MS, Mixer, mixPlainly, type PlayingCue } from "./mixing";
import { MoodTrack, type Affect } from "./mood";
import { HandPresence } from "./presence";
import { cueSeed, signedUnit, unit } from "./random32";
import { SpeechTrack, type VisemeMark } from "./speech";

/** Which hand a channel belongs to: 0 left, 1 right, -1 neither. */
const HAND_SIDE = Int8Array.from(CHANNELS, ({ domain, name }) =>
  domain !== "hand" ? -1 : name.startsWith("handLeft") ? 0 : 1,
);
const LEFT_VISIBILITY = channelIndex("handLeftVisibility");
const RIGHT_VISIBILITY = channelIndex("handRightVisibility");
const LEFT_LID = channelIndex("eyeBlinkLeft");
const RIGHT_LID = channelIndex("eyeBlinkRight");
const GAZE_YAW = channelIndex("gazeYaw");
const GAZE_PITCH = channelIndex("gazePitch");
const HEAD_YAW = channelIndex("headYaw");
const HEAD_PITCH = channelIndex("headPitch");
const TEMPO_RATE = channelIndex("tempoRate");
const TEMPO_STILLNESS = channelIndex("tempoStillness");
const TEMPO_PAUSE = channelIndex("tempoPauseDensity");
const STILLED_DOMAINS: ReadonlySet<string> = new Set([
  "face",
  "hand",
  "body",
  "expression",
  "temporal",
  "camera",
]);
const REST = 0;
const TALKING = ACTIVITY_INDEX.get("talking") ?? REST;
const SPEECH_ONSET = 0;
const MAX_WAITING = 1024;
const NO_AFFECT: Affect = { valence: 0, arousal: 0, dominance: 0 };

// Order at one instant: what the avatar is doing, then tempo (other cues read it at their start), then the cues.
const MOOD = 0;
const TALK = 1;
const TEMPO = 2;
const CUE = 3;

/** What did not play, and why; never fatal. */
export interface TimelineCounts {
  /** Cues whose capsule this library does not have; their layer stays at neutral. */
  unknown: number;
  /** Cues whose probability draw failed and that had no fallback. */
  failed: number;
  /** Cues beyond the limits, weakest by precedence first. */
  dropped: number;
  /** Cues with a weight that is not a number. */
  invalid: number;
}

interface Moment {
  atMs: number;
  arrival: number;
}

/** A mood to take on, and what the person does where that is known (else -1). */
interface MoodMoment extends Moment {
  readonly kind: typeof MOOD;
  readonly speaks: false;
  readonly mood: Affect;
  readonly activity: number;
}

/** Where an utterance begins (+1) or ends (-1). */
interface TalkMoment extends Moment {
  readonly kind: typeof TALK;
  readonly speaks: true;
  readonly talkers: number;
}

interface CueMoment extends Moment {
  readonly kind: typeof TEMPO | typeof CUE;
  /** Belongs to an utterance. */
  readonly speaks: boolean;
  /** Index into the library. */
  readonly capsule: number;
  readonly seed: number;
  readonly weight: number;
  readonly packetSeq: number;
}

/** Something that happens when the clock reaches it. */
type Waiting = MoodMoment | TalkMoment | CueMoment;

/** How an avatar starts out. */
export interface TimelineOptions {
  /** 32-bit seed of idle life. */
  readonly seed?: number;
  /** The personality's own affect. */
  readonly baseline?: Affect;
}

/** All that plays on one avatar, as a function of the session clock in ms. */
export class Timeline {
  readonly counts: TimelineCounts = { unknown: 0, failed: 0, dropped: 0, invalid: 0 };
  readonly #library: Library;
  readonly #history = new ActivityHistory();
  readonly #idle: IdleLife;
  readonly #mood: MoodTrack;
  readonly #speech = new SpeechTrack();
  readonly #hands = [new HandPresence(), new HandPresence()] as const;
  readonly #mixer = new Mixer();
  #playing: PlayingCue[] = [];
  #tempo: PlayingCue[] = [];
  #waiting: Waiting[] = [];
  #arrivals = 0;
  #activity = REST;
  #talkers = 0;
  #arousal: number;
  #latestMs = 0;
  readonly #out = new Float64Array(N_CHANNELS);
  readonly #moodOffsets = new Float64Array(N_CHANNELS);

  /**
   * An avatar at rest.
   *
   * @param library The capsules that packets name.
   */
  constructor(library: Library, { seed = 0, baseline = NO_AFFECT }: TimelineOptions = {}) {
    this.#library = library;
    this.#idle = new IdleLife(seed >>> 0, this.#history);
    this.#mood = new MoodTrack(baseline);
    this.#arousal = baseline.arousal;
  }

  // --- what comes in ---------------------------------------------------------------------------------

  /**
   * Let a packet's cues play beside what plays already.
   *
   * A packet that arrives after its own time, or after that of a cue that starts before it, shifts as a
   * whole: no cue begins half-way. Unknown capsules, failed draws and cues beyond the limits are counted
   * in `counts`.
   *
   * @param packet Its `tMs` is on the session clock.
   * @param nowMs When it arrived, on the same clock.
   * @throws TimelineError `nowMs` is not finite.
   */
  add(packet: Packet, nowMs: number): void {
    checkTime(nowMs, "add");
    this.#reach(nowMs);
    let startMs = Math.max(packet.tMs, nowMs);
    this.#wait({
      kind: MOOD,
      atMs: startMs,
      arrival: 0,
      speaks: false,
      mood: packet.mood,
      activity: ACTIVITY_INDEX.get(packet.context ?? "") ?? -1,
    });
    const cues = [...packet.videoBlend, ...packet.voiceBlend];
    startMs = Math.max(startMs, nowMs - leastOf(cues, (cue) => cue.atMs, 0));
    const speaks = packet.utterance !== null;
    if (!speaks) {
      const pause = this.#tempoAt(startMs)[TEMPO_PAUSE]!;
      startMs += pause * table.PLAYING_LATE_PAUSE_MS * unit(packet.seed, 7);
    }
    for (const [index, cue] of cues.entries()) {
      const capsule = this.#library.indexOf(cue.cid);
      if (capsule === undefined) {
        this.counts.unknown += 1;
        continue;
      }
      if (!Number.isFinite(cue.weight)) {
        this.counts.invalid += 1;
        continue;
      }
      this.#wait({
        kind: this.#domainOf(capsule).name === "tempo" ? TEMPO : CUE,
        atMs: startMs + cue.atMs,
        arrival: 0,
        speaks,
        capsule,
        seed: cueSeed(packet.seed, index),
        weight: cue.weight,
        packetSeq: packet.seq,
      });
    }
  }

  /**
   * Speak visemes whose times are on the session clock; the activity is `talking` meanwhile.
   *
   * @throws TimelineError a mark is malformed.
   */
  say(marks: readonly VisemeMark[]): void {
    if (marks.length === 0) return;
    this.#speech.say(marks);
    const beginMs = leastOf(marks, (mark) => mark.startMs, Infinity);
    const endMs = -leastOf(marks, (mark) => -mark.endMs, Infinity);
    this.#wait({ kind: TALK, atMs: beginMs, arrival: 0, speaks: true, talkers: 1 });
    this.#wait({ kind: TALK, atMs: endMs, arrival: 0, speaks: true, talkers: -1 });
  }

  /**
   * The voice of a packet starts later or earlier than planned.
   *
   * Its cues that hang on the speech onset and have not started yet move along, together and never into the
   * past.
   */
  shiftOnset(packetSeq: number, byMs: number): void {
    const { relativeTo } = this.#library.sections;
    const moved = this.#waiting.filter(
      (entry) =>
        (entry.kind === TEMPO || entry.kind === CUE) &&
        entry.packetSeq === packetSeq &&
        relativeTo[entry.capsule] === SPEECH_ONSET,
    );
    const earliestMs = leastOf(moved, (entry) => entry.atMs, Infinity);
    const shiftMs = Math.max(byMs, this.#latestMs - earliestMs);
    for (const entry of moved) entry.atMs += shiftMs;
    this.#waiting.sort(byMoment);
  }

  /**
   * From `tMs` on the avatar rests, listens, reads, thinks, types or talks.
   *
   * @throws TimelineError the activity is unknown or the time not finite.
   */
  setActivity(tMs: number, activity: string): void {
    checkTime(tMs, "setActivity");
    const index = ACTIVITY_INDEX.get(activity);
    if (index === undefined) {
      throw new TimelineError(
        `activity \`${activity}\` is unknown; expected one of ${[...ACTIVITY_INDEX.keys()].join(", ")}.`,
      );
    }
    this.#reach(tMs);
    this.#activity = index;
    this.#noteActivity(tMs);
  }

  /** Another personality: where affect returns to after ten silent seconds. */
  setBaseline(tMs: number, baseline: Affect): void {
    checkTime(tMs, "setBaseline");
    this.#reach(tMs);
    this.#mood.setBaseline(tMs, baseline);
  }

  /**
   * Stop speaking: the mouth closes, what belongs to an utterance is released, nothing that waits for it
   * starts. Silent reactions and idle life go on.
   *
   * @throws TimelineError the time is not finite.
   */
  interrupt(tMs: number): void {
    checkTime(tMs, "interrupt");
    this.#reach(tMs);
    this.#speech.stop(tMs);
    this.#waiting = this.#waiting.filter((entry) => !entry.speaks);
    this.#talkers = 0;
    this.#noteActivity(tMs);
    for (const cue of this.#playing) {
      // One that fades already goes on: starting its fade again would be a step.
      if (!cue.speaks || endOf(cue) <= tMs || cue.cancelMs > 0) continue;
      cue.cancelMs = table.PLAYING_CANCEL_MS;
      cue.cancelEndMs = tMs + table.PLAYING_CANCEL_MS;
    }
    for (const [side, hand] of this.#hands.entries()) hand.lower(this.#silentUntil(side, tMs));
    this.#rebuild();
  }

  // --- what comes out --------------------------------------------------------------------------------

  /**
   * All channels at a time.
   *
   * @param tMs Session time in ms, finite. A clock that jumps back shows what it showed then, as long as the
   *   jump stays within `PLAYING_HISTORY_MS`; beyond it, cues that ended are gone.
   * @returns (N_CHANNELS,) in registry order, clamped to each channel's range. The array is reused by the next
   *   call: copy it to keep it.
   * @throws TimelineError the time is not finite.
   */
  sample(tMs: number): ChannelVector {
    checkTime(tMs, "sample");
    this.#reach(tMs);
    const out = this.#out;
    const mood = this.#moodOffsets;
    const idle = this.#idle;
    this.#mood.write(mood, tMs);
    for (let channel = 0; channel < N_CHANNELS; channel += 1) {
      out[channel] = NEUTRAL[channel]! + mood[channel]!;
    }
    const left = this.#hands[0].at(tMs);
    const right = this.#hands[1].at(tMs);
    idle.addTo(out, tMs, left, right);
    this.#mixer.addTo(out, tMs);
    this.#addSpeech(out, tMs);
    // The eyes stay where they look while the head moves (vestibulo-ocular reflex).
    out[GAZE_YAW]! -= table.PLAYING_VOR_GAIN * (out[HEAD_YAW]! - mood[HEAD_YAW]!);
    out[GAZE_PITCH]! -= table.PLAYING_VOR_GAIN * (out[HEAD_PITCH]! - mood[HEAD_PITCH]!);
    out[LEFT_LID]! += (1 - out[LEFT_LID]!) * idle.blinkLeft;
    out[RIGHT_LID]! += (1 - out[RIGHT_LID]!) * idle.blinkRight;
    this.#mixer.shape(out);
    out[LEFT_VISIBILITY]! += left;
    out[RIGHT_VISIBILITY]! += right;
    clampToRange(out);
    return out;
  }

  /** What plays or has just ended, in no particular order. */
  get playing(): readonly PlayingCue[] {
    return this.#playing;
  }

  // --- inside ----------------------------------------------------------------------------------------

  #addSpeech(out: ChannelVector, tMs: number): void {
    const level = this.#speech.level(tMs);
    if (level <= 0) return;
    for (const [channel, share] of table.MOUTH) out[channel]! *= 1 - level * (1 - share);
    this.#speech.addTo(out, tMs);
  }

  /** How long silent reactions still need a hand; `tMs` when none does. */
  #silentUntil(side: number, tMs: number): number {
    let untilMs = tMs;
    for (const cue of this.#playing) {
      if (cue.speaks || !moves(cue.tracks, side)) continue;
      untilMs = Math.max(untilMs, endOf(cue) + table.PLAYING_HAND_HOLD_MS);
    }
    return untilMs;
  }

  #domainOf(capsule: number): Domain {
    // The library was refused on reading if a domain were unknown.
    return DOMAINS[this.#library.sections.domain[capsule]!]!;
  }

  #wait(entry: Waiting): void {
    // A mood or the end of an utterance is never dropped: nobody would say it again.
    const isCue = entry.kind === TEMPO || entry.kind === CUE;
    if (isCue && this.#waiting.length >= MAX_WAITING) {
      this.counts.dropped += 1;
      return;
    }
    this.#arrivals += 1;
    entry.arrival = this.#arrivals;
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (byMoment(entry, this.#waiting[middle]!) < 0) high = middle;
      else low = middle + 1;
    }
    this.#waiting.splice(low, 0, entry);
  }

  /** Let everything start whose time has come, in order. */
  #reach(tMs: number): void {
    if (tMs > this.#latestMs) this.#latestMs = tMs;
    const first = this.#waiting[0];
    if (first === undefined || first.atMs > tMs) return;
    let count = 0;
    for (const entry of this.#waiting) {
      if (entry.atMs > tMs) break;
      count += 1;
      this.#happen(entry);
    }
    this.#waiting.splice(0, count);
    this.#rebuild();
  }

  #happen(entry: Waiting): void {
    switch (entry.kind) {
      case MOOD:
        this.#mood.go(entry.atMs, entry.mood);
        this.#arousal = entry.mood.arousal;
        if (entry.activity >= 0) this.#activity = entry.activity;
        this.#noteActivity(entry.atMs);
        return;
      case TALK:
        this.#talkers += entry.talkers;
        this.#noteActivity(entry.atMs);
        return;
      case TEMPO:
      case CUE:
        this.#start(entry);
    }
  }

  #noteActivity(tMs: number): void {
    this.#history.append(tMs, this.#talkers > 0 ? TALKING : this.#activity, this.#arousal);
  }

  /** Tempo channels at a time; other channels are left at neutral. */
  #tempoAt(tMs: number): ChannelVector {
    if (this.#tempo.length === 0) return NEUTRAL;
    const tempo = mixPlainly(this.#tempo, NEUTRAL, tMs);
    clampToRange(tempo);
    return tempo;
  }

  /** Make a cue's draws, read the tempo, and let it play. */
  #start(entry: CueMoment): void {
    const columns = this.#library.sections;
    let { capsule } = entry;
    if (unit(entry.seed, 0) * 100 >= columns.probability[capsule]!) {
      capsule = columns.fallback[capsule]!;
      if (capsule === NO_FALLBACK) {
        this.counts.failed += 1;
        return;
      }
    }
    const domain = this.#domainOf(capsule);
    const tempo = this.#tempoAt(entry.atMs);
    const jitter = table.PLAYING_JITTER;
    let weight = entry.weight * (1 + jitter * signedUnit(entry.seed, 2));
    if (STILLED_DOMAINS.has(domain.name)) {
      weight *= 1 - table.PLAYING_STILLNESS_GAIN * tempo[TEMPO_STILLNESS]!;
    }
    let stretch = 1 + jitter * signedUnit(entry.seed, 1);
    if (domain.name !== "tempo") stretch /= tempo[TEMPO_RATE]!;
    const durationMs = columns.durationMs[capsule]! * stretch;
    const tracks = this.#library.tracks(capsule);
    const startMs = entry.atMs + this.#raiseHands(tracks, entry.atMs, durationMs);
    const isLoop = (columns.flags[capsule]! & FLAG_LOOP) !== 0;
    let attackMs = columns.attackMs[capsule]! * stretch;
    // A loop's curve has no quiet end to begin at.
    if (isLoop) attackMs = Math.max(attackMs, table.PLAYING_CANCEL_MS);
    const cue: PlayingCue = {
      capsuleId: this.#library.ids[capsule]!,
      tracks,
      blend: columns.blend[capsule]!,
      priority: columns.priority[capsule]!,
      rank: domain.rank,
      arrival: entry.arrival,
      startMs,
      durationMs,
      weight,
      attackMs,
      releaseMs: columns.releaseMs[capsule]! * stretch,
      isLoop,
      speaks: entry.speaks,
      cancelMs: 0,
      cancelEndMs: FOREVER_MS,
    };
    if (isLoop) this.#relieveLoops(domain.rank, startMs, attackMs);
    this.#playing.push(cue);
    if (tracks.some(isTempoTrack)) this.#tempo.push(cue);
    this.#keepWithinLimit(entry.atMs);
  }

  /** Raise the hands that a cue moves; returns how long its stroke waits for them, in ms. */
  #raiseHands(tracks: readonly BakedTrack[], atMs: number, durationMs: number): number {
    let waitMs = 0;
    for (const [side, hand] of this.#hands.entries()) {
      if (moves(tracks, side)) waitMs = Math.max(waitMs, hand.raiseFor(atMs, durationMs));
    }
    return waitMs;
  }

  /** A new loop takes over from those of its domain: they fade while it fades in. */
  #relieveLoops(rank: number, tMs: number, fadeMs: number): void {
    for (const cue of this.#playing) {
      if (!cue.isLoop || cue.rank !== rank || cue.cancelMs > 0) continue;
      cue.cancelMs = fadeMs;
      cue.cancelEndMs = tMs + fadeMs;
    }
  }

  /** Make room at the start of a cue: what is over goes first, then the lowest precedence. */
  #keepWithinLimit(tMs: number): void {
    const excess = this.#playing.length - table.PLAYING_MAX_PLAYING;
    if (excess <= 0) return;
    const isOver = (cue: PlayingCue): boolean => endOf(cue) <= tMs;
    this.#playing.sort((a, b) => Number(isOver(b)) - Number(isOver(a)) || byPrecedence(a, b));
    const gone = this.#playing.splice(0, excess);
    this.counts.dropped += gone.filter((cue) => !isOver(cue)).length;
  }

  /** Forget what is long over, and lay out the rest. */
  #rebuild(): void {
    const horizonMs = this.#latestMs - table.PLAYING_HISTORY_MS;
    this.#speech.forgetBefore(horizonMs);
    this.#playing = this.#playing.filter((cue) => endOf(cue) > horizonMs);
    const kept = new Set(this.#playing);
    this.#tempo = this.#tempo.filter((cue) => kept.has(cue));
    this.#mixer.rebuild(this.#playing);
  }
}

function checkTime(tMs: number, where: string): void {
  if (!Number.isFinite(tMs)) {
    throw new TimelineError(`${where}: tMs=${tMs}; expected a finite session time in ms.`);
  }
}

/** Sorts by time, then kind, then order of arrival. */
function byMoment(a: Waiting, b: Waiting): number {
  return a.atMs - b.atMs || a.kind - b.kind || a.arrival - b.arrival;
}

/** The smallest of some numbers, or `atMost` where that is smaller. */
function leastOf<T>(items: readonly T[], numberOf: (item: T) => number, atMost: number): number {
  return items.reduce((least, item) => Math.min(least, numberOf(item)), atMost);
}

/** Whether these tracks move a hand: 0 left, 1 right. */
function moves(tracks: readonly BakedTrack[], side: number): boolean {
  return tracks.some((track) => HAND_SIDE[track.channel] === side);
}

function isTempoTrack({ channel }: BakedTrack): boolean {
  return channel === TEMPO_RATE || channel === TEMPO_STILLNESS || channel === TEMPO_PAUSE;
}

function clampToRange(out: ChannelVector): void {
  for (let channel = 0; channel < N_CHANNELS; channel += 1) {
    out[channel] = Math.min(Math.max(out[channel]!, MINIMUM[channel]!), MAXIMUM[channel]!);
  }
}
