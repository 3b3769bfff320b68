/**
 * What is shown: finds the files of an avatar, opens a stage for them, and falls back step by step.
 *
 * A rig on the stage; until it is there, or without WebGL, its poster; the drawn figure where there is neither; and
 * words alone where there is not even a 2D canvas. What is shown stays until the next thing is ready.
 */
import { Refused } from "../session/asking";
import { messageOf, type AvatarError, type ShownKind } from "./events";
import { openFigure, type Drawing } from "./drawing";

/** Opens a model on a canvas; `openStage` of the stage. */
export type OpenStage = (canvas: HTMLCanvasElement, glb: ArrayBuffer) => Promise<Drawing>;

/** The files of an avatar. */
export interface Files {
  readonly name: string;
  /** Null for an avatar that has none, such as the drawn figure. */
  readonly glb: string | null;
  readonly poster: string | null;
  /** It comes from the companion's server, which wants to know what site asks. */
  readonly isServers?: boolean;
  /** Settles when a model that is still being made is there. */
  readonly whenMade?: (signal: AbortSignal) => Promise<void>;
}

/** What this needs of the element. */
export interface Showing {
  readonly frame: HTMLElement;
  readonly poster: HTMLImageElement;
  readonly openStage: OpenStage;
  /** Draw this from now on; null for nothing that moves. */
  readonly use: (drawing: Drawing | null) => void;
  readonly onShown: (kind: ShownKind, name: string) => void;
  readonly onError: (error: AvatarError) => void;
}

/** A browser that takes the graphics memory away again and again has none to spare. */
const MAX_LOSSES = 3;
/** How long the stage may take to get its context back before it is opened anew. */
const RESTORE_MS = 4000;

export class Likeness {
  readonly #around: Showing;
  #drawing: Drawing | null = null;
  #canvas: HTMLCanvasElement | null = null;
  #abort: AbortController | null = null;
  #files: Files | null = null;
  #hasPoster = false;
  #nLosses = 0;

  constructor(around: Showing) {
    this.#around = around;
  }

  get drawing(): Drawing | null {
    return this.#drawing;
  }

  /** Show an avatar; what was shown goes when this one is ready. Settles when something is shown. */
  async show(files: Files): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    // Asked through a function: it changes behind the compiler's back while something is awaited.
    const isOver = (): boolean => abort.signal.aborted;
    this.#files = files;
    this.#hasPoster = false;
    if (files.glb === null) {
      this.#showFigure(files.name);
      return;
    }
    this.#hasPoster = await this.#showPoster(files, abort.signal);
    if (isOver()) return;
    if (!this.#hasPoster && this.#drawing === null) this.#showFigure(files.name);
    else if (this.#hasPoster && this.#drawing?.kind !== "rig") this.#showStill(files.name);
    try {
      const glb = await fetchMade(files, files.glb, abort.signal);
      const canvas = document.createElement("canvas");
      const drawing = await this.#around.openStage(canvas, glb);
      if (isOver()) {
        drawing.release();
        return;
      }
      this.#swap(drawing);
      // The first frame may have shown that it cannot be drawn.
      if (this.#drawing === drawing) this.#around.onShown(drawing.kind, files.name);
    } catch (error) {
      if (!isOver()) this.fail(error);
    }
  }

  /** What is shown, or was to be, cannot be: fall back to the poster, or to the figure. */
  fail(error: unknown): void {
    const name = this.#files?.name ?? "";
    if (this.#hasPoster) this.#showStill(name);
    else this.#showFigure(name);
    this.#around.onError({ code: codeOf(error), message: messageOf(error) });
  }

  /** Free everything. */
  close(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#files = null;
    this.#swap(null);
    this.#around.poster.removeAttribute("src");
    this.#around.poster.hidden = true;
  }

  #showFigure(name: string): void {
    try {
      if (this.#drawing?.kind !== "figure")
        this.#swap(openFigure(document.createElement("canvas")));
      this.#around.onShown("figure", name);
    } catch {
      this.#swap(null);
      this.#around.onShown("words", name);
    }
  }

  #showStill(name: string): void {
    this.#swap(null);
    this.#around.poster.hidden = false;
    this.#around.onShown("still", name);
  }

  async #showPoster({ poster: url, isServers }: Files, signal: AbortSignal): Promise<boolean> {
    const { poster } = this.#around;
    if (url === null) return false;
    const image = new Image();
    // Without it a browser does not say which site asks, and the server refuses.
    const crossOrigin = isServers === true ? "anonymous" : null;
    image.crossOrigin = crossOrigin;
    image.src = url;
    try {
      await image.decode();
    } catch {
      return false; // No poster: what is shown already stays, or the figure comes.
    }
    if (signal.aborted) return false;
    poster.crossOrigin = crossOrigin;
    poster.src = url;
    return true;
  }

  /** The browser took the graphics memory away: the poster stands in until the stage has it back. */
  readonly #onLost = (event: Event): void => {
    const canvas = this.#canvas;
    // One that was released loses its context, too.
    if (canvas === null || event.target !== canvas) return;
    this.#nLosses += 1;
    this.#around.poster.hidden = !this.#hasPoster;
    const restored = (): void => {
      clearTimeout(giveUp);
      if (this.#canvas === canvas) this.#around.poster.hidden = true;
    };
    canvas.addEventListener("webglcontextrestored", restored, { once: true });
    const giveUp = setTimeout(() => {
      const files = this.#files;
      if (this.#canvas !== canvas || files === null) return;
      if (this.#nLosses <= MAX_LOSSES) void this.show(files);
      else this.fail(new Error("The browser took the graphics memory away. Load the page again."));
    }, RESTORE_MS);
  };

  /** Put a drawing in the place of the last one, and free that. */
  #swap(drawing: Drawing | null): void {
    const { frame, poster, use } = this.#around;
    const before = this.#drawing;
    this.#canvas?.remove();
    this.#canvas = drawing?.canvas ?? null;
    this.#drawing = drawing;
    if (drawing !== null) {
      drawing.canvas.setAttribute("part", "canvas");
      drawing.canvas.setAttribute("aria-hidden", "true");
      frame.append(drawing.canvas);
      drawing.canvas.addEventListener("webglcontextlost", this.#onLost);
      poster.hidden = true;
    }
    use(drawing);
    before?.release();
  }
}

/** Status of a file that is being made. */
const IN_THE_MAKING = 503;

async function fetchMade(
  { whenMade }: Files,
  url: string,
  signal: AbortSignal,
): Promise<ArrayBuffer> {
  try {
    return await fetchModel(url, signal);
  } catch (error) {
    const isInTheMaking = error instanceof Refused && error.status === IN_THE_MAKING;
    if (!isInTheMaking || whenMade === undefined) throw error;
  }
  await whenMade(signal);
  return fetchModel(url, signal);
}

async function fetchModel(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Refused(`The model ${url} cannot be fetched. Is the server still running?`);
  }
  if (response.ok) return response.arrayBuffer();
  throw new Refused(`The model ${url} is not there (${response.status}).`, response.status);
}

function codeOf(error: unknown): AvatarError["code"] {
  if (error instanceof Refused) return "no-rig";
  // A `StageError`, told by its kind: this file does not load the stage.
  const kind = error instanceof Error && "kind" in error ? error.kind : null;
  return kind === "webgl" ? "no-webgl" : "broken-rig";
}
