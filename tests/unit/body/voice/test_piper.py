"""Piper voices: the real package in its real process; only the net's weights are made up."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("piper", reason="piper-tts is not installed")
pytest.importorskip("onnx", reason="onnx is not installed")

from sherin.body.voice import (
    PAUSE,
    SAMPLE_RATE_HZ,
    PiperVoice,
    Prosody,
    SilentVoice,
    VisemeTracker,
    open_voice,
)
from sherin.body.voice.ipa import joined_sounds
from sherin.errors import VoiceError, VoiceNotFoundError
from sherin.testing.piper_voice import (
    FRAMES_PER_SYMBOL,
    HOP,
    RATE_HZ,
    write_tiny_voice,
)

TEXT = "Maybe Bob can come. We hope so!"


@pytest.fixture(scope="module")
def voice_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_voice(tmp_path_factory.mktemp("voice"))


def test_sounds_have_the_models_own_times(voice_file: Path):
    with PiperVoice(voice_file) as voice:
        (first, second) = voice.speak(TEXT)
    assert first.text.startswith("Maybe")
    assert second.start_s == pytest.approx(first.end_s)
    names = [p.name for p in first.phonemes]
    assert names.count("b") == 3
    assert names.count("m") == 2
    # each symbol is followed by a pad of the same length, so a plain sound lasts two of them
    two_s = 2 * FRAMES_PER_SYMBOL * HOP / RATE_HZ
    plain = [p for p in first.phonemes if p.name in {"m", "n"}]
    for sound in plain:
        assert sound.end_s - sound.start_s == pytest.approx(two_s, rel=0.01)
    for a, b in zip(first.phonemes, first.phonemes[1:], strict=False):
        assert a.end_s == pytest.approx(b.start_s - b.closure_s, abs=1e-6)
    assert max(p.end_s for p in first.phonemes) <= first.end_s + 1e-9
    assert np.abs(first.audio).max() > 0.05


def test_a_voice_without_times_spreads_the_letters_over_the_sound(tmp_path: Path):
    with PiperVoice(write_tiny_voice(tmp_path, timed=False)) as voice:
        (chunk, _) = voice.speak(TEXT)
    sounds = [p for p in chunk.phonemes if not p.is_pause]
    guessed = [p for c in SilentVoice().speak(TEXT) for p in c.phonemes if not p.is_pause]
    assert [p.name for p in sounds] == [p.name for p in guessed[: len(sounds)]]
    heard = np.flatnonzero(np.abs(chunk.audio) > 0.01)[[0, -1]] / SAMPLE_RATE_HZ
    assert sounds[0].start_s - sounds[0].closure_s == pytest.approx(heard[0], abs=0.02)
    assert sounds[-1].end_s == pytest.approx(heard[1], abs=0.02)


def test_the_lips_close_for_bob(voice_file: Path):
    with PiperVoice(voice_file) as voice:
        (chunk, _) = voice.speak(TEXT)
    marks = VisemeTracker().marks(chunk)
    assert sum(mark.viseme == 1 for mark in marks) >= 5  # m, b, b, b, m


@pytest.mark.parametrize(("semitones", "hertz"), [(0.0, 150.0), (4.0, 189.0), (-5.0, 112.4)])
def test_pitch_moves_and_the_length_stays(voice_file: Path, semitones: float, hertz: float):
    with PiperVoice(voice_file) as voice:
        (plain, _) = voice.speak(TEXT)
        (moved, _) = voice.speak(TEXT, Prosody(pitch_semitones=semitones))
    assert len(moved.audio) == pytest.approx(len(plain.audio), rel=0.15)
    spectrum = np.abs(np.fft.rfft(moved.audio * np.hanning(len(moved.audio))))
    peak_hz = np.argmax(spectrum) * SAMPLE_RATE_HZ / len(moved.audio)
    assert peak_hz == pytest.approx(hertz, rel=0.02)


def test_a_faster_manner_is_shorter(voice_file: Path):
    with PiperVoice(voice_file) as voice:
        slow = sum(len(c.audio) for c in voice.speak(TEXT, Prosody(rate=0.7)))
        fast = sum(len(c.audio) for c in voice.speak(TEXT, Prosody(rate=1.4)))
    assert fast < 0.7 * slow


def test_open_voice_takes_the_path_of_a_file(voice_file: Path):
    voice = open_voice(variant=str(voice_file))
    try:
        assert voice.name == "piper tiny"
    finally:
        voice.close()


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(VoiceNotFoundError, match=r"no file 'anna\.onnx'"):
        open_voice(variant=str(tmp_path / "anna.onnx"))


def test_a_broken_voice_file_is_an_error_that_says_so(tmp_path: Path):
    path = write_tiny_voice(tmp_path)
    path.write_bytes(b"not a model")
    voice = PiperVoice(path)
    with pytest.raises(VoiceError, match="Piper did not start"):
        voice.start()


def test_marks_join_the_sound_before_them():
    symbols = [("^", 10), ("ˈ", 5), ("i", 20), ("ː", 30), (" ", 8), ("ɡ", 6), ("$", 4)]
    assert list(joined_sounds(symbols)) == [
        (PAUSE, 0, 0, 10),
        ("i", 2, 10, 65),
        (PAUSE, 0, 65, 73),
        ("g", 0, 73, 79),
        (PAUSE, 0, 79, 83),
    ]
