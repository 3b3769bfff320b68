/**
 * The conversation as it is seen: turns appear, answers grow, and the newest stays in sight unless one reads back.
 */
import type { Reply } from "../session/chatLines";
import { Transcript, type Progress, type Turn } from "./transcript";
import { byId, button } from "./elements";
import { TurnView, type TurnListeners } from "./turnView";

const SUGGESTIONS = [
  "What is AI?",
  "I got the job!",
  "What did I have for breakfast?",
  "Who are you?",
] as const;
/** Nearer to the end than this, the person is not reading back. */
const NEAR_END_PX = 120;
/** So far from the upper edge words are wholly there; below it they fade (talk.css). */
const FADE_PX = 20;

export interface TalkListeners extends TurnListeners {
  /** The person has read back enough: the box is theirs again. */
  readonly onBack: () => void;
}

export class Talk {
  readonly #transcript: Transcript;
  readonly #list = byId("turns");
  readonly #scroll = byId("scroll");
  readonly #listeners: TalkListeners;
  #views: TurnView[] = [];

  constructor(transcript: Transcript, listeners: TalkListeners) {
    this.#transcript = transcript;
    this.#listeners = listeners;
    byId("try").append(
      ...SUGGESTIONS.map((text) =>
        button(text, () => {
          listeners.onAsk(text);
        }),
      ),
    );
    for (const turn of transcript.turns) this.#add(turn);
    this.#suggest();
    this.#toEnd();
    // A drawer that opens, a keyboard that comes up: who reads the newest words goes on reading them.
    let isAtEnd = true;
    const newest = byId("newest");
    const look = (): void => {
      isAtEnd = !this.#isReadingBack;
      newest.hidden = isAtEnd;
    };
    this.#scroll.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(() => {
      if (isAtEnd) this.#toEnd();
      look();
    });
    sizes.observe(this.#scroll);
    sizes.observe(this.#list);
    newest.addEventListener("click", () => {
      this.#scroll.scrollTo({ top: this.#scroll.scrollHeight, behavior: "smooth" });
      this.#listeners.onBack();
    });
  }

  get isEmpty(): boolean {
    return this.#transcript.turns.length === 0;
  }

  /** The person said something. */
  ask(text: string): Turn {
    const turn = this.#transcript.ask(text, Date.now());
    this.#add(turn);
    this.#suggest();
    this.#toEnd();
    return turn;
  }

  /** She says something by herself. */
  begin(reply: Reply): void {
    this.#add(this.#transcript.begin(reply, Date.now()));
    this.#suggest();
    this.#toEnd();
  }

  /** The answer went on. */
  show(
    turn: Turn,
    progress: Progress,
    { coming, reply }: { coming?: string; reply?: Reply } = {},
  ): void {
    const isReadingBack = this.#isReadingBack;
    turn.progress = progress;
    if (coming !== undefined) turn.coming = coming;
    if (reply !== undefined) turn.reply = reply;
    this.#views.find((view) => view.turn === turn)?.update();
    if (progress !== "coming") this.#transcript.keep();
    if (progress === "waiting") announce("thinking …");
    else if (progress === "whole" && reply !== undefined) announce(spoken(reply));
    else if (progress === "failed") announce(turn.coming);
    if (!isReadingBack) this.#toEnd();
  }

  clear(): void {
    this.#transcript.clear();
    this.#views = [];
    this.#list.replaceChildren();
    this.#suggest();
  }

  #add(turn: Turn): void {
    const view = new TurnView(turn, this.#listeners);
    this.#views.push(view);
    this.#list.append(view.item);
    const tooMany = this.#views.length - this.#transcript.turns.length;
    for (const old of this.#views.splice(0, Math.max(tooMany, 0))) old.item.remove();
  }

  #suggest(): void {
    byId("try").hidden = this.#transcript.turns.some(({ text }) => text !== null);
  }

  get #isReadingBack(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight > NEAR_END_PX;
  }

  /** The newest turn whole; where it is too long for that, from its beginning. */
  #toEnd(): void {
    const scroll = this.#scroll;
    scroll.scrollTop = scroll.scrollHeight;
    const newest = this.#views.at(-1)?.item.getBoundingClientRect();
    const top = scroll.getBoundingClientRect().top + FADE_PX;
    if (newest !== undefined && newest.top < top) scroll.scrollTop -= top - newest.top;
  }
}

/** Read out by a screen reader, once and whole: pieces of a word would be noise. */
function announce(text: string): void {
  byId("spoken").textContent = text;
}

function spoken({ text, notice, sources }: Reply): string {
  const from = sources.map(({ title }) => title).join(", ");
  const parts = [text, notice ?? "", from === "" ? "" : `Source: ${from}.`];
  return parts.filter((part) => part !== "").join(" ");
}
