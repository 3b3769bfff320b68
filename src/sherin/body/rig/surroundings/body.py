"""Neck, shoulders and cloth as a sheet of their own, and hair that falls on them as another.

The head turns above a body that stays: so the body goes on below the jaw and behind the hair, where
the photo never showed it.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.head import Head
from sherin.body.rig.fill import grain_of, push_pull
from sherin.body.rig.model import Layer
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait
from sherin.body.rig.surroundings.matting import Cutout
from sherin.body.rig.surroundings.regions import Regions, smoothstep
from sherin.body.rig.surroundings.sheets import cut_sheet, near_head, sampled

__all__ = ["build_body", "build_fall"]

Plane = NDArray[np.float32]  # (h, h)

_STEP_D: Final = 0.17
_MARGIN_D: Final = 1.0
"""Beyond the crop: a swaying torso must not show its end."""
_DROOP: Final = 0.45
"""Slope of a shoulder beyond the crop: 24 degrees."""
_HAIR_DROOP: Final = 0.5
_DEPTH: Final = 0.75
"""Of the neck's front, behind the chin, in d; shoulders recede by the square of s."""
_NECK_HALF: Final = 0.74
"""Half-width of a neck hidden by hair or head, share of half the face's width at the lobes."""
_LEAST_NECK: Final = 2e-4
"""Neck in sight, share of the picture: with less its colour is not known."""
_CRUMB_D2: Final = 0.1
"""Pieces of the body below this area are none."""
_JAW_SHADOW: Final = 0.2
"""Of the light that the jaw keeps from the neck behind it. By eye."""
_NECK_ON_D: Final = 0.55
_NECK_RISES: Final = 0.45
"""The hidden neck goes on this far above the lobes, behind the head, in d."""


