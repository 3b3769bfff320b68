"""What the journal says about the talk: the figures that `sherin report` draws.

`read_report` reads a person's journal, `Report` holds the figures. `report_page` makes a page of
them, `report_plot` a picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.errors import InputError
from sherin.mind.companion.journal import JournalLine, journal_files, read_journal

__all__ = ["AXES", "ROUTES", "Report", "RouteFigures", "Series", "read_report", "report_of"]

ROUTES: Final = ("reflex", "memory", "knowledge", "model", "none")
"""In the order in which they are tried."""
AXES: Final = ("valence", "arousal", "dominance")


class RouteFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How one route did."""

    route: str
    n: int
    share: float
    """Of all turns, 0..1."""
    confidence: float
    """Median, 0..1."""
    p50_ms: float
    p99_ms: float
    max_ms: float


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """The turns in the order in which they came; every array is (n_turns,)."""

    at_s: NDArray[np.float64]
    """Seconds since 1970, rising."""
    route: tuple[str, ...]
    confidence: NDArray[np.float64]
    latency_ms: NDArray[np.float64]
    affect: dict[str, NDArray[np.float64]]
    """For each of `AXES`, -1..1, NaN where the turn does not tell."""
    memories: NDArray[np.float64]
    """NaN where the turn does not tell."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one person's journal."""

    person: str
    n_turns: int
    n_torn: int
    """Lines that could not be read."""
    first_s: float
    last_s: float
    known_share: float
    """Of the turns that were answered as known, 0..1."""
    confidence: float
    """Median, 0..1."""
    latency_ms: float
    """Median."""
    n_gaps: int
    """Different questions that became gaps."""
    memories: tuple[int, int] | None
    """Nodes in memory at the first turn that tells and at the last."""
    routes: tuple[RouteFigures, ...]
    """Those that answered, in the order in which they are tried."""


def read_report(folder: Path, *, person: str) -> tuple[Report, Series]:
    """Read the journal below a person's folder.

    Raises:
        InputError: there is no journal, no turn in it, or it cannot be read.
    """
    files = journal_files(folder)
    if not files:
        raise InputError(
            f"{folder}: there is no journal of {person!r} yet. Talk with: sherin chat  "
            "(and see that it is not off: sherin report --log metadata)"
        )
    try:
        read = read_journal(files)
    except OSError as exc:
        raise InputError(
            f"{exc.filename}: the journal cannot be read ({exc.strerror}). Check its rights."
        ) from exc
    if not read.lines:
        raise InputError(
            f"{folder}: no turn can be read in the journal of {person!r} ({read.n_torn} torn "
            "lines). Talk a little, and run it again."
        )
    return report_of(read.lines, person=person, n_torn=read.n_torn)


def report_of(
    lines: Sequence[JournalLine], *, person: str, n_torn: int = 0
) -> tuple[Report, Series]:
    """The figures of some turns.

    Args:
        lines: At least one, oldest first.
        person: Whose they are.
        n_torn: Lines that could not be read.
    """
    series = Series(
        at_s=np.array([line.at_s for line in lines], np.float64),
        route=tuple(line.route if line.route in ROUTES else "none" for line in lines),
        confidence=_numbers(line.confidence for line in lines),
        latency_ms=_numbers(line.latency_ms for line in lines),
        affect={axis: _numbers(getattr(line, axis) for line in lines) for axis in AXES},
        memories=_numbers(line.memories for line in lines),
    )
    told = series.memories[~np.isnan(series.memories)]
    report = Report(
        person=person,
        n_turns=len(lines),
        n_torn=n_torn,
        first_s=lines[0].at_s,
        last_s=lines[-1].at_s,
        known_share=_rounded(np.mean([line.is_known for line in lines])),
        confidence=_rounded(np.median(series.confidence)),
        latency_ms=_rounded(np.median(series.latency_ms)),
        n_gaps=len({line.gap for line in lines if line.gap}),
        memories=(int(told[0]), int(told[-1])) if len(told) else None,
        routes=tuple(_of_route(series, route) for route in ROUTES if route in series.route),
    )
    return report, series


def _of_route(series: Series, route: str) -> RouteFigures:
    is_it = np.array([r == route for r in series.route])
    taken = series.latency_ms[is_it]
    p50, p99 = np.percentile(taken, [50.0, 99.0])
    return RouteFigures(
        route=route,
        n=len(taken),
        share=_rounded(len(taken) / len(series.route)),
        confidence=_rounded(np.median(series.confidence[is_it])),
        p50_ms=_rounded(p50),
        p99_ms=_rounded(p99),
        max_ms=_rounded(taken.max()),
    )


def _numbers(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _rounded(value: float | np.floating[Any]) -> float:
    return float(f"{float(value):.4g}")
