"""What cannot be a rig is refused in a sentence; every version ever written still loads."""

import contextlib
import json
import struct
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sherin.body.rig.glb import (
    RigDocument,
    decode_rig,
    document_schema,
    encode_rig,
    pack_glb,
    rig_document,
    unpack_glb,
)
from sherin.errors import RigError
from sherin.testing.rigs import tiny_rig


@pytest.fixture(scope="module")
def sample(repository_folder: Path) -> bytes:
    return (repository_folder / "conformance" / "rig" / "tiny_v1.glb").read_bytes()


@pytest.fixture(scope="module")
def repository_folder() -> Path:
    return Path(__file__).resolve().parents[5]


def changed(data: bytes, change: object) -> bytes:
    tree, binary = unpack_glb(data)
    change(tree)  # type: ignore[operator]
    return pack_glb(tree, bytes(binary))


def test_every_stored_version_loads(repository_folder: Path):
    files = sorted((repository_folder / "conformance" / "rig").glob("*.glb"))
    assert files
    for path in files:
        rig = decode_rig(path.read_bytes())
        assert {layer.name for layer in rig.layers} == {"background", "body", "head", "lipShadow"}
        assert "jawOpen" in rig.layer("head").morphs


def test_schema_in_the_package_is_the_one_of_the_types(repository_folder: Path):
    path = repository_folder / "src" / "sherin" / "body" / "data" / "rig.schema.json"
    fresh = json.loads(json.dumps(document_schema()))
    assert json.loads(path.read_text("utf-8")) == fresh, "run make generate"


def test_schema_demands_the_synthetic_mark():
    rig = document_schema()["$defs"]["RigDocument"]["properties"]["synthetic"]  # type: ignore[index]
    assert rig["enum"] == [True]


def test_json_without_the_synthetic_mark_is_refused(sample: bytes):
    def lie(tree: dict) -> None:
        tree["scenes"][0]["extras"]["sherin"]["synthetic"] = False

    with pytest.raises(RigError, match="synthetic"):
        decode_rig(changed(sample, lie))


def test_unknown_fields_are_skipped(sample: bytes):
    def grow(tree: dict) -> None:
        tree["scenes"][0]["extras"]["sherin"]["later"] = {"a": 1}

    assert isinstance(rig_document(changed(sample, grow)), RigDocument)


def test_later_version_says_so(sample: bytes):
    def age(tree: dict) -> None:
        tree["scenes"][0]["extras"]["sherin"]["version"] = 99

    with pytest.raises(RigError, match="version 99; this program reads up to 1"):
        decode_rig(changed(sample, age))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "expected b'glTF'"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "expected b'glTF'"),
        (struct.pack("<III", 0x46546C67, 1, 20) + bytes(8), "version 1"),
        (
            struct.pack("<III", 0x46546C67, 2, 20) + struct.pack("<II", 99, 0x4E4F534A),
            "after the file",
        ),
        (pack_glb({"asset": {"version": "2.0"}}, b""), "no rig of ours"),
    ],
)
def test_what_is_no_rig_is_refused_in_a_sentence(data: bytes, words: str):
    with pytest.raises(RigError, match=words):
        decode_rig(data)


def test_torn_file_is_refused(sample: bytes):
    with pytest.raises(RigError, match="a whole file"):
        decode_rig(sample[:-100])


def test_picture_bomb_is_refused_before_it_is_decoded(sample: bytes):
    tree, binary = unpack_glb(sample)
    images, views = tree["images"], tree["bufferViews"]
    bomb = bytearray(binary)
    (png,) = [image for image in images if image["name"] == "shadow.png"]  # type: ignore[union-attr]
    start = views[png["bufferView"]]["byteOffset"]  # type: ignore[index]
    bomb[start + 16 : start + 24] = struct.pack(">II", 60_000, 60_000)
    with pytest.raises(RigError, match="60000 x 60000 px; expected 4 x 4"):
        decode_rig(pack_glb(tree, bytes(bomb)))


@given(data=st.data())
def test_broken_bytes_raise_only_the_documented_error(data: st.DataObject):
    """Anybody's file: no crash, no other exception, no gigabytes."""
    whole = (Path(__file__).resolve().parents[5] / "conformance/rig/tiny_v1.glb").read_bytes()
    torn = bytearray(whole)
    text_length = struct.unpack_from("<I", whole, 12)[0]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(20, 20 + text_length - 1) | st.integers(12, len(whole) - 1))
        torn[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(RigError):
        decode_rig(bytes(torn))


def test_rig_that_contradicts_itself_is_not_written():
    rig = tiny_rig()
    head = rig.layer("head")
    with pytest.raises(RigError, match="no texture 'skin'"):
        encode_rig(replace(rig, layers=(replace(head, texture="skin"),), wrinkles=()))
    with pytest.raises(RigError, match="no name twice"):
        encode_rig(replace(rig, layers=(head, head)))
    wild = replace(head, triangles=np.full((1, 3), 10**6, np.int32))
    with pytest.raises(RigError, match="triangles name vertices"):
        encode_rig(replace(rig, layers=(wild,), wrinkles=()))
    with pytest.raises(RigError, match="no layer 'nose'"):
        encode_rig(replace(rig, wrinkles=(replace(rig.wrinkles[0], layer="nose"),)))


def test_document_survives_json(sample: bytes):
    document = rig_document(sample)
    assert msgspec.json.decode(msgspec.json.encode(document), type=RigDocument) == document
