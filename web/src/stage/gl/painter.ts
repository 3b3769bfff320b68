/**
 * A puppet's layers to pixels: back to front with one depth buffer, soft outlines, the background last.
 *
 * The same order as Python's rasteriser: what is covered by the person costs nothing, because the background is
 * mixed beneath what is there.
 */
import { type Puppet } from "../puppet";
import { BACKGROUND } from "../scene";
import { ATTRIBUTES } from "./program";
import { type SheetPrograms } from "./sheetPrograms";
import { type Textures } from "./textures";

/** Slabs of the depth buffer beyond the layers': the hands and their shadow. */
export const SHEET_SLABS = 2;

/** Draws one puppet. */
export class Painter {
  readonly #gl: WebGL2RenderingContext;
  readonly #puppet: Puppet;
  readonly #programs: SheetPrograms;
  readonly #vertices: WebGLVertexArrayObject;
  readonly #places: WebGLBuffer;
  readonly #gains: WebGLBuffer;
  readonly #buffers: WebGLBuffer[] = [];
  /** (l + 1,) where each layer's corners begin, with those of its outlines. */
  readonly #firstCorner: Uint32Array;
  readonly #nBehind: number;

  constructor(gl: WebGL2RenderingContext, puppet: Puppet, programs: SheetPrograms) {
    this.#gl = gl;
    this.#programs = programs;
    this.#puppet = puppet;
    const { scene } = puppet;
    const { corners, firstCorner } = cornersWithOutlines(puppet);
    this.#firstCorner = firstCorner;
    this.#nBehind = 1 + scene.spans.findIndex(({ layer }) => layer.name === BACKGROUND);
    this.#vertices = gl.createVertexArray();
    gl.bindVertexArray(this.#vertices);
    this.#places = this.#attribute(ATTRIBUTES.place, 3, puppet.seen, gl.STREAM_DRAW);
    this.#gains = this.#attribute(ATTRIBUTES.gain, 3, puppet.gains, gl.STREAM_DRAW);
    const { uvs, feather } = withOutlines(puppet);
    this.#attribute(ATTRIBUTES.uv, 2, uvs, gl.STATIC_DRAW);
    this.#attribute(ATTRIBUTES.feather, 1, feather, gl.STATIC_DRAW);
    this.#buffer(gl.ELEMENT_ARRAY_BUFFER, corners, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
  }

  /** Send the GPU what the puppet is now. */
  update(): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, this.#puppet.seen);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#gains);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, this.#puppet.gains);
  }

  /** Paint the person over what is there. */
  paintPerson(textures: Textures): void {
    const gl = this.#gl;
    gl.bindVertexArray(this.#vertices);
    for (let k = this.#nBehind; k < this.#puppet.opacity.length; k++) {
      if (this.#puppet.opacity[k]! > 0) this.#paintLayer(k, textures);
    }
    gl.bindVertexArray(null);
  }

  /** Paint the background beneath what is there. */
  paintBackground(textures: Textures): void {
    const gl = this.#gl;
    gl.bindVertexArray(this.#vertices);
    for (let k = this.#nBehind - 1; k >= 0; k--) this.#paintLayer(k, textures);
    gl.bindVertexArray(null);
  }

  /** Free all. */
  release(): void {
    const gl = this.#gl;
    gl.deleteVertexArray(this.#vertices);
    for (const buffer of this.#buffers) gl.deleteBuffer(buffer);
  }

  #paintLayer(number: number, textures: Textures): void {
    const gl = this.#gl;
    const span = this.#puppet.scene.spans[number]!;
    const ready = textures.get(span.layer.texture);
    if (ready === undefined) return;
    gl.bindTexture(gl.TEXTURE_2D, ready.texture);
    const { solid, solidBeyond, softBeyond } = span.nCorners;
    const isUnder = number < this.#nBehind;
    let at = this.#firstCorner[number]!;
    if (!isUnder) gl.disable(gl.BLEND);
    at = this.#triangles(number, at, solid, false);
    at = this.#triangles(number, at, solidBeyond, true);
    if (!isUnder) {
      gl.enable(gl.BLEND);
      gl.depthMask(false);
    }
    at = this.#triangles(number, at, softBeyond, true);
    // Soft triangles, and the outlines after them.
    this.#triangles(number, at, this.#firstCorner[number + 1]! - at, false);
    if (!isUnder) gl.depthMask(true);
  }

  /** Draw some corners of a layer; returns where the next begin. */
  #triangles(layer: number, first: number, count: number, isBeyond: boolean): number {
    if (count === 0) return first;
    const gl = this.#gl;
    const nSlabs = this.#puppet.scene.spans.length + SHEET_SLABS;
    const at = this.#programs.use(isBeyond);
    gl.uniform2f(at.layer, nSlabs - 1 - layer, nSlabs);
    gl.uniform1f(at.opacity, this.#puppet.opacity[layer]!);
    gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 4 * first);
    return first + count;
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

/** UVs and feathers of all vertices, then of those outside the outlines, which end at 0. */
function withOutlines({ scene }: Puppet): { uvs: Float32Array; feather: Float32Array } {
  const { nVertices, rims } = scene;
  const uvs = new Float32Array(2 * (nVertices + rims.length));
  const feather = new Float32Array(nVertices + rims.length);
  uvs.set(scene.uvs);
  feather.set(scene.feather);
  rims.forEach((from, rim) => {
    uvs.set(scene.uvs.subarray(2 * from, 2 * from + 2), 2 * (nVertices + rim));
  });
  return { uvs, feather };
}

/** Each layer's triangles, then two for each of its outline edges; and where each layer begins. */
function cornersWithOutlines({ scene }: Puppet): {
  corners: Uint32Array;
  firstCorner: Uint32Array;
} {
  const nEdges = scene.edges.length / 3;
  const corners = new Uint32Array(scene.triangles.length + 6 * nEdges);
  const firstCorner = new Uint32Array(scene.spans.length + 1);
  let at = 0;
  scene.spans.forEach((span, number) => {
    corners.set(scene.triangles.subarray(span.firstCorner, span.lastCorner), at);
    at += span.lastCorner - span.firstCorner;
    for (let e = span.firstEdge; e < span.lastEdge; e++, at += 6) {
      const [a, b] = [scene.edges[3 * e]!, scene.edges[3 * e + 1]!];
      const outerA = scene.nVertices + scene.edgeRims[2 * e]!;
      const outerB = scene.nVertices + scene.edgeRims[2 * e + 1]!;
      corners.set([a, b, outerB, a, outerB, outerA], at);
    }
    firstCorner[number + 1] = at;
  });
  return { corners, firstCorner };
}
