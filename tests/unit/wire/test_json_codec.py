"""JSON packets: their text, what is skipped, what is trimmed, what is refused."""

import msgspec
import pytest

from sherin.wire import (
    Meta,
    Mood,
    Packet,
    PacketFieldError,
    PacketSizeError,
    PacketSyntaxError,
    VideoCue,
    VoiceCue,
    decode_json,
    encode_json,
    fit_json,
)

# The example of the design, with an utterance id of the real length.
EXAMPLE = (
    '{"v":1,"seq":7,"t_ms":123456,"onset_ms":130,"seed":1718,'
    '"video_blend":[{"cid":"VF_083","weight":0.68,"layer":"face","at_ms":80}],'
    '"voice_blend":[{"cid":"VC_022","weight":0.8,"at_ms":130}],'
    '"mood":{"valence":0.72,"arousal":0.33,"dominance":0.5},'
    '"context":"listening","utterance":"3amhvsjyaarwq14y0fymtckhft",'
    '"meta":{"expression":"E_0342"}}'
)


def packet(video=(), voice=(), **changes) -> Packet:
    return Packet(
        seq=1,
        t_ms=2,
        onset_ms=130,
        seed=3,
        video_blend=tuple(video),
        voice_blend=tuple(voice),
        mood=Mood(0.0, 0.0, 0.0),
        **changes,
    )


def test_example_of_the_design_is_read_and_written_unchanged():
    assert encode_json(decode_json(EXAMPLE)).decode() == EXAMPLE


def test_text_and_bytes_are_read_alike():
    assert decode_json(EXAMPLE) == decode_json(EXAMPLE.encode())


def test_error_says_where_in_the_document_it_is():
    text = EXAMPLE.replace('"weight":0.8', '"weight":0.805')
    with pytest.raises(PacketFieldError) as caught:
        decode_json(text)
    assert str(caught.value) == (
        "packet JSON at $.voice_blend[0]: field `weight`: got 0.805, expected 0..2 in whole "
        "hundredths. Round it with wire.quantise_weight() first."
    )


def test_error_of_a_wrong_type_names_the_path():
    with pytest.raises(PacketFieldError, match=r"Expected `int`, got `str` - at `\$\.seq`"):
        decode_json(EXAMPLE.replace('"seq":7', '"seq":"7"'))


def test_half_a_surrogate_pair_is_a_syntax_error():
    with pytest.raises(PacketSyntaxError, match="surrogate"):
        decode_json('{"v":1,"x":"\ud800"}')


def test_brackets_without_end_are_refused_instead_of_overflowing_the_stack():
    with pytest.raises(PacketSyntaxError, match="nested too deeply"):
        decode_json('{"v":1,"x":' + "[" * 4000)


def test_long_text_is_refused_by_its_length_in_bytes():
    padded = '{"pad":"' + "é" * 3000 + '",' + EXAMPLE[1:]
    assert len(padded) <= 4096
    with pytest.raises(PacketSizeError):
        decode_json(padded)


def test_packet_that_fits_is_not_copied():
    fits = decode_json(EXAMPLE)
    assert fit_json(fits) is fits


def test_weakest_cues_go_first_and_are_counted():
    layers = ("hands", "face", "body", "light")
    cues = [VideoCue(f"VF_{n}", n / 100, layers[n % 4], n) for n in range(1, 13)]
    fitted = fit_json(packet(cues, [VoiceCue("VC_1", 0.01, 130)], meta=Meta(trimmed=2)))
    kept = [cue.cid for cue in fitted.video_blend]
    assert kept == [f"VF_{n}" for n in range(13 - len(kept), 13)], "strongest, in their old order"
    assert fitted.voice_blend == ()
    assert fitted.meta.trimmed == 2 + 13 - len(kept)
    assert len(encode_json(fitted)) < 500


def test_no_cue_goes_while_all_fit():
    """One more byte would be too long: nothing shorter may be trimmed."""
    cues = [VideoCue("VF_1", 0.5, "face", 0), VideoCue("VF_2", 0.5, "hands", 0)]
    pad = "E_" + "0" * 38
    whole = packet(cues, [VoiceCue("VC_1", 0.5, 0)], meta=Meta(expression=pad))
    assert fit_json(whole) is whole


@pytest.mark.parametrize(
    ("cues", "left"),
    [
        # (weight, at_ms) of four cues of one layer; three may stay.
        ([(0.5, 0), (0.4, 0), (0.5, 9), (0.5, 3)], [0, 2, 3]),  # the weakest
        ([(0.5, 0), (0.5, 9), (0.5, 0), (0.5, 3)], [0, 2, 3]),  # the latest start
        ([(0.5, 0), (0.5, 0), (0.5, 0), (0.5, 0)], [0, 1, 2]),  # the last place
    ],
)
def test_order_of_leaving(cues, left):
    video = [VideoCue(f"VF_{n}", w, "face", at) for n, (w, at) in enumerate(cues)]
    fitted = fit_json(packet(video))
    assert [cue.cid for cue in fitted.video_blend] == [f"VF_{n}" for n in left]
    assert fitted.meta == Meta(trimmed=1)


def test_count_of_trimmed_cues_stays_at_its_bound():
    fitted = fit_json(packet(voice=[VoiceCue("VC_1", 0.5, 0)] * 4, meta=Meta(trimmed=254)))
    assert fitted.meta.trimmed == 255


def test_longest_packet_without_cues_still_fits():
    text = EXAMPLE.replace("E_0342", "E_" + "0" * 38).replace("listening", "holding-phone")
    longest = msgspec.structs.replace(
        decode_json(text),
        seq=2**32 - 1,
        seed=2**32 - 1,
        t_ms=2**48 - 1,
        onset_ms=-32768,
        mood=Mood(-0.99, -0.99, -0.99),
        video_blend=(),
        voice_blend=(),
    )
    assert len(encode_json(longest)) < 400
