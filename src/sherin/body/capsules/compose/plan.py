"""What the generated library holds: how many capsules of each subtype, and along which axes.

Times come as a `rhythm` (how a movement divides into attack, hold and release) and a total length, so
that capsules differ in tempo and in shape, while equal rhythms share their samples in the baked file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sherin.body.capsules.compose.grids import Axis, fingers_of, pick, square, uniform

__all__ = ["DOMAIN_TOTALS", "PLANS", "RHYTHMS", "Plan"]

DOMAIN_TOTALS: Final[dict[str, int]] = {
    "face": 2800,
    "hand": 2200,
    "body": 1600,
    "voice": 800,
    "expression": 780,
    "temporal": 500,
    "camera": 500,
    "light": 400,
    "tempo": 190,
    "environment": 200,
    "base": 30,
}
"""Capsules of each domain, the ones that ship by hand included; 10,000 in all."""

RHYTHMS: Final[dict[str, tuple[float, float]]] = {
    "quick_long": (0.10, 0.60),
    "quick_short": (0.18, 0.12),
    "quick_fade": (0.12, 0.28),
    "even": (0.32, 0.34),
    "even_short": (0.42, 0.10),
    "slow_rise": (0.55, 0.15),
    "slow_held": (0.40, 0.42),
    "slow_fade": (0.20, 0.30),
}
"""Attack and hold as shares of the whole; the rest is release."""

_RHYTHM: Final = pick(*RHYTHMS)
_SNAPPY: Final = pick("quick_long", "quick_short", "quick_fade", "even_short")
_CALM: Final = pick("even", "slow_rise", "slow_held", "slow_fade", "quick_long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One subtype's share of the library."""

    subtype: str
    prefix: str
    """Id prefix of what it makes."""
    quota: int
    """Relative to the other plans of the domain."""
    axes: Mapping[str, Axis]
    """Parameter -> axis. `rhythm` and `length_ms` together become attack, hold and release; `*_share`
    parameters are shares of the length and become the `*_ms` of that name."""
    priority: int = 5
    offset_ms: Axis = field(default_factory=lambda: pick(0))
    relative_to: str = "speech_onset"


def _timed(low_ms: float, high_ms: float, rhythm: Axis = _RHYTHM) -> dict[str, Axis]:
    return {"rhythm": rhythm, "length_ms": square(low_ms, high_ms, 20.0)}


_BALANCE: Final = pick(0.0, 0.0, 0.0, -1.0, 1.0, -0.5, 0.5, 0.25, -0.25)
_SIDE: Final = pick("right", "left")
_HAND: Final = pick("right", "right", "left", "both")
_FACE_AT: Final = pick(-50, -40, -30, -20, -10, 0)
_HAND_AT: Final = pick(-180, -160, -140, -120, -100, -80, -60)
_BODY_AT: Final = pick(-120, -80, -40, 0)


def _face(subtype: str, quota: int, axes: Mapping[str, Axis], priority: int = 5) -> Plan:
    return Plan(
        subtype=subtype,
        prefix="VF",
        quota=quota,
        axes=axes,
        priority=priority,
        offset_ms=_FACE_AT,
    )


def _pose(subtype: str, quota: int, low_ms: float = 240.0, high_ms: float = 4200.0) -> Plan:
    axes: dict[str, Axis] = {
        "intensity": uniform(0.15, 1.0),
        "balance": _BALANCE,
        "repeats": pick(1, 1, 1, 1, 2, 3),
        "lag_share": pick(0.0, 0.0, 0.05, -0.05),
        **_timed(low_ms, high_ms),
    }
    return _face(subtype, quota, axes)


