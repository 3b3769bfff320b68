"""Fills: exact where known, smooth and finite where not, the same bytes every time."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sherin.body.rig.fill import fill_texture, grain_of, push_pull


def ramp(height: int, width: int) -> NDArray[np.float32]:
    """A picture whose three channels grow along x, along y, and not at all."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.dstack([x / width, y / height, np.full_like(x, 0.25)]).astype(np.float32)


def with_hole(height: int, width: int) -> NDArray[np.float32]:
    known = np.ones((height, width), np.float32)
    known[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4] = 0.0
    return known


@pytest.mark.parametrize(("height", "width"), [(64, 64), (97, 61), (1, 40), (5, 1), (1, 1)])
def test_known_values_come_back_exactly(height: int, width: int) -> None:
    values, known = ramp(height, width), with_hole(height, width)
    filled = push_pull(values, known)
    assert filled.shape == values.shape
    np.testing.assert_array_equal(filled[known == 1.0], values[known == 1.0])


def test_gap_in_a_ramp_is_filled_with_nearly_the_ramp() -> None:
    values, known = ramp(128, 128), with_hole(128, 128)
    spoilt = np.where(known[:, :, None] > 0, values, 50.0).astype(np.float32)
    filled = push_pull(spoilt, known)
    assert np.abs(filled - values).max() < 0.04
    np.testing.assert_allclose(filled[:, :, 2], 0.25, atol=1e-5)


def test_fill_stays_within_the_range_of_what_is_known() -> None:
    rng = np.random.default_rng(7)
    values = rng.uniform(-2.0, 3.0, (90, 70, 2)).astype(np.float32)
    known = (rng.uniform(size=(90, 70)) < 0.02).astype(np.float32)
    filled = push_pull(values, known)
    sure = values[known == 1.0]
    assert filled.min() >= sure.min() - 1e-4
    assert filled.max() <= sure.max() + 1e-4


def test_half_known_value_is_drawn_toward_its_surroundings() -> None:
    values = np.zeros((33, 33, 1), np.float32)
    values[16, 16] = 1.0
    known = np.ones((33, 33), np.float32)
    known[16, 16] = 0.5
    assert 0.4 < float(push_pull(values, known)[16, 16, 0]) < 0.75


def test_nothing_known_gives_zeros() -> None:
    assert not push_pull(ramp(20, 30), np.zeros((20, 30), np.float32)).any()


def test_shapes_that_do_not_fit_are_named() -> None:
    with pytest.raises(ValueError, match=r"\(20, 30\)"):
        push_pull(ramp(30, 20), np.ones((20, 30), np.float32))


def test_texture_fill_keeps_the_photo_and_carries_an_edge_on() -> None:
    pixels = np.full((160, 160, 3), 40, np.uint8)
    pixels[80:] = 200
    known = np.ones((160, 160), np.float32)
    known[50:110, 70:110] = 0.0
    spoilt = pixels.copy()
    spoilt[known == 0] = (255, 0, 0)
    filled = fill_texture(spoilt, known, reach_px=30.0)
    np.testing.assert_array_equal(filled[known == 1.0], pixels[known == 1.0])
    assert filled[60, 90, 1] < 80  # still dark above the edge, half-way into the gap
    assert filled[100, 90, 1] > 160


def test_texture_fill_gives_the_same_bytes_again() -> None:
    rng = np.random.default_rng(3)
    pixels = rng.integers(0, 255, (70, 90, 3), np.uint8)
    known = with_hole(70, 90)
    first = fill_texture(pixels, known, reach_px=8.0)
    assert first.tobytes() == fill_texture(pixels, known, reach_px=8.0).tobytes()


def test_grain_is_as_strong_as_the_photo_s() -> None:
    rng = np.random.default_rng(5)
    noisy = np.clip(128 + 6 * rng.standard_normal((120, 120, 1)), 0, 255)
    pixels = np.repeat(noisy, 3, axis=2).astype(np.uint8)
    known = with_hole(120, 120)
    strength = float(grain_of(pixels, known).std())
    assert 2.5 < strength < 6.5
    flat = np.full((120, 120, 3), 128, np.uint8)
    assert float(grain_of(flat, known).std()) < 0.1


@pytest.mark.parametrize("n_channels", [1, 2, 4, 5, 9])
def test_channels_do_not_touch_each_other(n_channels: int) -> None:
    """OpenCV takes up to four channels at once: more are filled in groups."""
    rng = np.random.default_rng(1)
    values = rng.random((50, 40, n_channels), np.float32)
    known = (rng.random((50, 40)) < 0.1).astype(np.float32)
    alone = [push_pull(values[:, :, c : c + 1], known) for c in range(n_channels)]
    np.testing.assert_allclose(push_pull(values, known), np.concatenate(alone, axis=2), atol=1e-5)
