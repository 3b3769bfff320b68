"""From the expression of the photo to a neutral face: what each handle has to give back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.anatomy import describe_lips, jaw_shares

__all__ = ["PhotoMouth", "cheek_fall", "neutral_field"]

Field = NDArray[np.float64]  # (n, 3): own frame
Values = NDArray[np.float64]  # (k,)
Points2 = NDArray[np.float64]  # (k, 2)
Points3 = NDArray[np.float64]  # (n, 3): own frame

_CLOSED_GAP: Final = 0.035
"""A gap of the lips below this, own units, is a closed mouth that the detector drew ajar."""

_UPPER_SHARE: Final = 0.46
_UPPER_MOST: Final = 0.10
"""The upper lip closes this share of the gap, never more than so much: the jaw does the rest.

Source: moving the upper lip most made muppets of the portraits it was tried on.
"""

_DARK_UPPER_SHARE: Final = 0.15
"""Where no tooth shows, the mouth was opened by the jaw alone."""

_CHIN_SHARE: Final = 0.8
_CHIN_MOST: Final = 0.20
"""How far the chin follows the lower lip: its share, own units at most; more folds the corners."""
_USUAL_WIDTH: Final = 0.78
"""Between the lips' corners at rest, own units.

Source: mean .75, .67 to .86, of the 13 portraits of 24 that do not smile.
"""
_WIDTH_SHARE: Final = 0.78
"""Of what a smile is wider than that."""
_FULLNESS: Final = 0.5
"""Lips that a smile drew wide were thin: of the width they lose they gain this share in height."""
_CORNER_FULLNESS: Final = 0.9
_LEVEL: Final = -0.012
"""Height of a calm mouth's corners above the middle of its line, own units, as the photo sees it.

Source: mean -.005, -.029 to .011, of the portraits that do not smile; a little lower, since what
a smile has painted beside its corners still rises.
"""
_LEVEL_DEPTH: Final = 0.2
"""Corners lie behind the middle, so that a lowered head shows them higher: this share of what the
detector believes of that is left, since it reads much of it into smiles."""
_LEVEL_DEPTH_MOST: Final = 0.08
_CLOSED_SHARE: Final = 0.9
"""Of a smile with closed lips that is taken out: some mouths are built so."""
_CLOSED_SMILE: Final = (0.012, 0.06)
"""Height of the corners from which closed lips are a smile, and where they surely are."""
_DROOP_SHARE: Final = 0.85
"""Of the depth of the corners below the middle."""
_SHAPE_SHARE: Final = 0.25
"""Of what else bends the closed line: on a turned face the far corner is steep."""

# What a full smile had moved beside the mouth, own units; each by eye on eleven smiles.
_CHEEK_FALL: Final = (-0.012, 0.040, 0.030)  # outward, down, back
_LID_FALL: Final = 0.030
"""Cheeks that rise push the lower lids up."""
_LID_OPEN: Final = 0.17
"""Eyes this wide open were not narrowed by a smile."""
_WING_IN: Final = 0.014
_WINGS: Final = ((49, 1.0), (48, 1.0), (64, 1.0), (102, 0.9), (131, 0.8), (115, 0.5), (98, 0.4))
_WINGS_LEFT: Final = (279, 278, 294, 331, 360, 344, 327)
"""Wings of the nose, which a smile draws apart."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhotoMouth:
    """The mouth of the photo and how much it smiles."""

    points: Points3  # (n, 3), own frame
    seen: Points2  # (n, 2): across and down as the photo shows them, own units
    rings: dict[str, NDArray[np.int32]]
    shows_teeth: bool
    """Whether a gap between the lips is a smile's rather than a fallen jaw's."""

    @property
    def gap(self) -> NDArray[np.float64]:
        """(k, 3) from the rim of the upper lip to that of the lower."""
        lower, upper = (self.rings[f"mouthInner{name}"] for name in ("Lower", "Upper"))
        return self.points[lower] - self.points[upper]

    @property
    def is_open(self) -> bool:
        """Whether the lips are apart."""
        return float(self.gap[:, 1].max()) > _CLOSED_GAP

    @property
    def lift(self) -> float:
        """Height of the corners above the middle of the line between the lips, as seen."""
        return _lift(self._middle_line(self.seen[:, 1]))

    @property
    def smile(self) -> float:
        """How much of a smile the photo shows, 0..1: its folds are that deep."""
        if not self.is_open:
            return _CLOSED_SHARE * _ramp(self.lift, *_CLOSED_SMILE)
        rim = self.points[self.rings["mouthInnerUpper"]]
        wide = _ramp(float(rim[-1, 0] - rim[0, 0]), 0.8, 1.0)
        open_ = _ramp(float(self.gap[:, 1].max()), 0.0, 0.08)
        return open_ * max(wide, _ramp(self.lift, 0.0, 0.1))

    def level_of(self) -> float:
        """The height of the corners that looks calm on this face."""
        hidden = self.lift - _lift(self._middle_line(self.points[:, 1]))
        return _LEVEL + _LEVEL_DEPTH * float(np.clip(hidden, -_LEVEL_DEPTH_MOST, _LEVEL_DEPTH_MOST))

    def _middle_line(self, height: Values) -> Values:
        upper, lower = (self.rings[f"mouthInner{name}"] for name in ("Upper", "Lower"))
        return (height[upper] + height[lower]) / 2


