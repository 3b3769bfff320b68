"""Curves of capsules: how they are described, quantised for the library, and looked up again.

A motion function describes a channel's movement as a `Curve` over u in [0, 1]. `bake_track` samples
it just densely enough, as 16-bit integers with one scale. `sample_track` is the plain look-up that
the timeline's vectorised one (and the TypeScript one) must equal to the bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.errors import CapsuleError

__all__ = [
    "MAX_LOG2_INTERVALS",
    "MIN_LOG2_INTERVALS",
    "BakedTrack",
    "Curve",
    "bake_track",
    "cubic_coefficients",
    "minimum_jerk",
    "sample_track",
]

Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Vectorised: u (n,) in [0, 1] -> value (n,) in the channel's unit, as an offset from neutral."""

MIN_LOG2_INTERVALS: Final = 3
MAX_LOG2_INTERVALS: Final = 9
RELATIVE_TOLERANCE: Final = 0.006
"""Largest error of a look-up, as a share of the track's peak: a third of a pixel on an 80 px
motion."""
PEAK: Final = 32000
"""Largest stored sample; below 2^15 so that no neighbour arithmetic overflows."""

_DENSE_U: Final = np.linspace(0.0, 1.0, (1 << MAX_LOG2_INTERVALS) * 2 + 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BakedTrack:
    """One channel's movement in one capsule, quantised."""

    channel: int
    """Index into the channel registry."""
    log2_intervals: int
    """The curve has 2**log2_intervals + 1 samples, plus one of padding at either end."""
    scale: float
    """Value of one count, in the channel's unit; exactly a float32."""
    samples: NDArray[np.int16]  # (2**log2_intervals + 3,)


def minimum_jerk(u: float) -> float:
    """Smooth step from 0 to 1 with zero velocity and acceleration at both ends.

    Source: Flash and Hogan (1985), the minimum-jerk reach: 10 u^3 - 15 u^4 + 6 u^5.
    """
    if u <= 0.0:
        return 0.0
    if u >= 1.0:
        return 1.0
    return u * u * u * (u * (u * 6.0 - 15.0) + 10.0)


def cubic_coefficients(samples: NDArray[np.int16]) -> NDArray[np.float64]:
    """Catmull-Rom coefficients of every interval of a padded track.

    Args:
        samples: (k + 3,) for k intervals.

    Returns:
        (k, 4) float64, columns c3, c2, c1, c0 of ((c3 f + c2) f + c1) f + c0 for f in [0, 1]. They
        are multiples of one half far below 2^53, so every language computes the same numbers.
    """
    p = samples.astype(np.float64)
    p0, p1, p2, p3 = p[:-3], p[1:-2], p[2:-1], p[3:]
    return np.stack(
        [
            0.5 * (p3 - p0) + 1.5 * (p1 - p2),
            p0 - 2.5 * p1 + 2.0 * p2 - 0.5 * p3,
            0.5 * (p2 - p0),
            p1,
        ],
        axis=1,
    )


def sample_track(track: BakedTrack, u: float) -> float:
    """Value of a track at u in [0, 1], in the channel's unit; u outside is clamped."""
    intervals = 1 << track.log2_intervals
    position = min(max(u, 0.0), 1.0) * intervals
    interval = min(int(position), intervals - 1)
    f = position - interval
    c3, c2, c1, c0 = (float(c) for c in cubic_coefficients(track.samples)[interval])
    return (((c3 * f + c2) * f + c1) * f + c0) * track.scale


def bake_track(channel: int, curve: Curve, *, is_loop: bool = False) -> BakedTrack | None:
    """Sample a curve as coarsely as the tolerance allows.

    A non-loop track is mirrored at its ends, so the look-up starts and ends with zero velocity; a
    loop wraps around. Non-loop tracks that start and end within half a per cent of their peak from
    zero are pinned to exactly zero there, so that a cue that ends leaves nothing behind.

    Returns:
        None when the curve is zero everywhere.

    Raises:
        CapsuleError: the curve is not finite, or a loop does not close.
    """
    dense = np.asarray(curve(_DENSE_U), dtype=np.float64)
    if not np.all(np.isfinite(dense)):
        raise CapsuleError(f"channel {channel}: the curve is not finite; check the parameters.")
    peak = float(np.max(np.abs(dense)))
    if peak < 1e-6:
        return None
    if is_loop and abs(dense[0] - dense[-1]) > 0.005 * peak:
        raise CapsuleError(f"channel {channel}: a loop must end where it starts.")
    scale = float(np.float32(peak / PEAK))
    for log2_intervals in range(MIN_LOG2_INTERVALS, MAX_LOG2_INTERVALS + 1):
        samples = _quantise(dense, scale, log2_intervals, is_loop=is_loop)
        error = _largest_error(samples, dense, scale)
        if error <= RELATIVE_TOLERANCE * peak or log2_intervals == MAX_LOG2_INTERVALS:
            return BakedTrack(
                channel=channel, log2_intervals=log2_intervals, scale=scale, samples=samples
            )
    raise AssertionError("unreachable: the last level always returns")


def _quantise(
    dense: NDArray[np.float64], scale: float, log2_intervals: int, *, is_loop: bool
) -> NDArray[np.int16]:
    stride = (dense.size - 1) >> log2_intervals
    counts = np.rint(dense[::stride] / scale)
    if is_loop:
        counts[-1] = counts[0]
        padded = np.concatenate([counts[-2:-1], counts, counts[1:2]])
    else:
        for end in (0, -1):
            if abs(counts[end]) <= 0.005 * PEAK:
                counts[end] = 0
        padded = np.concatenate([counts[1:2], counts, counts[-2:-1]])
    return padded.astype(np.int16)


def _largest_error(samples: NDArray[np.int16], dense: NDArray[np.float64], scale: float) -> float:
    """How far the look-up strays from the curve at any of the dense points."""
    coefficients = cubic_coefficients(samples)
    f = np.arange(0.0, 1.0, len(coefficients) / (dense.size - 1))
    powers = np.stack([f * f * f, f * f, f, np.ones_like(f)])  # the same f in every interval
    looked_up = (coefficients @ powers).ravel() * scale
    at_end = abs(float(samples[-2]) * scale - float(dense[-1]))
    return max(float(np.max(np.abs(looked_up - dense[:-1]))), at_end)
