"""A GLB file becomes a rig again. What it says is checked: the file may be anybody's."""

from __future__ import annotations

import math
from typing import Final, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.glb.accessors import BufferReader, item, rows_of, table
from sherin.body.rig.glb.container import unpack_glb
from sherin.body.rig.glb.document import (
    DOCUMENT_VERSION,
    FrameEntry,
    HandsEntry,
    LayerEntry,
    RigDocument,
    TextureEntry,
    WrinkleEntry,
)
from sherin.body.rig.glb.hand_meshes import HAND_MESH, hand_kit
from sherin.body.rig.glb.images import decode_map, join_texture
from sherin.body.rig.glb.space import face_from_gltf
from sherin.body.rig.hands.kit import HandKit
from sherin.body.rig.model import JOINTS, Fade, Frame, Layer, Morph, Rig, Texture, Wrinkle
from sherin.errors import RigError

__all__ = ["decode_rig", "rig_document"]

_MAX_LAYERS: Final = 64
_N_LANDMARKS: Final = 478
_ADVICE: Final = "Name a .glb made by `sherin avatar build`, or build it again."


def rig_document(data: bytes) -> RigDocument:
    """The small JSON in a GLB file.

    Raises:
        RigError: not a GLB, not of a rig, or of a later version.
    """
    return _document(unpack_glb(data)[0])


def decode_rig(data: bytes) -> Rig:
    """The rig in a GLB file, equal to what was written within quantisation.

    Lengths come back within 1e-5 d, opacities within 3/255, opaque colours as JPEG keeps them.

    Raises:
        RigError: not a GLB, not of a rig, torn, or of a later version.
    """
    tree, binary = unpack_glb(data)
    document = _document(tree)
    reader = BufferReader(tree, binary)
    images = {
        str(image.get("name")): reader.view(image.get("bufferView"))
        for image in rows_of(tree, "images")
    }
    if not 0 < len(document.layers) <= _MAX_LAYERS:
        raise RigError(f"GLB: {len(document.layers)} layers; expected 1..{_MAX_LAYERS}. {_ADVICE}")
    textures = {entry.name: _texture(entry, images) for entry in document.textures}
    layers = tuple(_layer(tree, reader, entry) for entry in document.layers)
    shown = {layer.texture for layer in layers}
    for layer in layers:
        if layer.texture not in textures:
            raise RigError(f"GLB, layer {layer.name!r}: no texture {layer.texture!r}. {_ADVICE}")
    return Rig(
        layers=layers,
        textures={name: textures[name] for name in textures if name in shown},
        wrinkles=tuple(_wrinkle(entry, images, layers) for entry in document.wrinkles),
        frame=_frame(document.frame),
        hands=_hands(document.hands, textures),
        limits=document.limits,
        left_out=document.left_out,
        provenance=document.provenance,
    )


def _document(tree: dict[str, object]) -> RigDocument:
    scenes = rows_of(tree, "scenes")
    extras = scenes[0].get("extras") if scenes else None
    inside = cast("dict[str, object]", extras).get("sherin") if isinstance(extras, dict) else None
    if inside is None:
        raise RigError(f"GLB: it holds no rig of ours (scenes[0].extras.sherin). {_ADVICE}")
    try:
        document = msgspec.convert(inside, RigDocument)
    except msgspec.ValidationError as error:
        raise RigError(f"GLB: its rig is malformed, {error}. {_ADVICE}") from None
    if document.version > DOCUMENT_VERSION:
        raise RigError(
            f"GLB: its rig has version {document.version}; this program reads up to "
            f"{DOCUMENT_VERSION}. Update it, or build the avatar again."
        )
    return document


def _texture(entry: TextureEntry, images: dict[str, memoryview]) -> Texture:
    try:
        jpeg = None if entry.jpeg is None else images[entry.jpeg]
        png = None if entry.png is None else images[entry.png]
    except KeyError as missing:
        raise RigError(f"GLB, texture {entry.name!r}: no image {missing}. {_ADVICE}") from None
    return join_texture(jpeg=jpeg, png=png, size=(entry.width, entry.height))


def _wrinkle(
    entry: WrinkleEntry, images: dict[str, memoryview], layers: tuple[Layer, ...]
) -> Wrinkle:
    if entry.image not in images or entry.layer not in {layer.name for layer in layers}:
        raise RigError(
            f"GLB, wrinkle {entry.name!r}: no image {entry.image!r} or no layer {entry.layer!r}. "
            f"{_ADVICE}"
        )
    return Wrinkle(
        name=entry.name,
        layer=entry.layer,
        terms=entry.terms,
        map=decode_map(images[entry.image]),
        box=entry.box,
    )


def _layer(tree: dict[str, object], reader: BufferReader, entry: LayerEntry) -> Layer:
    """One layer from the mesh of its name."""
    for mesh in rows_of(tree, "meshes"):
        if mesh.get("name") == entry.name:
            break
    else:
        raise RigError(f"GLB: there is no mesh {entry.name!r}. {_ADVICE}")
    first = item(mesh, "primitives", 0)
    attributes = table(first, "attributes")
    metres = _floats(reader, attributes.get("POSITION"), "VEC3", entry.name)
    count = len(metres)
    triangles = [
        reader.array(primitive.get("indices"), "SCALAR")
        for primitive in rows_of(mesh, "primitives")
    ]
    return Layer(
        name=entry.name,
        material=entry.material,
        texture=entry.texture,
        positions=face_from_gltf(metres),
        uvs=_rows(_floats(reader, attributes.get("TEXCOORD_0"), "VEC2", entry.name), count, entry),
        triangles=_triangles(triangles, count, entry.name),
        skinning=_rows(_skinning(reader, attributes), count, entry),
        feather=_feather(reader, attributes, count, entry),
        morphs=_morphs(reader, mesh, first, count),
        fades=tuple(
            Fade(terms=fade.terms, low=_apart(fade.low, fade.high, entry.name), high=fade.high)
            for fade in entry.fades
        ),
    )


