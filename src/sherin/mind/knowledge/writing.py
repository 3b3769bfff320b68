"""Writes sources into the store and their passages into the index, together or not at all.

`KnowledgeWriter.write` takes a batch of prepared sources. A piece of the index is written and
flushed first and counted in by the same transaction as the texts; a file nobody counts is swept.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from sherin.mind.knowledge.domains import DOMAINS
from sherin.mind.knowledge.passages import Document, Passage
from sherin.mind.knowledge.segment import (
    IndexEntry,
    Segment,
    build_segment,
    merge_segments,
    save_segment,
)
from sherin.mind.knowledge.store import Store
from sherin.mind.knowledge.subjects import subject_keys
from sherin.mind.knowledge.word_vectors import WordVectors

__all__ = ["BATCH_PASSAGES", "KnowledgeWriter", "PreparedDocument", "PreparedSource"]

BATCH_PASSAGES: Final = 4096
"""Passages in one transaction: a second or two of work, and 20 MB while it is prepared."""
_MOST_SEGMENTS: Final = 8
_MOST_DEAD: Final = 0.2
SUFFIX: Final = ".seg"


class PreparedDocument(msgspec.Struct, frozen=True):
    """A document with its passages cut."""

    document: Document
    passages: Sequence[Passage]


class PreparedSource(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read, or a stretch of a long one."""

    uri: str
    digest: bytes
    domain: str
    documents: Sequence[PreparedDocument]
    replaces: bool = True
    """Whatever was stored under the address goes; False for the next stretch of a long file."""
    is_complete: bool = True
    cursor: int = 0
    """Where the next stretch begins."""

    @property
    def n_passages(self) -> int:
        """Passages of all documents."""
        return sum(len(document.passages) for document in self.documents)


class KnowledgeWriter:
    """Writes into one knowledge base; not for two threads at once."""

    def __init__(self, store: Store, folder: Path, vectors: WordVectors) -> None:
        """Write into `store` and the index in `folder`, which is made."""
        self._store: Final = store
        self._folder: Final = folder
        self._vectors: Final = vectors
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, batch: Sequence[PreparedSource]) -> int:
        """Store a batch and index it in one transaction.

        Returns:
            Number of passages written.

        Raises:
            KnowledgeError: nothing of the batch was written, such as on a full disk.
        """
        entries: list[IndexEntry] = []
        with self._store.writing():
            for source in batch:
                entries.extend(self._store_source(source))
            if entries:
                self._add_segment(entries)
        return len(entries)

    def remove(self, uris: Iterable[str]) -> int:
        """Remove sources by address; the number of passages that went."""
        removed = 0
        with self._store.writing():
            for uri in uris:
                source = self._store.source(uri)
                if source is not None:
                    removed += self._store.remove_source(source.id)
        return removed

    def tidy(self) -> None:
        """Join the pieces of the index where they are many, and sweep files nobody counts."""
        segments = self._store.segments()
        n_dead = len(self._store.dead_passages())
        n_indexed = sum(n for _, _, n in segments)
        if len(segments) > _MOST_SEGMENTS or n_dead > max(_MOST_DEAD * n_indexed, 64):
            self._merge()
        self.sweep()

    def rebuild(self) -> int:
        """Make the index again from the texts; the number of passages indexed."""
        total = 0
        with self._store.writing():
            old = self._store.segments()
            entries: list[IndexEntry] = []
            for row in self._store.every_passage():
                title = f"{row.title} {row.heading}"
                entries.append(IndexEntry(row.id, DOMAINS[row.domain].code, title, row.text))
                if len(entries) >= 4 * BATCH_PASSAGES:
                    total += self._add_segment(entries)
                    entries = []
            if entries:
                total += self._add_segment(entries)
            self._store.drop_segments(n for n, _, _ in old)
            self._store.forget_dead()
        self.sweep()
        return total

    def sweep(self) -> None:
        """Delete files of the index that nobody counts: of a killed process, or merged ones."""
        # Under the write lock, so that the piece another process is just writing is not taken.
        with self._store.writing():
            counted = {name for _, name, _ in self._store.segments()}
            for path in self._folder.iterdir():
                if path.suffix in {SUFFIX, ".partial"} and path.name not in counted:
                    with contextlib.suppress(OSError):  # mapped by a reader on Windows
                        path.unlink()

    def _store_source(self, source: PreparedSource) -> list[IndexEntry]:
        store = self._store
        known = store.source(source.uri)
        if known is not None and source.replaces:
            store.remove_source(known.id)
            known = None
        if known is None:
            source_id = store.add_source(
                source.uri, source.digest, source.domain, is_complete=source.is_complete
            )
        else:
            source_id = known.id
        store.advance(source_id, cursor=source.cursor, is_complete=source.is_complete)
        entries: list[IndexEntry] = []
        for prepared in source.documents:
            entries.extend(self._store_document(prepared, source_id, source))
        return entries

    def _store_document(
        self, prepared: PreparedDocument, source_id: int, source: PreparedSource
    ) -> list[IndexEntry]:
        document = prepared.document
        anchor = f"#{document.anchor}" if document.anchor else ""
        document_id = self._store.add_document(
            source_id,
            title=document.title,
            uri=source.uri + anchor,
            domain=source.domain,
            date=document.date,
            author=document.author,
            aliases=document.aliases,
        )
        self._store.add_subjects(document_id, subject_keys(document.title, document.aliases))
        ids = self._store.add_passages(
            document_id, ((p.heading, p.text) for p in prepared.passages)
        )
        code = DOMAINS[source.domain].code
        return [
            IndexEntry(passage_id, code, f"{document.title} {passage.heading}", passage.text)
            for passage_id, passage in zip(ids, prepared.passages, strict=True)
        ]

    def _add_segment(self, entries: Sequence[IndexEntry]) -> int:
        name = f"{uuid.uuid4().hex}{SUFFIX}"
        save_segment(self._folder / name, build_segment(entries, self._vectors))
        self._store.add_segment(name, len(entries))
        return len(entries)

    def _merge(self) -> None:
        with self._store.writing():
            rows = self._store.segments()
            dead = np.array(self._store.dead_passages(), np.int64)
            arrays = merge_segments([Segment(self._folder / name) for _, name, _ in rows], dead)
            name = f"{uuid.uuid4().hex}{SUFFIX}"
            save_segment(self._folder / name, arrays)
            self._store.drop_segments(n for n, _, _ in rows)
            self._store.add_segment(name, len(arrays["passage_ids"]))
            self._store.forget_dead()
