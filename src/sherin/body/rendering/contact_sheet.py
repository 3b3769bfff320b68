"""Many poses of one rig on one picture, each with its label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from sherin.body.channels import CHANNEL_INDEX, NEUTRAL
from sherin.body.rendering.stage import Stage

__all__ = ["contact_sheet"]


def contact_sheet(
    stage: Stage,
    poses: Sequence[tuple[str, Mapping[str, float]]],
    columns: int,
    *,
    t_s: float = 0.0,
) -> NDArray[np.uint8]:
    """Draw every pose and lay the pictures out in rows.

    Args:
        stage: Its size is the size of one cell.
        poses: (label, values); a name that is no channel, such as `photoExpression`, overrides.
        columns: Cells in a row, 1 or more.
        t_s: Time of all of them.

    Returns:
        (h, w, 3) sRGB.
    """
    width, height = stage.size
    n_rows = -(-len(poses) // columns)
    sheet = Image.new("RGB", (columns * width, n_rows * height), (32, 32, 32))
    pen = ImageDraw.Draw(sheet)
    for number, (label, values) in enumerate(poses):
        vector, extra = NEUTRAL.copy(), dict[str, float]()
        for name, value in values.items():
            if name in CHANNEL_INDEX:
                vector[CHANNEL_INDEX[name]] = value
            else:
                extra[name] = value
        left, top = number % columns * width, number // columns * height
        picture = stage.draw(vector, t_s=t_s, extra=extra)
        sheet.paste(Image.fromarray(picture[..., :3]), (left, top))
        pen.text(
            (left + 4, top + 3), label, fill=(255, 255, 255), stroke_width=1, stroke_fill=(0, 0, 0)
        )
    return np.asarray(sheet, np.uint8)
