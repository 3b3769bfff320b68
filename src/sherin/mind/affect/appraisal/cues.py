"""The editable table of conversational cues: negators, boosters, phrases, emoji.

What EmoBank's news, letters and fiction cannot teach about talk is written down by hand in
`cues.toml`, with its numbers in the open. `load_cues(path)` reads a table of one's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from sherin.errors import AffectError
from sherin.mind.affect.toml_table import TomlTable, open_table
from sherin.mind.affect.vad import AXES

__all__ = ["BUILTIN_CUES", "Cues", "builtin_cues", "load_cues"]

BUILTIN_CUES: Final = Path(__file__).with_name("cues.toml")

Push = tuple[float, float, float]
"""Valence, arousal, dominance that a cue adds before the bound; each -3..3."""

_LIMIT: Final = 3.0
_NEXT_STEP: Final = "See docs/appraisal.md#cues."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cues:
    """The table in the shape the appraiser reads it."""

    negators: frozenset[str]
    """Words that turn the feeling of what follows."""
    releases: frozenset[str]
    """Words at which a negator's reach ends."""
    boosters: dict[str, float]
    """Word -> share by which it strengthens (or weakens, below 0) the next feeling word; -1..1."""
    contrasts: frozenset[str]
    """Words after which a line says what it means (`but`)."""
    phrases: dict[str, tuple[tuple[tuple[str, ...], Push], ...]]
    """First word -> the phrases that begin with it, longest first."""
    emoji: dict[str, Push]
    """Emoji or typed face -> its push."""
    exclamation: Push
    """Push of one exclamation mark along the sign of the line; three count at most."""
    question: Push
    """Push of a line that asks."""
    shout: Push
    """Push of a line in capitals, along the sign of the line."""
    ellipsis: Push
    """Push of trailing off."""


def load_cues(path: Path) -> Cues:
    """The cue table of a TOML file.

    Raises:
        AffectError: the file cannot be read, or values are wrong; the message names them all.
    """
    with open_table(path, AffectError, next_step=_NEXT_STEP) as root:
        words = root.table("words")
        boosters = words.table("boosters")
        marks = root.table("marks")
        cues = Cues(
            negators=frozenset(words.table("negators").keys()),
            releases=frozenset(words.table("releases").keys()),
            boosters=_shares(boosters),
            contrasts=frozenset(words.table("contrasts").keys()),
            phrases=_phrases(root.table("phrases")),
            emoji=_pushes(root.table("emoji")),
            exclamation=_push(marks, "exclamation"),
            question=_push(marks, "question"),
            shout=_push(marks, "shout"),
            ellipsis=_push(marks, "ellipsis"),
        )
        marks.close()
        words.close()
        root.close()
    return cues


@cache
def builtin_cues() -> Cues:
    """The table that ships; read once."""
    return load_cues(BUILTIN_CUES)


def _push(table: TomlTable, key: str) -> Push:
    valence, arousal, dominance = table.numbers(key, AXES, low=-_LIMIT, high=_LIMIT)
    return valence, arousal, dominance


def _shares(table: TomlTable) -> dict[str, float]:
    names = table.keys()
    return {name: table.number(name, low=-1.0, high=1.0) for name in names}


def _pushes(table: TomlTable) -> dict[str, Push]:
    names = table.keys()
    return {name: _push(table, name) for name in names}


def _phrases(table: TomlTable) -> dict[str, tuple[tuple[tuple[str, ...], Push], ...]]:
    by_first: dict[str, list[tuple[tuple[str, ...], Push]]] = {}
    for text, push in _pushes(table).items():
        words = tuple(text.lower().split())
        if words:
            by_first.setdefault(words[0], []).append((words, push))
    return {
        first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in by_first.items()
    }
