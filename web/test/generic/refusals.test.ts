/** What is not opened, said so that one knows what to do. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { StageError } from "../../src/stage/errors";
import { GenericModel } from "../../src/stage/generic";
import { GlbFile } from "../../src/stage/glb";
import { type Model, pack, person, plainRig } from "./models";

type Json = Record<string, unknown>;

beforeAll(() => {
  vi.stubGlobal("self", globalThis);
  vi.stubGlobal("createImageBitmap", () => ({ width: 8, height: 8, close: () => undefined }));
  vi.stubGlobal("fetch", () => {
    throw new Error("something was fetched");
  });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

async function refusal(model: Model | ArrayBuffer): Promise<StageError> {
  const data = model instanceof ArrayBuffer ? model : pack(model);
  try {
    const opened = await GenericModel.open(new GlbFile(data), data);
    opened.release();
  } catch (error) {
    expect(error).toBeInstanceOf(StageError);
    expect((error as StageError).kind).toBe("file");
    return error as StageError;
  }
  throw new Error("it was opened");
}

function rows(model: Model, key: string): Json[] {
  return model.tree[key] as Json[];
}

describe("a model is refused", () => {
  it.each([
    ["KHR_draco_mesh_compression", /Draco.*not supported.*without compression/],
    ["EXT_meshopt_compression", /meshopt.*not supported.*without compression/],
    ["KHR_texture_basisu", /KTX2.*not supported.*PNG, JPEG or WebP/],
    ["ACME_magic", /requires ACME_magic/],
  ])("that needs %s", async (name, message) => {
    const model = person(["jawOpen"]);
    model.tree["extensionsUsed"] = [name];
    model.tree["extensionsRequired"] = [name];
    expect((await refusal(model)).message).toMatch(message);
  });

  it("whose buffer or picture lies elsewhere, naming where; nothing is fetched", async () => {
    const far = person(["jawOpen"]);
    rows(far, "buffers")[0]!["uri"] = "https://example.org/body.bin";
    expect((await refusal(far)).message).toMatch(
      /buffers\[0\].*example\.org\/body\.bin.*one \.glb/,
    );
    const picture = plainRig();
    rows(picture, "images")[1] = { uri: "../skin.png" };
    expect((await refusal(picture)).message).toMatch(/images\[1\].*\.\.\/skin\.png/);
    const inline = plainRig();
    rows(inline, "images")[0] = { uri: `data:image/png;base64,${"A".repeat(500)}` };
    const { message } = await refusal(inline);
    expect(message).toMatch(/images\[0\].*data:image/);
    expect(message.length).toBeLessThan(300);
  });

  it("that is below itself: a loader would wait for ever", async () => {
    const model = person(["jawOpen"]);
    rows(model, "nodes")[3]!["children"] = [0];
    expect((await refusal(model)).message).toMatch(/nodes\[\d+\] is below itself/);
    const two = person(["jawOpen"]);
    rows(two, "nodes")[0]!["children"] = [1, 3];
    expect((await refusal(two)).message).toMatch(/nodes\[/);
  });

  it("that asks for more numbers than there can be, before they are made", async () => {
    const model = person(["jawOpen"]);
    rows(model, "accessors").push({ componentType: 5126, count: 2_000_000_000, type: "VEC4" });
    expect((await refusal(model)).message).toMatch(/8000\d+ numbers; at most 100000000/);
    const odd = person(["jawOpen"]);
    rows(odd, "accessors")[0]!["count"] = -3;
    expect((await refusal(odd)).message).toMatch(/accessors\[0\] is -3 x VEC3/);
  });

  it("that shows a mesh it lacks, or whose accessors point nowhere", async () => {
    const model = person(["jawOpen"]);
    rows(model, "nodes").at(-1)!["mesh"] = 4;
    expect((await refusal(model)).message).toMatch(/shows meshes\[4\]/);
    const torn = person(["jawOpen"]);
    rows(torn, "accessors")[0]!["bufferView"] = 99;
    expect((await refusal(torn)).message).toMatch(/cannot be read.*export it again/);
  });

  it("in which nothing can be moved, naming what would", async () => {
    const statue = person([]);
    for (const node of rows(statue, "nodes")) node["name"] = "stone";
    expect((await refusal(statue)).message).toMatch(/nothing in it can be moved.*jawOpen/);
  });

  it("whatever byte of its JSON was changed: opened or refused, never anything else", async () => {
    vi.spyOn(console, "warn").mockReturnValue(undefined);
    const whole = pack(person(["jawOpen", "eyeBlinkLeft"]));
    let refused = 0;
    for (let k = 0; k < 150; k += 1) {
      const data = whole.slice(0);
      const at = 20 + ((k * 7919) % 2600);
      new Uint8Array(data)[at]! ^= 1 + (k % 7);
      try {
        const model = await GenericModel.open(new GlbFile(data), data);
        model.release();
      } catch (error) {
        expect(error).toBeInstanceOf(StageError);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(20);
  });
});

it("textures that are KTX2 only where a viewer can read them are no reason to refuse", async () => {
  const model = person(["jawOpen"]);
  model.tree["extensionsUsed"] = ["KHR_texture_basisu"];
  const data = pack(model);
  const opened = await GenericModel.open(new GlbFile(data), data);
  expect(opened.abilities.nShapes).toBe(1);
});
