/**
 * Affect as a point: valence across, arousal up, dominance as its size, where it came from, and sliders to push it.
 */
import type { Mood } from "../wire";
import { made } from "./elements";

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
/** A hand on a slider asks at most this often. */
const PUSH_EVERY_MS = 160;
/** How long a slider stays where a person put it, whatever affect does. */
const HELD_MS = 1500;

export class MoodMap {
  readonly #trail: SVGGElement;
  readonly #here: SVGCircleElement;
  readonly #rest: SVGCircleElement;
  readonly #values = new Map<string, { text: HTMLElement; slider: HTMLInputElement }>();
  readonly #onPush: (mood: Mood) => void;
  #past: Mood[] = [];
  #mood: Mood = { valence: 0, arousal: 0, dominance: 0 };
  #heldUntilMs = 0;
  #pushTimer = 0;

  /** @param onPush A person wants affect to be there. */
  constructor(root: HTMLElement, onPush: (mood: Mood) => void) {
    this.#onPush = onPush;
    const map = svg("svg", {
      viewBox: `${-HALF - 1} ${-HALF - 1} ${2 * HALF + 2} ${2 * HALF + 2}`,
    });
    map.setAttribute("aria-hidden", "true");
    this.#trail = svg("g", {});
    this.#here = svg("circle", { class: "here", r: "4" });
    this.#rest = svg("circle", { class: "rest", r: "3" });
    map.append(
      svg("rect", {
        class: "edge",
        x: `${-HALF}`,
        y: `${-HALF}`,
        width: `${2 * HALF}`,
        height: `${2 * HALF}`,
        rx: "6",
      }),
      svg("path", { class: "edge", d: `M${-HALF} 0H${HALF}M0 ${-HALF}V${HALF}` }),
      ...CORNERS.map(([word, x, y, anchor]) => {
        const label = svg("text", {
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
    this.#mood = mood;
    place(this.#here, mood);
    this.#here.setAttribute("r", (4.4 + 1.8 * mood.dominance).toFixed(2));
    this.#drawTrail();
    for (const axis of AXES) {
      const shown = this.#values.get(axis);
      if (shown === undefined) continue;
      const value = mood[axis];
      // Nor is one set back before it was told where a person put it.
      if (performance.now() < this.#heldUntilMs || this.#pushTimer !== 0) continue;
      shown.text.textContent = signed(value);
      shown.slider.value = value.toFixed(2);
    }
  }

  #drawTrail(): void {
    const lines: SVGLineElement[] = [];
    for (let i = 1; i < this.#past.length; i += 1) {
      const from = this.#past[i - 1]!;
      const to = this.#past[i]!;
      lines.push(
        svg("line", {
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
    const list = made("div", "axes");
    for (const axis of AXES) {
      const row = made("label");
      const text = made("output");
      const slider = made("input");
      slider.type = "range";
      slider.min = "-1";
      slider.max = "1";
      slider.step = "0.05";
      slider.name = axis;
      slider.addEventListener("input", () => {
        this.#heldUntilMs = performance.now() + HELD_MS;
        text.textContent = signed(Number(slider.value));
        if (this.#pushTimer === 0) this.#pushTimer = window.setTimeout(this.#push, PUSH_EVERY_MS);
      });
      row.append(made("span", "", axis), slider, text);
      list.append(row);
      this.#values.set(axis, { text, slider });
    }
    return list;
  }

  readonly #push = (): void => {
    this.#pushTimer = 0;
    const at = (axis: (typeof AXES)[number]): number =>
      Number(this.#values.get(axis)?.slider.value ?? this.#mood[axis]);
    this.#onPush({ valence: at("valence"), arousal: at("arousal"), dominance: at("dominance") });
  };
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}

function place(circle: SVGCircleElement, { valence, arousal }: Mood): void {
  circle.setAttribute("cx", `${valence * HALF}`);
  circle.setAttribute("cy", `${-arousal * HALF}`);
}

function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const shape = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  return shape;
}
