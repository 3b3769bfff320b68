"""Gestures that the ten subtypes cannot make: named poses, beats, waving, typing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sherin.body.capsules.motion._hand_parts import (
    EASING,
    HAND_PARAMS,
    Parts,
    duration_param,
    hold_param,
    on_hands,
    shoulders,
)
from sherin.body.capsules.motion.arguments import number, whole, word
from sherin.body.capsules.motion.hand_anatomy import TAP_MM_PER_DEG
from sherin.body.capsules.motion.hand_poses import LEFT_POSES, LONG_FINGERS, POSES, turned
from sherin.body.capsules.motion.shapes import total
from sherin.body.capsules.motion.strokes import MIN_STROKE_MS, Rest, rests
from sherin.body.capsules.motion.subtype import Motion, Param, Subtype
from sherin.body.random32 import mix32, unit

__all__ = ["GESTURE_SUBTYPES"]


_OFFSETS: Final = (
    ("x_mm", "X"),
    ("y_mm", "Y"),
    ("z_mm", "Z"),
    ("yaw_deg", "Yaw"),
    ("pitch_deg", "Pitch"),
    ("roll_deg", "Roll"),
)
_LENGTHS: Final = frozenset({"X", "Y", "Z"})
_TURN_LIMIT_DEG: Final = 88.0


def pose_peaks(
    params: Mapping[str, object], poses: Mapping[str, Mapping[str, float]] = POSES
) -> dict[str, float]:
    """Part -> offset at the end of the stroke, in channel units: the pose plus the offsets.

    Args:
        params: Of a `hand_pose`.
        poses: Where its pose is found.
    """
    amount = number(params, "amount")
    peaks = {part: value * amount for part, value in poses[word(params, "pose")].items()}
    for name, part in _OFFSETS:
        peaks[part] = peaks.get(part, 0.0) + number(params, name)
    for part in ("Yaw", "Pitch", "Roll"):
        peaks[part] = min(max(peaks[part], -_TURN_LIMIT_DEG), _TURN_LIMIT_DEG)
    return {
        part: shoulders(value) if part in _LENGTHS else value
        for part, value in peaks.items()
        if value != 0.0
    }


def _hand_pose(params: Mapping[str, object]) -> Motion:
    total_ms, parts = _pose_parts(params, POSES)
    if word(params, "hand") == "both" and word(params, "pose") in LEFT_POSES:
        _, left = _pose_parts(params, LEFT_POSES)
        return on_hands(params, total_ms, parts, left=left)
    return on_hands(params, total_ms, parts)


def _pose_parts(
    params: Mapping[str, object], poses: Mapping[str, Mapping[str, float]]
) -> tuple[float, Parts]:
    """How long a pose takes with its return, and what a right hand does meanwhile."""
    out_ms = max(number(params, "duration_ms"), MIN_STROKE_MS)
    hold_until = out_ms + number(params, "hold_ms")
    total_ms = hold_until + max(number(params, "return_ms"), MIN_STROKE_MS)
    parts: Parts = {}
    for part, peak in pose_peaks(params, poses).items():
        points: list[Rest] = [(0.0, 0.0), (out_ms, peak), (hold_until, peak), (total_ms, 0.0)]
        parts[part] = rests(total_ms, points, easing=word(params, "easing"))
    arc = shoulders(number(params, "arc_mm"))
    if arc != 0.0:
        swing = rests(total_ms, [(0.0, 0.0), (0.5 * out_ms, arc), (out_ms, 0.0)])
        parts["Y"] = total([parts["Y"], swing]) if "Y" in parts else swing
    return total_ms, parts


def _hand_beat(params: Mapping[str, object]) -> Motion:
    """Each beat: 35 % lift, 25 % stroke down below the start, 40 % back; the first is largest."""
    count = whole(params, "count")
    beat_ms = max(number(params, "duration_ms"), 2.0 * MIN_STROKE_MS)
    interval_ms = max(number(params, "interval_ms"), beat_ms)
    total_ms = (count - 1) * interval_ms + beat_ms
    depth = number(params, "amplitude_mm")
    tilt = number(params, "tilt_deg")
    y: list[Rest] = []
    pitch: list[Rest] = []
    for beat in range(count):
        start = beat * interval_ms
        size = 0.85**beat
        times = [start, start + 0.35 * beat_ms, start + 0.60 * beat_ms, start + beat_ms]
        y += list(
            zip(
                times,
                [0.0, shoulders(0.4 * depth * size), shoulders(-0.6 * depth * size), 0.0],
                strict=True,
            )
        )
        pitch += list(zip(times, [0.0, 0.3 * tilt * size, -tilt * size, 0.0], strict=True))
    parts: Parts = {"Y": rests(total_ms, y, easing=word(params, "easing"))}
    if tilt != 0.0:
        parts["Pitch"] = rests(total_ms, pitch, easing=word(params, "easing"))
    return on_hands(params, total_ms, parts)


def _hand_wave(params: Mapping[str, object]) -> Motion:
    """The raised open hand swings to both sides; the wrist leads, the fingers trail a little."""
    count = whole(params, "count")
    swing_ms = max(number(params, "interval_ms"), 2.0 * MIN_STROKE_MS)
    raise_ms, lower_ms = 320.0, 420.0
    total_ms = raise_ms + count * swing_ms + lower_ms
    angle = number(params, "angle_deg")
    lift = shoulders(number(params, "lift_mm"))
    last = raise_ms + count * swing_ms
    raised = {**POSES["open"], **turned(8.0, 0.0, 4.0)}
    upright = raised.pop("Roll")
    roll: list[Rest] = [(0.0, 0.0), (raise_ms, upright - angle)]
    for swing in range(count):
        middle = raise_ms + (swing + 0.5) * swing_ms
        roll += [(middle, upright + angle), (middle + 0.5 * swing_ms, upright - angle)]
    roll.append((total_ms, 0.0))
    parts: Parts = {"Roll": rests(total_ms, roll)}
    raised["Y"] = lift
    for part, value in raised.items():
        if value != 0.0:
            parts[part] = rests(
                total_ms, [(0.0, 0.0), (raise_ms, value), (last, value), (total_ms, 0.0)]
            )
    return on_hands(params, total_ms, parts)


def _typing_rhythm(params: Mapping[str, object]) -> Motion:
    """Hands over a keyboard; fingers strike in a fixed irregular order at the mean rate given."""
    total_ms = number(params, "duration_ms")
    settle_ms = min(400.0, 0.25 * total_ms)
    key_ms = 1000.0 / number(params, "keys_per_s")
    press_ms = max(0.9 * key_ms, MIN_STROKE_MS)
    depth = number(params, "amplitude_mm") / TAP_MM_PER_DEG
    seed = mix32(round(key_ms * 10.0))
    strikes: dict[str, list[float]] = {}
    at_ms = settle_ms
    key = 0
    while at_ms + press_ms < total_ms - settle_ms:
        side = "Right" if key % 2 == 0 else "Left"
        finger = _striking_finger(unit(seed, 2 * key))
        name = f"hand{side}{finger}Flexion"
        if not strikes.get(name) or at_ms - strikes[name][-1] >= press_ms:
            strikes.setdefault(name, []).append(at_ms)
        at_ms += key_ms * (0.7 + 0.6 * unit(seed, 2 * key + 1))  # keys come 30 % earlier or later
        key += 1

    motion_parts: Parts = {}
    for part, value in POSES["type_ready"].items():
        peak = shoulders(value) if part in _LENGTHS else value
        points: list[Rest] = [
            (0.0, 0.0),
            (settle_ms, peak),
            (total_ms - settle_ms, peak),
            (total_ms, 0.0),
        ]
        motion_parts[part] = rests(total_ms, points)
    motion = on_hands({**params, "lag_ms": 0.0}, total_ms, motion_parts)
    curves = dict(motion.curves)
    for name, starts in strikes.items():
        points = [
            point
            for start in starts
            for point in ((start, 0.0), (start + 0.45 * press_ms, depth), (start + press_ms, 0.0))
        ]
        if name in curves:
            curves[name] = total([curves[name], rests(total_ms, points)])
    return Motion(duration_ms=motion.duration_ms, curves=curves)


def _striking_finger(chance: float) -> str:
    """Index and middle fingers strike most keys (shares by eye: 36, 30, 20 and 14 %)."""
    for finger, up_to in zip(LONG_FINGERS, (0.36, 0.66, 0.86), strict=False):
        if chance < up_to:
            return finger
    return LONG_FINGERS[-1]


def _number(name: str, default: float, low: float, high: float, unit_: str, help_: str) -> Param:
    return Param(
        name=name, kind="number", unit=unit_, minimum=low, maximum=high, default=default, help=help_
    )


GESTURE_SUBTYPES: Final = (
    Subtype(
        name="hand_pose",
        domain="hand",
        help="The hand takes a named pose (or moves by the offsets), holds it and returns.",
        motion=_hand_pose,
        params=(
            Param(
                name="pose",
                kind="choice",
                choices=tuple(POSES),
                default="open",
                help="Target of the stroke; `relaxed` leaves it to the offsets.",
            ),
            _number("amount", 1.0, 0.1, 1.15, "fraction", "How much of the pose is taken."),
            *(
                _number(name, 0.0, -150.0, 150.0, "mm", help_)
                for name, help_ in (
                    ("x_mm", "Further inward."),
                    ("y_mm", "Further up."),
                    ("z_mm", "Further to the viewer."),
                )
            ),
            *(
                _number(name, 0.0, -80.0, 80.0, "deg", help_)
                for name, help_ in (
                    ("yaw_deg", "Fingers further inward."),
                    ("pitch_deg", "Fingers further up."),
                    ("roll_deg", "Hand tipped further inward."),
                )
            ),
            _number("arc_mm", 0.0, -60.0, 60.0, "mm", "How far the way out bulges upward."),
            duration_param(400.0, "Time of the stroke."),
            hold_param(800.0),
            _number("return_ms", 520.0, 90.0, 3000.0, "ms", "Time of the return."),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="hand_beat",
        domain="hand",
        help="Beats along with speech: a small lift, a stroke down, and back; each 15 % smaller.",
        motion=_hand_beat,
        params=(
            Param(
                name="count",
                kind="integer",
                minimum=1,
                maximum=6,
                default=1,
                help="How many beats.",
            ),
            _number("amplitude_mm", 30.0, 4.0, 90.0, "mm", "Travel of one beat, top to bottom."),
            _number("tilt_deg", 8.0, -30.0, 30.0, "deg", "How far the wrist nods with it."),
            _number(
                "interval_ms", 450.0, 180.0, 1500.0, "ms", "From one beat's start to the next."
            ),
            duration_param(420.0, "Length of one beat; at least 180 ms.", maximum=1500.0),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="hand_wave",
        domain="hand",
        help="A greeting: the open hand rises and swings to both sides.",
        motion=_hand_wave,
        params=(
            Param(
                name="count", kind="integer", minimum=1, maximum=8, default=3, help="Full swings."
            ),
            _number("angle_deg", 18.0, 3.0, 40.0, "deg", "Swing to either side."),
            _number("interval_ms", 360.0, 180.0, 1500.0, "ms", "Time of a full swing."),
            _number("lift_mm", 35.0, 0.0, 80.0, "mm", "How far the hand rises."),
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="typing_rhythm",
        domain="hand",
        help="Hands over a keyboard, fingers striking in an irregular order.",
        motion=_typing_rhythm,
        params=(
            _number("keys_per_s", 5.0, 1.0, 9.0, "1/s", "Mean rate of both hands together."),
            _number("amplitude_mm", 9.0, 2.0, 25.0, "mm", "Travel of a finger tip."),
            duration_param(2400.0, "Whole length.", minimum=800.0, maximum=5000.0),
            *(
                Param(
                    name=param.name,
                    kind=param.kind,
                    unit=param.unit,
                    minimum=param.minimum,
                    maximum=param.maximum,
                    choices=param.choices,
                    default="both",
                    help="Which hands type; each strikes every other key.",
                )
                for param in HAND_PARAMS
                if param.name == "hand"
            ),
        ),
    ),
)
"""Subtypes beside the ten of the starter sets."""
