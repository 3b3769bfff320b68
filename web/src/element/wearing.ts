/**
 * From what `src` names to what is shown: the avatar that the server has chosen, one of its avatars, a model, or a
 * photo that the server makes into one. A newer choice ends an older one that is still on its way.
 */
import type { Server } from "../session/asking";
import {
  listAvatars,
  makeRig,
  posterPath,
  rigPath,
  untilMade,
  type BuildingProgress,
} from "../session/avatars";
import type { Files, Likeness } from "./likeness";
import { nameOfPhoto, readSource } from "./source";

/** The avatar that is always there: the drawn figure, which comes along with the script. */
const FIGURE = "figure";
const NO_FILES: Files = { name: FIGURE, glb: null, poster: null };
/** A server that answers does so sooner; without one the drawn figure appears after this. */
const HELLO_WAIT_MS = 700;

/** How a photo becomes an avatar. */
export interface UploadOptions {
  /** Its name; by default one that the same photo always gets. */
  readonly name?: string;
  /** Which face, 1 for the largest; the largest by default. */
  readonly face?: number;
}

/** What this needs of the element. */
export interface Room {
  readonly server: Server;
  readonly likeness: Likeness;
  /** The avatar of the server's last hello; undefined before the first. */
  readonly rig: () => string | undefined;
  /** A step of making a rig; null when that is over. */
  readonly onBuilding: (building: BuildingProgress | null) => void;
  readonly onRefused: (error: unknown) => void;
}

export class Wearing {
  readonly #room: Room;
  readonly #life = new AbortController();
  #choice = new AbortController();

  constructor(room: Room) {
    this.#room = room;
  }

  /** Show what `src` names; `poster` is the still picture of a model. */
  async show(src: string | null, poster: string | null): Promise<void> {
    const { likeness, rig } = this.#room;
    const source = readSource(src);
    this.#choice.abort();
    const choice = new AbortController();
    this.#choice = choice;
    switch (source.kind) {
      case "model":
        await likeness.show({ name: source.url, glb: absolute(source.url), poster });
        return;
      case "photo":
        await this.#showPhoto(absolute(source.url), choice.signal);
        return;
      case "avatar":
        await likeness.show(this.#filesOf(source.name));
        return;
      case "current":
        // Without a hello yet, the figure would be seen for an instant only; the hello comes back here.
        if (rig() === undefined) await passed(HELLO_WAIT_MS, choice.signal);
        if (!choice.signal.aborted) await likeness.show(this.#filesOf(rig() ?? FIGURE));
    }
  }

  /** Make a rig of a photo; settles with the avatar's name. */
  async make(photo: Blob, { name, face }: UploadOptions = {}): Promise<string> {
    const { server, onBuilding } = this.#room;
    const making = {
      name: name ?? (await nameOfPhoto(photo)),
      ...(face === undefined ? {} : { face }),
      signal: this.#life.signal,
      onProgress: onBuilding,
    };
    try {
      return await makeRig(server, photo, making);
    } finally {
      onBuilding(null);
    }
  }

  close(): void {
    this.#choice.abort();
    this.#life.abort();
  }

  async #showPhoto(url: string, signal: AbortSignal): Promise<void> {
    const { server, likeness, onRefused } = this.#room;
    try {
      const photo = await fetchPhoto(url, signal);
      const name = await nameOfPhoto(photo);
      const { avatars } = await listAvatars(server);
      const isKnown = avatars.some((one) => one.name === name && (one.isReady || one.job !== null));
      const made = isKnown ? name : await this.make(photo, { name });
      if (!signal.aborted) await likeness.show(this.#filesOf(made));
    } catch (error) {
      if (!signal.aborted) onRefused(error);
    }
  }

  /** The files of an avatar of the server. */
  #filesOf(name: string): Files {
    if (name === FIGURE) return NO_FILES;
    const { server, onBuilding } = this.#room;
    return {
      name,
      glb: server.url(rigPath(name)),
      poster: server.url(posterPath(name)),
      isServers: true,
      whenMade: (signal) =>
        untilMade(server, name, { signal, onProgress: onBuilding }).finally(() => {
          onBuilding(null);
        }),
    };
  }
}

/** Wait, or until it is cut short. */
export function passed(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function fetchPhoto(url: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(url, { signal });
  if (response.ok) return response.blob();
  throw new Error(`The photo ${url} is not there (${response.status}).`);
}

function absolute(url: string): string {
  return new URL(url, document.baseURI).href;
}
