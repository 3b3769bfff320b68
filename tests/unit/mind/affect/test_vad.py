"""A place in the space is finite, in range, and says which axis is not."""

import math

import pytest

from sherin.errors import AffectError
from sherin.mind.affect.vad import Vad, blend, distance


@pytest.mark.parametrize("axis", ["valence", "arousal", "dominance"])
@pytest.mark.parametrize("value", [1.01, -1.01, math.nan, math.inf])
def test_out_of_range_axis_is_named_with_its_value(axis: str, value: float):
    axes = {"valence": 0.0, "arousal": 0.0, "dominance": 0.0, axis: value}
    with pytest.raises(AffectError, match=rf"`{axis}`: {value!r} is outside -1\.\.1"):
        Vad(**axes)


def test_clamped_takes_the_nearest_place():
    assert Vad.clamped(3.0, -9.0, 0.25) == Vad(1.0, -1.0, 0.25)


def test_clamped_refuses_nan_because_it_is_near_to_nothing():
    with pytest.raises(AffectError):
        Vad.clamped(math.nan, 0.0, 0.0)


def test_distance_of_opposite_corners_is_two_root_three():
    assert distance(Vad(1, 1, 1), Vad(-1, -1, -1)) == pytest.approx(2 * math.sqrt(3))


def test_blend_walks_from_one_place_to_the_other():
    a, b = Vad(0.0, 0.5, -0.5), Vad(1.0, 0.5, 0.5)
    assert blend(a, b, share=0.0) == a
    assert blend(a, b, share=1.0) == b
    assert blend(a, b, share=0.25) == Vad(0.25, 0.5, -0.25)
