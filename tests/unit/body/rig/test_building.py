"""Parts become a whole in the right order, and generators are found by name."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from sherin.app.avatars import portrait_path
from sherin.body.channels import NEUTRAL
from sherin.body.rendering import Stage
from sherin.body.rig import Rig, building
from sherin.body.rig.building import (
    BUILT_IN,
    LAYER_ORDER,
    PhotoRigGenerator,
    build_rig,
    generator,
    generator_names,
    in_drawing_order,
    joined_textures,
    register_generator,
)
from sherin.body.rig.intake import read_portrait
from sherin.body.rig.intake.framing import MAX_CROP_PX
from sherin.body.rig.part import Part
from sherin.errors import RigError, RigNotFoundError
from sherin.testing.rigs import tiny_rig


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    built_in = {BUILT_IN: building._GENERATORS[BUILT_IN]}  # whatever other tests plugged in
    monkeypatch.setattr(building, "_GENERATORS", built_in)
    return


def named(*names: str) -> list:
    layer = tiny_rig(grid_px=30.0).layer("head")
    return [replace(layer, name=name) for name in names]


def test_layers_are_sorted_from_back_to_front():
    mixed = named("glasses", "lidLeft", "head", "irisLeft", "irisRight", "background", "mouthSock")
    assert [layer.name for layer in in_drawing_order(mixed)] == [
        "background", "mouthSock", "irisRight", "irisLeft", "head", "lidLeft", "glasses",
    ]  # fmt: skip


def test_layer_of_unknown_place_is_named():
    with pytest.raises(RigError, match="'moustache': its place is unknown; expected one of back"):
        in_drawing_order(named("moustache"))


def test_head_hides_eyes_and_mouth():
    assert LAYER_ORDER.index("head") > max(LAYER_ORDER.index(name) for name in ("iris", "tongue"))


def test_parts_may_share_a_texture_but_not_a_name():
    (layer,) = named("head")
    picture = np.zeros((4, 4, 4), np.uint8)
    one = Part(layers=(layer,), textures={layer.texture: picture})
    same = Part(layers=(layer,), textures={layer.texture: picture.copy()})
    assert list(joined_textures([one, same])) == [layer.texture]
    other = Part(layers=(layer,), textures={layer.texture: picture + 1})
    with pytest.raises(RigError, match="two parts of the rig have different ones"):
        joined_textures([one, other])


def test_built_in_generator_is_there_under_its_name():
    made = generator()
    assert (made.name, made.version) == (BUILT_IN, PhotoRigGenerator.version)


@pytest.mark.usefixtures("registry")
def test_another_generator_plugs_in():
    class Other:
        name, version = "other", "3"

        def build(self, photo: object, *, face: object = None, progress: object = None) -> object:
            return tiny_rig(grid_px=30.0)

    register_generator("other", Other)
    register_generator("other", Other)
    assert generator_names() == ("other", BUILT_IN)
    assert generator("other").build(b"").layer("head")
    with pytest.raises(RigError, match="there is one of that name"):
        register_generator(BUILT_IN, Other)


def test_unknown_generator_lists_the_known_ones():
    with pytest.raises(RigNotFoundError, match=r"'foto': there is none\. Known: photo"):
        generator("foto")


def test_a_photo_of_a_phone_becomes_the_same_person(built_in_rig: Rig) -> None:
    """Where the crop is cut down to its limit, eyes and mouth still find their colours."""
    with Image.open(portrait_path()) as photo:
        large = io.BytesIO()
        photo.resize((3000, 3000), Image.Resampling.LANCZOS).save(large, "BMP")
    rig = build_rig(read_portrait(large.getvalue()))
    head = rig.textures[rig.layer("head").texture]
    assert head.shape[0] == MAX_CROP_PX
    pictures = [
        Stage(one, size=(256, 256)).draw(NEUTRAL, t_s=0.0)[..., :3].astype(float)
        for one in (built_in_rig, rig)
    ]
    eyes = np.s_[80:135, 90:170]
    assert np.abs(pictures[0] - pictures[1])[eyes].mean() < 8.0
