"""Text becomes speech, and speech becomes mouth shapes.

Start with `open_voice` (espeak-ng, or silence with estimated timing where there is no engine) and
`VisemeTracker`, which turns the phonemes of each chunk into the marks that `Timeline.say` takes.
`prosody_of` says how a feeling sounds. Engines run in processes of their own. See docs/voice.md.
"""

from __future__ import annotations

from sherin.body.voice.espeak import EspeakVoice, EspeakVoices
from sherin.body.voice.interface import PAUSE, SAMPLE_RATE_HZ, Chunk, Phoneme, Voice, Waveform
from sherin.body.voice.opening import open_voice
from sherin.body.voice.phonemes import viseme_names
from sherin.body.voice.phrasing import Phrase
from sherin.body.voice.piper import PiperVoice
from sherin.body.voice.prosody import NEUTRAL_PROSODY, Prosody, prosody_of, with_channels
from sherin.body.voice.reading import MAX_TEXT_CHARS, phrases, spoken_form
from sherin.body.voice.silent import SilentVoice
from sherin.body.voice.visemes import VisemeTracker
from sherin.body.voice.wav import WavWriter, as_int16

__all__ = [
    "MAX_TEXT_CHARS",
    "NEUTRAL_PROSODY",
    "PAUSE",
    "SAMPLE_RATE_HZ",
    "Chunk",
    "EspeakVoice",
    "EspeakVoices",
    "Phoneme",
    "Phrase",
    "PiperVoice",
    "Prosody",
    "SilentVoice",
    "VisemeTracker",
    "Voice",
    "WavWriter",
    "Waveform",
    "as_int16",
    "open_voice",
    "phrases",
    "prosody_of",
    "spoken_form",
    "viseme_names",
    "with_channels",
]
