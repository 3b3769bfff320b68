"""`sherin bench mind`: how fast the mind is, how often it is right, and how well it knows that.

Start with `mind_rows`. The questions with known answers do not ship: they are read from
`../shared/data/qa` beside a checkout, and those rows are left out where that is absent.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from sherin.app.bench.companion import N_TURNS, companion_rows
from sherin.app.bench.knowledge_quality import quality_rows
from sherin.app.bench.measure import Row, resident_bytes, row, time_calls
from sherin.mind.knowledge import KnowledgeBase
from sherin.mind.knowledge.shelf import shelf_sources
from sherin.mind.knowledge.words import sentences_of

__all__ = ["mind_rows"]

_QA: Final = Path(__file__).resolve().parents[5] / "shared" / "data" / "qa"
_N_PASSAGES: Final = 100_000
_PER_FILE: Final = 1_000
_RARE_WORDS: Final = 60_000
"""Invented words, one a passage, so that the vocabulary is as large as that of real texts."""
_QUESTIONS: Final = (
    "When did ARPANET send its first message?",
    "what is quantum tunneling",
    "Who deposed Romulus Augustulus?",
    "How many neurons does the human brain have?",
    "history of the computer",
    "what did I have for breakfast",
    "How is steel made today and what does it emit?",
    "which layer of the sun reaches fifteen million degrees",
    "what is quantm tuneling",
    "Explain the history of television in domain M11 (History).",
)


def mind_rows(n_turns: int = N_TURNS) -> Iterator[Row]:
    """Speed and size with 100,000 passages, random turns with them, how right the answers are.

    Args:
        n_turns: How many random turns.
    """
    with tempfile.TemporaryDirectory() as name:
        yield from _speed_rows(Path(name))
        yield from companion_rows(n_turns, home=Path(name))
    if (_QA / "squad2_five_articles.json").exists():
        with tempfile.TemporaryDirectory() as name:
            yield from quality_rows(_QA, Path(name))


def _speed_rows(folder: Path) -> Iterator[Row]:
    files = folder / "files"
    files.mkdir()
    _write_passages(files)
    before = resident_bytes()
    with KnowledgeBase.open(folder / "knowledge") as base:
        report = base.ingest(files, "M16")
        rate = report.passages / report.seconds
        yield row("knowledge: passages taken in a second", rate, "/s", (">=", 2000.0))
    began = time.perf_counter()
    with KnowledgeBase.open(folder / "knowledge") as base:
        base.ask(_QUESTIONS[0])
        yield row("knowledge: opened and first answer", time.perf_counter() - began, "s")
        asked = _asked()
        taken = time_calls(lambda k: base.ask(asked[k % len(asked)]), n_calls=1000)
        size = f"{base.status().passages} passages"
        yield row(f"knowledge: an answer p50, {size}", taken.p50_us / 1000.0, "ms")
        yield row(f"knowledge: an answer p99, {size}", taken.p99_us / 1000.0, "ms", ("<=", 10.0))
        spent = np.array([_processor_ms(base, text) for text in asked])
        p99 = float(np.percentile(spent, 99.0))
        yield row("knowledge: an answer p99, processor time", p99, "ms")
        grown = (resident_bytes() - before) / 1e6
        yield row("knowledge: memory this bench grew by, taking in and asking", grown, "MB")
        with multiprocessing.get_context("spawn").Pool(1) as fresh:
            served = fresh.apply(_served_bytes, (folder / "knowledge",)) / 1e6
        yield row("knowledge: memory of a process that answers", served, "MB", ("<=", 300.0))
        yield row("knowledge: index and texts on disk", base.status().bytes / 1e6, "MB")


def _served_bytes(folder: Path) -> int:
    """Resident memory of this process, with all it imported, after it answered every question."""
    with KnowledgeBase.open(folder) as base:
        for text in _asked():
            base.ask(text)
        return resident_bytes()


def _processor_ms(base: KnowledgeBase, text: str) -> float:
    """Time on the processor, which other jobs on the machine do not lengthen much."""
    began = time.process_time()
    base.ask(text)
    return 1000.0 * (time.process_time() - began)


def _asked() -> list[str]:
    """Questions of every kind: written ones, and one of each article's title."""
    titles = [f"what do you know about {d.documents[0].document.title}" for d in shelf_sources()]
    facts = [
        " ".join(["who", "or", "what", *sentence.split()[3:12]])
        for source in shelf_sources()
        for sentence in sentences_of(source.documents[0].passages[0].text)[1:3]
    ]
    return [*_QUESTIONS, *titles, *facts]


def _write_passages(folder: Path) -> None:
    """Passages like those of the shelf: its sentences, shuffled, with words exchanged."""
    rng = np.random.default_rng(1)
    texts = [source.documents[0].passages[0].text for source in shelf_sources()]
    sentences: list[list[str]] = [
        sentence.split() for text in texts for sentence in sentences_of(text)
    ]
    words: list[str] = [word for sentence in sentences for word in sentence]
    for number in range(_N_PASSAGES // _PER_FILE):
        passages: list[str] = []
        for _ in range(_PER_FILE):
            passage: list[str] = []
            for at in rng.integers(len(sentences), size=4):
                sentence = sentences[int(at)].copy()
                for place in rng.integers(len(sentence), size=len(sentence) // 3):
                    sentence[place] = words[int(rng.integers(len(words)))]
                passage += sentence
            passages.append(f"{' '.join(passage)} qz{rng.integers(_RARE_WORDS)}x.")
        (folder / f"{number:03d}.txt").write_text("\n\n".join(passages), encoding="utf-8")
