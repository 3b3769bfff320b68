"""The starter shelf: short articles written for SHERIN, one TOML file a domain.

`shelf_sources()` reads them all, ready to be written. An article has a title, a date, a text of
one or more paragraphs, and perhaps other names under which people ask for it.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from sherin.mind.knowledge.ingest import prepare
from sherin.mind.knowledge.passages import Block, Document
from sherin.mind.knowledge.writing import PreparedSource

__all__ = ["SHELF_FOLDER", "SHELF_PREFIX", "shelf_sources"]

SHELF_FOLDER: Final = Path(__file__).with_name("shelf")
SHELF_PREFIX: Final = "shelf:"
_AUTHOR: Final = "SHERIN starter shelf"


@cache
def shelf_sources() -> tuple[PreparedSource, ...]:
    """Every article of the starter shelf as a source of its own."""
    found: list[PreparedSource] = []
    for path in sorted(SHELF_FOLDER.glob("*.toml")):
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        domain = path.stem.replace("L", "-")
        found.extend(_source(domain, article, str(table["date"])) for article in table["article"])
    return tuple(found)


def _source(domain: str, article: dict[str, Any], date: str) -> PreparedSource:
    title = str(article["title"])
    text = str(article["text"])
    document = Document(
        title=title,
        # One passage an article, so that it is quoted whole.
        blocks=[Block(" ".join(text.split()))],
        date=str(article.get("date", date)),
        author=_AUTHOR,
        aliases=", ".join(article.get("aliases", [])),
    )
    described = repr((document.title, document.blocks[0].text, document.date, document.aliases))
    return PreparedSource(
        uri=f"{SHELF_PREFIX}{domain}/{title}",
        digest=hashlib.blake2b(described.encode(), digest_size=20).digest(),
        domain=domain,
        documents=[prepare(document)],
    )