def neutral_field(mouth: PhotoMouth) -> Field:
    """How far each handle moves from the photo's expression to a closed, level mouth.

    Returns:
        (n, 3); zero away from lips, chin, jaw, lids and wings of the nose.
    """
    points, rings = mouth.points, mouth.rings
    field = np.zeros_like(points)
    lips = describe_lips(points, rings)
    at = lips.index
    gap = mouth.gap
    open_ = float(gap[:, 1].max())
    share = _upper_share(open_, shows_teeth=mouth.shows_teeth) if mouth.is_open else 0.5
    close = np.where(lips.is_upper, share, share - 1.0)[:, None] * gap[lips.station]
    # The border of the red follows less than the rim: lips that a smile had thinned fill out.
    strength = np.where(lips.is_upper, 0.72, 0.86) if mouth.is_open else np.full(len(at), 0.6)
    strength = strength + (1 - strength) * lips.inward
    field[at] = close * strength[:, None]
    upper, lower = (mouth.seen[rings[f"mouthInner{name}"]] for name in ("Upper", "Lower"))
    line = upper + share * (lower - upper)
    field[at, 1] += (_levelled(mouth, line) - line[:, 1])[lips.station]
    narrower, taken = _narrowed(mouth, points[at, 0] + field[at, 0])
    field[at, 0] += narrower
    # More toward the corners: there a level line would squeeze the red that a smile had bent.
    fullness = _FULLNESS + _CORNER_FULLNESS * lips.off_centre**2
    fuller = fullness * taken * (1 - lips.inward) * lips.thickness
    field[at, 1] += np.where(lips.is_upper, -fuller, fuller)
    if mouth.is_open:
        rise = min(_CHIN_SHARE * (1 - share) * open_, _CHIN_MOST)
        field += jaw_shares(len(points))[:, None] * np.array([0.0, -rise, 0.0])
    _relax_around(field, mouth)
    return field


def cheek_fall(points: Points3, cheeks: tuple[int, int], reach: Values) -> Field:
    """How a smile's raised cheeks come down, over all vertices, (n, 3).

    Args:
        points: (n, 3), own frame.
        cheeks: Landmarks on the apples of the right and the left cheek.
        reach: (n,) 0..1, where skin may move.
    """
    field = np.zeros_like(points)
    for out, landmark in zip((-1.0, 1.0), cheeks, strict=True):
        away = points[:, :2] - points[landmark, :2]
        weight = np.exp(-((out * away[:, 0] / 0.32) ** 2) - ((away[:, 1] + 0.04) / 0.26) ** 2)
        move = np.array([out * _CHEEK_FALL[0], _CHEEK_FALL[1], _CHEEK_FALL[2]])
        field += (weight * reach)[:, None] * move
    return field


def _relax_around(field: Field, mouth: PhotoMouth) -> None:
    """Give back what a smile does to lower lids and the wings of the nose, in place."""
    smile, points = mouth.smile, mouth.points
    if smile == 0.0:
        return
    for side in ("Right", "Left"):
        upper, lower = (mouth.rings[f"eye{name}{side}"] for name in ("Upper", "Lower"))
        opening = float((points[lower] - points[upper])[:, 1].max())
        fall = smile * min(_LID_FALL, max(0.35 * (_LID_OPEN - opening), 0.0))
        swell = np.sin(np.pi * np.linspace(0, 1, len(lower)))
        field[lower[1:-1], 1] += fall * swell[1:-1]
    for (right, share), left in zip(_WINGS, _WINGS_LEFT, strict=True):
        field[right, 0] += smile * share * _WING_IN
        field[left, 0] -= smile * share * _WING_IN


def _upper_share(gap: float, *, shows_teeth: bool) -> float:
    """The share of a gap that the upper lip closes."""
    if not shows_teeth:
        return _DARK_UPPER_SHARE
    return min(_UPPER_SHARE, _UPPER_MOST / gap)


def _levelled(mouth: PhotoMouth, seen: Points2) -> Values:
    """Heights (k,) of a lip line (k, 2) with its smile taken out, its small shape kept."""
    along, line = seen[:, 0], seen[:, 1]
    u = 2 * (along - along[0]) / (along[-1] - along[0]) - 1
    middle, tilt = line[len(line) // 2], (line[-1] - line[0]) / 2
    lift = _lift(line)
    # A smile is nearly a parabola: corners high, middle low; its tilt belongs to the face.
    shape = line - middle + lift * u**2 - tilt * u
    level = mouth.level_of()
    if mouth.is_open:
        kept = level if lift > level else level + (1 - _DROOP_SHARE) * (lift - level)
        return middle - kept * u**2 + _SHAPE_SHARE * shape + tilt * u
    kept = lift - mouth.smile * (lift - level)
    return middle - kept * u**2 + shape + tilt * u


def _narrowed(mouth: PhotoMouth, x: Values) -> tuple[Values, float]:
    """Movement in x, at each x, that takes back most of a smile's width, and the share it takes."""
    left, right = mouth.points[308, 0], mouth.points[78, 0]
    width = float(left - right)
    smile = 1.0 if mouth.is_open else mouth.smile
    taken = smile * _WIDTH_SHARE * max(width - _USUAL_WIDTH, 0.0)
    middle = (left + right) / 2
    u = np.clip((x - middle) / (width / 2), -1.1, 1.1)
    return -0.5 * taken * u, taken / width


def _lift(line: Values) -> float:
    """How much higher the ends of a line of heights (down) lie than its middle."""
    return float(line[len(line) // 2] - (line[0] + line[-1]) / 2)


def _ramp(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))
