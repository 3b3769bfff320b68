"""How fast capsules are chosen: whole selections and single look-ups, by tree and by scan.

`rows()` gives `{name, value, unit, goal, holds}`; run the file for a table. It measures the library
that ships, or a random one of 10,000 where that is not baked. `wall` counts everything, also what
other processes took; `cpu` is this thread alone.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from sherin.body.library import BUILTIN_PATH, Library
from sherin.mind.affect import SelectionMemory, Selector, Vad, load_personality

N_PLACES = 4000
P99_GOAL_US = 200.0
CONSTRUCTION_GOAL_MS = 150.0
SEED = 1


def library() -> Library:
    """The shipped library, or a random one of the same size."""
    if BUILTIN_PATH.exists():
        return Library.builtin()
    from sherin.testing.libraries import random_library

    return random_library(10_000)


def rows() -> list[dict[str, object]]:
    """Measured values; only those with a goal of the issue can fail it."""
    shelf = library()
    spots = np.random.default_rng(SEED).uniform(-0.9, 0.9, (N_PLACES, 3)).tolist()
    places = [Vad(*spot) for spot in spots]
    found: list[dict[str, object]] = []
    # The tree's first selector also imports scipy; that has a row of its own.
    Selector(shelf)
    for kind in ("kdtree", "scan"):
        begun = time.perf_counter_ns()
        selector = Selector(shelf, index=kind)
        built_ms = (time.perf_counter_ns() - begun) / 1e6
        found.append(_row(f"construction.{kind}", built_ms, "ms", CONSTRUCTION_GOAL_MS))
        for layers, name in (
            (("hands", "face", "voice"), "select_3"),
            (None, "select_reaction"),
        ):
            wall, cpu = _timed(_selection(selector, places, layers))
            goal = P99_GOAL_US if name == "select_3" and kind == "kdtree" else None
            found.append(_row(f"{name}.{kind}.wall.p50", float(np.percentile(wall, 50)), "us"))
            found.append(
                _row(f"{name}.{kind}.wall.p99", float(np.percentile(wall, 99)), "us", goal)
            )
            found.append(_row(f"{name}.{kind}.cpu.p99", float(np.percentile(cpu, 99)), "us"))
    tree, quick = Selector(shelf), Selector(shelf, index="scan")
    look_ups: dict[str, Callable[[int], object]] = {
        "kdtree": lambda i: tree.nearest(places[i], "face", k=12),
        "scan": lambda i: quick.nearest(places[i], "face", k=12),
        "plain_scan": lambda i: tree.nearest_scan(places[i], "face", k=12),
    }
    for name, look_up in look_ups.items():
        wall, _ = _timed(look_up)
        found.append(
            _row(f"nearest_12_faces.{name}.wall.p50", float(np.percentile(wall, 50)), "us")
        )
    found.append(_row("import.scipy.spatial.cpu", _scipy_import_ms(), "ms"))
    return found


def _selection(
    selector: Selector, places: list[Vad], layers: tuple[str, ...] | None
) -> Callable[[int], object]:
    personality = load_personality("friendly")
    selector.prepare(personality)
    memory = SelectionMemory()

    def select(i: int) -> None:
        nonlocal memory
        _, memory = selector.select(
            places[i], seed=i, personality=personality, memory=memory, layers=layers
        )

    return select


def _timed(call: Callable[[int], object]) -> tuple[list[float], list[float]]:
    for i in range(200):
        call(i)
    wall_us: list[float] = []
    cpu_us: list[float] = []
    for i in range(N_PLACES):
        wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
        call(i)
        cpu_us.append((time.thread_time_ns() - cpu) / 1e3)
        wall_us.append((time.perf_counter_ns() - wall) / 1e3)
    return wall_us, cpu_us


def _scipy_import_ms() -> float:
    # In a process of its own, with numpy already there: what a command that answers once would pay.
    code = (
        "import numpy, time; t = time.process_time(); import scipy.spatial; "
        "print((time.process_time() - t) * 1e3)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return float(result.stdout)


def _row(name: str, value: float, unit: str, goal: float | None = None) -> dict[str, object]:
    holds = goal is None or value <= goal
    return {"name": f"selection.{name}", "value": value, "unit": unit, "goal": goal, "holds": holds}


if __name__ == "__main__":
    for row in rows():
        print("{name:44} {value:10.1f} {unit:3} goal {goal!s:6} holds {holds}".format(**row))
