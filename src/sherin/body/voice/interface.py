"""What a voice is: text and prosody go in, audio comes out with the times of its phonemes.

`Voice` is the protocol, `Chunk` what it yields: one phrase, so that the first sound does not wait
for the last word. Every engine speaks 24 kHz mono and counts time from its own first sample.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from sherin.body.voice.prosody import NEUTRAL_PROSODY, Prosody
from sherin.errors import VoiceError

__all__ = ["PAUSE", "SAMPLE_RATE_HZ", "Chunk", "Phoneme", "Voice", "Waveform"]

Waveform = NDArray[np.float32]  # (n_samples,), mono, -1..1
SAMPLE_RATE_HZ: Final = 24_000
"""What every voice delivers, and what the server streams."""
PAUSE: Final = "_"
"""Name of a stretch without speech; every other name is an espeak-ng mnemonic without stress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phoneme:
    """One sound and when it is heard, in seconds from sample 0 of the whole text."""

    name: str
    """An espeak-ng mnemonic such as `p`, `i:` or `aI`, without stress marks; or `PAUSE`."""
    start_s: float
    """For a stop that follows silence, its release; else the first sample of the sound."""
    end_s: float
    stress: int = 0
    """0 none, 1 secondary, 2 primary: written before the vowel by the engine."""
    closure_s: float = 0.0
    """Silence directly before `start_s`: how long a voiceless stop was shut before its release."""

    @property
    def is_pause(self) -> bool:
        """Nothing is said here."""
        return self.name == PAUSE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chunk:
    """One phrase with the silence that follows it."""

    audio: Waveform
    start_s: float
    """Where it begins, in seconds from sample 0 of the whole text."""
    phonemes: tuple[Phoneme, ...]
    """In time order, within `start_s` and `end_s`."""
    text: str
    """What was read, after normalisation."""

    def __post_init__(self) -> None:
        if self.audio.ndim != 1 or self.audio.dtype != np.float32:
            raise VoiceError(
                f"chunk audio: {self.audio.dtype} of shape {self.audio.shape}; expected float32 "
                "of shape (n_samples,). Convert it before making the chunk."
            )

    @property
    def end_s(self) -> float:
        """Where the next phrase begins."""
        return self.start_s + len(self.audio) / SAMPLE_RATE_HZ


class Voice(Protocol):
    """Something that can speak; not more than one phrase is made ahead of what is taken."""

    name: str
    """For people: the engine and the voice it was given."""

    def speak(
        self,
        text: str,
        prosody: Prosody = NEUTRAL_PROSODY,
        *,
        cancel: threading.Event | None = None,
    ) -> Iterator[Chunk]:
        """Read a text aloud, phrase by phrase.

        Args:
            text: Any text: markdown, emoji and addresses are read sensibly, controls are dropped.
            prosody: How it is said.
            cancel: Set from any thread to stop; no chunk begins later than 50 ms after.

        Yields:
            Phrases in order. Text with nothing to say yields nothing.

        Raises:
            VoiceError: the engine failed twice on the same phrase, or the text is too long.
        """
        ...

    def close(self) -> None:
        """Free what the engine holds; speaking again is allowed and starts it anew."""
        ...
