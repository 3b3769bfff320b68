"""Where the landmarks of the face are while it moves."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rendering.scene import Scene
from sherin.body.rig.model import Frame

__all__ = ["Tracking"]

Doubles = NDArray[np.float64]

_FIRST_IRIS: Final = 468
_SAME_PLACE: Final = 1e-6  # d squared
_N_IRIS: Final = 5  # points of each iris: its centre and four of its rim


class Tracking:
    """Ties each of the 478 landmarks to a vertex: the head's nearest, or its own eye's."""

    def __init__(self, frame: Frame, scene: Scene) -> None:
        names = [layer.name for layer in scene.layers]
        self._rest = frame.landmarks.astype(np.float64)
        head = _nearest(scene, names, "head", self._rest[:_FIRST_IRIS])
        right, left = (
            _nearest(scene, names, f"iris{side}", self._rest[first : first + _N_IRIS])
            for side, first in (("Right", _FIRST_IRIS), ("Left", _FIRST_IRIS + _N_IRIS))
        )
        self._vertex = np.concatenate([head, right, left])
        self._offset = self._rest - scene.rest[self._vertex]

    def landmarks(self, points: NDArray[np.float32], head: Doubles) -> Doubles:
        """(478, 3) in the face frame.

        Args:
            points: (n, 3) the scene's vertices now.
            head: (3, 4) matrix of the head joint.
        """
        return points[self._vertex].astype(np.float64) + self._offset @ head[:, :3].T


def _nearest(scene: Scene, names: list[str], layer: str, points: Doubles) -> NDArray[np.int64]:
    """Indices of the vertices of a layer (the head where there is no such) nearest to points."""
    span = scene.span(names.index(layer if layer in names else "head"))
    rest = scene.rest[span].astype(np.float64)
    away = ((points[:, None] - rest) ** 2).sum(axis=2)
    nearest = np.argmin(away, axis=1)
    # Closed lips and lids lie on each other: the vertex of the same number is the right one.
    own = np.arange(len(points))
    if len(rest) >= len(points):
        is_own = away[own, own] <= away[own, nearest] + _SAME_PLACE
        nearest = np.where(is_own, own, nearest)
    return nearest + span.start
