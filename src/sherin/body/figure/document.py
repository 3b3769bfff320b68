"""`figure.json` as arrays: rest points, what each channel moves, paths, anatomy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX

__all__ = [
    "DOCUMENT_PATH",
    "Document",
    "Eye",
    "Hands",
    "PathRow",
    "builtin_document",
    "read_document",
]

DOCUMENT_PATH: Final = FilePath(__file__).with_name("figure.json")

Floats = NDArray[np.float64]


class PathRow(msgspec.Struct, frozen=True):
    """One line or area, before smoothing."""

    name: str
    kind: Literal["fill", "stroke"]
    role: str
    """Colour, a key of the palette."""
    spans: tuple[tuple[int, ...], ...]
    """Each a smooth curve through these points; several make one outline with corners."""
    width: tuple[float, ...]
    """Of a stroke, at evenly spaced places along it, in eye distances."""
    closed: bool
    opacity: float
    channels: dict[str, float]
    """Channel -> what a value of 1 adds to the opacity."""
    clip: str
    """Name of the area that it shows inside of, or empty."""
    facing: tuple[float, ...]
    """Direction in the head that must look at the viewer for it to show, or empty."""
    steps: int
    """Pieces between two points."""
    part: str
    """`handLeft.palm` and the like: parts of hands are drawn from far to near."""


class Eye(msgspec.Struct, frozen=True):
    """One eyeball."""

    side: Literal["Left", "Right"]
    centre: tuple[float, float, float]
    points: tuple[int, ...]
    """What turns with it."""


class Hands(msgspec.Struct, frozen=True):
    """Anatomy of a hand, in mm and degrees; the right one, the left is its mirror image."""

    mm: float
    shoulder_mm: float
    wrist: tuple[float, float, float]
    left_lower: float
    rest_deg: tuple[float, float, float]
    below: float
    """Height that finger tips do not rise above while they are before the face."""
    beside: tuple[float, float]
    """Distances from the middle between which that rule fades."""
    hidden_drop: float
    hidden_bulge: float
    elbow: tuple[float, float, float]
    knuckles: tuple[tuple[float, float, float], ...]
    bones: tuple[tuple[float, float, float], ...]
    relaxed: tuple[tuple[float, float, float], ...]
    dip_share: float
    mcp_deg: tuple[float, float]
    pip_deg: tuple[float, float]
    thumb_root: tuple[float, float, float]
    thumb_out_deg: float
    thumb_fore_deg: float
    thumb_flex: tuple[float, float]
    thumb_curl: tuple[tuple[float, float], tuple[float, float]]
    thumb_curl_rest: float
    palm: tuple[tuple[float, float, float], ...]
    elbow_half: float
    cuff_half: float
    hem_half: float
    wrist_half: float
    cuff_back: float
    hem_back: float
    wrist_front: float
    elbow_follow: float
    first: dict[str, int]


class _Frame(msgspec.Struct, frozen=True):
    width: float
    centre: tuple[float, float]
    camera_distance: float
    near: float


class _File(msgspec.Struct, frozen=True):
    version: Literal[1]
    palette: dict[str, str]
    frame: _Frame
    head_height: float
    neck_pivot: tuple[float, float, float]
    hip_pivot: tuple[float, float, float]
    look_deg: float
    eyes: tuple[Eye, Eye]
    meets: tuple[tuple[int, int, float], ...]
    slices: tuple[tuple[int, float, float, float, float, float], ...]
    names: tuple[str, ...]
    rest: tuple[tuple[float, float, float], ...]
    head_share: tuple[float, ...]
    deltas: dict[str, tuple[tuple[int, float, float, float], ...]]
    hands: Hands
    paths: tuple[PathRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """The drawing's data, ready to compute with; eye distances, x right, y down, z away."""

    palette: Mapping[str, str]
    """Role -> `#rrggbb`."""
    width: float
    """Of the square frame."""
    centre: tuple[float, float]
    camera_distance: float
    near: float
    head_height: float
    neck_pivot: Floats
    hip_pivot: Floats
    look_deg: float
    eyes: tuple[Eye, Eye]
    meets: tuple[tuple[int, int, float], ...]
    """(upper, lower, share of an overlap by which the upper gives way)"""
    slice_points: NDArray[np.intp]
    slices: Floats
    """(n_slices, 5): side, half width, half depth, centre, azimuth."""
    names: tuple[str, ...]
    rest: Floats
    """(n_points, 3)"""
    head_share: Floats
    """(n_points,) 1 follows the head, 0 the torso."""
    moving: NDArray[np.intp]
    """(n_moving,) registry indices of the channels that move points."""
    moves: Floats
    """(n_moving, n_points * 3)"""
    hands: Hands
    paths: tuple[PathRow, ...]

    def index(self, name: str) -> int:
        """Where a named point is."""
        return self.names.index(name)


def read_document(text: bytes) -> Document:
    """Parse `figure.json`.

    Raises:
        msgspec.ValidationError: not such a file, or of another version.
    """
    file = msgspec.json.decode(text, type=_File)
    moves = np.zeros((len(file.deltas), len(file.names), 3))
    for row, movement in enumerate(file.deltas.values()):
        for point, *delta in movement:
            moves[row, point] = delta
    return Document(
        palette=file.palette,
        width=file.frame.width,
        centre=file.frame.centre,
        camera_distance=file.frame.camera_distance,
        near=file.frame.near,
        head_height=file.head_height,
        neck_pivot=np.array(file.neck_pivot),
        hip_pivot=np.array(file.hip_pivot),
        look_deg=file.look_deg,
        eyes=file.eyes,
        meets=file.meets,
        slice_points=np.array([row[0] for row in file.slices], dtype=np.intp),
        slices=np.array([row[1:] for row in file.slices]),
        names=file.names,
        rest=np.array(file.rest),
        head_share=np.array(file.head_share),
        moving=np.array([CHANNEL_INDEX[name] for name in file.deltas], dtype=np.intp),
        moves=moves.reshape(len(file.deltas), -1),
        hands=file.hands,
        paths=file.paths,
    )


@cache
def builtin_document() -> Document:
    """The figure that ships, read once a process."""
    return read_document(DOCUMENT_PATH.read_bytes())
