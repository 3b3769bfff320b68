/** Dust to pixels: one point a speck. */
import { type Dust, SPECK_ROW } from "../air";
import { type Framing } from "../camera";
import { ATTRIBUTES, compiled, type Program } from "./program";
import { SPECK_FRAGMENT, SPECK_VERTEX } from "./shaders";

/** Draws the dust of one stage. */
export class SpeckPainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #dust: Dust;
  readonly #vertices: WebGLVertexArrayObject;
  readonly #rows: WebGLBuffer;
  #program: Program<"size"> | null = null;

  constructor(gl: WebGL2RenderingContext, dust: Dust) {
    this.#gl = gl;
    this.#dust = dust;
    this.#vertices = gl.createVertexArray();
    this.#rows = gl.createBuffer();
    gl.bindVertexArray(this.#vertices);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#rows);
    gl.bufferData(gl.ARRAY_BUFFER, dust.rows, gl.STREAM_DRAW);
    for (const [place, width, first] of [
      [ATTRIBUTES.place, 3, 0],
      [ATTRIBUTES.gain, 3, 3],
      [ATTRIBUTES.feather, 1, 6],
    ] as const) {
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, width, gl.FLOAT, false, 4 * SPECK_ROW, 4 * first);
    }
    gl.bindVertexArray(null);
  }

  /** Paint the specks of one side, mixed as the context is set to. */
  paint(side: "behind" | "before", framing: Framing): void {
    const rows = this.#dust.of(side);
    if (rows.length === 0) return;
    const gl = this.#gl;
    this.#program ??= compiled(gl, SPECK_VERTEX, SPECK_FRAGMENT, ["size"]);
    gl.useProgram(this.#program.program);
    gl.uniform2f(this.#program.at.size, framing.widthPx, framing.heightPx);
    gl.bindVertexArray(this.#vertices);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#rows);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, rows);
    gl.disable(gl.DEPTH_TEST);
    gl.drawArrays(gl.POINTS, 0, rows.length / SPECK_ROW);
    gl.enable(gl.DEPTH_TEST);
    gl.bindVertexArray(null);
  }

  /** Free all. */
  release(): void {
    const gl = this.#gl;
    gl.deleteVertexArray(this.#vertices);
    gl.deleteBuffer(this.#rows);
    if (this.#program !== null) gl.deleteProgram(this.#program.program);
  }
}
