"""Reusable movements over u in [0, 1]: what motion functions are made of.

Every shape is a frozen value: equal shapes compare equal and hash alike, so the compiler samples
each one once however many capsules use it. All of them start and end at exactly zero with zero
velocity, except the loops, which close. Only `+ - * /` and rounding are used, never a library's
`sin` or `exp`: the same shape gives the same bits on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.curves import Curve
from sherin.body.random32 import unit
from sherin.errors import CapsuleError

__all__ = [
    "Keys",
    "LoopWaves",
    "Noise",
    "Oscillation",
    "Placed",
    "Pulse",
    "Samples",
    "Scaled",
    "Strokes",
    "Sum",
    "Trembling",
    "Windowed",
    "scaled",
    "sine_of_turns",
    "smooth_step",
    "total",
]

Samples = NDArray[np.float64]  # (n,)

_TAU: Final = 6.283185307179586
# Taylor series of sin(y) / y in y^2, highest first; for |y| <= pi / 2 the error is below 1e-11.
_SINE_TAYLOR: Final = (
    -1.0 / 1307674368000.0,
    1.0 / 6227020800.0,
    -1.0 / 39916800.0,
    1.0 / 362880.0,
    -1.0 / 5040.0,
    1.0 / 120.0,
    -1.0 / 6.0,
    1.0,
)


def smooth_step(x: Samples) -> Samples:
    """Minimum-jerk step from 0 to 1 for x (n,), clamped; the twin of `curves.minimum_jerk`."""
    x = np.clip(x, 0.0, 1.0)
    return x * x * x * (x * (x * 6.0 - 15.0) + 10.0)


def sine_of_turns(turns: Samples) -> Samples:
    """sin(2 pi turns), the same bits on every machine; exactly zero at whole and half turns."""
    r = turns - np.rint(turns)
    r = np.where(np.abs(r) > 0.25, np.copysign(0.5, r) - r, r)
    y = r * _TAU
    square = y * y
    series = np.full_like(y, _SINE_TAYLOR[0])
    for coefficient in _SINE_TAYLOR[1:]:
        series = series * square + coefficient
    return y * series


@dataclass(frozen=True, slots=True)
class Pulse:
    """0 -> 1, held, -> 0; times are shares of the whole, `delay + attack + hold + release <= 1`."""

    attack: float
    hold: float
    release: float
    delay: float = 0.0

    def __post_init__(self) -> None:
        if min(self.attack, self.release) <= 0.0 or min(self.hold, self.delay) < 0.0:
            raise CapsuleError(
                f"a pulse needs attack and release above 0 and hold and delay of at least 0, not "
                f"{self.attack:g}, {self.release:g}, {self.hold:g}, {self.delay:g}."
            )

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,)."""
        leave = self.delay + self.attack + self.hold
        rise = smooth_step((u - self.delay) / self.attack)
        return rise * (1.0 - smooth_step((u - leave) / self.release))


@dataclass(frozen=True, slots=True)
class Keys:
    """Minimum-jerk moves from key to key: at rest at every key. Times ascend within [0, 1]."""

    times: tuple[float, ...]
    values: tuple[float, ...]

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,); before the first key and after the last, that key's value."""
        result = np.full_like(u, self.values[0])
        for k in range(1, len(self.times)):
            span = self.times[k] - self.times[k - 1]
            change = self.values[k] - self.values[k - 1]
            if span > 0.0 and change != 0.0:
                result = result + change * smooth_step((u - self.times[k - 1]) / span)
        # The sum of changes may miss zero by a rounding error; the end must be exact.
        return np.where(u >= self.times[-1], self.values[-1], result)


@dataclass(frozen=True, slots=True)
class Oscillation:
    """A sine of so many cycles under a smooth window; `decay` is the share lost by the end."""

    cycles: float
    attack: float
    release: float
    phase_turns: float = 0.0
    decay: float = 0.0

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,), within [-1, 1]."""
        window = Pulse(self.attack, max(0.0, 1.0 - self.attack - self.release), self.release)
        fading = 1.0 - self.decay * u
        return window(u) * fading * sine_of_turns(self.cycles * u + self.phase_turns)


@dataclass(frozen=True, slots=True)
class Strokes:
    """A series of equal strokes, each out and back; the k-th reaches `keep ** k`.

    `rest` is the share of a period spent at zero after the return, `rise` the share of the moving
    time spent going out. With `alternate` every second stroke goes the other way.
    """

    count: int
    rise: float = 0.4
    rest: float = 0.0
    keep: float = 1.0
    alternate: bool = False

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,), within [-1, 1]."""
        position = np.clip(u, 0.0, 1.0) * self.count
        index = np.minimum(np.floor(position), self.count - 1.0)
        x = position - index
        moving = 1.0 - self.rest
        out = self.rise * moving
        value = smooth_step(x / out) * (1.0 - smooth_step((x - out) / (moving - out)))
        size = _powers(self.keep, self.count)
        if self.alternate:
            size = [-x if k % 2 else x for k, x in enumerate(size)]
        return value * np.array(size)[index.astype(np.int64)]


