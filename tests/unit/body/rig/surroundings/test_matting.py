"""The outline of a person: clean colours, and the photo again where nothing moves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sherin.body.rig.portrait import Portrait
from sherin.body.rig.surroundings import refine_head_texture
from sherin.body.rig.surroundings.matting import cut_out


def opaque(portrait: Portrait) -> np.ndarray:
    alpha = np.full(portrait.pixels.shape[:2], 255, np.uint8)
    return np.ascontiguousarray(np.dstack([portrait.pixels, alpha]))


def test_person_over_background_is_the_photo_again(built_in_portrait: Portrait) -> None:
    cutout = cut_out(built_in_portrait)
    share = cutout.alpha[:, :, None]
    again = share * cutout.colours + (1.0 - share) * cutout.behind
    known = (built_in_portrait.matte > 0.97) | (built_in_portrait.matte < 0.01)
    error = np.abs(again - built_in_portrait.pixels).mean(axis=2)
    assert float(error[known].mean()) < 1.5
    assert float(error[~known].mean()) < 12.0


def test_rim_carries_no_background(built_in_portrait: Portrait) -> None:
    """On a background turned blue, half-transparent hair must not turn blue with it."""
    from dataclasses import replace

    matte = built_in_portrait.matte[:, :, None]
    blue = np.array([20.0, 40.0, 255.0])
    cutout = cut_out(built_in_portrait)
    person = np.where(matte > 0.02, cutout.colours, 0.0)
    mixed = matte * person + (1.0 - matte) * blue
    pixels = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
    changed = cut_out(replace(built_in_portrait, pixels=pixels))
    rim = (changed.alpha > 0.25) & (changed.alpha < 0.9) & (built_in_portrait.matte < 0.97)
    rim[300:] = False  # hair, not the white and grey suit
    seen, own = pixels[rim].astype(float), changed.colours[rim].astype(float)
    excess_seen = float((seen[:, 2] - seen[:, 0]).mean())
    excess_own = float((own[:, 2] - own[:, 0]).mean())
    assert excess_seen > 40.0
    assert excess_own < 0.35 * excess_seen


def test_a_lobe_beyond_a_beard_is_the_persons(portrait_of: Callable[[str], Portrait]) -> None:
    portrait = portrait_of("p016")
    x, y = portrait.landmarks[234, :2] + [0.0, 0.44 * portrait.eye_distance_px]
    assert portrait.matte[round(y), round(x)] < 0.6, "the segmentation is in doubt there"
    assert cut_out(portrait).alpha[round(y), round(x)] > 0.95


def test_head_texture_keeps_the_face_and_drops_the_body(built_in_portrait: Portrait) -> None:
    texture = refine_head_texture(built_in_portrait, opaque(built_in_portrait))
    assert texture.shape == (*built_in_portrait.pixels.shape[:2], 4)
    x, y = np.rint(built_in_portrait.landmarks[1, :2]).astype(int)
    np.testing.assert_array_equal(texture[y, x, :3], built_in_portrait.pixels[y, x])
    assert texture[y, x, 3] == 255
    assert not texture[-40:, :, 3].any()


def test_head_texture_is_the_same_again(built_in_portrait: Portrait) -> None:
    given = opaque(built_in_portrait)
    first = refine_head_texture(built_in_portrait, given)
    assert first.tobytes() == refine_head_texture(built_in_portrait, given).tobytes()


def test_texture_of_another_size_is_refused(built_in_portrait: Portrait) -> None:
    with pytest.raises(ValueError, match="64 x 64 px"):
        refine_head_texture(built_in_portrait, np.zeros((64, 64, 4), np.uint8))
