/** The soft shadow that raised hands throw on the chest. Twin of `shadow.py`. */
import { fileError } from "../glb";
import type { Frame, HandsEntry } from "../rig";
import type { Sheet } from "../sheet";
import { FOREARM, KEY_POINTS } from "./kit";
import type { PosedHand } from "./posing";

const COLUMNS = 36;
const ROWS = 22;
/** Points of the grid. */
const N = COLUMNS * ROWS;
const CHEST_Z = -0.15;
const SOFT = 0.36;
const ARM = 0.42;
const REACH = 2.5;
const PER_DEPTH = 0.3;
const ELBOW_MM = -240;
/** Middle of the white square at the texture's lower right: 12 of 768 x 512 px. */
const WHITE_UV = [1 - 6 / 768, 1 - 6 / 512] as const;
const SHADE = [0.075, 0.035, 0.025] as const;
const GREY_SHADE = [0.035, 0.035, 0.035] as const;
/** Pairs of key points and half the thickness between them, in d. */
const BONES: readonly (readonly [number, number, number])[] = [
  ...[1, 5, 9, 13, 17].map((root) => [0, root, 0.17] as const),
  ...[1, 5, 9, 13, 17].flatMap((first) =>
    [0, 1, 2].map((k) => [first + k, first + k + 1, 0.1] as const),
  ),
];
const N_BONES = BONES.length + 1;

/** A grid over the chest whose feather is how dark it is. */
export class ShadowSheet {
  readonly sheet: Sheet;
  private readonly share: Float64Array;
  private readonly bones = new Float64Array(2 * N_BONES * 5);
  private nBones = 0;

  /** @throws StageError the file's matte of the chest is of another grid. */
  constructor(
    frame: Frame,
    private readonly hands: HandsEntry,
  ) {
    const { chest, light } = hands;
    if (chest.length !== 0 && chest.length !== N) {
      throw fileError(`the chest of its hands has ${chest.length} points; expected ${N}`);
    }
    const grid = gridOf(frame);
    const top = grid[1]!;
    // No edge where the grid ends under the chin.
    this.share = Float64Array.from({ length: N }, (_, k) => {
      const fade = Math.min(Math.max((grid[3 * k + 1]! - top) / 0.35, 0), 1);
      return fade * (chest[k] ?? 0) * light.shadow;
    });
    const shade = light.is_grey ? GREY_SHADE : SHADE;
    this.sheet = {
      name: "handShadow",
      texture: hands.texture,
      nVertices: N,
      nTriangles: 0,
      opacity: 0,
      positions: Float32Array.from(grid),
      uvs: Float32Array.from({ length: 2 * N }, (_, k) => WHITE_UV[k % 2]!),
      gains: Float32Array.from({ length: 3 * N }, (_, k) => shade[k % 3]!),
      feather: new Float32Array(N),
      indices: gridTriangles(),
      outline: new Uint8Array(2 * (COLUMNS - 1) * (ROWS - 1)),
    };
  }

  /** Darken the chest behind the hands that are in sight. */
  cast(hands: readonly PosedHand[]): void {
    this.nBones = 0;
    for (const hand of hands) if (hand.isSeen) this.addBones(hand);
    const { sheet, share } = this;
    const isDark = this.nBones > 0;
    sheet.opacity = isDark ? 1 : 0;
    sheet.nTriangles = isDark ? sheet.indices.length / 3 : 0;
    if (!isDark) return;
    for (let k = 0; k < N; k += 1) {
      const density = share[k]! > 0 ? this.densityAt(3 * k) : 0;
      sheet.feather[k] = density * share[k]!;
    }
  }

  private addBones(hand: PosedHand): void {
    const { joints, matrices } = hand;
    for (let b = 0; b < BONES.length; b += 1) {
      const bone = BONES[b]!;
      const a = 3 * KEY_POINTS[bone[0]]!;
      const c = 3 * KEY_POINTS[bone[1]]!;
      this.setEnd(0, joints[a]!, joints[a + 1]!, joints[a + 2]!);
      this.setEnd(2, joints[c]!, joints[c + 1]!, joints[c + 2]!);
      this.bones[5 * this.nBones + 4] = bone[2];
      this.nBones += 1;
    }
    const m = 12 * FOREARM;
    this.setEnd(0, joints[0]!, joints[1]!, joints[2]!);
    this.setEnd(
      2,
      matrices[m + 1]! * ELBOW_MM + matrices[m + 3]!,
      matrices[m + 5]! * ELBOW_MM + matrices[m + 7]!,
      matrices[m + 9]! * ELBOW_MM + matrices[m + 11]!,
    );
    this.bones[5 * this.nBones + 4] = ARM;
    this.nBones += 1;
  }

  /** An end of a bone behind the hand as seen from the light: farther hands throw it farther. */
  private setEnd(slot: number, x: number, y: number, z: number): void {
    const { direction } = this.hands.light;
    const reach = Math.min(CHEST_Z - z, REACH) * PER_DEPTH;
    this.bones[5 * this.nBones + slot] = x - direction[0] * reach;
    this.bones[5 * this.nBones + slot + 1] = y - direction[1] * reach;
  }

  /** How much of the light the bones take away at a point, 0..1: the darkest, rounded off. */
  private densityAt(at: number): number {
    const { bones, nBones } = this;
    const px = this.sheet.positions[at]!;
    const py = this.sheet.positions[at + 1]!;
    let clear = 1;
    let most = 0;
    for (let b = 0; b < 5 * nBones; b += 5) {
      const ax = bones[b]!;
      const ay = bones[b + 1]!;
      const dx = bones[b + 2]! - ax;
      const dy = bones[b + 3]! - ay;
      const along = ((px - ax) * dx + (py - ay) * dy) / Math.max(dx * dx + dy * dy, 1e-9);
      const t = Math.min(Math.max(along, 0), 1);
      const ex = px - ax - t * dx;
      const ey = py - ay - t * dy;
      const distance = Math.sqrt(ex * ex + ey * ey) - bones[b + 4]!;
      const near = 1 - Math.min(Math.max(distance / SOFT, 0), 1);
      const share = near * near * (3 - 2 * near);
      most = Math.max(most, share);
      clear *= 1 - 0.5 * share;
    }
    return 0.5 * most + 0.5 * (1 - clear);
  }
}

/** (n, 3): where the grid lies in the frame, row by row from the chin down. */
function gridOf(frame: Frame): Float64Array {
  const half = 0.5 * frame.width_d;
  const left = frame.centre[0] - half;
  const top = frame.chin_y - 0.15;
  const bottom = frame.centre[1] + half + 0.1;
  const grid = new Float64Array(3 * N);
  for (let k = 0; k < N; k += 1) {
    grid[3 * k] = left + (frame.width_d * (k % COLUMNS)) / (COLUMNS - 1);
    grid[3 * k + 1] = top + ((bottom - top) * Math.floor(k / COLUMNS)) / (ROWS - 1);
    grid[3 * k + 2] = CHEST_Z;
  }
  return grid;
}

function gridTriangles(): Uint16Array {
  const corners: number[] = [];
  for (let row = 0; row < ROWS - 1; row += 1) {
    for (let column = 0; column < COLUMNS - 1; column += 1) {
      const a = row * COLUMNS + column;
      const [b, c, d] = [a + 1, a + COLUMNS, a + COLUMNS + 1];
      corners.push(a, b, c, b, d, c);
    }
  }
  return Uint16Array.from(corners);
}
