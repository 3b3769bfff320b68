/**
 * From messages to channel values: the library, the timeline of the session, and what arrived.
 *
 * Imports no DOM. A new session (the server was started again) has a new clock and a new timeline; the figure
 * glides from where it was to where that one is.
 */
import {
  ACTIVITY_INDEX,
  Library,
  minimumJerk,
  N_CHANNELS,
  NEUTRAL,
  Timeline,
  type ChannelVector,
  type TimelineCounts,
  type VisemeMark,
} from "../motion";
import {
  decodeBinary,
  encodeJson,
  NO_META,
  type Activity,
  type Hello,
  type Mood,
  type Packet,
  type State,
} from "../wire";

/** A packet older than this when it arrives is shown in the log and not played: its moment has passed. */
export const STALE_MS = 2000;
const GLIDE_MS = 700;

/** One packet that arrived. */
export interface Arrival {
  readonly packet: Packet;
  readonly jsonBytes: number;
  readonly binaryBytes: number;
  /** Local time in ms. */
  readonly arrivedMs: number;
  /** When its reaction begins here, in session ms; null when it came too late to be played. */
  readonly startMs: number | null;
}

/** The companion's motion at this viewer. */
export class Player {
  session: string | null = null;
  lastSeq: number | null = null;
  library: Library | null = null;
  readonly #wanted = new Float64Array(N_CHANNELS);
  readonly #glideFrom = new Float64Array(N_CHANNELS);
  #glideBeganMs = -Infinity;
  #timeline: Timeline | null = null;
  #activity: Activity = "rest";
  #mood: Mood = { valence: 0, arousal: 0, dominance: 0 };
  /** Called before a packet that speaks is played: what is still spoken ends first, and takes nothing of it along. */
  beforeSpeech: () => void = () => undefined;
  /** Off: only the heaviest cue of each layer plays, at full weight. For comparisons. */
  blends = true;

  constructor() {
    this.#wanted.set(NEUTRAL);
  }

  /** What did not play; zeros before the library is here. */
  get counts(): Readonly<TimelineCounts> {
    return this.#timeline?.counts ?? { unknown: 0, failed: 0, dropped: 0, invalid: 0 };
  }

  get isReady(): boolean {
    return this.#timeline !== null;
  }

