"""A PDF to a document: the text of its pages, put together to paragraphs again."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Final

from sherin.mind.knowledge.passages import Block, Document

__all__ = ["read_pdf"]

_MAX_PAGES: Final = 5_000
_HYPHEN: Final = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_NUMBER_ONLY: Final = re.compile(r"^\W*\d{1,4}\W*$")


def read_pdf(path: Path, name: str) -> Document:
    """The text of a PDF, a heading a page.

    Raises:
        ValueError: it is locked with a password, or holds only pictures of pages.
    """
    from pypdf import PdfReader

    # The library reports each odd byte of a file as a warning; what matters it raises.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(path, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("is locked with a password; save a copy without one")
    blocks: list[Block] = []
    for number, page in enumerate(reader.pages[:_MAX_PAGES], 1):
        blocks.extend(Block(text, f"page {number}") for text in _paragraphs(page.extract_text()))
    if not blocks:
        raise ValueError(
            "holds no text, perhaps only scanned pictures; run it through an OCR first"
        )
    about = reader.metadata
    created = about.creation_date if about and about.get("/CreationDate") else None
    return Document(
        title=(about.title if about and about.title else "") or name,
        blocks=blocks,
        date=created.date().isoformat() if created else "",
        author=(about.author if about and about.author else "") or "",
    )


def _paragraphs(text: str) -> list[str]:
    """Paragraphs of a page: lines join, unless one is short and ends a sentence, or is empty."""
    lines = [line.strip() for line in _HYPHEN.sub("", text).splitlines()]
    longest = max(map(len, lines), default=0)
    found: list[str] = []
    current: list[str] = []
    for line in lines:
        if not line or _NUMBER_ONLY.match(line):
            _close(current, found)
            continue
        current.append(line)
        if line.endswith((".", "!", "?", ":")) and len(line) < 0.8 * longest:
            _close(current, found)
    _close(current, found)
    return found


def _close(current: list[str], found: list[str]) -> None:
    if current:
        found.append(" ".join(current))
        current.clear()
