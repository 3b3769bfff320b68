"""One eye of the photo taken apart: white, iris, reflection, and the shade under the upper lid.

Put together again they give the photo's pixels; each piece can then move on its own. The shade
takes the lashes with it, or a lid that opens wider would leave them behind as a second lid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.fill import push_pull
from sherin.body.rig.insides.iris import DISC, Iris, complete_iris, place_iris
from sherin.body.rig.insides.patch import Patch, blurred, inside, luma, sample
from sherin.body.rig.insides.sheets import along, smoothstep

__all__ = ["SHADE_COLUMNS", "SHADE_REACH_D", "SHADE_ROWS", "EyePixels", "take_apart"]

Plane = NDArray[np.float32]  # (h, w)
Pixels = NDArray[np.float32]  # (h, w, 3), sRGB 0..255
Points = NDArray[np.float64]  # (k, 2), patch px

_UPPER_MARGIN_D: Final = 0.034
"""Lashes and the lid's shade reach this far below the upper rim, by eye; less in narrow eyes."""
_LOWER_MARGIN_D: Final = 0.012
SHADE_REACH_D: Final = 0.11
"""The shade under the upper lid has faded out this far below the rim."""
_LEAST_SHADE: Final = 0.3
SHADE_ROWS: Final = 32
SHADE_COLUMNS: Final = 96
_SCLERA_MIN_PX: Final = 40
"""With fewer clean pixels of white its colour comes from the skin."""
_WHITE_OF_SKIN: Final = 0.68
"""Brightness of the white over the bright skin around it, in the socket's shade; by eye."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EyePixels:
    """The pieces, all in pixels of the eye's patch."""

    sclera: Pixels
    """White everywhere, also behind the iris and beyond the lids."""
    iris: Iris
    glint: NDArray[np.float32]
    """(h, w, 4): reflection, straight alpha, 0..255."""
    shade: NDArray[np.float32]
    """What the upper lid and its lashes darken, straight alpha, 0..255, in its own strip:
    (`SHADE_ROWS`, `SHADE_COLUMNS`, 4), columns along the lid, rows from its rim down to
    `SHADE_REACH_D`."""


def take_apart(
    patch: Patch,
    *,
    upper: Points,
    lower: Points,
    centre: tuple[float, float],
    radius: float,
    skin: NDArray[np.float32],
) -> EyePixels:
    """The pieces of one eye.

    Args:
        patch: Of the eye with some skin around.
        upper: Rim of the upper lid from left to right, patch px.
        lower: Rim of the lower lid, same ends.
        centre: The detector's iris centre, patch px.
        radius: The detector's iris radius, patch px.
        skin: (3,) sRGB 0..255, of bright skin near the eye.
    """
    opening = inside(np.concatenate([upper, lower[::-1]]), patch.shape)
    below, above = _heights(patch, upper, lower)
    from_top, clean = _clean(patch, opening, below, above)
    centre, radius = place_iris(patch, centre, radius, clean)
    iris = complete_iris(patch, centre, radius, clean=clean)
    sclera = _sclera(patch, iris, clean, from_top, skin)
    iris = _exact_rim(patch, iris, sclera, clean)
    whole = np.asarray(sclera + iris.alpha[:, :, None] * (iris.pixels - sclera), np.float32)
    glint = _glint(patch, iris, whole)
    share = glint[:, :, 3:] / 255.0
    lit = np.asarray(whole + share * (glint[:, :, :3] - whole), np.float32)
    return EyePixels(
        sclera=sclera, iris=iris, glint=glint, shade=_shade(patch, lit, upper=upper, lower=lower)
    )


def _heights(patch: Patch, upper: Points, lower: Points) -> tuple[Plane, Plane]:
    """How far each pixel lies below the upper and above the lower rim, in patch px, two (h, w)."""
    height, width = patch.shape
    x = np.arange(width) + 0.5
    y = (np.arange(height) + 0.5)[:, None]
    top = np.interp(x, upper[:, 0], upper[:, 1])
    bottom = np.interp(x, lower[:, 0], lower[:, 1])
    return (y - top).astype(np.float32), (bottom - y).astype(np.float32)


