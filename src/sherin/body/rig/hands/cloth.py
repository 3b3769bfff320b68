"""The sleeve's cloth, out of the photo: a patch of the person's clothes, spread over a tube."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from sherin.body.rig.hands.mesh import ATLAS_PX, SKIN_PX
from sherin.body.rig.model import Frame
from sherin.body.rig.portrait import Portrait

__all__ = ["Cloth", "encoded", "find_cloth", "linear", "sleeve_albedo"]

Floats = NDArray[np.float64]

_PATCH_D: Final = 0.42
"""Side of the sample, in d: 26 mm of cloth, enough for weave and small folds."""
_MIN_PATCH_PX: Final = 18
_SKIN_LAB: Final = 15.0
"""Colour distance, without lightness, within which a patch may be bare skin."""
_SKIN_HUE_COS: Final = 0.92
"""Of 23 degrees: hues nearer than this to the skin's, at a like chroma, are not taken for cloth."""
_USUAL_SKIN_L: Final = 62.0
"""Lightness of skin in a well exposed photo, from which on distances are taken as they are."""
_BLACK: Final = np.array([16.0, 0.0, 0.0])
"""What L lacks to a cube root of light (CIE 15)."""
_ROUGHEST: Final = 24.0
"""Deviation of lightness in a patch beyond which it is no single cloth: print, beard, jewellery."""
_NOISE_SEED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cloth:
    """A sample of the clothes."""

    patch: NDArray[np.uint8]  # (s, s, 3) sRGB
    mean: Floats  # (3,) linear


def linear(srgb: ArrayLike) -> Floats:
    """Linear light 0..1 of sRGB values 0..255. Source: IEC 61966-2-1."""
    value = np.asarray(srgb, np.float64) / 255.0
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def encoded(light: NDArray[np.floating]) -> Floats:
    """SRGB values 0..255 of linear light; the inverse of `linear`."""
    value = np.clip(np.asarray(light, np.float64), 0.0, 1.0)
    return 255.0 * np.where(value <= 0.0031308, 12.92 * value, 1.055 * value ** (1 / 2.4) - 0.055)


