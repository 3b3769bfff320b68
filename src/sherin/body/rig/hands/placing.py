"""Where a hand and its forearm are: the gesture box under the chin, the way in, the elbow."""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, cos, pi, radians, sin, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.capsules.motion.hand_anatomy import MM_PER_SHOULDER, REST_TURN_DEG
from sherin.body.rig.model import CAMERA_DISTANCE, Frame

__all__ = [
    "Box",
    "Rectangle",
    "box_of",
    "crop_of",
    "forearm_turn",
    "hand_turn",
    "meeting",
    "wrist_at",
]

Floats = NDArray[np.float64]
Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1 in d of the plane z = 0."""

EYES_MM: Final = 63.0
"""Distance of an adult's eye centres: what makes d a length (Dodgson 2004)."""
WRIST_BEND_DEG: Final = 45.0
"""Beyond this the skin of the wrist would fold; the elbow gives way instead (docs/hands.md)."""
_SIZE: Final = 0.88
"""Of the face's height: a hand is as long as a face is high, and .06 larger for being nearer."""
_MEET_MM: Final = 230.0
"""Distance of each wrist from the middle where two hands that meet count their way from: not of
the frame, so that they meet alike in every crop."""
_MEET_SHOULDERS: Final = (0.26, 0.36)
"""How far inward both hands must want to go to meet, and to meet fully: 99 and 137 mm."""
_SHOWN_MM: Final = 88.0
"""How much of a hand at least stands above the picture's lower edge, or a gesture is not seen."""
_REST_Z: Final = -1.1
"""The hands' distance before the eyes, in d: in front of the chest."""
_UPPER_ARM_MM: Final = 290.0
_FOREARM_MM: Final = 255.0
_SHOULDER_MM: Final = (190.0, 100.0, 100.0)
"""From the middle of the chin: outward, down, back (docs/hands.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The places of one frame that the hands keep to, in d of the face frame."""

    d_per_mm: float
    unit: float
    """One shoulder width, the unit of the wrists' channels."""
    middle: float
    """x of the body's middle."""
    wrist: tuple[float, float, float]
    """Rest of the wrist: distance from the middle, y, z."""
    ceiling: float
    """y that no part of a hand rises above while it is before the face."""
    top: float
    """y that no part of a hand rises above, not even beside the face."""
    floor: float
    """y that the highest part of a hand that is up rises to, at the least."""
    beside: tuple[float, float]
    """Distances from the middle between which that rule fades out."""
    sides: tuple[float, float]
    """Distance of the picture's right-hand and left-hand sides from the middle, at z = 0."""
    drop: float
    """How far below its rest a hidden hand is."""
    bulge: float
    """How far outward the way in bends."""
    left_lower: float
    shoulder: tuple[float, float, float]
    """Distance from the middle, y, z."""


def crop_of(frame: Frame) -> Rectangle:
    """The rig's own square of the plane z = 0."""
    (x, y), half = frame.centre, 0.5 * frame.width_d
    return x - half, y - half, x + half, y + half


def box_of(frame: Frame, shown: Rectangle | None = None) -> Box:
    """The gesture box of a frame: wrists beside and under the chin, low enough to be seen with it.

    Figures are in face heights (chin to hairline); where the picture ends early the
    wrists move up to its lower edge and out to its sides.

    Args:
        frame: Of the rig.
        shown: What of the plane z = 0 the picture shows; the crop unless given.
    """
    left, _, right, lower_edge = shown or crop_of(frame)
    face = min(max(frame.chin_y - frame.hairline_y, 2.4), 3.3)
    nearer = (CAMERA_DISTANCE + _REST_Z) / CAMERA_DISTANCE
    bottom = lower_edge * nearer
    half = 0.5 * (right - left) * nearer
    y = min(max(bottom - 0.45, frame.chin_y + 0.64 * face), frame.chin_y + 0.88 * face)
    x = min(max(half - 0.72, min(0.66 * face, half - 0.25)), 0.80 * face)
    scale = _SIZE * face / (2.85 * EYES_MM)
    middle = frame.neck[0]
    shoulder = tuple(mm / EYES_MM for mm in _SHOULDER_MM)
    return Box(
        d_per_mm=scale,
        unit=min(max(frame.shoulder_width, 5.2), 6.6),
        middle=middle,
        wrist=(x, y, _REST_Z),
        ceiling=frame.chin_y + 0.05 * face,
        top=frame.chin_y - 0.42 * face,
        floor=bottom - _SHOWN_MM * scale,
        beside=(0.50 * face, 0.72 * face),
        sides=(middle - left, right - middle),
        drop=max(bottom - y, 0.0) + 0.58 * face,
        bulge=0.10 * face,
        left_lower=0.07 * face,
        shoulder=(shoulder[0], frame.chin_y + shoulder[1], shoulder[2]),
    )


