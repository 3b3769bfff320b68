"""The mouth while it speaks: visemes on the timeline's clock.

A voice delivers marks; each raises one viseme pose and lowers it again, with the overlaps that
co-articulation needs already in its times. Where marks overlap to more than one, they share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sherin.body import _channel_table as _table
from sherin.body.channels import ChannelVector
from sherin.body.curves import minimum_jerk
from sherin.errors import TimelineError

__all__ = ["VISEME_INDEX", "VISEME_NAMES", "SpeechTrack", "VisemeMark", "viseme_pose"]

VISEME_NAMES: Final = tuple(name for name, _ in _table.VISEMES)
"""The 15 Oculus visemes, `sil` first, in OVRLipSync order."""
VISEME_INDEX: Final = {name: index for index, name in enumerate(VISEME_NAMES)}
_POSES: Final = tuple(pose for _, pose in _table.VISEMES)


def viseme_pose(name: str) -> dict[int, float]:
    """Channel index -> weight of a viseme at its peak."""
    return dict(_POSES[VISEME_INDEX[name]])


@dataclass(frozen=True, slots=True, kw_only=True)
class VisemeMark:
    """One mouth shape: rises from `start_ms`, holds between the peaks, is gone at `end_ms`."""

    viseme: int
    """Index into `VISEME_NAMES`."""
    peak: float
    """0..1."""
    start_ms: float
    rise_end_ms: float
    fall_start_ms: float
    end_ms: float

    def weight(self, t_ms: float) -> float:
        """How strongly it shows at a time, 0..peak."""
        rise = (t_ms - self.start_ms) / max(self.rise_end_ms - self.start_ms, 1.0)
        fall = (self.end_ms - t_ms) / max(self.end_ms - self.fall_start_ms, 1.0)
        return self.peak * minimum_jerk(min(rise, fall))


class SpeechTrack:
    """The marks that are playing or to come, in order of start."""

    def __init__(self) -> None:
        self._marks: list[VisemeMark] = []

    def say(self, marks: Sequence[VisemeMark]) -> None:
        """Add marks in session time; they may overlap those that are there.

        Raises:
            TimelineError: a mark with an unknown viseme or times out of order.
        """
        for position, mark in enumerate(marks):
            ordered = mark.start_ms <= mark.rise_end_ms <= mark.fall_start_ms <= mark.end_ms
            if not (ordered and 0.0 <= mark.peak <= 1.0 and 0 <= mark.viseme < len(_POSES)):
                raise TimelineError(
                    f"viseme mark {position}: {mark!r}; expected start <= rise_end <= fall_start "
                    f"<= end, a peak in 0..1 and a viseme in 0..{len(_POSES) - 1}."
                )
        self._marks = sorted([*self._marks, *marks], key=lambda mark: mark.start_ms)

    def forget_before(self, t_ms: float) -> None:
        """Drop marks that ended before a time."""
        if self._marks and self._marks[0].end_ms < t_ms:
            self._marks = [mark for mark in self._marks if mark.end_ms >= t_ms]

    def stop(self, t_ms: float) -> None:
        """Close the mouth from `t_ms` on, within `speech_ramp_ms`; nothing later is spoken.

        A mark that is up or rising falls from where it is; one that falls already goes on, faster
        where it would take longer.
        """
        ramp_ms = _table.PLAYING_SPEECH_RAMP_MS
        end_ms = t_ms + ramp_ms
        cut: list[VisemeMark] = []
        for mark in self._marks:
            if mark.start_ms >= t_ms:
                continue
            if mark.fall_start_ms > t_ms:
                mark = replace(mark, fall_start_ms=t_ms, end_ms=end_ms)
            elif mark.end_ms > end_ms:
                left = (mark.end_ms - t_ms) / max(mark.end_ms - mark.fall_start_ms, 1.0)
                mark = replace(mark, fall_start_ms=end_ms - ramp_ms / left, end_ms=end_ms)
            cut.append(mark)
        self._marks = cut

    def level(self, t_ms: float) -> float:
        """How much speech owns the mouth, 0..1: one inside an utterance, eased at its ends."""
        if not self._marks:
            return 0.0
        ramp_ms = _table.PLAYING_SPEECH_RAMP_MS
        highest = 0.0
        for mark in self._marks:
            if mark.start_ms - ramp_ms > t_ms:
                break
            rise = (t_ms - (mark.start_ms - ramp_ms)) / ramp_ms
            fall = (mark.end_ms + ramp_ms - t_ms) / ramp_ms
            highest = max(highest, minimum_jerk(min(rise, fall)))
        return highest

    def add_to(self, out: ChannelVector, t_ms: float) -> None:
        """Add the mouth's pose at a time to a channel vector."""
        if not self._marks:
            return
        total = 0.0
        for mark in self._marks:
            if mark.start_ms > t_ms:
                break
            if mark.end_ms > t_ms:
                total += mark.weight(t_ms)
        if total <= 0.0:
            return
        share = 1.0 / max(total, 1.0)
        for mark in self._marks:
            if mark.start_ms > t_ms:
                break
            if mark.end_ms > t_ms:
                weight = mark.weight(t_ms) * share
                for channel, value in _POSES[mark.viseme]:
                    out[channel] += value * weight
