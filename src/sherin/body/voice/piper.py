"""A Piper voice: a neural voice from a file on this machine, in a process of its own.

Piper (GPL-3, package `piper-tts`) and its voices are not part of SHERIN; who has both gives the
file's path as the voice's name. Times of the sounds come from the model's own durations where the
package `onnx` lets Piper read them; else the letters are spread over what was heard.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

import numpy as np

from sherin.body.voice.effects import apply_effects
from sherin.body.voice.interface import PAUSE, SAMPLE_RATE_HZ, Chunk, Phoneme, Waveform
from sherin.body.voice.ipa import joined_sounds
from sherin.body.voice.kept_worker import KeptWorker
from sherin.body.voice.phrasing import Phrase
from sherin.body.voice.prosody import NEUTRAL_PROSODY, Prosody
from sherin.body.voice.reading import phrases
from sherin.body.voice.resampling import resample
from sherin.body.voice.silent import guessed_phonemes
from sherin.errors import VoiceError, VoiceNotFoundError

__all__ = ["PiperVoice"]

_START_TIMEOUT_S: Final = 60.0
"""Loading onnxruntime and a large voice from a cold disk."""
_PHRASE_TIMEOUT_S: Final = 60.0
_QUIET: Final = 0.01
"""Below this share of full scale a phrase's edge counts as silence when its sounds are guessed."""
_STOPS: Final = frozenset("pbtdkg")
_CLOSED_SHARE: Final = 0.6
"""Part of a stop before its release; a model times the whole of it. As in `SilentVoice`."""
_FORMANT_LIMITS: Final = (0.7, 1.4)


