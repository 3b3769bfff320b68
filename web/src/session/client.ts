/**
 * The companion as this page knows it: line, clock, library and player joined, and what it asks of the server.
 */
import { Library } from "../motion";
import {
  decodeMessage,
  encodeMessage,
  PacketError,
  type Hello,
  type Mood,
  type State,
} from "../wire";
import { Refused, Server } from "./asking";
import { Connection, type Line, type LineStatus } from "./connection";
import { Player, type Arrival } from "./player";
import { SessionClock } from "./sessionClock";

export { Refused };

const MAX_WAITING = 64;

/** What the server answers to a line, a feeling or an event. */
export interface Reaction {
  readonly seq: number;
  /** The word that lies nearest to what shows. */
  readonly feeling: string;
}

export interface Personality {
  readonly name: string;
  readonly description: string;
}

/** What happens, for those who show it. */
export interface Listeners {
  readonly onStatus: (status: LineStatus) => void;
  readonly onHello: (hello: Hello) => void;
  readonly onState: (state: State) => void;
  readonly onArrival: (arrival: Arrival) => void;
  /** What is spoken was cut off, here or elsewhere. */
  readonly onInterrupt: () => void;
  readonly onFault: (message: string) => void;
}

export class Client {
  /** Where everything is asked that is no message of the line. */
  readonly server: Server;
  readonly clock = new SessionClock();
  readonly player = new Player();
  /** Times the line came back after it was lost. */
  nReturns = 0;
  readonly #listeners: Listeners;
  readonly #connection: Connection;
  #hello: Hello | null = null;
  /** Frames that came while the library was being fetched, in order. */
  #waiting: (() => void)[] | null = null;
  #wasOpen = false;
  #isClosed = false;

