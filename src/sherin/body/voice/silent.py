"""A voice without sound: the timing of speech where no engine can run.

The mouth still moves, subtitles still have times, and everything that waits for speech goes on. The
sounds are guessed from the letters and their lengths from averages of English speech.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from typing import Final

import numpy as np

from sherin.body.voice.interface import PAUSE, SAMPLE_RATE_HZ, Chunk, Phoneme
from sherin.body.voice.prosody import NEUTRAL_PROSODY, Prosody
from sherin.body.voice.reading import phrases

__all__ = ["SilentVoice", "guessed_phonemes"]

# Mean lengths in English after Crystal and House (1988), rounded.
_VOWEL_S, _CONSONANT_S, _STOP_S = 0.105, 0.070, 0.060
_WIDE_SYLLABLE_S: Final = 0.20
_PAIRS: Final = {
    "th": "D", "sh": "S", "ch": "tS", "ph": "f", "ng": "N", "ck": "k", "qu": "k", "ee": "i:",
    "ea": "i:", "oo": "u:", "ou": "aU", "ow": "oU", "ai": "eI", "ay": "eI", "oi": "OI", "oy": "OI",
    "au": "O:", "aw": "O:", "igh": "aI",
}  # fmt: skip
_LETTERS: Final = {
    "a": "a", "b": "b", "c": "k", "d": "d", "e": "E", "f": "f", "g": "g", "h": "h", "i": "I",
    "j": "dZ", "k": "k", "l": "l", "m": "m", "n": "n", "o": "0", "p": "p", "q": "k", "r": "r",
    "s": "s", "t": "t", "u": "V", "v": "v", "w": "w", "x": "k", "y": "i", "z": "z",
}  # fmt: skip
_DIGITS: Final = ("oU", "V", "u:", "i:", "O:", "aI", "I", "E", "eI", "aI")
_STOPS: Final = frozenset("pbtdkg")
_VOWELS: Final = "aeiouy"


class SilentVoice:
    """Silence of the right length, with guessed phonemes; needs nothing and cannot fail."""

    name = "silent"

    def __init__(self, *, language: str = "en") -> None:
        """A voice for any language; only the reading of numbers and addresses depends on it."""
        self._language = language

    def speak(
        self,
        text: str,
        prosody: Prosody = NEUTRAL_PROSODY,
        *,
        cancel: threading.Event | None = None,
    ) -> Iterator[Chunk]:
        """Silent phrases with the times of guessed phonemes; see `Voice.speak`.

        Raises:
            VoiceError: the text is too long.
        """
        clock = 0
        for phrase in phrases(text, language=self._language):
            if cancel is not None and cancel.is_set():
                return
            start_s = clock / SAMPLE_RATE_HZ
            sounds, at_s = _guess(phrase.text, start_s=start_s, rate=prosody.rate)
            n_samples = round(
                (at_s - start_s + phrase.pause_s * prosody.pause_factor) * SAMPLE_RATE_HZ
            )
            end_s = start_s + n_samples / SAMPLE_RATE_HZ
            if end_s > at_s:
                sounds.append(Phoneme(name=PAUSE, start_s=at_s, end_s=end_s))
            audio = np.zeros(n_samples, dtype=np.float32)
            yield Chunk(audio=audio, start_s=start_s, phonemes=tuple(sounds), text=phrase.text)
            clock += n_samples

    def close(self) -> None:
        """Nothing to free."""


def _guess(text: str, *, start_s: float, rate: float) -> tuple[list[Phoneme], float]:
    """Phonemes of a phrase from its letters, and when the last one ends."""
    sounds: list[Phoneme] = []
    at_s = start_s
    plain = unicodedata.normalize("NFD", text.lower())
    position = 0
    while position < len(plain):
        name, n_letters, length_s = _sound_at(plain, position)
        position += n_letters
        if not name:
            continue
        end_s = at_s + length_s / rate
        closure_s = 0.6 * length_s / rate if name in _STOPS else 0.0
        sounds.append(
            Phoneme(name=name, start_s=at_s + closure_s, end_s=end_s, stress=0, closure_s=closure_s)
        )
        at_s = end_s
    return sounds, at_s


def guessed_phonemes(text: str) -> list[Phoneme]:
    """Sounds guessed from the letters of a phrase, from 0 s at a usual rate."""
    return _guess(text, start_s=0.0, rate=1.0)[0]


def _sound_at(text: str, position: int) -> tuple[str, int, float]:
    """(phoneme, letters used, length) at a place; an empty phoneme for what has no sound."""
    for size in (3, 2):
        name = _PAIRS.get(text[position : position + size], "")
        if name:
            is_vowel = text[position] in _VOWELS
            return name, size, (1.3 * _VOWEL_S if is_vowel else _CONSONANT_S)
    letter = text[position]
    if letter == "e" and not text[position + 1 : position + 2].isalpha() and position > 2:
        return "", 1, 0.0  # the silent e of English
    if letter in _LETTERS:
        if text[position - 1 : position] == letter and letter not in _VOWELS:
            return "", 1, 0.0  # doubled consonants are said once
        if letter in _VOWELS:
            return _LETTERS[letter], 1, _VOWEL_S
        return _LETTERS[letter], 1, _STOP_S if letter in _STOPS else _CONSONANT_S
    if letter.isdecimal():
        return _DIGITS[int(letter)], 1, 3 * _VOWEL_S
    if letter.isalpha():
        return "a", 1, _WIDE_SYLLABLE_S
    return "", 1, 0.0
