"""Finds memories by their words and by their meaning, in this process, while they come and go.

`TextIndex.by_words` is BM25 over short texts, `by_meaning` the Hamming distance of 256 signs of the
word vectors. Both look at every memory there is; removed ones leave a hole until the next opening.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.mind.knowledge.words import terms_of

__all__ = ["NO_SIGNS", "SIGN_BYTES", "TextIndex", "WordMatch", "pack_signs"]

SIGN_BYTES: Final = 32
NO_SIGNS: Final = bytes(SIGN_BYTES)
_K1: Final = 1.2
_B: Final = 0.4
"""Less than the usual .75: a turn is not about less because it is longer. By taste."""
_MAX_TERMS: Final = 24
_COMMON_SHARE: Final = 0.2
_MANY: Final = 5_000
_LEVELS: Final = 4096


class WordMatch(msgspec.Struct, frozen=True):
    """A memory that shares words with a question."""

    node_id: int
    share: float
    """0..1: how much of what the words of the question could give it gets."""


def pack_signs(vector: NDArray[np.float32]) -> bytes:
    """The signs of a vector (256,) as 32 bytes; all zero for a text without words."""
    return np.packbits(vector > 0.0).tobytes()


class TextIndex:
    """The words and signs of every memory."""

    def __init__(self) -> None:
        """An empty index."""
        self._ids = np.zeros(1024, np.int64)
        self._lengths = np.zeros(1024, np.float32)
        self._is_alive = np.zeros(1024, np.bool_)
        self._signs = np.zeros((4, 1024), np.uint64)
        self._n = 0
        self._n_alive = 0
        self._total_length = 0.0
        self._place_of: dict[int, int] = {}
        self._postings: dict[str, array[int]] = {}
        self._n_with: dict[str, int] = {}

    def __len__(self) -> int:
        return self._n_alive

    def add(self, node_id: int, text: str, signs: bytes) -> None:
        """Index a memory that is not indexed yet."""
        if self._n == len(self._ids):
            self._grow()
        place = self._n
        terms = set(terms_of(text))
        for term in terms:
            self._postings.setdefault(term, array("i")).append(place)
            self._n_with[term] = self._n_with.get(term, 0) + 1
        self._ids[place] = node_id
        self._lengths[place] = len(terms)
        self._is_alive[place] = True
        self._signs[:, place] = np.frombuffer(signs, "<u8")
        self._place_of[node_id] = place
        self._n += 1
        self._n_alive += 1
        self._total_length += len(terms)

    def remove(self, node_id: int, text: str) -> None:
        """Never find a memory again, nor count it; `text` is what it was added with."""
        place = self._place_of.pop(node_id, None)
        if place is not None:
            self._is_alive[place] = False
            self._n_alive -= 1
            self._total_length -= float(self._lengths[place])
            for term in set(terms_of(text)):
                self._n_with[term] -= 1

    def idf(self, term: str) -> float:
        """How telling a term is; that of an unknown one is the highest."""
        n = self._n_with.get(term, 0)
        return math.log(1.0 + (self._n_alive - n + 0.5) / (n + 0.5))

    def by_words(self, terms: Sequence[str], k: int) -> list[WordMatch]:
        """The `k` memories with the highest BM25, best first; equal ones newest first.

        Args:
            terms: Terms of a question; of very many the most telling count.
            k: How many, >= 1.
        """
        weighted = sorted({(self.idf(term), term) for term in terms}, reverse=True)[:_MAX_TERMS]
        best = sum(weight for weight, _ in weighted)
        known = [(weight, term) for weight, term in weighted if term in self._postings]
        if not known or self._n_alive == 0:
            return []
        score = np.zeros(self._n, np.float32)
        middle = max(self._total_length / self._n_alive, 1.0)
        for n, (weight, term) in enumerate(known):
            is_common = self._n_with[term] > _COMMON_SHARE * self._n_alive
            if n and self._n_alive > _MANY and is_common:
                break  # the rest is more common still, and tells little
            places = np.frombuffer(self._postings[term], np.int32)
            norm = _K1 * (1.0 - _B + _B * self._lengths[places] / middle)
            score[places] += weight * (_K1 + 1.0) / (1.0 + norm)
            del places  # a lasting view would forbid the array to grow
        score[~self._is_alive[: self._n]] = 0.0
        ceiling = best * (_K1 + 1.0) / (1.0 + _K1 * (1.0 - _B))
        return [
            WordMatch(int(self._ids[place]), float(score[place]) / ceiling)
            for place in _top(score, k)
        ]

    def by_meaning(self, signs: bytes, k: int) -> list[int]:
        """Ids of the `k` memories whose signs differ least, nearest first."""
        if signs == NO_SIGNS or self._n_alive == 0:
            return []
        wanted = np.frombuffer(signs, "<u8")
        differing = np.zeros(self._n, np.uint16)
        for row, bits in zip(self._signs[:, : self._n], wanted, strict=True):
            differing += np.bitwise_count(row ^ bits)
        differing[~self._is_alive[: self._n]] = 999
        nearest = _top(np.float32(999.0) - differing, k)
        return [int(self._ids[place]) for place in nearest]

    def _grow(self) -> None:
        self._ids = np.concatenate([self._ids, np.zeros_like(self._ids)])
        self._lengths = np.concatenate([self._lengths, np.zeros_like(self._lengths)])
        self._is_alive = np.concatenate([self._is_alive, np.zeros_like(self._is_alive)])
        self._signs = np.concatenate([self._signs, np.zeros_like(self._signs)], axis=1)


def _top(score: NDArray[np.float32], k: int) -> list[int]:
    """Places of the `k` highest scores above 0, highest first; equal ones the newest first.

    Scores that differ by less than a 4096th of the best count as equal where the list is cut. A
    histogram finds the cut: `np.partition` takes 4 ms where most of 100,000 scores are the same.
    """
    best = float(score.max()) if len(score) else 0.0
    if best <= 0.0:
        return []
    level = (score * np.float32((_LEVELS - 1) / best)).astype(np.int32)
    at_least = np.cumsum(np.bincount(level, minlength=_LEVELS)[::-1])[::-1]
    cut = max(int(np.count_nonzero(at_least >= k)) - 1, 0)
    above = np.flatnonzero(level > cut)
    at_cut = np.flatnonzero((level == cut) & (score > 0.0))
    n_left = min(max(k - len(above), 0), len(at_cut))
    places = np.concatenate([above, at_cut[len(at_cut) - n_left :]])
    order = np.lexsort((-places, -score[places]))
    return places[order][:k].tolist()