def find_cloth(portrait: Portrait, frame: Frame) -> Cloth | None:
    """The most even patch of clothes below the chin, or None where none can be told from skin.

    Args:
        portrait: Photo and matte.
        frame: Of the same photo.
    """
    side_px = portrait.pixels.shape[0]
    px_per_d = side_px / frame.width_d
    size = max(round(_PATCH_D * px_per_d), _MIN_PATCH_PX)
    origin = 0.5 * side_px - px_per_d * np.asarray(frame.centre)
    lab = cv2.cvtColor(portrait.pixels, cv2.COLOR_RGB2LAB).astype(np.float64)
    lab[..., 0] *= 100.0 / 255.0
    lab[..., 1:] -= 128.0
    skin = cv2.cvtColor(
        encoded(np.asarray(frame.skin_rgb))[None, None].astype(np.uint8), cv2.COLOR_RGB2LAB
    )[0, 0].astype(np.float64) * (100.0 / 255.0, 1.0, 1.0) - (0.0, 128.0, 128.0)
    # An exposure multiplies L + 16, a and b alike (cube roots of light), so dark photos are lifted:
    # distances in them are as large as in others.
    exposure = min((skin[0] + 16.0) / (_USUAL_SKIN_L + 16.0), 1.0)
    lab, skin = ((value + _BLACK) / exposure - _BLACK for value in (lab, skin))
    top = int(origin[1] + px_per_d * (frame.chin_y + 0.45))
    best: tuple[float, int, int] | None = None
    step = max(size // 4, 4)
    for y in range(max(top, 0), side_px - size - 2, step):
        for x in range(2, side_px - size - 2, step):
            score = _score(portrait, lab, skin, (x, y, size), origin, px_per_d)
            if score is not None and (best is None or score < best[0]):
                best = score, x, y
    if best is None:
        return None
    _, x, y = best
    patch = portrait.pixels[y : y + size, x : x + size].copy()
    return Cloth(patch=patch, mean=linear(patch).reshape(-1, 3).mean(axis=0))


def _score(
    portrait: Portrait,
    lab: Floats,
    skin: Floats,
    window: tuple[int, int, int],
    origin: Floats,
    px_per_d: float,
) -> float | None:
    """How unlike one even cloth a window is, or None where it cannot be cloth."""
    x, y, size = window
    if portrait.matte[y : y + size, x : x + size].min() < 0.9:
        return None
    values = lab[y : y + size, x : x + size].reshape(-1, 3)
    mean, deviation = values.mean(axis=0), values.std(axis=0)
    apart = mean - skin
    # Shade makes skin darker, hardly another hue: the lightness counts little.
    if np.hypot(np.hypot(apart[1], apart[2]), 0.30 * apart[0]) < _SKIN_LAB:
        return None
    if deviation[0] > _ROUGHEST or _has_tone_of(mean, skin):
        return None
    # Sleeves look like what covers the shoulders, not like a collar or a tie.
    aside = abs((x + 0.5 * size - origin[0]) / px_per_d)
    down = (y + size - origin[1]) / px_per_d
    return float(
        deviation[0]
        + 1.5 * (deviation[1] + deviation[2])
        + 14.5 * max(1.6 - aside, 0.0)
        - 2.5 * down
    )


def _has_tone_of(mean: Floats, skin: Floats) -> bool:
    """Whether a patch may be hair, a bare arm or cloth seen through to it: of skin's hue."""
    chroma, own = float(np.hypot(mean[1], mean[2])), float(np.hypot(skin[1], skin[2]))
    if own < 4.0 or not 0.45 * own < chroma < 1.6 * own:
        return False
    cosine = (mean[1] * skin[1] + mean[2] * skin[2]) / (chroma * own)
    return bool(cosine > _SKIN_HUE_COS)


def sleeve_albedo(cloth: Cloth) -> Floats:
    """(512, 256, 3) linear colour of the sleeve, seam, cuff and folds included.

    Windows of the sample are laid over each other at random places; deviations from the mean are
    added so that their strength stays, which keeps the weave and hides that it repeats.
    """
    width, height = ATLAS_PX[0] - SKIN_PX, ATLAS_PX[1]
    size = 64
    patch = cv2.resize(cloth.patch, (size, size), interpolation=cv2.INTER_AREA)
    rough = linear(patch) - linear(patch).reshape(-1, 3).mean(axis=0)
    bell = np.hanning(size + 2)[1:-1]
    window = np.outer(bell, bell)[..., None]
    rng = np.random.default_rng(_NOISE_SEED)
    total = np.zeros((height + 2 * size, width + 2 * size, 3))
    power = np.full((height + 2 * size, width + 2 * size, 1), 1e-6)
    for y in range(0, height + size, size // 3):
        for x in range(0, width + size, size // 3):
            piece = np.roll(rough, rng.integers(0, size, 2).tolist(), axis=(0, 1))
            if rng.integers(2):
                piece = piece[:, ::-1]
            total[y : y + size, x : x + size] += window * piece
            power[y : y + size, x : x + size] += window**2
    weave = (total / np.sqrt(power))[size:-size, size:-size]
    colour = cloth.mean + 0.85 * weave
    return np.maximum(colour, 0.35 * cloth.mean) * _sewn(width, height)[..., None]


def _sewn(width: int, height: int) -> Floats:
    """(h, w) what hem, stitches and creases do to the light on the cloth."""
    u = (np.arange(width) + 0.5) / width
    v = (np.arange(height) + 0.5) / height
    along, around = v[:, None], u[None, :]
    mm = (along - 0.02) / 0.95 * 300.0
    light = np.ones((height, width))
    light *= np.where(along < 0.014, 0.16, 1.0)  # inside of the sleeve
    light *= 1.0 + 0.16 * np.exp(-0.5 * ((mm - 1.0) / 0.9) ** 2)  # rim of the cuff
    light *= 1.0 - 0.34 * np.exp(-0.5 * ((mm - 13.4) / 0.9) ** 2)  # shade under the cuff's edge
    light *= 1.0 - 0.12 * np.exp(-0.5 * ((mm - 15.5) / 3.0) ** 2)
    stitched = (np.sin(2.0 * np.pi * 62.0 * around) > -0.2).astype(np.float64)
    light *= 1.0 - 0.13 * stitched * np.exp(-0.5 * ((mm - 10.2) / 0.5) ** 2)
    light *= 1.0 - 0.20 * np.exp(-0.5 * ((around - 0.74) / 0.006) ** 2) * (mm > 13.0)  # seam
    # Fine creases that run across the folds of the tube.
    phase = 2.0 * np.pi * (2.0 * around + 0.045 * mm)
    crease = np.sin(phase) + 0.6 * np.sin(1.9 * phase + 1.0 + 2.0 * np.sin(2.0 * np.pi * around))
    fade = np.clip((mm - 16.0) / 20.0, 0.0, 1.0)
    light *= 1.0 + 0.055 * fade * crease
    return light
