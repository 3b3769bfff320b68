/** The rig with hands that both languages are held to, and channel vectors written short. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ChannelVector, NEUTRAL } from "../../src/motion";
import { channelIndex } from "../../src/motion/channels";
import { GlbFile } from "../../src/stage/glb";
import { readRig, type Rig } from "../../src/stage/rig";

const FOLDER = new URL("../../../conformance/hands/", import.meta.url);

/** A file of `conformance/hands/`. */
export function conformanceFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(name, FOLDER))));
}

/** The rig of `hands.glb`, read anew. */
export function rigWithHands(): Rig {
  return readRig(new GlbFile(conformanceFile("hands.glb").buffer));
}

/** Neutral, but for these channels. */
export function vectorOf(channels: Readonly<Record<string, number>>): ChannelVector {
  const vector = NEUTRAL.slice();
  for (const [name, value] of Object.entries(channels)) vector[channelIndex(name)] = value;
  return vector;
}
