"""The person's own colours and opacity along the outline, free of the old background.

A pixel of hair against a wall is a mixture of both. Drawn over another place it would carry a rim
of the wall along: so the mixture is taken apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.fill import push_pull
from sherin.body.rig.landmarks import FACE_OVAL
from sherin.body.rig.model import Texture
from sherin.body.rig.portrait import Portrait
from sherin.body.rig.surroundings.regions import Regions, find_regions, smoothstep

__all__ = ["Cutout", "cut_out", "refine_head_texture"]

Plane = NDArray[np.float32]  # (h, h)
Colours = NDArray[np.float32]  # (h, h, 3), 0..255

_SURE: Final = 0.97
"""Opacity from which a pixel is the person alone."""
_FAR: Final = 0.03
"""Opacity up to which it is the background alone."""
_WIDE_CUT: Final = 0.3
"""Hair cut off by the crop over this share of its width goes on above it, by its last row."""
_INNER_PX: Final = 5
"""Width of the rim inside the sure person that may already be mixed, at 768 px."""
_CONTRAST: Final = (18.0, 60.0)
"""Distance of the two colours, in grey levels, from which colour begins to decide and decides."""
_SKIN_APART: Final = (14.0, 28.0)
"""Distance of wall and skin in a* and b* from which colour tells them apart."""
_EAR_REACH_D: Final = 0.42
"""Ears lie within this distance of the face's outline."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cutout:
    """The person of a portrait, taken off the background."""

    colours: Colours
    """The person's; where there is no person, a continuation of it."""
    alpha: Plane
    behind: Colours
    """The background's; where the person stands, a continuation of it."""


def cut_out(portrait: Portrait) -> Cutout:
    """Person and background of a portrait, and how they mix.

    Near the outline a pixel's place between the two colours around it tells its opacity where they
    differ enough; that brings strands back which a segmentation blurs. The colours then come from
    two steps of blur fusion: with them, the mixture gives the photo again.

    Source: Forte, Approximate Fast Foreground Colour Estimation (2021), with a push-pull fill for
    its blur.
    """
    pixels = portrait.pixels.astype(np.float32)
    rim = max(1, round(_INNER_PX * pixels.shape[0] / 768))
    alpha = portrait.matte
    sure = _eroded(alpha > _SURE, rim)
    far = _eroded(alpha < _FAR, rim)
    behind = push_pull(pixels, far)
    ears = _ears(portrait, behind)
    sure = np.maximum(sure, (ears > _SURE).astype(np.float32))
    front = push_pull(pixels, sure)
    alpha = _by_colour(pixels, front, behind, alpha, band=(sure + far) < 0.5)
    alpha = np.maximum(alpha, ears)
    share = alpha[:, :, None]
    residual = pixels - share * front - (1.0 - share) * behind
    colours = np.clip(front + share * residual, 0.0, 255.0)
    colours = np.where(sure[:, :, None] > 0, pixels, colours).astype(np.float32)
    return Cutout(colours=colours, alpha=alpha, behind=behind)


