"""Packets as packed bytes: little endian, no padding, about 66 bytes for a typical reaction.

A cue names its capsule by the 16-bit index in the library whose hash the hello gave. The whole
layout, including every length, follows from the first four bytes; a packet is exactly that long.
docs/wire.md shows it byte by byte.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sherin.wire.content_id import CONTENT_ID_BYTES, format_content_id, parse_content_id
from sherin.wire.failures import (
    PacketFieldError,
    PacketSizeError,
    PacketSyntaxError,
    PacketVersionError,
    shorten,
)
from sherin.wire.fields import MAX_ID_CHARS, unknown_id
from sherin.wire.packet import (
    CONTEXTS,
    LAYERS,
    MAX_VIDEO_CUES,
    MAX_VOICE_CUES,
    NO_META,
    PACKET_VERSION,
    Context,
    Meta,
    Mood,
    Packet,
    VideoCue,
    VoiceCue,
)

MAGIC = 0xA0
"""High half of the first byte; the low half is the version. No JSON text begins with it."""
UNKNOWN_INDEX = 0xFFFF
"""Stands for a capsule the sender's library does not hold."""
MAX_INDEX = 0xFFFE
HEAD_BYTES = 24
MAX_BINARY_BYTES = (
    HEAD_BYTES + 6 * MAX_VIDEO_CUES + 5 * MAX_VOICE_CUES + CONTENT_ID_BYTES + 1 + MAX_ID_CHARS
)
"""Longest packet there is: 16 + 4 cues, an utterance and an expression spelled out, 197 bytes."""

_FIRST = MAGIC | PACKET_VERSION
_HAS_UTTERANCE = 1
_HAS_EXPRESSION_INDEX = 2
_HAS_EXPRESSION_TEXT = 4
_FLAGS = _HAS_UTTERANCE | _HAS_EXPRESSION_INDEX | _HAS_EXPRESSION_TEXT
_VIDEO_BITS = 5
_N_LAYERS = len(LAYERS)
_N_HEAD = 13  # fields of the head, up to and including `trimmed`

_LAYER_CODE: dict[str, int] = {layer: code for code, layer in enumerate(LAYERS)}
_CONTEXT_CODE: dict[str | None, int] = {
    None: 0,
    **{context: code for code, context in enumerate(CONTEXTS, start=1)},
}
_CONTEXT_OF: tuple[Context | None, ...] = (None, *CONTEXTS)
# n / 100 is the nearest float to the decimal, the same one JSON gives.
_HUNDREDTHS = tuple(n / 100 for n in range(256))
# And back: a valid packet holds no other values, and a look-up is faster than rounding.
_WHOLE = {n / 100: n for n in range(-100, 201)}


def encode_binary(packet: Packet, index_of: Mapping[str, int]) -> bytes:
    """The packet as bytes, for a reader that has the same library.

    A cue whose id is not in `index_of` is written as 0xFFFF: the reader plays its layer's neutral
    and counts it. An expression that is not in the library is spelled out.

    Args:
        packet: Any packet; call `fit_json` first where viewers of both forms must see the same.
        index_of: Library index, 0..65534, of each capsule id.

    Raises:
        PacketError: an index is outside 0..65534.

    Cost: O(cues); docs/wire.md has the measurement.
    """
    video, voice, mood = packet.video_blend, packet.voice_blend, packet.mood
    get, whole, t_ms = index_of.get, _WHOLE, packet.t_ms
    fields: list[int | bytes] = [
        _FIRST,
        0,  # flags, set below
        len(video) | len(voice) << _VIDEO_BITS,
        _CONTEXT_CODE[packet.context],
        packet.seq,
        packet.seed,
        t_ms & 0xFFFFFFFF,
        t_ms >> 32,
        packet.onset_ms,
        whole[mood.valence],
        whole[mood.arousal],
        whole[mood.dominance],
        packet.meta.trimmed,
    ]
    for cue in video:
        fields += (
            get(cue.cid, UNKNOWN_INDEX),
            whole[cue.weight],
            _LAYER_CODE[cue.layer],
            cue.at_ms,
        )
    for cue in voice:
        fields += (get(cue.cid, UNKNOWN_INDEX), whole[cue.weight], cue.at_ms)
    flags = n_text = 0
    if packet.utterance is not None:
        flags = _HAS_UTTERANCE
        fields.append(parse_content_id(packet.utterance))
    expression = packet.meta.expression
    if expression is not None:
        index = index_of.get(expression)
        if index is None:
            flags |= _HAS_EXPRESSION_TEXT
            n_text = len(expression)
            fields += (n_text, expression.encode("ascii"))
        else:
            flags |= _HAS_EXPRESSION_INDEX
            fields.append(index)
    fields[1] = flags
    try:
        return _layout(len(video), len(voice), flags, n_text).pack(*fields)
    except struct.error:
        raise _index_error(packet, index_of) from None


