"""The built-in portrait becomes a whole avatar: its file, its sheet, and twice the same bytes."""

import importlib.util
import io
from importlib.resources import files

import numpy as np
import pytest

from sherin.app.avatars import AvatarStore, built_avatar
from sherin.body.channels import CHANNELS
from sherin.body.rig import PHOTO_EXPRESSION, Rig
from sherin.body.rig.building import LAYER_ORDER, STEPS, generator
from sherin.body.rig.glb import MAX_GLB_BYTES, decode_rig, rig_document

if importlib.util.find_spec("mediapipe") is None:
    pytest.skip("extra rig is not installed", allow_module_level=True)


Built = tuple[bytes, Rig, list[str]]


@pytest.fixture(scope="module")
def built() -> Built:
    """The file, the rig it was made from, and what was said meanwhile."""
    photo = (files("sherin.body") / "data" / "portrait" / "astronaut.png").read_bytes()
    said: list[str] = []
    data, rig = built_avatar(
        photo, made_by=generator(), progress=lambda what, done, total: said.append(what)
    )
    return data, rig, said


@pytest.fixture(scope="module")
def data(built: Built) -> bytes:
    return built[0]


def test_file_is_small_and_holds_every_blendshape(data: bytes):
    assert len(data) <= MAX_GLB_BYTES
    head = decode_rig(data).layer("head")
    shapes = {c.name for c in CHANNELS if c.domain == "face" and c.unit == "weight"}
    assert len(shapes) == 52
    assert {*shapes, PHOTO_EXPRESSION} <= head.morphs.keys()


def test_document_tells_where_the_avatar_comes_from(data: bytes):
    document = rig_document(data)
    assert {"generator", "generator_version", "photo_sha256", "detector"} <= (
        document.provenance.keys()
    )
    assert document.hands is not None
    assert {"gazeYaw", "handLeftVisibility", "headYaw"} <= set(document.channels)


def test_layers_lie_in_drawing_order(data: bytes):
    names = [layer.name for layer in decode_rig(data).layers]
    places = [LAYER_ORDER.index(n.removesuffix("Left").removesuffix("Right")) for n in names]
    assert places == sorted(places)


def test_progress_names_every_step(built: Built):
    assert tuple(built[2]) == STEPS


def test_file_gives_back_the_picture_that_the_rig_gives(built: Built):
    """What a film shows comes from the file alone."""
    from sherin.body.channels import NEUTRAL
    from sherin.body.rendering import Stage

    data, rig, _ = built
    pictures = [
        Stage(one, size=(256, 256)).draw(NEUTRAL, t_s=0.0)[..., :3].astype(float)
        for one in (rig, decode_rig(data))
    ]
    error = np.sqrt(np.mean((pictures[0] - pictures[1]) ** 2))
    assert 20 * np.log10(255 / error) >= 42


def test_sheet_shows_everything(data: bytes):
    from PIL import Image

    from sherin.app.film.sheet import draw_sheet

    stream = io.BytesIO()
    n_pictures = draw_sheet(decode_rig(data), stream, size=96)
    assert n_pictures >= 52 + 2 + 14 + 15 + 14 + 10
    with Image.open(stream) as sheet:
        assert "synthetic" in sheet.text["Comment"]
        assert sheet.width == 7 * 96


def test_store_builds_the_same_bytes_from_the_same_photo(data: bytes):
    assert AvatarStore().read("astronaut") == data
