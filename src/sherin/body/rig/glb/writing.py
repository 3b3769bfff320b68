"""A rig becomes a GLB file: layers to meshes, morphs to sparse targets, joints to a skin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin import __version__
from sherin.body.channels import CHANNELS
from sherin.body.rig.glb.accessors import ELEMENT_ARRAY_BUFFER, BufferWriter
from sherin.body.rig.glb.container import pack_glb
from sherin.body.rig.glb.document import (
    SYNTHETIC_NOTE,
    FadeEntry,
    FrameEntry,
    LayerEntry,
    RigDocument,
    TextureEntry,
    WrinkleEntry,
)
from sherin.body.rig.glb.hand_meshes import HandFile, hands_entry, kit_of, plain_tone
from sherin.body.rig.glb.images import (
    SplitTexture,
    encode_jpeg,
    encode_map,
    encode_png,
    split_texture,
)
from sherin.body.rig.glb.space import gltf_from_face, joint_points
from sherin.body.rig.hands.kit import HandKit
from sherin.body.rig.model import CAMERA_DISTANCE, JOINTS, Fade, Frame, Layer, Rig, Wrinkle
from sherin.errors import RigError

__all__ = ["MAX_GLB_BYTES", "encode_rig"]

MAX_GLB_BYTES: Final = 4_000_000
"""What a page should have to fetch for one avatar."""
_QUALITIES: Final = (None, 99, 98, 97, 96, 95, 94, 92, 90, 87, 84, 80, 75)
"""Of the JPEGs, tried in this order until the file is small enough; None is PNGs without loss.
Without subsampling 96 keeps 42 dB of a small grainy portrait and 99 keeps 47; below 75 skin shows
blocks."""
SMALLEST_DELTA_D: Final = 2e-5
"""A morph moves a vertex by at least this, or not at all: 1/200 of a pixel at 512."""
HANDS: Final = "hands"
"""Name of the hands' texture and material."""
_NEVER_MOVED: Final = frozenset({"tempo", "voice"})
"""Domains of channels that are no matter of the rig."""


def encode_rig(rig: Rig) -> bytes:
    """A rig as a GLB file of at most `MAX_GLB_BYTES`; equal rigs give equal bytes.

    Raises:
        RigError: the rig contradicts itself, or is too large at the lowest quality.

    Cost: 0.5-1.5 s for a portrait of 1,024 px, nearly all of it for images.
    """
    _check(rig)
    halves = {
        name: split_texture(texture, [layer for layer in rig.layers if layer.texture == name])
        for name, texture in rig.textures.items()
    }
    hands = kit_of(rig)
    if hands is not None:
        halves[HANDS] = SplitTexture.plain(hands.texture)
    rims: dict[str, bytes] = {}
    size = 0
    for quality in _QUALITIES:
        data = _File(rig, halves, quality, rims).pack()
        size = len(data)
        if size <= MAX_GLB_BYTES:
            return data
    raise RigError(
        f"rig: its file would have {size} bytes at the lowest quality; expected at most "
        f"{MAX_GLB_BYTES}. Use a smaller photo."
    )


def _check(rig: Rig) -> None:
    """Refuse a rig that a file could not give back."""
    names = [layer.name for layer in rig.layers]
    if len(set(names)) != len(names) or not names:
        raise RigError(f"rig: layers {names}; expected at least one, and no name twice.")
    for layer in rig.layers:
        count = len(layer.positions)
        if layer.texture not in rig.textures:
            raise RigError(f"rig, layer {layer.name!r}: there is no texture {layer.texture!r}.")
        if len(layer.triangles) == 0 or layer.triangles.min() < 0 or layer.triangles.max() >= count:
            raise RigError(
                f"rig, layer {layer.name!r}: its triangles name vertices outside 0..{count - 1}, "
                "or there are none."
            )
        shapes = (layer.uvs.shape, layer.skinning.shape, layer.feather.shape)
        if shapes != ((count, 2), (count, len(JOINTS)), (count,)):
            raise RigError(
                f"rig, layer {layer.name!r}: {count} vertices, but uvs, skinning and feather "
                f"are {shapes}."
            )
    for wrinkle in rig.wrinkles:
        if wrinkle.layer not in names:
            raise RigError(f"rig, wrinkle {wrinkle.name!r}: there is no layer {wrinkle.layer!r}.")


