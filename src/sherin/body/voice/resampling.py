"""From the engine's sample rate to ours, without images of its spectrum.

One windowed-sinc filter, cut into phases; a block of input is one matrix product. The result does
not depend on how the input was cut (to rounding), and has no delay: sample n of the output is the
moment n / rate_out of the input.

Source: Crochiere and Rabiner (1983), Multirate Digital Signal Processing, chapter 4; Kaiser window
after Kaiser and Schafer (1980).
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.errors import VoiceError

__all__ = ["Resampler", "resample"]

_HALF_TAPS: Final = 24
"""Input samples on each side that an output sample sees."""
_KAISER_BETA: Final = 8.6
"""Stop band about 85 dB down."""
_ROLL_OFF: Final = 0.92
"""Cut-off as a share of the lower Nyquist frequency; the transition ends at Nyquist."""


@cache
def _filter_bank(up: int, down: int) -> tuple[NDArray[np.float64], int, int]:
    """((n_window, up) matrix from a window of input to `up` outputs, n_window, half width)."""
    half = math.ceil(_HALF_TAPS * max(1.0, down / up))
    n_window = down + 2 * half
    outputs = np.arange(up)
    centres = half + outputs * (down / up)  # where each output lies in the window
    offsets = np.arange(n_window)[:, None] - centres[None, :]  # (n_window, up), input samples
    cutoff = _ROLL_OFF * min(1.0, up / down)
    window = np.where(
        np.abs(offsets) < half,
        np.i0(_KAISER_BETA * np.sqrt(np.clip(1.0 - (offsets / half) ** 2, 0.0, 1.0)))
        / np.i0(_KAISER_BETA),
        0.0,
    )
    bank = cutoff * np.sinc(cutoff * offsets) * window
    bank /= bank.sum(axis=0)  # each phase keeps a constant as it is
    return bank, n_window, half


class Resampler:
    """A stream of blocks at one rate becomes a stream of blocks at another."""

    def __init__(self, rate_in_hz: int, rate_out_hz: int) -> None:
        """A resampler at the start of a stream.

        Raises:
            VoiceError: a rate that is not positive.
        """
        if rate_in_hz <= 0 or rate_out_hz <= 0:
            raise VoiceError(f"resampling {rate_in_hz} Hz to {rate_out_hz} Hz: expected positive.")
        divisor = math.gcd(rate_in_hz, rate_out_hz)
        self._up, self._down = rate_out_hz // divisor, rate_in_hz // divisor
        self._bank, self._n_window, half = _filter_bank(self._up, self._down)
        self._half = half
        self._rest = np.zeros(half)  # silence before the first sample
        self._n_in = self._n_out = 0

    def push(self, block: NDArray[np.floating]) -> NDArray[np.float32]:
        """What can be computed once `block` is known; the last milliseconds follow later."""
        self._n_in += len(block)
        waiting = np.concatenate([self._rest, np.asarray(block, dtype=np.float64)])
        n_frames = max(0, (len(waiting) - self._n_window) // self._down + 1)
        if n_frames == 0:
            self._rest = waiting
            return np.empty(0, dtype=np.float32)
        frames = np.lib.stride_tricks.sliding_window_view(waiting, self._n_window)
        made = frames[:: self._down][:n_frames] @ self._bank  # (n_frames, up)
        self._rest = waiting[n_frames * self._down :].copy()
        self._n_out += made.size
        return made.ravel().astype(np.float32)

    def finish(self) -> NDArray[np.float32]:
        """The rest of the stream; its whole output is ceil(n_in * rate_out / rate_in) long."""
        n_wanted = -(-self._n_in * self._up // self._down) - self._n_out
        n_in = self._n_in
        made = self.push(np.zeros(self._n_window + self._down))
        self._n_in = n_in
        return made[: max(n_wanted, 0)]


def resample(
    signal: NDArray[np.floating], *, rate_in_hz: int, rate_out_hz: int
) -> NDArray[np.float32]:
    """A whole signal at another rate.

    Args:
        signal: (n,), any range.
        rate_in_hz: Its rate.
        rate_out_hz: The rate wanted.

    Returns:
        (ceil(n * rate_out / rate_in),) float32, without delay.
    """
    if rate_in_hz == rate_out_hz:
        return np.asarray(signal, dtype=np.float32)
    resampler = Resampler(rate_in_hz, rate_out_hz)
    return np.concatenate([resampler.push(signal), resampler.finish()])
