"""Hands on rendered pixels: the skin's tone, what is left out, the same bytes again."""

from dataclasses import replace
from time import perf_counter

import cv2
import numpy as np
import pytest

from sherin.body.channels import NEUTRAL
from sherin.body.rendering.stage import Stage
from sherin.body.rig import Portrait, Rig
from sherin.body.rig.hands import (
    HandKit,
    build_hands,
    hand_key_points,
    pose_hands,
    pose_joints,
    skin_target,
    why_no_hands,
)
from sherin.body.rig.hands.cloth import encoded
from sherin.body.rig.hands.mesh import SKIN_PX, HandMesh
from sherin.body.rig.hands.tone import FaceTone, measure_tone
from sherin.body.rig.hands.views import posed

GREEN = (0, 255, 0, 255)
SIZE = 256


@pytest.fixture(scope="module")
def kit(mesh: HandMesh, built_in_portrait: Portrait, built_in_rig: Rig) -> HandKit:
    built = build_hands(built_in_portrait, built_in_rig.frame)
    assert built is not None
    return built


def lab(srgb: np.ndarray) -> np.ndarray:
    values = (np.asarray(srgb, np.float32) / 255.0).reshape(1, -1, 3)
    return cv2.cvtColor(values, cv2.COLOR_RGB2LAB)[0].astype(float)


def skin_pixels(rig: Rig, kit: HandKit, names: tuple[str, str]) -> np.ndarray:
    """(k, 3) sRGB of the hands' skin as the stage paints it: sleeves green, no shadow."""
    texture = kit.texture.copy()
    texture[:-12, SKIN_PX + 1 :] = GREEN
    bare = replace(kit, texture=texture, light=replace(kit.light, shadow=0.0))
    stage = Stage(replace(rig, hands=bare), size=(SIZE, SIZE))
    before = stage.draw(np.array(NEUTRAL), t_s=0.0)[..., :3].astype(int)
    after = stage.draw(posed(*names), t_s=0.0)[..., :3].astype(int)
    changed = (np.abs(after - before).max(axis=2) > 6).astype(np.uint8)
    inside = cv2.erode(changed, np.ones((3, 3), np.uint8)).astype(bool)
    green = after[..., 1] > 1.3 * np.maximum(after[..., 0], after[..., 2]) + 12
    return after[inside & ~green]


def linear_mean(pixels: np.ndarray) -> np.ndarray:
    return encoded(((pixels / 255.0) ** 2.2).mean(axis=0))


@pytest.mark.parametrize("stops", [-1.6, 0.0, 0.5], ids=["dark", "as taken", "bright"])
def test_skin_has_the_tone_of_the_face(
    mesh: HandMesh, built_in_portrait: Portrait, built_in_rig: Rig, stops: float
):
    """On pixels, also where the photo is darker or brighter: no hand may look borrowed."""
    factor = 2.0 ** (stops / 2.2)
    pixels = np.clip(built_in_portrait.pixels * factor, 0, 255).astype(np.uint8)
    frame = built_in_rig.frame
    portrait = replace(built_in_portrait, pixels=pixels)
    kit = build_hands(portrait, frame)
    assert kit is not None
    seen = np.concatenate(
        [
            skin_pixels(built_in_rig, kit, names)
            for names in (("relaxed", "relaxed"), ("open", "shrug"), ("fist", "open_palm_up"))
        ]
    )
    assert len(seen) > 4000
    difference = np.linalg.norm(
        lab(linear_mean(seen)) - lab(encoded(skin_target(measure_tone(portrait, frame))))
    )
    assert difference < 6.0


def test_target_keeps_the_hue_and_never_gains_colour():
    for skin in ((0.74, 0.42, 0.31), (0.45, 0.25, 0.17), (0.07, 0.035, 0.025), (0.3, 0.3, 0.3)):
        face = lab(encoded(np.array(skin)))[0]
        colour = np.array(skin)
        tone = FaceTone(shade=0.5 * colour, middle=colour, light=1.3 * colour, shine=0.05, grain=0)
        hand = lab(encoded(skin_target(tone)))[0]
        chroma = np.hypot(face[1], face[2]), np.hypot(hand[1], hand[2])
        assert chroma[1] <= 1.1 * chroma[0] + 0.1
        if chroma[0] > 5.0:
            cosine = (face[1:] @ hand[1:]) / (chroma[0] * chroma[1])
            assert cosine > 0.985


