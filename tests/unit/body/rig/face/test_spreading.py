"""Skin follows what leads it: exactly there, smoothly between."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import Delaunay

from sherin.body.rig.face.spreading import Spreader


def grid(n: int = 12) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    ys, xs = np.mgrid[0:n, 0:n]
    points = np.column_stack([xs.ravel(), ys.ravel()]).astype(float) / (n - 1)
    border = (points.min(axis=1) == 0) | (points.max(axis=1) == 1)
    # Off the lattice, so that no four points lie on a circle.
    points = points + 0.004 * np.random.default_rng(3).standard_normal(points.shape)
    return points, Delaunay(points).simplices.astype(np.int32), border


def test_what_leads_is_kept():
    points, triangles, border = grid()
    values = np.random.default_rng(1).standard_normal((len(points), 2))
    spread = Spreader(points, triangles, border).spread(values)
    assert (spread[border] == values[border]).all()


@pytest.mark.parametrize("slope", [(0.0, 0.0), (1.0, 0.0), (0.3, -2.0)])
def test_a_plane_stays_a_plane(slope: tuple[float, float]):
    """A linear field has no bending: where two rows around are given, it is what lies between."""
    points, triangles, border = grid()
    border |= (points.min(axis=1) < 0.13) | (points.max(axis=1) > 0.87)
    plane = (points @ slope + 0.5)[:, None]
    spread = Spreader(points, triangles, border).spread(np.where(border[:, None], plane, 0.0))
    assert np.abs(spread - plane).max() < 1e-6


def test_what_follows_stays_between_and_falls_off():
    points, triangles, border = grid()
    fixed = border.copy()
    centre = int(np.linalg.norm(points - 0.5, axis=1).argmin())
    fixed[centre] = True
    values = np.zeros((len(points), 1))
    values[centre] = 1.0
    spread = Spreader(points, triangles, fixed).spread(values)[:, 0]
    near = np.linalg.norm(points - points[centre], axis=1) < 0.15
    assert spread[near].min() > 0.3
    assert spread.max() <= 1.0 + 1e-9
    assert spread.min() > -0.15
