/**
 * What was expensive to make and may be needed again, up to a number of bytes.
 *
 * The least recently used goes first; what is pinned stays, whatever the budget says: an avatar on the screen
 * must never be made again because another one was looked at.
 */

interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
}

/** Values by key, in bytes; `onEvict` frees one that goes. */
export class ByteCache<V> {
  readonly #budgetBytes: number;
  readonly #onEvict: (value: V) => void;
  /** In order of use, the oldest first. */
  readonly #entries = new Map<string, Entry<V>>();
  /** How many hold a group pinned. */
  readonly #pins = new Map<string, number>();
  readonly #groupOf: (key: string) => string;
  #bytes = 0;

  /**
   * @param budgetBytes What unpinned values may take beside the pinned ones.
   * @param groupOf The group of a key: groups are pinned, not single values.
   */
  constructor(
    budgetBytes: number,
    onEvict: (value: V) => void = () => undefined,
    groupOf: (key: string) => string = (key) => key,
  ) {
    this.#budgetBytes = budgetBytes;
    this.#onEvict = onEvict;
    this.#groupOf = groupOf;
  }

  /** Bytes of all values. */
  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key, which counts as a use; undefined where there is none. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keep a value; what was there under that key goes. */
  set(key: string, value: V, bytes: number): void {
    this.delete(key);
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    this.#trim();
  }

  /** Let go of one value. */
  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    this.#onEvict(entry.value);
  }

  /** Keep a group until it is unpinned as often. */
  pin(group: string): void {
    this.#pins.set(group, (this.#pins.get(group) ?? 0) + 1);
  }

  /** Undo one `pin`. */
  unpin(group: string): void {
    const count = (this.#pins.get(group) ?? 0) - 1;
    if (count > 0) this.#pins.set(group, count);
    else this.#pins.delete(group);
    this.#trim();
  }

  /** Let go of all that is not pinned. */
  clear(): void {
    for (const key of [...this.#entries.keys()]) if (!this.#isPinned(key)) this.delete(key);
  }

  #isPinned(key: string): boolean {
    return this.#pins.has(this.#groupOf(key));
  }

  #trim(): void {
    if (this.#bytes <= this.#budgetBytes) return;
    for (const key of [...this.#entries.keys()]) {
      if (this.#bytes <= this.#budgetBytes) return;
      if (!this.#isPinned(key)) this.delete(key);
    }
  }
}

/** A short name of some bytes: equal bytes have the same, others practically never (64 bits of FNV-1a). */
export function fingerprint(data: ArrayBuffer): string {
  const words = new Uint32Array(data, 0, data.byteLength >> 2);
  let [low, high] = [0x811c9dc5, 0x9e3779b9];
  for (const word of words) {
    low = Math.imul(low ^ word, 0x01000193);
    high = Math.imul(high ^ (word + low), 0x85ebca6b);
  }
  for (const byte of new Uint8Array(data, 4 * words.length))
    low = Math.imul(low ^ byte, 0x01000193);
  return `${data.byteLength}-${(low >>> 0).toString(16)}${(high >>> 0).toString(16)}`;
}
