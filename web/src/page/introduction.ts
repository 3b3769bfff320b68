/**
 * The first start: she says who she is and asks for a name; the name opens that person's own memory.
 */
import type { Reply } from "../session/chatLines";
import { byId, button, made } from "./elements";
import { messageOf } from "./failing";
import type { Talk } from "./talk";

const HELLO =
  "Hello, I'm Sherin. I live on this machine: what you tell me stays here, " +
  "and when I don't know something I say so. What may I call you?";
const LATER_NAME = "sherin.later";
/** What the person is called where a terminal was never asked for a name. */
const NOBODY = "owner";

export interface IntroductionListeners {
  /** The person gave a name; refused by throwing. */
  readonly onName: (name: string) => Promise<void>;
  /** She says it aloud. */
  readonly onSay: (text: string) => void;
}

export class Introduction {
  readonly #talk: Talk;
  readonly #listeners: IntroductionListeners;
  #form: HTMLFormElement | null = null;

  constructor(talk: Talk, listeners: IntroductionListeners) {
    this.#talk = talk;
    this.#listeners = listeners;
  }

  /** The server knows this person, or null where nobody has said a name yet. */
  meet(name: string | null): void {
    if (name !== null) {
      this.#form?.remove();
      this.#form = null;
      byId("welcome").textContent = name === NOBODY ? "Hello." : `Hello, ${name}.`;
      return;
    }
    if (this.#form !== null || isLater() || !this.#talk.isEmpty) return;
    this.#talk.begin(plain(HELLO));
    this.#form = this.#made();
    byId("turns").after(this.#form);
    byId("scroll").scrollTop = byId("scroll").scrollHeight;
    // She asks for it, so it is what one writes first; who writes already is not interrupted.
    const box = byId("text") as HTMLTextAreaElement;
    if (box.value === "") byId("first-name").focus({ preventScroll: true });
  }

  #made(): HTMLFormElement {
    const form = made("form", "introduction");
    const label = made("label", "hidden", "Your name");
    const input = made("input");
    input.id = "first-name";
    input.maxLength = 64;
    input.required = true;
    input.placeholder = "Your name";
    input.autocomplete = "off";
    label.htmlFor = input.id;
    const submit = made("button", "", "That's me");
    submit.type = "submit";
    const later = button("Not now", () => {
      form.remove();
      sessionStorage.setItem(LATER_NAME, "1");
      byId("text").focus();
    });
    later.className = "quiet";
    const fault = made("p", "small");
    fault.setAttribute("role", "alert");
    form.append(label, input, submit, later, fault);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = input.value.trim();
      if (name === "") return;
      void this.#listeners.onName(name).then(
        () => {
          const welcome = `Good to meet you, ${name}. Ask me something, or drop a photo and I'll be that person.`;
          this.#talk.begin(plain(welcome));
          this.#listeners.onSay(`Good to meet you, ${name}.`);
        },
        (error: unknown) => {
          fault.textContent = messageOf(error);
        },
      );
    });
    return form;
  }
}

/** Words of the page itself: nothing was looked up. */
function plain(text: string): Reply {
  return {
    text,
    route: "reflex",
    confidence: 1,
    isKnown: true,
    sources: [],
    passages: [],
    notice: null,
    intent: "introduction",
    gap: null,
    latencyMs: 0,
  };
}

function isLater(): boolean {
  try {
    return sessionStorage.getItem(LATER_NAME) !== null;
  } catch {
    return true;
  }
}
