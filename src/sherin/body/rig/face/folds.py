"""The folds that a smile pressed into the photo: taken out of the neutral, kept for the smile."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.fill import push_pull
from sherin.body.rig.landmarks import FACE_OVAL
from sherin.body.rig.model import PHOTO_EXPRESSION, Wrinkle

__all__ = ["NASOLABIAL", "flatten_folds"]

Plane = NDArray[np.float32]  # (h, w)
Colours = NDArray[np.float32]  # (h, w, 3)
Points2 = NDArray[np.float64]  # (k, 2)

NASOLABIAL: Final = ((129, 203, 206, 216, 212), (358, 423, 426, 436, 432))
"""Landmarks along the fold from the wing of the nose past the corner of the mouth, right and left.
"""

_TAIL: Final = ((212, 202, 204), (432, 422, 424))
"""How the fold and the brackets beside it go on below the corner, right and left."""
# fmt: off
_LIPS: Final = (78, 185, 40, 39, 37, 0, 267, 269, 270, 409, 308, 375, 321, 405, 314, 17, 84, 181,
                91, 146)  # ends at the inner corners: a smile's pits lie beyond them
_NOSE: Final = (6, 131, 49, 48, 64, 98, 97, 2, 326, 327, 294, 278, 279, 360)
_SKIN: Final = (50, 280, 205, 425, 101, 330, 36, 266, 117, 346, 123, 352, 147, 376, 200, 199)
# fmt: on

_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)

_BAND: Final = (0.13, 0.24)
"""Up to the first distance from the fold, d, skin is flattened; beyond the second not at all."""
_CLEAR: Final = (0.015, 0.05)
"""The same from lips and nose outward: their own edges stay."""
_INSIDE: Final = (0.03, 0.10)
"""The same from the outline of the face inward."""
_SOFT: Final = 0.03
"""What is coarser than this (d) is shape and is replaced; what is finer is skin and stays."""
_SHARP: Final = 0.012
"""The same within a line: what is coarser than the line itself would keep a ghost of it."""
_LINE: Final = 0.05
"""Depth (log) from which a valley surely is a line."""
_LEAST, _MOST = 0.72, 1.45
"""Bounds of what a pixel is multiplied with: some of a deep fold is the face's own."""
_LINE_MOST: Final = 2.2
"""The upper bound within a line."""
_SHARE: Final = 0.9
"""Of the folds that is taken: skin that is wholly even looks painted."""
_TINT: Final = 0.5
"""How far the colours of a fold may part (log)."""
_VALLEY: Final = 0.11
"""Width of the widest line that is filled whole, d."""
_FINE_RANGE: Final = (-1.5, 2.0)
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
    points = landmarks[:, :2] - (x0, y0)
    bare = _bare_skin(crop, points, d_px)
    band = _band(crop.shape, points, d_px)
    level = np.log(crop.astype(np.float32) + 6.0)
    smooth = _even(level, band, bare, d_px)
    weight = band * bare * min(strength, 1.0) * _SHARE
    flat = np.exp(level + weight[:, :, None] * (smooth - level)) - 6.0
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


def _even(level: Colours, band: Plane, bare: Plane, d_px: float) -> Colours:
    """The picture (logarithms) as it would be if skin went on smoothly through the band."""
    known = bare * (band < 0.02)
    soft, sharp = (_blurred(level, bare, max(0.7, sigma * d_px)) for sigma in (_SOFT, _SHARP))
    base = _blurred(push_pull(soft, known.astype(np.float32)), None, _SOFT * d_px)
    grain = 1.4826 * float(np.median(np.abs((level - soft)[known > 0.5]))) + 1e-4
    line = cv2.dilate(_valleys(level @ _LUMA, d_px, noise=grain), np.ones((3, 3), np.uint8))
    line = cv2.GaussianBlur(np.minimum(line / _LINE, 1.0), (0, 0), 0.02 * d_px)
    is_line = np.minimum(1.6 * line, 1.0)[:, :, None]
    coarse = soft + is_line * (sharp - soft)
    # Colour by colour: a fold is not only darker than the cheek but warmer.
    lift = base - coarse
    grey = (lift @ _LUMA)[:, :, None]
    most = np.log(_MOST) + is_line * (np.log(_LINE_MOST) - np.log(_MOST))
    lift = np.clip(grey, np.log(_LEAST), most) + np.clip(lift - grey, -_TINT, _TINT)
    fine = level - coarse
    calm = np.clip(fine, _FINE_RANGE[0] * grain, _FINE_RANGE[1] * grain)
    return np.asarray(coarse + lift + fine + is_line * (calm - fine), np.float32)


