/**
 * The canvas: sized to the screen's own pixels, painted once a frame while it is seen.
 *
 * Motion can be paused, and begins paused where the person asked their system for less of it: then the figure
 * changes pose with each reaction, in a few still pictures, and rests in between.
 */
import { type ChannelVector } from "../motion";

/** Draws one pose into a square of `sizePx` device pixels. */
export type Paint = (
  context: CanvasRenderingContext2D,
  channels: ChannelVector,
  sizePx: number,
) => void;

/** What a stage shows, and who wants to know. */
export interface Show {
  readonly paint: Paint;
  /** The pose at a local time. */
  readonly poseAt: (localMs: number) => ChannelVector;
  /** Called after each painted frame. */
  readonly onFrame: (localMs: number) => void;
}

/** More device pixels than this cost time and show nothing more. */
const MAX_SIZE_PX = 1400;
/** When a paused figure is painted after a reaction began: hands up, face, and back at rest. */
const STILLS_MS = [0, 480, 1100, 2400, 5200] as const;
const N_FRAMES_MEASURED = 120;

export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #show: Show;
  readonly #gapsMs = new Float64Array(N_FRAMES_MEASURED);
  readonly #sizes: ResizeObserver;
  #nFrames = 0;
  #lastMs = 0;
  #request = 0;
  #isPaused = false;
  #isSeen = true;

  /**
   * @throws Error the canvas has no 2D context.
   */
  constructor(canvas: HTMLCanvasElement, show: Show) {
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("this browser gives no 2D canvas");
    this.#canvas = canvas;
    this.#context = context;
    this.#show = show;
    this.#sizes = new ResizeObserver(() => {
      this.#fit();
    });
    this.#sizes.observe(canvas);
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#fit();
    this.#run();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Frames a second, over the last two seconds or so; 0 while nothing runs. */
  get framesPerS(): number {
    const n = Math.min(this.#nFrames, N_FRAMES_MEASURED);
    if (n < 2 || this.#request === 0) return 0;
    let totalMs = 0;
    for (let frame = 0; frame < n; frame += 1) totalMs += this.#gapsMs[frame]!;
    return (n * 1000) / totalMs;
  }

  /** Stop or go on; a paused figure still shows where each reaction leads. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#run();
    if (isPaused) this.#paint(performance.now());
  }

  /** A reaction begins: while paused, show it in still pictures. */
  react(): void {
    if (!this.#isPaused) return;
    for (const afterMs of STILLS_MS) {
      setTimeout(() => {
        if (this.#isPaused && this.#isSeen) this.#paint(performance.now());
      }, afterMs);
    }
  }

  /** Let go of the canvas. */
  close(): void {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    this.#sizes.disconnect();
    document.removeEventListener("visibilitychange", this.#onVisibility);
  }

  readonly #onVisibility = (): void => {
    this.#isSeen = document.visibilityState === "visible";
    this.#run();
    if (this.#isSeen && this.#isPaused) this.#paint(performance.now());
  };

  readonly #onFrame = (): void => {
    // performance.now(): after a long task the frame's own time stamp is stale.
    const nowMs = performance.now();
    this.#gapsMs[this.#nFrames % N_FRAMES_MEASURED] = nowMs - this.#lastMs;
    this.#nFrames += 1;
    this.#lastMs = nowMs;
    this.#paint(nowMs);
    this.#request = requestAnimationFrame(this.#onFrame);
  };

  #run(): void {
    const isRunning = this.#request !== 0;
    const shouldRun = this.#isSeen && !this.#isPaused;
    if (isRunning === shouldRun) return;
    if (shouldRun) {
      this.#nFrames = 0;
      this.#lastMs = performance.now();
      this.#request = requestAnimationFrame(this.#onFrame);
    } else {
      cancelAnimationFrame(this.#request);
      this.#request = 0;
    }
  }

  #fit(): void {
    const { width } = this.#canvas.getBoundingClientRect();
    const sizePx = Math.min(Math.round(width * window.devicePixelRatio), MAX_SIZE_PX);
    if (sizePx === 0 || this.#canvas.width === sizePx) return;
    this.#canvas.width = sizePx;
    this.#canvas.height = sizePx;
    this.#paint(performance.now());
  }

  #paint(localMs: number): void {
    const { paint, poseAt, onFrame } = this.#show;
    paint(this.#context, poseAt(localMs), this.#canvas.width);
    onFrame(localMs);
  }
}
