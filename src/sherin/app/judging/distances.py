"""Twelve distances of a face, fixed before anything was tuned against them.

Ten are lengths in units of d, the distance of the eye centres at rest; two are degrees. Heights
count from the line through the eye corners, which no blendshape moves, and along the face's own
vertical, so a tilted head reads as an upright one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.pose import find_pose
from sherin.body.rig.landmarks import (
    BROW_INNER_LEFT,
    BROW_INNER_RIGHT,
    BROW_OUTER_LEFT,
    BROW_OUTER_RIGHT,
    CHIN,
    MOUTH_CORNERS,
)

__all__ = ["DISTANCES", "distances"]

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
_LIP_FLANKS: Final = ((39, 269), (181, 405))
"""Points halfway from the lips' middle to the corners: pursing brings them together."""

_RIGHT_CORNER, _LEFT_CORNER = MOUTH_CORNERS


def distances(landmarks: NDArray[np.floating], d_px: float) -> NDArray[np.float64]:
    """The twelve distances of one face.

    Args:
        landmarks: (478, 3) px, z away from the camera, of the detector or projected from a mesh.
        d_px: Distance of the eye centres at rest, px; the same for every picture of a series.

    Returns:
        (12,) in the order of `DISTANCES`: lengths in d, gaps never negative, heights positive
        upward, angles in degrees with the signs of the channels.
    """
    points = landmarks.astype(np.float64)
    corners = points[list(_EYE_CORNERS), :2]
    across = corners[2:].mean(axis=0) - corners[:2].mean(axis=0)
    across /= np.linalg.norm(across)
    down = np.array([-across[1], across[0]])
    flat = (points[:, :2] - corners.mean(axis=0)) @ np.column_stack([across, down]) / d_px
    yaw, pitch, _ = find_pose(points)

    def gap(pairs: tuple[tuple[int, int], ...]) -> float:
        """Mean opening between pairs of an upper and a lower point."""
        return float(np.mean([max(flat[low, 1] - flat[high, 1], 0.0) for high, low in pairs]))

    def height(*which: int) -> float:
        return -float(flat[list(which), 1].mean())

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
            float(np.mean([abs(flat[b, 0] - flat[a, 0]) for a, b in _LIP_FLANKS])),
            yaw,
            pitch,
        ]
    )
