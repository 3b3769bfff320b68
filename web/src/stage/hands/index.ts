/**
 * The two hands of a rig in the browser, as Python poses and lights them.
 *
 * `handsOf(rig)` gives a `HandSheets`, or null where the rig has none; `pose` fills its two sheets from
 * a channel vector, and the stage draws them. See docs/hands.md.
 */
export { type Rectangle } from "./kit";
export { type PosedHand } from "./posing";
export { type HandDetail, handsOf, HandSheets } from "./sheets";
