"""Where each handle of the face lies in lips, lids, brows and jaw: what the shapes are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.curves import LIP_ROWS_LOWER, LIP_ROWS_UPPER
from sherin.body.rig.landmarks import FACE_OVAL

__all__ = ["Anatomy", "Lips", "Side", "describe_lips", "steering"]

Side = Literal["Right", "Left"]
Points3 = NDArray[np.float64]  # (k, 3)

# fmt: off
_NOSE: Final = (
    1, 2, 4, 5, 6, 19, 44, 45, 48, 49, 51, 64, 94, 97, 98, 102, 115, 122, 131, 134, 164, 168, 174,
    193, 195, 196, 197, 198, 218, 219, 220, 237, 274, 275, 278, 279, 281, 294, 309, 326, 327, 331,
    344, 351, 360, 363, 399, 417, 419, 420, 438, 439, 440, 457,
)
_CHIN: Final = (
    200, 199, 175, 152, 208, 428, 171, 396, 140, 369, 32, 262, 148, 377, 176, 400, 149, 378, 150,
    379,
)
_JAW_SHARES: Final = (
    (136, 0.84), (172, 0.72), (58, 0.5), (132, 0.24), (93, 0.07), (234, 0.0),
    (365, 0.84), (397, 0.72), (288, 0.5), (361, 0.24), (323, 0.07), (454, 0.0),
)
_BROWS: Final = (46, 53, 52, 65, 55, 70, 63, 105, 66, 107, 276, 283, 282, 295, 285, 300, 293, 334,
                 296, 336, 9, 8)
# fmt: on

_EYE_CORNERS: Final = (130, 243, 359, 463)
"""Beside the corners of the eyes: skin that lids pull at without moving it."""

_HAIRLINE: Final = (*FACE_OVAL[:5], *FACE_OVAL[-4:])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lips:
    """The lips' handles, each told by where it lies in the mouth."""

    index: NDArray[np.int32]  # (k,), vertices
    across: NDArray[np.float64]
    """(k,): -1 at the person's right corner, 0 in the middle, 1 at the left corner."""
    station: NDArray[np.int32]
    """(k,): opposite which vertex of the hole's rims it lies, counted from the right corner."""
    is_upper: NDArray[np.bool_]
    inward: NDArray[np.float64]
    """(k,): 0 on the border of the red, 1 on the rim of the hole."""

    thickness: NDArray[np.float64]
    """(k,): height of the red of this lip here, own units, >= 0."""

    @property
    def off_centre(self) -> NDArray[np.float64]:
        """0 in the middle .. 1 in a corner."""
        return np.abs(self.across)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Anatomy:
    """The resting face in its own frame, and which of its vertices lead."""

    points: Points3  # (n, 3): own frame and unit
    lips: Lips
    rings: dict[str, NDArray[np.int32]]
    jaw: NDArray[np.float64]
    """(n,): how much of the jaw's turn a chin or jaw vertex takes; 0 elsewhere."""
    mouth_centre: NDArray[np.float64]  # (3,)
    mouth_half_width: float


def describe_lips(points: Points3, rings: dict[str, NDArray[np.int32]]) -> Lips:
    """Where each lip vertex lies, from own-frame positions (n, 3)."""
    index: list[int] = []
    across: list[float] = []
    station: list[int] = []
    is_upper: list[bool] = []
    inward: list[float] = []
    seen: set[int] = set()
    right, left = points[78, 0], points[308, 0]
    middle, half = (left + right) / 2, max((left - right) / 2, 1e-6)

    def take(row: NDArray[np.int32], *, upper: bool, depth: float) -> None:
        # One scale for all rows: neighbours above each other must move alike near the corners.
        places = np.clip((points[row, 0] - middle) / half, -1, 1)
        step = (len(rings["mouthInnerUpper"]) - 1) // (len(row) - 1)
        for k, (vertex, position) in enumerate(zip(row, places, strict=True)):
            if int(vertex) not in seen:
                seen.add(int(vertex))
                index.append(int(vertex))
                across.append(float(position))
                station.append(k * step)
                is_upper.append(upper)
                inward.append(depth)

    for upper, name, rows in (
        (True, "Upper", LIP_ROWS_UPPER),
        (False, "Lower", LIP_ROWS_LOWER),
    ):
        take(rings[f"mouthInner{name}"], upper=upper, depth=1.0)
        take(rings[f"mouthOuter{name}"], upper=upper, depth=0.0)
        for step, row in enumerate(rows[1:3], start=1):
            take(np.array(row, np.int32), upper=upper, depth=step / 3)
    at = np.array(index, np.int32)
    upper_lip = np.array(is_upper)
    return Lips(
        index=at,
        across=np.array(across),
        station=np.array(station, np.int32),
        is_upper=upper_lip,
        inward=np.array(inward),
        thickness=_thickness(points, rings, points[at, 0], upper_lip),
    )


def _thickness(
    points: Points3,
    rings: dict[str, NDArray[np.int32]],
    x: NDArray[np.float64],
    is_upper: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """(k,): height of the upper or lower red at each x."""
    height: dict[str, NDArray[np.float64]] = {}
    for name, sign in (("Upper", 1.0), ("Lower", -1.0)):
        inner, outer = (points[rings[f"mouth{part}{name}"]] for part in ("Inner", "Outer"))
        level = [np.interp(x, curve[:, 0], curve[:, 1]) for curve in (inner, outer)]
        height[name] = np.maximum(sign * (level[0] - level[1]), 0.0)
    return np.where(is_upper, height["Upper"], height["Lower"])


def jaw_shares(n: int) -> NDArray[np.float64]:
    """(n,): how much of the jaw's turn each landmark of chin and jaw line takes."""
    shares = np.zeros(n)
    shares[list(_CHIN)] = 1.0
    for landmark, share in _JAW_SHARES:
        shares[landmark] = share
    return shares


def steering(n: int, rings: dict[str, NDArray[np.int32]]) -> NDArray[np.bool_]:
    """(n,): the vertices whose movement the shapes state; all other skin follows them."""
    fixed = np.zeros(n, bool)
    for name, ring in rings.items():
        if not name.startswith("brow"):
            fixed[ring] = True
    for rows in (LIP_ROWS_UPPER, LIP_ROWS_LOWER):
        for row in rows:
            fixed[list(row)] = True
    for group in (_NOSE, _CHIN, _BROWS, _EYE_CORNERS, _HAIRLINE):
        fixed[list(group)] = True
    fixed[[landmark for landmark, _ in _JAW_SHARES]] = True
    return fixed


def describe(points: Points3, rings: dict[str, NDArray[np.int32]]) -> Anatomy:
    """The anatomy of a resting face given in its own frame, (n, 3)."""
    corners = points[[78, 308]]
    return Anatomy(
        points=points,
        lips=describe_lips(points, rings),
        rings=rings,
        jaw=jaw_shares(len(points)),
        mouth_centre=corners.mean(axis=0),
        mouth_half_width=float((corners[1, 0] - corners[0, 0]) / 2),
    )
