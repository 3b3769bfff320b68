"""Where the person ends: a soft outline at the portrait's own resolution."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Detector, Pixels

__all__ = ["find_matte", "guided_filter"]

_PAD: Final = 0.25
"""Mirrored margin of the padded passes, share of the side (FINDINGS, 24 portraits)."""
_RADIUS: Final = 1 / 64
"""Window radius of the guided filter, share of the side."""
_EPSILON: Final = 1e-4
"""Contrast below which the filter blurs, in squared units of 0..1."""


def find_matte(pixels: Pixels, detector: Detector) -> NDArray[np.float32]:
    """Opacity of the person in each pixel of a square portrait.

    Four passes of segmentation (plain and with a mirrored margin, each also flipped) vote with
    their second highest value per pixel, which drops one pass that went wrong; a guided filter then
    follows the photo's own edges.

    Returns:
        (h, h) float32, 1 person, 0 background.
    """
    passes = [_pass(pixels, detector, pad=pad, flip=flip) for pad in (0.0, _PAD) for flip in (0, 1)]
    voted = np.sort(np.stack(passes), axis=0)[-2]
    guide = pixels.astype(np.float32) / 255.0
    radius = max(2, round(_RADIUS * pixels.shape[0]))
    refined = guided_filter(guide, voted, radius=radius, epsilon=_EPSILON)
    # Where the vote is sure the filter's haze is not wanted.
    sharp = np.clip((refined - 0.06) / 0.88, 0.0, 1.0)
    return sharp.astype(np.float32)


def _pass(pixels: Pixels, detector: Detector, *, pad: float, flip: int) -> NDArray[np.float32]:
    side = pixels.shape[0]
    margin = round(pad * side)
    seen = np.pad(pixels, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
    seen = np.ascontiguousarray(seen[:, ::-1]) if flip else seen
    found = detector.person(seen)
    found = found[:, ::-1] if flip else found
    return np.ascontiguousarray(found[margin : margin + side, margin : margin + side])


def guided_filter(
    guide: NDArray[np.float32], source: NDArray[np.float32], *, radius: int, epsilon: float
) -> NDArray[np.float32]:
    """`source` smoothed so that its edges fall on the guide's.

    Args:
        guide: (h, w, 3), 0..1.
        source: (h, w).
        radius: Half of the window, px.
        epsilon: Variance of the guide below which it counts as flat.

    Source: He, Sun and Tang, Guided Image Filtering (2013), colour guide.
    """
    window = (2 * radius + 1, 2 * radius + 1)

    def mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
        blurred = cv2.boxFilter(values, cv2.CV_32F, window, borderType=cv2.BORDER_REFLECT)
        return np.asarray(blurred, np.float32)

    mean_guide = mean(guide)
    mean_source = mean(source)
    covariance = mean(guide * source[..., None]) - mean_guide * mean_source[..., None]  # (h, w, 3)
    matrix = np.empty((*source.shape, 3, 3), np.float32)
    for i in range(3):
        for j in range(i, 3):
            spread = mean(guide[..., i] * guide[..., j]) - mean_guide[..., i] * mean_guide[..., j]
            matrix[..., i, j] = matrix[..., j, i] = spread
        matrix[..., i, i] += epsilon
    slope = np.linalg.solve(matrix, covariance[..., None])[..., 0]
    offset = mean_source - np.sum(slope * mean_guide, axis=2)
    smooth = np.sum(mean(slope.astype(np.float32)) * guide, axis=2) + mean(offset)
    return np.asarray(smooth, np.float32)
