"""What intake hands to the builders: one upright face in a square of pixels, measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Portrait", "Traits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is special about this photo; each decides something in the builders."""

    is_grey: bool = False
    has_glasses: bool = False
    has_sunglasses: bool = False
    has_hidden_chin: bool = False
    """A hand, an arm or cloth at the chin: the jaw must not open far."""
    has_bare_hands: bool = False
    """The person's own hands or bare arms are in the picture: no drawn hands beside them."""
    is_close_up: bool = False
    """No room or no cloth below the chin for hands."""
    mouth: Literal["closed", "dark", "teeth"] = "closed"
    """Closed lips, open without teeth, or teeth in sight."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Portrait:
    """A square crop of the photo, side 512..1024 px, sRGB, upright, without metadata."""

    pixels: NDArray[np.uint8]  # (h, h, 3)
    landmarks: NDArray[np.float64]  # (478, 3): x, y in crop px; z in px, away from the camera
    matte: NDArray[np.float32]  # (h, h): 1 person, 0 background
    eye_distance_px: float
    """Of the eye centres (means of the corners) in the crop."""
    pose_deg: tuple[float, float, float]
    """Yaw (+ to the person's left), pitch (+ up), roll (+ to the person's left shoulder)."""
    traits: Traits
    warnings: tuple[str, ...]
    source_sha256: str
    detector: str
    """Name and version of what found the face."""
