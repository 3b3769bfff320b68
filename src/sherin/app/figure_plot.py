"""The drawn figure as pictures: one moment, or a sheet of many.

Start with `draw_figure`. Pillow draws; it is imported here and nowhere else in the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from math import ceil, floor, hypot
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import ChannelVector
from sherin.body.figure import Drawing, Figure, Path
from sherin.body.figure.pose import Light
from sherin.errors import MissingExtraError

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

__all__ = ["draw_figure", "draw_sheet", "paint", "pillow"]

SUPERSAMPLING: Final = 2
_FAINT: Final = 0.012  # what is fainter is not drawn

Colour = tuple[int, int, int]
Points = NDArray[np.float64]


def pillow() -> None:
    """Make sure that Pillow is there.

    Raises:
        MissingExtraError: it is not.
    """
    if find_spec("PIL") is None:
        raise MissingExtraError(
            "pictures of the figure need Pillow, which is not installed. "
            "Run: pip install 'sherin[plot]'"
        )


def draw_figure(vector: ChannelVector, size: int = 512) -> Image.Image:
    """The figure at one moment.

    Args:
        vector: (N_CHANNELS,) float64 in registry order, as `Timeline.sample` gives it.
        size: Width and height of the picture in pixels, 16 or more.

    Returns:
        An RGB image.

    Raises:
        MissingExtraError: Pillow is not installed.
        FigureError: the vector is not a channel vector.
    """
    return paint(Figure.builtin(), Figure.builtin().pose(vector), size)


def paint(figure: Figure, drawing: Drawing, size: int) -> Image.Image:
    """Fill a drawing's areas and lines with Pillow, at twice the size and scaled down."""
    pillow()
    from PIL import Image, ImageDraw

    big = size * (SUPERSAMPLING if size > 400 else SUPERSAMPLING + 1)
    palette = {role: lit(colour, drawing.light) for role, colour in figure.document.palette.items()}
    image = Image.new("RGB", (big, big), palette["background"])
    canvas = ImageDraw.Draw(image)
    points = drawing.points * big
    places = {path.name: path for path in figure.paths}
    order: list[int] = drawing.order.tolist()
    for number in order:
        path, opacity = figure.paths[number], float(drawing.opacity[number])
        if opacity < _FAINT:
            continue
        own = points[path.start : path.stop]
        width = path.width * (drawing.unit * big)
        if opacity > 1.0 - _FAINT and not path.clip:
            _fill(canvas, path, own, width, palette[path.role])
            continue
        box = _box(own, width, big)
        if box is None:
            continue
        left, top, right, bottom = box
        mask = Image.new("L", (right - left, bottom - top), 0)
        corner = np.array([left, top], dtype=np.float64)
        _fill(ImageDraw.Draw(mask), path, own - corner, width, round(255 * opacity))
        if path.clip:
            opening = places[path.clip]
            inside = Image.new("L", mask.size, 0)
            _fill(
                ImageDraw.Draw(inside),
                opening,
                points[opening.start : opening.stop] - corner,
                width,
                255,
            )
            mask = Image.composite(mask, Image.new("L", mask.size, 0), inside)
        image.paste(palette[path.role], (left, top), mask)
    return image.resize((size, size), Image.Resampling.BOX)


def lit(colour: str, light: Light) -> Colour:
    """A palette colour under a light, as Pillow takes it."""
    parts = [int(colour[k : k + 2], 16) / 255.0 for k in (1, 3, 5)]
    gains = (light.red, light.green, light.blue)
    shown = [
        (part * gain - 0.5) * light.contrast + 0.5 for part, gain in zip(parts, gains, strict=True)
    ]
    red, green, blue = (round(255 * min(max(value, 0.0), 1.0)) for value in shown)
    return red, green, blue


def draw_sheet(
    vectors: Sequence[ChannelVector],
    labels: Sequence[str],
    *,
    columns: int = 5,
    size: int = 220,
    crop: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0),
) -> Image.Image:
    """Many moments on one sheet, each with a word under it.

    Args:
        vectors: Channel vectors, in reading order.
        labels: As many words; an empty one leaves the place empty.
        columns: Pictures in a row.
        size: Width of one picture in pixels.
        crop: Left, top, right and bottom of what is shown, in shares of the frame.

    Raises:
        MissingExtraError: Pillow is not installed.
        FigureError: a vector is not a channel vector.
    """
    pillow()
    from PIL import Image, ImageDraw, ImageFont

    left, top, right, bottom = crop
    whole = round(size / (right - left))
    height = round(whole * (bottom - top))
    caption = 26 if any(labels) else 0
    gap = max(4, size // 28)
    rows = ceil(len(vectors) / columns)
    sheet = Image.new(
        "RGB", (columns * (size + gap) + gap, rows * (height + caption + gap) + gap), "#fffdf8"
    )
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=15)
    for number, (vector, label) in enumerate(zip(vectors, labels, strict=True)):
        x = gap + (number % columns) * (size + gap)
        y = gap + (number // columns) * (height + caption + gap)
        picture = draw_figure(vector, whole)
        corner_x, corner_y = round(left * whole), round(top * whole)
        sheet.paste(picture.crop((corner_x, corner_y, corner_x + size, corner_y + height)), (x, y))
        if label:
            pen.text(
                (x + size / 2, y + height + caption / 2),
                label,
                fill="#23252e",
                font=font,
                anchor="mm",
            )
    return sheet


def _fill(
    canvas: ImageDraw.ImageDraw, path: Path, points: Points, width: Points, colour: Colour | int
) -> None:
    if path.kind == "fill":
        canvas.polygon([(float(x), float(y)) for x, y in points], fill=colour)
        return
    # Round pieces of changing width: a circle at each point, a quadrilateral between two.
    before: tuple[float, float, float] | None = None
    for (x, y), across in zip(points.tolist(), width.tolist(), strict=True):
        radius = 0.5 * across
        if radius > 0.3:
            canvas.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
        if before is not None:
            x0, y0, radius0 = before
            length = hypot(x - x0, y - y0)
            if length > 1e-6:
                nx, ny = (y0 - y) / length, (x - x0) / length
                canvas.polygon(
                    [
                        (x0 + nx * radius0, y0 + ny * radius0),
                        (x + nx * radius, y + ny * radius),
                        (x - nx * radius, y - ny * radius),
                        (x0 - nx * radius0, y0 - ny * radius0),
                    ],
                    fill=colour,
                )
        before = (x, y, radius)


def _box(points: Points, width: Points, size: int) -> tuple[int, int, int, int] | None:
    """Pixels that a path may touch, or None where it lies outside of the picture."""
    margin = 2.0 + (0.5 * float(width.max()) if width.size else 0.0)
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    left, top = max(floor(low[0]), 0), max(floor(low[1]), 0)
    right, bottom = min(ceil(high[0]), size), min(ceil(high[1]), size)
    return (left, top, right, bottom) if left < right and top < bottom else None
