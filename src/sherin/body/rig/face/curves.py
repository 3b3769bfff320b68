"""The named curves of the face: which landmarks, and how densely the mesh follows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.landmarks import (
    EYE_CORNERS_LEFT,
    EYE_CORNERS_RIGHT,
    EYE_CREASE_LEFT,
    EYE_CREASE_RIGHT,
    EYE_LOWER_LEFT,
    EYE_LOWER_RIGHT,
    EYE_UPPER_LEFT,
    EYE_UPPER_RIGHT,
    FACE_OVAL,
    INNER_LIP_LOWER,
    INNER_LIP_UPPER,
    OUTER_LIP_LOWER,
    OUTER_LIP_UPPER,
)

__all__ = ["HOLES", "LIP_ROWS_LOWER", "LIP_ROWS_UPPER", "N_FACE", "Curves", "trace_curves"]

N_FACE: Final = 468
"""Landmarks that become vertices; the ten of the irises lie in the eye holes."""

HOLES: Final = (
    ("mouthInnerUpper", "mouthInnerLower"),
    ("eyeUpperRight", "eyeLowerRight"),
    ("eyeUpperLeft", "eyeLowerLeft"),
)

# fmt: off
LIP_ROWS_UPPER: Final = (
    OUTER_LIP_UPPER,
    (76, 184, 74, 73, 72, 11, 302, 303, 304, 408, 306),
    (62, 183, 42, 41, 38, 12, 268, 271, 272, 407, 292),
    INNER_LIP_UPPER,
)
LIP_ROWS_LOWER: Final = (
    OUTER_LIP_LOWER,
    (76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306),
    (62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292),
    INNER_LIP_LOWER,
)
# fmt: on
"""From the border of the red (row 0) to the rim of the hole (row 3), right corner to left."""

_OVAL_BOTTOM: Final = tuple(reversed(FACE_OVAL[9:28]))  # 234 .. 152 .. 454

_LANDMARK_CURVES: Final[dict[str, tuple[tuple[int, ...], int]]] = {
    "mouthInnerUpper": (INNER_LIP_UPPER, 4),
    "mouthInnerLower": (INNER_LIP_LOWER, 4),
    "mouthOuterUpper": (OUTER_LIP_UPPER, 2),
    "mouthOuterLower": (OUTER_LIP_LOWER, 2),
    "eyeUpperRight": (
        (EYE_CORNERS_RIGHT[0], *EYE_UPPER_RIGHT, EYE_CORNERS_RIGHT[1]),
        3,
    ),
    "eyeLowerRight": (
        (EYE_CORNERS_RIGHT[0], *EYE_LOWER_RIGHT, EYE_CORNERS_RIGHT[1]),
        3,
    ),
    "eyeUpperLeft": (
        (EYE_CORNERS_LEFT[1], *reversed(EYE_UPPER_LEFT), EYE_CORNERS_LEFT[0]),
        3,
    ),
    "eyeLowerLeft": (
        (EYE_CORNERS_LEFT[1], *reversed(EYE_LOWER_LEFT), EYE_CORNERS_LEFT[0]),
        3,
    ),
    "creaseRight": (EYE_CREASE_RIGHT, 1),
    "creaseLeft": (tuple(reversed(EYE_CREASE_LEFT)), 1),
    "browRight": ((46, 53, 52, 65, 55), 1),
    "browLeft": ((285, 295, 282, 283, 276), 1),
    "jaw": (_OVAL_BOTTOM, 1),
}
"""Landmarks from the image's left to its right, and into how many pieces each step is cut."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curves:
    """The vertices of the named curves: the landmarks and the points inserted between them."""

    weights: NDArray[np.float64]  # (N_FACE + n_inserted, N_FACE): each point as a mix of landmarks
    rings: dict[str, NDArray[np.int32]]
    """Indices into the rows of `weights`."""


def trace_curves() -> Curves:
    """The landmarks and, between them along the curves, Catmull-Rom points.

    A point is the same mix of landmarks wherever the landmarks are; at the ends of a curve the
    missing neighbour is the end mirrored at its neighbour's far side, i.e. a straight start.
    """
    rows: list[dict[int, float]] = [{i: 1.0} for i in range(N_FACE)]
    rings: dict[str, NDArray[np.int32]] = {}
    for name, (landmarks, pieces) in _LANDMARK_CURVES.items():
        ring = [landmarks[0]]
        for k in range(len(landmarks) - 1):
            for piece in range(1, pieces):
                rows.append(_mix(landmarks, k, piece / pieces))
                ring.append(len(rows) - 1)
            ring.append(landmarks[k + 1])
        rings[name] = np.array(ring, np.int32)
    mixes = np.zeros((len(rows), N_FACE))
    for at, row in enumerate(rows):
        for landmark, weight in row.items():
            mixes[at, landmark] = weight
    return Curves(weights=mixes, rings=rings)


def _mix(landmarks: tuple[int, ...], k: int, t: float) -> dict[int, float]:
    """Weights of the Catmull-Rom point at t (0..1) between landmarks k and k + 1."""
    basis = (
        -0.5 * t**3 + t**2 - 0.5 * t,
        1.5 * t**3 - 2.5 * t**2 + 1.0,
        -1.5 * t**3 + 2.0 * t**2 + 0.5 * t,
        0.5 * t**3 - 0.5 * t**2,
    )
    last = len(landmarks) - 1
    row: dict[int, float] = {}
    for offset, weight in zip((-1, 0, 1, 2), basis, strict=True):
        i = k + offset
        if i < 0:  # the start, mirrored: 2 p0 - p1
            parts = ((0, 2.0), (1, -1.0))
        elif i > last:
            parts = ((last, 2.0), (last - 1, -1.0))
        else:
            parts = ((i, 1.0),)
        for j, share in parts:
            row[landmarks[j]] = row.get(landmarks[j], 0.0) + weight * share
    return row
