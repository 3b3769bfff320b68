"""Finds the passages that answer a question: words and meaning fused, then read more closely.

Rank fusion of BM25 and vectors chooses a pool; each passage of the pool is measured (`Evidence`)
and ordered by one linear score with fitted weights. A domain that the question names, or that its
words lead to, adds a little to that score: a prior that never hides a better answer elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Final

import msgspec
import numpy as np

from sherin.mind.knowledge.domains import DOMAINS, Domain
from sherin.mind.knowledge.evidence import Evidence, Reading, Weights, measure, read_passage
from sherin.mind.knowledge.fitted import Fitted
from sherin.mind.knowledge.index import Found, Index
from sherin.mind.knowledge.question import Question
from sherin.mind.knowledge.store import PassageRow, Store
from sherin.mind.knowledge.word_vectors import WordVectors
from sherin.mind.knowledge.words import fold

__all__ = ["Hit", "Searcher"]

_DEPTH: Final = 40
"""Passages asked of each kind of search."""
_POOL: Final = 24
"""Passages kept by rank fusion."""
_READ: Final = 10
"""Of these, passages that are read closely."""
_FUSION: Final = 60.0
"""Constant of reciprocal rank fusion (Cormack, Clarke and Buettcher, 2009)."""
_NAMED_BONUS: Final = 0.15
"""For the domain a question names; by taste, and a better answer elsewhere wins (tested)."""
_FROM_NAMED: Final = 6
"""Passages of the named domain that are read in any case."""
_TYPO_WEIGHT: Final = 0.7
"""A corrected word counts less than a written one."""


_CHOICES: Final = 4
"""Words that are looked at for one typo."""


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A passage with its score; above about 1 it is on the subject."""

    score: float
    evidence: Evidence

    @property
    def row(self) -> PassageRow:
        """The passage itself."""
        return self.evidence.row


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How a question was understood by the index."""

    question: Question
    """With typos corrected."""
    hits: list[Hit]
    """Best first."""
    weights: Weights
    corrected: dict[str, str]
    """Terms that are not in the index, and the near ones that were looked for instead."""
    unknown: frozenset[str]
    """Terms that are neither in the index nor near one that is."""


_MOST_KEPT: Final = 1_000
"""Readings and near words that are kept, about 8 kB each at most."""


class Searcher:
    """Searches one state of the index."""

    def __init__(self, index: Index, store: Store, vectors: WordVectors, fitted: Fitted) -> None:
        """Hold the parts; none is changed."""
        self._index: Final = index
        self._store: Final = store
        self._vectors: Final = vectors
        self._fitted: Final = fitted
        # People come back to the same names and the same few articles, and the index does not
        # change below this object.
        self._nearest: Final = lru_cache(_MOST_KEPT)(partial(_nearest, index))
        self._readings: Final[dict[int, Reading]] = {}

    def ask(self, question: Question, *, only: Domain | None = None) -> Asked:
        """The passages for a question, best first.

        Args:
            question: As read by `read_question`.
            only: Search this domain and no other.

        Cost: below 5 ms at 100,000 passages.
        """
        corrected, unknown = self._correct(question)
        weights = self._weights(question, corrected, unknown)
        if not question.terms or not len(self._index):
            return Asked(
                question=question,
                hits=[],
                weights=weights,
                corrected=corrected,
                unknown=unknown,
            )
        looked_for = {
            corrected.get(term, term): _TYPO_WEIGHT if term in corrected else 1.0
            for term in question.terms
            if term not in unknown
        }
        query = self._vectors.embed(question.words)
        words, places = self._candidates(question, looked_for, query, only)
        cosines = dict(zip(places, self._index.cosines(query, np.array(places)), strict=True))
        places = self._promising(places, words, cosines, weights)
        ids = [int(self._index.passage_ids[place]) for place in places]
        rows = self._store.passages(ids)
        seen = _corrected_question(question, corrected)
        # A passage may have been removed since this index was opened.
        there = [(place, n) for place, n in zip(places, ids, strict=True) if n in rows]
        readings = [self._read(n, rows[n]) for _, n in there]
        of_sentences = iter(
            self._vectors.cosines([words for r in readings for words in r.words], query)
        )
        hits: list[Hit] = []
        for (place, _), reading in zip(there, readings, strict=True):
            evidence = measure(
                reading,
                seen,
                weights,
                words_score=words.get(place, 0.0),
                cosine=float(cosines[place]),
                cosines=[next(of_sentences) for _ in reading.sentences],
            )
            hits.append(Hit(self._score(evidence, question), evidence))
        hits.sort(key=lambda hit: (-hit.score, hit.row.id))
        return Asked(
            question=seen, hits=hits, weights=weights, corrected=corrected, unknown=unknown
        )

    def _promising(
        self,
        places: list[int],
        words: dict[int, float],
        cosines: dict[int, float],
        weights: Weights,
    ) -> list[int]:
        """The places worth close reading, by what is known without reading."""
        by_words, by_meaning = self._fitted.passage[:2].tolist()
        known = {
            place: by_words * words.get(place, 0.0) / weights.total
            + 3.0 * by_meaning * float(cosines[place])
            for place in places
        }
        return sorted(places, key=lambda place: (-known[place], place))[:_READ]

    def _score(self, evidence: Evidence, question: Question) -> float:
        score = float(self._fitted.passage @ evidence.features)
        if question.domain is not None and question.domain.id == evidence.row.domain:
            score += _NAMED_BONUS
        return score

    def _candidates(
        self,
        question: Question,
        looked_for: dict[str, float],
        query: np.ndarray[tuple[int], np.dtype[np.float32]],
        only: Domain | None,
    ) -> tuple[dict[int, float], list[int]]:
        """BM25 by place, and the places to read closely."""
        code = only.code if only else None
        by_words = self._index.by_words(looked_for, _DEPTH, domain_code=code)
        by_meaning = self._index.by_meaning(query, _DEPTH, domain_code=code)
        words = _scores(by_words)
        fused: dict[int, float] = {}
        for found, weight in ((by_words, self._fitted.fuse_words), (by_meaning, 1.0)):
            for rank, place in enumerate(found.places.tolist()):
                fused[place] = fused.get(place, 0.0) + weight / (_FUSION + rank)
        places = sorted(fused, key=lambda place: (-fused[place], place))[:_POOL]
        if only is None and question.domain is not None:
            own = self._index.by_words(looked_for, _FROM_NAMED, domain_code=question.domain.code)
            words |= _scores(own)
            places.extend(place for place in own.places.tolist() if place not in places)
        return words, places

    def _correct(self, question: Question) -> tuple[dict[str, str], frozenset[str]]:
        """Terms no passage holds, with the near one that was probably meant.

        Among equally near ones it is that which occurs together with the rest of the question.
        """
        near: dict[str, list[str]] = {}
        for word, term in zip(question.words, question.terms, strict=True):
            if term not in near:
                is_known = self._index.n_with(term) > 0
                near[term] = [term] if is_known else self._nearest(word)
        corrected: dict[str, str] = {}
        for term, choices in near.items():
            if not choices or choices == [term]:
                continue
            others = [c for other, found in near.items() if other != term for c in found]
            corrected[term] = next(
                (c for c in choices if any(self._index.are_together(c, o) for o in others)),
                choices[0],
            )
        return corrected, frozenset(term for term, choices in near.items() if not choices)

    def _read(self, number: int, row: PassageRow) -> Reading:
        reading = self._readings.get(number)
        if reading is None:
            reading = read_passage(row)
            if len(self._readings) >= _MOST_KEPT:
                self._readings.clear()
            self._readings[number] = reading
        return reading

    def _weights(
        self, question: Question, corrected: dict[str, str], unknown: frozenset[str]
    ) -> Weights:
        idf = {
            corrected.get(term, term): max(self._index.idf(corrected.get(term, term)), 0.1)
            for term in question.terms
        }
        return Weights(idf, [corrected.get(term, term) for term in question.terms])


def _scores(found: Found) -> dict[int, float]:
    return dict(zip(found.places.tolist(), found.scores.tolist(), strict=True))


def _corrected_question(question: Question, corrected: dict[str, str]) -> Question:
    if not corrected:
        return question
    terms = [corrected.get(term, term) for term in question.terms]
    names = frozenset(corrected.get(term, term) for term in question.names)
    return msgspec.structs.replace(question, terms=terms, names=names)


def nearest_topics(hits: Sequence[Hit], *, limit: int = 3) -> list[str]:
    """Titles of the documents nearest to a question, with their domains; none twice."""
    labels = [label_of(hit) for hit in hits]
    return list(dict.fromkeys(labels))[:limit]


def label_of(hit: Hit) -> str:
    """A document as it is offered: "Television (M7)"."""
    return f"{hit.row.title} ({DOMAINS[hit.row.domain].id})"


def _nearest(index: Index, word: str) -> list[str]:
    """The terms that are equally near to a word, the most frequent first."""
    near = index.near_words(fold(word))
    return [term for term, distance, _ in near if distance == near[0][1]][:_CHOICES]
