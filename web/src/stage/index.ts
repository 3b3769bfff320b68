/**
 * The stage: draws an avatar on a canvas, 60 times a second, from channel vectors.
 *
 * Start with `openStage`. A rig of our own is drawn by the same numbers as Python's `Stage` (docs/stage.md), any
 * other model with ARKit or VRM names by three.js (docs/generic-avatars.md).
 */
import { type Drawn, type StageOptions } from "./drawn";
import { reopenContext } from "./gl/context";
import { GlbFile } from "./glb";
import { isRig, readRig } from "./rig";
import { DrawnRig } from "./rigStage";

export { type Drawn, type StageOptions, type Tier, TIERS } from "./drawn";
export { StageError, type StageFailure } from "./errors";
export { type Sheet } from "./sheet";

/**
 * Open a stage for a GLB file on a canvas; the first picture can be drawn when it is there.
 *
 * @throws StageError there is no WebGL2 here, or the file is broken.
 */
export async function openStage(
  canvas: HTMLCanvasElement,
  glb: ArrayBuffer,
  options: StageOptions = {},
): Promise<Drawn> {
  const file = new GlbFile(glb);
  if (isRig(file)) return DrawnRig.open(canvas, readRig(file), options);
  // three.js is large, and only models of other programs need it.
  const { openGeneric } = await import("./generic");
  await reopenContext(canvas);
  return openGeneric(canvas, glb, options);
}
