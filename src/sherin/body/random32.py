"""The one 32-bit integer generator, equal to the bit in Python and TypeScript (`random32.ts`).

Stateless: the k-th draw of a seed is a hash of both, so any draw can be looked up without the ones
before it. That is what makes idle life and jitter pure functions of clock and seed.

Source: the mixer is Chris Wellons' `lowbias32` (hash prospector, public domain), bias 0.17.
"""

from __future__ import annotations

from typing import Final

__all__ = ["WEYL", "cue_seed", "draw", "mix32", "signed_unit", "unit"]

MASK: Final = 0xFFFFFFFF
WEYL: Final = 0x9E3779B9
"""2^32 / golden ratio, odd: consecutive multiples are spread evenly over the 32-bit ring."""


def mix32(x: int) -> int:
    """Hash of an unsigned 32-bit integer to another; a bijection."""
    x ^= x >> 16
    x = (x * 0x7FEB352D) & MASK
    x ^= x >> 15
    x = (x * 0x846CA68B) & MASK
    return x ^ (x >> 16)


def draw(seed: int, k: int) -> int:
    """The k-th 32-bit draw of a seed; `seed` in 0..2^32-1, any `k >= 0`."""
    return mix32((seed + k * WEYL) & MASK)


def unit(seed: int, k: int) -> float:
    """The k-th uniform draw in [0, 1), exact in float64."""
    return draw(seed, k) / 4294967296.0


def signed_unit(seed: int, k: int) -> float:
    """The k-th uniform draw in [-1, 1), exact in float64."""
    return draw(seed, k) / 2147483648.0 - 1.0


def cue_seed(packet_seed: int, cue_index: int) -> int:
    """Seed of one cue: video cues are counted first, then voice cues, in packet order."""
    return mix32((packet_seed ^ mix32((cue_index + WEYL) & MASK)) & MASK)
