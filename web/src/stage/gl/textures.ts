/**
 * The rig's textures on the GPU, at the size the picture needs them.
 *
 * Textures denser than the picture are reduced once, so that nothing shimmers and a frame reads little.
 */
import { type Layer, type Rig, type TextureEntry } from "../rig";
import { type Pictures } from "./pictures";
import { compiled, type Program } from "./program";
import { BOX_VERTEX, READY_FRAGMENT, WRINKLE_FRAGMENT } from "./shaders";

/** Textures denser than this on the picture are reduced. */
const TEXELS_PER_PX = 1.5;
/** Of a hand, that 512 px of its texture hold both sides of: 63 mm are a d, 420 mm are 512 px. */
const HAND_MM_PER_D = 63;
const HAND_MM = 420;
const HAND_TEXELS = 512;

/** A texture on the GPU. */
export interface Ready {
  readonly texture: WebGLTexture;
  readonly width: number;
  readonly height: number;
}

interface Lines {
  readonly texture: WebGLTexture;
  readonly box: readonly [number, number, number, number];
  /** Texture that they are pressed into. */
  readonly target: string;
}

type ReadyUniform = "box" | "colours" | "opacities" | "halves" | "from" | "stride";
type WrinkleUniform = "box" | "lines" | "strength";

/** All textures of one rig. */
export class Textures {
  readonly #gl: WebGL2RenderingContext;
  readonly #rig: Rig;
  readonly #pictures: Pictures;
  readonly #ready = new Map<string, Ready>();
  /** What wrinkles are pressed into, before they are. */
  readonly #smooth = new Map<string, Ready>();
  #lines: Lines[] = [];
  #pressed: Float32Array;
  readonly #framebuffer: WebGLFramebuffer;
  readonly #reduce: Program<ReadyUniform>;
  readonly #press: Program<WrinkleUniform>;
  #pxPerD = 0;
  #isReleased = false;

