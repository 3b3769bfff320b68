"""Takes files and folders into the knowledge base: resumable, once each, broken ones skipped.

`ingest(path, domain, ...)` walks, reads, cuts and writes in batches. A file is known by its
address and the hash of its content: unchanged files are passed over, changed ones replaced.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from sherin.errors import KnowledgeError
from sherin.mind.knowledge.formats import SUFFIXES, read_documents
from sherin.mind.knowledge.passages import Document, clean, passages_of
from sherin.mind.knowledge.store import Store
from sherin.mind.knowledge.writing import (
    BATCH_PASSAGES,
    KnowledgeWriter,
    PreparedDocument,
    PreparedSource,
)

if TYPE_CHECKING:
    from sherin.mind.knowledge.formats.zim import ZimArchive

__all__ = ["IngestReport", "Progress", "ingest", "prepare"]

_MAX_TITLE: Final = 200
_DATE: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?$")


class IngestReport(msgspec.Struct, kw_only=True):
    """What an ingest did."""

    added: int = 0
    """Files that were new."""
    replaced: int = 0
    """Files that had changed, or moved to another domain."""
    unchanged: int = 0
    """Files passed over, because the same content is there."""
    documents: int = 0
    passages: int = 0
    seconds: float = 0.0
    problems: list[str] = []
    """One line for each file that was skipped, and why."""


Progress = Callable[[int, int, int], None]
"""Called with files done, files in all, passages so far."""


def ingest(
    path: Path,
    domain: str,
    *,
    store: Store,
    writer: KnowledgeWriter,
    progress: Progress | None = None,
) -> IngestReport:
    """Take in a file, or every readable file below a folder.

    Files that cannot be read are named in the report and skipped. Interrupted at any moment, what
    was committed stays, and the same call goes on from there.

    Raises:
        KnowledgeError: `path` does not exist, holds nothing readable, or nothing can be written.
    """
    began = time.perf_counter()
    report = IngestReport(problems=[])
    files = _files(path)
    batch: list[PreparedSource] = []
    waiting = 0
    seen: set[bytes] = set()

    def flush() -> None:
        nonlocal waiting
        report.passages += writer.write(batch)
        batch.clear()
        waiting = 0

    for n_done, file in enumerate(files):
        if progress is not None:
            progress(n_done, len(files), report.passages + waiting)
        if file.suffix.lower() == ".zim":
            flush()
            _ingest_archive(file, domain, store, writer, report, progress)
            continue
        source = _prepare_file(file, domain, store, report, seen)
        if source is not None:
            batch.append(source)
            waiting += source.n_passages
            report.documents += len(source.documents)
        if waiting >= BATCH_PASSAGES:
            flush()
    flush()
    writer.tidy()
    if progress is not None:
        progress(len(files), len(files), report.passages)
    report.seconds = time.perf_counter() - began
    return report


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        known = SUFFIXES | {".zim"}
        found = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in known and file.is_file() and not _is_hidden(file, path)
        )
        if not found:
            raise KnowledgeError(
                f"{path}: holds no file that can be read. Known: {', '.join(sorted(known))}"
            )
        return found
    if not path.exists():
        raise KnowledgeError(f"{path}: there is no such file or folder.")
    return [path]


def _is_hidden(file: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(root).parts)


def _prepare_file(
    file: Path, domain: str, store: Store, report: IngestReport, seen: set[bytes]
) -> PreparedSource | None:
    uri = str(file.resolve())
    try:
        digest = _digest(file)
        known = store.source(uri)
        if known is not None and known.digest == digest and known.domain == domain:
            report.unchanged += 1
            return None
        if known is None and (digest in seen or store.source_with(digest, domain) is not None):
            report.unchanged += 1  # the same content under another name
            return None
        documents = [prepare(document) for document in read_documents(file)]
        documents = [document for document in documents if document.passages]
        if not documents:
            raise KnowledgeError(f"{file}: holds no text. Leave it out.")
    except (KnowledgeError, OSError) as exc:
        message = str(exc)
        report.problems.append(message if str(file) in message else f"{file}: {message}")
        return None
    seen.add(digest)
    if known is None:
        report.added += 1
    else:
        report.replaced += 1
    return PreparedSource(uri=uri, digest=digest, domain=domain, documents=documents)


def prepare(document: Document) -> PreparedDocument:
    """A document with its passages cut and its particulars bounded."""
    date = document.date if _DATE.match(document.date) else ""
    bounded = Document(
        title=clean(document.title)[:_MAX_TITLE] or "Untitled",
        blocks=(),
        date=date,
        author=clean(document.author)[:_MAX_TITLE],
        aliases=clean(document.aliases)[: 5 * _MAX_TITLE],
        anchor=clean(document.anchor)[:_MAX_TITLE],
    )
    return PreparedDocument(bounded, passages_of(document))


def _digest(file: Path) -> bytes:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "blake2b").digest()[:20]


def _ingest_archive(
    file: Path,
    domain: str,
    store: Store,
    writer: KnowledgeWriter,
    report: IngestReport,
    progress: Progress | None,
) -> None:
    """A ZIM archive, stretch by stretch; each commit says where the next begins."""
    from sherin.mind.knowledge.formats.zim import ZimArchive

    try:
        with ZimArchive(file) as archive:
            known = store.source(str(file.resolve()))
            same = known is not None and known.digest == archive.digest and known.domain == domain
            if same and known is not None and known.is_complete:
                report.unchanged += 1
                return
            begin = known.cursor if same and known is not None else 0
            for stretch in _stretches(file, domain, archive, begin, report):
                report.passages += writer.write([stretch])
                report.documents += len(stretch.documents)
                if progress is not None:
                    progress(stretch.cursor, archive.n_entries, report.passages)
            if known is None or same:
                report.added += 1
            else:
                report.replaced += 1
    except (KnowledgeError, OSError) as exc:
        report.problems.append(str(exc))


def _stretches(
    file: Path, domain: str, archive: ZimArchive, begin: int, report: IngestReport
) -> Iterator[PreparedSource]:
    uri = str(file.resolve())
    documents: list[PreparedDocument] = []
    n_passages = 0
    is_first = begin == 0
    for number, document in archive.documents(begin, report.problems):
        prepared = prepare(document)
        if prepared.passages:
            documents.append(prepared)
            n_passages += len(prepared.passages)
        if n_passages >= BATCH_PASSAGES:
            yield PreparedSource(
                uri=uri,
                digest=archive.digest,
                domain=domain,
                documents=documents,
                replaces=is_first,
                is_complete=False,
                cursor=number + 1,
            )
            documents, n_passages, is_first = [], 0, False
    yield PreparedSource(
        uri=uri,
        digest=archive.digest,
        domain=domain,
        documents=documents,
        replaces=is_first,
        cursor=archive.n_entries,
    )
