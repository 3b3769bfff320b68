"""What travels between the mind and the face: packets of capsule ids and weights.

A packet names the motions of one reaction in fewer than 500 bytes of JSON or about 66 bytes of
binary. Start with `Packet` and `encode_json`; `IndexBook` turns a content id back into something a
person can read. Documented in docs/wire.md.
"""

from __future__ import annotations

from sherin.wire.binary_codec import decode_binary, encode_binary
from sherin.wire.content_id import ContentId, ContentKind, content_id_of, is_content_id
from sherin.wire.json_codec import decode_json, encode_json, fit_json
from sherin.wire.packet import (
    Context,
    Layer,
    Meta,
    Mood,
    Packet,
    VideoCue,
    VoiceCue,
    quantise_mood,
    quantise_weight,
)

__all__ = [
    "ContentId",
    "ContentKind",
    "Context",
    "Layer",
    "Meta",
    "Mood",
    "Packet",
    "VideoCue",
    "VoiceCue",
    "content_id_of",
    "decode_binary",
    "decode_json",
    "encode_binary",
    "encode_json",
    "fit_json",
    "is_content_id",
    "quantise_mood",
    "quantise_weight",
]
