/**
 * The cues of the last packet on a time line: hands, face, body, voice, each with its start in ms.
 */
import type { Packet } from "../wire";
import { made } from "./elements";

const LANES = ["hands", "face", "body", "scene", "voice"] as const;
type Lane = (typeof LANES)[number];
/** Shown even when they are empty: the order is the point. */
const ALWAYS: ReadonlySet<Lane> = new Set(["hands", "face", "voice"]);
const LANE_OF_LAYER: Readonly<Record<string, Lane>> = {
  hands: "hands",
  face: "face",
  expression: "face",
  body: "body",
};
/** Each gives round ticks. */
const SPANS_MS = [800, 1200, 1600, 2000, 2400, 3200, 4000, 6000, 8000, 16_000, 40_000] as const;
const N_TICKS = 4;

/** One cue as it is shown. */
export interface ShownCue {
  readonly lane: Lane;
  readonly capsuleId: string;
  readonly weight: number;
  readonly atMs: number;
  readonly durationMs: number;
}

/** The cues of a packet by lane and start; voice last. */
export function shownCues(
  packet: Packet,
  durationOf: (capsuleId: string) => number,
): readonly ShownCue[] {
  const video = packet.videoBlend.map(({ cid, weight, layer, atMs }) => ({
    lane: LANE_OF_LAYER[layer] ?? "scene",
    capsuleId: cid,
    weight,
    atMs,
    durationMs: durationOf(cid),
  }));
  const voice = packet.voiceBlend.map(({ cid, weight, atMs }) => ({
    lane: "voice" as const,
    capsuleId: cid,
    weight,
    atMs,
    durationMs: durationOf(cid),
  }));
  const rank = ({ lane, atMs }: ShownCue): number => LANES.indexOf(lane) * 1e6 + atMs;
  return [...video, ...voice].sort((a, b) => rank(a) - rank(b));
}

/** The shortest round span that holds every cue to its end. */
export function spanOf(cues: readonly ShownCue[]): number {
  const endMs = Math.max(0, ...cues.map(({ atMs, durationMs }) => atMs + durationMs));
  return SPANS_MS.find((spanMs) => spanMs >= endMs) ?? SPANS_MS[SPANS_MS.length - 1]!;
}

export class CueLanes {
  readonly #root: HTMLElement;
  readonly #playhead: HTMLElement;
  #spanMs = 1000;
  #startMs: number | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#playhead = made("div", "playhead");
    this.#playhead.hidden = true;
    this.#playhead.setAttribute("aria-hidden", "true");
    this.#draw([]);
  }

  /** Show a packet's cues; `startMs` is where its reaction begins in session time, null if unplayed. */
  show(cues: readonly ShownCue[], startMs: number | null): void {
    this.#startMs = startMs;
    this.#spanMs = spanOf(cues);
    this.#draw(cues);
    this.#playhead.hidden = startMs === null;
  }

  /** Move the playhead; allocates nothing but its style. */
  move(sessionMs: number): void {
    if (this.#startMs === null) return;
    const share = (sessionMs - this.#startMs) / this.#spanMs;
    if (share > 1) {
      this.#startMs = null;
      this.#playhead.hidden = true;
      return;
    }
    this.#playhead.style.translate = `${Math.max(share, 0) * 100}%`;
  }

  #draw(cues: readonly ShownCue[]): void {
    const rows: HTMLElement[] = [];
    for (const lane of LANES) {
      const own = cues.filter((cue) => cue.lane === lane);
      if (own.length === 0 && !ALWAYS.has(lane)) continue;
      const name = made("div", "lane-name", lane);
      name.id = `lane-${lane}`;
      const list = made("ol", "lane");
      list.dataset["lane"] = lane;
      list.setAttribute("aria-labelledby", name.id);
      list.append(...own.map((cue) => this.#cue(cue)));
      rows.push(name, list);
    }
    this.#root.replaceChildren(...rows, this.#scale(), this.#playhead);
  }

  #cue({ capsuleId, weight, atMs, durationMs }: ShownCue): HTMLElement {
    const item = made("li", "cue");
    const left = Math.min(Math.max((atMs / this.#spanMs) * 100, 0), 100);
    const width = Math.min((durationMs / this.#spanMs) * 100, 100 - left);
    const bar = made("span", "cue-bar");
    bar.style.left = `${left}%`;
    bar.style.width = `${width}%`;
    bar.style.opacity = `${0.45 + 0.55 * Math.min(weight, 1)}`;
    const text = made("span", "cue-text");
    // Near the right edge there is room only on the left.
    if (left > 60) {
      text.classList.add("is-left");
      text.style.marginRight = `${100 - left}%`;
    } else text.style.marginLeft = `${left}%`;
    text.append(made("b", "", `${atMs} ms`), " ", made("span", "", capsuleId));
    text.title = `${capsuleId}, weight ${weight.toFixed(2)}, ${durationMs} ms long`;
    item.append(bar, text);
    return item;
  }

  #scale(): HTMLElement {
    const scale = made("div", "scale");
    scale.setAttribute("aria-hidden", "true");
    for (let tick = 0; tick <= N_TICKS; tick += 1) {
      const share = tick / N_TICKS;
      const mark = made("span", "", `${Math.round(this.#spanMs * share)}`);
      mark.style.left = `${share * 100}%`;
      mark.style.translate = `${-share * 100}%`;
      scale.append(mark);
    }
    return scale;
  }
}
