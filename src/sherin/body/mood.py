"""The base expression that slow affect holds, and how it moves from one mood to the next.

Mood never snaps: a new one is reached by minimum jerk, 90 % of it in 700 ms. After ten seconds
without events the face returns to the personality's own; the server owns affect, this is for a
client cut off.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sherin.body import _channel_table as _table
from sherin.body.channels import N_CHANNELS, ChannelVector
from sherin.body.curves import minimum_jerk

__all__ = ["MoodTrack", "mood_pose"]

Vad = tuple[float, float, float]

_ROWS: Final = _table.MOOD_POSE
_DOUBT_LIMIT: Final = 1.3
"""Doubt ends where a feeling is clear: beyond 1 / 1.3 of valence. By taste."""


def mood_pose(valence: float, arousal: float, dominance: float) -> ChannelVector:
    """Offsets from neutral that an affect holds, each axis in [-1, 1].

    Linear in the rectified axes and in four products (joy, fear, grief, anger), summed in table
    order.

    Returns:
        (N_CHANNELS,) float64.
    """
    joy, sorrow = max(valence, 0.0), max(-valence, 0.0)
    alert, calm = max(arousal, 0.0), max(-arousal, 0.0)
    strong, weak = max(dominance, 0.0), max(-dominance, 0.0)
    features = (
        joy,
        sorrow,
        alert,
        calm,
        strong,
        weak,
        joy * alert,
        sorrow * alert,
        sorrow * (1.0 - alert),
        min(sorrow, alert, strong),
        min(weak, max(1.0 - _DOUBT_LIMIT * (joy + sorrow), 0.0)),
    )
    pose = np.zeros(N_CHANNELS)
    for channel, row in _ROWS:
        total = 0.0
        for weight, feature in zip(row, features, strict=True):
            total += weight * feature
        pose[channel] = total
    return pose


class MoodTrack:
    """The mood's offsets over time: at most one transition at once, then the way back."""

    def __init__(self, baseline: Vad) -> None:
        self._baseline = mood_pose(*baseline)
        self._origin = self._baseline.copy()
        self._target = self._baseline.copy()
        self._start_ms = -1e9  # at home since ever
        self._step = np.zeros(N_CHANNELS)
        self._scratch = np.zeros(N_CHANNELS)

    def go(self, t_ms: float, mood: Vad) -> None:
        """From `t_ms` on, move to this mood; counts as an event for the return to baseline."""
        now = np.zeros(N_CHANNELS)
        self.write(now, t_ms)
        self._origin = now
        self._target = mood_pose(*mood)
        self._start_ms = t_ms

    def set_baseline(self, t_ms: float, baseline: Vad) -> None:
        """The personality changed: the way back leads there, at once where it is trodden."""
        now = np.zeros(N_CHANNELS)
        self.write(now, t_ms)
        self._baseline = mood_pose(*baseline)
        if t_ms - self._start_ms > _table.PLAYING_RECENTRE_AFTER_MS:
            self._target = self._baseline
        self._origin, self._start_ms = now, t_ms

    def write(self, out: ChannelVector, t_ms: float) -> None:
        """Write the mood's offsets at a time into `out` (N_CHANNELS,)."""
        since_ms = t_ms - self._start_ms
        origin, target, share = (
            self._origin,
            self._target,
            minimum_jerk(since_ms / _table.PLAYING_MOOD_MS),
        )
        if since_ms > _table.PLAYING_RECENTRE_AFTER_MS:
            origin, target = self._target, self._baseline
            share = minimum_jerk(
                (since_ms - _table.PLAYING_RECENTRE_AFTER_MS) / _table.PLAYING_RECENTRE_MS
            )
        np.subtract(target, origin, out=self._scratch)
        np.multiply(self._scratch, share, out=self._scratch)
        np.add(origin, self._scratch, out=out)
