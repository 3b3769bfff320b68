"""Axes of what surrounds the person: camera, light, tempo, environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sherin.body.capsules.compose.grids import Axis, pick, square, uniform
from sherin.body.capsules.compose.plan import CALM, Plan, timed

__all__ = ["CAMERA_PLANS", "ENVIRONMENT_PLANS", "LIGHT_PLANS", "TEMPO_PLANS"]


def _slow(
    prefix: str, subtype: str, quota: int, axes: Mapping[str, Axis], priority: int = 3
) -> Plan:
    return Plan(
        subtype=subtype,
        prefix=prefix,
        quota=quota,
        axes=axes,
        priority=priority,
        offset_ms=pick(-200, -100, 0, 100, 200),
        relative_to="scene_start",
    )


CAMERA_PLANS: Final = (
    _slow(
        "CS",
        "camera_push",
        120,
        {"amount": uniform(-0.3, 0.35), "tilt_deg": pick(-4, -2, 0, 0, 2, 4), **timed(900, 8000)},
    ),
    _slow(
        "CS",
        "camera_pan",
        110,
        {"x_deg": uniform(-10, 10, 0.1), "y_deg": uniform(-8, 8, 0.1), **timed(900, 8000)},
    ),
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
    _slow(
        "CS",
        "camera_roll",
        70,
        {
            "roll_deg": uniform(-12, 12, 0.1),
            "push": pick(-0.2, -0.1, 0.0, 0.0, 0.1, 0.2),
            **timed(800, 8000),
        },
    ),
    _slow(
        "CS",
        "handheld",
        60,
        {
            "jitter_px": square(0.6, 9.0, 0.1),
            "sway_deg": square(0.0, 3.0, 0.1),
            "variant": pick(*range(1, 60)),
            **timed(1200, 7000),
        },
    ),
    _slow(
        "CS",
        "focal_creep",
        80,
        {
            "amount": uniform(-0.35, 0.35),
            "counter_push": pick(-0.8, 0.0, 0.5, 0.9),
            **timed(1200, 8000, CALM),
        },
    ),
)

LIGHT_PLANS: Final = (
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
    _slow(
        "LD",
        "temperature_drift",
        70,
        {
            "kelvin": uniform(-2400, 3000, 50),
            "stops": pick(-0.8, -0.3, 0.0, 0.0, 0.3, 0.8),
            **timed(1200, 8000, CALM),
        },
    ),
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
    _slow(
        "LD",
        "shadow_softness",
        50,
        {
            "change": uniform(-0.48, 0.48),
            "contrast": uniform(-0.35, 0.35),
            **timed(1200, 8000, CALM),
        },
    ),
    _slow(
        "LD",
        "light_mood",
        120,
        {
            "stops": uniform(-1.2, 1.2, 0.05),
            "kelvin": uniform(-2400, 2800, 100),
            "contrast": uniform(-0.35, 0.35, 0.02),
            "softness": uniform(-0.4, 0.4, 0.02),
            **timed(1200, 8000, CALM),
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

TEMPO_PLANS: Final = (
    _slow(
        "TR",
        "acceleration",
        60,
        {"rate_change": uniform(-0.5, 1.1), "pauses": square(0.0, 0.9), **timed(800, 8000)},
    ),
    _slow(
        "TR",
        "pause_density",
        40,
        {"density": uniform(0.1, 1.0), "rate_change": uniform(-0.4, 0.6), **timed(800, 8000)},
    ),
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
    _slow(
        "TR",
        "stillness",
        50,
        {"amount": uniform(0.2, 1.0), "rate_change": uniform(-0.5, 0.3), **timed(800, 8000)},
    ),
)

ENVIRONMENT_PLANS: Final = (
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
    _slow(
        "ER",
        "particles",
        40,
        {"density": uniform(0.1, 1.0), "wind": square(0.0, 0.6), **timed(1200, 8000)},
    ),
    _slow(
        "ER",
        "ambient_delay",
        35,
        {
            "delay_ms": square(60, 850, 10),
            "parallax": uniform(-0.09, 0.09, 0.002),
            **timed(1200, 8000, CALM),
        },
    ),
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