_FACE: Final = (
    _face(
        "blink",
        36,
        {
            "close_ms": uniform(65, 320, 5),
            "hold_ms": square(0, 1100, 10),
            "reopen_ms": square(100, 700, 10),
            "depth": uniform(0.4, 1.0),
            "squeeze": square(0.0, 0.8),
            "gaze_dip_deg": uniform(0.0, 5.0, 0.5),
        },
        6,
    ),
    _face(
        "double_blink",
        14,
        {
            "close_ms": uniform(60, 160, 5),
            "reopen_ms": uniform(90, 320, 10),
            "gap_ms": square(0, 700, 20),
            "second_depth": uniform(0.3, 1.0),
        },
        6,
    ),
    _face(
        "wink",
        30,
        {
            "side": _SIDE,
            "close_ms": uniform(80, 260, 10),
            "hold_ms": square(20, 800, 20),
            "reopen_ms": uniform(120, 520, 20),
            "cheek": uniform(0.0, 1.0),
            "smile": uniform(0.0, 0.9),
        },
        7,
    ),
    _face(
        "blink_suppression",
        12,
        {"duration_ms": square(600, 7600, 100), "stare": uniform(0.0, 0.6, 0.02)},
    ),
    _face(
        "brow_raise",
        110,
        {
            "inner": uniform(0.0, 1.0),
            "outer": uniform(0.0, 1.0),
            "lids": square(0.0, 0.9),
            "balance": _BALANCE,
            "lag_share": pick(0.0, 0.06, -0.06),
            **_timed(250, 3600),
        },
    ),
    _face(
        "brow_asymmetry",
        64,
        {
            "side": _SIDE,
            "displacement_px": uniform(2.5, 7.2, 0.1),
            "other_px": uniform(-6.0, 2.0, 0.2),
            "squint": square(0.0, 0.7),
            **_timed(83, 2600),
        },
        7,
    ),
    _face(
        "brow_flash",
        26,
        {
            "count": pick(1, 1, 2, 3),
            "flash_ms": square(180, 850, 10),
            "height": uniform(0.25, 1.0),
            "keep": uniform(0.4, 1.0),
        },
        6,
    ),
    _face(
        "lip_compression",
        40,
        {
            "width_change": uniform(-0.25, -0.03),
            "press": uniform(0.1, 1.0),
            "roll": square(0.0, 0.8),
            "duration_ms": square(150, 2300, 10),
            "held_share": pick(0.1, 0.3, 0.5, 0.7),
        },
        7,
    ),
    _face(
        "lip_quiver",
        16,
        {
            "intensity": uniform(0.2, 0.9),
            "frequency_hz": uniform(4.5, 9.0, 0.5),
            "duration_ms": uniform(500, 2200, 50),
            "variant": pick(*range(1, 40)),
        },
    ),
    _face(
        "jaw_lock",
        24,
        {
            "frames": pick(3, 5, 8, 8, 12, 18, 26),
            "depth": uniform(0.2, 1.0),
            "tension": uniform(0.05, 0.8),
            "attack_ms": uniform(40, 240, 10),
            "release_ms": uniform(80, 600, 20),
        },
        7,
    ),
    _face(
        "jaw_drop",
        50,
        {
            "angle_deg": square(1.5, 15.0, 0.1),
            "round": square(0.0, 0.7),
            "stretch": square(0.0, 0.7),
            **_timed(260, 3600),
        },
    ),
    _face(
        "jaw_shift",
        36,
        {
            "shift": uniform(-1.0, 1.0),
            "forward": square(0.0, 0.8),
            "grinds": pick(0, 0, 0, 1, 2, 3),
            **_timed(350, 3200),
        },
    ),
    _face(
        "nostril_flare",
        30,
        {
            "intensity": uniform(0.15, 1.0),
            "count": pick(1, 1, 2, 3),
            "flare_ms": square(200, 1200, 10),
            "balance": _BALANCE,
        },
        6,
    ),
    _face(
        "smile_onset",
        200,
        {
            "intensity": uniform(0.12, 1.0),
            "duchenne": uniform(0.0, 1.0),
            "balance": _BALANCE,
            "parting": square(0.0, 1.0),
            "lag_share": pick(0.0, 0.0, 0.04, -0.04),
            **_timed(500, 6000),
        },
    ),
    _face(
        "gaze_shift",
        130,
        {
            "yaw_deg": uniform(-30, 30, 0.5),
            "pitch_deg": uniform(-22, 18, 0.5),
            "hold_ms": square(120, 5000, 20),
            "blink": pick(0.0, 0.0, 0.0, 0.6, 1.0),
        },
        6,
    ),
    _face(
        "gaze_sweep",
        50,
        {
            "yaw_deg": uniform(-26, 26, 0.5),
            "pitch_deg": uniform(-16, 14, 0.5),
            "cycles": pick(0.5, 1.0, 1.5, 2.0, 3.0),
            "duration_ms": square(800, 7000, 50),
        },
    ),
    _face(
        "gaze_aversion",
        110,
        {
            "yaw_deg": uniform(-28, 28, 0.5),
            "pitch_deg": uniform(-22, 18, 0.5),
            "glances": pick(1, 2, 3, 4),
            "wander": uniform(0.08, 0.5),
            "hold_ms": square(400, 6000, 50),
        },
    ),
    _pose("squint", 16),
    _pose("eye_widen", 16),
    _pose("lid_lower", 16),
    _pose("brow_furrow", 20),
    _pose("brow_oblique", 18),
    _pose("lip_press", 16),
    _pose("lip_roll", 14),
    _pose("lip_bite", 14),
    _pose("lip_part", 14),
    _pose("frown_onset", 20),
    _pose("chin_raise", 16),
    _pose("pout", 14),
    _pose("lip_funnel", 12),
    _pose("mouth_stretch", 16),
    _face(
        "mouth_shift",
        16,
        {
            "intensity": uniform(0.2, 1.0),
            "balance": pick(-1.0, 1.0, -0.7, 0.7),
            "repeats": pick(1, 1, 2),
            **_timed(300, 3000),
        },
    ),
    _pose("sneer", 18),
    _pose("upper_lip_raise", 14),
    _pose("lower_lip_depress", 14),
    _pose("cheek_puff", 12),
    _pose("cheek_raise", 14),
    _pose("lip_corner_pull", 18),
    _pose("smirk", 18),
    _pose("tongue_show", 12),
)


