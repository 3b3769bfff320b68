"""The timed history of what the avatar does: its activity and arousal, as idle life reads them.

Idle life is a function of clock, seed and this history. Each entry carries what has been integrated
up to its start (breathing phase, drift gain), so that a look-up needs only the entry it falls into.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from sherin.body import _channel_table as _table
from sherin.body.curves import minimum_jerk
from sherin.errors import TimelineError

__all__ = ["ACTIVITIES", "ACTIVITY_INDEX", "Activity", "ActivityHistory", "Segment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """How idle life behaves during one activity."""

    name: str
    blink_per_min: float
    mutual_s: float
    """Mean time the gaze rests on the partner."""
    away_s: float
    """Mean time it rests elsewhere."""
    head_gain: float
    """Scale of head drift."""
    look: tuple[float, ...]
    """Where an averted gaze is drawn to: yaw, pitch in degrees."""


ACTIVITIES: Final = tuple(
    Activity(
        name=name,
        blink_per_min=blink_per_min,
        mutual_s=mutual_s,
        away_s=away_s,
        head_gain=head_gain,
        look=look,
    )
    for name, blink_per_min, mutual_s, away_s, head_gain, look in _table.STATES
)
ACTIVITY_INDEX: Final = {activity.name: index for index, activity in enumerate(ACTIVITIES)}

_MAX_SEGMENTS: Final = 1024
_MS_PER_MIN: Final = 60_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One stretch of time with one activity and one arousal."""

    start_ms: float
    activity: int
    breaths_per_ms: float
    breath_phase: float
    """Cycles breathed before `start_ms`."""
    gain_from: float
    """Drift gain at `start_ms`; it moves to `gain_to` within `drift_gain_ms`."""
    gain_to: float
    """The activity's own, larger where arousal is high: who is excited cannot keep still."""


class ActivityHistory:
    """Segments in time order, the last one open; `generation` counts the changes."""

    def __init__(self) -> None:
        self._segments = [
            Segment(
                start_ms=0.0,
                activity=0,
                breaths_per_ms=_breaths_per_ms(0.0),
                breath_phase=0.0,
                gain_from=ACTIVITIES[0].head_gain,
                gain_to=ACTIVITIES[0].head_gain,
            )
        ]
        self._starts = [0.0]
        self.generation = 0

    def append(self, t_ms: float, *, activity: int, arousal: float) -> None:
        """From `t_ms` on, do this. A time before the last entry replaces the entries after it.

        Raises:
            TimelineError: the time is not finite or the activity is unknown.
        """
        if not -1e15 < t_ms < 1e15:
            raise TimelineError(f"activity at t_ms={t_ms!r}: expected a finite time in ms.")
        if not 0 <= activity < len(ACTIVITIES):
            raise TimelineError(
                f"activity {activity!r} is unknown; expected 0..{len(ACTIVITIES) - 1}."
            )
        t_ms = max(t_ms, 0.0)
        while len(self._segments) > 1 and self._starts[-1] >= t_ms:
            self._segments.pop()
            self._starts.pop()
        segment = Segment(
            start_ms=t_ms,
            activity=activity,
            breaths_per_ms=_breaths_per_ms(arousal),
            breath_phase=self.breath_phase(t_ms),
            gain_from=self.drift_gain(t_ms),
            gain_to=ACTIVITIES[activity].head_gain * (1.0 + _table.IDLE_DRIFT_AROUSAL * arousal),
        )
        if self._starts[-1] >= t_ms:
            self._segments[-1] = segment
        else:
            self._segments.append(segment)
            self._starts.append(t_ms)
        if len(self._segments) > _MAX_SEGMENTS:
            del self._segments[: _MAX_SEGMENTS // 2]
            del self._starts[: _MAX_SEGMENTS // 2]
        self.generation += 1

    def position(self, t_ms: float) -> int:
        """Index of the segment that holds at a time."""
        return max(bisect_right(self._starts, t_ms) - 1, 0)

    def segment(self, position: int) -> Segment:
        """The segment at an index from `position`."""
        return self._segments[position]

    def end_of(self, position: int) -> float:
        """When a segment ends; infinity for the last."""
        following = position + 1
        return self._starts[following] if following < len(self._starts) else float("inf")

    def activity_at(self, t_ms: float) -> Activity:
        """What the avatar does at a time."""
        return ACTIVITIES[self._segments[self.position(t_ms)].activity]

    def breath_phase(self, t_ms: float) -> float:
        """Breath cycles since time zero."""
        segment = self._segments[self.position(t_ms)]
        return segment.breath_phase + (t_ms - segment.start_ms) * segment.breaths_per_ms

    def drift_gain(self, t_ms: float) -> float:
        """Scale of head drift, eased from one activity and arousal to the next."""
        segment = self._segments[self.position(t_ms)]
        share = minimum_jerk((t_ms - segment.start_ms) / _table.IDLE_DRIFT_GAIN_MS)
        return segment.gain_from + (segment.gain_to - segment.gain_from) * share


def _breaths_per_ms(arousal: float) -> float:
    slow, fast = _table.IDLE_BREATH_PER_MIN
    return (slow + (fast - slow) * (arousal + 1.0) * 0.5) / _MS_PER_MIN
