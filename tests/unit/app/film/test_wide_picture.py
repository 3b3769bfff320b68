"""Wide pictures: the portrait whole in the middle, blur beside it."""

from __future__ import annotations

import numpy as np
import pytest

from sherin.app.film.wide_picture import WidePicture, drawing_for
from sherin.body.rendering import Stage
from sherin.testing.channels import vector_of
from sherin.testing.rigs import tiny_rig

WIDTH, HEIGHT = 320, 180
LEFT = (WIDTH - HEIGHT) // 2


@pytest.fixture(scope="module")
def wide() -> WidePicture:
    return WidePicture(tiny_rig(), size=(WIDTH, HEIGHT), seed=3)


def test_the_middle_is_the_square_picture(wide: WidePicture) -> None:
    square = Stage(tiny_rig(), size=(HEIGHT, HEIGHT), seed=3).draw(vector_of(), t_s=0.2)
    picture = wide.draw(vector_of(), t_s=0.2)
    inner = slice(HEIGHT // 10, -HEIGHT // 10)
    middle = picture[:, LEFT : LEFT + HEIGHT]
    np.testing.assert_array_equal(middle[:, inner], square[:, inner])


def test_the_sides_are_blurred_and_go_on_where_the_portrait_ends(wide: WidePicture) -> None:
    picture = wide.draw(vector_of(), t_s=0.0)[..., :3].astype(float)
    detail = np.abs(np.diff(picture, axis=0)).mean(axis=(0, 2))
    assert detail[: LEFT - 8].max() < 0.5 * detail[LEFT + 30 : LEFT + HEIGHT - 30].mean()
    step = np.abs(np.diff(picture, axis=1)).mean(axis=(0, 2))
    seams = np.r_[LEFT - 2 : LEFT + 3, LEFT + HEIGHT - 3 : LEFT + HEIGHT + 2]
    assert step[seams].max() < 3.0


def test_without_a_background_the_sides_are_clear(wide: WidePicture) -> None:
    picture = wide.draw(vector_of(), t_s=0.0, background=False)
    assert not picture[:, : LEFT - 1].any()
    assert picture[:, LEFT : LEFT + HEIGHT, 3].any()


def test_same_moment_same_bytes(wide: WidePicture) -> None:
    first = wide.draw(vector_of(headYaw=8.0), t_s=0.4)
    wide.draw(vector_of(jawOpen=0.5), t_s=0.5)
    np.testing.assert_array_equal(wide.draw(vector_of(headYaw=8.0), t_s=0.4), first)


@pytest.mark.parametrize(
    ("size", "kind"), [((320, 180), WidePicture), ((180, 320), Stage), ((64, 64), Stage)]
)
def test_only_wide_films_need_sides(size: tuple[int, int], kind: type) -> None:
    assert isinstance(drawing_for(tiny_rig(), size=size, seed=0), kind)
