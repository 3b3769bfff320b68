"""Strokes: how a limb goes somewhere, stays and comes back, without a step in value or velocity.

A stroke is a list of rests `(at_ms, value)`. Between two rests the value follows a minimum-jerk
reach (Flash and Hogan 1985), bent by an easing; at a rest its velocity is zero. Whatever starts
and ends with a rest at zero therefore starts and ends at exactly zero with zero velocity. Like the
`shapes`, strokes are frozen values of `+ - * /` alone: the same bits on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from sherin.body.capsules.motion.shapes import Samples, Scaled, scaled, smooth_step
from sherin.body.curves import Curve

__all__ = [
    "EASINGS",
    "MIN_STROKE_MS",
    "Rest",
    "Rests",
    "Within",
    "out_hold_back",
    "reach",
    "rests",
    "within",
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

# How much of a square is mixed into the time, by eye: an `out` stroke has covered half its way
# after 36 % (quadratic) or 29 % (cubic) of its time instead of 50 %, and an `in` stroke mirrors
# that.
_BEND: Final = {"quadratic": 0.6, "cubic": 1.0}


def reach(easing: str, u: Samples) -> Samples:
    """Share of the way covered at share `u` of the time; from 0 to 1, resting at both ends."""
    x = np.clip(u, 0.0, 1.0)
    kind, _, side = easing.partition("_")
    bend = _BEND.get(kind, 0.0)
    if side == "out":
        x = 1.0 - _squared(1.0 - x, bend)
    elif side == "in":
        x = _squared(x, bend)
    elif easing == "cubic_in_out":  # a steeper middle than the plain minimum jerk
        x = 0.7 * x + 0.3 * smooth_step(x)
    return smooth_step(x)


def _squared(x: Samples, share: float) -> Samples:
    return x * (share * x + (1.0 - share))


@dataclass(frozen=True, slots=True)
class Rests:
    """A movement through rests; times are shares of the whole and ascend, the last value holds."""

    times: tuple[float, ...]
    values: tuple[float, ...]
    easing: str = "minimum_jerk"
    """Of strokes away from zero; strokes that lose height release with the plain minimum jerk."""

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,)."""
        value = np.full_like(u, self.values[0])
        points = tuple(zip(self.times, self.values, strict=True))
        for (start, before), (end, after) in pairwise(points):
            if after == before or end <= start:
                continue
            easing = self.easing if abs(after) >= abs(before) else "minimum_jerk"
            value = value + (after - before) * reach(easing, (u - start) / (end - start))
        # Adding up strokes leaves rounding errors of 1e-16; a rest at zero means exactly zero.
        return np.where(u >= self.times[-1], self.values[-1], value)


@dataclass(frozen=True, slots=True)
class Within:
    """A movement that takes a part of a longer whole; it rests before and after."""

    shape: Curve
    start: float
    length: float

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,)."""
        x = (u - self.start) / self.length
        return np.where((x > 0.0) & (x < 1.0) & (u < 1.0), self.shape(np.clip(x, 0.0, 1.0)), 0.0)


def rests(total_ms: float, points: Sequence[Rest], *, easing: str = "minimum_jerk") -> Curve:
    """A curve of `total_ms` through rests, constant before the first and after the last.

    Args:
        total_ms: What u = 1 stands for, > 0.
        points: Rests in time order; times may coincide only if the values do.
        easing: See `Rests.easing`.
    """
    peak = max((value for _, value in points), key=abs) or 1.0
    # Shapes of equal timing are equal, whatever their size: each is sampled once when compiled.
    shape = Rests(
        tuple(min(1.0, round(at_ms / total_ms, 5)) for at_ms, _ in points),
        tuple(round(value / peak, 6) for _, value in points),
        easing,
    )
    return scaled(peak, shape)


def out_hold_back(
    peak: float, *, total_ms: float, out_ms: float, hold_ms: float, back_ms: float, easing: str
) -> Curve:
    """The usual stroke: from zero to `peak`, hold it, and back to zero."""
    return rests(
        total_ms,
        [(0.0, 0.0), (out_ms, peak), (out_ms + hold_ms, peak), (out_ms + hold_ms + back_ms, 0.0)],
        easing=easing,
    )


def within(curve: Curve, *, own_ms: float, total_ms: float, after_ms: float = 0.0) -> Curve:
    """The same curve in a longer total: it starts `after_ms` and takes `own_ms`."""
    if own_ms >= total_ms:
        return curve
    start, length = round(after_ms / total_ms, 5), round(own_ms / total_ms, 5)
    gain, shape = (curve.gain, curve.shape) if isinstance(curve, Scaled) else (1.0, curve)
    return scaled(gain, Within(shape, start, length))
