"""Whether the sources say what a model said: its names, its numbers, its sentences.

Nothing here understands a text. It looks for what a source would have to contain: each name and
number, most of the words of each sentence in one passage, and the same yes or no. What fails is
unverified; what passes can still be wrong in a way that only reading would find.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from sherin.mind.knowledge import FoundPassage
from sherin.mind.knowledge.words import fold, sentences_of, term_of, terms_of, words_of

__all__ = ["Grounding", "ground"]

_LEAST_COVERED: Final = 0.7
"""Share of a sentence's terms that one passage must hold; by taste."""
_SHOWN: Final = 160
"""Characters of a sentence without a source that are told."""
_NO: Final = frozenset(
    "no not never none nobody nothing neither nor without cannot can't isn't aren't wasn't weren't "
    "don't doesn't didn't won't wouldn't couldn't hasn't haven't hadn't unlike false untrue".split()
)
_NUMBER_WORDS: Final = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
}
# What a companion says around its facts; it claims nothing.
_TALK: Final = re.compile(
    r"^(?:(?:well|sure|of course|yes|no|oh|hm+|okay|ok|ah|hello|hi|hey|thanks?|thank you|sorry"
    r"|certainly|gladly|good question|great question)\b[\s,.!–-]*)+$"
    r"|\b(?:i(?:'m| am) (?:not sure|sorry|glad|happy)|i (?:do not|don't) know"
    r"|i hope|let me know|would you like|do you want|shall i|feel free|how are you|tell me)\b",
    re.IGNORECASE,
)


class Grounding(msgspec.Struct, frozen=True, kw_only=True):
    """What became of each claim."""

    used: tuple[int, ...]
    """Positions of the passages that hold a sentence of the answer, in order."""
    missing: tuple[str, ...]
    """Names and numbers that no source holds, and sentences that no passage covers."""

    @property
    def is_grounded(self) -> bool:
        """At least one sentence stands in a passage, and nothing is missing."""
        return bool(self.used) and not self.missing


def ground(
    text: str, *, passages: Sequence[FoundPassage], memories: Sequence[str] = ()
) -> Grounding:
    """Look for every claim of a text.

    Args:
        text: What the model said.
        passages: What it was given to answer from.
        memories: What the person said before; it supports a claim, but is no source to cite.
    """
    holds = [_Held(f"{p.title}. {p.heading}. {p.text}") for p in passages]
    told = [_Held(memory) for memory in memories]
    everything = [*holds, *told]
    used: set[int] = set()
    missing: list[str] = []
    for sentence in sentences_of(text):
        if _TALK.search(sentence) or not terms_of(sentence):
            continue
        missing += [
            word
            for word in _names_and_numbers(sentence)
            if not any(h.has(word) for h in everything)
        ]
        best = max(range(len(everything)), key=lambda n: everything[n].covers(sentence), default=-1)
        if best < 0 or not everything[best].says(sentence):
            missing.append(sentence[:_SHOWN])
        elif best < len(holds):
            used.add(best)
    return Grounding(used=tuple(sorted(used)), missing=tuple(dict.fromkeys(missing)))


class _Held:
    """What one source contains."""

    def __init__(self, text: str) -> None:
        self._sentences = [(frozenset(_terms(s)), _is_no(s)) for s in sentences_of(text)]
        self._terms = frozenset(_terms(text))

    def has(self, word: str) -> bool:
        return _term(word) in self._terms

    def covers(self, sentence: str) -> float:
        """Share of the sentence's terms that are here, 0..1."""
        terms = set(_terms(sentence))
        return len(terms & self._terms) / len(terms) if terms else 0.0

    def says(self, sentence: str) -> bool:
        """Whether most of the sentence is here, and with the same yes or no."""
        return self.covers(sentence) >= _LEAST_COVERED and not self._denies(sentence)

    def _denies(self, sentence: str) -> bool:
        terms = frozenset(_terms(sentence))
        near = max(self._sentences, key=lambda s: len(s[0] & terms), default=None)
        return near is not None and near[1] != _is_no(sentence)


def _terms(text: str) -> list[str]:
    return [term for word in words_of(text) if (term := _term(word))]


def _term(word: str) -> str:
    folded = fold(word)
    return _NUMBER_WORDS.get(folded) or term_of(word)


def _is_no(sentence: str) -> bool:
    return any(word.lower().replace("’", "'") in _NO for word in words_of(sentence))


def _names_and_numbers(sentence: str) -> list[str]:
    """Words with a capital that do not begin the sentence, or hold two; and every number."""
    words = words_of(sentence)
    names = [
        word
        for n, word in enumerate(words)
        if word[0].isupper()
        and (n > 0 or word[1:] != word[1:].lower())
        and word not in {"I", "I'm", "I've", "I'd", "I'll"}
        and _term(word)
    ]
    numbers = [word for word in words if word[0].isdigit() or fold(word) in _NUMBER_WORDS]
    return names + [n for n in numbers if fold(n) not in {"one", "zero"}]
