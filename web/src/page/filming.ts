/**
 * The record button: the picture and the voice of this tab as a `webm` file, which the browser then saves.
 */
import type { EmotionAvatar } from "../element";
import { byId, face, made } from "./elements";
import { messageOf } from "./failing";

/** The browser has read the file long before. */
const FORGET_AFTER_MS = 60_000;

export interface FilmingListeners {
  readonly onFault: (message: string) => void;
  /** What happens, in a quiet line. */
  readonly onNote: (message: string) => void;
}

/** Join the button; it stays away where the browser records nothing. */
export function offerFilming(avatar: EmotionAvatar, { onFault, onNote }: FilmingListeners): void {
  if (!("MediaRecorder" in globalThis)) return;
  const button = byId("record");
  button.hidden = false;
  let film: ReturnType<EmotionAvatar["record"]> | null = null;
  const toggle = async (): Promise<void> => {
    const begun = film;
    film = begun === null ? avatar.record() : null;
    face("record", "record", film === null ? "Record a clip" : "End the clip", film !== null);
    if (begun === null) onNote("Recording picture and voice. Press again to end the clip.");
    else {
      const file = await begun.stop();
      save(file);
      onNote(`Saved with your downloads: ${file.name}`);
    }
  };
  button.addEventListener("click", () => {
    toggle().catch((error: unknown) => {
      onFault(messageOf(error));
    });
  });
}

function save(file: File): void {
  const link = made("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, FORGET_AFTER_MS);
}
