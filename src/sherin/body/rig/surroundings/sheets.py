"""Flat sheets of triangles over a part of the crop: what body and hanging hair are made of."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.head import Head
from sherin.body.rig.model import Texture

__all__ = ["Sheet", "cut_sheet", "head_cover", "near_head", "sampled"]

Plane = NDArray[np.float32]  # (h, h)
Places = NDArray[np.float64]  # (n, 2), crop px


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """A grid over what is opaque, and its part of the picture as a texture."""

    places: Places
    """Where the vertices lie in the crop; some beyond it."""
    sources: Places
    """Which pixel each vertex shows: its own, or a mirrored one beyond the crop."""
    uvs: NDArray[np.float32]  # (n, 2)
    triangles: NDArray[np.int32]  # (m, 3)
    texture: Texture


def cut_sheet(
    rgba: NDArray[np.float32], *, step_px: float, margin_px: float = 0.0, droop: float = 0.0
) -> Sheet:
    """Cut a sheet out of a picture: only the rows and the cells where it shows something.

    Args:
        rgba: (h, h, 4), 0..255.
        step_px: Of the grid.
        margin_px: How far the sheet goes on, mirrored, beyond the left, right and lower edge.
        droop: How much lower the mirrored picture gets per pixel beyond the left or right edge: a
            shoulder slopes down, where a plain mirror would raise it again.
    """
    side = rgba.shape[0]
    shown = rgba[:, :, 3] > 1.0
    rows = np.flatnonzero(shown.any(axis=1))
    top = max(0, int(rows[0]) - 2) if len(rows) else side - 2
    columns = np.flatnonzero(shown.any(axis=0))
    left = max(0, int(columns[0]) - 2) if len(columns) and not margin_px else 0
    right = min(side, int(columns[-1]) + 3) if len(columns) and not margin_px else side
    bottom = side if margin_px or not len(rows) else min(side, int(rows[-1]) + 3)
    xs = _stops(left, right, step_px, margin_px, margin_px)
    ys = _stops(top, bottom, step_px, 0.0, margin_px)
    grid_x, grid_y = np.meshgrid(xs, ys)
    places = np.column_stack([grid_x.ravel(), grid_y.ravel()])
    sources = _mirrored(places, side, droop)
    sources[:, 1] = np.maximum(sources[:, 1], top)
    triangles = _cells(len(xs), len(ys))
    size = np.array([right - left, bottom - top], np.float64)
    uvs = (sources - [left, top]) / size
    half = 0.5 / size
    spread = np.asarray(cv2.dilate(shown.astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)
    triangles = triangles[_is_shown(spread, sources, triangles)]
    used = np.unique(triangles)
    renamed = np.zeros(len(places), np.int32)
    renamed[used] = np.arange(len(used), dtype=np.int32)
    texture = np.clip(np.rint(rgba[top:bottom, left:right]), 0, 255).astype(np.uint8)
    return Sheet(
        places=places[used],
        sources=sources[used],
        uvs=np.clip(uvs[used], half, 1.0 - half).astype(np.float32),
        triangles=renamed[triangles],
        texture=np.ascontiguousarray(texture),
    )


def _stops(
    low: float, high: float, step: float, before: float, after: float
) -> NDArray[np.float64]:
    """Grid lines with one exactly on each edge, where mirroring turns the picture's direction."""
    inner = np.linspace(low, high, max(2, round((high - low) / step) + 1))
    n_before, n_after = (int(np.ceil(margin / step)) for margin in (before, after))
    return np.concatenate(
        [
            low - before * np.arange(n_before, 0, -1) / max(n_before, 1),
            inner,
            high + after * np.arange(1, n_after + 1) / max(n_after, 1),
        ]
    )


def _mirrored(places: Places, side: int, droop: float) -> Places:
    x, y = places[:, 0], places[:, 1]
    beyond = np.maximum(-x, x - side).clip(0.0)
    x = np.where(x < 0, -x, np.where(x > side, 2 * side - x, x))
    y = y - droop * beyond
    return np.column_stack([x, np.where(y > side, 2 * side - y, y)])


def _cells(n_columns: int, n_rows: int) -> NDArray[np.int32]:
    corner = np.arange(n_columns * n_rows).reshape(n_rows, n_columns)
    a, b = corner[:-1, :-1].ravel(), corner[:-1, 1:].ravel()
    c, d = corner[1:, :-1].ravel(), corner[1:, 1:].ravel()
    return np.vstack([np.column_stack([a, b, c]), np.column_stack([b, d, c])]).astype(np.int32)


