/**
 * Shapes that the stage adds to a rig: raised shoulders, breath, and wind in hair and cloth.
 *
 * They act like blendshapes: a travelling wave is two of them, its sine and its cosine. The twin of
 * `rendering/body_shapes.py`.
 */
import { type Frame, type Layer, type Morph } from "./rig";
import { type Pose, ramp, WIND_AT } from "./weights";

/** How far a fully raised shoulder goes up: about 26 mm. By taste. */
const RAISE_D = 0.42;
/** Chest and shoulders at full breath: 2 mm up and 6 mm out, as in quiet breathing. */
const BREATH_UP_D = 0.035;
const BREATH_OUT_D = 0.09;
/** Amplitude of the wind's waves at full strength. */
const HAIR_D = 0.055;
const CLOTH_D = 0.014;
/** How far steady wind presses hair aside. */
const LEAN_D = 0.05;
/** Of wind: frequency, share of the amplitude, wave vector in radians per d. By taste. */
const WAVES = [
  { hz: 1.07, share: 1, wave: [2.3, 1.1] },
  { hz: 2.63, share: 0.45, wave: [-1.7, 3.4] },
] as const;
/** Landmarks of the face's surface; the rest are the irises'. */
const FACE_HULL = 468;
/** Beyond the face's hull hair begins to give way, and does so fully. */
const FRINGE_D = [0.2, 1.1] as const;
/** Over this length the body comes to rest toward the edge where the photo cut it off. */
const HELD_D = 0.9;
/** Moves below this are none. */
const SMALLEST_D = 1e-4;

type Shapes = ReadonlyMap<string, Morph>;
const NONE: Shapes = new Map();

/** What the stage adds to one layer of a rig, by shape name. */
export function addedShapes(layer: Layer, frame: Frame): Shapes {
  if (layer.name === "head" || layer.name === "hair") {
    return wind(layer, hairShare(layer, frame), HAIR_D, LEAN_D);
  }
  if (layer.name === "body") {
    return new Map([...chest(layer, frame), ...wind(layer, clothShare(layer, frame), CLOTH_D, 0)]);
  }
  return NONE;
}

/** Fill the part of a pose that the wind's shapes read. */
export function windWeights(strength: number, tS: number, phase: number, out: Pose): void {
  out[WIND_AT] = strength;
  WAVES.forEach(({ hz }, k) => {
    const angle = 2 * Math.PI * hz * tS + phase;
    out[WIND_AT + 1 + 2 * k] = strength * Math.sin(angle);
    out[WIND_AT + 2 + 2 * k] = strength * Math.cos(angle);
  });
}

/**
 * (n, 4) skinning with the edges of the body held still.
 *
 * A photo cuts the body off; where the cut lies in the picture it must not move, or the background shows behind
 * it. What lies `HELD_D` away from it moves fully.
 */
export function heldSkinning(layer: Layer, frame: Frame): Float32Array {
  if (layer.name !== "body") return layer.skinning;
  const free = freedom(layer, frame);
  return layer.skinning.map((weight, k) => {
    const share = free[k >> 2]!;
    return share * weight + (k % 4 === 0 ? 1 - share : 0);
  });
}

/** (n,) 0 on the sides and the lower edge of the layer, 1 inside and near the neck. */
function freedom(layer: Layer, frame: Frame): Float64Array {
  const { positions } = layer;
  let [left, right, bottom] = [Infinity, -Infinity, -Infinity];
  for (let k = 0; k < positions.length; k += 3) {
    left = Math.min(left, positions[k]!);
    right = Math.max(right, positions[k]!);
    bottom = Math.max(bottom, positions[k + 1]!);
  }
  return perVertex(layer, (x, y) => {
    const toEdge = Math.min(x - left, right - x, bottom - y);
    return Math.max(ramp(toEdge, 0, HELD_D), ramp(frame.neck[1] + 0.3 - y, 0, 0.6));
  });
}

