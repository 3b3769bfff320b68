"""Glasses: found as dark lines across the bridge and below both eyes, then a rigid layer.

Frames do not bend with a brow. So they leave the skin's texture and ride in front of it.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.fringes import without_fringes
from sherin.body.rig.face.head import Head
from sherin.body.rig.fill import grain_of, push_pull
from sherin.body.rig.landmarks import (
    CHIN,
    EYE_CORNERS_LEFT,
    EYE_CORNERS_RIGHT,
    EYE_LOWER_LEFT,
    EYE_LOWER_RIGHT,
    EYE_UPPER_LEFT,
    EYE_UPPER_RIGHT,
    FOREHEAD_TOP,
)
from sherin.body.rig.model import Layer
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait
from sherin.body.rig.surroundings.sheets import cut_sheet, near_head

__all__ = ["build_glasses", "find_glasses", "laid_over", "without_glasses"]

Plane = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]

_PATCH_PX: Final = 100.0
"""Pixels per d in the upright patch around the eyes, so that every photo is judged alike."""
_PATCH_D: Final = (3.0, 1.8)
_EYES_AT_D: Final = (1.5, 0.8)
"""Size of the patch, and where the point between the eyes lies in it."""
_THICKEST_D: Final = 0.17
"""Frames are thinner than this; what is thicker is hair, brow or shadow (FINDINGS: .16)."""
_DARKER: Final = 0.27
"""Least darkness against what surrounds the line, as a share: the same on dark and light skin."""
_LEAST_RIM_D: Final = 0.3
"""Width of the lower rim below each eye. By measurement: frames .5 and more, creases below .15."""
_LENS_Y_D: Final = 0.1
"""Middle of a lens below the eyes' centres."""
_N_RAYS: Final = 144
_NEAREST_RIM_D, _FARTHEST_RIM_D = 0.2, 0.85
_RIM_SHARE: Final = 0.55
"""Of the frame's usual darkness below the eyes: what is less is not frame."""
_ARM_D: Final = 0.7
"""Arms are followed this far beyond the rim."""
_FRONT_D: Final = 0.08
"""Frames stand this far before the skin."""
_STEP_D: Final = 0.12


def find_glasses(portrait: Portrait) -> Plane | None:
    """Opacity of a pair of glasses in a portrait, or None where there is none.

    One connected dark line must cross the bridge of the nose and pass below both eyes; brows,
    lashes and bags below the eyes do one of these at most. What belongs to the frame is then read
    off rays from each eye, so that brows and sideburns that touch it stay on the skin. Sunglasses
    are not looked for: they hide the eyes, which is another matter.

    Returns:
        (h, h) float32, 0..1, soft at the edges; lenses are not part of it.
    """
    if portrait.traits.has_sunglasses:
        return None
    from_crop, points = _upright(portrait)
    size = (round(_PATCH_D[0] * _PATCH_PX), round(_PATCH_D[1] * _PATCH_PX))
    shrinks = portrait.eye_distance_px > _PATCH_PX
    patch = cv2.warpAffine(
        cv2.GaussianBlur(portrait.pixels, (0, 0), 0.4 * portrait.eye_distance_px / _PATCH_PX)
        if shrinks
        else portrait.pixels,
        from_crop,
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    grey = cv2.cvtColor(np.asarray(patch, np.uint8), cv2.COLOR_RGB2GRAY).astype(np.float32)
    kernel = _disk(round(_THICKEST_D * _PATCH_PX))
    around = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, kernel), np.float32)
    darker = ((around - grey) / (around + 6.0)).astype(np.float32)
    dark = darker > _DARKER
    eyes = _eyes(points, size)
    frame = _frame(dark & ~eyes, size)
    if frame is None:
        return None
    frame = _around_lenses(frame, darker)
    # Soft edges from the darkness itself; the line keeps what touches it at half the threshold.
    near = np.asarray(cv2.dilate(frame.astype(np.uint8), _disk(3)), bool)
    soft = np.clip((darker - 0.4 * _DARKER) / (0.6 * _DARKER), 0.0, 1.0) * near
    soft = np.maximum(soft, frame.astype(np.float32)).astype(np.float32)
    side = portrait.pixels.shape[0]
    back = cv2.warpAffine(
        soft,
        from_crop,
        (side, side),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
    )
    return np.clip(np.asarray(back, np.float32), 0.0, 1.0)


def _upright(portrait: Portrait) -> tuple[NDArray[np.float64], Points]:
    """(2, 3) patch px from crop px, and the landmarks in the patch, (478, 2)."""
    marks = portrait.landmarks[:, :2]
    corners = [marks[list(pair)].mean(axis=0) for pair in (EYE_CORNERS_RIGHT, EYE_CORNERS_LEFT)]
    eyes = np.mean(corners, axis=0)
    down = marks[CHIN] - marks[FOREHEAD_TOP]
    down = down / float(np.linalg.norm(down))
    axes = np.array([[down[1], -down[0]], [down[0], down[1]]])
    axes *= _PATCH_PX / portrait.eye_distance_px
    offset = np.array(_EYES_AT_D) * _PATCH_PX - axes @ eyes
    return np.column_stack([axes, offset]), marks @ axes.T + offset


