"""A detector whose face model is a `.task` file, for models newer than MediaPipe's wheel holds."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self, cast

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Landmarks, Pixels
from sherin.body.rig.intake.mediapipe_models import MediaPipeDetector, missing_mediapipe
from sherin.body.rig.intake.quiet import native_silence
from sherin.body.rig.landmarks import N_LANDMARKS
from sherin.errors import PortraitError

__all__ = ["TaskFileDetector"]

_MAX_FACES: Final = 8


class _Point(Protocol):
    x: float
    y: float
    z: float


class _Found(Protocol):
    face_landmarks: Sequence[Sequence[_Point]]


class _ImageFormat(Protocol):
    SRGB: object


class _Library(Protocol):
    """The one part of `mediapipe` that is used here."""

    ImageFormat: _ImageFormat

    def Image(self, *, image_format: object, data: Pixels) -> object: ...  # noqa: N802  # theirs


class _Tasks(Protocol):
    """The one part of `mediapipe.tasks.python` that is used here."""

    def BaseOptions(self, *, model_asset_buffer: bytes) -> object: ...  # noqa: N802


class _Vision(Protocol):
    """The one part of `mediapipe.tasks.python.vision` that is used here."""

    def FaceLandmarkerOptions(self, *, base_options: object, num_faces: int) -> object: ...  # noqa: N802

    @property
    def FaceLandmarker(self) -> _LandmarkerClass: ...  # noqa: N802


class _LandmarkerClass(Protocol):
    def create_from_options(self, options: object) -> _Landmarker: ...


class _Landmarker(Protocol):
    def detect(self, image: object) -> _Found: ...

    def close(self) -> None: ...


class TaskFileDetector:
    """Faces by a MediaPipe Face Landmarker `.task` file; people and hands by the wheel's models.

    Use it in a `with` block, or `close` it: it holds a native graph.
    """

    def __init__(self, path: Path) -> None:
        """Open the model.

        Raises:
            PortraitError: the file cannot be read or is not a face landmarker of 478 points.
            MissingExtraError: MediaPipe is not installed.
        """
        model = _read_model(path)
        self._name = f"{path.name} sha256:{hashlib.sha256(model).hexdigest()[:12]}"
        self._landmarker = _open_landmarker(model, path)
        self._lock = threading.Lock()
        self._others = MediaPipeDetector()

    @property
    def name(self) -> str:
        """The file's name and the beginning of its SHA-256."""
        return self._name

    def faces(self, pixels: Pixels) -> tuple[Landmarks, ...]:
        """Landmarks of up to eight faces."""
        import mediapipe  # pyright: ignore[reportMissingTypeStubs]  # has none

        library = cast("_Library", mediapipe)
        image = library.Image(
            image_format=library.ImageFormat.SRGB, data=np.ascontiguousarray(pixels)
        )
        with self._lock, native_silence():
            found = self._landmarker.detect(image).face_landmarks
        height, width = pixels.shape[:2]
        scale = np.array([width, height, width], np.float64)  # z is in units of the width
        faces = [np.array([(p.x, p.y, p.z) for p in face], np.float64) for face in found]
        for face in faces:
            if len(face) != N_LANDMARKS:
                raise PortraitError(
                    f"{self._name} finds {len(face)} points in a face, not {N_LANDMARKS}; "
                    "give a Face Landmarker model with irises."
                )
        return tuple(face * scale - [0.5, 0.5, 0.0] for face in faces)

    def person(self, pixels: Pixels) -> NDArray[np.float32]:
        """How surely each pixel shows a person: (h, w), 0..1."""
        return self._others.person(pixels)

    def hands(self, pixels: Pixels) -> tuple[NDArray[np.float64], ...]:
        """Up to four hands, each (21, 2) in px."""
        return self._others.hands(pixels)

    def close(self) -> None:
        """Free the graph; the detector cannot be used any more."""
        self._landmarker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _read_model(path: Path) -> bytes:
    try:
        model = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise PortraitError(
            f"cannot read the detector {str(path)!r} ({reason}); "
            "give the path of a face_landmarker.task file, or leave it out."
        ) from error
    if not zipfile.is_zipfile(io.BytesIO(model)):  # a `.task` file is an archive of models
        raise _not_a_landmarker(path)
    return model


def _open_landmarker(model: bytes, path: Path) -> _Landmarker:
    try:
        from mediapipe.tasks import python as tasks
        from mediapipe.tasks.python import vision
    except ImportError as error:
        raise missing_mediapipe() from error
    base, library = cast("_Tasks", tasks), cast("_Vision", vision)
    options = library.FaceLandmarkerOptions(
        base_options=base.BaseOptions(model_asset_buffer=model), num_faces=_MAX_FACES
    )
    try:
        with native_silence():
            return library.FaceLandmarker.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        raise _not_a_landmarker(path) from error


def _not_a_landmarker(path: Path) -> PortraitError:
    return PortraitError(
        f"the detector {path.name!r} is not a MediaPipe Face Landmarker; "
        "give a face_landmarker.task file, or leave it out to use the bundled models."
    )