  /** A hello for this library: a new session begins, or the personality of this one changed. */
  greet(hello: Hello, library: Library, localMs: number, sessionMs: number): void {
    const isSame = hello.session === this.session && this.library?.hash === library.hash;
    if (isSame && this.#timeline !== null) {
      this.#timeline.setBaseline(sessionMs, hello.baseline);
      return;
    }
    if (this.#timeline !== null) {
      this.#glideFrom.set(this.#wanted);
      this.#glideBeganMs = localMs;
    }
    // All viewers of a session see the same idle life: its seed comes from the session's name.
    this.#timeline = new Timeline(library, {
      seed: seedOf(hello.session),
      baseline: hello.baseline,
    });
    this.library = library;
    this.#mood = hello.baseline;
    this.session = hello.session;
    this.lastSeq = null;
    this.#activity = "rest";
  }

  /** A binary frame. */
  receive(bytes: Uint8Array, localMs: number, sessionMs: number): Arrival | null {
    if (this.library === null) return null;
    const packet = decodeBinary(bytes, this.library.ids);
    return this.play(packet, bytes.length, localMs, sessionMs);
  }

  /** Play a packet, unless its moment has passed. */
  play(packet: Packet, binaryBytes: number, localMs: number, sessionMs: number): Arrival {
    this.lastSeq = packet.seq;
    const isStale = packet.tMs < sessionMs - STALE_MS;
    if (!isStale) {
      if (packet.utterance !== null) this.beforeSpeech();
      this.#timeline?.add(this.blends ? packet : unblended(packet), sessionMs);
      this.#mood = packet.mood;
      if (isActivity(packet.context)) this.#activity = packet.context;
    }
    return {
      packet,
      jsonBytes: new TextEncoder().encode(encodeJson(packet)).length,
      binaryBytes,
      arrivedMs: localMs,
      startMs: isStale ? null : Math.max(packet.tMs, sessionMs),
    };
  }

  /** The slow state: the face follows affect as it decays, and rests when the companion rests. */
  settle(state: State, sessionMs: number): void {
    this.#mood = state.mood;
    this.#timeline?.add(moodOnly(state.mood, state.tMs), sessionMs);
    if (state.activity === this.#activity) return;
    this.#activity = state.activity;
    this.#timeline?.setActivity(sessionMs, state.activity);
  }

  /**
   * Play a capsule that no packet brought, such as a pointing hand; other viewers do not see it.
   *
   * @returns False where this library does not have it, or nothing can move yet.
   */
  gesture(capsuleId: string, weight: number, sessionMs: number): boolean {
    if (this.#timeline === null || this.durationMs(capsuleId) === 0) return false;
    const cue = { cid: capsuleId, weight, layer: "hands", atMs: 0 } as const;
    this.#timeline.add({ ...moodOnly(this.#mood, sessionMs), videoBlend: [cue] }, sessionMs);
    return true;
  }

  /** Mouth shapes whose times are session times. */
  say(marks: readonly VisemeMark[]): void {
    this.#timeline?.say(marks);
  }

  /** The voice of a packet starts later than planned, or earlier. */
  shiftOnset(seq: number, byMs: number): void {
    this.#timeline?.shiftOnset(seq, byMs);
  }

  /** Stop speaking: the mouth closes, and what belongs to the utterance is released. */
  interrupt(sessionMs: number): void {
    this.#timeline?.interrupt(sessionMs);
  }

  /** All channels at a time; the array is reused by the next call. */
  sample(sessionMs: number, localMs: number): ChannelVector {
    const wanted = this.#wanted;
    if (this.#timeline === null) return wanted;
    wanted.set(this.#timeline.sample(sessionMs));
    const share = minimumJerk((localMs - this.#glideBeganMs) / GLIDE_MS);
    if (share < 1) {
      for (let channel = 0; channel < N_CHANNELS; channel += 1) {
        const from = this.#glideFrom[channel]!;
        wanted[channel] = from + (wanted[channel]! - from) * share;
      }
    }
    return wanted;
  }

  /** Length of a capsule in ms, or 0 when this library does not have it. */
  durationMs(capsuleId: string): number {
    const index = this.library?.indexOf(capsuleId);
    return index === undefined ? 0 : (this.library?.sections.durationMs[index] ?? 0);
  }
}

/** A packet that carries a mood and no motion: how a state reaches the timeline. */
function moodOnly(mood: Mood, tMs: number): Packet {
  return {
    v: 1,
    seq: 0,
    tMs,
    onsetMs: 0,
    seed: 0,
    videoBlend: [],
    voiceBlend: [],
    mood,
    context: null,
    utterance: null,
    meta: NO_META,
  };
}

/** The same packet without blending: of each layer the heaviest cue alone, the earlier one where two are equal. */
export function unblended(packet: Packet): Packet {
  const heaviest = new Map<string, Packet["videoBlend"][number]>();
  for (const cue of packet.videoBlend) {
    const best = heaviest.get(cue.layer);
    if (best === undefined || cue.weight > best.weight) heaviest.set(cue.layer, cue);
  }
  return { ...packet, videoBlend: [...heaviest.values()].map((cue) => ({ ...cue, weight: 1 })) };
}

/** Contexts such as pointing are no activity: the timeline goes on with what it did. */
function isActivity(context: Packet["context"]): context is Activity & Packet["context"] {
  return ACTIVITY_INDEX.has(context ?? "");
}

/** FNV-1a over the characters: 32 bits, the same for every viewer. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
