"""Brows and hair."""

from __future__ import annotations

from math import cos, sin

from figure_design.registry import (
    GROUP,
    HEAD_SHARE,
    POINTS,
    SLICES,
    Path,
    add,
    mirrored,
    points,
    slices,
)


def brows_and_hair() -> None:
    brow = points(
        "browLeft",
        [(0.185, -0.385), (0.34, -0.445), (0.53, -0.485), (0.72, -0.465), (0.90, -0.365)],
        group="brow",
        dz=-0.05,
    )
    add(Path("browLeft", "stroke", "hair", [brow], width=[0.07, 0.105, 0.095, 0.07, 0.015]))
    shell = slices(
        "hairLeft",
        [
            (-1.93, 0.42, 0.75, 1.0),
            (-1.72, 0.83, 1.12, 1.0),
            (-1.35, 1.13, 1.38, 1.0),
            (-0.85, 1.26, 1.50, 1.02),
            (-0.35, 1.29, 1.52, 1.06),
            (0.05, 1.24, 1.45, 1.08),
        ],
        group="hair",
    )
    top = points("hairTop", [(0.0, -1.99, 1.0)], group="hair")
    # The hairline, from one sideburn over a side parting to the other: it is not symmetric, but
    # the face under it is.
    on_slices = {
        "hairlineA": (0.16, 1.0, 1.15, 1.30, 1.0, -0.10),
        "hairlineB": (-0.32, 1.0, 1.15, 1.33, 1.0, -0.30),
        "hairlineC": (-0.78, 1.0, 1.12, 1.31, 0.98, -0.46),
        "hairlineH": (-0.72, -1.0, 1.13, 1.32, 0.98, -0.52),
        "hairlineI": (-0.32, -1.0, 1.15, 1.33, 1.0, -0.32),
        "hairlineJ": (0.16, -1.0, 1.15, 1.30, 1.0, -0.10),
    }
    free = {
        "hairlineD": (0.76, -1.10, 0.24),
        "hairlineE": (0.36, -1.30, 0.16),
        "hairlineF": (-0.10, -1.23, 0.12),
        "hairlineG": (-0.58, -1.03, 0.18),
    }
    for name, (y, side, a, b, c, azimuth) in on_slices.items():
        POINTS[name] = (side * a * cos(azimuth), y, c + b * sin(azimuth))
        GROUP[name], HEAD_SHARE[name] = "hair", 1.0
        SLICES[name] = (side, a, b, c, azimuth)
    for name, place in free.items():
        POINTS[name], GROUP[name], HEAD_SHARE[name] = place, "hair", 1.0
    line = sorted([*on_slices, *free])
    left_edge = [*top, *shell]
    add(
        Path(
            "hair",
            "fill",
            "hair",
            [[mirrored(n) for n in reversed(shell)] + left_edge, line],
        )
    )
    strands = {
        "strandA": [
            (0.36, -1.30, 0.22),
            (0.52, -1.55, 0.45),
            (0.78, -1.58, 0.75),
            (1.02, -1.30, 0.95),
        ],
        "strandB": [
            (0.36, -1.30, 0.22),
            (0.14, -1.58, 0.40),
            (-0.30, -1.52, 0.45),
            (-0.78, -1.16, 0.62),
        ],
        "strandC": [
            (0.36, -1.32, 0.24),
            (0.06, -1.76, 0.70),
            (-0.52, -1.62, 0.75),
            (-1.02, -1.06, 0.90),
        ],
        "strandD": [(-0.20, -1.36, 0.30), (-0.62, -1.20, 0.40), (-0.98, -0.78, 0.62)],
        "strandE": [(0.62, -1.36, 0.45), (0.90, -1.18, 0.62), (1.12, -0.72, 0.85)],
    }
    for name, rows in strands.items():
        names = points(name, rows, group="hair")
        for own in names:
            mirror = mirrored(own)
            if mirror != own:
                raise ValueError(own)
        for own, row in zip(names, rows, strict=True):
            POINTS[own] = (row[0], row[1], row[2])
        add(
            Path(
                name,
                "stroke",
                "hairLight",
                [names],
                width=[0.0, 0.03, 0.03, 0.0],
                opacity=0.75,
                clip="hair",
            )
        )
    lock = points(
        "lockLeft", [(1.10, -0.10, 0.80), (1.16, 0.20, 0.84), (1.10, 0.46, 0.86)], group="strand"
    )
    add(
        Path(
            "lockLeft", "stroke", "hair", [lock], width=[0.09, 0.05, 0.0], facing=[1.0, 0.0, -0.25]
        )
    )
