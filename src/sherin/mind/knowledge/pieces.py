"""Splits a word into the pieces of the vector table: byte pair encoding in vocabulary order.

Two neighbouring pieces join where together they are in the vocabulary, the lowest id first; that
order is the training order of the vocabulary, so no list of merges has to be stored.

Source: Sennrich, Haddow and Birch (2016), in the form of SentencePiece with byte fallback.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["PieceReader"]

_FIRST_BYTE: Final = 3
"""Id of the piece that stands for byte 0; ids 0..2 are marks of the model the table came from."""
_WORD_START: Final = "▁"
_MAX_CHARS: Final = 64
_MAX_CACHED: Final = 50_000


class PieceReader:
    """Pieces by word, with a cache; the vocabulary is in the order of its ids."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """Hold the pieces; `vocabulary[id]` is the text of piece `id`."""
        self.vocabulary: Final = tuple(vocabulary)
        self._ids: Final = {piece: n for n, piece in enumerate(vocabulary)}
        self._words: dict[str, tuple[int, ...]] = {}

    def ids(self, word: str) -> tuple[int, ...]:
        """The ids of the pieces of one word; a word beyond 64 characters is cut there."""
        known = self._words.get(word)
        if known is None:
            known = self._split(word[:_MAX_CHARS])
            if len(self._words) < _MAX_CACHED:
                self._words[word] = known
        return known

    def _split(self, word: str) -> tuple[int, ...]:
        whole = self._ids.get(_WORD_START + word)
        if whole is not None:
            return (whole,)
        ids = self._ids
        parts = list(_WORD_START + word)
        while len(parts) > 1:
            best, at = len(ids), -1
            for k in range(len(parts) - 1):
                found = ids.get(parts[k] + parts[k + 1], best)
                if found < best:
                    best, at = found, k
            if at < 0:
                break
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        found_ids: list[int] = []
        for part in parts:
            known = ids.get(part)
            if known is not None:
                found_ids.append(known)
            else:
                found_ids.extend(byte + _FIRST_BYTE for byte in part.encode("utf-8", "replace"))
        return tuple(found_ids)
