/** Models of other programs: names found, bones turned, expressions explained, the head framed. */
import type { Bone, Object3D } from "three";
import { Quaternion, Vector3 } from "three";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ChannelVector, NEUTRAL, visemePose } from "../../src/motion";
import { channelIndex } from "../../src/motion/channels";
import { GenericModel } from "../../src/stage/generic";
import { shapedMeshes } from "../../src/stage/generic/shapes";
import { GlbFile } from "../../src/stage/glb";
import { bound, type Model, pack, person, plainRig, targetNames, withVrm1 } from "./models";

beforeAll(() => {
  vi.stubGlobal("self", globalThis);
  // Node decodes no pictures.
  vi.stubGlobal("createImageBitmap", () => ({ width: 8, height: 8, close: () => undefined }));
});
afterAll(() => {
  vi.unstubAllGlobals();
});

async function open(model: Model): Promise<GenericModel> {
  const data = pack(model);
  return GenericModel.open(new GlbFile(data), data);
}

function vectorOf(channels: Readonly<Record<string, number>>): ChannelVector {
  const vector = NEUTRAL.slice();
  for (const [name, value] of Object.entries(channels)) vector[channelIndex(name)] = value;
  return vector;
}

/** Influence of the `k`th blendshape of the first mesh that has some. */
function influences(model: GenericModel): number[] {
  return shapedMeshes(model.root)[0]!.morphTargetInfluences.map((w) => Math.round(w * 1e6) / 1e6);
}

