"""Sheets of triangles that hang on curves of the head: grids, their morphs and their joints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.head import Head
from sherin.body.rig.model import JOINTS, Fade, Layer, Material, Morph

__all__ = [
    "Grid",
    "RingDeltas",
    "along",
    "grid_layer",
    "grid_triangles",
    "mixed_deltas",
    "ring_deltas",
    "smoothstep",
    "sparse_morphs",
]

Grid = NDArray[np.float64]  # (rows, columns, 3), face frame, d
RingDeltas = Mapping[str, NDArray[np.float64]]  # blendshape -> (k, 3) or (rows, columns, 3)

_STILL_D: Final = 2e-5
"""Smaller movements than this are left out of a morph; a 200th of a pixel at 1080 px."""


def smoothstep(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """0 at `low`, 1 at `high` (which may be the smaller of the two), smooth between."""
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def along(curve: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of a polyline at shares 0..1 of its length.

    Args:
        curve: (k, c), k >= 2.
        shares: (m,), ascending or not.

    Returns:
        (m, c).
    """
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    at = np.concatenate([[0.0], np.cumsum(steps)])
    at /= max(float(at[-1]), 1e-12)
    return np.stack([np.interp(shares, at, curve[:, c]) for c in range(curve.shape[1])], axis=1)


def grid_triangles(n_rows: int, n_columns: int, *, is_closed: bool = False) -> NDArray[np.int32]:
    """Two triangles for each cell of a grid whose vertices are numbered row by row, (m, 3).

    Args:
        n_rows: At least 2.
        n_columns: At least 2.
        is_closed: The last column joins the first. Two columns in one place would be an outline
            to a renderer that smooths outlines: a line across the sheet.
    """
    columns = np.arange(n_columns, dtype=np.int32)
    following = np.roll(columns, -1) if is_closed else columns + 1
    cells = n_columns if is_closed else n_columns - 1
    start = np.arange(n_rows - 1, dtype=np.int32)[:, None] * n_columns
    a, b = (start + columns[None, :cells]).ravel(), (start + following[None, :cells]).ravel()
    c, d = a + n_columns, b + n_columns
    return np.stack([a, b, d, a, d, c], axis=1).reshape(-1, 3).astype(np.int32)


def sparse_morphs(deltas: RingDeltas) -> dict[str, Morph]:
    """The morphs that move something, with only the vertices that they move."""
    morphs: dict[str, Morph] = {}
    for name, delta in deltas.items():
        flat = np.asarray(delta, np.float64).reshape(-1, 3)
        moving = np.flatnonzero(np.abs(flat).max(axis=1) > _STILL_D)
        if len(moving):
            morphs[name] = Morph(
                index=moving.astype(np.int32), delta=flat[moving].astype(np.float32)
            )
    return morphs


def mixed_deltas(
    parts: Iterable[tuple[RingDeltas, NDArray[np.float64]]],
) -> dict[str, NDArray[np.float64]]:
    """Deltas of a grid whose vertices each follow several curves by some share.

    Args:
        parts: (deltas per name, each (columns, 3); shares (rows, columns)).

    Returns:
        Per name (rows, columns, 3).
    """
    mixed: dict[str, NDArray[np.float64]] = {}
    for deltas, shares in parts:
        for name, delta in deltas.items():
            term = shares[:, :, None] * np.asarray(delta, np.float64)[None, :, :]
            mixed[name] = mixed[name] + term if name in mixed else term
    return mixed


def grid_layer(
    name: str,
    *,
    material: Material,
    texture: str,
    points: Grid,
    uvs: NDArray[np.float64],
    feather: NDArray[np.float64],
    deltas: RingDeltas,
    fades: tuple[Fade, ...] = (),
    is_closed: bool = False,
) -> Layer:
    """A layer from a grid of points that moves with the head joint.

    Args:
        name: Of the layer.
        material: Of the layer.
        texture: Key of its texture.
        points: (rows, columns, 3).
        uvs: (rows, columns, 2), 0..1.
        feather: (rows, columns), 0..1.
        deltas: Per blendshape (rows, columns, 3).
        fades: Of the layer.
        is_closed: The last column joins the first.
    """
    n_rows, n_columns = points.shape[:2]
    skinning = np.zeros((n_rows * n_columns, len(JOINTS)), np.float32)
    skinning[:, JOINTS.index("head")] = 1.0
    return Layer(
        name=name,
        material=material,
        texture=texture,
        positions=points.reshape(-1, 3).astype(np.float32),
        uvs=uvs.reshape(-1, 2).astype(np.float32),
        triangles=grid_triangles(n_rows, n_columns, is_closed=is_closed),
        skinning=skinning,
        feather=feather.reshape(-1).astype(np.float32),
        morphs=sparse_morphs(deltas),
        fades=fades,
    )


def ring_deltas(head: Head, ring: str) -> dict[str, NDArray[np.float64]]:
    """Every blendshape that moves a ring of the head, with its (k, 3) movement."""
    found = {name: head.delta(name, ring).astype(np.float64) for name in head.layer.morphs}
    return {name: delta for name, delta in found.items() if np.abs(delta).max() > _STILL_D}
