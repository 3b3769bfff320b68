"""Where head, torso and camera are: rotations, the camera's view, the colour of the light."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin, tan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, ChannelVector
from sherin.body.figure.document import Document

__all__ = ["BodyPose", "Light", "camera_view", "light", "place", "rotation"]

Floats = NDArray[np.float64]

_HEAD: Final = tuple(CHANNEL_INDEX[f"head{axis}"] for axis in ("Yaw", "Pitch", "Roll"))
_HEAD_OFFSET: Final = tuple(CHANNEL_INDEX[f"head{axis}"] for axis in "XYZ")
_TORSO: Final = tuple(CHANNEL_INDEX[f"torso{axis}"] for axis in ("Turn", "Lean", "Sway"))
_PUSH, _CREEP = CHANNEL_INDEX["cameraPush"], CHANNEL_INDEX["cameraFocalCreep"]
_PAN_X, _PAN_Y = CHANNEL_INDEX["cameraPanX"], CHANNEL_INDEX["cameraPanY"]
_ROLL: Final = CHANNEL_INDEX["cameraRoll"]
_EXPOSURE: Final = CHANNEL_INDEX["lightExposure"]
_KELVIN: Final = CHANNEL_INDEX["lightKeyTemperature"]
_CONTRAST: Final = CHANNEL_INDEX["lightContrast"]
_SOFTNESS: Final = CHANNEL_INDEX["lightShadowSoftness"]

NECK_LEAN_SHARE: Final = 0.25
"""How much of the torso's lean and sway the head keeps: people level their gaze. By taste."""
STOP_GAIN: Final = 0.28
"""A stop is a factor of two in light; paper shows a fraction of it. By taste."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BodyPose:
    """Rotations of head and torso, both from their own axes to the frame's."""

    head: Floats
    """(3, 3)"""
    head_shift: Floats
    """(3,) what the head moves in the torso."""
    torso: Floats
    """(3, 3)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """What happens to every colour: times `gain`, then contrast about the middle grey."""

    red: float
    green: float
    blue: float
    contrast: float
    shadow: float
    """Opacity factor of drawn shadows."""


def rotation(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Floats:
    """(3, 3) turn toward the person's left, tip up, tilt to the person's left shoulder.

    Axes: x right, y down, z away. Roll is applied first, yaw last.
    """
    cy, sy = cos(radians(yaw_deg)), sin(radians(yaw_deg))
    cp, sp = cos(radians(pitch_deg)), sin(radians(pitch_deg))
    cr, sr = cos(radians(roll_deg)), sin(radians(roll_deg))
    # yaw @ pitch @ roll, written out so that both languages round alike.
    return np.array(
        [
            [cy * cr + sy * sp * sr, -cy * sr + sy * sp * cr, -sy * cp],
            [cp * sr, cp * cr, sp],
            [sy * cr - cy * sp * sr, -sy * sr - cy * sp * cr, cy * cp],
        ]
    )


def body_pose(document: Document, vector: ChannelVector) -> BodyPose:
    """The pose that a channel vector asks for."""
    yaw, pitch, roll = (float(vector[i]) for i in _HEAD)
    turn, lean, sway = (float(vector[i]) for i in _TORSO)
    x, y, z = (float(vector[i]) * document.head_height for i in _HEAD_OFFSET)
    share = NECK_LEAN_SHARE
    return BodyPose(
        head=rotation(yaw + turn, pitch - share * lean, roll + share * sway),
        head_shift=np.array([x, -y, -z]),
        torso=rotation(turn, -lean, sway),
    )


def place(document: Document, pose: BodyPose, points: Floats) -> Floats:
    """Points in the frame's axes: the head turns on the neck, the torso on the hips.

    Args:
        document: Pivots, and which share of each point follows the head.
        pose: The rotations.
        points: (n_points, 3) in rest axes.

    Returns:
        (n_points, 3).
    """
    neck, hip = document.neck_pivot, document.hip_pivot
    torso = (points - hip) @ pose.torso.T + hip
    neck_now = pose.torso @ (neck - hip) + hip + pose.head_shift
    head = (points - neck) @ pose.head.T + neck_now
    share = document.head_share[:, None]
    return share * head + (1.0 - share) * torso


def camera_view(document: Document, vector: ChannelVector, points: Floats) -> tuple[Floats, float]:
    """Points as the camera sees them.

    A pan to the right moves the picture to the left; a camera rolled clockwise turns it the
    other way.

    Returns:
        (n_points, 2) in the unit square, y down, and how large one eye distance is there.
    """
    centre_x, centre_y = document.centre
    distance = document.camera_distance
    own_distance = distance * (1.0 - float(vector[_PUSH]))
    zoom = 1.0 + float(vector[_CREEP])
    depth = np.maximum(points[:, 2] + own_distance, document.near)
    scale = zoom * distance / depth
    # The camera looks at the eyes as it comes nearer, so that they stay in the picture.
    aim_y = centre_y - 0.62 * (centre_y - 0.2) * float(vector[_PUSH])
    x = (points[:, 0] - centre_x) * scale
    y = (points[:, 1] - aim_y) * scale
    x = x - tan(radians(float(vector[_PAN_X]))) * distance
    y = y + tan(radians(float(vector[_PAN_Y]))) * distance
    roll = radians(-float(vector[_ROLL]))
    c, s = cos(roll), sin(roll)
    view = np.empty((points.shape[0], 2))
    view[:, 0] = 0.5 + (x * c - y * s) / document.width
    view[:, 1] = 0.5 + (x * s + y * c) / document.width
    return view, zoom * distance / own_distance / document.width


def light(vector: ChannelVector) -> Light:
    """Exposure, key temperature, contrast and softness of shadows."""
    gain = 2.0 ** (STOP_GAIN * float(vector[_EXPOSURE]))
    warm = float(np.clip((5600.0 - float(vector[_KELVIN])) / 3600.0, -1.0, 1.0))
    return Light(
        red=gain * (1.0 + 0.05 * warm),
        green=gain * (1.0 - 0.015 * warm),
        blue=gain * (1.0 - 0.12 * warm),
        contrast=float(vector[_CONTRAST]),
        shadow=1.5 - float(vector[_SOFTNESS]),
    )
