"""What is shown and heard at each moment of a film, known only as far ahead as is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from msgspec import structs

from sherin.body.channels import ChannelVector
from sherin.body.speech import VisemeMark
from sherin.body.timeline import Timeline
from sherin.body.voice import SAMPLE_RATE_HZ, Waveform
from sherin.wire import Packet

__all__ = ["Beat", "Caption", "Score", "Shown", "TimelineScore"]

LOOK_AHEAD_MS: Final = 1500.0
"""How early a beat is asked for: a mouth opens 150 ms before its sound, a hand rises earlier."""
TAIL_MS: Final = 900.0
"""After the last beat: a mouth closes and a gesture ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """Words on the screen."""

    start_ms: float
    end_ms: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beat:
    """Something that happens in a film; nothing of it is seen or heard before `at_ms`."""

    at_ms: float
    end_ms: float
    """When what it brings is over; 0 where it shall not lengthen the film."""
    packets: tuple[Packet, ...] = ()
    marks: tuple[VisemeMark, ...] = ()
    """Mouth shapes, in film time."""
    sound: Waveform | None = None
    """Begins at `sound_ms`."""
    sound_ms: float = 0.0
    captions: tuple[Caption, ...] = ()


class Shown(Protocol):
    """What `shoot` asks while it draws; times only grow."""

    def is_over(self, t_ms: float) -> bool:
        """Nothing more happens from a time on."""
        ...

    def vector(self, t_ms: float) -> ChannelVector:
        """All channels at a time; the array may be reused by the next call."""
        ...

    def sound(self, begin: int, end: int) -> Waveform:
        """Samples `begin` to `end` of the film, counted from its start."""
        ...

    def captions(self) -> tuple[Caption, ...]:
        """Captions that became known since the last call."""
        ...


class Score:
    """Sound and captions of beats as they come; `TimelineScore` adds what moves."""

    def __init__(self, beats: Iterable[Beat], *, least_ms: float = 0.0) -> None:
        """A film from its beats.

        Args:
            beats: In the order of `at_ms`; drawn as late as possible.
            least_ms: The film is at least this long.
        """
        self._beats: Iterator[Beat] = iter(beats)
        self._next: Beat | None = None
        self._is_known = False
        self._end_ms = least_ms
        self._sounds: list[tuple[int, Waveform]] = []
        self._captions: list[Caption] = []

    def advance(self, t_ms: float) -> tuple[Beat, ...]:
        """Beats that a picture at `t_ms` may need and that were not given before."""
        came: list[Beat] = []
        while not self._is_known:
            if self._next is None:
                self._next = next(self._beats, None)
                if self._next is None:
                    self._is_known = True
                    break
            if self._next.at_ms > t_ms + LOOK_AHEAD_MS:
                break
            came.append(self._next)
            self._take(self._next)
            self._next = None
        return tuple(came)

    def _take(self, beat: Beat) -> None:
        if beat.end_ms > 0.0:
            self._end_ms = max(self._end_ms, beat.end_ms + TAIL_MS)
        if beat.sound is not None:
            self._sounds.append((round(beat.sound_ms * SAMPLE_RATE_HZ / 1000.0), beat.sound))
        self._captions += beat.captions

    def is_over(self, t_ms: float) -> bool:
        """See `Shown.is_over`."""
        return self._is_known and t_ms >= self._end_ms

    def sound(self, begin: int, end: int) -> Waveform:
        """See `Shown.sound`."""
        out = np.zeros(end - begin, np.float32)
        for first, wave in self._sounds:
            low, high = max(first, begin), min(first + len(wave), end)
            if low < high:
                out[low - begin : high - begin] += wave[low - first : high - first]
        self._sounds = [(first, wave) for first, wave in self._sounds if first + len(wave) > end]
        return out

    def captions(self) -> tuple[Caption, ...]:
        """See `Shown.captions`."""
        known, self._captions = tuple(self._captions), []
        return known


class TimelineScore(Score):
    """Beats played on a timeline, as a session would play them."""

    def __init__(
        self,
        beats: Iterable[Beat],
        timeline: Timeline,
        *,
        least_ms: float = 0.0,
        clock_ms: float = 0.0,
    ) -> None:
        """A film from its beats; see `Score`.

        Args:
            beats: With packets in film time.
            timeline: Plays them.
            least_ms: The film is at least this long.
            clock_ms: What the timeline's clock shows when the film begins.
        """
        super().__init__(beats, least_ms=least_ms)
        self._timeline = timeline
        self._clock_ms = clock_ms
        self._now_ms = 0.0

    def vector(self, t_ms: float) -> ChannelVector:
        """See `Shown.vector`."""
        for beat in self.advance(t_ms):
            for packet in beat.packets:
                self._timeline.add(
                    structs.replace(packet, t_ms=packet.t_ms + round(self._clock_ms)),
                    self._now_ms + self._clock_ms,
                )
            self._timeline.say([_later(mark, self._clock_ms) for mark in beat.marks])
        self._now_ms = t_ms
        return self._timeline.sample(t_ms + self._clock_ms)


def _later(mark: VisemeMark, by_ms: float) -> VisemeMark:
    return replace(
        mark,
        start_ms=mark.start_ms + by_ms,
        rise_end_ms=mark.rise_end_ms + by_ms,
        fall_start_ms=mark.fall_start_ms + by_ms,
        end_ms=mark.end_ms + by_ms,
    )
