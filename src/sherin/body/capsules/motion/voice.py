"""Deltas of the voice over an utterance: pitch, formants, rate, vibrato, breath, tension, level."""

from __future__ import annotations

from sherin.body.capsules.motion.arguments import number, word
from sherin.body.capsules.motion.shapes import Keys, scaled, total
from sherin.body.capsules.motion.specification import (
    Params,
    choice_param,
    number_param,
    pulse_params,
    spread_over,
    stroke_of,
)
from sherin.body.capsules.motion.subtype import Motion, Subtype
from sherin.body.curves import Curve

__all__ = ["VOICE_SUBTYPES"]

_CONTOURS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    # (times, levels) of the pitch contour that rides on the delta; it is back at zero in the end.
    "level": ((0.0, 1.0), (0.0, 0.0)),
    "rise": ((0.0, 0.75, 1.0), (0.0, 1.0, 0.0)),
    "fall": ((0.0, 0.15, 0.85, 1.0), (0.0, 1.0, -0.6, 0.0)),
    "rise_fall": ((0.0, 0.35, 0.8, 1.0), (0.0, 1.0, -0.4, 0.0)),
    "fall_rise": ((0.0, 0.35, 0.82, 1.0), (0.0, -0.8, 1.0, 0.0)),
    "wave": ((0.0, 0.2, 0.4, 0.6, 0.8, 1.0), (0.0, 1.0, -0.7, 0.8, -0.6, 0.0)),
}


def _voice_delta(params: Params) -> Motion:
    stroke = stroke_of(params)
    pulse = stroke.pulse()
    pitch = number(params, "pitch_semitones")
    gains = {
        "voiceFormant": number(params, "formant_ratio") - 1.0,
        "voiceRate": number(params, "rate_factor") - 1.0,
        "voiceVibratoDepth": number(params, "vibrato_semitones"),
        "voiceVibratoRate": number(params, "vibrato_hz") - 5.5,
        "voiceBreathiness": number(params, "breathiness"),
        "voiceTension": number(params, "tension"),
        "voiceLevel": number(params, "level_db"),
    }
    curves = spread_over(gains, pulse)
    contour = number(params, "contour_semitones")
    times, levels = _CONTOURS[word(params, "contour")]
    parts: list[Curve] = [scaled(pitch, pulse)] if pitch else []
    if contour and any(levels):
        parts.append(scaled(contour, Keys(times, levels)))
    if parts:
        curves["voicePitch"] = total(parts)
    return Motion(duration_ms=stroke.length_ms, curves=curves)


VOICE_SUBTYPES: tuple[Subtype, ...] = (
    Subtype(
        name="voice_delta",
        domain="voice",
        help="A change of voice that fades in, holds for the utterance, and fades out.",
        motion=_voice_delta,
        params=(
            number_param("pitch_semitones", 0.0, -6.0, 6.0, "semitone", "higher is +"),
            number_param("formant_ratio", 1.0, 0.75, 1.3, "factor", "above 1 sounds smaller"),
            number_param("rate_factor", 1.0, 0.7, 1.4, "factor", "speaking rate"),
            number_param("vibrato_semitones", 0.0, 0.0, 1.8, "semitone", "depth of the vibrato"),
            number_param("vibrato_hz", 5.5, 3.5, 8.5, "Hz", "rate of the vibrato"),
            number_param("breathiness", 0.0, 0.0, 1.0, "weight", "breath in the tone"),
            number_param("tension", 0.0, 0.0, 1.0, "weight", "pressed tone"),
            number_param("level_db", 0.0, -16.0, 8.0, "dB", "louder is +"),
            choice_param("contour", tuple(_CONTOURS), "movement of the pitch on top"),
            number_param("contour_semitones", 0.0, 0.0, 4.0, "semitone", "size of that movement"),
            *pulse_params(150.0, 2200.0, 350.0),
        ),
    ),
)
