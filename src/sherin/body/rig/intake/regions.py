"""Light and colour of parts of a face, in numbers that exposure and gamma do not move.

Every decision of intake is taken on ratios of logarithms of luminance: an exposure adds the same to
all logarithms, a gamma multiplies them all. Absolute thresholds took dark skin for shade.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Landmarks, Pixels

__all__ = ["CHEEK_PATCHES", "Grey", "inside", "linear_luma", "log_luma", "patch_median"]

Grey = NDArray[np.float32]  # (h, w)

CHEEK_PATCHES: Final = ((50, 101, 36, 205, 187, 147), (280, 330, 266, 425, 411, 376))
"""Outlines of bare skin on the person's right and left cheek."""
_FLOOR: Final = 2e-3
"""Added before a logarithm, linear 0..1: below it 8-bit photos hold noise only."""


def linear_luma(pixels: Pixels) -> Grey:
    """Relative luminance of sRGB pixels, 0..1 (Rec. 709)."""
    levels = np.arange(256) / 255.0
    table = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    linear = table.astype(np.float32)[pixels]
    return linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)


def log_luma(luma: Grey, *, blur_px: float) -> Grey:
    """Natural logarithm of luminance, slightly smoothed."""
    logarithm = np.log(luma + np.float32(_FLOOR))
    return np.asarray(cv2.GaussianBlur(logarithm, (0, 0), blur_px), np.float32)


def inside(shape: tuple[int, ...], outline: Landmarks) -> NDArray[np.bool_]:
    """(h, w): True within the polygon through the outline's points."""
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.rint(outline[:, :2]).astype(np.int32)], (1.0,))
    return mask > 0


def patch_median(values: Grey, landmarks: Landmarks, points: Sequence[int], radius: float) -> float:
    """Median over squares of half side `radius` px around some landmarks."""
    height, width = values.shape
    found: list[NDArray[np.float32]] = []
    for x, y in landmarks[list(points), :2]:
        x0, x1 = np.clip([round(x - radius), round(x + radius) + 1], 0, width)
        y0, y1 = np.clip([round(y - radius), round(y + radius) + 1], 0, height)
        found.append(values[y0:y1, x0:x1].ravel())
    joined = np.concatenate(found)
    return float(np.median(joined)) if joined.size else float(np.median(values))
