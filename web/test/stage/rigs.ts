/** The small rig that Python wrote, for tests of the stage. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { channelIndex, type ChannelVector, NEUTRAL } from "../../src/motion";
import { GlbFile } from "../../src/stage/glb";
import { readRig, type Rig } from "../../src/stage/rig";

const FOLDER = new URL("../../../conformance/", import.meta.url);

/** A file below conformance/ as a page gets it. */
export function bytesOf(path: string): ArrayBuffer {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(path, FOLDER)))).buffer;
}

/** JSON below conformance/. */
export function jsonOf(path: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(path, FOLDER)), "utf-8"));
}

/** The rig of conformance/rig/tiny_v1.glb. */
export function tinyRig(): Rig {
  return readRig(new GlbFile(bytesOf("rig/tiny_v1.glb")));
}

/** Neutral, but for these channels. */
export function vectorOf(named: Readonly<Record<string, number>>): ChannelVector {
  const vector = NEUTRAL.slice();
  for (const [name, value] of Object.entries(named)) vector[channelIndex(name)] = value;
  return vector;
}
