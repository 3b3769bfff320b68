/**
 * The motion core in Node.js: `npm run --silent bench` prints its figures as JSON, which
 * `sherin bench motion` shows beside Python's. Run from `web/`; the library has to be baked (`make setup`).
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Library, Timeline } from "../src/motion";
import { draw } from "../src/motion/random32";
import {
  decodeBinary,
  decodeJson,
  encodeBinary,
  encodeJson,
  NO_META,
  type Packet,
} from "../src/wire";
import { allocatedPerCall, row, timeCalls, type Row } from "./measure";

const N_PLAYING = 64;
const CUES_PER_PACKET = 16;
const FRAMES = 20000;
const WARM_FRAMES = 5000;

function readLibrary(): ArrayBuffer {
  return Uint8Array.from(readFileSync(resolve("../src/sherin/body/data/library.bin"))).buffer;
}

/** The packets that `sherin bench motion` plays in Python: 64 cues from 1 s to beyond 1.7 s. */
function busyPackets(library: Library): Packet[] {
  const { durationMs, probability } = library.sections;
  const lasting = library.ids.filter((_, i) => durationMs[i]! > 900 && probability[i] === 100);
  return Array.from({ length: N_PLAYING / CUES_PER_PACKET }, (_, seq) => ({
    v: 1,
    seq,
    tMs: 1000,
    onsetMs: 130,
    seed: seq,
    videoBlend: Array.from({ length: CUES_PER_PACKET }, (_, k) => ({
      cid: lasting[draw(seq, k) % lasting.length]!,
      weight: 0.5,
      layer: "face",
      atMs: 0,
    })),
    voiceBlend: [],
    mood: { valence: 0.4, arousal: 0.2, dominance: 0.1 },
    context: null,
    utterance: null,
    meta: NO_META,
  }));
}

function* libraryRows(buffer: ArrayBuffer): Generator<Row> {
  const parsed = timeCalls(() => Library.fromBuffer(buffer), 40, 5);
  yield row("library parse, browser code p50", parsed.p50Us / 1000, "ms", 100);
}

function* timelineRows(library: Library): Generator<Row> {
  const timeline = new Timeline(library, { seed: 5 });
  const packets = busyPackets(library);
  for (const packet of packets) timeline.add(packet, 1000);
  // Time runs on, slowly enough that all 64 cues play until the last frame.
  const sample = (k: number): unknown => timeline.sample(1100 + (600 * k) / (FRAMES + WARM_FRAMES));
  const taken = timeCalls(sample, FRAMES, WARM_FRAMES);
  const name = `timeline.sample, ${timeline.playing.length} of ${library.length} playing, TypeScript`;
  yield row(`${name} p50`, taken.p50Us, "us", 30);
  yield row(`${name} p99`, taken.p99Us, "us", 30);
  const bytes = allocatedPerCall((k) => timeline.sample(1700 + k / 100));
  // What is left are numbers that V8 boxes between calls; there is no array and no object.
  yield row("timeline.sample, TypeScript, allocated per frame", bytes, "bytes");
  const added = timeCalls(
    (k) => {
      const fresh = new Timeline(library, { seed: k });
      for (const packet of packets) fresh.add(packet, 1000);
      fresh.sample(1000);
    },
    500,
    50,
  );
  yield row(
    `timeline.add of ${packets.length} packets with ${N_PLAYING} cues p50`,
    added.p50Us,
    "us",
  );
}

/** A client that joins late walks through all of idle life before its first frame. */
function* joiningRows(library: Library): Generator<Row> {
  const dayMs = 86400000;
  const taken = timeCalls((k) => new Timeline(library, { seed: k }).sample(dayMs), 20, 3);
  yield row("first sample of a session that is a day old p50", taken.p50Us / 1000, "ms");
}

/** A typical reaction: three cues of the picture, one of the voice. */
function typicalPacket(library: Library): Packet {
  const [first] = busyPackets(library);
  const voice = library.ids.find((id) => id.startsWith("VC_")) ?? "VC_022";
  return {
    ...first!,
    videoBlend: first!.videoBlend.slice(0, 3),
    voiceBlend: [{ cid: voice, weight: 0.8, atMs: 130 }],
    context: "listening",
    utterance: "0123456789abcdefghjkmnpqrs",
  };
}

function* packetRows(library: Library): Generator<Row> {
  const packet = typicalPacket(library);
  const json = encodeJson(packet);
  const binary = encodeBinary(packet, new Map(library.ids.map((id, index) => [id, index])));
  const fromJson = timeCalls(() => decodeJson(json), 20000, 2000);
  const fromBinary = timeCalls(() => decodeBinary(binary, library.ids), 20000, 2000);
  yield row("decode a packet, JSON, TypeScript p50", fromJson.p50Us, "us", 10);
  yield row("decode a packet, binary, TypeScript p50", fromBinary.p50Us, "us", 10);
}

const buffer = readLibrary();
const library = Library.fromBuffer(buffer, "library.bin");
const rows = [
  ...libraryRows(buffer),
  ...timelineRows(library),
  ...joiningRows(library),
  ...packetRows(library),
];
process.stdout.write(`${JSON.stringify(rows, null, 1)}\n`);
