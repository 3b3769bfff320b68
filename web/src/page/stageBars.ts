/**
 * How long a reaction took, stage by stage, as bars from the moment the person let go of the key.
 */
import { durationOf } from "./turnView";
import { made } from "./elements";

export const STAGES = ["packet", "motion", "answer", "sound"] as const;
export type StageName = (typeof STAGES)[number];
const WORDS: Readonly<Record<StageName, string>> = {
  packet: "to the packet",
  motion: "to first motion",
  answer: "to the answer",
  sound: "to first sound",
};
/** The shortest scale: below it all bars would look alike. */
const MIN_SPAN_MS = 50;

export class StageBars {
  readonly #root: HTMLElement;
  #timesMs = new Map<StageName, number>();

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#draw();
  }

  /** A new reaction was asked for: nothing of it is measured yet. */
  clear(): void {
    this.#timesMs = new Map();
    this.#draw();
  }

  show(stage: StageName, ms: number): void {
    this.#timesMs.set(stage, ms);
    this.#draw();
  }

  #draw(): void {
    const spanMs = Math.max(MIN_SPAN_MS, ...this.#timesMs.values());
    this.#root.replaceChildren(
      ...STAGES.map((stage) => {
        const ms = this.#timesMs.get(stage);
        const row = made("div");
        const value = made("dd", "", ms === undefined ? "–" : durationOf(ms));
        value.id = `stage-${stage}`;
        const bar = made("dd", "bar");
        bar.setAttribute("aria-hidden", "true");
        const fill = made("i");
        fill.style.width = `${((ms ?? 0) / spanMs) * 100}%`;
        bar.append(fill);
        row.append(made("dt", "", WORDS[stage]), bar, value);
        return row;
      }),
    );
  }
}
