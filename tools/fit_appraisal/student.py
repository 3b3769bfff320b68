"""The two small regressions that ship: a network on pooled features, a ridge on places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from sherin.mind.affect.appraisal.features import N_BUCKETS
from sherin.mind.affect.appraisal.model import CLIP

__all__ = ["Network", "fit_network", "fit_places", "place_matrix"]

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """A straight and a bent path from the features to the ratings; names as in `FittedModel`."""

    centre: Array
    scale: Array
    linear: Array
    inner: Array
    inner_bias: Array
    outer: Array
    bias: Array

    def __call__(self, features: Array) -> Array:
        """(n, 3) predictions of (n, n_features)."""
        x = np.clip((features - self.centre) * self.scale, -CLIP, CLIP)
        bent = np.maximum(x @ self.inner + self.inner_bias, 0.0) @ self.outer
        return x @ self.linear + bent + self.bias


def fit_network(
    features: Array,
    ratings: NDArray[np.float64],
    *,
    n_members: int,
    n_hidden: int,
    n_epochs: int,
    seed: int,
) -> Network:
    """Mean of `n_members` networks trained from different seeds, written as one wide network.

    Args:
        features: (n, n_features), unscaled.
        ratings: (n, 3) targets in -1..1.
        n_members: Networks in the mean.
        n_hidden: Hidden units of each.
        n_epochs: Passes over the lines.
        seed: Of the first member; the next ones count up.
    """
    centre = features.mean(axis=0)
    scale = 1.0 / (features.std(axis=0) + 1e-6)
    x = np.clip((features - centre) * scale, -CLIP, CLIP).astype(np.float32)
    middle, spread = ratings.mean(axis=0), ratings.std(axis=0)
    y = ((ratings - middle) / spread).astype(np.float32)
    members = [
        _train(x, y, n_hidden=n_hidden, n_epochs=n_epochs, seed=seed + k) for k in range(n_members)
    ]
    inner, inner_bias, outer, bias, linear = zip(*members, strict=True)
    unit = (spread / n_members).astype(np.float32)
    return Network(
        centre=centre,
        scale=scale.astype(np.float32),
        linear=np.sum(linear, axis=0) * unit,
        inner=np.concatenate(inner, axis=1),
        inner_bias=np.concatenate(inner_bias),
        outer=np.concatenate(outer, axis=0) * unit,
        bias=(np.sum(bias, axis=0) * unit + middle).astype(np.float32),
    )


def _train(x: Array, y: Array, *, n_hidden: int, n_epochs: int, seed: int) -> list[Array]:
    """Adam with decoupled decay and dropout on inputs and hidden units, cosine schedule."""
    rate, decay, drop_input, drop_hidden, batch = 2e-3, 1e-3, 0.1, 0.5, 128
    rng = np.random.default_rng(seed)
    n, n_inputs = x.shape
    inner = rng.standard_normal((n_inputs, n_hidden)) / np.sqrt(n_inputs)
    outer = rng.standard_normal((n_hidden, 3)) * 0.3 / np.sqrt(n_hidden)
    shapes = [inner, np.zeros(n_hidden), outer, np.zeros(3), np.zeros((n_inputs, 3))]
    parameters = [array.astype(np.float32) for array in shapes]
    decayed = (True, False, True, False, True)
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    n_steps = n_epochs * -(-n // batch)
    step = 0
    for _ in range(n_epochs):
        order = rng.permutation(n)
        for start in range(0, n, batch):
            chosen = order[start : start + batch]
            keep = rng.random((len(chosen), n_inputs), dtype=np.float32) > drop_input
            a = x[chosen] * keep / np.float32(1.0 - drop_input)
            w1, b1, w2, b2, straight = parameters
            hidden = np.maximum(a @ w1 + b1, 0.0)
            mask = (rng.random(hidden.shape, dtype=np.float32) > drop_hidden) / np.float32(
                1.0 - drop_hidden
            )
            dropped = hidden * mask
            error = dropped @ w2 + b2 + a @ straight - y[chosen]
            error /= len(chosen)
            back = error @ w2.T * mask * (hidden > 0)
            gradients = (a.T @ back, back.sum(0), dropped.T @ error, error.sum(0), a.T @ error)
            step += 1
            now = rate * 0.5 * (1.0 + np.cos(np.pi * step / n_steps))
            for k, gradient in enumerate(gradients):
                first[k] = 0.9 * first[k] + 0.1 * gradient
                second[k] = 0.999 * second[k] + 0.001 * gradient * gradient
                change = first[k] / (1.0 - 0.9**step)
                change = change / (np.sqrt(second[k] / (1.0 - 0.999**step)) + 1e-8)
                if decayed[k]:
                    change = change + decay * parameters[k]
                parameters[k] = (parameters[k] - now * change).astype(np.float32)
    return parameters


def place_matrix(buckets: list[NDArray[np.uint32]]) -> sparse.csr_matrix:
    """(n_lines, N_BUCKETS) with 1 / sqrt(n) in the n places that a line holds."""
    counts = np.array([len(row) for row in buckets])
    ends = np.concatenate(([0], np.cumsum(counts)))
    values = np.repeat(1.0 / np.sqrt(np.maximum(counts, 1)), counts)
    columns = np.concatenate(buckets).astype(np.int32)
    return sparse.csr_matrix((values, columns, ends), shape=(len(buckets), N_BUCKETS))


def fit_places(
    matrix: sparse.csr_matrix, ratings: NDArray[np.float64], *, ridge: float, n_lines_least: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ridge weights (N_BUCKETS, 3) and bias (3,); what fewer lines hold than asked gets none.

    Rarer ones may weigh more: each is scaled by its inverse document frequency before the ridge.
    `ridge` is in units of the mean diagonal of the kernel.
    """
    n_lines = matrix.shape[0]
    n_holding = np.bincount(matrix.indices, minlength=N_BUCKETS)
    idf = np.where(n_holding >= n_lines_least, np.log((1 + n_lines) / (1 + n_holding)), 0.0)
    scaled = matrix @ sparse.diags(idf)
    kernel = (scaled @ scaled.T).toarray()
    kernel[np.diag_indices(n_lines)] += ridge * np.trace(kernel) / n_lines
    bias = ratings.mean(axis=0)
    dual = cho_solve(cho_factor(kernel, overwrite_a=True), ratings - bias)
    return (scaled.T @ dual) * idf[:, None], bias
