"""Phonemes become mouth shapes with the overlaps of fluent speech.

`VisemeTracker` turns each chunk of a voice into `VisemeMark`s for `Timeline.say`. Shapes that own
the lips (vowels, lip sounds, sibilants) form a chain in which each gives way to the next; tongue
sounds only tint the shape that is there.

What holds, after Cohen and Massaro (1993), Schwartz and Savariaux (2014) and FINDINGS of animators
(JALI, Edwards 2016): p, b and m are shut before they are released and nothing else moves the lips
while they are; f and v touch; rounded sounds begin early and end late; a diphthong is split 60 to
40; a change takes 40 to 65 ms; a phrase opens the mouth 110 ms before its sound, and silence closes
it at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from sherin.body.speech import VISEME_INDEX, VisemeMark
from sherin.body.voice.interface import Chunk, Phoneme
from sherin.body.voice.phonemes import viseme_names

__all__ = ["VisemeTracker"]

_BREAK_S: Final = 0.08
"""A pause this long closes the mouth; a shorter one is passed over."""
_ONSET_LEAD_S: Final = 0.11
_CLOSING_S: Final = 0.08
_MIN_FADE_S, _MAX_FADE_S = 0.040, 0.065
_MIN_CLOSURE_S, _MAX_CLOSURE_S = 0.056, 0.110
"""How long lips stay shut; frames at 25 a second still meet one of 40 ms."""
_LIPS_EARLY_S, _LIPS_LATE_S = 0.020, 0.015
_DIPHTHONG_SHARE: Final = 0.6
_TONGUE_LEAD_S: Final = 0.03
_VOICED_STOP_MIN_S: Final = 0.045
"""A voiced stop this long, with no silence before it, is shut until its end."""


class _Kind(IntEnum):
    TONGUE = 0
    VOWEL = 1
    LIPS = 2
    TOUCH = 3
    """Lip to teeth: full contact, but not shut."""
    SHUT = 4


_KINDS: Final = {
    "PP": _Kind.SHUT, "FF": _Kind.TOUCH, "CH": _Kind.LIPS, "RR": _Kind.LIPS, "ou": _Kind.LIPS,
    "oh": _Kind.LIPS, "SS": _Kind.VOWEL, "aa": _Kind.VOWEL, "E": _Kind.VOWEL, "ih": _Kind.VOWEL,
    "TH": _Kind.TONGUE, "DD": _Kind.TONGUE, "kk": _Kind.TONGUE, "nn": _Kind.TONGUE,
}  # fmt: skip
_PEAKS: Final = {
    "PP": 1.0, "FF": 0.95, "CH": 0.85, "RR": 0.75, "SS": 0.9,
    "TH": 0.8, "DD": 0.8, "kk": 0.65, "nn": 0.65,
}  # fmt: skip
_VOWEL_PEAKS: Final = (0.62, 0.8, 1.0)
"""By stress: none, secondary, primary."""
_REDUCED: Final = frozenset({"@", "@2", "@#", "@-", "@5", "I2", "I#", "I2#", "a#", "E#"})
_REDUCED_PEAK: Final = 0.45
_GLIDES: Final = frozenset({"w", "w#", "j"})
_GLIDE_PEAK: Final = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """One shape and the time that is its own."""

    name: str
    kind: _Kind
    peak: float
    start_s: float
    end_s: float


class VisemeTracker:
    """Turns chunks into marks, in order; remembers how the last one ended."""

    def __init__(self) -> None:
        self._mouth_free_s = float("-inf")

    def marks(self, chunk: Chunk, *, offset_ms: float = 0.0) -> tuple[VisemeMark, ...]:
        """The marks of one chunk.

        Args:
            chunk: The next of one text; its times count from sample 0.
            offset_ms: When sample 0 is heard, on the clock of the marks.

        Returns:
            In order of start. The first may start up to 110 ms before the chunk does: play the
            sound that much later, or accept an opening that is cut short.
        """
        found: list[VisemeMark] = []
        runs = _runs(chunk.phonemes)
        for number, run in enumerate(runs):
            until_s = runs[number + 1][0].start_s if number + 1 < len(runs) else chunk.end_s
            found += self._run(run, until_s)
        found.sort(key=lambda mark: mark.start_ms)
        if offset_ms == 0.0:
            return tuple(found)
        return tuple(
            replace(
                mark,
                start_ms=mark.start_ms + offset_ms,
                rise_end_ms=mark.rise_end_ms + offset_ms,
                fall_start_ms=mark.fall_start_ms + offset_ms,
                end_ms=mark.end_ms + offset_ms,
            )
            for mark in found
        )

    def _run(self, run: Sequence[Phoneme], until_s: float) -> list[VisemeMark]:
        """The marks of sounds without a pause between them."""
        targets = _targets(run)
        chain = [target for target in targets if target.kind != _Kind.TONGUE]
        tints = [target for target in targets if target.kind == _Kind.TONGUE]
        if not chain:
            chain, tints = tints, []
        if not chain:
            return []
        begin_s, end_s = run[0].start_s, run[-1].end_s
        first, last = chain[0], chain[-1]
        begin_s = min(begin_s, first.start_s)
        if first.kind == _Kind.SHUT:
            opening = (first.start_s - _MIN_FADE_S, first.start_s)
        else:
            opening = (begin_s - _ONSET_LEAD_S, max(begin_s, first.start_s) + 0.01)
        opening_start = min(max(opening[0], self._mouth_free_s), opening[1])
        closing_end = min(end_s + _CLOSING_S, max(until_s, end_s + 0.02))
        closing = (max(end_s - 0.02, last.start_s), closing_end)
        fades = _fades(chain)
        edges = _in_order([(opening_start, opening[1]), *fades, closing], chain)
        marks = [
            _mark(target, (rise[0], rise[1], fall[0], fall[1]))
            for target, rise, fall in zip(chain, edges[:-1], edges[1:], strict=True)
        ]
        shut = [
            (rise[1], fall[0])
            for target, rise, fall in zip(chain, edges[:-1], edges[1:], strict=True)
            if target.kind >= _Kind.TOUCH
        ]
        marks += [mark for tint in tints if (mark := _tint(tint, shut, closing_end)) is not None]
        self._mouth_free_s = edges[-1][0] if last.kind == _Kind.SHUT else end_s
        return marks


def _runs(phonemes: Sequence[Phoneme]) -> list[list[Phoneme]]:
    """Sounds between pauses that close the mouth."""
    runs: list[list[Phoneme]] = [[]]
    for phoneme in phonemes:
        if not phoneme.is_pause:
            runs[-1].append(phoneme)
        elif phoneme.end_s - phoneme.start_s >= _BREAK_S:
            runs.append([])
    return [run for run in runs if run]


def _targets(run: Sequence[Phoneme]) -> list[_Target]:
    targets: list[_Target] = []
    for phoneme in run:
        names = viseme_names(phoneme.name)
        start_s, end_s = phoneme.start_s, phoneme.end_s
        if names == ("PP",):
            start_s, end_s = _closure(phoneme)
        elif names == ("FF",) and end_s - start_s < _MIN_CLOSURE_S:
            start_s = end_s - _MIN_CLOSURE_S
        for name, (begin, end) in zip(names, _shares(len(names)), strict=True):
            length_s = end_s - start_s
            targets.append(
                _Target(
                    name=name,
                    kind=_kind(name, phoneme.name),
                    peak=_peak(name, phoneme),
                    start_s=start_s + begin * length_s,
                    end_s=start_s + end * length_s,
                )
            )
    return _merged(targets)


def _closure(phoneme: Phoneme) -> tuple[float, float]:
    """When the lips of p, b or m are shut."""
    length_s = phoneme.end_s - phoneme.start_s
    is_nasal = phoneme.name.startswith(("m", "M"))
    is_voiced_through = phoneme.closure_s < _MIN_FADE_S / 2 and length_s >= _VOICED_STOP_MIN_S
    if is_nasal or is_voiced_through:
        # A short one is shut before it sounds: the transition of the vowel before it.
        start_s = min(phoneme.start_s, phoneme.end_s - _MIN_CLOSURE_S)
        return max(start_s, phoneme.end_s - 2 * _MAX_CLOSURE_S), phoneme.end_s
    closure_s = min(max(phoneme.closure_s, _MIN_CLOSURE_S), _MAX_CLOSURE_S)
    return phoneme.start_s - closure_s, phoneme.start_s


def _shares(n_shapes: int) -> tuple[tuple[float, float], ...]:
    if n_shapes == 2:
        return ((0.0, _DIPHTHONG_SHARE), (_DIPHTHONG_SHARE, 1.0))
    if n_shapes == 3:
        middle = _DIPHTHONG_SHARE * (2.0 - _DIPHTHONG_SHARE)
        return ((0.0, _DIPHTHONG_SHARE), (_DIPHTHONG_SHARE, middle), (middle, 1.0))
    return ((0.0, 1.0),) * n_shapes


def _kind(name: str, phoneme: str) -> _Kind:
    return _Kind.TONGUE if phoneme == "j" else _KINDS[name]


def _peak(name: str, phoneme: Phoneme) -> float:
    if name in _PEAKS:
        return _PEAKS[name]
    if phoneme.name in _GLIDES:
        return _GLIDE_PEAK
    if phoneme.name in _REDUCED:
        return _REDUCED_PEAK
    return _VOWEL_PEAKS[phoneme.stress]


def _merged(targets: Sequence[_Target]) -> list[_Target]:
    """Neighbours of one shape are one: `mp`, `sz`, a long vowel in two parts."""
    merged: list[_Target] = []
    for target in targets:
        before = merged[-1] if merged else None
        if before is not None and before.name == target.name and target.kind != _Kind.TONGUE:
            merged[-1] = replace(
                before,
                peak=max(before.peak, target.peak),
                end_s=max(before.end_s, target.end_s),
            )
        else:
            merged.append(target)
    return merged


def _fades(chain: Sequence[_Target]) -> list[tuple[float, float]]:
    """When each shape of the chain gives way to the next."""
    fades: list[tuple[float, float]] = []
    for before, after in itertools.pairwise(chain):
        shorter_s = min(before.end_s - before.start_s, after.end_s - after.start_s)
        width_s = min(max(0.8 * shorter_s, _MIN_FADE_S), _MAX_FADE_S)
        if after.kind >= _Kind.TOUCH:
            fades.append((after.start_s - width_s, after.start_s))
        elif before.kind >= _Kind.TOUCH:
            fades.append((before.end_s, before.end_s + width_s))
        else:
            centre_s = (before.end_s + after.start_s) / 2.0
            if after.kind == _Kind.LIPS:
                centre_s -= _LIPS_EARLY_S
            if before.kind == _Kind.LIPS:
                centre_s += _LIPS_LATE_S
            fades.append((centre_s - width_s / 2.0, centre_s + width_s / 2.0))
    return fades


def _in_order(
    edges: list[tuple[float, float]], chain: Sequence[_Target]
) -> list[tuple[float, float]]:
    """Fades that do not overtake each other; contact wins, vowels yield.

    `edges[k]` raises `chain[k]` and lowers `chain[k - 1]`.
    """
    begins = [edge[0] for edge in edges]
    ends = [edge[1] for edge in edges]
    for k, target in enumerate(chain):
        if begins[k + 1] >= ends[k]:
            continue
        after_contact = k > 0 and chain[k - 1].kind >= _Kind.TOUCH
        before_contact = k + 1 < len(chain) and chain[k + 1].kind >= _Kind.TOUCH
        if target.kind >= _Kind.TOUCH:
            meet = ends[k]
        elif before_contact and not after_contact:
            meet = begins[k + 1]
        elif after_contact and not before_contact:
            meet = ends[k]
        else:
            meet = (begins[k + 1] + ends[k]) / 2.0
        meet = max(meet, begins[k])
        ends[k] = begins[k + 1] = meet
        ends[k + 1] = max(ends[k + 1], meet)
    return list(zip(begins, ends, strict=True))


def _mark(target: _Target, times_s: tuple[float, float, float, float]) -> VisemeMark:
    start, rise_end, fall_start, end = (1000.0 * time_s for time_s in times_s)
    rise_end = max(rise_end, start)
    fall_start = max(fall_start, rise_end)
    return VisemeMark(
        viseme=VISEME_INDEX[target.name],
        peak=target.peak,
        start_ms=start,
        rise_end_ms=rise_end,
        fall_start_ms=fall_start,
        end_ms=max(end, fall_start),
    )


def _tint(
    target: _Target, shut: Sequence[tuple[float, float]], latest_s: float
) -> VisemeMark | None:
    """A tongue sound over the shape that is there; never over lips in contact."""
    length_s = target.end_s - target.start_s
    start_s, end_s = target.start_s - _TONGUE_LEAD_S, min(target.end_s + _TONGUE_LEAD_S, latest_s)
    centre_s = (target.start_s + target.end_s) / 2.0
    for begin_s, until_s in shut:
        if end_s <= begin_s or start_s >= until_s:
            continue
        if centre_s <= (begin_s + until_s) / 2.0:
            end_s = begin_s
        else:
            start_s = until_s
    if end_s - start_s < _MIN_FADE_S / 2:
        return None
    rise_s = min(0.45 * (end_s - start_s), max(_MIN_FADE_S, 0.25 * length_s))
    return _mark(target, (start_s, start_s + rise_s, end_s - rise_s, end_s))
