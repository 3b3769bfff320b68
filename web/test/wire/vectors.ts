import { readFileSync } from "node:fs";

/** One file of vectors that Python reads too. */
export function readVectors(name: string): unknown {
  const url = new URL(`../../../conformance/packets/${name}`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf-8"));
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export interface PacketVectors {
  library: string[];
  vectors: { name: string; source: string; json: string; binary: string }[];
  unknown: { name: string; source: string; binary: string; decoded: string }[];
  tolerated: { name: string; text: string; same_as: string }[];
  quantised: { value: number; weight: number; mood: number }[];
}

type Kind = "syntax" | "version" | "field" | "size";

export interface Malformed {
  library: string[];
  json: { name: string; text: string; kind: Kind }[];
  json_bytes: { name: string; hex: string; kind: Kind }[];
  binary: { name: string; hex: string; kind: Kind }[];
  messages: { name: string; text: string; kind: Kind }[];
}

export const PACKETS = readVectors("packets.json") as PacketVectors;
export const MALFORMED = readVectors("malformed.json") as Malformed;
export const INDEX_OF = new Map(PACKETS.library.map((cid, index) => [cid, index]));
