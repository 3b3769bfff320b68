"""A picture of one reaction: when hands, face and voice start, and how much each moves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sherin.app.performance import Performed
from sherin.app.picture_file import save_figure
from sherin.body.channels import CHANNELS, MAXIMUM, MINIMUM
from sherin.body.library import Library
from sherin.body.timeline import Timeline
from sherin.errors import MissingExtraError
from sherin.wire import Mood, Packet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LANES", "lane_energy", "plot_reaction"]

LANES: Final = ("hands", "body", "face", "voice")
_LANE_OF_DOMAIN: Final = {"hand": "hands", "body": "body", "face": "face", "voice": "voice"}
_COLOURS: Final = {"hands": "#b5532c", "body": "#8a7d3f", "face": "#2f6f73", "voice": "#4a4a8c"}
_STEP_MS: Final = 10.0
_SHOWN_MS: Final = 2600.0


def lane_energy(
    packet: Packet, library: Library
) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """How far a packet's cues carry each lane from where it would be without them.

    Returns:
        Times in ms after the packet's time (n,), and per lane the mean distance of its channels as
        a share of their ranges (n,).
    """
    moved, still = Timeline(library, seed=packet.seed), Timeline(library, seed=packet.seed)
    silent = Packet(
        seq=packet.seq,
        t_ms=packet.t_ms,
        onset_ms=packet.onset_ms,
        seed=packet.seed,
        video_blend=(),
        voice_blend=(),
        mood=Mood(valence=0.0, arousal=0.0, dominance=0.0),
    )
    moved.add(packet, float(packet.t_ms))
    still.add(silent, float(packet.t_ms))
    times_ms = np.arange(0.0, _SHOWN_MS, _STEP_MS)
    span = MAXIMUM - MINIMUM
    distance = np.array(
        [
            np.abs(moved.sample(packet.t_ms + t) - still.sample(packet.t_ms + t)) / span
            for t in times_ms
        ]
    )
    lanes: dict[str, NDArray[np.float64]] = {}
    for lane in LANES:
        members = [i for i, c in enumerate(CHANNELS) if _LANE_OF_DOMAIN.get(c.domain) == lane]
        lanes[lane] = distance[:, members].sum(axis=1)
    return times_ms, lanes


def plot_reaction(performed: Performed, library: Library, path: Path) -> None:
    """Draw a reaction into an image file; the format follows the ending.

    Raises:
        MissingExtraError: matplotlib is not installed.
        InputError: the ending is not a format that can be drawn, or the file cannot be written.
    """
    try:
        from matplotlib import use
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError(
            "--plot needs matplotlib, which is not installed. Run: pip install 'sherin[plot]'"
        ) from None
    use("Agg")
    packet = performed.packet
    times_ms, lanes = lane_energy(packet, library)
    figure = Figure(figsize=(9, 5), layout="constrained")
    axes = figure.subplots(len(LANES), 1, sharex=True)
    for ax, lane in zip(axes, LANES, strict=True):
        _draw_lane(ax, lane, times_ms, lanes[lane], packet)
    axes[-1].set_xlabel("ms after the event")
    axes[-1].set_xlim(-20, _SHOWN_MS)
    stimulus = performed.stimulus
    axes[0].set_title(
        f"valence {stimulus.valence:+.2f}, arousal {stimulus.arousal:+.2f}, "
        f"dominance {stimulus.dominance:+.2f}",
        loc="left",
        fontsize=10,
    )
    save_figure(figure, path)


def _draw_lane(
    ax: Axes,
    lane: str,
    times_ms: NDArray[np.float64],
    energy: NDArray[np.float64],
    packet: Packet,
) -> None:
    colour = _COLOURS[lane]
    ax.fill_between(times_ms, energy, color=colour, alpha=0.35, linewidth=0)
    ax.plot(times_ms, energy, color=colour, linewidth=1.2)
    layers = {"face": ("face", "expression")}.get(lane, (lane,))
    cues = [(c.cid, c.at_ms) for c in packet.video_blend if c.layer in layers]
    if lane == "voice":
        cues = [(c.cid, c.at_ms) for c in packet.voice_blend]
        ax.axvline(packet.onset_ms, color="#888888", linewidth=0.8, linestyle=":")
    top = max(float(energy.max()), 1e-3)
    for row, (cid, at_ms) in enumerate(cues):
        ax.axvline(at_ms, color=colour, linewidth=1.4)
        ax.annotate(
            f"{cid} +{at_ms} ms",
            (at_ms, top * (0.92 - 0.24 * row)),
            xytext=(4, 0),
            textcoords="offset points",
            fontsize=8,
            va="top",
        )
    ax.set_ylim(0, top * 1.1)
    ax.set_yticks([])
    ax.set_ylabel(lane, rotation=0, ha="right", va="center")
    ax.spines[["top", "right", "left"]].set_visible(False)