def _hand(prefix: str, subtype: str, quota: int, axes: Mapping[str, Axis], priority: int = 6) -> Plan:
    return Plan(
        subtype=subtype,
        prefix=prefix,
        quota=quota,
        axes=axes,
        priority=priority,
        offset_ms=_HAND_AT,
    )


_EASING: Final = pick("minimum_jerk", "cubic_out", "quadratic_in_out")
_STEP_MS: Final = pick(90, 120, 150, 180, 240, 300, 400)
_HANDS: Final = (
    _hand(
        "HK",
        "finger_cluster",
        90,
        {
            "fingers": fingers_of(),
            "distance_change": uniform(-0.35, -0.05),
            "duration_ms": pick(90, 120, 160, 220, 320, 480, 700, 1000),
            "hand": _HAND,
        },
        7,
    ),
    _hand(
        "HK",
        "finger_spread",
        100,
        {
            "fingers": fingers_of(),
            "spread_factor": uniform(0.05, 0.35),
            "duration_ms": pick(100, 150, 220, 320, 500),
            "hold_ms": pick(0, 120, 300, 700, 1500),
            "hand": _HAND,
        },
    ),
    _hand(
        "HK",
        "thumb_index_press",
        30,
        {
            "distance_target": uniform(0.0, 0.035, 0.001),
            "pressure_curve": pick("soft", "medium", "firm"),
            "duration_ms": pick(90, 140, 220, 350, 600, 1000),
            "hand": _HAND,
        },
        7,
    ),
    _hand(
        "HK",
        "tap_rhythm",
        140,
        {
            "finger": pick("index", "middle", "ring", "pinky", "thumb"),
            "tap_count": pick(1, 2, 3, 3, 4, 5, 7),
            "interval_ms": uniform(110, 520, 10),
            "amplitude_mm": square(3.0, 28.0, 0.5),
            "duration_ms": pick(90, 110, 150, 220),
            "hand": _HAND,
        },
        7,
    ),
    _hand(
        "HK",
        "finger_wave",
        100,
        {
            "affected_fingers": fingers_of(),
            "wave_amplitude_deg": uniform(8, 42, 1),
            "wave_speed_deg_per_sec": square(40, 420, 10),
            "duration_ms": pick(300, 450, 700, 1100, 1700, 2400),
            "hand": _HAND,
        },
    ),
    _hand(
        "HK",
        "palm_orientation",
        110,
        {
            "axis": pick("yaw", "pitch", "roll"),
            "angle_deg_end": uniform(-70, 70, 1),
            "duration_ms": pick(120, 160, 240, 360, 560),
            "hold_ms": pick(0, 150, 400, 900, 1800),
            "easing": _EASING,
            "hand": _HAND,
        },
    ),
    _hand(
        "HF",
        "abort_arc",
        170,
        {
            "direction": pick(
                "right→left",
                "left→right",
                "up→down",
                "down→up",
                "diagonal_upright",
                "diagonal_upleft",
                "diagonal_downright",
                "diagonal_downleft",
                "forward",
                "backward",
            ),
            "total_distance_px": square(50, 320, 5),
            "abort_percent": uniform(0.2, 0.75),
            "retract": pick(True, True, False),  # noqa: FBT003 values of a parameter
            "duration_ms": pick(120, 180, 260, 380, 560),
            "hand": _HAND,
        },
    ),
    _hand(
        "HF",
        "hand_roll",
        70,
        {
            "roll_deg_end": uniform(-75, 75, 1),
            "duration_ms": pick(110, 160, 240, 380),
            "hold_ms": pick(0, 120, 350, 800, 1600),
            "easing": _EASING,
            "hand": _HAND,
        },
    ),
    _hand(
        "HF",
        "hand_pose",
        760,
        {
            "pose": pick(
                "relaxed",
                "open",
                "open",
                "open_palm_up",
                "open_palm_up",
                "flat",
                "stop",
                "fist",
                "soft_fist",
                "point",
                "point_up",
                "thumb_up",
                "precision_ring",
                "steeple",
                "clasp",
                "heart",
                "chin",
                "shrug",
                "count_1",
                "count_2",
                "count_3",
                "count_4",
                "count_5",
            ),
            "amount": pick(0.5, 0.7, 0.85, 1.0, 1.0, 1.15),
            "x_mm": pick(-80, -40, 0, 0, 30, 60),
            "y_mm": pick(-50, -20, 0, 0, 30, 60, 100),
            "z_mm": pick(-40, 0, 0, 0, 40, 80),
            "yaw_deg": pick(-25, 0, 0, 0, 25),
            "pitch_deg": pick(-30, 0, 0, 0, 25),
            "roll_deg": pick(-35, 0, 0, 0, 35),
            "timing": pick(
                (180, 250, 260),
                (260, 500, 360),
                (320, 900, 480),
                (420, 300, 520),
                (420, 1600, 640),
                (560, 800, 700),
                (800, 500, 900),
                (900, 1800, 1100),
            ),
            "hand": _HAND,
        },
    ),
    _hand(
        "HF",
        "hand_beat",
        120,
        {
            "count": pick(1, 1, 2, 3, 4),
            "amplitude_mm": square(10, 88, 2),
            "tilt_deg": uniform(-25, 28, 1),
            "interval_ms": uniform(240, 1100, 20),
            "duration_ms": pick(200, 300, 420, 600, 900),
            "hand": _HAND,
        },
    ),
    _hand(
        "HF",
        "hand_wave",
        30,
        {
            "count": pick(1, 2, 3, 4, 5),
            "angle_deg": uniform(8, 38, 1),
            "interval_ms": uniform(260, 1000, 20),
            "lift_mm": uniform(5, 80, 5),
            "hand": _HAND,
        },
    ),
)


