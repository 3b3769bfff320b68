"""What the parts of the drawing are written into: points, paths, colours; and how rows are added.

Lengths are in eye distances (63 mm). x goes to the right of the picture, which is the person's
left, y down, z away from the viewer; the origin lies between the eyes. Only the person's left side
is written down: a name with `Left` in it is mirrored into one with `Right`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    "tongue": "#e6a093",
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
# Side, half width, half depth and centre z of an ellipse, and the azimuth of the point on it (0 at
# the side, negative in front). A point shows where it is or, gone behind the edge, at the edge.
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
    """Silhouette points: the edges of horizontal slices (y, half width, half depth, centre z)."""
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
