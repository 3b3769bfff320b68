/** How long a frame takes from the call that draws it until the GPU, real or not, is done with it. */

/** One frame in so many is measured. */
const EVERY = 6;
const POLL_MS = 1;

/** Measures some frames; the measured one is not waited for. */
export class FrameTimer {
  readonly #gl: WebGL2RenderingContext;
  readonly #onTime: (frameMs: number) => void;
  #sync: WebGLSync | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #beganMs = 0;
  #count = 0;

  constructor(gl: WebGL2RenderingContext, onTime: (frameMs: number) => void) {
    this.#gl = gl;
    this.#onTime = onTime;
  }

  /** A frame begins. */
  begin(): void {
    if (this.#sync === null) this.#beganMs = performance.now();
  }

  /** All commands of the frame were given. */
  end(): void {
    if (this.#count++ % EVERY !== 0 || this.#sync !== null) return;
    this.#sync = this.#gl.fenceSync(this.#gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    this.#gl.flush();
    this.#timer = setTimeout(this.#poll, POLL_MS);
  }

  /** Stop measuring. */
  release(): void {
    clearTimeout(this.#timer);
    this.#gl.deleteSync(this.#sync);
    this.#sync = null;
  }

  readonly #poll = (): void => {
    const gl = this.#gl;
    if (this.#sync === null || gl.isContextLost()) return;
    const state = gl.clientWaitSync(this.#sync, 0, 0);
    if (state === gl.TIMEOUT_EXPIRED) {
      this.#timer = setTimeout(this.#poll, POLL_MS);
      return;
    }
    gl.deleteSync(this.#sync);
    this.#sync = null;
    this.#onTime(performance.now() - this.#beganMs);
  };
}
