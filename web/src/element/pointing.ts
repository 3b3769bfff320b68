/**
 * A hand that points to a place on the page: which capsule, and with which hand.
 *
 * Pure. The library points aside with the right hand, to the viewer's left. For the other side the two hands are
 * exchanged: from a moment at which both rest until both rest again, so that nothing jumps.
 */
import { CHANNEL_NAMES, channelIndex, type ChannelVector } from "../motion";
import type { Direction } from "./gaze";

const ASIDE = "HF_POINT_SIDE";
const DOWN = "HF_POINT_DOWN";
const AHEAD = "HF_POINT";
/** Nearer to the middle than this, a hand that points aside would point past it. */
const ASIDE_DEG = 12;
const DOWN_DEG = -14;
/** A hand below this is not seen. */
const RESTS = 0.02;
/** A gesture that never showed a hand, such as one left out by chance, is over after this. */
const SHOWS_WITHIN_MS = 1200;

const LEFT_VISIBILITY = channelIndex("handLeftVisibility");
const RIGHT_VISIBILITY = channelIndex("handRightVisibility");
/** Channels of the left hand, those of the right, and the sign that a mirror gives them. */
const PAIRS: readonly (readonly [number, number, number])[] = CHANNEL_NAMES.filter((name) =>
  name.startsWith("handLeft"),
).map((name) => {
  const part = name.slice("handLeft".length);
  const isTurned = part === "X" || part === "Yaw" || part === "Roll";
  return [channelIndex(name), channelIndex(`handRight${part}`), isTurned ? -1 : 1];
});

/** The capsule that points there, and whether with the other hand. */
export function pointingGesture({ yawDeg, pitchDeg }: Direction): {
  readonly capsuleId: string;
  readonly isMirrored: boolean;
} {
  const isMirrored = yawDeg > 0;
  if (Math.abs(yawDeg) >= ASIDE_DEG) return { capsuleId: ASIDE, isMirrored };
  return { capsuleId: pitchDeg <= DOWN_DEG ? DOWN : AHEAD, isMirrored };
}

/** Exchange the two hands in a channel vector. */
export function exchangeHands(out: ChannelVector): void {
  for (const [left, right, sign] of PAIRS) {
    const held = out[left]!;
    out[left] = sign * out[right]!;
    out[right] = sign * held;
  }
}

/** Exchanges the hands while a mirrored gesture plays. */
export class HandExchange {
  #beganMs: number | null = null;
  #hasShown = false;
  #areAtRest = true;

  /** Whether both hands rested in the last frame. */
  get areAtRest(): boolean {
    return this.#areAtRest;
  }

  /** A mirrored gesture begins; only where both hands rest. */
  begin(nowMs: number): void {
    if (!this.#areAtRest) return;
    this.#beganMs = nowMs;
    this.#hasShown = false;
  }

  /** Look at a frame, and exchange its hands where that is due. */
  apply(out: ChannelVector, nowMs: number): void {
    this.#areAtRest = Math.max(out[LEFT_VISIBILITY]!, out[RIGHT_VISIBILITY]!) < RESTS;
    if (this.#beganMs === null) return;
    const isLate = nowMs - this.#beganMs > SHOWS_WITHIN_MS;
    if (this.#areAtRest && (this.#hasShown || isLate)) {
      this.#beganMs = null;
      return;
    }
    this.#hasShown ||= !this.#areAtRest;
    exchangeHands(out);
  }
}
