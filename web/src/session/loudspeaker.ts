/**
 * The sound card: one audio context for the page, a master gain for mute, and a gain of its own per utterance.
 *
 * A browser lets sound begin only after a gesture; call `wake` in one.
 */
import type { Hearing } from "./voiceSchedule";

/** Rate of the voice in Hz; a context of the same rate resamples nothing. */
export const RATE_HZ = 24_000;
const WAKE_MS = 600;
/** A gain that falls at once clicks; this long is not heard as a fade. */
const RAMP_S = 0.02;
/** What is scheduled sooner than this may start late. */
const MARGIN_S = 0.03;

/** Where one utterance sounds. */
export interface Channel {
  /** Play s16 samples from a context time in s. */
  play(samples: Int16Array, startS: number): void;
  /** Fall silent within 20 ms, and drop what is scheduled. */
  cut(): void;
}

/** A branch of what is played. */
export interface Tap {
  readonly stream: MediaStream;
  close(): void;
}

/** What a speaker needs of a sound card; a test brings its own, with its own clock. */
export interface SoundCard {
  readonly earliestS: number;
  wake(): Promise<boolean>;
  hearing(sessionOf: (localMs: number) => number): Hearing;
  channel(): Channel;
}

export class Loudspeaker implements SoundCard {
  #context: AudioContext | null = null;
  #master: GainNode | null = null;
  #isMuted = false;

  get isMuted(): boolean {
    return this.#isMuted;
  }

  /** Context time in s from which a piece can be scheduled. */
  get earliestS(): number {
    return (this.#context?.currentTime ?? 0) + MARGIN_S;
  }

  /** Start the sound card; false where this browser does not, within 0.6 s. */
  async wake(): Promise<boolean> {
    try {
      if (this.#context === null) {
        const context = new AudioContext({ sampleRate: RATE_HZ, latencyHint: "interactive" });
        this.#context = context;
        this.#master = new GainNode(context, { gain: this.#isMuted ? 0 : 1 });
        this.#master.connect(context.destination);
      }
      const context = this.#context;
      if (context.state === "running") return true;
      const late = new Promise<void>((resolve) => setTimeout(resolve, WAKE_MS));
      await Promise.race([context.resume(), late]);
      return isRunning(context);
    } catch {
      return false; // No sound card, or the browser forbids it: the caller says so.
    }
  }

  mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
    if (this.#context === null || this.#master === null) return;
    ramp(this.#master.gain, isMuted ? 0 : 1, this.#context.currentTime);
  }

  /** What is heard now, on both clocks; `sessionOf` maps `performance.now()` to session time. */
  hearing(sessionOf: (localMs: number) => number): Hearing {
    const localMs = performance.now();
    const sessionMs = sessionOf(localMs);
    const context = this.#context;
    if (context === null) return { contextS: 0, sessionMs };
    const stamp = context.getOutputTimestamp();
    const { contextTime = 0, performanceTime = 0 } = stamp;
    // Some browsers give zeros until sound has left the device, or an old stamp while idle.
    const isFresh = contextTime > 0 && performanceTime > 0 && localMs - performanceTime < 1000;
    if (isFresh) {
      return { contextS: contextTime, sessionMs: sessionMs + performanceTime - localMs };
    }
    return { contextS: context.currentTime - (context.outputLatency || 0), sessionMs };
  }

  /** What is played, for a recording; null before the sound card was started. */
  tap(): Tap | null {
    const context = this.#context;
    const master = this.#master;
    if (context === null || master === null) return null;
    const node = new MediaStreamAudioDestinationNode(context);
    master.connect(node);
    return {
      stream: node.stream,
      close: () => {
        master.disconnect(node);
        for (const track of node.stream.getTracks()) track.stop();
      },
    };
  }

  /** Let go of the sound card; `wake` would take it again. */
  async close(): Promise<void> {
    const context = this.#context;
    this.#context = null;
    this.#master?.disconnect();
    this.#master = null;
    if (context !== null && context.state !== "closed") await context.close();
  }

  /** A place for one utterance. */
  channel(): Channel {
    const context = this.#context;
    const master = this.#master;
    if (context === null || master === null) throw new Error("the sound card has not been started");
    const gain = new GainNode(context);
    gain.connect(master);
    const sources = new Set<AudioBufferSourceNode>();
    return {
      play: (samples, startS) => {
        const buffer = context.createBuffer(1, samples.length, RATE_HZ);
        buffer.copyToChannel(
          Float32Array.from(samples, (value) => value / 32_768),
          0,
        );
        const source = new AudioBufferSourceNode(context, { buffer });
        source.connect(gain);
        source.onended = () => {
          sources.delete(source);
          source.disconnect();
        };
        sources.add(source);
        source.start(startS);
      },
      cut: () => {
        ramp(gain.gain, 0, context.currentTime);
        for (const source of sources) source.stop(context.currentTime + RAMP_S);
        setTimeout(() => {
          gain.disconnect();
        }, 200);
      },
    };
  }
}

/** Asked through a function: while `resume` is awaited the state changes behind the compiler's back. */
function isRunning(context: AudioContext): boolean {
  return context.state === "running";
}

function ramp(gain: AudioParam, to: number, nowS: number): void {
  gain.cancelScheduledValues(nowS);
  gain.setValueAtTime(gain.value, nowS);
  gain.linearRampToValueAtTime(to, nowS + RAMP_S);
}
