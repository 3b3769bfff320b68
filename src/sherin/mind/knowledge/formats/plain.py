"""Markdown and plain text to a document: headings, paragraphs, a little front matter."""

from __future__ import annotations

import re
from typing import Final

from sherin.mind.knowledge.passages import Block, Document

__all__ = ["decode", "read_markdown", "read_text"]

_HEADING: Final = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_FENCE: Final = re.compile(r"^ {0,3}(```|~~~)")
_FRONT: Final = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_ITEM: Final = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+")
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS: Final = re.compile(r"(\*\*|__|`+|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w))")
_MAX_TITLE: Final = 120


def decode(raw: bytes) -> str:
    """Text of unknown encoding: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises:
        ValueError: it holds zero bytes, so it is no text.
    """
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16")
    if b"\0" in raw:
        raise ValueError("holds zero bytes, so it is not a text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def read_text(raw: bytes, name: str) -> Document:
    """A plain text: paragraphs are separated by empty lines.

    A short first line without a full stop is the title, else the file's name is.
    """
    paragraphs = [p for p in re.split(r"\n\s*\n", decode(raw).replace("\r\n", "\n")) if p.strip()]
    first = paragraphs[0].strip() if paragraphs else ""
    has_title = (
        len(paragraphs) > 1
        and "\n" not in first
        and len(first) <= _MAX_TITLE
        and not first.endswith((".", "!", "?", ":", ";", ","))
    )
    title = first if has_title else name
    rest = paragraphs[1:] if has_title else paragraphs
    return Document(title=title, blocks=[Block(p) for p in rest])


def read_markdown(raw: bytes, name: str) -> Document:
    """A Markdown text: headings become the headings of what follows, code blocks are left out.

    Front matter between `---` lines may name `title`, `date`, `author` and `aliases`.
    """
    text = decode(raw).replace("\r\n", "\n")
    front: dict[str, str] = {}
    match = _FRONT.match(text)
    if match:
        front = _front_matter(match[1])
        text = text[match.end() :]
    title, blocks = _blocks(text)
    return Document(
        title=front.get("title") or title or name,
        blocks=blocks,
        date=front.get("date", "")[:10],
        author=front.get("author", ""),
        aliases=front.get("aliases", ""),
    )


def _front_matter(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if colon:
            found[key.strip().lower()] = value.strip().strip("\"'[]")
    return found


def _blocks(text: str) -> tuple[str, list[Block]]:
    title = ""
    heading = ""
    blocks: list[Block] = []
    lines: list[str] = []
    is_code = False

    def flush() -> None:
        paragraph = " ".join(lines).strip()
        lines.clear()
        if paragraph:
            blocks.append(Block(_plain(paragraph), heading))

    for line in text.splitlines():
        if _FENCE.match(line):
            flush()
            is_code = not is_code
            continue
        if is_code:
            continue
        found = _HEADING.match(line)
        if found:
            flush()
            words = _plain(found[2])
            if len(found[1]) == 1 and not title:
                title = words
            else:
                heading = words
        elif not line.strip():
            flush()
        elif _ITEM.match(line):
            flush()
            lines.append(_ITEM.sub("", line))
        elif not re.fullmatch(r"[\s|:=*_-]+", line):
            lines.append(line.strip().strip("|>").strip())
    flush()
    return title, blocks


def _plain(text: str) -> str:
    return _MARKS.sub("", _LINK.sub(r"\1", text)).strip()
