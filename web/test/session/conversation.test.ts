import { describe, expect, it } from "vitest";
import { CHANNEL_NAMES, channelIndex } from "../../src/motion";
import { unit } from "../../src/motion/random32";
import { Conversation, type Talks } from "../../src/session/conversation";
import type { Reaction } from "../../src/session/client";
import { Server } from "../../src/session/asking";
import { Player } from "../../src/session/player";
import { FakeCard, FakeTime, LIBRARY, openUtterance, REST, spokenPacket } from "./world";

const JAW = channelIndex("jawOpen");
/** By how much speech must open the jaw to count as alive. */
const ALIVE = 0.05;

/**
 * A companion in a process of its own: each request has a line of its own and takes its own time, while
 * packets and interruptions reach the page in the order in which they happened there.
 */
class FakeCompanion implements Talks {
  readonly player = new Player();
  readonly server = new Server(new URL("http://nowhere.invalid/"));
  readonly heard: string[] = [];
  onPacket: (seq: number) => void = () => undefined;
  onInterrupt: () => void = () => undefined;
  #seq = 0;
  #speaking: AbortController | null = null;
  #nDrawn = 0;

  constructor(
    readonly time: FakeTime,
    readonly seed: number,
  ) {
    const hello = { session: "s", library: LIBRARY.hash, rig: "figure", baseline: REST, tMs: 0 };
    this.player.greet({ type: "hello", ...hello }, LIBRARY, 0, 0);
  }

  sessionMs(localMs = this.time.nowMs()): number {
    return localMs;
  }

  async speak(text: string): Promise<Reaction> {
    await this.#travel();
    this.#end();
    this.#speaking = new AbortController();
    this.heard.push(text);
    const seq = this.#seq;
    this.#seq += 1;
    this.#send(() => {
      this.onPacket(seq);
    });
    await this.#travel();
    return { seq, feeling: "calm" };
  }

  async interrupt(): Promise<void> {
    await this.#travel();
    this.heard.push("interrupt");
    this.#end();
    await this.#travel();
  }

  open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    signal.throwIfAborted();
    return Promise.resolve(openUtterance(path, 3600));
  }

  #end(): void {
    if (this.#speaking === null) return;
    this.#speaking = null;
    this.#send(() => {
      this.player.interrupt(this.sessionMs());
      this.onInterrupt();
    });
  }

  /** The socket keeps the order: everything takes the same time. */
  #send(call: () => void): void {
    this.time.after(4, call);
  }

  /** A request takes 1 to 60 ms. */
  #travel(): Promise<void> {
    this.#nDrawn += 1;
    return this.time.passed(1 + 59 * unit(this.seed, this.#nDrawn), undefined);
  }
}

function begin(seed: number): { companion: FakeCompanion; talk: Conversation; card: FakeCard } {
  const time = new FakeTime();
  const companion = new FakeCompanion(time, seed);
  const card = new FakeCard(time.nowMs);
  const ignored = (): void => undefined;
  const talk = new Conversation(
    companion,
    card,
    {
      onSpeaking: ignored,
      onUnheard: ignored,
      onPhrase: ignored,
      onSound: ignored,
      onLine: ignored,
      onFault: (error) => {
        throw error;
      },
    },
    time,
  );
  companion.onPacket = (seq) => {
    const packet = spokenPacket(seq, Math.round(time.nowMs()));
    const arrival = companion.player.play(packet, 40, time.nowMs(), time.nowMs());
    talk.arrived(arrival);
  };
  companion.onInterrupt = () => {
    talk.interrupted();
  };
  return { companion, talk, card };
}

/** The widest the jaw opens in the next while, beyond what the face at rest does. */
async function widest({ time, player }: FakeCompanion, ms: number): Promise<number> {
  let most = 0;
  for (let passed = 0; passed < ms; passed += 20) {
    await time.pass(20);
    most = Math.max(most, player.sample(time.nowMs(), time.nowMs())[JAW]!);
  }
  return most;
}

/** A server whose `/chat` says these lines, and waits at `null` until it is told to go on. */
class ChatServer extends Server {
  #goOn: () => void = () => undefined;

  constructor(readonly lines: readonly (object | null)[]) {
    super(new URL("http://nowhere.invalid/"));
  }

  goOn(): void {
    this.#goOn();
  }

