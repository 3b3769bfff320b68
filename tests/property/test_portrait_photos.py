"""Photos and crops: forged files never crash, crops stay where the photo is."""

from __future__ import annotations

import contextlib
import io
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sherin.body.rig.intake.framing import (
    MAX_CROP_PX,
    MIN_CROP_PX,
    TIGHT_D,
    WIDE_D,
    cut,
    place_crop,
)
from sherin.body.rig.intake.loading import load_photo
from sherin.errors import PortraitError


@cache
def sample(kind: str) -> bytes:
    rng = np.random.default_rng(4)
    noise = rng.integers(0, 255, (17, 17, 3), np.uint8)
    stream = io.BytesIO()
    Image.fromarray(noise).resize((272, 260)).save(stream, kind)
    return stream.getvalue()


@settings(max_examples=60)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP"]),
    edits=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=4),
    keep=st.floats(0.05, 1.0),
)
def test_forged_file_is_read_or_refused(
    kind: str, edits: list[tuple[float, bytes]], keep: float
) -> None:
    data = bytearray(sample(kind))
    for where, new in edits:
        at = int(where * (len(data) - 1))
        data[at : at + len(new)] = new
    with contextlib.suppress(PortraitError):
        pixels = load_photo(bytes(data[: max(1, int(keep * len(data)))])).pixels
        assert pixels.dtype == np.uint8
        assert pixels.shape[2] == 3


crops = {
    "size": st.tuples(st.integers(256, 8000), st.integers(256, 8000)),
    "at": st.tuples(st.floats(0.05, 0.95), st.floats(0.05, 0.95)),
    "share": st.floats(0.02, 0.6),
    "roll_deg": st.floats(-180, 180),
}


@given(**crops)
def test_crop_is_as_wide_as_the_rule_says(
    size: tuple[int, int], at: tuple[float, float], share: float, roll_deg: float
) -> None:
    d = share * min(size)
    eyes = (at[0] * size[0], at[1] * size[1])
    upright = place_crop(eyes, d, size=size)
    assert np.isclose(upright.side, min(WIDE_D * d, max(min(size), TIGHT_D * d)))
    turned = place_crop(eyes, d, size=size, roll_deg=roll_deg)
    assert TIGHT_D * d - 1e-9 <= turned.side <= upright.side + 1e-9
    for crop in (upright, turned):
        assert MIN_CROP_PX <= crop.side_px <= MAX_CROP_PX
        assert crop.side_px % 2 == 0


@given(**crops)
def test_crop_that_fits_stays_inside_and_holds_the_eyes(
    size: tuple[int, int], at: tuple[float, float], share: float, roll_deg: float
) -> None:
    d = share * min(size)
    crop = place_crop((at[0] * size[0], at[1] * size[1]), d, size=size, roll_deg=roll_deg)
    far = crop.side_px - 0.5
    corners = np.array([[-0.5, -0.5, 1], [far, -0.5, 1], [-0.5, far, 1], [far, far, 1]])
    in_photo = corners @ crop.to_photo().T
    reach = np.ptp(in_photo, axis=0)
    for axis in (0, 1):
        if reach[axis] <= size[axis]:
            assert in_photo[:, axis].min() >= -0.5 - 1e-6 * size[axis]
            assert in_photo[:, axis].max() <= size[axis] - 0.5 + 1e-6 * size[axis]
    eyes = crop.points_from_photo(np.array([[at[0] * size[0], at[1] * size[1], 0.0]]))[0]
    if roll_deg == 0.0:
        assert (eyes[:2] >= -1.0).all()
        assert (eyes[:2] <= crop.side_px).all()


@given(**crops)
def test_points_come_back(
    size: tuple[int, int], at: tuple[float, float], share: float, roll_deg: float
) -> None:
    crop = place_crop(
        (at[0] * size[0], at[1] * size[1]), share * min(size), size=size, roll_deg=roll_deg
    )
    points = np.random.default_rng(1).uniform(-100, 9000, (5, 3))
    there = crop.points_from_photo(points)
    back = np.concatenate([there[:, :2], np.ones((5, 1))], axis=1) @ crop.to_photo().T
    assert np.allclose(back, points[:, :2], atol=1e-6)
    assert np.allclose(there[:, 2] * crop.side / crop.side_px, points[:, 2])


@settings(max_examples=15)
@given(
    spot=st.tuples(st.integers(150, 650), st.integers(150, 450)),
    d=st.floats(60, 160),
    roll_deg=st.sampled_from([0.0, 90.0, 180.0, -90.0, 33.0]),
)
def test_pixels_land_where_points_do(spot: tuple[int, int], d: float, roll_deg: float) -> None:
    photo = np.zeros((600, 800, 3), np.uint8)
    photo[spot[1] - 4 : spot[1] + 5, spot[0] - 4 : spot[0] + 5] = 255
    crop = place_crop((float(spot[0]), float(spot[1])), d, size=(800, 600), roll_deg=roll_deg)
    rows, columns = np.nonzero(cut(photo, crop)[..., 0] > 127)
    expected = crop.points_from_photo(np.array([[spot[0], spot[1], 0.0]]))[0, :2]
    near = (
        np.hypot(columns - expected[0], rows - expected[1]) < 30
    )  # a mirrored spot lies elsewhere
    assert abs(columns[near].mean() - expected[0]) < 0.5
    assert abs(rows[near].mean() - expected[1]) < 0.5
