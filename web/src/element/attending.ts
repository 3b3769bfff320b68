/**
 * What the person does on the page, told to the companion without reading a word of it.
 *
 * It hears that something was typed, never what; that text is selected, never which; where the pointer and the caret
 * are, for the eyes. Listeners are passive and never keep an event from anyone.
 */
import { Attention, type AttentionTimes } from "../session/attention";

const TICK_MS = 300;
/** A pointer that rests is no longer looked at. */
const POINTER_MS = 2200;
/** A caret is looked at for so long after a key; then the person is. */
const CARET_MS = 1600;

/** Who wants to know. */
export interface Watcher {
  /** An event of the server's table. */
  readonly onDoing: (event: string) => void;
  /** Somewhere on the page, in CSS px of the window; null for the person. */
  readonly onPlace: (place: { readonly x: number; readonly y: number } | null) => void;
  readonly onSeenAgain: () => void;
}

/** Watches the whole document until it is closed. */
export class Attending {
  readonly #attention: Attention;
  readonly #watcher: Watcher;
  readonly #abort = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #placeMs = -Infinity;
  #restMs = 0;

  constructor(watcher: Watcher, times?: Partial<AttentionTimes>) {
    this.#watcher = watcher;
    this.#attention = new Attention(times);
    const options = { passive: true, capture: true, signal: this.#abort.signal };
    document.addEventListener("input", this.#onInput, options);
    document.addEventListener("selectionchange", this.#onSelection, options);
    document.addEventListener("visibilitychange", this.#onVisibility, options);
    document.addEventListener("pointermove", this.#onPointer, options);
    document.documentElement.addEventListener("pointerleave", this.#onLeave, options);
    addEventListener("online", watcher.onSeenAgain, options);
    this.#timer = setInterval(() => {
      this.#tick();
    }, TICK_MS);
  }

  /** A sentence was sent: what follows is the reaction itself. */
  sent(): void {
    this.#attention.sent(performance.now());
    this.#look(null);
  }

  close(): void {
    this.#abort.abort();
    clearInterval(this.#timer);
  }

  readonly #onInput = (event: Event): void => {
    // In the composed path: the box may lie in another element's shadow.
    const box = event.composedPath()[0];
    if (!(box instanceof HTMLElement) || !isTextBox(box)) return;
    this.#tell(this.#attention.typed(performance.now(), isEmpty(box)));
    this.#restMs = CARET_MS;
    this.#look(caretOf(box));
  };

  readonly #onSelection = (): void => {
    const selection = document.getSelection();
    const active = document.activeElement;
    const isInBox = active instanceof HTMLElement && isTextBox(active);
    const hasSelection = selection !== null && !selection.isCollapsed && !isInBox;
    this.#tell(this.#attention.selected(performance.now(), hasSelection));
  };

  readonly #onVisibility = (): void => {
    const isVisible = document.visibilityState === "visible";
    if (isVisible) this.#watcher.onSeenAgain();
    this.#tell(this.#attention.seen(performance.now(), isVisible));
  };

  readonly #onPointer = (event: Event): void => {
    if (!(event instanceof PointerEvent) || event.pointerType === "touch") return;
    this.#restMs = POINTER_MS;
    this.#look({ x: event.clientX, y: event.clientY });
  };

  readonly #onLeave = (): void => {
    this.#look(null);
  };

  #tick(): void {
    const nowMs = performance.now();
    this.#tell(this.#attention.tick(nowMs));
    if (nowMs - this.#placeMs > this.#restMs) this.#look(null);
  }

  #look(place: { readonly x: number; readonly y: number } | null): void {
    if (place === null && this.#placeMs === -Infinity) return;
    this.#placeMs = place === null ? -Infinity : performance.now();
    this.#watcher.onPlace(place);
  }

  #tell(event: string | null): void {
    if (event !== null) this.#watcher.onDoing(event);
  }
}

/** Kinds of `<input>` in which nothing is written. */
const NO_TEXT: ReadonlySet<string> = new Set(
  "button checkbox color file hidden image radio range reset submit".split(" "),
);

function isTextBox(element: HTMLElement): boolean {
  if (element instanceof HTMLInputElement) return !NO_TEXT.has(element.type);
  return element instanceof HTMLTextAreaElement || element.isContentEditable;
}

/** Whether nothing is written: the length is asked for, not the words. */
function isEmpty(box: HTMLElement): boolean {
  if (box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement) {
    return box.value.length === 0;
  }
  return box.textContent.length === 0;
}

/** About where the caret is: a box does not tell, so its middle stands for it. */
function caretOf(box: HTMLElement): { x: number; y: number } {
  const selection = document.getSelection();
  if (box.isContentEditable && selection !== null && selection.rangeCount > 0) {
    const { x, y, height } = selection.getRangeAt(0).getBoundingClientRect();
    if (height > 0) return { x, y: y + height / 2 };
  }
  const { x, y, width, height } = box.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}
