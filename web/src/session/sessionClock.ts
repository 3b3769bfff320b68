/**
 * The server's session clock, as seen from here: the offset of the quickest of the last round trips.
 *
 * A ping that came back fast says most exactly what time it is over there (Cristian 1989). The offset in
 * use slides to a better one, so that session time never jumps unless the machine slept.
 */
const N_REMEMBERED = 8;
/** Share of the elapsed time by which the offset may slide; too little to be seen in motion. */
const SLIDE = 0.02;
/** A difference no slide should hide: the machine slept, or the first guess was poor. */
const JUMP_MS = 200;

interface RoundTrip {
  readonly tripMs: number;
  readonly offsetMs: number;
}

/** Maps local time (`performance.now()`) to session time; both in ms. */
export class SessionClock {
  readonly #trips: RoundTrip[] = [];
  #wantedMs = 0;
  #offsetMs = 0;
  #seenMs = 0;
  #isSet = false;

  /** A session begins or goes on: forget what was measured, and guess from the hello. */
  begin(sessionMs: number, localMs: number): void {
    this.#trips.length = 0;
    this.#wantedMs = sessionMs - localMs;
    this.#offsetMs = this.#wantedMs;
    this.#seenMs = localMs;
    this.#isSet = true;
  }

  /** A ping sent at `sentMs` came back at `receivedMs`; in between the server read `sessionMs`. */
  measure(sentMs: number, receivedMs: number, sessionMs: number): void {
    const tripMs = receivedMs - sentMs;
    if (!(tripMs >= 0) || !Number.isFinite(sessionMs)) return;
    this.#trips.push({ tripMs, offsetMs: sessionMs - (sentMs + receivedMs) / 2 });
    if (this.#trips.length > N_REMEMBERED) this.#trips.shift();
    const best = this.#trips.reduce((a, b) => (b.tripMs < a.tripMs ? b : a));
    this.#wantedMs = best.offsetMs;
  }

  /** Session time at a local time; 0 before anything is known. */
  at(localMs: number): number {
    if (!this.#isSet) return 0;
    const elapsedMs = Math.max(localMs - this.#seenMs, 0);
    this.#seenMs = Math.max(localMs, this.#seenMs);
    const gapMs = this.#wantedMs - this.#offsetMs;
    if (Math.abs(gapMs) > JUMP_MS) this.#offsetMs = this.#wantedMs;
    else {
      const step = elapsedMs * SLIDE;
      this.#offsetMs += Math.max(-step, Math.min(step, gapMs));
    }
    return Math.max(localMs + this.#offsetMs, 0);
  }

  /** Shortest round trip that is remembered, in ms; null before the first. */
  get tripMs(): number | null {
    return this.#trips.length === 0 ? null : Math.min(...this.#trips.map((trip) => trip.tripMs));
  }
}
