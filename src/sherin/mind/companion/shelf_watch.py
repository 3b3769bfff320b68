"""Notices that the shelves changed, and whether what a reply was taken from still stands there."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from sherin.mind.companion.reflex_cache import Cached, passage_digest
from sherin.mind.knowledge import DOMAINS, KnowledgeBase

__all__ = ["ShelfWatch"]

_N_LOOKED_AT: Final = 5


class ShelfWatch:
    """Watches one knowledge base; for the thread that asks it."""

    def __init__(self, base: KnowledgeBase) -> None:
        """Watch an open knowledge base."""
        self._base: Final = base
        self._files: Final = (base.folder / "knowledge.db", base.folder / "knowledge.db-wal")
        self._stamp: tuple[tuple[int, int], ...] = ()
        self._version = ""

    @property
    def version(self) -> str:
        """Changes whenever any process adds, replaces or removes a document, and stays otherwise.

        Cost: a look at two files' dates, about 6 us; some milliseconds after a change.
        """
        stamp = tuple(_stamp(path) for path in self._files)
        if stamp != self._stamp or not self._version:
            self._version = _version(self._base)
            self._stamp = stamp
        return self._version

    def still_stands(self, cached: Cached) -> bool:
        """Whether every passage that a reply was taken from is found again, unchanged.

        Cost: a search or two.
        """
        found: set[str] = set()
        for domain in {source.domain for source in cached.sources} & DOMAINS.keys():
            near = self._base.search(cached.question, domain=domain, k=_N_LOOKED_AT)
            near += self._base.search(cached.text, domain=domain, k=_N_LOOKED_AT)
            found.update(passage_digest(passage) for passage in near)
        return found.issuperset(cached.passages)


def _version(base: KnowledgeBase) -> str:
    # A piece of the index has a name of its own and never changes; what is removed lowers a count.
    status = base.status()
    pieces = sorted(path.name for path in (base.folder / "index").glob("*.seg"))
    told = repr((pieces, status.documents, status.passages, status.newest_document))
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def _stamp(path: Path) -> tuple[int, int]:
    try:
        known = path.stat()
    except FileNotFoundError:
        return 0, 0
    return known.st_mtime_ns, known.st_size
