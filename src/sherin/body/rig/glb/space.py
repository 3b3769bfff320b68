"""From the face frame (d, y down, z away) to glTF (metres, y up, the face toward +z) and back."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.glb.document import EYE_DISTANCE_M
from sherin.body.rig.model import Frame

__all__ = ["HIP_BELOW_NECK_D", "face_from_gltf", "gltf_from_face", "joint_points"]

_SCALE: Final = np.array([EYE_DISTANCE_M, -EYE_DISTANCE_M, -EYE_DISTANCE_M])
# The person's left is at +x in both: half a turn about x keeps the frame right-handed.


HIP_BELOW_NECK_D: Final = 4.5
"""What a torso turns about; as our own renderers turn it."""


def gltf_from_face(points: NDArray[np.floating]) -> NDArray[np.float32]:
    """Points or displacements (n, 3) in d, in metres."""
    return (points.astype(np.float64) * _SCALE).astype(np.float32)


def face_from_gltf(points: NDArray[np.floating]) -> NDArray[np.float32]:
    """Points or displacements (n, 3) in metres, in d."""
    return (points.astype(np.float64) / _SCALE).astype(np.float32)


def joint_points(frame: Frame) -> NDArray[np.float32]:
    """Where `JOINTS` lie, (4, 3) in metres: a viewer turns them about these points."""
    neck = np.asarray(frame.neck, np.float64)
    torso = neck + np.array([0.0, HIP_BELOW_NECK_D, 0.0])
    return gltf_from_face(np.stack((np.zeros(3), torso, neck, np.asarray(frame.pivot))))
