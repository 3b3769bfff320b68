/** What the motion tests share: files both languages read, and packets written short. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Library } from "../../src/motion";
import { NO_META, type Layer, type Packet } from "../../src/wire";

/** A file of the repository as an `ArrayBuffer` of its own, as `fetch` would give it. */
export function readBinary(path: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(absolute(path))).buffer;
}

/** A JSON file of the repository; the caller names its form. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(absolute(path), "utf-8"));
}

function absolute(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

/** The small library of the golden traces. */
export function goldenLibrary(): Library {
  return Library.fromBuffer(readBinary("conformance/timeline/library.bin"), "golden");
}

/** A cue as [id, weight, layer or voice, start]. */
export type ShortCue = readonly [cid: string, weight: number, layer: Layer | "voice", atMs: number];

/** A valid packet with these cues; every other field can be given. */
export function packetOf(cues: readonly ShortCue[], fields: Partial<Packet> = {}): Packet {
  return {
    v: 1,
    seq: 1,
    tMs: 0,
    onsetMs: 130,
    seed: 1718,
    videoBlend: cues.flatMap(([cid, weight, layer, atMs]) =>
      layer === "voice" ? [] : [{ cid, weight, layer, atMs }],
    ),
    voiceBlend: cues.flatMap(([cid, weight, layer, atMs]) =>
      layer === "voice" ? [{ cid, weight, atMs }] : [],
    ),
    mood: { valence: 0, arousal: 0, dominance: 0 },
    context: null,
    utterance: null,
    meta: NO_META,
    ...fields,
  };
}

export const UTTERANCE = "0123456789abcdefghjkmnpqrs";
