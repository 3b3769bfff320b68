"""Packets as JSON: readable, forward compatible, always under 500 bytes when written here.

Fields this version does not know are skipped, so newer senders may add some. What is written never
reaches 500 bytes: `fit_json` leaves out the weakest cues first and counts them in `meta.trimmed`.
"""

from __future__ import annotations

from collections import Counter
from typing import NoReturn, TypeVar

import msgspec

from sherin.errors import PacketError
from sherin.wire.failures import (
    PacketFieldError,
    PacketSizeError,
    PacketSyntaxError,
    PacketVersionError,
    shorten,
)
from sherin.wire.packet import MAX_TRIMMED, PACKET_VERSION, Meta, Packet, VideoCue, VoiceCue

MAX_JSON_BYTES = 4096
"""Longest JSON text that is read at all; eight times what is ever written."""
JSON_LIMIT_BYTES = 500
"""JSON written here is always shorter than this."""
MAX_JSON_CUES_PER_LAYER = 3
MAX_JSON_VOICE_CUES = 1

T = TypeVar("T")
_Ranked = tuple[float, int, bool, int, VideoCue | VoiceCue]
"""Weight, minus start, is voice, minus position: the first of a sorted list goes first."""


class _Version(msgspec.Struct):
    """Just enough of a packet to see which version it is."""

    v: msgspec.Raw = msgspec.Raw()


_OPENING = b'{"v":%d,"seq":' % PACKET_VERSION
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Packet)
_VERSION_DECODER = msgspec.json.Decoder(_Version)


def encode_json(packet: Packet) -> bytes:
    """The packet as JSON, shorter than 500 bytes; the weakest cues go first where it must shrink.

    Keys stand in the order of the `Packet` fields; absent context, utterance and meta are left out.

    Cost: below 2 us for a packet that fits; docs/wire.md has the measurement.
    """
    text = _ENCODER.encode(packet)
    if (
        len(text) < JSON_LIMIT_BYTES
        # Three cues cannot be too many of one layer, so the count per layer is not needed.
        and len(packet.video_blend) <= MAX_JSON_CUES_PER_LAYER
        and len(packet.voice_blend) <= MAX_JSON_VOICE_CUES
    ):
        return text
    return _ENCODER.encode(fit_json(packet))


def decode_json(data: bytes | str) -> Packet:
    """The packet in a JSON text.

    Args:
        data: One JSON object of at most 4,096 bytes.

    Raises:
        PacketError: always one of `PacketSizeError`, `PacketSyntaxError`, `PacketVersionError`,
            `PacketFieldError`; nothing else escapes, whatever the bytes are.
    """
    raw = bounded_bytes(data, MAX_JSON_BYTES, "packet JSON")
    # The version comes first: another version may mean something else by any other field. What
    # `encode_json` writes shows it in the opening bytes; anything else is looked at twice.
    if not raw.startswith(_OPENING):
        _check_version(bytes(decode_checked(_VERSION_DECODER, raw, "packet JSON").v))
    return decode_checked(_DECODER, raw, "packet JSON")


def _check_version(raw: bytes) -> None:
    # The raw text, because a version may be any JSON value, some of which have no Python number.
    if raw != b"%d" % PACKET_VERSION:
        found = shorten(raw.decode("utf-8")) if raw else "missing"
        raise PacketVersionError(
            f"packet JSON, field `v`: {found}, expected {PACKET_VERSION}. "
            "Update the older side, or pick another WebSocket subprotocol."
        )


