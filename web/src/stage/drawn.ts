/** What a page gets when it opens a stage: an avatar on a canvas. */
import { type ChannelVector } from "../motion";

/** How much a frame may cost: resolution, wrinkles, dust and hands follow from it. */
export type Tier = "high" | "medium" | "low";
export const TIERS: readonly Tier[] = ["high", "medium", "low"];

/** An avatar on a canvas. */
export interface Drawn {
  readonly canvas: HTMLCanvasElement;
  /** A rig of our own with its photo, or any other model with ARKit or VRM names. */
  readonly kind: "rig" | "generic";
  /** Draw one moment; `tS` (seconds) moves only what drifts by itself: dust, wind, a hand-held camera. */
  draw(vector: ChannelVector, tS: number): void;
  /** The size of the canvas on the screen, in device pixels; the tier may draw it smaller. */
  resize(widthPx: number, heightPx: number): void;
  /** (9, 3) spherical harmonics of the light that the page throws, linear, 1 is neutral; null for none. */
  setSurroundingLight(harmonics: Float32Array | null): void;
  /** Median time from the start of a `draw` until its pixels are there, in ms; 0 before it is known. */
  readonly frameMs: number;
  /** Chosen by measured frame time; setting it holds it there. */
  tier: Tier;
  /** Free everything on the GPU; afterwards `draw` does nothing. */
  release(): void;
}

/** How a stage is opened; each with its default. */
export interface StageOptions {
  /** Draw the photo's background; without it that place is transparent. Default true. */
  readonly background?: boolean;
  /** Of what drifts by itself. Default 0. */
  readonly seed?: number;
  /** Hold this tier; without it, it follows the measured frame time. */
  readonly tier?: Tier;
  /** Draw the rig's hands where it has some. Default true. */
  readonly hands?: boolean;
}
