"""Vertices of a frame: shapes added up, joints applied, normals, perspective."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sherin.body.rendering.compiled import compiled

__all__ = ["add_shapes", "find_normals", "see", "skin"]

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int32]


@compiled
def add_shapes(
    rest: Floats, first: Ints, index: Ints, delta: Floats, weights: Doubles, out: Floats
) -> None:
    """`out` (n, 3) becomes rest plus each shape's moves times its weight; zeros cost nothing."""
    out[:] = rest
    for shape in range(weights.shape[0]):
        weight = np.float32(weights[shape])
        if weight != 0.0:
            for k in range(first[shape], first[shape + 1]):
                at = index[k]
                out[at, 0] += weight * delta[k, 0]
                out[at, 1] += weight * delta[k, 1]
                out[at, 2] += weight * delta[k, 2]


@compiled
def skin(points: Floats, skinning: Floats, matrices: Doubles) -> None:
    """Points (n, 3) go, in place, where their joints' matrices (j, 3, 4) take them."""
    n_joints = matrices.shape[0]
    for v in range(points.shape[0]):
        x, y, z = float(points[v, 0]), float(points[v, 1]), float(points[v, 2])
        for axis in range(3):
            total = 0.0
            for j in range(n_joints):
                weight = skinning[v, j]
                if weight != 0.0:
                    total += weight * (
                        matrices[j, axis, 0] * x
                        + matrices[j, axis, 1] * y
                        + matrices[j, axis, 2] * z
                        + matrices[j, axis, 3]
                    )
            points[v, axis] = total


@compiled
def find_normals(points: Floats, triangles: Ints, out: Floats) -> None:
    """Unit normals (n, 3) of the vertices, toward the camera where the sheet faces it at rest.

    Large triangles count more. A sheet of either winding works: each triangle's normal is turned to
    the viewer (-z).
    """
    out[:] = 0.0
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ux, uy, uz = (
            points[b, 0] - points[a, 0],
            points[b, 1] - points[a, 1],
            points[b, 2] - points[a, 2],
        )
        vx, vy, vz = (
            points[c, 0] - points[a, 0],
            points[c, 1] - points[a, 1],
            points[c, 2] - points[a, 2],
        )
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        if nz > 0.0:
            nx, ny, nz = -nx, -ny, -nz
        for corner in (a, b, c):
            out[corner, 0] += nx
            out[corner, 1] += ny
            out[corner, 2] += nz
    for v in range(out.shape[0]):
        length = np.sqrt(out[v, 0] ** 2 + out[v, 1] ** 2 + out[v, 2] ** 2)
        if length > 1e-12:
            for axis in range(3):
                out[v, axis] /= length
        else:
            out[v, 2] = -1.0


@compiled
def see(
    points: Floats,
    focal: float,
    distance: float,
    cosine: float,
    sine: float,
    offset_x: float,
    offset_y: float,
    out: Floats,
) -> None:
    """Columns 0..2 of `out` become x, y in px and z in d; as `View.project`."""
    for v in range(points.shape[0]):
        z = float(points[v, 2])
        scale = focal / max(z + distance, 0.5)
        x, y = points[v, 0] * scale, points[v, 1] * scale
        out[v, 0] = cosine * x - sine * y + offset_x
        out[v, 1] = sine * x + cosine * y + offset_y
        out[v, 2] = z
