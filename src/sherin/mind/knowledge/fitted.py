"""The numbers that were fitted: how passages and sentences are weighed, and how sure to be.

`Fitted.builtin()` reads `data/fitted.json`, written by tools/fit_confidence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.errors import KnowledgeError

__all__ = ["FITTED_PATH", "Fitted", "FittedNumbers"]

FITTED_PATH: Final = Path(__file__).with_name("data") / "fitted.json"


class FittedNumbers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file, as it is written."""

    version: int
    fitted_on: str
    """What it was fitted on, in one line."""
    fuse_words: float
    """Weight of the words in rank fusion; the vectors have 1."""
    passage: Mapping[str, float]
    """Weight by feature of `evidence.PASSAGE_FEATURES`."""
    sentence: Mapping[str, float]
    """Weight by feature of `evidence.SENTENCE_FEATURES`."""
    confidence: Mapping[str, float]
    """Weight by feature of `confidence.CONFIDENCE_FEATURES`, and `bias`."""
    calibration: tuple[tuple[float, float], ...]
    """Points (what the logistic function says, how often that is right), both rising."""


class Fitted:
    """The numbers as arrays in the order of the features."""

    def __init__(self, numbers: FittedNumbers) -> None:
        """Line the numbers up.

        Raises:
            KnowledgeError: a feature has no number, or a number is not finite.
        """
        from sherin.mind.knowledge.confidence import CONFIDENCE_FEATURES
        from sherin.mind.knowledge.evidence import PASSAGE_FEATURES, SENTENCE_FEATURES

        self.fuse_words: Final = numbers.fuse_words
        self.passage: Final = _aligned(numbers.passage, PASSAGE_FEATURES)
        self.sentence: Final = _aligned(numbers.sentence, SENTENCE_FEATURES)
        points = np.array(numbers.calibration, np.float64)  # (n, 2)
        if len(points) < 2 or (np.diff(points, axis=0) <= 0.0).any():
            raise KnowledgeError(f"{FITTED_PATH}: the points of `calibration` do not rise.")
        self.calibration: Final = points
        self.confidence: Final = _aligned(numbers.confidence, (*CONFIDENCE_FEATURES, "bias"))

    @staticmethod
    @cache
    def builtin() -> Fitted:
        """The numbers that ship, read once a process.

        Raises:
            KnowledgeError: the file is missing or malformed.
        """
        try:
            return Fitted(msgspec.json.decode(FITTED_PATH.read_bytes(), type=FittedNumbers))
        except (OSError, msgspec.MsgspecError) as exc:
            raise KnowledgeError(f"{FITTED_PATH}: {exc}. Install sherin again.") from exc


def _aligned(numbers: Mapping[str, float], names: tuple[str, ...]) -> NDArray[np.float32]:
    if set(numbers) != set(names) or not all(map(math.isfinite, numbers.values())):
        wrong = sorted(set(numbers) ^ set(names)) or ["a number that is not finite"]
        raise KnowledgeError(
            f"{FITTED_PATH}: does not fit this version ({', '.join(wrong)[:100]}). "
            "Run: python -m tools.fit_confidence"
        )
    return np.array([numbers[name] for name in names], np.float32)
