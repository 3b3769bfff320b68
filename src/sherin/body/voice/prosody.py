"""How something is said: from affect, with the voice capsules' deltas on top.

`Prosody` is what an engine and the effects after it understand; `prosody_of` makes one from
valence, arousal and dominance, `with_channels` adds what the voice channels of a timeline say.

The directions follow the reviews of Scherer (1986, 2003) and Juslin and Laukka (2003, table 7):
anger, fear and joy are fast, loud and high with much energy above 1 kHz, sadness and tenderness
slow, soft and low with little; joy varies its pitch widely and sadness hardly; pauses are long and
many in sadness; dominance lowers the voice, and its lack makes it breathy. The sizes are chosen by
ear within the ranges they report, so that full affect stays intelligible.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from sherin.body.channels import CHANNEL_INDEX, MAXIMUM, MINIMUM, NEUTRAL, ChannelVector
from sherin.errors import VoiceError

__all__ = ["NEUTRAL_PROSODY", "Prosody", "prosody_of", "with_channels"]

_LIMITS: Final = {
    "rate": (0.5, 2.0),
    "pitch_semitones": (-9.0, 9.0),
    "range_factor": (0.2, 2.0),
    "level_db": (-24.0, 12.0),
    "pause_factor": (0.3, 3.0),
    "tension": (-1.0, 1.0),
    "breathiness": (0.0, 1.0),
    "vibrato_semitones": (0.0, 2.0),
    "vibrato_hz": (3.0, 9.0),
    "formant": (0.7, 1.4),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prosody:
    """The manner of one phrase; the defaults are the voice as its maker tuned it."""

    rate: float = 1.0
    """Factor of speed, 0.5..2."""
    pitch_semitones: float = 0.0
    """Shift of the mean pitch, -9..9."""
    range_factor: float = 1.0
    """Factor of how far pitch moves within a phrase, 0.2..2."""
    level_db: float = 0.0
    """-24..12."""
    pause_factor: float = 1.0
    """Factor of the silence between phrases, 0.3..3."""
    tension: float = 0.0
    """-1 lax (dull) .. 1 pressed (bright): tilts the spectrum."""
    breathiness: float = 0.0
    """0..1: how much noise rides on the voice."""
    vibrato_semitones: float = 0.0
    """Depth, 0..2."""
    vibrato_hz: float = 5.5
    """3..9."""
    formant: float = 1.0
    """Factor of the formants, 0.7 (large head) .. 1.4 (small head)."""

    def __post_init__(self) -> None:
        for name, (lowest, highest) in _LIMITS.items():
            value = float(getattr(self, name))
            if not lowest <= value <= highest:
                raise VoiceError(
                    f"prosody, {name}: {value!r} is outside {lowest}..{highest}. Clamp it first."
                )


NEUTRAL_PROSODY: Final = Prosody()


def prosody_of(valence: float, arousal: float, dominance: float) -> Prosody:
    """The manner that a feeling has.

    Args:
        valence: -1..1; beyond it is clamped, as the others are.
        arousal: -1..1; moves rate, pitch, range, level and brightness most.
        dominance: -1..1; lowers pitch, raises level, takes breath out of the voice.

    Returns:
        Neutral for (0, 0, 0). Rate, pitch, range and level rise with arousal; pitch and range rise
        with valence and level with dominance.

    Raises:
        VoiceError: a coordinate that is not a number.
    """
    for name, value in (("valence", valence), ("arousal", arousal), ("dominance", dominance)):
        if not math.isfinite(value):
            raise VoiceError(f"prosody, {name}: {value!r}; expected a number in -1..1.")
    v, a, d = (min(max(value, -1.0), 1.0) for value in (valence, arousal, dominance))
    return _clamped(
        rate=math.exp(0.20 * a + 0.04 * v),
        pitch_semitones=3.2 * a + 0.9 * v - 0.8 * d,
        range_factor=math.exp(0.40 * a + 0.22 * v),
        level_db=4.5 * a + 1.2 * d,
        pause_factor=math.exp(-0.50 * a - 0.15 * v),
        tension=0.55 * a - 0.15 * v + 0.15 * d,
        breathiness=0.22 * max(-a, 0.0) + 0.14 * max(-d, 0.0),
    )


def with_channels(prosody: Prosody, channels: ChannelVector) -> Prosody:
    """What the voice channels add to a manner.

    Args:
        prosody: The manner of the affect.
        channels: (N_CHANNELS,) as a timeline samples it: voice capsules already blended by weight.

    Returns:
        Pitch, level, tension, breathiness and vibrato added, rate and formant multiplied; within
        the limits of `Prosody`.
    """

    def read(name: str) -> float:
        index = CHANNEL_INDEX[name]
        value = float(channels[index])
        if not math.isfinite(value):
            return float(NEUTRAL[index])
        return min(max(value, float(MINIMUM[index])), float(MAXIMUM[index]))

    return _clamped(
        base=prosody,
        rate=prosody.rate * read("voiceRate"),
        pitch_semitones=prosody.pitch_semitones + read("voicePitch"),
        level_db=prosody.level_db + read("voiceLevel"),
        tension=prosody.tension + read("voiceTension"),
        breathiness=prosody.breathiness + read("voiceBreathiness"),
        vibrato_semitones=prosody.vibrato_semitones + read("voiceVibratoDepth"),
        vibrato_hz=read("voiceVibratoRate"),
        formant=prosody.formant * read("voiceFormant"),
    )


def _clamped(*, base: Prosody = NEUTRAL_PROSODY, **values: float) -> Prosody:
    limited = {
        name: min(max(value, _LIMITS[name][0]), _LIMITS[name][1]) for name, value in values.items()
    }
    return replace(base, **limited)
