/** The programs that draw sheets: one for each kind, made when it is first needed. */
import { type Framing } from "../camera";
import { type Tone } from "../light";
import { compiled, type Program } from "./program";
import { SHEET_VERTEX, sheetFragment } from "./shaders";

export type SheetUniform = "size" | "layer" | "picture" | "opacity" | "tone";
const UNIFORMS: readonly SheetUniform[] = ["size", "layer", "picture", "opacity", "tone"];

/** Programs by kind, and which of them is in use this frame. */
export class SheetPrograms {
  readonly #gl: WebGL2RenderingContext;
  readonly #made = new Map<number, Program<SheetUniform>>();
  #inUse: Program<SheetUniform> | null = null;
  #framing: Framing | null = null;
  #tone: Tone | null = null;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  /** A frame begins; what is the same for all of its sheets. */
  begin(framing: Framing, tone: Tone): void {
    this.#framing = framing;
    this.#tone = tone;
    this.#inUse = null;
  }

  /** Use the program for what is drawn next; returns where its uniforms are. */
  use(isBeyond: boolean): Program<SheetUniform>["at"] {
    const [gl, framing, tone] = [this.#gl, this.#framing!, this.#tone!];
    const isToned = tone.knee > 0 || tone.power !== 1;
    const kind = Number(isBeyond) + 2 * Number(isToned);
    let found = this.#made.get(kind);
    if (found === undefined) {
      found = compiled(gl, SHEET_VERTEX, sheetFragment({ isBeyond, isToned }), UNIFORMS);
      this.#made.set(kind, found);
    }
    if (this.#inUse === found) return found.at;
    this.#inUse = found;
    gl.useProgram(found.program);
    gl.uniform2f(found.at.size, framing.widthPx, framing.heightPx);
    gl.uniform2f(found.at.tone, tone.knee, tone.power);
    gl.uniform1i(found.at.picture, 0);
    return found.at;
  }

  /** Free all. */
  release(): void {
    for (const { program } of this.#made.values()) this.#gl.deleteProgram(program);
    this.#made.clear();
  }
}
