"""The light on a face: nine spherical harmonics fitted to its skin."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_light", "harmonics", "linear", "normals_of"]

Points3 = NDArray[np.float64]  # (k, 3)

_RIDGE: Final = 0.02
"""Per sample, growing with the order: one side of a head says little about the light behind it."""


def linear(srgb: NDArray[np.floating]) -> NDArray[np.float64]:
    """Linear light 0..1 of sRGB values 0..255. Source: IEC 61966-2-1."""
    value = np.asarray(srgb, np.float64) / 255.0
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def normals_of(points: Points3, triangles: NDArray[np.int32]) -> Points3:
    """Unit normals of vertices (k, 3), toward the viewer (-z), weighted by area."""
    corners = points[triangles]
    face = np.cross(corners[:, 2] - corners[:, 0], corners[:, 1] - corners[:, 0])
    at = triangles.ravel()
    normals = np.stack(
        [np.bincount(at, np.repeat(face[:, axis], 3), minlength=len(points)) for axis in range(3)],
        axis=1,
    )
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)


def harmonics(normals: Points3) -> NDArray[np.float64]:
    """(k, 9): 1, y, z, x, xy, yz, 3zz-1, xz, xx-yy of unit normals in the face frame."""
    x, y, z = normals.T
    return np.stack(
        [np.ones_like(x), y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y], axis=1
    )


def fit_light(
    pixels: NDArray[np.uint8], at: NDArray[np.float64], normals: Points3
) -> tuple[NDArray[np.float32], tuple[float, float, float]]:
    """What light explains the skin, and the skin's own colour.

    Args:
        pixels: (h, w, 3) photo.
        at: (k, 2) crop pixels of bare skin: no eyes, brows, lips.
        normals: (k, 3) of the same places.

    Returns:
        (9, 3) coefficients of `harmonics`, such that linear skin = colour * light, and the linear
        colour: the median of skin between the 25th and the 60th percentile of luminance.
    """
    smooth = cv2.GaussianBlur(pixels, (0, 0), max(1.0, pixels.shape[0] / 300))
    place = np.clip(np.rint(at).astype(int), 0, pixels.shape[0] - 1)
    colour = linear(smooth[place[:, 1], place[:, 0]].astype(np.float64))
    luminance = colour @ np.array([0.2126, 0.7152, 0.0722])
    low, high = np.percentile(luminance, [25, 60])
    skin = np.median(colour[(luminance >= low) & (luminance <= high)], axis=0)
    # Highlights and beards are no light: keep the middle nine tenths.
    dark, bright = np.percentile(luminance, [6, 96])
    keep = (luminance >= dark) & (luminance <= bright)
    basis = harmonics(normals[keep])
    ridge = _RIDGE * keep.sum() * np.diag([0.0, *([1.0] * 3), *([3.0] * 5)])
    target = colour[keep] / np.maximum(skin, 1e-4)
    light = np.asarray(np.linalg.solve(basis.T @ basis + ridge, basis.T @ target), np.float32)
    return light, (float(skin[0]), float(skin[1]), float(skin[2]))