def _body(subtype: str, quota: int, axes: Mapping[str, Axis], priority: int = 5) -> Plan:
    return Plan(
        subtype=subtype,
        prefix="BK",
        quota=quota,
        axes=axes,
        priority=priority,
        offset_ms=_BODY_AT,
    )


_BODY: Final = (
    _body(
        "posture",
        560,
        {
            "lean_deg": uniform(-14, 14, 0.5),
            "turn_deg": pick(-12, -6, 0, 0, 0, 6, 12),
            "sway_deg": pick(-7, -3.5, 0, 0, 0, 3.5, 7),
            "shoulders": uniform(-0.35, 0.6),
            "shoulder_skew": pick(0.0, 0.0, -0.12, 0.12),
            "chest": uniform(-0.7, 0.8, 0.05),
            "yaw_deg": pick(-20, -9, 0, 0, 0, 9, 20),
            "pitch_deg": uniform(-24, 16, 0.5),
            "roll_deg": pick(-14, -6, 0, 0, 0, 6, 14),
            "thrust": uniform(-0.15, 0.2),
            "head_lag_share": pick(0.0, 0.08, -0.08),
            **_timed(500, 7000),
        },
    ),
    _body(
        "nod",
        150,
        {
            "count": pick(1, 1, 2, 2, 3, 4, 5),
            "amplitude_deg": square(2.0, 22.0, 0.25),
            "tempo_hz": uniform(0.5, 3.4, 0.05),
            "keep": uniform(0.45, 1.0, 0.05),
            "rise": pick(0.3, 0.4, 0.5, 0.6),
            "rest": pick(0.0, 0.1, 0.3),
            "torso": pick(0.0, 0.0, 0.15, 0.35),
            "direction": pick("down", "down", "down", "up"),
        },
        6,
    ),
    _body(
        "shake",
        110,
        {
            "count": pick(0.5, 1.0, 1.5, 2.0, 3.0, 4.0),
            "amplitude_deg": square(3.0, 26.0, 0.25),
            "tempo_hz": uniform(0.5, 3.0, 0.05),
            "decay": pick(0.0, 0.3, 0.6, 0.9),
            "pitch_deg": pick(-10, -4, 0, 0, 5),
            "roll_deg": pick(-8, 0, 0, 8),
            "first": pick("left", "right"),
        },
        6,
    ),
    _body(
        "wobble",
        50,
        {
            "count": pick(1.0, 1.5, 2.0, 3.0),
            "amplitude_deg": square(3.0, 18.0, 0.25),
            "tempo_hz": uniform(0.4, 2.2, 0.05),
            "yaw_share": pick(-0.8, -0.3, 0.0, 0.3, 0.8),
        },
    ),
    _body(
        "tilt",
        90,
        {
            "roll_deg": uniform(-24, 24, 0.5),
            "yaw_deg": pick(-12, -5, 0, 0, 5, 12),
            "pitch_deg": pick(-12, -5, 0, 0, 5, 10),
            **_timed(600, 6000),
        },
    ),
    _body(
        "head_turn",
        130,
        {
            "yaw_deg": uniform(-38, 38, 0.5),
            "pitch_deg": pick(-14, -6, 0, 0, 6, 12),
            "roll_deg": pick(-8, 0, 0, 8),
            "gaze_share": pick(-0.7, 0.0, 0.3, 0.6),
            "gaze_lead_share": pick(0.0, 0.06, -0.06),
            "torso": pick(0.0, 0.1, 0.35),
            **_timed(700, 6000),
        },
    ),
    _body(
        "chin_lift",
        46,
        {
            "pitch_deg": square(2, 22, 0.5),
            "roll_deg": pick(-10, 0, 0, 10),
            "thrust": pick(-0.1, 0.0, 0.0, 0.1),
            **_timed(400, 5000),
        },
    ),
    _body(
        "head_drop",
        60,
        {
            "pitch_deg": square(4, 38, 0.5),
            "yaw_deg": pick(-18, -8, 0, 0, 8, 18),
            "shoulders": uniform(0.0, 0.45, 0.05),
            **_timed(700, 7000, _CALM),
        },
    ),
    _body(
        "head_thrust",
        50,
        {
            "distance": uniform(-0.22, 0.26),
            "pitch_deg": pick(-10, -4, 0, 4, 10),
            "yaw_deg": pick(-14, 0, 0, 14),
            **_timed(300, 4000),
        },
    ),
    _body(
        "lean",
        110,
        {
            "lean_deg": uniform(-16, 16, 0.5),
            "sway_deg": pick(-7, 0, 0, 7),
            "turn_deg": pick(-10, 0, 0, 10),
            "head_deg": pick(-10, -4, 0, 4, 10),
            **_timed(900, 7500, _CALM),
        },
    ),
    _body(
        "sway",
        70,
        {
            "amplitude_deg": pick(-8, -5, -3, -1.5, 1.5, 3, 5, 8),
            "cycles": pick(0.5, 1.0, 1.5, 2.0, 3.0, 4.0),
            "duration_ms": square(1200, 8000, 100),
            "counter_roll": pick(-0.8, 0.0, 0.5, 1.5),
            "turn": pick(-0.8, 0.0, 0.0, 0.8),
        },
    ),
    _body(
        "shrug",
        70,
        {
            "height": uniform(0.15, 1.0),
            "balance": _BALANCE,
            "tilt_deg": uniform(-14, 14, 1),
            "lag_share": pick(0.0, 0.05, -0.05),
            **_timed(450, 3600),
        },
        6,
    ),
    _body(
        "shoulder_shift",
        60,
        {
            "left": uniform(-0.45, 0.7),
            "right": uniform(-0.45, 0.7),
            "sway_deg": pick(-4, 0, 0, 4),
            **_timed(900, 7500, _CALM),
        },
    ),
    _body(
        "breath",
        80,
        {
            "inhale_ms": square(200, 2600, 20),
            "hold_ms": square(0, 1800, 20),
            "exhale_ms": square(300, 3600, 20),
            "recover_ms": pick(300, 600, 1000),
            "depth": uniform(0.2, 1.0, 0.02),
            "fall": square(0.0, 0.8, 0.02),
            "shoulders": pick(0.0, 0.2, 0.45),
            "head_deg": pick(-3, 0, 2, 5),
        },
    ),
    _body(
        "posture_collapse",
        22,
        {
            "amount": uniform(0.15, 1.0),
            "head_lag_share": pick(0.0, 0.1, -0.1),
            **_timed(1500, 8000, _CALM),
        },
    ),
    _body(
        "posture_expansion",
        22,
        {
            "amount": uniform(0.15, 1.0),
            "head_lag_share": pick(0.0, 0.1, -0.1),
            **_timed(900, 7500),
        },
    ),
    _body(
        "recoil",
        44,
        {
            "distance": square(0.03, 0.32),
            "pitch_deg": uniform(-12, 12, 1),
            "yaw_deg": pick(-18, 0, 0, 18),
            "shoulders": uniform(0.0, 0.85, 0.05),
            **_timed(450, 3600, _SNAPPY),
        },
        7,
    ),
    _body(
        "freeze",
        26,
        {
            "hold_ms": square(250, 5200, 50),
            "attack_ms": uniform(60, 400, 10),
            "stillness": uniform(0.5, 1.0, 0.05),
            "held_breath": uniform(-0.3, 0.6, 0.05),
            "shoulders": uniform(0.0, 0.6, 0.05),
            "pull_back": uniform(0.0, 0.12),
        },
        7,
    ),
    _body(
        "tremble",
        20,
        {
            "amplitude_deg": uniform(0.5, 2.6, 0.1),
            "frequency_hz": uniform(3.5, 8.0, 0.5),
            "duration_ms": uniform(600, 2400, 100),
            "shoulders": uniform(-0.1, 0.6, 0.05),
            "variant": pick(*range(1, 40)),
        },
    ),
    _body(
        "bounce",
        60,
        {
            "count": pick(1, 2, 3, 4, 5, 7),
            "height": square(0.008, 0.07, 0.002),
            "tempo_hz": uniform(0.8, 4.6, 0.1),
            "keep": pick(0.6, 0.8, 1.0),
            "pitch_deg": uniform(-6, 8, 0.5),
            "sway_deg": pick(-3, 0, 0, 3),
        },
    ),
)

