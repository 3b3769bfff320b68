"""An EPUB book to a document: its chapters in reading order.

Source: EPUB 3.3, "Open Container Format" and "Package document"; EPUB 2 differs in nothing we read.
"""

from __future__ import annotations

import posixpath
import urllib.parse
import zipfile
from pathlib import Path
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from sherin.mind.knowledge.formats.html import read_html
from sherin.mind.knowledge.formats.zipped import check_zip, read_member
from sherin.mind.knowledge.passages import Block, Document

__all__ = ["read_epub"]

_CONTAINER: Final = "META-INF/container.xml"
_PAGES: Final = frozenset({"application/xhtml+xml", "text/html"})


def read_epub(path: Path, name: str) -> Document:
    """The text of a book; headings are those of its chapters.

    Raises:
        ValueError: a part is missing or far too large, or the book is locked.
    """
    check_zip(path)
    with zipfile.ZipFile(path) as archive:
        if "META-INF/rights.xml" in archive.namelist():
            raise ValueError("is locked by its publisher; a copy without a lock is needed")
        package_at = _package_path(read_member(archive, _CONTAINER))
        # An HTML parser on purpose: it opens no entities and no addresses, as an XML parser may.
        package = LexborHTMLParser(read_member(archive, package_at))
        items = {
            item.attributes.get("id"): item.attributes
            for item in package.css("item")
            if item.attributes.get("media-type") in _PAGES
        }
        blocks: list[Block] = []
        for reference in package.css("itemref"):
            item = items.get(reference.attributes.get("idref"))
            if item is None or not item.get("href"):
                continue
            href = urllib.parse.unquote(str(item["href"])).partition("#")[0]
            member = posixpath.normpath(posixpath.join(posixpath.dirname(package_at), href))
            chapter = read_html(read_member(archive, member), "")
            blocks.extend(Block(b.text, b.heading or chapter.title) for b in chapter.blocks)
    return Document(
        title=_meta(package, "title") or name,
        blocks=blocks,
        date=_meta(package, "date")[:10],
        author=_meta(package, "creator"),
    )


def _package_path(raw: bytes) -> str:
    root = LexborHTMLParser(raw).css_first("rootfile")
    found = root.attributes.get("full-path") if root else None
    if not found:
        raise ValueError("does not say where its contents are, so it is damaged")
    return found


def _meta(package: LexborHTMLParser, name: str) -> str:
    """Dublin Core data such as `dc:title`; CSS needs the colon escaped."""
    node = package.css_first(rf"dc\:{name}")
    return node.text().strip() if node else ""