  constructor(gl: WebGL2RenderingContext, rig: Rig, pictures: Pictures) {
    this.#gl = gl;
    this.#rig = rig;
    this.#pictures = pictures;
    this.#pressed = new Float32Array(rig.wrinkles.length);
    this.#framebuffer = gl.createFramebuffer();
    this.#reduce = compiled(gl, BOX_VERTEX, READY_FRAGMENT, [
      "box",
      "colours",
      "opacities",
      "halves",
      "from",
      "stride",
    ]);
    this.#press = compiled(gl, BOX_VERTEX, WRINKLE_FRAGMENT, ["box", "lines", "strength"]);
  }

  /** How large one d is on the picture that the textures were made ready for; 0 before any. */
  get pxPerD(): number {
    return this.#pxPerD;
  }

  /** Bytes on the GPU. */
  get bytes(): number {
    let bytes = 0;
    for (const { width, height } of [...this.#ready.values(), ...this.#smooth.values()]) {
      bytes += 4 * width * height;
    }
    return bytes;
  }

  /** A texture by its name in the rig. */
  get(name: string): Ready | undefined {
    return this.#ready.get(name);
  }

  /**
   * Make all textures ready for a picture in which one d is that large.
   *
   * @throws StageError an image is broken or of another size than the rig says.
   */
  async load(pxPerD: number): Promise<void> {
    const [halves, lines] = await Promise.all([this.#halves(), this.#lineMaps()]);
    if (this.#isReleased || this.#gl.isContextLost()) return;
    this.#drop();
    const wrinkled = new Set(lines.map(({ target }) => target));
    for (const { entry, colours, opacities } of halves) {
      const scale = Math.min(1, (TEXELS_PER_PX * pxPerD) / this.#texelsPerD(entry));
      const ready = this.#reduced(entry, colours, opacities, scale);
      this.#ready.set(entry.name, ready);
      if (wrinkled.has(entry.name)) this.#smooth.set(entry.name, this.#copied(ready));
    }
    this.#lines = lines.map(({ picture, box, target }) => ({
      texture: this.#uploaded(picture, true),
      box,
      target,
    }));
    this.#pressed.fill(0);
    this.#pxPerD = pxPerD;
  }

  /** Press the rig's wrinkles into their textures, where their strengths (w,) changed. */
  press(strengths: Float32Array): void {
    if (this.#lines.length === 0 || same(strengths, this.#pressed)) return;
    this.#pressed.set(strengths);
    const gl = this.#gl;
    gl.disable(gl.DEPTH_TEST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer);
    for (const [name, smooth] of this.#smooth) this.#pressInto(name, smooth, strengths);
    gl.colorMask(true, true, true, true);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** Free all. */
  release(): void {
    this.#isReleased = true;
    this.#drop();
    const gl = this.#gl;
    gl.deleteFramebuffer(this.#framebuffer);
    gl.deleteProgram(this.#reduce.program);
    gl.deleteProgram(this.#press.program);
  }

  #pressInto(name: string, smooth: Ready, strengths: Float32Array): void {
    const gl = this.#gl;
    const target = this.#ready.get(name)!;
    const { width, height } = smooth;
    const lines = this.#lines;
    let [x0, y0, x1, y1] = [width, height, 0, 0];
    for (const { box, target: into } of lines) {
      if (into !== name) continue;
      x0 = Math.min(x0, Math.max(0, Math.floor(box[0] * width)));
      y0 = Math.min(y0, Math.max(0, Math.floor(box[1] * height)));
      x1 = Math.max(x1, Math.min(width, Math.ceil(box[2] * width)));
      y1 = Math.max(y1, Math.min(height, Math.ceil(box[3] * height)));
    }
    this.#attach(smooth.texture);
    gl.bindTexture(gl.TEXTURE_2D, target.texture);
    gl.copyTexSubImage2D(gl.TEXTURE_2D, 0, x0, y0, x0, y0, x1 - x0, y1 - y0);
    this.#attach(target.texture);
    gl.viewport(0, 0, width, height);
    gl.useProgram(this.#press.program);
    gl.uniform1i(this.#press.at.lines, 0);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.DST_COLOR, gl.SRC_COLOR);
    gl.colorMask(true, true, true, false);
    for (let k = 0; k < lines.length; k++) {
      const { texture, box, target: into } = lines[k]!;
      const strength = strengths[k]!;
      if (strength === 0 || into !== name) continue;
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.uniform4f(this.#press.at.box, box[0], box[1], box[2], box[3]);
      gl.uniform1f(this.#press.at.strength, strength);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    }
  }

  /** Entries that some layer or the hands show. */
  #needed(): readonly TextureEntry[] {
    const { layers, hands, textures } = this.#rig;
    return textures.filter(
      ({ name }) => hands?.texture === name || layers.some((layer) => layer.texture === name),
    );
  }

  #texelsPerD(entry: TextureEntry): number {
    if (entry.name === this.#rig.hands?.texture) {
      return (HAND_TEXELS / HAND_MM) * HAND_MM_PER_D;
    }
    const layers = this.#rig.layers.filter((layer) => layer.texture === entry.name);
    return Math.max(1e-6, ...layers.map((layer) => density(layer, entry.width, entry.height)));
  }

  async #halves() {
    const pictures = this.#pictures;
    return Promise.all(
      this.#needed().map(async (entry) => ({
        entry,
        colours: entry.jpeg === null ? null : await pictures.get(entry.jpeg, entry),
        opacities: entry.png === null ? null : await pictures.get(entry.png, entry),
      })),
    );
  }

  async #lineMaps() {
    const { wrinkles, layers } = this.#rig;
    return Promise.all(
      wrinkles.map(async ({ image, box, layer }) => ({
        picture: await this.#pictures.get(image, null),
        box,
        target: layers.find(({ name }) => name === layer)?.texture ?? "",
      })),
    );
  }

  #reduced(
    entry: TextureEntry,
    colours: ImageBitmap | null,
    opacities: ImageBitmap | null,
    scale: number,
  ): Ready {
    const gl = this.#gl;
    const width = Math.max(1, Math.round(entry.width * scale));
    const height = Math.max(1, Math.round(entry.height * scale));
    const from = [colours, opacities].map((half) =>
      half === null ? null : this.#uploaded(half, false),
    );
    const texture = this.#empty(width, height);
    const { program, at } = this.#reduce;
    gl.useProgram(program);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer);
    this.#attach(texture);
    gl.viewport(0, 0, width, height);
    gl.disable(gl.BLEND);
    gl.disable(gl.DEPTH_TEST);
    from.forEach((half, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, half ?? from[1 - unit] ?? null);
    });
    gl.activeTexture(gl.TEXTURE0);
    gl.uniform1i(at.colours, 0);
    gl.uniform1i(at.opacities, 1);
    gl.uniform1i(at.halves, (colours === null ? 0 : 1) + (opacities === null ? 0 : 2));
    gl.uniform2i(at.from, entry.width, entry.height);
    gl.uniform2f(at.stride, entry.width / width, entry.height / height);
    gl.uniform4f(at.box, 0, 0, 1, 1);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    for (const half of from) gl.deleteTexture(half);
    return { texture, width, height };
  }

  #copied({ texture, width, height }: Ready): Ready {
    const gl = this.#gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer);
    this.#attach(texture);
    const copy = this.#empty(width, height);
    gl.copyTexSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 0, 0, width, height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return { texture: copy, width, height };
  }

  #attach(texture: WebGLTexture): void {
    const gl = this.#gl;
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  }

  #empty(width: number, height: number): WebGLTexture {
    const gl = this.#gl;
    const texture = this.#bound(gl.LINEAR);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
    return texture;
  }

  #uploaded(picture: ImageBitmap, hasMipmaps: boolean): WebGLTexture {
    const gl = this.#gl;
    const texture = this.#bound(hasMipmaps ? gl.LINEAR_MIPMAP_LINEAR : gl.LINEAR);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, picture);
    if (hasMipmaps) gl.generateMipmap(gl.TEXTURE_2D);
    return texture;
  }

  #bound(minFilter: number): WebGLTexture {
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, minFilter);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    return texture;
  }

  #drop(): void {
    const gl = this.#gl;
    for (const { texture } of [...this.#ready.values(), ...this.#smooth.values(), ...this.#lines]) {
      gl.deleteTexture(texture);
    }
    this.#ready.clear();
    this.#smooth.clear();
    this.#lines = [];
  }
}

/** Texels to one d: the median over the layer's edges. */
export function density(layer: Layer, width: number, height: number): number {
  const { triangles, uvs, positions } = layer;
  const found: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b] = [triangles[t]!, triangles[t + 1]!];
    const length = Math.hypot(
      positions[3 * a]! - positions[3 * b]!,
      positions[3 * a + 1]! - positions[3 * b + 1]!,
      positions[3 * a + 2]! - positions[3 * b + 2]!,
    );
    if (length <= 1e-4) continue;
    const across = (uvs[2 * a]! - uvs[2 * b]!) * width;
    const down = (uvs[2 * a + 1]! - uvs[2 * b + 1]!) * height;
    found.push(Math.hypot(across, down) / length);
  }
  found.sort((a, b) => a - b);
  const middle = found.length >> 1;
  if (found.length === 0) return 1;
  return found.length % 2 === 1 ? found[middle]! : 0.5 * (found[middle - 1]! + found[middle]!);
}

function same(a: Float32Array, b: Float32Array): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
