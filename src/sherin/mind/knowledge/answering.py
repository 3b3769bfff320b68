"""Joins the best sentences of a passage into an answer that reads well alone.

A fact is answered by the sentence that holds it, with the one before where it begins by pointing
back; a subject by the beginning of its article and where to go on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

__all__ = ["Extract", "extract", "lead_of"]

_POINTS_BACK: Final = re.compile(
    r"^(?:(?:he|she|it|they|his|her|its|their|this|these|those|such|both|however|but|also|thus"
    r"|therefore|then|another|instead|as a result|for example|in addition|moreover|later)\b)",
    re.IGNORECASE,
)
_NEAR: Final = 0.5
"""A neighbouring sentence within this of the best one belongs to the answer."""
_ENOUGH_WORDS: Final = 60
_MOST_WORDS: Final = 100
_LEAD_WORDS: Final = 120


class Extract(msgspec.Struct, frozen=True):
    """Sentences of one passage, joined."""

    text: str
    numbers: Sequence[int]
    """Which sentences of the passage, in order."""


def extract(sentences: Sequence[str], scores: NDArray[np.float32]) -> Extract:
    """The answer to a fact: the best sentence, and neighbours that belong to it."""
    best = int(np.argmax(scores))
    numbers = {best}
    n_words = _length(sentences[best])
    before = _length(sentences[best - 1]) if best > 0 else 0
    if before and _POINTS_BACK.match(sentences[best]) and n_words + before <= _MOST_WORDS:
        numbers.add(best - 1)
        n_words += before
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    for other in order[1:3]:
        close = scores[other] >= scores[best] - _NEAR
        if other not in numbers and close and n_words + _length(sentences[other]) <= _MOST_WORDS:
            if n_words >= _ENOUGH_WORDS:
                break
            numbers.add(other)
            n_words += _length(sentences[other])
    chosen = sorted(numbers)
    return Extract(_joined(sentences, chosen), chosen)


def lead_of(sentences: Sequence[str]) -> str:
    """How an article begins: whole sentences, at most about 120 words."""
    taken: list[str] = []
    n_words = 0
    for sentence in sentences:
        n_sentence = len(sentence.split())
        if taken and n_words + n_sentence > _LEAD_WORDS:
            break
        taken.append(sentence)
        n_words += n_sentence
    return " ".join(taken)


def _length(sentence: str) -> int:
    return len(sentence.split())


def _joined(sentences: Sequence[str], numbers: Sequence[int]) -> str:
    """The sentences in order; what was left out between two is marked."""
    parts: list[str] = []
    before = numbers[0]
    for number in numbers:
        if number > before + 1:
            parts.append("[...]")
        parts.append(sentences[number])
        before = number
    return " ".join(parts)
