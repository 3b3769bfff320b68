/**
 * The one 32-bit integer generator, equal to the bit in Python (`random32.py`) and here.
 *
 * Stateless: the k-th draw of a seed is a hash of both, so any draw can be looked up without the ones
 * before it. That is what makes idle life and jitter pure functions of clock and seed.
 *
 * Source: the mixer is Chris Wellons' `lowbias32` (hash prospector, public domain), bias 0.17.
 */

/** 2^32 / golden ratio, odd: consecutive multiples are spread evenly over the 32-bit ring. */
export const WEYL = 0x9e3779b9;

/** Hash of an unsigned 32-bit integer to another; a bijection. Larger integers count modulo 2^32. */
export function mix32(x: number): number {
  x = Math.imul((x >>> 16) ^ x, 0x7feb352d);
  x = Math.imul((x >>> 15) ^ x, 0x846ca68b);
  return ((x >>> 16) ^ x) >>> 0;
}

/** The k-th 32-bit draw of a seed; `seed` in 0..2^32-1, any integer `k >= 0`. */
export function draw(seed: number, k: number): number {
  return mix32(seed + Math.imul(k, WEYL));
}

/** The k-th uniform draw in [0, 1), exact in float64. */
export function unit(seed: number, k: number): number {
  return draw(seed, k) / 4294967296;
}

/** The k-th uniform draw in [-1, 1), exact in float64. */
export function signedUnit(seed: number, k: number): number {
  return draw(seed, k) / 2147483648 - 1;
}

/** Seed of one cue: video cues are counted first, then voice cues, in packet order. */
export function cueSeed(packetSeed: number, cueIndex: number): number {
  return mix32(packetSeed ^ mix32(cueIndex + WEYL));
}
