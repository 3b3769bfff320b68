"""How the face lies in its crop: the face frame, and the axes the face itself points along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.landmarks import (
    CHIN,
    EYE_CORNERS_LEFT,
    EYE_CORNERS_RIGHT,
    FOREHEAD_TOP,
)
from sherin.body.rig.model import CAMERA_DISTANCE
from sherin.body.rig.portrait import Portrait

__all__ = ["Orientation", "orient"]

Points2 = NDArray[np.float64]  # (k, 2)
Points3 = NDArray[np.float64]  # (k, 3)

# fmt: off
_MIRRORED: Final = (
    (33, 263), (133, 362), (61, 291), (234, 454), (127, 356), (93, 323), (49, 279), (70, 300),
    (205, 425), (50, 280), (58, 288), (172, 397), (21, 251), (54, 284),
)
# fmt: on
"""Landmarks of the person's right and the same on the left."""

_PITCH_BIAS_DEG: Final = 8.0
"""The detector's line from forehead to chin leans back by this much on faces that look ahead.

Measured over the upright portraits with a frontal nose; by eye, +-4 degrees change nothing seen.
"""


_RELIEF: Final = 1.2
"""How much deeper a face is made than the detector has it.

A turn of 15 degrees is seen by the same detector as 10 to 11 without it, as 13 to 14 with it: a
sheet that cannot show what lies behind its outline has to say more with what lies before it.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Orientation:
    """Crop pixels, face frame and the face's own frame, and the ways between them."""

    pixel_scale: float
    """Crop pixels in one d at z = 0."""
    pixel_origin: NDArray[np.float64]  # (2,): between the eyes, px
    eyes_z_px: float
    """What the detector calls the depth of the eyes' corners."""
    axes: NDArray[np.float64]  # (3, 3): columns person's left, down, back
    scale: float
    """Own unit (eye distance in space) in d, >= 1."""

    def depths(self, landmarks: Points3) -> NDArray[np.float64]:
        """Depth (k,) in d of a detector's landmarks (k, 3) in crop px, 0 at the eyes' corners."""
        return (landmarks[:, 2] - self.eyes_z_px) / self.pixel_scale * _RELIEF

    def flat(self, pixels: Points2) -> Points2:
        """Where crop pixels (k, 2) lie in the plane z = 0, in d."""
        return (pixels - self.pixel_origin) / self.pixel_scale

    def raised(self, flat: Points2, depths: NDArray[np.float64]) -> Points3:
        """Points of depth z (k,) that the resting camera sees at `flat` (k, 2)."""
        away = (CAMERA_DISTANCE + depths) / CAMERA_DISTANCE
        return np.column_stack([flat * away[:, None], depths])

    def flattened(self, points: Points3) -> Points2:
        """Where the resting camera sees points (k, 3), in the plane z = 0."""
        return points[:, :2] * (CAMERA_DISTANCE / (CAMERA_DISTANCE + points[:, 2:]))

    def own(self, points: Points3) -> Points3:
        """Points (k, 3) of the face frame in the face's own axes and unit."""
        return points @ self.axes / self.scale

    def turned(self, vectors: Points3) -> Points3:
        """Vectors (k, 3) given in the face's own axes and unit, in the face frame."""
        return vectors @ self.axes.T * self.scale


def orient(portrait: Portrait) -> Orientation:
    """The face frame of a portrait and the axes of the face in it."""
    landmarks = portrait.landmarks
    eyes = [landmarks[list(corners)].mean(axis=0) for corners in _EYES]
    origin = np.mean(eyes, axis=0)
    scale = float(portrait.eye_distance_px)
    points = (landmarks - origin) / scale
    across = np.sum([points[left] - points[right] for right, left in _MIRRORED], axis=0)
    across /= np.linalg.norm(across)
    down = points[CHIN] - points[[FOREHEAD_TOP, 151, 9]].mean(axis=0)
    down -= across * (down @ across)
    down /= np.linalg.norm(down)
    back = np.cross(across, down)
    bias = np.radians(_PITCH_BIAS_DEG)
    down, back = (
        np.cos(bias) * down - np.sin(bias) * back,
        np.cos(bias) * back + np.sin(bias) * down,
    )
    return Orientation(
        pixel_scale=scale,
        pixel_origin=origin[:2],
        eyes_z_px=float(origin[2]),
        axes=np.column_stack([across, down, back]),
        scale=float(1.0 / np.hypot(across[0], across[1])),
    )


_EYES: Final = (EYE_CORNERS_RIGHT, EYE_CORNERS_LEFT)
