"""Answers from filled gaps: the same question in any of its wordings, or one that means the same.

A question is compared with the questions that were answered, which are few: names, numbers,
negations and the order of words must agree, so that an answer about one thing is never given for
another. What is left is looked up in the texts of the answers (`answer_texts.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import msgspec

from sherin.mind.companion.answer_texts import AnswerTexts
from sherin.mind.companion.sameness import NEGATIONS, Asking, is_same, read_asking
from sherin.mind.knowledge import Answer, FoundPassage, Source
from sherin.mind.knowledge.words import QUESTION_WORDS, term_of

__all__ = ["OWN_DOMAIN", "FilledAnswers", "FilledGap"]

OWN_DOMAIN: Final = "own"
"""Stands where a shelf's id stands: what the person answered is on no shelf."""
_SAME: Final = 0.97
"""Confidence for the question that was answered; a person said so, and persons err. By taste."""
_REWORDED: Final = 0.8
"""And for other words in which every word that tells is the same. By taste."""
_COVERED: Final = 0.6
"""Share of the answered question's telling words that a rewording must hold."""


class FilledGap(msgspec.Struct, frozen=True, kw_only=True):
    """A question with the answer that a person gave."""

    id: str
    wordings: tuple[str, ...]
    answer: str
    title: str
    """How it is cited."""
    date: str
    """Day of the answer, `YYYY-MM-DD`."""


class _Known(msgspec.Struct, frozen=True):
    """One wording, read."""

    asking: Asking
    terms: tuple[str, ...]
    gap: FilledGap


class FilledAnswers:
    """The answered gaps of one moment; read only."""

    def __init__(self, gaps: Sequence[FilledGap]) -> None:
        """Read the wordings of all gaps; of equal ones the later answer holds."""
        self._gaps: Final = {gap.id: gap for gap in gaps}
        self._texts: AnswerTexts | None = None
        self._by_key: Final[dict[str, list[_Known]]] = defaultdict(list)
        self._by_term: Final[dict[str, list[_Known]]] = defaultdict(list)
        for gap in sorted(gaps, key=lambda gap: (gap.date, gap.id), reverse=True):
            for wording in gap.wordings:
                asking = read_asking(wording)
                known = _Known(asking, _terms(asking), gap)
                self._by_key[asking.key].append(known)
                for term in set(known.terms):
                    self._by_term[term].append(known)

    def warm_up(self) -> None:
        """Index the texts of the answers, so that the first question need not wait for it."""
        if self._texts is None:
            self._texts = AnswerTexts({gap.id: gap.answer for gap in self._gaps.values()})

    def ask(self, question: str) -> Answer | None:
        """The answer to a question that was answered, or that an answer's text answers; or None."""
        asking = read_asking(question)
        if not asking.key:
            return None
        for known in self._by_key.get(asking.key, ()):
            if is_same(asking, known.asking):
                return _answer(known.gap, _SAME)
        known = self._reworded(asking)
        if known is not None:
            return _answer(known.gap, _REWORDED)
        self.warm_up()
        assert self._texts is not None
        said = self._texts.find(question)
        if said is None:
            return None
        gap = msgspec.structs.replace(self._gaps[said.gap], answer=said.text)
        return _answer(gap, said.confidence)

    def _reworded(self, asking: Asking) -> _Known | None:
        terms = _terms(asking)
        if not terms:
            return None
        rarest = min(terms, key=lambda term: len(self._by_term.get(term, ())))
        for known in self._by_term.get(rarest, ()):
            if _says_the_same(asking, terms, known):
                return known
        return None


def _says_the_same(asking: Asking, terms: tuple[str, ...], known: _Known) -> bool:
    """Whether all telling words of one question stand in the other, in the same order."""
    if _kind(asking) not in {"", _kind(known.asking)}:
        return False
    if _negations(asking) != _negations(known.asking):
        return False
    if asking.names is not None and known.asking.names is not None:
        written = {name.casefold() for name in known.asking.names}
        if not written.issuperset(name.casefold() for name in asking.names):
            return False
    rest = iter(known.terms)
    in_order = all(term in rest for term in terms)
    return in_order and len(terms) >= _COVERED * len(known.terms)


def _terms(asking: Asking) -> tuple[str, ...]:
    """Stems of the words that tell; signs such as + and numbers stay as they are."""
    found = (
        word if not word.isalpha() else term_of(word)
        for word in asking.words
        if word not in NEGATIONS and word not in QUESTION_WORDS
    )
    return tuple(term for term in found if term)


def _kind(asking: Asking) -> str:
    return next((word for word in asking.words if word in QUESTION_WORDS), "")


def _negations(asking: Asking) -> int:
    return sum(word in NEGATIONS for word in asking.words)


def _answer(gap: FilledGap, confidence: float) -> Answer:
    source = Source(title=gap.title, domain=OWN_DOMAIN, uri=f"gap:{gap.id}", date=gap.date)
    passage = FoundPassage(
        title=gap.title, domain=OWN_DOMAIN, uri=source.uri, text=gap.answer, score=1.0,
        date=gap.date, heading=gap.wordings[0],
    )  # fmt: skip
    return Answer(
        text=gap.answer,
        confidence=confidence,
        sources=(source,),
        passages=(passage,),
        latency_ms=0.0,
        kind="answered",
        extract=gap.answer,
        domain=OWN_DOMAIN,
    )
