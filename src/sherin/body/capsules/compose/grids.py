"""Latin grids: parameter combinations that cover every axis evenly, from one seed.

An `Axis` turns a number in [0, 1) into a parameter value. `latin_grid` gives n points in which
every axis visits each of its n strata exactly once, in an order that is shuffled independently for
each axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sherin.body.random32 import draw, mix32, unit

__all__ = ["Axis", "fingers_of", "grid_seed", "latin_grid", "pick", "square", "uniform"]

Axis = Callable[[float], object]
"""From [0, 1) to a value of the parameter."""


@dataclass(frozen=True, slots=True)
class _Uniform:
    low: float
    high: float
    step: float

    def __call__(self, x: float) -> object:
        value = round((self.low + (self.high - self.low) * x) / self.step) * self.step
        return round(value, 4)


@dataclass(frozen=True, slots=True)
class _Square:
    low: float
    high: float
    step: float

    def __call__(self, x: float) -> object:
        value = round((self.low + (self.high - self.low) * x * x) / self.step) * self.step
        return round(value, 4)


@dataclass(frozen=True, slots=True)
class _Pick:
    values: tuple[object, ...]

    def __call__(self, x: float) -> object:
        return self.values[min(int(x * len(self.values)), len(self.values) - 1)]


def uniform(low: float, high: float, step: float = 0.01) -> Axis:
    """Evenly between two values, on multiples of a step."""
    return _Uniform(low, high, step)


def square(low: float, high: float, step: float = 0.01) -> Axis:
    """More of the small values: what is seen or heard is change relative to size."""
    return _Square(low, high, step)


def pick(*values: object) -> Axis:
    """One of these, equally often; repeat a value to have it more often."""
    return _Pick(values)


_SETS = (
    ("thumb", "index"),
    ("index", "middle"),
    ("middle", "ring"),
    ("ring", "pinky"),
    ("thumb", "index", "middle"),
    ("index", "middle", "ring"),
    ("middle", "ring", "pinky"),
    ("index", "middle", "ring", "pinky"),
    ("thumb", "index", "middle", "ring", "pinky"),
)


def fingers_of(*, single: bool = False) -> Axis:
    """A set of neighbouring fingers."""
    sets = [list(names) for names in _SETS]
    if single:
        sets += [["index"], ["middle"], ["ring"], ["pinky"], ["thumb"]]
    return _Pick(tuple(sets))


def grid_seed(seed: int, name: str) -> int:
    """A seed of its own for a named grid."""
    for byte in name.encode():
        seed = mix32((seed ^ byte) + 0x9E37 & 0xFFFFFFFF)
    return seed


def latin_grid(axes: Mapping[str, Axis], n: int, *, seed: int) -> Sequence[dict[str, object]]:
    """N combinations in which every axis visits each of its n strata once.

    Args:
        axes: Parameter -> axis.
        n: How many.
        seed: 32 bit; the same seed gives the same grid.
    """
    rows: list[dict[str, object]] = [{} for _ in range(n)]
    for place, (name, axis) in enumerate(axes.items()):
        key = mix32((seed + place * 0x85EBCA6B) & 0xFFFFFFFF)
        order = sorted(range(n), key=lambda k, key=key: (draw(key, k), k))
        for stratum, row in enumerate(order):
            rows[row][name] = axis((stratum + unit(key, n + stratum)) / n)
    return rows
