/**
 * The baked library of capsules, read in place: typed arrays over the bytes that the server sent.
 *
 * The layout is `docs/library-format.md`; every length and index is checked against the bytes that are
 * really there, so a torn or hostile file is refused here and the timeline never reads outside it.
 */
import { DOMAINS, N_CHANNELS } from "./channels";
import { MAX_LOG2_INTERVALS, MIN_LOG2_INTERVALS, type BakedTrack } from "./curves";
import { LibraryFormatError } from "./errors";

export const FORMAT_VERSION = 1;
export const NO_FALLBACK = 0xffff;
export const FLAG_LOOP = 1;
export const FLAG_HAS_VAD = 2;
export const BLEND_MODES = ["additive", "override", "multiply"] as const;
export const RELATIVE_TO = ["speech_onset", "scene_start", "previous_capsule"] as const;
export const CONTEXTS = [
  "typing",
  "reading",
  "thinking",
  "listening",
  "pointing",
  "holding-phone",
] as const;

const MAGIC = "SHERINLB";
const HEADER_BYTES = 44;
const SECTION_BYTES = 8;
const N_SECTIONS = 22;
/** Capsules whose tracks are kept once they are made; a reaction has four. By taste. */
const N_TRACKS_KEPT = 256;

/** The columns of a library file, as views of its bytes; one entry a capsule unless said otherwise. */
export interface Sections {
  readonly durationMs: Uint16Array;
  readonly attackMs: Uint16Array;
  readonly releaseMs: Uint16Array;
  readonly offsetMs: Int16Array;
  /** Index of the capsule that plays when the probability draw fails, or `NO_FALLBACK`. */
  readonly fallback: Uint16Array;
  /** (n + 1,): capsule i owns tracks firstTrack[i] up to firstTrack[i + 1]. */
  readonly firstTrack: Uint32Array;
  /** Index into `DOMAINS`. */
  readonly domain: Uint8Array;
  /** Index into `BLEND_MODES`. */
  readonly blend: Uint8Array;
  readonly priority: Uint8Array;
  /** Index into `RELATIVE_TO`. */
  readonly relativeTo: Uint8Array;
  readonly flags: Uint8Array;
  /** Hundredths, 0..100. */
  readonly probability: Uint8Array;
  /** Bit i stands for `CONTEXTS[i]`. */
  readonly contexts: Uint8Array;
  /** Index into `subtypes`. */
  readonly subtype: Uint8Array;
  /** (n * 3,) valence, arousal, dominance in hundredths. */
  readonly vad: Int8Array;
  /** One entry a track, as the three below. */
  readonly trackChannel: Uint8Array;
  readonly trackLog2Intervals: Uint8Array;
  readonly trackFirstSample: Uint32Array;
  readonly trackScale: Float32Array;
  /** Samples of all tracks, padded at both ends of each. */
  readonly samples: Int16Array;
  /** UTF-8, one id a line. */
  readonly ids: Uint8Array;
  /** UTF-8 JSON: what the bake recorded. */
  readonly meta: Uint8Array;
}

/** A baked library, read in place. */
export class Library {
  readonly source: string;
  /** 32 hex digits: SHA-256 of the content, cut to 128 bits. */
  readonly hash: string;
  readonly sections: Sections;
  /** Capsule ids in index order. */
  readonly ids: readonly string[];
  /** Names that the `subtype` column points to. */
  readonly subtypes: readonly string[];
  /** What the bake recorded: seed, counts, attribution. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly #indexOf: ReadonlyMap<string, number>;
  /** Of the newest few capsules: what plays holds its own, and an evening asks for thousands. */
  readonly #tracks = new Map<number, readonly BakedTrack[]>();

  private constructor(buffer: ArrayBuffer, source: string) {
    this.source = source;
    const { hash, sections } = readSections(buffer, source);
    this.hash = hash;
    this.sections = sections;
    const text = new TextDecoder().decode(sections.ids);
    this.ids = text === "" ? [] : text.split("\n");
    if (this.ids.length !== sections.domain.length) {
      throw new LibraryFormatError(`${source}: the ids do not match the capsules; it is torn.`);
    }
    this.#indexOf = new Map(this.ids.map((id, index) => [id, index]));
    const meta = readMeta(sections.meta, source);
    this.subtypes = meta.subtypes;
    this.about = meta.about;
    if (sections.subtype.some((subtype) => subtype >= meta.subtypes.length)) {
      throw outOfRange(source, "subtype");
    }
  }

