"""What the face's skin looks like in its photo: in shade, in between, in the light; its grain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.hands.cloth import encoded, linear
from sherin.body.rig.model import Frame
from sherin.body.rig.portrait import Portrait

__all__ = ["FaceTone", "measure_tone"]

Floats = NDArray[np.float64]

_REC709: Final = np.array([0.2126, 0.7152, 0.0722])
_OVAL: Final = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
_CHEEKS: Final = (
    (50, 205, 187, 123, 117, 118, 101, 36),
    (280, 425, 411, 352, 346, 347, 330, 266),
)
"""Landmarks (MediaPipe's topology) of the face's outline and of its cheeks, always skin."""
_LIKE_AB: Final = 13.0
_LIKE_L: Final = 34.0
"""Lab distances from the cheeks within which a pixel of the face is skin: no brow, lip or beard."""
_FEWEST: Final = 400
"""Pixels of skin below which the frame's own colour is taken."""
_SHARES: Final = ((5, 25), (35, 75), (80, 95))
"""Percentiles of luminance that count as shade, middle and light."""
_GRAIN_MOST: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceTone:
    """Skin of one face in its photo; linear RGB, 0..1."""

    shade: Floats  # (3,)
    middle: Floats  # (3,)
    light: Floats  # (3,)
    shine: float
    """How much brighter the brightest hundredth is than what is merely lit."""
    grain: float
    """Deviation of the photo's noise on skin, in sRGB levels."""


def measure_tone(portrait: Portrait, frame: Frame) -> FaceTone:
    """The tone of a portrait's face; where too little of its skin shows, of the frame's colour."""
    flat = portrait.landmarks[:, :2].astype(np.float32)
    x0, y0 = np.maximum(flat.min(axis=0).astype(int), 0)
    x1, y1 = flat.max(axis=0).astype(int) + 2
    pixels = portrait.pixels[y0:y1, x0:x1]
    flat = flat - np.array([x0, y0], np.float32)
    lab = cv2.cvtColor((pixels / 255.0).astype(np.float32), cv2.COLOR_RGB2LAB)
    cheeks = np.zeros(pixels.shape[:2], np.uint8)
    for places in _CHEEKS:
        _fill(cheeks, flat[list(places)])
    face = np.zeros_like(cheeks)
    _fill(face, flat[list(_OVAL)])
    found = lab[cheeks > 0]
    if len(found) < _FEWEST // 4:
        return _of_one(np.asarray(frame.skin_rgb, np.float64))
    like = lab - np.median(found, axis=0)
    skin = (face > 0) & (np.hypot(like[..., 1], like[..., 2]) < _LIKE_AB)
    skin &= np.abs(like[..., 0]) < _LIKE_L
    if np.count_nonzero(skin) < _FEWEST:
        return _of_one(np.asarray(frame.skin_rgb, np.float64))
    colour = linear(pixels[skin])
    luminance = colour @ _REC709
    shade, middle, light = (
        colour[(luminance >= low) & (luminance <= high)].mean(axis=0)
        for low, high in (np.percentile(luminance, share) for share in _SHARES)
    )
    lit, most = np.percentile(luminance, [90, 99])
    return FaceTone(
        shade=shade,
        middle=middle,
        light=light,
        shine=float(most - lit),
        grain=_grain(pixels, cheeks > 0),
    )


def _fill(mask: NDArray[np.uint8], points: NDArray[np.float32]) -> None:
    hull = np.rint(cv2.convexHull(points)).astype(np.int32)
    cv2.fillConvexPoly(mask, hull, (1.0,))


def _of_one(colour: Floats) -> FaceTone:
    """A tone with usual light for a face that only one colour is known of."""
    return FaceTone(
        shade=0.55 * colour, middle=1.1 * colour, light=1.4 * colour, shine=0.04, grain=1.0
    )


def _grain(pixels: NDArray[np.uint8], cheeks: NDArray[np.bool_]) -> float:
    """Median deviation of what a small blur takes away, where skin is even."""
    grey = encoded(linear(pixels) @ _REC709).astype(np.float32)
    rest = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1.2))[cheeks]
    return float(min(1.4826 * np.median(rest), _GRAIN_MOST))
