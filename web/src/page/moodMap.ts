/**
 * Affect as a point: valence across, arousal up, dominance as its size, and where it came from.
 */
import type { Mood } from "../wire";

const SVG = "http://www.w3.org/2000/svg";
const HALF = 64;
const N_TRAIL = 24;
const AXES = ["valence", "arousal", "dominance"] as const;
const CORNERS = [
  ["tense", -1, 1, "start"],
  ["elated", 1, 1, "end"],
  ["low", -1, -1, "start"],
  ["at ease", 1, -1, "end"],
] as const;

export class MoodMap {
  readonly #trail: SVGGElement;
  readonly #here: SVGCircleElement;
  readonly #rest: SVGCircleElement;
  readonly #values = new Map<string, { text: HTMLElement; knob: HTMLElement }>();
  #past: Mood[] = [];

  constructor(root: HTMLElement) {
    const map = make("svg", {
      viewBox: `${-HALF - 1} ${-HALF - 1} ${2 * HALF + 2} ${2 * HALF + 2}`,
    });
    map.setAttribute("aria-hidden", "true");
    this.#trail = make("g", {});
    this.#here = make("circle", { class: "here", r: "4" });
    this.#rest = make("circle", { class: "rest", r: "3" });
    map.append(
      make("rect", {
        class: "edge",
        x: `${-HALF}`,
        y: `${-HALF}`,
        width: `${2 * HALF}`,
        height: `${2 * HALF}`,
        rx: "6",
      }),
      make("path", { class: "edge", d: `M${-HALF} 0H${HALF}M0 ${-HALF}V${HALF}` }),
      ...CORNERS.map(([word, x, y, anchor]) => {
        const label = make("text", {
          x: `${x * (HALF - 5)}`,
          y: `${-y * (HALF - 8) + 3}`,
          "text-anchor": anchor,
        });
        label.textContent = word;
        return label;
      }),
      this.#rest,
      this.#trail,
      this.#here,
    );
    root.replaceChildren(map, this.#list());
    this.show({ valence: 0, arousal: 0, dominance: 0 });
    this.#past = [];
  }

  /** Where this personality rests. */
  settle(baseline: Mood): void {
    place(this.#rest, baseline);
  }

  /** Where affect is now. */
  show(mood: Mood): void {
    const last = this.#past[this.#past.length - 1];
    const isNew =
      last?.valence !== mood.valence ||
      last.arousal !== mood.arousal ||
      last.dominance !== mood.dominance;
    if (isNew) this.#past = [...this.#past, mood].slice(-N_TRAIL);
    place(this.#here, mood);
    this.#here.setAttribute("r", (4.4 + 1.8 * mood.dominance).toFixed(2));
    this.#drawTrail();
    for (const axis of AXES) {
      const shown = this.#values.get(axis);
      if (shown === undefined) continue;
      const value = mood[axis];
      shown.text.textContent = `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
      shown.knob.style.left = `${(50 + 50 * value).toFixed(1)}%`;
    }
  }

  #drawTrail(): void {
    const lines: SVGLineElement[] = [];
    for (let i = 1; i < this.#past.length; i += 1) {
      const from = this.#past[i - 1]!;
      const to = this.#past[i]!;
      lines.push(
        make("line", {
          class: "trail",
          x1: `${from.valence * HALF}`,
          y1: `${-from.arousal * HALF}`,
          x2: `${to.valence * HALF}`,
          y2: `${-to.arousal * HALF}`,
          opacity: (0.08 + 0.72 * (i / this.#past.length) ** 2).toFixed(2),
        }),
      );
    }
    this.#trail.replaceChildren(...lines);
  }

  #list(): HTMLElement {
    const list = document.createElement("dl");
    list.className = "axes";
    for (const axis of AXES) {
      const row = document.createElement("div");
      const name = document.createElement("dt");
      name.textContent = axis;
      const text = document.createElement("dd");
      const beam = document.createElement("dd");
      beam.className = "beam";
      beam.setAttribute("aria-hidden", "true");
      const knob = document.createElement("i");
      beam.append(knob);
      row.append(name, text, beam);
      list.append(row);
      this.#values.set(axis, { text, knob });
    }
    return list;
  }
}

function place(circle: SVGCircleElement, { valence, arousal }: Mood): void {
  circle.setAttribute("cx", `${valence * HALF}`);
  circle.setAttribute("cy", `${-arousal * HALF}`);
}

function make<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
