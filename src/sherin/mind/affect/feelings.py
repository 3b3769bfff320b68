"""Words for feelings: one table with a place in valence-arousal-dominance for each.

`feeling("joy")` and blends such as `feeling("joy:0.6+doubt:0.4")` serve every command that takes
`--emotion`. The table is `feelings.toml`; a test holds it to at least 48 words.
"""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path
from typing import Final

from sherin.errors import FeelingError
from sherin.mind.affect.toml_table import nearest_names, open_table
from sherin.mind.affect.vad import AXES, HasVad, Vad, distance

__all__ = ["feeling", "feeling_words", "nearest_feeling"]

_PATH: Final = Path(__file__).with_name("feelings.toml")
_NEXT_STEP: Final = "It belongs to the package: install sherin again."
_WORD: Final = re.compile(r"[a-z]+(-[a-z]+)*")
_MAX_PARTS: Final = 8
_MAX_CHARS: Final = 300


def feeling(text: str) -> Vad:
    """The place of a feeling, or of a blend of feelings.

    Words are separated by `+`, each may carry a weight after a colon (1 without). Weights that sum
    to more than 1 are scaled to 1; less than 1 leaves the rest neutral, so `joy:0.5` is a mild joy.

    Args:
        text: Such as `joy`, `Joy`, `joy:0.5` or `joy:0.6+doubt:0.4`; case and spaces do not matter.

    Raises:
        FeelingError: an unknown word (the nearest ones are listed), or a blend that does not parse.
    """
    if len(text) > _MAX_CHARS:
        raise FeelingError(
            f"feeling: {len(text)} characters, expected at most {_MAX_CHARS}. Name one feeling."
        )
    parts = [_part(part, text) for part in text.split("+")]
    if len(parts) > _MAX_PARTS:
        raise FeelingError(
            f"feeling {text!r}: {len(parts)} words, expected at most {_MAX_PARTS}. Leave some out."
        )
    total = math.fsum(weight for _, weight in parts)
    scale = 1.0 / total if total > 1.0 else 1.0
    sums = [math.fsum(w * scale * getattr(place, axis) for place, w in parts) for axis in AXES]
    return Vad.clamped(*sums)


def feeling_words() -> tuple[str, ...]:
    """Every word of the table, without the aliases, sorted."""
    return tuple(sorted(_table()[0]))


def nearest_feeling(place: HasVad) -> str:
    """The word whose place is nearest, for showing a state to a person; ties go to the alphabet."""
    words = _table()[0]
    return min(sorted(words), key=lambda word: distance(words[word], place))


def _part(part: str, text: str) -> tuple[Vad, float]:
    word, colon, number = part.partition(":")
    word = word.strip().lower().replace("_", "-").replace(" ", "-")
    words, aliases = _table()
    if not word:
        raise FeelingError(
            f"feeling {text!r}: a word is missing, expected a form like 'joy' or "
            "'joy:0.6+doubt:0.4'. Name a feeling on both sides of every '+'."
        )
    place = words.get(aliases.get(word, word))
    if place is None:
        near = list(dict.fromkeys(aliases.get(w, w) for w in nearest_names(word, words | aliases)))
        guess = (
            f"Did you mean {', '.join(near)}?" if near else f"Known: {', '.join(sorted(words))}."
        )
        raise FeelingError(
            f"feeling {word[:60]!r}: not in the table of {len(words)} words. {guess}"
        )
    if not colon:
        return place, 1.0
    try:
        weight = float(number)
    except ValueError:
        weight = math.nan
    if not 0.0 < weight <= 1.0:
        raise FeelingError(
            f"feeling {text!r}: weight {number.strip()[:40]!r} of {word!r}, expected a number "
            "above 0 and up to 1. Write it like 'joy:0.6'."
        )
    return place, weight


@cache
def _table() -> tuple[dict[str, Vad], dict[str, str]]:
    with open_table(_PATH, FeelingError, next_step=_NEXT_STEP) as root:
        root.integer("version", low=1, high=1)
        table = root.table("feelings")
        words = {word: Vad(*table.numbers(word, AXES, low=-1.0, high=1.0)) for word in table}
        names = root.table("aliases")
        aliases = {alias: names.choice(alias, words) or "neutral" for alias in names}
        for word in (*words, *aliases):
            if not _WORD.fullmatch(word):
                root.note(word, word, "lower-case letters and hyphens")
        root.close()
    return words, aliases
