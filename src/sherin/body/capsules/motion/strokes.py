"""Strokes: how a limb goes somewhere, stays and comes back, without a step in value or velocity.

A stroke is a list of rests `(at_ms, value)`. Between two rests the value follows a minimum-jerk
reach (Flash and Hogan 1985), bent by an easing; at a rest its velocity is zero. Whatever starts
and ends with a rest at zero therefore starts and ends at exactly zero with zero velocity.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.curves import Curve

__all__ = [
    "EASINGS",
    "MIN_STROKE_MS",
    "Rest",
    "delayed",
    "out_hold_back",
    "reach",
    "rests",
    "stretched",
    "summed",
]

Rest = tuple[float, float]
"""At which ms, and at which value, the movement rests."""

MIN_STROKE_MS: Final = 90.0
"""No hand stroke is shorter. A finger cannot go and come back faster, and at 25 frames a second a
shorter one can fall between two frames."""

EASINGS: Final = (
    "none",
    "linear",
    "minimum_jerk",
    "quadratic_in",
    "quadratic_out",
    "quadratic_in_out",
    "cubic_in",
    "cubic_out",
    "cubic_in_out",
)
"""How a stroke is bent. All keep zero velocity at both ends, also `linear` and `none`."""

# Exponents chosen by eye: an `out` stroke has covered half its way after 37 % (quadratic) and 31 %
# (cubic) of its time instead of 50 %, and an `in` stroke mirrors that.
_BEND: Final = {"quadratic": 1.5, "cubic": 1.9}


def reach(easing: str, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the way covered at share `u` of the time; from 0 to 1, resting at both ends."""
    x = np.clip(u, 0.0, 1.0)
    kind, _, side = easing.partition("_")
    power = _BEND.get(kind)
    if power is not None:
        if side == "out":
            x = 1.0 - (1.0 - x) ** power
        elif side == "in":
            x = x**power
        elif kind == "cubic":  # cubic_in_out: a steeper middle than the plain minimum jerk
            x = 0.7 * x + 0.3 * _minimum_jerk(x)
    return _minimum_jerk(x)


def rests(total_ms: float, points: Sequence[Rest], *, easing: str = "minimum_jerk") -> Curve:
    """A curve of `total_ms` through rests, constant before the first and after the last.

    Args:
        total_ms: What u = 1 stands for, > 0.
        points: Rests in time order; their times may coincide only if their values do.
        easing: How the strokes away from zero are bent. Strokes that lose height are releases and
            follow the plain minimum jerk.
    """
    keys = tuple(points)

    def curve(u: NDArray[np.float64]) -> NDArray[np.float64]:
        t = u * total_ms
        value = np.full_like(t, keys[0][1])
        for (start, before), (end, after) in pairwise(keys):
            if after == before or end <= start:
                continue
            bent = easing if abs(after) >= abs(before) else "minimum_jerk"
            value = value + (after - before) * reach(bent, (t - start) / (end - start))
        # Adding up the strokes leaves rounding errors of 1e-16; a rest at zero means exactly zero.
        value[t >= keys[-1][0]] = keys[-1][1]
        return value

    return curve


def out_hold_back(
    peak: float, *, total_ms: float, out_ms: float, hold_ms: float, back_ms: float, easing: str
) -> Curve:
    """The usual stroke: from zero to `peak`, hold it, and back to zero."""
    return rests(
        total_ms,
        [(0.0, 0.0), (out_ms, peak), (out_ms + hold_ms, peak), (out_ms + hold_ms + back_ms, 0.0)],
        easing=easing,
    )


def delayed(curve: Curve, *, by_ms: float, total_ms: float) -> Curve:
    """The same curve, `by_ms` later in a total that is longer by as much; zero before."""
    before_ms = total_ms - by_ms

    def later(u: NDArray[np.float64]) -> NDArray[np.float64]:
        return curve(np.clip((u * total_ms - by_ms) / before_ms, 0.0, 1.0))

    return later


def stretched(curve: Curve, *, own_ms: float, total_ms: float) -> Curve:
    """The same curve in a longer total, of which it takes the first `own_ms`."""

    def sooner(u: NDArray[np.float64]) -> NDArray[np.float64]:
        return curve(np.clip(u * (total_ms / own_ms), 0.0, 1.0))

    return sooner


def summed(first: Curve, second: Curve) -> Curve:
    """Both at once."""

    def both(u: NDArray[np.float64]) -> NDArray[np.float64]:
        return first(u) + second(u)

    return both


def _minimum_jerk(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return x * x * x * (x * (x * 6.0 - 15.0) + 10.0)
