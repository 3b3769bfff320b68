"""Questions with known answers from files in the format of SQuAD, and shelves made of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from sherin.mind.knowledge.base import KnowledgeBase

__all__ = [
    "CALIBRATION_TITLES",
    "HELD_OUT_TITLES",
    "Article",
    "Asked",
    "fill_shelf",
    "is_right",
    "place_of",
    "read_articles",
]

SHELF: Final = "M16"
CALIBRATION_TITLES: Final = ("Normans", "Huguenot", "Packet_switching")
HELD_OUT_TITLES: Final = ("Immune_system", "Imperialism")
"""Of the five articles with traps: three to calibrate on, two that no fit ever sees."""


class Asked(NamedTuple):
    """One question of a file."""

    text: str
    title: str
    paragraph: int
    answers: tuple[str, ...]
    """Empty for a trap, which the paragraph seems to answer and does not."""


class Article(NamedTuple):
    """One article with its questions."""

    title: str
    paragraphs: tuple[str, ...]
    questions: tuple[Asked, ...]


def read_articles(path: Path) -> list[Article]:
    """Every article of a file."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    found: list[Article] = []
    for article in data["data"]:
        title = str(article["title"])
        paragraphs = [str(p["context"]) for p in article["paragraphs"]]
        questions = [
            Asked(
                str(q["question"]), title, n, tuple(dict.fromkeys(a["text"] for a in q["answers"]))
            )
            for n, p in enumerate(article["paragraphs"])
            for q in p["qas"]
        ]
        found.append(Article(title, tuple(paragraphs), tuple(questions)))
    return found


def fill_shelf(folder: Path, articles: Iterable[Article]) -> KnowledgeBase:
    """A knowledge base of nothing but these articles, one file a paragraph."""
    files = folder / "files"
    for article in articles:
        place = files / article.title
        place.mkdir(parents=True, exist_ok=True)
        for n, text in enumerate(article.paragraphs):
            title = article.title.replace("_", " ")
            (place / f"{n:04d}.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
    base = KnowledgeBase.open(folder / "kb", shelf=False)
    base.ingest(files, SHELF)
    return base


def place_of(uri: str) -> tuple[str, int]:
    """Title and number of the paragraph a passage came from."""
    path = Path(uri)
    return path.parent.name, int(path.stem)


def is_right(said: str, answers: Iterable[str]) -> bool:
    """Whether one of the known answers occurs in what was said."""
    spoken = f" {plain(said)} "
    return any(f" {plain(answer)} " in spoken for answer in answers)


def plain(text: str) -> str:
    """A text for comparison: lower case, no punctuation, no articles."""
    text = re.sub(r"[^\w\s]", " ", text.lower())
    return " ".join(word for word in text.split() if word not in {"a", "an", "the"})
