/**
 * Eyes that follow something on the page: a few quick steps, never a glide.
 *
 * Pure. Real eyes do not slide after a pointer: they wait, jump, and stay. A jump lasts 25 ms + 2.4 ms a degree
 * (the main sequence, Bahill et al. 1975), comes about 200 ms after what it follows has moved (Carpenter 1988), and
 * the head takes over a share of it later, while the eyes turn back by as much.
 */
import { channelIndex, minimumJerk, type ChannelVector } from "../motion";
import { unit } from "../motion/random32";

const GAZE_YAW = channelIndex("gazeYaw");
const GAZE_PITCH = channelIndex("gazePitch");
const HEAD_YAW = channelIndex("headYaw");
const HEAD_PITCH = channelIndex("headPitch");

const JUMP_MS = 25;
const JUMP_MS_PER_DEG = 2.4;
const LATENCY_MS = 200;
const HEAD_MS = 420;
/** Smaller changes are not worth a jump; by taste. */
const STEP_DEG = 3;
/** A fixation lasts so long at least, and up to twice that. */
const FIXATION_MS = 260;

/** A direction from the face; yaw + to the person's left (the viewer's right), pitch + up. */
export interface Direction {
  readonly yawDeg: number;
  readonly pitchDeg: number;
}

/** How far and how softly something is looked at. */
export interface Manner {
  /** Share of the true direction. */
  readonly gain: number;
  readonly maxYawDeg: number;
  readonly maxPitchDeg: number;
  /** Share of it that the head takes. */
  readonly headShare: number;
}

/** A glance at what the person does: soft, so that the partner stays the person. By taste. */
export const GLANCE: Manner = { gain: 0.55, maxYawDeg: 20, maxPitchDeg: 12, headShare: 0.3 };
/** A look that shows others where to look. By taste. */
export const SHOWING: Manner = { gain: 1, maxYawDeg: 34, maxPitchDeg: 22, headShare: 0.36 };

const AHEAD: Direction = { yawDeg: 0, pitchDeg: 0 };

/** Distance of what is seen in the plane of the page, in CSS px: as if the face looked out of a window. By taste. */
const DEPTH_PX = 640;

/** Where a place on the page lies, seen from the face; offsets in CSS px, y down. */
export function directionTo(dxPx: number, dyPx: number, depthPx = DEPTH_PX): Direction {
  const deg = 180 / Math.PI;
  return {
    yawDeg: Math.atan2(dxPx, depthPx) * deg,
    pitchDeg: Math.atan2(-dyPx, depthPx) * deg,
  };
}

/** One axis of a jump: eyes and head. */
interface Turn {
  from: number;
  to: number;
  headFrom: number;
  headTo: number;
}

/** Follows directions; times are local ms and never go back. */
export class GazeFollower {
  readonly #seed: number;
  readonly #yaw: Turn = { from: 0, to: 0, headFrom: 0, headTo: 0 };
  readonly #pitch: Turn = { from: 0, to: 0, headFrom: 0, headTo: 0 };
  #wanted: Direction = AHEAD;
  #headShare = GLANCE.headShare;
  #wantedMs = -Infinity;
  #beganMs = -Infinity;
  #jumpMs = 1;
  #freeMs = -Infinity;
  #nJumps = 0;

  /** @param seed 32 bits; how long each fixation lasts at least is drawn from it. */
  constructor(seed = 0) {
    this.#seed = seed >>> 0;
  }

  /** Something is to be looked at; null for the person again. */
  look(direction: Direction | null, nowMs: number, manner: Manner = GLANCE): void {
    const { yawDeg, pitchDeg } = direction ?? AHEAD;
    const wanted = {
      yawDeg: within(yawDeg * manner.gain, manner.maxYawDeg),
      pitchDeg: within(pitchDeg * manner.gain, manner.maxPitchDeg),
    };
    // What moves on keeps the moment at which it began to move: else a moving pointer is never looked at.
    if (this.#isNear(this.#wanted)) this.#wantedMs = nowMs;
    this.#wanted = wanted;
    this.#headShare = manner.headShare;
  }

  /** Add eyes and head to a channel vector; a jump begins when its time has come. */
  addTo(out: ChannelVector, nowMs: number): void {
    if (
      !this.#isNear(this.#wanted) &&
      nowMs >= Math.max(this.#freeMs, this.#wantedMs + LATENCY_MS)
    ) {
      this.#jump(nowMs);
    }
    const eyes = minimumJerk((nowMs - this.#beganMs) / this.#jumpMs);
    const head = minimumJerk((nowMs - this.#beganMs) / HEAD_MS);
    add(out, GAZE_YAW, HEAD_YAW, this.#yaw, eyes, head);
    add(out, GAZE_PITCH, HEAD_PITCH, this.#pitch, eyes, head);
  }

  #jump(nowMs: number): void {
    const eyes = minimumJerk((nowMs - this.#beganMs) / this.#jumpMs);
    const head = minimumJerk((nowMs - this.#beganMs) / HEAD_MS);
    begin(this.#yaw, this.#wanted.yawDeg, this.#headShare, eyes, head);
    begin(this.#pitch, this.#wanted.pitchDeg, this.#headShare, eyes, head);
    const sizeDeg = Math.hypot(this.#yaw.to - this.#yaw.from, this.#pitch.to - this.#pitch.from);
    this.#beganMs = nowMs;
    this.#jumpMs = JUMP_MS + JUMP_MS_PER_DEG * sizeDeg;
    this.#nJumps += 1;
    this.#freeMs = nowMs + this.#jumpMs + FIXATION_MS * (1 + unit(this.#seed, this.#nJumps));
  }

  #isNear({ yawDeg, pitchDeg }: Direction): boolean {
    const gap = Math.hypot(yawDeg - this.#yaw.to, pitchDeg - this.#pitch.to);
    // The person is always returned to, however small the way.
    return gap < (yawDeg === 0 && pitchDeg === 0 ? 0.1 : STEP_DEG);
  }
}

function begin(turn: Turn, to: number, headShare: number, eyes: number, head: number): void {
  turn.from += (turn.to - turn.from) * eyes;
  turn.to = to;
  turn.headFrom += (turn.headTo - turn.headFrom) * head;
  turn.headTo = to * headShare;
}

function add(
  out: ChannelVector,
  gaze: number,
  head: number,
  turn: Turn,
  eyes: number,
  neck: number,
): void {
  const headDeg = turn.headFrom + (turn.headTo - turn.headFrom) * neck;
  out[head]! += headDeg;
  // The eyes sit in the head: what it turns they turn back.
  out[gaze]! += turn.from + (turn.to - turn.from) * eyes - headDeg;
}

function within(value: number, limit: number): number {
  return Math.min(Math.max(value, -limit), limit);
}