def _eyes(points: Points, size: tuple[int, int]) -> NDArray[np.bool_]:
    """The openings of the eyes with their lashes, in the patch."""
    drawn = np.zeros((size[1], size[0]), np.uint8)
    for corners, upper, lower in (
        (EYE_CORNERS_RIGHT, EYE_UPPER_RIGHT, EYE_LOWER_RIGHT),
        (EYE_CORNERS_LEFT, EYE_UPPER_LEFT, EYE_LOWER_LEFT),
    ):
        ring = [corners[0], *upper, corners[1], *reversed(lower)]
        cv2.fillPoly(drawn, [np.rint(points[ring]).astype(np.int32)], 1)
    return np.asarray(cv2.dilate(drawn, _disk(11)), bool)


def _frame(dark: NDArray[np.bool_], size: tuple[int, int]) -> NDArray[np.bool_] | None:
    """The connected part of the dark lines that runs as glasses do, if there is one."""
    x = (np.arange(size[0]) / _PATCH_PX - _EYES_AT_D[0])[None, :]
    y = (np.arange(size[1]) / _PATCH_PX - _EYES_AT_D[1])[:, None]
    bridge = (np.abs(x) < 0.05) & (y > -0.35) & (y < 0.32)
    below = (y > 0.2) & (y < 0.72)
    joined = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_CLOSE, _disk(3))
    _, labels = cv2.connectedComponents(joined)
    labels = np.asarray(labels)
    best: NDArray[np.bool_] | None = None
    for label in np.unique(labels[bridge & (labels > 0)]):
        part = labels == label
        rims = [
            float((part & below & (sign * x > 0.15) & (sign * x < 0.95)).any(axis=0).sum())
            for sign in (-1.0, 1.0)
        ]
        if min(rims) < _LEAST_RIM_D * _PATCH_PX:
            continue
        if best is None or part.sum() > best.sum():
            best = part
    return best


def _around_lenses(part: NDArray[np.bool_], darker: Plane) -> NDArray[np.bool_]:
    """Of the dark lines only the rims around the lenses, the bridge and what leads to the ears."""
    y, x = np.indices(part.shape, dtype=np.float32)
    x, y = x / _PATCH_PX - _EYES_AT_D[0], y / _PATCH_PX - _EYES_AT_D[1]
    kept = part & (np.abs(x) < 0.2) & (y > -0.3) & (y < 0.1)
    for sign in (-1.0, 1.0):
        inner, thick = _rim(part, darker, centre=(0.5 * sign, _LENS_Y_D))
        radius = np.hypot(x - 0.5 * sign, y - _LENS_Y_D)
        turn = np.arctan2(y - _LENS_Y_D, x - 0.5 * sign) % (2.0 * np.pi)
        rim = inner[np.minimum((turn * _N_RAYS / (2.0 * np.pi)).astype(int), _N_RAYS - 1)]
        kept |= part & (radius > rim - 0.03) & (radius < rim + thick + 0.02)
        # The arm starts at the outer end of the rim, in its upper half.
        outward = 0 if sign > 0 else _N_RAYS // 2
        end_x = 0.5 * sign + sign * (float(inner[outward]) + 0.5 * thick)
        arm = part & (sign * (x - end_x) > 0) & (y > -0.28) & (y < 0.12)
        kept |= arm & (sign * (x - end_x) < _ARM_D)
    return kept


def _rim(
    part: NDArray[np.bool_], darker: Plane, *, centre: tuple[float, float]
) -> tuple[NDArray[np.float64], float]:
    """Radius at which each ray from a lens' middle meets the rim, (n_rays,), and its thickness; d.

    A crease of the lid or the lens' reflections are fainter than the frame below the eye.
    """
    turns = (np.arange(_N_RAYS) + 0.5) * 2.0 * np.pi / _N_RAYS
    radii = np.arange(_NEAREST_RIM_D, _FARTHEST_RIM_D, 0.01)
    at_x = (centre[0] + np.cos(turns)[:, None] * radii + _EYES_AT_D[0]) * _PATCH_PX
    at_y = (centre[1] + np.sin(turns)[:, None] * radii + _EYES_AT_D[1]) * _PATCH_PX
    strength = cv2.remap(
        np.where(part, darker, 0.0).astype(np.float32),
        at_x.astype(np.float32),
        at_y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
    )
    strength = np.asarray(strength, np.float64)
    downward = np.sin(turns) > 0.5
    level = _RIM_SHARE * float(np.median(strength[downward].max(axis=1)))
    is_rim = strength > max(level, 1e-3)
    met = is_rim.any(axis=1)
    first = radii[is_rim.argmax(axis=1)]
    runs = np.array([_run(row[row.argmax() :]) for row in is_rim[met & downward]])
    thick = 0.01 * float(np.median(runs)) if len(runs) else 0.05
    if not met.any():
        return np.full(_N_RAYS, 9.0), thick
    order = np.arange(_N_RAYS)
    filled = np.interp(order, order[met], first[met], period=_N_RAYS)
    around = np.stack([np.roll(filled, shift) for shift in range(-4, 5)])
    usual = np.median(around, axis=0)
    return np.where(np.abs(filled - usual) > 0.08, usual, filled), min(thick, _THICKEST_D)


