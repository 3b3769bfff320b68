"""`sherin bench appraisal`: how fast a line is read, and how well raters agree with the reading.

Agreement needs the dev part of EmoBank (CC BY-SA 4.0), which does not ship: it is read from
`../shared/data` beside a checkout, and left out where that is absent.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from sherin.app.bench.measure import Goal, Row, row, time_calls
from sherin.mind.affect.appraisal import appraise
from sherin.mind.affect.appraisal.appraiser import Appraiser
from sherin.mind.affect.appraisal.model import BUILTIN_MODEL, decode_model

__all__ = ["appraisal_rows"]

_DATA: Final = Path(__file__).resolve().parents[5] / "shared" / "data"
SENTENCES: Final = (
    "Did the report finish?",
    "I lost my dog today and I don't know what to do.",
    "We won! I can't believe it, this is the best day of my life!",
    "Please stop shouting at me, it does not help anybody here.",
    "The meeting is at ten in the small room behind the library.",
    "I'm not sure that is a good idea, to be honest.",
)
_AXES: Final = ("valence", "arousal", "dominance")
_GOALS: Final = (0.62, 0.45, 0.33)


def appraisal_rows() -> Iterator[Row]:
    """Speed and size always; agreement with raters where the data is."""
    taken = time_calls(lambda k: appraise(SENTENCES[k % len(SENTENCES)]), n_calls=6000)
    yield row("a sentence p50", taken.p50_us / 1000.0, "ms")
    yield row("a sentence p99", taken.p99_us / 1000.0, "ms", ("<=", 1.0))
    megabyte = "I am so happy that you came back to me today! " * 22_000
    huge = time_calls(lambda _: appraise(megabyte), n_calls=20, n_warm=2)
    yield row("1 MB of text p50", huge.p50_us / 1000.0, "ms")
    content = BUILTIN_MODEL.read_bytes()
    loaded = time_calls(lambda _: decode_model(content, source="bench"), n_calls=10, n_warm=1)
    yield row("loading the fitted numbers p50", loaded.p50_us / 1000.0, "ms")
    yield row("fitted numbers", len(content) / 1e6, "MB")
    dev = _DATA / "emobank_dev.csv"
    if dev.exists():
        yield from _agreement_rows(dev)


def _agreement_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        rated = list(csv.DictReader(file))
    truth = np.array([[float(line[axis]) for axis in "VAD"] for line in rated])
    texts = [line["text"] for line in rated]
    raw = np.array([Appraiser().raw(text) for text in texts])
    used = np.array([[getattr(appraise(text), axis) for axis in _AXES] for text in texts])
    for axis, name in enumerate(_AXES):
        goal: Goal = (">=", _GOALS[axis])
        fitted, read = (_pearson(values[:, axis], truth[:, axis]) for values in (raw, used))
        yield row(f"Pearson r, {name}, fitted model", fitted, "r", goal)
        yield row(f"Pearson r, {name}, with cues", read, "r")
    compound = _vader()
    if compound is not None:
        scores = np.array([compound(text) for text in texts])
        yield row("Pearson r, valence, vaderSentiment", _pearson(scores, truth[:, 0]), "r")


def _pearson(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def _vader() -> Callable[[str], float] | None:
    """The lexicon baseline, where its package is installed."""
    try:
        from vaderSentiment.vaderSentiment import (  # pyright: ignore[reportMissingTypeStubs]
            SentimentIntensityAnalyzer,
        )
    except ImportError:
        return None
    analyzer = SentimentIntensityAnalyzer()
    scores = cast("Callable[[str], dict[str, float]]", analyzer.polarity_scores)
    return lambda text: scores(text)["compound"]
