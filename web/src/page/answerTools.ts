/**
 * What can be done with an answer that stands: hear it again, and take its words along.
 */
import { made } from "./elements";

/** How long a button shows that it did what it should. By taste. */
const DONE_MS = 1600;
const SVG = "http://www.w3.org/2000/svg";

export interface AnswerListeners {
  /** Say these words aloud once more. */
  readonly onSay: (text: string) => void;
}

/** The buttons of an answer; no copying where the browser allows none. */
export function answerTools(words: string, { onSay }: AnswerListeners): HTMLElement[] {
  const again = tool("sound", "Say it again", () => {
    onSay(words);
  });
  // Not there on a page that is neither of this machine nor encrypted.
  const clipboard = (navigator as Partial<Navigator>).clipboard;
  if (clipboard === undefined) return [again];
  const copy = tool("copy", "Copy", () => {
    void clipboard.writeText(words).then(
      () => {
        showing(copy, "done", "Copied");
        setTimeout(() => {
          showing(copy, "copy", "Copy");
        }, DONE_MS);
      },
      () => {
        showing(copy, "copy", "This browser allows no copying");
      },
    );
  });
  return [again, copy];
}

function tool(icon: string, name: string, onPress: () => void): HTMLButtonElement {
  const button = made("button", "icon");
  button.type = "button";
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("aria-hidden", "true");
  picture.append(document.createElementNS(SVG, "use"));
  button.append(picture);
  button.addEventListener("click", onPress);
  showing(button, icon, name);
  return button;
}

function showing(button: HTMLElement, icon: string, name: string): void {
  button.querySelector("use")?.setAttribute("href", `#i-${icon}`);
  button.title = name;
  button.setAttribute("aria-label", name);
}
