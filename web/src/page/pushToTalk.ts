/**
 * The microphone: speech is recognised on this device or not at all.
 *
 * Browsers of today send what they hear to their maker unless `processLocally` is set and the language is
 * installed (Chromium 139 and newer). Where that is not so the button says why, and the microphone stays off.
 */
import { byId, face } from "./elements";

/** What is used of the browser's recogniser; the DOM library does not know it yet. */
interface Recognition extends EventTarget {
  lang: string;
  interimResults: boolean;
  continuous: boolean;
  processLocally: boolean;
  start(): void;
  stop(): void;
}
interface RecognitionClass {
  new (): Recognition;
  available?(options: { langs: string[]; processLocally: boolean }): Promise<string>;
}
interface Heard extends Event {
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>>;
}

/** Whether this browser can recognise speech here, or the sentence that says why not. */
export async function whyNotHere(
  recogniser: RecognitionClass | undefined,
  language: string,
): Promise<string | null> {
  if (recogniser?.available === undefined) {
    return (
      "This browser cannot recognise speech on this machine; what you say would go to its maker. " +
      "The microphone stays off. Type instead."
    );
  }
  const state = await recogniser
    .available({ langs: [language], processLocally: true })
    .catch(() => "unavailable");
  if (state === "available") return null;
  return state === "downloadable" || state === "downloading"
    ? `This browser could recognise ${language} here once its speech pack is installed ` +
        "(browser settings, Languages). Until then the microphone stays off."
    : `This browser does not recognise ${language} on this machine. The microphone stays off.`;
}

export interface TalkListeners {
  /** Words so far, and in the end all of them. */
  readonly onWords: (text: string, isWhole: boolean) => void;
  readonly onListening: () => void;
  readonly onFault: (message: string) => void;
}

/** Join the button: held down with the pointer, or switched by a key. */
export async function listenOnDevice(listeners: TalkListeners): Promise<void> {
  const recogniser = (globalThis as { SpeechRecognition?: RecognitionClass }).SpeechRecognition;
  const language = navigator.language || "en-US";
  const reason = await whyNotHere(recogniser, language);
  const button = byId("talk");
  if (reason !== null || recogniser === undefined) {
    button.setAttribute("aria-disabled", "true");
    button.title = reason ?? "";
    button.addEventListener("click", () => {
      listeners.onFault(reason ?? "");
    });
    return;
  }
  const recognition = new recogniser();
  recognition.lang = language;
  recognition.interimResults = true;
  recognition.continuous = true;
  recognition.processLocally = true;
  let words = "";
  let isOn = false;
  const turn = (shouldBeOn: boolean): void => {
    if (shouldBeOn === isOn) return;
    isOn = shouldBeOn;
    face("talk", "mic", isOn ? "Listening; let go to send" : "Hold to speak", isOn);
    if (isOn) {
      words = "";
      listeners.onListening();
      recognition.start();
    } else recognition.stop();
  };
  recognition.addEventListener("result", (event) => {
    const { results } = event as Heard;
    words = Array.from(results, (one) => one[0]?.transcript ?? "").join("");
    listeners.onWords(words, false);
  });
  recognition.addEventListener("end", () => {
    turn(false);
    if (words.trim() !== "") listeners.onWords(words.trim(), true);
    words = "";
  });
  recognition.addEventListener("error", (event) => {
    const { error } = event as Event & { error?: string };
    if (error !== "no-speech" && error !== "aborted") {
      listeners.onFault(`Listening failed (${error ?? "unknown"}). Type instead.`);
    }
  });
  button.addEventListener("pointerdown", () => {
    turn(true);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    button.addEventListener(end, () => {
      turn(false);
    });
  }
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (!event.repeat) turn(!isOn);
  });
}
