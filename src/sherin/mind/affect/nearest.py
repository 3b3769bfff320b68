"""The k capsules nearest to a place in valence-arousal-dominance: a k-d tree and two scans.

All three give the same neighbours. `KdTreeIndex` is for processes that stay (scipy takes longer to
import than a thousand look-ups take), `ScanIndex` for commands that answer once, and
`nearest_by_scan` is the plain twin that tests and benchmarks compare them with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "IndexKind",
    "KdTreeIndex",
    "NearestIndex",
    "Neighbours",
    "ScanIndex",
    "dithered",
    "nearest_by_scan",
]

Points = NDArray[np.float64]  # (n, 3): valence, arousal, dominance
Columns = NDArray[np.float32]
Members = NDArray[np.int64]
Place = tuple[float, float, float]
IndexKind = Literal["kdtree", "scan"]

_DITHER: Final = 0.005
"""Half of the hundredth in which a library keeps its places."""
_SHELF_GAP: Final = 10.0
_FARTHEST: Final = 5.0
"""No two points of the space are as far apart; 2 sqrt 3 is 3.46."""
_FIRST_RADIUS: Final = 0.25
_GROWTH: Final = 1.6
_SLACK: Final = 1e-5
"""More than float32 can lose in a squared distance of at most 12."""


Neighbours = tuple[list[int], list[float]]
"""Members and their distances, nearest first."""


class NearestIndex(Protocol):
    """Finds the nearest of a fixed set of points that stand on shelves, one shelf a layer."""

    def nearest(self, place: Place, shelves: Sequence[int], k: int) -> list[Neighbours]:
        """The `k` nearest members of each shelf asked for; fewer where it holds fewer."""
        ...


def dithered(points: NDArray[np.float32]) -> Points:
    """The points, each moved by a fixed pseudo-random amount of at most +-0.005 per axis.

    A library keeps places in hundredths, so many capsules share one. Dithering undoes that: no two
    points are equally far from anywhere, so "the k nearest" is one answer, not several.
    """
    rows = np.arange(points.size, dtype=np.uint32).reshape(points.shape)
    return points.astype(np.float64) + (_mix32(rows) / 2.0**31 - 1.0) * _DITHER


def nearest_by_scan(points: Points, place: Place, k: int) -> Neighbours:
    """The plain twin for one shelf: every distance, sorted.

    Cost: O(n log n).
    """
    distances = np.sqrt(((points - np.array(place)) ** 2).sum(axis=1))
    order = np.argsort(distances, kind="stable")[:k]
    return order.tolist(), distances[order].tolist()


class _Tree(Protocol):
    def query(self, x: Points, k: int) -> tuple[Points, NDArray[np.int64]]: ...


class KdTreeIndex:
    """One k-d tree (scipy's) for all shelves; scipy is imported when the first one is built.

    The shelf is a fourth coordinate, so far apart that no neighbour is found on another shelf, and
    all shelves are asked in one call: most of the cost of a look-up is that of the call.
    """

    def __init__(self, points: Points, members: Members, shelf_of: Members) -> None:
        """Build the tree of `points` (n, 3), whose row i is `members[i]` on `shelf_of[i]`."""
        # scipy ships no types; `_Tree` says what is used of it.
        from scipy.spatial import (
            cKDTree,  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
        )

        self._members: list[int] = members.tolist()
        placed = np.column_stack([points, shelf_of * _SHELF_GAP])
        self._tree: _Tree | None = cKDTree(placed, leafsize=32) if len(placed) else None

    def nearest(self, place: Place, shelves: Sequence[int], k: int) -> list[Neighbours]:
        """The `k` nearest members of each shelf asked for; fewer where it holds fewer."""
        if self._tree is None or k < 1 or not shelves:
            return [([], []) for _ in shelves]
        queries = np.array([(*place, shelf * _SHELF_GAP) for shelf in shelves])
        # At least two neighbours, so that scipy answers with two columns.
        distances, rows = self._tree.query(queries, max(k, 2))
        members = self._members
        found: list[Neighbours] = []
        for near, at in zip(rows.tolist(), distances.tolist(), strict=True):
            n = k
            while n and at[n - 1] > _FARTHEST:  # another shelf, or nothing: this one is short
                n -= 1
            found.append(([members[row] for row in near[:n]], at[:n]))
        return found


class ScanIndex:
    """A linear scan that ranks only what is near: float32 rules out, float64 decides.

    Needs no scipy; its cost grows with the number of points.
    """

    def __init__(self, points: Points, members: Members, shelf_of: Members) -> None:
        """Sort `points` (n, 3), whose row i is `members[i]` on `shelf_of[i]`, into shelves."""
        self._shelves: dict[int, tuple[Points, Columns, Columns, Members]] = {}
        for shelf in np.unique(shelf_of).tolist():
            own = np.flatnonzero(shelf_of == shelf)
            columns = np.ascontiguousarray(points[own].T.astype(np.float32))
            squares = (columns**2).sum(axis=0)
            self._shelves[shelf] = points[own], columns, squares, members[own]

    def nearest(self, place: Place, shelves: Sequence[int], k: int) -> list[Neighbours]:
        """The `k` nearest members of each shelf asked for; fewer where it holds fewer."""
        return [self._on_shelf(place, shelf, k) for shelf in shelves]

    def _on_shelf(self, place: Place, shelf: int, k: int) -> Neighbours:
        if shelf not in self._shelves or k < 1:
            return [], []
        points, columns, squares, members = self._shelves[shelf]
        k = min(k, len(points))
        # |p - q|^2 = |p|^2 - 2 p.q + |q|^2; the last term is moved to the other side.
        partial = np.array(place, dtype=np.float32) * np.float32(-2.0) @ columns
        partial += squares
        own = place[0] * place[0] + place[1] * place[1] + place[2] * place[2]
        radius = _FIRST_RADIUS
        while True:
            near = np.flatnonzero(partial < radius * radius - own + _SLACK)
            if near.size >= k:
                offsets = points[near] - place
                distances = np.sqrt((offsets * offsets).sum(axis=1))
                order = np.argsort(distances, kind="stable")[:k]
                # Only what lies inside the radius is sure to be complete.
                if distances[order[-1]] <= radius:
                    return members[near[order]].tolist(), distances[order].tolist()
            radius *= _GROWTH


def _mix32(x: NDArray[np.uint32]) -> NDArray[np.uint32]:
    # The array form of body.random32.mix32; uint32 products wrap by themselves.
    x = x ^ (x >> np.uint32(16))
    x = x * np.uint32(0x7FEB352D)
    x = x ^ (x >> np.uint32(15))
    x = x * np.uint32(0x846CA68B)
    return x ^ (x >> np.uint32(16))
