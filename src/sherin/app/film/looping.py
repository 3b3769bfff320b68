"""A neutral loop without a seam: idle life whose end leads into its own beginning."""

from __future__ import annotations

from typing import Final

import numpy as np

from sherin.app.film.score import Caption
from sherin.body.channels import CHANNEL_INDEX, ChannelVector
from sherin.body.library import Library
from sherin.body.timeline import Timeline
from sherin.body.voice import Waveform

__all__ = ["LoopScore"]

BLEND_MS: Final = 1000.0
"""The last second turns into what came before the first."""
_CANDIDATES: Final = 60
_CANDIDATE_STEP_MS: Final = 730.0
_LOOKED_AT_MS: Final = 40.0
_LIDS: Final = (CHANNEL_INDEX["eyeBlinkLeft"], CHANNEL_INDEX["eyeBlinkRight"])
_GAZE: Final = (CHANNEL_INDEX["gazeYaw"], CHANNEL_INDEX["gazePitch"])


class LoopScore:
    """Breath, blinks and small turns of a face at rest, for ever the same few seconds."""

    def __init__(self, *, library: Library, seed: int, seconds: float, fps: int) -> None:
        """Find a stretch of idle life that can be joined to itself.

        A blend of two moments shows neither, which nobody sees in a breath but everybody in a blink
        or a glance: the stretch is chosen so that none lies in the blended second.

        Args:
            library: Of the timeline.
            seed: Decides the idle life.
            seconds: Length of the loop, 2 or more; rounded to whole pictures.
            fps: Pictures a second.
        """
        self._length_ms = 1000.0 * max(round(seconds * fps), 1) / fps
        self._timelines = tuple(Timeline(library, seed=seed) for _ in range(2))
        starts = [BLEND_MS + 2000.0 + number * _CANDIDATE_STEP_MS for number in range(_CANDIDATES)]
        watched = (Timeline(library, seed=seed), Timeline(library, seed=seed))
        self._start_ms = min(starts, key=lambda start_ms: self._seam(watched, start_ms))

    def _seam(self, watched: tuple[Timeline, Timeline], start_ms: float) -> float:
        """How much a blend from the end into the beginning would show."""
        worst = 0.0
        for t_ms in np.arange(-BLEND_MS, _LOOKED_AT_MS, _LOOKED_AT_MS):
            before = watched[0].sample(start_ms + float(t_ms)).copy()
            end = watched[1].sample(start_ms + self._length_ms + float(t_ms))
            lids = max(float(vector[k]) for vector in (before, end) for k in _LIDS)
            gaze = max(abs(float(before[k] - end[k])) for k in _GAZE)
            worst = max(worst, lids, gaze / 10.0)
        return worst

    def is_over(self, t_ms: float) -> bool:
        """See `Shown.is_over`."""
        return t_ms >= self._length_ms - 1e-6

    def vector(self, t_ms: float) -> ChannelVector:
        """See `Shown.vector`; the moment at the length of the loop equals that at 0."""
        now = self._timelines[0].sample(self._start_ms + t_ms).copy()
        left_ms = self._length_ms - t_ms
        if left_ms >= BLEND_MS:
            return now
        share = 1.0 - left_ms / BLEND_MS
        share = share * share * (3.0 - 2.0 * share)
        before = self._timelines[1].sample(self._start_ms - left_ms)
        return now + share * (before - now)

    def sound(self, begin: int, end: int) -> Waveform:
        """Silence."""
        return np.zeros(end - begin, np.float32)

    def captions(self) -> tuple[Caption, ...]:
        """None."""
        return ()
