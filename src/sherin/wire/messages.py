"""What a companion and a client say to each other besides packets: tagged JSON messages.

Every message is one JSON object whose `type` names its class. In the binary subprotocol a packet
travels as the raw bytes of `encode_binary` in a binary frame; everything else stays JSON text.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias, get_args

import msgspec

from sherin.wire.fields import check_int, refuse
from sherin.wire.json_codec import (
    MAX_JSON_BYTES,
    bounded_bytes,
    decode_checked,
    decode_json,
    encode_json,
)
from sherin.wire.packet import MAX_T_MS, Mood, Packet

Activity = Literal["rest", "talking", "listening", "reading", "thinking", "typing"]
"""What the companion is doing; blink rate and gaze follow it. The names are the timeline's own."""

ACTIVITIES: tuple[Activity, ...] = get_args(Activity)
MAX_MESSAGE_BYTES = MAX_JSON_BYTES + 64
"""Longest message text that is read: the longest packet text and its envelope."""
MAX_CLOCK_US = 2**53 - 1
"""Largest whole number that JavaScript holds exactly; 285 years in microseconds."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{32}")


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag="hello"):
    """First message to a client: what to load, where rest is, what time it is."""

    session: str
    """Name of the session, 1..64 of `A-Za-z0-9_-`."""
    library: str
    """Hash of the capsule library, 32 hex digits; the file is `/library/{hash}.bin`."""
    rig: str
    """Avatar id; its files are `/avatars/{id}.glb` and `.json`."""
    baseline: Mood
    """The personality's resting mood, for a client that gets cut off."""
    t_ms: int
    """The server's session clock when this was sent, 0..2^48-1."""

    def __post_init__(self) -> None:
        _check_text("session", self.session, _NAME, "1..64 characters of A-Z a-z 0-9 _ -")
        _check_text("library", self.library, _HASH, "32 lower-case hex digits")
        _check_text("rig", self.rig, _NAME, "1..64 characters of A-Z a-z 0-9 _ -")
        check_int("t_ms", self.t_ms, 0, MAX_T_MS, "Count from the session's start.")


class State(msgspec.Struct, frozen=True, kw_only=True, tag="state"):
    """The slow state from `t_ms` on: idle life and the base expression follow it."""

    t_ms: int
    """From when it holds, in ms since the session's start."""
    mood: Mood
    """The slow affect."""
    activity: Activity
    """What the companion is doing."""

    def __post_init__(self) -> None:
        check_int("t_ms", self.t_ms, 0, MAX_T_MS, "Count from the session's start.")
        if self.activity not in ACTIVITIES:
            refuse(
                "activity", self.activity, f"one of {', '.join(ACTIVITIES)}", "Pick the nearest."
            )


class PacketMessage(msgspec.Struct, frozen=True, tag="packet"):
    """One reaction; in the binary subprotocol its bytes travel without this envelope."""

    packet: Packet
    """What plays."""


class Interrupt(msgspec.Struct, frozen=True, kw_only=True, tag="interrupt"):
    """Speech and its gestures end: the person cut in, or the reply was withdrawn."""

    t_ms: int
    """From when, in ms since the session's start."""

    def __post_init__(self) -> None:
        check_int("t_ms", self.t_ms, 0, MAX_T_MS, "Count from the session's start.")


class Event(msgspec.Struct, frozen=True, kw_only=True, tag="event"):
    """Something happened in the interface or a task: `task_done`, `error`, `typing`."""

    name: str
    """Which event, 1..64 of `A-Za-z0-9_-`; unknown names change nothing."""

    def __post_init__(self) -> None:
        _check_text("name", self.name, _NAME, "1..64 characters of A-Z a-z 0-9 _ -")


class Ping(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="ping"):
    """Clock comparison: the client sends its stamp, the server returns it with its own.

    Microseconds, because a round trip on one machine is shorter than a millisecond.
    """

    client_us: int
    """The client's clock when it asked, 0..2^53-1."""
    server_us: int | None = None
    """Microseconds since the session's start when the server answered; absent in a question."""

    def __post_init__(self) -> None:
        check_int("client_us", self.client_us, 0, MAX_CLOCK_US, "Send performance.now() * 1000.")
        if self.server_us is not None:
            check_int("server_us", self.server_us, 0, MAX_CLOCK_US, "Count from session start.")


Message: TypeAlias = Hello | State | PacketMessage | Interrupt | Event | Ping
"""Everything that travels as a JSON text frame."""


class _RawPacketMessage(msgspec.Struct, tag="packet"):
    """A packet message whose packet has not been looked at yet."""

    packet: msgspec.Raw


_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Hello | State | _RawPacketMessage | Interrupt | Event | Ping] = (
    msgspec.json.Decoder(Hello | State | _RawPacketMessage | Interrupt | Event | Ping)
)


def encode_message(message: Message) -> bytes:
    """The message as JSON; a packet inside is fitted below 500 bytes as `encode_json` does."""
    if isinstance(message, PacketMessage):
        return b'{"type":"packet","packet":' + encode_json(message.packet) + b"}"
    return _ENCODER.encode(message)


def decode_message(data: bytes | str) -> Message:
    """The message in a JSON text frame; fields this version does not know are skipped.

    Raises:
        PacketError: always one of the four classes `decode_json` names; nothing else escapes.
    """
    raw = bounded_bytes(data, MAX_MESSAGE_BYTES, "message")
    message = decode_checked(_DECODER, raw, "message")
    if isinstance(message, _RawPacketMessage):
        # Read by the packet's own reader, so that its version is looked at before its fields.
        return PacketMessage(decode_json(bytes(message.packet)))
    return message


def _check_text(name: str, value: object, pattern: re.Pattern[str], expected: str) -> None:
    if not (isinstance(value, str) and pattern.fullmatch(value)):
        refuse(name, value, expected, "Compare it with the table of messages in docs/wire.md.")
