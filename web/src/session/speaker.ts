/**
 * One utterance after another: sound in the tab that asked, moving lips in every tab.
 *
 * Sound leads: mouth shapes are handed to the timeline a second ahead at most, and never beyond the sound that
 * is here, each placed anew by the sound card's clock. Without sound the page's own clock leads.
 */
import type { VisemeMark } from "../motion";
import type { Packet } from "../wire";
import { RATE_HZ, type Channel, type SoundCard } from "./loudspeaker";
import { LineReader, moved, readMark } from "./markLines";
import { EvenMouth } from "./evenMouth";
import { contextAt, VoiceSchedule, type Hearing } from "./voiceSchedule";

const AHEAD_MS = 1000;
const FEED_MS = 100;
/** Time for the first mouth shapes to be placed before they are due. */
const MARGIN_MS = 30;
/** How long the last mouth shape may last after the last sample. */
const TAIL_MS = 150;

/** Why a line moves the mouth and is not heard in the tab that asked. */
export type Unheard = "no engine" | "no sound card";

/** What this needs of the rest of the page. */
export interface Surroundings {
  readonly sessionOf: (localMs: number) => number;
  readonly say: (marks: readonly VisemeMark[]) => void;
  readonly shiftOnset: (seq: number, byMs: number) => void;
  /** Close the mouth now. */
  readonly hush: () => void;
  readonly open: (path: string, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  readonly onSpeaking: (isSpeaking: boolean) => void;
  readonly onUnheard: (why: Unheard) => void;
  /** A phrase begins to be heard. */
  readonly onPhrase: (text: string) => void;
  /** First sample of packet `seq` is heard at this local time in ms. */
  readonly onSound: (seq: number, localMs: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** What is being spoken. */
interface Line {
  readonly packet: Packet;
  readonly plannedMs: number;
  readonly abort: AbortController;
  /** Mouth shapes that the timeline does not have yet, in order of start. */
  marks: VisemeMark[];
  /** Phrases that are not heard yet, in order. */
  phrases: { readonly text: string; readonly startMs: number }[];
  readonly even: EvenMouth;
  schedule: VoiceSchedule | null;
  channel: Channel | null;
  endMs: number | null;
}

/** The clock and the timer of the page. */
export interface Timing {
  readonly nowMs: () => number;
  /** Call again and again until the returned function is called. */
  readonly every: (periodMs: number, call: () => void) => () => void;
}

const PAGE_TIMING: Timing = {
  nowMs: () => performance.now(),
  every: (periodMs, call) => {
    const timer = setInterval(call, periodMs);
    return () => {
      clearInterval(timer);
    };
  },
};

export class Speaker {
  /** Off: the mouth opens and closes evenly while there is sound, whatever is said. For comparisons. */
  alignsVisemes = true;
  readonly #around: Surroundings;
  readonly #card: SoundCard;
  readonly #timing: Timing;
  #line: Line | null = null;
  #stopFeeding: () => void = () => undefined;

  constructor(around: Surroundings, card: SoundCard, timing: Timing = PAGE_TIMING) {
    this.#around = around;
    this.#card = card;
    this.#timing = timing;
  }

  get isSpeaking(): boolean {
    return this.#line !== null;
  }

  /** Begin a packet's utterance; `wantsSound` settles once it is known whether this tab asked for it. */
  async begin(packet: Packet, startMs: number, wantsSound: Promise<boolean>): Promise<void> {
    this.stop();
    const line: Line = {
      packet,
      plannedMs: startMs + packet.onsetMs,
      abort: new AbortController(),
      marks: [],
      phrases: [],
      even: new EvenMouth(),
      schedule: null,
      channel: null,
      endMs: null,
    };
    this.#line = line;
    this.#around.onSpeaking(true);
    try {
      await this.#readMarks(line, wantsSound);
    } catch (error) {
      if (this.#line !== line) return; // Cut off: the stream ends in an error, as it was told to.
      this.stop();
      this.#around.onFault(error);
    }
  }

  /** Fall silent: sound within 20 ms, the mouth as fast as the timeline closes it. */
  stop(): void {
    const line = this.#line;
    if (line === null) return;
    this.#end();
    line.channel?.cut();
    line.abort.abort();
    this.#around.hush();
  }

  #end(): void {
    this.#line = null;
    this.#stopFeeding();
    this.#stopFeeding = () => undefined;
    this.#around.onSpeaking(false);
  }

  async #readMarks(line: Line, wantsSound: Promise<boolean>): Promise<void> {
    const path = `utterances/${line.packet.utterance ?? ""}/`;
    const stream = await this.#around.open(`${path}marks`, line.abort.signal);
    const text = new TextDecoder();
    const lines = new LineReader();
    for await (const bytes of piecesOf(stream)) {
      for (const one of lines.read(text.decode(bytes, { stream: true }))) {
        const found = readMark(one);
        if (found?.kind === "voice")
          await this.#open(line, `${path}audio`, found.isSilent, wantsSound);
        else if (found?.kind === "phrase") line.phrases.push(found);
        else if (found?.kind === "viseme") line.marks.push(found.mark);
        else if (found?.kind === "end") line.endMs = found.endMs;
      }
      if (this.#line !== line) return;
      this.#feed(line);
    }
    line.endMs ??= 0; // A server that went away: what is here is all there is.
  }

  /** Decide whether this line is heard here, and let its clock run. */
  async #open(
    line: Line,
    path: string,
    isSilent: boolean,
    wantsSound: Promise<boolean>,
  ): Promise<void> {
    const isWanted = await wantsSound;
    if (this.#line !== line) return;
    const isAwake = isWanted && !isSilent && (await this.#card.wake());
    if (this.#line !== line) return;
    if (isWanted && !isAwake) this.#around.onUnheard(isSilent ? "no engine" : "no sound card");
    if (isAwake) {
      line.channel = this.#card.channel();
      void this.#readSound(line, line.channel, path).catch((error: unknown) => {
        if (this.#line !== line) return;
        this.stop();
        this.#around.onFault(error);
      });
    } else {
      const { sessionMs } = this.#hearing(line);
      this.#start(line, Math.max(line.plannedMs, sessionMs + MARGIN_MS) / 1000, RATE_HZ);
    }
    this.#stopFeeding = this.#timing.every(FEED_MS, () => {
      this.#feed(line);
    });
  }

  async #readSound(line: Line, channel: Channel, path: string): Promise<void> {
    const stream = await this.#around.open(path, line.abort.signal);
    let odd = new Uint8Array(0);
    for await (const bytes of piecesOf(stream)) {
      if (this.#line !== line) return;
      const joined = new Uint8Array(odd.length + bytes.length);
      joined.set(odd);
      joined.set(bytes, odd.length);
      const nSamples = joined.length >> 1;
      odd = joined.slice(2 * nSamples);
      if (nSamples === 0) continue;
      const samples = new Int16Array(nSamples);
      const view = new DataView(joined.buffer);
      for (let at = 0; at < nSamples; at += 1) samples[at] = view.getInt16(2 * at, true);
      const { earliestS } = this.#card;
      const schedule =
        line.schedule ??
        this.#start(
          line,
          Math.max(contextAt(line.plannedMs, this.#hearing(line)), earliestS),
          RATE_HZ,
        );
      channel.play(samples, schedule.append(nSamples, earliestS));
      this.#feed(line);
    }
  }

  /** Sample 0 is at `originS`: what hangs on the voice's onset moves along. */
  #start(line: Line, originS: number, rateHz: number): VoiceSchedule {
    const schedule = new VoiceSchedule(originS, rateHz);
    line.schedule = schedule;
    const startMs = schedule.sessionMs(0, this.#hearing(line));
    this.#around.shiftOnset(line.packet.seq, startMs - line.plannedMs);
    if (line.channel !== null) {
      const nowMs = this.#timing.nowMs();
      const waitMs = startMs - this.#around.sessionOf(nowMs);
      this.#around.onSound(line.packet.seq, nowMs + waitMs);
    }
    return schedule;
  }

  /** The clocks now; without sound, context time is session time. */
  #hearing(line: Line): Hearing {
    if (line.channel !== null) return this.#card.hearing(this.#around.sessionOf);
    const sessionMs = this.#around.sessionOf(this.#timing.nowMs());
    return { contextS: sessionMs / 1000, sessionMs };
  }

  #feed(line: Line): void {
    const { schedule } = line;
    if (this.#line !== line || schedule === null) {
      const isEmpty = line.endMs === 0 && this.#line === line;
      if (isEmpty) this.#end(); // Nothing in the text can be said.
      return;
    }
    const hearing = this.#hearing(line);
    const nowMs = this.#around.sessionOf(this.#timing.nowMs());
    const heardMs = schedule.audioMs(nowMs, hearing);
    const soundMs = line.channel === null ? Infinity : schedule.endMs;
    const untilMs = Math.min(heardMs + AHEAD_MS, soundMs);
    const due = line.marks.filter(({ startMs }) => startMs <= untilMs);
    if (due.length > 0) {
      line.marks = line.marks.slice(due.length);
      const byMs = schedule.sessionMs(0, hearing);
      const shown = this.alignsVisemes ? due : line.even.instead(due);
      this.#around.say(shown.map((mark) => moved(mark, byMs)));
    }
    for (let next = line.phrases[0]; next !== undefined && next.startMs <= heardMs;) {
      line.phrases.shift();
      this.#around.onPhrase(next.text);
      next = line.phrases[0];
    }
    if (line.endMs !== null && heardMs > line.endMs + TAIL_MS) this.#end();
  }
}

/** The pieces of a stream; Safari cannot iterate one by itself. */
async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
