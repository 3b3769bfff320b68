/** A library is read in place, and refused when it is torn, foreign or hostile. */
import { describe, expect, test } from "vitest";
import { DOMAINS, Library, LibraryFormatError, N_CHANNELS } from "../../src/motion";
import { mix32 } from "../../src/motion/random32";
import { goldenLibrary, readBinary } from "./fixtures";

const HEADER_BYTES = 44;
const SECTION = {
  first_track: 5,
  domain: 6,
  blend: 7,
  subtype: 13,
  log2: 16,
  first_sample: 17,
  scale: 18,
  meta: 21,
};

/** The golden library with something done to its bytes. */
function spoiled(spoil: (view: DataView, bytes: Uint8Array) => unknown): ArrayBuffer {
  const buffer = readBinary("conformance/timeline/library.bin");
  spoil(new DataView(buffer), new Uint8Array(buffer));
  return buffer;
}

function offsetOf(view: DataView, section: number): number {
  return view.getUint32(HEADER_BYTES + 8 * section, true);
}

describe("a library", () => {
  const library = goldenLibrary();

  test("finds its capsules by id and by index", () => {
    expect(library.length).toBeGreaterThan(10);
    for (const [index, id] of library.ids.entries()) expect(library.indexOf(id)).toBe(index);
    expect(library.indexOf("VF_UNKNOWN")).toBeUndefined();
    expect(library.has("VF_SMILE")).toBe(true);
    expect(library.hash).toMatch(/^[0-9a-f]{32}$/);
    expect(library.about).toEqual({ purpose: "golden traces" });
    expect(library.subtypes).toEqual(["golden"]);
  });

  test("views its columns without copying them", () => {
    const buffer = readBinary("conformance/timeline/library.bin");
    const { sections } = Library.fromBuffer(buffer);
    for (const column of Object.values(sections) as ArrayBufferView[]) {
      expect(column.buffer).toBe(buffer);
    }
  });

  test("points every track at channels and samples that exist", () => {
    for (const index of library.ids.keys()) {
      for (const track of library.tracks(index)) {
        expect(track.channel).toBeLessThan(N_CHANNELS);
        expect(track.firstSample + track.intervals + 3).toBeLessThanOrEqual(track.samples.length);
      }
      expect(library.tracks(index)).toBe(library.tracks(index));
    }
  });
});

describe("a file is refused that", () => {
  test.each<[string, RegExp, (view: DataView, bytes: Uint8Array) => unknown]>([
    ["is no library", /not a capsule library/, (_, bytes) => bytes.fill(0x47, 0, 4)],
    [
      "is of another format",
      /format 9 with/,
      (view) => {
        view.setUint16(8, 9, true);
      },
    ],
    [
      "has other channels",
      /with 7 channels/,
      (view) => {
        view.setUint16(10, 7, true);
      },
    ],
    [
      "lacks sections",
      /this version reads format 1/,
      (view) => {
        view.setUint32(20, 3, true);
      },
    ],
    [
      "claims more capsules",
      /`duration_ms` claims/,
      (view) => {
        view.setUint32(12, 1e9, true);
      },
    ],
    [
      "points outside itself",
      /`attack_ms` claims/,
      (view) => {
        view.setUint32(HEADER_BYTES + 8, 0xfffffff8, true);
      },
    ],
    [
      "has a section off its boundary",
      /`duration_ms` claims/,
      (view) => {
        view.setUint32(HEADER_BYTES, offsetOf(view, 0) + 1, true);
      },
    ],
    [
      "counts tracks backwards",
      /`first_track` is out of range/,
      (view) => {
        view.setUint32(offsetOf(view, SECTION.first_track), 99, true);
      },
    ],
    [
      "names an unknown domain",
      /`domain` is out of range/,
      (view) => {
        view.setUint8(offsetOf(view, SECTION.domain), DOMAINS.length);
      },
    ],
    [
      "names an unknown blend mode",
      /`blend` is out of range/,
      (view) => {
        view.setUint8(offsetOf(view, SECTION.blend), 3);
      },
    ],
    [
      "names an unknown subtype",
      /`subtype` is out of range/,
      (view) => {
        view.setUint8(offsetOf(view, SECTION.subtype), 200);
      },
    ],
    [
      "points behind its samples",
      /behind the samples/,
      (view) => {
        view.setUint32(offsetOf(view, SECTION.first_sample), 1e9, true);
      },
    ],
    [
      "has a track of impossible length",
      /`track_log2_intervals` is out of range/,
      (view) => {
        view.setUint8(offsetOf(view, SECTION.log2), 30);
      },
    ],
    [
      "scales by infinity",
      /`track_scale` is out of range/,
      (view) => {
        view.setFloat32(offsetOf(view, SECTION.scale), Infinity, true);
      },
    ],
    [
      "records nonsense",
      /`meta` is out of range/,
      (view) => {
        view.setUint8(offsetOf(view, SECTION.meta), 0x5b);
      },
    ],
  ])("%s", (_what, message, spoil) => {
    const read = (): Library => Library.fromBuffer(spoiled(spoil), "spoiled.bin");
    expect(read).toThrow(LibraryFormatError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^spoiled\.bin: /);
  });

  test.each([0, 8, 43, 44, 100, 223])("was cut off after %i bytes", (length) => {
    const whole = readBinary("conformance/timeline/library.bin");
    expect(() => Library.fromBuffer(whole.slice(0, length))).toThrow(LibraryFormatError);
  });
});

test("whatever byte is changed, a library is read or refused with its own error", () => {
  const whole = new Uint8Array(readBinary("conformance/timeline/library.bin"));
  let refused = 0;
  for (let round = 0; round < 3000; round += 1) {
    const bytes = whole.slice();
    // Half of the changes hit the header and the table, where they hurt.
    const range = round % 2 === 0 ? 220 : bytes.length;
    bytes[mix32(round) % range] = mix32(round + 1e6) & 0xff;
    try {
      const library = Library.fromBuffer(bytes.buffer);
      for (const index of library.ids.keys()) library.tracks(index);
    } catch (error) {
      expect(error).toBeInstanceOf(LibraryFormatError);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(500);
});
