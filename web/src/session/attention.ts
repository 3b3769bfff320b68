/**
 * What the person does, told without reading a word: typing, thinking, reading, listening, away.
 *
 * Pure: it hears that a key was pressed, never which one, and answers with the name of the interface event
 * to send, or null. Waiting times are by taste.
 */
/** When something is told; each in ms. */
export interface AttentionTimes {
  /** Typing is told again after this. */
  readonly typingAgainMs: number;
  /** A pause over a sentence this long is thinking. */
  readonly pauseMs: number;
  readonly readingAgainMs: number;
  /** Nothing done for so long. */
  readonly idleMs: number;
  /** Gone for so long: coming back is an event. */
  readonly awayMs: number;
}

const TIMES: AttentionTimes = {
  typingAgainMs: 4000,
  pauseMs: 1800,
  readingAgainMs: 6000,
  idleMs: 20_000,
  awayMs: 10_000,
};

export type Doing = "nothing" | "typing" | "thinking" | "listening" | "reading" | "away";

/** Follows one person at one page; every call says when it is, in ms on any clock that moves on. */
export class Attention {
  #doing: Doing = "nothing";
  #toldMs = -Infinity;
  #actedMs = 0;
  #leftMs = 0;
  #isBoxEmpty = true;
  readonly #times: AttentionTimes;

  constructor(times: Partial<AttentionTimes> = {}) {
    this.#times = { ...TIMES, ...times };
  }

  get doing(): Doing {
    return this.#doing;
  }

  /** Something changed in the box. */
  typed(nowMs: number, isBoxEmpty: boolean): string | null {
    this.#isBoxEmpty = isBoxEmpty;
    this.#actedMs = nowMs;
    return this.#enter("typing", nowMs, this.#times.typingAgainMs);
  }

  /** A sentence was sent: what follows is the reaction itself, not an event. */
  sent(nowMs: number): void {
    this.#doing = "nothing";
    this.#isBoxEmpty = true;
    this.#actedMs = nowMs;
  }

  /** Text of the page is selected, or no longer. */
  selected(nowMs: number, hasSelection: boolean): string | null {
    if (!hasSelection || this.#doing === "typing") return null;
    this.#actedMs = nowMs;
    return this.#enter("reading", nowMs, this.#times.readingAgainMs);
  }

  /** The page was hidden, or is seen again. */
  seen(nowMs: number, isVisible: boolean): string | null {
    if (!isVisible) {
      this.#leftMs = nowMs;
      this.#doing = "away";
      return null;
    }
    if (this.#doing !== "away") return null;
    this.#doing = "nothing";
    this.#actedMs = nowMs;
    return nowMs - this.#leftMs >= this.#times.awayMs ? "user_joined" : null;
  }

  /** Time passed; call it a few times a second. */
  tick(nowMs: number): string | null {
    const quietMs = nowMs - this.#actedMs;
    if (this.#doing === "typing" && quietMs >= this.#times.pauseMs) {
      return this.#enter(this.#isBoxEmpty ? "listening" : "thinking", nowMs, 0);
    }
    const isActive = this.#doing !== "nothing" && this.#doing !== "away";
    if (isActive && quietMs >= this.#times.idleMs) {
      this.#doing = "nothing";
      return "idle";
    }
    return null;
  }

  #enter(doing: Doing, nowMs: number, againMs: number): string | null {
    if (this.#doing === doing && nowMs - this.#toldMs < againMs) return null;
    this.#doing = doing;
    this.#toldMs = nowMs;
    return doing;
  }
}
