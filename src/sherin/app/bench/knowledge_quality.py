"""How right the answers are, in one run with SQLite FTS5 and bm25s on the same passages.

Passage and sentence weights were fitted on the articles of XQuAD that are not among the five with
traps, so that all five are unseen there; confidence was fitted on three of the five as well, so it
is measured on the other two.
"""

from __future__ import annotations

import importlib.util
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sherin.app.bench.measure import Row, row
from sherin.app.bench.scores import auroc, calibration_error, coverage_at
from sherin.app.bench.squad import (
    HELD_OUT_TITLES,
    Article,
    Asked,
    fill_shelf,
    is_right,
    place_of,
    read_articles,
)
from sherin.mind.knowledge import Answer, KnowledgeBase

__all__ = ["quality_rows"]

Place = tuple[str, int]
Ranker = Callable[[str], list[Place]]


class _Outcome(NamedTuple):
    asked: Asked
    answer: Answer
    is_right: bool


@dataclass
class _Counted:
    n: int = 0
    first: int = 0
    in_five: int = 0


def quality_rows(qa: Path, folder: Path) -> Iterator[Row]:
    """Rows of retrieval, of what is not on the shelf, of traps, and of calibration."""
    traps = read_articles(qa / "squad2_five_articles.json")
    plain = read_articles(qa / "xquad_en.json")
    five = {article.title for article in traps}
    rest = [article for article in plain if article.title not in five]
    counts: dict[str, _Counted] = {}
    with fill_shelf(folder / "five", traps) as base:
        yield from _retrieval_rows("five articles", traps, base, counts)
        held_out = [article for article in traps if article.title in HELD_OUT_TITLES]
        trapped = _ask(base, held_out)
    with fill_shelf(folder / "xquad", plain) as base:
        yield from _retrieval_rows("XQuAD", plain, base, counts)
    yield from _comparison_rows(counts)
    with fill_shelf(folder / "even", rest[::2]) as base:
        on_shelf, off_shelf = _ask(base, rest[::2]), _ask(base, rest[1::2])
    yield from _confidence_rows(on_shelf, off_shelf, trapped)


def _confidence_rows(
    on_shelf: Sequence[_Outcome], off_shelf: Sequence[_Outcome], trapped: Sequence[_Outcome]
) -> Iterator[Row]:
    sure = np.array([o.answer.confidence for o in [*on_shelf, *off_shelf]])
    is_on = np.arange(len(sure)) < len(on_shelf)
    yield row("not on the shelf, AUROC", auroc(sure, is_on), "", (">=", 0.97))
    sure = np.array([o.answer.confidence for o in trapped])
    has_answer = np.array([bool(o.asked.answers) for o in trapped])
    right = np.array([o.is_right for o in trapped])
    yield row("traps, unseen articles, AUROC", auroc(sure, has_answer), "", (">=", 0.65))
    yield row(
        "coverage at 95 % precision, unseen articles",
        coverage_at(sure[has_answer], right[has_answer], precision=0.95),
        "",
        (">=", 0.40),
    )
    yield row(
        "coverage at 95 % precision, unseen articles with their traps",
        coverage_at(sure, right, precision=0.95),
        "",
    )
    yield row("calibration error, unseen articles with traps", calibration_error(sure, right), "")
    yield row(
        "calibration error, unseen articles without traps",
        calibration_error(sure[has_answer], right[has_answer]),
        "",
    )
    yield row("answers that hold the right words, unseen articles", right[has_answer].mean(), "")


def _retrieval_rows(
    name: str,
    articles: Sequence[Article],
    base: KnowledgeBase,
    counts: dict[str, _Counted],
) -> Iterator[Row]:
    """Ours and the two others on the same paragraphs, title and text alike."""
    rankers: dict[str, Ranker] = {
        "ours": lambda text: [place_of(p.uri) for p in base.search(text, k=5)],
        "FTS5": _fts5(articles),
    }
    if importlib.util.find_spec("bm25s") is not None:
        rankers["bm25s"] = _bm25s(articles)
    asked = [q for article in articles for q in article.questions if q.answers]
    for ranker_name, ranker in rankers.items():
        counted = counts.setdefault(ranker_name, _Counted())
        at_1 = at_5 = 0
        for question in asked:
            found = ranker(question.text)
            place = (question.title, question.paragraph)
            at_1 += found[:1] == [place]
            at_5 += place in found[:5]
        counted.n += len(asked)
        counted.first += at_1
        counted.in_five += at_5
        yield row(f"{name}, {ranker_name}: right passage first", at_1 / len(asked), "")
        yield row(f"{name}, {ranker_name}: right passage in five", at_5 / len(asked), "")


def _comparison_rows(counts: dict[str, _Counted]) -> Iterator[Row]:
    """The goals, over the questions of both files."""
    ours, other = counts["ours"], counts["FTS5"]
    gain = (ours.first - other.first) / ours.n
    yield row("all questions: right passage first, beyond FTS5", gain, "", (">=", 0.03))
    cut = 1.0 - (ours.n - ours.in_five) / max(other.n - other.in_five, 1)
    yield row("all questions: misses at five, cut against FTS5", cut, "", (">=", 0.25))


def _places(articles: Sequence[Article]) -> Iterator[tuple[Place, str]]:
    for article in articles:
        for n, text in enumerate(article.paragraphs):
            yield (article.title, n), f"{article.title.replace('_', ' ')}\n{text}"


def _fts5(articles: Sequence[Article]) -> Ranker:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5 (text, tokenize = 'porter unicode61')")
    places: list[Place] = []
    for place, text in _places(articles):
        database.execute("INSERT INTO t (rowid, text) VALUES (?, ?)", (len(places), text))
        places.append(place)

    def rank(text: str) -> list[Place]:
        query = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        rows = database.execute(
            "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 5", (query,)
        )
        return [places[n] for (n,) in rows]

    return rank


def _bm25s(articles: Sequence[Article]) -> Ranker:
    import bm25s

    places = [place for place, _ in _places(articles)]
    texts = [text for _, text in _places(articles)]
    ranker = bm25s.BM25()
    ranker.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)

    def rank(text: str) -> list[Place]:
        tokens = bm25s.tokenize([text], stopwords="en", show_progress=False)
        numbers = ranker.retrieve(tokens, k=5, show_progress=False)[0][0]
        return [places[int(n)] for n in numbers]

    return rank


def _ask(base: KnowledgeBase, articles: Sequence[Article]) -> list[_Outcome]:
    found: list[_Outcome] = []
    for article in articles:
        for question in article.questions:
            answer = base.ask(question.text)
            right = bool(question.answers) and is_right(answer.extract, question.answers)
            found.append(_Outcome(question, answer, right))
    return found
