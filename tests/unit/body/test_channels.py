"""The registry: complete, consistent, and the same in both languages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sherin.body._channel_table import MOOD_ANCHORS
from sherin.body.channels import (
    CHANNEL_INDEX,
    CHANNEL_NAMES,
    CHANNELS,
    DOMAINS,
    MAXIMUM,
    MINIMUM,
    NEUTRAL,
    domain_of_id,
)
from sherin.body.mood import mood_pose

ROOT = Path(__file__).parents[3]

# Copied from Apple's documentation of ARFaceAnchor.BlendShapeLocation, not from our registry.
ARKIT = (
    "eyeBlinkLeft eyeLookDownLeft eyeLookInLeft eyeLookOutLeft eyeLookUpLeft eyeSquintLeft "
    "eyeWideLeft eyeBlinkRight eyeLookDownRight eyeLookInRight eyeLookOutRight eyeLookUpRight "
    "eyeSquintRight eyeWideRight jawForward jawLeft jawRight jawOpen mouthClose mouthFunnel "
    "mouthPucker mouthLeft mouthRight mouthSmileLeft mouthSmileRight mouthFrownLeft "
    "mouthFrownRight mouthDimpleLeft mouthDimpleRight mouthStretchLeft mouthStretchRight "
    "mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper mouthPressLeft "
    "mouthPressRight mouthLowerDownLeft mouthLowerDownRight mouthUpperUpLeft "
    "mouthUpperUpRight browDownLeft browDownRight browInnerUp browOuterUpLeft "
    "browOuterUpRight cheekPuff cheekSquintLeft cheekSquintRight noseSneerLeft noseSneerRight "
    "tongueOut "
).split()


def test_the_first_52_channels_are_arkits_spelled_as_apple_does() -> None:
    assert len(ARKIT) == 52
    assert list(CHANNEL_NAMES[:52]) == ARKIT
    assert all((c.minimum, c.maximum, c.neutral) == (0.0, 1.0, 0.0) for c in CHANNELS[:52])


def test_names_are_unique_and_every_channel_says_unit_range_neutral_domain_and_rank() -> None:
    assert len(set(CHANNEL_NAMES)) == len(CHANNEL_NAMES)
    domains = {domain.name: domain for domain in DOMAINS}
    for channel in CHANNELS:
        assert channel.unit
        assert channel.minimum <= channel.neutral <= channel.maximum
        assert channel.minimum < channel.maximum
        assert channel.rank == domains[channel.domain].rank


def test_every_part_of_the_avatar_has_channels() -> None:
    assert {c.domain for c in CHANNELS} == {
        "face", "body", "hand", "camera", "light", "environment", "tempo", "voice",
    }  # fmt: skip


def test_both_hands_have_the_same_channels() -> None:
    left = [name.removeprefix("handLeft") for name in CHANNEL_NAMES if name.startswith("handLeft")]
    right = [
        name.removeprefix("handRight") for name in CHANNEL_NAMES if name.startswith("handRight")
    ]

    assert left == right
    assert len(left) == 22


def test_domain_ranks_are_a_strict_order() -> None:
    assert len({domain.rank for domain in DOMAINS}) == len(DOMAINS)


@pytest.mark.parametrize(
    ("capsule_id", "domain"),
    [("VF_083", "face"), ("FMM_412", "face"), ("HK_071", "hand"), ("CID_NEUTRAL_LOOP", "base")],
)
def test_a_prefix_names_its_domain(capsule_id: str, domain: str) -> None:
    found = domain_of_id(capsule_id)
    assert found is not None
    assert found.name == domain


def test_a_foreign_prefix_has_no_domain() -> None:
    assert domain_of_id("ZZ_1") is None


def test_the_generated_tables_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "generate_channels.py", "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_no_mood_leaves_the_range_of_a_channel() -> None:
    axis = (-1.0, -0.5, 0.0, 0.5, 1.0)
    for valence in axis:
        for arousal in axis:
            for dominance in axis:
                vector = NEUTRAL + mood_pose(valence, arousal, dominance)
                low = np.flatnonzero(vector < MINIMUM - 0.12)
                high = np.flatnonzero(vector > MAXIMUM)
                assert low.size == 0, (CHANNEL_NAMES[low[0]], valence, arousal, dominance)
                assert high.size == 0, (CHANNEL_NAMES[high[0]], valence, arousal, dominance)


def test_lip_corners_rise_with_valence_and_a_neutral_mood_is_no_expression() -> None:
    smile, frown = CHANNEL_INDEX["mouthSmileLeft"], CHANNEL_INDEX["mouthFrownLeft"]
    for arousal in (-0.4, 0.0, 0.3):
        poses = [mood_pose(v / 10.0, arousal, 0.0) for v in range(-10, 11)]
        lifts = np.array([pose[smile] - pose[frown] for pose in poses])
        assert np.all(np.diff(lifts) > -0.01)
        assert lifts[0] < -0.35
        assert lifts[-1] > 0.4
    assert not mood_pose(0.0, 0.0, 0.0).any()


def test_every_affect_has_an_anchor_near_its_direction() -> None:
    """Otherwise a feeling would show nothing."""
    anchors = np.array([at for _, at, _ in MOOD_ANCHORS])
    anchors /= np.linalg.norm(anchors, axis=1, keepdims=True)
    axis = np.linspace(-1.0, 1.0, 9)
    places = np.stack(np.meshgrid(axis, axis, axis), axis=-1).reshape(-1, 3)
    places = places[np.linalg.norm(places, axis=1) > 0.0]
    places /= np.linalg.norm(places, axis=1, keepdims=True)

    assert (places @ anchors.T).max(axis=1).min() > 0.5


@given(st.tuples(*[st.floats(-1.0, 1.0)] * 3), st.floats(0.1, 0.9))
def test_a_weaker_feeling_has_the_same_face_and_shows_less_of_it(
    place: tuple[float, float, float], share: float
) -> None:
    assume(max(map(abs, place)) > 0.01)
    full = mood_pose(*place)[:52]
    weak = mood_pose(*(share * axis for axis in place))[:52]

    assert np.all(weak <= full + 1e-9)
    assert np.all(weak >= 0.0)
