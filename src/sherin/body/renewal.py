"""Events that recur at random with a rate that depends on what the avatar does.

The k-th gap is log-normal with mean one in *operational* time; the clock runs through it faster or
slower with the activity's rate (time rescaling: Brown et al. 2002). So the times are a pure
function of seed and history, the intervals are log-normal while an activity lasts, and a change of
activity acts at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sherin.body.activity import ACTIVITIES, Activity, ActivityHistory
from sherin.body.random32 import unit

__all__ = ["Renewal", "lognormal_gap", "standard_normal"]

DRAWS_PER_EVENT = 16
"""Draws of the seed that each event owns: 0 and 1 make the gap, the rest are the caller's."""


def standard_normal(seed: int, k: int) -> float:
    """The k-th standard normal draw (Box and Muller 1958); uses draws k and k + 1."""
    radius = math.sqrt(-2.0 * math.log(1.0 - unit(seed, k)))
    return radius * math.cos(2.0 * math.pi * unit(seed, k + 1))


def lognormal_gap(seed: int, event: int, sigma: float) -> float:
    """Gap before an event, in operational time: log-normal with mean one."""
    z = standard_normal(seed, event * DRAWS_PER_EVENT)
    return math.exp(sigma * z - 0.5 * sigma * sigma)


class Renewal:
    """A cursor over the events of one process.

    Args:
        rate: Events per ms of an activity, for a phase 0..n_phases-1 (that of the gap).
        on_event: Called for each event in order as the cursor passes it, with (event, time); `None`
            for the event marks a restart from time zero.
        min_gap_ms: Shortest time between events.
    """

    def __init__(
        self,
        history: ActivityHistory,
        *,
        seed: int,
        sigma: float,
        rate: Callable[[Activity, int], float],
        on_event: Callable[[int | None, float], None],
        min_gap_ms: float,
        n_phases: int = 1,
    ) -> None:
        self._history = history
        self._seed = seed
        self._sigma = sigma
        self._rate = rate
        self._on_event = on_event
        self._min_gap_ms = min_gap_ms
        self._n_phases = n_phases
        self._event = -1
        self._last_ms = 0.0
        self._next_ms = 0.0
        self._generation = -1

    def advance(self, t_ms: float) -> None:
        """Pass every event up to a time; a time before the last one restarts from zero."""
        if t_ms < self._last_ms:
            self._event, self._last_ms, self._generation = -1, 0.0, -1
            self._on_event(None, 0.0)
        if self._generation != self._history.generation:
            self._generation = self._history.generation
            self._next_ms = self._time_of_next()
        while self._next_ms <= t_ms:
            self._event += 1
            self._last_ms = self._next_ms
            self._on_event(self._event, self._last_ms)
            self._next_ms = self._time_of_next()

    def _time_of_next(self) -> float:
        event = self._event + 1
        phase = event % self._n_phases
        remaining = lognormal_gap(self._seed, event, self._sigma)
        history = self._history
        t_ms = self._last_ms
        position = history.position(t_ms)
        while True:
            activity = history.segment(position).activity
            rate = self._rate(ACTIVITIES[activity], phase)
            end_ms = history.end_of(position)
            needed_ms = remaining / rate
            if t_ms + needed_ms <= end_ms:
                return max(t_ms + needed_ms, self._last_ms + self._min_gap_ms)
            remaining -= (end_ms - t_ms) * rate
            t_ms = end_ms
            position += 1
