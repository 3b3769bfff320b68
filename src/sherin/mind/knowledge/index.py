"""Finds passages: words by BM25, meaning by vectors, over all pieces of the index at once.

`Index.by_words` is exact: rare terms are added up first, and once no passage outside the best can
still get in, common terms only update those that are in. `Index.by_meaning` compares signs (256
bits a passage), then computes the best exactly. `Index.near_words` finds what a typo meant.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.mind.knowledge.segment import Segment, letters_of, sign_bits, term_hash
from sherin.mind.knowledge.stemming import stem
from sherin.mind.knowledge.word_vectors import Vector

__all__ = ["Found", "Index"]

_RESCORED: Final = 6
"""Vectors computed exactly, as a multiple of those asked for."""
_ENDING: Final = 5
"""Longest ending that stemming takes away from a word, as "-ation"."""
_ENDINGS: Final = frozenset(
    """s e es ed d ing er ers or ly al ally y ies ion ions ation ations ment ments ness ful able
    ible ity ive ism ist ists ize izes ized ise ic ical ance ence ant ent ous us age""".split()
) | {""}
"""Endings of a mistyped word that may stand after a stem."""
_MAX_NEAR: Final = 600
"""Words whose distance to a typo is computed; those of the most passages come first."""

Numbers = NDArray[np.int64]  # (k,) places of passages in the index


class Found(msgspec.Struct, frozen=True):
    """The best passages of one kind of search, best first."""

    places: Numbers
    """(k,) places in the index."""
    scores: NDArray[np.float32]
    """(k,) falling."""


class Index:
    """The pieces of the index as one; read only, and not changed by what is written later."""

    def __init__(self, segments: Sequence[Segment], dead_ids: Sequence[int] = ()) -> None:
        """Join `segments`; passages in `dead_ids` are never found."""
        self._segments: Final = tuple(segments)
        self._offsets: Final = np.cumsum([0, *map(len, segments)])
        self.passage_ids: Final = _joined([s.passage_ids for s in segments], np.int64)
        self.domains: Final = _joined([s.domains for s in segments], np.uint8)
        dead = np.array(sorted(dead_ids), np.int64)
        self._alive: NDArray[np.bool_] | None = None
        if len(dead):
            alive = ~np.isin(self.passage_ids, dead)
            self._alive = None if alive.all() else alive
        self.n_alive: Final = len(self) if self._alive is None else int(self._alive.sum())
        self._idf: dict[str, float] = {}

    def __len__(self) -> int:
        return int(self._offsets[-1])

    @property
    def n_segments(self) -> int:
        """How many pieces there are."""
        return len(self._segments)

    def n_with(self, term: str) -> int:
        """How many passages hold a term (removed ones count until the pieces are merged)."""
        hashed = term_hash(term)
        return sum(len(segment.find(hashed)[0]) for segment in self._segments)

    def idf(self, term: str) -> float:
        """How telling a term is: 0 where every passage has it, about 12 where one in 100,000 has.

        Source: Robertson and Sparck Jones with one added, as in Lucene.
        """
        known = self._idf.get(term)
        if known is None:
            n = self.n_with(term)
            known = math.log(1.0 + (len(self) - n + 0.5) / (n + 0.5)) if len(self) else 0.0
            if len(self._idf) < 50_000:
                self._idf[term] = known
        return known

    def by_words(
        self, weights: dict[str, float], k: int, *, domain_code: int | None = None
    ) -> Found:
        """The `k` passages with the highest BM25 for terms, each weighted.

        Args:
            weights: Terms and what each counts; 1 for a plain one.
            k: How many, >= 1.
            domain_code: Only passages of this domain.
        """
        terms = sorted(((self.idf(t) * w, t) for t, w in weights.items()), reverse=True)
        total = np.zeros(len(self), np.float32)
        allowed = self._allowed(domain_code)
        worst = 0.0  # of the best k so far; it only rises, so an old value is a safe one
        for n, (weight, term) in enumerate(terms):
            # An impact is below K1 + 1 = 2, so what is left cannot lift a new passage above this.
            left = 2.0 * sum(w for w, _ in terms[n:])
            if n and self._is_common(term):
                if worst <= left and float(total.max()) > left:
                    worst = _kth(total, k, allowed)
                if worst > left:
                    return self._finish(total, terms[n:], worst, k, allowed)
            self._add(total, term, weight)
        return _best(total, k, allowed)

    def _is_common(self, term: str) -> bool:
        return self.idf(term) < 3.5 and len(self) > 5_000

    def _add(self, total: NDArray[np.float32], term: str, weight: float) -> None:
        hashed = term_hash(term)
        for segment, offset in zip(self._segments, self._offsets[:-1], strict=True):
            postings, impacts = segment.find(hashed)
            if len(postings):
                part = total[offset : offset + len(segment)]
                part[postings] += impacts.astype(np.float32) * np.float32(weight)

    def _finish(
        self,
        total: NDArray[np.float32],
        terms: Sequence[tuple[float, str]],
        worst: float,
        k: int,
        allowed: NDArray[np.bool_] | None,
    ) -> Found:
        """Add common terms to the passages that can still be among the best."""
        left = 2.0 * sum(weight for weight, _ in terms)
        places = np.flatnonzero(total >= max(worst - left, 1e-6))
        if allowed is not None:
            places = places[allowed[places]]
        scores = total[places]
        for weight, term in terms:
            scores += np.float32(weight) * self._impacts_at(term, places)
        return _top(places, scores, k)

    def _impacts_at(self, term: str, places: Numbers) -> NDArray[np.float32]:
        """Impacts (n,) of one term in passages at rising `places`; 0 where it is missing."""
        found = np.zeros(len(places), np.float32)
        hashed = term_hash(term)
        for segment, offset in zip(self._segments, self._offsets[:-1], strict=True):
            postings, impacts = segment.find(hashed)
            begin, end = np.searchsorted(places, [offset, offset + len(segment)])
            wanted = places[begin:end] - offset
            if len(postings) == 0 or len(wanted) == 0:
                continue
            at = np.clip(_find(postings, wanted), 0, len(postings) - 1)
            hit = postings[at] == wanted
            found[begin:end][hit] = impacts[at[hit]]
        return found

    def by_meaning(self, query: Vector, k: int, *, domain_code: int | None = None) -> Found:
        """The `k` passages whose vectors point most nearly the same way; scores are cosines."""
        if not len(self) or not query.any():
            return Found(np.zeros(0, np.int64), np.zeros(0, np.float32))
        signs = sign_bits(query[None, :])[:, 0]  # (4,)
        # In one byte: 256 differing signs would count as none, but the exact cosine tells them.
        differ = np.empty(len(self), np.uint8)
        for segment, offset in zip(self._segments, self._offsets[:-1], strict=True):
            part = differ[offset : offset + len(segment)]
            np.bitwise_count(segment.bits[0] ^ signs[0], out=part)
            for column, sign in zip(segment.bits[1:], signs[1:], strict=True):
                part += np.bitwise_count(column ^ sign)
        allowed = self._allowed(domain_code)
        if allowed is not None:
            differ[~allowed] = 255
        most = int(np.searchsorted(np.cumsum(np.bincount(differ, minlength=256)), k * _RESCORED))
        places = np.flatnonzero(differ <= min(most, 254))[: 4 * k * _RESCORED]
        return _top(places, self.cosines(query, places), k)

    def cosines(self, query: Vector, places: Numbers) -> NDArray[np.float32]:
        """The cosines (n,) of a query and the passages at `places`."""
        found = np.zeros(len(places), np.float32)
        owners: Numbers = np.searchsorted(self._offsets, places, side="right") - 1
        numbers: list[int] = np.unique(owners).tolist()
        for number in numbers:
            mine = owners == number
            rows = places[mine] - self._offsets[number]
            segment = self._segments[number]
            products = segment.vectors[rows].astype(np.float32) @ query
            found[mine] = products * segment.scales[rows]
        return found

    def near_words(self, word: str) -> list[tuple[str, int, int]]:
        """Indexed terms a word may have meant: (term, distance, passages), best first.

        Terms are stems, so a term fits where the word, with a few edits, is that stem with an
        ending: "artifical" is near to "artifici", because "artificial" has that stem.

        Args:
            word: Folded, of at least four letters; one edit up to seven letters, two beyond. An
                edit is a letter more, less, other, or two swapped.
        """
        letters = letters_of(word)
        if len(word) < 4 or not letters:
            return []
        limit = 1 if len(word) < 8 else 2
        counts: dict[str, int] = {}
        for segment in self._segments:
            extra = np.bitwise_count(segment.letters & ~np.uint32(letters))
            lacking = np.bitwise_count(np.uint32(letters_of(word[:4])) & ~segment.letters)
            lengths = np.diff(segment.word_starts.astype(np.int64))
            close = (extra <= limit) & (lacking <= 1) & (segment.letters != 0)
            close &= (lengths >= max(len(word) - _ENDING, 3)) & (lengths <= len(word) + limit)
            places = np.flatnonzero(close)
            firsts = segment.words[segment.word_starts[places]]
            places = places[np.isin(firsts, np.frombuffer(word[:2].encode(), np.uint8))]
            passages = np.diff(segment.term_starts.astype(np.int64))[places]
            for at in places[np.argsort(-passages, kind="stable")][:_MAX_NEAR].tolist():
                term = segment.word(at)
                counts[term] = counts.get(term, 0) + segment.n_with(at)
        near = [
            (term, distance, n)
            for term, n in counts.items()
            if (distance := _distance_to_stem(word, term, limit)) <= limit
        ]
        return sorted(near, key=lambda row: (row[1], row[0][0] != word[0], -row[2], row[0]))

    def are_together(self, a: str, b: str) -> bool:
        """Whether some passage holds both terms."""
        hashed = term_hash(a), term_hash(b)
        for segment in self._segments:
            postings = [segment.find(number)[0] for number in hashed]
            if len(np.intersect1d(*postings, assume_unique=True)):
                return True
        return False

    def _allowed(self, domain_code: int | None) -> NDArray[np.bool_] | None:
        if domain_code is None:
            return self._alive
        mine = self.domains == domain_code
        return mine if self._alive is None else mine & self._alive


def edit_distance(a: str, b: str, limit: int) -> int:
    """Edits from `a` to `b`, two swapped neighbours as one; beyond `limit` any larger number.

    Source: optimal string alignment (Damerau 1964, restricted).
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _distance_to_stem(word: str, term: str, limit: int) -> int:
    """Edits from a word to a stem with the word's own ending; beyond `limit` any larger number."""
    best = limit + 1
    for cut in range(max(len(term) - limit, 2), min(len(term) + limit, len(word)) + 1):
        ending = word[cut:]
        if ending in _ENDINGS:
            distance = edit_distance(word[:cut], term, limit)
            if distance < best and stem(term + ending) == term:
                best = distance
    return best


def _joined(arrays: Sequence[NDArray[np.generic]], kind: type[np.generic]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(0, kind), *arrays])  # type: ignore[return-value]  # of `kind`


def _find(rising: NDArray[np.uint32], wanted: Numbers) -> Numbers:
    return np.asarray(np.searchsorted(rising, wanted.astype(np.uint32)), np.int64)


def _kth(total: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> float:
    """The k-th best score so far; 0 where fewer have one."""
    scores = total[total > 0.0] if allowed is None else total[(total > 0.0) & allowed]
    return float(np.partition(scores, -k)[-k]) if len(scores) >= k else 0.0


def _best(total: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> Found:
    hit = total > 0.0 if allowed is None else (total > 0.0) & allowed
    places = np.flatnonzero(hit)
    return _top(places, total[places], k)


def _top(places: Numbers, scores: NDArray[np.float32], k: int) -> Found:
    if len(places) > k:
        kept = np.argpartition(-scores, k - 1)[:k]
        kept.sort()  # equal scores keep the order of the index
        places, scores = places[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")
    return Found(places[order], scores[order])
