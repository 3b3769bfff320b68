"""Is the face at rest the person of the photo, and does it keep still?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.app.judging.judge import Judge, Pixels
from sherin.body.channels import NEUTRAL
from sherin.body.rig import Portrait
from sherin.body.rig.landmarks import FACE_OVAL

__all__ = ["StillnessFindings", "judge_stillness", "psnr_db"]

_MOMENTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StillnessFindings:
    """What the neutral face and the photo's own expression look like."""

    likeness_db: float
    """PSNR inside the face's outline: the rig with `photoExpression` = 1 against the photo."""
    jitter_px: float
    """Largest standard deviation of a landmark over moments of a neutral second, px."""


def judge_stillness(judge: Judge, portrait: Portrait) -> StillnessFindings:
    """Compare the rest frame with the photo, and the neutral face with itself a moment later.

    Args:
        judge: Its stage draws squares.
        portrait: What the rig was built from.
    """
    size = judge.stage.size[0]
    photo = _resampled(portrait.pixels, size)
    drawn = judge.picture({}, photo_expression=1.0)
    outline = portrait.landmarks[list(FACE_OVAL), :2] * (size / portrait.pixels.shape[0])
    inside = np.zeros((size, size), np.uint8)
    corners = np.asarray(np.round(outline), np.int32)
    cv2.fillConvexPoly(inside, corners, 1)
    seen: list[NDArray[np.float64]] = []
    for k in range(_MOMENTS):
        picture = judge.stage.draw(NEUTRAL, t_s=k / _MOMENTS, extra={"photoExpression": 0.0})
        found = judge.look(picture[..., :3])
        if found is not None:
            seen.append(found[:, :2])
    jitter = float(np.std(np.stack(seen), axis=0).max()) if seen else float("inf")
    return StillnessFindings(
        likeness_db=psnr_db(drawn, photo, inside.astype(np.bool_)), jitter_px=jitter
    )


def psnr_db(a: Pixels, b: Pixels, where: NDArray[np.bool_]) -> float:
    """Peak signal-to-noise ratio of two pictures inside a mask, dB; infinite when equal."""
    difference = a[where].astype(np.float64) - b[where].astype(np.float64)
    error = float(np.mean(difference**2))
    return float("inf") if error == 0.0 else 10.0 * float(np.log10(255.0**2 / error))


def _resampled(pixels: Pixels, size: int) -> Pixels:
    if pixels.shape[0] == size:
        return pixels
    shrink = pixels.shape[0] > size
    how = cv2.INTER_AREA if shrink else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (size, size), interpolation=how), np.uint8)
