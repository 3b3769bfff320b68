"""What each eye and brow blendshape at weight 1 does to lids, creases and brows.

In the face's own frame and unit: x to the person's left, y down, z back.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.anatomy import Anatomy, Side

__all__ = ["eye_shapes"]

Field = NDArray[np.float64]  # (n, 3): own frame

# fmt: off
_BROW: Final[dict[Side, tuple[tuple[int, ...], tuple[int, ...]]]] = {
    "Right": ((107, 66, 105, 63, 70), (55, 65, 52, 53, 46)),
    "Left": ((336, 296, 334, 293, 300), (285, 295, 282, 283, 276)),
}
# fmt: on
"""Upper and lower edge of each brow, from the middle of the face outward."""

_INNER_UP: Final = (1.0, 0.90, 0.54, 0.18, 0.02)
_OUTER_UP: Final = (0.0, 0.22, 0.72, 1.0, 0.85)
_DOWN: Final = (1.0, 0.92, 0.72, 0.42, 0.20)
"""Share of a brow's movement along it, from the middle of the face outward."""

_CREASE_RISE: Final = 0.055
"""How far the inner end of the lid's fold goes up with the inner brow: sorrow's slanting lids."""

_BETWEEN: Final = (9, 8)
"""Landmarks between the brows."""


