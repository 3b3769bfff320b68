"""`sherin clips`: thirty seconds of each feeling, drawn from packets."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sherin.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["clips"]

_NAMES = ("joy", "grief", "anger", "doubt", "listening")
_REPORT_EVERY_S = 10.0


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("clips"),
    show_default=True,
    help="Folder for the pictures; made where it is missing.",
)
@click.option("--clip", "names", multiple=True, type=click.Choice(_NAMES), help="Only these.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**32 - 1))
@click.option("--seconds", default=30, show_default=True, type=click.IntRange(2, 120))
@click.option("--animate", is_flag=True, help="Also write each clip as an animated WebP.")
@click.option("--fps", default=12, show_default=True, type=click.IntRange(4, 30), help="Of it.")
@click.option("--size", default=320, show_default=True, type=click.IntRange(64, 1024), help="px")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def clips(
    *,
    output: Path,
    names: tuple[str, ...],
    seed: int,
    seconds: int,
    animate: bool,
    fps: int,
    size: int,
    as_json: bool,
) -> None:
    """\b
    Example:
      sherin clips -o clips --animate

    Plays joy, grief, anger, doubt and listening from packets alone and draws them: a contact sheet
    each, all side by side without a word, and how much hands, face and body move.
    """
    from sherin.app.clips import clip_packets, clip_sheet, clip_vectors, energy_strips, side_by_side
    from sherin.app.figure_plot import pillow

    pillow()
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{output}: {error.strerror}. Name a folder that can be made.") from None
    began_s = time.monotonic()
    chosen = names or _NAMES
    duration_ms = 1000 * seconds
    packets = {name: clip_packets(name, seed=seed, duration_ms=duration_ms) for name in chosen}
    vectors = {
        name: clip_vectors(own, seed=seed, fps=float(fps), duration_ms=duration_ms)
        for name, own in packets.items()
    }
    written: list[Path] = []
    for name, own in vectors.items():
        written.append(_save(clip_sheet(own, fps=float(fps)), output / f"{name}.png"))
        if animate:
            written.append(_animate(own, output / f"{name}.webp", fps=fps, size=size))
    all_of_them = list(vectors.values())
    written.append(_save(side_by_side(all_of_them), output / "side_by_side.png"))
    strips = energy_strips(all_of_them, list(vectors), fps=float(fps))
    written.append(_save(strips, output / "energy.png"))
    _print(packets, written, as_json=as_json)
    click.echo(f"drawn in {time.monotonic() - began_s:.1f} s: {output}", err=True)


def _save(picture: Image.Image, path: Path) -> Path:
    """Write a picture in one piece or not at all."""
    draft = path.with_name(f".{path.name}.part")
    try:
        picture.save(draft, format="PNG", optimize=True)
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return path


def _animate(vectors: NDArray[np.float64], path: Path, *, fps: int, size: int) -> Path:
    from sherin.app.clips import clip_frames

    frames = list(_counted(clip_frames(vectors, size=size), len(vectors), path.name))
    draft = path.with_name(f".{path.name}.part")
    try:
        frames[0].save(
            draft,
            format="WEBP",
            save_all=True,
            append_images=frames[1:],
            duration=round(1000 / fps),
            loop=0,
            quality=80,
        )
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return path


def _counted(frames: Iterable[Image.Image], total: int, name: str) -> Iterable[Image.Image]:
    """Pass frames on and say now and then how many there are."""
    said_s = time.monotonic()
    for number, frame in enumerate(frames, start=1):
        if time.monotonic() - said_s >= _REPORT_EVERY_S:
            said_s = time.monotonic()
            click.echo(f"{name}: {number} of {total} frames", err=True)
        yield frame


def _print(
    packets: dict[str, tuple[bytes, ...]], written: Sequence[Path], *, as_json: bool
) -> None:
    if as_json:
        counted = {
            name: {"packets": len(own), "bytes": sum(map(len, own))}
            for name, own in packets.items()
        }
        click.echo(json.dumps({"clips": counted, "files": [str(path) for path in written]}))
        return
    for name, own in packets.items():
        click.echo(f"{name:<10} {len(own):>3} packets, {sum(map(len, own)):>4} bytes")
    for path in written:
        click.echo(str(path))
