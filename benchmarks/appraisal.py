"""How fast a line is appraised, how fast the model loads, how large it is.

`rows()` gives `{name, value, unit, goal, holds}`; run the file for a table. The lines: the dev part
of EmoBank beside the checkout where there is one, else the lines of the golden file.
"""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import numpy as np

from sherin.mind.affect.appraisal import appraise
from sherin.mind.affect.appraisal.model import BUILTIN_MODEL, decode_model

REPOSITORY = Path(__file__).resolve().parents[1]
EMOBANK_DEV = REPOSITORY.parent / "shared" / "data" / "emobank_dev.csv"
GOLDEN = REPOSITORY / "tests" / "golden" / "appraisal.json"

P99_GOAL_US = 1_000.0
MEDIAN_GOAL_US = 300.0
LOAD_GOAL_MS = 50.0
SIZE_GOAL_BYTES = 2_500_000.0
HUGE_GOAL_MS = 10.0


def lines() -> list[str]:
    """Sentences to time, at least 50."""
    if EMOBANK_DEV.exists():
        with EMOBANK_DEV.open(encoding="utf-8", newline="") as file:
            return [row["text"] for row in csv.DictReader(file)]
    return [row["text"] for row in json.loads(GOLDEN.read_text(encoding="utf-8"))["lines"]]


def rows() -> list[dict[str, object]]:
    """Measured values with their goals."""
    texts = lines()
    for text in texts[:50]:
        appraise(text)
    taken_us: list[float] = []
    for _ in range(3):
        for text in texts:
            begun = time.perf_counter_ns()
            appraise(text)
            taken_us.append((time.perf_counter_ns() - begun) / 1e3)
    data = BUILTIN_MODEL.read_bytes()
    begun = time.perf_counter_ns()
    decode_model(data, source="benchmark")
    load_ms = (time.perf_counter_ns() - begun) / 1e6
    megabyte = "I am so happy that you came back to me today! " * 22_000
    begun = time.perf_counter_ns()
    appraise(megabyte)
    huge_ms = (time.perf_counter_ns() - begun) / 1e6
    median_us, p99_us = np.percentile(taken_us, (50, 99))
    return [
        _row("appraisal.sentence.p50", float(median_us), "us", MEDIAN_GOAL_US),
        _row("appraisal.sentence.p99", float(p99_us), "us", P99_GOAL_US),
        _row("appraisal.1MB_of_text", huge_ms, "ms", HUGE_GOAL_MS),
        _row("appraisal.load", load_ms, "ms", LOAD_GOAL_MS),
        _row("appraisal.file", float(len(data)), "bytes", SIZE_GOAL_BYTES),
    ]


def _row(name: str, value: float, unit: str, goal: float) -> dict[str, object]:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "holds": value <= goal}


if __name__ == "__main__":
    for row in rows():
        print("{name:28} {value:12.1f} {unit:6} goal {goal:<10g} holds {holds}".format(**row))
