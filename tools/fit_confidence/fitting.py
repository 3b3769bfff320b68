"""Three small fits: passages and sentences by softmax, confidence by regularised logistic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Matrix = NDArray[np.float64]

POOLS = 14  # of a few hundred questions each


class Choice(NamedTuple):
    """A question with what could be chosen."""

    features: Matrix
    """(n_candidates, n_features)."""
    is_right: NDArray[np.bool_]
    """(n_candidates,), at least one."""


def fit_choice(choices: Sequence[Choice], *, start: Matrix, pull: float) -> Matrix:
    """Weights (n_features,) that give the right candidates most of the probability.

    Args:
        choices: Questions.
        start: Weights that regularisation pulls towards.
        pull: Strength of that.
    """
    scale = 6.0  # sharpness of the softmax; makes weights near 1 a good start

    def cost(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = 0.0, np.zeros_like(weights)
        for features, right in choices:
            drive = scale * (features @ weights)
            drive -= drive.max()
            p = np.exp(drive)
            p /= p.sum()
            among = p[right].sum() + 1e-12
            total -= np.log(among)
            shift = p - np.where(right, p / among, 0.0)
            slope += scale * (shift @ features)
        n = len(choices)
        apart = weights - start
        return total / n + pull * apart @ apart, slope / n + 2.0 * pull * apart

    result = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(result.x)


class Logistic(NamedTuple):
    """A fitted probability."""

    weights: Matrix
    bias: float

    def __call__(self, features: Matrix) -> Matrix:
        """Probabilities (n,) of rows (n, n_features)."""
        return 1.0 / (1.0 + np.exp(-(features @ self.weights + self.bias)))


def fit_logistic(
    features: Matrix, is_right: NDArray[np.bool_], *, importance: Matrix, pull: float
) -> Logistic:
    """A logistic function, fitted on standardised features and given for plain ones."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    z = (features - mean) / spread
    y = is_right.astype(np.float64)
    share = importance / importance.sum()

    def cost(values: Matrix) -> tuple[float, Matrix]:
        drive = z @ values[:-1] + values[-1]
        loss = np.logaddexp(0.0, drive) - y * drive
        error = share * (1.0 / (1.0 + np.exp(-drive)) - y)
        slope = np.concatenate([z.T @ error + 2.0 * pull * values[:-1], [error.sum()]])
        return float(share @ loss + pull * values[:-1] @ values[:-1]), slope

    start = np.zeros(z.shape[1] + 1)
    found = np.asarray(minimize(cost, start, jac=True, method="L-BFGS-B").x)
    weights = found[:-1] / spread
    return Logistic(weights, float(found[-1] - weights @ mean))


def fit_calibration(
    scores: Matrix, is_right: NDArray[np.bool_], *, importance: Matrix
) -> list[tuple[float, float]]:
    """Points (score, share that is right), both strictly rising, from (0, 0) to score 1.

    Equal shares of the questions are pooled, then neighbours that fall (isotonic regression).
    """
    order = np.argsort(scores, kind="stable")
    at = np.cumsum(importance[order]) / importance.sum()
    groups: list[list[float]] = []  # weight, score and share of each pool
    for k in range(POOLS):
        mine = order[(at > k / POOLS) & (at <= (k + 1) / POOLS)]
        if len(mine):
            weight = importance[mine]
            groups.append(
                [
                    float(weight.sum()),
                    float(np.average(scores[mine], weights=weight)),
                    float(np.average(is_right[mine], weights=weight)),
                ]
            )
    pools: list[list[float]] = []
    for group in groups:
        pools.append(group)
        while len(pools) > 1 and pools[-2][2] >= pools[-1][2]:
            (a, x, p), (b, y, q) = pools[-2:]
            pools[-2:] = [[a + b, (a * x + b * y) / (a + b), (a * p + b * q) / (a + b)]]
    points = [(0.0, 0.0)]
    for _, score, share in pools:
        if score > points[-1][0] + 1e-3:
            points.append((round(score, 4), round(max(share, points[-1][1] + 1e-3), 4)))
    # Beyond the last pool as far again as it rises on its way there, at most halfway to certainty.
    end = min(points[-1][1] + (1.0 - points[-1][0]), (1.0 + points[-1][1]) / 2.0)
    return [*points, (1.0, round(end, 4))]
