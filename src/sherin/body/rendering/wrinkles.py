"""Lines that blendshapes press into a texture, kept in the texture itself."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rendering.compiled import compiled
from sherin.body.rendering.scene import Scene
from sherin.body.rig.model import Rig, Wrinkle

__all__ = ["Wrinkles"]

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
_STEPS = 64
"""Strengths are rounded to this many steps: what nobody sees needs no new texture."""


class Wrinkles:
    """Rewrites the wrinkled boxes of the scene's textures when their strengths change."""

    def __init__(self, rig: Rig, scene: Scene) -> None:
        self._wrinkles = tuple(
            wrinkle
            for wrinkle in rig.wrinkles
            if any(layer.name == wrinkle.layer for layer in scene.layers)
        )
        self._texels = scene.texels
        self._smooth = scene.texels.copy() if self._wrinkles else scene.texels[:0]
        names = [layer.name for layer in scene.layers]
        self._pressed = [
            _placed(wrinkle, scene.texture_of[names.index(wrinkle.layer)])
            for wrinkle in self._wrinkles
        ]
        self._strengths = (0.0,) * len(self._wrinkles)

    def press(self, pose: Mapping[str, float]) -> None:
        """Make the textures those of a pose."""
        strengths = tuple(_strength(wrinkle, pose) for wrinkle in self._wrinkles)
        if strengths == self._strengths:
            return
        self._strengths = strengths
        for first, pitch, lines in self._pressed:
            press_lines(self._smooth, self._texels, first, pitch, lines, 0.0)
        for (first, pitch, lines), strength in zip(self._pressed, strengths, strict=True):
            if strength > 0.0:
                press_lines(self._texels, self._texels, first, pitch, lines, strength)


def _strength(wrinkle: Wrinkle, pose: Mapping[str, float]) -> float:
    value = sum(weight * pose[name] for name, weight in wrinkle.terms)
    return round(min(1.0, max(0.0, value)) * _STEPS) / _STEPS


def _placed(wrinkle: Wrinkle, texture: NDArray[np.int32]) -> tuple[int, int, Floats]:
    """First texel of the box, bytes of a row, and the lines (h, w, 3) as -1..1 at that size."""
    offset, width, height = (int(value) for value in texture)
    u0, v0, u1, v1 = wrinkle.box
    x0, x1 = max(0, int(u0 * width)), min(width, int(np.ceil(u1 * width)))
    y0, y1 = max(0, int(v0 * height)), min(height, int(np.ceil(v1 * height)))
    lines = wrinkle.map.astype(np.float32)
    if lines.ndim == 2:
        lines = np.repeat(lines[:, :, None], 3, axis=2)
    ratio = max(1.0, lines.shape[1] / max(1.0, (u1 - u0) * width))
    if ratio > 1.0:
        size = (max(1, round(lines.shape[1] / ratio)), max(1, round(lines.shape[0] / ratio)))
        lines = np.asarray(cv2.resize(lines, size, interpolation=cv2.INTER_AREA), np.float32)
    u = ((np.arange(x0, x1) + 0.5) / width - u0) / (u1 - u0) * lines.shape[1] - 0.5
    v = ((np.arange(y0, y1) + 0.5) / height - v0) / (v1 - v0) * lines.shape[0] - 0.5
    across = np.tile(u.astype(np.float32), (len(v), 1))
    down = np.repeat(v.astype(np.float32), len(u)).reshape(across.shape)
    placed = cv2.remap(
        lines,
        across,
        down,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(127.5,) * 3,
    )
    return offset + 4 * (y0 * width + x0), 4 * width, np.asarray(placed / 127.5 - 1.0, np.float32)


@compiled
def press_lines(
    source: Bytes, target: Bytes, first: int, pitch: int, lines: Floats, strength: float
) -> None:
    """Colours of a box in `target` become those of `source` times 1 + strength * lines."""
    for y in range(lines.shape[0]):
        at = first + y * pitch
        for x in range(lines.shape[1]):
            for k in range(3):
                factor = 1.0 + strength * lines[y, x, k]
                target[at + k] = np.uint8(min(max(source[at + k] * factor, 0.0), 255.0) + 0.5)
            target[at + 3] = source[at + 3]
            at += 4
