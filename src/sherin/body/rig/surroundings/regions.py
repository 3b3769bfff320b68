"""Which pixels of a portrait move with the head, which hang from it, and which stay below.

Face coordinates here are (s, t) in d: s along the eyes to the image's right, t down from the eyes
to the chin, both tilted as the face is in the photo. They only say where to look; colour and matte
decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.landmarks import CHIN, FACE_OVAL, FOREHEAD_TOP
from sherin.body.rig.portrait import Portrait

__all__ = ["Regions", "find_regions", "smoothstep"]

Plane = NDArray[np.float32]  # (h, h)
Mask = NDArray[np.bool_]  # (h, h)

_LOBES: Final = (132, 361)
"""Landmarks on the outline at the height of the ear lobes."""

_JAW_COVER_D: Final = 0.05
"""The head is opaque this far beyond the outline: the landmarks lie a little inside the chin."""
_JAW_FADE_D: Final = 0.06
"""Then it fades over this; both layers show the photo there, so the seam is not seen at rest."""
_EAR_REACH_D: Final = 0.42
"""Beside the face, what is this near belongs to the head whatever its colour: ears."""
_FALL_COVER_D: Final = 0.05
_FALL_FADE_D: Final = 0.07
_FALL_ABOVE_D: Final = 0.8
"""What hangs begins this far above the lobes, where the head still covers it."""
_LEAST_FALL_D2: Final = 0.16
"""Hair below the lobes of a smaller area gets no layer of its own."""
_LEAST_PASSING_D2: Final = 0.05
"""Nor does what hardly passes beside the face: a collar's shadow, stubble."""
_RIM_REACH_D: Final = 0.6
"""What overhangs farther from the head is no part of it: a raised hand, a strap."""
_RIM_FADE_D: Final = 0.03
_LEAST_BEARD: Final = 0.8
"""Share of the chin that looks unlike cheeks and trunk, from which it is a beard."""
_MOST_SHARED: Final = 0.42
"""Overlap of the colours of chin and cheeks up to which it is one: 11 of the 24 good portraits have
at most this, 9 of them bearded, the other two with chins in the dark; bare faces .45 to .86."""
_BEARD_REACH_D: Final = 0.3
_TRUNK_BELOW_D: Final = 0.3
"""From here below the chin everything belongs to the body, unless it hangs."""
_ROWS_PER_FLARE: Final = 2
"""A neck may widen upward by one column in so many rows."""
_ROWS_PER_COLUMN: Final = 3
"""Hanging hair may spread by one column in so many rows: 18 degrees."""
_HISTOGRAM_BINS: Final = 24
"""Per Lab channel; smoothed by one bin."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regions:
    """Shares of the picture, each 0..1 and before the matte is applied."""

    s: Plane
    t: Plane
    head: Plane
    """Opacity of the head layer: face, ears, what is on the head; feathered below the jaw."""
    fall: Plane
    """Opacity of what hangs from the head beside the neck: hair, flaps of a hat, a head scarf."""
    has_fall: bool
    rim: Plane
    """Opacity of what else is the head's beside and below the jaw: lobes, edges of jaw and beard,
    hair behind an ear. Nothing of the body stands below it."""
    standing: Mask
    """The person's pixels that stand on the trunk: neck, collar, shoulders and all below."""
    skin: Plane
    """How much a pixel's colour is that of the face's skin."""
    chin_t: float
    lobe_t: float
    jaw_half_s: float
    """Half of the width of the face at the lobes."""


def smoothstep(low: float, high: float, values: NDArray[np.floating]) -> Plane:
    """0 up to `low`, 1 from `high`, smooth between; falling when `low` > `high`."""
    share = np.clip((values - np.float32(low)) / np.float32(high - low), 0.0, 1.0)
    return (share * share * (3.0 - 2.0 * share)).astype(np.float32)


