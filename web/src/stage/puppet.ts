/**
 * A rig at one moment: from a channel vector to vertices on the picture, their light, and what each layer shows.
 *
 * Numbers only, the same as Python's `Stage`; nothing is allocated per frame. Start with `Puppet.move`.
 */
import { channelIndex, type ChannelVector } from "../motion";
import { windWeights } from "./bodyShapes";
import { emptyView, type Framing, framingOf, type View, viewOf } from "./camera";
import {
  addGains,
  type Light,
  lightBefore,
  lightNow,
  restingLight,
  type Tone,
  toneOf,
} from "./light";
import { addOutward, addShapes, findNormals, see, skin, widen } from "./moving";
import { jointMatrices } from "./posing";
import { type Rig } from "./rig";
import { BACKGROUND, type Scene, sceneOf, type Span } from "./scene";
import { addSurroundings } from "./surroundings";
import { N_POSE, PHOTO_AT, type Pose, ramp, type Sum, summed, sumOf, Weights } from "./weights";

const WIND = channelIndex("wind");
/** Strengths of wrinkles are rounded to this many steps: what nobody sees needs no new texture. */
const WRINKLE_STEPS = 64;
/** Golden ratio: seeds that follow each other drift far apart. */
const PHASE = 0.61803398875;

/** What a rig looks like at one moment. */
export class Puppet {
  readonly rig: Rig;
  readonly scene: Scene;
  readonly pose: Pose = new Float64Array(N_POSE);
  readonly view: View = emptyView();
  readonly light: Light;
  readonly tone: Tone = { knee: 0, power: 1 };
  /** (n + r, 3) px, px, d: vertices, then one outside each of those on outlines. */
  readonly seen: Float32Array;
  /** (n + r, 3) what red, green and blue are multiplied with. */
  readonly gains: Float32Array;
  /** (l,) 0..1. */
  readonly opacity: Float32Array;
  /** (w,) 0..1 of each wrinkle of the rig. */
  readonly wrinkles: Float32Array;
  /** What drifts by itself begins here. */
  readonly phase: number;
  framing: Framing;

  readonly #weights: Weights;
  readonly #points: Float32Array;
  readonly #normals: Float32Array;
  readonly #inverse: Float32Array;
  readonly #strength: Float32Array;
  readonly #outward: Float32Array;
  readonly #matrices = new Float64Array(48);
  readonly #wrinkles: readonly Sum[];

  constructor(rig: Rig, widthPx: number, heightPx: number, seed = 0) {
    this.rig = rig;
    this.scene = sceneOf(rig);
    this.framing = framingOf(rig, widthPx, heightPx);
    this.phase = PHASE * (seed % 65536);
    const { scene } = this;
    const rows = scene.nVertices + scene.rims.length;
    this.seen = new Float32Array(3 * rows);
    this.gains = new Float32Array(3 * rows);
    this.opacity = new Float32Array(scene.spans.length);
    this.wrinkles = new Float32Array(rig.wrinkles.length);
    this.light = restingLight(rig.frame);
    this.#weights = new Weights(rig);
    this.#wrinkles = rig.wrinkles.map(({ terms }) => sumOf(terms));
    this.#points = new Float32Array(3 * scene.nVertices);
    this.#normals = new Float32Array(3 * scene.nVertices);
    this.#outward = new Float32Array(2 * scene.rims.length);
    this.#strength = new Float32Array(scene.nVertices);
    for (const { lit, first, last } of scene.spans) this.#strength.fill(lit, first, last);
    // The photo's light fell on the photo's own expression, not on the neutral made of it.
    this.pose.fill(0);
    this.pose[PHOTO_AT] = 1;
    addShapes(scene, this.pose, this.#points);
    findNormals(scene, this.#points, this.#normals);
    this.#inverse = lightBefore(this.#normals, this.light.before);
  }

  /** The picture's size in px. */
  resize(widthPx: number, heightPx: number): void {
    this.framing = framingOf(this.rig, widthPx, heightPx);
  }

  /**
   * Move to one moment: fills everything that this class shows.
   *
   * @param tS Seconds; what drifts by itself is a function of it.
   * @param surroundings (9, 3) light of the page, or null.
   */
  move(vector: ChannelVector, tS: number, surroundings: Float32Array | null = null): void {
    const { scene, pose, view, light } = this;
    this.#weights.of(vector, pose);
    windWeights(pose[WIND]!, tS, this.phase, pose);
    lightNow(pose, light);
    toneOf(light, this.tone);
    viewOf(this.framing, pose, tS, this.phase, view);
    addShapes(scene, pose, this.#points);
    jointMatrices(this.rig.frame, pose, this.#matrices);
    skin(this.#points, scene.skinning, this.#matrices);
    see(this.#points, scene.nVertices, view, this.seen);
    findNormals(scene, this.#points, this.#normals);
    addGains(this.#normals, this.#inverse, this.#strength, light, this.gains);
    if (surroundings !== null) {
      addSurroundings(this.#normals, this.#strength, surroundings, this.gains);
    }
    for (let k = 0; k < scene.spans.length; k++) {
      const span = scene.spans[k]!;
      if (span.layer.name === BACKGROUND) this.#shift(span, view.backgroundShiftPx);
      this.opacity[k] = this.#opacityOf(span);
    }
    for (let k = 0; k < this.#wrinkles.length; k++) {
      const strength = Math.min(1, Math.max(0, summed(this.#wrinkles[k]!, pose)));
      this.wrinkles[k] = Math.round(strength * WRINKLE_STEPS) / WRINKLE_STEPS;
    }
    this.#outline();
  }

  #shift({ first, last }: Span, byPx: number): void {
    if (byPx === 0) return;
    for (let at = 3 * first; at < 3 * last; at += 3) this.seen[at]! += byPx;
  }

  #opacityOf({ layer, fades }: Span): number {
    let opacity = 1;
    for (const { sum, low, high } of fades) opacity *= ramp(summed(sum, this.pose), low, high);
    return layer.material === "shadow" ? Math.min(1, opacity * this.light.shadow) : opacity;
  }

  /** The vertices outside the edges of what is to be seen, as light as those on them. */
  #outline(): void {
    const { seen, gains } = this;
    const { edges, edgeRims, rims, nVertices, spans } = this.scene;
    const outward = this.#outward;
    for (let k = 0; k < spans.length; k++) {
      if (this.opacity[k] === 0) continue;
      const { firstEdge, lastEdge, firstRim, lastRim } = spans[k]!;
      outward.fill(0, 2 * firstRim, 2 * lastRim);
      for (let e = firstEdge; e < lastEdge; e++) {
        const at = 3 * e;
        const rimA = edgeRims[2 * e]!;
        const rimB = edgeRims[2 * e + 1]!;
        addOutward(seen, edges[at]!, edges[at + 1]!, edges[at + 2]!, outward, rimA, rimB);
      }
      for (let rim = firstRim; rim < lastRim; rim++) {
        const from = rims[rim]!;
        const to = nVertices + rim;
        widen(seen, from, outward[2 * rim]!, outward[2 * rim + 1]!, to);
        for (let c = 0; c < 3; c++) gains[3 * to + c] = gains[3 * from + c]!;
      }
    }
  }
}
