/**
 * From channels to joints: where both hands are at one moment.
 *
 * Everything is computed for a right hand; a left one is the mirror image of the right hand that has
 * its channels with X, yaw and roll turned around. The twin of `src/sherin/body/rig/hands/posing.py`.
 */
import { channelIndex, type ChannelVector } from "../../motion/channels";
import { CAMERA_DISTANCE, type Frame } from "../rig";
import { jointAngles, LEFT, N_HAND_CHANNELS, readHand, VISIBILITY, visibilityOf } from "./anatomy";
import { chainMatrices, movePivots, turnJoints } from "./chain";
import { carry } from "./carrying";
import { roomBetween } from "./contact";
import { cropOf, boxOf, type Box, meeting, placeWrist, turnForearm, turnHand } from "./placing";
import { type HandMesh, N_JOINTS, type Rectangle } from "./kit";

const THICK_MM = 9;
const APART_MM = 5;
/** The widest gap that hands close that are meant to touch; beyond twice that they pass each other. */
const CLOSE_MM = 60;
const SOFT_D = 0.3;
const OUTWARD = 0.6;
const CUT_D = -0.08;
const JAW_D = 0.28;
/** Visibility at and below which a hand is not drawn. */
const SEEN = 1e-4;
const JAW = channelIndex("jawOpen");

/** One hand at one moment; face frame, d. Its arrays are written anew by every pose. */
export interface PosedHand {
  /** It is in sight; the other fields mean nothing while it is not. */
  isSeen: boolean;
  /** 0..1. */
  visibility: number;
  /** (26, 3, 4): face frame (d) from hand space (mm) of the bind pose, for each joint. */
  readonly matrices: Float64Array;
  /** (26, 3). */
  readonly joints: Float64Array;
}

/** Poses the hands of one rig, without allocating anything. */
export class HandPoser {
  /** The right hand, the left hand. */
  readonly hands: readonly [PosedHand, PosedHand];
  private readonly crop: Rectangle;
  private shown: Rectangle;
  private box: Box;
  private readonly values = [0, 1].map(() => new Float64Array(N_HAND_CHANNELS));
  private readonly down = [0, 0];
  private readonly angles = new Float64Array(20);
  private readonly local = new Float64Array(9 * N_JOINTS);
  private readonly root = new Float64Array(12);
  private readonly wrist = new Float64Array(3);
  private readonly hand = new Float64Array(9);
  private readonly fore = new Float64Array(9);

  /** (26, 3) where the joints of a left hand are bound. */
  private readonly mirrored: Float64Array;

  constructor(
    private readonly mesh: HandMesh,
    private readonly frame: Frame,
  ) {
    this.mirrored = mesh.pivots.map((value, k) => (k % 3 === 0 ? -value : value));
    this.crop = cropOf(frame);
    this.shown = this.crop;
    this.box = boxOf(frame);
    this.hands = [posedHand(), posedHand()];
  }

  /**
   * Find the joints of the hands that are in sight.
   *
   * @param shown What of the plane z = 0 the picture shows; the crop unless given.
   * @returns How many are.
   */
  pose(vector: ChannelVector, shown: Rectangle = this.crop): number {
    if (shown !== this.shown) {
      this.shown = shown;
      this.box = boxOf(this.frame, shown);
    }
    const box = this.box;
    const [right, left] = this.hands;
    let count = 0;
    for (let side = 0; side < 2; side += 1) {
      const hand = this.hands[side]!;
      hand.visibility = visibilityOf(vector, side);
      hand.isSeen = hand.visibility > SEEN;
      if (!hand.isSeen) continue;
      count += 1;
      readHand(vector, side, this.values[side]!);
    }
    const both = count === 2 ? Math.min(right.visibility, left.visibility) : 0;
    const meet = both > 0 ? both * meeting(this.values[0]![0]!, this.values[1]![0]!) : 0;
    for (let side = 0; side < 2; side += 1) {
      const hand = this.hands[side]!;
      if (!hand.isSeen) continue;
      this.raise(hand, this.values[side]!, meet);
      move(hand, Math.max(-this.roomAside(hand, box.sides[side]!), 0), 0);
    }
    if (count === 2) this.keepApart(both, meet);
    this.intoSight(meet);
    const jaw = vector[JAW]!;
    this.clearTheFace(box.ceiling + (Number.isFinite(jaw) ? JAW_D * jaw : 0), meet);
    for (let side = 0; side < 2; side += 1) {
      const hand = this.hands[side]!;
      if (!hand.isSeen) continue;
      if (side === LEFT) mirror(hand, box.leftLower * (1 - meet));
      move(hand, box.middle, 0);
      carry(this.frame, vector, side, hand.matrices);
      movePivots(hand.matrices, side === LEFT ? this.mirrored : this.mesh.pivots, hand.joints);
    }
    return count;
  }

  /** Put a hand where its channels want it, x counted from the body's middle. */
  private raise(hand: PosedHand, values: Float64Array, meet: number): void {
    const { box, mesh, root, fore, local } = this;
    placeWrist(box, values, values[VISIBILITY]!, meet, this.wrist);
    turnHand(values, this.hand, 1 - values[VISIBILITY]!);
    jointAngles(values, this.angles);
    turnJoints(mesh.turns, this.angles, local);
    turnForearm(box, this.wrist, this.hand, fore);
    for (let r = 0; r < 3; r += 1) {
      for (let c = 0; c < 3; c += 1) {
        root[4 * r + c] = fore[3 * r + c]! * box.dPerMm;
        // The wrist's own turn: the forearm's taken back, then the hand's.
        local[3 * r + c] =
          fore[r]! * this.hand[c]! +
          fore[3 + r]! * this.hand[3 + c]! +
          fore[6 + r]! * this.hand[6 + c]!;
      }
    }
    root[3] = -this.wrist[0]!;
    root[7] = this.wrist[1]!;
    root[11] = this.wrist[2]!;
    chainMatrices(root, mesh.pivots, local, hand.matrices);
    movePivots(hand.matrices, mesh.pivots, hand.joints);
  }

