/**
 * From a channel vector to what a painter fills: smooth points, widths, opacities, in drawing order.
 *
 * Mirrors `src/sherin/body/figure/` and agrees with it to 1e-6. Nothing is allocated by `pose`: all
 * results lie in arrays of the `Figure`, which the next call overwrites.
 */
import { CHANNELS } from "../generated/channels";
import { FIGURE, type FigureFile, type PathRow } from "./data";
import { writeHand } from "./hands";

export type Vector = ArrayLike<number>;

const INDEX: ReadonlyMap<string, number> = new Map(CHANNELS.map((row, index) => [row[0], index]));

/** Where a channel is in a vector. */
export function channel(name: string): number {
  const index = INDEX.get(name);
  if (index === undefined) throw new Error(`figure: no channel ${name}`);
  return index;
}

const HEAD = ["headYaw", "headPitch", "headRoll", "headX", "headY", "headZ"].map(channel);
const TORSO = ["torsoTurn", "torsoLean", "torsoSway"].map(channel);
const GAZE = ["gazeYaw", "gazePitch"].map(channel);
const LOOKS = ["Left", "Right"].map((side) =>
  ["Out", "In", "Up", "Down"].map((way) => channel(`eyeLook${way}${side}`)),
);
const VISIBILITY = ["Left", "Right"].map((side) => channel(`hand${side}Visibility`));
const [PUSH, CREEP, PAN_X, PAN_Y, ROLL] = [
  "cameraPush",
  "cameraFocalCreep",
  "cameraPanX",
  "cameraPanY",
  "cameraRoll",
].map(channel) as [number, number, number, number, number];
const [EXPOSURE, KELVIN, CONTRAST, SOFTNESS] = [
  "lightExposure",
  "lightKeyTemperature",
  "lightContrast",
  "lightShadowSoftness",
].map(channel) as [number, number, number, number];

const NECK_LEAN_SHARE = 0.25;
const STOP_GAIN = 0.28;
const PALM_BACK = 0.15;
const ARM_BACK = 50;
const RADIANS = Math.PI / 180;

/** One line or area; its points are `start` to `stop` of `Figure.points`. */
export interface Path {
  readonly name: string;
  readonly kind: "fill" | "stroke";
  readonly role: string;
  readonly start: number;
  readonly stop: number;
  /** Of a stroke at each point, in eye distances; empty for areas. */
  readonly width: Float64Array;
  /** Number of the path that it shows inside of, or -1. */
  readonly clip: number;
}

/** What happens to every colour: times a gain, then contrast about the middle grey. */
export interface Light {
  red: number;
  green: number;
  blue: number;
  contrast: number;
  shadow: number;
}

interface HandPart {
  readonly side: number;
  readonly paths: readonly number[];
  readonly points: readonly number[];
  readonly bias: number;
  depth: number;
}

/** Rotation as nine numbers, row by row: yaw @ pitch @ roll, x right, y down, z away. */
export function writeRotation(
  out: Float64Array,
  yawDeg: number,
  pitchDeg: number,
  rollDeg: number,
): void {
  const cy = Math.cos(yawDeg * RADIANS);
  const sy = Math.sin(yawDeg * RADIANS);
  const cp = Math.cos(pitchDeg * RADIANS);
  const sp = Math.sin(pitchDeg * RADIANS);
  const cr = Math.cos(rollDeg * RADIANS);
  const sr = Math.sin(rollDeg * RADIANS);
  out[0] = cy * cr + sy * sp * sr;
  out[1] = -cy * sr + sy * sp * cr;
  out[2] = -sy * cp;
  out[3] = cp * sr;
  out[4] = cp * cr;
  out[5] = sp;
  out[6] = sy * cr - cy * sp * sr;
  out[7] = -sy * sr - cy * sp * cr;
  out[8] = cy * cp;
}

/** The figure's geometry, ready to pose again and again. */
export class Figure {
  readonly paths: readonly Path[];
  /** Drawn points in the unit square, x and y in turn, y down. */
  readonly points: Float64Array;
  /** The named points before smoothing, x and y in turn. */
  readonly knots: Float64Array;
  /** Of each path, 0..1. */
  readonly opacity: Float64Array;
  /** Paths back to front. */
  readonly order: Int32Array;
  readonly light: Light = { red: 1, green: 1, blue: 1, contrast: 1, shadow: 1 };
  /** Size of one eye distance in the unit square. */
  unit = 0;

