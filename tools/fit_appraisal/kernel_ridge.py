"""Ridge regression in a Gaussian kernel, the teacher of words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

__all__ = ["KernelRidge", "gaussian"]

Array = NDArray[np.float32]
_ROWS = 4_000


def gaussian(a: Array, b: Array, *, gamma: float) -> Array:
    """(n_a, n_b) exp(-gamma |a - b|^2)."""
    squared = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2.0 * (a @ b.T)
    return np.exp(-gamma * np.maximum(squared, 0.0))


class KernelRidge:
    """Fitted on (n, n_dims) inputs and (n, n_axes) targets; call it with more inputs."""

    def __init__(self, x: Array, y: NDArray[np.float64], *, gamma: float, ridge: float) -> None:
        self.x, self.gamma, self.ridge, self.mean = x, gamma, ridge, y.mean(axis=0)
        kernel = gaussian(x, x, gamma=gamma).astype(np.float64)
        kernel[np.diag_indices(len(kernel))] += ridge
        solved = cho_solve(cho_factor(kernel, overwrite_a=True), y - self.mean)
        self.dual = solved.astype(np.float32)

    def leave_one_out(self, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, n_axes) prediction of each fitted row by a fit without that row, in closed form.

        Source: the hat-matrix identity of ridge regression, y - dual / diag(inverse).
        """
        kernel = gaussian(self.x, self.x, gamma=self.gamma).astype(np.float64)
        kernel[np.diag_indices(len(kernel))] += self.ridge
        inverse = np.linalg.inv(kernel)
        return y - (inverse @ (y - self.mean)) / np.diag(inverse)[:, None]

    def __call__(self, x: Array) -> Array:
        """(n, n_axes) predictions."""
        parts = [
            gaussian(x[i : i + _ROWS], self.x, gamma=self.gamma) @ self.dual
            for i in range(0, len(x), _ROWS)
        ]
        return (np.vstack(parts) + self.mean).astype(np.float32)
