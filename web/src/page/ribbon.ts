/**
 * The last packet at a glance, below the face: hands, face and voice as three thin lanes, and its size.
 */
import { made } from "./elements";
import { spanOf, type ShownCue } from "./cueLanes";

const LANES = ["hands", "face", "voice"] as const;

export class Ribbon {
  readonly #root: HTMLElement;
  readonly #lanes = made("span", "ribbon-lanes");
  readonly #playhead = made("i", "ribbon-head");
  readonly #words = made("span", "ribbon-words");
  #startMs: number | null = null;
  #spanMs = 1;

  /** @param root A button; it opens the whole of it. */
  constructor(root: HTMLElement) {
    this.#root = root;
    this.#lanes.setAttribute("aria-hidden", "true");
    this.#words.setAttribute("aria-hidden", "true");
    // As high as it will be: the face keeps its place when the first packet comes.
    this.#lanes.append(...LANES.map(() => made("span")));
    this.#words.textContent = "\u00a0";
    root.append(this.#lanes, this.#words);
  }

  /** Show a packet; `startMs` is where its reaction begins in session time, null if unplayed. */
  show(cues: readonly ShownCue[], startMs: number | null, binaryBytes: number): void {
    if (cues.length === 0) return;
    this.#root.hidden = false;
    this.#spanMs = spanOf(cues);
    this.#startMs = startMs;
    this.#playhead.hidden = startMs === null;
    const starts: string[] = [];
    const rows = LANES.map((lane) => {
      const own = cues.filter((cue) => cue.lane === lane);
      if (own.length > 0) starts.push(`${lane} ${Math.min(...own.map(({ atMs }) => atMs))} ms`);
      const row = made("span");
      row.dataset["lane"] = lane;
      row.append(...own.map((cue) => this.#bar(cue)));
      return row;
    });
    this.#lanes.replaceChildren(...rows, this.#playhead);
    this.#words.textContent = `${binaryBytes} bytes`;
    const about = `Last packet: ${binaryBytes} bytes; ${starts.join(", ")}. Open what travels`;
    this.#root.setAttribute("aria-label", about);
    this.#root.title = starts.join(" · ");
  }

  /** Move the playhead. */
  move(sessionMs: number): void {
    if (this.#startMs === null) return;
    const share = (sessionMs - this.#startMs) / this.#spanMs;
    if (share > 1) {
      this.#startMs = null;
      this.#playhead.hidden = true;
    } else this.#playhead.style.translate = `${Math.max(share, 0) * 100}%`;
  }

  #bar({ atMs, durationMs, weight }: ShownCue): HTMLElement {
    const bar = made("i");
    bar.style.left = `${Math.max(atMs / this.#spanMs, 0) * 100}%`;
    bar.style.width = `${Math.min(durationMs / this.#spanMs, 1) * 100}%`;
    bar.style.opacity = `${0.5 + 0.5 * Math.min(weight, 1)}`;
    return bar;
  }
}
