/** A model on a canvas, drawn by three.js. */
import { PerspectiveCamera, Scene, WebGLRenderer } from "three";
import type { ChannelVector } from "../../motion";
import type { Drawn, StageOptions, Tier } from "../drawn";
import { StageError } from "../errors";
import { closeContext } from "../gl/context";
import { FrameTimer } from "../gl/frameTimer";
import { drawnSize, TierChooser } from "../tiers";
import { HeadCamera } from "./framing";
import { Lights } from "./lights";
import type { GenericModel } from "./model";

/** See `Drawn`. */
export class DrawnModel implements Drawn {
  readonly kind = "generic";
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera();
  private readonly view: HeadCamera;
  private readonly lights: Lights;
  private readonly tiers: TierChooser;
  private readonly timer: FrameTimer;
  private isHeld: boolean;
  private width: number;
  private height: number;
  private isReleased = false;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly model: GenericModel,
    options: StageOptions,
  ) {
    this.renderer = rendererOn(canvas);
    this.lights = new Lights(model.root);
    this.scene.add(model.root, this.lights.group);
    this.view = new HeadCamera(this.camera, model.head);
    this.width = canvas.width;
    this.height = canvas.height;
    this.tiers = new TierChooser(options.tier);
    this.isHeld = options.tier !== undefined;
    this.timer = new FrameTimer(this.gl, (frameMs) => {
      if (this.tiers.add(frameMs, this.isHeld)) this.fit();
    });
    this.fit();
  }

  get frameMs(): number {
    return this.tiers.medianMs;
  }

  get tier(): Tier {
    return this.tiers.tier;
  }

  set tier(tier: Tier) {
    this.isHeld = true;
    if (tier === this.tiers.tier) return;
    this.tiers.tier = tier;
    this.tiers.restart();
    this.fit();
  }

  draw(vector: ChannelVector): void {
    if (this.isReleased || this.gl.isContextLost()) return;
    this.timer.begin();
    const channels = this.model.move(vector);
    this.lights.apply(channels);
    this.view.apply(channels);
    this.renderer.render(this.scene, this.camera);
    this.timer.end();
  }

  resize(widthPx: number, heightPx: number): void {
    if (this.isReleased || (widthPx === this.width && heightPx === this.height)) return;
    this.width = widthPx;
    this.height = heightPx;
    this.tiers.restart();
    this.fit();
  }

  setSurroundingLight(harmonics: Float32Array | null): void {
    this.lights.surround(harmonics);
  }

  release(): void {
    if (this.isReleased) return;
    this.isReleased = true;
    this.timer.release();
    this.model.release();
    this.renderer.dispose();
    closeContext(this.gl, this.canvas);
  }

  private get gl(): WebGL2RenderingContext {
    return this.renderer.getContext() as WebGL2RenderingContext;
  }

  /** Take the size that the tier draws. */
  private fit(): void {
    if (this.isReleased) return;
    this.renderer.setSize(...drawnSize(this.width, this.height, this.tier), false);
    this.view.frame(this.width / this.height);
  }
}

function rendererOn(canvas: HTMLCanvasElement): WebGLRenderer {
  const context = canvas.getContext("webgl2", { alpha: true, antialias: true, stencil: false });
  if (context === null) {
    throw new StageError(
      "webgl",
      "This browser gives no WebGL2. Allow hardware or software rendering in its settings; the " +
        "page shows the still picture meanwhile.",
    );
  }
  const renderer = new WebGLRenderer({ canvas, context, alpha: true, antialias: true });
  // The canvas may have shown another avatar before, with state of its own.
  renderer.resetState();
  return renderer;
}