def meeting(right: float, left: float) -> float:
    """How much two hands are meant to touch, 0..1: both want to go far inward.

    Args:
        right: X of the right hand, in shoulder widths.
        left: That of the left hand, mirrored.
    """
    low, high = _MEET_SHOULDERS
    share = min(max((min(right, left) - low) / (high - low), 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)


def wrist_at(box: Box, values: list[float], meet: float = 0.0) -> tuple[float, float, float]:
    """A right hand's wrist (distance from the middle, y, z) before anything stands in its way.

    Args:
        box: Of the frame.
        values: X, Y, Z channels and, last, visibility.
        meet: As `meeting` gives it.
    """
    away = 1.0 - values[-1]
    unit = box.unit + meet * (MM_PER_SHOULDER * box.d_per_mm - box.unit)
    rest = box.wrist[0] + meet * (_MEET_MM * box.d_per_mm - box.wrist[0])
    return (
        rest - values[0] * unit + box.bulge * sin(pi * away),
        box.wrist[1] - values[1] * unit + box.drop * away,
        max(box.wrist[2] - values[2] * unit, -4.0),
    )


def hand_turn(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Floats:
    """(3, 3): face frame from a right hand's own axes; channels are offsets from the rest turn."""
    yaw, pitch, roll = (
        radians(rest + offset)
        for rest, offset in zip(REST_TURN_DEG, (yaw_deg, pitch_deg, roll_deg), strict=True)
    )
    cy, sy, cp, sp, cr, sr = cos(yaw), sin(yaw), cos(pitch), sin(pitch), cos(roll), sin(roll)
    # roll @ yaw @ pitch with y up and z to the viewer; the last two rows are then turned around.
    return np.array(
        [
            [cr * cy, -cr * sy * sp + sr * cp, cr * sy * cp + sr * sp],
            [sr * cy, -sr * sy * sp - cr * cp, sr * sy * cp - cr * sp],
            [sy, cy * sp, -cy * cp],
        ]
    )


def forearm_turn(box: Box, wrist: tuple[float, float, float], hand: Floats) -> Floats:
    """(3, 3) turn of the forearm behind a right hand: toward an elbow that two bones allow.

    It turns about its length with the hand. The wrist bends at most `WRIST_BEND_DEG`.
    """
    back = np.array(_elbow_direction(box, wrist))
    behind = -hand[:, 1]
    bend = acos(min(max(float(behind @ back), -1.0), 1.0))
    limit = radians(WRIST_BEND_DEG)
    if bend > limit:
        # On the arc from the hand's own line to where the elbow would be.
        side = back - behind * (behind @ back)
        length = sqrt(float(side @ side))
        if length < 1e-6:
            side, length = np.array([0.0, 1.0, 0.0]) - behind * behind[1], 1.0
            length = sqrt(float(side @ side))
        back = behind * cos(limit) + side * (sin(limit) / length)
    return _least_turn(behind, back) @ hand


def _elbow_direction(box: Box, wrist: tuple[float, float, float]) -> tuple[float, float, float]:
    """Unit vector from the wrist to the elbow; x is counted from the middle outward, negated."""
    upper, fore = _UPPER_ARM_MM / EYES_MM, _FOREARM_MM / EYES_MM
    sx, sy, sz = (-box.shoulder[0], box.shoulder[1], box.shoulder[2])
    wx, wy, wz = -wrist[0], wrist[1], wrist[2]
    ax, ay, az = sx - wx, sy - wy, sz - wz
    reach = max(sqrt(ax * ax + ay * ay + az * az), 1e-6)
    ax, ay, az = ax / reach, ay / reach, az / reach
    reach = min(max(reach, 1.02 * (upper - fore)), 0.98 * (upper + fore))
    along = (fore * fore + reach * reach - upper * upper) / (2.0 * reach)
    aside = sqrt(max(fore * fore - along * along, 0.0))
    # The elbow hangs down and a little outward.
    px, py, pz = -0.42, 1.0, 0.10
    dot = px * ax + py * ay + pz * az
    px, py, pz = px - dot * ax, py - dot * ay, pz - dot * az
    length = max(sqrt(px * px + py * py + pz * pz), 1e-6)
    return (
        (along * ax + aside * px / length) / fore,
        (along * ay + aside * py / length) / fore,
        (along * az + aside * pz / length) / fore,
    )


def _least_turn(start: Floats, end: Floats) -> Floats:
    """(3, 3): the smallest turn that takes unit vector `start` to `end`, less than 180 degrees."""
    axis = np.array(
        [
            start[1] * end[2] - start[2] * end[1],
            start[2] * end[0] - start[0] * end[2],
            start[0] * end[1] - start[1] * end[0],
        ]
    )
    cosine = float(start @ end)
    x, y, z = axis.tolist()
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + cross + cross @ cross / (1.0 + cosine)
