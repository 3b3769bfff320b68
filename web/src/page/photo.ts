/**
 * A photo becomes the face: dropped anywhere or chosen, sent to this machine's server, its progress shown.
 */
import type { Server } from "../session/asking";
import { followJob, makeRig } from "../session/avatars";
import { byId, put } from "./elements";
import { messageOf } from "./failing";

const MAX_BYTES = 25 << 20;
const NAME_LENGTH = 40;
/** A rig takes seconds; a server that says nothing for so long will not say anything. */
const LONGEST_MS = 180_000;

export interface PhotoListeners {
  /** The face is that person now. */
  readonly onDone: (name: string) => void;
  /** One clear sentence. */
  readonly onFault: (message: string) => void;
}

/** A name for an avatar out of a file's name: letters, digits, `-`; never empty, and new each time. */
export function avatarName(fileName: string, atMs: number): string {
  const stem = fileName.replace(/\.[^.]*$/, "").normalize("NFKD");
  const plain = stem
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, NAME_LENGTH);
  return `${plain === "" ? "photo" : plain}-${Math.floor(atMs / 1000).toString(36)}`;
}

/** Why this file is no photo for a face, or null. */
export function refusal(file: { readonly type: string; readonly size: number }): string | null {
  if (!file.type.startsWith("image/"))
    return "That is no picture. Drop a photo, such as a JPEG or PNG.";
  if (file.size > MAX_BYTES) {
    return `That photo has ${Math.ceil(file.size / (1 << 20))} MB; at most 25 MB can be read. Save it smaller.`;
  }
  return file.size === 0 ? "That file is empty. Choose another photo." : null;
}

export class Photos {
  readonly #server: Server;
  readonly #listeners: PhotoListeners;
  #isBusy = false;
  #depth = 0;

  constructor(server: Server, listeners: PhotoListeners) {
    this.#server = server;
    this.#listeners = listeners;
  }

  /** Let photos come: by drop, by paste and by choice. Called once the server can make avatars. */
  welcome(): void {
    const input = byId("file") as HTMLInputElement;
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      input.value = "";
      if (file !== undefined) void this.take(file);
    });
    for (const id of ["photo", "photo-choose"]) {
      byId(id).addEventListener("click", () => {
        input.click();
      });
    }
    addEventListener("dragenter", (event) => {
      if (!bringsFile(event)) return;
      this.#depth += 1;
      byId("drop").hidden = false;
    });
    addEventListener("dragleave", (event) => {
      if (!bringsFile(event)) return;
      this.#depth = Math.max(0, this.#depth - 1);
      if (this.#depth === 0) byId("drop").hidden = true;
    });
    addEventListener("dragover", (event) => {
      // Without this the browser would open the picture in place of the page.
      if (bringsFile(event)) event.preventDefault();
    });
    addEventListener("drop", (event) => {
      this.#depth = 0;
      byId("drop").hidden = true;
      if (!bringsFile(event)) return;
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void this.take(file);
    });
    addEventListener("paste", (event) => {
      const file = event.clipboardData?.files[0];
      if (file?.type.startsWith("image/") === true) void this.take(file);
    });
  }

  /** Show how far an avatar is that is being made already; the face comes by itself. */
  async watch(job: string): Promise<void> {
    try {
      await followJob(this.#server, job, {
        signal: AbortSignal.timeout(LONGEST_MS),
        onProgress: ({ step, share }) => {
          if (!this.#isBusy) showing(stepOf(step), share);
        },
      });
    } catch (error) {
      this.#listeners.onFault(messageOf(error));
    } finally {
      if (!this.#isBusy) byId("making").hidden = true;
    }
  }

  /** Make this photo the face. */
  async take(file: File): Promise<void> {
    const reason = this.#isBusy
      ? "One photo at a time: the last one is still being read."
      : refusal(file);
    if (reason !== null) {
      this.#listeners.onFault(reason);
      return;
    }
    this.#isBusy = true;
    showing("Sending the photo", null);
    try {
      const made = await makeRig(this.#server, file, {
        name: avatarName(file.name, Date.now()),
        signal: AbortSignal.timeout(LONGEST_MS),
        onProgress: ({ step, share }) => {
          showing(stepOf(step), share);
        },
      });
      showing("Putting it on", 1);
      await this.#server.ask("avatar", { name: made });
      this.#listeners.onDone(made);
    } catch (error) {
      this.#listeners.onFault(messageOf(error));
    } finally {
      this.#isBusy = false;
      byId("making").hidden = true;
    }
  }
}

/** The server's steps, as people would say them. */
const STEP_WORDS: Readonly<Record<string, string>> = {
  "": "Reading the photo",
  waiting: "Getting ready",
  photo: "Reading the photo",
  glasses: "Looking for glasses",
  face: "Finding the face",
  surroundings: "Filling in what is behind",
  eyes: "Making the eyes",
  mouth: "Making the mouth",
  hands: "Making the hands",
  whole: "Putting it together",
};

function stepOf(step: string): string {
  return STEP_WORDS[step] ?? step.charAt(0).toUpperCase() + step.slice(1);
}

function showing(step: string, share: number | null): void {
  byId("making").hidden = false;
  put("making-step", step);
  const bar = byId("making-share") as HTMLProgressElement;
  if (share === null || share === 0) bar.removeAttribute("value");
  else bar.value = Math.min(Math.max(share, 0), 1);
}

function bringsFile(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") === true;
}
