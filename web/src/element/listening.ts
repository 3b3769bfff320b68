/**
 * Hearing the person: speech recognition, only where the browser does it on this device.
 *
 * Most browsers send what they hear to a company's machine. So it is asked for with `processLocally`, and where that
 * cannot be had the answer says why, and nothing is listened to.
 */

/** Why nothing can be heard here. */
export type Deaf =
  /** This browser recognises no speech. */
  | "no-recognition"
  /** It does, but elsewhere, or does not say where. */
  | "not-on-device"
  /** On this device, once its language is installed. */
  | "language-missing"
  /** The page may not use the microphone. */
  | "not-allowed"
  /** It broke off, or heard nothing. */
  | "failed";

export type ListenResult =
  | { readonly isHeard: true; readonly text: string }
  | { readonly isHeard: false; readonly why: Deaf; readonly message: string };

export interface ListenOptions {
  /** Language tag; that of the page by default. */
  readonly lang?: string;
  /** Ends it: what was heard until then is the result. */
  readonly signal?: AbortSignal;
  /** Words so far, while the person speaks. */
  readonly onWords?: (text: string) => void;
  /** Fetch the language where it is missing; the browser downloads it once. False by default. */
  readonly mayInstall?: boolean;
}

const WORDS: Readonly<Record<Deaf, string>> = {
  "no-recognition": "This browser recognises no speech. Type instead.",
  "not-on-device":
    "This browser would send what you say to another machine, so it is not used. Type instead.",
  "language-missing":
    "Speech can be recognised on this device once its language is installed in the browser.",
  "not-allowed":
    "The microphone is not allowed for this page. Allow it beside the address, or type.",
  failed: "Nothing was understood. Try again, or type.",
};

type Availability = "unavailable" | "downloadable" | "downloading" | "available";

/** What this needs of `SpeechRecognition`; the types of browsers do not know it yet. */
interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally: boolean;
  start(): void;
  stop(): void;
  abort(): void;
}

interface RecognitionClass {
  new (): Recognition;
  available?(wish: { langs: string[]; processLocally: boolean }): Promise<Availability>;
  install?(wish: { langs: string[]; processLocally?: boolean }): Promise<boolean>;
}

interface RecognitionEvent extends Event {
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>>;
}

/** Whether the person can be heard here, on this device; null where they can. */
export async function whyDeaf(lang: string, mayInstall = false): Promise<Deaf | null> {
  const recognition = recognitionClass();
  if (recognition === null) return "no-recognition";
  if (recognition.available === undefined) return "not-on-device";
  const wish = { langs: [lang], processLocally: true };
  try {
    const found = await recognition.available(wish);
    if (found === "available") return null;
    if (found === "unavailable") return "not-on-device";
    if (!mayInstall || recognition.install === undefined) return "language-missing";
    return (await recognition.install(wish)) ? null : "language-missing";
  } catch {
    return "not-allowed";
  }
}

/** Hear one utterance. Never throws: what stands in the way is part of the result. */
export async function listen({
  lang = defaultLang(),
  signal,
  onWords,
  mayInstall = false,
}: ListenOptions = {}): Promise<ListenResult> {
  const why = await whyDeaf(lang, mayInstall);
  const Recognition = recognitionClass();
  if (why !== null || Recognition === null) return deaf(why ?? "no-recognition");
  const recognition = new Recognition();
  recognition.lang = lang;
  recognition.interimResults = true;
  recognition.processLocally = true;
  return new Promise((resolve) => {
    let text = "";
    let failure: Deaf = "failed";
    const stop = (): void => {
      recognition.stop();
    };
    recognition.addEventListener("result", (event) => {
      text = Array.from(
        (event as RecognitionEvent).results,
        (one) => one[0]?.transcript ?? "",
      ).join("");
      onWords?.(text);
    });
    recognition.addEventListener("error", (event) => {
      const code = "error" in event ? event.error : "";
      if (code === "not-allowed" || code === "service-not-allowed") failure = "not-allowed";
      if (code === "language-not-supported") failure = "language-missing";
    });
    recognition.addEventListener("end", () => {
      signal?.removeEventListener("abort", stop);
      resolve(text.trim() === "" ? deaf(failure) : { isHeard: true, text: text.trim() });
    });
    signal?.addEventListener("abort", stop);
    recognition.start();
    if (signal?.aborted === true) stop();
  });
}

function deaf(why: Deaf): ListenResult {
  return { isHeard: false, why, message: WORDS[why] };
}

function recognitionClass(): RecognitionClass | null {
  const found = (globalThis as { SpeechRecognition?: RecognitionClass }).SpeechRecognition;
  return found ?? null;
}

function defaultLang(): string {
  const { lang } = document.documentElement;
  return lang === "" ? navigator.language : lang;
}
