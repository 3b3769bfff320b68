"""Hands over the person: the sheets that `pose_hands` makes, painted as the rig's layers are."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import ChannelVector
from sherin.body.rendering.camera import View
from sherin.body.rendering.moving import see
from sherin.body.rendering.rasterising import paint_stripes
from sherin.body.rendering.scene import premultiplied
from sherin.body.rig.hands.drawing import pose_hands
from sherin.body.rig.hands.kit import HandKit, HandSheet
from sherin.body.rig.model import Frame

__all__ = ["HandsPass"]

Floats = NDArray[np.float32]
_MM_PER_D = 63.0


class HandsPass:
    """Paints the hands of one rig at one size."""

    def __init__(self, kit: HandKit, frame: Frame, *, px_per_d: float, first_layer: int) -> None:
        self._kit, self._frame, self._layer = kit, frame, first_layer
        # 512 px of texture hold a hand of about 210 mm from fingertip to wrist, on both its sides.
        scale = min(1.0, px_per_d / _MM_PER_D * 420.0 / 512.0 * 1.5)
        texture = kit.texture
        if scale < 1.0:
            size = (round(texture.shape[1] * scale), round(texture.shape[0] * scale))
            texture = np.asarray(cv2.resize(texture, size, interpolation=cv2.INTER_AREA), np.uint8)
        self._size = np.array([texture.shape[1], texture.shape[0]], np.float32)
        self._texels = premultiplied(texture).reshape(-1)
        self._sheets: tuple[HandSheet, ...] = ()
        self._tables: list[Floats] = []

    def place(self, vector: ChannelVector, view: View, gain: tuple[float, float, float]) -> None:
        """Pose the hands; without hands in the picture the pass costs nothing."""
        self._sheets = pose_hands(self._kit, self._frame, vector)
        self._tables = [self._table(sheet, view, gain) for sheet in self._sheets]

    def paint(
        self,
        run: Callable[[Callable[[int, int], None]], None],
        colour: Floats,
        depth: Floats,
        *,
        shadow: float,
    ) -> None:
        """Paint what `place` posed, with the shadow's opacity times `shadow`."""
        for k, (sheet, table) in enumerate(zip(self._sheets, self._tables, strict=True)):
            is_shadow = sheet.name == "handShadow"
            layer = self._layer + k
            texture_of = np.zeros((layer + 1, 3), np.int32)
            texture_of[layer] = 0, int(self._size[0]), int(self._size[1])
            opacity = np.full(layer + 1, min(1.0, shadow) if is_shadow else 1.0, np.float32)
            layer_of = np.full(len(sheet.triangles), layer, np.int32)

            def paint(
                worker: int,
                n_workers: int,
                sheet: HandSheet = sheet,
                table: Floats = table,
                layer_of: NDArray[np.int32] = layer_of,
                texture_of: NDArray[np.int32] = texture_of,
                opacity: Floats = opacity,
            ) -> None:
                paint_stripes(
                    worker, n_workers, table, sheet.triangles, sheet.outline, layer_of,
                    0, len(opacity), texture_of, opacity, self._texels, colour, depth, False,
                )  # fmt: skip

            run(paint)

    def _table(self, sheet: HandSheet, view: View, gain: tuple[float, float, float]) -> Floats:
        table = np.zeros((len(sheet.positions), 9), np.float32)
        table[:, 3:5] = sheet.uvs * self._size
        table[:, 5] = sheet.feather
        table[:, 6:9] = sheet.gains * np.asarray(gain, np.float32)
        see(sheet.positions, view.focal, view.distance, view.cosine, view.sine, *view.offset, table)
        return table
