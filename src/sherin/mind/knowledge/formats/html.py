"""A web page to a document: headings and paragraphs of what a person reads on it.

Menus, scripts, footers and tables of boxes are left out. The page is parsed, never executed, and
nothing it refers to is opened.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sherin.mind.knowledge.formats.plain import decode
from sherin.mind.knowledge.passages import Block, Document

__all__ = ["read_html"]

_LEFT_OUT: Final = (
    "script, style, noscript, template, svg, math, iframe, form, nav, header, footer, aside, "
    "sup.reference, .mw-editsection, .navbox, .infobox, .metadata, .hatnote, .reflist, .toc, "
    ".references, .noprint, .sistersitebox"
)
_BLOCKS: Final = frozenset("p li dd dt blockquote pre td th figcaption".split())
_HEADINGS: Final = frozenset(f"h{n}" for n in range(1, 7))
_DEEP: Final = 400
_CHARSET: Final = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_LISTED: Final = 4
"""A list entry or cell of fewer words is a menu more often than a sentence."""


def read_html(raw: bytes, name: str) -> Document:
    """The title and paragraphs of a page; the file's name where it has no title."""
    tree = LexborHTMLParser(_decode(raw))
    for node in tree.css(_LEFT_OUT):
        node.decompose()
    body = tree.css_first("main, article, #mw-content-text") or tree.body
    first = tree.css_first("h1")
    title_tag = tree.css_first("title")
    title = _text(first) or _text(title_tag) or name
    date = tree.css_first("meta[name=date], meta[property='article:published_time']")
    author = tree.css_first("meta[name=author]")
    return Document(
        title=title,
        blocks=_blocks(body, title) if body is not None else [],
        date=(_attribute(date, "content") or "")[:10],
        author=_attribute(author, "content") or "",
    )


def _decode(raw: bytes) -> str:
    named = _CHARSET.search(raw[:2048])
    if named:
        try:
            return raw.decode(named[1].decode("ascii"), "replace")
        except LookupError:
            pass
    return decode(raw)


def _blocks(body: LexborNode, title: str) -> list[Block]:
    """Blocks in reading order; a text outside of any block element counts as a paragraph."""
    blocks: list[Block] = []
    heading = ""
    loose: list[str] = []

    def flush() -> None:
        text = " ".join(" ".join(loose).split())
        loose.clear()
        if len(text.split()) >= _LISTED:
            blocks.append(Block(text, heading))

    def walk(node: LexborNode, depth: int) -> None:
        nonlocal heading
        child = node.child
        while child is not None:
            tag = child.tag or "_"
            if tag == "-text":
                loose.append(child.text_content or "")
            elif tag in _HEADINGS:
                flush()
                words = _text(child)
                heading = "" if words == title else words
            elif tag in _BLOCKS and not _holds_blocks(child):
                flush()
                text = _text(child)
                if tag in {"p", "blockquote"} or len(text.split()) >= _LISTED:
                    blocks.append(Block(text, heading))
            elif tag in {"br", "hr"}:
                flush()
            elif tag in {"b", "i", "em", "strong", "a", "span", "code", "sub", "sup", "u"}:
                loose.append(child.text())
            elif not tag.startswith("_") and depth < _DEEP:
                flush()
                walk(child, depth + 1)
                flush()
            child = child.next

    walk(body, 0)
    flush()
    return blocks


def _holds_blocks(node: LexborNode) -> bool:
    return node.css_first("p, li, td, blockquote, h1, h2, h3, h4") not in (None, node)


def _text(node: LexborNode | None) -> str:
    return "" if node is None else " ".join(node.text(separator="").split())


def _attribute(node: LexborNode | None, name: str) -> str | None:
    return None if node is None else node.attributes.get(name)
