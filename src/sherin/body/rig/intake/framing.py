"""Which square of the photo becomes the portrait, and how its pixels get there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Landmarks, Pixels

__all__ = ["MAX_CROP_PX", "MIN_CROP_PX", "Crop", "cut", "move_points", "place_crop"]

MIN_CROP_PX: Final = 512
MAX_CROP_PX: Final = 1024
"""What a screen of 1,080 rows shows; larger textures would not fit a GLB of 4 MB."""
WIDE_D: Final = 6.0
"""Side of the crop where the photo has room, in eye distances."""
TIGHT_D: Final = 3.6
"""Smallest side: a head with a little air; beyond the photo's edge it is mirrored."""
_AVERAGE_FROM: Final = 1.2
"""Photo px per portrait px from which on averaging shows more than it blurs."""
_EYES_AT: Final = 0.34
"""Height of the eyes in the crop, share of its side, where the photo leaves the choice."""
_EYES_LOWEST: Final = 0.45
"""And where they come to lie at most, to make room for a high hat; both by taste."""
_AIR_D: Final = 0.3
"""Room above the crown."""


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
        back = np.asarray(cv2.invertAffineTransform(self.to_photo()), np.float64)
        return move_points(back, points)


def move_points(matrix: NDArray[np.float64], points: Landmarks) -> Landmarks:
    """Points after a (2, 3) similarity of the picture plane; z takes its scale."""
    plane = points[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    scale = math.sqrt(abs(matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0]))
    return np.concatenate([plane, points[:, 2:] * scale], axis=1)


def place_crop(
    eyes: tuple[float, float],
    distance: float,
    *,
    size: tuple[int, int],
    roll_deg: float = 0.0,
    crown_d: float = 0.0,
) -> Crop:
    """The square around a face: as much of the photo as a portrait needs.

    Its side is min(6d, max(short side of the photo, 3.6d)). It stays inside the photo where it
    fits, so that nothing has to be invented.

    Args:
        eyes: Point between the eyes, photo px.
        distance: d, of the eye centres, photo px, > 0.
        size: (width, height) of the photo.
        roll_deg: Turn of the square that makes the face upright.
        crown_d: How far hair or hat rise above the eyes, in d; the crop leaves room for them.
    """
    turn = math.radians(roll_deg)
    spread = abs(math.cos(turn)) + abs(math.sin(turn))  # of the turned square's own box
    side = min(WIDE_D * distance, max(min(size) / spread, TIGHT_D * distance))
    eyes_at = min(max(_EYES_AT, (crown_d + _AIR_D) * distance / side), _EYES_LOWEST)
    down = side * (0.5 - eyes_at)
    wanted = (eyes[0] - math.sin(turn) * down, eyes[1] + math.cos(turn) * down)
    reach = side * spread
    side_px = 2 * round(min(max(side, MIN_CROP_PX), MAX_CROP_PX) / 2)
    return Crop(
        centre=(_inside(wanted[0], reach, size[0]), _inside(wanted[1], reach, size[1])),
        side=side,
        roll_deg=roll_deg,
        side_px=side_px,
    )


def _inside(at: float, reach: float, extent: int) -> float:
    """The centre moved so that the square stays in the photo, or the photo in the square."""
    ends = (reach / 2 - 0.5, extent - 0.5 - reach / 2)
    return min(max(at, min(ends)), max(ends))


def cut(pixels: Pixels, crop: Crop) -> Pixels:
    """The crop's pixels; outside the photo it is mirrored.

    Where the photo is finer than the crop its pixels are averaged first, or fine patterns would
    turn into waves.
    """
    matrix = crop.to_photo()
    source, origin = _around(pixels, crop, matrix)
    ratio = crop.side / crop.side_px
    if ratio > _AVERAGE_FROM:
        height, width = source.shape[:2]
        small = (max(1, round(width / ratio)), max(1, round(height / ratio)))
        source = np.asarray(cv2.resize(source, small, interpolation=cv2.INTER_AREA), np.uint8)
        shrink = np.array([small[0] / width, small[1] / height])
    else:
        shrink = np.ones(2)
    in_source = matrix.copy()
    in_source[:, 2] += 0.5 - origin
    in_source *= shrink[:, None]
    in_source[:, 2] -= 0.5
    found = cv2.warpAffine(
        source,
        in_source,
        (crop.side_px, crop.side_px),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    return np.asarray(found, np.uint8)


def _around(
    pixels: Pixels, crop: Crop, matrix: NDArray[np.float64]
) -> tuple[Pixels, NDArray[np.float64]]:
    """The part of the photo that the crop touches, and where that part begins: (x, y) in px.

    A crop beyond the photo gets the whole photo, because a mirror shows what lies inside.
    """
    far = float(crop.side_px - 1)
    corners = np.array([[0, 0, 1], [far, 0, 1], [0, far, 1], [far, far, 1]]) @ matrix.T
    height, width = pixels.shape[:2]
    low, high = np.floor(corners.min(axis=0)) - 4, np.ceil(corners.max(axis=0)) + 5
    if min(low) < 0 or high[0] > width or high[1] > height:
        return pixels, np.zeros(2)
    x0, y0, x1, y1 = (int(v) for v in (*low, *high))
    return pixels[y0:y1, x0:x1], low
