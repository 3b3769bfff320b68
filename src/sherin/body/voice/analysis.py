"""What a recording does, measured: level, pitch, and how well a mouth goes with it.

The tests and `sherin bench voice` judge the voice by these, from its samples and not from the
numbers that made them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, ChannelVector
from sherin.body.voice.interface import SAMPLE_RATE_HZ, Phoneme, Waveform

__all__ = [
    "apertures",
    "correlation_at_lags",
    "envelope",
    "level_db",
    "onset_errors_ms",
    "pitch_hz",
]

_JAW: Final = CHANNEL_INDEX["jawOpen"]
STEP_MS: Final = 5
"""Between values of `envelope` and `apertures`."""


def envelope(audio: Waveform) -> NDArray[np.float64]:
    """(n,) effective level in windows of 25 ms, one every 5 ms, at the middle of the window."""
    step, width = SAMPLE_RATE_HZ * STEP_MS // 1000, SAMPLE_RATE_HZ // 40
    padded = np.concatenate([np.zeros(width // 2), audio.astype(np.float64) ** 2, np.zeros(width)])
    sums = np.concatenate([[0.0], np.cumsum(padded)])
    begins = np.arange(0, len(audio), step)
    return np.sqrt(np.maximum(sums[begins + width] - sums[begins], 0.0) / width)


def level_db(audio: Waveform) -> float:
    """Effective level of what is louder than a fiftieth of the loudest, in dB full scale."""
    levels = envelope(audio)
    loud = levels[levels > 0.02 * levels.max(initial=0.0)]
    return float(10.0 * np.log10(np.mean(loud**2))) if len(loud) else float("-inf")


def pitch_hz(
    audio: Waveform, *, lowest_hz: float = 55.0, highest_hz: float = 400.0
) -> NDArray[np.float64]:
    """(n_voiced,) pitch of the voiced windows, by autocorrelation over 50 ms (Boersma 1993)."""
    width, step = SAMPLE_RATE_HZ // 20, SAMPLE_RATE_HZ // 100
    shortest, longest = int(SAMPLE_RATE_HZ / highest_hz), int(SAMPLE_RATE_HZ / lowest_hz)
    window = np.hanning(width)
    of_window = _autocorrelation(window[None, :])[0]
    if len(audio) < width:
        return np.empty(0)
    frames = np.lib.stride_tricks.sliding_window_view(audio.astype(np.float64), width)[::step]
    loud = np.sqrt(np.mean(frames**2, axis=1))
    frames = frames[loud > 0.1 * loud.max()] * window
    curves = _autocorrelation(frames) / of_window
    curves /= np.maximum(curves[:, :1], 1e-12)
    # A small price for long periods, or every second period would do as well.
    curves = curves - 0.05 * np.log2(np.maximum(np.arange(width), 1) / shortest)
    peaks = curves[:, shortest:longest]
    best = peaks.argmax(axis=1)
    is_voiced = peaks[np.arange(len(peaks)), best] > 0.55
    return SAMPLE_RATE_HZ / (shortest + best[is_voiced])


def _autocorrelation(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    width = frames.shape[1]
    spectra = np.abs(np.fft.rfft(frames, 2 * width, axis=1)) ** 2
    return np.fft.irfft(spectra, axis=1)[:, :width]


def apertures(
    sample: Callable[[float], ChannelVector], *, start_ms: float, n_steps: int
) -> NDArray[np.float64]:
    """(n_steps,) `jawOpen` every 5 ms, from something that samples like a `Timeline`."""
    return np.array([float(sample(start_ms + k * STEP_MS)[_JAW]) for k in range(n_steps)])


def correlation_at_lags(
    mouth: NDArray[np.float64], sound: NDArray[np.float64], lags_ms: Sequence[int]
) -> dict[int, float]:
    """Lag -> Pearson's r of the mouth against the sound; positive when the mouth comes first."""
    found: dict[int, float] = {}
    n = min(len(mouth), len(sound))
    for lag_ms in lags_ms:
        shift = lag_ms // STEP_MS
        a = mouth[max(0, -shift) : n - max(0, shift)]
        b = sound[max(0, shift) : n - max(0, -shift)]
        found[lag_ms] = float(np.corrcoef(a, b)[0, 1])
    return found


_VOICELESS_STOPS: Final = frozenset({"p", "t", "k"})


def onset_errors_ms(audio: Waveform, phonemes: Sequence[Phoneme]) -> NDArray[np.float64]:
    """How far releases of voiceless stops lie from the bursts that are heard.

    Args:
        audio: From sample 0 of the phonemes' clock.
        phonemes: Those of the whole audio.

    Returns:
        (n_stops,) ms, positive when the phoneme's time is late. A burst is where the level first
        passes a tenth of the loudest within 60 ms of a silence.
    """
    errors: list[float] = []
    step = SAMPLE_RATE_HZ // 1000
    for phoneme in phonemes:
        if phoneme.name not in _VOICELESS_STOPS or phoneme.closure_s < 0.02:
            continue
        begin = round((phoneme.start_s - 0.5 * phoneme.closure_s - 0.01) * SAMPLE_RATE_HZ)
        piece = np.abs(audio[max(begin, 0) : begin + round(0.1 * SAMPLE_RATE_HZ)])
        n_steps = len(piece) // step
        if n_steps == 0:
            continue
        levels = piece[: n_steps * step].reshape(n_steps, step).max(axis=1)
        loud = np.flatnonzero(levels > 0.1 * levels.max())
        if len(loud):
            heard_s = (begin + int(loud[0]) * step) / SAMPLE_RATE_HZ
            errors.append(1000.0 * (phoneme.start_s - heard_s))
    return np.array(errors)