  /**
   * View a library file that is in memory.
   *
   * @param buffer The whole file; kept, and not to be changed.
   * @param source Its name, for messages.
   * @throws LibraryFormatError not a library, of another version, torn, or inconsistent.
   */
  static fromBuffer(buffer: ArrayBuffer, source = "library"): Library {
    return new Library(buffer, source);
  }

  /** Number of capsules. */
  get length(): number {
    return this.ids.length;
  }

  has(capsuleId: string): boolean {
    return this.#indexOf.has(capsuleId);
  }

  /** Position of an id, or undefined when it is unknown here. */
  indexOf(capsuleId: string): number | undefined {
    return this.#indexOf.get(capsuleId);
  }

  /** The tracks of one capsule, as views; made when first asked for. */
  tracks(index: number): readonly BakedTrack[] {
    const known = this.#tracks.get(index);
    if (known !== undefined) return known;
    const { firstTrack, trackChannel, trackLog2Intervals, trackFirstSample, trackScale, samples } =
      this.sections;
    const found: BakedTrack[] = [];
    const end = firstTrack[index + 1] ?? 0;
    for (let row = firstTrack[index] ?? 0; row < end; row += 1) {
      found.push({
        channel: trackChannel[row]!,
        intervals: 1 << trackLog2Intervals[row]!,
        scale: trackScale[row]!,
        samples,
        firstSample: trackFirstSample[row]!,
      });
    }
    this.#tracks.set(index, found);
    const [oldest] = this.#tracks.keys();
    if (this.#tracks.size > N_TRACKS_KEPT && oldest !== undefined) this.#tracks.delete(oldest);
    return found;
  }
}

/** Takes the sections of a file in order, each checked before it is viewed. */
class SectionReader {
  readonly #buffer: ArrayBuffer;
  readonly #view: DataView;
  readonly #source: string;
  #row = 0;

  constructor(buffer: ArrayBuffer, source: string) {
    this.#buffer = buffer;
    this.#view = new DataView(buffer);
    this.#source = source;
  }

