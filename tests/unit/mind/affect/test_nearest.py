"""Points that share a place are told apart, and short shelves give what they have."""

import numpy as np
import pytest

from sherin.body.random32 import mix32
from sherin.mind.affect.nearest import KdTreeIndex, ScanIndex, dithered

POINTS = np.array([[0.1, 0.0, 0.0], [0.2, 0.0, 0.0], [0.3, 0.0, 0.0], [0.0, 0.0, 0.0]])
MEMBERS = np.array([10, 11, 12, 13])
SHELVES = np.array([0, 0, 0, 4])


@pytest.mark.parametrize("make", [KdTreeIndex, ScanIndex])
def test_shelves_do_not_mix(make: type[KdTreeIndex] | type[ScanIndex]):
    index = make(POINTS, MEMBERS, SHELVES)
    near, other, empty = index.nearest((0.0, 0.0, 0.0), [0, 4, 7], 2)
    assert near[0] == [10, 11]
    assert near[1] == pytest.approx([0.1, 0.2])
    assert other == ([13], [0.0])
    assert empty == ([], [])


@pytest.mark.parametrize("make", [KdTreeIndex, ScanIndex])
@pytest.mark.parametrize("k", [0, 1, 3, 50])
def test_never_more_than_asked_for_or_there(make: type[KdTreeIndex] | type[ScanIndex], k: int):
    index = make(POINTS, MEMBERS, SHELVES)
    [(members, distances)] = index.nearest((1.0, -1.0, 1.0), [0], k)
    assert len(members) == len(distances) == min(k, 3)
    assert index.nearest((0.0, 0.0, 0.0), [], k) == []


@pytest.mark.parametrize("make", [KdTreeIndex, ScanIndex])
def test_nothing_to_find_is_no_error(make: type[KdTreeIndex] | type[ScanIndex]):
    index = make(np.zeros((0, 3)), np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert index.nearest((0.0, 0.0, 0.0), [0, 1], 5) == [([], []), ([], [])]


def test_dither_parts_capsules_that_share_a_place_by_less_than_a_hundredth():
    same = np.full((5000, 3), 0.25, dtype=np.float32)
    apart = dithered(same)
    assert len(np.unique(apart, axis=0)) == 5000
    assert np.abs(apart - 0.25).max() <= 0.005 + 1e-12
    assert abs(apart.mean() - 0.25) < 0.0002


def test_dither_is_the_shared_generator():
    """The same numbers on every machine: they come from mix32, not from a library's generator."""
    moved = dithered(np.zeros((2, 3), dtype=np.float32))
    expected = [(mix32(i) / 2**31 - 1) * 0.005 for i in range(6)]
    assert moved.ravel().tolist() == pytest.approx(expected, abs=1e-15)