def find_regions(portrait: Portrait) -> Regions:
    """The parts of a portrait by geometry of the face, colour and matte.

    Cost: about 0.25 s for 768 x 768 on one core.
    """
    d_px = portrait.eye_distance_px
    s, t, points = _face_coordinates(portrait)
    lobe_t = float(points[list(_LOBES), 1].mean())
    chin_t = float(points[CHIN, 1])
    jaw_half_s = 0.5 * float(points[_LOBES[1], 0] - points[_LOBES[0], 0])
    oval = _polygon(portrait.landmarks[list(FACE_OVAL), :2], t.shape)
    person = portrait.matte > 0.5
    outside_d = _distance(oval) / d_px
    under = _under_the_crown(person, t)
    skin, hair = _colours(portrait, s, t, oval, outside_d, under, lobe_t=lobe_t, chin_t=chin_t)
    jaw = smoothstep(_JAW_COVER_D + _JAW_FADE_D, _JAW_COVER_D, outside_d)

    like = person & (hair > np.where(under, 0.3, 0.5)) & ((skin < 0.6) | (hair > skin))
    # The shadow below the chin may look like hair; what hangs does so beside the neck.
    like &= (np.abs(s) > 0.72 * jaw_half_s) | (t < lobe_t)
    beside_face = like & (hair > 0.5) & (outside_d > 0.1) & (np.abs(t - lobe_t + 0.08) < 0.22)
    hanging = _hanging(like, beside_face, t, lobe_t=lobe_t, d_px=d_px)
    beside = smoothstep(_EAR_REACH_D + 0.1, _EAR_REACH_D, outside_d)
    above = smoothstep(0.05, -0.25, t)
    soft_hair = _blur(hair, 0.04 * d_px)
    upper = np.maximum(np.maximum(beside, above), soft_hair)
    upper = np.maximum(upper, _blur(under, 0.04 * d_px))
    # Lobes hang lower than the landmarks say, but never in front of the neck.
    lobes = 0.16 * smoothstep(0.9 * jaw_half_s, 1.0 * jaw_half_s, np.abs(s))
    ears = upper * smoothstep(lobe_t + 0.02, lobe_t - 0.10, t - lobes)
    # A collar may reach up beside the jaw: low down only skin and hair are the head's.
    own = smoothstep(0.12, 0.35, np.maximum(skin, hair))
    tight = smoothstep(0.06, 0.02, outside_d)
    jaw = np.where(np.abs(s) > 0.6 * jaw_half_s, tight + own * (jaw - tight), jaw)
    ears *= 1.0 - smoothstep(lobe_t - 0.45, lobe_t - 0.3, t) * (1.0 - own)
    has_fall = bool(hanging.any())
    near_fall = np.zeros_like(t)
    if has_fall:
        # Beyond the neck and above the shoulders, what comes down from the crown is hair.
        across = np.abs(s) / jaw_half_s
        outer = under & (across > 0.85) & (t < chin_t + 0.35) & ((skin < 0.5) | (across > 1.15))
        near = _distance(hanging) < 0.3 * d_px
        hanging |= outer & near & (t > lobe_t - 0.2)
        size = max(3, round(0.16 * d_px)) | 1
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        closed = cv2.morphologyEx(hanging.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
        hanging |= (closed > 0) & person & (across > 0.72)
        # Up to the crown, hidden below the head: whoever fades the head out finds it there.
        hanging |= under & (t > lobe_t - _FALL_ABOVE_D) & (t < lobe_t) & (outside_d > 0.1)
        fall_d = _distance(hanging) / d_px
        near_fall = smoothstep(_FALL_COVER_D + _FALL_FADE_D, _FALL_COVER_D, fall_d)
    joined = near_fall * smoothstep(lobe_t + 0.45, lobe_t + 0.1, t)
    head = np.maximum(np.maximum(jaw, ears), joined)
    fall = near_fall * smoothstep(lobe_t - _FALL_ABOVE_D, lobe_t - _FALL_ABOVE_D + 0.2, t)
    opaque = (head > 0.5) | oval
    standing = _standing(person, t, trunk_t=chin_t + _TRUNK_BELOW_D, narrow_t=lobe_t + 0.12)
    # A lean neck may have the ear above it; that stands on nothing.
    standing &= (t > lobe_t - 0.05) | (_distance(opaque) > _RIM_REACH_D * d_px)
    standing &= ~_beard(portrait, oval, s, t, chin_t=chin_t)
    # A sliver beside the jaw is the jaw's, though a collar may stand below it.
    beside_jaw = person & ~opaque & (t < chin_t - 0.05) & (own > 0.5)
    standing &= ~beside_jaw | _opened(standing & ~opaque, 0.09 * d_px)
    zone = (t > 0.0) & (t < chin_t + _TRUNK_BELOW_D)
    rim = _rim((portrait.matte > 0.03) & zone, person, opaque, standing, near_fall, d_px=d_px)
    head = np.maximum(head, rim)
    return Regions(
        s=s,
        t=t,
        head=head.astype(np.float32),
        fall=fall.astype(np.float32),
        has_fall=has_fall,
        rim=rim,
        standing=standing,
        skin=skin,
        chin_t=chin_t,
        lobe_t=lobe_t,
        jaw_half_s=jaw_half_s,
    )


def _face_coordinates(portrait: Portrait) -> tuple[Plane, Plane, NDArray[np.float64]]:
    """Face coordinates of each pixel, and of each landmark (478, 2)."""
    marks = portrait.landmarks[:, :2]
    eyes = np.mean([marks[[33, 133]].mean(axis=0), marks[[263, 362]].mean(axis=0)], axis=0)
    down = marks[CHIN] - marks[FOREHEAD_TOP]
    down = down / float(np.linalg.norm(down))
    right = np.array([down[1], -down[0]])
    axes = np.stack([right, down]) / portrait.eye_distance_px
    points = (marks - eyes) @ axes.T
    rows, columns = np.indices(portrait.matte.shape, dtype=np.float32)
    x, y = columns - eyes[0], rows - eyes[1]
    s = (axes[0, 0] * x + axes[0, 1] * y).astype(np.float32)
    t = (axes[1, 0] * x + axes[1, 1] * y).astype(np.float32)
    return s, t, points


def _polygon(points: NDArray[np.float64], shape: tuple[int, ...]) -> Mask:
    drawn = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(drawn, [np.rint(points * 16).astype(np.int32)], 1, shift=4)
    return drawn.astype(bool)


def _distance(mask: Mask) -> Plane:
    """Pixels from each place to the mask; 0 inside, 1e6 when the mask is empty."""
    if not mask.any():
        return np.full(mask.shape, 1e6, np.float32)
    found = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(found, np.float32)


def _blur(values: Plane | Mask, sigma_px: float) -> Plane:
    return np.asarray(cv2.GaussianBlur(values.astype(np.float32), (0, 0), sigma_px), np.float32)


def _histogram(bins: NDArray[np.int32], chosen: Mask) -> NDArray[np.float32]:
    """Smoothed share of each colour among the chosen pixels, (n, n, n)."""
    n = _HISTOGRAM_BINS
    counts = np.bincount(bins[chosen], minlength=n**3).reshape(n, n, n).astype(np.float32)
    for axis in range(3):
        counts = (
            0.5 * counts + 0.25 * np.roll(counts, 1, axis) + 0.25 * np.roll(counts, -1, axis)
        ).astype(np.float32)
    return counts / np.float32(max(float(counts.sum()), 1.0))


def _bins(portrait: Portrait) -> NDArray[np.int32]:
    """(h, h): the cell of the colour histogram that each pixel falls into."""
    lab = cv2.cvtColor(cv2.GaussianBlur(portrait.pixels, (0, 0), 1.0), cv2.COLOR_RGB2LAB)
    n = _HISTOGRAM_BINS
    cells = (np.asarray(lab, np.int32) * n) // 256
    # a and b of faces and hair fill a small part of their range: finer cells around grey.
    chroma = np.clip((np.asarray(lab, np.int32)[..., 1:] - 128 + 48) * n // 96, 0, n - 1)
    return (cells[..., 0] * n + chroma[..., 0]) * n + chroma[..., 1]


def _colours(
    portrait: Portrait,
    s: Plane,
    t: Plane,
    oval: Mask,
    outside_d: Plane,
    under: Mask,
    *,
    lobe_t: float,
    chin_t: float,
) -> tuple[Plane, Plane]:
    """How much each pixel looks like the face's skin, and like what is on the head, 0..1."""
    bins = _bins(portrait)
    sure = portrait.matte > 0.9
    face = oval & (t > -0.15) & (np.abs(s) < 0.75) & (t < chin_t - 0.1)
    skin_of = _histogram(bins, face)[..., None].reshape(-1)
    # Beside the face only beyond the ears: their shadows would pass for hair.
    crown = sure & ~oval & (t < lobe_t - 0.1) & (outside_d > 0.06)
    crown &= ((t < -0.1) & ((outside_d < 0.55) | (t < -0.6))) | (under & (outside_d > 0.4))
    hair_of = _histogram(bins, crown).reshape(-1)
    trunk = sure & (t > chin_t + 0.2) & ((np.abs(s) < 0.5) | ((np.abs(s) > 2.0) & ~under))
    trunk_of = _histogram(bins, trunk).reshape(-1)
    floor = np.float32(2e-5)
    skin = skin_of / (skin_of + 0.5 * hair_of + 0.5 * trunk_of + floor)
    # Ears and forehead are among the crown's pixels, so skin must beat it clearly.
    hair = hair_of / (hair_of + np.maximum(trunk_of, 1.5 * skin_of) + floor)
    radius = 0.03 * portrait.eye_distance_px
    return _blur(skin[bins].astype(np.float32), radius), _blur(
        hair[bins].astype(np.float32), radius
    )


def _under_the_crown(person: Mask, t: Plane) -> Mask:
    """Person's pixels from which one can go up, or slightly inward, to the height of the eyes.

    That holds for long hair, not for a raised shoulder.
    """
    reached = np.zeros_like(person)
    above = np.zeros(person.shape[1], bool)
    for row in range(person.shape[0]):
        if row % _ROWS_PER_COLUMN == 0:  # hair spreads on its way down
            spread = above.copy()
            spread[1:] |= above[:-1]
            spread[:-1] |= above[1:]
            above = spread
        above = person[row] & (above | (t[row] < 0.05))
        reached[row] = above
    return reached


def _standing(person: Mask, t: Plane, *, trunk_t: float, narrow_t: float) -> Mask:
    """Person's pixels below which there is nothing but person, down to the trunk.

    That holds for a neck and a collar, not for a lobe or a beard that ends above a shoulder. A neck
    may widen upward, until `narrow_t`.
    """
    reached = np.zeros_like(person)
    below = np.ones(person.shape[1], bool)
    for row in range(person.shape[0] - 1, -1, -1):
        if row % _ROWS_PER_FLARE == 0:
            spread = below.copy()
            spread[1:] |= below[:-1]
            spread[:-1] |= below[1:]
            below = np.where(t[row] > narrow_t, spread, below)
        below = person[row] & (below | (t[row] > trunk_t))
        reached[row] = below
    return reached


def _beard(portrait: Portrait, oval: Mask, s: Plane, t: Plane, *, chin_t: float) -> Mask:
    """What grows on below the jaw in the colours of the chin, where that is no bare skin."""
    bins = _bins(portrait)
    sure = portrait.matte > 0.9
    cheeks = oval & (t > 0.05) & (t < 0.45 * chin_t) & (np.abs(s) < 0.7)
    chin = oval & (t > chin_t - 0.3) & (np.abs(s) < 0.45)
    trunk = sure & (t > chin_t + 0.45) & (np.abs(s) < 1.5)
    of_chin, of_others = _histogram(bins, chin).reshape(-1), _histogram(bins, cheeks).reshape(-1)
    shared = float(np.minimum(of_chin, of_others).sum())
    of_others = of_others + 0.7 * _histogram(bins, trunk).reshape(-1)
    share = of_chin / (of_chin + of_others + np.float32(2e-5))
    like = _blur(share[bins].astype(np.float32), 0.03 * portrait.eye_distance_px)
    if shared > _MOST_SHARED or float((like[chin] > 0.6).mean()) < _LEAST_BEARD:
        return np.zeros_like(oval)
    near = _distance(oval) < _BEARD_REACH_D * portrait.eye_distance_px
    grown = sure & near & (like > 0.55) & (t > 0.4 * chin_t) & (t < chin_t + _TRUNK_BELOW_D)
    size = max(3, round(0.12 * portrait.eye_distance_px)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    closed = np.asarray(
        cv2.morphologyEx((grown | oval).astype(np.uint8), cv2.MORPH_CLOSE, kernel), np.uint8
    )
    # A smooth outline: tatters of it would stay behind on the neck.
    whole = (_blur(closed > 0, 0.07 * portrait.eye_distance_px) > 0.35) | oval
    _, labels = cv2.connectedComponents(whole.astype(np.uint8))
    labels = np.asarray(labels)
    return whole & sure & ~oval & np.isin(labels, np.unique(labels[oval]))


def _opened(mask: Mask, radius_px: float) -> Mask:
    size = 2 * max(1, round(radius_px)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel), bool)


def _rim(
    shown: Mask, person: Mask, head: Mask, standing: Mask, near_fall: Plane, *, d_px: float
) -> Plane:
    """Opacity of the head's own rim: what is beside the head and nearer to it than to the body."""
    near = _distance(head) < _RIM_REACH_D * d_px
    beside = shown & ~standing & ~head & near & (near_fall < 0.5)
    # Only what touches the head, by more than a hair.
    core = _opened((beside & person) | head, 0.015 * d_px)
    _, labels = cv2.connectedComponents(core.astype(np.uint8))
    labels = np.asarray(labels)
    core &= np.isin(labels, np.unique(labels[head & core]))
    to_own, to_standing = _distance(core | head), _distance(standing & ~head)
    share = smoothstep(-_RIM_FADE_D, _RIM_FADE_D, (to_standing - to_own) / d_px)
    # On the head itself it goes on only so far that no gap opens between the two.
    share *= smoothstep(0.09, 0.05, to_own / d_px) * smoothstep(0.2, 0.1, _distance(beside) / d_px)
    return share.astype(np.float32)


def _hanging(like: Mask, beside_face: Mask, t: Plane, *, lobe_t: float, d_px: float) -> Mask:
    """Pixels below the lobes that look like the crown and come down beside the face."""
    size = max(3, round(0.05 * d_px)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    opened = cv2.morphologyEx(like.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, kernel, iterations=2)
    _, labels = cv2.connectedComponents(closed)
    labels = np.asarray(labels)
    passing = np.bincount(labels[beside_face], minlength=int(labels.max()) + 1)
    passing[0] = 0
    joined = np.flatnonzero(passing > _LEAST_PASSING_D2 * d_px * d_px)
    found = np.isin(labels, joined) & (t > lobe_t - 0.4)
    if float((found & (t > lobe_t + 0.2)).sum()) < _LEAST_FALL_D2 * d_px * d_px:
        return np.zeros_like(found)
    return found
