"""What the texts of answers say to other questions than those they answered; in memory only.

An answer is a document, too: "The mayor of Lyon is Ada Example, born in 1970" also says when she
was born. The texts are indexed beside the starter shelf, so that they are weighed like any passage
and lose where an article fits better. Nothing of it is written to disk: the store is encrypted,
an index is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.mind.companion.sameness import NEGATIONS, read_asking
from sherin.mind.knowledge.answering import extract
from sherin.mind.knowledge.confidence import confidence_features, confidence_of
from sherin.mind.knowledge.domains import DOMAINS
from sherin.mind.knowledge.fitted import Fitted
from sherin.mind.knowledge.index import Index
from sherin.mind.knowledge.question import AnswerKind, read_question
from sherin.mind.knowledge.search import Searcher
from sherin.mind.knowledge.segment import IndexEntry, Segment, build_segment
from sherin.mind.knowledge.shelf import shelf_sources
from sherin.mind.knowledge.store import PassageRow
from sherin.mind.knowledge.word_vectors import WordVectors
from sherin.mind.knowledge.words import terms_of

if TYPE_CHECKING:
    from sherin.mind.knowledge.store import Store

__all__ = ["AnswerTexts", "Said"]

_ENOUGH: Final = 0.7
"""Above the threshold of the shelves, which are asked next and may know better; by taste."""
_SHELF: Final = DOMAINS["M1"]
"""The index wants a domain for each passage; which one makes no difference here."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a text says to a question."""

    gap: str
    """Id of the gap that the text answered."""
    text: str
    """Its best sentences."""
    confidence: float
    """Calibrated as for the shelves."""


class AnswerTexts:
    """The texts of one moment, read only."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Index texts by the id of their gap.

        Cost: about 1 ms for ten texts, and 60 ms once for the starter shelf; nothing where there is
            no text.
        """
        self._vectors: Final = WordVectors.builtin()
        self._fitted: Final = Fitted.builtin()
        self._terms: Final = frozenset(term for text in texts.values() for term in terms_of(text))
        self._searcher: Final = self._indexed(texts) if self._terms else None

    def find(self, question: str) -> Said | None:
        """The best sentences of a text for a question, where they answer it; else None.

        Cost: about 2 ms where the words of the question occur in texts, else 30 us.
        """
        terms = set(terms_of(question))
        if self._searcher is None or len(terms - self._terms) > min(1, len(terms) - 1):
            return None  # one unknown word may be a typo, two are another subject
        read = read_question(question)
        # What the person did today no answer of another day can tell, and what a boiler is an
        # article says better than a note about one.
        if read.is_personal or read.kind is AnswerKind.SUBJECT:
            return None
        asked = self._searcher.ask(read)
        if not asked.hits or not asked.hits[0].row.uri:
            return None  # an article of the shelf is nearer
        evidence = asked.hits[0].evidence
        # Stricter than a shelf: an answer is short, and the one word that it lacks is mostly the
        # one that was asked about.
        if asked.weights.idf.keys() - evidence.terms or _denies(question):
            return None
        sentences = evidence.sentence_features(asked.question, asked.weights)
        scores = sentences @ self._fitted.sentence
        features = confidence_features(asked, sentences, scores, self._vectors)
        confidence = confidence_of(features, self._fitted)
        if confidence < _ENOUGH:
            return None
        text = extract(evidence.reading.sentences, scores).text
        return Said(gap=evidence.row.uri, text=text, confidence=round(confidence, 4))

    def _indexed(self, texts: Mapping[str, str]) -> Searcher:
        shelf = _shelf_part()
        first = len(shelf.rows)
        own = [_row(first + n, gap, "", text) for n, (gap, text) in enumerate(texts.items())]
        # A searcher asks its store for passages by their ids, and for nothing else.
        store = cast("Store", _HeldPassages((*shelf.rows, *own)))
        index = Index([shelf.segment, _segment_of(own)])
        return Searcher(index, store, self._vectors, self._fitted)


class _Part(NamedTuple):
    """Some passages with their piece of the index."""

    rows: Sequence[PassageRow]
    segment: Segment


@cache
def _shelf_part() -> _Part:
    """The starter shelf, indexed once a process."""
    rows: list[PassageRow] = []
    for source in shelf_sources():
        for prepared in source.documents:
            for passage in prepared.passages:
                rows.append(_row(len(rows), "", prepared.document.title, passage.text))
    return _Part(rows, _segment_of(rows))


def _segment_of(rows: Sequence[PassageRow]) -> Segment:
    entries = [IndexEntry(row.id, _SHELF.code, row.title, row.text) for row in rows]
    one_by_one = cast("WordVectors", _OneByOne(WordVectors.builtin()))
    return _HeldSegment(build_segment(entries, one_by_one))


def _denies(question: str) -> bool:
    return not NEGATIONS.isdisjoint(read_asking(question).words)


class _OneByOne:
    """Embeds some hundred texts as they come: quicker than to import scipy, which does many."""

    def __init__(self, vectors: WordVectors) -> None:
        self._vectors: Final = vectors

    def embed_many(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """The unit vectors (n_texts, N_DIMENSIONS) of texts, each given as its words."""
        return np.stack([self._vectors.embed(words) for words in texts])


class _HeldPassages:
    """Passages by id, in place of a store on disk."""

    def __init__(self, rows: Sequence[PassageRow]) -> None:
        self._rows: Final = rows  # in the order of their ids

    def passages(self, ids: Sequence[int]) -> dict[int, PassageRow]:
        """The passages of those ids."""
        return {number: self._rows[number] for number in ids}


class _HeldSegment(Segment):
    """A piece of the index that was never written; its arrays are those of a mapped one."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        for name, array in {**arrays, "arrays": arrays}.items():
            setattr(self, name, array)


def _row(number: int, gap: str, title: str, text: str) -> PassageRow:
    return PassageRow(number, number, title, "", text, _SHELF.id, gap, "", "", "")
