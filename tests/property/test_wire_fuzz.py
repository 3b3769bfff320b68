"""Whatever arrives, a decoder returns a valid packet or raises its documented errors."""

import json
import random
import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sherin.errors import BookError, PacketError
from sherin.testing import LIBRARY_IDS, index_book_entries, packets
from sherin.wire import (
    IndexBook,
    Packet,
    decode_binary,
    decode_book,
    decode_json,
    decode_message,
    encode_binary,
    encode_book,
    encode_json,
    fit_json,
)

INDEX_OF = {cid: index for index, cid in enumerate(LIBRARY_IDS)}
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=6), inner)
)


def survives_binary(data: bytes) -> None:
    """Decode; what is accepted must be a packet that encodes to a packet again."""
    try:
        packet = decode_binary(data, LIBRARY_IDS)
    except PacketError:
        return
    again = decode_binary(encode_binary(packet, INDEX_OF), LIBRARY_IDS)
    # An index beyond the library has no way back but "unknown"; everything else is the same again.
    before, after = (
        re.sub(rb"UNK_\d+", b"UNK_", msgspec.json.encode(each)) for each in (packet, again)
    )
    assert before == after
    assert len(encode_json(packet)) < 500


def survives_json(data: bytes | str) -> None:
    """Decode; what is accepted must be written and read the same again."""
    try:
        packet = decode_json(data)
    except PacketError:
        return
    assert decode_json(encode_json(packet)) == fit_json(packet)


@given(st.binary(max_size=220))
def test_random_bytes_are_refused_or_read_as_binary(data: bytes):
    survives_binary(data)


@given(st.binary(max_size=220))
def test_random_bytes_behind_a_right_first_byte_are_refused_or_read(data: bytes):
    survives_binary(b"\xa1" + data)


@given(st.binary(max_size=5000) | st.text(max_size=5000))
def test_random_text_is_refused_or_read_as_json(data: bytes | str):
    survives_json(data)


@given(VALUES)
def test_any_json_value_is_refused_or_read(value: object):
    survives_json(json.dumps(value))


@given(packets(), st.data())
def test_packet_with_one_value_replaced_by_anything_is_refused_or_read(
    packet: Packet, data: st.DataObject
):
    fields = json.loads(encode_json(packet))
    spot = fields
    while isinstance(spot, dict | list) and spot:
        key = data.draw(st.sampled_from(list(spot) if isinstance(spot, dict) else range(len(spot))))
        if not isinstance(spot[key], dict | list) or not spot[key] or data.draw(st.booleans()):
            spot[key] = data.draw(VALUES)
            break
        spot = spot[key]
    survives_json(json.dumps(fields))


@given(packets(), st.randoms(use_true_random=False), st.booleans())
def test_mutated_packets_are_refused_or_read(packet: Packet, rng: random.Random, as_json: bool):
    data = bytearray(encode_json(packet) if as_json else encode_binary(packet, INDEX_OF))
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        choice = rng.randrange(3)
        if choice == 0:
            data[at:at] = bytes([rng.randrange(256)])
        elif choice == 1:
            del data[at : at + rng.randint(1, 8)]
        elif at < len(data):
            data[at] = rng.randrange(256)
        if not data:
            break
    (survives_json if as_json else survives_binary)(bytes(data))


@given(st.binary(max_size=300) | st.text(max_size=300) | VALUES.map(json.dumps))
def test_random_messages_are_refused_or_read(data: bytes | str):
    try:
        decode_message(data)
    except PacketError:
        return


@given(
    st.sampled_from(["hello", "state", "packet", "interrupt", "event", "ping"]),
    st.dictionaries(
        st.sampled_from(
            ["session", "library", "rig", "baseline", "t_ms", "mood", "activity", "packet", "name"]
        ),
        VALUES,
    ),
)
def test_messages_with_any_values_are_refused_or_read(tag: str, fields: dict[str, object]):
    try:
        decode_message(json.dumps({"type": tag, **fields}))
    except PacketError:
        return


@given(st.binary(max_size=300))
def test_random_bytes_are_refused_or_read_as_a_book(data: bytes):
    for blob in (data, b"SHBK\x01\0\0\0" + data):
        try:
            decode_book(blob)
        except BookError:
            continue


@given(index_book_entries(), st.randoms(use_true_random=False))
def test_mutated_books_are_refused(entries, rng: random.Random):
    book = IndexBook()
    for kind, text in entries:
        book.add(kind, text)
    data = bytearray(encode_book(book))
    at = rng.randrange(len(data))
    data[at] ^= rng.randint(1, 255)
    try:
        decode_book(bytes(data))
    except BookError:
        return
    raise AssertionError(f"byte {at} was changed and nobody noticed")
