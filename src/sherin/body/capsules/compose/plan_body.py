"""Axes of head, torso and the base loops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sherin.body.capsules.compose.grids import Axis, pick, square, uniform
from sherin.body.capsules.compose.plan import BALANCE, CALM, SNAPPY, Plan, timed

__all__ = ["BASE_PLANS", "BODY_PLANS"]

_BODY_AT: Final = pick(-120, -80, -40, 0)


def _body(subtype: str, quota: int, axes: Mapping[str, Axis], priority: int = 5) -> Plan:
    return Plan(
        subtype=subtype,
        prefix="BK",
        quota=quota,
        axes=axes,
        priority=priority,
        offset_ms=_BODY_AT,
    )


BODY_PLANS: Final = (
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
            **timed(500, 7000),
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
            **timed(600, 6000),
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
            **timed(700, 6000),
        },
    ),
    _body(
        "chin_lift",
        46,
        {
            "pitch_deg": square(2, 22, 0.5),
            "roll_deg": pick(-10, 0, 0, 10),
            "thrust": pick(-0.1, 0.0, 0.0, 0.1),
            **timed(400, 5000),
        },
    ),
    _body(
        "head_drop",
        60,
        {
            "pitch_deg": square(4, 38, 0.5),
            "yaw_deg": pick(-18, -8, 0, 0, 8, 18),
            "shoulders": uniform(0.0, 0.45, 0.05),
            **timed(700, 7000, CALM),
        },
    ),
    _body(
        "head_thrust",
        50,
        {
            "distance": uniform(-0.22, 0.26),
            "pitch_deg": pick(-10, -4, 0, 4, 10),
            "yaw_deg": pick(-14, 0, 0, 14),
            **timed(300, 4000),
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
            **timed(900, 7500, CALM),
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
            "balance": BALANCE,
            "tilt_deg": uniform(-14, 14, 1),
            "lag_share": pick(0.0, 0.05, -0.05),
            **timed(450, 3600),
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
            **timed(900, 7500, CALM),
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
            **timed(1500, 8000, CALM),
        },
    ),
    _body(
        "posture_expansion",
        22,
        {
            "amount": uniform(0.15, 1.0),
            "head_lag_share": pick(0.0, 0.1, -0.1),
            **timed(900, 7500),
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
            **timed(450, 3600, SNAPPY),
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


BASE_PLANS: Final = (
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
