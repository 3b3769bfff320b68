/**
 * What can be drawn on a canvas: a rig on the stage, or the drawn figure until there is one.
 */
import { drawFigure, Figure } from "../figure";
import type { ChannelVector } from "../motion";

/** An avatar on a canvas; `Drawn` of the stage is one. */
export interface Drawing {
  readonly canvas: HTMLCanvasElement;
  readonly kind: "rig" | "generic" | "figure";
  /** Median time of a frame in ms; 0 before it is known. */
  readonly frameMs: number;
  draw(vector: ChannelVector, tS: number): void;
  resize(widthPx: number, heightPx: number): void;
  /** (9, 3) spherical harmonics, linear, 1 is neutral; null for none. */
  setSurroundingLight(harmonics: Float32Array | null): void;
  release(): void;
}

/** A square costs time with each pixel, and a drawing shows nothing more beyond this. */
const MAX_SIZE_PX = 1400;
const N_MEASURED = 31;
/** How much of the page's light a drawing takes: its colours are flat, a full tint would be mud. */
const LIGHT_SHARE = 0.6;

/**
 * The drawn figure on a canvas of its own.
 *
 * @throws Error the canvas has no 2D context.
 */
export function openFigure(canvas: HTMLCanvasElement): Drawing {
  const found = canvas.getContext("2d");
  if (found === null) throw new Error("this browser gives no 2D canvas");
  const context = found;
  const figure = new Figure();
  const times = new Float64Array(N_MEASURED);
  let nFrames = 0;
  return {
    canvas,
    kind: "figure",
    get frameMs() {
      return medianOf(times, nFrames);
    },
    draw(vector) {
      const beganMs = performance.now();
      figure.pose(vector);
      const { width, height } = canvas;
      const size = Math.min(width, height);
      context.setTransform(1, 0, 0, 1, (width - size) / 2, height - size);
      drawFigure(context, figure, size);
      context.setTransform(1, 0, 0, 1, 0, 0);
      fillAround(context, width, height, size);
      times[nFrames % N_MEASURED] = performance.now() - beganMs;
      nFrames += 1;
    },
    resize(widthPx, heightPx) {
      const scale = Math.min(1, MAX_SIZE_PX / Math.max(widthPx, heightPx, 1));
      const width = Math.max(Math.round(widthPx * scale), 1);
      const height = Math.max(Math.round(heightPx * scale), 1);
      if (canvas.width === width && canvas.height === height) return;
      canvas.width = width;
      canvas.height = height;
    },
    setSurroundingLight(harmonics) {
      canvas.style.filter = harmonics === null ? "" : `brightness(${brightnessOf(harmonics)})`;
    },
    release() {
      canvas.width = 0;
      canvas.height = 0;
    },
  };
}

/** The figure is square; beside and above it the picture goes on in the colour of its corner. */
function fillAround(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  size: number,
): void {
  if (width === height) return;
  const left = (width - size) / 2;
  const top = height - size;
  // `fillStyle` still holds the last colour of the figure: the ground is the first it painted.
  context.drawImage(context.canvas, left, top, 1, 1, 0, 0, width, top);
  context.drawImage(context.canvas, left, top, 1, size, 0, top, left, size);
  context.drawImage(context.canvas, left + size - 1, top, 1, size, left + size, top, left, size);
}

function brightnessOf(harmonics: Float32Array): string {
  const mean = (harmonics[0]! + harmonics[1]! + harmonics[2]!) / 3;
  return (1 + LIGHT_SHARE * (Math.min(Math.max(mean, 0.2), 1.6) - 1)).toFixed(3);
}

function medianOf(times: Float64Array, nFrames: number): number {
  const n = Math.min(nFrames, times.length);
  if (n === 0) return 0;
  return times.slice(0, n).sort()[n >> 1]!;
}
