/** Where two hands touch: skin as spheres along the bones. Twin of `contact.py`. */

/** On a bone of a finger from a joint to the next one: which, how far along, radius in mm. */
const FINGER: readonly (readonly [number, number, number])[] = [
  [0, 0.25, 12],
  [0, 0.55, 11.5],
  [0, 0.85, 10.5],
  [1, 0.1, 9.2],
  [1, 0.45, 8.4],
  [1, 0.8, 8.4],
  [2, 0.1, 8],
  [2, 0.55, 7.4],
  [3, 0.05, 7],
  [3, 0.55, 7.2],
  [3, 1, 7.6],
];
const LITTLE_THINNER_MM = 0.7;
/** From joint, share of the way to the next one, radius in mm. */
const SKIN: readonly (readonly [number, number, number])[] = [
  ...[5, 10, 15, 20].flatMap((first) =>
    FINGER.map(
      ([bone, share, radius]) =>
        [first + bone, share, radius - (first === 20 ? LITTLE_THINNER_MM : 0)] as const,
    ),
  ),
  [1, 0.3, 14],
  [1, 0.8, 11.5],
  [2, 0.4, 9.6],
  [2, 0.95, 9.2],
  [3, 0.5, 8.2],
  [3, 1, 7.6],
];
const one = new Float64Array(3 * SKIN.length);
const other = new Float64Array(3 * SKIN.length);

/**
 * How far both hands together may go inward until they touch; negative where they overlap.
 *
 * @param right (26, 3) joints of the right hand, x counted from the body's middle inward.
 * @param left (26, 3) those of the left hand, mirrored alike.
 * @param dPerMm How large a millimetre of the hand is.
 * @returns d along x; infinite where they would pass each other.
 */
export function roomBetween(right: Float64Array, left: Float64Array, dPerMm: number): number {
  place(right, one);
  place(left, other);
  let least = Infinity;
  for (let i = 0; i < SKIN.length; i += 1) {
    for (let j = 0; j < SKIN.length; j += 1) {
      const dy = one[3 * i + 1]! - other[3 * j + 1]!;
      const dz = one[3 * i + 2]! - other[3 * j + 2]!;
      const reach = (SKIN[i]![2] + SKIN[j]![2]) * dPerMm;
      const square = reach * reach - dy * dy - dz * dz;
      if (square > 0) {
        least = Math.min(least, -one[3 * i]! - other[3 * j]! - Math.sqrt(square));
      }
    }
  }
  return least;
}

function place(joints: Float64Array, out: Float64Array): void {
  SKIN.forEach(([from, share], s) => {
    for (let r = 0; r < 3; r += 1) {
      const start = joints[3 * from + r]!;
      out[3 * s + r] = start + share * (joints[3 * from + 3 + r]! - start);
    }
  });
}
