"""Eyes: taken apart and put together again, turned, closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sherin.body.rig.face import Head, build_head
from sherin.body.rig.insides import build_eyes, build_mouth
from sherin.body.rig.insides.iris import complete_iris
from sherin.body.rig.insides.patch import Patch
from sherin.body.rig.model import Layer, Rig
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait

from .conftest import SIZE, both, drawn, green, opacity, painted_green, portrait_named


def layer_of(part: Part, name: str) -> Layer:
    return next(layer for layer in part.layers if layer.name == name)


def pupil_move(part: Part, layer: str, blendshape: str) -> NDArray[np.float32]:
    """Where a look at weight 1 moves the middle of a disc, (3,)."""
    morph = layer_of(part, layer).morphs[blendshape]
    # The first row of a disc is its middle.
    return morph.delta[np.searchsorted(morph.index, 0)]


@pytest.mark.parametrize("side", ["Left", "Right"])
def test_looks_turn_the_pupil_the_way_they_say(eyes: Part, side: str):
    to_image_right = 1.0 if side == "Left" else -1.0
    assert pupil_move(eyes, f"iris{side}", f"eyeLookOut{side}")[0] * to_image_right > 0.07
    assert pupil_move(eyes, f"iris{side}", f"eyeLookIn{side}")[0] * to_image_right < -0.07
    assert pupil_move(eyes, f"iris{side}", f"eyeLookUp{side}")[1] < -0.05
    assert pupil_move(eyes, f"iris{side}", f"eyeLookDown{side}")[1] > 0.05


def test_a_turned_pupil_recedes(eyes: Part):
    """Foreshortening: on a ball what moves aside also moves back."""
    assert pupil_move(eyes, "irisLeft", "eyeLookOutLeft")[2] > 0.01


def test_reflection_travels_about_half_as_far_as_the_pupil(eyes: Part):
    pupil = np.linalg.norm(pupil_move(eyes, "irisLeft", "eyeLookOutLeft")[:2])
    glint = np.linalg.norm(pupil_move(eyes, "glintLeft", "eyeLookOutLeft")[:2])
    assert 0.35 < glint / pupil < 0.6


def test_with_the_photos_expression_the_eyes_are_the_photos(
    bare_rig: Rig, built_in_portrait: Portrait, head: Head
):
    side = built_in_portrait.pixels.shape[0]
    photo = cv2.resize(built_in_portrait.pixels, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    picture = drawn(bare_rig, photo_expression=1.0)
    for eye in ("Right", "Left"):
        loop = np.concatenate(
            [
                head.pixels(head.photo(f"eyeUpper{eye}")),
                head.pixels(head.photo(f"eyeLower{eye}"))[::-1],
            ]
        )
        mask = np.zeros((SIZE, SIZE), np.uint8)
        cv2.fillPoly(mask, [np.rint(loop * SIZE / side).astype(np.int32)], 1)
        error = np.abs(picture - photo)[mask > 0].mean()
        assert error < 8.0, f"{eye} eye: {error:.1f} grey levels from the photo"


@pytest.mark.parametrize("name", ["built-in", "p006", "p016", "p028", "p071"])
def test_a_blink_leaves_nothing_of_the_eye(
    name: str, built_in_portrait: Portrait, rig_of: Callable[[Head, Part, Part], Rig]
):
    portrait = built_in_portrait if name == "built-in" else portrait_named(name)
    head = build_head(portrait)
    rig = rig_of(head, build_eyes(portrait, head), build_mouth(portrait, head))
    eye = painted_green(rig, "sclera", "iris", "glint")
    seen = [green(drawn(eye, both("eyeBlink", weight))).sum() for weight in (0.0, 0.5, 1.0)]
    assert seen[0] > 100
    assert 0.2 < seen[1] / seen[0] < 0.75
    assert seen[2] / seen[0] <= 0.1


def test_no_eye_shows_beside_its_opening(bare_rig: Rig):
    """Neither a turned head nor a far look pushes an eye through the skin."""
    eye = painted_green(bare_rig, "sclera", "iris", "glint")
    closed = both("eyeBlink", 1.0)
    for channels in ({"headYaw": 20.0}, {"headYaw": -20.0}, {"gazeYaw": 35.0}, {"gazePitch": 30.0}):
        open_px = green(drawn(eye, channels)).sum()
        assert green(drawn(eye, {**channels, **closed})).sum() <= 0.1 * open_px


def test_lids_are_clear_and_behind_the_skin_at_rest(bare_rig: Rig, head: Head):
    for side in ("Right", "Left"):
        lid = bare_rig.layer(f"lid{side}")
        assert opacity(bare_rig, lid.name, {}) == 0.0
        assert opacity(bare_rig, lid.name, {f"eyeBlink{side}": 1.0}) == 1.0
        skin = head.rest(f"eyeUpper{side}")[:, 2]
        assert lid.positions[:, 2].min() > skin.min() - 0.02
        blink = lid.morphs[f"eyeBlink{side}"]
        assert blink.delta[:, 2].mean() < -0.02


def test_sunglasses_leave_only_what_the_photo_shows(built_in_portrait: Portrait, head: Head):
    traits = replace(built_in_portrait.traits, has_sunglasses=True)
    part = build_eyes(replace(built_in_portrait, traits=traits), head)
    assert [layer.name for layer in part.layers] == ["scleraRight", "scleraLeft"]
    assert all(not layer.morphs for layer in part.layers)


@pytest.mark.parametrize("gamma", [0.55, 1.6])
def test_lid_is_as_bright_as_the_skin_around_it(gamma: float, built_in_portrait: Portrait):
    """No skin tone and no exposure gets another lid: only the photo's own colours count."""
    pixels = (255.0 * (built_in_portrait.pixels / 255.0) ** gamma).astype(np.uint8)
    portrait = replace(built_in_portrait, pixels=pixels)
    head = build_head(portrait)
    lid = build_eyes(portrait, head).textures["lidLeft"].astype(float)
    skin = lid[20:45, 60:130, :3].mean()
    lower = head.pixels(head.photo("eyeLowerLeft")).mean(axis=0)
    below = int(lower[1] + 0.15 * head.pixel_scale)
    around = pixels[below - 3 : below + 3, int(lower[0]) - 10 : int(lower[0]) + 10].mean()
    assert 0.6 < skin / around < 1.25


