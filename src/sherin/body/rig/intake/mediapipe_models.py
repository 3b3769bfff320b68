"""The detector that comes with MediaPipe's wheel: its models need no download.

`mediapipe` 0.10.21 is the last wheel that holds them. A graph costs up to 0.2 s to start, so each
is opened once per process and kept; a lock makes them safe to call from several threads.
"""

from __future__ import annotations

import importlib.metadata
import logging
import os
import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Landmarks, Pixels
from sherin.body.rig.intake.quiet import native_silence
from sherin.errors import MissingExtraError

__all__ = ["MediaPipeDetector", "missing_mediapipe"]

_MAX_FACES: Final = 8
_MAX_HANDS: Final = 4
_lock: Final = threading.Lock()


class _Point(Protocol):
    x: float
    y: float
    z: float


class _PointList(Protocol):
    landmark: Sequence[_Point]


class _Results(Protocol):
    """What the graphs hand out; each has one of these fields."""

    multi_face_landmarks: Sequence[_PointList] | None
    multi_hand_landmarks: Sequence[_PointList] | None
    segmentation_mask: NDArray[np.float32]


class _Graph(Protocol):
    def process(self, image: Pixels) -> _Results: ...


class MediaPipeDetector:
    """Faces, people and hands from the models bundled with MediaPipe 0.10.x."""

    @property
    def name(self) -> str:
        """`mediapipe` and its version."""
        try:
            return f"mediapipe {importlib.metadata.version('mediapipe')}"
        except importlib.metadata.PackageNotFoundError as error:
            raise missing_mediapipe() from error

    def faces(self, pixels: Pixels) -> tuple[Landmarks, ...]:
        """Landmarks of up to eight faces, the surest first."""
        found = _run("face_mesh", pixels).multi_face_landmarks or ()
        height, width = pixels.shape[:2]
        scale = np.array([width, height, width], np.float64)  # z is in units of the width
        return tuple(_points(face) * scale - [0.5, 0.5, 0.0] for face in found)

    def person(self, pixels: Pixels) -> NDArray[np.float32]:
        """How surely each pixel shows a person: (h, w), 0..1."""
        return np.clip(_run("selfie_segmentation", pixels).segmentation_mask, 0.0, 1.0)

    def hands(self, pixels: Pixels) -> tuple[NDArray[np.float64], ...]:
        """Up to four hands, each (21, 2) in px."""
        found = _run("hands", pixels).multi_hand_landmarks or ()
        height, width = pixels.shape[:2]
        scale = np.array([width, height], np.float64)
        return tuple(_points(hand)[:, :2] * scale - 0.5 for hand in found)


def missing_mediapipe() -> MissingExtraError:
    """What to say where MediaPipe cannot be imported."""
    return MissingExtraError(
        "reading a portrait needs mediapipe, which is not installed. "
        "Run: pip install 'sherin[rig]' (it has wheels for Python 3.11 and 3.12)."
    )


def _points(found: _PointList) -> NDArray[np.float64]:
    return np.array([(p.x, p.y, p.z) for p in found.landmark], np.float64)


def _run(name: str, pixels: Pixels) -> _Results:
    with _lock, native_silence():
        return _graph(name).process(np.ascontiguousarray(pixels))


@cache
def _graph(name: str) -> _Graph:
    os.environ.setdefault("GLOG_minloglevel", "2")
    try:
        from mediapipe.python.solutions import face_mesh, hands, selfie_segmentation
    except ImportError as error:
        raise missing_mediapipe() from error
    logging.getLogger("absl").setLevel(logging.ERROR)
    openers: dict[str, Callable[[], object]] = {
        "face_mesh": lambda: face_mesh.FaceMesh(
            static_image_mode=True, max_num_faces=_MAX_FACES, refine_landmarks=True
        ),
        "selfie_segmentation": lambda: selfie_segmentation.SelfieSegmentation(model_selection=0),
        "hands": lambda: hands.Hands(static_image_mode=True, max_num_hands=_MAX_HANDS),
    }
    return cast("_Graph", openers[name]())
