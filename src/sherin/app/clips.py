"""Clips made only of packets: thirty seconds of a feeling, as packets, channels and pictures.

What a clip shows has travelled: reactions are chosen and scheduled, encoded, decoded and played by
the timeline, and nothing else moves the figure. Start with `clip_packets` and `clip_vectors`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sherin.app.figure_plot import draw_sheet, paint, pillow
from sherin.app.performance import Performance
from sherin.body.channels import CHANNELS, MAXIMUM, MINIMUM, N_CHANNELS
from sherin.body.figure import Figure
from sherin.body.library import Library
from sherin.body.random32 import signed_unit, unit
from sherin.body.timeline import Timeline
from sherin.errors import InputError
from sherin.mind.affect import Vad, feeling, load_personality
from sherin.wire import decode_binary, encode_binary

if TYPE_CHECKING:
    from PIL import Image

__all__ = [
    "CLIP_NAMES",
    "clip_frames",
    "clip_packets",
    "clip_sheet",
    "clip_vectors",
    "energy_strips",
    "motion_energy",
    "side_by_side",
]

CLIP_NAMES: Final = ("joy", "grief", "anger", "doubt", "listening")
CLIP_MS: Final = 30_000
LEAD_IN_MS: Final = 9_000
"""A mood takes a few reactions to build up; what is shown begins after them."""
_FIRST_MS: Final = 300
_SPREAD: Final = 0.08
"""How far the feeling wanders between reactions, on each axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Script:
    """What happens in a clip."""

    gap_ms: tuple[int, int]
    """Shortest and longest time between two reactions. By taste: anger comes fast, grief slowly."""
    event: str = ""
    """Event that happens each time; without one, the feeling itself."""


_SCRIPTS: Final = {
    "joy": _Script(gap_ms=(2500, 3500)),
    "grief": _Script(gap_ms=(3200, 4000)),
    "anger": _Script(gap_ms=(2500, 3000)),
    "doubt": _Script(gap_ms=(2800, 3800)),
    "listening": _Script(gap_ms=(3000, 4000), event="listening"),
}


def clip_packets(
    name: str, *, seed: int = 1, duration_ms: int = CLIP_MS, library: Library | None = None
) -> tuple[bytes, ...]:
    """The packets of a clip and its lead-in, in binary, in the order of their time.

    Args:
        name: One of `CLIP_NAMES`.
        seed: 32 bits; decides times, small changes of the feeling, and choices.
        duration_ms: Length of the clip after the lead-in.
        library: Capsules to choose from; the one that ships by default.

    Raises:
        InputError: no clip of that name.
    """
    script = _SCRIPTS.get(name)
    if script is None:
        raise InputError(f"clip {name!r}: there is none; expected one of {', '.join(CLIP_NAMES)}.")
    library = Library.builtin() if library is None else library
    performance = Performance(personality=load_personality("friendly"), library=library, seed=seed)
    shortest, longest = script.gap_ms
    packets: list[bytes] = []
    t_ms, number = _FIRST_MS, 0
    while t_ms < LEAD_IN_MS + duration_ms:
        if script.event:
            performed = performance.notice(script.event, now_ms=t_ms)
        else:
            performed = performance.feel(_around(feeling(name), seed, number), now_ms=t_ms)
        packets.append(encode_binary(performed.packet, library.index))
        t_ms += shortest + round((longest - shortest) * unit(seed, 4 * number + 3))
        number += 1
    return tuple(packets)


def _around(place: Vad, seed: int, number: int) -> Vad:
    """A place near another one, drawn."""
    axes = [
        min(max(axis + _SPREAD * signed_unit(seed, 4 * number + k), -1.0), 1.0)
        for k, axis in enumerate((place.valence, place.arousal, place.dominance))
    ]
    return Vad(valence=axes[0], arousal=axes[1], dominance=axes[2])