def fit_json(packet: Packet) -> Packet:
    """The packet, or the most of it that JSON may carry: what is dropped is counted.

    At most one voice cue, at most three video cues of one layer, and fewer than 500 bytes. The
    weakest cue goes first; of equally weak ones the later start, then video before voice, then the
    later position. Fit before sending one packet to both kinds of viewers: a cue's jitter depends
    on its position, so both must play the same list.

    Returns:
        `packet` itself when it fits; else a copy with `meta.trimmed` raised (it stays at 255).
    """
    # Weakest first. Sorting once is enough: no rule changes a cue's rank.
    ranked: list[_Ranked] = [
        (cue.weight, -cue.at_ms, False, -index, cue) for index, cue in enumerate(packet.video_blend)
    ]
    ranked += [
        (cue.weight, -cue.at_ms, True, -index, cue) for index, cue in enumerate(packet.voice_blend)
    ]
    ranked.sort(key=lambda entry: entry[:4])
    n_of = Counter(_shelf(entry[4]) for entry in ranked)
    kept: list[_Ranked] = []
    for entry in ranked:
        shelf = _shelf(entry[4])
        if n_of[shelf] > _room(shelf):
            n_of[shelf] -= 1
        else:
            kept.append(entry)
    n_cues = len(packet.video_blend) + len(packet.voice_blend)
    # Even without cues a packet is about 330 bytes, so this ends.
    while True:
        fitted = packet if len(kept) == n_cues else _with_cues(packet, kept, n_cues - len(kept))
        if len(_ENCODER.encode(fitted)) < JSON_LIMIT_BYTES:
            return fitted
        kept.pop(0)


def bounded_bytes(data: bytes | str, limit: int, what: str) -> bytes:
    """The bytes of a text: at most `limit`, counted before they are looked at, and UTF-8."""
    if len(data) > limit:
        raise PacketSizeError(
            f"{what}: {len(data)} characters or bytes, expected at most {limit}. "
            "Send one packet per message."
        )
    if isinstance(data, str):
        try:
            data = data.encode("utf-8")
        except UnicodeEncodeError:
            raise PacketSyntaxError(
                f"{what}: holds half of a surrogate pair, expected valid UTF-8. "
                "Send the text as it was encoded."
            ) from None
        return bounded_bytes(data, limit, what)
    if not data.isascii():
        # msgspec looks at no text that it skips; the TypeScript reader refuses it all the same.
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as exc:
            raise PacketSyntaxError(
                f"{what}: byte {exc.start} is not UTF-8, expected JSON text. "
                "Use decode_binary() for a binary packet."
            ) from None
    return data


def decode_checked(decoder: msgspec.json.Decoder[T], raw: bytes, what: str) -> T:
    """What `decoder` reads, with every failure turned into one of the documented errors."""
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as exc:
        _refuse_field(exc, what)
    except (msgspec.DecodeError, RecursionError) as exc:
        # A RecursionError is a text of nothing but opening brackets.
        reason = "is nested too deeply" if isinstance(exc, RecursionError) else str(exc)
        raise PacketSyntaxError(
            f"{what}: {shorten(raw)} {reason}, expected one JSON object. "
            "Check what wrote it, and that the message arrived whole."
        ) from None


def _refuse_field(exc: msgspec.ValidationError, what: str) -> NoReturn:
    text = str(exc)
    cause = exc.__cause__
    if isinstance(cause, PacketError):
        # Our own check spoke; msgspec knows where in the document it was.
        path = text.rpartition(" - at ")[2].strip("`") if " - at " in text else "$"
        raise type(cause)(f"{what} at {path}: {cause}") from None
    if text.startswith("Expected `object`") and " - at " not in text:
        raise PacketSyntaxError(
            f"{what}: {text}, expected one JSON object. Send one packet or message per text."
        ) from None
    raise PacketFieldError(
        f"{what}: {text}. Compare it with the worked example in docs/wire.md."
    ) from None


def _shelf(cue: VideoCue | VoiceCue) -> str:
    return cue.layer if isinstance(cue, VideoCue) else "voice"


def _room(shelf: str) -> int:
    return MAX_JSON_VOICE_CUES if shelf == "voice" else MAX_JSON_CUES_PER_LAYER


def _with_cues(packet: Packet, kept: list[_Ranked], n_dropped: int) -> Packet:
    in_order = sorted(kept, key=lambda entry: -entry[3])
    meta = packet.meta
    return msgspec.structs.replace(
        packet,
        video_blend=tuple(entry[4] for entry in in_order if isinstance(entry[4], VideoCue)),
        voice_blend=tuple(entry[4] for entry in in_order if isinstance(entry[4], VoiceCue)),
        meta=Meta(expression=meta.expression, trimmed=min(meta.trimmed + n_dropped, MAX_TRIMMED)),
    )