  /** @param base Address of the server; the page's own by default. */
  constructor(listeners: Listeners, base = new URL("./", document.baseURI)) {
    this.#listeners = listeners;
    this.server = new Server(base);
    const url = new URL("ws", base);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.#connection = new Connection({
      url: url.href,
      open: (address, protocols) => new WebSocket(address, protocols) as Line,
      nowMs: () => performance.now(),
      later: (waitMs, call) => void setTimeout(call, waitMs),
      resume: () => this.#resume(),
      onText: (text) => {
        this.#read(text);
      },
      onBinary: (bytes) => {
        this.#inOrder(() => {
          this.#take(bytes);
        });
      },
      onStatus: (status) => {
        this.#note(status);
      },
      ping: () =>
        encodeMessage({
          type: "ping",
          clientUs: Math.round(performance.now() * 1000),
          serverUs: null,
        }),
    });
  }

  /** Session time now, in ms. */
  sessionMs(localMs = performance.now()): number {
    return this.clock.at(localMs);
  }

  /** Try the line again now. */
  hurry(): void {
    this.#connection.hurry();
  }

  /** End it for good: the line is closed, and nothing comes in any more. */
  close(): void {
    this.#isClosed = true;
    this.#hello = null;
    this.#waiting = null;
    this.#connection.close();
  }

  /** What the server said last about the companion; null before the first hello. */
  get hello(): Hello | null {
    return this.#hello;
  }

  /** Tell an event of the page; lost without a line, as it will be old by then. */
  tell(name: string): void {
    this.#connection.send(encodeMessage({ type: "event", name }));
  }

  /** Let the companion hear a sentence. */
  hear(text: string): Promise<Reaction> {
    return this.#react("feel", { text });
  }

  /** Let it feel a word of the table of feelings. */
  feel(feeling: string): Promise<Reaction> {
    return this.#react("emotion", { feeling });
  }

  /** Let an event of the table happen. */
  happen(name: string): Promise<Reaction> {
    return this.#react("event", { name });
  }

  /** Let it feel a place in valence, arousal and dominance, each -1..1. */
  feelAt(mood: Mood): Promise<Reaction> {
    const { valence, arousal, dominance } = mood;
    return this.#react("emotion", { valence, arousal, dominance });
  }

  /** Let it say a sentence; the packet's utterance can be opened. */
  speak(text: string, feeling?: string): Promise<Reaction> {
    return this.#react("say", feeling === undefined ? { text } : { text, feeling });
  }

  /** Let it fall silent, for every viewer. */
  async interrupt(): Promise<void> {
    await this.server.ask("interrupt", {});
  }

  /** A stream of the server, such as the sound of an utterance. */
  open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    return this.server.open(path, signal);
  }

  async adopt(name: string): Promise<void> {
    await this.server.ask("personality", { name });
  }

  async personalities(): Promise<{ current: string; personalities: readonly Personality[] }> {
    return (await this.server.ask("personalities")) as {
      current: string;
      personalities: readonly Personality[];
    };
  }

  async #react(route: string, body: object): Promise<Reaction> {
    const answer = (await this.server.ask(route, body)) as {
      feeling: string;
      packet: { seq: number };
    };
    return { seq: answer.packet.seq, feeling: answer.feeling };
  }

  #resume(): { session: string; after: number } | null {
    const { session, lastSeq } = this.player;
    return session === null || lastSeq === null ? null : { session, after: lastSeq };
  }

  #note(status: LineStatus): void {
    if (this.#isClosed) return;
    if (status === "open") {
      if (this.#wasOpen) this.nReturns += 1;
      this.#wasOpen = true;
    }
    this.#listeners.onStatus(status);
  }

  #read(text: string): void {
    const receivedMs = performance.now();
    let message;
    try {
      message = decodeMessage(text);
    } catch (error) {
      this.#fault(error);
      return;
    }
    switch (message.type) {
      case "hello":
        void this.#greet(message, receivedMs);
        return;
      case "ping":
        if (message.serverUs !== null) {
          this.clock.measure(message.clientUs / 1000, receivedMs, message.serverUs / 1000);
        }
        return;
      case "state":
        this.#inOrder(() => {
          this.player.settle(message, this.sessionMs());
          this.#listeners.onState(message);
        });
        return;
      case "interrupt":
        this.#inOrder(() => {
          this.player.interrupt(this.sessionMs());
          this.#listeners.onInterrupt();
        });
        return;
      case "packet":
      case "event":
        return; // Packets come as binary frames here.
    }
  }

  async #greet(hello: Hello, receivedMs: number): Promise<void> {
    if (hello.session !== this.#hello?.session) this.clock.begin(hello.tMs, receivedMs);
    this.#hello = hello;
    const known = this.player.library;
    this.#waiting ??= [];
    try {
      const library = known?.hash === hello.library ? known : await this.#fetch(hello.library);
      if (this.#hello !== hello) return; // A newer hello came meanwhile; what waits is its matter.
      const localMs = performance.now();
      this.player.greet(hello, library, localMs, this.sessionMs(localMs));
      this.#listeners.onHello(hello);
    } catch (error) {
      this.#fault(error);
    }
    const waiting = this.#waiting;
    this.#waiting = null;
    for (const call of waiting) call();
  }

  async #fetch(hash: string): Promise<Library> {
    const response = await fetch(this.server.url(`library/${hash}.bin`));
    if (!response.ok) throw new Refused(`The library of motions is missing (${response.status}).`);
    return Library.fromBuffer(await response.arrayBuffer(), `library ${hash.slice(0, 8)}`);
  }

  #take(bytes: Uint8Array): void {
    const localMs = performance.now();
    try {
      const arrival = this.player.receive(bytes, localMs, this.sessionMs(localMs));
      if (arrival !== null) this.#listeners.onArrival(arrival);
    } catch (error) {
      this.#fault(error);
    }
  }

  #inOrder(call: () => void): void {
    if (this.#waiting === null) call();
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(call);
  }

  #fault(error: unknown): void {
    if (this.#isClosed) return;
    const isOurs = error instanceof PacketError || error instanceof Error;
    this.#listeners.onFault(isOurs ? error.message : String(error));
  }
}