function chest(layer: Layer, frame: Frame): Map<string, Morph> {
  const half = 0.5 * frame.shoulder_width;
  const free = freedom(layer, frame);
  const at = (x: number, y: number) => {
    const aside = x - frame.neck[0];
    const below = y - frame.neck[1];
    return { aside, below, steady: 1 - ramp(below, 1, 3) };
  };
  const shapes = new Map<string, Morph>();
  for (const [side, sign] of [
    ["Left", 1],
    ["Right", -1],
  ] as const) {
    shapes.set(
      `shoulderRaise${side}`,
      dense(layer, free, (x, y) => {
        const { aside, steady } = at(x, y);
        const share = ramp((sign * aside) / half, 0.12, 0.75) * (0.25 + 0.75 * steady);
        return [share * -0.1 * sign * RAISE_D, share * -RAISE_D, 0];
      }),
    );
  }
  shapes.set(
    "breath",
    dense(layer, free, (x, y) => {
      const { aside, below, steady } = at(x, y);
      const chested = Math.exp(-0.5 * ((aside / (0.62 * half)) ** 2 + ((below - 1.5) / 1.2) ** 2));
      const shoulders = ramp(Math.abs(aside) / half, 0.1, 0.8) * steady;
      const up = -BREATH_UP_D * Math.max(shoulders, chested);
      return [(0.35 * BREATH_OUT_D * chested * aside) / half, up, -BREATH_OUT_D * chested];
    }),
  );
  return shapes;
}

function wind(layer: Layer, share: Float64Array, size: number, lean: number): Map<string, Morph> {
  const shapes = new Map<string, Morph>();
  const whole = new Float64Array(share.length).fill(1);
  WAVES.forEach(({ share: part, wave }, number) => {
    for (const [name, turn] of [
      ["Sine", Math.cos],
      ["Cosine", Math.sin],
    ] as const) {
      shapes.set(
        `wind${name}${number}`,
        dense(layer, whole, (x, y, k) => {
          const along = share[k]! * turn(x * wave[0] + y * wave[1]) * size * part;
          return [along, 0.4 * along, 0];
        }),
      );
    }
  });
  if (lean !== 0) {
    const press = dense(layer, whole, (_x, _y, k) => [share[k]! * lean, 0.2 * share[k]! * lean, 0]);
    shapes.set("windPress", press);
  }
  return shapes;
}

/** 1 where hair may move freely, 0 in the face. */
function hairShare(layer: Layer, frame: Frame): Float64Array {
  const ring = convexHull(
    frame.landmarks.slice(0, FACE_HULL).map(([x, y]) => [Math.fround(x), Math.fround(y)] as const),
  );
  return perVertex(layer, (x, y) => ramp(distanceOutside(ring, x, y), ...FRINGE_D));
}

function clothShare(layer: Layer, frame: Frame): Float64Array {
  return perVertex(layer, (_, y) => ramp(y - frame.neck[1], 0.2, 1));
}

type Point = readonly [number, number];

/** Corners of the convex hull of points, in order (Andrew's monotone chain). */
export function convexHull(points: readonly Point[]): readonly Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** From a point to a convex ring of corners, 0 inside. */
export function distanceOutside(ring: readonly Point[], x: number, y: number): number {
  let isInside = ring.length > 2;
  let nearest = Infinity;
  for (let k = 0; k < ring.length; k++) {
    const a = ring[k]!;
    const b = ring[(k + 1) % ring.length]!;
    if (turn(a, b, [x, y]) < 0) isInside = false;
    const [ex, ey] = [b[0] - a[0], b[1] - a[1]];
    const length2 = ex * ex + ey * ey;
    const along = length2 > 0 ? ((x - a[0]) * ex + (y - a[1]) * ey) / length2 : 0;
    const share = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - a[0] - share * ex, y - a[1] - share * ey));
  }
  return isInside ? 0 : nearest;
}

/** Twice the area of a triangle, positive where it turns from x toward y. */
function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function perVertex(layer: Layer, value: (x: number, y: number) => number): Float64Array {
  const { positions } = layer;
  return Float64Array.from({ length: positions.length / 3 }, (_, k) =>
    value(positions[3 * k]!, positions[3 * k + 1]!),
  );
}

/** The moves of a shape where there are any, each times its vertex' share of `free`. */
function dense(
  layer: Layer,
  free: Float64Array,
  move: (x: number, y: number, k: number) => readonly [number, number, number],
): Morph {
  const index: number[] = [];
  const delta: number[] = [];
  for (let k = 0; k < free.length; k++) {
    const moved = move(layer.positions[3 * k]!, layer.positions[3 * k + 1]!, k);
    if (Math.max(Math.abs(moved[0]), Math.abs(moved[1]), Math.abs(moved[2])) <= SMALLEST_D)
      continue;
    index.push(k);
    for (const part of moved) delta.push(part * free[k]!);
  }
  return { index: Uint32Array.from(index), delta: Float32Array.from(delta) };
}