_VOICE: Final = (
    Plan(
        subtype="voice_delta",
        prefix="VC",
        quota=1,
        axes={
            "pitch_semitones": uniform(-4.5, 4.5, 0.1),
            "formant_ratio": uniform(0.86, 1.16),
            "rate_factor": uniform(0.78, 1.3),
            "vibrato_semitones": square(0.0, 1.0, 0.05),
            "vibrato_hz": uniform(4.5, 7.0, 0.1),
            "breathiness": square(0.0, 0.9, 0.05),
            "tension": square(0.0, 0.9, 0.05),
            "level_db": uniform(-10, 7, 0.5),
            "contour": pick("level", "level", "rise", "fall", "rise_fall", "fall_rise", "wave"),
            "contour_semitones": square(0.5, 3.5, 0.1),
            "rhythm": pick("quick_long", "quick_fade", "even", "slow_held", "slow_fade"),
            "length_ms": square(900, 6000, 50),
        },
        priority=5,
        offset_ms=pick(0, 0, 20, 40),
    ),
)


def _slow(prefix: str, subtype: str, quota: int, axes: Mapping[str, Axis], priority: int = 3) -> Plan:
    return Plan(
        subtype=subtype,
        prefix=prefix,
        quota=quota,
        axes=axes,
        priority=priority,
        offset_ms=pick(-200, -100, 0, 100, 200),
        relative_to="scene_start",
    )


