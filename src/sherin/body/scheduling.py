"""When each cue of a reaction starts: hands first, face next, voice last, from one clock.

A capsule says where it sits relative to the speech onset; a personality shifts whole layers.
`schedule` puts the first cue of each layer into the window that real bodies keep and lets later
beats of a gesture follow at their own distance, so the order holds at the start of every reaction
and of every phrase.

Source: the windows are DESIGN's lead-lag defaults; gesture preparation before the word and the
small mouth lead inside a phrase follow McNeill (1992) and Schwartz and Savariaux (2014).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sherin.body.library import Library

__all__ = ["DEFAULT_ONSET_MS", "LeadLag", "ScheduledCue", "UnscheduledCue", "schedule"]

DEFAULT_ONSET_MS: Final = 130
"""Where the speech onset lies when nothing is said: offsets still need a reference."""
_MIN_LEAD_MS: Final = 20
"""Hands start at least this long before the face at the start of a reaction or phrase."""
_REACTION_LEAD_MS: Final = 60
"""At the start of a reaction hands lead by more: a resting hand rises slowly before it gestures."""
_HAND_WINDOW_MS: Final = (-180, -50)
"""Start of the first hand cue relative to the onset of a later phrase."""
_FACE_WINDOW_MS: Final = (-50, -30)
"""A face eases in, so that one which starts with the voice is seen after it."""
_MAX_AT_MS: Final = 32_767


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadLag:
    """Where each part's first cue starts, in ms after the event; the usual order of real bodies."""

    hand_ms: int = 0
    face_ms: int = 80
    voice_ms: int = DEFAULT_ONSET_MS

    @property
    def is_voice_first(self) -> bool:
        """The order is turned around: voice at once, then face, then hands."""
        return self.voice_ms < self.hand_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class UnscheduledCue:
    """A chosen capsule that has no start time yet."""

    capsule_id: str
    layer: str
    weight: float
    phrase: int = 0
    """Which phrase of the speech it belongs to; 0 is the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledCue:
    """A chosen capsule with its start, in ms after the packet's time."""

    capsule_id: str
    layer: str
    weight: float
    at_ms: int
    phrase: int = 0


def schedule(
    cues: Sequence[UnscheduledCue],
    *,
    library: Library,
    lead_lag: LeadLag,
    phrase_onsets_ms: Sequence[int] = (),
) -> tuple[ScheduledCue, ...]:
    """Give every cue its start.

    Args:
        cues: In order; `previous_capsule` triggers count from the cue before.
        library: Where triggers are looked up; an unknown capsule counts as offset 0.
        lead_lag: Windows of the reaction's start.
        phrase_onsets_ms: When each phrase sounds, in ms after the event; empty when nothing is
        said. The first
            one replaces `lead_lag.voice_ms`; a cue of a phrase that does not exist belongs to the
            last.

    Returns:
        One per cue, in the order given, `at_ms` in 0..32767. At the start of the reaction and of
        every phrase the first hand cue precedes the first face cue, which does not follow the voice
        (`is_voice_first` reverses that).
    """
    onsets = [int(onset) for onset in phrase_onsets_ms] or [lead_lag.voice_ms]
    starts = _trigger_starts(cues, library, onsets)
    for phrase, onset_ms in enumerate(onsets):
        members = [i for i, cue in enumerate(cues) if min(cue.phrase, len(onsets) - 1) == phrase]
        _order_phrase(members, cues, starts, _windows(lead_lag, onset_ms, phrase))
    return tuple(
        ScheduledCue(
            capsule_id=cue.capsule_id,
            layer=cue.layer,
            weight=cue.weight,
            at_ms=min(max(start, 0), _MAX_AT_MS),
            phrase=cue.phrase,
        )
        for cue, start in zip(cues, starts, strict=True)
    )


def _trigger_starts(
    cues: Sequence[UnscheduledCue], library: Library, onsets: Sequence[int]
) -> list[int]:
    """Where the capsules' own triggers put them, before any ordering."""
    columns = library.sections
    starts: list[int] = []
    for position, cue in enumerate(cues):
        onset_ms = onsets[min(cue.phrase, len(onsets) - 1)]
        index = library.index_of(cue.capsule_id)
        offset_ms = 0 if index is None else int(columns.offset_ms[index])
        relative_to = 0 if index is None else int(columns.relative_to[index])
        reference_ms = onset_ms
        if relative_to == 1:
            reference_ms = 0
        elif relative_to == 2 and position:
            reference_ms = starts[position - 1]
        starts.append(max(reference_ms + offset_ms, 0))
    return starts


@dataclass(frozen=True, slots=True)
class _Windows:
    """(earliest, latest) start of the first cue of each layer."""

    hands: tuple[int, int]
    face: tuple[int, int]
    voice: tuple[int, int]


def _windows(lead_lag: LeadLag, onset_ms: int, phrase: int) -> _Windows:
    voice = (onset_ms, onset_ms)
    if lead_lag.is_voice_first:
        face_ms = onset_ms + max(lead_lag.face_ms - lead_lag.voice_ms, _MIN_LEAD_MS)
        hand_ms = max(onset_ms + lead_lag.hand_ms - lead_lag.voice_ms, face_ms + 2 * _MIN_LEAD_MS)
        return _Windows((hand_ms, hand_ms + 130), (face_ms, hand_ms - _MIN_LEAD_MS), voice)
    if phrase == 0:
        # The reaction itself: immediate, however late the voice comes.
        hands = (lead_lag.hand_ms, max(lead_lag.face_ms - _REACTION_LEAD_MS, lead_lag.hand_ms))
        face = (lead_lag.face_ms, lead_lag.face_ms)
        return _Windows(hands, face, voice)
    hands = (onset_ms + _HAND_WINDOW_MS[0], onset_ms + _HAND_WINDOW_MS[1] - _MIN_LEAD_MS)
    face = (onset_ms + _FACE_WINDOW_MS[0], onset_ms + _FACE_WINDOW_MS[1])
    return _Windows(hands, face, voice)


def _order_phrase(
    members: Sequence[int],
    cues: Sequence[UnscheduledCue],
    starts: list[int],
    windows: _Windows,
) -> None:
    """Shift each layer of a phrase so that its first cue falls into its window."""
    _shift_into(members, starts, windows.hands, lambda i: cues[i].layer == "hands")
    _shift_into(members, starts, windows.face, lambda i: cues[i].layer in ("face", "expression"))
    _shift_into(members, starts, windows.voice, lambda i: cues[i].layer == "voice")


def _shift_into(
    members: Sequence[int],
    starts: list[int],
    window: tuple[int, int],
    belongs: Callable[[int], bool],
) -> None:
    group = [i for i in members if belongs(i)]
    if not group:
        return
    first = min(starts[i] for i in group)
    shift = min(max(first, window[0]), window[1]) - first
    for i in group:
        starts[i] += shift
