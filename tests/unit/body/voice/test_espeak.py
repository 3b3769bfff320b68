"""espeak-ng for real: times, manners, languages, and what happens when its process dies."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from sherin.body.voice import (
    SAMPLE_RATE_HZ,
    Chunk,
    EspeakVoice,
    Prosody,
    Waveform,
    prosody_of,
)
from sherin.body.voice import espeak as espeak_module
from sherin.body.voice.analysis import envelope, level_db, onset_errors_ms, pitch_hz
from sherin.errors import VoiceError, VoiceNotFoundError

TEXT = "The meeting is at ten in the small room. We will be there on time, all of us."
STOPS = "Peter Piper picked a peck of pickled peppers. Take a cup to Kate at ten."
LONG = "Word after word, this is a long text. " * 30_000


@pytest.fixture(scope="module")
def voice() -> Iterator[EspeakVoice]:
    with EspeakVoice() as engine:
        yield engine


def spoken(voice: EspeakVoice, text: str, prosody: Prosody | None = None) -> Waveform:
    return np.concatenate([c.audio for c in voice.speak(text, prosody or Prosody())])


def phonemes_of(chunks: list[Chunk]) -> list[str]:
    return [p.name for chunk in chunks for p in chunk.phonemes if not p.is_pause]


def test_phoneme_times_lie_on_the_bursts_that_are_heard(voice: EspeakVoice) -> None:
    chunks = list(voice.speak(STOPS))
    audio = np.concatenate([chunk.audio for chunk in chunks])
    errors = onset_errors_ms(audio, [p for chunk in chunks for p in chunk.phonemes])
    assert len(errors) >= 12
    assert np.percentile(np.abs(errors), 95) <= 20.0
    assert abs(float(np.median(errors))) <= 2.0


def test_vowels_are_loud_and_closures_are_silent(voice: EspeakVoice) -> None:
    chunks = list(voice.speak(STOPS))
    sound = envelope(np.concatenate([chunk.audio for chunk in chunks]))

    def at(time_s: float) -> float:
        return float(sound[min(round(time_s * 200), len(sound) - 1)])

    phonemes = [p for chunk in chunks for p in chunk.phonemes]
    vowels = [at((p.start_s + p.end_s) / 2) for p in phonemes if p.stress == 2]
    closures = [
        at(p.start_s - p.closure_s / 2)
        for p in phonemes
        if p.name in {"p", "t", "k"} and p.closure_s > 0.03
    ]
    assert len(closures) > 8
    assert min(vowels) > 2 * max(closures)


def test_chunks_join_without_gaps_and_phonemes_stay_inside(voice: EspeakVoice) -> None:
    at_s = 0.0
    for chunk in voice.speak(TEXT):
        assert chunk.start_s == pytest.approx(at_s)
        at_s = chunk.end_s
        last_s = chunk.start_s
        for phoneme in chunk.phonemes:
            assert phoneme.start_s >= last_s - 1e-9
            assert phoneme.end_s > phoneme.start_s
            last_s = phoneme.end_s
        assert last_s == pytest.approx(chunk.end_s)
        assert np.abs(chunk.audio).max() < 1.0


STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)


@pytest.mark.parametrize(("axis", "sign"), [(0, 1), (1, 1), (2, -1)])
def test_pitch_follows_affect(voice: EspeakVoice, axis: int, sign: int) -> None:
    """Arousal and valence raise it, dominance lowers it (Scherer 2003)."""
    found = [
        float(
            np.median(
                pitch_hz(spoken(voice, TEXT, prosody_of(*(x * (k == axis) for k in range(3)))))
            )
        )
        for x in STEPS
    ]
    assert np.all(np.diff(found) * sign > 0), found


def test_rate_level_and_pitch_range_rise_with_arousal(voice: EspeakVoice) -> None:
    heard = [spoken(voice, TEXT, prosody_of(0.0, x, 0.0)) for x in STEPS]
    assert np.all(np.diff([len(audio) for audio in heard]) < 0)
    assert np.all(np.diff([level_db(audio) for audio in heard]) > 1.0)
    spread = [np.ptp(np.percentile(np.log2(pitch_hz(audio)), [10, 90])) for audio in heard]
    assert np.all(np.diff(spread[::2]) > 0), spread


@pytest.mark.parametrize("semitones", [-4.0, 4.0])
def test_a_pitch_shift_is_about_what_was_asked(voice: EspeakVoice, semitones: float) -> None:
    before = np.median(pitch_hz(spoken(voice, TEXT)))
    after = np.median(pitch_hz(spoken(voice, TEXT, Prosody(pitch_semitones=semitones))))
    assert 12.0 * np.log2(after / before) == pytest.approx(semitones, abs=1.2)


def test_a_wider_range_keeps_the_mean_pitch(voice: EspeakVoice) -> None:
    narrow, wide = (
        np.median(pitch_hz(spoken(voice, TEXT, Prosody(range_factor=x)))) for x in (0.4, 1.8)
    )
    assert abs(12.0 * np.log2(wide / narrow)) < 1.0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Schöne Bücher über Köpfe."),
        ("fr", "Bonjour, où est la gare ?"),
        ("zh", "你好，世界。今天天气很好。"),
        ("en-gb", "A bottle of water."),
    ],
)
def test_other_languages_speak(language: str, text: str) -> None:
    with EspeakVoice(language=language) as engine:
        chunks = list(engine.speak(text))
    assert len(phonemes_of(chunks)) > 8
    assert not [name for name in phonemes_of(chunks) if name.startswith("(")]


@pytest.mark.parametrize("text", ["", "   \n", "\x00\x07\x1b", "...", "—"])
def test_nothing_to_say_yields_nothing(voice: EspeakVoice, text: str) -> None:
    assert list(voice.speak(text)) == []


def test_emoji_alone_are_named_briefly(voice: EspeakVoice) -> None:
    (chunk,) = voice.speak("\U0001f600" * 50)
    assert chunk.text == "grinning face."


def test_a_megabyte_begins_as_soon_as_a_sentence(voice: EspeakVoice) -> None:
    """The bound is loose for a busy machine; `sherin bench voice` holds the figure."""
    assert len(LONG) > 1_000_000
    voice.start()
    began = time.perf_counter()
    speaking = voice.speak(LONG)
    next(speaking)
    assert time.perf_counter() - began < 5.0
    speaking.close()  # type: ignore[attr-defined]


def test_cancel_ends_the_iteration(voice: EspeakVoice) -> None:
    cancel = threading.Event()
    n_chunks = 0
    for _ in voice.speak(LONG, cancel=cancel):
        n_chunks += 1
        if n_chunks == 2:
            cancel.set()
    assert n_chunks == 2
    assert len(spoken(voice, "And on.")) > SAMPLE_RATE_HZ // 4


def test_cancel_inside_a_phrase_stops_the_engine() -> None:
    with EspeakVoice() as engine:
        engine.start()
        cancel = threading.Event()
        timer = threading.Timer(0.002, cancel.set)
        timer.start()
        began = time.perf_counter()
        list(engine.speak(LONG[:100_000], cancel=cancel))
        timer.join()
        assert time.perf_counter() - began < 5.0  # all of it takes some twenty seconds


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a POSIX signal")
def test_a_killed_worker_is_replaced_in_the_middle_of_a_text() -> None:
    with EspeakVoice() as engine:
        speaking = engine.speak(TEXT)
        next(speaking)
        first = engine.worker_pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert phonemes_of([next(speaking)])
        assert engine.worker_pid != first


@pytest.mark.skipif(sys.platform == "win32", reason="stops by a POSIX signal")
def test_a_worker_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak_module, "_PHRASE_TIMEOUT_S", 0.3)
    with EspeakVoice() as engine:
        engine.start()
        hanging = engine.worker_pid
        assert hanging is not None
        os.kill(hanging, signal.SIGSTOP)
        assert len(spoken(engine, "Hello.")) > 0
        assert engine.worker_pid != hanging


def test_two_threads_take_turns(voice: EspeakVoice) -> None:
    texts = (TEXT, "Something quite different is said by the other one of the two.")
    alone = [len(spoken(voice, text)) for text in texts]
    together = [0, 0]

    def speak(k: int) -> None:
        together[k] = len(spoken(voice, texts[k]))

    threads = [threading.Thread(target=speak, args=(k,)) for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30.0)
    # The engine keeps a little state between phrases: the length moves by a period of its pitch.
    assert together == pytest.approx(alone, rel=0.01)


def test_a_fresh_engine_says_the_same_bytes() -> None:
    heard: list[bytes] = []
    for _ in range(2):
        with EspeakVoice() as engine:
            heard.append(spoken(engine, TEXT, prosody_of(0.5, -0.5, -0.5)).tobytes())
    assert heard[0] == heard[1]


def test_closing_ends_the_process_and_speaking_starts_another() -> None:
    engine = EspeakVoice()
    assert engine.worker_pid is None
    assert len(spoken(engine, "One.")) > 0
    first = engine.worker_pid
    engine.close()
    assert engine.worker_pid is None
    assert len(spoken(engine, "Two.")) > 0
    assert engine.worker_pid != first
    engine.close()


def test_an_unknown_language_lists_the_nearest() -> None:
    with (
        EspeakVoice(language="engl") as engine,
        pytest.raises(VoiceNotFoundError, match=r"language 'engl': .*Nearest: .*en"),
    ):
        list(engine.speak("Hello."))


def test_an_unknown_variant_lists_the_nearest() -> None:
    with (
        EspeakVoice(variant="alica") as engine,
        pytest.raises(VoiceNotFoundError, match=r"voice 'alica': .*Alicia"),
    ):
        list(engine.speak("Hello."))


def test_a_text_beyond_the_limit_is_refused(voice: EspeakVoice) -> None:
    with pytest.raises(VoiceError, match="5000000 characters, expected at most 4000000"):
        list(voice.speak("a" * 5_000_000))
