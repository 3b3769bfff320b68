/** A model on a canvas, drawn by three.js. */
import { NeutralToneMapping, PerspectiveCamera, Scene, WebGLRenderer } from "three";
import type { ChannelVector } from "../../motion";
import type { Drawn, StageOptions, Tier } from "../drawn";
import { StageError } from "../errors";
import { HeadCamera } from "./framing";
import { Lights } from "./lights";
import type { GenericModel } from "./model";
import { Pace } from "./pace";

/** How large each tier draws, of the size on the screen. */
const SCALES: Readonly<Record<Tier, number>> = { high: 1, medium: 0.75, low: 0.5 };

/** See `Drawn`. */
export class DrawnModel implements Drawn {
  readonly kind = "generic";
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera();
  private readonly view: HeadCamera;
  private readonly lights: Lights;
  private readonly pace: Pace;
  private width: number;
  private height: number;
  private isReleased = false;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly model: GenericModel,
    options: StageOptions,
  ) {
    this.renderer = rendererOn(canvas);
    this.renderer.toneMapping = NeutralToneMapping;
    this.lights = new Lights(model.root);
    this.scene.add(model.root, this.lights.group);
    this.view = new HeadCamera(this.camera, model.head);
    this.width = canvas.width;
    this.height = canvas.height;
    this.pace = new Pace(options.tier ?? null, () => {
      this.place();
    });
    this.place();
  }

  get frameMs(): number {
    return this.pace.frameMs;
  }

  get tier(): Tier {
    return this.pace.tier;
  }

  set tier(tier: Tier) {
    this.pace.hold(tier);
  }

  draw(vector: ChannelVector): void {
    if (this.isReleased || this.renderer.getContext().isContextLost()) return;
    this.pace.begin();
    const channels = this.model.move(vector);
    this.lights.apply(channels);
    this.view.apply(channels);
    this.renderer.render(this.scene, this.camera);
    this.pace.end(this.renderer.getContext());
  }

  resize(widthPx: number, heightPx: number): void {
    this.width = Math.max(1, Math.round(widthPx));
    this.height = Math.max(1, Math.round(heightPx));
    this.place();
  }

  setSurroundingLight(harmonics: Float32Array | null): void {
    this.lights.surround(harmonics);
  }

  release(): void {
    if (this.isReleased) return;
    this.isReleased = true;
    this.model.release();
    this.renderer.dispose();
  }

  private place(): void {
    if (this.isReleased) return;
    const scale = SCALES[this.pace.tier];
    const [width, height] = [this.width * scale, this.height * scale].map((side) =>
      Math.max(1, Math.round(side)),
    ) as [number, number];
    this.renderer.setSize(width, height, false);
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