def test_grey_photo_gets_grey_hands(mesh: HandMesh, built_in_portrait: Portrait, built_in_rig: Rig):
    grey = cv2.cvtColor(built_in_portrait.pixels, cv2.COLOR_RGB2GRAY)
    portrait = replace(
        built_in_portrait,
        pixels=np.repeat(grey[..., None], 3, axis=2),
        traits=replace(built_in_portrait.traits, is_grey=True),
    )
    level = float(np.mean(built_in_rig.frame.skin_rgb))
    frame = replace(built_in_rig.frame, skin_rgb=(level, level, level))
    kit = build_hands(portrait, frame)
    assert kit is not None
    texture = kit.texture[..., :3].astype(int)
    assert np.abs(texture - texture.mean(axis=2, keepdims=True)).max() <= 1.0
    (_, hands) = pose_hands(kit, frame, posed("relaxed", None))
    assert np.ptp(hands.gains, axis=1).max() < 0.02


def test_same_portrait_gives_the_same_bytes(
    kit: HandKit, built_in_portrait: Portrait, built_in_rig: Rig
):
    again = build_hands(built_in_portrait, built_in_rig.frame)
    assert again is not None
    np.testing.assert_array_equal(again.texture, kit.texture)
    vector = posed("open", "fist")
    for one, other in zip(
        pose_hands(kit, built_in_rig.frame, vector),
        pose_hands(again, built_in_rig.frame, vector),
        strict=True,
    ):
        np.testing.assert_array_equal(one.gains, other.gains)
        np.testing.assert_array_equal(one.triangles, other.triangles)


def test_bare_arms_and_close_ups_get_no_hands(built_in_portrait: Portrait, built_in_rig: Rig):
    frame = built_in_rig.frame
    bare = replace(built_in_portrait, traits=replace(built_in_portrait.traits, has_bare_hands=True))
    assert "own hands" in str(why_no_hands(bare, frame))
    assert build_hands(bare, frame) is None
    near = replace(frame, centre=(frame.centre[0], frame.chin_y + 0.6 - 0.5 * frame.width_d))
    assert "too little room" in str(why_no_hands(built_in_portrait, near))
    nude = np.empty_like(built_in_portrait.pixels)
    nude[:] = encoded(np.asarray(frame.skin_rgb)).astype(np.uint8)
    assert "sleeves" in str(why_no_hands(replace(built_in_portrait, pixels=nude), frame))


def test_nothing_is_drawn_while_hands_are_away(kit: HandKit, built_in_rig: Rig):
    assert pose_hands(kit, built_in_rig.frame, np.array(NEUTRAL)) == ()


def test_only_triangles_that_face_the_camera_are_drawn_far_ones_first(
    kit: HandKit, built_in_rig: Rig
):
    shadow, hands = pose_hands(kit, built_in_rig.frame, posed("open", "fist"))
    assert (shadow.name, hands.name) == ("handShadow", "hands")
    assert shadow.feather.max() < 0.5  # a shade, not a hole
    corners = hands.positions[hands.triangles].astype(float)
    flat = corners[..., :2] / (16.0 + corners[..., 2:])
    ab, ac = flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0]
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    right = hands.triangles[:, 0] < len(hands.positions) // 2
    assert (area[right] < 0.0).all() and (area[~right] > 0.0).all()
    depth = corners[..., 2].sum(axis=1)
    assert (np.diff(depth) <= np.ptp(depth) / 500.0).all()
    assert np.isfinite(hands.gains).all() and hands.gains.min() >= 0.0
    assert 0 < np.count_nonzero(hands.outline) < len(hands.outline) // 2


def test_key_points_lie_where_the_pixels_change(kit: HandKit, built_in_rig: Rig):
    vector = posed("count_5", None)
    stage = Stage(replace(built_in_rig, hands=kit), size=(SIZE, SIZE))
    before = stage.draw(np.array(NEUTRAL), t_s=0.0).astype(int)
    changed = np.abs(stage.draw(vector, t_s=0.0).astype(int) - before).max(axis=2) > 4
    points = hand_key_points(kit, built_in_rig.frame, vector, size=(SIZE, SIZE))
    assert list(points) == ["Right"]
    assert points["Right"].shape == (21, 2)
    inside = [(x, y) for x, y in points["Right"] if 2 <= x < SIZE - 2 and 2 <= y < SIZE - 2]
    assert len(inside) >= 10
    for x, y in inside:
        assert changed[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3].any()


def test_pose_costs_a_fraction_of_a_millisecond(kit: HandKit, built_in_rig: Rig):
    """The bound is far above the 0.16 ms that it takes, for a busy machine."""
    vector = posed("open", "fist")
    pose_joints(kit.mesh, built_in_rig.frame, vector)
    times: list[float] = []
    for _ in range(40):
        start = perf_counter()
        pose_joints(kit.mesh, built_in_rig.frame, vector)
        times.append(perf_counter() - start)
    assert min(times) < 1e-3
