"""Capsules become tracks; bundles are the sum of their parts on one time axis."""

from __future__ import annotations

import numpy as np
import pytest

from sherin.body.capsules.compiling import Compiler, compile_all
from sherin.body.capsules.definition import Capsule, EmotionVector, Trigger
from sherin.body.channels import CHANNEL_INDEX, DOMAIN_INDEX
from sherin.body.curves import sample_track
from sherin.body.library_format import CompiledCapsule
from sherin.errors import CapsuleError


def capsule(capsule_id: str, subtype: str, domain: str = "face", **more: object) -> Capsule:
    fields: dict[str, object] = {"params": {}} | more
    return Capsule(
        capsule_id=capsule_id,
        domain=domain,
        subtype=subtype,
        trigger=Trigger(relative_to="speech_onset", offset_ms=-20, probability=0.9),
        **fields,  # type: ignore[arg-type]
    )


def bundle(capsule_id: str, *parts: dict[str, object]) -> Capsule:
    return capsule(capsule_id, "expression", "expression", params={"components": list(parts)})


def value(compiled: CompiledCapsule, channel: str, t_ms: float) -> float:
    track = next(t for t in compiled.tracks if t.channel == CHANNEL_INDEX[channel])
    return sample_track(track, t_ms / compiled.duration_ms)


SMILE = capsule("VF_001", "smile_onset", params={"hold_ms": 200.0})
NOD = capsule("BK_001", "nod", "body", params={"count": 1})


def test_playing_rules_are_carried_over():
    one = capsule(
        "VF_001",
        "squint",
        priority=8,
        context=("reading", "listening"),
        emotion_vec=EmotionVector(valence=0.5, arousal=-0.25, dominance=1.0),
        fallback="VF_001",
    )
    compiled = compile_all([one])[0]
    assert compiled.domain == DOMAIN_INDEX["face"]
    assert (compiled.offset_ms, compiled.probability, compiled.priority) == (-20, 90, 8)
    assert compiled.contexts == 0b1010
    assert compiled.vad == (0.5, -0.25, 1.0)
    assert compiled.fallback == "VF_001"


def test_duration_override_stretches_the_motion():
    plain = compile_all([SMILE])[0]
    slow = compile_all([capsule("VF_002", "smile_onset", params=SMILE.params, duration_ms=9000)])[0]
    assert slow.duration_ms == 9000
    half = plain.duration_ms / 2
    assert value(slow, "mouthSmileLeft", 4500.0) == pytest.approx(
        value(plain, "mouthSmileLeft", half), abs=1e-6
    )


def test_bundle_is_the_weighted_sum_of_its_parts_in_time():
    both = bundle(
        "E_001",
        {"cid": "VF_001", "weight": 0.5},
        {"cid": "BK_001", "weight": 2.0, "at_ms": 300.0},
    )
    smile, nod, sum_ = compile_all([SMILE, NOD, both])
    assert sum_.duration_ms == max(smile.duration_ms, 300 + nod.duration_ms)
    for t_ms in (150.0, 400.0, 700.0):
        expected = 0.5 * value(smile, "mouthSmileLeft", t_ms)
        assert value(sum_, "mouthSmileLeft", t_ms) == pytest.approx(expected, abs=0.01)
        expected = 2.0 * value(nod, "headPitch", max(0.0, t_ms - 300.0))
        assert value(sum_, "headPitch", t_ms) == pytest.approx(expected, abs=0.1)


def test_bundle_of_the_same_capsule_twice_plays_it_twice():
    twice = bundle(
        "E_001",
        {"cid": "BK_001", "weight": 1.0},
        {"cid": "BK_001", "weight": 1.0, "at_ms": 1000.0},
    )
    nod, sum_ = compile_all([NOD, twice])
    half = nod.duration_ms * 0.4
    assert value(sum_, "headPitch", half) == pytest.approx(
        value(sum_, "headPitch", half + 1000.0), abs=0.1
    )


def test_bundle_may_hold_a_bundle_and_a_loop_without_a_step():
    loop = capsule("CID_001", "base_loop", "base")
    inner = bundle("E_001", {"cid": "CID_001", "weight": 1.0})
    outer = bundle("E_002", {"cid": "E_001", "weight": 1.0}, {"cid": "BK_001", "weight": 1.0})
    compiled = compile_all([loop, NOD, inner, outer])[-1]
    for track in compiled.tracks:
        assert track.samples[1] == 0
        assert track.samples[-2] == 0
    assert not compiled.is_loop


def test_component_with_its_own_duration_keeps_it():
    short = capsule("VF_003", "smile_onset", duration_ms=500)
    assert (
        compile_all([short, bundle("E_001", {"cid": "VF_003", "weight": 1.0})])[1].duration_ms
        == 500
    )


def test_cycle_is_refused_and_shown():
    first = bundle("E_001", {"cid": "E_002", "weight": 1.0})
    second = bundle("E_002", {"cid": "E_001", "weight": 1.0})
    with pytest.raises(CapsuleError, match="holds itself: E_001 > E_002 > E_001"):
        compile_all([first, second])


def test_unknown_component_is_named_with_the_nearest():
    with pytest.raises(CapsuleError, match=r"E_001: no component 'VF_0001'; did you mean VF_001"):
        compile_all([SMILE, bundle("E_001", {"cid": "VF_0001", "weight": 1.0})])


def test_unknown_subtype_is_named_with_the_nearest():
    with pytest.raises(CapsuleError, match=r"VF_009: no subtype 'smile_onse'; did you mean smile_"):
        compile_all([capsule("VF_009", "smile_onse")])


def test_repeated_id_is_refused():
    with pytest.raises(CapsuleError, match="VF_001: two capsules"):
        compile_all([SMILE, SMILE])


def test_deep_nesting_is_refused():
    chain = [NOD, bundle("E_000", {"cid": "BK_001", "weight": 1.0})]
    chain += [bundle(f"E_{k:03}", {"cid": f"E_{k - 1:03}", "weight": 1.0}) for k in range(1, 12)]
    with pytest.raises(CapsuleError, match="nested deeper"):
        compile_all(chain[::-1])


def test_too_long_bundle_is_refused():
    late = bundle("E_001", *({"cid": "BK_001", "weight": 1.0, "at_ms": 65_500.0},))
    with pytest.raises(CapsuleError, match="65535"):
        compile_all([NOD, late])


def test_mirrored_channels_share_their_samples():
    """Sharing is what keeps the library below 4 MB."""
    tracks = {t.channel: t for t in compile_all([capsule("VF_001", "squint")])[0].tracks}
    left, right = (tracks[CHANNEL_INDEX[f"eyeSquint{side}"]] for side in ("Left", "Right"))
    assert left.samples.tobytes() == right.samples.tobytes()


def test_negative_gain_mirrors_the_samples():
    compiler = Compiler({})
    up = compiler.compile(capsule("BK_001", "head_turn", "body", params={"yaw_deg": 10.0}))
    down = compiler.compile(capsule("BK_002", "head_turn", "body", params={"yaw_deg": -10.0}))
    yaw = CHANNEL_INDEX["headYaw"]
    first, second = (next(t for t in c.tracks if t.channel == yaw) for c in (up, down))
    assert np.array_equal(first.samples, -second.samples)
    assert first.scale == second.scale > 0.0
