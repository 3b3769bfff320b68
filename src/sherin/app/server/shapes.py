"""What the routes answer, as types: OpenAPI document and Python client are made from them."""

from __future__ import annotations

from typing import Literal

import msgspec

from sherin.app.server.problems import ErrorFacts
from sherin.app.server.thinking import MindState
from sherin.mind.affect.appraisal import Appraisal
from sherin.wire import Packet, State

__all__ = [
    "CapsuleFacts",
    "CapsuleList",
    "Chosen",
    "Health",
    "Interrupted",
    "LibraryFacts",
    "ListedCapsule",
    "ListedPersonality",
    "PacketBytes",
    "PersonChosen",
    "PersonalityList",
    "Reaction",
    "Refusal",
    "ServerStatus",
]


class Refusal(msgspec.Struct, frozen=True):
    """Every answer whose status is 400 or more."""

    error: ErrorFacts
    """What is wrong with the request."""


class PacketBytes(msgspec.Struct, frozen=True):
    """How long a packet is on its way."""

    json: int
    """Bytes as JSON."""
    binary: int
    """Bytes in the packed form."""


class Reaction(msgspec.Struct, frozen=True):
    """What a line, an event or a feeling did."""

    status: Literal["ok"]
    appraisal: Appraisal | None
    """Of a line; null for an event or a feeling."""
    feeling: str
    """The word that lies nearest to what shows."""
    packet: Packet
    """What every viewer got."""
    bytes: PacketBytes
    """Its lengths."""


class Interrupted(msgspec.Struct, frozen=True):
    """`POST /interrupt`."""

    status: Literal["ok"]
    was_speaking: bool
    """Whether something was being said."""


class Chosen(msgspec.Struct, frozen=True):
    """A choice that was made."""

    status: Literal["ok"]
    current: str
    """What is chosen now."""


class PersonChosen(msgspec.Struct, frozen=True):
    """`POST /person`."""

    status: Literal["ok"]
    name: str
    """As it is kept: without spaces at its ends."""


class ListedPersonality(msgspec.Struct, frozen=True):
    """One personality."""

    name: str
    description: str
    """One line for people."""


class PersonalityList(msgspec.Struct, frozen=True):
    """`GET /personalities`."""

    current: str
    personalities: list[ListedPersonality]


class CapsuleFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One capsule's playing rules."""

    capsule_id: str
    domain: str
    subtype: str
    relative_to: str
    """What `offset_ms` counts from."""
    offset_ms: int
    probability: float
    priority: int
    """0..10; the higher one wins a channel."""
    blend_mode: str
    duration_ms: int
    attack_ms: int
    release_ms: int
    is_loop: bool
    vad: tuple[float, float, float] | None
    """Where it is found in valence, arousal and dominance."""
    contexts: list[str]
    """What the person does while it fits."""
    fallback: str | None
    """What plays where it fails."""
    channels: list[str]
    """What it moves."""


class ListedCapsule(msgspec.Struct, frozen=True):
    """One capsule in a list."""

    capsule_id: str
    domain: str
    subtype: str


class CapsuleList(msgspec.Struct, frozen=True):
    """`GET /capsules`."""

    count: int
    """How many fit, in all."""
    capsules: list[ListedCapsule]
    """Those of them that were asked for, in the order of the library."""


class LibraryFacts(msgspec.Struct, frozen=True):
    """The library of capsules."""

    hash: str
    """Of its file: `GET /library/{hash}.bin`."""
    capsules: int


class Health(msgspec.Struct, frozen=True):
    """`GET /healthz`."""

    status: Literal["ok"]


class ServerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /status`."""

    version: str
    session: str
    """Name of this start; a viewer that resumes names it."""
    uptime_ms: int
    personality: str
    avatar: str
    """Name of the one that is worn."""
    state: State
    """Mood and activity now."""
    library: LibraryFacts
    voice: str | None
    """Which engine speaks, once it was opened; `silent` where there is none."""
    mind: MindState
    page_built: bool
    viewers: int
    packets: int
    """Sent since the start."""
    packets_dropped: int
    """Of those, how many slow viewers lost, in all."""
    messages_ignored: int
    """Messages of viewers that were too many or named nothing known."""
