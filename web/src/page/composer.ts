/**
 * The message box: Enter sends, Shift+Enter begins a new line, `/` offers the commands.
 */
import { matching, type Command } from "./commands";
import { byId, made } from "./elements";

const MAX_HEIGHT_PX = 180;

export interface ComposerListeners {
  readonly onSend: (text: string) => void;
}

export class Composer {
  readonly #box = byId("text") as HTMLTextAreaElement;
  readonly #menu = byId("menu");
  readonly #listeners: ComposerListeners;
  #offered: readonly Command[] = [];
  /** What was sent last, to be had again with the arrow up. */
  #last = "";
  #chosen = 0;

  constructor(listeners: ComposerListeners) {
    this.#listeners = listeners;
    const box = this.#box;
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", this.#menu.id);
    box.addEventListener("input", () => {
      this.#fit();
      this.#offer();
    });
    box.addEventListener("keydown", (event) => {
      this.#press(event);
    });
    box.addEventListener("blur", () => {
      this.#close();
    });
    byId("say").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  get isEmpty(): boolean {
    return this.#box.value === "";
  }

  focus(): void {
    this.#box.focus({ preventScroll: true });
  }

  /** Put words into the box, as if they were typed. */
  fill(text: string): void {
    this.#box.value = text;
    this.#fit();
  }

  /** Empty the box, if it still holds what was sent. */
  sent(text: string): void {
    this.#last = text;
    if (this.#box.value === text) this.#box.value = "";
    this.#fit();
    this.#close();
  }

  #send(): void {
    const text = this.#box.value;
    if (text.trim() !== "") this.#listeners.onSend(text);
  }

  #press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isOpen = this.#offered.length > 0;
    if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#choose((this.#chosen + step + this.#offered.length) % this.#offered.length);
    } else if (isOpen && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation(); // This Escape closes the list; it does not silence her.
      this.#close();
    } else if (isOpen && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.#take();
    } else if (event.key === "ArrowUp" && this.isEmpty && this.#last !== "") {
      event.preventDefault();
      this.fill(this.#last);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const command = this.#offered[this.#chosen];
      if (command !== undefined && command.name !== this.#box.value.trim()) this.#take();
      if (command?.takesWords !== true) this.#send();
    }
  }

  #take(): void {
    const command = this.#offered[this.#chosen];
    if (command === undefined) return;
    this.#box.value = command.takesWords ? `${command.name} ` : command.name;
    this.#close();
  }

  #offer(): void {
    this.#offered = matching(this.#box.value);
    if (this.#offered.length === 0) {
      this.#close();
      return;
    }
    this.#menu.replaceChildren(
      ...this.#offered.map(({ name, about, takesWords }, index) => {
        const item = made("li");
        item.id = `command-${index}`;
        item.setAttribute("role", "option");
        item.append(made("b", "", name), made("span", "", about));
        // The box keeps the focus: a press would take it before the click came.
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          this.#chosen = index;
          this.#take();
          if (!takesWords) this.#send();
        });
        return item;
      }),
    );
    this.#menu.hidden = false;
    this.#choose(0);
  }

  #choose(index: number): void {
    this.#chosen = index;
    for (const [at, item] of [...this.#menu.children].entries()) {
      item.setAttribute("aria-selected", `${at === index}`);
      if (at === index) item.scrollIntoView({ block: "nearest" });
    }
    this.#box.setAttribute("aria-activedescendant", `command-${index}`);
  }

  #close(): void {
    this.#offered = [];
    this.#menu.hidden = true;
    this.#box.removeAttribute("aria-activedescendant");
  }

  #fit(): void {
    const box = this.#box;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, MAX_HEIGHT_PX)}px`;
  }
}