def _eroded(mask: NDArray[np.bool_], radius: int) -> Plane:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    eroded = cv2.erode(mask.astype(np.uint8), kernel, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(eroded, np.float32)


def _by_colour(
    pixels: Colours, front: Colours, behind: Colours, alpha: Plane, *, band: NDArray[np.bool_]
) -> Plane:
    """The matte with its uncertain band decided by colour, as far as the colours differ."""
    across = front - behind
    length = np.maximum(np.sum(across * across, axis=2), 1.0)
    along = np.clip(np.sum((pixels - behind) * across, axis=2) / length, 0.0, 1.0)
    # Highlights in hair look like a bright wall: only the segmentation's own doubt lets colour in.
    doubt = (4.0 * alpha * (1.0 - alpha)) ** 1.5
    trust = smoothstep(*_CONTRAST, np.sqrt(length)) * doubt
    mixed = alpha + 0.75 * trust * (along - alpha)
    # A haze of a few per cent shows as a veil when the head moves, and a hazy ear as a hole.
    mixed = np.clip((mixed - 0.06) / 0.7, 0.0, 1.0)
    mixed = 0.5 * mixed + 0.5 * smoothstep(0.0, 1.0, mixed.astype(np.float32))
    return np.where(band, mixed, np.round(alpha)).astype(np.float32)


def _ears(portrait: Portrait, behind: Colours) -> Plane:
    """Opacity of what the segmentation doubts beside the face although it is skin by its colour.

    A beard between face and lobe makes the surest neighbour dark, and an ear before a bright wall
    then looks like a mixture that is mostly wall.
    """
    d_px = portrait.eye_distance_px
    oval = portrait.landmarks[list(FACE_OVAL), :2]
    face = np.zeros(portrait.matte.shape, np.uint8)
    cv2.fillPoly(face, [np.rint(oval).astype(np.int32)], 1)
    lab = cv2.cvtColor((portrait.pixels / np.float32(255.0)).astype(np.float32), cv2.COLOR_RGB2LAB)
    wall = cv2.cvtColor((behind / 255.0).astype(np.float32), cv2.COLOR_RGB2LAB)
    skin = np.median(lab[face > 0], axis=0)[1:]
    own = np.linalg.norm(lab[:, :, 1:] - skin, axis=2)
    other = np.linalg.norm(wall[:, :, 1:] - skin, axis=2)
    alike = 1.0 - smoothstep(0.3, 0.6, (own / np.maximum(other, 1.0)).astype(np.float32))
    alike *= smoothstep(*_SKIN_APART, other.astype(np.float32))
    away = cv2.distanceTransform(1 - face, cv2.DIST_L2, 5) / np.float32(d_px)
    beside = 1.0 - smoothstep(0.3, _EAR_REACH_D, np.asarray(away, np.float32))
    seen = smoothstep(0.08, 0.25, portrait.matte)
    return (alike * beside * seen).astype(np.float32)


def refine_head_texture(portrait: Portrait, rgba: Texture) -> Texture:
    """A head's texture with clean colours at its rim and the opacity of the head alone.

    Inside the face the given colours stay. Opacity is the matte's, less what belongs to the body
    below the jaw; colours under zero opacity continue the head's, so that filtering and compression
    find nothing sharp there.

    Args:
        portrait: Where the texture comes from.
        rgba: (h, h, 4), the whole crop, as large as the portrait.

    Raises:
        ValueError: another size.
    """
    if rgba.shape[:2] != portrait.matte.shape:
        raise ValueError(
            f"texture of {rgba.shape[1]} x {rgba.shape[0]} px for a portrait of "
            f"{portrait.matte.shape[1]} x {portrait.matte.shape[0]}: expected the same size. "
            "Refine before scaling."
        )
    return _head_texture(
        cut_out(portrait),
        find_regions(portrait),
        rgba,
        d_px=portrait.eye_distance_px,
    )


def _head_texture(cutout: Cutout, regions: Regions, rgba: Texture, *, d_px: float) -> Texture:
    """`refine_head_texture` with its parts at hand."""
    alpha = np.clip(cutout.alpha * regions.head, 0.0, 1.0)
    if float((alpha[1] > 0.5).mean()) < _WIDE_CUT:
        # Hair just touches the upper edge: end it there rather than draw it on above the picture.
        n_rows = max(3, round(0.06 * d_px))
        alpha[:n_rows] *= np.linspace(0.0, 1.0, n_rows, dtype=np.float32)[:, None]
    is_rim = _eroded(cutout.alpha >= 0.999, 4) < 0.5
    colours = np.where(is_rim[:, :, None], cutout.colours, rgba[:, :, :3].astype(np.float32))
    shown = (alpha > 0.02).astype(np.float32)
    colours = push_pull(colours.astype(np.float32), shown)
    whole = np.dstack([colours, alpha * 255.0])
    return np.clip(np.rint(whole), 0, 255).astype(np.uint8)