_CAMERA: Final = (
    _slow("CS", "camera_push", 120, {"amount": uniform(-0.3, 0.35), "tilt_deg": pick(-4, -2, 0, 0, 2, 4), **_timed(900, 8000)}),
    _slow("CS", "camera_pan", 110, {"x_deg": uniform(-10, 10, 0.1), "y_deg": uniform(-8, 8, 0.1), **_timed(900, 8000)}),
    _slow(
        "CS",
        "axis_drift",
        60,
        {
            "amplitude_deg": square(0.6, 7.0, 0.1),
            "turns": uniform(1.0, 4.0, 0.1),
            "roll_deg": pick(-4, -2, 0, 0, 2, 4),
            "duration_ms": square(2500, 9000, 100),
            "variant": pick(*range(1, 60)),
        },
    ),
    _slow("CS", "camera_roll", 70, {"roll_deg": uniform(-12, 12, 0.1), "push": pick(-0.2, -0.1, 0.0, 0.0, 0.1, 0.2), **_timed(800, 8000)}),
    _slow(
        "CS",
        "handheld",
        60,
        {
            "jitter_px": square(0.6, 9.0, 0.1),
            "sway_deg": square(0.0, 3.0, 0.1),
            "variant": pick(*range(1, 60)),
            **_timed(1200, 7000),
        },
    ),
    _slow("CS", "focal_creep", 80, {"amount": uniform(-0.35, 0.35), "counter_push": pick(-0.8, 0.0, 0.5, 0.9), **_timed(1200, 8000, _CALM)}),
)