def build_body(
    portrait: Portrait, head: Head, cutout: Cutout, regions: Regions, cover: Plane
) -> Part:
    """Layer `body`: moves with the torso; bare neck bends with the neck toward the jaw.

    Args:
        portrait: The photo.
        head: For the face frame.
        cutout: Person and background taken apart.
        regions: Which pixels belong to what.
        cover: (h, h), how much of the head layer's mesh is there.
    """
    d_px = head.pixel_scale
    hidden = np.maximum(regions.head * cover, np.maximum(regions.fall, regions.rim))
    # What shows through the feathered edge is the photo; what a turn uncovers first is not, or the
    # old edge of jaw and hair would stay behind as a line.
    shown = smoothstep(0.95, 0.25, hidden)
    clear = np.asarray(
        cv2.dilate((hidden > 0.02).astype(np.uint8), _disk(0.035 * d_px)), np.float32
    )
    sure = ((cutout.alpha > 0.95) & (clear < 0.5)).astype(np.float32)
    across = _from_neck(head, regions)
    behind = _hidden_colours(cutout, regions, sure, across)
    behind = behind * _under_the_jaw(hidden, regions, d_px)[:, :, None]
    behind = behind + grain_of(portrait.pixels, sure)
    opacity = _opacity(cutout.alpha, regions, d_px)
    visible = smoothstep(0.999, 0.97, hidden) * opacity
    inner = _inner(cutout.alpha, d_px)
    # Between jaw and hanging hair a sliver is neck; else it is the head's own rim.
    near_fall = smoothstep(0.02, 0.2, _blur(regions.fall, 0.15 * d_px))
    solid = np.maximum(_solid(shown * opacity, hidden, regions, d_px), inner * near_fall)
    stands = _blur(_spread(regions.standing.astype(np.float32), 0.06 * d_px), 0.02 * d_px)
    # Above the lobes what the head leaves over is crumbs of its outline.
    low = smoothstep(regions.lobe_t - 0.35, regions.lobe_t - 0.2, regions.t)
    visible *= np.maximum(solid, stands * low)
    neck = np.maximum(_anatomy(regions, across), _upward(visible, regions, across, d_px)) * opacity
    neck = np.maximum(neck, _between(visible, hidden, regions, across, d_px))
    # Its invented outline is smooth, whatever tatters it was made from.
    neck = np.minimum(neck, smoothstep(0.25, 0.75, _blur(neck, 0.05 * d_px)))
    alpha = _without_crumbs(np.maximum(visible, neck), d_px)
    nape = np.zeros_like(alpha)
    if regions.has_fall:
        alpha = np.maximum(alpha, _under_fall(visible, regions, d_px) * inner)
        hair, nape = _nape(cutout, regions, inner, d_px)
        behind = behind + nape[:, :, None] * (hair - behind)
        alpha = np.maximum(alpha, nape)
    share = shown[:, :, None]
    inside = smoothstep(0.5, 0.9, cutout.alpha)[:, :, None]
    inside = np.maximum(inside, smoothstep(0.2, 0.5, opacity - cutout.alpha)[:, :, None])
    own = cutout.colours + inside * (portrait.pixels - cutout.colours)
    colours = (share * own + (1.0 - share) * behind).astype(np.float32)
    rgba = np.dstack([push_pull(colours, (alpha > 0.02).astype(np.float32)), alpha * 255.0])
    sheet = cut_sheet(
        rgba.astype(np.float32),
        step_px=_STEP_D * d_px,
        margin_px=_MARGIN_D * d_px,
        droop=_DROOP,
    )
    neck = _neck_share(regions, visible, across, d_px)
    bends = sampled(neck, sheet.places)
    skinning = np.zeros((len(sheet.places), 4), np.float32)
    # Behind the face the neck goes with the head: a rolling jaw must not uncover its upper end.
    s, t, aside = (sampled(plane, sheet.places) for plane in (regions.s, regions.t, across))
    up = np.clip((regions.lobe_t + 0.45 - t) / 0.45, 0.0, 1.0) * (aside < 1.2 * regions.jaw_half_s)
    up *= up * (3.0 - 2.0 * up)
    skinning[:, 3] = bends * up
    skinning[:, 2] = bends * (1.0 - up)
    skinning[:, 1] = 1.0 - bends
    hair_share = sampled(nape, sheet.places)[:, None]
    skinning += (hair_share * (_hanging(regions, t, _RIGID_HEAD) - skinning)).astype(np.float32)
    depth = _DEPTH + 0.1 * np.minimum(s * s, 6.0)
    layer = Layer(
        name="body",
        material="card",
        texture="body",
        positions=head.unproject(sheet.places, depth).astype(np.float32),
        uvs=sheet.uvs,
        triangles=sheet.triangles,
        skinning=skinning,
        feather=np.ones(len(sheet.places), np.float32),
    )
    return Part(layers=(layer,), textures={"body": sheet.texture})


def _hidden_colours(
    cutout: Cutout, regions: Regions, sure: Plane, across: Plane
) -> NDArray[np.float32]:
    """What the body looks like where it is hidden: bare neck above, whatever is around below."""
    around = push_pull(cutout.colours, sure)
    # In the neck's own width: a collar beside it must not colour it. Shadow below the chin may.
    column = across < 0.9 * _NECK_HALF * regions.jaw_half_s
    low = (regions.t > regions.lobe_t) & (regions.t < regions.chin_t + 0.5)
    bare = sure * low * (column | (regions.skin > 0.35))
    if float(bare.sum()) < _LEAST_NECK * sure.size:
        return around
    neck = push_pull(cutout.colours, bare.astype(np.float32))
    share = smoothstep(regions.chin_t + 0.3, regions.chin_t, regions.t)[:, :, None]
    return (around + share * (neck - around)).astype(np.float32)


def _inner(person: Plane, d_px: float) -> Plane:
    """1 well inside the person's outline, 0 at it and outside."""
    inside = (person > 0.5).astype(np.uint8)
    away = np.asarray(cv2.distanceTransform(inside, cv2.DIST_L2, 5), np.float32)
    return smoothstep(0.06, 0.16, away / np.float32(d_px))


