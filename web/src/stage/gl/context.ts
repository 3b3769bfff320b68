/** A WebGL2 context on a canvas, also on one that was released before. */
import { StageError } from "../errors";

const RESTORE_MS = 2000;
const ASK_MS = 20;
/** What brings back the context of a canvas that was released; a lost context does not give it out any more. */
const closed = new WeakMap<HTMLCanvasElement, WEBGL_lose_context>();

/**
 * The context to draw with.
 *
 * @throws StageError there is none here, or it does not come back.
 */
export async function openContext(canvas: HTMLCanvasElement): Promise<WebGL2RenderingContext> {
  const gl = canvas.getContext("webgl2", {
    alpha: true,
    // Outlines are smoothed by the stage itself: four samples a pixel cost a software renderer dearly.
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
  if (gl.isContextLost()) await restored(canvas);
  closed.delete(canvas);
  return gl;
}

/** Take back the context of a canvas that was released before; others are left as they are. */
export async function reopenContext(canvas: HTMLCanvasElement): Promise<void> {
  if (closed.has(canvas)) await openContext(canvas);
}

/** Give the context back to the browser with all memory; the canvas can be opened again. */
export function closeContext(gl: WebGL2RenderingContext, canvas: HTMLCanvasElement): void {
  const extension = gl.getExtension("WEBGL_lose_context");
  if (extension === null) return;
  closed.set(canvas, extension);
  canvas.addEventListener(
    "webglcontextlost",
    (event) => {
      event.preventDefault();
    },
    { once: true },
  );
  extension.loseContext();
}

async function restored(canvas: HTMLCanvasElement): Promise<void> {
  const extension = closed.get(canvas);
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
