/** How fast frames come: the gaps of the last two seconds or so, kept in one array. */

const N_FRAMES_MEASURED = 120;

export class FramePace {
  readonly #gapsMs = new Float64Array(N_FRAMES_MEASURED);
  #nFrames = 0;
  #framedMs = 0;

  /** A frame was drawn at this local time in ms. */
  framed(localMs: number): void {
    this.#gapsMs[this.#nFrames % N_FRAMES_MEASURED] = localMs - this.#framedMs;
    this.#nFrames += 1;
    this.#framedMs = localMs;
  }

  /** Frames a second; 0 before there are two. */
  get perS(): number {
    const n = Math.min(this.#nFrames, N_FRAMES_MEASURED);
    if (n < 2) return 0;
    let totalMs = 0;
    for (let frame = 0; frame < n; frame += 1) totalMs += this.#gapsMs[frame]!;
    return (n * 1000) / totalMs;
  }
}
