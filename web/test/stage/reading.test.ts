/** A file that is no rig of ours is refused in a sentence, whatever is wrong with it. */
import { describe, expect, test } from "vitest";
import { draw, unit } from "../../src/motion/random32";
import { StageError } from "../../src/stage/errors";
import { GlbFile, type Tree } from "../../src/stage/glb";
import { isRig, readRig } from "../../src/stage/rig";
import { bytesOf, tinyRig } from "./rigs";

const FILE = bytesOf("rig/tiny_v1.glb");

function read(data: ArrayBuffer): void {
  readRig(new GlbFile(data));
}

/** The file with its JSON changed; the rest stays where it was. */
function edited(change: (tree: Record<string, never>) => void): ArrayBuffer {
  const view = new DataView(FILE);
  const length = view.getUint32(12, true);
  const tree = JSON.parse(new TextDecoder().decode(new Uint8Array(FILE, 20, length))) as Tree;
  change(tree as Record<string, never>);
  let text = JSON.stringify(tree);
  text += " ".repeat((4 - (text.length % 4)) % 4);
  const json = new TextEncoder().encode(text);
  const rest = new Uint8Array(FILE, 20 + length);
  const out = new Uint8Array(20 + json.length + rest.length);
  out.set(new Uint8Array(FILE, 0, 20));
  out.set(json, 20);
  out.set(rest, 20 + json.length);
  const head = new DataView(out.buffer);
  head.setUint32(8, out.length, true);
  head.setUint32(12, json.length, true);
  return out.buffer;
}

interface Sherin {
  version: number;
  layers: {
    name: string;
    texture: string;
    material: string;
    fades: { low: number; high: number }[];
  }[];
  frame: Record<string, unknown>;
  limits: Record<string, unknown>;
}

function sherin(tree: Record<string, never>): Sherin {
  return (tree["scenes"] as unknown as { extras: { sherin: Sherin } }[])[0]!.extras.sherin;
}

test("a rig comes back as Python wrote it", () => {
  const rig = tinyRig();
  expect(rig.layers.map((layer) => layer.name)).toEqual([
    "background",
    "body",
    "head",
    "lipShadow",
  ]);
  const head = rig.layers[2]!;
  expect(head.morphs.has("jawOpen")).toBe(true);
  expect(head.skinning.length).toBe(4 * head.feather.length);
  for (let k = 0; k < head.feather.length; k++) {
    const row = head.skinning.subarray(4 * k, 4 * k + 4);
    expect(row[0]! + row[1]! + row[2]! + row[3]!).toBeCloseTo(1, 5);
  }
  expect(rig.limits).toEqual({ jawOpen: 0.9 });
  expect(rig.hands).toBeNull();
});

describe("refused in a sentence", () => {
  const cases: Readonly<Record<string, readonly [ArrayBuffer, RegExp]>> = {
    "no bytes": [new ArrayBuffer(0), /0 bytes that do not begin like a GLB/],
    "a picture": [new Uint8Array(64).fill(0x89).buffer, /do not begin like a GLB/],
    "half a file": [FILE.slice(0, FILE.byteLength / 2), /it is torn/],
    "a later version": [edited((tree) => (sherin(tree).version = 9)), /version 9; this page reads/],
    "no layers": [edited((tree) => (sherin(tree).layers = [])), /0 layers/],
    "no head": [
      edited((tree) => (sherin(tree).layers = sherin(tree).layers.slice(0, 2))),
      /no layer `head`/,
    ],
    "a layer without mesh": [
      edited((tree) => (sherin(tree).layers[0]!.name = "nobody")),
      /no mesh `nobody`/,
    ],
    "a layer without texture": [
      edited((tree) => (sherin(tree).layers[0]!.texture = "gone")),
      /no texture `gone`/,
    ],
    "an unknown material": [
      edited((tree) => (sherin(tree).layers[0]!.material = "chrome")),
      /made of `chrome`/,
    ],
    "a fade without length": [
      edited((tree) => (sherin(tree).layers[3]!.fades[0]!.high = 0.1)),
      /a fade from 0.1 to 0.1/,
    ],
    "few landmarks": [
      edited((tree) => (sherin(tree).frame["landmarks"] = [])),
      /`landmarks` has not the 478 rows/,
    ],
    "a limit that is a text": [
      edited((tree) => (sherin(tree).limits = { jawOpen: "much" })),
      /`limits` is not a table of numbers/,
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [data, message]) => {
    expect(() => {
      read(data);
    }).toThrow(message);
    expect(() => {
      read(data);
    }).toThrow(StageError);
  });
});

test("another program's GLB is no rig, and says nothing worse", () => {
  expect(isRig(new GlbFile(FILE))).toBe(true);
  expect(isRig(new GlbFile(edited((tree) => delete tree["scenes"])))).toBe(false);
});

test("whatever byte is changed, only the documented error leaves the reader", () => {
  const bytes = new Uint8Array(FILE);
  const nJson = new DataView(FILE).getUint32(12, true);
  for (let k = 0; k < 300; k++) {
    const other = bytes.slice();
    // Most of the file is pictures, which are not read here: change the head and the JSON.
    for (let n = 0; n < 4; n++) {
      other[Math.floor(unit(k, 2 * n) * (20 + nJson))] = draw(k, 2 * n + 1) & 0xff;
    }
    try {
      read(other.buffer);
    } catch (error) {
      expect(error, `seed ${k}: ${String(error)}`).toBeInstanceOf(StageError);
    }
  }
});
