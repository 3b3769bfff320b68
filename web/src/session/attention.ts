/**
 * What the person does, told without reading a word: typing, thinking, reading, listening, away.
 *
 * Pure: it hears that a key was pressed, never which one, and answers with the name of the interface event
 * to send, or null. Waiting times are by taste.
 */
const TYPING_AGAIN_MS = 4000;
const PAUSE_MS = 1800;
const READING_AGAIN_MS = 6000;
const IDLE_MS = 20_000;
const AWAY_MS = 10_000;

export type Doing = "nothing" | "typing" | "thinking" | "listening" | "reading" | "away";

/** Follows one person at one page; every call says when it is, in ms on any clock that moves on. */
export class Attention {
  #doing: Doing = "nothing";
  #toldMs = -Infinity;
  #actedMs = 0;
  #leftMs = 0;
  #isBoxEmpty = true;

  get doing(): Doing {
    return this.#doing;
  }

  /** Something changed in the box. */
  typed(nowMs: number, isBoxEmpty: boolean): string | null {
    this.#isBoxEmpty = isBoxEmpty;
    this.#actedMs = nowMs;
    return this.#enter("typing", nowMs, TYPING_AGAIN_MS);
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
    return this.#enter("reading", nowMs, READING_AGAIN_MS);
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
    return nowMs - this.#leftMs >= AWAY_MS ? "user_joined" : null;
  }

  /** Time passed; call it a few times a second. */
  tick(nowMs: number): string | null {
    const quietMs = nowMs - this.#actedMs;
    if (this.#doing === "typing" && quietMs >= PAUSE_MS) {
      return this.#enter(this.#isBoxEmpty ? "listening" : "thinking", nowMs, 0);
    }
    const isActive = this.#doing !== "nothing" && this.#doing !== "away";
    if (isActive && quietMs >= IDLE_MS) {
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
