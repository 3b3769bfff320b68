"""The shipped capsules: complete, as they were given, and carrying the figures they stand for."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from sherin.body.capsules.compiling import compile_all
from sherin.body.capsules.motion import SUBTYPES
from sherin.body.capsules.profiles import context_gestures, load_profiles
from sherin.body.capsules.reading import dump_capsules, read_capsules
from sherin.body.capsules.starter import DATA_FOLDER, STARTER_FILES, starter_capsules
from sherin.body.library_format import CONTEXTS
from sherin.errors import CapsuleError

SHARED = Path(__file__).resolve().parents[4].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(
    not (SHARED / "profiles.json").is_file(),
    reason="the starter data lies beside the checkout, in ../shared/data",
)
IDS = {capsule.capsule_id: capsule for capsule in starter_capsules()}
AN_ID = re.compile(r"\b(?:HF|HK|VF|FMM|VC|BK|CS|LD|TR|ER|TC|CID|E)_[A-Z0-9_]+\b")


@pytest.mark.parametrize("prefix", ["HF", "HK"])
def test_a_hundred_numbered_hands_ship_in_each_set(prefix: str):
    assert {f"{prefix}_{n:03}" for n in range(1, 101)} <= IDS.keys()


@pytest.mark.parametrize("name", STARTER_FILES)
def test_shipped_files_are_in_the_one_form(name: str):
    path = DATA_FOLDER / name
    assert path.read_text(encoding="utf-8") == dump_capsules(read_capsules(path))


def test_starters_keep_the_order_of_the_files():
    first = [capsule.capsule_id for capsule in starter_capsules()]
    assert first[:3] == ["HF_001", "HF_002", "HF_003"]
    assert len(first) == len(set(first))


@needs_shared
@pytest.mark.parametrize("name", ["hf", "hk"])
def test_given_capsules_ship_as_they_were_given(name: str):
    given = json.loads((SHARED / f"{name}_capsules.json").read_text(encoding="utf-8"))["capsules"]
    text = (DATA_FOLDER / f"hands_{name}.json").read_text(encoding="utf-8")
    shipped: dict[str, Any] = {c["capsule_id"]: c for c in json.loads(text)["capsules"]}
    for capsule in given:
        assert shipped[capsule["capsule_id"]] == capsule


@needs_shared
def test_every_id_that_the_given_profiles_name_is_defined():
    named = set(AN_ID.findall((SHARED / "profiles.json").read_text(encoding="utf-8")))
    assert len(named) > 50
    assert named - IDS.keys() == set()


@needs_shared
def test_every_given_profile_is_there():
    given = json.loads((SHARED / "profiles.json").read_text(encoding="utf-8"))["profiles"]
    # These two map words of a text to names; nothing moves in them.
    heuristics = {"intent_rules", "sentiment_rules"}
    assert {profile["name"] for profile in given} - heuristics <= load_profiles().keys()


def test_every_id_of_a_profile_or_context_is_defined():
    for name, profile in load_profiles().items():
        for cid in [cue.cid for cue in profile.cues] + ([profile.base] if profile.base else []):
            assert cid in IDS, (name, cid)
    for name, cues in context_gestures().items():
        for cue in cues:
            assert cue.cid in IDS, (name, cue.cid)


def test_every_context_has_a_gesture_and_a_capsule():
    assert context_gestures().keys() == set(CONTEXTS)
    in_context = {name for capsule in starter_capsules() for name in capsule.context}
    assert in_context == set(CONTEXTS)


def test_new_capsules_say_what_they_do():
    filled = [c for c in starter_capsules() if c.description]
    assert len({c.description for c in filled}) == len(filled)


@needs_shared
def test_filled_ids_move_differently_from_all_others():
    """Twins in the given sets stay (HF_021 and HK_021 are one motion); what is new must be new."""
    given = {
        capsule["capsule_id"]
        for name in ("hf", "hk")
        for capsule in json.loads((SHARED / f"{name}_capsules.json").read_text())["capsules"]
    }
    motions: dict[object, str] = {}
    for compiled in compile_all(starter_capsules()):
        if not compiled.tracks:
            assert compiled.capsule_id.endswith("NEUTRAL")
            continue
        motion = (
            compiled.duration_ms,
            *((t.channel, t.scale, t.samples.tobytes()) for t in compiled.tracks),
        )
        twin = motions.setdefault(motion, compiled.capsule_id)
        assert twin == compiled.capsule_id or {twin, compiled.capsule_id} <= given


def test_combined_lasts_as_long_as_its_longest_component():
    lengths = {c.capsule_id: c.duration_ms for c in compile_all(starter_capsules())}
    assert lengths["HF_091"] == max(lengths["HF_001"], lengths["HF_051"])
    assert lengths["HF_096"] == lengths["HF_082"] == 5000


# --- The figures of the micro-signals ------------------------------------------------------------

SIGNALS = list(
    csv.DictReader((DATA_FOLDER / "micro_signals.csv").read_text(encoding="utf-8").splitlines())
)


def figure(table: str, item: str, measurement: str) -> tuple[float, float]:
    """Range of one figure of `micro_signals.csv`."""
    rows = [
        row
        for row in SIGNALS
        if (row["table"], row["item"]) == (table, item)
        and row["measurement"].startswith(measurement)
    ]
    assert len(rows) == 1, (table, item, measurement)
    return float(rows[0]["value_min"] or "-inf"), float(rows[0]["value_max"] or "inf")


def default(subtype: str, param: str) -> float:
    found = next(p for p in SUBTYPES[subtype].params if p.name == param)
    assert isinstance(found.default, int | float)
    return float(found.default)


OBSERVED = "observed_signal_<=150ms"
FORENSIC = "forensic_signal"
FRAME_MS = 40.0


@pytest.mark.parametrize(
    ("subtype", "param", "table", "item", "measurement", "unit"),
    [
        ("tap_rhythm", "tap_count", OBSERVED, "Pre-speech rhythm", "taps before", 1.0),
        ("tap_rhythm", "interval_ms", OBSERVED, "Pre-speech rhythm", "tap interval", 1.0),
        ("palm_orientation", "angle_deg_end", OBSERVED, "Self-concealing", "palm rotates", 1.0),
        ("palm_orientation", "duration_ms", OBSERVED, "Self-concealing", "time to", FRAME_MS),
        ("abort_arc", "abort_percent", OBSERVED, "Half-finished gesture", "arc stops", 1.0),
        (
            "finger_cluster",
            "duration_ms",
            OBSERVED,
            "Finger clustering",
            "sudden reduction",
            FRAME_MS,
        ),
        ("finger_spread", "spread_factor", FORENSIC, "Finger Clustering/Separation", "distance", 1),
        ("finger_spread", "duration_ms", FORENSIC, "Finger Clustering/Separation", "duration", 1),
        ("asynchronous_onset", "frames", FORENSIC, "Asynchronous Onset", "one side", 1.0),
        ("brow_asymmetry", "displacement_px", FORENSIC, "Asymmetric Brow Rise", "vertical", 1.0),
        ("lip_compression", "duration_ms", FORENSIC, "Lip Compression Burst", "duration", 1.0),
        ("lip_compression", "width_change", FORENSIC, "Lip Compression Burst", "width", 1.0),
        ("jaw_lock", "frames", FORENSIC, "Micro-Jaw Lock", "momentary", 1.0),
    ],
)
def test_defaults_carry_the_figures_of_the_micro_signals(
    subtype: str, param: str, table: str, item: str, measurement: str, unit: float
):
    if param == "width_change":
        low, high = -0.1, -0.1
        assert figure(table, item, "width reduction of the example") == (low, high)
    else:
        low, high = figure(table, item, measurement)
    assert low * unit <= default(subtype, param) <= high * unit


def test_ranges_hold_those_of_the_micro_signals():
    for subtype, param in (
        ("finger_cluster", "distance_change"),
        ("finger_spread", "spread_factor"),
        ("tap_rhythm", "tap_count"),
    ):
        found = next(p for p in SUBTYPES[subtype].params if p.name == param)
        rows = [r for r in SIGNALS if (r["table"], r["domain"]) == ("hf_subtype", subtype)]
        assert found.minimum <= float(rows[0]["value_min"])
        assert float(rows[0]["value_max"]) <= found.maximum


@pytest.mark.parametrize(
    ("capsule_id", "param", "value"),
    [
        ("HK_101", "spread_factor", 0.15),
        ("HK_101", "duration_ms", 200),
        ("HK_308", "angle_deg_end", 30),
        ("HK_205", "pressure_curve", "soft"),
        ("FMM_412", "displacement_px", 5),
        ("FMM_519", "duration_ms", 210),
        ("FMM_627", "frames", 8),
        ("TC_701", "lead_ms", 180),
        ("TC_923", "frames", 4),
    ],
)
def test_example_capsules_of_the_micro_signals_have_their_figures(
    capsule_id: str, param: str, value: object
):
    assert IDS[capsule_id].params[param] == value


def test_the_aborted_gesture_is_cut_more_than_half_short():
    low, _ = figure(FORENSIC, "Aborted Motion", "path cut")
    share = IDS["TC_815"].params["stop_share"]
    assert isinstance(share, float)
    assert 1.0 - share > low


# --- Profiles -----------------------------------------------------------------------------------


def test_anx_denial_is_wired_once_with_its_modifiers():
    profile = load_profiles()["ANX_DENIAL"]
    assert [cue.cid for cue in profile.cues][:4] == ["HK_001", "FMM_012", "TC_701", "HK_308"]
    assert (profile.modifiers.tempo_factor, profile.modifiers.noise_jitter) == (0.9, 0.12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "not a profile file"),
        ('{"profiles": {}, "contexts": {"flying": []}}', "context 'flying': unknown"),
        (
            '{"profiles": {"p": {"description": "", "cues": [{"cid": "HF_1", "weight": 9}]}}}',
            "cue 0 .HF_1.: weight 9 is outside 0..2",
        ),
        (
            '{"profiles": {"p": {"description":"","cues": [], "modifiers": {"tempo_factor": 9}}}}',
            "tempo_factor 9 is outside 0.4..2.5",
        ),
    ],
)
def test_a_broken_profile_file_is_explained(tmp_path: Path, text: str, message: str):
    path = tmp_path / "profiles.json"
    path.write_text(text)
    with pytest.raises(CapsuleError, match=message):
        load_profiles(path)
