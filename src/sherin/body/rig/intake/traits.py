"""What is special about a photo, as far as the builders must know."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Landmarks, Pixels
from sherin.body.rig.intake.regions import (
    CHEEK_PATCHES,
    Grey,
    inside,
    linear_luma,
    log_luma,
    patch_median,
)
from sherin.body.rig.landmarks import (
    CHIN,
    EYE_CORNERS_LEFT,
    EYE_CORNERS_RIGHT,
    EYE_LOWER_LEFT,
    EYE_LOWER_RIGHT,
    EYE_UPPER_LEFT,
    EYE_UPPER_RIGHT,
    FACE_OVAL,
    INNER_LIP_LOWER,
    INNER_LIP_UPPER,
    IRIS_LEFT,
    IRIS_RIGHT,
    LIP_MIDDLE_LOWER,
    LIP_MIDDLE_UPPER,
    OUTER_LIP_LOWER,
    OUTER_LIP_UPPER,
)

__all__ = [
    "SUNGLASSES_BELOW",
    "eye_clearness",
    "has_hand_at_chin",
    "has_room_for_hands",
    "lip_contrast",
    "mouth_class",
]

SUNGLASSES_BELOW: Final = 0.72
"""`eye_clearness` of 24 good portraits, also darkened and brightened, is .92 or more; behind
sunglasses it is .52 or less (measured here)."""
_OPEN_D: Final = 0.025
"""Gap of the inner lips from which on a mouth counts as open: closed ones measure up to .011 d."""
_TEETH_OVER_LIPS: Final = ((90, 1.05), (70, 0.9))
"""(percentile of the mouth's inside, luminance over that of the lips) that only teeth exceed.

With teeth the first is 1.17 or more, without .98 or less; the second speaks for teeth and lips that
are both burnt out, .60 without teeth.
"""
_ROOM_D: Final = 1.0
"""Least height of the picture below the chin in which hands can be seen at all."""
_CLOTH_D2: Final = 0.5
"""Least area of cloth below the chin, in d squared, that sleeves can be made from."""


def eye_clearness(pixels: Pixels, landmarks: Landmarks, *, d: float) -> float:
    """How well the eyes can be seen: near 1.7 bare, below `SUNGLASSES_BELOW` behind dark glass.

    Dark glass makes the white of the eye and the skin below it as dark as the iris. For each eye
    log(white / iris) and log(skin below / iris) are taken as shares of log(cheek / iris).
    """
    luma = linear_luma(pixels)
    eyes = (
        (EYE_UPPER_RIGHT, EYE_LOWER_RIGHT, EYE_CORNERS_RIGHT, IRIS_RIGHT, 230, (205, 50)),
        (EYE_UPPER_LEFT, EYE_LOWER_LEFT, EYE_CORNERS_LEFT, IRIS_LEFT, 450, (425, 280)),
    )
    scores: list[float] = []
    for upper, lower, corners, iris, below, cheek in eyes:
        ring = (corners[0], *upper, corners[1], *reversed(lower))
        opening = inside(luma.shape, landmarks[list(ring)])
        centre = landmarks[iris[0], :2]
        rim = landmarks[list(iris[1:]), :2]
        radius = float(np.linalg.norm(rim - centre, axis=1).mean())
        away = _distances(luma.shape, centre)
        dark = float(np.median(_some(luma, opening & (away < 0.9 * radius), away <= radius)))
        white = _some(luma, opening & (away > 1.15 * radius), opening | (away <= radius))
        skin_below = patch_median(luma, landmarks, (below,), 0.05 * d)
        skin = max(patch_median(luma, landmarks, (point,), 0.06 * d) for point in cheek)
        scale = max(_log_ratio(skin, dark), 0.5)
        parts = (float(np.percentile(white, 75)), skin_below)
        scores.extend(min(max(_log_ratio(part, dark) / scale, -0.5), 1.3) for part in parts)
    return sum(scores) / 2.0


def _log_ratio(bright: float, dark: float) -> float:
    return math.log((bright + 1e-3) / (dark + 1e-3))


def _distances(shape: tuple[int, ...], centre: NDArray[np.float64]) -> NDArray[np.float64]:
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    return np.hypot(columns - centre[0], rows - centre[1])


def _some(values: Grey, wanted: NDArray[np.bool_], otherwise: NDArray[np.bool_]) -> Grey:
    """Values under a mask; under the second where the first is empty, as in a closed eye."""
    found = values[wanted]
    return found if found.size else values[otherwise]


def lip_contrast(pixels: Pixels, landmarks: Landmarks, *, d: float) -> float:
    """How much the mouth stands out, in standard deviations of the face's log luminance.

    Along seven lines from above the upper to below the lower lip the log luminance is averaged; a
    mouth shows the same bands in all of them, folds of cloth do not. 1.0 to 3.3 over good
    portraits at four exposures, below .65 for a hand, a patch or a face mask.
    """
    logs = log_luma(linear_luma(pixels), blur_px=max(0.6, 0.01 * d))
    spread = float(logs[inside(logs.shape, landmarks[list(FACE_OVAL)])].std())
    steps = np.linspace(-0.1, 1.1, 31)[:, None]
    upper = landmarks[list(OUTER_LIP_UPPER[2:9]), :2]
    lower = landmarks[list(OUTER_LIP_LOWER[2:9]), :2]
    lines = (upper[:, None] + (lower - upper)[:, None] * steps).astype(np.float32)  # (7, 31, 2)
    sampled = cv2.remap(
        logs, lines[..., 0], lines[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    bands = np.asarray(sampled, np.float32).mean(axis=0)
    return float(bands.max() - bands.min()) / max(spread, 1e-3)


def mouth_class(
    pixels: Pixels, landmarks: Landmarks, *, d: float
) -> Literal["closed", "dark", "teeth"]:
    """Closed lips, an open mouth without teeth, or teeth in sight."""
    gap = float(np.linalg.norm((landmarks[LIP_MIDDLE_UPPER] - landmarks[LIP_MIDDLE_LOWER])[:2]))
    if gap < _OPEN_D * d:
        return "closed"
    luma = linear_luma(pixels)
    hole = inside(luma.shape, landmarks[[*INNER_LIP_UPPER, *reversed(INNER_LIP_LOWER)]])
    around = inside(luma.shape, landmarks[[*OUTER_LIP_UPPER, *reversed(OUTER_LIP_LOWER)]])
    rim = cv2.dilate(hole.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    lips = _some(luma, around & ~rim, around)
    inner, lip = _some(luma, hole, around), float(np.median(lips))
    has_teeth = any(np.percentile(inner, p) > share * lip for p, share in _TEETH_OVER_LIPS)
    return "teeth" if has_teeth else "dark"


def has_hand_at_chin(
    landmarks: Landmarks, hands: Sequence[NDArray[np.float64]], *, d: float
) -> bool:
    """True if a hand, or the forearm behind it, is where the jaw would open."""
    chin = landmarks[CHIN, :2]
    for hand in hands:
        if float(np.linalg.norm(hand - chin, axis=1).min()) < 0.6 * d:
            return True
        wrist, knuckle = hand[0], hand[9]
        forearm = wrist - knuckle
        forearm *= 5.0 * d / max(float(np.linalg.norm(forearm)), 1e-6)
        along = float(np.clip((chin - wrist) @ forearm / (forearm @ forearm), 0.0, 1.0))
        if float(np.linalg.norm(wrist + along * forearm - chin)) < 0.8 * d:
            return True
    return False


def has_room_for_hands(pixels: Pixels, landmarks: Landmarks, matte: Grey, *, d: float) -> bool:
    """True if hands fit below the chin and there is cloth for their sleeves."""
    side = pixels.shape[0]
    chin_y = float(landmarks[CHIN, 1])
    if side - chin_y < _ROOM_D * d:
        return False
    below = matte > 0.7
    below[: max(0, round(chin_y + 0.5 * d))] = False
    cloth = below & ~_skin_coloured(pixels, landmarks)
    return float(cloth.sum()) >= _CLOTH_D2 * d * d


def _skin_coloured(pixels: Pixels, landmarks: Landmarks) -> NDArray[np.bool_]:
    """(h, w): True where colour and brightness are about those of the cheeks."""
    logs = np.log((pixels.astype(np.float32) / 255.0) ** 2.2 + 2e-3)
    features = np.stack(
        [logs[..., 0] - logs[..., 1], logs[..., 1] - logs[..., 2], logs.mean(axis=2)], axis=2
    )
    cheeks = np.zeros(pixels.shape[:2], np.bool_)
    for outline in CHEEK_PATCHES:
        cheeks |= inside(cheeks.shape, landmarks[list(outline)])
    middle = np.median(features[cheeks], axis=0) if cheeks.any() else features.mean(axis=(0, 1))
    near = np.abs(features - middle) / np.array([0.25, 0.3, 1.0], np.float32)
    return np.asarray(near.max(axis=2) < 1.0)
