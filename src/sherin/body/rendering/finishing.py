"""From lit, premultiplied floats to the bytes of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sherin.body.rendering.compiled import compiled
from sherin.body.rendering.light import TONES_PER_LEVEL

__all__ = ["finish_rows"]


@compiled
def finish_rows(
    colour: NDArray[np.float32],
    tone: NDArray[np.uint8],
    first_row: int,
    last_row: int,
    out: NDArray[np.uint8],
) -> None:
    """Tone and straight alpha for rows `first_row` up to `last_row`.

    Args:
        colour: (h, w, 4) premultiplied, 0..255 and beyond.
        tone: (4096,) of `tone_table`.
        first_row: 0 or more.
        last_row: One past the last.
        out: (h, w, 4) RGBA.
    """
    top = tone.shape[0] - 1
    per_level = np.float32(TONES_PER_LEVEL)
    half = np.float32(0.5)
    for y in range(first_row, last_row):
        for x in range(colour.shape[1]):
            alpha = colour[y, x, 3]
            if alpha < half:
                out[y, x, 0] = out[y, x, 1] = out[y, x, 2] = out[y, x, 3] = 0
            else:
                scale = per_level
                if alpha < np.float32(254.5):
                    scale *= np.float32(255.0) / alpha
                out[y, x, 0] = tone[min(int(colour[y, x, 0] * scale + half), top)]
                out[y, x, 1] = tone[min(int(colour[y, x, 1] * scale + half), top)]
                out[y, x, 2] = tone[min(int(colour[y, x, 2] * scale + half), top)]
                out[y, x, 3] = np.uint8(min(alpha + half, np.float32(255.0)))
