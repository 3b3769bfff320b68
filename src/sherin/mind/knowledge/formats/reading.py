"""Chooses the reader of a file by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from sherin.errors import KnowledgeError
from sherin.mind.knowledge.passages import Document

__all__ = ["MAX_FILE_BYTES", "SUFFIXES", "read_documents"]

MAX_FILE_BYTES: Final = 256_000_000
"""A file other than a ZIM archive is read as a whole; a larger one is refused."""


def _text(path: Path) -> Iterable[Document]:
    from sherin.mind.knowledge.formats.plain import read_text

    return [read_text(path.read_bytes(), _name(path))]


def _markdown(path: Path) -> Iterable[Document]:
    from sherin.mind.knowledge.formats.plain import read_markdown

    return [read_markdown(path.read_bytes(), _name(path))]


def _html(path: Path) -> Iterable[Document]:
    from sherin.mind.knowledge.formats.html import read_html

    return [read_html(path.read_bytes(), _name(path))]


def _pdf(path: Path) -> Iterable[Document]:
    from sherin.mind.knowledge.formats.pdf import read_pdf

    return [read_pdf(path, _name(path))]


def _docx(path: Path) -> Iterable[Document]:
    from sherin.mind.knowledge.formats.docx import read_docx

    return [read_docx(path, _name(path))]


def _epub(path: Path) -> Iterable[Document]:
    from sherin.mind.knowledge.formats.epub import read_epub

    return [read_epub(path, _name(path))]


def _csv(path: Path) -> Iterable[Document]:
    from sherin.mind.knowledge.formats.records import read_csv

    return read_csv(path.read_bytes(), _name(path))


def _json(path: Path) -> Iterable[Document]:
    from sherin.mind.knowledge.formats.records import read_json

    return read_json(path.read_bytes(), _name(path))


def _json_lines(path: Path) -> Iterable[Document]:
    from sherin.mind.knowledge.formats.records import read_json_lines

    return read_json_lines(path.read_bytes(), _name(path))


_READERS: Final[dict[str, Callable[[Path], Iterable[Document]]]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _text,
    ".text": _text,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".pdf": _pdf,
    ".docx": _docx,
    ".epub": _epub,
    ".csv": _csv,
    ".tsv": _csv,
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}

SUFFIXES: Final = frozenset(_READERS)
"""Endings of names, in lower case, of files that are read as a whole."""


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a file: one, or one a record for CSV and JSON.

    Raises:
        KnowledgeError: the kind is unknown, the file is too large, broken, or holds no text.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(SUFFIXES | {".zim"}))
        raise KnowledgeError(f"{path}: files of this kind are not read. Known: {known}")
    n_bytes = path.stat().st_size
    if n_bytes > MAX_FILE_BYTES:
        raise KnowledgeError(
            f"{path}: {n_bytes / 1e6:.0f} MB; at most {MAX_FILE_BYTES / 1e6:.0f} MB are read at "
            "once. Split the file, or make a ZIM archive of it."
        )
    try:
        yield from reader(path)
    except KnowledgeError:
        raise
    except Exception as exc:  # a broken file may fail in any way inside a foreign reader
        detail = str(exc) or "no further message"
        raise KnowledgeError(
            f"{path}: cannot be read ({type(exc).__name__}: {detail[:200]}). "
            "Open it in another program and save it again, or leave it out."
        ) from exc


def _name(path: Path) -> str:
    return path.stem.replace("_", " ").strip() or path.name
