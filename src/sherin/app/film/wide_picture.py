"""Wide pictures: the whole portrait in the middle, its colours out of focus on both sides.

A photo ends at its crop. Mirrored shoulders beyond it are found by the eye at once, and a picture
that shows only what is known cuts off hair and hands; so the sides go on as blur, as a lens with
little depth of field would show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import ChannelVector
from sherin.body.rendering import Stage
from sherin.body.rig import Rig

__all__ = ["WidePicture", "drawing_for"]

Picture = NDArray[np.uint8]  # (h, w, 4), sRGB, straight alpha

_BLUR_ROWS: Final = 90
"""Height at which the sides are blurred: what is finer than this does not survive the blur."""
_BLUR: Final = 5.0
"""Standard deviation in rows of that height. By taste."""
_EDGE_COLUMNS: Final = 6
"""Of the portrait, at that height, that go on beside it."""
_SEAM: Final = 0.07
"""Share of the height over which the portrait fades into the sides, within the portrait."""


class WidePicture:
    """Draws one rig into a picture that is wider than high.

    Args:
        rig: What is drawn.
        size: (width, height) in px, the width larger.
        seed: Of what drifts by itself.
    """

    def __init__(self, rig: Rig, *, size: tuple[int, int], seed: int = 0) -> None:
        self.size = size
        width, height = size
        self._stage = Stage(rig, size=(height, height), seed=seed)
        self._square = np.empty((height, height, 4), np.uint8)
        self._left = (width - height) // 2
        ramp = np.clip((np.arange(height) + 0.5) / (_SEAM * height), 0.0, 1.0)
        ramp = ramp * ramp * (3.0 - 2.0 * ramp)
        self._share = np.minimum(ramp, ramp[::-1]).astype(np.float32)[None, :, None]
        self._seam_px = round(_SEAM * height)

    def draw(
        self,
        vector: ChannelVector,
        *,
        t_s: float,
        extra: Mapping[str, float] | None = None,
        background: bool = True,
        surroundings: ChannelVector | None = None,
        out: Picture | None = None,
    ) -> Picture:
        """See `Stage.draw`; without the background the sides are transparent."""
        width, height = self.size
        picture = np.empty((height, width, 4), np.uint8) if out is None else out
        square = self._stage.draw(
            vector, t_s=t_s, extra=extra, background=background, surroundings=surroundings,
            out=self._square,
        )  # fmt: skip
        middle = slice(self._left, self._left + height)
        if not background:
            picture[...] = 0
            picture[:, middle] = square
            return picture
        picture[..., :3] = self._sides(square)
        picture[..., 3] = 255
        # Only the two seams are mixed; between them the portrait stands as it was drawn.
        seam, there = self._seam_px, picture[:, middle, :3]
        for columns in (slice(0, seam), slice(height - seam, height)):
            share = self._share[:, columns]
            mixed = there[:, columns] + share * (
                square[:, columns, :3].astype(np.float32) - there[:, columns]
            )
            there[:, columns] = np.rint(mixed)
        there[:, seam : height - seam] = square[:, seam : height - seam, :3]
        return picture

    def _sides(self, square: Picture) -> NDArray[np.uint8]:
        """(h, w, 3): the portrait, its outermost columns drawn out to both sides, all blurred."""
        width, height = self.size
        small = cv2.resize(square[..., :3], (_BLUR_ROWS, _BLUR_ROWS), interpolation=cv2.INTER_AREA)
        beside = -(-(width - height) * _BLUR_ROWS // (2 * height)) + 1
        # Mirrored, so that the colours meet where the portrait ends; stretched, so that the mirror
        # never reaches the face.
        left, right = (
            cv2.resize(
                np.ascontiguousarray(edge), (beside, _BLUR_ROWS), interpolation=cv2.INTER_LINEAR
            )
            for edge in (small[:, :_EDGE_COLUMNS][:, ::-1], small[:, -_EDGE_COLUMNS:][:, ::-1])
        )
        whole = np.hstack([left, small, right])
        blurred = cv2.GaussianBlur(whole, (0, 0), _BLUR, borderType=cv2.BORDER_REPLICATE)
        # From rows of the small picture to px of the large one, the middles on each other.
        scale = height / _BLUR_ROWS
        to_large = np.array(
            [[scale, 0.0, self._left - beside * scale], [0.0, scale, 0.0]], np.float64
        )
        to_large[:, 2] += 0.5 * scale - 0.5
        return np.asarray(
            cv2.warpAffine(
                blurred, to_large, (width, height), flags=cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            ),
            np.uint8,
        )  # fmt: skip


def drawing_for(rig: Rig, *, size: tuple[int, int], seed: int) -> Stage | WidePicture:
    """What draws a film of that size."""
    if size[0] > size[1]:
        return WidePicture(rig, size=size, seed=seed)
    return Stage(rig, size=size, seed=seed)
