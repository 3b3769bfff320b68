"""What is wrong with a capsule file, said so that it can be put right at once."""

from __future__ import annotations

import bisect
import difflib
import reprlib
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from sherin.errors import CapsuleError

__all__ = [
    "CapsuleFileError",
    "Problem",
    "nearest_id",
    "nearest_number",
    "nearest_word",
    "one_of",
    "shown",
]

_LISTED: Final = 40
"""How many problems the message of an error spells out; `problems` has all of them."""
_LONGEST_WORD: Final = 80
"""Longer words are not compared with known ones: they are no typing mistakes."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong, where it is, and what would be right."""

    source: str
    """Path or other name of the text."""
    index: int | None
    """Position of the capsule in the text, from 0; None when the text as a whole is meant."""
    capsule_id: str | None
    field: str
    """Dotted path inside the capsule, such as `params.easing`; empty for the whole."""
    found: str
    """The offending value, shortened."""
    expected: str
    nearest: str | None = None
    """The valid value that is nearest to what was found."""

    def __str__(self) -> str:
        place = self.source
        if self.index is not None:
            place += f", capsule {self.index}"
            if self.capsule_id is not None:
                place += f" ({self.capsule_id})"
        if self.field:
            place += f", field `{self.field}`"
        text = f"{place}: found {self.found}, expected {self.expected}"
        return f"{text}; nearest valid: {self.nearest}" if self.nearest is not None else text


class CapsuleFileError(CapsuleError):
    """A capsule file is not valid; `problems` holds every error, the message the first of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:_LISTED]]
        if len(self.problems) > _LISTED:
            lines.append(f"... and {len(self.problems) - _LISTED} more")
        super().__init__("\n".join(lines))


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60
_SHORT.maxdict = _SHORT.maxlist = 4
_SHORT.maxlevel = 2


def shown(value: object) -> str:
    """A value as an error shows it: its JSON spelling where it has one, shortened, on one line."""
    match value:
        case True:
            return "true"
        case False:
            return "false"
        case None:
            return "null"
        case int() if value.bit_length() > 200:
            return f"a number of {value.bit_length()} bits"
        case _:
            return _SHORT.repr(value)


def nearest_word(word: object, known: Collection[str]) -> str | None:
    """The known word that is most like `word`, quoted, or None when none is near."""
    if not isinstance(word, str) or len(word) > _LONGEST_WORD:
        return None
    found = _nearest(word, tuple(known))
    return None if found is None else repr(found)


@lru_cache(maxsize=4096)
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    by_lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.strip().lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[close[0]] if close else None


def nearest_id(capsule_id: str, known: Sequence[str]) -> str | None:
    """The known id that is most like `capsule_id`, quoted, or None when `known` is empty.

    Looks only at the neighbours in the alphabet: a file may hold thousands of wrong references.

    Args:
        capsule_id: An unknown id.
        known: Ids in ascending order.
    """
    place = bisect.bisect_left(known, capsule_id)
    near = known[max(place - 2, 0) : place + 2]
    if not near:
        return None
    return repr(max(near, key=lambda name: _n_shared(name, capsule_id)))


def _n_shared(a: str, b: str) -> int:
    """How many first characters two words share."""
    return next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(b))


def nearest_number(value: float, minimum: float, maximum: float) -> str:
    """The end of the range that is nearer, as JSON spells it."""
    clamped = min(max(value, minimum), maximum)
    return f"{clamped:g}"


def one_of(words: Collection[str]) -> str:
    """`one of a, b or c`, shortened when there are many."""
    listed = sorted(words)
    if len(listed) > 24:
        return f"one of {len(listed)} names such as {', '.join(listed[:6])}"
    return f"one of {', '.join(listed)}"
