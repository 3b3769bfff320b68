/** A sheet of triangles that changes its shape by itself: what the hands hand to the stage, every frame. */

/**
 * Triangles to draw in one go over the layers of the rig; nearer ones hide farther ones.
 *
 * The arrays are made once with room for the most there can be; `nVertices` and `nTriangles` say how much of
 * them holds this frame, and nothing else is read. The twin of `HandSheet` in Python.
 */
export interface Sheet {
  readonly name: "handShadow" | "hands";
  /** Name of an entry of the rig document's `textures`. */
  readonly texture: string;
  nVertices: number;
  nTriangles: number;
  /** 0..1; a sheet at 0 is skipped. */
  opacity: number;
  /** (n, 3) face frame, in d: x to the picture's right, y down, z away from the camera. */
  readonly positions: Float32Array;
  /** (n, 2) in the texture, 0..1, from its top left. */
  readonly uvs: Float32Array;
  /** (n, 3) what the texture's sRGB values are multiplied with; light has already had its say. */
  readonly gains: Float32Array;
  /** (n,) 0..1 opacity. */
  readonly feather: Float32Array;
  /** (m, 3) the farthest first, only those that face the camera. */
  readonly indices: Uint16Array | Uint32Array;
  /** (m,) bit k: the edge from corner k to k + 1 ends the silhouette; it is smoothed over one pixel. */
  readonly outline: Uint8Array;
}