def _from_neck(head: Head, regions: Regions) -> Plane:
    """Distance of each place from the line of the neck along s, in d.

    The neck stands below what the head turns about: beside the face where that looks aside.
    """
    at = head.pixels(np.array([head.frame.pivot]))
    middle = float(np.clip(sampled(regions.s, at)[0], -0.5, 0.5))
    return np.abs(regions.s - np.float32(middle))


def _without_crumbs(alpha: Plane, d_px: float) -> Plane:
    """Opacity without small pieces that hang in the air once the head has left them."""
    _, found = cv2.connectedComponents((alpha > 0.2).astype(np.uint8))
    labels = np.asarray(found, np.int32)
    small = np.flatnonzero(np.bincount(labels.ravel()) < _CRUMB_D2 * d_px * d_px)
    crumbs = (np.isin(labels, small) & (labels > 0)).astype(np.float32)
    return (alpha * (1.0 - _spread(crumbs, 0.02 * d_px))).astype(np.float32)


def _under_the_jaw(hidden: Plane, regions: Regions, d_px: float) -> Plane:
    """Gain (h, w) of what the head hides: a jaw throws a shadow on the neck behind it."""
    inside = (hidden > 0.5).astype(np.uint8)
    depth = np.asarray(cv2.distanceTransform(inside, cv2.DIST_L2, 5), np.float32)
    neck = smoothstep(regions.chin_t + 0.3, regions.chin_t + 0.1, regions.t)
    return 1.0 - _JAW_SHADOW * neck * smoothstep(0.0, 0.3, depth / np.float32(d_px))


def _upward(visible: Plane, regions: Regions, across: Plane, d_px: float) -> Plane:
    """The neck in sight, drawn on upward behind ear and jaw."""
    reach = np.ones((max(2, round(_NECK_ON_D * d_px)), 1), np.uint8)
    bare = visible * smoothstep(0.25, 0.55, regions.skin)
    drawn = np.asarray(cv2.dilate(bare, reach, anchor=(0, 0)), np.float32)
    drawn *= smoothstep(1.2 * regions.jaw_half_s, 1.0 * regions.jaw_half_s, across)
    top = regions.lobe_t - _NECK_RISES
    return drawn * smoothstep(top, top + 0.15, regions.t)


def _between(visible: Plane, hidden: Plane, regions: Regions, across: Plane, d_px: float) -> Plane:
    """Behind the jaw, all from the hidden neck to a neck or collar in sight beside it.

    A head that rolls away from a stiff collar uncovers what is between: not the background.
    """
    stands = (visible > 0.5) & regions.standing
    column = np.asarray(across < _NECK_HALF * regions.jaw_half_s, np.bool_)
    n_columns = stands.shape[1]
    at = np.broadcast_to(np.arange(n_columns, dtype=np.int32), stands.shape)
    middle = np.argmax(column, axis=1) + np.count_nonzero(column, axis=1) // 2
    steps = at - np.asarray(middle, np.int32)[:, None]
    filled = np.zeros(stands.shape, np.bool_)
    for sign in (-1, 1):
        away = sign * steps
        nearest = np.where(stands & (away >= 0), away, n_columns).min(axis=1, keepdims=True)
        is_near = nearest < 1.35 * regions.jaw_half_s * d_px
        filled |= (away >= 0) & (away < nearest) & is_near
    filled &= (regions.t > regions.lobe_t - 0.1) & (hidden > 0.3)
    filled &= column.any(axis=1, keepdims=True)
    return _blur(filled.astype(np.float32), 0.04 * d_px)


def _under_fall(visible: Plane, regions: Regions, d_px: float) -> Plane:
    """Cloth that goes on below hair: a lock that lifts uncovers more of it, not the background."""
    cloth = ((visible > 0.5) & (regions.t > regions.chin_t + 0.2)).astype(np.uint8)
    away = np.asarray(cv2.distanceTransform(1 - cloth, cv2.DIST_L2, 5), np.float32)
    near = smoothstep(0.5, 0.4, away / np.float32(d_px))
    near *= smoothstep(regions.chin_t + 0.2, regions.chin_t + 0.4, regions.t)
    return (near * smoothstep(0.3, 0.8, regions.fall)).astype(np.float32)


