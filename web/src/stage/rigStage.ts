/** A rig of our own on a canvas: the puppet moves, the painters paint, the tier follows the time it takes. */
import { channelIndex, type ChannelVector, NEUTRAL } from "../motion";
import { Dust } from "./air";
import { type Drawn, type StageOptions, type Tier } from "./drawn";
import { closeContext, openContext } from "./gl/context";
import { FrameTimer } from "./gl/frameTimer";
import { Painting } from "./gl/painting";
import { Pictures } from "./gl/pictures";
import { handsOf, type HandSheets } from "./hands";
import { Puppet } from "./puppet";
import { type Rig } from "./rig";
import { drawnSize, QUALITIES, TierChooser } from "./tiers";

const WIND = channelIndex("wind");
const PARTICLES = channelIndex("particles");
/** A change of the picture's scale by less than this needs no new textures. */
const SAME_SCALE = 1.15;
/** Sizes follow each other while a window is drawn larger; textures wait until it rests, but for the first time. */
const REST_MS = 250;

/** See `Drawn`. */
export class DrawnRig implements Drawn {
  readonly kind = "rig";
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #puppet: Puppet;
  readonly #hands: HandSheets | null;
  readonly #dust: Dust;
  readonly #pictures: Pictures;
  readonly #options: StageOptions;
  readonly #tiers: TierChooser;
  readonly #vector: ChannelVector = NEUTRAL.slice();
  #painting: Painting;
  #timer: FrameTimer;
  #isHeld: boolean;
  #widthPx: number;
  #heightPx: number;
  #tS = 0;
  #surroundings: Float32Array | null = null;
  #refining: ReturnType<typeof setTimeout> | undefined;
  #wasRefined = false;
  #isReleased = false;

  private constructor(
    gl: WebGL2RenderingContext,
    canvas: HTMLCanvasElement,
    rig: Rig,
    options: StageOptions,
  ) {
    this.canvas = canvas;
    this.#gl = gl;
    this.#options = options;
    this.#tiers = new TierChooser(options.tier);
    this.#isHeld = options.tier !== undefined;
    this.#widthPx = canvas.width;
    this.#heightPx = canvas.height;
    const seed = options.seed ?? 0;
    this.#puppet = new Puppet(rig, canvas.width, canvas.height, seed);
    this.#hands = options.hands === false ? null : handsOf(rig);
    this.#dust = new Dust(seed);
    this.#pictures = new Pictures(rig.glb, rig.glb.name);
    this.#painting = this.#newPainting();
    this.#timer = new FrameTimer(gl, this.#onTime);
    this.#fit();
    canvas.addEventListener("webglcontextlost", this.#onLost);
    canvas.addEventListener("webglcontextrestored", this.#onRestored);
  }

  /** See `openStage`. */
  static async open(canvas: HTMLCanvasElement, rig: Rig, options: StageOptions): Promise<DrawnRig> {
    const stage = new DrawnRig(await openContext(canvas), canvas, rig, options);
    try {
      await stage.#painting.textures.load(stage.#puppet.framing.pxPerD);
    } catch (error) {
      stage.release();
      throw error;
    }
    return stage;
  }

  get frameMs(): number {
    return this.#tiers.medianMs;
  }

  get tier(): Tier {
    return this.#tiers.tier;
  }

  set tier(tier: Tier) {
    this.#isHeld = true;
    if (tier === this.#tiers.tier) return;
    this.#tiers.tier = tier;
    this.#tiers.restart();
    this.#fit();
  }

  draw(vector: ChannelVector, tS: number): void {
    if (this.#isReleased) return;
    // Kept for the moments that nobody asks for: another size, a context that is back.
    if (vector !== this.#vector) this.#vector.set(vector);
    this.#tS = tS;
    if (this.#gl.isContextLost()) return;
    this.#timer.begin();
    const puppet = this.#puppet;
    puppet.move(vector, tS, this.#surroundings);
    const { widthPx, heightPx } = puppet.framing;
    const density = QUALITIES[this.tier].hasDust ? puppet.pose[PARTICLES]! : 0;
    this.#dust.place(density, puppet.pose[WIND]!, tS, puppet.light.gain, widthPx, heightPx);
    if (this.#hands !== null) {
      this.#hands.detail = QUALITIES[this.tier].handDetail;
      this.#hands.surroundings = this.#surroundings;
      this.#hands.pose(vector);
    }
    this.#painting.paint();
    this.#timer.end();
  }

  resize(widthPx: number, heightPx: number): void {
    if (this.#isReleased || (widthPx === this.#widthPx && heightPx === this.#heightPx)) return;
    this.#widthPx = widthPx;
    this.#heightPx = heightPx;
    this.#tiers.restart();
    this.#fit();
  }

  setSurroundingLight(harmonics: Float32Array | null): void {
    this.#surroundings = harmonics;
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    clearTimeout(this.#refining);
    this.canvas.removeEventListener("webglcontextlost", this.#onLost);
    this.canvas.removeEventListener("webglcontextrestored", this.#onRestored);
    this.#timer.release();
    this.#painting.release();
    this.#pictures.release();
    closeContext(this.#gl, this.canvas);
  }

  #newPainting(): Painting {
    return new Painting(this.#gl, {
      puppet: this.#puppet,
      pictures: this.#pictures,
      sheets: this.#hands?.sheets ?? [],
      dust: this.#dust,
      hasBackground: this.#options.background ?? true,
    });
  }

  /** Take the size that the tier draws; a canvas that was cleared by that is drawn at once. */
  #fit(): void {
    const [widthPx, heightPx] = drawnSize(this.#widthPx, this.#heightPx, this.tier);
    const { framing } = this.#puppet;
    if (this.canvas.width !== widthPx || this.canvas.height !== heightPx) {
      this.canvas.width = widthPx;
      this.canvas.height = heightPx;
    }
    if (framing.widthPx === widthPx && framing.heightPx === heightPx) return;
    this.#puppet.resize(widthPx, heightPx);
    if (this.#painting.textures.pxPerD === 0) return;
    this.draw(this.#vector, this.#tS);
    const change = this.#puppet.framing.pxPerD / this.#painting.textures.pxPerD;
    clearTimeout(this.#refining);
    if (Math.max(change, 1 / change) > SAME_SCALE) {
      this.#refining = setTimeout(this.#refine, this.#wasRefined ? REST_MS : 0);
      this.#wasRefined = true;
    }
  }

  readonly #refine = (): void => {
    void this.#reload();
  };

  /** Textures for the size that the picture has now. */
  async #reload(): Promise<void> {
    if (this.#isReleased) return;
    await this.#painting.textures.load(this.#puppet.framing.pxPerD);
    this.draw(this.#vector, this.#tS);
  }

  readonly #onTime = (frameMs: number): void => {
    if (this.#tiers.add(frameMs, this.#isHeld)) this.#fit();
  };

  readonly #onLost = (event: Event): void => {
    // Without this it never comes back.
    event.preventDefault();
    clearTimeout(this.#refining);
    this.#timer.release();
  };

  readonly #onRestored = (): void => {
    // What the old context made went with it.
    this.#painting = this.#newPainting();
    this.#timer = new FrameTimer(this.#gl, this.#onTime);
    this.#tiers.restart();
    void this.#reload();
  };
}
