/**
 * Which packets this tab asked for: only their sound is played here.
 *
 * A packet may arrive before the answer that names it; then its question is awaited, though not for ever.
 */
const N_REMEMBERED = 32;
/** A streamed answer of a model takes long: until it is here, another tab's line moves the lips in silence. */
const LONGEST_WAIT_MS = 1500;

export class OwnPackets {
  readonly #known = new Set<number>();
  readonly #open = new Set<Promise<number | null>>();
  readonly #waitMs: number;

  /** @param waitMs Longest wait for an answer that may name a packet. */
  constructor(waitMs = LONGEST_WAIT_MS) {
    this.#waitMs = waitMs;
  }

  /** Something was asked; it settles with the number of the packet that speaks, or null. */
  ask(asked: Promise<number | null>): void {
    const own = asked
      .catch(() => null)
      .then((seq) => {
        this.#open.delete(own);
        if (seq !== null) this.note(seq);
        return seq;
      });
    this.#open.add(own);
  }

  /** This packet is ours. */
  note(seq: number): void {
    this.#known.add(seq);
    const [oldest] = this.#known;
    if (this.#known.size > N_REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }

  /** Numbers begin anew: another session. */
  forget(): void {
    this.#known.clear();
  }

  /** Everything that is still asked has been answered, or the longest wait is over. */
  async settled(): Promise<void> {
    await this.#soon(Promise.all(this.#open));
  }

  /** Whether a packet was asked for here. */
  async has(seq: number): Promise<boolean> {
    if (this.#known.has(seq)) return true;
    const matches = [...this.#open].map(async (own) => {
      if ((await own) !== seq) throw new Error("another packet");
    });
    // The first match decides; where none matches, all have failed.
    await this.#soon(Promise.any(matches).catch(() => undefined));
    return this.#known.has(seq);
  }

  async #soon(awaited: Promise<unknown>): Promise<void> {
    if (this.#open.size === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#waitMs);
    });
    await Promise.race([awaited, late]);
    clearTimeout(timer);
  }
}
