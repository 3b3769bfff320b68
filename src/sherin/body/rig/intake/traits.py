"""What is special about a photo, as far as the builders must know."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.intake.detector import Landmarks, Pixels

__all__ = ["linear_luma"]


def linear_luma(pixels: Pixels) -> NDArray[np.float32]:
    """Relative luminance of sRGB pixels, 0..1 (Rec. 709)."""
    levels = np.arange(256) / 255.0
    table = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    linear = table.astype(np.float32)[pixels]
    return linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)
