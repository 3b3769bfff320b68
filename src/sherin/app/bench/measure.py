"""Timing that can be trusted: warm-up, many calls, percentiles, and the machine's name."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

__all__ = ["Goal", "Row", "Timings", "machine", "peak_bytes", "resident_bytes", "row", "time_calls"]

Goal = tuple[Literal["<=", ">="], float]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of a bench."""

    name: str
    value: float
    unit: str
    goal: str | None = None
    """Such as `<= 100`; None for a figure that is only reported."""
    holds: bool | None = None
    """Whether the goal is met; None without a goal."""


def row(name: str, value: float, unit: str, goal: Goal | None = None) -> Row:
    """A figure, rounded to four digits, beside its goal."""
    value = float(f"{value:.4g}")
    if goal is None:
        return Row(name=name, value=value, unit=unit)
    sign, bound = goal
    holds = value <= bound if sign == "<=" else value >= bound
    return Row(name=name, value=value, unit=unit, goal=f"{sign} {bound:g}", holds=holds)


class Timings(msgspec.Struct, frozen=True, kw_only=True):
    """How long single calls took, in microseconds."""

    p50_us: float
    p99_us: float


def time_calls(call: Callable[[int], object], *, n_calls: int, n_warm: int = 50) -> Timings:
    """Time `call(0)`, `call(1)`, ... one by one, with the garbage collector left on as in real use.

    Args:
        call: What is measured; its argument is the number of the call.
        n_calls: How many are timed.
        n_warm: How many run first, untimed.
    """
    for k in range(n_warm):
        call(k)
    gc.collect()
    taken_ns = np.empty(n_calls)
    clock = time.perf_counter_ns
    for k in range(n_calls):
        began = clock()
        call(n_warm + k)
        taken_ns[k] = clock() - began
    p50, p99 = np.percentile(taken_ns, [50.0, 99.0]) / 1000.0
    return Timings(p50_us=float(p50), p99_us=float(p99))


def resident_bytes() -> int:
    """Resident memory of this process; 0 where the platform does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def peak_bytes() -> int:
    """The most resident memory this process ever had; 0 where the platform does not tell."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return 0
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return 1024 * int(peak)


def machine() -> str:
    """What the figures were measured on, in one line."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    except OSError:
        pass
    return (
        f"{os.cpu_count()} cores of {model}, {platform.system()} {platform.machine()}, "
        f"CPython {platform.python_version()}"
    )