def _run(row: NDArray[np.bool_]) -> int:
    """Length of the run of True that a row starts with."""
    return len(row) if bool(row.all()) else int((~row).argmax())


def without_glasses(pixels: Pixels, mask: Plane) -> Pixels:
    """A portrait's pixels with the glasses filled by the skin around them.

    Args:
        pixels: (h, h, 3).
        mask: (h, h) of `find_glasses`.
    """
    reach = _disk(max(3, round(pixels.shape[0] / 110)))
    known = 1.0 - np.asarray(cv2.dilate(mask, reach), np.float32)
    known = (known > 0.95).astype(np.float32)
    filled = push_pull(pixels.astype(np.float32), known) + grain_of(pixels, known)
    soft = np.asarray(cv2.GaussianBlur(1.0 - known, (0, 0), 1.0), np.float32)
    share = np.maximum(np.clip(2.0 * soft, 0.0, 1.0), mask)[:, :, None]
    return np.clip(np.rint(pixels + share * (filled - pixels)), 0, 255).astype(np.uint8)


def build_glasses(portrait: Portrait, head: Head) -> Part | None:
    """Layer `glasses`, rigid with the head and before the skin; None where there is none."""
    mask = find_glasses(portrait)
    if mask is None:
        return None
    # The tint that coated lenses throw is theirs: skin has lost it, and at rest it is seen again.
    bare = without_glasses(portrait.pixels, mask)
    bare = without_fringes(bare, mask, portrait.eye_distance_px)
    rgba = laid_over(bare, portrait.pixels, mask)
    sheet = cut_sheet(rgba, step_px=_STEP_D * head.pixel_scale)
    depth = _curved(sheet.places, near_head(head, sheet.places)[0]) - _FRONT_D
    skinning = np.zeros((len(sheet.places), 4), np.float32)
    skinning[:, 3] = 1.0
    layer = Layer(
        name="glasses",
        material="glasses",
        texture="glasses",
        positions=head.unproject(sheet.places, depth).astype(np.float32),
        uvs=sheet.uvs,
        triangles=sheet.triangles,
        skinning=skinning,
        feather=np.ones(len(sheet.places), np.float32),
    )
    return Part(layers=(layer,), textures={"glasses": sheet.texture})


def laid_over(bare: Pixels, whole: Pixels, mask: Plane) -> Plane:
    """What, laid over the bare skin, gives the photo again: colours and opacity, 0..255.

    Opacity is the mask's, or more where only more of it can make up the difference: the shadow that
    a frame throws goes with the frame.

    Args:
        bare: (h, h, 3) of `without_glasses`.
        whole: (h, h, 3), the photo.
        mask: (h, h) of `find_glasses`.

    Returns:
        (h, h, 4) float32, straight alpha.
    """
    below, above = bare.astype(np.float32), whole.astype(np.float32)
    change = above - below
    room = np.where(change > 0, 255.0 - below, below)
    least = (np.abs(change) / np.maximum(room, 1.0)).max(axis=2)
    share = np.clip(np.maximum(mask, least), 0.0, 1.0)
    solved = below + change / np.maximum(share, 1.0 / 255.0)[:, :, None]
    # Where it is all but clear its colour does not show, and must not bleed into what does.
    known = (share > 0.02).astype(np.float32)
    colours = push_pull(np.clip(solved, 0.0, 255.0).astype(np.float32), known)
    return np.dstack([colours, np.where(known > 0.0, share, 0.0) * 255.0]).astype(np.float32)


def _curved(places: Points, depth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Depth of a frame: the parabola across that follows the face, without nose and sockets."""
    middle, reach = places.mean(axis=0), max(float(np.ptp(places[:, 0])), 1.0)
    x, y = ((places - middle) / reach).T
    terms = np.column_stack([np.ones_like(x), x, x * x, y])
    fitted, *_ = np.linalg.lstsq(terms, depth, rcond=None)
    return np.asarray(terms @ fitted, np.float64)


def _disk(size: int) -> Pixels:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
