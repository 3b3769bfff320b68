/** The stage that the element uses: three.js and shaders come with it. */
import { openStage as open } from "../stage";
import type { OpenStage } from "./likeness";

/** Open a model on a canvas; the picture has a ground of its own. */
export const openStage: OpenStage = (canvas, glb) => open(canvas, glb);
