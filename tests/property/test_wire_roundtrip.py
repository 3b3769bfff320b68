"""Whatever is valid comes back unchanged, through either form and through both."""

import math

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from sherin.testing import LIBRARY_IDS, index_book_entries, messages, packets
from sherin.wire import (
    IndexBook,
    Message,
    Packet,
    decode_binary,
    decode_book,
    decode_json,
    decode_message,
    encode_binary,
    encode_book,
    encode_json,
    encode_message,
    fit_json,
    format_content_id,
    is_content_id,
    parse_content_id,
    quantise_mood,
    quantise_weight,
)
from sherin.wire.packet import Mood, VoiceCue

INDEX_OF = {cid: index for index, cid in enumerate(LIBRARY_IDS)}


@given(packets())
def test_binary_gives_the_packet_back(packet: Packet):
    assert decode_binary(encode_binary(packet, INDEX_OF), LIBRARY_IDS) == packet


@given(packets())
def test_json_gives_the_fitted_packet_back_in_fewer_than_500_bytes(packet: Packet):
    text = encode_json(packet)
    assert len(text) < 500
    assert decode_json(text) == fit_json(packet)


@given(packets())
def test_json_to_binary_to_json_is_the_same_text(packet: Packet):
    text = encode_json(packet)
    data = encode_binary(decode_json(text), INDEX_OF)
    assert encode_json(decode_binary(data, LIBRARY_IDS)) == text


@given(packets())
def test_fitting_keeps_order_counts_what_goes_and_is_done_once(packet: Packet):
    fitted = fit_json(packet)
    assert fit_json(fitted) is fitted
    video, voice = list(packet.video_blend), list(packet.voice_blend)
    for kept, every in ((fitted.video_blend, video), (fitted.voice_blend, voice)):
        remaining = iter(every)
        assert all(cue in remaining for cue in kept), "a subsequence"
    n_gone = len(video) + len(voice) - len(fitted.video_blend) - len(fitted.voice_blend)
    assert fitted.meta.trimmed == min(packet.meta.trimmed + n_gone, 255)
    assert fitted.meta.expression == packet.meta.expression


@given(packets())
def test_voice_cue_that_stays_is_the_strongest(packet: Packet):
    strongest = max((cue.weight for cue in packet.voice_blend), default=None)
    assert all(cue.weight == strongest for cue in fit_json(packet).voice_blend)


@given(messages())
def test_every_message_comes_back_unchanged(message: Message):
    assert decode_message(encode_message(message)) == message


@pytest.mark.parametrize("cls", Message.__args__)
def test_strategy_reaches_every_message_class(cls: type):
    """Else the round trip above would pass without looking at a new class."""
    first_found = settings(phases=[Phase.generate], max_examples=500)
    assert find(messages(), lambda message: type(message) is cls, settings=first_found)


@given(st.binary(min_size=16, max_size=16))
def test_content_id_text_gives_its_bytes_back(raw: bytes):
    text = format_content_id(raw)
    assert is_content_id(text)
    assert parse_content_id(text) == raw


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_content_ids_sort_like_their_bytes(one: bytes, other: bytes):
    """What makes a sorted book canonical."""
    assert (one < other) == (format_content_id(one) < format_content_id(other))


@given(index_book_entries())
def test_book_gives_its_content_back(entries):
    book = IndexBook()
    ids = [book.add(kind, text) for kind, text in entries]
    again = decode_book(encode_book(book))
    assert len(again) == len(set(entries))
    for cid, (kind, text) in zip(ids, entries, strict=True):
        assert (again.resolve(cid).kind, again.resolve(cid).text) == (kind, text)


@given(index_book_entries(), index_book_entries())
def test_merging_is_the_same_as_adding_everything(one, other):
    merged, right, together = IndexBook(), IndexBook(), IndexBook()
    for kind, text in one:
        merged.add(kind, text)
        together.add(kind, text)
    for kind, text in other:
        right.add(kind, text)
        together.add(kind, text)
    merged.merge(right)
    assert encode_book(merged) == encode_book(together)


@given(st.floats(allow_nan=False))
def test_quantised_values_are_always_accepted(value: float):
    weight, mood = quantise_weight(value), quantise_mood(value)
    assert VoiceCue("VC_1", weight, 0).weight == weight
    assert Mood(mood, mood, mood).valence == mood
    assert math.copysign(1, weight) == 1
    if -1 <= value <= 1:
        assert abs(mood - value) <= 0.0050000001
