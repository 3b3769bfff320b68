"""Glasses: found on the four who wear them, on nobody else, dark or bright."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sherin.body.rig.face import Head, build_head
from sherin.body.rig.portrait import Portrait
from sherin.body.rig.surroundings import build_glasses, find_glasses, without_glasses
from sherin.body.rig.surroundings.glasses import laid_over

WEARERS = ("p016", "p050", "p065", "p082")
OTHERS = ("p006", "p014", "p028", "p037", "p057", "p061", "p071", "p074", "p080", "p088", "p096")


@pytest.mark.parametrize("gain", [0.4, 1.0, 1.4])
@pytest.mark.parametrize("name", WEARERS)
def test_glasses_are_found_at_any_exposure(
    name: str, gain: float, portrait_of: Callable[[str], Portrait]
) -> None:
    portrait = portrait_of(name)
    pixels = np.clip(portrait.pixels * gain, 0, 255).astype(np.uint8)
    assert find_glasses(replace(portrait, pixels=pixels)) is not None


@pytest.mark.parametrize("gain", [0.4, 1.0, 1.4])
@pytest.mark.parametrize("name", OTHERS)
def test_brows_lashes_and_wrinkles_are_no_glasses(
    name: str, gain: float, portrait_of: Callable[[str], Portrait]
) -> None:
    portrait = portrait_of(name)
    pixels = np.clip(portrait.pixels * gain, 0, 255).astype(np.uint8)
    assert find_glasses(replace(portrait, pixels=pixels)) is None


def test_person_without_glasses_gets_no_layer(
    built_in_portrait: Portrait, built_in_head: Head
) -> None:
    assert build_glasses(built_in_portrait, built_in_head) is None


def test_frame_is_thin_spares_the_eyes_and_leaves_light_skin_behind(
    portrait_of: Callable[[str], Portrait],
) -> None:
    portrait = portrait_of("p082")
    mask = find_glasses(portrait)
    assert mask is not None
    d_px = portrait.eye_distance_px
    assert 0.1 < float(mask.sum()) / d_px**2 < 1.2
    for iris in (468, 473):
        x, y = np.rint(portrait.landmarks[iris, :2]).astype(int)
        assert mask[y, x] == 0.0
    bare = without_glasses(portrait.pixels, mask)
    frame = mask > 0.9
    assert float(bare[frame].mean()) > float(portrait.pixels[frame].mean()) + 40.0
    far = mask[: int(0.2 * len(mask))]
    assert not far.any()
    np.testing.assert_array_equal(bare[: len(far)], portrait.pixels[: len(far)])


def test_layer_is_rigid_with_the_head_and_before_the_skin(
    portrait_of: Callable[[str], Portrait],
) -> None:
    portrait = portrait_of("p050")
    head = build_head(portrait)
    part = build_glasses(portrait, head)
    assert part is not None
    (layer,) = part.layers
    assert (layer.name, layer.material, dict(layer.morphs)) == ("glasses", "glasses", {})
    np.testing.assert_array_equal(layer.skinning[:, 3], 1.0)
    bridge = np.abs(layer.positions[:, 0]) < 0.2
    assert float(layer.positions[bridge, 2].mean()) < 0.15


@pytest.mark.parametrize("name", WEARERS)
def test_glasses_over_bare_skin_are_the_photo(
    name: str, portrait_of: Callable[[str], Portrait]
) -> None:
    """Otherwise the resting face has bright seams along its frame."""
    portrait = portrait_of(name)
    mask = find_glasses(portrait)
    assert mask is not None
    bare = without_glasses(portrait.pixels, mask)
    sheet = laid_over(bare, portrait.pixels, mask)
    share = np.rint(sheet[:, :, 3:]) / 255.0
    again = bare * (1.0 - share) + np.rint(sheet[:, :, :3]) * share
    error = np.abs(again - portrait.pixels)
    assert float(np.percentile(error, 99.9)) <= 2.0
    assert float(error.max()) <= 8.0


def test_sunglasses_are_left_to_others(portrait_of: Callable[[str], Portrait]) -> None:
    portrait = portrait_of("p082")
    traits = replace(portrait.traits, has_sunglasses=True)
    assert find_glasses(replace(portrait, traits=traits)) is None