def supported_channels(rig: Rig) -> tuple[str, ...]:
    """Names of the channels that change anything on a rig, in registry order."""
    named = {name for layer in rig.layers for name in layer.morphs}
    named |= {name for layer in rig.layers for fade in layer.fades for name, _ in fade.terms}
    named |= {name for wrinkle in rig.wrinkles for name, _ in wrinkle.terms}
    if any(name.startswith("eyeLook") for name in named):
        named |= {"gazeYaw", "gazePitch"}
    return tuple(
        channel.name
        for channel in CHANNELS
        if channel.name in named
        or channel.domain not in _NEVER_MOVED | {"face", "hand"}
        or (channel.domain == "hand" and rig.hands is not None)
    )


class _File:
    """One GLB while it is put together."""

    def __init__(
        self, rig: Rig, halves: dict[str, SplitTexture], quality: int | None, rims: dict[str, bytes]
    ) -> None:
        self._rig = rig
        self._halves = halves
        self._quality = quality
        self._rims = rims
        """PNGs of rims made for a file that became too large."""
        self._buffer = BufferWriter()
        self._images: list[dict[str, object]] = []
        self._materials: list[dict[str, object]] = []
        self._material_of: dict[tuple[str, str, float], int] = {}
        self._image_of: dict[str, int] = {}
        self._shown: list[int] = []
        """Images that a material shows; wrinkle maps are for our own renderers."""

    def pack(self) -> bytes:
        rig = self._rig
        textures = tuple(self._texture_entry(name) for name in rig.textures)
        wrinkles = tuple(self._wrinkle_entry(wrinkle) for wrinkle in rig.wrinkles)
        kit = kit_of(rig)
        if kit is not None:
            textures = (*textures, self._texture_entry(HANDS))
        meshes = [self._mesh(layer) for layer in rig.layers]
        joints, skin = self._skeleton(first=len(meshes))
        nodes: list[dict[str, object]] = [
            {"name": layer.name, "mesh": number, "skin": 0}
            for number, layer in enumerate(rig.layers)
        ]
        document = RigDocument(
            camera_distance_d=CAMERA_DISTANCE,
            channels=supported_channels(rig),
            limits=dict(rig.limits),
            left_out=rig.left_out,
            provenance=dict(rig.provenance),
            layers=tuple(_layer_entry(layer) for layer in rig.layers),
            textures=textures,
            wrinkles=wrinkles,
            frame=_frame_entry(rig.frame),
            hands=None if kit is None else hands_entry(kit, HANDS),
        )
        nodes += joints
        roots = list(range(len(meshes) + 1))
        skins = [skin]
        if kit is not None:
            hands = HandFile(
                self._buffer,
                kit,
                rig.frame,
                material=self._hand_material(kit),
                first_mesh=len(meshes),
                first_node=len(nodes),
                first_skin=len(skins),
            )
            meshes += hands.meshes
            nodes += hands.nodes
            skins += hands.skins
            roots += hands.roots
        binary = self._buffer.data
        tree: dict[str, object] = {
            "asset": {
                "version": "2.0",
                "generator": f"SHERIN {__version__}",
                "extras": {"synthetic": True, "note": SYNTHETIC_NOTE},
            },
            "extensionsUsed": ["KHR_materials_unlit"],
            "scene": 0,
            "scenes": [
                {
                    "name": "rig",
                    "nodes": roots,
                    "extras": {"sherin": msgspec.to_builtins(document)},
                }
            ],
            "nodes": nodes,
            "meshes": meshes,
            "skins": skins,
            "materials": self._materials,
            "textures": [{"source": number, "sampler": 0} for number in self._shown],
            "samplers": [{"magFilter": 9729, "minFilter": 9987, "wrapS": 33071, "wrapT": 33071}],
            "images": self._images,
            "accessors": self._buffer.accessors,
            "bufferViews": self._buffer.views,
            "buffers": [{"byteLength": len(binary)}],
        }
        return pack_glb(tree, binary)

    def _image(self, name: str, data: bytes, mime_type: str) -> str:
        view = self._buffer.add_bytes(data)
        self._image_of[name] = len(self._images)
        self._images.append({"name": name, "mimeType": mime_type, "bufferView": view})
        return name

    def _texture_entry(self, name: str) -> TextureEntry:
        half = self._halves[name]
        jpeg = png = None
        if half.opaque is None or self._quality is None:
            png = self._image(f"{name}.png", half.whole, "image/png")
        else:
            data = encode_jpeg(half.opaque, self._quality)
            jpeg = self._image(f"{name}.jpg", data, "image/jpeg")
            if half.rim is not None:
                if name not in self._rims:
                    self._rims[name] = encode_png(half.rim)
                png = self._image(f"{name}.png", self._rims[name], "image/png")
        return TextureEntry(name=name, width=half.width, height=half.height, jpeg=jpeg, png=png)

    def _wrinkle_entry(self, wrinkle: Wrinkle) -> WrinkleEntry:
        return WrinkleEntry(
            name=wrinkle.name,
            layer=wrinkle.layer,
            terms=wrinkle.terms,
            image=self._image(f"wrinkle.{wrinkle.name}.png", encode_map(wrinkle.map), "image/png"),
            box=wrinkle.box,
        )

    def _mesh(self, layer: Layer) -> dict[str, object]:
        """One mesh; its primitives share their vertices and differ in triangles and material."""
        attributes = self._attributes(layer)
        names = sorted(layer.morphs)
        targets = [{"POSITION": self._morph(layer, name)} for name in names]
        primitives: list[dict[str, object]] = []
        for kind, triangles in self._kinds(layer):
            index_type = np.uint16 if len(layer.positions) <= 0xFFFF else np.uint32
            primitive: dict[str, object] = {
                "attributes": attributes,
                "indices": self._buffer.add(
                    triangles.astype(index_type).ravel(), "SCALAR", target=ELEMENT_ARRAY_BUFFER
                ),
                "material": self._material(layer, kind),
            }
            if targets:
                primitive["targets"] = targets
            primitives.append(primitive)
        mesh: dict[str, object] = {"name": layer.name, "primitives": primitives}
        if names:
            mesh["weights"] = [0.0] * len(names)
            mesh["extras"] = {"targetNames": names}
        return mesh

    def _attributes(self, layer: Layer) -> dict[str, object]:
        count = len(layer.positions)
        add = self._buffer.add
        weights = np.rint(layer.skinning * 65535.0).astype(np.int64)
        # The sum must be exactly one; the largest weight takes what rounding left over.
        weights[np.arange(count), weights.argmax(axis=1)] += 65535 - weights.sum(axis=1)
        # An unused influence must name joint 0.
        joints = np.where(weights > 0, np.arange(len(JOINTS)), 0).astype(np.uint8)
        attributes: dict[str, object] = {
            "POSITION": add(gltf_from_face(layer.positions), "VEC3", bounded=True),
            "TEXCOORD_0": add(layer.uvs.astype(np.float32), "VEC2"),
            "JOINTS_0": add(joints, "VEC4"),
            "WEIGHTS_0": add(weights.astype(np.uint16), "VEC4", normalized=True),
        }
        if np.any(layer.feather < 1.0):
            colours = np.full((count, 4), 255, np.uint8)
            colours[:, 3] = np.rint(layer.feather * 255.0)
            attributes["COLOR_0"] = add(colours, "VEC4", normalized=True)
        return attributes

    def _morph(self, layer: Layer, name: str) -> int:
        morph = layer.morphs[name]
        moves = np.abs(morph.delta).max(axis=1, initial=0.0) >= SMALLEST_DELTA_D
        return self._buffer.add_sparse(
            morph.index[moves], gltf_from_face(morph.delta[moves]), count=len(layer.positions)
        )

    def _kinds(self, layer: Layer) -> list[tuple[str, NDArray[np.int32]]]:
        """Triangles by what they need: opaque, soft at the rim only, or soft in the texture."""
        opaque = self._halves[layer.texture].is_opaque[layer.name]
        feathered = np.any(layer.feather[layer.triangles] < 1.0, axis=1)
        chosen = {
            "opaque": opaque & ~feathered,
            "feathered": opaque & feathered,
            "soft": ~opaque,
        }
        return [(kind, layer.triangles[own]) for kind, own in chosen.items() if own.any()]

    def _material(self, layer: Layer, kind: str) -> int:
        """The material of some triangles: the photo as it is, unlit, faded as at rest."""
        rest = opacity_at_rest(layer.fades)
        key = (layer.texture, kind, rest)
        if key in self._material_of:
            return self._material_of[key]
        image = f"{layer.texture}.{'png' if kind == 'soft' else 'jpg'}"
        if image not in self._image_of:  # one PNG holds all of it
            image = f"{layer.texture}.png"
        material: dict[str, object] = {
            "name": f"{layer.texture}.{kind}" + ("" if rest == 1.0 else f".{layer.name}"),
            "pbrMetallicRoughness": {
                "baseColorTexture": {"index": self._texture(image)},
                "baseColorFactor": [1.0, 1.0, 1.0, rest],
                "metallicFactor": 0.0,
                "roughnessFactor": 1.0,
            },
            "doubleSided": True,
            "extensions": {"KHR_materials_unlit": {}},
        }
        if kind != "opaque" or rest < 1.0:
            material["alphaMode"] = "BLEND"
        self._material_of[key] = len(self._materials)
        self._materials.append(material)
        return self._material_of[key]

    def _hand_material(self, kit: HandKit) -> int:
        self._materials.append(
            {
                "name": HANDS,
                "pbrMetallicRoughness": {
                    "baseColorTexture": {
                        "index": self._texture(
                            f"{HANDS}.{'png' if self._quality is None else 'jpg'}"
                        )
                    },
                    "baseColorFactor": plain_tone(kit),
                    "metallicFactor": 0.0,
                    "roughnessFactor": 1.0,
                },
                "extensions": {"KHR_materials_unlit": {}},
            }
        )
        return len(self._materials) - 1

    def _texture(self, image: str) -> int:
        number = self._image_of[image]
        if number not in self._shown:
            self._shown.append(number)
        return self._shown.index(number)

    def _skeleton(self, *, first: int) -> tuple[list[dict[str, object]], dict[str, object]]:
        """Nodes of the joints, each the child of the one before it, and the skin that binds them.

        Args:
            first: Number of the first joint's node.
        """
        points = joint_points(self._rig.frame)
        nodes: list[dict[str, object]] = []
        before = np.zeros(3)
        for number, (name, point) in enumerate(zip(JOINTS, points, strict=True)):
            node: dict[str, object] = {"name": name}
            if np.any(point != before):
                node["translation"] = (point - before).tolist()
            if number + 1 < len(JOINTS):
                node["children"] = [first + number + 1]
            nodes.append(node)
            before = point
        bind = np.tile(np.eye(4, dtype=np.float32), (len(JOINTS), 1, 1))
        bind[:, 3, :3] = -points  # column-major: the last row here is the translation
        return nodes, {
            "name": "person",
            "joints": [first + number for number in range(len(JOINTS))],
            "inverseBindMatrices": self._buffer.add(
                bind.reshape(len(JOINTS), 16), "MAT4", target=None
            ),
        }


