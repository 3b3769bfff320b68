"""Feeling with somebody is not feeling the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sherin.body.channels import CHANNEL_INDEX
from sherin.body.mood import mood_pose
from sherin.mind.affect import Vad, feeling, felt_with

AXIS = st.floats(-1.0, 1.0)


@pytest.mark.parametrize("word", ["joy", "calm", "pride", "love", "surprise"])
def test_a_good_feeling_is_shared(word: str) -> None:
    assert felt_with(feeling(word)) == feeling(word)


@pytest.mark.parametrize("word", ["anger", "rage", "contempt", "fear", "grief"])
def test_a_bad_one_is_met_with_concern(word: str) -> None:
    mine = felt_with(feeling(word))
    pose = mood_pose(mine.valence, mine.arousal, mine.dominance)

    assert mine.valence < -0.3
    assert mine.arousal <= 0.0
    assert pose[CHANNEL_INDEX["browInnerUp"]] > 0.3
    assert pose[CHANNEL_INDEX["browDownLeft"]] < 0.25
    assert pose[CHANNEL_INDEX["noseSneerLeft"]] < 0.1
    assert pose[CHANNEL_INDEX["eyeWideLeft"]] < 0.1


@given(AXIS, AXIS, AXIS)
def test_it_stays_in_the_space_and_has_no_step(v: float, a: float, d: float) -> None:
    mine = felt_with(Vad(valence=v, arousal=a, dominance=d))
    near = felt_with(Vad(valence=max(v - 1e-6, -1.0), arousal=a, dominance=d))

    assert max(abs(mine.valence), abs(mine.arousal), abs(mine.dominance)) <= 1.0
    assert abs(near.arousal - mine.arousal) < 1e-5
    assert abs(near.dominance - mine.dominance) < 1e-5
