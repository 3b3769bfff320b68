/** Decoded images of rigs, kept for a change of size or the next time an avatar is shown. */
import { ByteCache } from "../cache";
import { fileError, type GlbFile, rowsOf } from "../glb";

/** Beside those of avatars on the screen: two or three large portraits. */
const BUDGET_BYTES = 48 << 20;

const kept = new ByteCache<ImageBitmap>(
  BUDGET_BYTES,
  (picture) => {
    picture.close();
  },
  (key) => key.slice(0, key.indexOf("/")),
);

/** Bytes of all decoded images, for those who want to know. */
export function keptBytes(): number {
  return kept.bytes;
}

/** The images of one rig; they stay decoded while it is open. */
export class Pictures {
  readonly #images = new Map<string, Blob>();
  readonly #group: string;
  #isOpen = true;

  /**
   * @param group Name of the rig; equal rigs share what is decoded.
   */
  constructor(glb: GlbFile, group: string) {
    this.#group = group;
    for (const image of rowsOf(glb.tree, "images")) {
      const type = String(image["mimeType"]);
      const bytes = glb.view(image["bufferView"]);
      this.#images.set(String(image["name"]), new Blob([bytes.slice()], { type }));
    }
    kept.pin(group);
  }

  /**
   * An image as it is in the file, with straight opacity; it belongs to the cache and must not be closed.
   *
   * @param size What it must have, where the rig says so.
   * @throws StageError it is missing, broken or of another size.
   */
  async get(name: string, size: { width: number; height: number } | null): Promise<ImageBitmap> {
    const key = `${this.#group}/${name}`;
    const found = kept.get(key) ?? (await this.#decoded(name));
    if (size !== null && (found.width !== size.width || found.height !== size.height)) {
      throw fileError(
        `image \`${name}\` has ${found.width} x ${found.height} px; expected ` +
          `${size.width} x ${size.height}`,
      );
    }
    // Two may have decoded it at the same time.
    if (kept.get(key) !== found) kept.set(key, found, 4 * found.width * found.height);
    return found;
  }

  /** The rig is not shown any more. */
  release(): void {
    if (this.#isOpen) kept.unpin(this.#group);
    this.#isOpen = false;
  }

  async #decoded(name: string): Promise<ImageBitmap> {
    const blob = this.#images.get(name);
    if (blob === undefined) throw fileError(`there is no image \`${name}\``);
    try {
      return await createImageBitmap(blob, {
        premultiplyAlpha: "none",
        colorSpaceConversion: "none",
      });
    } catch {
      throw fileError(`image \`${name}\` is broken`);
    }
  }
}
