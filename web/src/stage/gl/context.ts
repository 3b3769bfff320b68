/** A WebGL2 context on a canvas, also on one that was released before. */
import { StageError } from "../errors";

const RESTORE_MS = 2000;
const ASK_MS = 20;

/**
 * The context to draw with.
 *
 * @throws StageError there is none here, or it does not come back.
 */
export async function openContext(canvas: HTMLCanvasElement): Promise<WebGL2RenderingContext> {
  const gl = canvas.getContext("webgl2", {
    alpha: true,
    // Outlines are smoothed by the stage itself: four samples a pixel cost a software renderer half its time.
    antialias: false,
    stencil: false,
    premultipliedAlpha: true,
  });
  if (gl === null) {
    throw new StageError(
      "webgl",
      "This browser gives no WebGL2. Allow hardware or software rendering in its settings; the page shows " +
        "the still picture meanwhile.",
    );
  }
  if (gl.isContextLost()) await restored(gl, canvas);
  return gl;
}

/** Give the context back to the browser with all memory; the canvas can be opened again. */
export function closeContext(gl: WebGL2RenderingContext, canvas: HTMLCanvasElement): void {
  canvas.addEventListener(
    "webglcontextlost",
    (event) => {
      event.preventDefault();
    },
    { once: true },
  );
  gl.getExtension("WEBGL_lose_context")?.loseContext();
}

async function restored(gl: WebGL2RenderingContext, canvas: HTMLCanvasElement): Promise<void> {
  const extension = gl.getExtension("WEBGL_lose_context");
  await new Promise<void>((resolve, reject) => {
    // Until the canvas was told of its loss, asking is an error without effect.
    const asking = setInterval(() => extension?.restoreContext(), ASK_MS);
    const giveUp = setTimeout(() => {
      clearInterval(asking);
      reject(
        new StageError(
          "webgl",
          "The browser took the drawing context away and does not give it back. Reload the page.",
        ),
      );
    }, RESTORE_MS);
    canvas.addEventListener(
      "webglcontextrestored",
      () => {
        clearInterval(asking);
        clearTimeout(giveUp);
        resolve();
      },
      { once: true },
    );
  });
}
