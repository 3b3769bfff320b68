"""What the joints of a hand can do, and which angle a channel gives each of them."""

from __future__ import annotations

from math import exp
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX

__all__ = [
    "CHANNELS",
    "CURL",
    "FLEXION",
    "MIRRORED",
    "SPREAD",
    "VISIBILITY",
    "joint_angles",
]

Floats = NDArray[np.float64]

_FINGERS: Final = ("Thumb", "Index", "Middle", "Ring", "Pinky")
_PARTS: Final = (
    *("X", "Y", "Z", "Yaw", "Pitch", "Roll"),
    *(f"{finger}Flexion" for finger in _FINGERS),
    *(f"{finger}Curl" for finger in _FINGERS),
    *(f"{finger}Spread" for finger in _FINGERS),
    "Visibility",
)
_SIDES: Final[tuple[Literal["Right", "Left"], ...]] = ("Right", "Left")
CHANNELS: Final[dict[Literal["Right", "Left"], NDArray[np.intp]]] = {
    side: np.array([CHANNEL_INDEX[f"hand{side}{part}"] for part in _PARTS], dtype=np.intp)
    for side in _SIDES
}
"""Where a hand's 22 channels are in a vector: place, turn, flexion, curl, spread, visibility."""
FLEXION, CURL, SPREAD, VISIBILITY = 6, 11, 16, 21
MIRRORED: Final = np.array([-1.0 if part in ("X", "Yaw", "Roll") else 1.0 for part in _PARTS])
"""What turns a left hand's channels into those of the right hand it mirrors."""

RELAXED_DEG: Final = ((18.0, 25.0), (24.0, 30.0), (30.0, 34.0), (34.0, 34.0))
"""Knuckle and middle joint of the relaxed long fingers of an adult (docs/hands.md)."""
MCP_DEG: Final = (-20.0, 90.0)
PIP_DEG: Final = (0.0, 110.0)
DIP_SHARE: Final = 2.0 / 3.0
"""The last joint cannot bend alone: it follows the middle one (Rijpkema and Girard 1991)."""
ABDUCTION_DEG: Final = (20.0, 10.0, 15.0, 25.0)
CMC_DEG: Final = (-15.0, 45.0)
MP_DEG: Final = (0.0, 50.0)
IP_DEG: Final = (-10.0, 80.0)
THUMB_TWIST_DEG: Final = 25.0
_MP_SHARE: Final = 0.68
"""Of the thumb's curl that bends its middle joint; contact of the pads measured at 30 and 14."""
_HIDDEN_FIST_DEG: Final = (26.0, 34.0)
"""How much further the fingers bend while the hand is away, so that it enters half closed."""
_GAIN_DEG: Final = 4.0
_SMALL_GAIN: Final = 1.2
"""Small bends are shown up to 2.2 times as large: a tap of 2 mm is else under 3 px at 512."""


def shown(angle_deg: float) -> float:
    """An offset as it is displayed: small ones enlarged, those beyond 10 degrees as they are."""
    share = angle_deg / _GAIN_DEG
    return angle_deg * (1.0 + _SMALL_GAIN * exp(-share * share))


def joint_angles(values: list[float]) -> Floats:
    """Absolute angles of a right hand's joints.

    Args:
        values: The 22 channels in the order of `CHANNELS`, as a right hand's.

    Returns:
        (5, 4) degrees: thumb CMC, MP, IP and twist; then each long finger's knuckle, middle joint,
        last joint and abduction toward the thumb.
    """
    angles = np.zeros((5, 4))
    away = 1.0 - values[VISIBILITY]
    curl = shown(values[CURL])
    flexion = shown(values[FLEXION])
    # The file's thumb is stretched already: half of what opens it further is enough.
    flexion *= 1.0 if flexion > 0.0 else 0.5
    angles[0, 0] = _within(flexion + 10.0 * away, CMC_DEG)
    angles[0, 1] = _within(_MP_SHARE * curl + 8.0 * away, MP_DEG)
    angles[0, 2] = _within((1.0 - _MP_SHARE) * curl + 10.0 * away, IP_DEG)
    angles[0, 3] = _within(values[SPREAD], (-THUMB_TWIST_DEG, THUMB_TWIST_DEG))
    for finger in range(1, 5):
        rest_mcp, rest_pip = RELAXED_DEG[finger - 1]
        mcp = rest_mcp + shown(values[FLEXION + finger]) + _HIDDEN_FIST_DEG[0] * away
        pip = rest_pip + shown(values[CURL + finger]) + _HIDDEN_FIST_DEG[1] * away
        mcp = _within(mcp, MCP_DEG)
        limit = ABDUCTION_DEG[finger - 1]
        # Positive spread leads index and middle toward the thumb, ring and pinky away from it.
        radial = 1.0 if finger < 3 else -1.0
        apart = radial * _within(values[SPREAD + finger], (-limit, limit))
        # Bent knuckles lock sideways motion (collateral ligaments).
        pip = _within(pip, PIP_DEG)
        angles[finger] = mcp, pip, DIP_SHARE * pip, apart * (1.0 - max(mcp, 0.0) / 90.0)
    return angles


def _within(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])
