"""Small charts as SVG text: no script, no font and no link from elsewhere.

A `Chart` is a plot area with an axis of turns and one of values; `dots`, `line`, `band`, `step` and
`rule` draw into it, `svg` gives the text. Colours are CSS variables of the page around it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Chart", "binned", "smooth_bins"]

WIDTH: Final = 880.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 14.0, 10.0, 24.0
_MAX_DOTS: Final = 1_500
_MAX_POINTS: Final = 220
"""Points of a line; more turns share one by their mean."""

Numbers = NDArray[np.float64]


def binned(values: Numbers, n_bins: int = _MAX_POINTS) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Values in order, put together: places 0..n-1, and mean, lowest tenth, highest tenth of each.

    Bins without a number are left out.
    """
    n = len(values)
    edges = np.linspace(0, n, min(n, n_bins) + 1).round().astype(int)
    rows: list[tuple[float, float, float, float]] = []
    for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        some = values[begin:end]
        some = some[~np.isnan(some)]
        if len(some):
            low, high = np.percentile(some, [10.0, 90.0])
            rows.append(((begin + end - 1) / 2.0, float(some.mean()), float(low), float(high)))
    columns = np.array(rows, np.float64).reshape(-1, 4)
    return columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3]


def smooth_bins(n_turns: int) -> int:
    """Bins for a mean that is calm enough to read: a dozen turns each, 8 to 60 of them."""
    return min(max(n_turns // 12, 8), 60)


class Chart:
    """One plot area; values between two bounds, on a plain or a logarithmic axis."""

    def __init__(
        self,
        title: str,
        *,
        n_turns: int,
        bounds: tuple[float, float],
        is_log: bool = False,
        height: float = 190.0,
    ) -> None:
        """An empty chart.

        Args:
            title: Read out where pictures are not seen.
            n_turns: Places on the axis of turns, >= 1.
            bounds: Lowest and highest value; above 0 and different on a logarithmic axis.
            is_log: The axis of values is logarithmic.
            height: In px of the drawing.
        """
        self._title: Final = title
        self._n: Final = n_turns
        self._is_log: Final = is_log
        self._height: Final = height
        self._low, self._high = (math.log10(b) if is_log else b for b in bounds)
        self._parts: Final[list[str]] = []

    def x(self, place: float) -> float:
        """Px from the left of a place 0..n_turns-1; the only turn stands in the middle."""
        share = place / (self._n - 1) if self._n > 1 else 0.5
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        """Px from the top of a value; what is outside the bounds is drawn at the bound."""
        value = math.log10(max(value, 1e-9)) if self._is_log else value
        span = (self._high - self._low) or 1.0
        share = min(max((value - self._low) / span, 0.0), 1.0)
        return self._height - _BOTTOM - share * (self._height - _TOP - _BOTTOM)

    def value_axis(self, ticks: Iterable[tuple[float, str]]) -> None:
        """Lines across with a label each."""
        for value, label in ticks:
            y = self.y(value)
            self._parts.append(
                f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
                f'<text class="tick" x="{_LEFT - 7}" y="{y + 3.5:.1f}" text-anchor="end">'
                f"{escape(label)}</text>"
            )

    def turn_axis(self, ticks: Iterable[tuple[float, str]]) -> None:
        """Labels below, each at its place."""
        base = self._height - _BOTTOM
        for place, label in ticks:
            x = self.x(place)
            anchor = "start" if x < 90 else "end" if x > WIDTH - 90 else "middle"
            self._parts.append(
                f'<path class="grid" d="M{x:.1f} {base:.1f}v4"/>'
                f'<text class="tick" x="{x:.1f}" y="{base + 16:.1f}" text-anchor="{anchor}">'
                f"{escape(label)}</text>"
            )

    def rule(self, value: float, label: str) -> None:
        """A dashed line across that means something."""
        y = self.y(value)
        self._parts.append(
            f'<line class="rule" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="note" x="{WIDTH - _RIGHT - 4}" y="{y - 4:.1f}" text-anchor="end">'
            f"{escape(label)}</text>"
        )

    def dots(self, values: Numbers, colours: Sequence[str]) -> None:
        """A dot a turn, in the colour of a CSS variable; of very many turns some are drawn."""
        step = max(1, -(-len(values) // _MAX_DOTS))
        for place in range(0, len(values), step):
            value = float(values[place])
            if not math.isnan(value):
                self._parts.append(
                    f'<circle cx="{self.x(place):.1f}" cy="{self.y(value):.1f}" r="2.6" '
                    f'fill="var(--{colours[place]})" fill-opacity=".75"/>'
                )

    def line(
        self,
        values: Numbers,
        colour: str,
        *,
        is_step: bool = False,
        n_bins: int = _MAX_POINTS,
    ) -> None:
        """A line through the means of bins, or one that holds each value until the next."""
        places, means, _, _ = binned(values, n_bins)
        if not len(places):
            return
        points = [(self.x(p), self.y(v)) for p, v in zip(places, means, strict=True)]
        path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
        for x, y in points[1:]:
            path += f"H{x:.1f}V{y:.1f}" if is_step else f"L{x:.1f} {y:.1f}"
        self._parts.append(f'<path class="line" d="{path}" stroke="var(--{colour})"/>')
        if len(points) == 1:
            x, y = points[0]
            self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="var(--{colour})"/>')

    def band(self, values: Numbers, colour: str) -> None:
        """The range of the middle eight tenths around the means."""
        places, _, low, high = binned(values)
        if len(places) < 2:
            return
        upper = [f"{self.x(p):.1f} {self.y(v):.1f}" for p, v in zip(places, high, strict=True)]
        lower = [f"{self.x(p):.1f} {self.y(v):.1f}" for p, v in zip(places, low, strict=True)]
        path = "M" + "L".join([*upper, *reversed(lower)]) + "Z"
        self._parts.append(f'<path d="{path}" fill="var(--{colour})" fill-opacity=".13"/>')

    def svg(self) -> str:
        """The chart as the text of one SVG element."""
        return (
            f'<svg role="img" aria-label="{escape(self._title)}" '
            f'viewBox="0 0 {WIDTH:g} {self._height:g}">{"".join(self._parts)}</svg>'
        )
