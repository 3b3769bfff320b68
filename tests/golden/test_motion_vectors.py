"""The motion core's formulas against values worked out without it; `web` reads the same file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sherin.body.activity import ACTIVITY_INDEX, ActivityHistory
from sherin.body.channels import CHANNEL_NAMES, N_CHANNELS
from sherin.body.curves import BakedTrack, minimum_jerk, sample_track
from sherin.body.lattice import LatticeNoise
from sherin.body.mood import mood_pose
from sherin.body.random32 import cue_seed, draw, mix32, signed_unit, unit
from sherin.body.renewal import Renewal, lognormal_gap, standard_normal
from sherin.body.speech import SpeechTrack, VisemeMark

VECTORS = Path(__file__).parents[2] / "conformance" / "motion" / "vectors.json"


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    return json.loads(VECTORS.read_text("utf-8"))


def test_the_generator_equals_the_published_one(vectors: dict[str, Any]) -> None:
    random32 = vectors["random32"]

    assert [[x, mix32(x)] for x, _ in random32["mix32"]] == random32["mix32"]
    for name, function in (
        ("draw", draw),
        ("unit", unit),
        ("signed_unit", signed_unit),
        ("cue_seed", cue_seed),
    ):
        assert [[a, b, function(a, b)] for a, b, _ in random32[name]] == random32[name], name


def test_minimum_jerk_is_the_polynomial(vectors: dict[str, Any]) -> None:
    jerk = vectors["minimum_jerk"]

    assert [[u, minimum_jerk(u)] for u, _ in jerk["exact"]] == jerk["exact"]
    for u, expected in jerk["rounded"]:
        assert minimum_jerk(u) == pytest.approx(expected, rel=0, abs=jerk["tolerance"])


def test_a_track_is_looked_up_on_the_spline_through_its_samples(vectors: dict[str, Any]) -> None:
    for vector in vectors["tracks"]:
        track = BakedTrack(
            channel=0,
            log2_intervals=vector["log2_intervals"],
            scale=vector["scale"],
            samples=np.array(vector["samples"], dtype=np.int16),
        )
        assert [[u, sample_track(track, u)] for u, _ in vector["values"]] == vector["values"]


def test_lattice_noise_joins_its_draws_by_minimum_jerk(vectors: dict[str, Any]) -> None:
    for vector in vectors["lattice"]:
        noise = LatticeNoise(vector["seed"], vector["period_ms"])
        assert [[t, noise.at(t)] for t, _ in vector["values"]] == vector["values"]


def test_gaps_are_log_normal(vectors: dict[str, Any]) -> None:
    renewal = vectors["renewal"]

    for seed, k, expected in renewal["standard_normal"]:
        close = pytest.approx(expected, rel=renewal["relative_tolerance"])
        assert standard_normal(seed, k) == close
    for seed, event, expected in renewal["gaps"]:
        close = pytest.approx(expected, rel=renewal["relative_tolerance"])
        assert lognormal_gap(seed, event, renewal["sigma"]) == close


def test_a_change_of_activity_acts_on_the_gap_it_falls_into(vectors: dict[str, Any]) -> None:
    renewal = vectors["renewal"]
    events = renewal["events"]
    history = ActivityHistory()
    history.append(events["talking_from_ms"], activity=ACTIVITY_INDEX["talking"], arousal=0.0)
    times: list[float] = []
    process = Renewal(
        history,
        seed=events["seed"],
        sigma=renewal["sigma"],
        rate=lambda activity, _: activity.blink_per_min / 60_000.0,
        on_event=lambda _, t_ms: times.append(t_ms),
        min_gap_ms=events["min_gap_ms"],
    )

    process.advance(events["times_ms"][-1] + 1e-3)

    assert times == pytest.approx(events["times_ms"], rel=renewal["relative_tolerance"])


def test_a_mood_blends_the_faces_of_its_anchors(vectors: dict[str, Any]) -> None:
    mood = vectors["mood"]
    for vector in mood["poses"]:
        pose = dict(zip(CHANNEL_NAMES, mood_pose(*vector["affect"]), strict=True))
        expected = {name: vector["pose"].get(name, 0.0) for name in CHANNEL_NAMES}
        assert pose == pytest.approx(expected, rel=0, abs=mood["tolerance"])


def test_visemes_that_overlap_to_more_than_one_share_the_mouth(vectors: dict[str, Any]) -> None:
    visemes = vectors["visemes"]
    track = SpeechTrack()
    track.say(
        [
            VisemeMark(
                viseme=mark["viseme"],
                peak=mark["peak"],
                **dict(
                    zip(
                        ("start_ms", "rise_end_ms", "fall_start_ms", "end_ms"),
                        mark["times_ms"],
                        strict=True,
                    )
                ),
            )
            for mark in visemes["marks"]
        ]
    )
    for sample in visemes["samples"]:
        out = np.zeros(N_CHANNELS)
        track.add_to(out, sample["t_ms"])
        expected = [sample["mouth"].get(name, 0.0) for name in CHANNEL_NAMES]
        assert list(out) == pytest.approx(expected, rel=0, abs=visemes["tolerance"])
