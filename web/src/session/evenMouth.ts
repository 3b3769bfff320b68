/**
 * A mouth that only opens and closes while something is said: what aligned visemes are compared with.
 *
 * Pure. It keeps the rhythm of speech, about four syllables a second, and knows nothing of the sounds.
 */
import { VISEME_INDEX, type VisemeMark } from "../motion";

/** Syllables last about 200 to 250 ms in English conversation (Greenberg 1999). */
const BEAT_MS = 240;
const OPEN = VISEME_INDEX.get("aa") ?? 0;
/** By taste: as wide as speech is on the average. */
const PEAK = 0.45;

export class EvenMouth {
  #nextMs = -Infinity;

  /** Even mouth shapes for the stretch that these would fill; times are audio ms. */
  instead(marks: readonly VisemeMark[]): VisemeMark[] {
    const even: VisemeMark[] = [];
    for (const { startMs, endMs, peak } of marks) {
      if (peak === 0) continue;
      for (this.#nextMs = Math.max(this.#nextMs, startMs); this.#nextMs < endMs;) {
        const fromMs = this.#nextMs;
        this.#nextMs += BEAT_MS;
        even.push({
          viseme: OPEN,
          peak: PEAK,
          startMs: fromMs,
          riseEndMs: fromMs + BEAT_MS * 0.4,
          fallStartMs: fromMs + BEAT_MS * 0.5,
          endMs: fromMs + BEAT_MS * 0.95,
        });
      }
    }
    return even;
  }
}