def _nape(
    cutout: Cutout, regions: Regions, inner: Plane, d_px: float
) -> tuple[NDArray[np.float32], Plane]:
    """Hair behind the neck: its colours, and where it shows between the jaw and hanging hair."""
    own = (regions.fall > 0.95) & (cutout.alpha > 0.95) & (regions.head < 0.05)
    colours = push_pull(cutout.colours, own.astype(np.float32))
    half = _NECK_HALF * regions.jaw_half_s
    across = np.abs(regions.s)
    share = smoothstep(half - 0.06, half + 0.08, across)
    share *= smoothstep(1.3, 1.1, across / np.float32(regions.jaw_half_s))
    share *= smoothstep(regions.lobe_t - 0.6, regions.lobe_t - 0.45, regions.t)
    share *= smoothstep(regions.chin_t + 0.35, regions.chin_t + 0.1, regions.t)
    near = cv2.GaussianBlur(regions.fall, (0, 0), 0.25 * d_px).astype(np.float32)
    return colours, (share * smoothstep(0.05, 0.3, near) * inner).astype(np.float32)


def _solid(visible: Plane, hidden: Plane, regions: Regions, d_px: float) -> Plane:
    """0 on slivers beside the head, which are its own rim; 1 on shoulders, arms and all below."""
    kernel = _disk(0.12 * d_px)
    opened = cv2.morphologyEx((visible > 0.5).astype(np.uint8), cv2.MORPH_OPEN, kernel)
    wide = cv2.GaussianBlur(
        cv2.dilate(opened, _disk(0.04 * d_px)).astype(np.float32), (0, 0), 0.02 * d_px
    )
    below = smoothstep(regions.chin_t, regions.chin_t + 0.25, regions.t)
    covered = (hidden > 0.5).astype(np.uint8)
    away = np.asarray(cv2.distanceTransform(1 - covered, cv2.DIST_L2, 5), np.float32)
    apart = smoothstep(0.1, 0.17, away / np.float32(d_px))
    return np.maximum(np.maximum(np.asarray(wide, np.float32), below), apart)


def _opacity(matte: Plane, regions: Regions, d_px: float) -> Plane:
    """The body's matte: firmer than the head's, and without the holes of a doubtful segmentation.

    Cloth has no strands, and a body moves little: a bit of background that comes along is not seen,
    a hole in a shoulder is.
    """
    firm = smoothstep(0.2, 0.7, matte)
    # A kernel of half a face is slow; holes have no fine outline, so a small picture will do.
    height, width = firm.shape
    small = cv2.resize(
        firm, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA
    )
    small = cv2.morphologyEx(small, cv2.MORPH_CLOSE, _disk(0.075 * d_px))
    closed = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    closed = np.maximum(np.asarray(closed, np.float32), firm)
    low = smoothstep(regions.chin_t + 0.2, regions.chin_t + 0.6, regions.t)
    return (firm + low * (closed - firm)).astype(np.float32)


def _anatomy(regions: Regions, across: Plane) -> Plane:
    """Where neck and shoulders go on behind what hides them."""
    half = _NECK_HALF * regions.jaw_half_s
    neck = smoothstep(half + 0.06, half - 0.06, across)
    neck *= smoothstep(regions.lobe_t - _NECK_RISES, regions.lobe_t - _NECK_RISES + 0.15, regions.t)
    line = regions.chin_t + 0.35 + 0.45 * np.maximum(across - half, 0.0)
    shoulders = smoothstep(-0.08, 0.08, regions.t - line)
    return np.maximum(neck, shoulders)


