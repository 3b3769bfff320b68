"""Cuts a document into passages: a paragraph each, with the heading it stands under.

Short paragraphs join their neighbours, long ones are cut between sentences, so that a passage is
long enough to be understood alone and short enough to be read at a glance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from sherin.mind.knowledge.words import sentences_of

__all__ = ["Block", "Document", "Passage", "passages_of"]

_ENOUGH_WORDS: Final = 40
"""A paragraph of at least this many words stands alone."""
_MOST_WORDS: Final = 320
"""A longer paragraph is cut; 95 % of the paragraphs of an encyclopaedia have at most 209."""
_CUT_WORDS: Final = 160
"""About where it is cut."""
_MAX_WORD: Final = 200
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


class Block(msgspec.Struct, frozen=True):
    """A paragraph of a document."""

    text: str
    heading: str = ""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What a file, or one record of it, says."""

    title: str
    blocks: Sequence[Block]
    date: str = ""
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or nothing."""
    author: str = ""
    aliases: str = ""
    """Other names of the subject, separated by commas."""
    anchor: str = ""
    """Where in the file it is, such as a row or a path in an archive."""


class Passage(msgspec.Struct, frozen=True):
    """A piece of text that is found and cited as one."""

    heading: str
    text: str


def passages_of(document: Document) -> list[Passage]:
    """The passages of a document in order; empty where it holds no words."""
    found: list[Passage] = []
    waiting: list[str] = []  # short paragraphs under one heading
    heading = ""
    for block in document.blocks:
        text = clean(block.text)
        if not text:
            continue
        if block.heading != heading:
            found.extend(_flushed(waiting, heading))
            heading = block.heading
        n_words = len(text.split())
        if n_words >= _ENOUGH_WORDS:
            found.extend(_flushed(waiting, heading))
            found.extend(Passage(heading, piece) for piece in _pieces(text, n_words))
        else:
            waiting.append(text)
            if sum(len(t.split()) for t in waiting) >= _ENOUGH_WORDS:
                found.extend(_flushed(waiting, heading))
    found.extend(_flushed(waiting, heading))
    return found


def clean(text: str) -> str:
    """A text without control characters and lone surrogates, its white space single.

    What is stored is data: nothing in it may steer a terminal or hide what stands there.
    """
    text = _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8"))
    return " ".join(word[:_MAX_WORD] for word in text.split())


def _flushed(waiting: list[str], heading: str) -> Iterable[Passage]:
    if not waiting:
        return ()
    passage = Passage(heading, "\n".join(waiting))
    waiting.clear()
    return (passage,)


def _pieces(text: str, n_words: int) -> list[str]:
    if n_words <= _MOST_WORDS:
        return [text]
    target = n_words / max(round(n_words / _CUT_WORDS), 1)
    pieces: list[str] = []
    current: list[str] = []
    n_current = 0
    for sentence in _bounded(sentences_of(text)):
        n_sentence = len(sentence.split())
        if current and n_current + n_sentence / 2 > target:
            pieces.append(" ".join(current))
            current, n_current = [], 0
        current.append(sentence)
        n_current += n_sentence
    return [*pieces, " ".join(current)]


def _bounded(sentences: Iterable[str]) -> Iterable[str]:
    """Sentences of at most 160 words: text without full stops is cut by count."""
    for sentence in sentences:
        words = sentence.split()
        for begin in range(0, len(words), _CUT_WORDS):
            yield " ".join(words[begin : begin + _CUT_WORDS])
