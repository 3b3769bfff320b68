/** The shadow tree: a frame for the picture, the words, the status, and a place for controls of the page. */
import styles from "./element.css?inline";

/** The parts that the element works with. */
export interface Shadow {
  readonly frame: HTMLElement;
  readonly poster: HTMLImageElement;
  readonly words: HTMLElement;
  readonly status: HTMLElement;
}

let sheet: CSSStyleSheet | null = null;

/** Fill a shadow root; all elements share one style sheet, which a content security policy allows. */
export function fillShadow(root: ShadowRoot): Shadow {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
  }
  root.adoptedStyleSheets = [sheet];
  const frame = part("div", "frame");
  frame.setAttribute("role", "img");
  frame.setAttribute("aria-label", "The companion");
  const poster = part("img", "poster");
  poster.alt = "";
  poster.hidden = true;
  poster.decoding = "async";
  frame.append(poster);
  const words = part("p", "words");
  words.setAttribute("aria-live", "polite");
  words.hidden = true;
  const status = part("p", "status");
  status.setAttribute("role", "status");
  status.hidden = true;
  const controls = part("div", "controls");
  controls.append(document.createElement("slot"));
  root.append(frame, words, status, controls);
  return { frame, poster, words, status };
}

/** Write words into a live region; unchanged words are not read out again. */
export function put(region: HTMLElement, text: string): void {
  if (region.textContent !== text) region.textContent = text;
  region.hidden = text === "";
}

function part<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  name: string,
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.className = name;
  element.setAttribute("part", name);
  return element;
}
