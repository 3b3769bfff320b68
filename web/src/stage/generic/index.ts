/**
 * Avatars of other programs: any GLB with ARKit blendshape names, and VRM 0.x and 1.0 as far as they map.
 *
 * `openGeneric` gives the same `Drawn` as a rig of our own. three.js and its loader are needed only here, so
 * import this folder when such a file is met. See docs/generic-avatars.md.
 */
import type { Drawn, StageOptions } from "../drawn";
import { GlbFile } from "../glb";
import { DrawnModel } from "./drawnModel";
import { GenericModel } from "./model";

export { type Abilities, GenericModel } from "./model";

/**
 * Open a stage for a model of another program on a canvas.
 *
 * @throws StageError no WebGL2, a broken or packed file, one that refers to others, or one without anything to move.
 */
export async function openGeneric(
  canvas: HTMLCanvasElement,
  glb: ArrayBuffer,
  options: StageOptions = {},
): Promise<Drawn> {
  const model = await GenericModel.open(new GlbFile(glb), glb);
  try {
    return new DrawnModel(canvas, model, options);
  } catch (error) {
    model.release();
    throw error;
  }
}
