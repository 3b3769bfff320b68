"""Both hands of a rig in its file: two skinned meshes that wait below the picture.

The mesh is the same for every person, so only texture and light are read back; the meshes in the
file are for other programs, which bend the joints by name (`handRight.index-finger-tip`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.glb.accessors import ELEMENT_ARRAY_BUFFER, BufferWriter
from sherin.body.rig.glb.document import EYE_DISTANCE_M, HandLightEntry, HandsEntry
from sherin.body.rig.glb.space import gltf_from_face
from sherin.body.rig.hands.asset import JOINT_NAMES, PARENTS
from sherin.body.rig.hands.kit import HandKit, HandLight
from sherin.body.rig.hands.mesh import HandMesh, build_mesh
from sherin.body.rig.hands.placing import box_of
from sherin.body.rig.model import Frame, Rig, Texture
from sherin.errors import RigError

__all__ = ["HAND_MESH", "SIDES", "HandFile", "hand_kit", "hands_entry", "kit_of", "plain_tone"]

HAND_MESH: Final = "webxr-generic-hand-1"
"""The mesh that the texture is drawn for."""
SIDES: Final = ("Right", "Left")
_BELOW_D: Final = 0.2
"""Between the picture's lower edge and the highest finger tip."""

Floats = NDArray[np.float64]


class HandFile:
    """Meshes, nodes and skins of both hands, numbered after those that a file has already."""

    def __init__(
        self,
        buffer: BufferWriter,
        kit: HandKit,
        frame: Frame,
        *,
        material: int,
        first_mesh: int,
        first_node: int,
        first_skin: int,
    ) -> None:
        """Build them.

        Args:
            buffer: Where arrays go.
            kit: The hands.
            frame: Says how large they are, and where the picture ends.
            material: Its number.
            first_mesh: Number of the next mesh; likewise for nodes and skins.
            first_node: See there.
            first_skin: See there.
        """
        self.meshes: list[dict[str, object]] = []
        self.nodes: list[dict[str, object]] = []
        self.skins: list[dict[str, object]] = []
        self.roots: list[int] = []
        """Nodes that the scene lists."""
        for number, side in enumerate(SIDES):
            mirror = np.array([1.0 if side == "Right" else -1.0, 1.0, 1.0])
            scale = box_of(frame).d_per_mm * EYE_DISTANCE_M * mirror
            self.meshes.append(_mesh(buffer, kit.mesh, side, scale, material))
            at = first_node + len(self.nodes)
            joints, world = _joints(kit.mesh, side, mirror, scale, first=at + 1)
            joints[-1]["translation"] = (
                np.asarray(joints[-1]["translation"]) + _waiting(kit.mesh, frame, side)
            ).tolist()
            self.nodes.append(
                {
                    "name": f"hand{side}",
                    "mesh": first_mesh + number,
                    "skin": first_skin + number,
                }
            )
            self.nodes.extend(joints)
            self.roots += [at, at + len(joints)]  # the forearm comes last
            bind = np.linalg.inv(world).transpose(0, 2, 1).astype(np.float32)
            bind[:, :3, 3], bind[:, 3, 3] = 0.0, 1.0
            self.skins.append(
                {
                    "name": f"hand{side}",
                    "joints": [at + 1 + k for k in range(len(joints))],
                    "inverseBindMatrices": buffer.add(
                        bind.reshape(len(joints), 16), "MAT4", target=None
                    ),
                }
            )


def kit_of(rig: Rig) -> HandKit | None:
    """The hands of a rig, as what they are.

    Raises:
        RigError: they are something else.
    """
    if rig.hands is None or isinstance(rig.hands, HandKit):
        return rig.hands
    raise RigError(f"rig: its hands are {type(rig.hands).__name__}; expected HandKit or None.")


def hands_entry(kit: HandKit, texture: str) -> HandsEntry:
    """What our own renderers need of the hands beside the texture."""
    light = kit.light
    return HandsEntry(
        mesh=HAND_MESH,
        texture=texture,
        light=HandLightEntry(
            direction=_rounded(light.direction),
            key=_rounded(light.key),
            fill=_rounded(light.fill),
            sheen=round(float(light.sheen), 5),
            shadow=round(float(light.shadow), 5),
            is_grey=light.is_grey,
        ),
        chest=tuple(round(float(share), 3) for share in kit.chest),
    )


def hand_kit(entry: HandsEntry, texture: Texture) -> HandKit:
    """The hands that a file describes.

    Raises:
        RigError: the mesh of the hands is missing from the installation.
    """
    light = entry.light
    return HandKit(
        mesh=build_mesh(),
        texture=texture,
        light=HandLight(
            direction=np.asarray(light.direction),
            key=np.asarray(light.key),
            fill=np.asarray(light.fill),
            sheen=light.sheen,
            shadow=light.shadow,
            is_grey=light.is_grey,
        ),
        chest=np.asarray(entry.chest),
    )


