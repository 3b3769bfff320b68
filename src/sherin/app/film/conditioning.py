"""Data for generators that take a pose: key points, heat maps and depth of each picture.

Nothing is drawn of the person. `hand_right.npy` and `hand_left.npy` are (T, 21, 2) float32 in px,
in MediaPipe's order, NaN while the hand is not there; `face.npy` is (T, 478, 2). `heatmaps.npy` is
(T, 512, 512, 2) uint8: key points (Gaussians of 5 px) and limbs; `depth.npy` is (T, h, w) float16,
eye distances behind the eyes, inf for the background. Each kind also comes as pictures.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.app.film.sinks import folder_in_place, save_png, unfinished_folder
from sherin.app.whole_file import refused_writes
from sherin.body.channels import ChannelVector
from sherin.body.rendering import Stage
from sherin.body.rig import landmarks
from sherin.body.rig.hands.kit import HandKit
from sherin.body.rig.hands.posing import pose_joints
from sherin.body.voice import Waveform

__all__ = ["HAND_BONES", "ConditioningSink", "NpyStream"]

MAP_PX: Final = 512
SIGMA_PX: Final = 5.0
"""Of a key point in a heat map."""
LIMB_PX: Final = 6
HAND_BONES: Final = tuple(
    (0 if k == 0 else first + k - 1, first + k) for first in (1, 5, 9, 13, 17) for k in range(4)
)
"""Pairs of the 21 points: four bones a finger, from the wrist."""


def _around(upper: Sequence[int], lower: Sequence[int], corners: Sequence[int]) -> tuple[int, ...]:
    """Landmarks round an opening, ending where they began."""
    first, last = corners
    return (first, *upper, last, *reversed(lower), first)


_FACE_LINES: Final = (
    (*landmarks.FACE_OVAL, landmarks.FACE_OVAL[0]),
    _around(landmarks.EYE_UPPER_RIGHT, landmarks.EYE_LOWER_RIGHT, landmarks.EYE_CORNERS_RIGHT),
    _around(landmarks.EYE_UPPER_LEFT, landmarks.EYE_LOWER_LEFT, landmarks.EYE_CORNERS_LEFT),
    *(
        _around(upper[1:-1], lower[1:-1], (upper[0], upper[-1]))
        for upper, lower in (
            (landmarks.OUTER_LIP_UPPER, landmarks.OUTER_LIP_LOWER),
            (landmarks.INNER_LIP_UPPER, landmarks.INNER_LIP_LOWER),
        )
    ),
    (70, 63, 105, 66, 107),
    (300, 293, 334, 296, 336),
    (168, 6, 197, 195, 5, 4, 1),
    (98, 97, 2, 326, 327),
)
"""Outline, eyes, lips; then the brows, the ridge of the nose and its base (468 topology)."""
_FINGER_RGB: Final = ((255, 0, 0), (255, 204, 0), (102, 255, 0), (0, 255, 102), (0, 153, 255))
"""From the thumb to the little finger."""
_DEEPEST_D: Final = 4.0
"""Depth pictures show -4 (white) to 4 d (black) about the eyes."""

Points = NDArray[np.float64]  # (n, 2) px
Picture = NDArray[np.uint8]


class NpyStream:
    """An array that grows by rows, as a `.npy` file; its length is filled in at the end."""

    def __init__(self, path: Path, shape: tuple[int, ...], dtype: type[np.generic]) -> None:
        """Begin.

        Args:
            path: Written over.
            shape: Of one row.
            dtype: Of its numbers.
        """
        self._stream: IO[bytes] = path.open("wb")
        self._shape = shape
        self._dtype = np.dtype(dtype).newbyteorder("<")
        self._count = 0
        self._stream.write(self._head())

    def append(self, row: NDArray[np.generic]) -> None:
        """Add one row."""
        assert row.shape == self._shape
        self._stream.write(np.ascontiguousarray(row, self._dtype).tobytes())
        self._count += 1

    def close(self) -> None:
        """Fill in the length."""
        if not self._stream.closed:
            self._stream.seek(0)
            self._stream.write(self._head())
            self._stream.close()

    def _head(self) -> bytes:
        """192 bytes whatever the count; NPY format 1.0 (NumPy enhancement proposal 1)."""
        words = {
            "descr": self._dtype.str,
            "fortran_order": False,
            "shape": (self._count, *self._shape),
        }
        text = str(words).encode("latin-1").ljust(192 - 11) + b"\n"
        return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


class _Moment:
    """Stands where a stage would: remembers what is to be drawn and draws nothing."""

    def __init__(self) -> None:
        self.vector: ChannelVector = np.zeros(0)
        self.t_s = 0.0
        self._nothing: Picture = np.zeros((1, 1, 4), np.uint8)

    def draw(
        self,
        vector: ChannelVector,
        *,
        t_s: float,
        extra: Mapping[str, float] | None = None,
        background: bool = True,
        surroundings: ChannelVector | None = None,
        out: Picture | None = None,
    ) -> Picture:
        """Keep the moment."""
        self.vector, self.t_s = vector, t_s
        return self._nothing


class ConditioningSink:
    """A folder of key points, heat maps and depth; see the module."""

    has_sound: bool = False

    def __init__(self, path: Path, *, stage: Stage, kinds: Sequence[str]) -> None:
        """Begin the folder.

        Args:
            path: A folder that does not exist yet or is empty.
            stage: Knows where everything is.
            kinds: Of `pose`, `heatmap` and `depth`.

        Raises:
            InputError: something is there already, or nothing can be written.
        """
        self._path = path
        self._real = stage
        self._kinds = tuple(dict.fromkeys(kinds))
        self.stage: Final = _Moment()
        """What `shoot` draws with."""
        self._folder = unfinished_folder(path)
        self._number = 0
        self._arrays = self._opened()

    def _opened(self) -> dict[str, NpyStream]:
        width, height = self._real.size
        shapes: dict[str, tuple[tuple[int, ...], type[np.generic]]] = {
            "hand_right": ((21, 2), np.float32),
            "hand_left": ((21, 2), np.float32),
            "face": ((landmarks.N_LANDMARKS, 2), np.float32),
        }
        if "heatmap" in self._kinds:
            shapes["heatmaps"] = ((MAP_PX, MAP_PX, 2), np.uint8)
        if "depth" in self._kinds:
            shapes["depth"] = ((height, width), np.float16)
        for kind in self._kinds:
            (self._folder / kind).mkdir()
        return {
            name: NpyStream(self._folder / f"{name}.npy", shape, dtype)
            for name, (shape, dtype) in shapes.items()
        }

    def add(self, picture: Picture, sound: Waveform) -> None:
        """Write what belongs to the moment that `stage` was given."""
        with refused_writes(self._path):
            self._write()

    def _write(self) -> None:
        self._number += 1
        vector, t_s = self.stage.vector, self.stage.t_s
        hands = self._hands(vector, t_s)
        face = self._real.landmarks(vector, t_s=t_s)[:, :2]
        for side in ("Right", "Left"):
            points = hands.get(side, np.full((21, 2), np.nan))
            self._arrays[f"hand_{side.lower()}"].append(points)
        self._arrays["face"].append(face)
        if "pose" in self._kinds:
            self._save("pose", draw_pose(face, list(hands.values()), self._real.size))
        if "heatmap" in self._kinds:
            maps = heat_maps(face, list(hands.values()), self._real.size)
            self._arrays["heatmaps"].append(maps)
            self._save("heatmap", np.dstack((maps, np.zeros_like(maps[..., :1]))))
        if "depth" in self._kinds:
            depth = self._real.depth(vector, t_s=t_s)
            self._arrays["depth"].append(depth)
            near = np.clip(0.5 - depth / (2.0 * _DEEPEST_D), 0.0, 1.0)
            self._save("depth", np.rint(255.0 * near).astype(np.uint8))

    def _hands(self, vector: ChannelVector, t_s: float) -> dict[str, Points]:
        kit = self._real.rig.hands
        if not isinstance(kit, HandKit):
            return {}
        pose = pose_joints(kit.mesh, self._real.rig.frame, vector)
        return {
            side: self._real.project(points, vector, t_s=t_s)
            for side, points in pose.key_points.items()
        }

    def _save(self, kind: str, pixels: Picture) -> None:
        save_png(pixels, self._folder / kind / f"{self._number:06d}.png")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            with refused_writes(self._path):
                for array in self._arrays.values():
                    array.close()
            if kind is None:
                folder_in_place(self._folder, self._path)
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)


def draw_pose(face: Points, hands: Sequence[Points], size: tuple[int, int]) -> Picture:
    """(h, w, 3): lines of the face in white, bones of the hands in one hue a finger, on black."""
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    for line in _FACE_LINES:
        _polyline(picture, face[list(line)], (255, 255, 255), 1)
    for points in hands:
        for number, (a, b) in enumerate(HAND_BONES):
            _polyline(picture, points[[a, b]], _FINGER_RGB[number // 4], 3)
    return picture


def heat_maps(face: Points, hands: Sequence[Points], size: tuple[int, int]) -> Picture:
    """(512, 512, 2): Gaussians at the key points, and limbs; the picture stretched to a square."""
    scale = np.array([MAP_PX / size[0], MAP_PX / size[1]])
    dots = np.zeros((MAP_PX, MAP_PX), np.float32)
    limbs = np.zeros((MAP_PX, MAP_PX, 3), np.uint8)
    chosen = face[[i for line in _FACE_LINES for i in line]]
    for points in (chosen, *hands):
        for x, y in points * scale:
            _dot(dots, float(x), float(y))
    for points in hands:
        for a, b in HAND_BONES:
            _polyline(limbs, points[[a, b]] * scale, (255, 255, 255), LIMB_PX)
    return np.dstack((np.rint(255.0 * dots).astype(np.uint8), limbs[..., 0]))


def _dot(dots: NDArray[np.float32], x: float, y: float) -> None:
    """Raise a map to a Gaussian of height 1 at a point."""
    reach = int(3 * SIGMA_PX)
    left, top = max(round(x) - reach, 0), max(round(y) - reach, 0)
    right, bottom = min(round(x) + reach + 1, MAP_PX), min(round(y) + reach + 1, MAP_PX)
    if left >= right or top >= bottom:
        return
    across = np.exp(-0.5 * ((np.arange(left, right) - x) / SIGMA_PX) ** 2)
    down = np.exp(-0.5 * ((np.arange(top, bottom) - y) / SIGMA_PX) ** 2)
    window = dots[top:bottom, left:right]
    np.maximum(window, np.outer(down, across), out=window)


def _polyline(picture: Picture, points: Points, colour: tuple[int, int, int], width: int) -> None:
    # An eighth of a pixel: at whole pixels lines would jump from picture to picture.
    places = np.rint(points * 8.0).astype(np.int32)[:, None]
    cv2.polylines(picture, [places], isClosed=False, color=colour, thickness=width,
                  lineType=cv2.LINE_AA, shift=3)  # fmt: skip
