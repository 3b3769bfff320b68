"""The ways a packet, message or index book can be wrong, one class each.

All of them are `PacketError` or `BookError`, so a caller that only wants "bad input" catches those.
`kind` is the same word in the TypeScript client and in `conformance/packets/malformed.json`.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from sherin.errors import BookError, PacketError

FailureKind = Literal["syntax", "version", "field", "size"]
"""Why input was refused: not the format at all, another version, a bad field, too long or short."""


class PacketSyntaxError(PacketError):
    """The text is not JSON, or not one JSON object."""

    kind: ClassVar[FailureKind] = "syntax"


class PacketVersionError(PacketError):
    """The packet is of a version this code does not read."""

    kind: ClassVar[FailureKind] = "version"


class PacketFieldError(PacketError):
    """A field is missing, of the wrong type or outside its range."""

    kind: ClassVar[FailureKind] = "field"


class PacketSizeError(PacketError):
    """Too many bytes, too few, bytes left over, or more cues than a packet holds."""

    kind: ClassVar[FailureKind] = "size"


class UnknownContentError(BookError, LookupError):
    """An index book holds no entry for an id."""


def shorten(value: object, limit: int = 60) -> str:
    """`repr` of a value for an error message, cut to `limit` characters."""
    # A long text is cut before repr, so that a hostile megabyte costs nothing.
    text = repr(value[: limit + 1] if isinstance(value, str | bytes) else value)
    return text if len(text) <= limit else text[: limit - 3] + "..."