def _clean(patch: Patch, opening: Plane, below: Plane, above: Plane) -> tuple[Plane, Plane]:
    """1 where the photo shows the eye itself, 0 at lids and lashes, soft between; two (h, w).

    The first knows the upper lid only and goes on over the lower one, the second knows all rims.
    """
    gap = np.maximum(below + above, 1.0).astype(np.float64)
    # Lashes and shade take less of the opening where it is low: in narrow eyes, at the corners.
    upper_px = np.minimum(_UPPER_MARGIN_D * patch.px_per_d, 0.28 * gap)
    lower_px = min(_LOWER_MARGIN_D * patch.px_per_d, 0.1 * float(gap.max()))
    share = below.astype(np.float64) / np.maximum(upper_px, 1.0)
    from_top = smoothstep(share, 0.4, 1.25)
    from_bottom = smoothstep(above.astype(np.float64), 0.0, max(lower_px, 1.0))
    # The corners of the opening are skin and tear duct.
    from_rim = smoothstep(opening.astype(np.float64), 0.0, max(lower_px, 1.0))
    return from_top.astype(np.float32), (from_top * from_bottom * from_rim).astype(np.float32)


def _sclera(
    patch: Patch, iris: Iris, clean: Plane, from_top: Plane, skin: NDArray[np.float32]
) -> Pixels:
    """White where the photo shows it, continued smoothly under iris and lids."""
    height, width = patch.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) + 0.5
    away = np.hypot(x - iris.centre[0], y - iris.centre[1]) / iris.radius
    candidates = (clean > 0.9) & (away > 1.22)
    grey = luma(patch.pixels)
    white = _white(patch, candidates, skin)
    known = candidates & (grey > 0.55 * luma(white))
    # What is known ends in blurred rims: behind the iris and far outside the plain white takes
    # part, in the socket's shade outside.
    far = cv2.distanceTransform((clean <= 0.05).astype(np.uint8), cv2.DIST_L2, 3)
    behind, outside = away < 0.85, far > 0.1 * patch.px_per_d
    values = np.where(behind[:, :, None], white, patch.pixels)
    values = np.where(outside[:, :, None] & ~known[:, :, None], 0.8 * white, values)
    weight = np.where(known, 1.0, np.where(behind | outside, 0.3, 0.0)).astype(np.float32)
    values = np.asarray(values, np.float32)
    filled = push_pull(values, weight)
    # The lower rim stays as the photo has it, skin and all: a lid that sinks shows its wet edge.
    keep = (from_top * smoothstep(away.astype(np.float64), 1.12, 1.26)).astype(np.float32)
    return np.asarray(filled + keep[:, :, None] * (patch.pixels - filled), np.float32)


def _white(
    patch: Patch, candidates: NDArray[np.bool_], skin: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Colour of the white of the eye, (3,)."""
    grey = float(luma(skin))
    expected = _WHITE_OF_SKIN * (grey + 0.2 * (skin - grey))
    if int(candidates.sum()) < _SCLERA_MIN_PX * patch.scale**2:
        return np.asarray(expected, np.float32)
    pixels = patch.pixels[candidates]
    bright = luma(pixels)
    white = np.median(pixels[bright >= np.percentile(bright, 60)], axis=0)
    # In narrow eyes even the clean pixels are lashes and shade.
    return np.asarray(white * max(1.0, 0.8 * float(luma(expected) / luma(white))), np.float32)


def _exact_rim(patch: Patch, iris: Iris, sclera: Pixels, clean: Plane) -> Iris:
    """The iris with the rim that the photo shows: as clear as its pixels are near the white's."""
    height, width = patch.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) + 0.5
    away = (np.hypot(x - iris.centre[0], y - iris.centre[1]) / iris.radius).astype(np.float64)
    white, dark, photo = luma(sclera), luma(iris.pixels), luma(patch.pixels)
    contrast = white - dark
    measured = np.clip((white - photo) / np.maximum(contrast, 1.0), 0.0, 1.0)
    rim = smoothstep(away, 0.86, 0.94) * smoothstep(away, DISC, 1.18)
    # Where the white is hardly lighter than the iris nothing can be measured.
    share = rim * clean * smoothstep(contrast.astype(np.float64), 12.0, 30.0)
    alpha = iris.alpha + share * (measured - iris.alpha)
    return Iris(
        centre=iris.centre,
        radius=iris.radius,
        pixels=iris.pixels,
        alpha=np.asarray(alpha * (away < DISC), np.float32),
        glint=iris.glint,
    )


