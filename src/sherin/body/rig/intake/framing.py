"""Which square of the photo becomes the portrait, and how its pixels get there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Landmarks, Pixels

__all__ = ["MAX_CROP_PX", "MIN_CROP_PX", "Crop", "cut", "place_crop"]

MIN_CROP_PX: Final = 512
MAX_CROP_PX: Final = 1280
WIDE_D: Final = 6.0
"""Side of the crop where the photo has room, in eye distances."""
TIGHT_D: Final = 3.6
"""Smallest side: a head with a little air; beyond the photo's edge it is mirrored."""
_EYES_AT: Final = 0.34
"""Height of the eyes in the crop, share of its side, where the photo leaves the choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A square in the photo: its centre and side in photo px, and its side in the portrait."""

    centre: tuple[float, float]
    side: float
    roll_deg: float
    """The square's own turn, clockwise in the picture."""
    side_px: int

    def to_photo(self) -> NDArray[np.float64]:
        """(2, 3): photo px from portrait px; both count from the middle of the first pixel."""
        scale = self.side / self.side_px
        turn = math.radians(self.roll_deg)
        linear = scale * np.array(
            [[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]
        )
        middle = np.full(2, (self.side_px - 1) / 2.0)
        offset = np.asarray(self.centre) - linear @ middle
        return np.concatenate([linear, offset[:, None]], axis=1)

    def points_from_photo(self, points: Landmarks) -> Landmarks:
        """Points of the photo as points of the portrait; z only changes its scale."""
        matrix = self.to_photo()
        plane = (points[:, :2] - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T
        depth = points[:, 2:] * (self.side_px / self.side)
        return np.concatenate([plane, depth], axis=1)


def place_crop(
    eyes: tuple[float, float], distance: float, *, size: tuple[int, int], roll_deg: float = 0.0
) -> Crop:
    """The square around a face: as much of the photo as a portrait needs.

    Its side is min(6d, max(short side of the photo, 3.6d)). It stays inside the photo where it
    fits, so that nothing has to be invented.

    Args:
        eyes: Point between the eyes, photo px.
        distance: d, of the eye centres, photo px, > 0.
        size: (width, height) of the photo.
        roll_deg: Turn of the square that makes the face upright.
    """
    side = min(WIDE_D * distance, max(float(min(size)), TIGHT_D * distance))
    turn = math.radians(roll_deg)
    down = side * (0.5 - _EYES_AT)
    wanted = (eyes[0] - math.sin(turn) * down, eyes[1] + math.cos(turn) * down)
    reach = side * (abs(math.cos(turn)) + abs(math.sin(turn)))
    centre = tuple(_inside(at, reach, extent) for at, extent in zip(wanted, size, strict=True))
    side_px = round(min(max(side, MIN_CROP_PX), MAX_CROP_PX))
    return Crop(
        centre=(centre[0], centre[1]), side=side, roll_deg=roll_deg, side_px=side_px + side_px % 2
    )


def _inside(at: float, reach: float, extent: int) -> float:
    """The centre moved so that the square stays in the photo, if it can."""
    low, high = reach / 2 - 0.5, extent - 0.5 - reach / 2
    if low > high:  # larger than the photo: the same overhang on both sides
        return (extent - 1) / 2.0
    return min(max(at, low), high)


def cut(pixels: Pixels, crop: Crop) -> Pixels:
    """The crop's pixels; outside the photo it is mirrored."""
    matrix = crop.to_photo()
    ratio = crop.side / crop.side_px
    source = pixels
    if ratio > 1.0:  # shrinking: average first, or fine patterns turn into waves
        source = np.asarray(
            cv2.GaussianBlur(pixels, (0, 0), 0.5 * math.sqrt(ratio * ratio - 1.0)), np.uint8
        )
    found = cv2.warpAffine(
        source,
        matrix,
        (crop.side_px, crop.side_px),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    return np.asarray(found, np.uint8)
