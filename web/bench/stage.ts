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

  /** True once textures are there: straight after `open`, and some time after a lost context is back. */
  isReady(): boolean {
    bench.draw({}, 0);
    const gl = (document.getElementById("stage") as HTMLCanvasElement).getContext("webgl2")!;
    const pixel = new Uint8Array(4);
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    gl.readPixels(width >> 1, height >> 1, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    return pixel[3]! === 255;
  },

  /** Draw so many frames at the pace of the screen. */
  async run(count: number): Promise<void> {
    for (let k = 0; k < count; k++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      bench.draw({ jawOpen: 0.3 + 0.2 * Math.sin(0.3 * k), breath: 0.5 }, k / 60);
    }
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

  /**
   * Open and release a stage so many times, each on a canvas of its own; what the page still holds on the GPU.
   *
   * Every object that a context makes is counted when it is made and deleted; a context that was given back has none.
   */
  async openAndRelease(url: string, count: number): Promise<{ made: number; left: number }> {
    const glb = await (await fetch(url)).arrayBuffer();
    const tally = countObjects();
    for (let k = 0; k < count; k++) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 128;
      const stage = await openStage(canvas, glb);
      stage.draw(vectorOf({ jawOpen: 0.3, browInnerUp: 0.5 }), k);
      stage.resize(96, 96);
      stage.draw(vectorOf({ particles: 1, lightExposure: 0.5 }), k);
      stage.release();
      stage.draw(NEUTRAL, 0);
    }
    tally.stop();
    return { made: tally.made, left: tally.left };
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

/** Count what all contexts make and delete from now on. */
function countObjects(): { made: number; left: number; stop: () => void } {
  const kinds = ["Buffer", "Framebuffer", "Program", "Texture", "VertexArray"] as const;
  const prototype = WebGL2RenderingContext.prototype as unknown as Record<string, unknown>;
  const plain = new Map<string, unknown>();
  const tally = {
    made: 0,
    left: 0,
    stop: () => {
      for (const [name, method] of plain) prototype[name] = method;
    },
  };
  const wrap = (name: string, onCall: (object: unknown) => void): void => {
    const method = prototype[name] as (this: unknown, object?: unknown) => unknown;
    plain.set(name, method);
    prototype[name] = function (this: unknown, object?: unknown): unknown {
      onCall(object);
      return method.call(this, object);
    };
  };
  for (const kind of kinds) {
    wrap(`create${kind}`, () => {
      tally.made++;
      tally.left++;
    });
    wrap(`delete${kind}`, (object) => {
      // Deleting nothing is allowed and does nothing.
      if (object !== null && object !== undefined) tally.left--;
    });
  }
  return tally;
}

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
