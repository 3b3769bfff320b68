"""The nose, and the lines that expressions draw into a face."""

from __future__ import annotations

from figure_design.registry import Path, add, both, points


def nose_and_lines() -> None:
    bridge = points(
        "bridgeLeft",
        [(0.17, -0.27, -0.20), (0.115, -0.02, -0.34), (0.12, 0.28, -0.45), (0.15, 0.50, -0.50)],
        group="noseBridge",
    )
    add(
        Path(
            "bridgeLeft",
            "stroke",
            "soft",
            [bridge],
            width=[0.0, 0.026, 0.02, 0.0],
            opacity=0.38,
            channels={"noseSneerLeft": 0.3},
        )
    )
    wing = points(
        "wingLeft",
        [(0.185, 0.545, -0.42), (0.25, 0.625, -0.38), (0.255, 0.72, -0.38), (0.185, 0.755, -0.42)],
        group="noseWing",
    )
    add(Path("wingLeft", "stroke", "ink", [wing], width=[0.0, 0.03, 0.045, 0.015]))
    nostril = points(
        "nostrilLeft",
        [(0.055, 0.775, -0.55), (0.10, 0.745, -0.52), (0.155, 0.755, -0.46)],
        group="noseWing",
    )
    add(Path("nostrilLeft", "stroke", "ink", [nostril], width=[0.02, 0.055, 0.02]))
    tip = points("noseTipLeft", [(0.0, 0.805, -0.64), (0.06, 0.79, -0.62)], group="noseTip")
    add(Path("noseTip", "stroke", "ink", [both(tip)], width=[0.0, 0.032, 0.0]))
    wrinkle = points("sneerLeft", [(0.05, 0.06, -0.38), (0.14, 0.11, -0.33)], group="noseBridge")
    add(
        Path(
            "sneerLineLeft",
            "stroke",
            "soft",
            [wrinkle],
            width=[0.03, 0.0],
            opacity=0.0,
            channels={"noseSneerLeft": 0.7},
        )
    )
    fold = points(
        "foldMouthLeft",
        [(0.30, 0.66), (0.40, 0.84), (0.48, 1.02), (0.50, 1.18)],
        group="nasolabial",
    )
    add(
        Path(
            "nasolabialLeft",
            "stroke",
            "soft",
            [fold],
            width=[0.0, 0.04, 0.042, 0.0],
            opacity=0.05,
            channels={
                "mouthSmileLeft": 0.75,
                "noseSneerLeft": 0.6,
                "cheekSquintLeft": 0.35,
                "mouthUpperUpLeft": 0.4,
                "mouthStretchLeft": 0.25,
                "mouthFrownLeft": 0.4,
                "mouthDimpleLeft": 0.3,
                "cheekPuff": -0.3,
                "mouthFunnel": -0.4,
                "mouthPucker": -0.4,
            },
        )
    )
    dimple = points("dimpleLeft", [(0.50, 1.08), (0.535, 1.15), (0.505, 1.22)], group="corner")
    add(
        Path(
            "dimpleLineLeft",
            "stroke",
            "ink",
            [dimple],
            width=[0.0, 0.035, 0.0],
            opacity=0.0,
            channels={"mouthDimpleLeft": 0.85, "mouthPressLeft": 0.5, "mouthSmileLeft": 0.2},
        )
    )
    marionette = points(
        "marionetteLeft", [(0.44, 1.20), (0.50, 1.30), (0.50, 1.42)], group="corner"
    )
    add(
        Path(
            "marionetteLeft",
            "stroke",
            "soft",
            [marionette],
            width=[0.02, 0.035, 0.0],
            opacity=0.0,
            channels={"mouthFrownLeft": 0.8},
        )
    )
    puff = points("puffLeft", [(0.62, 0.72), (0.74, 0.93), (0.66, 1.20)], group="puff")
    add(
        Path(
            "puffLeft",
            "stroke",
            "soft",
            [puff],
            width=[0.0, 0.035, 0.0],
            opacity=0.0,
            channels={"cheekPuff": 0.7},
        )
    )
    frown = points(
        "glabellaLeft", [(0.095, -0.58), (0.085, -0.46), (0.10, -0.33)], group="glabella"
    )
    add(
        Path(
            "glabellaLeft",
            "stroke",
            "ink",
            [frown],
            width=[0.0, 0.036, 0.0],
            opacity=0.0,
            channels={"browDownLeft": 0.85, "browInnerUp": 0.12},
        )
    )
    for number, (y, bend) in enumerate(((-0.72, 0.05), (-0.87, 0.04))):
        row = points(
            f"foreheadLeft{number}_",
            [(0.0, y + bend), (0.22, y), (0.48, y - 0.035), (0.72, y + 0.03)],
            group="forehead",
        )
        add(
            Path(
                f"forehead{number}",
                "stroke",
                "soft",
                [both(row)],
                width=[0.0, 0.028, 0.028, 0.0],
                opacity=0.0,
                channels={
                    "browInnerUp": 0.5,
                    "browOuterUpLeft": 0.2,
                    "browOuterUpRight": 0.2,
                    "browDownLeft": -0.2,
                    "browDownRight": -0.2,
                },
            )
        )
