"""The base expression that slow affect holds, and how it moves from one mood to the next.

Mood never snaps: a new one is reached by minimum jerk, 90 % of it in 700 ms. After ten seconds
without events the face returns to the personality's own; the server owns affect, this is for a
client cut off.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from sherin.body import _channel_table as _table
from sherin.body.channels import N_CHANNELS, ChannelVector
from sherin.body.curves import minimum_jerk

__all__ = ["MoodTrack", "mood_pose"]

Vad = tuple[float, float, float]

_ANCHORS: Final = tuple(
    (at, math.sqrt(at[0] * at[0] + at[1] * at[1] + at[2] * at[2]), pose)
    for _, at, pose in _table.MOOD_ANCHORS
)


def mood_pose(valence: float, arousal: float, dominance: float) -> ChannelVector:
    """Offsets from neutral that an affect holds, each axis in [-1, 1].

    The direction of the affect says which anchors of `channels.toml` it resembles, its length how
    much of them shows. With `c` the cosine between the affect and an anchor (0 where negative) and
    `f` the affect's length over the anchor's, at most 1::

        pose = sum(c^16 * c^2 * f * anchor pose) / sum(c^16)

    `c^16` is .57 at 15 degrees and .10 at 30: neighbours blend, others do not show; `c^2` shrinks
    what no anchor is near to. So a feeling that grows keeps its face and shows it more. After the
    blending of FACS faces in a space of affect (Boukricha et al. 2009); the exponents by taste.

    Returns:
        (N_CHANNELS,) float64.
    """
    length = math.sqrt(valence * valence + arousal * arousal + dominance * dominance)
    pose = np.zeros(N_CHANNELS)
    if length == 0.0:
        return pose
    total = 0.0
    for (v, a, d), reach, offsets in _ANCHORS:
        cosine = max(valence * v + arousal * a + dominance * d, 0.0) / (length * reach)
        square = cosine * cosine
        fourth = square * square
        eighth = fourth * fourth
        share = eighth * eighth
        total += share
        weight = share * square * min(length / reach, 1.0)
        for channel, offset in offsets:
            pose[channel] += weight * offset
    # Some anchor is within a right angle of every place (a test); a share is then above 0.
    pose /= total
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
