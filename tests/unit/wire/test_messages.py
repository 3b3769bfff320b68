"""The tagged messages beside packets."""

import msgspec
import pytest

from sherin.wire import (
    Event,
    Message,
    Mood,
    PacketFieldError,
    PacketMessage,
    PacketVersionError,
    Ping,
    VideoCue,
    decode_json,
    decode_message,
    encode_message,
)


def test_tags_are_the_words_of_the_design_and_never_repeat():
    tags = [msgspec.inspect.type_info(cls).tag for cls in Message.__args__]
    assert sorted(tags) == ["event", "hello", "interrupt", "packet", "ping", "state"]


@pytest.mark.parametrize("cls", Message.__args__)
def test_every_field_has_a_line_of_explanation(cls):
    assert cls.__doc__


def test_ping_without_an_answer_leaves_the_answer_out():
    assert encode_message(Ping(client_us=5)) == b'{"type":"ping","client_us":5}'


def test_packet_in_a_message_is_fitted():
    long = decode_json(
        b'{"v":1,"seq":0,"t_ms":0,"onset_ms":130,"seed":0,"video_blend":[],"voice_blend":[],'
        b'"mood":{"valence":0,"arousal":0,"dominance":0}}'
    )
    long = msgspec.structs.replace(long, video_blend=(VideoCue("VF_1", 0.5, "face", 0),) * 16)
    text = encode_message(PacketMessage(long))
    assert len(text) < 500 + len('{"type":"packet","packet":}')
    assert decode_message(text).packet.meta.trimmed == 13


def test_unknown_fields_are_skipped():
    assert decode_message('{"type":"event","name":"typing","x":[1]}') == Event(name="typing")


def test_packet_of_another_version_is_told_apart_from_a_bad_field():
    with pytest.raises(PacketVersionError):
        decode_message('{"type":"packet","packet":{"v":2,"seq":"new kind of number"}}')


def test_unknown_type_is_named():
    with pytest.raises(PacketFieldError, match="'dance'"):
        decode_message('{"type":"dance"}')


@pytest.mark.parametrize("mood", [Mood(0.0, 0.0, 0.0), None])
def test_state_needs_a_known_activity(mood):
    with pytest.raises(PacketFieldError, match="activity"):
        decode_message(
            '{"type":"state","t_ms":0,"mood":{"valence":0,"arousal":0,"dominance":0},'
            '"activity":"asleep"}'
        )
