"""Twelve distances of a face, fixed before anything was tuned against them.

Ten are lengths in units of d, the distance of the eye centres at rest; two are degrees. Heights
count from the ridge of the nose, which no blendshape moves, and across the line of the eye corners,
so a tilted head reads as an upright one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.landmarks import (
    BROW_INNER_LEFT,
    BROW_INNER_RIGHT,
    BROW_OUTER_LEFT,
    BROW_OUTER_RIGHT,
    CHIN,
    MOUTH_CORNERS,
    canonical_face,
)

__all__ = ["CORNERS", "DISTANCES", "PAINTED", "distances"]

DISTANCES: Final = (
    "lidGapLeft",
    "lidGapRight",
    "lipGap",
    "mouthWidth",
    "cornerHeightLeft",
    "cornerHeightRight",
    "browInnerHeight",
    "browOuterHeight",
    "jawDrop",
    "puckerWidth",
    "yaw",
    "pitch",
)

_EYE_CORNERS: Final = (33, 133, 362, 263)
_LIDS_LEFT: Final = ((386, 374), (385, 380), (387, 373))
_LIDS_RIGHT: Final = ((159, 145), (158, 153), (160, 144))
_LIPS: Final = ((13, 14), (82, 87), (312, 317))
_INNER_CORNERS: Final = (78, 308)
"""Ends of the seam of the lips."""
_BRIDGE: Final = (168, 6, 197, 195)
"""Ridge of the nose, which no blendshape moves: heights count from its middle."""
_FIRM_POINTS: Final = (
    168,
    6,
    197,
    195,
    5,
    4,
    1,
    8,
    9,
    33,
    133,
    362,
    263,
    49,
    279,
    64,
    294,
    98,
    327,
)
"""Bridge and wings of the nose, eye corners: what no blendshape moves far and no turn hides."""

_RIGHT_CORNER, _LEFT_CORNER = MOUTH_CORNERS

CORNERS: Final = (*MOUTH_CORNERS, *_INNER_CORNERS)
"""Where the lips meet: painted, but they also open."""
PAINTED: Final = tuple(
    sorted(
        {*_FIRM_POINTS, *MOUTH_CORNERS, *_INNER_CORNERS}
        | {*BROW_INNER_LEFT, *BROW_INNER_RIGHT, *BROW_OUTER_LEFT, *BROW_OUTER_RIGHT}
    )
)
"""Points that the picture of a face keeps while it moves: colour and texture, no opening edge."""


def distances(landmarks: NDArray[np.floating], d_px: float) -> NDArray[np.float64]:
    """The twelve distances of one face.

    Args:
        landmarks: (478, 2) or (478, 3) px, of the detector or projected from a mesh; a third column
            plays no part, because a detector guesses depth.
        d_px: Distance of the eye centres at rest, px; the same for every picture of a series.

    Returns:
        (12,) in the order of `DISTANCES`: lengths in d, gaps never negative, heights positive
        upward, angles in degrees with the signs of the channels.
    """
    points = landmarks.astype(np.float64)
    corners = points[list(_EYE_CORNERS), :2]
    across = corners[2:].mean(axis=0) - corners[:2].mean(axis=0)
    bridge = points[list(_BRIDGE), :2].mean(axis=0)
    across /= np.linalg.norm(across)
    down = np.array([-across[1], across[0]])
    flat = (points[:, :2] - bridge) @ np.column_stack([across, down]) / d_px
    yaw, pitch = _turn_deg(points[:, :2])

    def gap(pairs: tuple[tuple[int, int], ...]) -> float:
        """Mean opening between pairs of an upper and a lower point."""
        return float(np.mean([max(flat[low, 1] - flat[high, 1], 0.0) for high, low in pairs]))

    def height(*which: int) -> float:
        return -float(np.median(flat[list(which), 1]))

    return np.array(
        [
            gap(_LIDS_LEFT),
            gap(_LIDS_RIGHT),
            gap(_LIPS),
            float(np.linalg.norm(flat[_LEFT_CORNER] - flat[_RIGHT_CORNER])),
            height(_LEFT_CORNER),
            height(_RIGHT_CORNER),
            height(*BROW_INNER_LEFT, *BROW_INNER_RIGHT),
            height(*BROW_OUTER_LEFT, *BROW_OUTER_RIGHT),
            -height(CHIN),
            float(np.linalg.norm(flat[_INNER_CORNERS[1]] - flat[_INNER_CORNERS[0]])),
            yaw,
            pitch,
        ]
    )


def _turn_deg(points: NDArray[np.float64]) -> tuple[float, float]:
    """Yaw and pitch at which the canonical face fits points (478, 2) of a picture best.

    A weak perspective fit (scale, turn, shift) by least squares over the points that hardly move
    in a face; the shift between nose and cheeks is what a viewer sees of a turn as well.
    """
    model = canonical_face()[list(_FIRM_POINTS)]
    seen = points[list(_FIRM_POINTS)]
    model = model - model.mean(axis=0)
    seen = seen - seen.mean(axis=0)
    affine = np.asarray(
        np.linalg.pinv(model) @ seen, np.float64
    )  # (3, 2): columns are image x and y
    u, _, vt = np.linalg.svd(affine.T, full_matrices=False)
    x, y = u @ vt  # the nearest pair of orthonormal rows
    ahead = -np.cross(x, y)
    yaw = np.degrees(np.arctan2(ahead[0], -ahead[2]))
    pitch = np.degrees(np.arctan2(-ahead[1], np.hypot(ahead[0], ahead[2])))
    return -float(yaw), -float(pitch)
