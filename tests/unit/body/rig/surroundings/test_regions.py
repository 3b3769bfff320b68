"""What turns with the head, what hangs from it, and what stays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sherin.body.rig.landmarks import CHIN, FACE_OVAL, FOREHEAD_TOP, NOSE_TIP
from sherin.body.rig.portrait import Portrait
from sherin.body.rig.surroundings.regions import find_regions, smoothstep


def at(plane: np.ndarray, point: np.ndarray) -> float:
    x, y = np.rint(point[:2]).astype(int)
    return float(plane[y, x])


def test_face_is_head_and_chest_is_not(built_in_portrait: Portrait) -> None:
    regions = find_regions(built_in_portrait)
    marks = built_in_portrait.landmarks
    for index in (NOSE_TIP, FOREHEAD_TOP, *FACE_OVAL):
        assert at(regions.head, marks[index]) > 0.95
    down = marks[CHIN] - marks[FOREHEAD_TOP]
    assert at(regions.head, marks[CHIN] + 0.25 * down) == 0.0


def test_short_hair_hangs_nowhere(built_in_portrait: Portrait) -> None:
    """A collar, a shadow below the chin and a dark suit have all passed for hair once."""
    assert not find_regions(built_in_portrait).has_fall


@pytest.mark.parametrize("name", ["p006", "p016", "p028", "p047", "p050", "p061", "p065", "p071"])
def test_nothing_hangs_from_men_with_short_hair(
    name: str, portrait_of: Callable[[str], Portrait]
) -> None:
    assert not find_regions(portrait_of(name)).has_fall


@pytest.mark.parametrize("name", ["p011", "p035", "p037", "p057", "p077", "p080", "p088", "p096"])
def test_long_hair_and_flaps_hang_beside_the_neck_not_before_it(
    name: str, portrait_of: Callable[[str], Portrait]
) -> None:
    regions = find_regions(portrait_of(name))
    assert regions.has_fall
    below = regions.t > regions.chin_t
    before = below & (np.abs(regions.s) < 0.4 * regions.jaw_half_s)
    assert float(regions.fall[before].mean()) < 0.1
    assert float((regions.fall * below).sum()) > 0.0


@pytest.mark.parametrize("gain", [0.5, 1.3])
def test_exposure_does_not_decide_who_has_long_hair(
    gain: float, portrait_of: Callable[[str], Portrait]
) -> None:
    from dataclasses import replace

    for name, hangs in (("p088", True), ("p061", False)):
        portrait = portrait_of(name)
        other = np.clip(portrait.pixels * gain, 0, 255).astype(np.uint8)
        assert find_regions(replace(portrait, pixels=other)).has_fall is hangs


def test_smoothstep_rises_and_falls() -> None:
    values = np.array([-1.0, 0.0, 0.5, 1.0, 2.0], np.float32)
    np.testing.assert_allclose(smoothstep(0.0, 1.0, values), [0, 0, 0.5, 1, 1])
    np.testing.assert_allclose(smoothstep(1.0, 0.0, values), [1, 1, 0.5, 0, 0])
