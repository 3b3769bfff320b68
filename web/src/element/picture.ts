/**
 * The running picture: one drawing, sized to its box, drawn while it is seen, still where less motion is wished.
 *
 * Motion can be paused, and begins paused where the person asked their system for less of it: then the picture
 * changes with each reaction, in a few stills, and rests in between. A browser that draws slowly is left time for
 * the page: drawing takes at most about two thirds of it.
 */
import type { ChannelVector } from "../motion";
import type { Drawing } from "./drawing";

/** More device pixels than this cost time and show nothing more. */
const MAX_SIZE_PX = 1600;
/** When a paused picture is drawn after a reaction began: hands up, face, and back at rest. */
const STILLS_MS = [0, 480, 1100, 2400, 5200] as const;
/** Share of the time that drawing may take; by taste. */
const BUSY_SHARE = 0.66;
/** A frame this much shorter than the wish is drawn all the same: frames come in steps of the screen. */
const SLACK_MS = 4;

/** Where poses come from, and who wants to know of frames. */
export interface Show {
  /** The pose at a local time. */
  readonly poseAt: (localMs: number) => ChannelVector;
  readonly onFrame: (localMs: number) => void;
  /** Drawing failed; nothing is drawn any more. */
  readonly onFailure: (error: unknown) => void;
}

export class Picture {
  readonly #box: HTMLElement;
  readonly #show: Show;
  readonly #sizes: ResizeObserver;
  readonly #sight: IntersectionObserver;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #drawing: Drawing | null = null;
  #request = 0;
  #isPaused = false;
  #isInSight = true;
  #notBeforeMs = 0;
  #light: Float32Array | null = null;

  /** @param box What the drawing fills; its size is followed. */
  constructor(box: HTMLElement, show: Show) {
    this.#box = box;
    this.#show = show;
    this.#sizes = new ResizeObserver(() => {
      this.#fit();
    });
    this.#sizes.observe(box);
    this.#sight = new IntersectionObserver((entries) => {
      this.#isInSight = entries.some(({ isIntersecting }) => isIntersecting);
      this.#run();
    });
    this.#sight.observe(box);
    document.addEventListener("visibilitychange", this.#run);
  }

  get drawing(): Drawing | null {
    return this.#drawing;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Whether frames are drawn: seen, not paused, and something to draw. */
  get isRunning(): boolean {
    return this.#request !== 0;
  }

  /** Draw this from now on; the caller releases what was drawn before. */
  use(drawing: Drawing | null): void {
    this.#drawing = drawing;
    drawing?.setSurroundingLight(this.#light);
    this.#notBeforeMs = 0;
    this.#fit();
    this.#run();
    if (drawing !== null) this.#draw();
  }

  /** Light that the page throws; kept for what is drawn later. */
  light(harmonics: Float32Array | null): void {
    this.#light = harmonics;
    this.#drawing?.setSurroundingLight(harmonics);
  }

  /** Draw the still picture anew: something besides a reaction changed. */
  refresh(): void {
    if (this.#isPaused && this.#isSeen) this.#draw();
  }

  /** Stop or go on; a paused picture still shows where each reaction leads. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#run();
    if (isPaused) this.#draw();
  }

  /** A reaction begins: while paused, show it in still pictures. */
  react(): void {
    if (!this.#isPaused) return;
    for (const afterMs of STILLS_MS) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        if (this.#isPaused && this.#isSeen) this.#draw();
      }, afterMs);
      this.#timers.add(timer);
    }
  }

  /** Let go of the page; the drawing is the caller's. */
  close(): void {
    this.#drawing = null;
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#sizes.disconnect();
    this.#sight.disconnect();
    document.removeEventListener("visibilitychange", this.#run);
  }

  get #isSeen(): boolean {
    return this.#isInSight && document.visibilityState === "visible";
  }

  readonly #run = (): void => {
    const shouldRun = this.#drawing !== null && this.#isSeen && !this.#isPaused;
    if (this.#request !== 0 && !shouldRun) {
      cancelAnimationFrame(this.#request);
      this.#request = 0;
    } else if (this.#request === 0 && shouldRun) {
      this.#request = requestAnimationFrame(this.#onFrame);
    }
    if (this.#isPaused && this.#isSeen) this.#draw();
  };

  readonly #onFrame = (): void => {
    this.#request = requestAnimationFrame(this.#onFrame);
    // performance.now(): after a long task the frame's own time stamp is stale.
    const beganMs = performance.now();
    if (beganMs + SLACK_MS < this.#notBeforeMs) return;
    this.#draw();
    this.#notBeforeMs = beganMs + (performance.now() - beganMs) / BUSY_SHARE;
  };

  #fit(): void {
    const { width, height } = this.#box.getBoundingClientRect();
    const scale = Math.min(window.devicePixelRatio, MAX_SIZE_PX / Math.max(width, height, 1));
    if (width < 1 || height < 1 || this.#drawing === null) return;
    this.#drawing.resize(Math.round(width * scale), Math.round(height * scale));
    this.#draw();
  }

  #draw(): void {
    if (this.#drawing === null) return;
    const nowMs = performance.now();
    // The pose may bring new light: this very drawing shows it.
    const pose = this.#show.poseAt(nowMs);
    try {
      this.#drawing.draw(pose, nowMs / 1000);
    } catch (error) {
      // Once, and not sixty times a second.
      this.#drawing = null;
      this.#run();
      this.#show.onFailure(error);
      return;
    }
    this.#show.onFrame(performance.now());
  }
}
