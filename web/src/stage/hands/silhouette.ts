/** Which triangles the camera sees, where their outline is, and in which order they are drawn. */
import { CAMERA_DISTANCE } from "../rig";
import type { Surface } from "./kit";

const N_BUCKETS = 1024;

/** Triangles that face the camera, gathered from both hands and sorted; arrays are made once. */
export class VisibleTriangles {
  /** How many were gathered. */
  count = 0;
  /** (count, 3) vertices, in the order they were gathered. */
  private readonly corners: Uint16Array;
  private readonly bits: Uint8Array;
  private readonly depth: Float32Array;
  private readonly faces: Uint8Array;
  private readonly starts = new Int32Array(N_BUCKETS + 1);

  /** @param room The most triangles that one hand has. */
  constructor(room: number) {
    this.corners = new Uint16Array(6 * room);
    this.bits = new Uint8Array(2 * room);
    this.depth = new Float32Array(2 * room);
    this.faces = new Uint8Array(room);
  }

  clear(): void {
    this.count = 0;
  }

  /**
   * Add the triangles of one hand that look at the camera.
   *
   * @param points Positions of all, this hand's from row `first` on.
   * @param mirrored The surface is the mirror image of the mesh.
   */
  gather(surface: Surface, points: Float32Array, first: number, mirrored: boolean): void {
    const { triangles, neighbours } = surface;
    const { faces } = this;
    const m = triangles.length / 3;
    const sign = mirrored ? -1 : 1;
    for (let t = 0; t < m; t += 1) {
      const a = 3 * (first + triangles[3 * t]!);
      const b = 3 * (first + triangles[3 * t + 1]!);
      const c = 3 * (first + triangles[3 * t + 2]!);
      const za = points[a + 2]! + CAMERA_DISTANCE;
      const zb = points[b + 2]! + CAMERA_DISTANCE;
      const zc = points[c + 2]! + CAMERA_DISTANCE;
      faces[t] = 0;
      if (za <= 0.5 || zb <= 0.5 || zc <= 0.5) continue;
      const ax = points[a]! / za;
      const ay = points[a + 1]! / za;
      const area =
        (points[b]! / zb - ax) * (points[c + 1]! / zc - ay) -
        (points[b + 1]! / zb - ay) * (points[c]! / zc - ax);
      if (area * sign < 0) faces[t] = 1;
    }
    for (let t = 0; t < m; t += 1) {
      if (faces[t] === 0) continue;
      let bits = 0;
      let depth = 0;
      for (let k = 0; k < 3; k += 1) {
        const vertex = first + triangles[3 * t + k]!;
        const other = neighbours[3 * t + k]!;
        if (other < 0 || faces[other] === 0) bits |= 1 << k;
        this.corners[3 * this.count + k] = vertex;
        depth += points[3 * vertex + 2]!;
      }
      this.bits[this.count] = bits;
      this.depth[this.count] = depth;
      this.count += 1;
    }
  }

  /**
   * Write them, the farthest first, to 1/1024 of their range of depth; stable.
   *
   * @param indices (m, 3), written.
   * @param outline (m,) bit k: the edge from corner k to k + 1 ends what can be seen; written.
   */
  writeFarFirst(indices: Uint16Array, outline: Uint8Array): void {
    const { count, depth, starts } = this;
    let low = Infinity;
    let high = -Infinity;
    for (let t = 0; t < count; t += 1) {
      low = Math.min(low, depth[t]!);
      high = Math.max(high, depth[t]!);
    }
    const scale = (N_BUCKETS - 1) / Math.max(high - low, 1e-6);
    starts.fill(0);
    for (let t = 0; t < count; t += 1) starts[this.bucket(t, low, scale) + 1]! += 1;
    for (let k = 0; k < N_BUCKETS; k += 1) starts[k + 1]! += starts[k]!;
    for (let t = 0; t < count; t += 1) {
      const bucket = this.bucket(t, low, scale);
      const at = starts[bucket]!;
      starts[bucket] = at + 1;
      outline[at] = this.bits[t]!;
      for (let k = 0; k < 3; k += 1) indices[3 * at + k] = this.corners[3 * t + k]!;
    }
  }

  private bucket(t: number, low: number, scale: number): number {
    return N_BUCKETS - 1 - Math.floor((this.depth[t]! - low) * scale);
  }
}
