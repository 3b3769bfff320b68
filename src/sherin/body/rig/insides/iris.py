"""The iris of one eye, taken from the photo and completed where a lid or a reflection hides it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.fill import push_pull
from sherin.body.rig.insides.patch import Patch, blurred, luma, sample
from sherin.body.rig.insides.sheets import smoothstep

__all__ = ["DISC", "Iris", "complete_iris", "place_iris"]

Plane = NDArray[np.float32]  # (h, w)
Pixels = NDArray[np.float32]  # (h, w, 3), sRGB 0..255

DISC: Final = 1.3
"""The disc reaches this far beyond the iris's rim, in radii, so that the rim can be soft."""

_RINGS: Final = 40
_SPOKES: Final = 96
_RIM: Final = (0.94, 1.15)
"""The disc is opaque up to the first and clear from the second, in radii: a photo's limbus is about
that soft."""
_LIMBUS: Final = 0.97
"""Beyond this the photo mixes in white; the iris's own colour goes on outward from here."""
_GLINT_OVER: Final = 0.13
"""A reflection is brighter than its ring of the iris by this share of the range 0..255; by eye on
34 faces: less takes light fibres for reflections, more leaves halos."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Iris:
    """One iris in the pixels of its eye's patch."""

    centre: tuple[float, float]
    radius: float
    pixels: Pixels
    """The whole disc, without reflections; elsewhere its nearest colours."""
    alpha: Plane
    """0..1: the disc with its soft rim."""
    glint: Plane
    """0..1: where the photo shows a reflection."""


def place_iris(
    patch: Patch, centre: tuple[float, float], radius: float, clean: Plane
) -> tuple[tuple[float, float], float]:
    """Centre and radius that fit the photo's own rim best, near what the detector said.

    The rim is where brightness rises outward most, looked at to the left and right only, where no
    lid hides it. In dark eyes nothing fits better and the detector's circle stays.

    Args:
        patch: Of the eye.
        centre: The detector's, patch px.
        radius: The detector's, patch px.
        clean: (h, w) 0..1: pixels that show the eye itself.
    """
    grey = blurred(luma(patch.pixels), 0.06 * radius, 0.06 * radius)
    angles = np.deg2rad(np.concatenate([np.arange(-40, 41, 8), np.arange(140, 221, 8)]))
    spokes = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    best, best_score = (centre, radius), 0.0
    for r in np.linspace(0.9, 1.12, 6) * radius:
        for dx in np.linspace(-0.12, 0.12, 7) * radius:
            for dy in np.linspace(-0.08, 0.08, 3) * radius:
                middle = np.array([centre[0] + dx, centre[1] + dy])
                inner = _at(grey, middle + spokes * (0.9 * r))
                outer = _at(grey, middle + spokes * (1.12 * r))
                seen = _at(clean, middle + spokes * (1.12 * r))
                rise = np.clip(outer - inner, 0.0, 60.0) * seen
                # Near the detector's circle counts a little more: it saw more than this rim.
                off = (dx / radius) ** 2 + (dy / radius) ** 2 + (r / radius - 1.0) ** 2
                score = float(rise.sum()) * (1.0 - 6.0 * off)
                if score > best_score * 1.001:
                    best, best_score = ((float(middle[0]), float(middle[1])), float(r)), score
    return best


def complete_iris(
    patch: Patch, centre: tuple[float, float], radius: float, *, clean: Plane
) -> Iris:
    """The iris as if nothing covered it.

    Args:
        patch: Of the eye.
        centre: Of the iris, patch px.
        radius: Patch px.
        clean: (h, w) 0..1: 1 where the photo shows the eye itself, away from lids and lashes.
    """
    polar = _to_polar(patch.pixels, centre, radius)
    seen = _to_polar(clean[:, :, None], centre, radius)[:, :, 0] > 0.9
    profile = _profile(polar, seen)
    bright = luma(polar) - luma(profile)[:, None]
    reach = (np.arange(_RINGS) + 0.5) / _RINGS * DISC
    glint = (bright > _GLINT_OVER * 255.0) & seen & (reach < 0.92)[:, None]
    # A reflection's own blurred rim is part of it.
    wide = cv2.dilate(glint.astype(np.uint8), np.ones((5, 7), np.uint8)).astype(bool)
    known = seen & ~wide & (reach < _LIMBUS)[:, None]
    profile = _profile(polar, known)
    # What differs from the ring's usual colour is spread into the hidden part, fading out there;
    # the mirror image below the middle lends its fibres to what the upper lid hides.
    extra = polar - profile[:, None, :]
    mirrored, mirror_known = extra[:, ::-1], known[:, ::-1]
    extra = np.where(known[:, :, None], extra, 0.6 * mirrored)
    known_or_lent = known | mirror_known
    wrapped = np.concatenate([extra, extra, extra], axis=1)
    weight = np.concatenate([known_or_lent] * 3, axis=1).astype(np.float32)
    spread = push_pull(np.ascontiguousarray(wrapped, np.float32), weight)[:, _SPOKES:-_SPOKES]
    soft_known = blurred(known.astype(np.float32), 1.5, 1.5)[:, :, None]
    full = profile[:, None, :] + spread * np.maximum(known[:, :, None], 0.75 + 0.25 * soft_known)
    return _from_polar(patch, centre, radius, full, known, wide & seen)


