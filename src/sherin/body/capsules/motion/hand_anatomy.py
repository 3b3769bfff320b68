"""The hand that moves: fingers, their limits, and what an angle does in millimetres.

Angles are offsets from the relaxed hand, in degrees. Flexion and curl are positive when they close
the hand. Spread is the abduction: positive leads away from the middle of the hand (thumb, index
and middle toward the thumb's side, ring and pinky toward the other). `tip_gaps_mm` and
`pinch_gap_mm` are the forward geometry; `angles_for_gaps` and `angles_for_pinch` invert it.

Source of the figures: a rigged 25-joint hand, measured in millimetres at its finger tips.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CONTACT_GAP_MM",
    "FINGERS",
    "LEFT_LAG_MS",
    "MM_PER_SHOULDER",
    "PINCH_CONTACT",
    "PINCH_PRESS",
    "PRESS_GAP_MM",
    "RELAXED_GAPS_MM",
    "REST_TURN_DEG",
    "SPREAD_LIMIT_DEG",
    "TAP_MM_PER_DEG",
    "angles_for_gaps",
    "angles_for_pinch",
    "pinch_gap_mm",
    "share_for_pinch",
    "tip_gaps_mm",
]

FINGERS: Final = ("thumb", "index", "middle", "ring", "pinky")
_LONG: Final = FINGERS[1:]

MM_PER_SHOULDER: Final = 380.0
"""Shoulder width; the hand position channels count in it."""
REST_TURN_DEG: Final = (64.0, 15.0, 46.0)
"""Yaw, pitch and roll of the relaxed right hand: palm in, fingers leading up and inward. At 0, 0, 0
the palm looks at the viewer and the fingers point up."""
LEFT_LAG_MS: Final = 38.0
"""When both hands do the same, the left one is this much later."""
TAP_MM_PER_DEG: Final = 1.4
"""How far a finger tip goes per degree at the knuckle."""

RELAXED_GAPS_MM: Final = {
    ("index", "middle"): 25.0,
    ("middle", "ring"): 31.0,
    ("ring", "pinky"): 26.0,
}
"""Distance of neighbouring finger tips in the relaxed hand."""
_MM_PER_DEG: Final = (1.1, 0.75, 0.45)
"""What one degree of abduction between neighbours does to those three gaps."""
_FLOOR_MM: Final = 16.0
"""Finger tips are this thick; a gap cannot be narrower."""
SPREAD_LIMIT_DEG: Final = {
    "thumb": 25.0,
    "index": 20.0,
    "middle": 10.0,
    "ring": 15.0,
    "pinky": 25.0,
}

# Which way positive spread points, as seen from the thumb's side: +1 toward the thumb.
_RADIAL: Final = {"index": 1.0, "middle": 1.0, "ring": -1.0, "pinky": -1.0}

PRESS_GAP_MM: Final = 16.0
"""Gap of thumb and index tips in the press pose."""
CONTACT_GAP_MM: Final = 0.0
# Offsets from the relaxed hand (index knuckle 18, middle joint 25 degrees): press pose index 44/48
# with 6 of abduction, thumb 21 and 32 with a twist of -8; contact index 48/52, thumb 24 and 30 +
# 14.
PINCH_PRESS: Final = {
    "indexFlexion": 26.0,
    "indexCurl": 23.0,
    "indexSpread": 6.0,
    "thumbFlexion": 21.0,
    "thumbCurl": 32.0,
    "thumbSpread": -8.0,
}
PINCH_CONTACT: Final = {
    "indexFlexion": 30.0,
    "indexCurl": 27.0,
    "indexSpread": 6.0,
    "thumbFlexion": 24.0,
    "thumbCurl": 44.0,
    "thumbSpread": -8.0,
}
# Distance of the thumb's tip from each finger's in the relaxed hand. Chosen for an adult hand 190
# mm long; the four differences follow from the tip gaps above.
_THUMB_REST_MM: Final = {"index": 58.0, "middle": 70.0, "ring": 84.0, "pinky": 94.0}


def tip_gaps_mm(spread_deg: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Gaps of neighbouring finger tips for offsets of spread; never below a finger's thickness.

    Args:
        spread_deg: Finger -> offset of its spread channel in degrees; absent fingers are at rest.

    Returns:
        Pair of neighbours -> gap in mm.
    """
    radial = {name: spread_deg.get(name, 0.0) * _RADIAL[name] for name in _LONG}
    return {
        (a, b): max(_FLOOR_MM, rest + mm * (radial[a] - radial[b]))
        for ((a, b), rest), mm in zip(RELAXED_GAPS_MM.items(), _MM_PER_DEG, strict=True)
    }


