/** The attributes of `<emotion-avatar>` that switch something, and what they switch. */
import type { Noticing } from "./awareness";

/** What the attributes say. */
export interface Switches {
  readonly isMuted: boolean;
  readonly isPaused: boolean;
  /** All cues of a packet play, not only the strongest of each layer. */
  readonly blends: boolean;
  readonly alignsVisemes: boolean;
  /** The words are shown beside the picture. */
  readonly isBubble: boolean;
  readonly noticing: Noticing;
}

/** Read the switches of an element. */
export function readSwitches(element: HTMLElement): Switches {
  return {
    isMuted: element.hasAttribute("muted"),
    isPaused: element.hasAttribute("paused"),
    blends: !element.hasAttribute("no-blend"),
    alignsVisemes: !element.hasAttribute("no-visemes"),
    isBubble: element.getAttribute("mode") === "bubble",
    noticing: {
      context: !element.hasAttribute("no-context"),
      gaze: element.getAttribute("gaze") !== "off",
      light: !element.hasAttribute("no-light"),
    },
  };
}

/** The words of an attribute; empty where it is missing. */
export function wordsOf(element: HTMLElement, name: "text" | "emotion" | "voice"): string {
  return element.getAttribute(name)?.trim() ?? "";
}
