"""One piece of the index on disk: postings, vectors and words of some passages, mapped to memory.

`build_segment` computes the arrays of a batch of passages, `save_segment` writes them as one file,
`Segment` maps such a file; `merge_segments` joins several and leaves out what was removed. All of
it is derived: `sherin kb rebuild` makes it again from the texts.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import os
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.errors import KnowledgeError
from sherin.mind.knowledge.word_vectors import N_DIMENSIONS, WordVectors
from sherin.mind.knowledge.words import term_of, words_of

__all__ = ["IndexEntry", "Segment", "build_segment", "merge_segments", "save_segment", "term_hash"]

K1: Final = 1.0
B: Final = 0.5
TYPICAL_TERMS: Final = 65.0
"""BM25. The mean length is a constant, so that a score does not change with what is added later;
65 terms is near the mean of encyclopaedia paragraphs (74). k1 and b were tried on questions."""
TITLE_WEIGHT: Final = 0.5
"""A term of the title counts as this many in the text of each passage."""

_MAGIC: Final = b"SHKS0001"
_HEAD: Final = struct.Struct("<8sQ")  # magic, bytes of the JSON table of arrays
_ALIGN: Final = 64
_TYPES: Final[Mapping[str, str]] = {
    "passage_ids": "<i8",  # (n,) rows of the store
    "domains": "<u1",  # (n,) codes
    "term_hashes": "<u8",  # (n_terms,) sorted
    "term_starts": "<u8",  # (n_terms + 1,) into the postings
    "postings": "<u4",  # (n_postings,) number of the passage in this segment, rising in a term
    "impacts": "<f2",  # (n_postings,) BM25 without the idf
    "word_starts": "<u8",  # (n_terms + 1,) into `words`
    "words": "<u1",  # (n_bytes,) the terms as UTF-8
    "letters": "<u4",  # (n_terms,) which of a-z are in the term; 0 for others than words
    "bits": "<u8",  # (4, n) signs of the vectors
    "vectors": "<i1",  # (n, 256)
    "scales": "<f4",  # (n,) a vector is its row times its scale
}

Arrays = Mapping[str, NDArray[Any]]


class IndexEntry(msgspec.Struct, frozen=True, gc=False):
    """What the index needs of one passage."""

    passage_id: int
    domain_code: int
    title: str
    """Title of the document and heading of the section."""
    text: str


def term_hash(term: str) -> int:
    """64 bits that stand for a term in the index."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little")


