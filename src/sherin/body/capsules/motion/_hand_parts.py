"""What the hand subtypes share: common params, and the step from parts to channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sherin.body.capsules.motion.arguments import number, word
from sherin.body.capsules.motion.hand_anatomy import FINGERS, LEFT_LAG_MS, MM_PER_SHOULDER
from sherin.body.capsules.motion.shapes import scaled
from sherin.body.capsules.motion.strokes import (
    EASINGS,
    MIN_STROKE_MS,
    out_hold_back,
    within,
)
from sherin.body.capsules.motion.subtype import Motion, Param
from sherin.body.curves import Curve

__all__ = [
    "EASING",
    "FINGERS_PARAM",
    "HAND_PARAMS",
    "Parts",
    "cap_part",
    "duration_param",
    "hold_param",
    "on_hands",
    "shoulders",
    "stroke_all",
    "stroke_ms",
]

Parts = dict[str, Curve]
"""Part of the right hand's channels (`X`, `Yaw`, `IndexFlexion`, ...) -> curve."""

# Mirroring a hand in the middle plane of the body turns these around and leaves the others alone.
_MIRRORED: Final = frozenset({"X", "Yaw", "Roll"})

HAND_PARAMS: Final = (
    Param(
        name="hand",
        kind="choice",
        choices=("right", "left", "both"),
        default="right",
        help="Which hand moves. Angles and directions are the right hand's; the left mirrors them.",
    ),
    Param(
        name="lag_ms",
        kind="number",
        unit="ms",
        minimum=0.0,
        maximum=400.0,
        default=LEFT_LAG_MS,
        help="With both hands, how much later the left one moves.",
    ),
)
EASING: Final = Param(
    name="easing",
    kind="choice",
    choices=EASINGS,
    default="minimum_jerk",
    help="How the stroke is bent; it rests at both ends whatever is chosen.",
)
FINGERS_PARAM: Final = Param(
    name="fingers",
    kind="fingers",
    choices=FINGERS,
    default=FINGERS,
    help="Which fingers take part; all five when absent.",
)


def duration_param(
    default: float, help_: str, *, minimum: float = 20.0, maximum: float = 3000.0
) -> Param:
    """The `duration_ms` of a subtype."""
    return Param(
        name="duration_ms",
        kind="number",
        unit="ms",
        minimum=minimum,
        maximum=maximum,
        default=default,
        help=help_,
    )


def hold_param(default: float) -> Param:
    """The `hold_ms` of a subtype."""
    return Param(
        name="hold_ms",
        kind="number",
        unit="ms",
        minimum=0.0,
        maximum=8000.0,
        default=default,
        help="How long the end of the stroke is held before the return.",
    )


def stroke_ms(params: Mapping[str, object]) -> float:
    """Time of the stroke: `duration_ms`, but never shorter than a hand can."""
    return max(number(params, "duration_ms"), MIN_STROKE_MS)


def shoulders(mm: float) -> float:
    """Millimetres in the unit of the hand's position channels."""
    return mm / MM_PER_SHOULDER


def cap_part(angle_name: str) -> str:
    """`indexFlexion` -> `IndexFlexion`."""
    return angle_name[0].upper() + angle_name[1:]


def stroke_all(
    peaks: Mapping[str, float], *, out_ms: float, hold_ms: float, back_ms: float, easing: str
) -> tuple[float, Parts]:
    """All parts go to their peaks, hold and return together; parts with no peak are left out."""
    total_ms = out_ms + hold_ms + back_ms
    return total_ms, {
        part: out_hold_back(
            peak,
            total_ms=total_ms,
            out_ms=out_ms,
            hold_ms=hold_ms,
            back_ms=back_ms,
            easing=easing,
        )
        for part, peak in peaks.items()
        if peak != 0.0
    }


def on_hands(
    params: Mapping[str, object], total_ms: float, parts: Parts, *, left: Parts | None = None
) -> Motion:
    """Put the right hand's parts on the hand, or hands, that `params` asks for.

    Args:
        params: Of the capsule.
        total_ms: How long all parts last.
        parts: What the right hand does, and, mirrored, the left one.
        left: What the left one does instead, as if it were a right hand.
    """
    hand = word(params, "hand")
    if hand == "right":
        return Motion(
            duration_ms=total_ms,
            curves={f"handRight{part}": curve for part, curve in parts.items()},
        )
    mirrored = {
        part: scaled(-1.0, curve) if part in _MIRRORED else curve
        for part, curve in (parts if left is None else left).items()
    }
    if hand == "left":
        return Motion(
            duration_ms=total_ms,
            curves={f"handLeft{part}": curve for part, curve in mirrored.items()},
        )
    lag_ms = number(params, "lag_ms")
    both_ms = total_ms + lag_ms
    curves: dict[str, Curve] = {}
    for part, curve in parts.items():
        curves[f"handRight{part}"] = within(curve, own_ms=total_ms, total_ms=both_ms)
    for part, curve in mirrored.items():
        curves[f"handLeft{part}"] = within(
            curve, own_ms=total_ms, total_ms=both_ms, after_ms=lag_ms
        )
    return Motion(duration_ms=both_ms, curves=curves)
