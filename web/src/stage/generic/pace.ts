/** How long frames take, and which tier follows from it. */
import { type Tier, TIERS } from "../drawn";

/** Frames that a median is taken over. */
const WINDOW = 15;
/** A tier is left downward above this, upward below the other; 30 and 60 frames a second. */
const SLOW_MS = 33;
const FAST_MS = 9;
/** Frames after a change of tier before the next: buffers and shaders are new. */
const REST = 60;
/** A frame is waited for every so often: waiting for each one would halve the pace of a fast machine. */
const MEASURED_EVERY = 4;

/** Measures frames and chooses a tier, one step at a time. */
export class Pace {
  tier: Tier;
  /** Median in ms; 0 before it is known. */
  frameMs = 0;
  private readonly times = new Float64Array(WINDOW);
  private readonly sorted = new Float64Array(WINDOW);
  private readonly pixel = new Uint8Array(4);
  private count = 0;
  private frames = 0;
  private rested = 0;
  private startMs = 0;

  /**
   * @param held A tier that stays whatever frames cost; null to choose.
   * @param onTier Told after the tier changed.
   */
  constructor(
    private held: Tier | null,
    private readonly onTier: () => void,
  ) {
    this.tier = held ?? "high";
  }

  /** Stay at a tier from now on. */
  hold(tier: Tier): void {
    this.held = tier;
    this.change(tier);
  }

  begin(): void {
    this.startMs = performance.now();
  }

  /** A frame was handed to the GPU. */
  end(gl: WebGLRenderingContext | WebGL2RenderingContext): void {
    this.frames += 1;
    if (this.frames % MEASURED_EVERY !== 0) return;
    // Only reading a pixel waits until the frame is there.
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, this.pixel);
    this.add(performance.now() - this.startMs);
  }

  /** Take one frame's time into account. */
  add(ms: number): void {
    this.times[this.count % WINDOW] = ms;
    this.count += 1;
    this.rested += 1;
    if (this.count < WINDOW) return;
    this.sorted.set(this.times);
    this.sorted.sort();
    this.frameMs = this.sorted[WINDOW >> 1]!;
    if (this.held !== null || this.rested * MEASURED_EVERY < REST) return;
    const at = TIERS.indexOf(this.tier);
    if (this.frameMs > SLOW_MS && at < TIERS.length - 1) this.change(TIERS[at + 1]!);
    else if (this.frameMs < FAST_MS && at > 0) this.change(TIERS[at - 1]!);
  }

  private change(tier: Tier): void {
    if (tier === this.tier) return;
    this.tier = tier;
    this.rested = 0;
    this.count = 0;
    this.onTier();
  }
}
