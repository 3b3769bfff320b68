"""A rig survives its file, and equal rigs give equal bytes."""

from dataclasses import replace

import numpy as np
import pytest

from sherin.body.rig.glb import MAX_GLB_BYTES, decode_rig, encode_rig, rig_document, writing
from sherin.body.rig.model import Layer, Morph, Rig
from sherin.testing.rigs import tiny_rig


@pytest.fixture(scope="module")
def rig() -> Rig:
    return tiny_rig()


@pytest.fixture(scope="module")
def data(rig: Rig) -> bytes:
    return encode_rig(rig)


@pytest.fixture(scope="module")
def again(data: bytes) -> Rig:
    return decode_rig(data)


def dense(layer: Layer, name: str) -> np.ndarray:
    moved = np.zeros_like(layer.positions)
    moved[layer.morphs[name].index] = layer.morphs[name].delta
    return moved


def sorted_rows(triangles: np.ndarray) -> np.ndarray:
    return triangles[np.lexsort(triangles.T)]


def test_geometry_comes_back(rig: Rig, again: Rig):
    assert [layer.name for layer in again.layers] == [layer.name for layer in rig.layers]
    for before, after in zip(rig.layers, again.layers, strict=True):
        np.testing.assert_allclose(after.positions, before.positions, atol=2e-6)
        np.testing.assert_allclose(after.uvs, before.uvs, atol=1e-7)
        np.testing.assert_allclose(after.skinning, before.skinning, atol=2e-5)
        np.testing.assert_allclose(after.feather, before.feather, atol=0.5 / 255 + 1e-6)
        np.testing.assert_array_equal(sorted_rows(after.triangles), sorted_rows(before.triangles))
        assert (after.material, after.texture, after.fades) == (
            before.material, before.texture, before.fades,
        )  # fmt: skip


def test_every_blendshape_comes_back(rig: Rig, again: Rig):
    for before, after in zip(rig.layers, again.layers, strict=True):
        assert after.morphs.keys() == before.morphs.keys()
        for name in before.morphs:
            np.testing.assert_allclose(dense(after, name), dense(before, name), atol=2.1e-5)


def decoded_at(rig: Rig, quality: int, monkeypatch: pytest.MonkeyPatch) -> Rig:
    """What comes back when only JPEGs of one quality fit."""
    monkeypatch.setattr(writing, "_QUALITIES", (quality,))
    return decode_rig(encode_rig(rig))


def test_colours_come_back_exactly_where_there_is_room(rig: Rig, again: Rig):
    for layer in rig.layers:
        before, after = rig.textures[layer.texture], again.textures[layer.texture]
        at = (layer.uvs[layer.feather > 0] * before.shape[1::-1]).astype(int)
        at = np.clip(at, 0, np.array(before.shape[1::-1]) - 1)
        np.testing.assert_array_equal(
            after[at[:, 1], at[:, 0], :3], before[at[:, 1], at[:, 0], :3], layer.name
        )


def test_textures_come_back_where_triangles_show_them(rig: Rig, monkeypatch: pytest.MonkeyPatch):
    """Elsewhere colours are left out; opacity is kept everywhere."""
    again = decoded_at(rig, 99, monkeypatch)
    for name, before in rig.textures.items():
        after = again.textures[name]
        opacity = after[..., 3].astype(int) - before[..., 3]
        assert np.abs(opacity).max() <= 3, name
    head = rig.layer("head")
    at = (head.uvs[head.feather > 0] * rig.textures["head"].shape[0]).astype(int)
    at = np.clip(at, 0, rig.textures["head"].shape[0] - 1)
    colours = [
        t["head"][at[:, 1], at[:, 0], :3].astype(float) for t in (rig.textures, again.textures)
    ]
    error = np.sqrt(np.mean((colours[0] - colours[1]) ** 2))
    assert 20 * np.log10(255 / error) >= 45


def test_translucent_pixels_are_exact(rig: Rig, monkeypatch: pytest.MonkeyPatch):
    """Only the opaque inside of a texture goes through JPEG."""
    again = decoded_at(rig, 90, monkeypatch)
    before, after = rig.textures["body"], again.textures["body"]
    soft = (before[..., 3] > 8) & (before[..., 3] < 247)
    assert soft.sum() > 100
    np.testing.assert_array_equal(after[soft], np.maximum(before[soft], [1, 1, 1, 0]))


def test_frame_and_words_come_back(rig: Rig, again: Rig):
    for name in ("width_d", "centre", "pivot", "neck", "chin_y", "head_height", "skin_rgb"):
        assert getattr(again.frame, name) == pytest.approx(getattr(rig.frame, name), abs=1e-5)
    for name in ("landmarks", "photo_landmarks", "light"):
        np.testing.assert_allclose(getattr(again.frame, name), getattr(rig.frame, name), atol=6e-6)
    assert (again.limits, again.left_out, again.provenance) == (
        rig.limits, rig.left_out, rig.provenance,
    )  # fmt: skip
    (before,), (after,) = rig.wrinkles, again.wrinkles
    np.testing.assert_array_equal(after.map, before.map)
    assert (after.name, after.layer, after.terms, after.box) == (
        before.name, before.layer, before.terms, before.box,
    )  # fmt: skip


def test_equal_rigs_give_equal_bytes(data: bytes):
    assert encode_rig(tiny_rig()) == data


def test_what_was_read_is_written_the_same(again: Rig):
    """A second generation loses no more than JPEG does; shapes are stable at once."""
    third = decode_rig(encode_rig(again))
    for before, after in zip(again.layers, third.layers, strict=True):
        np.testing.assert_array_equal(after.triangles, before.triangles)
        np.testing.assert_allclose(after.positions, before.positions, atol=1e-6)


def test_document_marks_the_likeness_as_synthetic(data: bytes):
    document = rig_document(data)
    assert document.synthetic is True
    assert "synthetic" in document.note.lower()


def test_document_lists_the_channels_that_do_something(data: bytes):
    channels = rig_document(data).channels
    assert {"jawOpen", "headYaw", "lightExposure", "cameraPush", "wind"} <= set(channels)
    assert not {"tongueOut", "handLeftVisibility", "tempoRate"} & set(channels)


def test_largest_noisiest_portrait_stays_below_four_megabytes(rig: Rig):
    """Noise is what images cost most for; quality yields before the bound does."""
    rng = np.random.default_rng(3)
    noisy = {
        name: np.dstack(
            (
                np.clip(128 + rng.normal(0, 25, (1100, 1100, 3)), 0, 255).astype(np.uint8),
                np.full((1100, 1100), 255, np.uint8),
            )
        )
        for name in ("head", "body", "background")
    }
    large = replace(rig, textures={**rig.textures, **noisy})
    data = encode_rig(large)
    assert len(data) <= MAX_GLB_BYTES
    decode_rig(data)


def test_a_vertex_that_hardly_moves_is_left_out(rig: Rig):
    morph = Morph(
        index=np.array([0, 1, 2], np.int32),
        delta=np.array([[1e-6, 0, 0], [0, 0.01, 0], [0, 0, -1e-6]], np.float32),
    )
    head = replace(rig.layer("head"), morphs={"jawOpen": morph})
    back = decode_rig(encode_rig(replace(rig, layers=(head,), wrinkles=())))
    assert back.layer("head").morphs["jawOpen"].index.tolist() == [1]
