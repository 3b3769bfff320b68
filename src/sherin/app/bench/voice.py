"""`sherin bench voice`: first sound, speed, and how well the mouth goes with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.app.bench.measure import Row, row
from sherin.body.library import Library
from sherin.body.timeline import Timeline
from sherin.body.voice import (
    SAMPLE_RATE_HZ,
    Chunk,
    EspeakVoice,
    Prosody,
    VisemeTracker,
    prosody_of,
)
from sherin.body.voice.analysis import (
    apertures,
    correlation_at_lags,
    envelope,
    onset_errors_ms,
)

__all__ = ["SENTENCES", "voice_rows"]

SENTENCES: Final = (
    "Please bring Bob my paper cup before breakfast.",
    "The quick brown fox jumps over the lazy dog.",
    "Peter Piper picked a peck of pickled peppers.",
    "We were away a year ago, my mom and I.",
    "Maybe the museum opens tomorrow, but I am not sure.",
    "Five fine friends found very few valuable vases.",
    "She sells sea shells by the sea shore.",
    "How much wood would a woodchuck chuck?",
    "I lost my dog today and I don't know what to do.",
    "Thank you so much, that was exactly what I needed.",
)
_N_RUNS, _N_WARM = 30, 5
_ALL_EFFECTS: Final = Prosody(
    tension=0.5, breathiness=0.4, vibrato_semitones=0.5, formant=1.1, level_db=2.0
)
_LEAD_MS: Final = 1000.0


def _words(n_words: int) -> str:
    words = " ".join(SENTENCES).split()
    return " ".join((words * (n_words // len(words) + 1))[:n_words])


def voice_rows() -> Iterator[Row]:
    """Every figure of the voice, one after the other."""
    yield from _cold_rows()
    with EspeakVoice() as voice:
        for n_words in (10, 30, 80):
            yield from _first_audio_rows(voice, n_words)
        yield from _cancel_rows(voice)
        yield from _speed_rows(voice)
        yield from _mouth_rows(voice)


def _first_s(voice: EspeakVoice, text: str) -> float:
    began = time.perf_counter()
    next(iter(voice.speak(text)))
    return time.perf_counter() - began


def _cold_rows() -> Iterator[Row]:
    taken: list[float] = []
    for _ in range(_N_WARM):
        with EspeakVoice() as voice:
            taken.append(1000.0 * _first_s(voice, _words(30)))
    yield row("first audio, engine not started, 30 words, worst of 5", max(taken), "ms")


def _first_audio_rows(voice: EspeakVoice, n_words: int) -> Iterator[Row]:
    text = _words(n_words)
    taken = [1000.0 * _first_s(voice, text) for _ in range(_N_RUNS)][_N_WARM:]
    yield row(f"first audio, {n_words} words, p50", float(np.median(taken)), "ms")
    yield row(f"first audio, {n_words} words, worst", max(taken), "ms", ("<=", 100.0))


def _cancel_rows(voice: EspeakVoice) -> Iterator[Row]:
    """From setting the event, at any moment of the work, to the end of the iteration."""
    text = _words(2000)
    taken_ms: list[float] = []
    for number in range(_N_RUNS):
        cancel, set_s = threading.Event(), [0.0]

        def stop(cancel: threading.Event = cancel, set_s: list[float] = set_s) -> None:
            set_s[0] = time.perf_counter()
            cancel.set()

        timer = threading.Timer(0.003 + 0.002 * number, stop)
        timer.start()
        for _ in voice.speak(text, cancel=cancel):
            pass
        taken_ms.append(1000.0 * (time.perf_counter() - set_s[0]))
        timer.join()
    yield row("cancel to silence, worst of 30", max(taken_ms), "ms", ("<=", 50.0))


def _speed_rows(voice: EspeakVoice) -> Iterator[Row]:
    text = _words(80)
    manners = (
        ("neutral", Prosody()),
        ("joy", prosody_of(0.8, 0.6, 0.3)),
        ("all effects", _ALL_EFFECTS),
    )
    for name, prosody in manners:
        ratios: list[float] = []
        for _ in range(5):
            began = time.perf_counter()
            n_samples = sum(len(chunk.audio) for chunk in voice.speak(text, prosody))
            ratios.append(n_samples / SAMPLE_RATE_HZ / (time.perf_counter() - began))
        yield row(f"speech, {name}", float(np.median(ratios)), "x real time")
    chunks = list(voice.speak(text))
    began = time.perf_counter()
    tracker = VisemeTracker()
    n_marks = sum(len(tracker.marks(chunk)) for chunk in chunks)
    taken_us = 1e6 * (time.perf_counter() - began)
    yield row("visemes, per mark", taken_us / n_marks, "us")


def _mouth_rows(voice: EspeakVoice) -> Iterator[Row]:
    library = Library.builtin()
    mouths: list[NDArray[np.float64]] = []
    sounds: list[NDArray[np.float64]] = []
    errors_ms: list[float] = []
    for sentence in SENTENCES:
        chunks = list(voice.speak(sentence))
        audio = np.concatenate([chunk.audio for chunk in chunks])
        phonemes = [phoneme for chunk in chunks for phoneme in chunk.phonemes]
        errors_ms += np.abs(onset_errors_ms(audio, phonemes)).tolist()
        sound = envelope(audio)
        mouths.append(_mouth(library, chunks, len(sound)))
        sounds.append(sound / sound.max())
    yield row("phoneme times against bursts, median", float(np.median(errors_ms)), "ms")
    yield row(
        "phoneme times against bursts, p95",
        float(np.percentile(errors_ms, 95)), "ms", ("<=", 20.0),
    )  # fmt: skip
    found = correlation_at_lags(np.concatenate(mouths), np.concatenate(sounds), range(-100, 160, 5))
    lag_ms = max(found, key=lambda lag: found[lag])
    outside_ms = max(-20 - lag_ms, lag_ms - 70, 0)
    yield row("mouth before sound, best lag", lag_ms, "ms")
    yield row("mouth vs. sound, beyond -20..+70 ms", outside_ms, "ms", ("<=", 20.0))
    yield row("mouth vs. sound, r at that lag", found[lag_ms], "", (">=", 0.5))


def _mouth(library: Library, chunks: Sequence[Chunk], n_steps: int) -> NDArray[np.float64]:
    tracker, timeline = VisemeTracker(), Timeline(library, seed=3)
    timeline.say([m for chunk in chunks for m in tracker.marks(chunk, offset_ms=_LEAD_MS)])
    return apertures(timeline.sample, start_ms=_LEAD_MS, n_steps=n_steps)
