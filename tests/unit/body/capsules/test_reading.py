"""Capsule files: every form is read, everything wrong is said, any bytes end in a result."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from sherin.body.capsules.definition import Capsule
from sherin.body.capsules.deltas import DELTA_PARAMETERS
from sherin.body.capsules.motion import SUBTYPES
from sherin.body.capsules.problems import CapsuleFileError, Problem
from sherin.body.capsules.reading import (
    check_capsules,
    dump_capsules,
    parse_capsules,
    read_capsules,
)
from sherin.body.capsules.starter import starter_capsules
from sherin.body.channels import DOMAINS
from sherin.errors import CapsuleError

AT = "mine.json, capsule 0 (HF_001), "
GOOD: dict[str, Any] = {
    "capsule_id": "HF_001",
    "domain": "hand",
    "subtype": "finger_cluster",
    "trigger": {"relative_to": "speech_onset", "offset_ms": -210, "probability": 0.92},
    "params": {"fingers": ["thumb", "index"], "distance_change": -0.18, "duration_ms": 120},
    "priority": 8,
    "blend_mode": "additive",
}


def parse(*raw: object) -> tuple[tuple[Capsule, ...], tuple[Problem, ...]]:
    return parse_capsules(json.dumps(list(raw)).encode(), source="mine.json")


def problem_with(**changes: object) -> Problem:
    """The one problem that a good capsule has after the changes."""
    capsules, problems = parse({**GOOD, **changes})
    assert capsules == ()
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


@pytest.mark.parametrize("text", ['{"capsules": [%s]}', "[%s]", "%s", "\ufeff[%s]"])
def test_a_file_may_be_an_object_with_capsules_a_list_or_one_capsule(text: str):
    capsules, problems = parse_capsules((text % json.dumps(GOOD)).encode(), source="x")
    assert problems == ()
    assert [capsule.capsule_id for capsule in capsules] == ["HF_001"]


def test_dump_and_parse_are_inverse():
    text = dump_capsules(starter_capsules())
    capsules, problems = parse_capsules(text.encode(), source="x")
    assert problems == ()
    assert capsules == starter_capsules()
    assert dump_capsules(capsules) == text


def test_the_one_form_orders_fields_and_params():
    shuffled = {key: GOOD[key] for key in reversed(GOOD)}
    shuffled["params"] = {key: GOOD["params"][key] for key in reversed(GOOD["params"])}
    assert dump_capsules(parse(shuffled)[0]) == dump_capsules(parse(GOOD)[0])


# --- Wording ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"priority": 12},
            (
                f"{AT}field `priority`: found 12, "
                "expected a whole number in 0..10; nearest valid: 10"
            ),
        ),
        (
            {"blend_mode": "add"},
            (
                f"{AT}field `blend_mode`: found 'add', "
                "expected one of additive, multiply, override; nearest valid: 'additive'"
            ),
        ),
        (
            {"trigger": {"relative_to": "speech_onset", "offset_ms": -900}},
            (
                f"{AT}field `trigger.offset_ms`: found -900, "
                "expected a whole number in -500..500 ms; nearest valid: -500"
            ),
        ),
        (
            {"params": {"distance_change": -18}},
            (
                f"{AT}field `params.distance_change`: found -18, "
                "expected a number in -0.35..-0.02 fraction; nearest valid: -0.35"
            ),
        ),
        (
            {"params": {"fingers": ["thumb", "indx"]}},
            (
                f"{AT}field `params.fingers[1]`: found 'indx', "
                "expected one of index, middle, pinky, ring, thumb; nearest valid: 'index'"
            ),
        ),
    ],
)
def test_an_error_names_file_index_id_field_value_range_and_nearest(
    changes: dict[str, object], message: str
):
    assert str(problem_with(**changes)) == message


@pytest.mark.parametrize(
    ("changes", "field", "nearest"),
    [
        ({"domain": "hnd"}, "domain", "'hand'"),
        ({"subtype": "finger_clustr"}, "subtype", "'finger_cluster'"),
        ({"subtype": "blink"}, "subtype", None),
        ({"capsule_id": "hf-001"}, "capsule_id", "'HF_001'"),
        ({"capsule_id": "VF_001"}, "capsule_id", "'HF_001'"),
        ({"capsule_id": 7}, "capsule_id", None),
        (
            {"trigger": {"relative_to": "speech_on", "offset_ms": 0}},
            "trigger.relative_to",
            "'speech_onset'",
        ),
        ({"trigger": []}, "trigger", None),
        ({"params": None}, "params", "{}"),
        ({"params": {"easing": "cubic_ot"}}, "params.easing", "'cubic_out'"),
        ({"params": {"distance_chnge": -0.2}}, "params.distance_chnge", "'distance_change'"),
        ({"params": {"duration_ms": "120"}}, "params.duration_ms", "120"),
        ({"params": {"duration_ms": True}}, "params.duration_ms", None),
        ({"params": {"fingers": []}}, "params.fingers", None),
        ({"params": {"fingers": ["ring", "ring"]}}, "params.fingers[1]", None),
        ({"priorty": 3}, "priorty", "'priority'"),
        ({"priority": 2.5}, "priority", "2"),
        ({"duration_ms": 0}, "duration_ms", "1"),
        ({"emotion_vec": {"valence": 2, "arousal": 0, "dominance": 0}}, "emotion_vec.valence", "1"),
        ({"emotion_vec": {"valence": 0, "arousal": 0}}, "emotion_vec.dominance", None),
        ({"context": ["tping"]}, "context[0]", "'typing'"),
        ({"description": 5}, "description", None),
        ({"fallback": "HF_001"}, "fallback", None),
        ({"fallback": "nothing"}, "fallback", None),
        ({"voice_sync": {"lip_sync_lead_ms": 900}}, "voice_sync.lip_sync_lead_ms", "200"),
    ],
)
def test_every_field_is_checked(changes: dict[str, object], field: str, nearest: str | None):
    problem = problem_with(**changes)
    assert problem.field == field
    assert problem.nearest == nearest


def test_every_error_is_collected_not_only_the_first():
    _, problems = parse(
        {**GOOD, "priority": 99, "blend_mode": "x", "domain": "hnd"},
        {**GOOD, "capsule_id": "HF_002", "params": {"easing": "cubic", "duration_ms": -5}},
        17,
    )
    assert [(p.index, p.field) for p in problems] == [
        (0, "domain"),
        (0, "priority"),
        (0, "blend_mode"),
        (1, "params.easing"),
        (1, "params.duration_ms"),
        (2, ""),
    ]


def test_good_capsules_beside_broken_ones_are_still_given():
    capsules, problems = parse({**GOOD, "priority": 99}, {**GOOD, "capsule_id": "HF_002"})
    assert [capsule.capsule_id for capsule in capsules] == ["HF_002"]
    assert len(problems) == 1


def test_an_id_that_occurs_twice_points_to_the_first():
    _, problems = parse(GOOD, {**GOOD, "capsule_id": "HF_002"}, GOOD)
    assert [(p.index, p.field, p.found) for p in problems] == [(2, "capsule_id", "'HF_001' again")]
    assert "capsule 0" in problems[0].expected


def test_references_are_checked_against_the_file_and_the_known_ids():
    parts = [{"cid": "HF_901", "weight": 1}, {"cid": "HK_071", "weight": 1}]
    bundle = {**GOOD, "subtype": "combined", "params": {"components": parts}, "fallback": "HF_909"}
    data = json.dumps([bundle]).encode()
    capsules, problems = parse_capsules(data, source="x", known_ids={"HK_071", "HF_900"})
    assert capsules == ()
    assert [(p.field, p.nearest) for p in problems] == [
        ("params.components[0].cid", "'HF_900'"),
        ("fallback", "'HF_900'"),
    ]


def test_the_error_of_reading_lists_the_problems(tmp_path: Path):
    path = tmp_path / "broken.json"
    path.write_text(
        json.dumps([{**GOOD, "priority": 99} | {"capsule_id": f"HF_{n}"} for n in range(60)])
    )
    with pytest.raises(CapsuleFileError, match="and 20 more") as caught:
        read_capsules(path)
    assert len(caught.value.problems) == 60
    assert isinstance(caught.value, CapsuleError)
    assert isinstance(caught.value, ValueError)


# --- The forms of the notes -----------------------------------------------------------------------


def test_form_b_becomes_the_motion_that_its_parameter_means():
    capsules, problems = parse(
        {
            "capsule_id": "E_MICRO_04231",
            "domain": "visual",
            "channel": "face_motion",
            "parameter": "eye_blink_interval",
            "delta": -12,
            "duration_ms": 180,
            "priority": 4,
            "blend_mode": "additive",
        }
    )
    assert problems == ()
    assert capsules[0].capsule_id == "FMM_MICRO_04231"
    assert (capsules[0].domain, capsules[0].subtype) == ("face", "blink")
    assert capsules[0].params == {"close_ms": 63, "reopen_ms": 108, "depth": 1.0}


@pytest.mark.parametrize("parameter", DELTA_PARAMETERS)
def test_every_parameter_of_form_b_leads_to_a_valid_capsule(parameter: str):
    delta = {
        "color_temperature": 400,
        "ambient_delay": 200,
        "eye_blink_interval": -12,
        "tap_rate": 5,
    }
    capsules, problems = parse(
        {
            "capsule_id": "E_MICRO_1",
            "channel": "any",
            "parameter": parameter,
            "delta": delta.get(parameter, 15 if "%" in DELTA_PARAMETERS[parameter].meaning else 1),
            "duration_ms": 600 if parameter not in {"axis_drift", "parallax"} else 2000,
        }
    )
    assert [str(problem) for problem in problems] == []
    meaning = DELTA_PARAMETERS[parameter]
    assert capsules[0].capsule_id == f"{meaning.prefix}_MICRO_1"
    assert SUBTYPES[capsules[0].subtype].domain == meaning.domain
    assert meaning.prefix in next(d.prefixes for d in DOMAINS if d.name == meaning.domain)


def test_an_unknown_parameter_of_form_b_is_answered_with_the_nearest():
    _, problems = parse({"capsule_id": "E_1", "channel": "x", "parameter": "tap_rte", "delta": 1})
    assert problems[0].field == "parameter"
    assert problems[0].nearest == "'tap_rate'"


def test_the_extended_form_with_cid_is_read():
    capsules, problems = parse(
        {
            "cid": "VF_083",
            "type": "video_face",
            "subtype": "smile_onset",
            "params": {},
            "trigger_offset_ms": -180,
            "duration_ms": 3200,
            "priority": 7,
            "voice_sync": {
                "required_voice_cid": "VC_022",
                "voice_weight_multiplier": 1.2,
                "lip_sync_lead_ms": 50,
            },
            "emotional_vector": {"valence": 0.7, "arousal": 0.3, "dominance": 0.5},
            "file_ref": "/capsules/vf_083.webm",
        }
    )
    assert problems == ()
    capsule = capsules[0]
    assert (capsule.capsule_id, capsule.domain) == ("VF_083", "face")
    assert capsule.trigger.offset_ms == -180
    assert capsule.emotion_vec is not None
    assert capsule.emotion_vec.valence == 0.7
    assert capsule.duration_ms == 3200


def test_the_voice_form_with_dsp_params_is_read():
    capsules, problems = parse(
        {
            "cid": "VC_022",
            "type": "voice_delta",
            "dsp_params": {"pitch_shift_semitones": 2.5, "speech_rate": 1.15, "vibrato_rate": 5.2},
            "viseme_map": [{"time_ms": 0, "viseme": "rest"}],
        }
    )
    assert problems == ()
    assert capsules[0].params == {
        "pitch_semitones": 2.5,
        "rate_factor": 1.15,
        "vibrato_hz": 5.2,
    }


def test_little_is_another_word_for_the_pinky():
    capsules, problems = parse({**GOOD, "params": {"fingers": ["ring", "little"]}})
    assert problems == ()
    assert capsules[0].params["fingers"] == ["ring", "pinky"]


@pytest.mark.parametrize(
    ("old", "domain", "prefix"), [("hands", "hand", "HF"), ("head", "body", "BK")]
)
def test_old_names_of_layers_are_read(old: str, domain: str, prefix: str):
    subtype = {"hand": "hand_beat", "body": "nod"}[domain]
    capsules, problems = parse(
        {**GOOD, "domain": old, "capsule_id": f"{prefix}_1", "subtype": subtype, "params": {}}
    )
    assert problems == ()
    assert capsules[0].domain == domain


# --- Hostile input ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "no JSON"),
        (b"[", "no JSON"),
        (b"\xff\xfe", "byte 0xff at 0"),
        (b"[" * 200_000, "nested"),
        (b'{"a":' * 100_000, "nested"),
        (b"9" * 5_000, "thousands of digits"),
        (b"null", "null"),
        (b'{"capsules": 3}', "3"),
        (b"[" + b"1," * 70_000 + b"1]", "70001 capsules"),
    ],
    ids=[
        "empty",
        "torn",
        "not utf-8",
        "deep lists",
        "deep objects",
        "digits",
        "null",
        "number",
        "many",
    ],
)
def test_a_text_that_is_no_capsule_file_is_refused_as_a_whole(data: bytes, found: str):
    capsules, problems = parse_capsules(data, source="x")
    assert capsules == ()
    assert len(problems) == 1
    assert problems[0].index is None
    assert found in problems[0].found


def test_a_file_of_more_than_64_mb_is_not_parsed(tmp_path: Path):
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    _, problems = check_capsules(path)
    assert [problem.found for problem in problems] == ["more than 64 MB"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "1" + "0" * 400])
def test_numbers_that_are_none_are_named(number: str):
    text = json.dumps([GOOD]).replace("-0.18", number)
    capsules, problems = parse_capsules(text.encode(), source="x")
    assert capsules == ()
    assert [problem.field for problem in problems] == ["params.distance_change"]
    assert len(problems[0].found) < 80


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"priority": 8', '"priority": 8, "priority": 3', "priority"),
        ('"offset_ms": -210', '"offset_ms": -210, "offset_ms": 3', "trigger.offset_ms"),
        ('"duration_ms": 120', '"duration_ms": 1, "duration_ms": 120', "params.duration_ms"),
    ],
)
def test_a_field_given_twice_is_an_error_not_a_choice(old: str, new: str, field: str):
    text = json.dumps([GOOD])
    assert old in text
    _, problems = parse_capsules(text.replace(old, new).encode(), source="x")
    assert [(p.field, p.found) for p in problems] == [(field, "the field twice")]


@pytest.mark.parametrize("field", sorted(GOOD))
@pytest.mark.parametrize(
    "value", [None, True, 0, -1, 1.5, "", "x" * 5000, [], [[]], {}, {"a": {}}, [None] * 9]
)
def test_a_wrong_type_in_any_field_is_an_error_or_valid_but_never_a_crash(
    field: str, value: object
):
    capsules, problems = parse({**GOOD, field: value})
    assert len(capsules) == (0 if problems else 1)
    for problem in problems:
        assert len(str(problem)) < 1200


def test_ten_thousand_capsules_validate_in_less_than_a_second():
    """The goal is one second; this leaves room for a busy machine."""
    starter = json.loads(dump_capsules(starter_capsules()))["capsules"]
    many: list[dict[str, Any]] = []
    for n in range(10_000):
        capsule = starter[n % len(starter)]
        many.append({**capsule, "capsule_id": f"{capsule['capsule_id'][:30]}_{n}"})
    data = json.dumps({"capsules": many}).encode()
    began = time.process_time()
    capsules, problems = parse_capsules(data, source="x")
    seconds = time.process_time() - began
    assert (len(capsules), problems) == (10_000, ())
    assert seconds < 3.0
