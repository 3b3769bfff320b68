"""How good a confidence is: does it order, does it cover, does it say the truth about itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["auroc", "calibration_error", "coverage_at"]

Scores = NDArray[np.float64]


def auroc(scores: Scores, is_positive: NDArray[np.bool_]) -> float:
    """The chance that a positive has the higher score; ties count half."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ordered = scores[order]
    starts = np.searchsorted(ordered, ordered, side="left")
    ends = np.searchsorted(ordered, ordered, side="right")
    ranks[order] = (starts + ends + 1) / 2.0
    n_positive = int(is_positive.sum())
    n_negative = len(scores) - n_positive
    total = ranks[is_positive].sum() - n_positive * (n_positive + 1) / 2.0
    return float(total / max(n_positive * n_negative, 1))


def coverage_at(scores: Scores, is_right: NDArray[np.bool_], *, precision: float) -> float:
    """The largest share of questions, surest first, of which `precision` are right."""
    order = np.argsort(-scores, kind="stable")
    share = np.cumsum(is_right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= precision)
    return float((good[-1] + 1) / len(order)) if len(good) else 0.0


def calibration_error(
    scores: Scores,
    is_right: NDArray[np.bool_],
    *,
    weights: Scores | None = None,
    bins: int = 10,
) -> float:
    """Expected calibration error: mean distance of confidence and truth over equal bins.

    Args:
        scores: (n,) confidences, 0..1.
        is_right: (n,) what was true.
        weights: (n,) how much each counts; equally by default.
        bins: How many.
    """
    counted = np.ones(len(scores)) if weights is None else weights
    at = np.minimum((scores * bins).astype(int), bins - 1)
    apart = (scores - is_right) * counted
    return float(sum(abs(apart[at == k].sum()) for k in range(bins)) / counted.sum())
