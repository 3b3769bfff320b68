"""Content ids: 128 bits named after what they stand for, written as 26 characters.

The id of a text is BLAKE2b-128 over its kind, a NUL and its UTF-8 bytes, so the same content has
the same id on every machine and an id can be checked against what it claims to name. Written form:
lower-case Crockford base32 (no i, l, o, u), most significant character first; 26 characters hold
130 bits, so the first one is 0..7.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal, NewType, get_args

from sherin.errors import BookError
from sherin.wire.failures import shorten

ContentId = NewType("ContentId", str)
"""26 characters of lower-case Crockford base32."""

ContentKind = Literal["utterance", "expression", "answer", "outcome"]
"""What an id may stand for; the order is the code in a stored book, append only."""

CONTENT_KINDS: tuple[ContentKind, ...] = get_args(ContentKind)
CONTENT_ID_CHARS = 26
CONTENT_ID_BYTES = 16

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
# Two characters at a time: 1,024 pairs, so that formatting an id is 13 table look-ups.
_PAIRS = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_PATTERN = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{25}")
_LOOKALIKES = {"o": "0", "i": "1", "l": "1", "u": "v"}
_INT_DIGITS = bytes.maketrans(_ALPHABET.encode(), b"0123456789abcdefghijklmnopqrstuv")
_BITS_40 = 2**40 - 1


def content_id_of(kind: ContentKind, text: str) -> ContentId:
    """The id of a text of some kind; equal content has an equal id, everywhere and always.

    The text is taken as it is: no trimming, no Unicode normalisation.

    Raises:
        BookError: the kind is unknown, or the text cannot be written as UTF-8.
    """
    if kind not in CONTENT_KINDS:
        raise BookError(
            f"content kind {shorten(kind)} is unknown, expected one of {', '.join(CONTENT_KINDS)}. "
            "Pick the one that says what the text is."
        )
    return format_content_id(_digest(kind, encode_text(text)))


def is_content_id(text: object) -> bool:
    """Whether `text` is a content id in its one written form."""
    return isinstance(text, str) and _PATTERN.fullmatch(text) is not None


def parse_content_id(text: str) -> bytes:
    """The 16 bytes behind a written id.

    Only the canonical spelling is read, so that one id never has two names.

    Raises:
        BookError: wrong length, or a character outside the alphabet; the message names both.
    """
    if is_content_id(text):
        # int() with base 32 knows other letters; translating is faster than a loop over characters.
        return int(text.encode("ascii").translate(_INT_DIGITS), 32).to_bytes(
            CONTENT_ID_BYTES, "big"
        )
    raise BookError(f"content id {shorten(text)}: {_complaint(text)}")


def format_content_id(raw: bytes) -> ContentId:
    """The written form of 16 bytes.

    Raises:
        BookError: `raw` is not 16 bytes long.
    """
    if len(raw) != CONTENT_ID_BYTES:
        raise BookError(
            f"content id: got {len(raw)} bytes, expected {CONTENT_ID_BYTES}. "
            "Pass the whole digest of content_id_of()."
        )
    # Cut into 40-bit parts first and written out: half the time of one loop over 128 bits.
    n = int.from_bytes(raw, "big")
    b, c, d, p = n >> 80 & _BITS_40, n >> 40 & _BITS_40, n & _BITS_40, _PAIRS
    return ContentId(
        f"{p[n >> 120]}{p[b >> 30]}{p[b >> 20 & 1023]}{p[b >> 10 & 1023]}{p[b & 1023]}"
        f"{p[c >> 30]}{p[c >> 20 & 1023]}{p[c >> 10 & 1023]}{p[c & 1023]}"
        f"{p[d >> 30]}{p[d >> 20 & 1023]}{p[d >> 10 & 1023]}{p[d & 1023]}"
    )


def encode_text(text: str) -> bytes:
    """UTF-8 bytes of a text.

    Raises:
        BookError: it holds half of a surrogate pair.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as exc:
        raise BookError(
            f"text {shorten(text)}: character {exc.start} is half of a surrogate pair, expected "
            "text that UTF-8 can hold. Decode the input with errors='replace' first."
        ) from None


def _digest(kind: str, text: bytes) -> bytes:
    return hashlib.blake2b(
        kind.encode("ascii") + b"\0" + text, digest_size=CONTENT_ID_BYTES
    ).digest()


def _complaint(text: object) -> str:
    if not isinstance(text, str):
        return "not a text, expected 26 characters. Use format_content_id() on raw bytes."
    if len(text) != CONTENT_ID_CHARS:
        return f"{len(text)} characters, expected {CONTENT_ID_CHARS}. Copy the whole id."
    for position, character in enumerate(text):
        if character not in _VALUE:
            near = _LOOKALIKES.get(character.lower(), character.lower())
            hint = f" Did you mean {near!r}?" if near in _VALUE else ""
            return (
                f"character {position} is {character!r}, expected one of {_ALPHABET}."
                f"{hint} Copy the id from where it was made."
            )
    return f"starts with {text[0]!r}, expected 0..7 (128 bits). Copy the id from where it was made."
