"""Shoulders, neck and what is behind them."""

from __future__ import annotations

from math import cos, pi, sin

from figure_design.registry import Path, add, both, mirrored, points, slices


def background() -> None:
    ring = [(2.55 * sin(k * pi / 8), 0.1 - 2.55 * cos(k * pi / 8), 0.0) for k in range(16)]
    names = points("disc", ring, group="background", head=0.0)
    add(Path("disc", "fill", "disc", [names], closed=True))


def torso_and_neck() -> None:
    hair = slices(
        "backHairLeft",
        [
            (-1.55, 0.70, 1.20, 1.0),
            (-1.05, 1.16, 1.45, 1.0),
            (-0.40, 1.33, 1.55, 1.05),
            (0.25, 1.36, 1.45, 1.15),
            (0.80, 1.27, 1.15, 1.35),
            (1.22, 1.03, 0.85, 1.55),
            (1.42, 0.55, 0.60, 1.60),
        ],
        group="hair",
    )
    add(Path("backHair", "fill", "hair", [both(hair)], closed=True))
    neck = points("neckLeft", [(0.68, 0.95, 1.05), (0.66, 1.70, 1.0)], group="neck", head=0.85)
    neck += points("neckLowLeft", [(0.68, 2.22, 0.95), (0.93, 2.64, 0.9)], group="neck", head=0.25)
    base = points(
        "neckBaseLeft",
        [(0.0, 3.40, 0.2), (0.62, 3.14, 0.45), (0.98, 2.66, 0.9)],
        group="torso",
        head=0.0,
    )
    add(Path("neck", "fill", "skin", [both(base + neck[::-1])], closed=True))
    shade = points("neckShadeLeft", [(0.0, 2.28, 0.5), (0.40, 2.12, 0.7)], group="neck", head=0.6)
    shade += points(
        "neckShadeTopLeft", [(0.66, 1.68, 1.0), (0.66, 1.1, 1.0)], group="neck", head=0.85
    )
    add(Path("neckShade", "fill", "shade", [both(shade)], closed=True, opacity=0.55))
    add(Path("neckLineLeft", "stroke", "ink", [neck[1:]], width=[0.02, 0.045, 0.04]))
    sinew = points("sinewLeft", [(0.30, 2.45, 0.6), (0.13, 2.95, 0.4)], group="neck", head=0.15)
    add(Path("sinewLeft", "stroke", "soft", [sinew], width=[0.0, 0.022, 0.03], opacity=0.45))
    clavicle = points(
        "clavicleLeft",
        [(0.16, 3.02, 0.35), (0.45, 2.98, 0.4), (0.80, 2.90, 0.5)],
        group="torso",
        head=0.0,
    )
    add(Path("clavicleLeft", "stroke", "soft", [clavicle], width=[0.01, 0.028, 0.0], opacity=0.5))
    collar = points(
        "collarLeft",
        [
            (0.0, 3.36, 0.1),
            (0.30, 3.31, 0.2),
            (0.62, 3.12, 0.45),
            (0.86, 2.85, 0.7),
            (1.0, 2.58, 0.95),
        ],
        group="torso",
        head=0.0,
    )
    shoulder = points(
        "shoulderLeft",
        [
            (1.55, 2.78, 0.95),
            (2.25, 3.00, 0.95),
            (2.78, 3.32, 0.95),
            (3.10, 3.90, 0.95),
            (3.25, 4.80, 0.95),
            (3.38, 6.60, 0.95),
        ],
        group="shoulder",
        head=0.0,
    )
    bottom = points("hemLeft", [(0.0, 6.60, 0.2)], group="torso", head=0.0)
    right = [mirrored(name) for name in shoulder]
    add(
        Path(
            "garment",
            "fill",
            "garment",
            [both(collar), shoulder, [shoulder[-1], bottom[0], right[-1]], right[::-1]],
        )
    )
    add(
        Path(
            "shoulderLineLeft",
            "stroke",
            "ink",
            [[collar[-1], *shoulder]],
            width=[0.03, 0.055, 0.045],
        )
    )
    add(Path("collarLine", "stroke", "garmentLine", [both(collar)], width=[0.05, 0.06, 0.05]))
    fold = points(
        "foldLeft",
        [(2.45, 6.30, 0.6), (2.38, 5.10, 0.6), (2.55, 4.30, 0.7)],
        group="shoulder",
        head=0.0,
    )
    add(Path("foldLeft", "stroke", "garmentLine", [fold], width=[0.05, 0.04, 0.0], opacity=0.7))
    chest = points(
        "chestLeft",
        [(0.62, 4.62, -0.1), (1.35, 4.72, 0.0), (1.95, 4.42, 0.2)],
        group="chest",
        head=0.0,
    )
    add(Path("chestLeft", "stroke", "garmentLine", [chest], width=[0.0, 0.03, 0.0], opacity=0.35))