def _valleys(luma: Plane, d_px: float, *, noise: float) -> Plane:
    """How much lower than both its sides a narrow dark line lies, 0 elsewhere."""
    size = max(3, 2 * round(0.5 * _VALLEY * d_px) + 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    calm = cv2.GaussianBlur(luma, (0, 0), max(0.7, 0.008 * d_px))
    closed = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, kernel)
    return np.maximum(closed - calm - noise, 0.0).astype(np.float32)


def _blurred(values: Colours, weight: Plane | None, sigma: float) -> Colours:
    """A blur into which only places with weight go."""
    if weight is None:
        return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)
    sure = np.maximum(weight, 1e-3)
    total = cv2.GaussianBlur(values * sure[:, :, None], (0, 0), sigma)
    return np.asarray(total / cv2.GaussianBlur(sure, (0, 0), sigma)[:, :, None], np.float32)


def _box(
    pixels: NDArray[np.uint8], landmarks: NDArray[np.float64], d_px: float
) -> tuple[int, int, int, int]:
    points = landmarks[[index for path in (*NASOLABIAL, *_TAIL) for index in path], :2]
    low = np.floor(points.min(axis=0) - 0.35 * d_px).astype(int)
    high = np.ceil(points.max(axis=0) + 0.35 * d_px).astype(int)
    side = pixels.shape[0]
    x0, y0 = (max(int(value), 0) for value in low)
    x1, y1 = (min(int(value), side) for value in high)
    return x0, y0, x1, y1


def _band(shape: tuple[int, ...], points: Points2, d_px: float) -> Plane:
    """1 on the folds and beside the corners of the mouth, fading to 0 at the edge of the band."""
    line = np.full(shape[:2], 255, np.uint8)
    for path in (*NASOLABIAL, *_TAIL):
        corners = np.rint(points[list(path)] * 16).astype(np.int32)
        cv2.polylines(line, [corners], False, 0, 1, cv2.LINE_8, 4)
    return 1.0 - _rise(_distance(line) / d_px, *_BAND)


def _bare_skin(crop: NDArray[np.uint8], points: Points2, d_px: float) -> Plane:
    """1 on skin of the face's own colour; 0 on lips, nose, hair, cloth and background."""
    keep = np.ones(crop.shape[:2], np.float32)
    for outline in (_LIPS, _NOSE):
        keep *= _rise(_distance_to(keep.shape, points[list(outline)]) / d_px, *_CLEAR)
    inside = np.zeros(crop.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.rint(points[list(FACE_OVAL)] * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    keep *= _rise(_distance(inside) / d_px, *_INSIDE)
    return keep * _likeness(crop, points, d_px)


def _likeness(crop: NDArray[np.uint8], points: Points2, d_px: float) -> Plane:
    """1 where the colour, light and shade aside, is that of cheeks and chin; 0 on a beard."""
    lab = cv2.cvtColor(crop, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab = cv2.GaussianBlur(lab, (0, 0), max(1.0, 0.05 * d_px))
    at = np.rint(points[list(_SKIN)]).astype(int)
    at = np.clip(at, 0, np.array(crop.shape[1::-1]) - 1)
    samples = lab[at[:, 1], at[:, 0]]
    middle = np.median(samples, axis=0)
    spread = np.array([44.0, 12.0, 12.0], np.float32) + samples.std(axis=0)
    away = np.sqrt((((lab - middle) / spread) ** 2).sum(axis=2))
    return 1.0 - _rise(away, 1.3, 2.0)


def _distance_to(shape: tuple[int, ...], outline: Points2) -> Plane:
    """(h, w): px outside a closed outline, 0 within."""
    outside = np.full(shape[:2], 255, np.uint8)
    cv2.fillPoly(outside, [np.rint(outline * 16).astype(np.int32)], 0, cv2.LINE_8, 4)
    return _distance(outside)


def _distance(mask: NDArray[np.uint8]) -> Plane:
    """(h, w): px from each pixel of a mask to the next one outside it."""
    return np.asarray(cv2.distanceTransform(mask, cv2.DIST_L2, 5), np.float32)


def _rise(values: NDArray[np.floating], low: float, high: float) -> Plane:
    t = np.clip((values - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)