@dataclass(frozen=True, slots=True)
class Noise:
    """Band-limited noise: seeded sines between two counts of cycles, under a smooth window.

    The sum of the amplitudes is 1, so the value stays within [-1, 1].
    """

    seed: int
    low_cycles: float
    high_cycles: float
    attack: float = 0.15
    release: float = 0.15
    n_sines: int = 4

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,)."""
        window = Pulse(self.attack, max(0.0, 1.0 - self.attack - self.release), self.release)
        return window(u) * _waves(self.seed, self._cycles(), u)

    def _cycles(self) -> tuple[float, ...]:
        # Log-spaced with a seeded nudge: even spacing would beat audibly in a tremor.
        ratio = self.high_cycles / self.low_cycles
        n = self.n_sines
        return tuple(
            self.low_cycles * (1.0 + (ratio - 1.0) * (k + unit(self.seed, 64 + k)) / n)
            for k in range(n)
        )


@dataclass(frozen=True, slots=True)
class LoopWaves:
    """A loop: seeded sines of whole cycle counts, so that the end meets the start exactly."""

    seed: int
    cycles: tuple[int, ...]
    decay: float = 0.7
    """Amplitude of each following sine relative to the one before."""

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,), within [-1, 1]; not windowed, it closes by itself."""
        size = _powers(self.decay, len(self.cycles))
        value = np.zeros_like(u)
        for k, cycles in enumerate(self.cycles):
            phase = unit(self.seed, k)
            value = value + size[k] / sum(size) * sine_of_turns(cycles * u + phase)
        return value


@dataclass(frozen=True, slots=True)
class Trembling:
    """A pulse that quivers while it is up; `share` is the quiver's part of its height."""

    pulse: Pulse
    noise: Noise
    share: float

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,), within [0, 1] for `share <= 1`."""
        return self.pulse(u) * (1.0 + self.share * self.noise(u)) / (1.0 + self.share)


@dataclass(frozen=True, slots=True)
class Scaled:
    """A shape times a gain in the channel's unit."""

    gain: float
    shape: Curve

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,)."""
        return self.gain * self.shape(u)


@dataclass(frozen=True, slots=True)
class Sum:
    """Curves added up, in the order given."""

    parts: tuple[Curve, ...]

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,)."""
        value = np.zeros_like(u)
        for part in self.parts:
            value = value + part(u)
        return value


@dataclass(frozen=True, slots=True)
class Placed:
    """A curve squeezed into [start, start + length] of the whole; zero outside."""

    shape: Curve
    start: float
    length: float

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,)."""
        x = (u - self.start) / self.length
        inside = (x >= 0.0) & (x <= 1.0)
        return np.where(inside, self.shape(np.clip(x, 0.0, 1.0)), 0.0)


@dataclass(frozen=True, slots=True)
class Windowed:
    """A curve that is faded in and out, so that it starts and ends at zero whatever it does."""

    shape: Curve
    attack: float
    release: float

    def __call__(self, u: Samples) -> Samples:
        """Value at u (n,)."""
        fade = smooth_step(u / self.attack) * (
            1.0 - smooth_step((u - 1.0 + self.release) / self.release)
        )
        return self.shape(u) * fade


def scaled(gain: float, shape: Curve) -> Scaled:
    """A shape times a gain; nested gains are multiplied out."""
    if isinstance(shape, Scaled):
        return Scaled(gain * shape.gain, shape.shape)
    return Scaled(float(gain), shape)


def total(parts: Sequence[Curve]) -> Curve:
    """Sum of one or more curves; a single one stays itself, equal shapes merge their gains."""
    gains: dict[Curve, float] = {}
    for part in parts:
        gain, shape = (part.gain, part.shape) if isinstance(part, Scaled) else (1.0, part)
        gains[shape] = gains.get(shape, 0.0) + gain
    merged = tuple(Scaled(gain, shape) for shape, gain in gains.items())
    return merged[0] if len(merged) == 1 else Sum(merged)


def _powers(base: float, n: int) -> list[float]:
    """1, base, base^2, ... by multiplication: `**` may differ in the last bit between machines."""
    powers = [1.0]
    while len(powers) < n:
        powers.append(powers[-1] * base)
    return powers


def _waves(seed: int, cycles: Sequence[float], u: Samples) -> Samples:
    value = np.zeros_like(u)
    for k, count in enumerate(cycles):
        value = value + sine_of_turns(count * u + unit(seed, k)) / len(cycles)
    return value
