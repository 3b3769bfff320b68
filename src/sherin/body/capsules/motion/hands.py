"""The ten hand subtypes of the starter sets, as pure functions from params to channel curves.

Every motion is a stroke, a hold and a return, given as offsets from the relaxed hand in the
gesture box; it starts and ends at exactly zero with zero velocity. No stroke is shorter than 90
ms, so none falls between two video frames. `HAND_SUBTYPES` lists these and the composed gestures
of `hand_gestures`. The geometry is in `hand_anatomy`, the figures come from `micro_signals.csv`;
see docs/capsules.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from sherin.body.capsules.motion._hand_parts import (
    EASING,
    FINGERS_PARAM,
    HAND_PARAMS,
    Parts,
    cap_part,
    duration_param,
    hold_param,
    on_hands,
    shoulders,
    stroke_all,
    stroke_ms,
)
from sherin.body.capsules.motion.arguments import fingers, flag, number, whole, word
from sherin.body.capsules.motion.hand_anatomy import (
    FINGERS,
    TAP_MM_PER_DEG,
    angles_for_gaps,
    angles_for_pinch,
    pinch_gap_mm,
    share_for_pinch,
)
from sherin.body.capsules.motion.hand_gestures import GESTURE_SUBTYPES
from sherin.body.capsules.motion.shapes import Noise, scaled, total
from sherin.body.capsules.motion.strokes import MIN_STROKE_MS, Rest, rests
from sherin.body.capsules.motion.subtype import Motion, Param, Subtype
from sherin.body.curves import Curve
from sherin.body.random32 import mix32
from sherin.errors import CapsuleError

__all__ = ["DIRECTIONS", "HAND_SUBTYPES"]

_MM_PER_PX: Final = 1.0
"""Lengths in px are at a frame of 512 px, where one pixel of a hand is about one millimetre."""
_FRAME_PX: Final = 512.0

_DIAGONAL: Final = math.sqrt(0.5)
DIRECTIONS: Final[dict[str, tuple[float, float, float]]] = {
    "right→left": (1.0, 0.0, 0.0),
    "left→right": (-1.0, 0.0, 0.0),
    "up→down": (0.0, -1.0, 0.0),
    "down→up": (0.0, 1.0, 0.0),
    "vertical_up": (0.0, 1.0, 0.0),
    "vertical_down": (0.0, -1.0, 0.0),
    "diagonal_upright": (-_DIAGONAL, _DIAGONAL, 0.0),
    "diagonal_upleft": (_DIAGONAL, _DIAGONAL, 0.0),
    "diagonal_downright": (-_DIAGONAL, -_DIAGONAL, 0.0),
    "diagonal_downleft": (_DIAGONAL, -_DIAGONAL, 0.0),
    "forward": (0.0, 0.0, 1.0),
    "backward": (0.0, 0.0, -1.0),
}
"""Unit vectors (x toward the person's left, y up, z to the viewer) for the right hand; left and
right are the person's own, so the right hand goes inward from right to left. The left hand mirrors
them."""

# Hold after the stroke in ms, and how much deeper the pads are pressed during it.
_PRESSURE: Final = {"soft": (80.0, 0.0), "medium": (140.0, 0.05), "firm": (220.0, 0.12)}

# The forearm turns about the ulna, half a wrist's width beside its middle: 14 mm x sin(1 degree).
_WRIST_MM_PER_ROLL_DEG: Final = 0.24


def _finger_cluster(params: Mapping[str, object]) -> Motion:
    """Approach for two thirds of `duration_ms`, one third locked in; then release."""
    duration_ms = stroke_ms(params)
    peaks = _gap_peaks(fingers(params, "fingers"), number(params, "distance_change"))
    out_ms = duration_ms * 2.0 / 3.0
    total_ms, parts = stroke_all(
        peaks,
        out_ms=out_ms,
        hold_ms=duration_ms / 3.0,
        back_ms=max(1.3 * out_ms, MIN_STROKE_MS),
        easing=word(params, "easing"),
    )
    return on_hands(params, total_ms, parts)


def _finger_spread(params: Mapping[str, object]) -> Motion:
    out_ms = stroke_ms(params)
    total_ms, parts = stroke_all(
        _gap_peaks(fingers(params, "fingers"), number(params, "spread_factor")),
        out_ms=out_ms,
        hold_ms=number(params, "hold_ms"),
        back_ms=1.3 * out_ms,
        easing=word(params, "easing"),
    )
    return on_hands(params, total_ms, parts)


def _gap_peaks(names: tuple[str, ...], change: float) -> dict[str, float]:
    """Parts and peaks that scale the gaps between the named finger tips by `1 + change`."""
    peaks = {
        cap_part(f"{name}Spread"): angle for name, angle in angles_for_gaps(names, change).items()
    }
    if "thumb" not in names:
        return peaks
    long_fingers = [name for name in FINGERS if name in names and name != "thumb"]
    if len(long_fingers) == 1:
        peaks = {}  # a pair with the thumb closes by opposition alone
    met = long_fingers[0] if long_fingers else "index"
    share = share_for_pinch(pinch_gap_mm(0.0, met) * (1.0 + change), met)
    for angle_name, angle in angles_for_pinch(share, met).items():
        # Sideways is what the gaps between the long fingers need already.
        if not angle_name.endswith("Spread") or angle_name == "thumbSpread":
            peaks[cap_part(angle_name)] = angle
    return peaks


def _thumb_index_press(params: Mapping[str, object]) -> Motion:
    target_mm = number(params, "distance_target") * _FRAME_PX * _MM_PER_PX
    hold_ms, deeper = _PRESSURE[word(params, "pressure_curve")]
    out_ms = stroke_ms(params)
    back_ms = 1.2 * out_ms
    total_ms = out_ms + hold_ms + back_ms
    parts: Parts = {}
    for angle_name, angle in angles_for_pinch(share_for_pinch(target_mm)).items():
        # The pads give way: firm presses close a little further while they hold.
        pressed = angle * (1.0 + deeper)
        points: list[Rest] = [
            (0.0, 0.0),
            (out_ms, angle),
            (out_ms + 0.5 * hold_ms, pressed),
            (out_ms + hold_ms, angle),
            (total_ms, 0.0),
        ]
        parts[cap_part(angle_name)] = rests(total_ms, points, easing=word(params, "easing"))
    return on_hands(params, total_ms, parts)


def _tap_rhythm(params: Mapping[str, object]) -> Motion:
    """Each tap takes `duration_ms`: 40 % down, 20 % on the surface, 40 % up."""
    tap_ms = stroke_ms(params)
    interval_ms = max(number(params, "interval_ms"), tap_ms)
    count = whole(params, "tap_count")
    total_ms = (count - 1) * interval_ms + tap_ms
    angle = number(params, "amplitude_mm") / TAP_MM_PER_DEG
    points: list[Rest] = []
    for tap in range(count):
        start = tap * interval_ms
        points += [
            (start, 0.0),
            (start + 0.4 * tap_ms, angle),
            (start + 0.6 * tap_ms, angle),
            (start + tap_ms, 0.0),
        ]
    part = cap_part(f"{word(params, 'finger')}Flexion")
    return on_hands(
        params, total_ms, {part: rests(total_ms, points, easing=word(params, "easing"))}
    )


def _finger_wave(params: Mapping[str, object]) -> Motion:
    """Each finger bends by the amplitude and straightens, at the mean speed given, in turn."""
    amplitude = number(params, "wave_amplitude_deg")
    names = fingers(params, "affected_fingers")
    bend_ms = max(2000.0 * amplitude / number(params, "wave_speed_deg_per_sec"), MIN_STROKE_MS)
    steps = max(len(names) - 1, 1)
    # What `duration_ms` leaves is the time that the ripple takes to cross the hand; it must be
    # seen to run.
    lag_ms = max((number(params, "duration_ms") - bend_ms) / steps, 12.0)
    total_ms = bend_ms + (len(names) - 1) * lag_ms
    parts: Parts = {}
    for place, name in enumerate(names):
        start = place * lag_ms
        for joint, share in (("Flexion", 1.0), ("Curl", 0.6)):
            points: list[Rest] = [
                (start, 0.0),
                (start + 0.5 * bend_ms, share * amplitude),
                (start + bend_ms, 0.0),
            ]
            parts[cap_part(f"{name}{joint}")] = rests(
                total_ms, points, easing=word(params, "easing")
            )
    return on_hands(params, total_ms, parts)


def _palm_orientation(params: Mapping[str, object]) -> Motion:
    total_ms, curve = _turn(params, "angle_deg_start", "angle_deg_end")
    return on_hands(params, total_ms, {cap_part(word(params, "axis")): curve})


def _hand_roll(params: Mapping[str, object]) -> Motion:
    total_ms, curve = _turn(params, "roll_deg_start", "roll_deg_end")
    wrist_x = scaled(shoulders(_WRIST_MM_PER_ROLL_DEG), curve)
    return on_hands(params, total_ms, {"Roll": curve, "X": wrist_x})


def _turn(params: Mapping[str, object], start_name: str, end_name: str) -> tuple[float, Curve]:
    """Take up the start angle if there is one, turn to the end angle, hold, turn back."""
    start, end = number(params, start_name), number(params, end_name)
    out_ms = stroke_ms(params)
    before_ms = 0.0 if start == 0.0 else max(MIN_STROKE_MS, 4.0 * abs(start))
    hold_until = before_ms + out_ms + number(params, "hold_ms")
    total_ms = hold_until + max(1.4 * out_ms, 200.0)
    points: list[Rest] = [
        (0.0, 0.0),
        (before_ms, start),
        (before_ms + out_ms, end),
        (hold_until, end),
        (total_ms, 0.0),
    ]
    return total_ms, rests(total_ms, points, easing=word(params, "easing"))


def _abort_arc(params: Mapping[str, object]) -> Motion:
    """Out along the direction, a stop at `abort_percent` of the way, and back on a lower arc.

    Without `retract` the hand hangs where it stopped for 0.7 s and then sinks back slowly.
    """
    reached_mm = number(params, "total_distance_px") * _MM_PER_PX * number(params, "abort_percent")
    out_ms = stroke_ms(params)
    is_retracted = flag(params, "retract")
    hold_ms = 60.0 if is_retracted else 700.0
    back_ms = max(1.3 * out_ms, MIN_STROKE_MS) if is_retracted else max(4.0 * out_ms, 600.0)
    total_ms = out_ms + hold_ms + back_ms
    easing = word(params, "easing")
    x, y, z = DIRECTIONS[word(params, "direction")]
    parts: Parts = {}
    for part, share in (("X", x), ("Y", y), ("Z", z)):
        if share != 0.0:
            _, stroke = stroke_all(
                {part: shoulders(reached_mm * share)},
                out_ms=out_ms,
                hold_ms=hold_ms,
                back_ms=back_ms,
                easing=easing,
            )
            parts.update(stroke)
    # A hand swings: the way out bulges by a tenth of the distance, the way back sags by a sixth.
    bulge = shoulders(reached_mm * 0.10)
    sag = shoulders(reached_mm * 0.16) if is_retracted else 0.0
    if abs(y) == 1.0:  # straight up or down there is no lower way back; it swings outward instead
        across = "X"
        bulge = -bulge
    else:
        across = "Y"
    swing = rests(
        total_ms,
        [
            (0.0, 0.0),
            (0.5 * out_ms, bulge),
            (out_ms, 0.0),
            (out_ms + hold_ms, 0.0),
            (out_ms + hold_ms + 0.5 * back_ms, -sag),
            (total_ms, 0.0),
        ],
    )
    parts[across] = total([parts[across], swing]) if across in parts else swing
    return on_hands(params, total_ms, parts)


def _micro_noise(params: Mapping[str, object]) -> Motion:
    """Tremor: three close frequencies beat against each other, faded in and out."""
    total_ms = number(params, "duration_ms")
    frequency_hz = number(params, "frequency_hz")
    shift = shoulders(number(params, "max_translation_px") * _MM_PER_PX) * math.sqrt(0.5)
    turn = number(params, "max_rotation_deg")
    cycles = frequency_hz * total_ms / 1000.0
    fade = round(min(0.25, 250.0 / total_ms), 4)
    parts: Parts = {}
    for place, (part, peak) in enumerate(
        (("X", shift), ("Y", shift), ("Pitch", turn), ("Roll", turn))
    ):
        if peak > 0.0:
            seed = mix32(round(frequency_hz * 1000.0) * 8 + place)
            parts[part] = scaled(
                peak, Noise(seed, 0.87 * cycles, 1.13 * cycles, fade, fade, n_sines=3)
            )
    return on_hands(params, total_ms, parts)


def _combined(params: Mapping[str, object]) -> Motion:
    names = [str(component) for component in _as_list(params.get("components"))]
    raise CapsuleError(
        "subtype `combined` has no motion of its own: its components "
        f"{', '.join(names)[:200]} are resolved by the compiler. Use compiling.compile_capsules()."
    )


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []  # pyright: ignore[reportUnknownArgumentType]


def _angle(name: str, default: float, help_: str, *, limit: float = 80.0) -> Param:
    return Param(
        name=name,
        kind="number",
        unit="deg",
        minimum=-limit,
        maximum=limit,
        default=default,
        help=help_,
    )


_TEN: Final = (
    Subtype(
        name="finger_cluster",
        domain="hand",
        help="Finger tips draw together, lock in for a moment and release.",
        motion=_finger_cluster,
        params=(
            FINGERS_PARAM,
            Param(
                name="distance_change",
                kind="number",
                unit="fraction",
                minimum=-0.35,
                maximum=-0.02,
                default=-0.15,
                help="Change of the gap between the tips; -0.18 narrows it by 18 %.",
            ),
            duration_param(
                120.0, "Two frames of approach and one locked in; the release comes after."
            ),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="finger_spread",
        domain="hand",
        help="Finger tips part, hold, and come back in 1.3 times the time.",
        motion=_finger_spread,
        params=(
            FINGERS_PARAM,
            Param(
                name="spread_factor",
                kind="number",
                unit="fraction",
                minimum=0.02,
                maximum=0.35,
                default=0.15,
                help="Change of the gap between the tips; 0.2 widens it by 20 %.",
            ),
            duration_param(200.0, "Time of the stroke."),
            hold_param(120.0),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="thumb_index_press",
        domain="hand",
        help="Thumb and index close to a gap, press and part in 1.2 times the time.",
        motion=_thumb_index_press,
        params=(
            Param(
                name="distance_target",
                kind="number",
                unit="frame",
                minimum=0.0,
                maximum=0.08,
                default=0.018,
                help="Gap that is left, as a share of a 512 px frame: 0.02 is 10 mm, 0 is contact.",
            ),
            Param(
                name="pressure_curve",
                kind="choice",
                choices=tuple(_PRESSURE),
                default="soft",
                help="How long (80, 140, 220 ms) and how deep (0, 5, 12 %) the pads press.",
            ),
            duration_param(120.0, "Time until the gap is reached."),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="tap_rhythm",
        domain="hand",
        help="A finger taps from the knuckle, once or in a rhythm.",
        motion=_tap_rhythm,
        params=(
            Param(
                name="finger",
                kind="choice",
                choices=FINGERS,
                default="index",
                help="Which finger taps.",
            ),
            Param(
                name="tap_count",
                kind="integer",
                minimum=1,
                maximum=8,
                default=3,
                help="How many taps.",
            ),
            Param(
                name="interval_ms",
                kind="number",
                unit="ms",
                minimum=0.0,
                maximum=600.0,
                default=200.0,
                help="From one tap's start to the next; at least the length of a tap.",
            ),
            Param(
                name="amplitude_mm",
                kind="number",
                unit="mm",
                minimum=0.2,
                maximum=30.0,
                default=2.0,
                help="Travel of the finger tip.",
            ),
            duration_param(90.0, "Length of one tap, down and up; at least 90 ms.", maximum=600.0),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="finger_wave",
        domain="hand",
        help="A ripple of bending fingers runs across the hand, in the order they are named.",
        motion=_finger_wave,
        params=(
            Param(
                name="affected_fingers",
                kind="fingers",
                choices=FINGERS,
                default=FINGERS,
                help="Which fingers, in the ripple's order; all five from the thumb when absent.",
            ),
            Param(
                name="wave_amplitude_deg",
                kind="number",
                unit="deg",
                minimum=1.0,
                maximum=45.0,
                default=15.0,
                help="How far each knuckle bends; the next joint follows by 60 %.",
            ),
            Param(
                name="wave_speed_deg_per_sec",
                kind="number",
                unit="deg/s",
                minimum=20.0,
                maximum=600.0,
                default=120.0,
                help="Mean speed of a bending finger.",
            ),
            duration_param(300.0, "Time that the ripple takes to cross the hand."),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="palm_orientation",
        domain="hand",
        help="The palm turns about one axis, holds, and turns back in 1.4 times the time.",
        motion=_palm_orientation,
        params=(
            Param(
                name="axis",
                kind="choice",
                choices=("yaw", "pitch", "roll"),
                default="yaw",
                help="Yaw + turns the fingers inward, pitch + up, roll + tips the hand inward.",
            ),
            _angle("angle_deg_start", 0.0, "Angle that is taken up first."),
            _angle("angle_deg_end", 30.0, "Angle at the end of the stroke."),
            duration_param(150.0, "Time from the start angle to the end angle."),
            hold_param(300.0),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="abort_arc",
        domain="hand",
        help="A gesture that is cut short: out, a stop, and back on a lower arc or a slow sinking.",
        motion=_abort_arc,
        params=(
            Param(
                name="direction",
                kind="choice",
                choices=tuple(DIRECTIONS),
                default="right→left",
                help="Where the hand was going; left and right are the person's own.",
            ),
            Param(
                name="total_distance_px",
                kind="number",
                unit="px512",
                minimum=5.0,
                maximum=400.0,
                default=120.0,
                help="Length of the whole gesture at a frame of 512 px, where 1 px is about 1 mm.",
            ),
            Param(
                name="abort_percent",
                kind="number",
                unit="fraction",
                minimum=0.05,
                maximum=0.95,
                default=0.4,
                help="Share of the way after which it stops.",
            ),
            Param(
                name="retract",
                kind="boolean",
                default=True,
                help="Back at once in 1.3 times the time; else it hangs for 0.7 s and sinks.",
            ),
            duration_param(180.0, "Time of the way out."),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="hand_roll",
        domain="hand",
        help="The forearm turns about its own axis and takes the wrist along a little.",
        motion=_hand_roll,
        params=(
            _angle("roll_deg_start", 0.0, "Angle that is taken up first."),
            _angle("roll_deg_end", 30.0, "Angle at the end of the stroke."),
            duration_param(130.0, "Time from the start angle to the end angle."),
            hold_param(120.0),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="micro_noise",
        domain="hand",
        help="Physiological tremor of the whole hand, faded in and out over a quarter of a second.",
        motion=_micro_noise,
        params=(
            Param(
                name="max_translation_px",
                kind="number",
                unit="px512",
                minimum=0.0,
                maximum=4.0,
                default=0.7,
                help="Largest shift at a frame of 512 px, where 1 px is about 1 mm.",
            ),
            Param(
                name="max_rotation_deg",
                kind="number",
                unit="deg",
                minimum=0.0,
                maximum=4.0,
                default=0.5,
                help="Largest turn.",
            ),
            Param(
                name="frequency_hz",
                kind="number",
                unit="Hz",
                minimum=2.0,
                maximum=20.0,
                default=10.0,
                help="Middle frequency; the body's own lies at 8 to 12.",
            ),
            duration_param(5000.0, "Whole length.", minimum=500.0, maximum=10000.0),
            EASING,
            *HAND_PARAMS,
        ),
    ),
    Subtype(
        name="combined",
        domain="hand",
        help="Other capsules at once, each with a weight; as long as the longest of them.",
        motion=_combined,
        params=(
            Param(
                name="components",
                kind="components",
                help="Objects with `cid`, `weight` 0..2 and optionally `at_ms`.",
            ),
        ),
    ),
)

HAND_SUBTYPES: Final[tuple[Subtype, ...]] = (*_TEN, *GESTURE_SUBTYPES)
"""All subtypes of the hand domain: the ten of the starter sets, then the composed gestures."""
