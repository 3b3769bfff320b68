"""From lit, premultiplied floats to the bytes of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sherin.body.rendering.compiled import compiled

__all__ = ["finish_rows"]


@compiled
def finish_rows(
    colour: NDArray[np.float32],
    tone: NDArray[np.float32],
    first_row: int,
    last_row: int,
    out: NDArray[np.uint8],
) -> None:
    """Tone and straight alpha for rows `first_row` up to `last_row`.

    Args:
        colour: (h, w, 4) premultiplied, 0..255 and beyond.
        tone: (1024,) of `tone_table`.
        first_row: 0 or more.
        last_row: One past the last.
        out: (h, w, 4) RGBA.
    """
    top = tone.shape[0] - 2
    for y in range(first_row, last_row):
        for x in range(colour.shape[1]):
            alpha = colour[y, x, 3]
            if alpha < 0.5:
                out[y, x, 0] = out[y, x, 1] = out[y, x, 2] = out[y, x, 3] = 0
            else:
                straight = np.float32(2.0) if alpha > 254.5 else np.float32(510.0) / alpha
                for k in range(3):
                    value = max(colour[y, x, k] * straight, np.float32(0.0))
                    at = min(int(value), top)
                    part = min(value - at, np.float32(1.0))
                    toned = tone[at] + part * (tone[at + 1] - tone[at])
                    out[y, x, k] = np.uint8(toned + np.float32(0.5))
                out[y, x, 3] = np.uint8(min(alpha + np.float32(0.5), np.float32(255.0)))
