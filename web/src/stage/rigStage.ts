/** A rig of our own on a canvas: the puppet moves, the painter paints. */
import { type ChannelVector } from "../motion";
import { type Drawn, type StageOptions, type Tier } from "./drawn";
import { StageError } from "./errors";
import { Painter } from "./gl/painter";
import { Textures } from "./gl/textures";
import { Puppet } from "./puppet";
import { type Rig } from "./rig";

/** See `Drawn`. */
export class DrawnRig implements Drawn {
  readonly kind = "rig";
  tier: Tier = "high";
  frameMs = 0;
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #puppet: Puppet;
  readonly #painter: Painter;
  readonly #textures: Textures;
  readonly #options: StageOptions;
  #surroundings: Float32Array | null = null;
  #isReleased = false;

  private constructor(canvas: HTMLCanvasElement, rig: Rig, options: StageOptions) {
    this.canvas = canvas;
    this.#options = options;
    const gl = canvas.getContext("webgl2", { alpha: true, antialias: false, stencil: false });
    if (gl === null) {
      throw new StageError(
        "webgl",
        "This browser gives no WebGL2. Allow hardware or software rendering in its settings; the " +
          "page shows the still picture meanwhile.",
      );
    }
    this.#gl = gl;
    this.#puppet = new Puppet(rig, canvas.width, canvas.height, options.seed ?? 0);
    this.#painter = new Painter(gl, this.#puppet);
    this.#textures = new Textures(gl, rig);
  }

  /** See `openStage`. */
  static async open(canvas: HTMLCanvasElement, rig: Rig, options: StageOptions): Promise<DrawnRig> {
    const stage = new DrawnRig(canvas, rig, options);
    await stage.#textures.load(stage.#puppet.framing.pxPerD, true);
    return stage;
  }

  draw(vector: ChannelVector, tS: number): void {
    if (this.#isReleased || this.#gl.isContextLost()) return;
    this.#puppet.move(vector, tS, this.#surroundings);
    this.#textures.press(this.#puppet.wrinkles);
    this.#painter.paint(this.#textures, this.#options.background ?? true);
  }

  resize(widthPx: number, heightPx: number): void {
    this.canvas.width = widthPx;
    this.canvas.height = heightPx;
    this.#puppet.resize(widthPx, heightPx);
  }

  setSurroundingLight(harmonics: Float32Array | null): void {
    this.#surroundings = harmonics;
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#painter.release();
    this.#textures.release();
  }
}
