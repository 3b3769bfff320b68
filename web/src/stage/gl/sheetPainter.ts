/** Sheets that change their triangles every frame to pixels: the hands and their shadow. */
import { type View } from "../camera";
import { type Light } from "../light";
import { addOutward, see, widen } from "../moving";
import { type Sheet } from "../sheet";
import { ATTRIBUTES } from "./program";
import { type SheetPrograms } from "./sheetPrograms";
import { type Textures } from "./textures";

/** Outline edges that are smoothed, and vertices on them; two hands have some 600. */
const MAX_EDGES = 4096;

/** Draws one sheet. */
export class SheetPainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #sheet: Sheet;
  readonly #programs: SheetPrograms;
  readonly #vertices: WebGLVertexArrayObject;
  readonly #buffers: WebGLBuffer[] = [];
  /** Rows of the sheet's own vertices; those of the outlines follow. */
  readonly #nRows: number;
  readonly #seen: Float32Array;
  readonly #gains: Float32Array;
  readonly #uvs: Float32Array;
  readonly #corners: Uint16Array | Uint32Array;
  readonly #places: WebGLBuffer;
  readonly #colours: WebGLBuffer;
  readonly #texels: WebGLBuffer;
  readonly #feathers: WebGLBuffer;
  readonly #indices: WebGLBuffer;
  /** (n,) which row of the outlines belongs to a vertex, or -1. */
  readonly #rimOf: Int32Array;
  /** (r,) vertices on outlines. */
  readonly #rims = new Uint32Array(MAX_EDGES);
  /** (r, 2) directions out of the edges there, added up. */
  readonly #outward = new Float32Array(2 * MAX_EDGES);
  #nEdges = 0;
  #nRims = 0;

  constructor(gl: WebGL2RenderingContext, sheet: Sheet, programs: SheetPrograms) {
    this.#gl = gl;
    this.#sheet = sheet;
    this.#programs = programs;
    this.#nRows = sheet.positions.length / 3;
    this.#rimOf = new Int32Array(this.#nRows).fill(-1);
    const rows = this.#nRows + MAX_EDGES;
    this.#seen = new Float32Array(3 * rows);
    this.#gains = new Float32Array(3 * rows);
    this.#uvs = new Float32Array(2 * rows);
    this.#uvs.set(sheet.uvs);
    const nCorners = sheet.indices.length + 6 * MAX_EDGES;
    this.#corners = rows > 0xffff ? new Uint32Array(nCorners) : new Uint16Array(nCorners);
    this.#vertices = gl.createVertexArray();
    gl.bindVertexArray(this.#vertices);
    this.#places = this.#attribute(ATTRIBUTES.place, 3, this.#seen);
    this.#colours = this.#attribute(ATTRIBUTES.gain, 3, this.#gains);
    this.#texels = this.#attribute(ATTRIBUTES.uv, 2, this.#uvs);
    this.#feathers = this.#attribute(ATTRIBUTES.feather, 1, new Float32Array(rows));
    this.#indices = this.#buffer(gl.ELEMENT_ARRAY_BUFFER, this.#corners);
    gl.bindVertexArray(null);
  }

  /** True where there is nothing to draw this frame. */
  get isEmpty(): boolean {
    return this.#sheet.nTriangles === 0 || this.#sheet.opacity <= 0;
  }

  /** Send the GPU what the sheet is now. */
  update(view: View, light: Light): void {
    const { positions, gains, uvs, indices, outline, nVertices, nTriangles } = this.#sheet;
    see(positions, nVertices, view, this.#seen);
    const [red, green, blue] = light.gain as unknown as [number, number, number];
    for (let at = 0; at < 3 * nVertices; at += 3) {
      this.#gains[at] = gains[at]! * red;
      this.#gains[at + 1] = gains[at + 1]! * green;
      this.#gains[at + 2] = gains[at + 2]! * blue;
    }
    this.#corners.set(indices.subarray(0, 3 * nTriangles));
    this.#nEdges = this.#nRims = 0;
    for (let t = 0; t < nTriangles; t++) {
      const bits = outline[t]!;
      for (let k = 0; bits >> k > 0; k++) {
        if ((bits >> k) & 1) this.#addEdge(3 * t, k);
      }
    }
    for (let rim = 0; rim < this.#nRims; rim++) this.#widen(rim, uvs);
    this.#send();
  }

  /** Paint it over what is there; solid where its feather is 1 everywhere. */
  paint(textures: Textures, slab: number, nSlabs: number, opacity: number, isSolid: boolean): void {
    const ready = textures.get(this.#sheet.texture);
    if (ready === undefined) return;
    const gl = this.#gl;
    gl.bindVertexArray(this.#vertices);
    gl.bindTexture(gl.TEXTURE_2D, ready.texture);
    const at = this.#programs.use(false);
    gl.uniform2f(at.layer, slab, nSlabs);
    gl.uniform1f(at.opacity, this.#sheet.opacity * opacity);
    if (isSolid) gl.disable(gl.BLEND);
    else gl.depthMask(false);
    const { nTriangles } = this.#sheet;
    const [type, size] =
      this.#corners instanceof Uint16Array ? [gl.UNSIGNED_SHORT, 2] : [gl.UNSIGNED_INT, 4];
    gl.drawElements(gl.TRIANGLES, 3 * nTriangles, type, 0);
    gl.enable(gl.BLEND);
    gl.depthMask(false);
    if (this.#nEdges > 0) {
      gl.drawElements(gl.TRIANGLES, 6 * this.#nEdges, type, size * 3 * nTriangles);
    }
    gl.depthMask(true);
    gl.bindVertexArray(null);
  }

  /** Free all. */
  release(): void {
    this.#gl.deleteVertexArray(this.#vertices);
    for (const buffer of this.#buffers) this.#gl.deleteBuffer(buffer);
  }

  /** Two triangles outside the edge from corner k to k + 1 of a triangle. */
  #addEdge(firstCorner: number, k: number): void {
    if (this.#nEdges === MAX_EDGES || this.#nRims + 2 > MAX_EDGES) return;
    const corners = this.#corners;
    const a = corners[firstCorner + k]!;
    const b = corners[firstCorner + ((k + 1) % 3)]!;
    const c = corners[firstCorner + ((k + 2) % 3)]!;
    const rimA = this.#rim(a);
    const rimB = this.#rim(b);
    addOutward(this.#seen, a, b, c, this.#outward, rimA, rimB);
    let at = 3 * this.#sheet.nTriangles + 6 * this.#nEdges;
    corners[at++] = a;
    corners[at++] = b;
    corners[at++] = this.#nRows + rimB;
    corners[at++] = a;
    corners[at++] = this.#nRows + rimB;
    corners[at] = this.#nRows + rimA;
    this.#nEdges++;
  }

  /** The row of the outlines that belongs to a vertex. */
  #rim(vertex: number): number {
    const known = this.#rimOf[vertex]!;
    if (known >= 0) return known;
    const rim = this.#nRims++;
    this.#rimOf[vertex] = rim;
    this.#rims[rim] = vertex;
    this.#outward[2 * rim] = this.#outward[2 * rim + 1] = 0;
    return rim;
  }

  /** Place one vertex outside the outline, and forget that it was one. */
  #widen(rim: number, uvs: Float32Array): void {
    const from = this.#rims[rim]!;
    const to = this.#nRows + rim;
    this.#rimOf[from] = -1;
    widen(this.#seen, from, this.#outward[2 * rim]!, this.#outward[2 * rim + 1]!, to);
    for (let c = 0; c < 3; c++) this.#gains[3 * to + c] = this.#gains[3 * from + c]!;
    this.#uvs[2 * to] = uvs[2 * from]!;
    this.#uvs[2 * to + 1] = uvs[2 * from + 1]!;
  }

  #send(): void {
    const gl = this.#gl;
    const { nVertices, nTriangles, feather } = this.#sheet;
    const rows = this.#nRims;
    this.#sendRows(this.#places, this.#seen, 3, nVertices, rows);
    this.#sendRows(this.#colours, this.#gains, 3, nVertices, rows);
    this.#sendRows(this.#texels, this.#uvs, 2, 0, rows);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#feathers);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, feather, 0, nVertices);
    gl.bindVertexArray(this.#vertices);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#indices);
    gl.bufferSubData(
      gl.ELEMENT_ARRAY_BUFFER,
      0,
      this.#corners,
      0,
      3 * nTriangles + 6 * this.#nEdges,
    );
    gl.bindVertexArray(null);
  }

  /** Send the first rows of an array, and those of the outlines. */
  #sendRows(
    buffer: WebGLBuffer,
    data: Float32Array,
    width: number,
    nVertices: number,
    nOutlineRows: number,
  ): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    if (nVertices > 0) gl.bufferSubData(gl.ARRAY_BUFFER, 0, data, 0, width * nVertices);
    const first = width * this.#nRows;
    if (nOutlineRows > 0) {
      gl.bufferSubData(gl.ARRAY_BUFFER, 4 * first, data, first, width * nOutlineRows);
    }
  }

  #attribute(place: number, width: number, data: Float32Array): WebGLBuffer {
    const gl = this.#gl;
    const buffer = this.#buffer(gl.ARRAY_BUFFER, data);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, width, gl.FLOAT, false, 0, 0);
    return buffer;
  }

  #buffer(target: number, data: Float32Array | Uint16Array | Uint32Array): WebGLBuffer {
    const gl = this.#gl;
    const buffer = gl.createBuffer();
    gl.bindBuffer(target, buffer);
    gl.bufferData(target, data, gl.STREAM_DRAW);
    this.#buffers.push(buffer);
    return buffer;
  }
}
