"""Outlines of sheets, dust, and the shapes that the stage adds."""

from __future__ import annotations

import numpy as np
import pytest

from sherin.body.rendering import Stage
from sherin.body.rendering.air import Dust
from sherin.body.rendering.body_shapes import added_shapes, wind_weights
from sherin.body.rendering.scene import outline_bits, premultiplied
from sherin.testing.channels import vector_of
from sherin.testing.rigs import tiny_rig

LIGHT = (1.0, 1.0, 1.0)


def test_outline_is_what_only_one_triangle_has() -> None:
    triangles = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    bits = outline_bits(triangles, np.ones(4, np.float32))
    assert bits.tolist() == [0b011, 0b110]  # not the diagonal 0-2


def test_feathered_edge_needs_no_smoothing() -> None:
    triangles = np.array([[0, 1, 2]], np.int32)
    assert outline_bits(triangles, np.array([0.0, 0.0, 1.0], np.float32)).tolist() == [0b110]


def test_premultiplied_rounds_to_nearest() -> None:
    texel = np.array([[[200, 100, 255, 128]]], np.uint8)
    assert premultiplied(texel).ravel().tolist() == [100, 50, 128, 128]


def test_no_dust_without_density() -> None:
    behind, before = Dust((512, 512), seed=1).specks(density=0.0, wind=0.0, t_s=3.0, light=LIGHT)
    assert len(behind) == len(before) == 0


def test_more_density_shows_more_specks_and_none_jumps() -> None:
    dust = Dust((512, 512), seed=1)
    totals: list[int] = []
    for density in (0.1, 0.4, 0.7, 1.0):
        behind, before = dust.specks(density=density, wind=0.0, t_s=3.0, light=LIGHT)
        totals.append(len(behind) + len(before))
        assert len(behind) > 0
    assert totals == sorted(totals) and totals[-1] == 72
    now, later = (
        np.concatenate(dust.specks(density=1.0, wind=0.5, t_s=t, light=LIGHT)) for t in (5.0, 5.04)
    )
    visible = now[:, 3] > 0.08
    assert np.abs(later - now)[visible, :2].max() < 3.0


def test_wind_moves_hair_and_spares_the_face() -> None:
    shapes = added_shapes(tiny_rig())["head"]
    head = tiny_rig().layer("head")
    share = np.zeros(len(head.positions))
    share[shapes["windPress"].index] = np.abs(shapes["windPress"].delta).max(axis=1)
    face = np.hypot(head.positions[:, 0], head.positions[:, 1] - 1.0) < 0.15
    crown = head.positions[:, 1] < -1.5
    assert share[face].max() == 0.0
    assert share[crown].min() > 0.03


def test_gusts_travel() -> None:
    now, later = (wind_weights(0.8, t_s=t, phase=0.0) for t in (1.0, 1.2))
    assert now != later
    assert now["windSine0"] ** 2 + now["windCosine0"] ** 2 == pytest.approx(0.64)


def test_raised_shoulders_and_breath_move_the_body_up() -> None:
    shapes = added_shapes(tiny_rig(grid_px=9.0))["body"]
    left, right = shapes["shoulderRaiseLeft"], shapes["shoulderRaiseRight"]
    x = tiny_rig().layer("body").positions[:, 0]
    assert left.delta[:, 1].min() < -0.1 and left.delta[:, 1].max() <= 0.0
    assert x[left.index].min() > 0.0 > x[right.index].max()
    assert shapes["breath"].delta[:, 1].max() <= 0.0


def test_dust_is_seen_and_behind_the_person_at_most_places() -> None:
    stage = Stage(tiny_rig(), size=(200, 200))
    clear = stage.draw(vector_of(), t_s=2.0).astype(int)
    dusty = stage.draw(vector_of(particles=1.0), t_s=2.0).astype(int)
    assert 20 < (np.abs(dusty - clear).max(axis=2) > 6).sum() < 4000
