"""The mesh of one hand as it comes: a GLB of 25 joints, brought into hand space.

Hand space is millimetres from the wrist joint of a right hand: x toward the thumb, y along the
fingers, z out of the palm. With the palm to the viewer and the fingers up, that is x to the image's
right, y up and z to the viewer.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from sherin.errors import RigError

__all__ = ["ASSET_PATH", "FOREARM", "JOINT_NAMES", "PARENTS", "HandAsset", "read_hand"]

ASSET_PATH: Final = Path(__file__).parents[2] / "data" / "hands" / "right.glb"
"""`@webxr-input-profiles/assets`, generic-hand; a build product."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_BONES: Final = ("metacarpal", "phalanx-proximal", "phalanx-intermediate", "phalanx-distal", "tip")
_LONG: Final = ("index-finger", "middle-finger", "ring-finger", "pinky-finger")
JOINT_NAMES: Final = (
    "wrist",
    *(f"thumb-{bone}" for bone in _BONES if bone != "phalanx-intermediate"),
    *(f"{finger}-{bone}" for finger in _LONG for bone in _BONES),
    "forearm",
)
"""WebXR's 25 joints in WebXR's order, then the forearm, which turns about the wrist."""
FOREARM: Final = 25
PARENTS: Final = (
    FOREARM,
    *(0, 1, 2, 3),
    *(
        parent
        for first in (5, 10, 15, 20)
        for parent in (0, first, first + 1, first + 2, first + 3)
    ),
    -1,
)
"""Parent of each joint; the forearm is the root."""

_TO_HAND: Final = np.array([[0.0, 0.0, -1.0], [0.0, -1.0, 0.0], [-1.0, 0.0, 0.0]])
"""Hand space from the file's axes: fingers lie along its -y, the palm looks along its -x."""
_TYPES: Final = {5121: np.uint8, 5123: np.uint16, 5126: np.float32}
_WIDTHS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HandAsset:
    """The mesh in its bind pose, hand space, mm."""

    positions: Floats  # (n, 3)
    normals: Floats  # (n, 3)
    uvs: Floats  # (n, 2)
    triangles: Ints  # (m, 3)
    joints: Ints  # (n, 4): which joints move a vertex
    weights: Floats  # (n, 4): how much, rows sum to 1
    pivots: Floats  # (26, 3): where the joints are
    turns: Floats  # (26, 3, 3): columns are a joint's own axes: x across, y out of the back, -z on


@cache
def read_hand(path: Path = ASSET_PATH) -> HandAsset:
    """The hand of a GLB file.

    Raises:
        RigError: The file is missing, or is not the hand this code knows.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RigError(
            f"{path}: the mesh of the hands cannot be read ({error.strerror}). "
            "It is made by the build; in a checkout run: make setup"
        ) from error
    try:
        return _hand_of(data)
    except (ValueError, LookupError, struct.error, TypeError) as error:
        raise RigError(
            f"{path}: not the generic hand of @webxr-input-profiles/assets ({error}). "
            "Delete it and run: make setup"
        ) from error


def _hand_of(data: bytes) -> HandAsset:
    magic, _, _, length, _ = struct.unpack_from("<4sIIII", data)
    if magic != b"glTF":
        raise ValueError("no glTF header")
    document = cast("dict[str, list[dict[str, object]]]", json.loads(data[20 : 20 + length]))
    binary = memoryview(data)[28 + length :]
    (mesh,) = document["meshes"]
    (primitive,) = cast("list[dict[str, object]]", mesh["primitives"])
    attributes = cast("dict[str, int]", primitive["attributes"])
    skin = document["skins"][0]
    nodes = [document["nodes"][index] for index in cast("list[int]", skin["joints"])]
    order = [[node["name"] for node in nodes].index(name) for name in JOINT_NAMES[:FOREARM]]
    inverse = _accessor(document, binary, cast("int", skin["inverseBindMatrices"]))
    bind = np.linalg.inv(inverse.reshape(-1, 4, 4).transpose(0, 2, 1)[order])
    wrist = bind[0, :3, 3]
    place = np.argsort(order)
    positions = _accessor(document, binary, attributes["POSITION"])
    weights = _accessor(document, binary, attributes["WEIGHTS_0"])
    pivots = np.zeros((FOREARM + 1, 3))
    pivots[:FOREARM] = (bind[:, :3, 3] - wrist) @ _TO_HAND.T * 1000.0
    turns = np.tile(np.eye(3), (FOREARM + 1, 1, 1))
    turns[:FOREARM] = _TO_HAND @ bind[:, :3, :3]
    return HandAsset(
        positions=(positions - wrist) @ _TO_HAND.T * 1000.0,
        normals=_accessor(document, binary, attributes["NORMAL"]) @ _TO_HAND.T,
        uvs=_accessor(document, binary, attributes["TEXCOORD_0"]),
        triangles=_accessor(document, binary, cast("int", primitive["indices"]))
        .reshape(-1, 3)
        .astype(np.int32),
        joints=place[_accessor(document, binary, attributes["JOINTS_0"]).astype(np.intp)].astype(
            np.int32
        ),
        weights=weights / weights.sum(axis=1, keepdims=True),
        pivots=pivots,
        turns=turns,
    )


def _accessor(document: dict[str, list[dict[str, object]]], binary: memoryview, at: int) -> Floats:
    """The numbers of one accessor, a row for each element."""
    accessor = document["accessors"][at]
    view = document["bufferViews"][cast("int", accessor["bufferView"])]
    count = cast("int", accessor["count"])
    width = _WIDTHS[cast("str", accessor["type"])]
    start = cast("int", view.get("byteOffset", 0)) + cast("int", accessor.get("byteOffset", 0))
    kind = _TYPES[cast("int", accessor["componentType"])]
    values = np.frombuffer(binary, kind, count * width, start)
    return values.reshape(count, width).astype(np.float64)
