/**
 * Idle life: blinks, gaze, breathing, posture, head drift and tremor that never stop.
 *
 * `IdleLife.addTo(out, tMs, ...)` is a function of clock, seed and the activity history alone; what it
 * keeps are cursors that make the next look-up cheap. Laws and figures are in `channels.toml` under [idle]
 * and [states], with their sources.
 */
import * as table from "../generated/channels";
import type { Activity, ActivityHistory } from "./activity";
import { channelIndex, type ChannelVector } from "./channels";
import { minimumJerk } from "./curves";
import { LatticeNoise } from "./lattice";
import { mix32, signedUnit, unit } from "./random32";
import { DRAWS_PER_EVENT, Renewal } from "./renewal";

const GAZE_YAW = channelIndex("gazeYaw");
const GAZE_PITCH = channelIndex("gazePitch");
const HEAD_YAW = channelIndex("headYaw");
const HEAD_PITCH = channelIndex("headPitch");
const HEAD_ROLL = channelIndex("headRoll");
const TORSO_LEAN = channelIndex("torsoLean");
const TORSO_TURN = channelIndex("torsoTurn");
const TORSO_SWAY = channelIndex("torsoSway");
const SHOULDER_LEFT = channelIndex("shoulderRaiseLeft");
const SHOULDER_RIGHT = channelIndex("shoulderRaiseRight");
const BREATH = channelIndex("breath");
const TWO_PI = 2 * Math.PI;
const LONG_AGO_MS = -1e9;
/** More than the slowest close, the slowest opening and the lead of one lid take together. */
const LONGEST_BLINK_MS = 320;

/** How long an eye movement of a size takes: the main sequence, 25 + 2.4 ms per degree. */
export function saccadeMs(sizeDeg: number): number {
  return table.IDLE_SACCADE_BASE_MS + table.IDLE_SACCADE_MS_PER_DEG * sizeDeg;
}

/** A value on its way from one place to another; chained moves start where the last one is. */
class Move {
  target = 0;
  #origin = 0;
  #startMs = 0;
  #durationMs = 1;

  reset(): void {
    this.#origin = 0;
    this.target = 0;
    this.#startMs = 0;
    this.#durationMs = 1;
  }

  at(tMs: number): number {
    const share = minimumJerk((tMs - this.#startMs) / this.#durationMs);
    return this.#origin + (this.target - this.#origin) * share;
  }

  go(target: number, tMs: number, durationMs: number): void {
    this.#origin = this.at(tMs);
    this.target = target;
    this.#startMs = tMs;
    this.#durationMs = durationMs;
  }
}

/** When the lids close, how fast, and how far apart the two of them are. */
export class BlinkProcess {
  /** Start of the latest blink. */
  startMs = LONG_AGO_MS;
  readonly #seed: number;
  #draws = 0;
  readonly #renewal: Renewal;

  constructor(history: ActivityHistory, seed: number) {
    this.#seed = seed;
    this.#renewal = new Renewal(history, {
      seed,
      sigma: table.IDLE_BLINK_SIGMA,
      rate: (activity) => activity.blinkPerMin / 60000,
      onEvent: (event, tMs) => {
        this.startMs = event === null ? LONG_AGO_MS : tMs;
        this.#draws = (event ?? 0) * DRAWS_PER_EVENT;
      },
      minGapMs: 400,
    });
  }

  advance(tMs: number): void {
    this.#renewal.advance(tMs);
  }

  /** How far a lid is closed, 0..1; `side` 0 is left. Call `advance` first. */
  closure(tMs: number, side: number): number {
    return blinkShape(this.#seed, this.#draws, tMs - this.startMs, side);
  }
}

/**
 * Lid closure since the start of a blink: a fast close, a slower opening.
 *
 * One lid leads the other by a few milliseconds, which side being drawn.
 */
export function blinkShape(seed: number, draws: number, sinceMs: number, side: number): number {
  if (sinceMs < 0 || sinceMs > LONGEST_BLINK_MS) return 0;
  const leadMs = signedUnit(seed, draws + 2) * table.IDLE_BLINK_SKEW_MS;
  sinceMs -= Math.max(side === 0 ? leadMs : -leadMs, 0);
  const [fastCloseMs, slowCloseMs] = table.IDLE_BLINK_CLOSE_MS;
  const closeMs = fastCloseMs + (slowCloseMs - fastCloseMs) * unit(seed, draws + 3);
  if (sinceMs <= closeMs) return minimumJerk(sinceMs / closeMs);
  const [fastOpenMs, slowOpenMs] = table.IDLE_BLINK_OPEN_MS;
  const openMs = fastOpenMs + (slowOpenMs - fastOpenMs) * unit(seed, draws + 4);
  return 1 - minimumJerk((sinceMs - closeMs) / openMs);
}

/** Where the eyes rest: on the partner, then elsewhere, then back, by saccades. */
export class GazeProcess {
  readonly yaw = new Move();
  readonly pitch = new Move();
  readonly headYaw = new Move();
  readonly headPitch = new Move();
  /** Size of the latest shift. */
  sizeDeg = 0;
  /** Start of the latest blink that went with a shift. */
  blinkMs = LONG_AGO_MS;
  #blinkDraws = 0;
  readonly #smallYaw = new Move();
  readonly #smallPitch = new Move();
  readonly #history: ActivityHistory;
  readonly #seed: number;
  readonly #fixationSeed: number;
  readonly #renewal: Renewal;
  readonly #fixations: Renewal;

