"""Two hands by forward kinematics: five fingers of three bones, on a wrist, on a forearm.

Channels are offsets from the relaxed hand in the gesture box. Angles mean what they mean for the
capsules: yaw leads the fingers toward the person's left, pitch up, roll tips them to that side.
"""

from __future__ import annotations

from math import cos, hypot, pi, radians, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, ChannelVector
from sherin.body.figure.document import Document, Hands

__all__ = ["N_HAND_POINTS", "write_hand"]

Floats = NDArray[np.float64]

_FINGERS: Final = ("Thumb", "Index", "Middle", "Ring", "Pinky")
_PARTS: Final = (
    *("X", "Y", "Z", "Yaw", "Pitch", "Roll"),
    *(f"{finger}Flexion" for finger in _FINGERS),
    *(f"{finger}Curl" for finger in _FINGERS),
    *(f"{finger}Spread" for finger in _FINGERS),
    "Visibility",
)
_CHANNELS: Final = {
    side: np.array([CHANNEL_INDEX[f"hand{side}{part}"] for part in _PARTS], dtype=np.intp)
    for side in ("Left", "Right")
}
_FLEXION, _CURL, _SPREAD, _VISIBILITY = 6, 11, 16, 21
# Where a finger's outline begins on its first bone; before that it is part of the palm.
_OUTLINE_FROM: Final = 0.34
_N_PALM: Final = 14
N_HAND_POINTS: Final = _N_PALM + 5 * 5 + 8
"""Palm outline and axis, five points a finger, eight of the arm."""


