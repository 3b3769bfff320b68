"""Background, body and hair as layers: whole, light, and still where they must be."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from sherin.body.rig.face import Head, build_head
from sherin.body.rig.model import JOINTS, Layer
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait
from sherin.body.rig.surroundings import build_surroundings
from sherin.body.rig.surroundings.sheets import cut_sheet, head_cover


@pytest.fixture(scope="module")
def part(built_in_portrait: Portrait, built_in_head: Head) -> Part:
    return build_surroundings(built_in_portrait, built_in_head)


def by_name(part: Part, name: str) -> Layer:
    return next(layer for layer in part.layers if layer.name == name)


def test_layers_are_sound(part: Part) -> None:
    assert [layer.name for layer in part.layers] == ["background", "body", "hair"]
    for layer in part.layers:
        n = len(layer.positions)
        assert layer.uvs.shape == (n, 2)
        assert layer.skinning.shape == (n, len(JOINTS))
        np.testing.assert_allclose(layer.skinning.sum(axis=1), 1.0, atol=1e-5)
        assert layer.uvs.min() >= 0.0
        assert layer.uvs.max() <= 1.0
        assert np.isfinite(layer.positions).all()
        assert int(layer.triangles.max()) < n


def test_background_is_opaque_larger_than_the_crop_and_never_moves(
    part: Part, built_in_head: Head
) -> None:
    layer = by_name(part, "background")
    assert part.textures["background"][:, :, 3].min() == 255
    assert set(np.unique(layer.skinning[:, 0])) == {1.0}
    seen = built_in_head.pixels(layer.positions)
    side = built_in_head.frame.width_d * built_in_head.pixel_scale
    assert seen.min() < -0.5 * side
    assert seen.max() > 1.5 * side


def test_nobody_is_left_on_the_background(part: Part, built_in_portrait: Portrait) -> None:
    """Where the face was, the card has the colours of the wall around."""
    card = part.textures["background"][:, :, :3].astype(float)
    side = built_in_portrait.pixels.shape[0]
    wall = cv2.resize(built_in_portrait.matte, card.shape[1::-1]) < 0.01
    x, y = built_in_portrait.landmarks[1, :2] / side * card.shape[0]
    face = card[int(y) - 20 : int(y) + 20, int(x) - 20 : int(x) + 20].mean(axis=(0, 1))
    spread = card[wall].std(axis=0).max()
    assert np.abs(face - card[wall].mean(axis=0)).max() < max(2.5 * spread, 12.0)


def test_stiff_collar_does_not_follow_the_neck(part: Part, built_in_head: Head) -> None:
    """The prototype bent the ring of the suit when the head rolled."""
    layer = by_name(part, "body")
    seen = built_in_head.pixels(layer.positions) / built_in_head.pixel_scale
    chin = built_in_head.pixels(built_in_head.layer.positions[152:153])
    below = seen[:, 1] > chin[0, 1] / built_in_head.pixel_scale + 0.5
    np.testing.assert_allclose(layer.skinning[below, 1], 1.0, atol=1e-3)


def test_body_goes_on_behind_the_jaw(part: Part, built_in_head: Head) -> None:
    layer = by_name(part, "body")
    chin = built_in_head.layer.positions[152]
    behind = (np.abs(layer.positions[:, 0]) < 0.4) & (layer.positions[:, 1] < chin[1] - 0.3)
    assert behind.any()
    height, width = part.textures["body"].shape[:2]
    at = np.rint(layer.uvs[behind] * [width - 1, height - 1]).astype(int)
    assert part.textures["body"][at[:, 1], at[:, 0], 3].max() > 250


def test_same_photo_same_bytes(
    part: Part, built_in_portrait: Portrait, built_in_head: Head
) -> None:
    again = build_surroundings(built_in_portrait, built_in_head)
    for name, texture in part.textures.items():
        assert texture.tobytes() == again.textures[name].tobytes()
    for one, other in zip(part.layers, again.layers, strict=True):
        assert one.positions.tobytes() == other.positions.tobytes()
        assert one.skinning.tobytes() == other.skinning.tobytes()


def test_textures_leave_room_for_the_rest_of_the_file(part: Part) -> None:
    n_bytes = sum(
        len(cv2.imencode(".png", np.ascontiguousarray(texture[:, :, [2, 1, 0, 3]]))[1])
        for texture in part.textures.values()
    )
    assert n_bytes < 1_200_000


def test_long_hair_is_a_layer_that_goes_from_head_to_torso(
    portrait_of: Callable[[str], Portrait],
) -> None:
    portrait = portrait_of("p088")
    head = build_head(portrait)
    part = build_surroundings(portrait, head)
    assert [layer.name for layer in part.layers] == ["background", "body", "hair"]
    layer = by_name(part, "hair")
    order = np.argsort(layer.positions[:, 1])
    top, bottom = order[:20], order[-20:]
    assert float(layer.skinning[top, 1].max()) < 0.05
    assert float(layer.skinning[bottom, 1].min()) > 0.8


def test_lobes_and_jaw_leave_with_the_head(part: Part, built_in_head: Head) -> None:
    """On the body they stayed behind as strips below the ears when the head rolled."""
    layer = by_name(part, "hair")
    chin = built_in_head.layer.positions[152]
    above = layer.positions[:, 1] < chin[1]
    assert above.any()
    np.testing.assert_allclose(layer.skinning[above, JOINTS.index("head")], 1.0, atol=0.05)


def test_head_cover_knows_the_feather_and_closes_eyes_and_mouth(
    built_in_portrait: Portrait, built_in_head: Head
) -> None:
    cover = head_cover(built_in_head, built_in_portrait.pixels.shape[0])
    marks = built_in_portrait.landmarks
    for index in (1, 13, 468, 473):
        x, y = np.rint(marks[index, :2]).astype(int)
        assert cover[y, x] == 1.0
    assert not cover[-60:].any()
    assert ((cover > 0.2) & (cover < 0.8)).any()


def test_sheet_mirrors_beyond_the_edge_and_slopes_down() -> None:
    rgba = np.full((64, 64, 4), 200.0, np.float32)
    rgba[:20, :, 3] = 0.0
    sheet = cut_sheet(rgba, step_px=8.0, margin_px=16.0, droop=0.5)
    beyond = sheet.places[:, 0] < 0
    assert beyond.any()
    np.testing.assert_allclose(sheet.sources[beyond, 0], -sheet.places[beyond, 0])
    low = beyond & (sheet.places[:, 1] > 40) & (sheet.places[:, 1] <= 64)
    drop = sheet.places[low, 1] - sheet.sources[low, 1]
    np.testing.assert_allclose(drop, -0.5 * sheet.places[low, 0])
    assert sheet.texture.shape[0] <= 64 - 18
