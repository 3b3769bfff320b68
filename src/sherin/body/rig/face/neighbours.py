"""Scattered points: which is nearest, what lies between, which triangles join them."""

# scipy ships no types: what comes out of it is given its own here, once.
# pyright: reportAttributeAccessIssue=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator
from scipy.spatial import Delaunay, cKDTree

__all__ = ["delaunay", "interpolate", "nearest"]

Points2 = NDArray[np.float64]  # (k, 2)
Values = NDArray[np.float64]  # (k,)


def nearest(
    points: Points2, queries: Points2, *, n: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distance and index of the nearest of `points` for each query.

    Returns:
        (q,) and (q,) for n = 1; else (q, n) and (q, n), the nearest first.
    """
    distance, index = cKDTree(points).query(queries, k=n)
    return np.asarray(distance, np.float64), np.asarray(index, np.int64)


def interpolate(points: Points2, values: Values, queries: Points2, *, smoothing: float) -> Values:
    """A thin-plate surface near the values at `points`, read at `queries`.

    Args:
        points: (k, 2); may coincide when `smoothing` > 0.
        values: (k,).
        queries: (q, 2).
        smoothing: How far it may miss a value, in their squared unit.
    """
    surface = RBFInterpolator(points, values, neighbors=16, smoothing=smoothing)
    return np.asarray(surface(queries), np.float64)


def delaunay(points: Points2) -> NDArray[np.int32]:
    """Delaunay triangles (m, 3) of points, of either winding."""
    return np.asarray(Delaunay(points).simplices, np.int32)
