/** Which part of the face frame a picture shows, and how the camera moves it. The twin of `rendering/camera.py`. */
import { channelIndex } from "../motion";
import { CAMERA_DISTANCE, type Layer, type Rig } from "./rig";
import { type Pose } from "./weights";

/** Share of a pan that is shown: a photo ends after three degrees. */
const PAN_GAIN = 0.2;
/** A wide picture's height in head heights; shares of it above the crown and below the chin. */
const HEADROOM = 1.16;
const ABOVE_CROWN = 0.05;
const BELOW_CHIN = 0.1;
/** A tall picture's least width in widths of the face. */
const FACE_ROOM = 1.3;
/** How far beyond the crop a still picture may show the body, which is mirrored there. */
const BESIDE_D = 0.5;
const BELOW_D = 0.1;
/** What comes this near to the edge of the crop was cut off by it. */
const CUT_D = 0.15;
/** Hand-held wander: frequencies, and amplitudes that fall with them. By taste. */
const JITTER_HZ = [0.43, 0.97, 1.9, 3.1] as const;
const JITTER_SHARE = [0.74, 0.52, 0.36, 0.22] as const;
const DEG = Math.PI / 180;

const PUSH = channelIndex("cameraPush");
const CREEP = channelIndex("cameraFocalCreep");
const ROLL = channelIndex("cameraRoll");
const PAN_X = channelIndex("cameraPanX");
const PAN_Y = channelIndex("cameraPanY");
const JITTER = channelIndex("cameraJitter");
const PARALLAX = channelIndex("parallax");

/** x0, y0, x1, y1 in d at the plane z = 0. */
export type Part = readonly [number, number, number, number];

/** Which part of the plane z = 0 a picture shows at rest. */
export interface Framing {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pxPerD: number;
  /** (x, y) in d of the middle of the picture. */
  readonly centre: readonly [number, number];
  /** What the rig has pixels for. */
  readonly known: Part;
}

/** Perspective at one moment; written in place. */
export interface View {
  /** From the camera to the plane z = 0, in d. */
  distance: number;
  /** In px: a point x beside the axis is drawn focal * x / (z + distance) beside it. */
  focal: number;
  cosine: number;
  sine: number;
  offsetX: number;
  offsetY: number;
  /** What parallax moves the background against everything else, to the right. */
  backgroundShiftPx: number;
}

/** A view to write into. */
export function emptyView(): View {
  return {
    distance: CAMERA_DISTANCE,
    focal: 1,
    cosine: 1,
    sine: 0,
    offsetX: 0,
    offsetY: 0,
    backgroundShiftPx: 0,
  };
}

/**
 * The crop itself where the picture is square; else what fills it with the face whole.
 *
 * A wide picture is as high as a head with a little air, and may show what the rig has beyond the crop on both
 * sides; a tall one is as high as the crop, or higher where the face would not fit.
 */
export function framingOf(rig: Rig, widthPx: number, heightPx: number): Framing {
  const { frame } = rig;
  const known = knownPart(rig);
  const aspect = widthPx / heightPx;
  let [x, y] = frame.centre;
  const side = frame.width_d;
  let heightD = side;
  if (aspect > 1) {
    heightD = Math.min(side, Math.max(side / aspect, HEADROOM * frame.head_height));
    heightD = Math.min(heightD, (known[2] - known[0]) / aspect);
    const crown = frame.chin_y - frame.head_height;
    y = Math.min(y, crown + (0.5 - ABOVE_CROWN) * heightD);
    // Better a cropped crown than a cropped chin.
    y = Math.max(y, frame.chin_y - (0.5 - BELOW_CHIN) * heightD);
  } else if (aspect < 1) {
    let left = Infinity;
    let right = -Infinity;
    for (const point of frame.landmarks) {
      left = Math.min(left, point[0]);
      right = Math.max(right, point[0]);
    }
    heightD = Math.min(Math.max(side, (FACE_ROOM * (right - left)) / aspect), known[3] - known[1]);
    x = 0.5 * (left + right);
  }
  const widthD = heightD * aspect;
  x = Math.min(Math.max(x, known[0] + 0.5 * widthD), known[2] - 0.5 * widthD);
  y = Math.min(Math.max(y, known[1] + 0.5 * heightD), known[3] - 0.5 * heightD);
  return { widthPx, heightPx, pxPerD: heightPx / heightD, centre: [x, y], known };
}

/**
 * What the rig can show without an end in sight, in d at the plane z = 0.
 *
 * The background ends it, the body where the photo cut it off, and above the head that the photo cut off nothing
 * is known but a little mirrored hair.
 */
