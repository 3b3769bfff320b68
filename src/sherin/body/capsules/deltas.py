"""What form B's parameters mean: one parameter of a channel group, moved by a delta for a while.

The notes list the parameters of every domain without units. Those chosen here are in each entry's
`meaning`: per cent where a share is meant, else the physical unit of the subtype that plays it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = ["DELTA_PARAMETERS", "Delta"]

Translation = tuple[str, dict[str, object]]
"""Subtype and params."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What one `parameter` of form B means."""

    domain: str
    prefix: str
    """Of the id, where form B's own prefix `E` (any emotion capsule) has to give way."""
    meaning: str
    """How the delta is understood, with its unit."""
    translate: Callable[[float, float], Translation]
    """Delta and duration in ms -> subtype and params."""


def _times(duration_ms: float) -> dict[str, object]:
    """A stroke of that length: three tenths out, four held, three back."""
    edge_ms = max(round(0.3 * duration_ms), 30)
    return {
        "attack_ms": edge_ms,
        "hold_ms": max(round(duration_ms) - 2 * edge_ms, 0),
        "release_ms": edge_ms,
    }


def _share(percent: float) -> float:
    return round(percent / 100.0, 4)


def _held(subtype: str, name: str, *, scale: float = 1.0) -> Callable[[float, float], Translation]:
    """The delta, times a scale, goes to one param of a subtype with attack, hold and release."""

    def translate(delta: float, duration_ms: float) -> Translation:
        return subtype, {name: round(delta * scale, 4), **_times(duration_ms)}

    return translate


def _lasting(
    subtype: str, name: str, *, scale: float = 1.0
) -> Callable[[float, float], Translation]:
    """The same for a subtype with one `duration_ms`."""

    def translate(delta: float, duration_ms: float) -> Translation:
        return subtype, {name: round(delta * scale, 4), "duration_ms": duration_ms}

    return translate


def _blink_interval(delta: float, duration_ms: float) -> Translation:
    if delta >= 0.0:
        return "blink_suppression", {"duration_ms": max(duration_ms, 300.0)}
    return "blink", {
        "close_ms": max(round(0.35 * duration_ms), 50),
        "reopen_ms": max(round(0.6 * duration_ms), 60),
        "depth": min(max(round(-delta / 12.0, 3), 0.2), 1.0),
    }


def _brow(delta: float, duration_ms: float) -> Translation:
    side = "right" if delta >= 0.0 else "left"
    return "brow_asymmetry", {"side": side, "displacement_px": abs(delta), **_times(duration_ms)}


def _lips(delta: float, duration_ms: float) -> Translation:
    return "lip_compression", {"width_change": -abs(_share(delta)), "duration_ms": duration_ms}


def _posture(delta: float, duration_ms: float) -> Translation:
    subtype = "posture_expansion" if delta >= 0.0 else "posture_collapse"
    return subtype, {"amount": abs(_share(delta)), **_times(duration_ms)}


def _shoulders(delta: float, duration_ms: float) -> Translation:
    both = _share(delta)
    return "shoulder_shift", {"left": both, "right": both, **_times(duration_ms)}


def _finger_gap(delta: float, duration_ms: float) -> Translation:
    if delta < 0.0:
        return "finger_cluster", {"distance_change": _share(delta), "duration_ms": duration_ms}
    return "finger_spread", {"spread_factor": _share(delta), "duration_ms": duration_ms}


def _tap_rate(delta: float, duration_ms: float) -> Translation:
    interval_ms = round(1000.0 / delta) if delta > 0.0 else 0
    count = max(1, round(duration_ms / interval_ms)) if interval_ms else 1
    return "tap_rhythm", {"tap_count": count, "interval_ms": interval_ms}


def _stutter(delta: float, duration_ms: float) -> Translation:
    count = max(round(abs(delta)), 1)
    return "micro_stutter", {"count": count, "stutter_ms": round(duration_ms / count)}


