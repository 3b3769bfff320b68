"""What speaks for a passage and for each of its sentences as the answer to a question.

`measure` looks at one passage: shares of the question's terms (each weighted by how telling it
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
from sherin.mind.knowledge.words import fold, sentences_of, term_of, terms_of, words_of

__all__ = [
    "PASSAGE_FEATURES",
    "SENTENCE_FEATURES",
    "Evidence",
    "Reading",
    "Weights",
    "holds_kind",
    "measure",
    "read_passage",
]

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
    "length",  # indexed words / 20, at most 1.5
)

Features = NDArray[np.float32]


class Weights:
    """How much each term of the question, and each pair of neighbours in it, says."""

    def __init__(self, idf: Mapping[str, float], terms: Sequence[str]) -> None:
        """Weigh `terms`, in the order of the question, by `idf`."""
        self.idf: Final = idf
        self.total: Final = max(sum(idf.values()), 0.1)
        """Of all terms, > 0."""
        self._keys: Final = frozenset(idf)
        pairs = {(a, b): min(idf[a], idf[b]) for a, b in itertools.pairwise(terms) if a != b}
        self._pairs: Final = pairs
        self._of_pairs: Final = sum(pairs.values())

    def share(self, terms: frozenset[str] | set[str]) -> float:
        """The share of the question that `terms` cover, 0..1."""
        return sum(map(self.idf.__getitem__, self._keys & terms)) / self.total

    def paired(self, terms: Sequence[str]) -> float:
        """The share of neighbouring terms that are at most two words apart, in order, 0..1."""
        if not self._pairs:
            return 0.0
        places = [(n, term) for n, term in enumerate(terms) if term in self._keys]
        if len(places) < 2:
            return 0.0
        near = {
            (a, b)
            for k, (m, a) in enumerate(places)
            for n, b in places[k + 1 : k + 3]
            if n - m <= 2
        }
        return sum(self._pairs.get(pair, 0.0) for pair in near) / self._of_pairs


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A passage cut into sentences, words and terms."""

    row: PassageRow
    sentences: Sequence[str]
    words: Sequence[Sequence[str]]
    """Of each sentence, those that are indexed."""
    terms: Sequence[Sequence[str]]
    """Of each sentence, in order."""
    title: frozenset[str]
    """Terms of title and heading."""


def read_passage(row: PassageRow) -> Reading:
    """Cut a passage; about 50 us for 120 words."""
    sentences = sentences_of(row.text)
    words: list[list[str]] = []
    terms: list[list[str]] = []
    for sentence in sentences:
        pairs = [(word, term) for word in words_of(sentence) if (term := term_of(word))]
        words.append([word for word, _ in pairs])
        terms.append([term for _, term in pairs])
    title = frozenset(terms_of(f"{row.title} {row.heading}"))
    return Reading(row, sentences, words, terms, title)


class Evidence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One passage, measured against one question."""

    reading: Reading
    terms: frozenset[str]
    """Of text, title and heading."""
    features: Features
    """In the order of `PASSAGE_FEATURES`."""
    cosines: Sequence[float]
    """Of the question and each sentence."""

    @property
    def row(self) -> PassageRow:
        """The passage itself."""
        return self.reading.row

    def sentence_features(self, question: Question, weights: Weights) -> NDArray[np.float32]:
        """The features (n_sentences, n) in the order of `SENTENCE_FEATURES`."""
        reading = self.reading
        sets = [frozenset(terms) for terms in reading.terms]
        wanted = question.names | question.numbers
        rows: list[list[float]] = []
        for n, sentence in enumerate(reading.sentences):
            before = sets[n - 1] if n else reading.title
            after = sets[min(n + 1, len(sets) - 1)]
            rows.append(
                [
                    weights.share(sets[n]),
                    weights.share(sets[n] | before | after),
                    self.cosines[n],
                    weights.paired(reading.terms[n]),
                    holds_kind(question, sentence),
                    _part(wanted, sets[n] | reading.title),
                    float(n == 0),
                    min(len(reading.words[n]) / 20.0, 1.5),
                ]
            )
        return np.array(rows, np.float32).reshape(len(rows), len(SENTENCE_FEATURES))


def measure(
    reading: Reading,
    question: Question,
    weights: Weights,
    *,
    words_score: float,
    cosine: float,
    cosines: Sequence[float],
) -> Evidence:
    """Measure a passage.

    Args:
        reading: The passage.
        question: What was asked, with typos corrected.
        weights: How much each of its terms says.
        words_score: BM25.
        cosine: Of question and passage.
        cosines: Of question and each sentence.

    Cost: about 50 us.
    """
    sets = [frozenset(terms) for terms in reading.terms]
    shares = [weights.share(terms) for terms in sets]
    everything = reading.title.union(*sets)
    best = max(range(len(sets)), key=lambda n: shares[n] + cosines[n], default=-1)
    features = np.array(
        [
            words_score / weights.total,
            cosine,
            max(cosines, default=0.0),
            max(shares, default=0.0),
            weights.share(everything),
            max((weights.paired(terms) for terms in reading.terms), default=0.0),
            holds_kind(question, reading.sentences[best]) if best >= 0 else 0.0,
            weights.share(reading.title),
            _part(question.names | question.numbers, everything),
        ],
        np.float32,
    )
    return Evidence(reading=reading, terms=everything, features=features, cosines=cosines)


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
        rf"\b\d{{3,4}}s?\b|\b(?:{_MONTHS})\b|\b\d+(?:st|nd|rd|th)\s+cent|\bcentur"
        r"|\b\d+\s*(?:BC|AD|BCE|CE)\b"
        r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    ),
    AnswerKind.NUMBER: re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE),
    AnswerKind.REASON: re.compile(
        r"\b(?:because|since|due to|as a result|so that|in order to|cause[sd]?|led to|reason"
        r"|owing to|to (?:avoid|prevent|protect|allow|make|help|reduce))\b",
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
        if fold(match.group()) not in question.numbers:
            return 1.0
    return 0.0
