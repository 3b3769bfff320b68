"""What is done to the sound after the engine: level, tension, breath, vibrato, formants.

Each effect keeps the length and the timing of a phrase: filters have no delay, and vibrato moves a
sample by a few milliseconds at most and back. Neutral prosody changes the level only.

Sources: source tilt as the correlate of vocal effort (Sluijter and van Heuven 1996); noise above
2 kHz that follows the voice as breathiness (Klatt and Klatt 1990); envelope by cepstral smoothing
(Oppenheim 1969) moved along the frequency axis for formants.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.voice.interface import SAMPLE_RATE_HZ, Waveform
from sherin.body.voice.prosody import Prosody

__all__ = ["apply_effects"]

_KNEE: Final = 0.7
"""The limiter leaves everything below it alone and never reaches 1."""
_TILT_DB_PER_OCTAVE: Final = 4.0
"""At full tension, around the pivot; pressed and lax voices differ by about 12 dB an octave above
1 kHz, of which this is two thirds (by ear: more rings)."""
_TILT_PIVOT_HZ: Final = 700.0
_N_TILT_TAPS: Final = 255
_BREATH_DB: Final = -13.0
"""Noise against the voice at full breathiness."""
_FRAME, _HOP = 1024, 256
_LIFTER_S: Final = 0.0022
"""Quefrencies below it are the vocal tract; pitch up to 450 Hz stays above."""


def apply_effects(audio: Waveform, prosody: Prosody, *, seed: int = 0) -> Waveform:
    """One phrase as the prosody wants it.

    Args:
        audio: (n,) float32 at 24 kHz, quiet at both ends.
        prosody: Rate, pitch and range are the engine's business and not touched here.
        seed: Of the breath noise; the same seed gives the same samples.

    Returns:
        (n,) float32, magnitude below 1.
    """
    signal = audio.astype(np.float64)
    if len(signal) == 0:
        return audio
    if prosody.vibrato_semitones > 0.0:
        signal = _vibrato(signal, prosody.vibrato_semitones, prosody.vibrato_hz)
    if abs(prosody.formant - 1.0) > 1e-3:
        signal = _shift_formants(signal, prosody.formant)
    if prosody.tension != 0.0:
        signal = _tilt(signal, prosody.tension)
    if prosody.breathiness > 0.0:
        signal = _breathe(signal, prosody.breathiness, seed)
    signal *= 10.0 ** (prosody.level_db / 20.0)
    return _limit(signal).astype(np.float32)


def _limit(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bend what is above the knee smoothly towards 1."""
    magnitude = np.abs(signal)
    room = 1.0 - _KNEE
    bent = _KNEE + room * np.tanh((magnitude - _KNEE) / room) * 0.999
    return np.where(magnitude > _KNEE, np.sign(signal) * bent, signal)


def _vibrato(signal: NDArray[np.float64], semitones: float, rate_hz: float) -> NDArray[np.float64]:
    """Read the signal at a time that swings: pitch is the derivative of that time."""
    times = np.arange(len(signal)) / SAMPLE_RATE_HZ
    deviation = 2.0 ** (semitones / 12.0) - 1.0
    swing_s = deviation / (2.0 * math.pi * rate_hz) * np.sin(2.0 * math.pi * rate_hz * times)
    positions = np.arange(len(signal)) + swing_s * SAMPLE_RATE_HZ
    return _read_at(signal, positions)


