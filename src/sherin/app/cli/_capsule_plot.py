"""A picture of one capsule: each channel over time, around the moment that triggers it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from sherin.app.picture_file import save_figure
from sherin.body.channels import CHANNELS
from sherin.body.curves import BakedTrack, sample_track
from sherin.body.library import Library
from sherin.errors import MissingExtraError

__all__ = ["save_capsule_plot"]

_N_POINTS: Final = 240
_UNIT_NAMES: Final = {"deg": "degrees", "shoulder": "shoulder widths", "head": "head heights"}


def save_capsule_plot(library: Library, index: int, output: Path) -> None:
    """Draw a capsule into a file, one row of axes for every unit.

    Args:
        library: Where the capsule is.
        index: Which one.
        output: Picture to write; its suffix names the format. Written in one piece or not at all.

    Raises:
        MissingExtraError: matplotlib is not installed.
        InputError: the ending is no picture's, or the file cannot be written there.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError(
            "plotting needs matplotlib, which is not installed. Run: pip install 'sherin[plot]'"
        ) from None
    entry = library.describe(index)
    start_ms, length_ms = int(str(entry["offset_ms"])), int(str(entry["duration_ms"]))
    rows = _by_unit(library.tracks(index)) or {"nothing moves": []}
    figure = Figure(figsize=(8.0, 1.2 + 2.2 * len(rows)), layout="constrained")
    FigureCanvasAgg(figure)
    all_axes = figure.subplots(len(rows), 1, sharex=True, squeeze=False)[:, 0]
    u = np.linspace(0.0, 1.0, _N_POINTS)
    for axes, (unit, tracks) in zip(all_axes, rows.items(), strict=True):
        for place, track in enumerate(tracks):
            values = [sample_track(track, float(x)) for x in u]
            axes.plot(
                start_ms + u * length_ms,
                values,
                label=CHANNELS[track.channel].name,
                # A hand moves more joints than there are clear colours: the second ten are dashed.
                linestyle="-" if place < 10 else "--",
            )
        axes.axvline(0.0, color="0.25", linewidth=1.0, linestyle="--")
        axes.axhline(0.0, color="0.8", linewidth=0.8)
        axes.set_ylabel(_UNIT_NAMES.get(unit, unit))
        if tracks:
            # Beside the axes: with a dozen joints there is no free corner inside.
            axes.legend(fontsize="x-small", loc="center left", bbox_to_anchor=(1.0, 0.5))
    all_axes[-1].set_xlabel(f"ms from {entry['relative_to']} (dashed)")
    all_axes[0].set_title(f"{entry['capsule_id']}  {entry['subtype']}, {length_ms} ms")
    save_figure(figure, output)


def _by_unit(tracks: tuple[BakedTrack, ...]) -> dict[str, list[BakedTrack]]:
    rows: dict[str, list[BakedTrack]] = {}
    for track in tracks:
        rows.setdefault(CHANNELS[track.channel].unit, []).append(track)
    return rows