def test_hidden_part_of_an_iris_is_completed_from_the_rest():
    """A drawn eye whose upper third is covered by a lid and which has a white reflection."""
    side, centre, radius = 160, (80.0, 80.0), 40.0
    y, x = np.mgrid[0:side, 0:side] + 0.5
    away = np.hypot(x - centre[0], y - centre[1])
    truth = np.full((side, side, 3), 230.0, np.float32)
    truth[away < radius] = (70.0, 110.0, 60.0)
    truth[away < 0.4 * radius] = (15.0, 15.0, 15.0)
    shown = truth.copy()
    shown[y < 66] = (200.0, 150.0, 120.0)
    shown[np.hypot(x - 98, y - 93) < 5] = 255.0
    clean = (y >= 68).astype(np.float32)
    patch = Patch(pixels=shown, corner=(0, 0), scale=1, px_per_d=400.0)
    iris = complete_iris(patch, centre, radius, clean=clean)
    hidden = (away < 0.85 * radius) & (y < 66) & (np.abs(away - 0.4 * radius) > 3)
    assert np.abs(iris.pixels - truth)[hidden].mean() < 6.0
    reflection = np.hypot(x - 98, y - 93) < 4
    assert np.abs(iris.pixels - truth)[reflection].mean() < 6.0
    assert iris.glint[reflection].mean() > 0.9


def test_same_portrait_gives_the_same_bytes(built_in_portrait: Portrait, head: Head, eyes: Part):
    again = build_eyes(built_in_portrait, head)
    for name, texture in eyes.textures.items():
        assert np.array_equal(texture, again.textures[name]), name