class PiperVoice:
    """Speaks with a Piper voice file; a context manager, for any thread."""

    def __init__(self, path: Path, *, language: str = "en") -> None:
        """A voice that has not started yet.

        Args:
            path: The voice, `NAME.onnx`, with `NAME.onnx.json` beside it.
            language: How numbers and abbreviations are read; the sounds are the voice's own.

        Raises:
            VoiceNotFoundError: one of the two files is not there.
        """
        for needed in (path, path.with_name(path.name + ".json")):
            if not needed.is_file():
                raise VoiceNotFoundError(
                    f"Piper voice {str(path)!r}: there is no file {needed.name!r}. "
                    "A voice is two files, NAME.onnx and NAME.onnx.json; name the first."
                )
        self._path = path
        self._language = language
        self.name = f"piper {path.stem}"
        self._lock = threading.Lock()
        self._engine: Final = KeptWorker(
            ["-m", "sherin.body.voice.piper_worker", str(path)],
            engine="Piper",
            remedy="Run: pip install 'sherin[piper]'  (or check the voice file)",
            to_check=f"Check the voice file {path.name!r}.",
            start_timeout_s=_START_TIMEOUT_S,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Load the voice now rather than at the first word.

        Raises:
            VoiceError: Piper is not installed, or refuses the file.
        """
        with self._lock:
            self._engine.start()

    def close(self) -> None:
        """End Piper's process; speaking again starts another."""
        with self._lock:
            self._engine.stop()

    def speak(
        self,
        text: str,
        prosody: Prosody = NEUTRAL_PROSODY,
        *,
        cancel: threading.Event | None = None,
    ) -> Iterator[Chunk]:
        """Read a text aloud, phrase by phrase; see `Voice.speak`.

        Raises:
            VoiceError: Piper failed twice on one phrase, or the text is too long.
        """
        clock = 0  # samples at 24 kHz
        for number, phrase in enumerate(phrases(text, language=self._language)):
            if cancel is not None and cancel.is_set():
                return
            with self._lock:
                samples, symbols, rate_hz = self._ask(phrase.text, prosody)
            if cancel is not None and cancel.is_set():
                return
            if len(samples) == 0:
                continue
            chunk = _chunk(samples, symbols, rate_hz, phrase, prosody, clock=clock, seed=number)
            clock += len(chunk.audio)
            yield chunk

    # --- inside; the lock is held ----------------------------------------------------------------

    def _ask(self, text: str, prosody: Prosody) -> tuple[Waveform, list[tuple[str, int]], int]:
        # The pitch is moved by reading the samples faster, so they are made that much slower.
        stretch = _pitch_factor(prosody) / prosody.rate
        request = {"op": "speak", "text": text, "length_scale": stretch}
        audio, answer, rate_hz = self._engine.ask(request, timeout_s=_PHRASE_TIMEOUT_S)
        if "error" in answer:
            raise VoiceError(
                f"Piper, voice {self._path.name!r}: {answer['error']}. Choose another voice."
            )
        samples = np.frombuffer(audio, dtype="<i2").astype(np.float32) / 32768.0
        symbols = [(str(s), int(n)) for s, n in cast("list[tuple[str, int]]", answer["symbols"])]
        return samples, symbols, rate_hz


def _pitch_factor(prosody: Prosody) -> float:
    return 2.0 ** (prosody.pitch_semitones / 12.0)


def _chunk(
    samples: Waveform,
    symbols: list[tuple[str, int]],
    rate_hz: int,
    phrase: Phrase,
    prosody: Prosody,
    *,
    clock: int,
    seed: int,
) -> Chunk:
    """Piper's answer at 24 kHz with pitch, effects, pause, and the times of its phonemes."""
    factor = _pitch_factor(prosody)
    faster_hz = max(round(rate_hz * factor / 50.0) * 50, 50)  # a whole ratio keeps the filter small
    spoken = resample(samples, rate_in_hz=faster_hz, rate_out_hz=SAMPLE_RATE_HZ)
    # Reading faster has lifted the formants too; that is taken back.
    formant = prosody.formant * rate_hz / faster_hz
    manner = replace(prosody, formant=min(max(formant, _FORMANT_LIMITS[0]), _FORMANT_LIMITS[1]))
    silence = np.zeros(
        round(max(phrase.pause_s * prosody.pause_factor, 0.0) * SAMPLE_RATE_HZ), np.float32
    )
    audio = np.concatenate([apply_effects(spoken, manner, seed=seed), silence])
    start_s = clock / SAMPLE_RATE_HZ
    end_s = start_s + len(audio) / SAMPLE_RATE_HZ
    if symbols:
        sounds = _timed(symbols, start_s=start_s, rate_hz=faster_hz)
    else:
        sounds = _spread(phrase.text, spoken, start_s=start_s)
    return Chunk(audio=audio, start_s=start_s, phonemes=_until_end(sounds, end_s), text=phrase.text)


def _timed(symbols: list[tuple[str, int]], *, start_s: float, rate_hz: int) -> list[Phoneme]:
    found: list[Phoneme] = []
    for name, stress, begin, end in joined_sounds(symbols):
        if end > begin:
            closure_s = _CLOSED_SHARE * (end - begin) / rate_hz if name in _STOPS else 0.0
            found.append(
                Phoneme(
                    name=name,
                    start_s=start_s + begin / rate_hz + closure_s,
                    end_s=start_s + end / rate_hz,
                    stress=stress,
                    closure_s=closure_s,
                )
            )
    return found


def _spread(text: str, spoken: Waveform, *, start_s: float) -> list[Phoneme]:
    """Sounds guessed from the letters, stretched over the part that is not silent."""
    guessed = guessed_phonemes(text)
    loud = np.flatnonzero(np.abs(spoken) > _QUIET)
    if not guessed or len(loud) == 0:
        return []
    begin_s = start_s + int(loud[0]) / SAMPLE_RATE_HZ
    length_s = (int(loud[-1]) - int(loud[0])) / SAMPLE_RATE_HZ
    scale = length_s / guessed[-1].end_s
    return [
        replace(p, start_s=begin_s + p.start_s * scale, end_s=begin_s + p.end_s * scale)
        for p in guessed
    ]


def _until_end(sounds: list[Phoneme], end_s: float) -> tuple[Phoneme, ...]:
    """The same with the pause that follows, inside the chunk."""
    kept = [replace(p, end_s=min(p.end_s, end_s)) for p in sounds if p.start_s < end_s]
    if kept and kept[-1].is_pause:
        kept[-1] = replace(kept[-1], end_s=end_s)
    elif not kept or kept[-1].end_s < end_s:
        begin_s = kept[-1].end_s if kept else end_s
        kept.append(Phoneme(name=PAUSE, start_s=min(begin_s, end_s), end_s=end_s))
    return tuple(kept)
