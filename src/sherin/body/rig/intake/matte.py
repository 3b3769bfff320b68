"""Where the person ends: a soft outline at the portrait's own resolution."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Detector, Pixels

__all__ = ["WIDER", "find_crown", "find_matte", "guided_filter"]

WIDER: Final = 1.5
"""How much wider than the portrait the second view is: what stands beside a body tells it apart.

Mirrored margins instead of the photo's own surroundings made clouds of the background.
"""
_RADIUS: Final = 1 / 64
"""Window radius of the guided filter, share of the side."""
_FITTED_PX: Final = 640
_EPSILON: Final = 1e-4
"""Contrast below which the filter blurs, in squared units of 0..1."""


def find_crown(pixels: Pixels, eyes: tuple[float, float], detector: Detector, *, d: float) -> float:
    """How far hair or hat rise above the eyes, in d; 0 where no person is seen.

    Args:
        pixels: An upright picture.
        eyes: Point between the eyes, px.
        detector: What tells people from their background.
        d: Distance of the eyes, px.
    """
    person = detector.person(pixels) > 0.5
    x, y = round(eyes[0]), round(eyes[1])
    columns = person[: max(1, y), max(0, x - round(0.7 * d)) : x + round(0.7 * d) + 1]
    rows = columns.mean(axis=1) > 0.3
    gaps = np.flatnonzero(~rows)  # what lies beyond a gap is not this head
    top = int(gaps[-1]) + 1 if gaps.size else 0
    return max(0.0, (eyes[1] - top) / d)


def find_matte(pixels: Pixels, wider: Pixels, detector: Detector) -> NDArray[np.float32]:
    """Opacity of the person in each pixel of a square portrait.

    Four passes of segmentation (the portrait and a wider view, each also flipped) vote with their
    second highest value per pixel, which drops one pass that went wrong; a guided filter then
    follows the photo's own edges.

    Args:
        pixels: (h, h, 3).
        wider: The same place, `WIDER` times as wide around the same centre, of any resolution.
        detector: What tells people from their background.

    Returns:
        (h, h) float32, 1 person, 0 background.
    """
    side = pixels.shape[0]
    cut_out = wider.shape[0] / WIDER
    to_wider = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]) * (cut_out / side)
    to_wider[:, 2] = (wider.shape[0] - cut_out) / 2.0 + 0.5 * cut_out / side - 0.5
    passes = _both_ways(pixels, detector)
    for seen in _both_ways(wider, detector):
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        passes.append(
            np.asarray(cv2.warpAffine(seen, to_wider, (side, side), flags=flags), np.float32)
        )
    voted = np.sort(np.stack(passes), axis=0)[-2]
    guide = pixels.astype(np.float32) / 255.0
    radius = max(2, round(_RADIUS * side))
    refined = guided_filter(guide, voted, radius=radius, epsilon=_EPSILON)
    # Where the vote is sure the filter's haze is not wanted.
    return np.clip((refined - 0.06) / 0.88, 0.0, 1.0).astype(np.float32)


def _both_ways(pixels: Pixels, detector: Detector) -> list[NDArray[np.float32]]:
    """The person as seen in the picture, and as seen in its mirror image."""
    mirrored = detector.person(np.ascontiguousarray(pixels[:, ::-1]))
    return [detector.person(pixels), np.ascontiguousarray(mirrored[:, ::-1])]


def guided_filter(
    guide: NDArray[np.float32], source: NDArray[np.float32], *, radius: int, epsilon: float
) -> NDArray[np.float32]:
    """`source` smoothed so that its edges fall on the guide's.

    The local lines `source = slope . guide + offset` are fitted at no more than 640 px and then
    applied at full size: they vary slowly, the guide brings the detail.

    Args:
        guide: (h, w, 3), 0..1.
        source: (h, w).
        radius: Half of the window, px.
        epsilon: Variance of the guide below which it counts as flat.

    Source: He, Sun and Tang, Guided Image Filtering (2013), colour guide, with the shortcut of He
    and Sun, Fast Guided Filter (2015).
    """
    height, width = source.shape
    shrink = min(1.0, _FITTED_PX / max(height, width))
    size = (round(width * shrink), round(height * shrink))
    fitted = _fit_lines(
        np.asarray(cv2.resize(guide, size, interpolation=cv2.INTER_AREA), np.float32),
        np.asarray(cv2.resize(source, size, interpolation=cv2.INTER_AREA), np.float32),
        radius=max(1, round(radius * shrink)),
        epsilon=epsilon,
    )
    lines = np.asarray(cv2.resize(fitted, (width, height)), np.float32)
    return np.asarray(np.sum(lines[..., :3] * guide, axis=2) + lines[..., 3], np.float32)


def _fit_lines(
    guide: NDArray[np.float32], source: NDArray[np.float32], *, radius: int, epsilon: float
) -> NDArray[np.float32]:
    """(h, w, 4): slope for R, G, B and offset, averaged over the windows that hold a pixel."""

    def mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
        window = (2 * radius + 1, 2 * radius + 1)
        blurred = cv2.boxFilter(values, cv2.CV_32F, window, borderType=cv2.BORDER_REFLECT)
        return np.asarray(blurred, np.float32)

    centre, level = mean(guide), mean(source)
    r, g, b = (guide[..., i] for i in range(3))
    products = (
        mean(np.stack([r * r, r * g, r * b, g * g], axis=2)),
        mean(np.stack([g * b, b * b], axis=2)),
    )
    rr, rg, rb, gg, gb, bb = np.moveaxis(np.concatenate(products, axis=2), 2, 0)
    mr, mg, mb = np.moveaxis(centre, 2, 0)
    rr, gg, bb = rr - mr * mr + epsilon, gg - mg * mg + epsilon, bb - mb * mb + epsilon
    rg, rb, gb = rg - mr * mg, rb - mr * mb, gb - mg * mb
    toward = mean(guide * source[..., None]) - centre * level[..., None]
    # The inverse of a symmetric 3 x 3 matrix by its cofactors: 20 times faster than solving each.
    cofactors = (gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg)
    determinant = rr * cofactors[0] + rg * cofactors[1] + rb * cofactors[2]
    middle, last, corner = rr * bb - rb * rb, rg * rb - rr * gb, rr * gg - rg * rg
    rows = (cofactors, (cofactors[1], middle, last), (cofactors[2], last, corner))
    slope = np.stack(
        [sum(row[i] * toward[..., i] for i in range(3)) / determinant for row in rows], axis=2
    )
    offset = level - np.sum(slope * centre, axis=2)
    return mean(np.concatenate([slope, offset[..., None]], axis=2).astype(np.float32))
