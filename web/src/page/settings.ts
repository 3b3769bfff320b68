/**
 * The settings sheet: face, personality, voice and name, each shown only where the server offers it.
 */
import { Refused, type Server } from "../session/asking";
import { byId, made } from "./elements";
import { messageOf } from "./failing";

/** More names than this do not stand side by side. */
const N_SIDE_BY_SIDE = 6;

interface Choice {
  readonly name: string;
  readonly about: string;
}

interface Avatar {
  readonly name: string;
  readonly poster: string;
  readonly isReady: boolean;
  /** The job that makes it now. */
  readonly job: string | null;
}

export interface SettingsListeners {
  /** The server can make avatars of photos; `job` makes the one that is worn now, at the first start. */
  readonly onAvatars: (job: string | null) => void;
  readonly onPerson: (name: string | null) => void;
  /** Another voice was chosen: let it be heard. */
  readonly onVoice: () => void;
  readonly onFault: (message: string) => void;
}

export class Settings {
  readonly #sheet = byId("settings") as HTMLDialogElement;
  readonly #server: Server;
  readonly #listeners: SettingsListeners;
  /** Choices so far: an answer that is older than the last one is not shown. */
  #nChoices = 0;
  #hasAvatars = false;

  constructor(server: Server, listeners: SettingsListeners) {
    this.#server = server;
    this.#listeners = listeners;
    byId("settings-open").addEventListener("click", () => {
      this.#sheet.showModal();
      void this.refresh();
    });
    byId("settings-close").addEventListener("click", () => {
      this.#sheet.close();
    });
    this.#sheet.addEventListener("click", (event) => {
      if (event.target === this.#sheet) this.#sheet.close(); // The ground beside the sheet.
    });
    byId("photo-choose").addEventListener("click", () => {
      this.#sheet.close();
    });
    byId("name-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#choose(async () => {
        await this.rename((byId("name") as HTMLInputElement).value);
        this.#sheet.close();
      });
    });
  }

  /** Ask the server what it offers and what is chosen. */
  async refresh(): Promise<void> {
    const nChoices = this.#nChoices;
    const [avatars, personalities, voices, person] = await Promise.all(
      ["avatars", "personalities", "voices", "person"].map((route) => this.#offer(route)),
    );
    if (nChoices !== this.#nChoices) return;
    const focused = this.#focused();
    this.#showAvatars(avatars ?? null);
    this.#showChoices("personalities", "personality", personalities ?? null);
    this.#showChoices("voices", "voice", voices ?? null);
    if (focused !== null) this.#sheet.querySelector<HTMLElement>(focused)?.focus();
    byId("name-form").hidden = !person;
    if (person) {
      const name = typeof person["name"] === "string" ? person["name"] : null;
      const box = byId("name") as HTMLInputElement;
      if (document.activeElement !== box) box.value = name ?? "";
      this.#listeners.onPerson(name);
    }
  }

  /** The person's name from now on. */
  async rename(name: string): Promise<void> {
    const trimmed = name.trim();
    if (trimmed === "") return;
    await this.#server.ask("person", { name: trimmed });
    this.#listeners.onPerson(trimmed);
  }

  /** What a route offers, or null where the server lacks it or does not answer. */
  async #offer(route: string): Promise<Record<string, unknown> | null> {
    try {
      return (await this.#server.ask(route)) as Record<string, unknown>;
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  /** Which choice has the focus: its list is made anew, and the keyboard goes on where it was. */
  #focused(): string | null {
    const active = document.activeElement;
    if (!this.#sheet.contains(active)) return null;
    if (active instanceof HTMLSelectElement) {
      const name = active.getAttribute("aria-label") ?? "";
      return `select[aria-label="${CSS.escape(name)}"]`;
    }
    if (!(active instanceof HTMLInputElement) || active.type !== "radio") return null;
    return `input[name="${CSS.escape(active.name)}"][value="${CSS.escape(active.value)}"]`;
  }

  #showAvatars(answer: Record<string, unknown> | null): void {
    byId("avatars").hidden = answer === null;
    if (answer === null) return;
    const current = typeof answer["current"] === "string" ? answer["current"] : null;
    const avatars = avatarsOf(answer["avatars"]);
    const worn = avatars.find(({ name }) => name === current);
    if (!this.#hasAvatars) this.#listeners.onAvatars(worn?.isReady === false ? worn.job : null);
    this.#hasAvatars = true;
    byId("faces").replaceChildren(
      ...avatars.map(({ name, poster, isReady }) => {
        const radio = this.#radio("avatar", name, name === current, isReady);
        const picture = made("img");
        picture.src = poster;
        picture.alt = "";
        picture.loading = "lazy";
        picture.addEventListener("error", () => {
          picture.remove();
        });
        const label = made("label");
        const words = made("span", "", nameOf(name));
        words.title = name;
        label.append(radio, picture, words);
        return label;
      }),
    );
  }

  #showChoices(id: string, route: string, answer: Record<string, unknown> | null): void {
    const choices = choicesOf(answer?.[id]);
    const group = byId(id);
    group.hidden = choices.length === 0;
    const options = group.querySelector(".options");
    if (choices.length > N_SIDE_BY_SIDE) {
      options?.replaceChildren(this.#list(route, choices, answer?.["current"]));
      return;
    }
    options?.replaceChildren(
      ...choices.map(({ name, about }) => {
        const label = made("label");
        label.title = about;
        label.append(
          this.#radio(route, name, name === answer?.["current"], true),
          made("span", "", name),
        );
        return label;
      }),
    );
  }

  /** Many names: a list that unfolds. */
  #list(route: string, choices: readonly Choice[], current: unknown): HTMLElement {
    const list = made("select");
    list.setAttribute("aria-label", route);
    list.append(
      ...choices.map(({ name }) => {
        const option = made("option", "", name.charAt(0).toUpperCase() + name.slice(1));
        option.value = name;
        option.selected = name === current;
        return option;
      }),
    );
    list.addEventListener("change", () => {
      void this.#choose(() => this.#pick(route, list.value));
    });
    return list;
  }

  #radio(route: string, name: string, isChosen: boolean, isReady: boolean): HTMLInputElement {
    const radio = made("input");
    radio.type = "radio";
    radio.name = route;
    radio.value = name;
    radio.checked = isChosen;
    radio.disabled = !isReady;
    radio.addEventListener("change", () => void this.#choose(() => this.#pick(route, name)));
    return radio;
  }

  async #pick(route: string, name: string): Promise<void> {
    await this.#server.ask(route, { name });
    if (route === "voice") this.#listeners.onVoice();
  }

  async #choose(choose: () => Promise<unknown>): Promise<void> {
    this.#nChoices += 1;
    try {
      await choose();
    } catch (error) {
      this.#listeners.onFault(messageOf(error));
      void this.refresh();
    }
  }
}

/** The name of an avatar without what only keeps two of one name apart (`avatarName` of photo.ts). */
function nameOf(name: string): string {
  return name.replace(/-[0-9a-z]{6}$/, "").replaceAll("-", " ");
}

/** Names with a description where there is one; a server may list plain names. */
function choicesOf(value: unknown): Choice[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown): Choice[] => {
    if (typeof one === "string") return [{ name: one, about: "" }];
    const { name, description } = (one ?? {}) as Record<string, unknown>;
    if (typeof name !== "string") return [];
    return [{ name, about: typeof description === "string" ? description : "" }];
  });
}

function avatarsOf(value: unknown): Avatar[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown): Avatar[] => {
    const { name, poster, is_ready, job } = (one ?? {}) as Record<string, unknown>;
    if (typeof name !== "string") return [];
    const path = typeof poster === "string" ? poster : `avatars/${encodeURIComponent(name)}.png`;
    // Relative to the page, which may lie below another path.
    return [
      {
        name,
        poster: path.replace(/^\//, ""),
        isReady: is_ready !== false,
        job: typeof job === "string" ? job : null,
      },
    ];
  });
}
