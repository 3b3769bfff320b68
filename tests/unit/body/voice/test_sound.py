"""What is done to samples: resampling, effects, manners, and the file."""

from __future__ import annotations

import io
import itertools
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sherin.body.channels import CHANNEL_INDEX, NEUTRAL
from sherin.body.voice import Prosody, WavWriter, open_voice, prosody_of, with_channels
from sherin.body.voice import espeak as espeak_module
from sherin.body.voice.analysis import level_db, pitch_hz
from sherin.body.voice.effects import apply_effects
from sherin.body.voice.interface import Waveform
from sherin.body.voice.resampling import Resampler, resample
from sherin.body.voice.wav import SYNTHETIC_NOTE, read_info
from sherin.errors import VoiceError

RATE = 24_000


@pytest.mark.parametrize("frequency_hz", [100.0, 1000.0, 5000.0, 9000.0])
def test_a_tone_stays_where_and_what_it_is(frequency_hz: float) -> None:
    tone = np.sin(2 * np.pi * frequency_hz * np.arange(22_050) / 22_050)
    made = resample(tone, rate_in_hz=22_050, rate_out_hz=RATE)
    wanted = np.sin(2 * np.pi * frequency_hz * np.arange(RATE) / RATE)
    assert len(made) == RATE
    assert np.abs(made - wanted)[500:-500].max() < 2e-3


def test_going_down_leaves_no_images() -> None:
    """A tone above the new Nyquist frequency disappears instead of folding back."""
    tone = np.sin(2 * np.pi * 14_000.0 * np.arange(48_000) / 48_000)
    made = resample(tone, rate_in_hz=48_000, rate_out_hz=RATE)
    assert np.abs(made[500:-500]).max() < 1e-3


@given(st.lists(st.integers(0, 900), max_size=8), st.integers(0, 2**32 - 1))
def test_cutting_the_stream_changes_nothing(cuts: list[int], seed: int) -> None:
    signal = np.random.default_rng(seed).standard_normal(900)
    edges = [0, *sorted(cuts), 900]
    stream = Resampler(22_050, RATE)
    pieces = [stream.push(signal[a:b]) for a, b in itertools.pairwise(edges)]
    made = np.concatenate([*pieces, stream.finish()])
    np.testing.assert_allclose(
        made, resample(signal, rate_in_hz=22_050, rate_out_hz=RATE), atol=1e-6
    )


def test_a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(VoiceError, match="0 Hz to 24000 Hz"):
        Resampler(0, RATE)


def vowel(pitch: float = 120.0, seconds: float = 1.0) -> Waveform:
    """Pulses through formants at 700, 1200 and 2600 Hz, quiet at both ends."""
    n_samples = round(RATE * seconds)
    frequencies = np.fft.rfftfreq(n_samples, 1 / RATE)
    pulses = np.zeros(n_samples)
    pulses[(np.arange(0, n_samples, RATE / pitch)).astype(int)] = 1.0
    response = sum(1.0 / (1.0 + ((frequencies - f) / 90.0) ** 2) for f in (700.0, 1200.0, 2600.0))
    spectrum = np.fft.rfft(pulses)
    sound = np.fft.irfft(spectrum * response)
    return (0.4 * sound / np.abs(sound).max() * np.hanning(n_samples)).astype(np.float32)


def share_above(audio: Waveform, edge_hz: float) -> float:
    power = np.abs(np.fft.rfft(audio)) ** 2
    return float(power[np.fft.rfftfreq(len(audio), 1 / RATE) > edge_hz].sum() / power.sum())


def test_neutral_leaves_quiet_samples_alone() -> None:
    np.testing.assert_array_equal(apply_effects(vowel(), Prosody()), vowel())


def test_level_moves_by_the_decibels_asked() -> None:
    before = level_db(apply_effects(vowel(), Prosody()))
    assert level_db(apply_effects(vowel(), Prosody(level_db=-8.0))) == pytest.approx(
        before - 8.0, abs=0.1
    )


def test_a_loud_voice_bends_and_never_clips() -> None:
    loud = apply_effects(vowel(), Prosody(level_db=12.0))
    assert 0.9 < np.abs(loud).max() < 1.0
    assert np.mean(np.abs(loud) > 0.9999) == 0.0


def test_tension_brightens_and_laxness_dulls() -> None:
    shares = [
        share_above(apply_effects(vowel(), Prosody(tension=x)), 1800.0)
        for x in (-1.0, -0.5, 0.0, 0.5, 1.0)
    ]
    assert np.all(np.diff(shares) > 0)
    assert level_db(apply_effects(vowel(), Prosody(tension=1.0))) == pytest.approx(
        level_db(vowel()), abs=1.0
    )


def test_breath_adds_noise_that_follows_the_voice() -> None:
    audio = np.concatenate([vowel(), np.zeros(RATE, dtype=np.float32)])
    plain, breathy = (apply_effects(audio, Prosody(breathiness=x)) for x in (0.0, 1.0))
    assert share_above(breathy, 4000.0) > 5 * share_above(plain, 4000.0)
    assert np.abs(breathy[RATE + 1000 :]).max() < 1e-3
    np.testing.assert_array_equal(breathy, apply_effects(audio, Prosody(breathiness=1.0)))


