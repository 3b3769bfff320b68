/**
 * The colours of the page around the element, twice a second at most, when the browser has nothing else to do.
 *
 * It reads computed colours of what lies there and nothing else: no text, no pictures. What cannot be told, such
 * as a photo or a video, is left out.
 */
import { differs, lightOf, readColour, type LightSample } from "./surroundingLight";

const PERIOD_MS = 600;
/** Longest wait for an idle moment. */
const IDLE_MS = 400;
const N_POINTS = 12;
/** Rings around the middle of the element, in half sizes. */
const RINGS = [1.25, 1.9] as const;
/** Elements whose colours no style tells. */
const UNREADABLE: ReadonlySet<string> = new Set([
  "IMG",
  "VIDEO",
  "CANVAS",
  "IFRAME",
  "OBJECT",
  "EMBED",
]);
/** Layers looked through before the ground is reached. */
const MAX_LAYERS = 12;

/** Watches until it is closed. */
export class LightProbe {
  readonly #box: HTMLElement;
  readonly #onLight: (light: Float32Array | null) => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #request = 0;
  #last: Float32Array | null = null;

  /**
   * @param box The frame of the element; the colour of an empty page is the `outline-color` of its style.
   * @param onLight Hears of each visible change.
   */
  constructor(box: HTMLElement, onLight: (light: Float32Array | null) => void) {
    this.#box = box;
    this.#onLight = onLight;
    this.#timer = setInterval(() => {
      this.#whenIdle();
    }, PERIOD_MS);
    this.#whenIdle();
  }

  close(): void {
    clearInterval(this.#timer);
    if (this.#request !== 0 && "cancelIdleCallback" in window) cancelIdleCallback(this.#request);
    this.#request = 0;
  }

  #whenIdle(): void {
    if (this.#request !== 0 || document.visibilityState !== "visible") return;
    // Safari has no idle callbacks: the timer is rare enough.
    if (!("requestIdleCallback" in window)) {
      this.#look();
      return;
    }
    this.#request = requestIdleCallback(
      () => {
        this.#request = 0;
        this.#look();
      },
      { timeout: IDLE_MS },
    );
  }

  #look(): void {
    const light = lightOf(samplesAround(this.#box));
    if (light === null || !differs(light, this.#last)) return;
    this.#last = light;
    this.#onLight(light);
  }
}

/** Colours in rings around a box; points outside the window are taken at its edge. */
export function samplesAround(box: HTMLElement): LightSample[] {
  const { left, top, width, height } = box.getBoundingClientRect();
  if (width < 1 || height < 1) return [];
  const ground = readColour(getComputedStyle(box).outlineColor);
  const middleX = left + width / 2;
  const middleY = top + height / 2;
  const half = Math.min(width, height) / 2;
  const samples: LightSample[] = [];
  for (const ring of RINGS) {
    for (let point = 0; point < N_POINTS; point += 1) {
      const angle = (2 * Math.PI * point) / N_POINTS;
      const dx = Math.cos(angle);
      const dy = Math.sin(angle);
      const x = clamp(middleX + dx * (width / 2 + half * (ring - 1)), 1, innerWidth - 2);
      const y = clamp(middleY + dy * (height / 2 + half * (ring - 1)), 1, innerHeight - 2);
      const colour = colourAt(x, y, ground);
      if (colour !== null) samples.push({ dx, dy, ...colour });
    }
  }
  return samples;
}

type Colour = Omit<LightSample, "dx" | "dy">;

/** The colour that lies at a point of the window; null where no style tells. */
function colourAt(x: number, y: number, ground: Colour | null): Colour | null {
  let red = 0;
  let green = 0;
  let blue = 0;
  let open = 1;
  const layers = document.elementsFromPoint(x, y);
  for (const element of layers.slice(0, MAX_LAYERS)) {
    if (UNREADABLE.has(element.tagName)) return null;
    const style = getComputedStyle(element);
    const colour = readColour(style.backgroundColor);
    const alpha = (colour?.alpha ?? 0) * Number(style.opacity);
    if (colour === null || alpha <= 0) continue;
    red += open * alpha * colour.red;
    green += open * alpha * colour.green;
    blue += open * alpha * colour.blue;
    open *= 1 - alpha;
    if (open < 0.02) return { red, green, blue };
  }
  if (ground === null) return null;
  return {
    red: red + open * ground.red,
    green: green + open * ground.green,
    blue: blue + open * ground.blue,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(high, low));
}
