"""Where head, neck and torso stand: one matrix per joint, and how a chest breathes."""

from __future__ import annotations

from collections.abc import Mapping
from math import tanh
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.figure.pose import NECK_LEAN_SHARE, rotation
from sherin.body.rig.model import JOINTS, Frame

__all__ = ["HEAD_KNEE_DEG", "HEAD_LIMIT_DEG", "joint_matrices", "soft_clamp"]

Floats = NDArray[np.float64]

HEAD_KNEE_DEG: Final = 17.0
HEAD_LIMIT_DEG: Final = 22.0
"""A head made from one photo holds to about 20 degrees; up to the knee it follows exactly."""
_ROLL_KNEE_DEG, _ROLL_LIMIT_DEG = 20.0, 28.0
_TORSO_KNEE_DEG, _TORSO_LIMIT_DEG = 9.0, 14.0
_SHIFT_KNEE, _SHIFT_LIMIT = 0.12, 0.2  # of a head height: farther the neck would tear
_NECK_SHARE: Final = np.array([0.4, 0.35, 0.35])
"""Of the head's yaw, pitch and roll that happens in the neck. By taste."""
_NECK_SHIFT_SHARE: Final = 0.65
_TORSO_SHIFT_SHARE: Final = 0.35
_HIP_BELOW_NECK_D: Final = 4.5
"""What the torso turns about lies below any crop, yet nearer than real hips: their arc would pull
the edge of the picture into view."""
_BREATH_DEG, _BREATH_D = 0.3, 0.012
"""What a full breath tips the torso back and lifts the neck. By taste."""


def soft_clamp(value: float, knee: float, limit: float) -> float:
    """The value itself up to `knee`, then ever slower toward `limit`; smooth to the first order."""
    size = abs(value)
    if size <= knee:
        return value
    room = limit - knee
    clamped = knee + room * tanh((size - knee) / room)
    return clamped if value > 0.0 else -clamped


def joint_matrices(frame: Frame, pose: Mapping[str, float]) -> Floats:
    """(4, 3, 4): where each joint of `JOINTS` takes a point of the resting face frame.

    Args:
        frame: Pivots and the size of the head.
        pose: Channels by name; yaw to the person's left, pitch up, roll to the left shoulder, in
            degrees; offsets in head heights, x to the person's left, y up, z to the viewer.
    """
    torso = np.array(
        [
            soft_clamp(value, _TORSO_KNEE_DEG, _TORSO_LIMIT_DEG)
            for value in (
                pose["torsoTurn"],
                _BREATH_DEG * pose["breath"] - pose["torsoLean"],
                pose["torsoSway"],
            )
        ]
    )
    carried = torso * (1.0, NECK_LEAN_SHARE, NECK_LEAN_SHARE)
    head = np.array(
        [
            soft_clamp(pose["headYaw"] + carried[0], HEAD_KNEE_DEG, HEAD_LIMIT_DEG),
            soft_clamp(pose["headPitch"] + carried[1], HEAD_KNEE_DEG, HEAD_LIMIT_DEG),
            soft_clamp(pose["headRoll"] + carried[2], _ROLL_KNEE_DEG, _ROLL_LIMIT_DEG),
        ]
    )
    shift = frame.head_height * np.array(
        [
            soft_clamp(pose["headX"], _SHIFT_KNEE, _SHIFT_LIMIT),
            -soft_clamp(pose["headY"], _SHIFT_KNEE, _SHIFT_LIMIT),
            -soft_clamp(pose["headZ"], _SHIFT_KNEE, _SHIFT_LIMIT),
        ]
    )
    neck_at, pivot = np.asarray(frame.neck, float), np.asarray(frame.pivot, float)
    hip = neck_at + np.array([0.0, _HIP_BELOW_NECK_D, 0.0])
    lift = np.array([0.0, -_BREATH_D * pose["breath"], 0.0])
    matrices = np.zeros((len(JOINTS), 3, 4))
    matrices[0, :, :3] = np.eye(3)
    matrices[1] = _about(rotation(*torso), hip, hip + lift + _TORSO_SHIFT_SHARE * shift)
    neck = torso + _NECK_SHARE * (head - torso)
    rest = _NECK_SHIFT_SHARE - _TORSO_SHIFT_SHARE
    matrices[2] = _about(rotation(*neck), neck_at, _moved(matrices[1], neck_at) + rest * shift)
    rest = 1.0 - _NECK_SHIFT_SHARE
    matrices[3] = _about(rotation(*head), pivot, _moved(matrices[2], pivot) + rest * shift)
    return matrices


def _about(turn: Floats, pivot: Floats, to: Floats) -> Floats:
    """(3, 4): turn about `pivot`, which goes to `to`."""
    return np.column_stack([turn, to - turn @ pivot])


def _moved(matrix: Floats, point: Floats) -> Floats:
    return matrix[:, :3] @ point + matrix[:, 3]