def angles_for_gaps(fingers: Sequence[str], change: float) -> dict[str, float]:
    """Spread offsets that scale the gaps between the named fingers by `1 + change`.

    The fingers that are not named stay where they are. A single finger changes its gap to the
    neighbour that is nearer to the middle of the hand (the middle finger: to the ring finger).
    Among all solutions the one with the smallest angles is taken, within anatomical limits. The
    thumb does not count here.

    Args:
        fingers: Names out of `FINGERS`, any order.
        change: Relative change of the gaps, such as -0.18.
    """
    moving = [name for name in _LONG if name in fingers]
    if not moving:
        return {}
    ends = _ends(moving)
    # Rows: one gap each, from one end to the next. Columns: the moving fingers' angles toward the
    # thumb.
    rows = np.zeros((len(ends), len(moving)))
    wanted = np.zeros(len(ends))
    for row, (a, b) in enumerate(ends):
        for position in range(_LONG.index(a), _LONG.index(b)):
            near, far = _LONG[position], _LONG[position + 1]
            wanted[row] += RELAXED_GAPS_MM[near, far] * change
            if near in moving:
                rows[row, moving.index(near)] += _MM_PER_DEG[position]
            if far in moving:
                rows[row, moving.index(far)] -= _MM_PER_DEG[position]
    limits = np.array([SPREAD_LIMIT_DEG[name] for name in moving])
    radial = _solved_within(rows, wanted, limits)
    return {
        # Rounded: the last bits of a solver differ from machine to machine.
        name: round(float(angle) * _RADIAL[name], 6)
        for name, angle in zip(moving, radial, strict=True)
    }


def _solved_within(
    rows: NDArray[np.float64], wanted: NDArray[np.float64], limits: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Smallest angles with `rows @ angles = wanted`; where a joint ends, the others take over."""
    angles = np.zeros(limits.size)
    free = np.ones(limits.size, dtype=np.bool_)
    while free.any():
        rest = wanted - rows[:, ~free] @ angles[~free]
        angles[free] = np.linalg.lstsq(rows[:, free], rest, rcond=None)[0]
        beyond = free & (np.abs(angles) > limits)
        if not beyond.any():
            break
        angles = np.clip(angles, -limits, limits)
        free &= ~beyond
    return angles


def pinch_gap_mm(share: float, finger: str = "index") -> float:
    """Gap of thumb and finger at a share of the way from relaxed (0) to the press pose (1).

    Negative shares open the hand; from 1 to 2 the press pose closes to contact.
    """
    if share <= 1.0:
        rest = _THUMB_REST_MM[finger]
        return rest + share * (PRESS_GAP_MM - rest)
    return max(CONTACT_GAP_MM, PRESS_GAP_MM + (share - 1.0) * (CONTACT_GAP_MM - PRESS_GAP_MM))


def angles_for_pinch(share: float, finger: str = "index") -> dict[str, float]:
    """Joint offsets at a share of the way from relaxed (0) to the press pose (1), by joint name.

    The other fingers meet the thumb like the index does; the index alone is also led sideways.

    Args:
        share: As in `pinch_gap_mm`, up to 2 (contact).
        finger: Which one the thumb meets.
    """
    angles: dict[str, float] = {}
    for name, press in PINCH_PRESS.items():
        contact = PINCH_CONTACT[name]
        value = (
            share * press if share <= 1.0 else press + (min(share, 2.0) - 1.0) * (contact - press)
        )
        own = name.replace("index", finger)
        if finger == "index" or own != f"{finger}Spread":
            angles[own] = value
    return angles


def share_for_pinch(gap_mm: float, finger: str = "index") -> float:
    """Inverse of `pinch_gap_mm`."""
    rest = _THUMB_REST_MM[finger]
    if gap_mm >= PRESS_GAP_MM:
        return (rest - gap_mm) / (rest - PRESS_GAP_MM)
    return 1.0 + (PRESS_GAP_MM - max(gap_mm, CONTACT_GAP_MM)) / (PRESS_GAP_MM - CONTACT_GAP_MM)


def _ends(moving: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs of fingers whose gap is to change, each in order from the thumb's side."""
    if len(moving) > 1:
        return list(pairwise(moving))
    inner = {"index": "middle", "middle": "ring", "ring": "middle", "pinky": "ring"}[moving[0]]
    a, b = sorted((moving[0], inner), key=_LONG.index)
    return [(a, b)]
