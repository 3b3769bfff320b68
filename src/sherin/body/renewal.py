"""Events that recur at random with a rate that depends on what the avatar does.

The k-th gap is log-normal with mean one in *operational* time; the clock runs through it faster or
slower with the activity's rate (time rescaling: Brown et al. 2002). So the times are a pure
function of seed and history, the intervals are log-normal while an activity lasts, and a change of
activity acts at once.

Every hour draws its own events. So a look-up far away, in a session a month old or by a wrong
clock, runs through an hour or two and not through everything since time zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sherin.body.activity import ACTIVITIES, Activity, ActivityHistory
from sherin.body.random32 import unit

__all__ = ["Renewal", "lognormal_gap", "standard_normal"]

DRAWS_PER_EVENT = 16
"""Draws of the seed that each event owns: 0 and 1 make the gap, the rest are the caller's."""

BLOCK_MS = 3_600_000.0
EVENTS_PER_BLOCK = 8192
"""Numbers of events in an hour: more than any process has, and even, so that phases alternate."""


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
            for the event marks a restart.
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
        self._block = 0
        self._event = -1
        self._last_ms = 0.0
        self._next = (0, 0)
        """Number of the next event, and the hour it falls into."""
        self._next_ms = 0.0
        self._generation = -1

    def advance(self, t_ms: float) -> None:
        """Pass every event up to a time.

        A time before the last event, or hours ahead, restarts an hour before it: by then what an
        event did has been replaced by those after it, so the way there makes no difference.
        """
        if t_ms < self._last_ms or t_ms > self._last_ms + 2.0 * BLOCK_MS:
            self._restart(max(int(t_ms // BLOCK_MS) - 1, 0))
        if self._generation != self._history.generation:
            self._generation = self._history.generation
            self._find_next()
        while self._next_ms <= t_ms:
            self._event, self._block = self._next
            self._last_ms = self._next_ms
            self._on_event(self._event, self._last_ms)
            self._find_next()

    def _restart(self, block: int) -> None:
        self._block = block
        self._event = block * EVENTS_PER_BLOCK - 1
        self._last_ms = block * BLOCK_MS
        self._generation = -1
        self._on_event(None, self._last_ms)

    def _find_next(self) -> None:
        event, block = self._event + 1, self._block
        t_ms = self._time_of(event, self._last_ms)
        while t_ms >= (block + 1) * BLOCK_MS:  # the gap is left open; the next hour draws its own
            block += 1
            event = block * EVENTS_PER_BLOCK
            t_ms = self._time_of(event, block * BLOCK_MS)
        self._next, self._next_ms = (event, block), t_ms

    def _time_of(self, event: int, since_ms: float) -> float:
        """When an event comes whose gap begins at a time."""
        phase = event % self._n_phases
        remaining = lognormal_gap(self._seed, event, self._sigma)
        history = self._history
        t_ms = since_ms
        position = history.position(t_ms)
        while True:
            activity = history.segment(position).activity
            rate = self._rate(ACTIVITIES[activity], phase)
            end_ms = history.end_of(position)
            needed_ms = remaining / rate
            if t_ms + needed_ms <= end_ms:
                return max(t_ms + needed_ms, since_ms + self._min_gap_ms)
            remaining -= (end_ms - t_ms) * rate
            t_ms = end_ms
            position += 1