  constructor(history: ActivityHistory, seed: number) {
    this.#history = history;
    this.#seed = seed;
    this.#fixationSeed = mix32(seed ^ 0x66697861);
    this.#renewal = new Renewal(history, {
      seed,
      sigma: table.IDLE_GAZE_SIGMA,
      rate: gazeRate,
      onEvent: (event, tMs) => {
        this.#onShift(event, tMs);
      },
      minGapMs: 220,
      nPhases: 2,
    });
    this.#fixations = new Renewal(history, {
      seed: this.#fixationSeed,
      sigma: table.IDLE_GAZE_SIGMA,
      rate: () => 1 / (table.IDLE_FIXATION_S * 1000),
      onEvent: (event, tMs) => {
        this.#onFixation(event, tMs);
      },
      minGapMs: 160,
    });
  }

  #onShift(event: number | null, tMs: number): void {
    if (event === null) {
      for (const move of [this.yaw, this.pitch, this.headYaw, this.headPitch]) move.reset();
      this.sizeDeg = 0;
      this.blinkMs = LONG_AGO_MS;
      this.#blinkDraws = 0;
      return;
    }
    let yaw = 0;
    let pitch = 0;
    if (event % 2 === 0) [yaw, pitch] = this.#awayTarget(event, tMs);
    this.sizeDeg = Math.hypot(yaw - this.yaw.target, pitch - this.pitch.target);
    // A blink is finished before the next one: a shift may follow sooner than the lids are open again.
    if (this.sizeDeg > table.IDLE_BLINK_GAZE_DEG && tMs - this.blinkMs > LONGEST_BLINK_MS) {
      this.blinkMs = tMs;
      this.#blinkDraws = event * DRAWS_PER_EVENT + 5;
    }
    const durationMs = saccadeMs(this.sizeDeg);
    this.yaw.go(yaw, tMs, durationMs);
    this.pitch.go(pitch, tMs, durationMs);
    const share = table.IDLE_GAZE_HEAD_SHARE;
    this.headYaw.go(yaw * share, tMs, table.IDLE_GAZE_HEAD_MS);
    this.headPitch.go(pitch * share, tMs, table.IDLE_GAZE_HEAD_MS);
  }

  #awayTarget(event: number, tMs: number): readonly [yawDeg: number, pitchDeg: number] {
    const draws = event * DRAWS_PER_EVENT;
    const drawnDeg = -table.IDLE_SACCADE_MEAN_DEG * Math.log(1 - unit(this.#seed, draws + 2));
    const sizeDeg = Math.min(drawnDeg, table.IDLE_SACCADE_LIMIT_DEG);
    // Sideways twice as often as up or down: the angle is squeezed toward the horizontal.
    const turn = signedUnit(this.#seed, draws + 3);
    const angle = 0.5 * Math.PI * turn * Math.abs(turn);
    const side = unit(this.#seed, draws + 4) < 0.5 ? 1 : -1;
    const { lookYawDeg, lookPitchDeg } = this.#history.activityAt(tMs);
    const yaw = side * (sizeDeg * Math.cos(angle) + Math.abs(lookYawDeg));
    return [yaw, sizeDeg * Math.sin(angle) + lookPitchDeg];
  }

  #onFixation(event: number | null, tMs: number): void {
    if (event === null) {
      this.#smallYaw.reset();
      this.#smallPitch.reset();
      return;
    }
    const draws = event * DRAWS_PER_EVENT;
    const yaw = signedUnit(this.#fixationSeed, draws + 2) * table.IDLE_FIXATION_DEG;
    const pitch = signedUnit(this.#fixationSeed, draws + 3) * table.IDLE_FIXATION_DEG;
    const sizeDeg = Math.hypot(yaw - this.#smallYaw.target, pitch - this.#smallPitch.target);
    this.#smallYaw.go(yaw, tMs, saccadeMs(sizeDeg));
    this.#smallPitch.go(pitch, tMs, saccadeMs(sizeDeg));
  }

  advance(tMs: number): void {
    this.#renewal.advance(tMs);
    this.#fixations.advance(tMs);
  }

  yawDeg(tMs: number): number {
    return this.yaw.at(tMs) + this.#smallYaw.at(tMs);
  }

  pitchDeg(tMs: number): number {
    return this.pitch.at(tMs) + this.#smallPitch.at(tMs);
  }

  /** The blink that goes with a large gaze shift (Evinger et al. 1994), else 0. */
  blinkClosure(tMs: number, side: number): number {
    return blinkShape(this.#seed, this.#blinkDraws, tMs - this.blinkMs, side);
  }
}

/** The gap before an even event is a mutual gaze, before an odd one a gaze elsewhere. */
function gazeRate(activity: Activity, phase: number): number {
  const dwellS = phase === 0 ? activity.mutualS : activity.awayS;
  return 1 / (dwellS * 1000);
}

/** Shifts of weight every half minute or so: sway, turn and a tilt of the head. */
export class PostureProcess {
  readonly sway = new Move();
  readonly turn = new Move();
  readonly roll = new Move();
  readonly #seed: number;
  readonly #renewal: Renewal;

  constructor(history: ActivityHistory, seed: number) {
    this.#seed = seed;
    this.#renewal = new Renewal(history, {
      seed,
      sigma: 0.5,
      rate: () => 1 / (table.IDLE_POSTURE_S * 1000),
      onEvent: (event, tMs) => {
        this.#onEvent(event, tMs);
      },
      minGapMs: table.IDLE_POSTURE_MS,
    });
  }

  #onEvent(event: number | null, tMs: number): void {
    for (const [axis, move] of [this.sway, this.turn, this.roll].entries()) {
      if (event === null) {
        move.reset();
        continue;
      }
      const share = signedUnit(this.#seed, event * DRAWS_PER_EVENT + 2 + axis);
      move.go(share * (table.IDLE_POSTURE_DEG[axis] ?? 0), tMs, table.IDLE_POSTURE_MS);
    }
  }

  advance(tMs: number): void {
    this.#renewal.advance(tMs);
  }
}

/** Head drift on one axis: a slow and a fast lattice. */
class Drift {
  readonly #slow: LatticeNoise;
  readonly #fast: LatticeNoise;
  readonly #sizeDeg: number;

  constructor(seed: number, axis: number) {
    const [slowS, fastS] = table.IDLE_DRIFT_S;
    this.#slow = new LatticeNoise(mix32(seed ^ (0x64726600 + 2 * axis)), slowS * 1000);
    this.#fast = new LatticeNoise(mix32(seed ^ (0x64726600 + 2 * axis + 1)), fastS * 1000);
    this.#sizeDeg = table.IDLE_DRIFT_DEG[axis] ?? 0;
  }

  at(tMs: number, gain: number): number {
    return (this.#slow.at(tMs) * 0.75 + this.#fast.at(tMs) * 0.25) * gain * this.#sizeDeg;
  }
}

/** Physiological tremor of one hand on one channel: a carrier of 8 to 12 Hz with a slowly changing size. */
class Tremor {
  readonly #channel: number;
  readonly #size: number;
  readonly #hz: number;
  readonly #side: number;
  readonly #swell: LatticeNoise;

  constructor(seed: number, side: number, axis: number) {
    const part = axis === 0 ? "X" : axis === 1 ? "Y" : "Roll";
    this.#channel = channelIndex(`hand${side === 0 ? "Left" : "Right"}${part}`);
    this.#size = axis === 2 ? table.IDLE_TREMOR_DEG : table.IDLE_TREMOR_MM / table.IDLE_SHOULDER_MM;
    this.#hz = table.IDLE_TREMOR_HZ[axis] ?? 0;
    this.#side = side;
    this.#swell = new LatticeNoise(mix32(seed ^ (0x74726500 + 4 * side + axis)), 700);
  }

  addTo(out: ChannelVector, tMs: number, presence: number): void {
    const carrier = Math.sin((TWO_PI * this.#hz * tMs) / 1000 + this.#side);
    const swell = 0.5 + 0.5 * this.#swell.at(tMs);
    out[this.#channel]! += this.#size * presence * carrier * swell;
  }
}

/** Everything that moves while nothing happens. */
export class IdleLife {
  readonly blinks: BlinkProcess;
  readonly gaze: GazeProcess;
  readonly posture: PostureProcess;
  /** Lid closure of idle life at the last sample; the timeline lays it over what the lids do. */
  blinkLeft = 0;
  blinkRight = 0;
  readonly #history: ActivityHistory;
  readonly #yawDrift: Drift;
  readonly #pitchDrift: Drift;
  readonly #rollDrift: Drift;
  readonly #depth: LatticeNoise;
  readonly #tremorLeft: readonly Tremor[];
  readonly #tremorRight: readonly Tremor[];

  constructor(seed: number, history: ActivityHistory) {
    this.#history = history;
    this.blinks = new BlinkProcess(history, mix32(seed ^ 0x626c696e));
    this.gaze = new GazeProcess(history, mix32(seed ^ 0x67617a65));
    this.posture = new PostureProcess(history, mix32(seed ^ 0x706f7374));
    this.#yawDrift = new Drift(seed, 0);
    this.#pitchDrift = new Drift(seed, 1);
    this.#rollDrift = new Drift(seed, 2);
    this.#depth = new LatticeNoise(mix32(seed ^ 0x62726561), 1); // one cell a breath
    this.#tremorLeft = [0, 1, 2].map((axis) => new Tremor(seed, 0, axis));
    this.#tremorRight = [0, 1, 2].map((axis) => new Tremor(seed, 1, axis));
  }

  /**
   * Add idle motion at a time to a channel vector, and update both lids.
   *
   * @param out (N_CHANNELS,), changed in place.
   * @param tMs Session time; any finite value, before zero everything rests.
   * @param leftPresence How far the left hand is raised, 0..1; tremor shows with the hand.
   * @param rightPresence The same of the right hand.
   */
  addTo(out: ChannelVector, tMs: number, leftPresence: number, rightPresence: number): void {
    this.#addLidsAndGaze(out, tMs);
    this.#addHeadAndBreath(out, tMs);
    if (leftPresence > 0) {
      for (const tremor of this.#tremorLeft) tremor.addTo(out, tMs, leftPresence);
    }
    if (rightPresence > 0) {
      for (const tremor of this.#tremorRight) tremor.addTo(out, tMs, rightPresence);
    }
  }

  #addLidsAndGaze(out: ChannelVector, tMs: number): void {
    const { blinks, gaze } = this;
    blinks.advance(tMs);
    gaze.advance(tMs);
    this.blinkLeft = Math.max(blinks.closure(tMs, 0), gaze.blinkClosure(tMs, 0));
    this.blinkRight = Math.max(blinks.closure(tMs, 1), gaze.blinkClosure(tMs, 1));
    out[GAZE_YAW]! += gaze.yawDeg(tMs);
    out[GAZE_PITCH]! += gaze.pitchDeg(tMs);
  }

  #addHeadAndBreath(out: ChannelVector, tMs: number): void {
    const { gaze, posture } = this;
    posture.advance(tMs);
    const gain = this.#history.driftGain(tMs);
    const phase = this.#history.breathPhase(tMs);
    const angle = TWO_PI * phase;
    const depth = table.IDLE_BREATH_DEPTH * (1 + 0.25 * this.#depth.at(phase));
    // Phase-modulated cosine, at its trough when a cycle starts: the crest comes early.
    const skewed = angle + table.IDLE_BREATH_INHALE_SKEW * (1 - Math.cos(angle));
    const breath = -depth * Math.cos(skewed);
    out[BREATH]! += breath;
    out[SHOULDER_LEFT]! += 0.03 * breath;
    out[SHOULDER_RIGHT]! += 0.03 * breath;
    out[HEAD_YAW]! += this.#yawDrift.at(tMs, gain) + gaze.headYaw.at(tMs);
    out[HEAD_PITCH]! += this.#pitchDrift.at(tMs, gain) + gaze.headPitch.at(tMs) + 0.3 * breath;
    out[HEAD_ROLL]! += this.#rollDrift.at(tMs, gain) + posture.roll.at(tMs);
    out[TORSO_SWAY]! += posture.sway.at(tMs);
    out[TORSO_TURN]! += posture.turn.at(tMs);
    out[TORSO_LEAN]! += 0.25 * breath;
  }
}
