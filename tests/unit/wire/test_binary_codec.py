"""The bytes of a packet, worked out by hand and then broken on purpose."""

import hashlib
import tracemalloc

import msgspec
import pytest

from sherin.wire import (
    Meta,
    Mood,
    Packet,
    PacketFieldError,
    PacketSizeError,
    VideoCue,
    VoiceCue,
    decode_binary,
    encode_binary,
    format_content_id,
)
from sherin.wire.binary_codec import MAX_BINARY_BYTES

LIBRARY = ["HF_001", "HK_042", "VF_083", "VF_084", "VC_022", "BK_SWAY_LEFT", "E_0342"]
INDEX_OF = {cid: index for index, cid in enumerate(LIBRARY)}
# BLAKE2b-128 of "utterance", NUL and the text, without the code under test.
SENTENCE = hashlib.blake2b(b"utterance\0Did the report finish?", digest_size=16).digest()

TYPICAL = Packet(
    seq=7,
    t_ms=123456,
    onset_ms=130,
    seed=1718,
    video_blend=(
        VideoCue("HF_001", 0.68, "hands", 0),
        VideoCue("VF_083", 0.9, "face", 80),
        VideoCue("VF_084", 0.35, "face", 95),
    ),
    voice_blend=(VoiceCue("VC_022", 0.8, 130),),
    mood=Mood(0.72, 0.33, -0.5),
    context="listening",
    utterance=format_content_id(SENTENCE),
    meta=Meta(expression="E_0342"),
)

# Byte by byte, little endian, from the table in docs/wire.md.
TYPICAL_BYTES = (
    bytes.fromhex(
        "a1"  # magic 0xA0 and version 1
        "03"  # flags: utterance 1, expression by index 2
        "23"  # 3 video cues, 1 voice cue << 5
        "04"  # context: typing 1, reading 2, thinking 3, listening 4
        "07000000"  # seq 7
        "b6060000"  # seed 1718 = 0x06b6
        "40e201000000"  # t_ms 123456 = 0x01e240, 48 bits
        "8200"  # onset_ms 130
        "48"  # valence 72 hundredths
        "21"  # arousal 33
        "ce"  # dominance -50 = 0xce
        "00"  # trimmed 0
        "0000"
        "44"
        "00"
        "0000"  # index 0, weight 68, hands, at 0
        "0200"
        "5a"
        "01"
        "5000"  # index 2, weight 90, face, at 80
        "0300"
        "23"
        "01"
        "5f00"  # index 3, weight 35, face, at 95
        "0400"
        "50"
        "8200"  # index 4, weight 80, at 130
    )
    + SENTENCE
    + bytes.fromhex("0600")
)  # expression: index 6


def test_typical_packet_is_the_bytes_worked_out_by_hand():
    assert encode_binary(TYPICAL, INDEX_OF) == TYPICAL_BYTES
    assert decode_binary(TYPICAL_BYTES, LIBRARY) == TYPICAL


def test_typical_reaction_takes_at_most_96_bytes():
    assert len(TYPICAL_BYTES) == 65
    spelled_out = msgspec.structs.replace(TYPICAL, meta=Meta(expression="ANX_DENIAL"))
    assert len(encode_binary(spelled_out, INDEX_OF)) <= 96


def test_index_beyond_a_shorter_library_becomes_a_reserved_id_and_keeps_its_cue():
    packet = decode_binary(TYPICAL_BYTES, LIBRARY[:3])
    assert packet.video_blend[2] == VideoCue("UNK_3", 0.35, "face", 95)
    assert packet.voice_blend == (VoiceCue("UNK_4", 0.8, 130),)
    assert packet.meta.expression == "UNK_6"


def test_reserved_id_encodes_as_unknown_again():
    packet = decode_binary(TYPICAL_BYTES, [])
    again = decode_binary(encode_binary(packet, INDEX_OF), LIBRARY)
    assert {cue.cid for cue in again.video_blend} == {"UNK_65535"}


@pytest.mark.parametrize("index", [-1, 65536, 1.5, "0"])
def test_index_that_no_library_has_is_refused_by_name(index):
    with pytest.raises(
        PacketFieldError, match=r"library index: got \{'VF_083': .*expected 0..65534"
    ):
        encode_binary(TYPICAL, {**INDEX_OF, "VF_083": index})


def test_library_with_a_misspelt_id_is_refused_with_the_place():
    with pytest.raises(PacketFieldError, match="binary packet 7, video cue 1: field `cid`"):
        decode_binary(TYPICAL_BYTES, ["HF_001", "HK_042", "oops"])


def test_announced_length_is_compared_before_anything_is_read():
    with pytest.raises(PacketSizeError, match="64 bytes, but its first bytes announce 65"):
        decode_binary(TYPICAL_BYTES[:-1], LIBRARY)


def test_ten_megabytes_are_refused_without_a_copy():
    data = TYPICAL_BYTES + bytes(10_000_000)
    tracemalloc.start()
    with pytest.raises(PacketSizeError):
        decode_binary(data, LIBRARY)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 100_000


def test_largest_packet_is_as_long_as_documented():
    longest = "ABCDE_" + "0" * 34
    packet = msgspec.structs.replace(
        TYPICAL,
        video_blend=(TYPICAL.video_blend[0],) * 16,
        voice_blend=TYPICAL.voice_blend * 4,
        meta=Meta(expression=longest, trimmed=255),
    )
    data = encode_binary(packet, INDEX_OF)
    assert len(data) == MAX_BINARY_BYTES == 197
    assert decode_binary(data, LIBRARY) == packet
