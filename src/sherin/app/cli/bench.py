"""`sherin bench`: measure on this machine, and compare with the goals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

if TYPE_CHECKING:
    from sherin.app.bench.measure import Row

__all__ = ["bench"]


def _motion() -> Iterator[Row]:
    from sherin.app.bench.motion import motion_rows

    return motion_rows()


def _appraisal() -> Iterator[Row]:
    from sherin.app.bench.appraisal import appraisal_rows

    return appraisal_rows()


def _voice() -> Iterator[Row]:
    from sherin.app.bench.voice import voice_rows

    return voice_rows()


def _memory() -> Iterator[Row]:
    from sherin.app.bench.memory import memory_rows

    return memory_rows()


def _faces(portraits: Path | None, report: Path) -> Iterator[Row]:
    from sherin.app.bench.faces import faces_rows

    return faces_rows(portraits, report)


def _mind(n_turns: int) -> Iterator[Row]:
    from sherin.app.bench.mind import mind_rows

    return mind_rows(n_turns)


def _companion(n_turns: int) -> Iterator[Row]:
    from sherin.app.bench.companion import companion_rows

    return companion_rows(n_turns)


def _render() -> Iterator[Row]:
    from sherin.app.bench.render import render_rows

    return render_rows()


def _server() -> Iterator[Row]:
    from sherin.app.bench.server import server_rows

    return server_rows()


def _stage(minutes: float) -> Iterator[Row]:
    from sherin.app.bench.stage import stage_rows

    return stage_rows(minutes)


_SUITES: dict[str, Callable[[], Iterator[Row]]] = {
    "appraisal": _appraisal,
    "memory": _memory,
    "motion": _motion,
    "render": _render,
    "server": _server,
    "voice": _voice,
}


_TALKS: dict[str, Callable[[int], Iterator[Row]]] = {"companion": _companion, "mind": _mind}
"""Suites that talk; they take the number of turns."""


@click.command()
@click.argument("name", type=click.Choice(sorted([*_SUITES, *_TALKS, "faces", "stage"])))
@click.option(
    "--portraits",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="faces: folder of photographs; the built-in portrait without it.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("faces.html"),
    show_default=True,
    help="faces: where the page with every face goes.",
)
@click.option(
    "--turns",
    type=click.IntRange(min=1),
    default=20_000,
    show_default=True,
    help="companion, mind: random turns at full speed.",
)
@click.option(
    "--minutes",
    type=click.FloatRange(min=0.0),
    default=0.0,
    show_default=True,
    help="stage: how long the page's memory is watched.",
)
@click.option("--json", "as_json", is_flag=True, help="A list of {name, value, unit, goal, holds}.")
def bench(
    name: str,
    *,
    portraits: Path | None,
    output: Path,
    turns: int,
    minutes: float,
    as_json: bool,
) -> None:
    """\b
    Examples:
      sherin bench motion
      sherin bench appraisal --json
      sherin bench companion --turns 2000
      sherin bench faces --portraits photos/ -o faces.html
      sherin bench stage --minutes 10

    A goal that does not hold is marked; the exit code stays 0, because a slow machine is no error.
    """
    from sherin.app.bench.measure import machine

    if name in _TALKS:
        found = _TALKS[name](turns)
    elif name == "stage":
        found = _stage(minutes)
    else:
        found = _faces(portraits, output) if name == "faces" else _SUITES[name]()
    if as_json:
        click.echo(json.dumps([msgspec.to_builtins(row) for row in found], indent=1))
        return
    click.echo(f"{machine()}\n", err=True)
    click.echo("| what | measured | goal | holds |\n|---|---|---|---|")
    for row in found:
        verdict = "" if row.holds is None else ("yes" if row.holds else "**no**")
        click.echo(f"| {row.name} | {row.value:g} {row.unit} | {row.goal or ''} | {verdict} |")
