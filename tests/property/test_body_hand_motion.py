"""Whatever valid params a hand subtype gets, its motion is finite, in range and smooth."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sherin.body.capsules.motion.arguments import with_defaults
from sherin.body.capsules.motion.hand_anatomy import FINGERS, angles_for_gaps, tip_gaps_mm
from sherin.body.capsules.motion.hands import HAND_SUBTYPES
from sherin.body.capsules.motion.strokes import EASINGS, reach
from sherin.body.capsules.motion.subtype import Param, Subtype
from sherin.body.channels import CHANNEL_INDEX, CHANNELS, channel_span
from sherin.body.curves import bake_track, sample_track

MOVING = [subtype for subtype in HAND_SUBTYPES if subtype.name != "combined"]


def values_of(param: Param) -> st.SearchStrategy[object]:
    match param.kind:
        case "number":
            return st.floats(param.minimum, param.maximum)
        case "integer":
            return st.integers(int(param.minimum), int(param.maximum))
        case "boolean":
            return st.booleans()
        case "choice":
            return st.sampled_from(param.choices)
        case "fingers":
            return st.lists(st.sampled_from(FINGERS), min_size=1, max_size=5, unique=True)
        case "components":
            raise AssertionError("bundles have no motion of their own")


def params_of(subtype: Subtype) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {}, optional={param.name: values_of(param) for param in subtype.params}
    )


@pytest.mark.parametrize("subtype", MOVING, ids=lambda s: s.name)
@settings(max_examples=40)
@given(data=st.data())
def test_every_valid_motion_is_smooth_and_leaves_nothing_behind(
    subtype: Subtype, data: st.DataObject
):
    params = data.draw(params_of(subtype))
    motion = subtype.motion(with_defaults(subtype, params))
    assert np.isfinite(motion.duration_ms)
    assert 90.0 <= motion.duration_ms <= 60_000.0
    # Samples of at most 2 ms, fine enough that a real step would stand out.
    n = max(2001, int(motion.duration_ms / 2.0))
    u = np.linspace(0.0, 1.0, n)
    dt_ms = motion.duration_ms / (n - 1)
    for name, curve in motion.curves.items():
        values = curve(u)
        channel = CHANNELS[CHANNEL_INDEX[name]]
        assert np.all(np.isfinite(values))
        peak = float(np.abs(values).max())
        # A windowed tremor may miss zero by a rounding error, which baking pins to zero.
        slack = 1e-12 if subtype.name == "micro_noise" else 0.0
        assert abs(values[0]) <= slack * peak
        assert abs(values[-1]) <= slack * peak
        # Zero velocity at the ends: the first step is far smaller than a moving one.
        assert abs(values[1]) <= 0.003 * peak + 1e-12
        assert abs(values[-2]) <= 0.003 * peak + 1e-12
        assert channel.minimum - 1e-9 <= values.min()
        assert values.max() <= channel.maximum + 1e-9
        # The steepest stroke turns the whole span (twice a peak) within half of 36 ms.
        assert np.abs(np.diff(values)).max() <= 2.0 * peak * 3.2 / 36.0 * dt_ms + 1e-12
        assert peak <= channel_span(name)


@pytest.mark.parametrize("subtype", MOVING, ids=lambda s: s.name)
@settings(max_examples=8)
@given(data=st.data())
def test_every_valid_motion_survives_baking(subtype: Subtype, data: st.DataObject):
    """What is sampled into the library is the motion that was described.

    A stroke of 90 ms before a hold of 8 s meets the densest track, which is off by 2 % of the peak.
    """
    if subtype.name == "micro_noise":
        pytest.skip(
            "a tremor over seconds is finer than the densest track; its size and rate are kept"
        )
    motion = subtype.motion(with_defaults(subtype, data.draw(params_of(subtype))))
    u = np.linspace(0.0, 1.0, 301)
    for curve in list(motion.curves.values())[:3]:
        track = bake_track(0, curve)
        expected = curve(u)
        peak = float(np.abs(expected).max())
        baked = np.array([sample_track(track, float(x)) for x in u]) if track else np.zeros_like(u)
        assert np.abs(baked - expected).max() <= 0.03 * peak + 1e-6


@given(
    easing=st.sampled_from(EASINGS),
    u=st.lists(st.floats(-0.5, 1.5), min_size=2, max_size=20),
)
def test_a_reach_never_turns_back(easing: str, u: list[float]):
    covered = reach(easing, np.array(sorted(u)))
    assert np.all(np.diff(covered) >= -1e-12)
    assert np.all((covered >= 0.0) & (covered <= 1.0))


@given(
    fingers=st.lists(st.sampled_from(FINGERS[1:]), min_size=2, max_size=4, unique=True),
    change=st.floats(-0.25, 0.3),
)
def test_gaps_between_the_named_fingers_change_by_the_same_share(fingers: list[str], change: float):
    """The inverse of the forward geometry: `angles_for_gaps` against `tip_gaps_mm`."""
    order = [name for name in FINGERS if name in fingers]
    gaps = tip_gaps_mm(angles_for_gaps(fingers, change))
    relaxed = tip_gaps_mm({})
    for first, second in pairwise(order):
        between = [
            pair
            for pair in gaps
            if FINGERS.index(first) <= FINGERS.index(pair[0]) < FINGERS.index(second)
        ]
        before = sum(relaxed[pair] for pair in between)
        after = sum(gaps[pair] for pair in between)
        if min(gaps[pair] for pair in between) == 16.0:  # a finger that stays is in the way
            assert change < 0.0
            assert after < before
        else:
            assert after == pytest.approx(before * (1.0 + change), rel=1e-3)