def build_segment(entries: Sequence[IndexEntry], vectors: WordVectors) -> dict[str, NDArray[Any]]:
    """The arrays of some passages.

    Cost: about 150 us a passage of 120 words.
    """
    vocabulary: dict[str, int] = {}
    rows: list[list[int]] = []  # one a passage: numbers of its terms, in order
    titles: list[list[int]] = []
    kept_words: list[list[str]] = []
    for entry in entries:
        words = words_of(entry.text)
        rows.append([vocabulary.setdefault(t, len(vocabulary)) for w in words if (t := term_of(w))])
        titles.append(
            [
                vocabulary.setdefault(t, len(vocabulary))
                for w in words_of(entry.title)
                if (t := term_of(w))
            ]
        )
        # The vector is of the words that say something; the title helps a passage of pronouns.
        kept_words.append([w for w in words if term_of(w)])
    terms: list[str] = list(vocabulary)
    hashes = np.array([term_hash(term) for term in terms], np.uint64)
    order = np.argsort(hashes, kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    postings = _postings(rows, titles, rank)
    ordered = [terms[k] for k in cast("list[int]", order.tolist())]
    words_at, blob = _pack_words(ordered)
    return {
        "passage_ids": np.array([entry.passage_id for entry in entries], np.int64),
        "domains": np.array([entry.domain_code for entry in entries], np.uint8),
        "term_hashes": hashes[order],
        **postings,
        "word_starts": words_at,
        "words": blob,
        "letters": np.array([letters_of(term) for term in ordered], np.uint32),
        **_quantised(vectors.embed_many(kept_words)),
    }


def _postings(
    rows: Sequence[Sequence[int]], titles: Sequence[Sequence[int]], rank: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    n_terms, n = len(rank), max(len(rows), 1)
    lengths = np.array([len(row) for row in rows], np.float32)
    of_text = _keys(rows, rank, n)
    of_title = _keys(titles, rank, n)
    keys, where = np.unique(np.concatenate([of_text, of_title]), return_inverse=True)
    weights = np.concatenate(
        [np.ones(len(of_text), np.float32), np.full(len(of_title), TITLE_WEIGHT, np.float32)]
    )
    counts = np.bincount(where, weights, minlength=len(keys))
    passages = keys % n
    norm = K1 * (1.0 - B + B * lengths[passages] / TYPICAL_TERMS)
    impacts = counts * (K1 + 1.0) / (counts + norm)
    starts = np.searchsorted(keys // n, np.arange(n_terms + 1))
    return {
        "term_starts": starts.astype(np.uint64),
        "postings": passages.astype(np.uint32),
        "impacts": impacts.astype(np.float16),
    }


def _keys(rows: Sequence[Sequence[int]], rank: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """One number for each occurrence: term first, passage second, so that sorting groups terms."""
    total = sum(map(len, rows))
    flat = np.fromiter((term for row in rows for term in row), np.int64, total)
    owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    return rank[flat] * n + owners


def _pack_words(terms: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    encoded = [term.encode() for term in terms]
    starts = np.cumsum([0, *map(len, encoded)]).astype(np.uint64)
    return starts, np.frombuffer(b"".join(encoded), np.uint8)


def letters_of(term: str) -> int:
    """Which of a-z occur in a term, as 26 bits; 0 for a term with anything else in it."""
    mask = 0
    for character in term:
        place = ord(character) - 97
        if not 0 <= place < 26:
            return 0
        mask |= 1 << place
    return mask


def _quantised(vectors: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """Vectors (n, 256) of length 1 as whole numbers with a scale, and as signs."""
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    scales = np.where(largest > 0.0, largest, 1.0) / 127.0
    return {
        "bits": sign_bits(vectors),
        "vectors": np.rint(vectors / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float32),
    }


def sign_bits(vectors: NDArray[np.float32]) -> NDArray[np.uint64]:
    """The signs of vectors (n, 256) as (4, n): column by column, so that a scan is four streams."""
    packed = np.packbits(vectors > 0.0, axis=1).view("<u8")  # (n, 4)
    return np.ascontiguousarray(packed.T)


class Segment:
    """A file of the index, mapped. Arrays are attributes; see `_TYPES` for shapes."""

    def __init__(self, path: Path) -> None:
        """Map the file at `path`.

        Raises:
            KnowledgeError: the file is missing, torn, or of another version.
        """
        self.path: Final = path
        arrays = _map_arrays(path)
        self.passage_ids: Final = arrays["passage_ids"]
        self.domains: Final = arrays["domains"]
        self.term_hashes: Final = arrays["term_hashes"]
        self.term_starts: Final = arrays["term_starts"]
        self.postings: Final = arrays["postings"]
        self.impacts: Final = arrays["impacts"]
        self.word_starts: Final = arrays["word_starts"]
        self.words: Final = arrays["words"]
        self.letters: Final = arrays["letters"]
        self.bits: Final = arrays["bits"]
        self.vectors: Final = arrays["vectors"]
        self.scales: Final = arrays["scales"]
        self.arrays: Final = arrays

    def __len__(self) -> int:
        return len(self.passage_ids)

    def find(self, hashed: int) -> tuple[NDArray[np.uint32], NDArray[np.float16]]:
        """Passages and impacts of a term; empty where it does not occur."""
        key = np.uint64(hashed)
        at = int(np.searchsorted(self.term_hashes, key))
        if at >= len(self.term_hashes) or self.term_hashes[at] != key:
            return self.postings[:0], self.impacts[:0]
        begin, end = int(self.term_starts[at]), int(self.term_starts[at + 1])
        return self.postings[begin:end], self.impacts[begin:end]

    def word(self, at: int) -> str:
        """The term in place `at` of `term_hashes`."""
        begin, end = int(self.word_starts[at]), int(self.word_starts[at + 1])
        return self.words[begin:end].tobytes().decode("utf-8", "replace")

    def n_with(self, at: int) -> int:
        """How many passages hold the term in place `at`."""
        return int(self.term_starts[at + 1]) - int(self.term_starts[at])


def merge_segments(
    segments: Sequence[Segment], dead_ids: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    """The arrays of all segments as one, without the passages in `dead_ids`."""
    alive = [~np.isin(segment.passage_ids, dead_ids) for segment in segments]
    offsets = np.cumsum([0, *(int(mask.sum()) for mask in alive)])
    hashes = np.unique(np.concatenate([segment.term_hashes for segment in segments]))
    terms_at: list[NDArray[np.int64]] = []
    passages: list[NDArray[np.int64]] = []
    impacts: list[NDArray[np.float16]] = []
    for segment, mask, offset in zip(segments, alive, offsets[:-1], strict=True):
        rows = np.searchsorted(hashes, segment.term_hashes)
        numbers = np.repeat(rows, np.diff(segment.term_starts.astype(np.int64)))
        kept = mask[segment.postings]
        renumbered = np.cumsum(mask) - 1 + offset
        terms_at.append(numbers[kept])
        passages.append(renumbered[segment.postings[kept]])
        impacts.append(segment.impacts[kept])
    numbers = np.concatenate(terms_at)
    order = np.argsort(numbers, kind="stable")  # segments are in order, so passages stay rising
    counts = np.bincount(numbers, minlength=len(hashes))
    used = counts > 0
    terms = _terms_of(segments, hashes)
    words_at, blob = _pack_words([terms[k] for k in np.flatnonzero(used)])
    return {
        "passage_ids": _joined(segments, alive, "passage_ids"),
        "domains": _joined(segments, alive, "domains"),
        "term_hashes": hashes[used],
        "term_starts": np.cumsum([0, *counts[used]]).astype(np.uint64),
        "postings": np.concatenate(passages)[order].astype(np.uint32),
        "impacts": np.concatenate(impacts)[order],
        "word_starts": words_at,
        "words": blob,
        "letters": np.array([letters_of(terms[k]) for k in np.flatnonzero(used)], np.uint32),
        "bits": np.concatenate(
            [s.bits[:, mask] for s, mask in zip(segments, alive, strict=True)], axis=1
        ),
        "vectors": _joined(segments, alive, "vectors"),
        "scales": _joined(segments, alive, "scales"),
    }


def _joined(
    segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]], name: str
) -> NDArray[Any]:
    return np.concatenate(
        [segment.arrays[name][mask] for segment, mask in zip(segments, alive, strict=True)]
    )


def _terms_of(segments: Sequence[Segment], hashes: NDArray[np.uint64]) -> list[str]:
    terms = [""] * len(hashes)
    for segment in segments:
        blob = segment.words.tobytes()
        starts = segment.word_starts.tolist()
        for place, at in enumerate(np.searchsorted(hashes, segment.term_hashes).tolist()):
            if not terms[at]:
                terms[at] = blob[starts[place] : starts[place + 1]].decode("utf-8", "replace")
    return terms


def save_segment(path: Path, arrays: Arrays) -> None:
    """Write a segment in one piece: a temporary name, flushed to the disk, then renamed."""
    table: dict[str, list[object]] = {}
    at = 0
    for name, kind in _TYPES.items():
        array = arrays[name]
        table[name] = [at, list(array.shape)]
        at += -(-array.size * np.dtype(kind).itemsize // _ALIGN) * _ALIGN
    described = json.dumps(table).encode()
    start = -(-(_HEAD.size + len(described)) // _ALIGN) * _ALIGN
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        file.write((_HEAD.pack(_MAGIC, len(described)) + described).ljust(start, b"\0"))
        for name, kind in _TYPES.items():
            raw = np.ascontiguousarray(arrays[name]).astype(kind, copy=False)
            file.write(raw.data if raw.size else b"")
            file.write(b"\0" * (-raw.nbytes % _ALIGN))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _map_arrays(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, n_described = _HEAD.unpack_from(mapped)
        if magic != _MAGIC:
            raise ValueError("not a segment of this version")
        table: dict[str, tuple[int, list[int]]] = json.loads(
            mapped[_HEAD.size : _HEAD.size + n_described]
        )
        start = -(-(_HEAD.size + n_described) // _ALIGN) * _ALIGN
        arrays: dict[str, NDArray[Any]] = {}
        for name, kind in _TYPES.items():
            at, shape = table[name]
            count = math.prod(shape)
            arrays[name] = np.frombuffer(mapped, kind, count, start + at).reshape(shape)
    except (OSError, ValueError, KeyError, TypeError, struct.error) as exc:
        raise KnowledgeError(
            f"{path}: this piece of the index is torn or missing ({exc}). "
            "Run: sherin kb rebuild  (the texts are safe)"
        ) from exc
    if arrays["vectors"].shape[1:] != (N_DIMENSIONS,):
        raise KnowledgeError(f"{path}: vectors of another size. Run: sherin kb rebuild")
    return arrays
