"""What travels between the mind and the face: packets of capsule ids and weights.

A packet names the motions of one reaction in fewer than 500 bytes of JSON, or a seventh of that in
binary. Start with `Packet` and `encode_json`; `IndexBook` turns a content id back into something a
person can read. Documented in docs/wire.md.
"""

from __future__ import annotations

from sherin.wire.binary_codec import decode_binary, encode_binary
from sherin.wire.book import Content, IndexBook, decode_book, encode_book
from sherin.wire.content_id import (
    ContentId,
    ContentKind,
    content_id_of,
    format_content_id,
    is_content_id,
    parse_content_id,
)
from sherin.wire.failures import (
    PacketFieldError,
    PacketSizeError,
    PacketSyntaxError,
    PacketVersionError,
    UnknownContentError,
)
from sherin.wire.fields import is_capsule_id, quantise_mood, quantise_weight, unknown_id
from sherin.wire.json_codec import decode_json, encode_json, fit_json
from sherin.wire.messages import (
    Activity,
    Event,
    Hello,
    Interrupt,
    Message,
    PacketMessage,
    Ping,
    State,
    decode_message,
    encode_message,
)
from sherin.wire.packet import Context, Layer, Meta, Mood, Packet, VideoCue, VoiceCue

__all__ = [
    "Activity",
    "Content",
    "ContentId",
    "ContentKind",
    "Context",
    "Event",
    "Hello",
    "IndexBook",
    "Interrupt",
    "Layer",
    "Message",
    "Meta",
    "Mood",
    "Packet",
    "PacketFieldError",
    "PacketMessage",
    "PacketSizeError",
    "PacketSyntaxError",
    "PacketVersionError",
    "Ping",
    "State",
    "UnknownContentError",
    "VideoCue",
    "VoiceCue",
    "content_id_of",
    "decode_binary",
    "decode_book",
    "decode_json",
    "decode_message",
    "encode_binary",
    "encode_book",
    "encode_json",
    "encode_message",
    "fit_json",
    "format_content_id",
    "is_capsule_id",
    "is_content_id",
    "parse_content_id",
    "quantise_mood",
    "quantise_weight",
    "unknown_id",
]
