"""The drawn figure as it is designed: rest points, lines and areas, and what each channel moves.

`build()` fills the registry, back to front; `shapes.deltas()` gives the movements. Drawn by taste
after common proportions. Read by tools/generate_figure.py.
"""

from __future__ import annotations

from figure_design.hair import brows_and_hair
from figure_design.hands import hands
from figure_design.head import eyes, head
from figure_design.lines import nose_and_lines
from figure_design.mouth import mouth
from figure_design.torso import background, torso_and_neck

__all__ = ["build"]


def build() -> None:
    """Fill the tables of the registry, back to front."""
    background()
    torso_and_neck()
    head()
    eyes()
    nose_and_lines()
    mouth()
    brows_and_hair()
    hands()