def _glint(patch: Patch, iris: Iris, whole: Pixels) -> NDArray[np.float32]:
    """The reflection as a layer of its own, (h, w, 4)."""
    result = np.zeros((*patch.shape, 4), np.float32)
    core = iris.glint > 0.5
    if not core.any():
        return result
    brightest = luma(patch.pixels[core])
    colour = patch.pixels[core][brightest >= np.percentile(brightest, 95)].mean(axis=0)
    base, goal = luma(whole), luma(patch.pixels)
    share = np.clip((goal - base) / np.maximum(luma(colour) - base, 8.0), 0.0, 1.0)
    result[:, :, :3] = colour
    result[:, :, 3] = 255.0 * share * smoothstep(iris.glint.astype(np.float64), 0.0, 0.6)
    return result


def _shade(patch: Patch, lit: Pixels, *, upper: Points, lower: Points) -> NDArray[np.float32]:
    """What remains between the pieces and the photo under the upper lid, as a dark veil.

    A shadow only grows weaker downward and changes slowly along the lid; near the rim the lashes
    may be as fine as they are.

    Returns:
        (`SHADE_ROWS`, `SHADE_COLUMNS`, 4), straight alpha, 0..255: columns along the lid, rows from
        its rim down to `SHADE_REACH_D`.
    """
    rim = along(upper, (np.arange(SHADE_COLUMNS) + 0.5) / SHADE_COLUMNS)
    floor_y = np.interp(rim[:, 0], lower[:, 0], lower[:, 1])
    depth_d = (np.arange(SHADE_ROWS)[:, None] + 0.5) / SHADE_ROWS * SHADE_REACH_D
    y = rim[None, :, 1] + depth_d * patch.px_per_d
    points = np.stack([np.broadcast_to(rim[:, 0], y.shape), y], axis=2)
    photo = sample(patch.pixels, points)
    base = luma(sample(lit, points))
    goal = luma(photo)
    seen = (y < floor_y - 1.0).astype(np.float32)
    result = np.zeros((SHADE_ROWS, SHADE_COLUMNS, 4), np.float32)
    if not seen.any():
        return result
    darkest = goal[seen > 0]
    dark = photo[(seen > 0) & (goal <= np.percentile(darkest, 8))].mean(axis=0)
    dark = dark * min(1.0, 0.3 * float(np.median(base[seen > 0])) / max(float(luma(dark)), 1.0))
    share = np.clip((base - goal) / np.maximum(base - luma(dark), 12.0), 0.0, 0.95) * seen
    slow = (SHADE_COLUMNS * 0.06, 0.8)
    weight = blurred(seen, *slow)
    smooth = blurred(share.astype(np.float32), *slow) / np.maximum(weight, 1e-3)
    smooth = np.minimum.accumulate(smooth, axis=0)
    near_rim = smoothstep(depth_d, 0.03, 0.0)
    fine = blurred(share.astype(np.float32), 1.2, 0.4) / np.maximum(blurred(seen, 1.2, 0.4), 1e-3)
    share = smooth + near_rim * (np.clip(fine, 0.5 * smooth, 1.6 * smooth + 0.1) - smooth)
    # Every lid throws some shade, also where a dark iris hid it from the photo.
    share = np.clip(np.maximum(share, _LEAST_SHADE * np.exp(-depth_d / 0.022)), 0.0, 0.97)
    result[:, :, :3] = dark
    result[:, :, 3] = 255.0 * share * smoothstep(depth_d, SHADE_REACH_D, 0.5 * SHADE_REACH_D)
    return result
