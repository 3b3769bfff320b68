"""The colour that a pair of glasses leaves on skin and brows beside it."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.fill import push_pull

__all__ = ["without_fringes"]

_REACH: Final = (0.11, 0.19)
"""Up to the first distance from a frame, d, colour is the surroundings'; beyond the second its own.

By eye: coated lenses and blue frames tint brows that far, and raised brows would carry it along.
"""
_COOLER: Final = 1.0
"""Steps of b* (OpenCV's 8 bits) by which a place must be bluer than its surroundings."""


def without_fringes(
    pixels: NDArray[np.uint8], mask: NDArray[np.float32], d_px: float
) -> NDArray[np.uint8]:
    """A picture whose bluish and violet places beside a frame have the colour around them.

    Light and shade stay: only what is bluer than skin further away loses its tint.

    Args:
        pixels: (h, w, 3), the frame itself already filled.
        mask: (h, w), 1 on the frame.
        d_px: One d.

    Returns:
        (h, w, 3).
    """
    away = cv2.distanceTransform((mask < 0.5).astype(np.uint8), cv2.DIST_L2, 5) / d_px
    near = np.clip((_REACH[1] - away) / (_REACH[1] - _REACH[0]), 0.0, 1.0).astype(np.float32)
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    around = push_pull(lab[:, :, 1:], (near == 0.0).astype(np.float32))
    # Dark places have little colour of their own: the tint a fill gives them fades with them.
    light = np.clip(lab[:, :, :1] / np.maximum(push_pull(lab[:, :, :1], 1.0 - near), 1.0), 0.0, 1.0)
    wanted = 128.0 + (around - 128.0) * light
    cooler = wanted[:, :, 1] - lab[:, :, 2] - _COOLER
    share = near * np.clip(cooler / 6.0, 0.0, 1.0)
    lab[:, :, 1:] += share[:, :, None] * (wanted - lab[:, :, 1:])
    back = cv2.cvtColor(np.clip(np.rint(lab), 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB)
    return np.where(share[:, :, None] > 0.0, back, pixels).astype(np.uint8)
