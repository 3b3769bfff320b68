"""Axes of the voice, and of the timing between hands, body and speech."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sherin.body.capsules.compose.grids import Axis, pick, square, uniform
from sherin.body.capsules.compose.plan import HAND, HAND_AT, Plan

__all__ = ["TEMPORAL_PLANS", "VOICE_PLANS"]

VOICE_PLANS: Final = (
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


def _temporal(subtype: str, quota: int, axes: Mapping[str, Axis]) -> Plan:
    return Plan(subtype=subtype, prefix="TC", quota=quota, axes=axes, priority=7, offset_ms=HAND_AT)


TEMPORAL_PLANS: Final = (
    _temporal(
        "gesture_lead",
        110,
        {
            "hand": HAND,
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
            "hand": HAND,
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
            "hand": HAND,
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
            "hand": HAND,
            "steps": pick(1, 2, 3, 4),
            "reach_mm": square(30, 190, 5),
            "retreat": uniform(0.15, 0.85, 0.05),
            "head": uniform(-0.1, 0.1),
            "duration_ms": square(700, 3600, 50),
        },
    ),
)
