"""Static word vectors: a text becomes 256 numbers by adding up what its words mean.

`WordVectors.builtin()` opens the table that ships, `embed` gives the unit vector of a text,
`embed_many` those of many texts at once.

Source: wordllama 0.4 (MIT), table `l2_supercat_256`, quantised by tools/make_word_vectors.py.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.errors import KnowledgeError
from sherin.mind.knowledge.pieces import PieceReader
from sherin.mind.knowledge.words import words_of

__all__ = ["N_DIMENSIONS", "VECTORS_PATH", "Vector", "WordVectors", "pack_table"]

N_DIMENSIONS: Final = 256
VECTORS_PATH: Final = Path(__file__).with_name("data") / "word_vectors.bin"

_MAGIC: Final = b"SHWV0001"
_HEAD: Final = struct.Struct("<8sIII")  # magic, rows, columns, bytes of the vocabulary
_MAX_VOCABULARY_BYTES: Final = 4_000_000
_MAX_CACHED: Final = 16_000
"""Words whose vector is kept: 1 KB each, 16 MB at most."""

Vector = NDArray[np.float32]
"""(N_DIMENSIONS,), of length 1, or all zero for a text without words."""


def pack_table(rows: NDArray[np.int8], scale: NDArray[np.float16], vocabulary: bytes) -> bytes:
    """The bytes of a table: header, scales, rows, compressed vocabulary."""
    head = _HEAD.pack(_MAGIC, rows.shape[0], rows.shape[1], len(vocabulary))
    return head + scale.astype("<f2").tobytes() + rows.tobytes() + vocabulary


class WordVectors:
    """The table of pieces, mapped from disk, and a cache of the words met so far."""

    def __init__(self, path: Path) -> None:
        """Map the table at `path`.

        Raises:
            KnowledgeError: the file is missing, torn or something else.
        """
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as exc:
            raise KnowledgeError(
                f"{path}: the word vectors cannot be opened ({exc}). Install sherin again."
            ) from exc
        magic, n_rows, n_columns, n_vocabulary = (
            _HEAD.unpack_from(self._map) if len(self._map) >= _HEAD.size else (b"", 0, 0, 0)
        )
        n_bytes = _HEAD.size + n_rows * (2 + n_columns) + n_vocabulary
        if magic != _MAGIC or n_columns != N_DIMENSIONS or len(self._map) != n_bytes:
            raise KnowledgeError(
                f"{path}: not a table of word vectors, or torn. Install sherin again."
            )
        at = _HEAD.size
        self._scale = np.frombuffer(self._map, "<f2", n_rows, at).astype(np.float32)
        at += 2 * n_rows
        flat = np.frombuffer(self._map, np.int8, n_rows * n_columns, at)
        self._rows = flat.reshape(n_rows, n_columns)
        self._vocabulary_at = at + n_rows * n_columns
        self._pieces: PieceReader | None = None
        self._row_by_word: dict[str, int] = {}
        self._known = np.zeros((_MAX_CACHED, N_DIMENSIONS), np.float32)
        self._generation = 0

    @staticmethod
    @cache
    def builtin() -> WordVectors:
        """The table that ships, opened once a process."""
        return WordVectors(VECTORS_PATH)

    def of_word(self, word: str) -> Vector:
        """Sum of the vectors of a word's pieces; its length says how much the word matters."""
        return self._known[self._row_of(word)]

    def of_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """The sums (n_words, N_DIMENSIONS) of many words."""
        generation = self._generation
        rows = [self._row_of(word) for word in words]
        if generation != self._generation:  # the table was emptied on the way
            rows = [self._row_of(word) for word in words]
        return self._known[rows]

    def embed(self, text: str | Sequence[str]) -> Vector:
        """The unit vector of a text, or of its words; zeros where there is no word."""
        words = words_of(text) if isinstance(text, str) else text
        total = np.zeros(N_DIMENSIONS, np.float32)
        if words:
            total = self.of_words(words).sum(axis=0)
        norm = float(np.sqrt(total @ total))
        return total / norm if norm > 0.0 else total

    def cosines(self, texts: Sequence[Sequence[str]], query: Vector) -> list[float]:
        """The cosine of a unit vector and each text, given as its words; 0 for one without words.

        Cost: about 2 us a text of ten words, once its words are known.
        """
        filled = [n for n, words in enumerate(texts) if words]
        found = [0.0] * len(texts)
        if filled:
            rows = self.of_words([word for words in texts for word in words])
            starts = np.cumsum([0, *(len(texts[n]) for n in filled[:-1])])
            sums = np.add.reduceat(rows, starts, axis=0)
            norms = np.sqrt(np.einsum("ij,ij->i", sums, sums))
            cosines = (sums @ query) / np.maximum(norms, 1e-9)
            for n, cosine in zip(filled, cosines.tolist(), strict=True):
                found[n] = cosine
        return found

    def _row_of(self, word: str) -> int:
        row = self._row_by_word.get(word)
        if row is None:
            if len(self._row_by_word) >= _MAX_CACHED:
                self._row_by_word.clear()
                self._generation += 1
            row = len(self._row_by_word)
            ids = list(self.piece_reader.ids(word))
            self._known[row] = self._scale[ids] @ self._rows[ids].astype(np.float32)
            self._row_by_word[word] = row
        return row

    def embed_many(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """The unit vectors of many texts, each given as its words.

        Returns:
            (n_texts, N_DIMENSIONS) float32; equal to `embed` of each but for rounding.
        """
        from scipy import sparse

        ids = self.piece_reader.ids
        pieces = [[piece for word in words for piece in ids(word)] for words in texts]
        ends = np.cumsum([0, *map(len, pieces)])
        flat = np.fromiter((p for row in pieces for p in row), np.int32, int(ends[-1]))
        used, columns = np.unique(flat, return_inverse=True)
        table = self._rows[used].astype(np.float32) * self._scale[used, None]
        counts = sparse.csr_matrix(
            (np.ones(len(flat), np.float32), columns, ends), shape=(len(texts), len(used))
        )
        total = np.asarray(counts @ table, np.float32).reshape(len(texts), N_DIMENSIONS)
        norms = np.linalg.norm(total, axis=1, keepdims=True)
        norms[norms == 0.0] = 1.0
        return (total / norms).astype(np.float32, copy=False)

    @property
    def piece_reader(self) -> PieceReader:
        """Splits words into the pieces of this table; read from the file when first needed."""
        if self._pieces is None:
            import zstandard

            shrunk = self._map[self._vocabulary_at :]
            text = zstandard.ZstdDecompressor().decompress(
                shrunk, max_output_size=_MAX_VOCABULARY_BYTES
            )
            self._pieces = PieceReader(text.decode().split("\0"))
        return self._pieces