def _floats(reader: BufferReader, number: object, shape: str, name: str) -> NDArray[np.float32]:
    values = reader.array(number, "VEC2" if shape == "VEC2" else "VEC3").astype(np.float32)
    if not np.isfinite(values).all() or np.abs(values).max() > 1e3:
        raise RigError(f"GLB, layer {name!r}: a number in it has no meaning. {_ADVICE}")
    return values


def _rows(values: NDArray[np.float32], count: int, entry: LayerEntry) -> NDArray[np.float32]:
    if len(values) != count:
        raise RigError(
            f"GLB, layer {entry.name!r}: {count} positions and {len(values)} rows of something "
            f"else. {_ADVICE}"
        )
    return values


def _triangles(parts: list[NDArray[np.generic]], count: int, name: str) -> NDArray[np.int32]:
    flat = np.concatenate([part.astype(np.int64) for part in parts])
    if len(flat) % 3 or flat.min() < 0 or flat.max() >= count:
        raise RigError(f"GLB, layer {name!r}: triangles of vertices it lacks. {_ADVICE}")
    return flat.reshape(-1, 3).astype(np.int32)


def _skinning(reader: BufferReader, attributes: dict[str, object]) -> NDArray[np.float32]:
    joints = reader.array(attributes.get("JOINTS_0"), "VEC4").astype(np.int64)
    weights = reader.array(attributes.get("WEIGHTS_0"), "VEC4")
    scale = 65535.0 if weights.dtype.kind == "u" else 1.0
    shares = weights.astype(np.float64) / scale
    if joints.shape != shares.shape or joints.max() >= len(JOINTS):
        raise RigError(f"GLB: skinning to joints beyond {len(JOINTS)}. {_ADVICE}")
    skinning = np.zeros((len(joints), len(JOINTS)))
    for column in range(joints.shape[1]):
        np.add.at(skinning, (np.arange(len(joints)), joints[:, column]), shares[:, column])
    return skinning.astype(np.float32)


def _feather(
    reader: BufferReader, attributes: dict[str, object], count: int, entry: LayerEntry
) -> NDArray[np.float32]:
    if "COLOR_0" not in attributes:
        return np.ones(count, np.float32)
    colours = reader.array(attributes["COLOR_0"], "VEC4").astype(np.float32)
    return _rows(colours[:, 3] / np.float32(255.0), count, entry)


def _morphs(
    reader: BufferReader, mesh: dict[str, object], first: dict[str, object], count: int
) -> dict[str, Morph]:
    targets = rows_of(first, "targets")
    extras = table(mesh, "extras") if targets else {}
    names = extras.get("targetNames", [])
    if not isinstance(names, list) or len(cast("list[object]", names)) != len(targets):
        raise RigError(f"GLB, mesh {mesh.get('name')!r}: morphs without names. {_ADVICE}")
    morphs: dict[str, Morph] = {}
    for name, target in zip(cast("list[object]", names), targets, strict=True):
        index, metres = reader.sparse(target.get("POSITION"), count=count)
        if not np.isfinite(metres).all():
            raise RigError(f"GLB, morph {name!r}: a number in it has no meaning. {_ADVICE}")
        morphs[str(name)] = Morph(index=index, delta=face_from_gltf(metres))
    return morphs


def _hands(entry: HandsEntry | None, textures: dict[str, Texture]) -> HandKit | None:
    if entry is None:
        return None
    if entry.texture not in textures or entry.mesh != HAND_MESH:
        raise RigError(
            f"GLB: hands of mesh {entry.mesh!r} in texture {entry.texture!r}; expected mesh "
            f"{HAND_MESH!r} and one of {sorted(textures)}. {_ADVICE}"
        )
    return hand_kit(entry, textures[entry.texture])


def _apart(low: float, high: float, name: str) -> float:
    if not (math.isfinite(low) and math.isfinite(high)) or low == high:
        raise RigError(f"GLB, layer {name!r}: a fade from {low} to {high}. {_ADVICE}")
    return low


def _frame(entry: FrameEntry) -> Frame:
    landmarks = np.asarray(entry.landmarks, np.float32)
    photo = np.asarray(entry.photo_landmarks, np.float32)
    light = np.asarray(entry.light, np.float32)
    if len(landmarks) != _N_LANDMARKS or len(photo) != _N_LANDMARKS or light.shape != (9, 3):
        raise RigError(
            f"GLB: {len(landmarks)} and {len(photo)} landmarks and light of {light.shape}; "
            f"expected {_N_LANDMARKS} twice and (9, 3). {_ADVICE}"
        )
    return Frame(
        width_d=entry.width_d,
        centre=entry.centre,
        pivot=entry.pivot,
        neck=entry.neck,
        rest_deg=entry.rest_deg,
        landmarks=landmarks,
        photo_landmarks=photo,
        chin_y=entry.chin_y,
        hairline_y=entry.hairline_y,
        head_height=entry.head_height,
        shoulder_width=entry.shoulder_width,
        skin_rgb=entry.skin_rgb,
        light=light,
    )