def _neck_share(regions: Regions, visible: Plane, across: Plane, d_px: float) -> Plane:
    """How much of the neck's turn a place follows: bare skin toward the jaw, never cloth."""
    skin = push_pull(regions.skin[:, :, None], visible)[:, :, 0]
    bare = smoothstep(0.25, 0.6, cv2.GaussianBlur(skin, (0, 0), 0.12 * d_px).astype(np.float32))
    down = smoothstep(regions.chin_t + 0.95, regions.lobe_t + 0.3, regions.t)
    bare = np.maximum(bare, smoothstep(regions.lobe_t + 0.2, regions.lobe_t - 0.1, regions.t))
    near = smoothstep(1.5 * regions.jaw_half_s, 0.85 * regions.jaw_half_s, across)
    share = bare * down * near
    return np.asarray(cv2.GaussianBlur(share, (0, 0), 0.08 * d_px), np.float32)


def build_fall(head: Head, cutout: Cutout, regions: Regions) -> Part | None:
    """Layer `hair`: what hangs from the head over the body; None where nothing does.

    Beside the jaw it moves with the head, at the shoulders with the torso, smoothly between.
    """
    d_px = head.pixel_scale
    alpha = np.clip(cutout.alpha * np.maximum(regions.fall, regions.rim), 0.0, 1.0)
    if not (alpha > 0.5).any():
        return None
    colours = push_pull(cutout.colours, (alpha > 0.02).astype(np.float32))
    rgba = np.dstack([colours, alpha * 255.0]).astype(np.float32)
    # Hair that leaves the picture goes on beyond it, or it would tear off the edge.
    edge = max(2, round(0.02 * d_px))
    leaves = bool((alpha[:, :edge] > 0.5).any() or (alpha[:, -edge:] > 0.5).any())
    leaves |= bool((alpha[-edge:] > 0.5).any())
    sheet = cut_sheet(
        rgba,
        step_px=_STEP_D * d_px,
        margin_px=_MARGIN_D * d_px if leaves else 0.0,
        droop=_HAIR_DROOP,
    )
    depth, skinning = near_head(head, sheet.places)
    t = sampled(regions.t, sheet.places)
    # The head's mesh ends softly below the jaw, half by the neck; its rim does not.
    near_rim = _blur(_spread(regions.rim, 0.12 * d_px), 0.06 * d_px)
    rim = sampled(near_rim, sheet.places)[:, None] if regions.has_fall else np.float64(1.0)
    skinning = _hanging(regions, t, skinning)
    skinning += rim * (_RIGID_HEAD - skinning)
    layer = Layer(
        name="hair",
        material="card",
        texture="hair",
        positions=head.unproject(sheet.places, depth).astype(np.float32),
        uvs=sheet.uvs,
        triangles=sheet.triangles,
        skinning=(skinning / skinning.sum(axis=1, keepdims=True)).astype(np.float32),
        feather=np.ones(len(sheet.places), np.float32),
    )
    return Part(layers=(layer,), textures={"hair": sheet.texture})


_RIGID_HEAD = np.array([[0.0, 0.0, 0.0, 1.0]])


def _hanging(
    regions: Regions, t: NDArray[np.float64], upper: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Skinning (n, 4) of what hangs: `upper` beside the jaw, the torso's at the shoulders."""
    low, high = regions.chin_t + 1.7, regions.lobe_t + 0.1
    follow = np.clip((t - low) / (high - low), 0.0, 1.0)
    follow = (follow * follow * (3.0 - 2.0 * follow))[:, None]
    return follow * upper + (1.0 - follow) * np.array([0.0, 1.0, 0.0, 0.0])


def _blur(values: Plane, sigma_px: float) -> Plane:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma_px), np.float32)


def _spread(values: Plane, radius_px: float) -> Plane:
    return np.asarray(cv2.dilate(values, _disk(radius_px)), np.float32)


def _disk(radius_px: float) -> NDArray[np.uint8]:
    size = 2 * max(1, round(radius_px)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