  private readonly n: number;
  private readonly rest: Float64Array;
  private readonly placed: Float64Array;
  private readonly moving: readonly { channel: number; points: Int32Array; by: Float64Array }[];
  private readonly fading: readonly { path: number; channel: number; gain: number }[];
  private readonly tapFrom: Int32Array;
  private readonly tapWeight: Float64Array;
  private readonly parts: HandPart[];
  private readonly sorted: HandPart[];
  private readonly firstHand: number;
  private readonly head = new Float64Array(9);
  private readonly torso = new Float64Array(9);
  private readonly turn = new Float64Array(9);

  constructor(readonly file: FigureFile = FIGURE) {
    this.n = file.names.length;
    this.rest = Float64Array.from(file.rest.flat());
    this.placed = new Float64Array(3 * this.n);
    this.knots = new Float64Array(2 * this.n);
    this.moving = Object.entries(file.deltas).map(([name, rows]) => ({
      channel: channel(name),
      points: Int32Array.from(rows, (row) => row[0]!),
      by: Float64Array.from(rows.flatMap((row) => row.slice(1))),
    }));
    this.fading = file.paths.flatMap((row, path) =>
      Object.entries(row.channels).map(([name, gain]) => ({ path, channel: channel(name), gain })),
    );
    const { paths, from, weight } = smoothing(file.paths);
    this.paths = paths;
    this.tapFrom = from;
    this.tapWeight = weight;
    this.points = new Float64Array(from.length / 2);
    this.opacity = new Float64Array(paths.length);
    this.order = Int32Array.from(paths, (_, index) => index);
    this.parts = handParts(file.paths);
    this.sorted = [...this.parts];
    this.firstHand = Math.min(...this.parts.flatMap((part) => part.paths));
  }

  /** Draw a moment: `points`, `knots`, `opacity`, `order`, `unit` and `light` are then of this vector. */
  pose(vector: Vector): void {
    this.deform(vector);
    this.turnEyes(vector);
    writeRotation(
      this.head,
      vector[HEAD[0]!]! + vector[TORSO[0]!]!,
      vector[HEAD[1]!]! - NECK_LEAN_SHARE * vector[TORSO[1]!]!,
      vector[HEAD[2]!]! + NECK_LEAN_SHARE * vector[TORSO[2]!]!,
    );
    writeRotation(this.torso, vector[TORSO[0]!]!, -vector[TORSO[1]!]!, vector[TORSO[2]!]!);
    this.turnSilhouette();
    this.place(vector);
    writeHand(this.file.hands, vector, 0, this.placed);
    writeHand(this.file.hands, vector, 1, this.placed);
    this.look(vector);
    this.shine(vector);
    this.fade(vector);
    this.smooth();
    this.sort();
  }

  private deform(vector: Vector): void {
    const p = this.placed;
    p.set(this.rest);
    for (const { channel: c, points, by } of this.moving) {
      const value = vector[c]!;
      if (value === 0) continue;
      for (let k = 0; k < points.length; k++) {
        const at = 3 * points[k]!;
        p[at]! += value * by[3 * k]!;
        p[at + 1]! += value * by[3 * k + 1]!;
        p[at + 2]! += value * by[3 * k + 2]!;
      }
    }
    for (const [upper, lower, share] of this.file.meets) {
      const overlap = p[3 * upper + 1]! - p[3 * lower + 1]!;
      if (overlap > 0) {
        p[3 * upper + 1]! -= share * overlap;
        p[3 * lower + 1]! += (1 - share) * overlap;
        // What touches is equally far away, or perspective would part it again.
        const depth = p[3 * upper + 2]! - p[3 * lower + 2]!;
        p[3 * upper + 2]! -= share * depth;
        p[3 * lower + 2]! += (1 - share) * depth;
      }
    }
  }

  private turnEyes(vector: Vector): void {
    const { turn, placed: p } = this;
    const degrees = this.file.look_deg;
    this.file.eyes.forEach((eye, side) => {
      const looks = LOOKS[side]!;
      const outward = side === 0 ? 1 : -1;
      const across = vector[looks[0]!]! - vector[looks[1]!]!;
      writeRotation(
        turn,
        vector[GAZE[0]!]! + outward * degrees * across,
        vector[GAZE[1]!]! + degrees * (vector[looks[2]!]! - vector[looks[3]!]!),
        0,
      );
      const [cx, cy, cz] = eye.centre;
      for (const point of eye.points) {
        const at = 3 * point;
        const x = p[at]! - cx;
        const y = p[at + 1]! - cy;
        const z = p[at + 2]! - cz;
        p[at] = turn[0]! * x + turn[1]! * y + turn[2]! * z + cx;
        p[at + 1] = turn[3]! * x + turn[4]! * y + turn[5]! * z + cy;
        p[at + 2] = turn[6]! * x + turn[7]! * y + turn[8]! * z + cz;
      }
    });
  }

