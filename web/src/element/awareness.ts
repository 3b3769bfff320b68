/**
 * What the avatar notices of the page, and how that shows: eyes, a pointing hand, light, and events that are told.
 */
import type { ChannelVector } from "../motion";
import { CHANNELS, channelIndex } from "../motion";
import { Attending } from "./attending";
import { directionTo, GazeFollower, GLANCE, SHOWING, type Direction } from "./gaze";
import { LightProbe } from "./lightProbe";
import { HandExchange, pointingGesture } from "./pointing";
import { EasedLight } from "./surroundingLight";

/** Where the eyes of a portrait are in its frame: share of the height. */
const EYES_AT = 0.42;
/** How long a place that is pointed to is looked at: until the hand has gone. By taste. */
const POINTING_MS = 2600;
const POINTING_WEIGHT = 1;

/** What the page lets it notice. */
export interface Noticing {
  /** Typing, reading and the like are told, and the eyes may follow. */
  readonly context: boolean;
  /** The eyes follow pointer and caret. */
  readonly gaze: boolean;
  /** The page's colours throw light. */
  readonly light: boolean;
}

/** Who is told. */
export interface Senses {
  readonly frame: HTMLElement;
  /** An event of the server's table. */
  readonly onDoing: (event: string) => void;
  /** Try the line again: the page is seen again, or the network is back. */
  readonly onSeenAgain: () => void;
  /** Play a capsule here; false where it cannot be. */
  readonly gesture: (capsuleId: string, weight: number) => boolean;
  readonly onLight: (harmonics: Float32Array) => void;
  /** Whether still pictures are shown: then each change is drawn by itself. */
  readonly isStill: () => boolean;
  readonly refresh: () => void;
}

export class Awareness {
  readonly #senses: Senses;
  readonly #gaze = new GazeFollower();
  readonly #exchange = new HandExchange();
  readonly #light = new EasedLight();
  #attending: Attending | null = null;
  #probe: LightProbe | null = null;
  #followsGaze = false;
  #tells = false;
  #pointsUntilMs = -Infinity;

  constructor(senses: Senses) {
    this.#senses = senses;
    this.#attending = new Attending({
      onDoing: (event) => {
        if (this.#tells) senses.onDoing(event);
      },
      onPlace: (place) => {
        if (this.#followsGaze) this.#glance(place);
      },
      onSeenAgain: senses.onSeenAgain,
    });
  }

  /** Set what may be noticed. */
  notice({ context, gaze, light }: Noticing): void {
    this.#tells = context;
    this.#followsGaze = context && gaze;
    if (!this.#followsGaze && !this.#isPointing) this.#gaze.look(null, performance.now());
    if (light && this.#probe === null) {
      this.#probe = new LightProbe(this.#senses.frame, (harmonics) => {
        this.#shine(harmonics);
      });
    } else if (!light && this.#probe !== null) {
      this.#probe.close();
      this.#probe = null;
      this.#shine(null);
    }
  }

  /** A sentence was sent: the eyes are the person's again. */
  sent(): void {
    this.#attending?.sent();
  }

  /**
   * Look at a place and point to it; null ends it.
   *
   * @returns False where no hand can point: then the eyes alone do.
   */
  pointTo(place: { readonly x: number; readonly y: number } | null): boolean {
    const nowMs = performance.now();
    if (place === null) {
      this.#pointsUntilMs = -Infinity;
      this.#gaze.look(null, nowMs);
      return false;
    }
    const direction = this.#directionTo(place);
    this.#pointsUntilMs = nowMs + POINTING_MS;
    this.#gaze.look(direction, nowMs, SHOWING);
    const { capsuleId, isMirrored } = pointingGesture(direction);
    if (isMirrored) this.#exchange.begin(nowMs);
    return this.#senses.gesture(capsuleId, POINTING_WEIGHT);
  }

  /** Put eyes, hands and light into a frame. */
  pose(out: ChannelVector, nowMs: number): void {
    if (this.#pointsUntilMs !== -Infinity && !this.#isPointing) this.pointTo(null);
    this.#gaze.addTo(out, nowMs);
    this.#exchange.apply(out, nowMs);
    for (const [channel, low, high] of LIMITS) {
      out[channel] = Math.min(Math.max(out[channel]!, low), high);
    }
    const light = this.#light.at(nowMs);
    if (light !== null) this.#senses.onLight(light);
  }

  close(): void {
    this.#attending?.close();
    this.#attending = null;
    this.#probe?.close();
    this.#probe = null;
  }

  get #isPointing(): boolean {
    return performance.now() < this.#pointsUntilMs;
  }

  #shine(harmonics: Float32Array | null): void {
    const isStill = this.#senses.isStill();
    this.#light.to(harmonics, performance.now(), isStill);
    if (isStill) this.#senses.refresh();
  }

  #glance(place: { readonly x: number; readonly y: number } | null): void {
    if (this.#isPointing) return;
    const direction = place === null ? null : this.#directionTo(place);
    this.#gaze.look(direction, performance.now(), GLANCE);
  }

  #directionTo({ x, y }: { readonly x: number; readonly y: number }): Direction {
    const { left, top, width, height } = this.#senses.frame.getBoundingClientRect();
    return directionTo(x - (left + width / 2), y - (top + height * EYES_AT));
  }
}

/** Channels that are moved here beyond what the timeline clamped. */
const LIMITS = ["gazeYaw", "gazePitch", "headYaw", "headPitch"].map((name) => {
  const index = channelIndex(name);
  const { minimum, maximum } = CHANNELS[index]!;
  return [index, minimum, maximum] as const;
});