def decode_binary(data: bytes, ids: Sequence[str]) -> Packet:
    """The packet in the bytes.

    An index that `ids` does not hold (0xFFFF, or a newer library) becomes the id `UNK_<index>`:
    the cue keeps its layer, weight and time, so a timeline can play the neutral and count it.

    Args:
        data: One whole packet and nothing else.
        ids: Capsule ids in library order.

    Raises:
        PacketError: always one of `PacketSizeError`, `PacketSyntaxError`, `PacketVersionError`,
            `PacketFieldError`; nothing else escapes, whatever the bytes are.
    """
    n_bytes = len(data)
    if n_bytes < HEAD_BYTES or n_bytes > MAX_BINARY_BYTES:
        raise PacketSizeError(
            f"binary packet: {n_bytes} bytes, expected {HEAD_BYTES}..{MAX_BINARY_BYTES}. "
            "Send one whole packet per message."
        )
    n_video, n_voice, flags = _read_shape(data)
    n_text = 0
    if flags & _HAS_EXPRESSION_TEXT:
        at = _layout(n_video, n_voice, flags & _HAS_UTTERANCE, 0).size
        if at >= n_bytes:
            raise _length_error(n_bytes, at + 1)
        n_text = data[at]
    if n_text > MAX_ID_CHARS:
        raise PacketSizeError(
            f"binary packet, expression: {n_text} characters, expected at most {MAX_ID_CHARS}. "
            "Check that both sides speak the same version."
        )
    layout = _layout(n_video, n_voice, flags, n_text)
    if layout.size != n_bytes:
        raise _length_error(n_bytes, layout.size)
    return _assemble(layout.unpack(data), n_video, n_voice, flags, ids)


def _read_shape(data: bytes) -> tuple[int, int, int]:
    # (video cues, voice cues, flags), each checked, before any length is taken from them.
    first, flags, counts = data[0], data[1], data[2]
    if first != _FIRST:
        if first & 0xF0 == MAGIC:
            raise PacketVersionError(
                f"binary packet version {first & 0x0F} is not readable here, which knows version "
                f"{PACKET_VERSION}. Update the older side, or pick another WebSocket subprotocol."
            )
        raise PacketSyntaxError(
            f"binary packet: first byte is 0x{first:02x}, expected 0x{_FIRST:02x}. "
            "Use decode_json() for JSON, and check the WebSocket subprotocol."
        )
    if flags & ~_FLAGS or flags & 6 == 6:
        raise PacketFieldError(
            f"binary packet, flags (byte 1): 0x{flags:02x}, expected 0..5 (utterance 1, and one of "
            "expression index 2 or text 4). Check that both sides speak the same version."
        )
    n_video, n_voice = counts & 31, counts >> _VIDEO_BITS
    if n_video > MAX_VIDEO_CUES or n_voice > MAX_VOICE_CUES:
        raise PacketSizeError(
            f"binary packet, counts (byte 2): {n_video} video and {n_voice} voice cues, expected "
            f"at most {MAX_VIDEO_CUES} and {MAX_VOICE_CUES}. Keep the strongest ones."
        )
    return n_video, n_voice, flags


