/** The stage that the element uses, or the reason why there is none. */
import type { OpenStage } from "./likeness";

/** Open a model on a canvas. */
export const openStage: OpenStage = () =>
  Promise.reject(new Error("This build has no stage: the drawn figure is shown."));