def opacity_at_rest(fades: Sequence[Fade]) -> float:
    """Opacity with all weights 0, as a viewer without fades should show a layer."""
    opacity = 1.0
    for fade in fades:
        position = float(np.clip((0.0 - fade.low) / (fade.high - fade.low), 0.0, 1.0))
        opacity *= position * position * (3.0 - 2.0 * position)
    return round(opacity, 4)


def _layer_entry(layer: Layer) -> LayerEntry:
    return LayerEntry(
        name=layer.name,
        material=layer.material,
        texture=layer.texture,
        fades=tuple(
            FadeEntry(terms=fade.terms, low=fade.low, high=fade.high) for fade in layer.fades
        ),
    )


def _frame_entry(frame: Frame) -> FrameEntry:
    return FrameEntry(
        width_d=float(frame.width_d),
        centre=(float(frame.centre[0]), float(frame.centre[1])),
        pivot=_vector(frame.pivot),
        neck=_vector(frame.neck),
        rest_deg=_vector(frame.rest_deg),
        landmarks=_vectors(frame.landmarks),
        photo_landmarks=_vectors(frame.photo_landmarks),
        chin_y=float(frame.chin_y),
        hairline_y=float(frame.hairline_y),
        head_height=float(frame.head_height),
        shoulder_width=float(frame.shoulder_width),
        skin_rgb=_vector(frame.skin_rgb),
        light=_vectors(frame.light),
    )


def _vector(values: Sequence[float] | NDArray[np.floating]) -> tuple[float, float, float]:
    x, y, z = (round(float(value), 5) for value in values)
    return x, y, z


def _vectors(rows: NDArray[np.floating]) -> tuple[tuple[float, float, float], ...]:
    return tuple(_vector(cast("NDArray[np.floating]", row)) for row in rows)
