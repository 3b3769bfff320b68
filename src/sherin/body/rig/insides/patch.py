"""A piece of the photo at a size worth painting on, and the way between it, crop and UV square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.model import Texture

__all__ = [
    "LUMA",
    "Patch",
    "blurred",
    "cut_patch",
    "inside",
    "lattice",
    "luma",
    "sample",
    "texture_of",
    "without_colour",
]

Points = NDArray[np.float64]  # (k, 2)
Plane = NDArray[np.float32]  # (h, w)
Pixels = NDArray[np.float32]  # (h, w, 3), sRGB 0..255

LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)
"""Rec. 601: brightness of sRGB values as the eye weighs them."""

_FINE_PX_PER_D: Final = 240.0
"""What is painted (lashes, the rim of an iris) needs about this many pixels per d; by eye."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patch:
    """Pixels of a box of the crop, enlarged by a whole number."""

    pixels: Pixels
    corner: tuple[int, int]
    """Of the box in the crop: x, y, px."""
    scale: int
    """Patch pixels per crop pixel."""
    px_per_d: float
    """Patch pixels in one d."""

    @property
    def shape(self) -> tuple[int, int]:
        """Height, width."""
        return self.pixels.shape[0], self.pixels.shape[1]

    def points(self, crop_px: NDArray[np.floating]) -> Points:
        """Crop pixels (k, 2) in pixels of the patch; (0, 0) is the corner of the first pixel."""
        return (np.asarray(crop_px, np.float64) - self.corner) * self.scale

    def uvs(self, crop_px: NDArray[np.floating]) -> Points:
        """Crop pixels (k, 2) in the UV square of a texture that holds the patch."""
        height, width = self.shape
        return self.points(crop_px) / np.array([width, height], np.float64)

    def crop_px(self, points: NDArray[np.floating]) -> Points:
        """Points of the patch (k, 2) in pixels of the crop."""
        return np.asarray(points, np.float64) / self.scale + self.corner


def cut_patch(
    image: NDArray[np.uint8], *, box: tuple[float, float, float, float], px_per_d: float
) -> Patch:
    """A box of the crop, cut at its borders, enlarged until lashes can be painted.

    Args:
        image: (s, s, 3) or more channels; the first three are taken.
        box: x0, y0, x1, y1 in crop px.
        px_per_d: Of the crop.
    """
    height, width = image.shape[:2]
    x0, y0 = (
        int(np.clip(np.floor(v), 0, n - 2)) for v, n in zip(box[:2], (width, height), strict=True)
    )
    x1, y1 = (
        int(np.clip(np.ceil(v), low + 2, n))
        for v, low, n in zip(box[2:], (x0, y0), (width, height), strict=True)
    )
    scale = max(1, round(_FINE_PX_PER_D / px_per_d))
    cut = np.ascontiguousarray(image[y0:y1, x0:x1, :3])
    size = ((x1 - x0) * scale, (y1 - y0) * scale)
    fine = cut if scale == 1 else cv2.resize(cut, size, interpolation=cv2.INTER_CUBIC)
    return Patch(
        pixels=np.asarray(fine, np.float32),
        corner=(x0, y0),
        scale=scale,
        px_per_d=px_per_d * scale,
    )


def inside(polygon: Points, shape: tuple[int, int]) -> Plane:
    """Signed distance in px to a polygon's outline, (h, w): positive inside.

    Args:
        polygon: (k, 2) in px of the plane; (0, 0) is the corner of the first pixel.
        shape: Height, width.
    """
    mask = np.zeros(shape, np.uint8)
    # Pixel centres lie half a pixel in; 4 fractional bits keep the outline's place.
    corners = np.rint((polygon - 0.5) * 16.0).astype(np.int32)
    cv2.fillPoly(mask, [corners], 1, shift=4)
    within = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    outside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, 5)
    return np.asarray(within - outside, np.float32)


def luma(pixels: NDArray[np.floating | np.integer]) -> NDArray[np.float32]:
    """Brightness of sRGB colours (..., 3), in their own units."""
    return np.asarray(pixels @ LUMA, np.float32)


def sample(
    image: NDArray[np.floating | np.integer], points: NDArray[np.floating]
) -> NDArray[np.float32]:
    """Values of an image (h, w) or (h, w, c) at points (rows, columns, 2), px, linear between.

    Returns:
        (rows, columns) or (rows, columns, c); the border's value outside.
    """
    maps = [np.asarray(points[:, :, c] - 0.5, np.float32) for c in (0, 1)]
    source = np.ascontiguousarray(image)
    found = cv2.remap(source, maps[0], maps[1], cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def blurred(image: NDArray[np.float32], sigma_x: float, sigma_y: float) -> NDArray[np.float32]:
    """Gaussian blur of (h, w) or (h, w, c) with a standard deviation in px for each way."""
    found = cv2.GaussianBlur(
        np.ascontiguousarray(image), (0, 0), sigma_x, None, sigma_y, cv2.BORDER_REPLICATE
    )
    return np.asarray(found, np.float32).reshape(image.shape)


def lattice(low: Points, high: Points, *, n_rows: int, n_columns: int) -> Points:
    """Evenly spaced points of the box between two corners (2,), row by row, (rows * columns, 2)."""
    x = low[0] + (high[0] - low[0]) * np.arange(n_columns) / (n_columns - 1)
    y = low[1] + (high[1] - low[1]) * np.arange(n_rows) / (n_rows - 1)
    return np.column_stack([np.tile(x, n_rows), np.repeat(y, n_columns)]).astype(np.float64)


def texture_of(rgba: NDArray[np.floating]) -> Texture:
    """Straight RGBA 0..255 (h, w, 4) as the bytes of a texture."""
    return np.clip(np.rint(rgba), 0, 255).astype(np.uint8)


def without_colour(texture: Texture) -> Texture:
    """The texture of a photo in grey, where nothing painted may bring colour in."""
    grey = np.clip(np.rint(luma(texture[:, :, :3])), 0, 255).astype(np.uint8)
    return np.dstack([grey, grey, grey, texture[:, :, 3]])
