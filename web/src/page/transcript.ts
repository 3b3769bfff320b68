/**
 * The conversation as data: who said what, how each answer stands, and how it outlives a reload of the tab.
 *
 * Pure but for the store it is given. The words stay in this tab: they go when it is closed.
 */
import { readReply, type Reply } from "../session/chatLines";

/** How far an answer has come. */
export type Progress = "asked" | "waiting" | "coming" | "whole" | "cut off" | "failed";

/** One sentence of the person and what became of it; `text` is null where she began by herself. */
export interface Turn {
  readonly id: number;
  readonly text: string | null;
  readonly atMs: number;
  progress: Progress;
  /** What came so far, or why nothing came. */
  coming: string;
  reply: Reply | null;
}

/** What keeps texts by name, such as `sessionStorage`. */
export interface Keeper {
  getItem(name: string): string | null;
  setItem(name: string, text: string): void;
  removeItem(name: string): void;
}

const NAME = "sherin.conversation";
const VERSION = 1;
/** The newest turns that are kept: a long evening, and far below what a browser keeps for one tab. */
const N_KEPT = 120;
const N_KEPT_PASSAGES = 3;
const N_KEPT_CHARACTERS = 1200;

export class Transcript {
  readonly #keeper: Keeper | null;
  #turns: Turn[] = [];
  #nextId = 1;

  /** Begin with what this tab kept; `keeper` is null where the browser keeps nothing. */
  constructor(keeper: Keeper | null) {
    this.#keeper = keeper;
    this.#turns = restored(keeper);
    this.#nextId = 1 + Math.max(0, ...this.#turns.map(({ id }) => id));
  }

  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** A new turn, which waits for its answer. */
  ask(text: string, atMs: number): Turn {
    const turn: Turn = {
      id: this.#nextId++,
      text,
      atMs,
      progress: "asked",
      coming: "",
      reply: null,
    };
    this.#turns = [...this.#turns, turn].slice(-N_KEPT);
    this.keep();
    return turn;
  }

  /** She begins by herself. */
  begin(reply: Reply, atMs: number): Turn {
    const turn: Turn = {
      id: this.#nextId++,
      text: null,
      atMs,
      progress: "whole",
      coming: "",
      reply,
    };
    this.#turns = [...this.#turns, turn].slice(-N_KEPT);
    this.keep();
    return turn;
  }

  clear(): void {
    this.#turns = [];
    this.#keeper?.removeItem(NAME);
  }

  /** Write it down; a browser that keeps nothing is no fault. */
  keep(): void {
    const turns = this.#turns.slice(-N_KEPT).map(({ reply, ...turn }) => ({
      ...turn,
      reply: reply && {
        ...reply,
        passages: reply.passages
          .slice(0, N_KEPT_PASSAGES)
          .map((one) => ({ ...one, text: one.text.slice(0, N_KEPT_CHARACTERS) })),
      },
    }));
    try {
      this.#keeper?.setItem(NAME, JSON.stringify({ version: VERSION, turns }));
    } catch {
      // Full or forbidden: this conversation then ends with the page.
    }
  }
}

function restored(keeper: Keeper | null): Turn[] {
  try {
    const kept = JSON.parse(keeper?.getItem(NAME) ?? "null") as {
      version?: unknown;
      turns?: unknown;
    } | null;
    if (kept?.version !== VERSION || !Array.isArray(kept.turns)) return [];
    return kept.turns.map(turnOf).filter((turn) => turn !== null);
  } catch {
    return []; // Of another version, or not ours.
  }
}

function turnOf(value: unknown): Turn | null {
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Record<string, unknown>;
  const { id, text, atMs, progress, coming, reply } = fields;
  if (typeof id !== "number" || typeof atMs !== "number") return null;
  if (typeof text !== "string" && text !== null) return null;
  const isWhole = progress === "whole" && typeof reply === "object" && reply !== null;
  return {
    id,
    text,
    atMs,
    // What was on its way when the page went is not on its way any more.
    progress: isWhole ? "whole" : progress === "failed" ? "failed" : "cut off",
    coming: typeof coming === "string" ? coming : "",
    reply: isWhole ? readReply(reply as Record<string, unknown>) : null,
  };
}