def plain_tone(kit: HandKit) -> list[float]:
    """Linear RGBA that a viewer without our light multiplies the hands' own colour with."""
    lit = np.asarray(kit.light.fill) + 0.5 * np.asarray(kit.light.key)
    return [*(round(float(value), 4) for value in np.clip(lit, 0.0, 1.0)), 1.0]


def _rounded(values: Floats) -> tuple[float, float, float]:
    x, y, z = (round(float(value), 5) for value in values)
    return x, y, z


def _mesh(
    buffer: BufferWriter, mesh: HandMesh, side: str, scale: Floats, material: int
) -> dict[str, object]:
    weights = np.rint(mesh.weights / mesh.weights.sum(axis=1, keepdims=True) * 65535.0)
    weights = weights.astype(np.int64)
    rows = np.arange(len(weights))
    weights[rows, weights.argmax(axis=1)] += 65535 - weights.sum(axis=1)
    joints = np.where(weights > 0, mesh.joints, 0)
    triangles = mesh.triangles if side == "Right" else mesh.triangles[:, ::-1]
    return {
        "name": f"hand{side}",
        "primitives": [
            {
                "attributes": {
                    "POSITION": buffer.add(
                        (mesh.positions * scale).astype(np.float32), "VEC3", bounded=True
                    ),
                    "TEXCOORD_0": buffer.add(mesh.uvs.astype(np.float32), "VEC2"),
                    "JOINTS_0": buffer.add(joints.astype(np.uint8), "VEC4"),
                    "WEIGHTS_0": buffer.add(weights.astype(np.uint16), "VEC4", normalized=True),
                },
                "indices": buffer.add(
                    np.ascontiguousarray(triangles, np.uint16).ravel(),
                    "SCALAR",
                    target=ELEMENT_ARRAY_BUFFER,
                ),
                "material": material,
            }
        ],
    }


def _joints(
    mesh: HandMesh, side: str, mirror: Floats, scale: Floats, *, first: int
) -> tuple[list[dict[str, object]], Floats]:
    """Nodes of the joints in the mesh's order, and where each stands in the bind pose.

    Returns:
        The nodes, the root (the forearm) last, and (26, 4, 4) of the same order.
    """
    world = np.tile(np.eye(4), (len(JOINT_NAMES), 1, 1))
    world[:, :3, :3] = mirror[:, None] * mesh.turns * mirror
    world[:, :3, 3] = mesh.pivots * scale
    nodes: list[dict[str, object]] = []
    for number, (name, parent) in enumerate(zip(JOINT_NAMES, PARENTS, strict=True)):
        above: Floats = np.eye(4) if parent < 0 else world[parent]
        local = np.asarray(np.linalg.inv(above), np.float64) @ world[number]
        node: dict[str, object] = {
            "name": f"hand{side}.{name}",
            "translation": np.round(local[:3, 3], 7).tolist(),
            "rotation": _quaternion(local[:3, :3]),
        }
        children = [first + k for k, own in enumerate(PARENTS) if own == number]
        if children:
            node["children"] = children
        nodes.append(node)
    return nodes, world


def _quaternion(turn: Floats) -> list[float]:
    """x, y, z, w of a rotation matrix, by the numerically largest of four ways."""
    m = turn
    trace = float(np.trace(m))
    options = np.array([m[0, 0], m[1, 1], m[2, 2], trace])
    k = int(options.argmax())
    if k == 3:
        q = np.array([m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1], 1.0 + trace])
    else:
        i, j, l = k, (k + 1) % 3, (k + 2) % 3  # noqa: E741 (the three axes in turn)
        q = np.zeros(4)
        q[i] = 1.0 + m[i, i] - m[j, j] - m[l, l]
        q[j] = m[j, i] + m[i, j]
        q[l] = m[l, i] + m[i, l]
        q[3] = m[l, j] - m[j, l]
    return np.round(q / np.linalg.norm(q), 7).tolist()


def _waiting(mesh: HandMesh, frame: Frame, side: str) -> Floats:
    """(3,) metres: where a hand's wrist waits, its finger tips below the picture."""
    box = box_of(frame)
    out = box.wrist[0] if side == "Left" else -box.wrist[0]
    bottom = frame.centre[1] + 0.5 * frame.width_d
    y = bottom + _BELOW_D + float(mesh.positions[:, 1].max()) * box.d_per_mm
    return gltf_from_face(np.array([[box.middle + out, y, box.wrist[2]]]))[0].astype(np.float64)
