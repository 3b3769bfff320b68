"""Axes of the face: what is varied of each subtype, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sherin.body.capsules.compose.grids import Axis, pick, square, uniform
from sherin.body.capsules.compose.plan import BALANCE, SIDE, Plan, timed

__all__ = ["FACE_PLANS"]

_FACE_AT: Final = pick(-50, -40, -30, -20, -10, 0)


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
        "balance": BALANCE,
        "repeats": pick(1, 1, 1, 1, 2, 3),
        "lag_share": pick(0.0, 0.0, 0.05, -0.05),
        **timed(low_ms, high_ms),
    }
    return _face(subtype, quota, axes)


FACE_PLANS: Final = (
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
            "side": SIDE,
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
            "balance": BALANCE,
            "lag_share": pick(0.0, 0.06, -0.06),
            **timed(250, 3600),
        },
    ),
    _face(
        "brow_asymmetry",
        64,
        {
            "side": SIDE,
            "displacement_px": uniform(2.5, 7.2, 0.1),
            "other_px": uniform(-6.0, 2.0, 0.2),
            "squint": square(0.0, 0.7),
            **timed(83, 2600),
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
            **timed(260, 3600),
        },
    ),
    _face(
        "jaw_shift",
        36,
        {
            "shift": uniform(-1.0, 1.0),
            "forward": square(0.0, 0.8),
            "grinds": pick(0, 0, 0, 1, 2, 3),
            **timed(350, 3200),
        },
    ),
    _face(
        "nostril_flare",
        30,
        {
            "intensity": uniform(0.15, 1.0),
            "count": pick(1, 1, 2, 3),
            "flare_ms": square(200, 1200, 10),
            "balance": BALANCE,
        },
        6,
    ),
    _face(
        "smile_onset",
        200,
        {
            "intensity": uniform(0.12, 1.0),
            "duchenne": uniform(0.0, 1.0),
            "balance": BALANCE,
            "parting": square(0.0, 1.0),
            "lag_share": pick(0.0, 0.0, 0.04, -0.04),
            **timed(500, 6000),
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
            **timed(300, 3000),
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