  /**
   * The next section.
   *
   * @param count Entries that it must have, or undefined where any whole number will do.
   */
  take<T>(
    name: string,
    type: {
      new (buffer: ArrayBuffer, offset: number, length: number): T;
      BYTES_PER_ELEMENT: number;
    },
    count?: number,
  ): T {
    const total = this.#buffer.byteLength;
    const entry = HEADER_BYTES + this.#row * SECTION_BYTES;
    this.#row += 1;
    if (entry + SECTION_BYTES > total) {
      throw new LibraryFormatError(
        `${this.#source}: the section table is cut off; the file is torn.`,
      );
    }
    const offset = this.#view.getUint32(entry, true);
    const bytes = this.#view.getUint32(entry + 4, true);
    const size = type.BYTES_PER_ELEMENT;
    const expected = (count ?? Math.floor(bytes / size)) * size;
    if (offset % 8 !== 0 || offset + bytes > total || bytes !== expected) {
      throw new LibraryFormatError(
        `${this.#source}: section \`${name}\` claims ${bytes} bytes at ${offset}, expected ` +
          `${expected} within ${total}; the file is torn.`,
      );
    }
    return new type(this.#buffer, offset, bytes / size);
  }
}

function readSections(buffer: ArrayBuffer, source: string): { hash: string; sections: Sections } {
  if (buffer.byteLength < HEADER_BYTES) {
    throw new LibraryFormatError(
      `${source}: ${buffer.byteLength} bytes are too few for a library header.`,
    );
  }
  const magic = String.fromCharCode(...new Uint8Array(buffer, 0, MAGIC.length));
  if (magic !== MAGIC) {
    throw new LibraryFormatError(
      `${source}: not a capsule library (it starts with ${JSON.stringify(magic)}).`,
    );
  }
  const view = new DataView(buffer);
  const version = view.getUint16(8, true);
  const nChannels = view.getUint16(10, true);
  const nCapsules = view.getUint32(12, true);
  const nTracks = view.getUint32(16, true);
  const nSections = view.getUint32(20, true);
  if (version !== FORMAT_VERSION || nChannels !== N_CHANNELS || nSections < N_SECTIONS) {
    throw new LibraryFormatError(
      `${source}: format ${version} with ${nChannels} channels; this version reads format ` +
        `${FORMAT_VERSION} with ${N_CHANNELS}. Load the page and the library from one server.`,
    );
  }
  const digest = new Uint8Array(buffer, HEADER_BYTES - 16, 16);
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const reader = new SectionReader(buffer, source);
  // In file order. A literal is evaluated from top to bottom, and `take` counts on it.
  const sections: Sections = {
    durationMs: reader.take("duration_ms", Uint16Array, nCapsules),
    attackMs: reader.take("attack_ms", Uint16Array, nCapsules),
    releaseMs: reader.take("release_ms", Uint16Array, nCapsules),
    offsetMs: reader.take("offset_ms", Int16Array, nCapsules),
    fallback: reader.take("fallback", Uint16Array, nCapsules),
    firstTrack: reader.take("first_track", Uint32Array, nCapsules + 1),
    domain: reader.take("domain", Uint8Array, nCapsules),
    blend: reader.take("blend", Uint8Array, nCapsules),
    priority: reader.take("priority", Uint8Array, nCapsules),
    relativeTo: reader.take("relative_to", Uint8Array, nCapsules),
    flags: reader.take("flags", Uint8Array, nCapsules),
    probability: reader.take("probability", Uint8Array, nCapsules),
    contexts: reader.take("contexts", Uint8Array, nCapsules),
    subtype: reader.take("subtype", Uint8Array, nCapsules),
    vad: reader.take("vad", Int8Array, nCapsules * 3),
    trackChannel: reader.take("track_channel", Uint8Array, nTracks),
    trackLog2Intervals: reader.take("track_log2_intervals", Uint8Array, nTracks),
    trackFirstSample: reader.take("track_first_sample", Uint32Array, nTracks),
    trackScale: reader.take("track_scale", Float32Array, nTracks),
    samples: reader.take("samples", Int16Array),
    ids: reader.take("ids", Uint8Array),
    meta: reader.take("meta", Uint8Array),
  };
  checkIndices(sections, source);
  return { hash, sections };
}

function checkIndices(s: Sections, source: string): void {
  const nCapsules = s.domain.length;
  const nTracks = s.trackChannel.length;
  const holds: readonly (readonly [string, boolean])[] = [
    ["first_track", s.firstTrack.every((first, i, all) => i === 0 || first >= all[i - 1]!)],
    ["first_track", s.firstTrack[nCapsules] === nTracks],
    ["track_channel", s.trackChannel.every((channel) => channel < N_CHANNELS)],
    [
      "track_log2_intervals",
      s.trackLog2Intervals.every(
        (log2) => log2 >= MIN_LOG2_INTERVALS && log2 <= MAX_LOG2_INTERVALS,
      ),
    ],
    ["track_scale", s.trackScale.every((scale) => Number.isFinite(scale))],
    ["duration_ms", s.durationMs.every((duration) => duration > 0)],
    ["fallback", s.fallback.every((index) => index < nCapsules || index === NO_FALLBACK)],
    ["domain", s.domain.every((domain) => domain < DOMAINS.length)],
    ["blend", s.blend.every((blend) => blend < BLEND_MODES.length)],
    ["relative_to", s.relativeTo.every((anchor) => anchor < RELATIVE_TO.length)],
  ];
  for (const [column, isRight] of holds) {
    if (!isRight) throw outOfRange(source, column);
  }
  const endOf = (row: number): number =>
    s.trackFirstSample[row]! + (1 << s.trackLog2Intervals[row]!) + 3;
  for (let row = 0; row < nTracks; row += 1) {
    if (endOf(row) > s.samples.length) {
      throw new LibraryFormatError(
        `${source}: a track points behind the samples; the file is torn.`,
      );
    }
  }
}

function readMeta(
  bytes: Uint8Array,
  source: string,
): { subtypes: readonly string[]; about: Readonly<Record<string, unknown>> } {
  if (bytes.length === 0) return { subtypes: [], about: {} };
  let meta: unknown;
  try {
    meta = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw outOfRange(source, "meta");
  }
  if (typeof meta !== "object" || meta === null || !("subtypes" in meta)) {
    throw outOfRange(source, "meta");
  }
  const { subtypes } = meta;
  const about = "about" in meta ? meta.about : {};
  const isList = Array.isArray(subtypes) && subtypes.every((name) => typeof name === "string");
  if (!isList || typeof about !== "object" || about === null) throw outOfRange(source, "meta");
  return { subtypes, about: about as Record<string, unknown> };
}

function outOfRange(source: string, column: string): LibraryFormatError {
  return new LibraryFormatError(
    `${source}: column \`${column}\` is out of range; the file is torn.`,
  );
}