  override open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    expect(path).toBe("chat");
    const text = new TextEncoder();
    const { lines } = this;
    const wait = (): Promise<void> => new Promise((resolve) => (this.#goOn = resolve));
    return Promise.resolve(
      new ReadableStream({
        async start(controller) {
          signal.addEventListener("abort", () => {
            controller.error(signal.reason);
          });
          for (const line of lines) {
            if (line === null) await wait();
            else controller.enqueue(text.encode(`${JSON.stringify(line)}\n`));
          }
          controller.close();
        },
      }),
    );
  }
}

describe("chat", () => {
  const HEARD = { kind: "heard", packet: 3, feeling: "calm" };
  const REPLY = { kind: "reply", text: "Yes.", route: "reflex", packet: 4, utterance: null };

  function ask(lines: readonly (object | null)[]): {
    readonly server: ChatServer;
    readonly talk: Conversation;
    readonly heard: string[];
  } {
    const time = new FakeTime();
    const companion = new FakeCompanion(time, 1);
    const server = new ChatServer(lines);
    const heard: string[] = [];
    const ignored = (): void => undefined;
    const talk = new Conversation(
      Object.assign(companion, { server }),
      new FakeCard(time.nowMs),
      {
        onSpeaking: ignored,
        onUnheard: ignored,
        onPhrase: ignored,
        onSound: ignored,
        onLine: ({ kind }) => void heard.push(kind),
        onFault: ignored,
      },
      time,
    );
    return { server, talk, heard };
  }

  it("tells each line and settles with the reply", async () => {
    const { talk, heard } = ask([HEARD, { kind: "piece", text: "Y" }, REPLY]);
    expect((await talk.chat("Really?")).text).toBe("Yes.");
    expect(heard).toEqual(["heard", "piece", "reply"]);
  });

  it.each([
    [[HEARD, { kind: "error", error: { what: "no mind", next: "Wait." } }], "No mind. Wait."],
    [[HEARD], "broke off"],
  ])("says why there is no answer", async (lines, words) => {
    await expect(ask(lines).talk.chat("Really?")).rejects.toThrow(words);
  });

  it("is ended by an interruption and by the next question", async () => {
    for (const end of ["interrupt", "chat"] as const) {
      const { talk, heard } = ask([HEARD, null, REPLY]);
      const first = talk.chat("Really?").catch((error: unknown) => (error as Error).name);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (end === "interrupt") void talk.interrupt();
      else void talk.chat("And now?").catch(() => undefined);
      expect(await first).toBe("AbortError");
      expect(heard).not.toContain("reply");
      talk.close();
    }
  });
});

describe("interruption", () => {
  it("leaves the next utterance alive, 100 times of 100", async () => {
    let nAlive = 0;
    let nClosed = 0;
    const { companion, talk, card } = begin(11);
    const { time } = companion;
    for (let round = 0; round < 100; round += 1) {
      void talk.say(`first ${round}`);
      // Anywhere: before the server heard of it, while its packet travels, in the middle of a word.
      await time.pass(700 * unit(3, round));
      void talk.interrupt();
      const nPlayed = card.played.length;
      await time.pass(200);
      const closed = companion.player.sample(time.nowMs(), time.nowMs())[JAW]!;
      if (closed < 0.02) nClosed += 1;
      const silent = await widest(companion, 300);
      expect(silent, `round ${round}: silent after the interruption`).toBeLessThan(0.02);
      expect(card.played.length, `round ${round}: no sound after it`).toBe(nPlayed);
      const saying = talk.say(`next ${round}`);
      if (round % 2 === 0) await time.pass(100);
      if ((await widest(companion, 1200)) > ALIVE) nAlive += 1;
      await saying;
      void talk.interrupt();
      await time.pass(400);
    }
    expect([nClosed, nAlive]).toEqual([100, 100]);
  }, 30_000);

  it("never cuts what was asked right after it, whatever arrives first", async () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const { companion, talk } = begin(seed);
      void talk.say("one");
      await companion.time.pass(100 * unit(seed, 0));
      void talk.interrupt();
      void talk.say("two");
      expect(await widest(companion, 1500), `seed ${seed}`).toBeGreaterThan(ALIVE);
      expect(companion.heard.at(-1)).toBe("two");
    }
  }, 30_000);

  it("silences a sentence that is still on its way to the server", async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const { companion, talk, card } = begin(seed);
      void talk.say("one");
      void talk.interrupt();
      expect(await widest(companion, 900), `seed ${seed}`).toBeLessThan(0.02);
      expect(companion.heard).toEqual(["one", "interrupt"]);
      expect(card.played).toEqual([]);
    }
  });

  it("takes nothing of the next utterance along when that comes while the last one fades", async () => {
    const { companion, talk } = begin(7);
    const { time, player } = companion;
    void talk.say("one");
    await time.pass(900);
    // Another viewer's sentence: the server believes the first one over, and sends no interruption.
    const isRight = ({ channel }: { channel: number }): boolean =>
      CHANNEL_NAMES[channel]!.startsWith("handRight");
    const cid = LIBRARY.ids.find((_, index) => LIBRARY.tracks(index).some(isRight))!;
    const cue = { cid, weight: 1, layer: "hands", atMs: 0 } as const;
    const next = { ...spokenPacket(50, Math.round(time.nowMs())), videoBlend: [cue] };
    talk.arrived(player.play(next, 40, time.nowMs(), time.nowMs()));
    await time.pass(700);
    expect(
      player.sample(time.nowMs(), time.nowMs())[channelIndex("handRightVisibility")],
    ).toBeGreaterThan(0.5);
    expect(await widest(companion, 1200)).toBeGreaterThan(ALIVE);
  });

  it("stays silent after several at once, and speaks again after them", async () => {
    const { companion, talk } = begin(5);
    void talk.say("one");
    await companion.time.pass(500);
    for (let k = 0; k < 5; k += 1) void talk.interrupt();
    await companion.time.pass(150);
    expect(await widest(companion, 600)).toBeLessThan(0.02);
    void talk.say("two");
    expect(await widest(companion, 1500)).toBeGreaterThan(ALIVE);
  });
});