export function knownPart(rig: Rig): Part {
  const { frame } = rig;
  const half = 0.5 * frame.width_d;
  const [x, y] = frame.centre;
  const crop: Part = [x - half, y - half, x + half, y + half];
  let known: [number, number, number, number] = [...crop];
  for (const layer of rig.layers) {
    if (layer.name === "background") known = extent(layer);
  }
  for (const layer of rig.layers) {
    if (layer.name !== "body") continue;
    const body = extent(layer);
    // A body that keeps off a side of the crop has its own outline there.
    if (body[0] < crop[0] + CUT_D) known[0] = Math.max(known[0], body[0], crop[0] - BESIDE_D);
    if (body[2] > crop[2] - CUT_D) known[2] = Math.min(known[2], body[2], crop[2] + BESIDE_D);
    known[3] = Math.min(known[3], body[3], crop[3] + BELOW_D);
  }
  if (frame.chin_y - frame.head_height < crop[1] + CUT_D) {
    known[1] = Math.max(known[1], crop[1] - CUT_D);
  }
  // Never less than the crop: at rest a square picture is the photo.
  return [
    Math.min(known[0], crop[0]),
    Math.min(known[1], crop[1]),
    Math.max(known[2], crop[2]),
    Math.max(known[3], crop[3]),
  ];
}

function extent(layer: Layer): [number, number, number, number] {
  const out: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let k = 0; k < layer.positions.length; k += 3) {
    const scale = CAMERA_DISTANCE / (CAMERA_DISTANCE + layer.positions[k + 2]!);
    const x = layer.positions[k]! * scale;
    const y = layer.positions[k + 1]! * scale;
    out[0] = Math.min(out[0], x);
    out[1] = Math.min(out[1], y);
    out[2] = Math.max(out[2], x);
    out[3] = Math.max(out[3], y);
  }
  return out;
}

/**
 * Fill the view that the camera channels ask for at one moment.
 *
 * Push brings the camera nearer, focal creep only enlarges; both keep the point between the eyes where it is. It
 * never shows what the rig does not know: the picture enlarges just enough.
 */
export function viewOf(framing: Framing, pose: Pose, tS: number, phase: number, out: View): void {
  const { widthPx, heightPx, pxPerD } = framing;
  const distance = CAMERA_DISTANCE * (1 - pose[PUSH]!);
  const focal = pxPerD * CAMERA_DISTANCE * (1 + pose[CREEP]!);
  const angle = -pose[ROLL]! * DEG;
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const jitter = (heightPx / 512) * pose[JITTER]!;
  const pan = PAN_GAIN * CAMERA_DISTANCE * pxPerD;
  const shiftX = -Math.tan(pose[PAN_X]! * DEG) * pan + jitter * wander(tS, phase, 0);
  const shiftY = Math.tan(pose[PAN_Y]! * DEG) * pan + jitter * wander(tS, phase, 1);
  const middleX = 0.5 * widthPx;
  const middleY = 0.5 * heightPx;
  const eyesX = -pxPerD * framing.centre[0];
  const eyesY = -pxPerD * framing.centre[1];
  const offsetX = middleX + cosine * eyesX - sine * eyesY + shiftX;
  const offsetY = middleY + sine * eyesX + cosine * eyesY + shiftY;
  const enlarged = cover(
    framing,
    cosine,
    sine,
    middleX - offsetX,
    middleY - offsetY,
    focal / distance,
  );
  out.distance = distance;
  out.focal = focal * enlarged;
  out.cosine = cosine;
  out.sine = sine;
  out.offsetX = middleX + enlarged * (offsetX - middleX);
  out.offsetY = middleY + enlarged * (offsetY - middleY);
  out.backgroundShiftPx = pose[PARALLAX]! * widthPx;
}

/** How much the picture must be enlarged about its middle to show known places only, >= 1. */
function cover(
  framing: Framing,
  cosine: number,
  sine: number,
  awayX: number,
  awayY: number,
  pxPerD: number,
): number {
  const halfX = (0.5 * framing.widthPx) / pxPerD;
  const halfY = (0.5 * framing.heightPx) / pxPerD;
  // In d: where the middle of the picture lies, and how far its corners reach from there.
  const atX = (cosine * awayX + sine * awayY) / pxPerD;
  const atY = (-sine * awayX + cosine * awayY) / pxPerD;
  const reachX = Math.abs(cosine) * halfX + Math.abs(sine) * halfY;
  const reachY = Math.abs(sine) * halfX + Math.abs(cosine) * halfY;
  const [x0, y0, x1, y1] = framing.known;
  return Math.max(
    1,
    reachX / Math.max(atX - x0, 0.15 * reachX),
    reachX / Math.max(x1 - atX, 0.15 * reachX),
    reachY / Math.max(atY - y0, 0.15 * reachY),
    reachY / Math.max(y1 - atY, 0.15 * reachY),
  );
}

/** A smooth signal of variance one; each axis has its own. */
function wander(tS: number, phase: number, axis: number): number {
  let value = 0;
  for (let k = 0; k < JITTER_HZ.length; k++) {
    const angle = 2 * Math.PI * JITTER_HZ[k]! * (1 + 0.13 * axis) * tS;
    value += Math.SQRT2 * JITTER_SHARE[k]! * Math.sin(angle + phase + 2.4 * k + 1.7 * axis);
  }
  return value;
}