_LIGHT: Final = (
    _slow(
        "LD",
        "exposure_breath",
        80,
        {
            "stops": uniform(-1.3, 1.3, 0.02),
            "count": pick(1, 1, 2, 3),
            "breath_ms": square(700, 5000, 50),
            "rise": pick(0.25, 0.45, 0.65),
            "keep": pick(0.6, 0.8, 1.0),
            "contrast": pick(-0.25, 0.0, 0.0, 0.25),
        },
    ),
    _slow("LD", "temperature_drift", 70, {"kelvin": uniform(-2400, 3000, 50), "stops": pick(-0.8, -0.3, 0.0, 0.0, 0.3, 0.8), **_timed(1200, 8000, _CALM)}),
    _slow(
        "LD",
        "contrast_pulse",
        60,
        {
            "change": uniform(-0.42, 0.42),
            "softness": uniform(-0.4, 0.4),
            "count": pick(1, 2, 3, 4),
            "pulse_ms": square(350, 2400, 50),
            "rest": pick(0.0, 0.2, 0.5),
            "keep": pick(0.6, 0.85, 1.0),
        },
    ),
    _slow("LD", "shadow_softness", 50, {"change": uniform(-0.48, 0.48), "contrast": uniform(-0.35, 0.35), **_timed(1200, 8000, _CALM)}),
    _slow(
        "LD",
        "light_mood",
        120,
        {
            "stops": uniform(-1.2, 1.2, 0.05),
            "kelvin": uniform(-2400, 2800, 100),
            "contrast": uniform(-0.35, 0.35, 0.02),
            "softness": uniform(-0.4, 0.4, 0.02),
            **_timed(1200, 8000, _CALM),
        },
    ),
    _slow(
        "LD",
        "flicker",
        20,
        {
            "stops": square(0.12, 1.0, 0.02),
            "kelvin": uniform(-700, 700, 50),
            "rate_hz": uniform(0.8, 5.0, 0.1),
            "duration_ms": uniform(1000, 4000, 100),
            "variant": pick(*range(1, 40)),
        },
    ),
)

_TEMPO: Final = (
    _slow("TR", "acceleration", 60, {"rate_change": uniform(-0.5, 1.1), "pauses": square(0.0, 0.9), **_timed(800, 8000)}),
    _slow("TR", "pause_density", 40, {"density": uniform(0.1, 1.0), "rate_change": uniform(-0.4, 0.6), **_timed(800, 8000)}),
    _slow(
        "TR",
        "micro_stutter",
        40,
        {
            "count": pick(1, 2, 3, 4, 6),
            "stutter_ms": square(160, 1200, 20),
            "depth": uniform(0.1, 0.55),
            "stillness": uniform(0.0, 1.0, 0.05),
            "rest": pick(0.0, 0.3, 0.6),
            "keep": pick(0.6, 0.8, 1.0),
        },
    ),
    _slow("TR", "stillness", 50, {"amount": uniform(0.2, 1.0), "rate_change": uniform(-0.5, 0.3), **_timed(800, 8000)}),
)

_ENVIRONMENT: Final = (
    _slow(
        "ER",
        "wind",
        60,
        {
            "strength": uniform(0.15, 1.0),
            "base": uniform(0.0, 0.8, 0.05),
            "gusts": pick(1, 2, 3, 4),
            "gust_ms": square(700, 4000, 50),
            "rise": pick(0.2, 0.35, 0.6),
            "keep": pick(0.5, 0.8, 1.0),
            "particles": square(0.0, 0.8, 0.05),
        },
    ),
    _slow("ER", "particles", 40, {"density": uniform(0.1, 1.0), "wind": square(0.0, 0.6), **_timed(1200, 8000)}),
    _slow("ER", "ambient_delay", 35, {"delay_ms": square(60, 850, 10), "parallax": uniform(-0.09, 0.09, 0.002), **_timed(1200, 8000, _CALM)}),
    _slow(
        "ER",
        "parallax",
        40,
        {
            "shift": uniform(-0.16, 0.16, 0.002),
            "cycles": pick(0.5, 0.5, 1.0, 1.5, 2.0, 3.0),
            "delay_ms": pick(0, 0, 150, 400),
            "duration_ms": square(1500, 8000, 100),
        },
    ),
    _slow(
        "ER",
        "turbulence",
        25,
        {
            "strength": uniform(0.15, 1.0),
            "rate_hz": uniform(0.3, 2.0, 0.1),
            "parallax": uniform(-0.1, 0.1, 0.005),
            "duration_ms": uniform(2000, 7000, 100),
            "variant": pick(*range(1, 60)),
        },
    ),
)


