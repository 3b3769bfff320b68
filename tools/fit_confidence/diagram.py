"""Draws how often answers of each confidence are right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BINS = 10
SIDE = 360
MARGIN = 56


def draw_reliability(
    confidence: NDArray[np.float64],
    is_right: NDArray[np.bool_],
    weights: NDArray[np.float64],
    path: Path,
) -> None:
    """Write an SVG: a bar for each tenth of confidence, the diagonal, and how many fell there."""
    at = np.minimum((confidence * BINS).astype(int), BINS - 1)
    parts = [_frame(len(confidence))]
    for k in range(BINS):
        mine = at == k
        if mine.any():
            share = float(np.average(is_right[mine], weights=weights[mine]))
            parts.append(_bar(k, share, int(mine.sum())))
            x, y = _place(float(np.average(confidence[mine], weights=weights[mine])), share)
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1d4e89"/>')
    a, b = _place(0.0, 0.0), _place(1.0, 1.0)
    parts.append(
        f'<line x1="{a[0]}" y1="{a[1]}" x2="{b[0]}" y2="{b[1]}" stroke="#888" '
        'stroke-dasharray="4 4"/></svg>\n'
    )
    partial = path.with_suffix(".partial")
    partial.write_text("\n".join(parts), encoding="utf-8")
    partial.replace(path)


def _place(x: float, y: float) -> tuple[float, float]:
    return MARGIN + SIDE * x, 20 + SIDE * (1.0 - y)


def _bar(k: int, share: float, n: int) -> str:
    x, y = _place(k / BINS, share)
    width = SIDE / BINS - 4
    bottom = 20 + SIDE
    return (
        f'<rect x="{x + 2:.1f}" y="{y:.1f}" width="{width:.1f}" height="{bottom - y:.1f}" '
        f'fill="#9dc3e6"/><text x="{x + 2 + width / 2:.1f}" y="{bottom - 4}" font-size="9" '
        f'text-anchor="middle" fill="#333">{n}</text>'
    )


def _frame(n_questions: int) -> str:
    width, height = SIDE + MARGIN + 20, SIDE + 84
    ticks: list[str] = []
    for k in range(0, 11, 2):
        x, y = _place(k / 10, k / 10)
        ticks.append(
            f'<text x="{x:.0f}" y="{SIDE + 36}" text-anchor="middle">{k / 10:g}</text>'
            f'<text x="{MARGIN - 8}" y="{y + 4:.0f}" text-anchor="end">{k / 10:g}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12" role="img" '
        'aria-label="Share of right answers by confidence">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<rect x="{MARGIN}" y="20" width="{SIDE}" height="{SIDE}" fill="none" stroke="#bbb"/>'
        f"{''.join(ticks)}"
        f'<text x="{MARGIN + SIDE / 2}" y="{SIDE + 56}" text-anchor="middle">confidence</text>'
        f'<text x="16" y="{20 + SIDE / 2}" text-anchor="middle" '
        f'transform="rotate(-90 16 {20 + SIDE / 2})">share that is right</text>'
        f'<text x="{MARGIN + SIDE / 2}" y="{SIDE + 74}" text-anchor="middle" font-size="10" '
        f'fill="#555">{n_questions} questions of unseen articles; a trap counts a quarter</text>'
    )
