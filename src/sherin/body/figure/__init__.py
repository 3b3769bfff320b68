"""The drawn figure: head, shoulders and two hands in lines and areas, from any channel vector.

Pure geometry, no drawing library: `Figure.builtin().pose(vector)` gives points, widths and
opacities in drawing order. Points, movements and colours lie in `figure.json`, which the page draws
too (`web/src/figure/`). See docs/figure.md.
"""

from sherin.body.figure.drawing import Drawing, Figure, Path

__all__ = ["Drawing", "Figure", "Path"]
