"""Head, ears and eyes."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

from figure_design.registry import POINTS, Path, add, mirrored, points, slices


def head() -> None:
    ear = points(
        "earLeft",
        [
            (1.10, 0.50, 0.95),
            (1.15, -0.12, 1.0),
            (1.27, -0.20, 1.12),
            (1.345, -0.02, 1.18),
            (1.30, 0.28, 1.12),
            (1.22, 0.52, 1.02),
        ],
        group="ear",
    )
    inner = points(
        "earFoldLeft",
        [(1.19, -0.05, 1.03), (1.265, 0.0, 1.1), (1.25, 0.2, 1.06), (1.19, 0.3, 1.0)],
        group="ear",
    )
    for when, facing in (("", []), ("Front", [1.0, 0.0, 0.12])):
        if when:
            face()
        add(Path(f"ear{when}Left", "fill", "skin", [ear], closed=True, facing=facing))
        add(
            Path(
                f"earLine{when}Left",
                "stroke",
                "ink",
                [ear[1:]],
                width=[0.02, 0.045, 0.02],
                facing=facing,
            )
        )
        add(
            Path(
                f"earFold{when}Left",
                "stroke",
                "soft",
                [inner],
                width=[0.0, 0.028, 0.0],
                opacity=0.7,
                facing=facing,
            )
        )


def face() -> None:
    outline = slices(
        "outlineLeft",
        [
            (-1.62, 0.55, 0.85, 0.95),
            (-1.35, 0.90, 1.15, 0.95),
            (-0.90, 1.08, 1.30, 0.97),
            (-0.40, 1.13, 1.33, 1.0),
            (0.10, 1.13, 1.30, 1.0),
            (0.55, 1.08, 1.20, 0.93),
            (0.92, 0.98, 1.02, 0.80),
            (1.22, 0.82, 0.82, 0.62),
            (1.47, 0.61, 0.61, 0.40),
            (1.66, 0.38, 0.40, 0.16),
            (1.765, 0.17, 0.22, 0.00),
        ],
        group="outline",
    )
    chin = points("chinTip", [(0.0, 1.79, -0.10)], group="outline")
    top = points("crown", [(0.0, -1.72, 0.95)], group="hair")
    ring = [*top, *outline, *chin, *[mirrored(name) for name in reversed(outline)]]
    add(Path("head", "fill", "skin", [ring], closed=True))
    add(
        Path(
            "jawLine",
            "stroke",
            "ink",
            [[mirrored(n) for n in outline[3:]] + chin + outline[3:][::-1]],
            width=[0.02, 0.045, 0.05, 0.06, 0.05, 0.045, 0.02],
        )
    )
    blush = points(
        "blushLeft",
        [
            (0.60, 0.36),
            (0.80, 0.42),
            (0.86, 0.56),
            (0.74, 0.70),
            (0.52, 0.70),
            (0.42, 0.56),
            (0.46, 0.42),
        ],
        group="cheek",
    )
    add(
        Path(
            "blushLeft",
            "fill",
            "blush",
            [blush],
            closed=True,
            opacity=0.10,
            channels={"cheekSquintLeft": 0.16, "mouthSmileLeft": 0.10, "cheekPuff": 0.10},
        )
    )


EYE_CENTRE = (0.5, -0.01, 0.22)
EYE_RADIUS = 0.34
IRIS_RADIUS = 0.135
UPPER_LID = [(0.33, -0.085), (0.42, -0.135), (0.52, -0.15), (0.62, -0.125), (0.70, -0.07)]
LOWER_LID = [(0.33, 0.085), (0.42, 0.115), (0.52, 0.12), (0.62, 0.10), (0.70, 0.055)]


def eyes() -> None:
    corner_in = points("eyeInnerLeft", [(0.235, 0.035)], group="eyeCorner", dz=0.02)
    corner_out = points("eyeOuterLeft", [(0.775, -0.012)], group="eyeCorner", dz=0.02)
    upper = points("lidUpperLeft", UPPER_LID, group="lidUpper", dz=-0.03)
    lower = points("lidLowerLeft", LOWER_LID, group="lidLower", dz=-0.02)
    line_up = [*corner_in, *upper, *corner_out]
    line_low = [*corner_in, *lower, *corner_out]
    add(Path("eyeLeft", "fill", "eye", [line_up, line_low[::-1]]))

    def circle(prefix: str, radius: float, count: int) -> list[str]:
        z = EYE_CENTRE[2] - sqrt(EYE_RADIUS**2 - radius**2)
        return points(
            prefix,
            [
                (
                    EYE_CENTRE[0] + radius * sin(2 * pi * k / count),
                    EYE_CENTRE[1] - radius * cos(2 * pi * k / count),
                    z,
                )
                for k in range(count)
            ],
            group="iris",
        )

    iris = circle("irisLeft", IRIS_RADIUS, 10)
    pupil = circle("pupilLeft", 0.062, 8)
    add(Path("irisLeft", "fill", "iris", [iris], closed=True, clip="eyeLeft"))
    add(
        Path(
            "irisRingLeft",
            "stroke",
            "ink",
            [[*iris, iris[0]]],
            width=[0.022],
            clip="eyeLeft",
            closed=True,
        )
    )
    add(Path("pupilLeft", "fill", "ink", [pupil], closed=True, clip="eyeLeft"))
    glint = points(
        "glintLeft",
        [(0.545, -0.065, EYE_CENTRE[2] - EYE_RADIUS), (0.55, -0.06, EYE_CENTRE[2] - EYE_RADIUS)],
        group="iris",
    )
    # The light comes from one side: both glints lie to the same side of their pupils.
    for name in glint:
        x, y, z = POINTS[name]
        POINTS[mirrored(name)] = (x - 2.0 * EYE_CENTRE[0], y, z)
    add(Path("glintLeft", "stroke", "eye", [glint], width=[0.055], clip="eyeLeft"))
    lid_shadow = points(
        "lidShadowLeft", [(x, y + 0.02) for x, y in UPPER_LID], group="lidUpper", dz=-0.03
    )
    add(
        Path(
            "lidShadowLeft",
            "stroke",
            "shade",
            [[*corner_in, *lid_shadow, *corner_out]],
            width=[0.01, 0.055, 0.055, 0.01],
            opacity=0.8,
            clip="eyeLeft",
        )
    )
    lash = points("lashLeft", [(0.835, -0.055)], group="eyeCorner", dz=0.02)
    add(
        Path(
            "lashLineLeft",
            "stroke",
            "ink",
            [[*line_up, *lash]],
            width=[0.012, 0.04, 0.055, 0.062, 0.055, 0.008],
        )
    )
    add(
        Path(
            "lowerLidLeft",
            "stroke",
            "ink",
            [line_low],
            width=[0.006, 0.014, 0.026, 0.03],
            opacity=0.75,
        )
    )
    crease = points(
        "creaseLeft",
        [(0.29, -0.155), (0.40, -0.225), (0.53, -0.245), (0.66, -0.21), (0.79, -0.11)],
        group="crease",
    )
    add(Path("creaseLeft", "stroke", "soft", [crease], width=[0.0, 0.028, 0.03, 0.0], opacity=0.8))
    bag = points(
        "bagLeft", [(0.28, 0.17), (0.42, 0.235), (0.58, 0.235), (0.72, 0.17)], group="cheek"
    )
    add(
        Path(
            "bagLeft",
            "stroke",
            "soft",
            [bag],
            width=[0.0, 0.03, 0.0],
            opacity=0.08,
            channels={"eyeSquintLeft": 0.6, "cheekSquintLeft": 0.75, "mouthSmileLeft": 0.15},
        )
    )
    for number, rows in enumerate(
        ([(0.88, -0.02), (0.99, -0.07)], [(0.89, 0.05), (1.0, 0.07)], [(0.87, 0.11), (0.97, 0.17)])
    ):
        feet = points(f"crowLeft{number}_", rows, group="cheek")
        add(
            Path(
                f"crow{number}Left",
                "stroke",
                "soft",
                [feet],
                width=[0.028, 0.0],
                opacity=0.0,
                channels={"eyeSquintLeft": 0.45, "cheekSquintLeft": 0.7},
            )
        )
