"""Whether a line is in another language than the one it knows best."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from sherin.errors import CompanionError
from sherin.mind.affect.toml_table import open_table
from sherin.mind.companion.incoming import Incoming
from sherin.mind.knowledge.words import STOP_WORDS, words_of

__all__ = ["reads_as_foreign"]

_PATH: Final = Path(__file__).with_name("languages.toml")
_NEXT_STEP: Final = "It belongs to the package: install sherin again."
_IN_BOTH: Final = frozenset(
    "a an as at die do had he i in is me no of on so us was want war".split()
)
"""English words that are common in other languages too; they speak for neither."""
_ENGLISH: Final = STOP_WORDS - _IN_BOTH
_SHORT: Final = 3
"""Of so few words one small word is enough."""


@cache
def _small_words() -> frozenset[str]:
    with open_table(_PATH, CompanionError, next_step=_NEXT_STEP) as root:
        root.integer("version", low=1, high=1)
        table = root.table("words")
        found = {word for name in table for word in table.text(name, max_chars=1_000).split()}
        root.close()
    return frozenset(found) - STOP_WORDS - _IN_BOTH


def reads_as_foreign(line: Incoming) -> bool:
    """Whether a line is written in another script, or with small words of another language."""
    if line.is_foreign:
        return True
    written = words_of(line.text[:400])
    words = [word.lower() for word in written]
    n_foreign = sum(1 for word in words if word in _small_words())
    # An accent speaks for another language, but in a name it does not: "La Niña".
    n_foreign += sum(1 for word in written if word[0].islower() and not word.isascii())
    n_english = sum(1 for word in words if word in _ENGLISH)
    least = 1 if len(words) <= _SHORT else 2
    return n_foreign >= least and n_foreign > n_english
