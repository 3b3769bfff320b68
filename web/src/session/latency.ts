/**
 * How long it took: from the sentence to the packet, and on to the first frame in which something moves.
 */
import type { Packet } from "../wire";

export interface Measured {
  /** From the key stroke to the packet's arrival. */
  readonly packetMs: number;
  /** From the key stroke to the end of painting the first frame after the first cue began. */
  readonly frameMs: number | null;
}

interface Entry {
  readonly arrivedMs: number;
  /** Session time at which the first cue begins; null when nothing plays. */
  readonly movesAtMs: number | null;
  frameMs: number | null;
}

const N_REMEMBERED = 32;

/** Joins three moments that come in any order: asked, arrived, painted. Times are local ms. */
export class Latency {
  readonly #entries = new Map<number, Entry>();
  readonly #asked = new Map<number, number>();
  readonly #onMeasured: (measured: Measured) => void;
  #unpainted: number[] = [];

  constructor(onMeasured: (measured: Measured) => void) {
    this.#onMeasured = onMeasured;
  }

  /** The server said that what was asked at `askedMs` became packet `seq`. */
  asked(seq: number, askedMs: number): void {
    remember(this.#asked, seq, askedMs);
    this.#tell(seq);
  }

  /** A packet arrived; its reaction begins at `startMs` of the session, or never. */
  arrived(packet: Packet, arrivedMs: number, startMs: number | null): void {
    const cues = [...packet.videoBlend, ...packet.voiceBlend];
    const firstMs = Math.min(...packet.videoBlend.map(({ atMs }) => atMs));
    const movesAtMs = startMs === null || cues.length === 0 ? null : startMs + firstMs;
    remember(this.#entries, packet.seq, { arrivedMs, movesAtMs, frameMs: null });
    if (movesAtMs !== null && Number.isFinite(movesAtMs)) this.#unpainted.push(packet.seq);
    this.#tell(packet.seq);
  }

  /** A frame that shows session time `sessionMs` has been painted. */
  painted(sessionMs: number, localMs: number): void {
    if (this.#unpainted.length === 0) return;
    const due = this.#unpainted.filter((seq) => {
      const entry = this.#entries.get(seq);
      return entry === undefined || (entry.movesAtMs ?? 0) < sessionMs;
    });
    if (due.length === 0) return;
    this.#unpainted = this.#unpainted.filter((seq) => !due.includes(seq));
    for (const seq of due) {
      const entry = this.#entries.get(seq);
      if (entry !== undefined) entry.frameMs = localMs;
      this.#tell(seq);
    }
  }

  #tell(seq: number): void {
    const askedMs = this.#asked.get(seq);
    const entry = this.#entries.get(seq);
    if (askedMs === undefined || entry === undefined) return;
    this.#onMeasured({
      packetMs: entry.arrivedMs - askedMs,
      frameMs: entry.frameMs === null ? null : entry.frameMs - askedMs,
    });
  }
}

/** Keep the newest few; numbers of an earlier session are overwritten or fall out. */
function remember<T>(map: Map<number, T>, seq: number, value: T): void {
  map.delete(seq);
  map.set(seq, value);
  const oldest = map.keys().next();
  if (map.size > N_REMEMBERED && oldest.done !== true) map.delete(oldest.value);
}
