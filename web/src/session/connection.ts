/**
 * The WebSocket to the companion: opens, pings, and comes back by itself with `after=seq`.
 *
 * The socket class, the timer and the clock come from outside, so that a test can run a day in a moment.
 */
const PROTOCOL = "sherin.v1.bin";
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4000;
const OPENING_PINGS = 6;
const OPENING_PING_MS = 120;
const PING_MS = 5000;
/** Pings answered by nothing for so long: the line is dead even if nobody said so. */
const DEAD_MS = 15_000;

/** `impossible`: this browser has no WebSocket, or may not open one. */
export type LineStatus = "connecting" | "open" | "lost" | "impossible";

/** What this needs of a WebSocket. */
export interface Line {
  binaryType: string;
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: { data: unknown }) => unknown) | null;
  onclose: ((event: never) => unknown) | null;
  send(data: string): void;
  close(): void;
}

/** Where a connection gets its parts, and where it puts what it hears. */
export interface Wiring {
  /** Address of `/ws` without a query. */
  readonly url: string;
  readonly open: (url: string, protocols: string[]) => Line;
  readonly nowMs: () => number;
  readonly later: (waitMs: number, call: () => void) => void;
  /** What to ask for when it comes back: the session and the last packet got in it. */
  readonly resume: () => { readonly session: string; readonly after: number } | null;
  readonly onText: (text: string) => void;
  readonly onBinary: (bytes: Uint8Array) => void;
  readonly onStatus: (status: LineStatus) => void;
  /** A ping is due; the answer comes as text. */
  readonly ping: () => string;
}

/** One line that is kept open until `close`. */
export class Connection {
  readonly #wiring: Wiring;
  #line: Line | null = null;
  #isOpen = false;
  #isWanted = true;
  #waitMs = FIRST_WAIT_MS;
  #heardMs = 0;
  /** Raised whenever a line opens or ends, so that timers of an older one stop. */
  #generation = 0;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
    this.#open();
  }

  /** Send one message; false when there is no line, then it is lost. */
  send(text: string): boolean {
    if (!this.#isOpen || this.#line === null) return false;
    this.#line.send(text);
    return true;
  }

  /** Try again now, such as when the page is seen again. */
  hurry(): void {
    if (this.#line === null && this.#isWanted) this.#open();
  }

  /** End it for good. */
  close(): void {
    this.#isWanted = false;
    this.#isOpen = false;
    this.#generation += 1;
    this.#line?.close();
    this.#line = null;
  }

  #open(): void {
    const { url, open, resume, nowMs, onStatus } = this.#wiring;
    this.#generation += 1;
    const generation = this.#generation;
    onStatus("connecting");
    const known = resume();
    const query = known === null ? "" : `?after=${known.after}&session=${known.session}`;
    let line: Line;
    try {
      line = open(url + query, [PROTOCOL]);
    } catch {
      this.#isWanted = false;
      onStatus("impossible");
      return;
    }
    line.binaryType = "arraybuffer";
    this.#line = line;
    line.onopen = () => {
      if (generation !== this.#generation) return;
      this.#isOpen = true;
      this.#heardMs = nowMs();
      onStatus("open");
      this.#ping(generation, 0);
    };
    line.onmessage = ({ data }) => {
      if (generation !== this.#generation) return;
      this.#heardMs = nowMs();
      this.#waitMs = FIRST_WAIT_MS;
      if (typeof data === "string") this.#wiring.onText(data);
      else if (data instanceof ArrayBuffer) this.#wiring.onBinary(new Uint8Array(data));
    };
    line.onclose = () => {
      if (generation === this.#generation) this.#lost();
    };
  }

  #lost(): void {
    this.#generation += 1;
    this.#line = null;
    this.#isOpen = false;
    this.#wiring.onStatus("lost");
    if (!this.#isWanted) return;
    const generation = this.#generation;
    const waitMs = this.#waitMs;
    this.#waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    this.#wiring.later(waitMs, () => {
      if (generation === this.#generation) this.#open();
    });
  }

  #ping(generation: number, count: number): void {
    if (generation !== this.#generation) return;
    if (this.#wiring.nowMs() - this.#heardMs > DEAD_MS) {
      this.#line?.close();
      this.#lost();
      return;
    }
    this.send(this.#wiring.ping());
    const waitMs = count < OPENING_PINGS ? OPENING_PING_MS : PING_MS;
    this.#wiring.later(waitMs, () => {
      this.#ping(generation, count + 1);
    });
  }
}