def test_vibrato_swings_the_pitch_and_keeps_its_mean() -> None:
    audio = vowel(200.0, 2.0)
    wavy = apply_effects(audio, Prosody(vibrato_semitones=1.0, vibrato_hz=5.0))
    assert np.median(pitch_hz(wavy)) == pytest.approx(200.0, rel=0.03)
    swing = np.ptp(np.percentile(12 * np.log2(pitch_hz(wavy) / 200.0), [5, 95]))
    assert 1.0 < swing < 2.6
    assert len(wavy) == len(audio)


@pytest.mark.parametrize("factor", [0.85, 1.2])
def test_formants_move_and_pitch_stays(factor: float) -> None:
    audio = vowel()
    moved = apply_effects(audio, Prosody(formant=factor))
    assert np.median(pitch_hz(moved)) == pytest.approx(np.median(pitch_hz(audio)), rel=0.02)
    assert peak_near(moved, 700.0) / peak_near(audio, 700.0) == pytest.approx(factor, rel=0.09)


def peak_near(audio: Waveform, frequency_hz: float) -> float:
    """Centre of the power within a third of a frequency: a formant between its harmonics."""
    power = np.abs(np.fft.rfft(audio)) ** 2
    frequencies = np.fft.rfftfreq(len(audio), 1 / RATE)
    near = np.abs(frequencies - frequency_hz) < frequency_hz / 3
    return float((power[near] * frequencies[near]).sum() / power[near].sum())


def test_voice_channels_come_on_top_of_the_manner() -> None:
    channels = NEUTRAL.copy()
    manner = prosody_of(0.2, 0.4, 0.0)
    assert with_channels(manner, channels) == manner
    for name, value in (
        ("voicePitch", 2.0), ("voiceRate", 1.2), ("voiceFormant", 0.9), ("voiceBreathiness", 0.3),
        ("voiceTension", 0.1), ("voiceLevel", -4.0), ("voiceVibratoDepth", 0.5),
    ):  # fmt: skip
        channels[CHANNEL_INDEX[name]] = value
    made = with_channels(manner, channels)
    assert made.pitch_semitones == pytest.approx(manner.pitch_semitones + 2.0)
    assert made.rate == pytest.approx(manner.rate * 1.2)
    assert made.level_db == pytest.approx(manner.level_db - 4.0)
    assert made.vibrato_semitones == 0.5
    assert (made.formant, made.breathiness) == (0.9, pytest.approx(0.3))


def test_channels_beyond_their_range_are_cut() -> None:
    channels = NEUTRAL.copy()
    channels[CHANNEL_INDEX["voicePitch"]] = 100.0
    channels[CHANNEL_INDEX["voiceRate"]] = np.nan
    made = with_channels(prosody_of(1.0, 1.0, -1.0), channels)
    assert made.pitch_semitones == 9.0
    assert made.rate == prosody_of(1.0, 1.0, -1.0).rate


@given(*(st.floats(-5.0, 5.0) for _ in range(3)))
def test_every_feeling_has_a_valid_manner(valence: float, arousal: float, dominance: float) -> None:
    prosody_of(valence, arousal, dominance)


def test_a_feeling_that_is_no_number_is_refused() -> None:
    with pytest.raises(VoiceError, match="arousal: nan"):
        prosody_of(0.0, float("nan"), 0.0)
    with pytest.raises(VoiceError, match=r"rate: 9\.0 is outside 0\.5\.\.2\.0"):
        Prosody(rate=9.0)


def test_a_wav_says_that_it_is_synthetic_and_any_reader_opens_it() -> None:
    stream = io.BytesIO()
    writer = WavWriter(stream, software="SHERIN test")
    for piece in np.array_split(vowel(), 3):
        writer.write(piece)
    writer.finish()
    data = stream.getvalue()
    assert read_info(data) == {"ICMT": SYNTHETIC_NOTE, "ISFT": "SHERIN test"}
    with wave.open(io.BytesIO(data)) as reader:
        assert reader.getparams()[:4] == (1, 2, RATE, RATE)
        samples = np.frombuffer(reader.readframes(RATE), dtype="<i2")
    np.testing.assert_allclose(samples / 32767.0, vowel(), atol=1 / 32767)


def test_a_torn_wav_is_refused() -> None:
    with pytest.raises(VoiceError, match=r"expected RIFF\.\.\.\.WAVE"):
        read_info(b"nonsense")
    with pytest.raises(VoiceError, match="ends after the file does"):
        read_info(b"RIFF\0\0\0\0WAVELIST\xff\0\0\0INFO")


def test_without_an_engine_the_voice_is_silent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(espeak_module, "_WORKER", f"{tmp_path}/missing.py")
    voice = open_voice()
    assert voice.name == "silent"
    assert sum(len(chunk.audio) for chunk in voice.speak("Hello there.")) > RATE // 2
