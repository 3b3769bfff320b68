"""The inside of a mouth: hidden by closed lips, moved by the jaw, different for every viseme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import cv2
import numpy as np
import pytest

from sherin.body._channel_table import VISEMES
from sherin.body.channels import CHANNEL_NAMES
from sherin.body.rig.face import Head, build_head
from sherin.body.rig.insides import build_eyes, build_mouth
from sherin.body.rig.insides.mouth_frame import find_colours, find_mouth
from sherin.body.rig.insides.patch import luma
from sherin.body.rig.insides.teeth import UPPER_ROW, draw_teeth
from sherin.body.rig.landmarks import CHIN
from sherin.body.rig.model import Rig
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait

from .conftest import SIZE, drawn, green, opacity, painted_green, portrait_named

INSIDE = ("mouthSock", "tongue", "teeth")
POSES = {name: {CHANNEL_NAMES[i]: w for i, w in weights} for name, weights in VISEMES}


def test_lower_teeth_go_with_the_jaw_and_upper_teeth_with_the_skull(mouth: Part, head: Head):
    layers = {layer.name: layer for layer in mouth.layers}
    assert not layers["teethUpper"].morphs
    chin = head.deltas("jawOpen")[CHIN]
    teeth = layers["teethLower"].morphs["jawOpen"].delta.mean(axis=0)
    assert 0.7 < teeth[1] / chin[1] < 1.3
    tongue = layers["tongue"].morphs["jawOpen"].delta
    assert 0.0 < tongue[:, 1].mean() < teeth[1]


def test_teeth_show_with_parted_lips_only(bare_rig: Rig):
    for closed in ("sil", "PP"):
        assert opacity(bare_rig, "teethUpper", POSES[closed]) < 0.05, closed
    for parted in ("SS", "aa", "E", "ih", "DD"):
        assert opacity(bare_rig, "teethUpper", POSES[parted]) > 0.9, parted
    assert opacity(bare_rig, "teethUpper", POSES["ou"]) < 0.1


@pytest.mark.parametrize("channels", [{}, POSES["PP"], {"headYaw": 20.0}, {"headYaw": -20.0}])
def test_closed_lips_hide_all_of_it(bare_rig: Rig, channels: dict[str, float]):
    rig = painted_green(bare_rig, *INSIDE)
    opened = green(drawn(rig, {**channels, "jawOpen": 0.6})).sum()
    assert green(drawn(rig, channels)).sum() < 0.03 * opened


@pytest.mark.parametrize("yaw", [-20.0, 0.0, 20.0])
def test_nothing_pokes_through_a_wide_open_mouth(bare_rig: Rig, yaw: float):
    """What shows of the inside is one patch, the hole, and its sock leaves no gap."""
    rig = painted_green(bare_rig, *INSIDE)
    seen = green(drawn(rig, {"jawOpen": 1.0, "headYaw": yaw})) > 0.5
    _, labels, stats, _ = cv2.connectedComponentsWithStats(seen.astype(np.uint8), connectivity=8)
    largest = int(stats[1:, cv2.CC_STAT_AREA].max())
    assert largest > 150
    assert seen.sum() - largest <= 0.02 * largest
    filled = cv2.morphologyEx((labels > 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9)))
    assert filled.sum() - seen.sum() < 0.06 * largest


def test_tongue_comes_over_the_lower_lip(bare_rig: Rig, head: Head):
    rig = painted_green(bare_rig, "tongueTip")
    assert green(drawn(rig)).sum() == 0.0
    rows = np.flatnonzero((green(drawn(rig, {"tongueOut": 1.0, "jawOpen": 0.3})) > 0.5).any(axis=1))
    inside = painted_green(bare_rig, "mouthSock", "teeth")
    hole = np.flatnonzero((green(drawn(inside, {"jawOpen": 0.3})) > 0.5).any(axis=1))
    d_px = head.pixel_scale * SIZE / head.texture.shape[0]
    assert rows.max() - hole.max() > 0.12 * d_px


def test_every_viseme_looks_different(bare_rig: Rig, head: Head):
    pictures = {name: drawn(bare_rig, pose) for name, pose in POSES.items()}
    centre = head.pixels(head.rest("mouthInnerUpper")).mean(axis=0) * SIZE / head.texture.shape[0]
    reach = int(0.55 * head.pixel_scale * SIZE / head.texture.shape[0])
    x, y = (int(v) for v in centre)
    crops = {
        name: p[y - reach // 2 : y + reach, x - reach : x + reach] for name, p in pictures.items()
    }
    distances = {
        (a, b): float(np.abs(crops[a] - crops[b]).mean()) for a, b in combinations(crops, 2)
    }
    nearest = min(distances, key=distances.__getitem__)
    assert distances[nearest] > 0.8, f"{nearest} differ by {distances[nearest]:.2f} grey levels"


def test_teeth_have_shapes_of_their_own(built_in_portrait: Portrait, head: Head):
    """Scallops: the cutting edges leave gaps between neighbours, and so does the gum above."""
    teeth = draw_teeth(UPPER_ROW, find_colours(built_in_portrait, head)).astype(float)
    height, width = teeth.shape[:2]
    covered = (teeth[:, :, 3] > 128).sum(axis=0)
    middle, px = width // 2, width / (2 * UPPER_ROW.reach)
    first = int(UPPER_ROW.widths[0] * px)
    assert covered[middle + first // 2] - covered[middle + first] >= 2
    brightness = luma(teeth[:, :, :3])
    tooth = brightness[int(0.6 * height), middle + first // 2]
    assert brightness[int(0.6 * height), middle + first] < 0.85 * tooth
    assert brightness[int(0.6 * height), 20] < 0.5 * tooth


def test_teeth_are_warm_and_as_bright_as_the_face(built_in_portrait: Portrait, head: Head):
    for gamma in (0.6, 1.0, 1.7):
        pixels = (255.0 * (built_in_portrait.pixels / 255.0) ** gamma).astype(np.uint8)
        texture = np.dstack([pixels, head.texture[:, :, 3]])
        portrait = replace(built_in_portrait, pixels=pixels)
        tooth = find_colours(portrait, replace(head, texture=texture)).tooth
        left, top, right, low = (
            int(built_in_portrait.landmarks[i, c])
            for i, c in ((234, 0), (10, 1), (454, 0), (152, 1))
        )
        face = luma(pixels[top:low, left:right])
        assert 0.8 < float(luma(tooth)) / np.percentile(face, 97) < 1.1
        assert tooth[0] >= tooth[1] > tooth[2]


@pytest.mark.parametrize("name", ["p006", "p089"])
def test_dark_and_pale_faces_get_teeth_of_their_own_brightness(
    name: str, rig_of: Callable[[Head, Part, Part], Rig]
):
    portrait = portrait_named(name)
    head = build_head(portrait)
    colours = find_colours(portrait, head)
    skin = float(luma(np.array(head.frame.skin_rgb) ** (1 / 2.2) * 255.0))
    assert 1.0 < float(luma(colours.tooth)) / skin < 2.6
    rig = rig_of(head, build_eyes(portrait, head), build_mouth(portrait, head))
    assert green(drawn(painted_green(rig, "teethUpper"), POSES["SS"])).sum() > 30


def test_grey_photo_gets_a_grey_mouth(built_in_portrait: Portrait, head: Head):
    traits = replace(built_in_portrait.traits, is_grey=True)
    part = build_mouth(replace(built_in_portrait, traits=traits), head)
    for name, texture in part.textures.items():
        assert np.ptp(texture[:, :, :3].astype(int), axis=2).max() == 0, name


def test_jaw_turns_by_what_the_head_says(head: Head):
    frame = find_mouth(head)
    assert 5.0 < np.rad2deg(frame.jaw_rad) < 25.0
    chin = head.layer.positions[CHIN].astype(np.float64)
    found = frame.jaw_deltas(chin[None])["jawOpen"][0]
    assert np.linalg.norm(found) == pytest.approx(
        np.linalg.norm(head.deltas("jawOpen")[CHIN]), rel=0.05
    )


def test_same_portrait_gives_the_same_bytes(built_in_portrait: Portrait, head: Head, mouth: Part):
    again = build_mouth(built_in_portrait, head)
    for name, texture in mouth.textures.items():
        assert np.array_equal(texture, again.textures[name]), name