class _Eye:
    """The shapes of one eye and brow."""

    def __init__(self, anatomy: Anatomy, side: Side) -> None:
        self.face = anatomy
        self.side: Side = side
        self.out = 1.0 if side == "Left" else -1.0
        self.n = len(anatomy.points)
        self.upper = anatomy.rings[f"eyeUpper{side}"]
        self.lower = anatomy.rings[f"eyeLower{side}"]
        self.crease = anatomy.rings[f"crease{side}"]
        points = anatomy.points
        self.opening = points[self.lower] - points[self.upper]
        self.open_y = self.opening[:, 1]
        # Along the lid, 0 in the corners.
        place = np.linspace(0, 1, len(self.upper))
        self.swell = np.sin(np.pi * place) ** 0.8
        crease_x = points[self.crease, 0]
        order = np.argsort(points[self.upper, 0])
        along = points[self.upper, 0][order]
        self.crease_open = np.asarray(np.interp(crease_x, along, self.open_y[order]), np.float64)
        edge = np.asarray(np.interp(crease_x, along, points[self.upper, 1][order]), np.float64)
        self.crease_gap = np.maximum(edge - points[self.crease, 1], 0.0)
        # 1 at the end toward the nose, 0 at the temple: there a raised brow pulls the fold along.
        t = (crease_x - crease_x.min()) / np.ptp(crease_x)
        self.crease_inner = np.asarray(1.0 - t if side == "Left" else t, np.float64)
        self.crease_swell = np.interp(crease_x, along, self.swell[order])

    def lids(self, upper: NDArray[np.float64], lower: NDArray[np.float64]) -> Field:
        """A field that lowers the upper and the lower lid by so much, the crease following."""
        result = np.zeros((self.n, 3))
        result[self.crease, 1] = 0.0
        result[self.upper, 1] = upper
        result[self.lower[1:-1], 1] = lower[1:-1]
        result[self.upper, 2] = -0.25 * np.abs(upper)
        result[self.lower[1:-1], 2] = -0.25 * np.abs(lower[1:-1])
        return result

    def blink(self) -> Field:
        """The upper lid takes 84 % of the opening and the lower 14 %: lashes close the rest."""
        result = self.lids(0.84 * self.open_y, -0.14 * self.open_y)
        # Corners have no opening; sideways the lids slide to meet.
        result[self.upper, 0] += 0.5 * self.opening[:, 0]
        result[self.lower[1:-1], 0] -= 0.5 * self.opening[1:-1, 0]
        result[self.crease, 1] = 0.5 * self.crease_open
        return result

    def wide(self) -> Field:
        result = self.lids(-0.055 * self.swell, 0.016 * self.swell)
        result[self.crease, 1] = -0.6 * np.minimum(0.055, self.crease_gap) * self.crease_swell
        return result

    def squint(self) -> Field:
        # Never past the closed lid, however narrow the eye is in the photo.
        narrow = np.clip(self.open_y / 0.22, 0.0, 1.0)
        result = self.lids(0.036 * self.swell * narrow, -0.058 * self.swell * narrow)
        result[self.crease, 1] = 0.02 * self.crease_swell
        return result

    def look_down(self) -> Field:
        result = self.lids(0.42 * self.open_y, 0.06 * self.open_y)
        result[self.crease, 1] = 0.22 * self.crease_open
        return result

    def look_up(self) -> Field:
        result = self.lids(-0.04 * self.swell, -0.02 * self.swell)
        result[self.crease, 1] = -0.5 * np.minimum(0.04, self.crease_gap) * self.crease_swell
        return result

    def look_side(self, x: float) -> Field:
        """The bulge of the cornea moves under the lids."""
        result = np.zeros((self.n, 3))
        result[self.upper, 0] = x * 0.012 * self.swell
        result[self.lower[1:-1], 0] = x * 0.012 * self.swell[1:-1]
        return result

    def brow(self, shares: tuple[float, ...], move: tuple[float, float, float]) -> Field:
        """A field that moves the brow by `move` (x away from the middle) times its shares."""
        result = np.zeros((self.n, 3))
        vector = np.array([self.out * move[0], move[1], move[2]])
        for edge in _BROW[self.side]:
            for landmark, share in zip(edge, shares, strict=True):
                result[landmark] = share * vector
        return result

    def brow_room(self) -> float:
        """How far the brow can come down before it lies on the lid, own units."""
        lower = self.face.points[list(_BROW[self.side][1][:3]), 1].mean()
        lid = self.face.points[self.upper, 1].min()
        return float(max(lid - lower, 0.03))

    def brow_down(self) -> Field:
        fall = min(0.125, 0.66 * self.brow_room())
        result = self.brow(_DOWN, (-0.06, fall, -0.01))
        result[self.crease, 1] = 0.12 * fall * self.crease_swell
        for landmark in _BETWEEN:
            result[landmark, 1] = 0.3 * fall
        return result

    def brow_outer_up(self) -> Field:
        return self._lifts_crease(self.brow(_OUTER_UP, (0.0, -0.115, 0.0)), 0.10)

    def brow_inner_up(self) -> Field:
        result = self.brow(_INNER_UP, (-0.012, -0.125, 0.0))
        for landmark in _BETWEEN:
            result[landmark, 1] = -0.045
        result[self.crease, 1] = -_CREASE_RISE * self.crease_inner
        return result

    def _lifts_crease(self, field: Field, share: float) -> Field:
        field[self.crease, 1] = -0.12 * share * self.crease_swell
        return field

    def cheek_squint(self) -> Field:
        result = np.zeros((self.n, 3))
        narrow = np.clip(self.open_y / 0.22, 0.0, 1.0)
        result[self.lower[1:-1], 1] = -0.04 * (self.swell * narrow)[1:-1]
        return result

    def sneer(self) -> Field:
        """What a sneer does to the inner brow."""
        return self.brow((0.3, 0.2, 0.08, 0.0, 0.0), (-0.02, 0.05, 0.0))


def eye_shapes(anatomy: Anatomy) -> dict[str, Field]:
    """Every eye and brow blendshape (and what sneers do to the brow), over all vertices."""
    fields: dict[str, Field] = {}
    sides: tuple[Side, ...] = ("Left", "Right")
    inner_up = np.zeros((len(anatomy.points), 3))
    for side in sides:
        eye = _Eye(anatomy, side)
        fields[f"eyeBlink{side}"] = eye.blink()
        fields[f"eyeWide{side}"] = eye.wide()
        fields[f"eyeSquint{side}"] = eye.squint()
        fields[f"eyeLookDown{side}"] = eye.look_down()
        fields[f"eyeLookUp{side}"] = eye.look_up()
        fields[f"eyeLookIn{side}"] = eye.look_side(-eye.out)
        fields[f"eyeLookOut{side}"] = eye.look_side(eye.out)
        fields[f"browDown{side}"] = eye.brow_down()
        fields[f"browOuterUp{side}"] = eye.brow_outer_up()
        fields[f"cheekSquint{side}"] = eye.cheek_squint()
        fields[f"noseSneer{side}"] = eye.sneer()
        inner_up += eye.brow_inner_up()
    fields["browInnerUp"] = inner_up
    return fields
