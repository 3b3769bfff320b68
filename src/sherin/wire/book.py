"""The index book: content id -> something a person can read.

Packets carry ids, never words. A book keeps the words behind utterance, expression, answer and
outcome ids, in memory and pure; whoever owns a store writes `encode_book` where it likes.

    >>> book = IndexBook()
    >>> cid = book.add("utterance", "Did the report finish?")
    >>> book.resolve(cid).text
    'Did the report finish?'
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

from sherin.errors import BookError
from sherin.wire.content_id import (
    CONTENT_ID_BYTES,
    CONTENT_KINDS,
    ContentId,
    ContentKind,
    content_id_of,
    encode_text,
    format_content_id,
    parse_content_id,
)
from sherin.wire.failures import UnknownContentError, shorten

BOOK_VERSION = 1
MAX_ENTRIES = 65_536
MAX_TEXT_BYTES = 65_536
MAX_BOOK_BYTES = 64 * 2**20
"""Longest encoded book, 64 MiB; a book that would grow past it takes no more entries."""

_MAGIC = b"SHBK"
_HEAD = struct.Struct("<4sHHI")  # magic, version, reserved 0, number of entries
_ENTRY = struct.Struct(f"<{CONTENT_ID_BYTES}sBI")  # id, kind code, bytes of text
_KIND_CODE: dict[str, int] = {kind: code for code, kind in enumerate(CONTENT_KINDS)}


class Content(msgspec.Struct, frozen=True, gc=False):
    """What an id stands for."""

    kind: ContentKind
    """What the text is."""
    text: str
    """The text as it was added."""


class IndexBook:
    """Content by id; grows by adding, never forgets, refuses what would break its bounds."""

    def __init__(self) -> None:
        self._content: dict[ContentId, Content] = {}
        self._n_bytes = _HEAD.size

    def __len__(self) -> int:
        return len(self._content)

    def __contains__(self, content_id: object) -> bool:
        return content_id in self._content

    def __iter__(self) -> Iterator[ContentId]:
        """Ids in the order they were added."""
        return iter(self._content)

    def add(self, kind: ContentKind, text: str) -> ContentId:
        """The id of a text, which the book now holds; adding it again changes nothing.

        Raises:
            BookError: unknown kind, empty or too long text, half a surrogate pair, or a full book.
        """
        # len(text) first: a megabyte is refused before it is encoded or hashed.
        n_bytes = len(encode_text(text)) if len(text) <= MAX_TEXT_BYTES else len(text)
        if not 0 < n_bytes <= MAX_TEXT_BYTES:
            raise BookError(
                f"{shorten(kind)} text {shorten(text)}: {n_bytes} bytes, expected "
                f"1..{MAX_TEXT_BYTES}. Split it, or keep it elsewhere and add a summary."
            )
        content_id = content_id_of(kind, text)
        if content_id not in self._content:
            self._make_room(1, _ENTRY.size + n_bytes)
            self._content[content_id] = Content(kind, text)
        return content_id

    def get(self, content_id: str) -> Content | None:
        """What an id stands for, or None when the book does not hold it."""
        return self._content.get(ContentId(content_id))

    def resolve(self, content_id: str) -> Content:
        """What an id stands for.

        Raises:
            BookError: the id is misspelt (plain `BookError`), or not in this book
                (`UnknownContentError`, also a `LookupError`).
        """
        content = self.get(content_id)
        if content is not None:
            return content
        parse_content_id(content_id)
        raise UnknownContentError(
            f"content id {shorten(content_id)} is not among the {len(self)} entries of this book, "
            "expected one that was added. Merge the book of whoever sent it."
        )

    def merge(self, other: IndexBook) -> int:
        """Take over every entry of another book; nothing is replaced.

        Returns:
            How many entries were new.

        Raises:
            BookError: together they break a bound; this book is then left as it was.
        """
        new = {key: other._content[key] for key in other if key not in self._content}
        n_bytes = sum(_ENTRY.size + len(encode_text(content.text)) for content in new.values())
        self._make_room(len(new), n_bytes)
        self._content.update(new)
        return len(new)

    def _make_room(self, n_entries: int, n_bytes: int) -> None:
        if len(self) + n_entries > MAX_ENTRIES or self._n_bytes + n_bytes > MAX_BOOK_BYTES:
            raise _full(len(self) + n_entries)
        self._n_bytes += n_bytes


def encode_book(book: IndexBook) -> bytes:
    """The book as bytes; equal content gives equal bytes, whatever the order of adding."""
    parts = [_HEAD.pack(_MAGIC, BOOK_VERSION, 0, len(book))]
    for content_id in sorted(book):
        content = book.resolve(content_id)
        text = content.text.encode("utf-8")
        raw = parse_content_id(content_id)
        parts += (_ENTRY.pack(raw, _KIND_CODE[content.kind], len(text)), text)
    return b"".join(parts)


def decode_book(data: bytes) -> IndexBook:
    """The book in the bytes, with every text checked against its id.

    Raises:
        BookError: not a book, another version, torn, out of order, or an entry that was changed
            (its text no longer gives its id); nothing else escapes, whatever the bytes are.
    """
    n_entries = _read_head(data)
    book = IndexBook()
    at, previous = _HEAD.size, ""
    code: int
    n_bytes: int
    for number in range(n_entries):
        where = f"index book, entry {number} of {n_entries} (byte {at})"
        if at + _ENTRY.size > len(data):
            raise _torn(where, len(data))
        raw, code, n_bytes = _ENTRY.unpack_from(data, at)
        at += _ENTRY.size
        if code >= len(CONTENT_KINDS):
            raise BookError(
                f"{where}: kind code {code}, expected 0..{len(CONTENT_KINDS) - 1}. "
                "Read it with the version that wrote it."
            )
        if n_bytes > MAX_TEXT_BYTES or at + n_bytes > len(data):
            raise _torn(where, len(data))
        content_id = format_content_id(raw)
        if content_id <= previous:
            raise BookError(
                f"{where}: id {content_id} does not follow {previous}, expected ids in rising "
                "order. Write the book again with encode_book()."
            )
        _add_checked(book, content_id, CONTENT_KINDS[code], data[at : at + n_bytes], where)
        at, previous = at + n_bytes, content_id
    if at != len(data):
        raise BookError(
            f"index book: {len(data) - at} bytes after the last entry, expected none. "
            "Restore the file from a copy."
        )
    return book


def _read_head(data: bytes) -> int:
    if not _HEAD.size <= len(data) <= MAX_BOOK_BYTES:
        raise BookError(
            f"index book: {len(data)} bytes, expected {_HEAD.size}..{MAX_BOOK_BYTES}. "
            "Check that this is the whole file."
        )
    magic, version, reserved, n_entries = _HEAD.unpack_from(data)
    if magic != _MAGIC:
        raise BookError(
            f"index book: begins with {magic!r}, expected {_MAGIC!r}. Pick the book's own file."
        )
    if version != BOOK_VERSION or reserved != 0:
        raise BookError(
            f"index book: version {version} (reserved {reserved}), expected {BOOK_VERSION} "
            "(reserved 0). Update the program that reads it."
        )
    if n_entries > MAX_ENTRIES:
        raise _full(n_entries)
    return n_entries


def _add_checked(
    book: IndexBook, content_id: ContentId, kind: ContentKind, raw: bytes, where: str
) -> None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise BookError(
            f"{where}: text is not UTF-8 at its byte {exc.start}. Restore the file from a copy."
        ) from None
    found = book.add(kind, text)
    if found != content_id:
        raise BookError(
            f"{where}: id {content_id} names other content; {kind} {shorten(text)} is {found}. "
            "The entry was changed; restore the file from a copy."
        )


def _torn(where: str, n_bytes: int) -> BookError:
    return BookError(
        f"{where}: reaches past the {n_bytes} bytes given, or is longer than "
        f"{MAX_TEXT_BYTES} bytes. Restore the file from a copy."
    )


def _full(n_entries: int) -> BookError:
    return BookError(
        f"index book: {n_entries} entries do not fit, expected at most {MAX_ENTRIES} and "
        f"{MAX_BOOK_BYTES} bytes. Start a new book; ids stay valid in the old one."
    )
