"""What a fitted confidence cannot see: a sentence that cannot be the answer, however well it fits.

`is_doubtful` is asked of an answer that is no whole article. On the five SQuAD articles with traps
60 answers to "when" and "how many" were given as known whose sentence holds no date or number;
13 of them were right.
"""

from __future__ import annotations

import re
from typing import Final

from sherin.mind.knowledge.evidence import holds_kind
from sherin.mind.knowledge.question import AnswerKind, Question
from sherin.mind.knowledge.words import term_of, words_of

__all__ = ["DOUBTFUL", "is_doubtful"]

DOUBTFUL: Final = 0.49
"""The most confidence of an answer that cannot be the one; below the threshold of "I know"."""
_TELLABLE: Final = frozenset(
    (AnswerKind.PERSON, AnswerKind.DATE, AnswerKind.NUMBER, AnswerKind.PLACE)
)
"""Kinds of answers that a sentence has or has not."""
_NUMBER: Final = r"\d[\d.,]*(?: (?:hundred|thousand|million|billion|trillion))? ?-?"
_MEASURES: Final = tuple(
    (re.compile(asks, re.IGNORECASE), re.compile(rf"{_NUMBER}(?:{units})", re.IGNORECASE))
    for asks, units in (
        (
            r"\bhow (?:far|tall|high|deep|wide)\b",
            r"km\b|kilomet|met(?:re|er)|m\b|cm\b|mm\b|miles?|mi\b|feet|foot|ft\b|inch|yards?|light|astron|times",
        ),
        (r"\bhow heavy\b|\bhow much (?:does|do|did) .{1,60} weigh\b",
         r"kg\b|kilogram|grams?|g\b|tonnes?|tons?|pounds?|ounces?|times"),
        (r"\bhow (?:hot|cold|warm)\b", r"degrees?|°|kelvin|k\b"),
    )
)  # fmt: skip
"""What is asked for by a measure, and the units an answer has it in."""
_SAYS_WHAT: Final = frozenset(
    "is are was were as means mean describes describe refers called consists includes".split()
)
_AFTER: Final = 3
"""Words after a subject within which a sentence about it says what it is."""
_NAMES_IT: Final = re.compile(r"(?:called|named|known as|termed|the term)\W+$", re.IGNORECASE)
_WHO_IS: Final = re.compile(r"^who(?:'s|\s+is|\s+are|\s+was|\s+were)\b", re.IGNORECASE)
_SHORT_NAME: Final = 5
"""Letters up to which a name is not taken for another: Lena is no lens."""
_MADE_OF: Final = re.compile(r"\bmade (?:up |out )?(?:of|from)$", re.IGNORECASE)
_CONSISTS: Final = re.compile(
    r"\bmade (?:\w+ )?(?:up |out )?(?:of|from)\b|\b(?:consist|contain|compos|built|form|joined)",
    re.IGNORECASE,
)
_THE_OF: Final = re.compile(
    r"^what(?:'s|\s+is|\s+was|\s+are|\s+were) the (?P<what>\w+) of\b", re.IGNORECASE
)
_IS_THE_OF: Final = re.compile(r"\b(?:is|was|are|were) the (?P<what>\w+) of\b", re.IGNORECASE)
_WHO_FOUND: Final = re.compile(r"^who\s+(?:first\s+)?(?:discovered|invented)\b", re.IGNORECASE)
_FOUND: Final = re.compile(
    r"\b(?:discover|invent|found|develop|creat|design|built|patent|identif|propos|introduc"
    r"|observ|describ|demonstrat"  # codespell:ignore observ,describ,demonstrat
    r"|formulat|pioneer|isolat|detect|notic|constructed)",
    re.IGNORECASE,
)
"""How a sentence tells of who found or made a thing."""


def is_doubtful(
    question: Question, said: str, best: str, *, title: frozenset[str], passage: frozenset[str]
) -> bool:
    """Whether an extract cannot be the answer.

    Args:
        question: What was asked.
        said: The extract.
        best: Its best sentence.
        title: Terms of the article it was taken from.
        passage: Terms of the passage it was taken from, with those of the title.
    """
    for asks, holds in _MEASURES:
        if asks.search(question.body):
            return holds.search(said) is None
    terms = set(question.terms)
    if _WHO_IS.match(question.body) and _is_of_another(question, terms, passage):
        return True
    if _MADE_OF.search(question.body) and not (terms & title or _CONSISTS.search(said)):
        return True
    if _is_another_of(question.body, best):
        return True
    if _WHO_FOUND.match(question.body) and not _FOUND.search(said):
        return True
    if len(terms) > 1 and question.kind in _TELLABLE and not holds_kind(question, best):
        return True
    if len(terms) != 1 or terms & title:
        return False
    return not _is_about(next(iter(terms)), said, is_who=question.kind is AnswerKind.PERSON)


def _is_another_of(asked: str, best: str) -> bool:
    """Whether a sentence names the capital of a thing where its population is asked for."""
    wanted, told = _THE_OF.match(asked), _IS_THE_OF.search(best)
    if wanted is None or told is None or term_of(wanted["what"]) == term_of(told["what"]):
        return False
    return term_of(wanted["what"]) not in {term_of(word) for word in words_of(best)}


def _is_of_another(question: Question, terms: set[str], passage: frozenset[str]) -> bool:
    """Whether a passage lacks whom "who is" asks for: a prime number is no prime minister.

    Who was Emma's brother may be told without the word, where the passage names Emma.
    """
    if len(terms) == 1:
        name = question.words[0]
        return len(name) <= _SHORT_NAME and term_of(name) not in passage
    return 2 * len(terms - passage) >= len(terms) > 0 and not question.names & passage


def _is_about(term: str, said: str, *, is_who: bool) -> bool:
    """Whether a text says something of the one thing asked for, and does not only mention it.

    "Gravity as the curvature of space" does, "the Greek for love of wisdom" does not, and "Max
    Planck" is nobody called Max.
    """
    words = list(re.finditer(r"[^\W_][\w'’-]*|[,(:]", said))
    for n, word in enumerate(words):
        if term_of(word.group()) != term:
            continue
        after = [other.group() for other in words[n + 1 : n + 1 + _AFTER]]
        is_first_name = word.group()[0].isupper() and bool(after) and after[0][0].isupper()
        if is_first_name:
            continue
        if is_who and word.group()[0].isupper():
            return True
        if n < _AFTER or _NAMES_IT.search(said[: word.start()]):
            return True
        if any(other.lower() in _SAYS_WHAT or other == "(" for other in after):
            return True
    return False
