"""A packet that exists is valid; what is wrong says so in words."""

import math

import msgspec
import pytest

from sherin.errors import PacketError
from sherin.wire import (
    Meta,
    Mood,
    Packet,
    PacketFieldError,
    PacketSizeError,
    PacketVersionError,
    VideoCue,
    VoiceCue,
    is_capsule_id,
    quantise_mood,
    quantise_weight,
    unknown_id,
)

CALM = Mood(0.1, 0.0, 0.0)


def packet(**changes) -> Packet:
    fields = {
        "seq": 1,
        "t_ms": 0,
        "onset_ms": 130,
        "seed": 5,
        "video_blend": (),
        "voice_blend": (),
        "mood": CALM,
    }
    return Packet(**{**fields, **changes})


@pytest.mark.parametrize("weight", [math.nan, math.inf, -math.inf, -0.01, 2.01, 0.123, "1", None])
def test_weight_off_the_grid_is_refused_for_video_and_voice(weight):
    for make in (lambda: VideoCue("VF_1", weight, "face", 0), lambda: VoiceCue("VC_1", weight, 0)):
        with pytest.raises(PacketFieldError, match=r"field `weight`: got .*expected 0\.\.2"):
            make()


def test_message_names_field_value_expectation_and_next_step():
    with pytest.raises(PacketError) as caught:
        VideoCue("VF_083", 0.683, "face", 80)
    assert str(caught.value) == (
        "field `weight`: got 0.683, expected 0..2 in whole hundredths. "
        "Round it with wire.quantise_weight() first."
    )


def test_long_bad_value_is_shortened():
    with pytest.raises(PacketFieldError) as caught:
        VideoCue("x" * 1_000_000, 0.5, "face", 0)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "cid",
    [
        "",
        "VF",
        "VF_",
        "_1",
        "vf_1",
        "VF-1",
        "ABCDEF_1",
        "VF_é",
        "VF_1\n",
        "VF_" + "0" * 38,
        7,
        None,
    ],
)
def test_misspelt_id_is_refused(cid):
    with pytest.raises(PacketFieldError, match="field `cid`"):
        VideoCue(cid, 0.5, "face", 0)


def test_longest_id_is_accepted():
    assert VoiceCue("VF_" + "0" * 37, 0.5, 0).cid.endswith("0")


@pytest.mark.parametrize("layer", ["ears", "hand", "head", "", None, ["face"]])
def test_unknown_layer_is_refused(layer):
    with pytest.raises(PacketFieldError, match="field `layer`"):
        VideoCue("VF_1", 0.5, layer, 0)


@pytest.mark.parametrize("at_ms", [-32769, 32768, 0.0, True, None])
def test_start_outside_int16_is_refused(at_ms):
    with pytest.raises(PacketFieldError, match="field `at_ms`"):
        VoiceCue("VC_1", 0.5, at_ms)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seq", -1),
        ("seq", 2**32),
        ("seq", 1.0),
        ("t_ms", -1),
        ("t_ms", 2**48),
        ("onset_ms", 32768),
        ("onset_ms", -32769),
        ("seed", 2**32),
        ("video_blend", []),
        ("video_blend", (VoiceCue("VC_1", 0.5, 0),)),
        ("voice_blend", (VideoCue("VF_1", 0.5, "face", 0),)),
        ("mood", (0.0, 0.0, 0.0)),
        ("context", "sleeping"),
        ("utterance", "u7x2"),
        ("utterance", 5),
        ("meta", None),
    ],
)
def test_bad_field_is_named(field, value):
    with pytest.raises(PacketFieldError, match=f"field `{field}"):
        packet(**{field: value})


def test_too_many_cues_are_refused_before_anything_else_is_done_with_them():
    with pytest.raises(PacketSizeError, match="10000 cues, expected at most 16"):
        packet(video_blend=(VideoCue("VF_1", 0.5, "face", 0),) * 10_000)
    with pytest.raises(PacketSizeError, match="5 cues, expected at most 4"):
        packet(voice_blend=(VoiceCue("VC_1", 0.5, 0),) * 5)


@pytest.mark.parametrize("version", [0, 2, True, "1"])
def test_other_version_is_refused(version):
    with pytest.raises(PacketVersionError):
        packet(v=version)


@pytest.mark.parametrize("value", [math.nan, math.inf, 1.01, -1.01, 0.333, "0.5", True])
def test_mood_off_the_grid_is_refused_on_each_axis(value):
    for axis in ("valence", "arousal", "dominance"):
        with pytest.raises(PacketFieldError, match=f"field `{axis}`"):
            Mood(**{"valence": 0.0, "arousal": 0.0, "dominance": 0.0, axis: value})


def test_whole_numbers_and_negative_zero_have_one_spelling():
    """Else two equal packets would be different bytes."""
    cue = VoiceCue("VC_1", 1, 0)
    assert type(cue.weight) is float
    mood = Mood(-0.0, 1, -1)
    assert [str(axis) for axis in msgspec.structs.astuple(mood)] == ["0.0", "1.0", "-1.0"]
    assert str(VoiceCue("VC_1", -0.0, 0).weight) == "0.0"


def test_empty_meta_is_the_same_as_none_given():
    assert packet(meta=Meta()) == packet()
    assert b"meta" not in msgspec.json.encode(packet(meta=Meta(None, 0)))


@pytest.mark.parametrize("trimmed", [-1, 256, 0.0, None])
def test_trimmed_outside_a_byte_is_refused(trimmed):
    with pytest.raises(PacketFieldError, match="field `trimmed`"):
        Meta(trimmed=trimmed)


@pytest.mark.parametrize(
    ("weight", "nearest"),
    [(0.684, 0.68), (0.685001, 0.69), (-3, 0.0), (99, 2.0), (math.inf, 2.0), (-0.001, 0.0)],
)
def test_quantise_weight_gives_the_nearest_that_a_cue_accepts(weight, nearest):
    assert quantise_weight(weight) == nearest
    assert VoiceCue("VC_1", quantise_weight(weight), 0).weight == nearest


@pytest.mark.parametrize(
    ("value", "nearest"), [(0.724, 0.72), (-0.726, -0.73), (-7, -1.0), (math.inf, 1.0)]
)
def test_quantise_mood_gives_the_nearest_that_a_mood_accepts(value, nearest):
    assert Mood(quantise_mood(value), 0.0, 0.0).valence == nearest


def test_quantise_never_gives_negative_zero():
    assert str(quantise_mood(-0.001)) == "0.0"


@pytest.mark.parametrize("quantise", [quantise_weight, quantise_mood])
def test_nan_has_no_nearest_value(quantise):
    with pytest.raises(PacketFieldError, match="nan has no nearest"):
        quantise(math.nan)


def test_reserved_id_of_an_unknown_index_is_spelled_as_an_id():
    assert unknown_id(65535) == "UNK_65535"
    assert is_capsule_id(unknown_id(0))


def test_packet_cannot_be_changed():
    with pytest.raises(AttributeError):
        packet().seq = 2
