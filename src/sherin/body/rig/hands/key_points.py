"""Hands for other programs: the 21 points that pose-conditioned generators read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import ChannelVector
from sherin.body.rig.hands.kit import HandKit, Side
from sherin.body.rig.hands.posing import pose_joints
from sherin.body.rig.model import CAMERA_DISTANCE, Frame

__all__ = ["hand_key_points"]

Floats = NDArray[np.float64]


def hand_key_points(
    kit: HandKit, frame: Frame, vector: ChannelVector, *, size: tuple[int, int]
) -> dict[Side, Floats]:
    """The 21 points of MediaPipe's hand topology in pixels, for each hand in sight.

    Args:
        kit: The person's hands.
        frame: Of the same rig.
        vector: (N_CHANNELS,).
        size: (width, height) of a picture that shows the frame's crop; a picture that is not square
            shows it in its middle.

    Returns:
        Side -> (21, 2): x, y; points may lie outside the picture.
    """
    width, height = size
    px_per_d = min(width, height) / frame.width_d
    found: dict[Side, Floats] = {}
    for side, points in pose_joints(kit.mesh, frame, vector).key_points.items():
        seen = points[:, :2] * (CAMERA_DISTANCE / (CAMERA_DISTANCE + points[:, 2:]))
        found[side] = (seen - frame.centre) * px_per_d + 0.5 * np.array([width, height])
    return found
