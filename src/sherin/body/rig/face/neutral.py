"""From the expression of the photo to a neutral face: what each handle has to give back."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.anatomy import describe_lips, jaw_shares

__all__ = ["neutral_field"]

Field = NDArray[np.float64]  # (n, 3): own frame
Points3 = NDArray[np.float64]  # (n, 3): own frame

_CLOSED_GAP: Final = 0.035
"""A gap of the lips below this, own units, is a closed mouth that the detector drew ajar."""

_UPPER_SHARE: Final = 0.40
_UPPER_MOST: Final = 0.10
"""The upper lip closes this share of the gap, never more than so much: the jaw does the rest.

Source: moving the upper lip most made muppets of the portraits it was tried on.
"""

_DARK_UPPER_SHARE: Final = 0.15
"""Where no tooth shows, the mouth was opened by the jaw alone."""

_CHIN_SHARE: Final = 0.8
_CHIN_MOST: Final = 0.20
"""How far the chin follows the lower lip: its share, own units at most; more folds the corners."""
_USUAL_WIDTH: Final = 0.84
"""Between the lips' corners at rest, own units."""
_WIDTH_SHARE: Final = 0.62
"""Of what a smile is wider than that."""
_SMILE_SHARE: Final = 1.08
"""Of the height of the corners above the middle of the lip line: what a smile has painted beside
them still rises, and only corners a little too low look level against it."""
_DROOP_SHARE: Final = 0.85
"""Of the depth of the corners below it."""
_SHAPE_SHARE: Final = 0.25
"""Of what else bends the closed line: on a turned face the far corner is steep."""


def neutral_field(
    points: Points3, rings: dict[str, NDArray[np.int32]], *, shows_teeth: bool
) -> Field:
    """How far each handle moves from the photo's expression to a closed, level mouth.

    Args:
        points: (n, 3) positions as in the photo.
        rings: Indices of the mouth's curves in `points`.
        shows_teeth: Whether a gap between the lips is a smile's rather than a fallen jaw's.

    Returns:
        (n, 3); zero away from lips, chin and jaw.
    """
    field = np.zeros_like(points)
    lips = describe_lips(points, rings)
    upper, lower = rings["mouthInnerUpper"], rings["mouthInnerLower"]
    gap = points[lower] - points[upper]
    open_ = float(gap[:, 1].max())
    is_open = open_ > _CLOSED_GAP
    share = _upper_share(open_, shows_teeth=shows_teeth) if is_open else 0.5
    line = points[upper] + share * gap
    target = _levelled(line[:, 0], line[:, 1]) if is_open else line[:, 1]
    at = lips.index
    close = np.where(lips.is_upper, share, share - 1.0)[:, None] * gap[lips.station]
    # The border of the red follows less than the rim: lips that a smile had thinned fill out.
    strength = np.where(lips.is_upper, 0.72, 0.86) if is_open else np.full(len(at), 0.6)
    strength = strength + (1 - strength) * lips.inward
    field[at] = close * strength[:, None]
    field[at, 1] += (target - line[:, 1])[lips.station]
    if is_open:
        field[at, 0] += _narrowed(points, points[at, 0] + field[at, 0])
        rise = min(_CHIN_SHARE * (1 - share) * open_, _CHIN_MOST)
        field += jaw_shares(len(points))[:, None] * np.array([0.0, -rise, 0.0])
    return field


def _upper_share(gap: float, *, shows_teeth: bool) -> float:
    """The share of a gap that the upper lip closes."""
    if not shows_teeth:
        return _DARK_UPPER_SHARE
    return min(_UPPER_SHARE, _UPPER_MOST / gap)


def _levelled(along: NDArray[np.float64], line: NDArray[np.float64]) -> NDArray[np.float64]:
    """The lip line with most of its smile taken out, its small shape kept."""
    u = 2 * (along - along[0]) / (along[-1] - along[0]) - 1
    middle = line[len(line) // 2]
    base = (line[0] + line[-1]) / 2
    # A smile is nearly a parabola: corners high, middle low; its tilt belongs to the face.
    curve = (base - middle) * u**2
    shape = line - middle - curve - (line[-1] - line[0]) / 2 * u
    taken = _SMILE_SHARE if base < middle else _DROOP_SHARE
    return middle + (1 - taken) * curve + _SHAPE_SHARE * shape + (line[-1] - line[0]) / 2 * u


def _narrowed(points: Points3, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Movement in x, at each x, that takes back most of a smile's width."""
    left, right = points[308, 0], points[78, 0]
    excess = max(left - right - _USUAL_WIDTH, 0.0)
    middle = (left + right) / 2
    u = np.clip((x - middle) / ((left - right) / 2), -1.1, 1.1)
    return -0.5 * _WIDTH_SHARE * excess * u