def _profile(polar: Pixels, known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Median colour of each ring over what is known of it, (rings, 3)."""
    profile = np.zeros((polar.shape[0], 3), np.float32)
    good = known.sum(axis=1) >= 6
    for ring in np.flatnonzero(good):
        profile[ring] = np.median(polar[ring][known[ring]], axis=0)
    if not good.any():
        profile[:] = np.median(polar.reshape(-1, 3), axis=0)
        return profile
    rings = np.arange(polar.shape[0], dtype=np.float64)
    for channel in range(3):
        profile[:, channel] = np.interp(rings, rings[good], profile[good, channel])
    return blurred(profile[:, None, :], 0.1, 0.8)[:, 0]


def _to_polar(
    pixels: NDArray[np.float32], centre: tuple[float, float], radius: float
) -> NDArray[np.float32]:
    """(rings, spokes, c); spoke 0 points to the picture's right, angles run downward.

    Spokes lie half a step off the axis, so that reversing them mirrors the eye top to bottom.
    """
    reach = (np.arange(_RINGS) + 0.5) / _RINGS * DISC * radius
    angles = (np.arange(_SPOKES) + 0.5) * (2.0 * np.pi / _SPOKES)
    spokes = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = np.asarray(centre) + reach[:, None, None] * spokes
    return sample(pixels, points).reshape(_RINGS, _SPOKES, -1)


def _from_polar(
    patch: Patch,
    centre: tuple[float, float],
    radius: float,
    full: Pixels,
    known: NDArray[np.bool_],
    glint: NDArray[np.bool_],
) -> Iris:
    """Back in the patch: the photo's own pixels where they are known, the completion elsewhere."""
    height, width = patch.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) + 0.5
    dx, dy = x - centre[0], y - centre[1]
    distance = np.hypot(dx, dy)
    ring = distance / (DISC * radius) * _RINGS
    spoke = np.mod(np.arctan2(dy, dx), 2.0 * np.pi) / (2.0 * np.pi) * _SPOKES + 2.0
    # Soft where known meets completed, or the lid's old edge would travel with the iris.
    planes = np.concatenate(
        [full, _soft(known)[:, :, None], glint[:, :, None].astype(np.float32)], axis=2
    )
    wrapped = np.concatenate([planes[:, -2:], planes, planes[:, :2]], axis=1)
    points = np.stack([spoke, ring], axis=2)
    colour = sample(wrapped[:, :, :3], points)
    share = sample(wrapped[:, :, 3:], points)
    sure = smoothstep(share[:, :, 0].astype(np.float64), 0.5, 1.0)[:, :, None]
    pixels = colour + (patch.pixels - colour) * sure.astype(np.float32)
    alpha = 1.0 - smoothstep((distance / radius).astype(np.float64), *_RIM)
    return Iris(
        centre=centre,
        radius=radius,
        pixels=np.asarray(pixels, np.float32),
        alpha=alpha.astype(np.float32),
        glint=np.asarray(share[:, :, 1] * (distance < radius), np.float32),
    )


def _soft(known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """1 well inside what is known, 0 outside, over a few rings and spokes."""
    eroded = cv2.erode(known.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.float32)
    wrapped = np.concatenate([eroded[:, -8:], eroded, eroded[:, :8]], axis=1)
    return blurred(wrapped, 2.2, 1.6)[:, 8:-8] * known


def _at(plane: NDArray[np.float32], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of a plane at points (k, 2), px."""
    return sample(plane, points[None])[0].astype(np.float64)