DELTA_PARAMETERS: Final[dict[str, Delta]] = {
    "eye_blink_interval": Delta("face", "FMM", "% of the interval; - blinks now", _blink_interval),
    "eyelid_tension": Delta("face", "FMM", "%", _held("squint", "intensity", scale=0.01)),
    "lip_compression": Delta("face", "FMM", "% of the lips' width", _lips),
    "jaw_shift": Delta("face", "FMM", "%, + to the left", _held("jaw_shift", "shift", scale=0.01)),
    "brow_asymmetry": Delta("face", "FMM", "px at 512; + right, - left", _brow),
    "posture": Delta("body", "BK", "%; + expands, - collapses", _posture),
    "shoulder_drift": Delta("body", "BK", "% of a full raise", _shoulders),
    "head_tilt": Delta("body", "BK", "degrees, + to the left", _held("tilt", "roll_deg")),
    "center_of_gravity": Delta("body", "BK", "degrees, + to the left", _held("lean", "sway_deg")),
    "push": Delta("camera", "CS", "% of the distance", _held("camera_push", "amount", scale=0.01)),
    "axis_drift": Delta("camera", "CS", "degrees", _lasting("axis_drift", "amplitude_deg")),
    "handheld_jitter": Delta("camera", "CS", "px at 512", _held("handheld", "jitter_px")),
    "focal_creep": Delta(
        "camera", "CS", "% of the focal length", _held("focal_creep", "amount", scale=0.01)
    ),
    "exposure": Delta("light", "LD", "stops", _held("light_mood", "stops")),
    "shadow_softness": Delta(
        "light", "LD", "%, + is softer", _held("shadow_softness", "change", scale=0.01)
    ),
    "color_temperature": Delta("light", "LD", "kelvin", _held("temperature_drift", "kelvin")),
    "contrast": Delta("light", "LD", "%", _held("light_mood", "contrast", scale=0.01)),
    "acceleration": Delta("tempo", "TR", "%", _held("acceleration", "rate_change", scale=0.01)),
    "pause_density": Delta("tempo", "TR", "%", _held("pause_density", "density", scale=0.01)),
    "micro_stutter": Delta("tempo", "TR", "number of catches", _stutter),
    "stillness": Delta("tempo", "TR", "%", _held("stillness", "amount", scale=0.01)),
    "wind": Delta(
        "environment", "ER", "%", lambda d, ms: ("wind", {"strength": _share(d), "gust_ms": ms})
    ),
    "particle_density": Delta("environment", "ER", "%", _held("particles", "density", scale=0.01)),
    "ambient_delay": Delta("environment", "ER", "ms", _held("ambient_delay", "delay_ms")),
    "parallax": Delta(
        "environment", "ER", "% of the width", _lasting("parallax", "shift", scale=0.01)
    ),
    "inter_finger_distance": Delta("hand", "HK", "%; - closes, + opens", _finger_gap),
    "palm_angle": Delta(
        "hand", "HK", "degrees inward", _lasting("palm_orientation", "angle_deg_end")
    ),
    "tap_rate": Delta("hand", "HK", "taps a second", _tap_rate),
    "interrupt_percent": Delta(
        "hand", "HK", "% of the way", _lasting("abort_arc", "abort_percent", scale=0.01)
    ),
    "pitch": Delta("voice", "VC", "semitones", _held("voice_delta", "pitch_semitones")),
    "rate": Delta(
        "voice",
        "VC",
        "%",
        lambda d, ms: ("voice_delta", {"rate_factor": round(1 + d / 100, 4), **_times(ms)}),
    ),
    "breathiness": Delta("voice", "VC", "%", _held("voice_delta", "breathiness", scale=0.01)),
    "tension": Delta("voice", "VC", "%", _held("voice_delta", "tension", scale=0.01)),
    "level": Delta("voice", "VC", "dB", _held("voice_delta", "level_db")),
}
"""`parameter` of form B -> what it means."""
