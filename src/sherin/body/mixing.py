"""How playing cues become channel values: look-up, envelope, and the rules where two meet.

`Mixer` is the fast path: arrays over every playing track, a fixed number of numpy calls a frame.
`mix_plainly` is its plain twin, which the TypeScript mixer mirrors; a property test holds the two
equal to the bit.

On each channel, in order of precedence (lowest first): additive tracks sum, multiply tracks scale
the distance from neutral, override tracks cross-fade to their value by their envelope. So the
highest priority has the last word, and ties go to the later start, then to the domain's rank, then
to the id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import N_CHANNELS, NEUTRAL, ChannelVector
from sherin.body.curves import BakedTrack, cubic_coefficients, minimum_jerk, sample_track

__all__ = ["ADDITIVE", "MULTIPLY", "OVERRIDE", "Mixer", "PlayingCue", "envelope", "mix_plainly"]

ADDITIVE: Final = 0
OVERRIDE: Final = 1
MULTIPLY: Final = 2
FOREVER_MS: Final = 1e15
"""End of a loop that nobody cancelled; far behind any clock, yet exact to subtract from."""


@dataclass(slots=True, kw_only=True, eq=False)
class PlayingCue:
    """One cue whose draws are made: what plays, from when to when, how strongly."""

    capsule_id: str
    tracks: tuple[BakedTrack, ...]
    blend: int
    precedence: tuple[int, float, int, str, int]
    """(priority, start_ms, domain rank, id, order of arrival); higher has the last word."""
    start_ms: float
    duration_ms: float
    """Of one pass, tempo and jitter included."""
    weight: float
    attack_ms: float
    release_ms: float
    is_loop: bool
    cancel_end_ms: float = FOREVER_MS
    """When the release after an interruption is over."""
    cancel_ms: float = 0.0
    speaks: bool = False
    """Belongs to an utterance, so an interruption ends it."""

    @property
    def end_ms(self) -> float:
        """When it is over; `FOREVER_MS` for a loop."""
        natural_ms = FOREVER_MS if self.is_loop else self.start_ms + self.duration_ms
        return min(natural_ms, self.cancel_end_ms)


def envelope(cue: PlayingCue, t_ms: float) -> float:
    """Attack, release and cancellation of a cue, 0..1, never a step.

    A length of zero leaves that ramp out: then the curve itself starts or ends at zero.
    """
    attack = (t_ms - cue.start_ms) * (1.0 / cue.attack_ms) if cue.attack_ms > 0.0 else 1.0
    release = 1.0
    if cue.release_ms > 0.0 and not cue.is_loop:
        release = (cue.start_ms + cue.duration_ms - t_ms) * (1.0 / cue.release_ms)
    cancel = 1.0
    if cue.cancel_ms > 0.0:
        cancel = (cue.cancel_end_ms - t_ms) * (1.0 / cue.cancel_ms)
    return minimum_jerk(min(attack, release, cancel))


def progress(cue: PlayingCue, t_ms: float) -> float:
    """Where in its curve a cue is, 0..1."""
    u = (t_ms - cue.start_ms) * (1.0 / cue.duration_ms)
    if cue.is_loop:
        return u - float(np.floor(u))
    return min(max(u, 0.0), 1.0)


def mix_plainly(cues: Sequence[PlayingCue], base: ChannelVector, t_ms: float) -> ChannelVector:
    """The channel vector of these cues over a base: both stages, plain and slow, not clamped.

    Args:
        cues: In any order.
        base: (N_CHANNELS,) what moves below the cues; unchanged.
        t_ms: Session time.
    """
    out = base.copy()
    ordered = sorted(cues, key=lambda cue: cue.precedence)
    for blend in (ADDITIVE, MULTIPLY, OVERRIDE):
        for cue in ordered:
            if cue.blend == blend:
                _apply_plainly(cue, out, t_ms)
    return out


def _apply_plainly(cue: PlayingCue, out: ChannelVector, t_ms: float) -> None:
    gain = cue.weight * envelope(cue, t_ms)
    u = progress(cue, t_ms)
    for track in cue.tracks:
        value = sample_track(track, u)
        neutral = float(NEUTRAL[track.channel])
        here = float(out[track.channel])
        if cue.blend == ADDITIVE:
            out[track.channel] = here + value * gain
        elif cue.blend == MULTIPLY:
            out[track.channel] = neutral + (here - neutral) * (1.0 + value * gain)
        else:
            out[track.channel] = here + (neutral + value - here) * min(gain, 1.0)


class Mixer:
    """The playing cues as arrays; rebuilt when one comes or goes, allocation-free in between."""

    def __init__(self) -> None:
        self.rebuild(())

    def rebuild(self, cues: Sequence[PlayingCue]) -> None:
        """Lay out these cues; the only place that allocates."""
        ordered = sorted(cues, key=lambda cue: cue.precedence)
        self.n_cues = len(ordered)
        self._lay_out_cues(ordered)
        self._lay_out_tracks(ordered)

    def _lay_out_cues(self, cues: Sequence[PlayingCue]) -> None:
        def column(values: list[float]) -> NDArray[np.float64]:
            return np.array(values, dtype=np.float64)

        self._start = column([c.start_ms for c in cues])
        self._per_duration = column([1.0 / c.duration_ms for c in cues])
        self._weight = column([c.weight for c in cues])
        loops = [position for position, cue in enumerate(cues) if cue.is_loop]
        self._loops = np.array(loops, dtype=np.intp)
        self._loop_u = np.empty(len(loops))
        # A ramp is (t - origin) * slope + offset; slope 0 and offset 1 leave it out.
        self._ramps = [
            (
                column([c.start_ms for c in cues]),
                column([_slope(c.attack_ms) for c in cues]),
                column([0.0 if c.attack_ms > 0.0 else 1.0 for c in cues]),
            ),
            (
                column([0.0 if c.is_loop else c.start_ms + c.duration_ms for c in cues]),
                column([0.0 if c.is_loop else -_slope(c.release_ms) for c in cues]),
                column([0.0 if c.release_ms > 0.0 and not c.is_loop else 1.0 for c in cues]),
            ),
            (
                column([c.cancel_end_ms if c.cancel_ms > 0.0 else 0.0 for c in cues]),
                column([-_slope(c.cancel_ms) for c in cues]),
                column([0.0 if c.cancel_ms > 0.0 else 1.0 for c in cues]),
            ),
        ]
        n = len(cues)
        self._u, self._gain, self._ramp, self._cubed = (np.empty(n) for _ in range(4))

    def _lay_out_tracks(self, cues: Sequence[PlayingCue]) -> None:
        rows = [
            (blend, position, track)
            for blend in (ADDITIVE, MULTIPLY, OVERRIDE)
            for position, cue in enumerate(cues)
            if cue.blend == blend
            for track in cue.tracks
        ]
        tracks = [track for _, _, track in rows]
        intervals = [1 << track.log2_intervals for track in tracks]
        first = np.concatenate([[0], np.cumsum(intervals)[:-1]]) if rows else np.zeros(0)
        self._coefficients = np.concatenate(
            [np.zeros((0, 4)), *(cubic_coefficients(track.samples) for track in tracks)]
        )
        self._cue_of = np.array([position for _, position, _ in rows], dtype=np.intp)
        self._channel = np.array([track.channel for track in tracks], dtype=np.intp)
        self._scale = np.array([track.scale for track in tracks], dtype=np.float64)
        self._intervals = np.array(intervals, dtype=np.float64)
        self._last = np.maximum(self._intervals - 1.0, 0.0)
        self._first = np.asarray(first, dtype=np.float64)
        n = len(rows)
        self._position, self._floor, self._f, self._track_gain = (np.empty(n) for _ in range(4))
        self._row = np.empty(n, dtype=np.intp)
        self._c = np.empty((n, 4))
        self._n_additive = sum(blend == ADDITIVE for blend, _, _ in rows)
        self._multiply_rounds = self._rounds([b for b, _, _ in rows], MULTIPLY)
        self._override_rounds = self._rounds([b for b, _, _ in rows], OVERRIDE)

    def _rounds(self, blends: Sequence[int], blend: int) -> list[NDArray[np.intp]]:
        """Rows of a blend mode in rounds that touch each channel once, lowest precedence first."""
        seen = [0] * N_CHANNELS
        rounds: list[list[int]] = []
        for row, row_blend in enumerate(blends):
            if row_blend != blend:
                continue
            channel = int(self._channel[row])
            if seen[channel] == len(rounds):
                rounds.append([])
            rounds[seen[channel]].append(row)
            seen[channel] += 1
        return [np.array(rows, dtype=np.intp) for rows in rounds]

    def add_to(self, out: ChannelVector, t_ms: float) -> None:
        """First stage: add every additive track at a time to `out` (N_CHANNELS,), in place."""
        if not self.n_cues:
            return
        self._gains(t_ms)
        self._values()
        n = self._n_additive
        np.add.at(out, self._channel[:n], self._floor[:n])

    def shape(self, out: ChannelVector) -> None:
        """Second stage, for the same time: multiply and override tracks have the last word."""
        for rows in self._multiply_rounds:
            channels = self._channel[rows]
            neutral = NEUTRAL[channels]
            factor = 1.0 + self._floor[rows]
            out[channels] = neutral + (out[channels] - neutral) * factor
        for rows in self._override_rounds:
            channels = self._channel[rows]
            here = out[channels]
            alpha = np.minimum(self._track_gain[rows], 1.0)
            out[channels] = here + (NEUTRAL[channels] + self._position[rows] - here) * alpha

    def _gains(self, t_ms: float) -> None:
        u, gain, ramp, cubed = self._u, self._gain, self._ramp, self._cubed
        np.subtract(t_ms, self._start, out=u)
        np.multiply(u, self._per_duration, out=u)
        if self._loops.size:
            np.take(u, self._loops, out=self._loop_u)
            np.subtract(self._loop_u, np.floor(self._loop_u), out=self._loop_u)
            u[self._loops] = self._loop_u
        np.maximum(u, 0.0, out=u)
        np.minimum(u, 1.0, out=u)
        gain.fill(1.0)
        for origin, slope, offset in self._ramps:
            np.subtract(t_ms, origin, out=ramp)
            np.multiply(ramp, slope, out=ramp)
            np.add(ramp, offset, out=ramp)
            np.minimum(gain, ramp, out=gain)
        np.maximum(gain, 0.0, out=gain)
        # gain^3 (gain (6 gain - 15) + 10), in the order of minimum_jerk
        np.multiply(gain, gain, out=cubed)
        np.multiply(cubed, gain, out=cubed)
        np.multiply(gain, 6.0, out=ramp)
        np.subtract(ramp, 15.0, out=ramp)
        np.multiply(gain, ramp, out=ramp)
        np.add(ramp, 10.0, out=ramp)
        np.multiply(cubed, ramp, out=gain)
        np.multiply(self._weight, gain, out=gain)

    def _values(self) -> None:
        """Fill `_position` with each track's value and `_floor` with value times gain."""
        position, floor, f, c = self._position, self._floor, self._f, self._c
        np.take(self._u, self._cue_of, out=position)
        np.multiply(position, self._intervals, out=position)
        np.floor(position, out=floor)
        np.minimum(floor, self._last, out=floor)
        np.subtract(position, floor, out=f)
        np.add(floor, self._first, out=floor)
        np.copyto(self._row, floor, casting="unsafe")
        np.take(self._coefficients, self._row, axis=0, out=c)
        np.multiply(c[:, 0], f, out=position)
        np.add(position, c[:, 1], out=position)
        np.multiply(position, f, out=position)
        np.add(position, c[:, 2], out=position)
        np.multiply(position, f, out=position)
        np.add(position, c[:, 3], out=position)
        np.multiply(position, self._scale, out=position)
        np.take(self._gain, self._cue_of, out=self._track_gain)
        np.multiply(position, self._track_gain, out=floor)


def _slope(length_ms: float) -> float:
    return 1.0 / length_ms if length_ms > 0.0 else 0.0
