"""What clients post, checked: each class is one JSON object, and unknown keys are refused."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec

from sherin.app.server.problems import Problem
from sherin.wire import Context

__all__ = [
    "AvatarRequest",
    "ChatRequest",
    "EmotionRequest",
    "EventRequest",
    "FeelRequest",
    "InterruptRequest",
    "PersonRequest",
    "PersonalityRequest",
    "RenderRequest",
    "SayRequest",
    "VoiceRequest",
    "read_body",
]

T = TypeVar("T", bound=msgspec.Struct)
Axis = Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)]
CapsuleId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{1,5}_[A-Z0-9_]{1,40}$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class FeelRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /feel`."""

    text: str
    """A sentence that the person says."""


class SayRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /say`."""

    text: str
    """A sentence that the companion says."""
    feeling: Annotated[str, msgspec.Meta(min_length=1, max_length=300)] | None = None
    """How, as in `POST /emotion`; what the sentence itself says by default."""


class ChatRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /chat`."""

    text: str
    """What the person says to the companion."""
    intent: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")] | None = None
    """What it is meant as, where the caller knows; comes back with the answer."""
    speak: bool = True
    """Whether the answer is said aloud."""


class InterruptRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /interrupt`: an empty object."""


class EventRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /event`."""

    name: Name
    """One of `GET /events`."""
    context: Context | None = None
    """What the person is doing, where the event does not say it."""


class EmotionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /emotion`: a word (or a blend of words), or a place; not both."""

    feeling: Annotated[str, msgspec.Meta(min_length=1, max_length=300)] | None = None
    """One of `GET /feelings`, a blend such as `joy:0.6+doubt:0.4`, or an expression: `E_0342`."""
    valence: Axis | None = None
    """Unpleasant -1 to pleasant 1."""
    arousal: Axis | None = None
    """Calm -1 to excited 1."""
    dominance: Axis | None = None
    """Yielding -1 to in control 1."""


class PersonalityRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /personality`."""

    name: Name
    """One of `GET /personalities`."""


class PersonRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /person`."""

    name: Name
    """How the person wants to be called; the companion's memory is theirs."""


class VoiceRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /voice`."""

    name: Name
    """One of `GET /voices`."""


class RenderRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /render`."""

    text: str | None = None
    """What is said."""
    capsules: Annotated[tuple[CapsuleId, ...], msgspec.Meta(max_length=32)] | None = None
    """Motions that play, one after the other, from the start."""
    avatar: Name | None = None
    """One of `GET /avatars`; by default the one that is worn."""
    size: Annotated[int, msgspec.Meta(ge=64, le=1080, multiple_of=2)] | None = None
    """Side of the picture in px, even; 512 by default."""
    emotion: Annotated[str, msgspec.Meta(min_length=1, max_length=300)] | None = None
    """The feeling, as in `POST /emotion`; what the words say by default."""


class AvatarRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /avatar`."""

    name: Name
    """One of `GET /avatars`, or `figure` for the drawn one."""


def read_body(body: bytes, kind: type[T]) -> T:
    """The object in a request body.

    Raises:
        Problem: 422, it is no JSON, or not an object of that kind.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        what, _, path = str(exc).partition(" - at `$")
        raise Problem(
            422,
            what,
            where=f"body{path.rstrip('`')}" if path else "body",
            expected=f"one JSON object with {_fields_of(kind)}",
            next_step="Compare it with docs/server.md.",
        ) from None


def _fields_of(kind: type[msgspec.Struct]) -> str:
    fields = msgspec.structs.fields(kind)
    return ", ".join(f"`{field.name}`{'' if field.required else ' (optional)'}" for field in fields)
