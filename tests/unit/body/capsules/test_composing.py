"""The generated library: how many of what, in which range, and where they can be found."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sherin.body.capsules.compiling import compile_all
from sherin.body.capsules.compose import DOMAIN_TOTALS, emotion_of
from sherin.body.capsules.compose.action_units import FORMULAS, pose_params
from sherin.body.capsules.compose.grids import fingers_of, latin_grid, pick, square, uniform
from sherin.body.capsules.compose.plans import PLANS
from sherin.body.capsules.definition import Capsule, EmotionVector, Trigger
from sherin.body.capsules.motion import SUBTYPES
from sherin.body.capsules.motion.arguments import with_defaults
from sherin.body.capsules.parameters import check_params
from sherin.body.channels import DOMAINS, domain_of_id
from sherin.body.library import Library

AXES = {"x": uniform(-2.0, 2.0, 0.001), "y": square(0.0, 1.0, 0.001), "z": pick("a", "b")}


def emotion(subtype: str, domain: str, **params: object) -> EmotionVector:
    one = Capsule(
        capsule_id="X_1",
        domain=domain,
        subtype=subtype,
        trigger=Trigger(relative_to="speech_onset", offset_ms=0),
        params=params,
    )
    compiled = compile_all([one])[0]
    pose = with_defaults(SUBTYPES[subtype], params) if subtype == "hand_pose" else None
    return emotion_of(compiled.tracks, compiled.duration_ms, domain, pose=pose)


def test_there_are_exactly_ten_thousand_in_the_planned_shares():
    library = Library.builtin()
    counts = Counter(DOMAINS[int(d)].name for d in library.sections.domain)
    assert counts == DOMAIN_TOTALS
    assert sum(counts.values()) == 10_000


def test_every_id_has_the_prefix_of_its_domain():
    library = Library.builtin()
    for capsule_id, row in zip(library.ids, library.sections.domain.tolist(), strict=True):
        domain = domain_of_id(capsule_id)
        assert domain is not None
        assert domain.name == DOMAINS[row].name, capsule_id


def test_generated_ids_start_at_1000_and_have_no_gap():
    library = Library.builtin()
    n_starters = library.about["n_starters"]
    assert isinstance(n_starters, int)
    numbers: dict[str, list[int]] = {}
    for capsule_id in library.ids[n_starters:]:
        prefix, _, number = capsule_id.partition("_")
        numbers.setdefault(prefix, []).append(int(number))
    for prefix, found in numbers.items():
        assert found == list(range(1000, 1000 + len(found))), prefix


@pytest.mark.parametrize(("domain", "least"), [("face", 100), ("hand", 100), ("body", 40)])
def test_every_octant_of_the_cube_is_served(domain: str, least: int):
    """Selection by nearness needs something near wherever the state is."""
    library = Library.builtin()
    rows = np.array([DOMAINS[int(d)].name == domain for d in library.sections.domain])
    vad = library.vad[rows & library.has_vad]
    octants = np.bincount((vad > 0.0) @ np.array([4, 2, 1]), minlength=8)
    assert octants.min() >= least, octants.tolist()


@pytest.mark.parametrize("domain", ["voice", "expression", "temporal"])
def test_other_layers_reach_every_octant_too(domain: str):
    library = Library.builtin()
    rows = np.array([DOMAINS[int(d)].name == domain for d in library.sections.domain])
    vad = library.vad[rows & library.has_vad]
    octants = np.bincount((vad > 0.0) @ np.array([4, 2, 1]), minlength=8)
    assert octants.min() >= 20, octants.tolist()


def test_latin_grid_visits_every_stratum_of_an_axis_once():
    rows = latin_grid(AXES, 40, seed=5)
    strata = sorted(int((float(str(row["x"])) + 2.0) / 4.0 * 40.0 - 1e-6) for row in rows)
    assert len(set(strata)) >= 38  # rounding to the step may cross an edge
    assert Counter(str(row["z"]) for row in rows) == {"a": 20, "b": 20}


def test_latin_grid_is_reproducible_and_follows_its_seed():
    assert latin_grid(AXES, 16, seed=5) == latin_grid(AXES, 16, seed=5)
    assert latin_grid(AXES, 16, seed=5) != latin_grid(AXES, 16, seed=6)


def test_finger_sets_are_neighbours():
    order = ["thumb", "index", "middle", "ring", "pinky"]
    axis = fingers_of()
    for k in range(9):
        names = axis((k + 0.5) / 9.0)
        assert isinstance(names, list)
        places = [order.index(str(name)) for name in names]
        assert places == list(range(places[0], places[0] + len(places)))


@pytest.mark.parametrize("domain", PLANS)
def test_plans_name_parameters_that_exist(domain: str):
    derived = {"rhythm", "length_ms", "timing"}
    for plan in PLANS[domain]:
        known = {param.name for param in SUBTYPES[plan.subtype].params}
        lags = {name for name in plan.axes if name.endswith("_share") and name not in known}
        assert set(plan.axes) - derived - lags <= known, plan.subtype
        assert SUBTYPES[plan.subtype].domain == domain


def test_action_unit_combinations_are_valid_params():
    problems: list[object] = []
    for k in range(400):
        check_params(
            SUBTYPES["expression_pose"],
            pose_params(k, seed=1),
            lambda *problem: problems.append(problem),
        )
    assert problems == []


def test_known_combinations_name_known_units():
    units = {param.name for param in SUBTYPES["expression_pose"].params}
    for formula in FORMULAS:
        for term in formula.split("+"):
            assert term in ("d", "u", "a") or f"au{term.partition(':')[0]}" in units, formula


@pytest.mark.parametrize(
    ("subtype", "domain", "params", "signs"),
    [
        ("expression_pose", "face", {"au6": 0.8, "au12": 0.8, "au25": 0.5}, (1, 1, 0)),
        (
            "expression_pose",
            "face",
            {"au1": 0.8, "au4": 0.8, "au15": 0.8, "au17": 0.6},
            (-1, -1, -1),
        ),
        ("expression_pose", "face", {"au4": 0.8, "au5": 0.8, "au7": 0.8, "au23": 0.8}, (-1, 1, 1)),
        (
            "expression_pose",
            "face",
            {"au1": 0.8, "au2": 0.8, "au4": 0.8, "au5": 0.8, "au20": 0.8},
            (-1, 1, -1),
        ),
        ("expression_pose", "face", {"au9": 0.8, "au10": 0.8, "au17": 0.6}, (-1, 0, 0)),
        ("posture_collapse", "body", {}, (-1, -1, -1)),
        ("posture_expansion", "body", {}, (1, 0, 1)),
        ("recoil", "body", {}, (-1, 0, -1)),
        ("shake", "body", {}, (-1, 0, 1)),
        ("head_drop", "body", {}, (-1, -1, -1)),
        ("bounce", "body", {}, (1, 1, 0)),
        ("hand_pose", "hand", {"pose": "open_palm_up"}, (1, 0, -1)),
        ("hand_pose", "hand", {"pose": "fist"}, (-1, 0, 1)),
        ("hand_pose", "hand", {"pose": "thumb_up"}, (1, 0, 1)),
        ("hand_pose", "hand", {"pose": "heart"}, (1, 0, -1)),
        ("hand_pose", "hand", {"pose": "stop"}, (-1, 0, 1)),
        ("hand_pose", "hand", {"pose": "shrug"}, (0, 0, -1)),
        ("voice_delta", "voice", {"rate_factor": 1.25, "level_db": 5.0}, (0, 1, 1)),
        ("voice_delta", "voice", {"rate_factor": 0.8, "breathiness": 0.7}, (0, -1, -1)),
        ("voice_delta", "voice", {"tension": 0.8}, (-1, 0, 0)),
    ],
)
def test_where_a_motion_is_found_follows_from_how_it_moves(
    subtype: str, domain: str, params: dict[str, object], signs: tuple[int, int, int]
):
    found = emotion(subtype, domain, **params)
    for value, sign in zip((found.valence, found.arousal, found.dominance), signs, strict=True):
        if sign:
            assert value * sign > 0.1, found


def test_faster_is_more_aroused():
    slow = emotion("nod", "body", tempo_hz=0.6, count=3)
    fast = emotion("nod", "body", tempo_hz=3.0, count=3)
    assert fast.arousal > slow.arousal + 0.3


def test_a_wider_smile_is_more_positive():
    found = [emotion("smile_onset", "face", intensity=x).valence for x in (0.2, 0.5, 1.0)]
    assert found == sorted(found)
    assert found[0] > 0.1


def test_mirrored_hands_are_found_at_the_same_place():
    right = emotion("hand_pose", "hand", pose="open_palm_up", hand="right")
    left = emotion("hand_pose", "hand", pose="open_palm_up", hand="left")
    assert right == left
