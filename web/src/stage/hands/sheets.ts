/** Both hands of a rig as sheets that the stage draws: the shadow on the chest, then the hands. */
import type { ChannelVector } from "../../motion/channels";
import { fileError } from "../glb";
import type { HandsEntry, Rig } from "../rig";
import type { Sheet } from "../sheet";
import { addSurroundings } from "../surroundings";
import { LEFT } from "./anatomy";
import { HAND_MESH, type HandMesh, type Rectangle, SPHERES, type Surface } from "./kit";
import { readHandMesh } from "./mesh";
import { dPerMm } from "./placing";
import { HandPoser, type PosedHand } from "./posing";
import { ShadowSheet } from "./shadow";
import { VisibleTriangles } from "./silhouette";
import { findNormals, keepReaching, placeSpheres, refine, shade, skinPoints } from "./surface";

/** `fine` is rounded off once more (four times the triangles), as Python always draws them. */
export type HandDetail = "coarse" | "fine";

/**
 * The hands of one rig, posed by channels on the CPU into arrays that are made once.
 *
 * Triangles of the left hand have the winding of those of the right one that they mirror: draw both
 * sides. While both hands are away `pose` does nothing and the sheets are empty.
 */
export class HandSheets {
  /** Back to front; the same two objects for ever. */
  readonly sheets: readonly [shadow: Sheet, hands: Sheet];
  /** How smooth the hands are; may change between two poses. */
  detail: HandDetail = "fine";
  /** (9, 3) harmonics of light from the page, which multiply the hands' own; null for none. */
  surroundings: Float32Array | null = null;
  private readonly mesh: HandMesh;
  private readonly entry: HandsEntry;
  private readonly poser: HandPoser;
  private readonly shadow: ShadowSheet;
  private readonly visible: VisibleTriangles;
  private readonly hands: Sheet & { readonly indices: Uint16Array };
  private readonly normals: Float32Array;
  private readonly sums: Float64Array;
  /** Of the hand that is lit, then those of the other one that reach it. */
  private readonly spheres = new Float64Array(8 * SPHERES.length);
  /** Every vertex has a normal. */
  private readonly strength: Float32Array;
  /** The gains of the first and of the second hand that is drawn. */
  private readonly gainsOf: readonly [Float32Array, Float32Array];
  private readonly dPerMm: number;
  /** Vertices of one hand, with the middles of its edges. */
  private readonly stride: number;

  /**
   * @param rig A rig that has hands.
   * @throws StageError it has none, or of a mesh that this page does not know.
   */
  constructor(rig: Rig) {
    const entry = rig.hands;
    if (entry === null) throw fileError("its rig has no hands");
    if (entry.mesh !== HAND_MESH || !rig.textures.some(({ name }) => name === entry.texture)) {
      throw fileError(
        `hands of mesh \`${entry.mesh}\` in texture \`${entry.texture}\`; expected \`${HAND_MESH}\` ` +
          "and a texture that the file has",
      );
    }
    this.entry = entry;
    this.mesh = readHandMesh(rig.glb, rig.frame);
    this.poser = new HandPoser(this.mesh, rig.frame);
    this.shadow = new ShadowSheet(rig.frame, entry);
    this.dPerMm = dPerMm(rig.frame);
    const { mesh } = this;
    const nTriangles = mesh.fine.triangles.length / 3;
    this.stride = mesh.uvs.length / 2;
    this.visible = new VisibleTriangles(nTriangles);
    this.normals = new Float32Array(3 * mesh.nVertices);
    this.sums = new Float64Array(3 * mesh.nVertices);
    const uvs = new Float32Array(4 * this.stride);
    uvs.set(mesh.uvs);
    uvs.set(mesh.uvs, 2 * this.stride);
    this.hands = {
      name: "hands",
      texture: entry.texture,
      nVertices: 0,
      nTriangles: 0,
      opacity: 0,
      positions: new Float32Array(6 * this.stride),
      uvs,
      gains: new Float32Array(6 * this.stride),
      feather: new Float32Array(2 * this.stride).fill(1),
      indices: new Uint16Array(6 * nTriangles),
      outline: new Uint8Array(2 * nTriangles),
    };
    this.strength = new Float32Array(mesh.nVertices).fill(1);
    this.gainsOf = [this.hands.gains, this.hands.gains.subarray(3 * this.stride)];
    this.sheets = [this.shadow.sheet, this.hands];
  }

  /** The right and the left hand as they were last posed. */
  get joints(): readonly [right: PosedHand, left: PosedHand] {
    return this.poser.hands;
  }

  /**
   * Fill the sheets for one moment.
   *
   * @param shown What of the plane z = 0 a picture shows that is not the square crop, so that hands
   *   come into its corners; the same object as long as it does not change.
   */
  pose(vector: ChannelVector, shown?: Rectangle): void {
    const { hands, poser, visible, mesh } = this;
    const count = poser.pose(vector, shown);
    hands.opacity = count > 0 ? 1 : 0;
    hands.nVertices = 0;
    hands.nTriangles = 0;
    this.shadow.cast(poser.hands);
    if (count === 0) return;
    visible.clear();
    const surface = this.detail === "fine" ? mesh.fine : mesh.coarse;
    let first = 0;
    for (let side = 0; side < 2; side += 1) {
      const hand = poser.hands[side]!;
      if (!hand.isSeen) continue;
      this.place(hand, surface, first, side === LEFT);
      hands.nVertices = first + (surface === mesh.fine ? this.stride : mesh.nVertices);
      first += this.stride;
    }
    hands.nTriangles = visible.count;
    visible.writeFarFirst(hands.indices, hands.outline);
  }

  /** Skin, light and choose the triangles of one hand, whose vertices begin at row `first`. */
  private place(hand: PosedHand, surface: Surface, first: number, mirrored: boolean): void {
    const { mesh, hands, normals } = this;
    const other = this.poser.hands[mirrored ? 0 : LEFT];
    const { spheres } = this;
    const { positions, gains } = hands;
    skinPoints(mesh, hand.matrices, mirrored, positions, first);
    findNormals(mesh, positions, first, mirrored, this.sums, normals);
    placeSpheres(hand.joints, this.dPerMm, 0, spheres);
    let count = SPHERES.length;
    if (other.isSeen) {
      placeSpheres(other.joints, this.dPerMm, SPHERES.length, spheres);
      count = keepReaching(spheres);
    }
    shade(mesh, this.entry.light, positions, normals, spheres, count, first, gains);
    if (this.surroundings !== null) {
      addSurroundings(normals, this.strength, this.surroundings, this.gainsOf[first === 0 ? 0 : 1]);
    }
    if (surface === mesh.fine) refine(mesh, positions, normals, gains, first);
    this.visible.gather(surface, positions, first, mirrored);
  }
}

/** The hands of a rig; null where it has none. */
export function handsOf(rig: Rig): HandSheets | null {
  return rig.hands === null ? null : new HandSheets(rig);
}
