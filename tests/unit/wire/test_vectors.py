"""The vectors that Python and TypeScript share, read by Python."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from sherin import wire
from sherin.errors import BookError
from sherin.wire.content_id import content_id_of, format_content_id, parse_content_id
from sherin.wire.failures import (
    PacketFieldError,
    PacketSizeError,
    PacketSyntaxError,
    PacketVersionError,
)

FOLDER = Path(__file__).resolve().parents[3] / "conformance" / "packets"
PACKETS: dict[str, Any] = json.loads((FOLDER / "packets.json").read_text("utf-8"))
MESSAGES: list[dict[str, str]] = json.loads((FOLDER / "messages.json").read_text("utf-8"))
CONTENT: dict[str, Any] = json.loads((FOLDER / "content_ids.json").read_text("utf-8"))
MALFORMED: dict[str, Any] = json.loads((FOLDER / "malformed.json").read_text("utf-8"))

LIBRARY: list[str] = PACKETS["library"]
INDEX_OF = {cid: index for index, cid in enumerate(LIBRARY)}
ERROR_OF = {
    "syntax": PacketSyntaxError,
    "version": PacketVersionError,
    "field": PacketFieldError,
    "size": PacketSizeError,
}


def each(rows: list[dict[str, str]]):
    return pytest.mark.parametrize("row", rows, ids=lambda row: row["name"])


@each(PACKETS["vectors"])
def test_packet_has_the_recorded_json_and_bytes(row: dict[str, str]):
    packet = wire.decode_json(row["source"])
    assert wire.encode_json(packet).decode() == row["json"]
    assert wire.encode_binary(packet, INDEX_OF).hex() == row["binary"]
    assert wire.decode_binary(bytes.fromhex(row["binary"]), LIBRARY) == packet
    assert wire.decode_json(row["json"]) == wire.fit_json(packet)


@each(PACKETS["vectors"])
def test_written_json_is_short(row: dict[str, str]):
    assert len(row["json"]) < 500


@each(PACKETS["unknown"])
def test_unknown_id_survives_as_a_reserved_one(row: dict[str, str]):
    sent = wire.encode_binary(wire.decode_json(row["source"]), INDEX_OF)
    assert sent.hex() == row["binary"]
    assert wire.decode_binary(sent, LIBRARY) == wire.decode_json(row["decoded"])


@each(PACKETS["tolerated"])
def test_other_spelling_means_the_same_packet(row: dict[str, str]):
    same = next(v for v in PACKETS["vectors"] if v["name"] == row["same_as"])
    packet = wire.decode_json(row["text"])
    assert wire.encode_json(packet).decode() == same["json"]


@pytest.mark.parametrize("row", PACKETS["quantised"], ids=lambda row: str(row["value"]))
def test_quantising_gives_the_recorded_values(row: dict[str, float]):
    assert wire.quantise_weight(row["value"]) == row["weight"]
    assert wire.quantise_mood(row["value"]) == row["mood"]


@each(MALFORMED["json"])
def test_malformed_json_is_refused_as_recorded(row: dict[str, str]):
    with pytest.raises(ERROR_OF[row["kind"]]):
        wire.decode_json(row["text"])


@each(MALFORMED["json_bytes"])
def test_malformed_json_bytes_are_refused_as_recorded(row: dict[str, str]):
    with pytest.raises(ERROR_OF[row["kind"]]):
        wire.decode_json(bytes.fromhex(row["hex"]))


@each(MALFORMED["binary"])
def test_malformed_bytes_are_refused_as_recorded(row: dict[str, str]):
    with pytest.raises(ERROR_OF[row["kind"]]):
        wire.decode_binary(bytes.fromhex(row["hex"]), LIBRARY)


@each(MALFORMED["messages"])
def test_malformed_message_is_refused_as_recorded(row: dict[str, str]):
    with pytest.raises(ERROR_OF[row["kind"]]):
        wire.decode_message(row["text"])


@each(MESSAGES)
def test_message_text_is_written_as_recorded(row: dict[str, str]):
    message = wire.decode_message(row["json"])
    assert wire.encode_message(message).decode() == row["json"]


def test_every_message_class_has_a_vector():
    """A class added to the union without a vector would travel untested in TypeScript."""
    written = {type(wire.decode_message(row["json"])) for row in MESSAGES}
    assert written == set(wire.Message.__args__)


def test_every_layer_context_and_kind_of_failure_has_a_vector():
    text = json.dumps(PACKETS)
    assert all(f"layer_{layer}" in text for layer in wire.packet.LAYERS)
    assert all(f'\\"{context}\\"' in text for context in wire.packet.CONTEXTS)
    for group in ("json", "binary", "messages"):
        assert {row["kind"] for row in MALFORMED[group]} == set(ERROR_OF)


@pytest.mark.parametrize("row", CONTENT["vectors"], ids=lambda row: row["id"])
def test_content_id_is_as_recorded(row: dict[str, str]):
    assert content_id_of(row["kind"], row["text"]) == row["id"]
    assert parse_content_id(row["id"]).hex() == row["hex"]
    assert format_content_id(bytes.fromhex(row["hex"])) == row["id"]


@each(CONTENT["malformed"])
def test_malformed_content_id_is_refused(row: dict[str, str]):
    assert not wire.is_content_id(row["text"])
    with pytest.raises(BookError):
        parse_content_id(row["text"])


def test_vectors_are_what_the_script_writes(tmp_path: Path):
    """A vector edited by hand, or a codec changed without `make golden`, shows here."""
    script = runpy.run_path(str(FOLDER / "make_packets.py"))
    script["main"].__globals__["HERE"] = tmp_path
    script["main"]()
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), path.name
