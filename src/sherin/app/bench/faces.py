"""`sherin bench faces`: every portrait built and judged, figures here, pictures on one page."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from rich.console import Console

from sherin.app.bench.measure import Row, row
from sherin.app.judging import DISTANCES
from sherin.app.judging.faces import FaceReport, has_pictures, judge_folder, write_report
from sherin.body.rig import Portrait, Rig
from sherin.body.rig.building import build_rig
from sherin.body.rig.intake import read_portrait
from sherin.errors import InputError

__all__ = ["faces_rows"]


def faces_rows(portraits: Path | None, report: Path) -> Iterator[Row]:
    """Judge every photo of a folder and write the page.

    Args:
        portraits: The folder; the built-in portrait alone without it.
        report: Where the page goes.

    Raises:
        InputError: there is no photo in the folder.
    """
    if portraits is not None and not has_pictures(portraits):
        raise InputError(f"{portraits}: no .jpg, .jpeg or .png is in it. Name a folder of photos.")
    console = Console(stderr=True)
    reports: list[FaceReport] = []
    with as_file(files("sherin.body") / "data" / "portrait") as built_in, console.status("faces"):
        for found in judge_folder(portraits or built_in, _build):
            reports.append(found)
            faults = found.faults()
            console.print(f"{found.name}: {'; '.join(faults)[:300] if faults else 'within bounds'}")
    write_report(reports, report)
    console.print(f"the page: {report}")
    rigs = [r for r in reports if r.shapes is not None and r.stillness is not None]
    yield row("photographs", len(reports), "")
    yield row("rigs", len(rigs), "")
    yield row("within every bound", sum(not r.faults() for r in reports), "")
    if rigs:
        yield from _medians(rigs)


def _medians(rigs: list[FaceReport]) -> Iterator[Row]:
    builds = [r.build_s for r in rigs]
    yield row("photo to rig, p50", float(np.median(builds)), "s", ("<=", 5.0))
    yield row("photo to rig, worst", max(builds), "s", ("<=", 5.0))
    likeness = [r.stillness.likeness_db for r in rigs if r.stillness is not None]
    yield row("likeness at rest, worst", min(likeness), "dB", (">=", 40.0))
    shapes = [r.shapes for r in rigs if r.shapes is not None]
    for name in DISTANCES:
        slopes = [s.slopes[name] for s in shapes if name in s.slopes]
        yield row(f"slope of {name}, p50", float(np.median(slopes)), "")
    closures = [value for s in shapes for value in s.closure.values()]
    yield row("blink closure, worst", max(closures), "of open", ("<=", 0.1))
    worst = [s.worst_crosstalk()[2] for s in shapes]
    yield row("worst cross-talk, p50", float(np.median(worst)), "", ("<=", 0.15))


def _build(path: Path) -> tuple[Portrait, Rig]:
    portrait = read_portrait(path)
    return portrait, build_rig(portrait)
