"""A rig laid out for drawing: all layers in flat arrays, textures at the size of the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.model import Layer, Morph, Rig

__all__ = ["Scene", "outline_bits", "premultiplied", "scene_of"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]

_TEXELS_PER_PX: Final = 1.5
"""Textures denser than this on the picture are reduced once, so that nothing shimmers."""
_SEEN: Final = 0.02
"""Feather below which an edge of the mesh is not seen and needs no smoothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """Arrays over all vertices (n), triangles (m), layers (l) and shapes (s)."""

    layers: tuple[Layer, ...]
    rest: Floats  # (n, 3)
    skinning: Floats  # (n, 4)
    feather: Floats  # (n,)
    texel_uvs: Floats  # (n, 2) in texels of the layer's own texture
    triangles: Ints  # (m, 3)
    layer_of: Ints  # (m,)
    outline: Bytes  # (m,)
    first_vertex: Ints  # (l + 1,)
    shapes: tuple[str, ...]
    shape_first: Ints  # (s + 1,) into the two below
    shape_index: Ints  # (k,)
    shape_delta: Floats  # (k, 3)
    texture_of: Ints  # (l, 3): offset, width, height
    texels: Bytes  # premultiplied RGBA

    def span(self, layer: int) -> slice:
        """The vertices of one layer."""
        return slice(int(self.first_vertex[layer]), int(self.first_vertex[layer + 1]))


def scene_of(
    rig: Rig, *, px_per_d: float, added: Mapping[str, Mapping[str, Morph]] | None = None
) -> Scene:
    """Lay out a rig.

    Args:
        rig: What is drawn.
        px_per_d: How large one d is in the picture.
        added: More shapes by layer name and shape name, such as breath.
    """
    counts = [len(layer.positions) for layer in rig.layers]
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    texels, texture_of, uvs = _textures(rig, px_per_d)
    names, starts, index, delta = _shapes(rig.layers, first, added or {})
    ordered = [_opaque_first(layer) for layer in rig.layers]
    return Scene(
        layers=rig.layers,
        rest=_stack([layer.positions for layer in rig.layers], 3),
        skinning=_stack([layer.skinning for layer in rig.layers], 4),
        feather=np.concatenate([layer.feather for layer in rig.layers]).astype(np.float32),
        texel_uvs=uvs,
        triangles=np.concatenate(
            [triangles + start for triangles, start in zip(ordered, first, strict=False)]
        ).astype(np.int32),
        layer_of=np.repeat(np.arange(len(counts)), [len(part) for part in ordered]).astype(
            np.int32
        ),
        outline=np.concatenate(
            [
                outline_bits(triangles, layer.feather)
                for triangles, layer in zip(ordered, rig.layers, strict=True)
            ]
        ),
        first_vertex=first,
        shapes=names,
        shape_first=starts,
        shape_index=index,
        shape_delta=delta,
        texture_of=texture_of,
        texels=texels,
    )


def outline_bits(triangles: NDArray[np.integer], feather: NDArray[np.floating]) -> Bytes:
    """(m,): bit k is set where the edge from corner k to k + 1 ends the sheet and can be seen."""
    ends = np.stack([triangles, np.roll(triangles, -1, axis=1)], axis=-1).reshape(-1, 2)
    keys = np.sort(ends, axis=1).astype(np.int64) @ np.array([len(feather) + 1, 1])
    _, where, counts = np.unique(keys, return_inverse=True, return_counts=True)
    ending = counts[where] == 1
    seen = (feather[ends] > _SEEN).any(axis=1)
    bits = (ending & seen).reshape(-1, 3).astype(np.uint8)
    return (bits @ np.array([1, 2, 4], np.uint8)).astype(np.uint8)


def _opaque_first(layer: Layer) -> Ints:
    """Feathered triangles last, or they would hide what is to shine through them."""
    faint = (layer.feather[layer.triangles] < 1.0).any(axis=1)
    return layer.triangles[np.argsort(faint, kind="stable")]


def _stack(parts: list[NDArray[np.floating]], columns: int) -> Floats:
    return np.concatenate([part.reshape(-1, columns) for part in parts]).astype(np.float32)


def _shapes(
    layers: tuple[Layer, ...], first: Ints, added: Mapping[str, Mapping[str, Morph]]
) -> tuple[tuple[str, ...], Ints, Ints, Floats]:
    """All shapes of all layers after each other, each one's vertices together."""
    parts: dict[str, list[tuple[Ints, Floats]]] = {}
    for layer, start in zip(layers, first, strict=False):
        for name, morph in {**layer.morphs, **added.get(layer.name, {})}.items():
            moved = (morph.index + start).astype(np.int32)
            parts.setdefault(name, []).append((moved, morph.delta.astype(np.float32)))
    names = tuple(sorted(parts))
    counts = [sum(len(index) for index, _ in parts[name]) for name in names]
    index = [index for name in names for index, _ in parts[name]]
    delta = [delta for name in names for _, delta in parts[name]]
    return (
        names,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        np.concatenate([np.zeros(0, np.int32), *index]),
        np.concatenate([np.zeros((0, 3), np.float32), *delta]),
    )


def _textures(rig: Rig, px_per_d: float) -> tuple[Bytes, Ints, Floats]:
    """All textures in one array, where each layer's lies, and its UVs in texels."""
    densities: dict[str, float] = {}
    for layer in rig.layers:
        density = _texels_per_d(layer, rig.textures[layer.texture].shape)
        densities[layer.texture] = max(densities.get(layer.texture, 0.0), density)
    flat: list[Bytes] = []
    places: dict[str, tuple[int, int, int]] = {}
    offset = 0
    for name, density in densities.items():
        texture = _reduced(rig.textures[name], _TEXELS_PER_PX * px_per_d / max(density, 1e-6))
        places[name] = (offset, texture.shape[1], texture.shape[0])
        flat.append(texture.reshape(-1))
        offset += texture.size
    uvs = [layer.uvs * places[layer.texture][1:] for layer in rig.layers]
    table = np.array([places[layer.texture] for layer in rig.layers], np.int32)
    return np.concatenate(flat), table, _stack(uvs, 2)


def _texels_per_d(layer: Layer, shape: tuple[int, ...]) -> float:
    """How dense the texture lies on the layer: the median over its edges."""
    a, b = layer.triangles[:, 0], layer.triangles[:, 1]
    texels = (layer.uvs[a] - layer.uvs[b]) * (shape[1], shape[0])
    lengths = np.linalg.norm(layer.positions[a] - layer.positions[b], axis=1)
    use = lengths > 1e-4
    if not use.any():
        return 1.0
    return float(np.median(np.linalg.norm(texels[use], axis=1) / lengths[use]))


def premultiplied(texture: Bytes) -> Bytes:
    """Colours times alpha: what may be blended between texels without fringes."""
    colour = texture.astype(np.float32)
    colour[..., :3] *= colour[..., 3:] / 255.0
    return np.rint(colour).astype(np.uint8)


def _reduced(texture: Bytes, scale: float) -> Bytes:
    """Premultiplied, and smaller by `scale` where that is below 1."""
    ready = premultiplied(texture)
    if scale >= 1.0:
        return ready
    size = (max(1, round(texture.shape[1] * scale)), max(1, round(texture.shape[0] * scale)))
    smaller = cv2.resize(ready, size, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, np.uint8).reshape(size[1], size[0], 4)
