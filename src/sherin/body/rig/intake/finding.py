"""Faces in a whole photo: also turned ones, small ones and ones that touch the edge.

A detector trained on upright faces reads upright faces into upside-down ones, and into a cap. Such
readings do not hold still: looked at six times more, each time slightly shifted, turned, scaled or
mirrored, their landmarks move by more than .03 eye distances, those of real faces by less than .017
(24 portraits in four turns). So every find is looked at seven times, and the median is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Detector, Landmarks, Pixels
from sherin.body.rig.intake.framing import Crop, cut, move_points
from sherin.body.rig.intake.pose import eye_centres, find_roll, spatial_eye_distance
from sherin.body.rig.landmarks import N_FACE, mirror_permutation

__all__ = ["UNSTEADY_D", "Face", "find_faces"]

UNSTEADY_D: Final = 0.045
"""Landmarks that move by more than this, in d, belong to no usable face (FINDINGS 1b)."""
_STEADY_D: Final = 0.02
"""Below this the photo is upright beyond doubt and other turns need not be tried."""
_SAME_D: Final = 1.5
"""Two finds nearer than this are one face: heads are 2 d wide."""
_MISSED_D: Final = 0.2
"""Movement that a look counts for in which the face was not found at all."""
_OVERVIEW_PX: Final = 1024
_WINDOW_PX: Final = 640
_MARGIN: Final = 0.5
"""Mirrored margin for faces that fill the photo, share of its longer side."""
_BASE_D: Final = 7.5
_BASE_PX: Final = 640
_MEDIUM: Final = 0.5
"""Where `_levelled` puts the median, of 0..1; by taste."""
_LOOK_D: Final = 4.5
_LOOK_PX: Final = 384
_LOOKS: Final = (
    # roll in degrees, scale, shift in d, mirrored
    (0.0, 1.0, (0.0, 0.0), False),
    (0.0, 1.0, (0.18, 0.12), False),
    (12.0, 1.0, (0.0, 0.0), False),
    (-12.0, 1.0, (0.0, 0.0), False),
    (0.0, 1.0, (0.0, 0.0), True),
    (0.0, 0.82, (0.0, 0.0), False),
    (0.0, 1.22, (0.0, 0.0), False),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Face:
    """A face somewhere in a photo."""

    landmarks: Landmarks
    """Photo px; the median of all looks."""
    movement_d: float
    """How far the landmarks moved between the looks (root mean square), in d."""
    size_px: float
    """Distance of the eye centres in space, so that turning the head does not shrink it."""


def find_faces(pixels: Pixels, detector: Detector) -> tuple[Face, ...]:
    """Every face of the photo that holds still, the largest first.

    Cost: 8 detections for a photo with one upright face, 64 to 150 where none is found.
    """
    found: list[Face] = []
    stages = ((_upright, _STEADY_D, UNSTEADY_D), (_turned, UNSTEADY_D, UNSTEADY_D))
    # A hundred windows hold a hundred chances for a false find: there only steady ones count.
    for views, enough_d, limit_d in (*stages, (_hard, _STEADY_D, _STEADY_D)):
        for seen, to_photo in views(pixels):
            for landmarks in detector.faces(seen):
                face = _look_closely(pixels, move_points(to_photo, landmarks), detector)
                if face.movement_d <= limit_d and _is_inside(face, pixels):
                    _add(found, face)
        if any(face.movement_d <= enough_d for face in found):
            break
    return tuple(sorted(found, key=lambda face: -face.size_px))


def _is_inside(face: Face, pixels: Pixels) -> bool:
    """False for a face in the mirrored margin."""
    x, y = face.landmarks[:, :2].mean(axis=0)
    height, width = pixels.shape[:2]
    return bool(0 <= x < width and 0 <= y < height)


def _add(found: list[Face], face: Face) -> None:
    """Keep the steadier of two finds of one face."""
    centre = face.landmarks[:, :2].mean(axis=0)
    for i, other in enumerate(found):
        apart = float(np.linalg.norm(other.landmarks[:, :2].mean(axis=0) - centre))
        if apart < _SAME_D * max(face.size_px, other.size_px):
            if face.movement_d < other.movement_d:
                found[i] = face
            return
    found.append(face)


# --- looking again --------------------------------------------------------------------------------


def _look_closely(pixels: Pixels, landmarks: Landmarks, detector: Detector) -> Face:
    """A find, looked at seven times."""
    size = spatial_eye_distance(landmarks)
    base = _square(landmarks, size, side_d=_BASE_D, side_px=_BASE_PX)
    near = _levelled(cut(pixels, base))
    in_base = base.points_from_photo(landmarks)
    looks = [look for each in _LOOKS if (look := _look(near, in_base, each, detector)) is not None]
    if not looks:
        return Face(landmarks=landmarks, movement_d=1.0, size_px=size)
    median = np.median(np.stack(looks), axis=0)
    d = spatial_eye_distance(median)
    movements = [
        float(np.linalg.norm((look - median)[:N_FACE, :2], axis=1).mean()) / d for look in looks
    ] + [_MISSED_D] * (len(_LOOKS) - len(looks))
    kept = move_points(base.to_photo(), median)
    return Face(
        landmarks=kept,
        movement_d=math.sqrt(sum(m * m for m in movements) / len(movements)),
        size_px=spatial_eye_distance(kept),
    )


def _look(
    near: Pixels,
    landmarks: Landmarks,
    look: tuple[float, float, tuple[float, float], bool],
    detector: Detector,
) -> Landmarks | None:
    """The landmarks as another look finds them, in px of `near`; None if it finds none there."""
    roll_deg, scale, shift, mirrored = look
    size = spatial_eye_distance(landmarks)
    crop = _square(
        landmarks,
        size,
        side_d=_LOOK_D * scale,
        side_px=_LOOK_PX,
        shift=shift,
        roll_deg=find_roll(landmarks) + roll_deg,
    )
    seen = cut(near, crop)
    if mirrored:
        seen = np.ascontiguousarray(seen[:, ::-1])
    found = [
        move_points(crop.to_photo(), _unmirrored(face) if mirrored else face)
        for face in detector.faces(seen)
    ]
    if not found:
        return None
    return min(found, key=lambda face: float(np.abs((face - landmarks)[:, :2]).mean()))


def _unmirrored(landmarks: Landmarks) -> Landmarks:
    return landmarks[mirror_permutation()] * [-1.0, 1.0, 1.0] + [_LOOK_PX - 1.0, 0.0, 0.0]


def _square(
    landmarks: Landmarks,
    size: float,
    *,
    side_d: float,
    side_px: int,
    shift: tuple[float, float] = (0.0, 0.0),
    roll_deg: float = 0.0,
) -> Crop:
    """A square around the face, .35 d below its eyes."""
    eyes = eye_centres(landmarks).mean(axis=0)
    turn = math.radians(roll_deg)
    across, down = shift[0] * size, (0.35 + shift[1]) * size
    return Crop(
        centre=(
            float(eyes[0]) + math.cos(turn) * across - math.sin(turn) * down,
            float(eyes[1]) + math.sin(turn) * across + math.cos(turn) * down,
        ),
        side=side_d * size,
        roll_deg=roll_deg,
        side_px=side_px,
    )


def _levelled(pixels: Pixels) -> Pixels:
    """The same picture with its middle at medium grey, so that exposure decides nothing."""
    height, width = pixels.shape[:2]
    middle = pixels[height // 3 : -height // 3, width // 3 : -width // 3]
    median = float(np.clip(np.median(middle) / 255.0, 0.01, 0.99))
    # Bounded, because a picture that is white or black in the middle keeps its shades elsewhere.
    power = min(max(math.log(_MEDIUM) / math.log(median), 0.3), 2.0)
    table = np.rint(255.0 * (np.arange(256) / 255.0) ** power).astype(np.uint8)
    return table[pixels]


# --- ways to look at a whole photo ----------------------------------------------------------------

Views = Iterator[tuple[Pixels, NDArray[np.float64]]]
"""A picture and the (2, 3) matrix that brings its px back to the photo's."""


