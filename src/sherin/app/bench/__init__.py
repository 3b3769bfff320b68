"""Measurements of the product on this machine: `sherin bench NAME`.

Each suite is a function that yields `Row`s; start with `SUITES` in `suites`. What a figure means
and what was measured where is in docs/benchmarks.md.
"""

from __future__ import annotations

from sherin.app.bench.measure import Row, Timings, machine, time_calls

__all__ = ["Row", "Timings", "machine", "time_calls"]
