"""Axes of the hands: what is varied of each subtype, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sherin.body.capsules.compose.grids import Axis, fingers_of, pick, square, uniform
from sherin.body.capsules.compose.plan import HAND, HAND_AT, Plan

__all__ = ["HAND_PLANS"]


def _hand(
    prefix: str, subtype: str, quota: int, axes: Mapping[str, Axis], priority: int = 6
) -> Plan:
    return Plan(
        subtype=subtype,
        prefix=prefix,
        quota=quota,
        axes=axes,
        priority=priority,
        offset_ms=HAND_AT,
    )


_EASING: Final = pick("minimum_jerk", "cubic_out", "quadratic_in_out")
_STEP_MS: Final = pick(90, 120, 150, 180, 240, 300, 400)
HAND_PLANS: Final = (
    _hand(
        "HK",
        "finger_cluster",
        70,
        {
            "fingers": fingers_of(),
            "distance_change": uniform(-0.35, -0.05),
            "duration_ms": pick(90, 120, 160, 220, 320, 480, 700, 1000),
            "hand": HAND,
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
            "hand": HAND,
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
            "hand": HAND,
        },
        7,
    ),
    _hand(
        "HK",
        "tap_rhythm",
        100,
        {
            "finger": pick("index", "middle", "ring", "pinky", "thumb"),
            "tap_count": pick(1, 2, 3, 3, 4, 5, 7),
            "interval_ms": uniform(110, 520, 10),
            "amplitude_mm": square(3.0, 28.0, 0.5),
            "duration_ms": pick(90, 110, 150, 220),
            "hand": HAND,
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
            "hand": HAND,
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
            "hand": HAND,
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
            "retract": pick(True, True, False),
            "duration_ms": pick(120, 180, 260, 380, 560),
            "hand": HAND,
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
            "hand": HAND,
        },
    ),
    _hand(
        "HF",
        "hand_pose",
        820,
        {
            # Counting is said, not felt: it ships by name only.
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
                "count_5",
            ),
            "amount": pick(0.5, 0.7, 0.85, 1.0, 1.0, 1.15),
            # Little outward and down: the frame ends there.
            "x_mm": pick(-30, -15, 0, 0, 30, 60),
            "y_mm": pick(-25, -10, 0, 0, 30, 60, 90),
            "z_mm": pick(-40, 0, 0, 0, 40, 80),
            "yaw_deg": pick(-25, 0, 0, 0, 25),
            "pitch_deg": pick(-30, 0, 0, 0, 25),
            "roll_deg": pick(-18, 0, 0, 0, 22),
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
            "hand": HAND,
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
            "hand": HAND,
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
            "hand": HAND,
        },
    ),
)
