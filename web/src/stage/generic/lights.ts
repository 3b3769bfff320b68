/** A simple light rig for models that bring no photo's light: sky and ground, a key, a rim. */
import {
  Color,
  DirectionalLight,
  Group,
  HemisphereLight,
  type Material,
  type Mesh,
  MeshBasicMaterial,
  type Object3D,
} from "three";
import { channelIndex, type ChannelVector } from "../../motion";
import { lightAt } from "../light";

/**
 * From above and from the picture's left, as on most portraits. By eye; what faces the camera shows nine tenths of
 * its own colour, so no tone curve is needed, and dark skin is not crushed by one.
 */
const KEY = { at: [-0.5, 0.75, 0.85], colour: 0xfff3e6, intensity: 2.3 } as const;
const RIM = { at: [0.8, 0.5, -0.9], colour: 0xe8f0ff, intensity: 1.1 } as const;
const SKY = { sky: 0xf4f6ff, ground: 0x8c7b70, intensity: 1.75 } as const;
/** What the darkest page leaves of the light. */
const DARKEST = 0.16;
const BRIGHTEST = 1.5;
/** Of a stop that a picture shows, as on our own rigs. */
const STOP_SHARE = 0.6;

const EXPOSURE = channelIndex("lightExposure");
const CONTRAST = channelIndex("lightContrast");

interface Unlit {
  readonly material: MeshBasicMaterial;
  readonly own: Color;
}

/** Lights a scene; the page's light has its say on each lamp from where the lamp stands. */
export class Lights {
  readonly group = new Group();
  private readonly key = new DirectionalLight(KEY.colour, KEY.intensity);
  private readonly rim = new DirectionalLight(RIM.colour, RIM.intensity);
  private readonly around = new HemisphereLight(SKY.sky, SKY.ground, SKY.intensity);
  private readonly unlit: readonly Unlit[];
  private readonly facing = new Color(1, 1, 1);

  /** @param model Its materials without light are dimmed by the page's light, too. */
  constructor(model: Object3D) {
    this.key.position.set(...KEY.at);
    this.rim.position.set(...RIM.at);
    this.group.add(this.key, this.rim, this.around);
    this.unlit = unlitMaterials(model);
  }

  /** (9, 3) harmonics of the page's light, linear, 1 is neutral; null for none. */
  surround(harmonics: Float32Array | null): void {
    const sh = harmonics === null ? null : Float64Array.from(harmonics);
    tint(this.key.color.set(KEY.colour), sh, ...KEY.at);
    tint(this.rim.color.set(RIM.colour), sh, ...RIM.at);
    tint(this.around.color.set(SKY.sky), sh, 0, 1, 0);
    tint(this.around.groundColor.set(SKY.ground), sh, 0, -1, 0);
    tint(this.facing.setRGB(1, 1, 1), sh, 0, 0, 1);
  }

  /** Exposure and contrast of one moment. */
  apply(vector: ChannelVector): void {
    const exposure = 2 ** (STOP_SHARE * vector[EXPOSURE]!);
    const contrast = vector[CONTRAST]!;
    this.key.intensity = KEY.intensity * exposure * contrast;
    this.rim.intensity = RIM.intensity * exposure * contrast;
    this.around.intensity = (SKY.intensity * exposure) / Math.sqrt(contrast);
    for (const { material, own } of this.unlit) {
      material.color.copy(own).multiply(this.facing).multiplyScalar(exposure);
    }
  }
}

/** Multiply a lamp's colour by the page's light from where it stands (y up, z to the viewer). */
function tint(colour: Color, sh: Float64Array | null, x: number, y: number, z: number): void {
  if (sh === null) return;
  const length = Math.hypot(x, y, z);
  // Harmonics are those of the face frame: y down, z away.
  const from = (k: number): number =>
    Math.min(Math.max(lightAt(sh, x / length, -y / length, -z / length, k), DARKEST), BRIGHTEST);
  colour.r *= from(0);
  colour.g *= from(1);
  colour.b *= from(2);
}

function unlitMaterials(model: Object3D): Unlit[] {
  const found = new Map<MeshBasicMaterial, Unlit>();
  model.traverse((object) => {
    const { material } = object as Partial<Mesh>;
    const all: readonly Material[] = material === undefined ? [] : [material].flat();
    for (const one of all) {
      if (!(one instanceof MeshBasicMaterial) || found.has(one)) continue;
      found.set(one, { material: one, own: one.color.clone() });
    }
  });
  return [...found.values()];
}
