"""What intake needs from something that sees: faces, a person's outline, hands."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Detector", "Landmarks", "Pixels"]

Pixels = NDArray[np.uint8]  # (h, w, 3), sRGB
Landmarks = NDArray[np.float64]  # (478, 3): x, y in px; z in px, away from the camera


class Detector(Protocol):
    """Finds faces, people and hands in a picture. The same picture always gives the same answer."""

    @property
    def name(self) -> str:
        """Name and version, as it stands in a rig's provenance."""
        ...

    def faces(self, pixels: Pixels) -> tuple[Landmarks, ...]:
        """Landmarks of every face, in MediaPipe's topology of 478 points."""
        ...

    def person(self, pixels: Pixels) -> NDArray[np.float32]:
        """How surely each pixel shows a person: (h, w), 0..1."""
        ...

    def hands(self, pixels: Pixels) -> tuple[NDArray[np.float64], ...]:
        """Each hand as (21, 2) in px."""
        ...