def _assemble(
    values: Sequence[Any], n_video: int, n_voice: int, flags: int, ids: Sequence[str]
) -> Packet:
    # `values` comes from struct: ints, and bytes for the utterance and a spelled-out expression.
    n_ids = len(ids)
    video: list[VideoCue] = []
    voice: list[VoiceCue] = []
    index: int
    weight: int
    layer: int
    where = "video cue"
    try:
        end = _N_HEAD + 4 * n_video
        for at in range(_N_HEAD, end, 4):
            index, weight, layer, at_ms = values[at : at + 4]
            cid = ids[index] if index < n_ids else unknown_id(index)
            if layer >= _N_LAYERS:
                raise _code_error("layer", layer, _N_LAYERS - 1)
            video.append(VideoCue(cid, _HUNDREDTHS[weight], LAYERS[layer], at_ms))
        where = "voice cue"
        for at in range(end, end + 3 * n_voice, 3):
            index, weight, at_ms = values[at : at + 3]
            cid = ids[index] if index < n_ids else unknown_id(index)
            voice.append(VoiceCue(cid, _HUNDREDTHS[weight], at_ms))
        end += 3 * n_voice
        where = "packet"
        context_code: int = values[3]
        if context_code >= len(_CONTEXT_OF):
            raise _code_error("context", context_code, len(CONTEXTS))
        utterance = None
        if flags & _HAS_UTTERANCE:
            utterance = format_content_id(values[end])
            end += 1
        expression = None
        if flags & _HAS_EXPRESSION_INDEX:
            index = values[end]
            expression = ids[index] if index < n_ids else unknown_id(index)
        elif flags & _HAS_EXPRESSION_TEXT:
            # latin-1 reads any byte; what is not an id is then refused by Meta.
            expression = values[end + 1].decode("latin-1")
        trimmed = values[12]
        return Packet(
            seq=values[4],
            seed=values[5],
            t_ms=values[6] | values[7] << 32,
            onset_ms=values[8],
            video_blend=tuple(video),
            voice_blend=tuple(voice),
            mood=Mood(values[9] / 100, values[10] / 100, values[11] / 100),
            context=_CONTEXT_OF[context_code],
            utterance=utterance,
            meta=NO_META if expression is None and not trimmed else Meta(expression, trimmed),
        )
    except PacketFieldError as exc:
        place = {"video cue": f" {len(video)}", "voice cue": f" {len(voice)}"}.get(where, "")
        raise PacketFieldError(f"binary packet {values[4]}, {where}{place}: {exc}") from None


@lru_cache(maxsize=512)
def _layout(n_video: int, n_voice: int, flags: int, n_text: int) -> struct.Struct:
    # One struct call packs a whole packet; a few dozen shapes cover all that is sent.
    parts = ["<BBBBIIIHhbbbB", "HBBh" * n_video, "HBh" * n_voice]
    if flags & _HAS_UTTERANCE:
        parts.append(f"{CONTENT_ID_BYTES}s")
    if flags & _HAS_EXPRESSION_INDEX:
        parts.append("H")
    if flags & _HAS_EXPRESSION_TEXT:
        parts.append(f"B{n_text}s")
    return struct.Struct("".join(parts))


def _code_error(name: str, code: int, last: int) -> PacketFieldError:
    return PacketFieldError(
        f"{name} code {code}, expected 0..{last}. Check that both sides speak the same version."
    )


def _length_error(n_bytes: int, expected: int) -> PacketSizeError:
    return PacketSizeError(
        f"binary packet: {n_bytes} bytes, but its first bytes announce {expected}. "
        "Send one whole packet per message."
    )


def _index_error(packet: Packet, index_of: Mapping[str, int]) -> PacketFieldError:
    named = [cue.cid for cue in (*packet.video_blend, *packet.voice_blend)]
    named.append(packet.meta.expression or "")
    wrong = {cid: index_of[cid] for cid in named if not _is_index(index_of.get(cid, 0))}
    return PacketFieldError(
        f"binary packet {packet.seq}, library index: got {shorten(wrong)}, expected "
        f"0..{MAX_INDEX}. Build the mapping from the ids of one library."
    )


def _is_index(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= UNKNOWN_INDEX
