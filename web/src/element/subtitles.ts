/** The words that are said, as they are heard: for a bubble, and where nothing can move. */
import { put } from "./shadow";

/** Words stay so long after the last one, for those who read. By taste. */
const STAY_MS = 5000;

export class Subtitles {
  readonly #region: HTMLElement;
  #text = "";
  #isShown = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param region A live region, hidden while it is empty. */
  constructor(region: HTMLElement) {
    this.#region = region;
  }

  /** Whether they are to be seen. */
  show(isShown: boolean): void {
    this.#isShown = isShown;
    this.#put();
  }

  /** Something else is said. */
  begin(): void {
    clearTimeout(this.#timer);
    this.#text = "";
  }

  /** A phrase begins to be heard. */
  add(phrase: string): void {
    this.#text = `${this.#text} ${phrase.trim()}`.trim();
    this.#put();
  }

  /** All was said, or it was cut off: the words go after a while. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.clear();
    }, STAY_MS);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#text = "";
    this.#put();
  }

  #put(): void {
    put(this.#region, this.#isShown ? this.#text : "");
  }
}
