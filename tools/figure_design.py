"""The drawn figure at rest: its points, its lines and areas, its colours. Read by generate_figure.py.

Lengths are in eye distances (63 mm). x goes to the right of the picture, which is the person's left, y down, z
away from the viewer; the origin lies between the eyes. Only the person's left side is written down: a name
with `Left` in it is mirrored into one with `Right`. All of it is drawn by taste after common proportions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, pi, sin, sqrt

MM = 1.0 / 63.0  # one millimetre in eye distances

PALETTE = {
    "background": "#f6f0e4",
    "disc": "#ecdfc8",
    "skin": "#fdf3e3",
    "shade": "#e3ccb0",
    "ink": "#23252e",
    "soft": "#8b7a6c",
    "hair": "#2b2c37",
    "hairLight": "#5b5c6b",
    "garment": "#b9563f",
    "garmentLine": "#7f3425",
    "lip": "#cf7f6b",
    "lipUpper": "#c06c5a",
    "blush": "#d9806a",
    "eye": "#fffdf8",
    "iris": "#54707a",
    "mouth": "#4b2226",
    "teeth": "#fffaf0",
    "tongue": "#cb7a72",
    "sleeve": "#a94c37",
}

FRAME = {
    "width": 8.2,  # of the square frame
    "centre": [0.0, 1.78],  # what lies in the middle of the frame
    "camera_distance": 16.0,
    "near": 4.0,  # nothing comes nearer to the camera than this
}
HEAD_HEIGHT = 3.55  # chin to crown: the unit of headX, headY, headZ


@dataclass
class Path:
    """One line (with a width at several places) or one filled area, through named points."""

    name: str
    kind: str  # "fill" or "stroke"
    role: str
    spans: list[list[str]]
    width: list[float] = field(default_factory=list)
    closed: bool = False
    opacity: float = 1.0
    channels: dict[str, float] = field(default_factory=dict)
    """Channel -> what its full weight adds to the opacity."""
    clip: str = ""
    facing: list[float] = field(default_factory=list)
    """Direction in the head that must look at the viewer for the path to show."""
    steps: int = 5
    part: str = ""
    """Hand and part, for what is sorted by depth."""


POINTS: dict[str, tuple[float, float, float]] = {}
GROUP: dict[str, str] = {}
HEAD_SHARE: dict[str, float] = {}
# Side, half width, half depth and centre z of an ellipse, and the azimuth of the point on it (0 at the side,
# negative in front). A point shows where it is or, once it has gone behind the edge, at the edge.
SLICES: dict[str, tuple[float, float, float, float, float]] = {}
EDGE = 1.5708  # the azimuth of what is always at the edge
PATHS: list[Path] = []


def skin_z(x: float, y: float) -> float:
    """Depth of the front of the face."""
    lips = -0.13 * 2.718 ** (-((x / 0.42) ** 2) - ((y - 1.15) / 0.3) ** 2)
    forehead = 0.10 * max(0.0, -y - 0.5) ** 2
    return -0.20 + 0.72 * (abs(x) / 1.15) ** 2.2 + lips + forehead


def mirrored(name: str) -> str:
    return name.replace("Left", "Right")


def points(
    prefix: str,
    rows: list[tuple[float, ...]],
    *,
    group: str,
    head: float = 1.0,
    z: float | None = None,
    dz: float = 0.0,
) -> list[str]:
    """Add a row of points; with `Left` in the prefix also its mirror image. Returns the names."""
    names: list[str] = []
    for number, row in enumerate(rows):
        name = f"{prefix}{number}"
        x, y = row[0], row[1]
        depth = row[2] if len(row) > 2 else (skin_z(x, y) + dz if z is None else z)
        for own, sign in ((name, 1.0), (mirrored(name), -1.0)):
            POINTS[own] = (sign * x, y, depth)
            GROUP[own] = group
            HEAD_SHARE[own] = head
        names.append(name)
    return names


def slices(prefix: str, rows: list[tuple[float, float, float, float]], *, group: str) -> list[str]:
    """Silhouette points: each is the edge of a horizontal slice (y, half width, half depth, centre z)."""
    names: list[str] = []
    for number, (y, a, b, c) in enumerate(rows):
        name = f"{prefix}{number}"
        for own, side in ((name, 1.0), (mirrored(name), -1.0)):
            POINTS[own] = (side * a, y, c)
            GROUP[own] = group
            HEAD_SHARE[own] = 1.0
            SLICES[own] = (side, a, b, c, EDGE)
        names.append(name)
    return names


def both(names: list[str]) -> list[str]:
    """The person's right half, mirrored and in reverse, then the left half: a line across the face.

    `names` run from the middle outward; a first point on the middle line appears once.
    """
    right = [mirrored(name) for name in reversed(names)]
    return right[:-1] + names if right[-1] == names[0] else right + names


def add(path: Path) -> None:
    """Add a path and, where it belongs to the left side, its mirror image."""
    PATHS.append(path)
    is_sided = "Left" in path.name
    if not is_sided:
        return
    PATHS.append(
        Path(
            name=mirrored(path.name),
            kind=path.kind,
            role=path.role,
            spans=[[mirrored(name) for name in span] for span in path.spans],
            width=path.width,
            closed=path.closed,
            opacity=path.opacity,
            channels={mirrored(name): gain for name, gain in path.channels.items()},
            clip=mirrored(path.clip),
            facing=[-path.facing[0], *path.facing[1:]] if path.facing else [],
            steps=path.steps,
            part=mirrored(path.part),
        )
    )


def build() -> None:
    """Fill the tables, back to front."""
    _background()
    _torso_and_neck()
    _head()
    _eyes()
    _nose_and_lines()
    _mouth()
    _brows_and_hair()
    _hands()


def _background() -> None:
    ring = [(2.55 * sin(k * pi / 8), 0.1 - 2.55 * cos(k * pi / 8), 0.0) for k in range(16)]
    names = points("disc", ring, group="background", head=0.0)
    add(Path("disc", "fill", "disc", [names], closed=True))


def _torso_and_neck() -> None:
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


def _head() -> None:
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
            _face()
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


def _face() -> None:
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
    jaw = [*outline[3:], *chin]
    add(
        Path(
            "jawLine",
            "stroke",
            "ink",
            [[mirrored(n) for n in outline[3:]] + chin + outline[3:][::-1]],
            width=[0.02, 0.045, 0.05, 0.06, 0.05, 0.045, 0.02],
        )
    )
    del jaw
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


def _eyes() -> None:
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
    for k, name in enumerate(glint):
        x, y, z = POINTS[name]
        POINTS[mirrored(name)] = (x - 1.0 - 0.0, y, z)
        POINTS[name] = (x + 0.002 * k, y, z)
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


def _nose_and_lines() -> None:
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


LIP_CORNER = (0.40, 1.145)
OUTER_UPPER = [(0.0, 1.035), (0.085, 1.01), (0.19, 1.04), (0.30, 1.095)]
INNER_UPPER = [(0.0, 1.152), (0.13, 1.145), (0.27, 1.15)]
INNER_LOWER = [(0.0, 1.154), (0.13, 1.147), (0.27, 1.152)]
OUTER_LOWER = [(0.0, 1.318), (0.085, 1.312), (0.20, 1.282), (0.31, 1.222)]


def _mouth() -> None:
    corner = points("lipCornerLeft", [LIP_CORNER], group="lipCorner")
    upper = points("lipUpperLeft", OUTER_UPPER, group="lipUpper", dz=-0.02)
    upper_in = points("lipUpperInnerLeft", INNER_UPPER, group="lipUpperInner")
    lower_in = points("lipLowerInnerLeft", INNER_LOWER, group="lipLowerInner")
    lower = points("lipLowerLeft", OUTER_LOWER, group="lipLower", dz=-0.02)
    edge_up, edge_in = both([*upper, *corner]), both([*upper_in, *corner])
    edge_low, edge_low_in = both([*lower, *corner]), both([*lower_in, *corner])
    add(Path("mouth", "fill", "mouth", [edge_in, edge_low_in[::-1]]))
    teeth_low = points(
        "teethLowLeft", [(0.0, 1.225), (0.14, 1.222), (0.27, 1.205)], group="jawBone", z=-0.14
    )
    teeth_low_root = points(
        "teethLowRootLeft", [(0.0, 1.42), (0.27, 1.38)], group="jawBone", z=-0.12
    )
    add(
        Path(
            "teethLow",
            "fill",
            "teeth",
            [both(teeth_low), both(teeth_low_root)[::-1]],
            clip="mouth",
            opacity=0.85,
        )
    )
    tongue = points(
        "tongueLeft",
        [(0.0, 1.235), (0.12, 1.235), (0.22, 1.28), (0.24, 1.40), (0.0, 1.46)],
        group="tongue",
        z=-0.10,
    )
    add(
        Path(
            "tongue",
            "fill",
            "tongue",
            [[mirrored(n) for n in tongue[:0:-1]] + tongue[:-1]],
            closed=True,
            clip="mouth",
        )
    )
    teeth = points(
        "teethLeft",
        [(0.0, 1.205), (0.13, 1.203), (0.26, 1.19), (0.39, 1.15)],
        group="skull",
        z=-0.16,
    )
    teeth_root = points("teethRootLeft", [(0.0, 0.92), (0.41, 0.92)], group="skull", z=-0.14)
    add(Path("teeth", "fill", "teeth", [both(teeth), both(teeth_root)[::-1]], clip="mouth"))
    add(
        Path(
            "lipUpperShadow",
            "stroke",
            "ink",
            [edge_in],
            width=[0.0, 0.05, 0.05, 0.0],
            opacity=0.28,
            clip="mouth",
        )
    )
    add(Path("lipLower", "fill", "lip", [edge_low, edge_low_in[::-1]]))
    tongue_top = points("tongueOutTopLeft", [(0.0, 1.150), (0.12, 1.150)], group="tongueTop")
    tongue_out = points(
        "tongueOutLeft", [(0.0, 1.156), (0.085, 1.156), (0.13, 1.154)], group="tongueTip"
    )
    tip = [*tongue_top[:1], tongue_top[1], tongue_out[2], tongue_out[1], tongue_out[0]]
    ring = tip + [mirrored(tongue_out[1]), mirrored(tongue_out[2]), mirrored(tongue_top[1])]
    add(
        Path(
            "tongueOut",
            "fill",
            "tongue",
            [ring],
            closed=True,
            opacity=0.0,
            channels={"tongueOut": 12.0},
        )
    )
    add(
        Path(
            "tongueOutLine",
            "stroke",
            "garmentLine",
            [
                [
                    tongue_top[1],
                    *tongue_out[::-1],
                    *[mirrored(n) for n in tongue_out[1:]],
                    mirrored(tongue_top[1]),
                ]
            ],
            width=[0.0, 0.03, 0.03, 0.0],
            opacity=0.0,
            channels={"tongueOut": 3.0},
        )
    )
    add(Path("lipUpper", "fill", "lipUpper", [edge_up, edge_in[::-1]]))
    add(Path("lipLineLow", "stroke", "ink", [edge_low_in], width=[0.01, 0.024, 0.02, 0.024, 0.01]))
    add(
        Path(
            "lipLine",
            "stroke",
            "ink",
            [edge_in],
            width=[0.02, 0.045, 0.03, 0.036, 0.03, 0.045, 0.02],
        )
    )
    under = points("lipUnderLeft", [(0.0, 1.375), (0.14, 1.362)], group="lipUnder")
    add(Path("lipUnder", "stroke", "soft", [both(under)], width=[0.0, 0.03, 0.0], opacity=0.6))
    chin = points("chinLeft", [(0.0, 1.50), (0.13, 1.525), (0.20, 1.575)], group="chin")
    add(
        Path(
            "chinLine",
            "stroke",
            "soft",
            [both(chin)],
            width=[0.0, 0.032, 0.0],
            opacity=0.0,
            channels={
                "mouthShrugLower": 0.8,
                "mouthFrownLeft": 0.2,
                "mouthFrownRight": 0.2,
                "jawForward": 0.45,
            },
        )
    )
    philtrum = points("philtrumLeft", [(0.045, 0.87), (0.06, 0.98)], group="philtrum")
    add(Path("philtrumLeft", "stroke", "soft", [philtrum], width=[0.0, 0.02], opacity=0.3))


def _brows_and_hair() -> None:
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
    # The hairline, from the sideburn on one side over a side parting to the other: it is not symmetric,
    # but the face under it is.
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


FINGERS = ("Thumb", "Index", "Middle", "Ring", "Pinky")
# Knuckles in the hand: x toward the thumb, y along the fingers, z out of the palm, from the wrist, in mm.
KNUCKLES = {
    "Index": (27.0, 93.0, 0.0),
    "Middle": (7.0, 97.0, 1.0),
    "Ring": (-13.0, 91.0, 0.0),
    "Pinky": (-31.0, 80.0, -2.0),
}
BONES = {
    "Thumb": (40.0, 31.0, 24.0),
    "Index": (46.0, 27.0, 20.0),
    "Middle": (50.0, 31.0, 21.0),
    "Ring": (46.0, 29.0, 21.0),
    "Pinky": (36.0, 21.0, 18.0),
}
RADII = {
    "Thumb": (13.0, 11.5, 10.5, 8.0),
    "Index": (10.5, 9.5, 8.5, 6.5),
    "Middle": (10.5, 9.7, 8.7, 6.7),
    "Ring": (10.0, 9.2, 8.2, 6.3),
    "Pinky": (9.0, 8.0, 7.2, 5.6),
}
# Relaxed knuckle and middle joint in degrees, and how far the finger stands off toward the thumb.
RELAXED = {
    "Index": (18.0, 25.0, 5.0),
    "Middle": (24.0, 30.0, 1.0),
    "Ring": (30.0, 34.0, -4.0),
    "Pinky": (34.0, 34.0, -11.0),
}
PALM = [
    (-22.0, -4.0), (-31.0, 18.0), (-38.0, 50.0), (-40.0, 78.0), (-30.0, 89.0), (-13.0, 100.0),
    (7.0, 106.0), (26.0, 102.0), (37.0, 92.0), (36.0, 66.0), (33.0, 36.0), (22.0, -4.0),
]  # fmt: skip
HANDS = {
    "mm": MM,
    "shoulder_mm": 380.0,
    # Where the right hand's wrist lies at rest in the gesture box, in eye distances; the left mirrors it.
    "wrist": [-2.18, 4.62, -1.0],
    "left_lower": 0.14,
    "rest_deg": [
        24.0,
        -28.0,
        22.0,
    ],  # yaw, pitch, roll: fingers up, a little to the viewer, palm forward
    "hidden_drop": 5.2,
    "hidden_bulge": 0.28,
    "elbow": [-2.95, 7.9, -0.4],
    "knuckles": [list(KNUCKLES[name]) for name in FINGERS[1:]],
    "bones": [list(BONES[name]) for name in FINGERS],
    "relaxed": [list(RELAXED[name]) for name in FINGERS[1:]],
    "dip_share": 2.0 / 3.0,
    # Flexion and curl limits of a joint in degrees.
    "mcp_deg": [-20.0, 90.0],
    "pip_deg": [0.0, 110.0],
    "thumb_root": [20.0, 22.0, 6.0],
    "thumb_out_deg": 25.0,
    "thumb_fore_deg": 26.0,
    "thumb_flex": [-0.55, 0.75],  # degrees outward and forward per degree of flexion
    "thumb_curl": [
        [-0.50, 0.10],
        [-0.62, 0.16],
    ],  # the same per degree of curl, at both thumb joints
    "thumb_curl_rest": 14.0,
    # The outline, then the two ends of what gives the palm its thickness when it is seen from its edge.
    "palm": [*([x, y, 0.0] for x, y in PALM), [0.0, 2.0, -2.0], [1.0, 88.0, -2.0]],
    # Half widths in mm, and distances from the wrist against the direction of the hand.
    "elbow_half": 54.0,
    "cuff_half": 34.0,
    "hem_half": 26.0,
    "wrist_half": 22.0,
    "cuff_back": 24.0,
    "hem_back": 34.0,
    "wrist_front": 3.0,
    "elbow_follow": 0.35,
}


ARM_POINTS = ("ElbowA", "CuffA", "CuffB", "ElbowB", "HemA", "WristA", "WristB", "HemB")
N_JOINTS = 5  # of a finger: knuckle, the place where its outline begins, two joints, tip


def _hands() -> None:
    # Points are placed by forward kinematics: their rest here is only a place in the list.
    for side in ("Right", "Left"):
        hand = f"hand{side}"
        names = [f"{hand}Palm{k}" for k in range(len(PALM) + 2)]
        names += [f"{hand}{finger}{joint}" for finger in FINGERS for joint in range(N_JOINTS)]
        names += [hand + part for part in ARM_POINTS]
        for name in names:
            POINTS[name], GROUP[name], HEAD_SHARE[name] = (0.0, 0.0, 0.0), "hand", 0.0
    hand, line = "handLeft", 0.05
    elbow_a, cuff_a, cuff_b, elbow_b, hem_a, wrist_a, wrist_b, hem_b = (
        hand + n for n in ARM_POINTS
    )
    arm = f"{hand}.arm"

    def straight(name: str, kind: str, role: str, span: list[str], part: str) -> None:
        width = [] if kind == "fill" else [line]
        add(Path(name, kind, role, [span], width=width, steps=1, part=part))

    straight(f"{hand}WristFill", "fill", "skin", [hem_a, wrist_a, wrist_b, hem_b], arm)
    straight(f"{hand}WristEdgeA", "stroke", "ink", [hem_a, wrist_a], arm)
    straight(f"{hand}WristEdgeB", "stroke", "ink", [hem_b, wrist_b], arm)
    straight(f"{hand}ArmFill", "fill", "sleeve", [elbow_a, cuff_a, cuff_b, elbow_b], arm)
    straight(f"{hand}ArmEdges", "stroke", "ink", [elbow_a, cuff_a, cuff_b, elbow_b], arm)
    palm = [f"{hand}Palm{k}" for k in range(len(PALM))]
    body = [f"{hand}Palm{len(PALM)}", f"{hand}Palm{len(PALM) + 1}"]
    thick = [22.0 * MM, 24.0 * MM]
    inked = [width + 2.0 * line for width in thick]
    add(Path(f"{hand}BodyLine", "stroke", "ink", [body], width=inked, steps=1, part=f"{hand}.palm"))
    add(
        Path(f"{hand}BodyFill", "stroke", "skin", [body], width=thick, steps=1, part=f"{hand}.palm")
    )
    add(Path(f"{hand}PalmFill", "fill", "skin", [palm], closed=True, steps=4, part=f"{hand}.palm"))
    # Open at the wrist, where the forearm goes on.
    add(
        Path(f"{hand}PalmLine", "stroke", "ink", [palm], width=[line], steps=4, part=f"{hand}.palm")
    )
    for finger in FINGERS:
        joints = [f"{hand}{finger}{k}" for k in (0, 2, 3, 4)]
        outline = [f"{hand}{finger}{k}" for k in (1, 2, 3, 4)]
        diameters = [2.0 * radius * MM for radius in RADII[finger]]
        # Thin at the knuckle, so that it does not bulge out of a palm seen from its edge.
        filled = [0.7 * diameters[0], *diameters[1:]]
        part = f"{hand}.{finger}"
        inked = [d + 1.8 * line for d in diameters]
        add(
            Path(f"{hand}{finger}Line", "stroke", "ink", [outline], width=inked, steps=3, part=part)
        )
        add(
            Path(
                f"{hand}{finger}Fill",
                "stroke",
                "skin",
                [joints],
                width=filled,
                steps=3,
                part=part,
            )
        )