  /** Each slice of a head is an ellipse; what has gone behind its edge shows at the edge. */
  private turnSilhouette(): void {
    const p = this.placed;
    for (const row of this.file.slices) {
      const [point, side, width, depth, centre, azimuth] = row as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const edge = side * Math.atan2(-depth * this.head[6]!, width * this.head[8]!);
      const shown = Math.min(azimuth, edge);
      p[3 * point]! += side * width * Math.cos(shown) - this.rest[3 * point]!;
      p[3 * point + 2]! += centre + depth * Math.sin(shown) - this.rest[3 * point + 2]!;
    }
  }

  /** The head turns on the neck, the torso on the hips. */
  private place(vector: Vector): void {
    const { placed: p, head: h, torso: t, file } = this;
    const [nx, ny, nz] = file.neck_pivot;
    const [hx, hy, hz] = file.hip_pivot;
    const ax = nx - hx;
    const ay = ny - hy;
    const az = nz - hz;
    const size = file.head_height;
    const sx = t[0]! * ax + t[1]! * ay + t[2]! * az + hx + vector[HEAD[3]!]! * size;
    const sy = t[3]! * ax + t[4]! * ay + t[5]! * az + hy - vector[HEAD[4]!]! * size;
    const sz = t[6]! * ax + t[7]! * ay + t[8]! * az + hz - vector[HEAD[5]!]! * size;
    for (let k = 0; k < this.n; k++) {
      const at = 3 * k;
      const share = file.head_share[k]!;
      const x = p[at]!;
      const y = p[at + 1]!;
      const z = p[at + 2]!;
      const bx = x - hx;
      const by = y - hy;
      const bz = z - hz;
      const ux = x - nx;
      const uy = y - ny;
      const uz = z - nz;
      for (let axis = 0; axis < 3; axis++) {
        const r = 3 * axis;
        const pivot = axis === 0 ? hx : axis === 1 ? hy : hz;
        const neck = axis === 0 ? sx : axis === 1 ? sy : sz;
        const torso = t[r]! * bx + t[r + 1]! * by + t[r + 2]! * bz + pivot;
        const head = h[r]! * ux + h[r + 1]! * uy + h[r + 2]! * uz + neck;
        p[at + axis] = share * head + (1 - share) * torso;
      }
    }
  }

  private look(vector: Vector): void {
    const { frame } = this.file;
    const distance = frame.camera_distance;
    const push = vector[PUSH]!;
    const own = distance * (1 - push);
    const zoom = 1 + vector[CREEP]!;
    const aimY = frame.centre[1] - 0.62 * (frame.centre[1] - 0.2) * push;
    const panX = Math.tan(vector[PAN_X]! * RADIANS) * distance;
    const panY = Math.tan(vector[PAN_Y]! * RADIANS) * distance;
    const c = Math.cos(-vector[ROLL]! * RADIANS);
    const s = Math.sin(-vector[ROLL]! * RADIANS);
    for (let k = 0; k < this.n; k++) {
      const depth = Math.max(this.placed[3 * k + 2]! + own, frame.near);
      const scale = (zoom * distance) / depth;
      const x = (this.placed[3 * k]! - frame.centre[0]) * scale - panX;
      const y = (this.placed[3 * k + 1]! - aimY) * scale + panY;
      this.knots[2 * k] = 0.5 + (x * c - y * s) / frame.width;
      this.knots[2 * k + 1] = 0.5 + (x * s + y * c) / frame.width;
    }
    this.unit = (zoom * distance) / own / frame.width;
  }

  private shine(vector: Vector): void {
    const gain = 2 ** (STOP_GAIN * vector[EXPOSURE]!);
    const warm = Math.min(Math.max((5600 - vector[KELVIN]!) / 3600, -1), 1);
    this.light.red = gain * (1 + 0.05 * warm);
    this.light.green = gain * (1 - 0.015 * warm);
    this.light.blue = gain * (1 - 0.12 * warm);
    this.light.contrast = vector[CONTRAST]!;
    this.light.shadow = 1.5 - vector[SOFTNESS]!;
  }

