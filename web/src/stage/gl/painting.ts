/**
 * One frame on the GPU, in the order of Python's stage: the person, the hands, dust behind, the background beneath
 * all that, dust before.
 */
import { type Dust } from "../air";
import { type Puppet } from "../puppet";
import { type Sheet } from "../sheet";
import { Painter, SHEET_SLABS } from "./painter";
import { type Pictures } from "./pictures";
import { SheetPainter } from "./sheetPainter";
import { SheetPrograms } from "./sheetPrograms";
import { SpeckPainter } from "./speckPainter";
import { Textures } from "./textures";

/** What is painted. */
export interface Subject {
  readonly puppet: Puppet;
  readonly pictures: Pictures;
  /** Hands and their shadow, back to front. */
  readonly sheets: readonly Sheet[];
  readonly dust: Dust;
  /** Without it that place is transparent. */
  readonly hasBackground: boolean;
}

/** Everything that one stage has on the GPU. */
export class Painting {
  readonly textures: Textures;
  readonly #gl: WebGL2RenderingContext;
  readonly #subject: Subject;
  readonly #programs: SheetPrograms;
  readonly #rig: Painter;
  readonly #sheets: readonly SheetPainter[];
  readonly #specks: SpeckPainter;

  constructor(gl: WebGL2RenderingContext, subject: Subject) {
    this.#gl = gl;
    this.#subject = subject;
    this.#programs = new SheetPrograms(gl);
    this.#rig = new Painter(gl, subject.puppet, this.#programs);
    this.#sheets = subject.sheets.map((sheet) => new SheetPainter(gl, sheet, this.#programs));
    this.#specks = new SpeckPainter(gl, subject.dust);
    this.textures = new Textures(gl, subject.puppet.rig, subject.pictures);
  }

  /** Paint what the subject is now. */
  paint(): void {
    const gl = this.#gl;
    const { puppet } = this.#subject;
    const { framing, tone } = puppet;
    this.textures.press(puppet.wrinkles);
    this.#programs.begin(framing, tone);
    this.#rig.update();
    gl.viewport(0, 0, framing.widthPx, framing.heightPx);
    gl.depthMask(true);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#rig.paintPerson(this.textures);
    this.#paintSheets();
    gl.depthMask(false);
    gl.blendFunc(gl.ONE_MINUS_DST_ALPHA, gl.ONE);
    this.#specks.paint("behind", framing);
    this.#programs.begin(framing, tone);
    if (this.#subject.hasBackground) this.#rig.paintBackground(this.textures);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#specks.paint("before", framing);
  }

  /** Free all. */
  release(): void {
    this.#rig.release();
    for (const sheet of this.#sheets) sheet.release();
    this.#specks.release();
    this.#programs.release();
    this.textures.release();
  }

  #paintSheets(): void {
    const { puppet, sheets } = this.#subject;
    const nSlabs = puppet.scene.spans.length + SHEET_SLABS;
    for (let k = 0; k < this.#sheets.length; k++) {
      const painter = this.#sheets[k]!;
      if (painter.isEmpty) continue;
      painter.update(puppet.view, puppet.light);
      const isShadow = sheets[k]!.name === "handShadow";
      const opacity = isShadow ? Math.min(1, puppet.light.shadow) : 1;
      painter.paint(this.textures, SHEET_SLABS - 1 - k, nSlabs, opacity, !isShadow);
    }
  }
}