def clip_vectors(
    packets: Sequence[bytes],
    *,
    seed: int = 1,
    fps: float = 25.0,
    duration_ms: int = CLIP_MS,
    library: Library | None = None,
) -> NDArray[np.float64]:
    """Play packets on a timeline.

    Returns:
        (n_frames, N_CHANNELS) float64, in registry order.
    """
    library = Library.builtin() if library is None else library
    baseline = load_personality("friendly").baseline
    timeline = Timeline(
        library, seed=seed, baseline=(baseline.valence, baseline.arousal, baseline.dominance)
    )
    waiting = [decode_binary(packet, library.ids) for packet in packets]
    n_frames = round(duration_ms / 1000.0 * fps)
    vectors = np.empty((n_frames, N_CHANNELS))
    for frame in range(n_frames):
        t_ms = LEAD_IN_MS + 1000.0 * frame / fps
        while waiting and waiting[0].t_ms <= t_ms:
            packet = waiting.pop(0)
            timeline.add(packet, float(packet.t_ms))
        vectors[frame] = timeline.sample(t_ms)
    return vectors


def clip_frames(vectors: NDArray[np.float64], *, size: int = 320) -> Iterator[Image.Image]:
    """Draw each vector.

    Raises:
        MissingExtraError: Pillow is not installed.
    """
    figure = Figure.builtin()
    for vector in vectors:
        yield paint(figure, figure.pose(vector), size)


def clip_sheet(
    vectors: NDArray[np.float64],
    *,
    fps: float,
    n_frames: int = 24,
    columns: int = 6,
    size: int = 220,
) -> Image.Image:
    """Frames of a clip at equal distances, each with its time."""
    picks = [int((k + 0.5) * len(vectors) / n_frames) for k in range(n_frames)]
    return draw_sheet(
        [vectors[k] for k in picks],
        [f"{k / fps:.1f} s" for k in picks],
        columns=columns,
        size=size,
    )


def side_by_side(
    clips: Sequence[NDArray[np.float64]], *, rows: int = 6, size: int = 240
) -> Image.Image:
    """Several clips in columns, with no words: can they be told apart?"""
    vectors = [clip[int((row + 0.5) * len(clip) / rows)] for row in range(rows) for clip in clips]
    return draw_sheet(vectors, [""] * len(vectors), columns=len(clips), size=size)


_DOMAINS: Final = ("hand", "face", "body")
_COLOURS: Final = ("#b9563f", "#23252e", "#54707a")


def motion_energy(vectors: NDArray[np.float64], *, fps: float) -> NDArray[np.float64]:
    """How much hands, face and body move, per frame.

    Returns:
        (3, n_frames - 1): root mean square of the channels' speeds, each in its own range a second.
    """
    speeds = np.diff(vectors, axis=0) * fps / (MAXIMUM - MINIMUM)
    rows = [[k for k, c in enumerate(CHANNELS) if c.domain == domain] for domain in _DOMAINS]
    return np.stack([np.sqrt((speeds[:, own] ** 2).mean(axis=1)) for own in rows])


def energy_strips(
    clips: Sequence[NDArray[np.float64]], labels: Sequence[str], *, fps: float
) -> Image.Image:
    """How much hands, face and body move over time, one strip a clip."""
    pillow()
    from PIL import Image, ImageDraw, ImageFont

    width, height, left = 900, 96, 110
    sheet = Image.new("RGB", (width + left + 20, len(clips) * (height + 18) + 34), "#fffdf8")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=14)
    for row, (clip, label) in enumerate(zip(clips, labels, strict=True)):
        top = 10 + row * (height + 18)
        pen.text((left - 12, top + height / 2), label, fill="#23252e", font=font, anchor="rm")
        band = height / 3
        energy = motion_energy(clip, fps=fps)
        for number, (line, colour) in enumerate(zip(energy, _COLOURS, strict=True)):
            floor = top + (number + 1) * band
            for x in range(width):
                part = line[x * len(line) // width : max((x + 1) * len(line) // width, 1)]
                level = min(float(part.max(initial=0.0)) / (0.9, 0.9, 0.25)[number], 1.0)
                if level > 0.0:
                    pen.line((left + x, floor, left + x, floor - level * (band - 3)), fill=colour)
            pen.line((left, floor, left + width, floor), fill="#d8cdb8")
    for number, (domain, colour) in enumerate(
        zip(("hands", "face", "head and body"), _COLOURS, strict=True)
    ):
        pen.text(
            (left + number * 130, sheet.height - 18), domain, fill=colour, font=font, anchor="lm"
        )
    return sheet