  private fade(vector: Vector): void {
    const rows = this.file.paths;
    const opacity = this.opacity;
    for (let k = 0; k < rows.length; k++) opacity[k] = rows[k]!.opacity;
    for (const { path, channel: c, gain } of this.fading) opacity[path]! += gain * vector[c]!;
    const shadow = Math.min(this.light.shadow, 1.4);
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!;
      let value = Math.min(Math.max(opacity[k]!, 0), 1);
      if (row.facing.length > 0) {
        const [x, y, z] = row.facing as [number, number, number];
        const towards = -(this.head[6]! * x + this.head[7]! * y + this.head[8]! * z);
        value *= Math.min(Math.max((towards - 0.03) / 0.08, 0), 1);
      }
      if (row.role === "shade") value *= shadow;
      opacity[k] = Math.min(value, 1);
    }
    for (const part of this.parts) {
      if (vector[VISIBILITY[part.side]!]! > 0) continue;
      for (const path of part.paths) opacity[path] = 0;
    }
  }

  private smooth(): void {
    const { tapFrom, tapWeight, knots, points } = this;
    for (let k = 0; k < points.length / 2; k++) {
      let x = 0;
      let y = 0;
      for (let tap = 4 * k; tap < 4 * k + 4; tap++) {
        const from = 2 * tapFrom[tap]!;
        x += tapWeight[tap]! * knots[from]!;
        y += tapWeight[tap]! * knots[from + 1]!;
      }
      points[2 * k] = x;
      points[2 * k + 1] = y;
    }
  }

  /** Parts of hands from far to near. */
  private sort(): void {
    for (const part of this.parts) {
      let sum = 0;
      for (const point of part.points) sum += this.placed[3 * point + 2]!;
      part.depth = sum / part.points.length + part.bias;
    }
    this.sorted.sort(farFirst);
    let at = this.firstHand;
    for (const part of this.sorted) for (const path of part.paths) this.order[at++] = path;
  }
}

function farFirst(a: HandPart, b: HandPart): number {
  return b.depth - a.depth || a.paths[0]! - b.paths[0]!;
}

function handParts(rows: readonly PathRow[]): HandPart[] {
  const numbers = new Map<string, number[]>();
  rows.forEach((row, index) => {
    if (row.part === "") return;
    numbers.set(row.part, [...(numbers.get(row.part) ?? []), index]);
  });
  return [...numbers].map(([name, paths]) => ({
    side: name.startsWith("handLeft") ? 0 : 1,
    paths,
    points: [...new Set(paths.flatMap((path) => rows[path]!.spans.flat()))],
    bias: name.endsWith(".arm") ? ARM_BACK : name.endsWith(".palm") ? PALM_BACK : 0,
    depth: 0,
  }));
}

/** The drawn points as sums of four knots each: uniform Catmull-Rom splines, ends held. */
function smoothing(rows: readonly PathRow[]): {
  paths: Path[];
  from: Int32Array;
  weight: Float64Array;
} {
  const from: number[] = [];
  const weight: number[] = [];
  const numberOf = new Map(rows.map((row, index) => [row.name, index]));
  const paths = rows.map((row) => {
    const start = from.length / 4;
    const closed = row.closed && row.spans.length === 1;
    for (const span of row.spans) addSpline(span, closed, row.steps, from, weight);
    const stop = from.length / 4;
    const width = row.kind === "stroke" ? spread(row.width, stop - start) : new Float64Array(0);
    const clip = row.clip === "" ? -1 : (numberOf.get(row.clip) ?? -1);
    return { name: row.name, kind: row.kind, role: row.role, start, stop, width, clip };
  });
  return { paths, from: Int32Array.from(from), weight: Float64Array.from(weight) };
}

function addSpline(
  span: readonly number[],
  closed: boolean,
  steps: number,
  from: number[],
  weight: number[],
): void {
  const count = span.length;
  for (let piece = 0; piece < (closed ? count : count - 1); piece++) {
    for (let step = 0; step < steps; step++) {
      const u = step / steps;
      for (let near = piece - 1; near < piece + 3; near++) {
        const own = closed ? (near + count) % count : Math.min(Math.max(near, 0), count - 1);
        from.push(span[own]!);
      }
      weight.push(
        0.5 * (-u + 2 * u * u - u * u * u),
        0.5 * (2 - 5 * u * u + 3 * u * u * u),
        0.5 * (u + 4 * u * u - 3 * u * u * u),
        0.5 * (-u * u + u * u * u),
      );
    }
  }
  if (!closed) {
    const last = span[count - 1]!;
    from.push(last, last, last, last);
    weight.push(1, 0, 0, 0);
  }
}

/** Values at evenly spaced places, read at `count` evenly spaced places. */
function spread(values: readonly number[], count: number): Float64Array {
  const last = values.length - 1;
  return Float64Array.from({ length: count }, (_, k) => {
    const place = count > 1 ? (k / (count - 1)) * last : 0;
    const low = Math.min(Math.floor(place), Math.max(last - 1, 0));
    const high = Math.min(low + 1, last);
    return values[low]! + (values[high]! - values[low]!) * (place - low);
  });
}
