"""The report as a picture: the panels of the page, drawn by matplotlib."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sherin.app.picture_file import save_figure
from sherin.app.report import AXES, Report, Series
from sherin.app.report_charts import binned, smooth_bins
from sherin.errors import MissingExtraError
from sherin.mind.knowledge import THRESHOLD

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_report"]

_COLOURS: Final = {
    "reflex": "#8a7d3f", "memory": "#b5532c", "knowledge": "#2f6f73", "model": "#5a5a9e",
    "none": "#a39f96", "valence": "#b5532c", "arousal": "#8a7d3f", "dominance": "#5a5a9e",
}  # fmt: skip


def plot_report(report: Report, series: Series, path: Path) -> None:
    """Draw a report into an image file; the format follows the ending.

    Raises:
        MissingExtraError: matplotlib is not installed.
        InputError: the ending is not a format that can be drawn, or the file cannot be written.
    """
    try:
        from matplotlib import use
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError(
            f"{path.name}: pictures need matplotlib, which is not installed. Run: "
            "pip install 'sherin[plot]'  or write a page: sherin report -o report.html"
        ) from None
    use("Agg")
    figure = Figure(figsize=(9, 10.5), layout="constrained")
    sure, fast, felt, kept = figure.subplots(4, 1)
    _dots(sure, series.confidence, report, series)
    smooth = binned(series.confidence, smooth_bins(report.n_turns))
    sure.plot(*smooth[:2], color="#24231f", linewidth=1.6)
    sure.axhline(THRESHOLD, color="#77736a", linewidth=0.8, linestyle=":")
    sure.set_ylim(-0.03, 1.03)
    sure.legend(frameon=False, fontsize=8, ncols=5, loc="lower left", bbox_to_anchor=(0, 1))
    _dots(fast, np.maximum(series.latency_ms, 1e-3), report, series)
    fast.set_yscale("log")
    for axis in AXES:
        places, means, low, high = binned(series.affect[axis])
        felt.fill_between(places, low, high, color=_COLOURS[axis], alpha=0.13, linewidth=0)
        felt.plot(places, means, color=_COLOURS[axis], linewidth=1.6, label=axis)
    felt.set_ylim(-1, 1)
    felt.legend(frameon=False, fontsize=8, ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
    kept.plot(*binned(series.memories)[:2], color="#2f6f73", linewidth=1.6, drawstyle="steps-post")
    kept.set_ylim(bottom=0)
    kept.set_xlabel("turns")
    names = ("confidence", "ms to answer", "how it felt", "memories")
    for axes, name in zip((sure, fast, felt, kept), names, strict=True):
        axes.set_ylabel(name)
        axes.set_xlim(-0.5, max(report.n_turns - 0.5, 0.5))
        axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(
        f"{report.person}: {report.n_turns} turns, {report.known_share:.0%} known, "
        f"median {report.latency_ms:.3g} ms",
        x=0.01, ha="left", fontsize=11, parse_math=False,
    )  # fmt: skip
    save_figure(figure, path)


def _dots(axes: Axes, values: np.ndarray, report: Report, series: Series) -> None:
    for figures in report.routes:
        places = [n for n, route in enumerate(series.route) if route == figures.route]
        axes.scatter(
            places, values[places], s=7, color=_COLOURS[figures.route], alpha=0.7,
            linewidths=0, label=f"{figures.route} {figures.share:.0%}",
        )  # fmt: skip
