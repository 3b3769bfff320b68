"""The rasteriser once more, one triangle at a time in numpy: what the fast one is held against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sherin.body.rendering.rasterising import LAYER_STEP, SUBPIXELS

__all__ = ["paint_plainly"]

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]


def paint_plainly(
    vertices: Floats,
    triangles: Ints,
    outline: Bytes,
    layer_of: Ints,
    texture_of: Ints,
    opacity: Floats,
    texels: Bytes,
    colour: Floats,
    depth: Floats,
) -> None:
    """As `paint_stripes` with one worker and all layers; arguments as there."""
    for corners, bits, layer in zip(triangles, outline, layer_of, strict=True):
        if opacity[layer] > 0.0:
            offset, width, height = (int(value) for value in texture_of[layer])
            texture = texels[offset : offset + 4 * width * height].reshape(height, width, 4)
            _paint_one(
                vertices[corners].astype(np.float64),
                [bool(bits >> k & 1) for k in range(3)],
                int(layer),
                float(opacity[layer]),
                texture.astype(np.float64),
                colour,
                depth,
            )


def _paint_one(
    corners: Doubles,
    soft: list[bool],
    layer: int,
    fade: float,
    texture: Doubles,
    colour: Floats,
    depth: Floats,
) -> None:
    snapped = np.rint(corners[:, :2] * SUBPIXELS).astype(np.int64)
    (ax, ay), (bx, by), (cx, cy) = snapped
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if area == 0:
        return
    if area < 0:
        order = [0, 2, 1]
        corners, snapped, area = corners[order], snapped[order], -area
        soft = [soft[2], soft[1], soft[0]]
    rows, columns = np.indices(depth.shape)
    at = np.stack([columns, rows], axis=-1).astype(np.int64) * SUBPIXELS + SUBPIXELS // 2
    # A sharp corner's smoothing ends a pixel beyond the triangle's box.
    guard = SUBPIXELS if any(soft) else 0
    low, high = snapped.min(axis=0) - guard, snapped.max(axis=0) + guard
    inside = ((at >= low) & (at <= high)).all(axis=-1)
    cover = np.full(depth.shape, fade)
    edges: list[NDArray[np.int64]] = []
    for k in range(3):
        start, end = snapped[k], snapped[(k + 1) % 3]
        step = np.array([start[1] - end[1], end[0] - start[0]])
        value = (at - start) @ step
        edges.append(value)
        if soft[k]:
            px = value / (np.hypot(*step.astype(float)) * SUBPIXELS)
            inside &= px > -1.0
            cover *= np.clip(px + 1.0, 0.0, 1.0)
        else:
            owns = step[0] > 0 or (step[0] == 0 and step[1] > 0)
            inside &= value >= (0 if owns else 1)
    # The edge opposite a corner weighs it.
    shares = np.stack([edges[1], edges[2], edges[0]], axis=-1) / area
    if any(soft):
        # Just outside, values are those of the outline.
        shares[..., 1] = np.clip(shares[..., 1], 0.0, 1.0)
        shares[..., 2] = np.clip(shares[..., 2], 0.0, 1.0 - shares[..., 1])
        shares[..., 0] = 1.0 - shares[..., 1] - shares[..., 2]
    values = shares @ corners[:, 2:]
    z = values[..., 0] - LAYER_STEP * layer
    alpha = cover * values[..., 3]
    inside &= (z <= depth) & (alpha > 0.002)
    if not inside.any():
        return
    texel, edge = _bilinear(texture, values[inside, 1], values[inside, 2])
    seen = (texel[:, 3] > 0.25) & (edge > 0.0)
    texel[seen] *= np.minimum(edge[seen] / texel[seen, 3], 1.0)[:, None]
    inside[inside] = seen
    texel = texel[seen] * alpha[inside][:, None]
    texel[:, :3] *= values[inside][:, 4:7]
    keep = np.where(texel[:, 3] > 254.5, 0.0, 1.0 - texel[:, 3] / 255.0)
    texel[:, 3] = np.where(keep == 0.0, 255.0, texel[:, 3])
    colour[inside] = texel + keep[:, None] * colour[inside]
    near = texel[:, 3] > 127.0
    inside[inside] = near
    depth[inside] = z[inside]


def _bilinear(texture: Doubles, u: Doubles, v: Doubles) -> tuple[Doubles, Doubles]:
    """(n, 4) texels at places in texels, mirrored beyond the edges; (n,) alpha they may have."""
    height, width = texture.shape[:2]
    edge_u, edge_v = np.clip(u - 0.5, 0.0, width - 1.0), np.clip(v - 0.5, 0.0, height - 1.0)
    beyond = (edge_u != u - 0.5) | (edge_v != v - 0.5)
    edge = np.where(beyond, texture[edge_v.astype(int), edge_u.astype(int), 3], 255.0)
    u, v = _mirrored(u - 0.5, width - 1.0), _mirrored(v - 0.5, height - 1.0)
    x, y = u.astype(np.int64), v.astype(np.int64)
    fu, fv = (u - x)[:, None], (v - y)[:, None]
    right, below = np.minimum(x + 1, width - 1), np.minimum(y + 1, height - 1)
    upper = (1.0 - fu) * texture[y, x] + fu * texture[y, right]
    lower = (1.0 - fu) * texture[below, x] + fu * texture[below, right]
    return (1.0 - fv) * upper + fv * lower, edge


def _mirrored(value: Doubles, top: float) -> Doubles:
    """Folded back once at each end; what is farther out stays at the other end."""
    folded = np.where(value < 0.0, -value, np.where(value > top, 2.0 * top - value, value))
    return np.clip(folded, 0.0, top)
