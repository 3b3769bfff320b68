"""Aperiodic smooth noise: seeded values on a lattice of time, joined by minimum jerk.

A sum of sines repeats and looks mechanical; a lattice never does, needs no trigonometry, and is
equal to the bit in every language. Values lie in [-1, 1); velocity is zero at each lattice point,
which is how a held head moves: small shifts between rests.
"""

from __future__ import annotations

from sherin.body.curves import minimum_jerk
from sherin.body.random32 import signed_unit

__all__ = ["LatticeNoise"]


class LatticeNoise:
    """One axis of noise with one period; a pure function of the clock, cached per cell."""

    def __init__(self, seed: int, period_ms: float) -> None:
        self._seed = seed
        self._period_ms = period_ms
        self._cell = -1
        self._here = 0.0
        self._next = 0.0

    def at(self, t_ms: float) -> float:
        """Value at a time; before zero the first cell holds."""
        position = t_ms / self._period_ms
        if position < 0.0:
            position = 0.0
        cell = int(position)
        if cell != self._cell:
            self._cell = cell
            self._here = signed_unit(self._seed, cell)
            self._next = signed_unit(self._seed, cell + 1)
        return self._here + (self._next - self._here) * minimum_jerk(position - cell)
