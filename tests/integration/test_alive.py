"""It must look alive: the gates on the built-in portrait, judged on drawn pixels by a detector.

The detector sees only pictures. What is intended comes from the rig; what is measured comes from
what a person would see. `sherin bench faces` asks the same of every other portrait.
"""

from __future__ import annotations

import numpy as np
import pytest

from sherin.app.judging import (
    Judge,
    ShapeFindings,
    judge_affect,
    judge_shapes,
    judge_speech,
    judge_stillness,
)
from sherin.app.judging.faces import BOUNDS
from sherin.app.judging.judge import vector_of
from sherin.body.channels import NEUTRAL
from sherin.body.rendering import Stage
from sherin.body.rig import Portrait, Rig
from sherin.body.rig.intake import MediaPipeDetector

SPOKEN = "Maybe Bob and my mom put a big paper map on the bumpy brown pump."


@pytest.fixture(scope="module")
def judge(built_in_rig: Rig) -> Judge:
    return Judge(stage=Stage(built_in_rig, size=(512, 512)), detector=MediaPipeDetector())


@pytest.fixture(scope="module")
def shapes(judge: Judge) -> ShapeFindings:
    return judge_shapes(judge)


def test_with_the_photos_expression_it_is_the_photo(judge: Judge, built_in_portrait: Portrait):
    found = judge_stillness(judge, built_in_portrait)

    assert found.likeness_db >= BOUNDS["likeness_db"][0]
    assert found.jitter_px < BOUNDS["jitter_px"][1]


# What the built-in portrait misses of the bounds, as measured; docs/benchmarks.md says why. Worse
# than this fails.
CROSSTALK_OVER = {
    "lipGap > cornerHeightLeft": 0.2,
    "lipGap > cornerHeightRight": 0.2,
    "jawDrop > cornerHeightLeft": 0.2,
    "jawDrop > cornerHeightRight": 0.2,
}


def test_each_distance_changes_as_intended(shapes: ShapeFindings):
    lowest, highest = BOUNDS["slope"]
    wrong = {name: slope for name, slope in shapes.slopes.items() if not lowest <= slope <= highest}
    assert wrong == {}


def test_a_blendshape_leaves_the_other_distances_alone(shapes: ShapeFindings):
    wrong = {
        pair: round(value, 3)
        for driver, values in shapes.crosstalk.items()
        for pair, value in ((f"{driver} > {name}", value) for name, value in values.items())
        if not value <= CROSSTALK_OVER.get(pair, BOUNDS["crosstalk"][1])
    }
    assert wrong == {}


def test_a_blink_closes_both_eyes(shapes: ShapeFindings):
    assert max(shapes.closure.values()) <= BOUNDS["closure"][1]


def test_lips_say_what_is_heard(judge: Judge):
    found = judge_speech(judge, SPOKEN)

    assert found.plosives >= 12
    assert found.closed_share >= 0.95
    assert found.correlation >= 0.5
    assert -20 <= found.lag_ms <= 70
    assert found.silence_gap_d <= 0.02


def test_valence_lifts_the_corners_and_arousal_moves(judge: Judge):
    found = judge_affect(judge)

    assert found.valence_rho >= 0.95, found.corner_height_d
    assert found.arousal_rho >= 0.95, found.motion


@pytest.mark.parametrize("channel", ["headYaw", "headPitch", "headRoll"])
@pytest.mark.parametrize("degrees", [-20.0, -15.0, 15.0, 20.0])
def test_a_turned_head_leaves_no_hole(built_in_rig: Rig, channel: str, degrees: float):
    """Nothing behind the picture shows through: every pixel stays opaque."""
    picture = Stage(built_in_rig, size=(256, 256)).draw(vector_of({channel: degrees}), t_s=0.0)

    assert picture[..., 3].min() == 255


def test_a_head_is_clamped_softly_beyond_twenty_degrees(judge: Judge):
    def turned(degrees: float) -> float:
        points = judge.stage.landmarks(vector_of({"headYaw": degrees}), t_s=0.0)
        return float(points[1, 0])

    steps = [turned(d) - turned(0.0) for d in (10.0, 20.0, 30.0, 40.0)]
    growth = np.abs(np.diff([0.0, *steps]))
    assert growth[2] < growth[1]
    assert growth[3] <= growth[2]
    assert abs(steps[3]) < 1.6 * abs(steps[1])


def test_the_same_moment_is_the_same_picture(built_in_rig: Rig):
    first, second = (Stage(built_in_rig, size=(256, 256)).draw(NEUTRAL, t_s=1.0) for _ in range(2))
    assert np.array_equal(first, second)