def _upright(pixels: Pixels) -> Views:
    yield _shrunk(pixels, _OVERVIEW_PX)


def _turned(pixels: Pixels) -> Views:
    small, to_photo = _shrunk(pixels, _OVERVIEW_PX)
    height, width = small.shape[:2]
    for quarters in (1, 2, 3):
        turned = np.ascontiguousarray(np.rot90(small, quarters))
        yield turned, _joined(to_photo, _quarter_turns(quarters, width, height))
    margin = round(_MARGIN * min(small.shape[:2]))
    padded = np.pad(small, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
    yield padded, _joined(to_photo, np.array([[1.0, 0.0, -margin], [0.0, 1.0, -margin]]))


def _hard(pixels: Pixels) -> Views:
    """Brightness evened out; then windows of a half and of a quarter, for small faces."""
    small, to_photo = _shrunk(pixels, _OVERVIEW_PX)
    yield _levelled(small), to_photo
    height, width = pixels.shape[:2]
    for parts in (2, 4):
        window_h, window_w = height // parts, width // parts
        for i in range(2 * parts - 1):
            for j in range(2 * parts - 1):
                top, left = i * window_h // 2, j * window_w // 2
                window = pixels[top : top + window_h, left : left + window_w]
                seen, to_window = _shrunk(window, _WINDOW_PX)
                to_window[:, 2] += (left, top)
                yield seen, to_window


def _shrunk(pixels: Pixels, longest: int) -> tuple[Pixels, NDArray[np.float64]]:
    """The picture with its longer side at most `longest` px, and the matrix back."""
    height, width = pixels.shape[:2]
    ratio = max(1.0, max(height, width) / longest)
    size = (max(1, round(width / ratio)), max(1, round(height / ratio)))
    scale = np.array([width / size[0], height / size[1]])
    matrix = np.concatenate([np.diag(scale), (scale / 2 - 0.5)[:, None]], axis=1)
    if ratio == 1.0:
        return np.ascontiguousarray(pixels), matrix
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8), matrix


def _quarter_turns(quarters: int, width: int, height: int) -> NDArray[np.float64]:
    """(2, 3): px of a picture from px of `np.rot90(picture, quarters)`."""
    right, bottom = width - 1.0, height - 1.0
    return {
        1: np.array([[0.0, -1.0, right], [1.0, 0.0, 0.0]]),
        2: np.array([[-1.0, 0.0, right], [0.0, -1.0, bottom]]),
        3: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, bottom]]),
    }[quarters]


def _joined(outer: NDArray[np.float64], inner: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2, 3): first `inner`, then `outer`."""
    linear = outer[:, :2] @ inner[:, :2]
    return np.concatenate([linear, (outer[:, :2] @ inner[:, 2] + outer[:, 2])[:, None]], axis=1)
