"""Named poses of a hand: offsets from the relaxed hand, for the right hand.

Angles are in degrees, `X` (inward), `Y` (up) and `Z` (to the viewer) in millimetres. They were
drawn from the joint limits of `hand_anatomy` and judged by eye on the drawn figure; a rig keeps the
finger tips below the chin.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sherin.body.capsules.motion.hand_anatomy import REST_TURN_DEG

__all__ = ["LEFT_POSES", "LONG_FINGERS", "POSES", "turned"]


def _closed(*names: str, share: float = 1.0) -> dict[str, float]:
    """Fingers bent into the palm."""
    angles: dict[str, float] = {}
    for name in names:
        angles[f"{name}Flexion"] = 48.0 * share
        angles[f"{name}Curl"] = 62.0 * share
    return angles


def _straight(*names: str) -> dict[str, float]:
    """Fingers stretched: the relaxed bend taken back."""
    angles: dict[str, float] = {}
    for name in names:
        angles[f"{name}Flexion"] = -17.0
        angles[f"{name}Curl"] = -17.0
    return angles


def turned(yaw: float, pitch: float, roll: float) -> dict[str, float]:
    """A hand turned this way, however it rests.

    At 0, 0, 0 fingers point up and the palm looks at the viewer; at a yaw of 90 it looks at the
    other hand, beyond that at the body. A channel reaches 90 degrees from rest.
    """
    rest = dict(zip(("Yaw", "Pitch", "Roll"), REST_TURN_DEG, strict=True))
    turn = {"Yaw": yaw, "Pitch": pitch, "Roll": roll}
    return {part: turn[part] - rest[part] for part in rest}


LONG_FINGERS: Final = ("Index", "Middle", "Ring", "Pinky")
_THUMB_IN: Final = {"ThumbFlexion": 24.0, "ThumbCurl": 40.0, "ThumbSpread": -8.0}
_THUMB_OUT: Final = {"ThumbFlexion": -12.0, "ThumbCurl": -10.0, "ThumbSpread": 14.0}
_RING: Final = {
    "IndexFlexion": 30.0,
    "IndexCurl": 27.0,
    "IndexSpread": 6.0,
    "ThumbFlexion": 24.0,
    "ThumbCurl": 44.0,
    "ThumbSpread": -8.0,
}
_COUNTING: Final = {**turned(18.0, 0.0, 8.0), "X": 20.0, "Y": 26.0}

POSES: Final[dict[str, Mapping[str, float]]] = {
    "relaxed": {},
    "open": {
        **_straight(*LONG_FINGERS),
        **_THUMB_OUT,
        **turned(30.0, 4.0, 24.0),
        "Y": 8.0,
        "IndexSpread": 6.0,
        "PinkySpread": 12.0,
    },
    "open_palm_up": {
        **_straight(*LONG_FINGERS),
        **_THUMB_OUT,
        **turned(38.0, 30.0, -14.0),
        "X": 54.0,
        "Z": 45.0,
        "PinkySpread": 8.0,
    },
    "flat": {
        **_straight(*LONG_FINGERS),
        **turned(72.0, 4.0, 52.0),
        "ThumbFlexion": 6.0,
        "ThumbSpread": -6.0,
    },
    "stop": {**_straight(*LONG_FINGERS), **turned(8.0, 4.0, 6.0), "X": 25.0, "Y": 34.0, "Z": 70.0},
    "fist": {
        **_closed(*LONG_FINGERS),
        **_THUMB_IN,
        **turned(24.0, -8.0, 20.0),
        "X": 12.0,
        "Y": 26.0,
    },
    "soft_fist": {
        **_closed(*LONG_FINGERS, share=0.6),
        **turned(44.0, 6.0, 36.0),
        "ThumbFlexion": 14.0,
        "ThumbCurl": 22.0,
        "Y": 14.0,
    },
    "point": {
        **_closed("Middle", "Ring", "Pinky"),
        **_straight("Index"),
        **_THUMB_IN,
        **turned(26.0, -30.0, 40.0),
        "X": 64.0,
        "Y": 50.0,
        "Z": 60.0,
    },
    "point_up": {
        **_closed("Middle", "Ring", "Pinky"),
        **_straight("Index"),
        **_THUMB_IN,
        **turned(30.0, 0.0, 6.0),
        "X": 20.0,
        "Y": 40.0,
    },
    "thumb_up": {
        **_closed(*LONG_FINGERS),
        **turned(150.0, 0.0, 44.0),
        "ThumbFlexion": -14.0,
        "ThumbCurl": -10.0,
        "ThumbSpread": 21.0,
        "X": 45.0,
        "Y": 40.0,
        "Z": 20.0,
    },
    "precision_ring": {
        **_RING,
        **turned(46.0, 4.0, 20.0),
        "MiddleFlexion": -12.0,
        "RingFlexion": -12.0,
        "PinkyFlexion": -12.0,
        "MiddleSpread": -4.0,
        "X": 15.0,
        "Y": 30.0,
    },
    "steeple": {
        **_straight("Ring"),
        **turned(86.0, 0.0, 28.0),
        "IndexFlexion": -7.0,
        "MiddleFlexion": -13.5,
        "PinkyFlexion": -8.0,
        "IndexCurl": -17.0,
        "MiddleCurl": -17.0,
        "PinkyCurl": -17.0,
        "ThumbFlexion": 25.0,
        "ThumbCurl": -10.0,
        "X": 190.0,
    },
    "clasp": {
        **_closed(*LONG_FINGERS, share=0.85),
        **turned(100.0, 0.0, 50.0),
        "ThumbFlexion": 14.0,
        "ThumbCurl": 30.0,
        "X": 195.0,
        "Y": 10.0,
        "Z": -10.0,
    },
    "heart": {
        **_straight(*LONG_FINGERS),
        **turned(150.0, 0.0, 58.0),
        "X": 92.0,
        "Y": 62.0,
        "Z": -45.0,
        "ThumbSpread": 8.0,
    },
    "chin": {
        **_closed("Middle", "Ring", "Pinky", share=0.7),
        **turned(140.0, 6.0, 16.0),
        "IndexFlexion": -10.0,
        "IndexCurl": 0.0,
        "ThumbFlexion": 4.0,
        "X": 118.0,
        "Y": 60.0,
        "Z": 10.0,
    },
    "shrug": {
        **_straight(*LONG_FINGERS),
        **_THUMB_OUT,
        **turned(42.0, 26.0, -36.0),
        "X": 80.0,
        "Y": 8.0,
        "Z": 40.0,
    },
    "phone": {
        **_closed("Index", "Middle", "Ring"),
        **turned(150.0, 0.0, 48.0),
        "PinkyFlexion": -17.0,
        "PinkyCurl": -17.0,
        "PinkySpread": 16.0,
        "ThumbFlexion": -14.0,
        "ThumbCurl": -10.0,
        "ThumbSpread": 21.0,
        "X": 20.0,
        "Y": 100.0,
        "Z": 10.0,
    },
    "hold_page": {
        **turned(40.0, 40.0, 56.0),
        "IndexFlexion": 26.0,
        "MiddleFlexion": 24.0,
        "RingFlexion": 22.0,
        "PinkyFlexion": 20.0,
        "IndexCurl": -8.0,
        "MiddleCurl": -8.0,
        "RingCurl": -8.0,
        "PinkyCurl": -8.0,
        "ThumbFlexion": 20.0,
        "ThumbSpread": 4.0,
        "X": 56.0,
        "Y": 24.0,
        "Z": 40.0,
    },
    "type_ready": {
        "IndexFlexion": 10.0,
        "MiddleFlexion": 8.0,
        "RingFlexion": 8.0,
        "PinkyFlexion": 8.0,
        "ThumbFlexion": 8.0,
        **turned(20.0, -62.0, 20.0),
        "X": 50.0,
        "Y": 30.0,
        "Z": 55.0,
    },
    "count_1": {
        **_closed("Middle", "Ring", "Pinky"),
        **_straight("Index"),
        **_THUMB_IN,
        **_COUNTING,
    },
    "count_2": {
        **_closed("Ring", "Pinky"),
        **_straight("Index", "Middle"),
        **_THUMB_IN,
        **_COUNTING,
        "IndexSpread": 8.0,
        "MiddleSpread": -4.0,
    },
    "count_3": {
        **_closed("Pinky"),
        **_straight("Index", "Middle", "Ring"),
        **_THUMB_IN,
        **_COUNTING,
        "IndexSpread": 8.0,
        "RingSpread": 6.0,
    },
    "count_4": {
        **_straight(*LONG_FINGERS),
        **_THUMB_IN,
        **_COUNTING,
        "IndexSpread": 7.0,
        "RingSpread": 4.0,
        "PinkySpread": 12.0,
    },
    "count_5": {
        **_straight(*LONG_FINGERS),
        **_THUMB_OUT,
        **_COUNTING,
        "IndexSpread": 10.0,
        "RingSpread": 6.0,
        "PinkySpread": 18.0,
    },
}
"""Named target poses: part -> offset. Hands that both go 140 mm inward touch (docs/hands.md)."""

LEFT_POSES: Final[dict[str, Mapping[str, float]]] = {
    "clasp": {
        "IndexFlexion": 14.0,
        "MiddleFlexion": 14.0,
        "RingFlexion": 12.0,
        "PinkyFlexion": 10.0,
        "IndexCurl": 24.0,
        "MiddleCurl": 22.0,
        "RingCurl": 20.0,
        "PinkyCurl": 20.0,
        "ThumbFlexion": 12.0,
        "ThumbCurl": 18.0,
        **turned(150.0, 0.0, 70.0),
        "X": 200.0,
        "Y": 24.0,
        "Z": 90.0,
    },
}
"""What the left hand does where both hands are not the mirror image of each other: a right hand's
offsets. It lies over the right one."""
