/**
 * When each sample of an utterance sounds: the one place that joins sound, context clock and session clock.
 *
 * Pure. Three clocks meet here: audio time (ms from sample 0, as in marks), context time (s, the sound card's)
 * and session time (ms). The first two differ by where sample 0 lies; the last two drift against each other,
 * so that a fresh `Hearing` is given with every question.
 */

/** A moment at which context time and session time are both known. */
export interface Hearing {
  /** Context time in s of what is heard at `sessionMs`. */
  readonly contextS: number;
  readonly sessionMs: number;
}

/** One utterance: pieces follow each other without a gap; one that comes too late moves the rest. */
export class VoiceSchedule {
  readonly #rateHz: number;
  #originS: number;
  #nSamples = 0;
  #nSlips = 0;

  /**
   * @param originS Context time of sample 0 in s; taken to the nearest sample, so that no piece is resampled.
   * @param rateHz Samples a second.
   */
  constructor(originS: number, rateHz: number) {
    this.#rateHz = rateHz;
    this.#originS = Math.round(originS * rateHz) / rateHz;
  }

  /** Context time of sample 0 in s; later than planned after a slip. */
  get originS(): number {
    return this.#originS;
  }

  /** Audio time up to which there is sound, in ms. */
  get endMs(): number {
    return (this.#nSamples * 1000) / this.#rateHz;
  }

  /** How often sound came too late. */
  get nSlips(): number {
    return this.#nSlips;
  }

  /**
   * Take the next piece.
   *
   * @param nSamples Its length.
   * @param earliestS The first context time in s at which it could still start whole.
   * @returns Context time in s at which to start it.
   */
  append(nSamples: number, earliestS: number): number {
    const plannedS = this.#originS + this.#nSamples / this.#rateHz;
    const lateSamples = Math.ceil((earliestS - plannedS) * this.#rateHz - 1e-6);
    if (lateSamples > 0) {
      this.#originS += lateSamples / this.#rateHz;
      this.#nSlips += 1;
    }
    const startS = this.#originS + this.#nSamples / this.#rateHz;
    this.#nSamples += nSamples;
    return startS;
  }

  /** Session time in ms at which an audio time is heard. */
  sessionMs(audioMs: number, hearing: Hearing): number {
    return hearing.sessionMs + (this.#originS - hearing.contextS) * 1000 + audioMs;
  }

  /** Audio time in ms that is heard at a session time. */
  audioMs(sessionMs: number, hearing: Hearing): number {
    return sessionMs - this.sessionMs(0, hearing);
  }
}

/** Context time in s of what is heard at a session time. */
export function contextAt(sessionMs: number, hearing: Hearing): number {
  return hearing.contextS + (sessionMs - hearing.sessionMs) / 1000;
}
