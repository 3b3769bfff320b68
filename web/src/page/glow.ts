/**
 * The colour of the light around the face: warm where she is well, blue where she is low, red where she is tense.
 *
 * Pure. It is seen as a breath of colour in a shadow, so it may say what the face says; by taste.
 */
import type { Mood } from "../wire";

/** Hues of OKLCH in degrees, by where affect is. */
const GLAD = 78;
const TENSE = 25;
const LOW = 255;
const AT_EASE = 52;
/** Chroma at rest, and how much a full feeling adds. */
const QUIET = 0.02;
const FULL = 0.13;

/** A CSS colour for a mood. */
export function glowOf({ valence, arousal }: Mood): string {
  const strength = Math.min(Math.hypot(valence, arousal), 1);
  // Mixed as points of the colour circle: between two feelings lies their mixture, not a third hue.
  const share = (side: number, value: number): number => Math.max(side * value, 0);
  const glad = share(1, valence) * (0.4 + share(1, arousal));
  const ease = share(1, valence) * (0.4 + share(-1, arousal));
  const tense = share(-1, valence) * (0.4 + share(1, arousal));
  const low = share(-1, valence) * (0.4 + share(-1, arousal));
  let x = 0;
  let y = 0;
  for (const [hueDeg, weight] of [
    [GLAD, glad],
    [AT_EASE, ease],
    [TENSE, tense],
    [LOW, low],
  ] as const) {
    x += weight * Math.cos((hueDeg * Math.PI) / 180);
    y += weight * Math.sin((hueDeg * Math.PI) / 180);
  }
  const hueDeg = ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  const chroma = QUIET + FULL * strength * Math.min(Math.abs(valence) * 2, 1);
  return `oklch(0.68 ${chroma.toFixed(3)} ${hueDeg.toFixed(0)})`;
}