def _is_shown(
    shown: NDArray[np.uint8], sources: Places, triangles: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """(m,): whether a triangle's box in the picture holds anything opaque."""
    side = shown.shape[0]
    sums = np.asarray(cv2.integral(shown))
    corners = sources[triangles]
    low = np.clip(np.floor(corners.min(axis=1)).astype(int) - 1, 0, side - 1)
    high = np.clip(np.ceil(corners.max(axis=1)).astype(int) + 1, 1, side)
    x0, y0, x1, y1 = low[:, 0], low[:, 1], high[:, 0], high[:, 1]
    return (sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]) > 0


def head_cover(head: Head, side: int) -> Plane:
    """How opaque the head's mesh is at each crop pixel, its texture apart: (side, side)."""
    flat = head.pixels(head.layer.positions + head.deltas("photoExpression"))
    corners = flat[head.layer.triangles]
    shares = head.layer.feather[head.layer.triangles].astype(np.float64)
    whole = shares.min(axis=1) >= 1.0
    cover = np.zeros((side, side), np.uint8)
    # A feathered triangle is painted as 64 small ones, the most opaque last.
    small, opacity = _split(corners[~whole], shares[~whole], times=3)
    order = np.argsort(opacity, kind="stable")
    for points, share in zip(small[order], opacity[order], strict=True):
        cv2.fillConvexPoly(cover, np.rint(points * 16).astype(np.int32), 255.0 * share, shift=4)
    for points in corners[whole]:
        cv2.fillConvexPoly(cover, np.rint(points * 16).astype(np.int32), 255.0, shift=4)
    at = np.rint(flat * 16)
    # The holes of eyes and mouth are not gaps in the head.
    closed = cv2.morphologyEx(cover, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    for upper, lower in _HOLES:
        if upper in head.rings:
            ring = np.concatenate([head.rings[upper], head.rings[lower][::-1]])
            cv2.fillPoly(closed, [at[ring].astype(np.int32)], 255.0, shift=4)
    return np.asarray(closed, np.float32) / np.float32(255.0)


def _split(
    corners: NDArray[np.float64], shares: NDArray[np.float64], *, times: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Triangles (m, 3, 2) split at their edges' middles, and the mean share of each small one."""
    both = np.concatenate([corners, shares[:, :, None]], axis=2)
    for _ in range(times):
        a, b, c = both[:, 0], both[:, 1], both[:, 2]
        ab, bc, ca = (a + b) / 2.0, (b + c) / 2.0, (c + a) / 2.0
        parts = [(a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca)]
        both = np.concatenate([np.stack(part, axis=1) for part in parts])
    return both[:, :, :2], both[:, :, 2].mean(axis=1)


_NEIGHBOURS = 6

_HOLES = (
    ("mouthInnerUpper", "mouthInnerLower"),
    ("eyeUpperRight", "eyeLowerRight"),
    ("eyeUpperLeft", "eyeLowerLeft"),
)


def near_head(head: Head, places: Places) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Depth (n,) and skinning (n, 4) of the head's mesh at or nearest to crop pixels."""
    rest = head.layer.positions + head.deltas("photoExpression")
    outer = np.unique(head.layer.triangles)
    flat = head.pixels(rest[outer])
    # A thousand places by two thousand vertices: small enough to compare them all.
    apart = (places[:, :1] - flat[:, 0]) ** 2 + (places[:, 1:] - flat[:, 1]) ** 2
    n_near = min(_NEIGHBOURS, len(outer))
    at = np.argpartition(apart, n_near - 1, axis=1)[:, :n_near]
    weight = 1.0 / np.maximum(np.take_along_axis(apart, at, axis=1), 0.25)
    weight /= weight.sum(axis=1, keepdims=True)
    depth = (rest[outer, 2].astype(np.float64)[at] * weight).sum(axis=1)
    skinning = (head.layer.skinning[outer].astype(np.float64)[at] * weight[..., None]).sum(axis=1)
    return depth, skinning


def sampled(plane: Plane, places: Places) -> NDArray[np.float64]:
    """Values (n,) of a plane at crop pixels, those beyond it taken from its edge."""
    maps = places.astype(np.float32) - np.float32(0.5)
    found = cv2.remap(
        plane,
        np.ascontiguousarray(maps[:, :1]),
        np.ascontiguousarray(maps[:, 1:]),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(found, np.float64).ravel()
