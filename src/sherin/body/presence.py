"""When a hand is in view: it rises for the first cue, stays while cues follow, and leaves.

Durations were found by eye on rendered hands (420 ms in, 360 ms out); waiting for the hand follows
the preparation phase of gestures (Kendon 2004).
"""

from __future__ import annotations

from sherin.body import _channel_table as _table
from sherin.body.curves import minimum_jerk

__all__ = ["HandPresence"]


class HandPresence:
    """How far one hand is raised, 0 hidden to 1 in the gesture box."""

    __slots__ = ("_exit_ms", "_origin", "_rise_ms")

    def __init__(self) -> None:
        self._rise_ms = -1e9
        self._exit_ms = -1e9
        self._origin = 0.0

    def at(self, t_ms: float) -> float:
        """Presence at a time."""
        if t_ms < self._exit_ms:
            return self._risen(t_ms)
        top = self._risen(self._exit_ms)
        return top * (1.0 - minimum_jerk((t_ms - self._exit_ms) / _table.PLAYING_HAND_EXIT_MS))

    def _risen(self, t_ms: float) -> float:
        share = minimum_jerk((t_ms - self._rise_ms) / _table.PLAYING_HAND_ENTER_MS)
        return self._origin + (1.0 - self._origin) * share

    def raise_for(self, start_ms: float, length_ms: float) -> float:
        """Raise the hand for a cue; returns how long its stroke waits, in ms."""
        here = self.at(start_ms)
        wait_ms = _table.PLAYING_HAND_PREPARE_MS * (1.0 - here)
        until_ms = start_ms + wait_ms + length_ms + _table.PLAYING_HAND_HOLD_MS
        if start_ms >= self._exit_ms:  # a hand on its way up goes on without a hitch
            self._origin, self._rise_ms = here, start_ms
        self._exit_ms = max(self._exit_ms, until_ms)
        return wait_ms

    def lower(self, t_ms: float) -> None:
        """Let the hand leave now, as after an interruption."""
        if self._exit_ms > t_ms:
            self._exit_ms = t_ms
