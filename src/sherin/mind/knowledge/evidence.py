"""What speaks for a passage and for each of its sentences as the answer to a question.

`Evidence.of` measures one passage: shares of the question's terms (each weighted by how telling it
is), cosines, neighbouring words, names, numbers, and whether the kind of answer occurs at all.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.mind.knowledge.question import AnswerKind, Question
from sherin.mind.knowledge.store import PassageRow
from sherin.mind.knowledge.word_vectors import Vector, WordVectors
from sherin.mind.knowledge.words import sentences_of, term_of, terms_of, words_of

__all__ = ["PASSAGE_FEATURES", "SENTENCE_FEATURES", "Evidence", "Weights", "holds_kind"]

PASSAGE_FEATURES: Final = (
    "words",  # BM25, as a share of the sum of idf
    "meaning",  # cosine of the passage
    "sentence_meaning",  # largest cosine of a sentence
    "sentence_share",  # largest share of terms in one sentence
    "share",  # share of terms in the passage
    "pairs",  # share of neighbouring terms that are neighbours there
    "kind",  # the kind of answer occurs in the best sentence
    "title",  # share of terms in title and heading
    "names",  # share of names and numbers in the passage
)
SENTENCE_FEATURES: Final = (
    "share",  # share of terms in the sentence
    "wide_share",  # in it, or in one beside it
    "meaning",  # cosine
    "pairs",
    "kind",
    "names",
    "first",  # it begins the passage
    "length",  # words / 40, at most 1.5
)

Features = NDArray[np.float32]


class Weights(msgspec.Struct, frozen=True):
    """How much each term of the question says."""

    idf: Mapping[str, float]
    """By term, > 0."""
    total: float
    """Of all terms, > 0."""

    def share(self, terms: frozenset[str] | set[str]) -> float:
        """The share of the question that `terms` cover, 0..1."""
        return sum(weight for term, weight in self.idf.items() if term in terms) / self.total


class Sentence(msgspec.Struct, frozen=True):
    """One sentence of a passage with what was measured on it."""

    text: str
    terms: frozenset[str]
    features: Features
    """In the order of `SENTENCE_FEATURES`."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One passage, measured against one question."""

    row: PassageRow
    terms: frozenset[str]
    """Of text, title and heading."""
    sentences: Sequence[Sentence]
    features: Features
    """In the order of `PASSAGE_FEATURES`."""

    @staticmethod
    def of(
        row: PassageRow,
        question: Question,
        weights: Weights,
        *,
        words_score: float,
        cosine: float,
        query: Vector,
        vectors: WordVectors,
    ) -> Evidence:
        """Measure a passage.

        Args:
            row: The passage.
            question: What was asked.
            weights: How much each of its terms says.
            words_score: BM25.
            cosine: Of question and passage.
            query: The question's vector.
            vectors: Table for the vectors of the sentences.

        Cost: about 100 us.
        """
        texts = sentences_of(row.text)
        written = [words_of(text) for text in texts]
        lists = [terms_of(words) for words in written]
        sets = [frozenset(terms) for terms in lists]
        title = frozenset(terms_of(f"{row.title} {row.heading}"))
        cosines = _cosines(written, query, vectors)
        pairs = _pairs(question.terms)
        shares = [weights.share(terms) for terms in sets]
        beside = [
            weights.share(sets[n] | (sets[n - 1] if n else title) | sets[min(n + 1, len(sets) - 1)])
            for n in range(len(sets))
        ]
        paired = [_paired(pairs, terms, weights) for terms in lists]
        wanted = question.names | question.numbers
        kinds = [holds_kind(question, text) for text in texts]
        named = [_part(wanted, terms | title) for terms in sets]
        sentences = [
            Sentence(
                texts[n],
                sets[n],
                np.array(
                    [
                        shares[n],
                        beside[n],
                        cosines[n],
                        paired[n],
                        kinds[n],
                        named[n],
                        float(n == 0),
                        min(len(written[n]) / 40.0, 1.5),
                    ],
                    np.float32,
                ),
            )
            for n in range(len(texts))
        ]
        everything = title.union(*sets)
        best = max(range(len(texts)), key=lambda n: shares[n] + cosines[n], default=-1)
        features = np.array(
            [
                words_score / weights.total,
                cosine,
                max(cosines, default=0.0),
                max(shares, default=0.0),
                weights.share(everything),
                max(paired, default=0.0),
                kinds[best] if best >= 0 else 0.0,
                weights.share(title),
                _part(wanted, everything),
            ],
            np.float32,
        )
        return Evidence(row=row, terms=everything, sentences=sentences, features=features)


def _cosines(written: Sequence[Sequence[str]], query: Vector, vectors: WordVectors) -> list[float]:
    found: list[float] = []
    for words in written:
        telling = [word for word in words if term_of(word)]
        found.append(float(vectors.embed(telling) @ query) if telling else 0.0)
    return found


def _pairs(terms: Sequence[str]) -> list[tuple[str, str]]:
    return list(itertools.pairwise(terms))


def _paired(pairs: Sequence[tuple[str, str]], terms: Sequence[str], weights: Weights) -> float:
    """The share of the question's neighbours that are at most two words apart, in order."""
    if not pairs:
        return 0.0
    places: dict[str, list[int]] = {}
    for n, term in enumerate(terms):
        places.setdefault(term, []).append(n)
    total = found = 0.0
    for a, b in pairs:
        weight = min(weights.idf.get(a, 0.0), weights.idf.get(b, 0.0))
        total += weight
        if any(0 < j - i <= 2 for i in places.get(a, ()) for j in places.get(b, ())):
            found += weight
    return found / total if total > 0.0 else 0.0


def _part(wanted: frozenset[str], terms: frozenset[str]) -> float:
    """The part of `wanted` that is in `terms`; 1 where nothing is wanted."""
    return len(wanted & terms) / len(wanted) if wanted else 1.0


_MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_NUMBER_WORDS: Final = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty"
    "|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|third"
)
_NAME: Final = re.compile(
    r"(?<![.!?]\s)(?<!^)\b[A-Z][\w'’-]+(?:\s+(?:of|the|de|von|van)?\s*[A-Z][\w'’-]+)*"
)
_HOLDS: Final[Mapping[AnswerKind, re.Pattern[str]]] = {
    AnswerKind.DATE: re.compile(
        rf"\b\d{{3,4}}s?\b|\b(?:{_MONTHS})\b|\b\d+(?:st|nd|rd|th)\s+cent|\bcentur|\b\d+\s*(?:BC|AD|BCE|CE)\b"
        r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    ),
    AnswerKind.NUMBER: re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE),
    AnswerKind.REASON: re.compile(
        r"\b(?:because|since|due to|as a result|so that|in order to|cause[sd]?|led to|reason|owing to"
        r"|to (?:avoid|prevent|protect|allow|make|help|reduce))\b",
        re.IGNORECASE,
    ),
}  # fmt: skip


def holds_kind(question: Question, sentence: str) -> float:
    """1 where a sentence holds something of the kind asked for that the question did not say."""
    if question.kind in {AnswerKind.PERSON, AnswerKind.PLACE}:
        known = set(question.terms)
        names = _NAME.findall(sentence)
        return float(any(not set(terms_of(name)) <= known for name in names))
    pattern = _HOLDS.get(question.kind)
    if pattern is None:
        return 1.0
    for match in pattern.finditer(sentence):
        if term_of(match.group()) not in question.numbers:
            return 1.0
    return 0.0
