/**
 * A page with nothing but the stage on it, for tests and benches that drive it from outside.
 *
 * `window.stageBench` draws named channels and hands out what was drawn; there is no motion of its own.
 */
import { channelIndex, type ChannelVector, NEUTRAL } from "../src/motion";
import { type Drawn, openStage, type StageOptions } from "../src/stage";

/** Channels by name; others are neutral. */
type Named = Readonly<Record<string, number>>;

const bench = {
  stage: null as Drawn | null,

  /** Open a rig on the canvas, in a size in px. */
  async open(url: string, widthPx: number, heightPx: number, options: StageOptions = {}) {
    const canvas = document.getElementById("stage") as HTMLCanvasElement;
    canvas.width = widthPx;
    canvas.height = heightPx;
    const startMs = performance.now();
    const glb = await (await fetch(url)).arrayBuffer();
    bench.stage = await openStage(canvas, glb, options);
    return performance.now() - startMs;
  },

  /** Draw one moment. */
  draw(named: Named, tS: number): void {
    bench.stage?.draw(vectorOf(named), tS);
  },

  /** Draw one moment and read it: straight RGBA, row 0 at the top, as base64. */
  picture(named: Named, tS: number): string {
    bench.draw(named, tS);
    const canvas = document.getElementById("stage") as HTMLCanvasElement;
    const gl = canvas.getContext("webgl2")!;
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    const pixels = new Uint8Array(4 * width * height);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    const rows: string[] = [];
    for (let y = height - 1; y >= 0; y--) {
      const row = pixels.subarray(4 * width * y, 4 * width * (y + 1));
      for (let x = 0; x < row.length; x += 4) {
        const alpha = row[x + 3]!;
        for (let c = 0; c < 3 && alpha > 0; c++) {
          row[x + c] = Math.min(255, Math.round((255 * row[x + c]!) / alpha));
        }
      }
      rows.push(String.fromCharCode(...row));
    }
    return btoa(rows.join(""));
  },

  /** Draw `count` frames one after the other, each to its last pixel: ms of each, of ours and in all. */
  async time(
    named: readonly Named[],
    count: number,
  ): Promise<{ oursMs: number[]; allMs: number[] }> {
    const canvas = document.getElementById("stage") as HTMLCanvasElement;
    const gl = canvas.getContext("webgl2")!;
    const vectors = named.map(vectorOf);
    const pixel = new Uint8Array(4);
    const oursMs: number[] = [];
    const allMs: number[] = [];
    for (let k = 0; k < count; k++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const startMs = performance.now();
      bench.stage?.draw(vectors[k % vectors.length]!, k / 60);
      oursMs.push(performance.now() - startMs);
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      allMs.push(performance.now() - startMs);
    }
    return { oursMs, allMs };
  },
};

function vectorOf(named: Named): ChannelVector {
  const vector = NEUTRAL.slice();
  for (const [name, value] of Object.entries(named)) vector[channelIndex(name)] = value;
  return vector;
}

declare global {
  interface Window {
    stageBench: typeof bench;
  }
}
window.stageBench = bench;