def _temporal(subtype: str, quota: int, axes: Mapping[str, Axis]) -> Plan:
    return Plan(
        subtype=subtype, prefix="TC", quota=quota, axes=axes, priority=7, offset_ms=_HAND_AT
    )


_TEMPORAL: Final = (
    _temporal(
        "gesture_lead",
        110,
        {
            "hand": _HAND,
            "lead_ms": uniform(90, 600, 10),
            "beat_ms": uniform(100, 480, 10),
            "settle_ms": uniform(180, 1200, 20),
            "lift_mm": square(14, 140, 2),
            "outward_mm": uniform(-60, 90, 5),
            "rebound": pick(0.0, 0.15, 0.35, 0.6),
        },
    ),
    _temporal(
        "abort",
        140,
        {
            "hand": _HAND,
            "direction": pick("up", "outward", "inward", "forward"),
            "path_mm": square(60, 310, 5),
            "stop_share": uniform(0.2, 0.75),
            "out_ms": uniform(130, 760, 10),
            "halt_ms": square(0, 1000, 20),
            "close_deg": uniform(0, 42, 1),
            "mouth": pick(0.0, 0.0, 0.5, 1.0),
            "head_deg": pick(-8, -3, 0, 4),
        },
    ),
    _temporal(
        "asynchronous_onset",
        90,
        {
            "part": pick("index", "wrist", "brow", "mouth", "shoulder"),
            "first": pick("right", "left"),
            "frames": pick(2, 3, 4, 4, 6, 9, 13),
            "amount": uniform(0.25, 1.0),
            "attack_ms": uniform(80, 700, 10),
            "hold_ms": square(50, 2000, 20),
            "release_ms": uniform(120, 1200, 20),
        },
    ),
    _temporal(
        "pause",
        60,
        {
            "stillness": uniform(0.3, 1.0, 0.05),
            "density": square(0.0, 1.0, 0.05),
            "head_deg": uniform(-9, 7, 0.5),
            "held_breath": uniform(-0.4, 0.6, 0.05),
            "gaze_deg": uniform(-16, 12, 1),
            "attack_ms": uniform(80, 700, 20),
            "hold_ms": square(150, 4200, 50),
            "release_ms": uniform(120, 1400, 20),
        },
    ),
    _temporal(
        "off_beat",
        60,
        {
            "hand": _HAND,
            "count": pick(1, 2, 3, 4, 5),
            "beat_ms": uniform(220, 1000, 20),
            "shift_share": pick(0.2, 0.4, 0.6, 0.8),
            "lift_mm": square(10, 85, 1),
            "head_deg": uniform(0.0, 12.0, 0.5),
            "keep": pick(0.6, 0.8, 1.0),
        },
    ),
    _temporal(
        "hesitation",
        60,
        {
            "hand": _HAND,
            "steps": pick(1, 2, 3, 4),
            "reach_mm": square(30, 190, 5),
            "retreat": uniform(0.15, 0.85, 0.05),
            "head": uniform(-0.1, 0.1),
            "duration_ms": square(700, 3600, 50),
        },
    ),
)

_BASE: Final = (
    Plan(
        subtype="base_loop",
        prefix="CID",
        quota=1,
        axes={
            "duration_ms": uniform(6000, 24000, 500),
            "breaths": pick(1, 2, 3, 4, 5),
            "breath_depth": uniform(0.1, 0.8, 0.05),
            "sway_deg": uniform(0.2, 3.0, 0.1),
            "head_deg": uniform(0.4, 6.0, 0.1),
            "gaze_deg": uniform(0.0, 6.0, 0.5),
            "variant": pick(*range(1, 60)),
        },
        priority=0,
        relative_to="scene_start",
    ),
)

PLANS: Final[dict[str, tuple[Plan, ...]]] = {
    "face": _FACE,
    "hand": _HANDS,
    "body": _BODY,
    "voice": _VOICE,
    "temporal": _TEMPORAL,
    "camera": _CAMERA,
    "light": _LIGHT,
    "tempo": _TEMPO,
    "environment": _ENVIRONMENT,
    "base": _BASE,
}
"""Domain -> plans. Free face poses, combined hands and expressions come from `mixing`."""
