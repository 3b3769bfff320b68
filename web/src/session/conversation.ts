/**
 * What is said to the companion and what it says: the line, the voice, and who asked for which sound.
 *
 * A request and an interruption travel on lines of their own, and the server hears them in any order. So an
 * interruption waits until what was asked before it has been answered, what is asked after it waits for it, and
 * what arrives in between stays silent: the next utterance is never the one that is cut off.
 */
import { readChatLines, type ChatLine, type Reply } from "./chatLines";
import { Refused } from "./asking";
import type { Client, Reaction } from "./client";
import { OwnPackets } from "./ownPackets";
import type { Arrival } from "./player";
import { Speaker, type Surroundings, type Timing, type Unheard } from "./speaker";
import type { SoundCard } from "./loudspeaker";

/** What a conversation needs of the client. */
export type Talks = Pick<
  Client,
  "sessionMs" | "speak" | "interrupt" | "open" | "server" | "player"
>;

/** Who wants to know. */
export interface Hearers {
  readonly onSpeaking: (isSpeaking: boolean) => void;
  readonly onUnheard: (why: Unheard) => void;
  /** A phrase begins to be heard. */
  readonly onPhrase: (text: string) => void;
  /** First sample of packet `seq` is heard at this local time in ms. */
  readonly onSound: (seq: number, localMs: number) => void;
  readonly onLine: (line: ChatLine) => void;
  readonly onFault: (error: unknown) => void;
}

/** How a sentence is put to the companion. */
export interface ChatOptions {
  /** What the sentence is for, where the page knows it. */
  readonly intent?: string;
  /** Whether the answer is said aloud; true by default. */
  readonly speaks?: boolean;
}

export class Conversation {
  readonly speaker: Speaker;
  readonly #client: Talks;
  readonly #hearers: Hearers;
  readonly #own = new OwnPackets();
  /** Settles when the server has heard the last interruption. */
  #hushed: Promise<void> = Promise.resolve();
  #nHushing = 0;
  #chat: AbortController | null = null;

  constructor(client: Talks, card: SoundCard, hearers: Hearers, timing?: Timing) {
    this.#client = client;
    this.#hearers = hearers;
    const around: Surroundings = {
      sessionOf: (localMs) => client.sessionMs(localMs),
      say: (marks) => {
        client.player.say(marks);
      },
      shiftOnset: (seq, byMs) => {
        client.player.shiftOnset(seq, byMs);
      },
      hush: () => {
        client.player.interrupt(client.sessionMs());
      },
      open: (path, signal) => client.open(path, signal),
      onSpeaking: hearers.onSpeaking,
      onUnheard: hearers.onUnheard,
      onPhrase: hearers.onPhrase,
      onSound: hearers.onSound,
      onFault: hearers.onFault,
    };
    this.speaker = new Speaker(around, card, timing);
    client.player.beforeSpeech = () => {
      this.speaker.stop();
    };
  }

  /** A packet arrived: if it speaks, the mouth moves, and sounds where it was asked for here. */
  arrived({ packet, startMs }: Arrival): void {
    if (startMs === null || packet.utterance === null || this.#nHushing > 0) return;
    void this.speaker.begin(packet, startMs, this.#own.has(packet.seq));
  }

  /** The server cut off what is spoken. */
  interrupted(): void {
    this.speaker.stop();
  }

  /** Another session: packet numbers begin anew. */
  restarted(): void {
    this.#own.forget();
    this.speaker.stop();
  }

  /** Let it say a sentence. */
  async say(text: string, feeling?: string): Promise<Reaction> {
    this.#makeWay();
    await this.#hushed;
    const asked = this.#client.speak(text, feeling);
    this.#own.ask(asked.then(({ seq }) => seq));
    return asked;
  }

  /**
   * Put a sentence to it; the answer comes in lines, and whole at the end.
   *
   * @throws Refused the server refuses, or the answer breaks off; `AbortError` when it was interrupted.
   */
  async chat(text: string, { intent, speaks = true }: ChatOptions = {}): Promise<Reply> {
    this.#makeWay();
    const abort = new AbortController();
    this.#chat = abort;
    await this.#hushed;
    abort.signal.throwIfAborted();
    const body = { text, speak: speaks, ...(intent === undefined ? {} : { intent }) };
    let tellSeq: (seq: number | null) => void = () => undefined;
    this.#own.ask(new Promise((resolve) => (tellSeq = resolve)));
    try {
      const options = { accept: "application/x-ndjson", body };
      const stream = await this.#client.server.open("chat", abort.signal, options);
      for await (const line of readChatLines(stream)) {
        if (abort.signal.aborted) break;
        // A model's first sentence is said before the reply is whole.
        if (line.kind === "sentence" && line.packet !== null) tellSeq(line.packet);
        if (line.kind === "reply") tellSeq(line.packet);
        this.#hearers.onLine(line);
        if (line.kind === "reply") return line.reply;
        if (line.kind === "error") throw new Refused(line.message);
      }
      abort.signal.throwIfAborted();
      throw new Refused("The answer broke off. Ask again.");
    } finally {
      tellSeq(null);
      if (this.#chat === abort) this.#chat = null;
    }
  }

  /** Silence here at once, then for every viewer. */
  interrupt(): Promise<void> {
    this.#makeWay();
    this.#nHushing += 1;
    const earlier = this.#hushed;
    const hushing = (async () => {
      await earlier;
      await this.#own.settled();
      await this.#client.interrupt();
    })();
    this.#hushed = hushing
      .catch(() => undefined)
      .then(() => {
        this.#nHushing -= 1;
      });
    return hushing;
  }

  /** Nothing is heard or asked any more. */
  close(): void {
    this.#chat?.abort();
    this.speaker.stop();
  }

  #makeWay(): void {
    this.#chat?.abort();
    this.speaker.stop();
  }
}
