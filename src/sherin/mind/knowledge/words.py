"""Text to words, words to terms, text to sentences: the one definition used to index and to ask.

`words_of` finds words as they are written; `term_of` folds one to what the index counts (lower
case, no accents, no possessive, the stem), or to "" for a word that says nothing about a subject.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from sherin.mind.knowledge.stemming import stem

__all__ = [
    "QUESTION_WORDS",
    "STOP_WORDS",
    "fold",
    "sentences_of",
    "term_of",
    "terms_of",
    "words_of",
]

_WORD: Final = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE: Final = re.compile(r"['’](?:s|S)$")

QUESTION_WORDS: Final = frozenset("who whom whose what which when where why how".split())
"""Words that ask and are not asked about."""

STOP_WORDS: Final = QUESTION_WORDS | frozenset(
    """
    a about after again all also although always am among an and any anyone anything are as at be
    because been before being between both but by can can't cannot could did didn't do does doesn't
    doing don't done during each either else ever every few for from further get give given go got
    had has have having he her here hers him his i i'm if in into is isn't it its itself just kind
    let like many may me might mine more most much must my myself nor not of off often on once one
    only or other our ours out over own per please rather really same shall she should since so some
    something somewhat such sort tell than that the their theirs them then there these they this
    those though thus to too toward under until up upon us use used using very via was we were
    what's whats whos who's while will with within without would you your yours yourself
    explain describe
    """.split()
)
"""Words that are not indexed: they are in most passages and tell none from another."""

_MAX_CACHED: Final = 200_000
_terms: dict[str, str] = {}


def fold(word: str) -> str:
    """A word in lower case, without accents, possessive or the commas of a number."""
    folded = _POSSESSIVE.sub("", word).lower()
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in parts if not unicodedata.combining(c)).replace("’", "'")
    if folded[0].isdigit() and "," in folded:
        folded = folded.replace(",", "")
    return folded or word.lower()


def term_of(word: str) -> str:
    """What the index counts for a word as written; "" for a stop word."""
    term = _terms.get(word)
    if term is None:
        if len(_terms) >= _MAX_CACHED:
            _terms.clear()
        folded = fold(word)
        term = "" if folded in STOP_WORDS else stem(folded.replace("'", ""))[:40]
        _terms[word] = term
    return term


def words_of(text: str) -> list[str]:
    """The words of a text as written, in order; punctuation is dropped."""
    return _WORD.findall(text)


def terms_of(text: str | Iterable[str]) -> list[str]:
    """The terms of a text, or of words, in order, without stop words."""
    words = words_of(text) if isinstance(text, str) else text
    return [term for word in words if (term := term_of(word))]


# A full stop ends a sentence unless it belongs to an initial, an abbreviation or a number.
_END: Final = re.compile(
    r"""(?<=[.!?…])["'”’)\]]*\s+(?=["'“‘(\[]*[A-Z0-9À-Þ])"""
    r"|\n\s*\n|\n(?=[-*•])"
)
_ABBREVIATIONS: Final = frozenset(
    """mr mrs ms dr prof st sr jr vs etc eg ie al fig no vol ch ca approx c cf gen col lt capt sgt
    rev hon gov sen rep jan feb mar apr jun jul aug sep sept oct nov dec inc ltd co corp mt ft
    """.split()
)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, trimmed, in order; none is empty."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        piece = text[start : match.start()]
        if "\n" not in match.group() and _is_abbreviated(piece):
            continue
        found.append(text[start : match.end()])
        start = match.end()
    found.append(text[start:])
    return [" ".join(piece.split()) for piece in found if piece.strip()]


def _is_abbreviated(piece: str) -> bool:
    if not piece.endswith("."):
        return False
    last = piece[:-1].rpartition(" ")[2].lstrip("(\"'“‘[").lower()
    if "." in last:  # "e.g.", "U.S."
        return len(last) <= 5
    return last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha())
