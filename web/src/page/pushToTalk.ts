/**
 * The microphone button: hold it and speak, let go and it is sent. What is said is recognised on this device or
 * not at all; where that cannot be had, the button says why and nothing is listened to.
 */
import type { EmotionAvatar } from "../element";
import { whyDeaf } from "../element/listening";
import { byId, face } from "./elements";

export interface SpeechListeners {
  /** Words so far, and in the end all of them. */
  readonly onWords: (text: string, isWhole: boolean) => void;
  readonly onNote: (message: string) => void;
}

export class PushToTalk {
  readonly #avatar: EmotionAvatar;
  readonly #listeners: SpeechListeners;
  #listening: AbortController | null = null;

  constructor(avatar: EmotionAvatar, listeners: SpeechListeners) {
    this.#avatar = avatar;
    this.#listeners = listeners;
    const button = byId("talk");
    button.addEventListener("pointerdown", () => void this.#begin());
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      button.addEventListener(end, () => {
        this.#end();
      });
    }
    // A key cannot be held as comfortably: it switches.
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (event.repeat) return;
      if (this.#listening === null) void this.#begin();
      else this.#end();
    });
    void whyDeaf(document.documentElement.lang).then((why) => {
      if (why === null) return;
      button.classList.add("is-off");
      face("talk", "mic", "Speaking is not possible here; press for the reason", null);
    });
  }

  async #begin(): Promise<void> {
    if (this.#listening !== null) return;
    const listening = new AbortController();
    this.#listening = listening;
    this.#show();
    const { onWords, onNote } = this.#listeners;
    const heard = await this.#avatar.listen({
      signal: listening.signal,
      onWords: (text) => {
        onWords(text, false);
      },
    });
    this.#listening = null;
    this.#show();
    if (heard.isHeard) onWords(heard.text, true);
    else onNote(heard.message);
  }

  #end(): void {
    this.#listening?.abort();
  }

  #show(): void {
    const isOn = this.#listening !== null;
    if (byId("talk").classList.contains("is-off")) return;
    face("talk", "mic", isOn ? "Listening; let go to send" : "Hold to speak", isOn);
  }
}