  /** Each makes half of the room that they need between them, or closes half of their gap. */
  private keepApart(both: number, meet: number): void {
    const [right, left] = this.hands;
    const { dPerMm } = this.box;
    const reach = innermost(right.joints) + innermost(left.joints);
    const past = 0.5 * reach + (THICK_MM + APART_MM) * dPerMm;
    let way = -both * (1 - meet) * givingWay(past);
    if (meet > 0) {
      const gap = roomBetween(right.joints, left.joints, dPerMm);
      way += 0.5 * meet * Math.min(gap, Math.max(2 * CLOSE_MM * dPerMm - gap, 0));
    }
    move(right, way, 0);
    move(left, way, 0);
  }

  /** How far a hand can go outward until a joint leaves the picture; negative if one has. */
  private roomAside(hand: PosedHand, side: number): number {
    const { joints } = hand;
    let outermost = -Infinity;
    for (let j = 0; j < 3 * N_JOINTS; j += 3) {
      const seen = CAMERA_DISTANCE / (CAMERA_DISTANCE + joints[j + 2]!);
      outermost = Math.max(outermost, -joints[j]! * seen);
    }
    return side + CUT_D - outermost;
  }

  /** Up, where so little of a hand would be seen that it says nothing. */
  private intoSight(meet: number): void {
    const { down, box } = this;
    let most = 0;
    for (let side = 0; side < 2; side += 1) {
      const hand = this.hands[side]!;
      if (!hand.isSeen) continue;
      const top = highest(hand.joints) - THICK_MM * box.dPerMm;
      down[side] = -(hand.visibility ** 3) * givingWay(top - box.floor);
      most = Math.min(most, down[side]!);
    }
    for (let side = 0; side < 2; side += 1) {
      const hand = this.hands[side]!;
      if (hand.isSeen) move(hand, 0, down[side]! + meet * (most - down[side]!));
    }
  }

  /** First outward as far as the picture goes, then down; hands that touch go down together. */
  private clearTheFace(ceiling: number, meet: number): void {
    const { down, box } = this;
    let most = 0;
    for (let side = 0; side < 2; side += 1) {
      const hand = this.hands[side]!;
      if (!hand.isSeen) continue;
      const tooHigh = givingWay(this.tooHigh(hand.joints, ceiling));
      const room = Math.max(this.roomAside(hand, box.sides[side]!), 0);
      move(hand, -(1 - meet) * Math.min(OUTWARD * tooHigh, room), 0);
      down[side] = givingWay(this.tooHigh(hand.joints, ceiling));
      most = Math.max(most, down[side]!);
    }
    for (let side = 0; side < 2; side += 1) {
      const hand = this.hands[side]!;
      if (hand.isSeen) move(hand, 0, down[side]! + meet * (most - down[side]!));
    }
  }

  /** How much higher the hand is than the mouth allows; negative where there is room. */
  private tooHigh(joints: Float64Array, ceiling: number): number {
    const { near, far, top, dPerMm } = this.box;
    const thick = THICK_MM * dPerMm;
    let before = -1e3;
    let highest = Infinity;
    for (let j = 0; j < 3 * N_JOINTS; j += 3) {
      const share = Math.min(Math.max((far - Math.abs(joints[j]!)) / (far - near), 0), 1);
      const above = ceiling - joints[j + 1]! + thick;
      // Where the rule fades out it asks for less, and nothing at all beside the face.
      if (share > 0) before = Math.max(before, above - 3 * (1 - share));
      highest = Math.min(highest, joints[j + 1]!);
    }
    return Math.max(before, top - highest + thick);
  }
}

function posedHand(): PosedHand {
  return {
    isSeen: false,
    visibility: 0,
    matrices: new Float64Array(12 * N_JOINTS),
    joints: new Float64Array(3 * N_JOINTS),
  };
}

function move(hand: PosedHand, x: number, y: number): void {
  for (let j = 0; j < N_JOINTS; j += 1) {
    hand.matrices[12 * j + 3]! += x;
    hand.matrices[12 * j + 7]! += y;
    hand.joints[3 * j]! += x;
    hand.joints[3 * j + 1]! += y;
  }
}

/** A right hand becomes the left one on the other side of the body's middle. */
function mirror(hand: PosedHand, lower: number): void {
  const { matrices, joints } = hand;
  for (let j = 0; j < N_JOINTS; j += 1) {
    const m = 12 * j;
    matrices[m + 7]! += lower;
    joints[3 * j + 1]! += lower;
    joints[3 * j]! *= -1;
    // The mesh is mirrored too: the matrix is one in mirrored axes on both sides.
    matrices[m + 1]! *= -1;
    matrices[m + 2]! *= -1;
    matrices[m + 3]! *= -1;
    matrices[m + 4]! *= -1;
    matrices[m + 8]! *= -1;
  }
}

function innermost(joints: Float64Array): number {
  let most = -Infinity;
  for (let j = 0; j < 3 * N_JOINTS; j += 3) most = Math.max(most, joints[j]!);
  return most;
}

function highest(joints: Float64Array): number {
  let least = Infinity;
  for (let j = 1; j < 3 * N_JOINTS; j += 3) least = Math.min(least, joints[j]!);
  return least;
}

/** At least as far as a limit is passed, and a little before it: no motion ends abruptly. */
function givingWay(past: number): number {
  if (past <= -SOFT_D) return 0;
  return past >= SOFT_D ? past : (past + SOFT_D) ** 2 / (4 * SOFT_D);
}
