/**
 * A puppet's layers to pixels: back to front with one depth buffer, soft outlines, the background last.
 *
 * The same order as Python's rasteriser: what is covered by the person costs nothing, because the background is
 * mixed beneath what is there.
 */
import { type Puppet } from "../puppet";
import { BACKGROUND, type Span } from "../scene";
import { ATTRIBUTES, compiled, type Program } from "./program";
import { SHEET_VERTEX, sheetFragment } from "./shaders";
import { type Textures } from "./textures";

/** Slabs of the depth buffer beyond the layers': the hands and their shadow. */
const SHEET_SLABS = 2;

type Uniform = "size" | "layer" | "picture" | "opacity" | "tone";
const UNIFORMS: readonly Uniform[] = ["size", "layer", "picture", "opacity", "tone"];

/** Draws one puppet. */
export class Painter {
  readonly #gl: WebGL2RenderingContext;
  readonly #puppet: Puppet;
  readonly #plain: Program<Uniform>;
  readonly #beyond: Program<Uniform>;
  readonly #vertices: WebGLVertexArrayObject;
  readonly #places: WebGLBuffer;
  readonly #gains: WebGLBuffer;
  readonly #buffers: WebGLBuffer[] = [];
  readonly #nCorners: number;
  readonly #nBehind: number;

  constructor(gl: WebGL2RenderingContext, puppet: Puppet) {
    this.#gl = gl;
    this.#puppet = puppet;
    this.#plain = compiled(gl, SHEET_VERTEX, sheetFragment(false), UNIFORMS);
    this.#beyond = compiled(gl, SHEET_VERTEX, sheetFragment(true), UNIFORMS);
    const { scene } = puppet;
    this.#nCorners = scene.triangles.length;
    this.#nBehind = 1 + scene.spans.findIndex(({ layer }) => layer.name === BACKGROUND);
    this.#vertices = gl.createVertexArray();
    gl.bindVertexArray(this.#vertices);
    this.#places = this.#attribute(ATTRIBUTES.place, 3, puppet.seen, gl.STREAM_DRAW);
    this.#gains = this.#attribute(ATTRIBUTES.gain, 3, puppet.gains, gl.STREAM_DRAW);
    const { uvs, feather } = withOutlines(puppet);
    this.#attribute(ATTRIBUTES.uv, 2, uvs, gl.STATIC_DRAW);
    this.#attribute(ATTRIBUTES.feather, 1, feather, gl.STATIC_DRAW);
    this.#buffer(gl.ELEMENT_ARRAY_BUFFER, cornersWithOutlines(puppet), gl.STATIC_DRAW);
    gl.bindVertexArray(null);
  }

  /** Paint what the puppet is now. */
  paint(textures: Textures, hasBackground: boolean): void {
    const gl = this.#gl;
    const { seen, gains, opacity, framing, scene } = this.#puppet;
    gl.bindVertexArray(this.#vertices);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, seen);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#gains);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, gains);
    gl.viewport(0, 0, framing.widthPx, framing.heightPx);
    gl.depthMask(true);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    for (const { program, at } of [this.#plain, this.#beyond]) {
      gl.useProgram(program);
      gl.uniform2f(at.size, framing.widthPx, framing.heightPx);
      gl.uniform2f(at.tone, this.#puppet.tone.knee, this.#puppet.tone.power);
      gl.uniform1i(at.picture, 0);
    }
    for (let k = this.#nBehind; k < scene.spans.length; k++) {
      if (opacity[k]! > 0) this.#paintLayer(k, scene.spans[k]!, textures);
    }
    if (hasBackground) {
      gl.depthMask(false);
      gl.blendFunc(gl.ONE_MINUS_DST_ALPHA, gl.ONE);
      for (let k = this.#nBehind - 1; k >= 0; k--) {
        this.#paintLayer(k, scene.spans[k]!, textures);
      }
    }
    gl.bindVertexArray(null);
  }

  /** Free all. */
  release(): void {
    const gl = this.#gl;
    gl.deleteProgram(this.#plain.program);
    gl.deleteProgram(this.#beyond.program);
    gl.deleteVertexArray(this.#vertices);
    for (const buffer of this.#buffers) gl.deleteBuffer(buffer);
  }

  #paintLayer(number: number, span: Span, textures: Textures): void {
    const gl = this.#gl;
    const ready = textures.get(span.layer.texture);
    if (ready === undefined) return;
    const nSlabs = this.#puppet.scene.spans.length + SHEET_SLABS;
    const { program, at } = span.isBeyond ? this.#beyond : this.#plain;
    gl.useProgram(program);
    gl.uniform2f(at.layer, nSlabs - 1 - number, nSlabs);
    gl.uniform1f(at.opacity, this.#puppet.opacity[number]!);
    gl.bindTexture(gl.TEXTURE_2D, ready.texture);
    const isUnder = number < this.#nBehind;
    if (span.firstSoftCorner > span.firstCorner && !isUnder) {
      gl.disable(gl.BLEND);
      this.#triangles(span.firstCorner, span.firstSoftCorner);
      gl.enable(gl.BLEND);
    }
    gl.depthMask(false);
    this.#triangles(isUnder ? span.firstCorner : span.firstSoftCorner, span.lastCorner);
    if (!isUnder) {
      this.#triangles(this.#nCorners + 6 * span.firstEdge, this.#nCorners + 6 * span.lastEdge);
      gl.depthMask(true);
    }
  }

  #triangles(first: number, last: number): void {
    const gl = this.#gl;
    if (last > first) gl.drawElements(gl.TRIANGLES, last - first, gl.UNSIGNED_INT, 4 * first);
  }

  #attribute(place: number, width: number, data: Float32Array, usage: number): WebGLBuffer {
    const gl = this.#gl;
    const buffer = this.#buffer(gl.ARRAY_BUFFER, data, usage);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, width, gl.FLOAT, false, 0, 0);
    return buffer;
  }

  #buffer(target: number, data: Float32Array | Uint32Array, usage: number): WebGLBuffer {
    const gl = this.#gl;
    const buffer = gl.createBuffer();
    gl.bindBuffer(target, buffer);
    gl.bufferData(target, data, usage);
    this.#buffers.push(buffer);
    return buffer;
  }
}

/** UVs and feathers of all vertices, then of the two beside each outline edge, which end at 0. */
function withOutlines({ scene }: Puppet): { uvs: Float32Array; feather: Float32Array } {
  const nEdges = scene.edges.length / 3;
  const uvs = new Float32Array(2 * (scene.nVertices + 2 * nEdges));
  const feather = new Float32Array(scene.nVertices + 2 * nEdges);
  uvs.set(scene.uvs);
  feather.set(scene.feather);
  for (let e = 0; e < nEdges; e++) {
    for (let end = 0; end < 2; end++) {
      const from = 2 * scene.edges[3 * e + end]!;
      uvs.set(scene.uvs.subarray(from, from + 2), 2 * (scene.nVertices + 2 * e + end));
    }
  }
  return { uvs, feather };
}

/** All triangles, then two for each outline edge. */
function cornersWithOutlines({ scene }: Puppet): Uint32Array {
  const nEdges = scene.edges.length / 3;
  const corners = new Uint32Array(scene.triangles.length + 6 * nEdges);
  corners.set(scene.triangles);
  for (let e = 0; e < nEdges; e++) {
    const [a, b] = [scene.edges[3 * e]!, scene.edges[3 * e + 1]!];
    const outer = scene.nVertices + 2 * e;
    corners.set([a, b, outer + 1, a, outer + 1, outer], scene.triangles.length + 6 * e);
  }
  return corners;
}
