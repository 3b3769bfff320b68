import { describe, expect, it } from "vitest";
import {
  decodeBinary,
  decodeJson,
  decodeMessage,
  encodeBinary,
  encodeJson,
  fitJson,
  PacketError,
} from "../../src/wire";
import { bytesOf, INDEX_OF, PACKETS } from "./vectors";

const N_MUTATED = 100_000;
const SEED = 20;

/** Mulberry32: the fuzz is the same in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) % below;
  };
}

function mutate(bytes: Uint8Array, below: (n: number) => number): Uint8Array {
  const changed = Array.from(bytes);
  const nChanges = 1 + (below(4) === 0 ? below(5) : 0);
  for (let i = 0; i < nChanges; i++) {
    const at = below(changed.length + 1);
    const choice = below(10);
    if (choice < 6) changed[Math.min(at, changed.length - 1)] = below(256);
    else if (choice < 8) changed.splice(at, 1 + below(4));
    else changed.splice(at, 0, below(256));
    if (changed.length === 0) break;
  }
  return Uint8Array.from(changed);
}

/** Whether the call gave a value; anything but a PacketError is a failure of the test. */
function reads(decode: () => unknown, number: number, data: Uint8Array): boolean {
  try {
    decode();
    return true;
  } catch (error) {
    if (error instanceof PacketError) return false;
    throw new Error(`seed ${SEED}, input ${number}: [${data.join()}]`, { cause: error });
  }
}

describe(`${N_MUTATED} mutated packets end in a packet or in a PacketError`, () => {
  const texts = PACKETS.vectors.map(({ json }) => new TextEncoder().encode(json));
  const binaries = PACKETS.vectors.map(({ binary }) => bytesOf(binary));

  it("in binary", { timeout: 120_000 }, () => {
    const below = generator(SEED);
    let nRead = 0;
    for (let number = 0; number < N_MUTATED / 2; number++) {
      const data = mutate(binaries[number % binaries.length]!, below);
      const decode = () => {
        const packet = decodeBinary(data, PACKETS.library);
        encodeBinary(packet, INDEX_OF);
      };
      if (reads(decode, number, data)) nRead++;
    }
    expect(nRead).toBeGreaterThan(0);
    expect(nRead).toBeLessThan(N_MUTATED / 2);
  });

  it("in JSON", { timeout: 120_000 }, () => {
    const below = generator(SEED + 1);
    let nRead = 0;
    for (let number = 0; number < N_MUTATED / 2; number++) {
      const data = mutate(texts[number % texts.length]!, below);
      const decode = () => {
        const packet = decodeJson(data);
        // What is accepted can be written and read again.
        if (number % 16 === 0) expect(decodeJson(encodeJson(packet))).toEqual(fitJson(packet));
      };
      if (reads(decode, number, data)) nRead++;
    }
    expect(nRead).toBeGreaterThan(0);
    expect(nRead).toBeLessThan(N_MUTATED / 2);
  });
});

describe("random bytes", () => {
  it("end in a packet, a message or a PacketError", () => {
    const below = generator(SEED + 2);
    for (let number = 0; number < 5_000; number++) {
      const data = Uint8Array.from({ length: below(220) }, () => below(256));
      if (data.length > 0 && number % 2 === 0) data[0] = 0xa1;
      reads(() => decodeBinary(data, PACKETS.library), number, data);
      reads(() => decodeJson(data), number, data);
      reads(() => decodeMessage(data), number, data);
    }
  });
});