def hand_rotation(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Floats:
    """(3, 3) turn of a hand; axes x right, y up, z to the viewer, fingers up."""
    cy, sy = cos(radians(yaw_deg)), sin(radians(yaw_deg))
    cp, sp = cos(radians(pitch_deg)), sin(radians(pitch_deg))
    cr, sr = cos(radians(roll_deg)), sin(radians(roll_deg))
    # roll @ yaw @ pitch, written out.
    return np.array(
        [
            [cr * cy, -cr * sy * sp + sr * cp, cr * sy * cp + sr * sp],
            [-sr * cy, sr * sy * sp + cr * cp, -sr * sy * cp + cr * sp],
            [-sy, -cy * sp, cy * cp],
        ]
    )


def write_hand(document: Document, vector: ChannelVector, *, side: str, out: Floats) -> float:
    """Write one hand's points into the frame's points; returns its visibility, 0..1.

    Args:
        document: Anatomy.
        vector: All channels.
        side: `Left` or `Right`, the person's own.
        out: (n_points, 3) in eye distances, x right, y down, z away; the hand's rows are
            overwritten.
    """
    hands = document.hands
    values = [float(v) for v in vector[_CHANNELS[side]]]
    outer = 1.0 if side == "Left" else -1.0
    thumb = -outer  # the side that the thumb points to while the palm looks at the viewer
    visible = values[_VISIBILITY]
    wrist = _wrist(hands, values, outer)
    yaw, pitch, roll = hands.rest_deg
    turn = hand_rotation(thumb * yaw + values[3], pitch + values[4], thumb * roll + values[5])
    first = hands.first[side]
    local = np.empty((_N_PALM + 25, 3))
    local[:_N_PALM] = hands.palm
    local[:_N_PALM, 0] *= thumb
    _write_thumb(hands, values, thumb, local[_N_PALM : _N_PALM + 5])
    for finger in range(1, 5):
        start = _N_PALM + 5 * finger
        _write_finger(hands, values, finger, thumb, local[start : start + 5])
    turned = (local @ turn.T) * hands.mm
    wrist = (wrist[0], wrist[1] + _room_for_the_face(hands, wrist, turned), wrist[2])
    rows = out[first : first + N_HAND_POINTS]
    rows[: local.shape[0], 0] = wrist[0] + turned[:, 0]
    rows[: local.shape[0], 1] = wrist[1] - turned[:, 1]
    rows[: local.shape[0], 2] = wrist[2] - turned[:, 2]
    _write_arm(hands, wrist, outer, rows[local.shape[0] :])
    return visible


def _room_for_the_face(hands: Hands, wrist: tuple[float, float, float], turned: Floats) -> float:
    """How much lower the hand must be, so that no finger tip covers the mouth."""
    near, far = hands.beside
    lower = 0.0
    for finger in range(5):
        x, y, _ = turned[_N_PALM + 5 * finger + 4].tolist()
        share = min(max((far - abs(wrist[0] + x)) / (far - near), 0.0), 1.0)
        lower = max(lower, share * (hands.below - (wrist[1] - y)))
    return lower


def _wrist(hands: Hands, values: list[float], outer: float) -> tuple[float, float, float]:
    """Wrist in the frame: the gesture box, the channels' offset, and the way up from below."""
    unit = hands.shoulder_mm * hands.mm
    x, y, z = hands.wrist
    lower = hands.left_lower if outer > 0.0 else 0.0
    hidden = 1.0 - values[_VISIBILITY]
    return (
        -outer * x + values[0] * unit + outer * hands.hidden_bulge * sin(pi * hidden),
        y + lower - values[1] * unit + hands.hidden_drop * hidden,
        z - values[2] * unit,
    )


def _write_finger(
    hands: Hands, values: list[float], finger: int, thumb: float, out: Floats
) -> None:
    rest_mcp, rest_pip, rest_apart = hands.relaxed[finger - 1]
    low, high = hands.mcp_deg
    mcp = min(max(rest_mcp + values[_FLEXION + finger], low), high)
    low, high = hands.pip_deg
    pip = min(max(rest_pip + values[_CURL + finger], low), high)
    radial = 1.0 if finger < 3 else -1.0  # positive spread leads away from the ring finger
    apart = (rest_apart + radial * values[_SPREAD + finger]) * (1.0 - max(mcp, 0.0) / 90.0)
    sideways, along = thumb * sin(radians(apart)), cos(radians(apart))
    x, y, z = hands.knuckles[finger - 1]
    x *= thumb
    out[0] = (x, y, z)
    bend = 0.0
    turns = (mcp, pip, hands.dip_share * pip)
    for bone, (length, turn) in enumerate(zip(hands.bones[finger], turns, strict=True)):
        bend += turn
        flat, rise = cos(radians(bend)) * length, sin(radians(bend)) * length
        if bone == 0:
            out[1] = (
                x + _OUTLINE_FROM * sideways * flat,
                y + _OUTLINE_FROM * along * flat,
                z + _OUTLINE_FROM * rise,
            )
        x, y, z = x + sideways * flat, y + along * flat, z + rise
        out[2 + bone] = (x, y, z)


def _write_thumb(hands: Hands, values: list[float], thumb: float, out: Floats) -> None:
    flexion, curl, spread = values[_FLEXION], values[_CURL] + hands.thumb_curl_rest, values[_SPREAD]
    outward = hands.thumb_out_deg + spread + hands.thumb_flex[0] * flexion
    forward = hands.thumb_fore_deg + hands.thumb_flex[1] * flexion
    x, y, z = hands.thumb_root
    x *= thumb
    out[0] = (x, y, z)
    for bone, length in enumerate(hands.bones[0]):
        if bone > 0:
            more_out, more_forward = hands.thumb_curl[bone - 1]
            outward += more_out * curl
            forward += more_forward * curl
        flat = cos(radians(forward)) * length
        dx, dy = thumb * sin(radians(outward)) * flat, cos(radians(outward)) * flat
        dz = sin(radians(forward)) * length
        if bone == 0:
            out[1] = (x + _OUTLINE_FROM * dx, y + _OUTLINE_FROM * dy, z + _OUTLINE_FROM * dz)
        x, y, z = x + dx, y + dy, z + dz
        out[2 + bone] = (x, y, z)


def _write_arm(hands: Hands, wrist: tuple[float, float, float], outer: float, out: Floats) -> None:
    """Forearm and wrist as two flat pieces, from an elbow below the frame that follows a little."""
    rest_x, rest_y, rest_z = hands.wrist
    x, y, z = hands.elbow
    follow = hands.elbow_follow
    elbow_x = -outer * x + follow * (wrist[0] + outer * rest_x)
    elbow_y = y + follow * (wrist[1] - rest_y)
    elbow_z = z + follow * (wrist[2] - rest_z)
    dx, dy = wrist[0] - elbow_x, wrist[1] - elbow_y
    length = max(hypot(dx, dy), 1e-6)
    ux, uy = dx / length, dy / length
    mm = hands.mm

    def along(forward_mm: float) -> tuple[float, float, float]:
        return wrist[0] + ux * forward_mm * mm, wrist[1] + uy * forward_mm * mm, wrist[2]

    places = (
        ((elbow_x, elbow_y, elbow_z), hands.elbow_half),
        (along(-hands.cuff_back), hands.cuff_half),
        (along(-hands.hem_back), hands.hem_half),
        (along(hands.wrist_front), hands.wrist_half),
    )
    # ElbowA, CuffA, CuffB, ElbowB, HemA, WristA, WristB, HemB
    for ((px, py, pz), half), (a, b) in zip(places, ((0, 3), (1, 2), (4, 7), (5, 6)), strict=True):
        out[a] = (px - uy * half * mm, py + ux * half * mm, pz)
        out[b] = (px + uy * half * mm, py - ux * half * mm, pz)
