"""The report as one HTML file: charts as SVG in it, no script, nothing loaded from anywhere."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np

from sherin.app.report import AXES, ROUTES, Report, Series
from sherin.app.report_charts import Chart, smooth_bins
from sherin.mind.knowledge import THRESHOLD

__all__ = ["report_page"]

_MAX_DAYS: Final = 7
_STYLE: Final = """
:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#24231f;--soft:#77736a;--edge:#e4e0d6;
--reflex:#8a7d3f;--memory:#b5532c;--knowledge:#2f6f73;--model:#5a5a9e;--none:#a39f96;
--valence:#b5532c;--arousal:#8a7d3f;--dominance:#5a5a9e;--growth:#2f6f73}
@media(prefers-color-scheme:dark){:root{--paper:#191a1c;--ink:#e9e6df;--soft:#98948b;--edge:#303134;
--reflex:#c7b866;--memory:#e08a62;--knowledge:#5fb0b4;--model:#9a9ae0;--none:#7d7a73;
--valence:#e08a62;--arousal:#c7b866;--dominance:#9a9ae0;--growth:#5fb0b4}}
body{margin:0 auto;max-width:920px;padding:36px 20px 60px;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}
h1{font-size:24px;font-weight:600;margin:0}h2{font-size:15px;font-weight:600;margin:34px 0 4px}
p{margin:2px 0 8px;color:var(--soft)}svg{width:100%;height:auto;display:block;overflow:visible}
.tiles{display:flex;flex-wrap:wrap;gap:10px 34px;margin:22px 0 8px}.tiles b{display:block;
font-size:25px;font-weight:600;font-variant-numeric:tabular-nums}
.tiles span{color:var(--soft);font-size:13px}
.grid{stroke:var(--edge)}.rule{stroke:var(--soft);stroke-dasharray:3 4}
.tick,.note{font-size:11px;fill:var(--soft);paint-order:stroke;stroke:var(--paper);
stroke-width:4px;stroke-linejoin:round}.line{fill:none;stroke-width:2;stroke-linejoin:round}
.keys{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--soft);margin:0 0 6px}
.keys i{display:inline-block;width:10px;height:10px;border-radius:5px;margin-right:6px}
.bar{display:flex;height:22px;border-radius:5px;overflow:hidden;margin:8px 0 14px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:14px}
th{font-weight:400;color:var(--soft);text-align:right;padding:4px 0 4px 14px}
td{text-align:right;padding:5px 0 5px 14px;border-top:1px solid var(--edge)}
th:first-child,td:first-child{text-align:left;padding-left:0}
"""
_MEANING: Final = {
    "reflex": "small talk, commands, confirmed replies",
    "memory": "what the person said",
    "knowledge": "the shelves, and answered gaps",
    "model": "a language model",
    "none": "an honest “I don’t know”",
}


def report_page(report: Report, series: Series) -> str:
    """The whole page; opens in any browser without a network."""
    days = _days(series)
    name = escape(report.person)
    span = f"{_day(report.first_s)} to {_day(report.last_s)}"
    torn = f" {report.n_torn} torn lines were passed over." if report.n_torn else ""
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>SHERIN, {name}</title><style>{_STYLE}</style></head><body>"
        f"<h1>The talk with {name}</h1><p>{span}.{torn}</p>"
    )
    return "".join(
        [
            head,
            _tiles(report),
            "<h2>How sure</h2><p>A dot a turn: how likely it is right. The line is the mean.</p>",
            _route_keys(report),
            _confidence(series, days),
            "<h2>Who answered</h2>",
            _routes(report),
            "<h2>How fast</h2><p>Milliseconds from the text to the whole answer.</p>",
            _latency(series, days),
            "<h2>How it felt</h2>",
            _affect(series, days),
            "<h2>What it remembers</h2>",
            _memory(series, days),
            "</body></html>\n",
        ]
    )


def _tiles(report: Report) -> str:
    told = [
        (f"{report.n_turns:,}", "turns"),
        (f"{report.known_share:.0%}", "answered as known"),
        (f"{report.confidence:.2f}", "median confidence"),
        (_ms(report.latency_ms), "median time to answer"),
        (f"{report.n_gaps:,}", "questions became gaps"),
    ]
    if report.memories is not None:
        first, last = report.memories
        told.append((f"{last:,}", f"memories, {last - first:+,}"))
    tiles = "".join(f"<div><b>{value}</b><span>{escape(what)}</span></div>" for value, what in told)
    return f'<div class="tiles">{tiles}</div>'


def _keys(names: Sequence[str]) -> str:
    keys = "".join(f'<span><i style="background:var(--{n})"></i>{n}</span>' for n in names)
    return f'<div class="keys">{keys}</div>'


def _route_keys(report: Report) -> str:
    return _keys([figures.route for figures in report.routes])


def _confidence(series: Series, days: list[tuple[float, str]]) -> str:
    chart = Chart("Confidence of each turn", n_turns=len(series.route), bounds=(0.0, 1.0))
    chart.value_axis((v, f"{v:g}") for v in (0.0, 0.25, 0.5, 0.75, 1.0))
    chart.turn_axis(days)
    chart.dots(series.confidence, series.route)
    chart.line(series.confidence, "ink", n_bins=smooth_bins(len(series.route)))
    chart.rule(THRESHOLD, "known from here")
    return chart.svg()


def _routes(report: Report) -> str:
    bar = "".join(
        f'<div style="width:{100.0 * f.share:.2f}%;background:var(--{f.route})" '
        f'title="{f.route} {f.share:.1%}"></div>'
        for f in report.routes
    )
    rows = "".join(
        f"<tr><td><b>{f.route}</b> {escape(_MEANING[f.route])}</td><td>{f.n:,}</td>"
        f"<td>{f.share:.1%}</td><td>{f.confidence:.2f}</td><td>{_ms(f.p50_ms)}</td>"
        f"<td>{_ms(f.p99_ms)}</td><td>{_ms(f.max_ms)}</td></tr>"
        for f in report.routes
    )
    return (
        f'<div class="bar">{bar}</div><table><tr><th>route</th><th>turns</th><th>share</th>'
        "<th>confidence</th><th>p50</th><th>p99</th><th>slowest</th></tr>"
        f"{rows}</table>"
    )


def _latency(series: Series, days: list[tuple[float, str]]) -> str:
    taken = np.maximum(series.latency_ms, 1e-3)
    low = 10.0 ** math.floor(math.log10(float(taken.min())))
    high = 10.0 ** math.ceil(math.log10(float(taken.max()) * 1.0001))
    bounds = (low, max(high, 10.0 * low))
    chart = Chart("Time of each turn", n_turns=len(taken), bounds=bounds, is_log=True)
    decades = range(round(math.log10(bounds[0])), round(math.log10(bounds[1])) + 1)
    chart.value_axis((10.0**d, _ms(10.0**d)) for d in decades)
    chart.turn_axis(days)
    chart.dots(taken, series.route)
    return chart.svg()


def _affect(series: Series, days: list[tuple[float, str]]) -> str:
    if all(np.isnan(series.affect[axis]).all() for axis in AXES):
        return "<p>No turn tells.</p>"
    chart = Chart("Valence, arousal, dominance", n_turns=len(series.route), bounds=(-1.0, 1.0))
    chart.value_axis((v, f"{v:+g}" if v else "0") for v in (-1.0, -0.5, 0.0, 0.5, 1.0))
    chart.turn_axis(days)
    for axis in AXES:
        chart.band(series.affect[axis], axis)
        chart.line(series.affect[axis], axis)
    return _keys(AXES) + chart.svg()


def _memory(series: Series, days: list[tuple[float, str]]) -> str:
    told = series.memories[~np.isnan(series.memories)]
    if not len(told):
        return "<p>No turn tells.</p>"
    top = _round_up(float(told.max()))
    chart = Chart("Memories after each turn", n_turns=len(series.route), bounds=(0.0, top))
    chart.value_axis((v, f"{v:,.0f}") for v in (0.0, top / 2.0, top))
    chart.turn_axis(days)
    chart.line(series.memories, "growth", is_step=True)
    return chart.svg()


def _round_up(value: float) -> float:
    """The next of 2, 4, 6, 8, 10 times a power of ten, so that its half is a whole number."""
    scale = 10.0 ** max(math.floor(math.log10(max(value, 1.0))), 0)
    return next(k * scale for k in (2.0, 4.0, 6.0, 8.0, 10.0) if k * scale >= value)


def _days(series: Series) -> list[tuple[float, str]]:
    """Places at which another day begins, some of them where there are many."""
    names = [_day(at_s) for at_s in series.at_s.tolist()]
    begins = [n for n, name in enumerate(names) if n == 0 or name != names[n - 1]]
    step = -(-len(begins) // _MAX_DAYS)
    found: list[tuple[float, str]] = []
    for n in begins[::step]:
        if not found or n - found[-1][0] >= len(names) / (2.0 * _MAX_DAYS):
            found.append((float(n), names[n]))
    return found


def _day(at_s: float) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(at_s))


def _ms(value: float) -> str:
    return f"{value / 1000.0:.3g} s" if value >= 1000.0 else f"{value:.3g} ms"


assert set(_MEANING) == set(ROUTES)
