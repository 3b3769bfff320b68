/**
 * A film of what is shown and said, made by the browser: the canvas and the sound card into a `webm` file.
 *
 * It is a picture of nobody who was filmed, so its name says that it is synthetic.
 */

const FRAMES_PER_S = 30;
const BITS_PER_S = 2_500_000;
const TYPES = ["video/webm;codecs=vp9,opus", "video/webm;codecs=vp8,opus", "video/webm"] as const;

export interface RecordOptions {
  readonly framesPerS?: number;
  readonly bitsPerS?: number;
}

/** A film that is being made. */
export interface Recording {
  /** Ends it, and gives the file; its name holds `synthetic`. */
  stop(): Promise<File>;
}

/** What is recorded. */
export interface Recorded {
  readonly canvas: HTMLCanvasElement;
  /** What is heard; null for a silent film. */
  readonly sound: { readonly stream: MediaStream; close(): void } | null;
  readonly name: string;
  /** The element went away: what is there so far is the film. */
  readonly signal: AbortSignal;
}

/**
 * Begin a film.
 *
 * @throws Error this browser cannot record.
 */
export function record(
  { canvas, sound, name, signal }: Recorded,
  { framesPerS = FRAMES_PER_S, bitsPerS = BITS_PER_S }: RecordOptions = {},
): Recording {
  const type =
    "MediaRecorder" in globalThis
      ? TYPES.find((one) => MediaRecorder.isTypeSupported(one))
      : undefined;
  if (type === undefined) {
    sound?.close();
    throw new Error(
      "This browser records no webm. Use `sherin render`, which makes a film without one.",
    );
  }
  const stream = canvas.captureStream(framesPerS);
  for (const track of sound?.stream.getAudioTracks() ?? []) stream.addTrack(track);
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: bitsPerS });
  const pieces: Blob[] = [];
  recorder.ondataavailable = ({ data }) => {
    if (data.size > 0) pieces.push(data);
  };
  const ended = new Promise<File>((resolve) => {
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      sound?.close();
      resolve(new File(pieces, fileName(name, new Date()), { type: "video/webm" }));
    };
  });
  const stop = (): void => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  signal.addEventListener("abort", stop, { once: true });
  recorder.start(1000);
  return {
    stop: () => {
      signal.removeEventListener("abort", stop);
      stop();
      return ended;
    },
  };
}

/** Such as `sherin-synthetic-astronaut-2026-01-31T12-00-00.webm`. */
export function fileName(name: string, moment: Date): string {
  const known = name.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
  const time = moment.toISOString().slice(0, 19).replaceAll(":", "-");
  return `sherin-synthetic-${known === "" ? "avatar" : known.slice(0, 40)}-${time}.webm`;
}
