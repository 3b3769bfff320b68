"""How a movement of lips, lids and brows spreads over the skin between them."""

# scipy ships no types.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

__all__ = ["Spreader"]

_STIFFNESS: Final = 0.05
"""Share of the harmonic in the biharmonic energy: keeps far skin from swinging past zero."""


class Spreader:
    """Smooth continuation of values given at some vertices, over a mesh that may be cut.

    Minimises the biharmonic energy plus a little of the harmonic one on the mesh's cotangent
    Laplacian. The matrix is factored once; each call then solves for all its columns at once.
    """

    def __init__(
        self,
        points: NDArray[np.float64],
        triangles: NDArray[np.int32],
        fixed: NDArray[np.bool_],
    ) -> None:
        """Factor the system.

        Args:
            points: (n, 2), where no triangle is folded.
            triangles: (m, 3).
            fixed: (n,), the vertices whose values calls will give; all others follow.
        """
        self._fixed = np.flatnonzero(fixed)
        self._free = np.flatnonzero(~fixed)
        laplacian, mass = _laplacian(points, triangles)
        bending = laplacian @ sparse.diags_array(1.0 / mass) @ laplacian
        energy = sparse.csc_array(bending + _STIFFNESS * laplacian)
        self._coupling = energy[self._free][:, self._fixed]
        self._solver = splu(sparse.csc_matrix(energy[self._free][:, self._free]))

    def spread(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """All values (n, c), given (n, c) of which only those of the fixed vertices are read."""
        result = np.array(values, np.float64)
        result[self._free] = self._solver.solve(-(self._coupling @ values[self._fixed]))
        return result


def _laplacian(
    points: NDArray[np.float64], triangles: NDArray[np.int32]
) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """Cotangent Laplacian (positive semi-definite) and lumped vertex areas."""
    n = len(points)
    corners = points[triangles]
    twice = np.abs(_cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))
    # A floor, so that a sliver does not own an infinite cotangent.
    twice = np.maximum(twice, 1e-6)
    rows: list[NDArray[np.int32]] = []
    columns: list[NDArray[np.int32]] = []
    weights: list[NDArray[np.float64]] = []
    for k in range(3):
        i, j = triangles[:, (k + 1) % 3], triangles[:, (k + 2) % 3]
        a, b = points[i] - points[triangles[:, k]], points[j] - points[triangles[:, k]]
        cotangent = np.clip((a * b).sum(axis=1) / twice / 2, -5.0, 5.0)
        rows += [i, j]
        columns += [j, i]
        weights += [cotangent, cotangent]
    adjacency = sparse.csr_array(
        (np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))), shape=(n, n)
    )
    degree = np.asarray(adjacency.sum(axis=1)).ravel()
    mass = np.bincount(triangles.ravel(), np.repeat(twice / 6, 3), minlength=n)
    return sparse.csr_array(sparse.diags_array(degree) - adjacency), np.maximum(mass, 1e-6)


def _cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
