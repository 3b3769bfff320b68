"""How a face is turned, measured against MediaPipe's canonical face.

Lines through single landmarks read about 12 degrees of pitch into a level face, because a forehead
slopes and a chin recedes. A rigid fit of a whole face that is known to look straight ahead has no
such bias.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Landmarks
from sherin.body.rig.landmarks import RIGID_POINTS, canonical_face

__all__ = ["eye_centres", "eye_distance_px", "find_pose", "find_roll", "spatial_eye_distance"]

_RIGHT_CORNERS: Final = (33, 133)
_LEFT_CORNERS: Final = (263, 362)


def eye_centres(landmarks: Landmarks) -> NDArray[np.float64]:
    """(2, 2): centre of the person's right and left eye, the mean of its corners, px."""
    right = landmarks[list(_RIGHT_CORNERS), :2].mean(axis=0)
    left = landmarks[list(_LEFT_CORNERS), :2].mean(axis=0)
    return np.stack([right, left])


def eye_distance_px(landmarks: Landmarks) -> float:
    """d: from one eye centre to the other in the picture, px."""
    right, left = eye_centres(landmarks)
    return float(np.linalg.norm(left - right))


def spatial_eye_distance(landmarks: Landmarks) -> float:
    """The same in space, px: turning the head does not shrink it."""
    right = landmarks[list(_RIGHT_CORNERS)].mean(axis=0)
    left = landmarks[list(_LEFT_CORNERS)].mean(axis=0)
    return float(np.linalg.norm(left - right))


def find_roll(landmarks: Landmarks) -> float:
    """Turn of the face in the picture plane, degrees, clockwise, -180..180."""
    across = _rotation(landmarks)[:, 0]
    return math.degrees(math.atan2(across[1], across[0]))


def find_pose(landmarks: Landmarks) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees: + to the person's left, up, to the left shoulder."""
    rotation = _rotation(landmarks)
    roll = math.radians(find_roll(landmarks))
    upright = np.array(
        [
            [math.cos(roll), math.sin(roll), 0.0],
            [-math.sin(roll), math.cos(roll), 0.0],
            [0.0, 0.0, 1.0],
        ]
    )
    ahead = -(upright @ rotation)[:, 2]  # in the head's own upright, or roll would leak into yaw
    yaw = math.degrees(math.atan2(ahead[0], -ahead[2]))
    pitch = math.degrees(math.atan2(-ahead[1], math.hypot(ahead[0], ahead[2])))
    return yaw, pitch, find_roll(landmarks)


def _rotation(landmarks: Landmarks) -> NDArray[np.float64]:
    """(3, 3): the turn that brings the canonical face onto the landmarks (Kabsch)."""
    model = canonical_face()[list(RIGID_POINTS)]
    found = landmarks[list(RIGID_POINTS)]
    u, _, vt = np.linalg.svd((found - found.mean(axis=0)).T @ (model - model.mean(axis=0)))
    mirror = np.diag([1.0, 1.0, float(np.sign(np.linalg.det(u @ vt)))])
    return u @ mirror @ vt