function named(model: GenericModel, name: string): Object3D {
  const found = model.root.getObjectByName(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

/** Where a bone's own +z looks in the world. */
function looks(model: GenericModel, name: string): Vector3 {
  model.root.updateWorldMatrix(false, true);
  return new Vector3(0, 0, 1).applyQuaternion(
    named(model, name).getWorldQuaternion(new Quaternion()),
  );
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}

describe("a GLB with ARKit names", () => {
  it("is driven by them, with nothing of ours in it", async () => {
    const model = await open(plainRig());
    expect(model.abilities.turnsHead).toBe(true);
    const head = shapedMeshes(model.root).find(({ name }) => name.startsWith("head"))!;
    model.move(vectorOf({ jawOpen: 0.6, eyeBlinkLeft: 1 }));
    const at = (name: string): number =>
      head.morphTargetInfluences[head.morphTargetDictionary![name]!]!;
    expect([at("jawOpen"), at("eyeBlinkLeft"), at("eyeBlinkRight")]).toEqual([0.6, 1, 0]);
    model.move(NEUTRAL);
    expect(head.morphTargetInfluences.every((weight) => weight === 0)).toBe(true);
  });

  it.each([
    ["eyeBlink_L", "eyeBlinkLeft"],
    ["EyeBlink_R", "eyeBlinkRight"],
    ["eyeBlink.L", "eyeBlinkLeft"],
    ["blendShape1.jawOpen", "jawOpen"],
    ["JAW_OPEN", "jawOpen"],
    ["Face|mouthSmileLeft", "mouthSmileLeft"],
    ["mouthSmile_r", "mouthSmileRight"],
    ["browInnerUp_L", "browInnerUp"],
    ["cheek_puff", "cheekPuff"],
    ["mouthLeft", "mouthLeft"],
    ["noseSneer-R", "noseSneerRight"],
  ])("may spell %s", async (spelling, channel) => {
    const model = await open(person([spelling]));
    model.move(vectorOf({ [channel]: 0.7 }));
    expect(influences(model)).toEqual([0.7]);
  });

  it("may name its blendshapes at each primitive, as older VRM exporters do", async () => {
    const model = person(["jawOpen", "cheekPuff"]);
    const mesh = (
      model.tree["meshes"] as { extras?: unknown; primitives: { extras?: unknown }[] }[]
    )[0]!;
    mesh.primitives[0]!.extras = mesh.extras;
    delete mesh.extras;
    const opened = await open(model);
    opened.move(vectorOf({ cheekPuff: 0.4 }));
    expect(influences(opened)).toEqual([0, 0.4]);
  });

  it("shows shapes for both sides where ARKit's are missing, and only there", async () => {
    const model = await open(person(["mouthSmile", "eyesClosed", "mouthOpen", "jawOpen"]));
    model.move(
      vectorOf({ mouthSmileLeft: 0.8, mouthSmileRight: 0.4, eyeBlinkLeft: 1, jawOpen: 0.5 }),
    );
    expect(influences(model)).toEqual([0.6, 0.5, 0, 0.5]);
  });

  it("speaks by visemes where it has no mouth of ARKit's", async () => {
    const names = ["viseme_sil", "viseme_PP", "viseme_aa", "viseme_O", "viseme_oh", "viseme_ou"];
    const model = await open(person(names));
    for (const [viseme, at] of [
      ["aa", 2],
      ["PP", 1],
      ["ou", 5],
    ] as const) {
      const vector = NEUTRAL.slice();
      for (const [channel, weight] of visemePose(viseme)) vector[channel] = weight;
      model.move(vector);
      const weights = influences(model);
      expect(weights[at]).toBeGreaterThan(0.85);
      expect(weights.filter((_, k) => k !== at).every((weight) => weight < 0.12)).toBe(true);
    }
  });

  it("shows no number that is none, and nothing beyond a channel's range", async () => {
    const model = await open(person(["jawOpen", "mouthPucker"]));
    model.move(vectorOf({ jawOpen: NaN, mouthPucker: 7 }));
    expect(influences(model)).toEqual([0, 1]);
  });

  it("looks with its eyes' shapes: gaze and blendshapes add up, opposite ones never act together", async () => {
    const model = await open(person(["eyeLookOutLeft", "eyeLookInLeft", "eyeLookUpLeft"]));
    model.move(vectorOf({ gazeYaw: 14, gazePitch: 7, eyeLookInLeft: 0.2 }));
    expect(influences(model)).toEqual([0.3, 0, 0.25]);
    expect(looks(model, "LeftEye").z).toBeCloseTo(1, 6);
  });
});

describe("bones", () => {
  it("turn the head to the person's left, up, and to the left shoulder, neck and head together", async () => {
    const model = await open(person(["jawOpen"]));
    model.move(vectorOf({ headYaw: 20 }));
    expect(degrees(Math.asin(looks(model, "Head").x))).toBeCloseTo(20, 3);
    expect(degrees(Math.asin(looks(model, "Neck").x))).toBeCloseTo(7, 3);
    model.move(vectorOf({ headPitch: 10 }));
    expect(degrees(Math.asin(looks(model, "Head").y))).toBeCloseTo(10, 3);
    model.move(vectorOf({ headRoll: 15 }));
    const up = new Vector3(0, 1, 0).applyQuaternion(
      named(model, "Head").getWorldQuaternion(new Quaternion()),
    );
    model.root.updateWorldMatrix(false, true);
    expect(up.x).toBeGreaterThanOrEqual(0);
    expect(degrees(Math.asin(looks(model, "Head").z))).toBeCloseTo(90, 3);
    model.move(NEUTRAL);
    expect(looks(model, "Head").z).toBeCloseTo(1, 9);
  });

  it("turn the eyes where there are no shapes for that", async () => {
    const model = await open(person(["jawOpen"]));
    expect(model.abilities.turnsEyes).toBe(true);
    model.move(vectorOf({ gazeYaw: 12, gazePitch: -6 }));
    for (const eye of ["LeftEye", "RightEye"]) {
      const direction = looks(model, eye);
      expect(degrees(Math.atan2(direction.x, direction.z))).toBeCloseTo(12, 3);
      expect(degrees(Math.asin(direction.y))).toBeCloseTo(-6, 3);
    }
  });

  it("are found behind what programs put before their names", async () => {
    const mixamo = person(["jawOpen"]);
    for (const node of mixamo.tree["nodes"] as { name: string }[])
      node.name = `mixamorig:${node.name}`;
    expect((await open(mixamo)).abilities.turnsHead).toBe(true);
  });

  it("lower arms that a T pose stretches out", async () => {
    const model = await open(person(["jawOpen"]));
    model.root.updateWorldMatrix(false, true);
    for (const [side, sign] of [
      ["Left", 1],
      ["Right", -1],
    ] as const) {
      const elbow = named(model, `${side}ForeArm`).getWorldPosition(new Vector3());
      const shoulder = named(model, `${side}Arm`).getWorldPosition(new Vector3());
      expect(elbow.y).toBeLessThan(shoulder.y - 0.2);
      expect(Math.sign(elbow.x - shoulder.x)).toBe(sign);
    }
  });
});

describe("the head", () => {
  it("is what hangs on its bone", async () => {
    const { head } = await open(person(["jawOpen"]));
    expect(head.min.y).toBeCloseTo(1.48, 2);
    expect(head.max.y).toBeCloseTo(1.72, 2);
    expect(head.max.x).toBeCloseTo(0.08, 2);
  });

  it("is about what blendshapes move where there is no bone", async () => {
    const model = person(["a", "b", "c", "d", "jawOpen", "e", "f", "g"]);
    const nodes = model.tree["nodes"] as { name: string }[];
    for (const node of nodes) node.name = `x${node.name.length}${node.name.slice(0, 1)}`;
    const { head, abilities } = await open(model);
    expect(abilities.turnsHead).toBe(false);
    expect(head.getCenter(new Vector3()).y).toBeCloseTo(1.6, 2);
    expect(head.getSize(new Vector3()).y).toBeGreaterThan(0.24);
    expect(head.getSize(new Vector3()).y).toBeLessThan(0.4);
  });
});

describe("VRM", () => {
  const NAMES = ["A", "I", "U", "E", "O", "Blink", "Joy", "Angry", "Sad", "Surprised", "Relaxed"];
  const PRESETS = [
    "aa",
    "ih",
    "ou",
    "ee",
    "oh",
    "blink",
    "happy",
    "angry",
    "sad",
    "surprised",
    "relaxed",
  ];
  const all = (): Record<string, ReturnType<typeof bound>> =>
    Object.fromEntries(PRESETS.map((name, k) => [name, bound(k)]));

  it.each([
    ["aa", 0],
    ["ih", 1],
    ["ou", 2],
    ["E", 3],
    ["oh", 4],
  ])("1.0 says %s by its own vowel above all", async (viseme, at) => {
    const model = await open(withVrm1(person(NAMES), all()));
    const vector = NEUTRAL.slice();
    for (const [channel, weight] of visemePose(viseme)) vector[channel] = weight;
    model.move(vector);
    const weights = influences(model);
    expect(weights[at]).toBeGreaterThan(0.8);
    expect(Math.max(...weights.filter((_, k) => k !== at))).toBeLessThan(0.2);
  });

  it.each([
    [
      "happy",
      { mouthSmileLeft: 0.8, mouthSmileRight: 0.8, cheekSquintLeft: 0.5, cheekSquintRight: 0.5 },
      6,
    ],
    [
      "angry",
      { browDownLeft: 0.8, browDownRight: 0.8, noseSneerLeft: 0.4, noseSneerRight: 0.4 },
      7,
    ],
    ["sad", { browInnerUp: 0.8, mouthFrownLeft: 0.6, mouthFrownRight: 0.6 }, 8],
    [
      "surprised",
      {
        browInnerUp: 0.8,
        browOuterUpLeft: 0.8,
        browOuterUpRight: 0.8,
        eyeWideLeft: 0.7,
        eyeWideRight: 0.7,
      },
      9,
    ],
  ])("1.0 feels %s", async (_, channels, at) => {
    const model = await open(withVrm1(person(NAMES), all()));
    model.move(vectorOf(channels));
    const weights = influences(model);
    expect(weights[at]).toBeGreaterThan(0.6);
    expect(Math.max(...weights.filter((__, k) => k !== at))).toBeLessThan(0.35);
  });

  it("1.0 smiles while it speaks, and is at rest at rest", async () => {
    const model = await open(withVrm1(person(NAMES), all()));
    model.move(
      vectorOf({
        mouthSmileLeft: 0.8,
        mouthSmileRight: 0.8,
        cheekSquintLeft: 0.5,
        cheekSquintRight: 0.5,
        jawOpen: 0.58,
      }),
    );
    const weights = influences(model);
    expect(weights[0]).toBeGreaterThan(0.4);
    expect(weights[6]).toBeGreaterThan(0.5);
    model.move(NEUTRAL);
    expect(influences(model).every((weight) => weight === 0)).toBe(true);
  });

  it("1.0 closes each eye for itself where it can", async () => {
    const both = await open(withVrm1(person(["a", "l", "r"]), { blink: bound(0) }));
    both.move(vectorOf({ eyeBlinkLeft: 1, eyeBlinkRight: 0.5 }));
    expect(influences(both)).toEqual([0.75, 0, 0]);
    const each = { blink: bound(0), blinkLeft: bound(1), blinkRight: bound(2) };
    const single = await open(withVrm1(person(["a", "l", "r"]), each));
    single.move(vectorOf({ eyeBlinkLeft: 1, eyeBlinkRight: 0.5 }));
    expect(influences(single)).toEqual([0, 1, 0.5]);
  });

  it("1.0 keeps the mouth back while an expression says all of it", async () => {
    const happy = {
      mouthSmileLeft: 0.8,
      mouthSmileRight: 0.8,
      cheekSquintLeft: 0.5,
      cheekSquintRight: 0.5,
    };
    const talking = { ...happy, jawOpen: 0.5, eyeBlinkLeft: 1, eyeBlinkRight: 1 };
    const model = await open(
      withVrm1(person(["A", "Joy", "Blink"]), {
        aa: bound(0),
        happy: bound(1, { overrideMouth: "block", overrideBlink: "blend" }),
        blink: bound(2),
      }),
    );
    model.move(vectorOf(talking));
    const [vowel, joy, blink] = influences(model);
    expect(vowel).toBe(0);
    expect(joy).toBeGreaterThan(0.5);
    expect(blink).toBeCloseTo(1 - joy!, 5);
  });

  it("1.0 turns its eyes as far as its range says", async () => {
    const model = await open(withVrm1(person(["A"]), { aa: bound(0) }));
    model.move(vectorOf({ gazeYaw: 15 }));
    const left = looks(model, "LeftEye");
    const right = looks(model, "RightEye");
    expect(degrees(Math.asin(left.x))).toBeCloseTo(6, 3); // outward: 12 at 30 degrees
    expect(degrees(Math.asin(right.x))).toBeCloseTo(4.5, 3); // inward: 9
  });

  it("1.0 with ARKit's shapes as expressions of its own needs no presets", async () => {
    const arkit = [
      "jawOpen",
      "mouthPucker",
      "mouthFunnel",
      "eyeBlinkLeft",
      "eyeBlinkRight",
      "browInnerUp",
    ];
    const more = [
      "cheekPuff",
      "tongueOut",
      "mouthLeft",
      "mouthRight",
      "jawLeft",
      "jawRight",
      "jawForward",
    ];
    const pairs = ["mouthSmile", "mouthFrown", "browDown", "eyeWide"].flatMap((name) => [
      `${name}Left`,
      `${name}Right`,
    ]);
    const names = [...arkit, ...more, ...pairs];
    const unnamed = person([...names.map((_, k) => `shape${k}`), "A"]);
    const custom = Object.fromEntries(
      names.map((name, k) => [name[0]!.toUpperCase() + name.slice(1), bound(k)]),
    );
    const model = await open(
      withVrm1(unnamed, {}, { expressions: { preset: { aa: bound(names.length) }, custom } }),
    );
    model.move(vectorOf({ jawOpen: 0.5, mouthPucker: 0.3 }));
    const weights = influences(model);
    expect(weights.slice(0, 2)).toEqual([0.5, 0.3]);
    expect(weights.at(-1)).toBe(0);
  });

  it("0.x looks along -z: it is turned around, its groups and percentages are read", async () => {
    const old = person(["A", "Blink_L", "Blink_R", "Sorrow"], -1);
    const group = (presetName: string, index: number): object => ({
      name: presetName,
      presetName,
      binds: [{ mesh: 0, index, weight: 80 }],
    });
    old.tree["extensionsUsed"] = ["VRM"];
    old.tree["extensions"] = {
      VRM: {
        humanoid: {
          humanBones: [
            { bone: "head", node: 3 },
            { bone: "neck", node: 2 },
          ],
        },
        blendShapeMaster: {
          blendShapeGroups: [
            group("a", 0),
            group("blink_l", 1),
            group("blink_r", 2),
            group("sorrow", 3),
          ],
        },
        firstPerson: { lookAtTypeName: "Bone" },
      },
    };
    const model = await open(old);
    model.move(vectorOf({ eyeBlinkLeft: 1, headYaw: 20 }));
    expect(influences(model)).toEqual([0, 0.8, 0, 0]);
    // The person's left is the picture's right again.
    model.root.updateWorldMatrix(false, true);
    expect(named(model, "LeftEye").getWorldPosition(new Vector3()).x).toBeGreaterThan(0);
    const nose = looks(model, "Head").negate();
    expect(nose.x).toBeCloseTo(Math.sin((20 * Math.PI) / 180), 4);
    expect(nose.z).toBeGreaterThan(0.9);
  });

  it("says things that make no sense: they are left out", async () => {
    const model = await open(
      withVrm1(person(["jawOpen", "A"]), {
        aa: { morphTargetBinds: [{ node: 99, index: 0, weight: 1 }] },
        ih: { morphTargetBinds: [{ node: 10, index: 77, weight: 1 }] },
        ou: { morphTargetBinds: "none" },
        happy: bound(1, { weight: "much" }),
      }),
    );
    model.move(vectorOf({ jawOpen: 1 }));
    expect(influences(model)[0]).toBe(1);
  });
});

describe("releasing a model", () => {
  it("frees geometries, materials and textures", async () => {
    const model = await open(plainRig());
    const meshes = shapedMeshes(model.root);
    const freed: string[] = [];
    for (const mesh of meshes) {
      mesh.geometry.addEventListener("dispose", () => freed.push("geometry"));
      [mesh.material].flat().forEach((material) => {
        material.addEventListener("dispose", () => freed.push("material"));
      });
    }
    expect((meshes[0] as unknown as { skeleton: { bones: Bone[] } }).skeleton.bones).toHaveLength(
      4,
    );
    expect(targetNames(plainRig()).flat()).toContain("jawOpen");
    model.release();
    expect(freed.filter((what) => what === "geometry").length).toBe(meshes.length);
    expect(freed.filter((what) => what === "material").length).toBeGreaterThanOrEqual(
      meshes.length,
    );
    expect(model.root.children).toHaveLength(0);
  });
});