def _read_at(signal: NDArray[np.float64], positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Catmull-Rom between samples; silence outside."""
    padded = np.concatenate([np.zeros(2), signal, np.zeros(3)])
    positions = np.clip(positions + 2.0, 1.0, len(padded) - 3.0)
    base = np.floor(positions).astype(np.intp)
    u = positions - base
    before, here, after, beyond = (
        padded[np.minimum(base + k, len(padded) - 1)] for k in (-1, 0, 1, 2)
    )
    return here + 0.5 * u * (
        after
        - before
        + u
        * (2 * before - 5 * here + 4 * after - beyond + u * (3 * (here - after) + beyond - before))
    )


@cache
def _tilt_taps(steps: int) -> NDArray[np.float64]:
    """Linear-phase filter of a tilt of `steps` hundredths of full tension."""
    n_bins = 512
    frequencies = np.arange(n_bins + 1) * (SAMPLE_RATE_HZ / 2.0 / n_bins)
    octaves = np.log2(np.clip(frequencies, 150.0, 6000.0) / _TILT_PIVOT_HZ)
    gain = 10.0 ** (steps / 100.0 * _TILT_DB_PER_OCTAVE * octaves / 20.0)
    response = np.fft.irfft(gain)
    half = _N_TILT_TAPS // 2
    return np.asarray(
        np.roll(response, half)[:_N_TILT_TAPS] * np.hanning(_N_TILT_TAPS + 2)[1:-1],
        dtype=np.float64,
    )


def _tilt(signal: NDArray[np.float64], tension: float) -> NDArray[np.float64]:
    """Brighten or dull, at the loudness that it had."""
    tilted = _filtered(signal, _tilt_taps(round(tension * 100.0)))
    before, after = float(np.mean(signal**2)), float(np.mean(tilted**2))
    return tilted * math.sqrt(before / after) if after > 0.0 else signal


def _filtered(signal: NDArray[np.float64], taps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Filter without delay; `taps` has an odd length and its centre in the middle."""
    half = len(taps) // 2
    n_total = len(signal) + len(taps) - 1
    n_fft = 1 << (n_total - 1).bit_length()
    full = np.fft.irfft(np.fft.rfft(signal, n_fft) * np.fft.rfft(taps, n_fft), n_fft)
    return full[half : half + len(signal)]


@cache
def _breath_taps() -> NDArray[np.float64]:
    """Band pass from 1.8 to 9 kHz, 127 taps."""
    n = np.arange(127) - 63

    def low_pass(edge_hz: float) -> NDArray[np.float64]:
        share = 2.0 * edge_hz / SAMPLE_RATE_HZ
        return np.asarray(share * np.sinc(share * n), dtype=np.float64)

    return np.asarray((low_pass(9000.0) - low_pass(1800.0)) * np.hamming(127), dtype=np.float64)


def _breathe(signal: NDArray[np.float64], amount: float, seed: int) -> NDArray[np.float64]:
    """Add noise that follows the voice, and take a little of the voice away."""
    noise = _filtered(np.random.default_rng(seed).standard_normal(len(signal)), _breath_taps())
    width = round(0.015 * SAMPLE_RATE_HZ) | 1
    kernel = np.hanning(width + 2)[1:-1]
    power = _filtered(signal**2, kernel / kernel.sum())
    envelope = np.sqrt(np.clip(power, 0.0, None))
    level = 10.0 ** (_BREATH_DB / 20.0) * amount / max(float(noise.std()), 1e-9)
    return signal * (1.0 - 0.15 * amount) + noise * envelope * level


def _shift_formants(signal: NDArray[np.float64], factor: float) -> NDArray[np.float64]:
    """Move the spectral envelope by `factor`; pitch and time stay."""
    window = np.sqrt(np.hanning(_FRAME + 1)[:-1])
    n_frames = math.ceil((len(signal) + _FRAME) / _HOP)
    padded = np.zeros(n_frames * _HOP + _FRAME)
    padded[_FRAME : _FRAME + len(signal)] = signal
    views = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    spectra: NDArray[np.complex128] = np.fft.rfft(views * window, axis=1)  # (n_frames, n_bins)
    logs = 0.5 * np.log(spectra.real**2 + spectra.imag**2 + 1e-12)
    cepstra = np.fft.irfft(logs, axis=1)
    keep = round(_LIFTER_S * SAMPLE_RATE_HZ)
    lifter = np.zeros(_FRAME)
    lifter[:keep] = 1.0
    lifter[_FRAME - keep + 1 :] = 1.0
    envelopes: NDArray[np.float64] = np.fft.rfft(cepstra * lifter, axis=1).real
    n_bins = _FRAME // 2 + 1
    source: NDArray[np.float64] = np.minimum(np.arange(n_bins) / factor, n_bins - 1.0)
    low = np.minimum(source.astype(np.intp), n_bins - 2)
    share = source - low
    moved = envelopes[:, low] * (1.0 - share) + envelopes[:, low + 1] * share
    change: NDArray[np.float64] = np.clip(moved - envelopes, -2.8, 2.8)
    gains = np.exp(change)  # at most 24 dB either way
    frames = np.fft.irfft(spectra * gains, axis=1) * window
    out = np.zeros(len(padded))
    for number in range(len(frames)):
        out[number * _HOP : number * _HOP + _FRAME] += frames[number]
    out /= _FRAME / _HOP / 2.0
    return out[_FRAME : _FRAME + len(signal)]
