"""The folds that a smile pressed into the photo: taken out of the neutral, kept for the smile."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.fill import push_pull
from sherin.body.rig.model import PHOTO_EXPRESSION, Wrinkle

__all__ = ["NASOLABIAL", "flatten_folds"]

Plane = NDArray[np.float32]  # (h, w)

NASOLABIAL: Final = ((129, 203, 206, 216, 212), (358, 423, 426, 436, 432))
"""Landmarks along the fold from the wing of the nose past the corner of the mouth, right and left.
"""

_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)

_BAND: Final = 0.16
"""Width of the strip around the fold that is flattened, d."""
_SOFT: Final = 0.022
"""What is coarser than this (d) is shape and is replaced; what is finer is skin and stays."""
_LEAST, _MOST = 0.8, 1.22
"""Bounds of what a pixel is multiplied with: some of a deep fold is the face's own."""
_BEARD: Final = (0.85, 0.60)
"""Darker than the surroundings by this (log): hair, left alone; by less than the second: a fold."""
_TINT: Final = 0.5
"""How far the colours of a fold may part (log)."""
_CORE: Final = 0.75
"""How much lighter (log) the deepest line of a fold may become."""
_FINE_RANGE: Final = (-1.3, 1.8)
"""Fine detail is cut to this many deviations: a fold's core is a pencil line of its own."""


def flatten_folds(
    pixels: NDArray[np.uint8], landmarks: NDArray[np.float64], *, d_px: float, strength: float
) -> tuple[NDArray[np.uint8], Wrinkle | None]:
    """A photo without the folds of its smile, and the map that brings them back.

    The map brings the folds back in each of the three colours.

    Args:
        pixels: (h, w, 3).
        landmarks: (478, 3), px.
        d_px: One d.
        strength: 0 leaves the folds, 1 takes them out.

    Returns:
        (h, w, 3), and a wrinkle that follows `photoExpression`; None where nothing changed.
    """
    if strength <= 0.0:
        return pixels, None
    x0, y0, x1, y1 = _box(pixels, landmarks, d_px)
    crop = pixels[y0:y1, x0:x1]
    level = np.log(crop.astype(np.float32) + 6.0)
    band = _band(crop.shape, landmarks[:, :2] - (x0, y0), d_px)
    around = push_pull(level, (band < 0.02).astype(np.float32))
    base = cv2.GaussianBlur(around, (0, 0), _SOFT * d_px)
    coarse = cv2.GaussianBlur(level, (0, 0), _SOFT * d_px)
    darker = (base - coarse) @ _LUMA
    is_skin = np.clip((_BEARD[0] - darker) / (_BEARD[0] - _BEARD[1]), 0, 1)
    fine = level - coarse
    deviation = 1.4826 * np.median(np.abs(fine[band < 0.02]), axis=0) + 1e-4
    calm = np.clip(fine, _FINE_RANGE[0] * deviation, _FINE_RANGE[1] * deviation)
    deep = np.clip((darker - 0.16) / 0.14, 0, 1)
    is_core = cv2.GaussianBlur(deep.astype(np.float32), (0, 0), 0.012 * d_px)
    weight = band * is_skin * strength
    # Colour by colour: a fold is not only darker than the cheek but warmer.
    lift = np.where(darker > 0, 1.0, 0.35)[:, :, None] * (base - coarse)
    grey = np.clip((lift @ _LUMA)[:, :, None], np.log(_LEAST), np.log(_MOST))
    lift = grey + np.clip(lift - grey, -_TINT, _TINT)
    # What is left of its deepest line, a pixel or two, goes whole: it would stay as a pencil line.
    core = np.clip(base - level - lift, 0.0, _CORE) * is_core[:, :, None]
    change = weight[:, :, None] * (lift + core + np.minimum(calm - fine, 0.0))
    flat = np.exp(change) * (crop + 6.0) - 6.0
    flat = np.clip(np.rint(flat), 0, 255).astype(np.uint8)
    result = pixels.copy()
    result[y0:y1, x0:x1] = flat
    ratio = (flat.astype(np.float32) + 0.5) / (crop.astype(np.float32) + 0.5)
    side = pixels.shape[0]
    back = np.clip(np.rint(127.5 / ratio), 0, 255).astype(np.uint8)
    # 127.5 is no byte; 128 must stay what changes nothing.
    back[np.abs(ratio - 1.0) < 0.003] = 128
    wrinkle = Wrinkle(
        name="photoFolds",
        layer="head",
        terms=((PHOTO_EXPRESSION, 1.0),),
        map=back,
        box=(x0 / side, y0 / side, x1 / side, y1 / side),
    )
    return result, wrinkle


def _box(
    pixels: NDArray[np.uint8], landmarks: NDArray[np.float64], d_px: float
) -> tuple[int, int, int, int]:
    points = landmarks[[index for path in NASOLABIAL for index in path], :2]
    low = np.floor(points.min(axis=0) - 0.35 * d_px).astype(int)
    high = np.ceil(points.max(axis=0) + 0.35 * d_px).astype(int)
    side = pixels.shape[0]
    x0, y0 = (max(int(value), 0) for value in low)
    x1, y1 = (min(int(value), side) for value in high)
    return x0, y0, x1, y1


def _band(shape: tuple[int, ...], points: NDArray[np.float64], d_px: float) -> Plane:
    """1 on the folds, fading to 0 at the edge of the band."""
    line = np.full(shape[:2], 255, np.uint8)
    for path in NASOLABIAL:
        corners = np.rint(points[list(path)] * 16).astype(np.int32)
        cv2.polylines(line, [corners], False, 0, 1, cv2.LINE_8, 4)
    distance = cv2.distanceTransform(line, cv2.DIST_L2, 5)
    t = np.clip(1.5 - distance / (0.5 * _BAND * d_px), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)
