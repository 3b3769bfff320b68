"""The index book finds what an id stands for, and notices when it was changed."""

import hashlib

import pytest

from sherin.errors import BookError
from sherin.wire import (
    Content,
    IndexBook,
    UnknownContentError,
    content_id_of,
    decode_book,
    encode_book,
    is_content_id,
    parse_content_id,
)
from sherin.wire import book as book_module


@pytest.fixture
def book() -> IndexBook:
    book = IndexBook()
    book.add("utterance", "Did the report finish?")
    book.add("expression", "raises the brows, leans in")
    book.add("answer", "Yes, at 14:02. ☕")
    return book


def test_id_is_blake2b_of_kind_and_text_in_crockford_base32():
    """Worked out here without the code under test: 5 bits a character, most significant first."""
    number = int.from_bytes(hashlib.blake2b(b"utterance\0hi", digest_size=16).digest(), "big")
    expected = ""
    for _ in range(26):
        expected = "0123456789abcdefghjkmnpqrstvwxyz"[number % 32] + expected
        number //= 32
    assert content_id_of("utterance", "hi") == expected


def test_same_text_of_another_kind_has_another_id():
    assert content_id_of("utterance", "yes") != content_id_of("answer", "yes")


def test_added_content_is_found_again(book: IndexBook):
    cid = book.add("outcome", "done")
    assert cid in book
    assert book.resolve(cid) == book.get(cid) == Content("outcome", "done")


def test_adding_twice_changes_nothing(book: IndexBook):
    before = encode_book(book)
    book.add("utterance", "Did the report finish?")
    assert len(book) == 3
    assert encode_book(book) == before


def test_unknown_id_is_a_lookup_error_that_names_it(book: IndexBook):
    missing = content_id_of("utterance", "never said")
    assert book.get(missing) is None
    assert missing not in book
    with pytest.raises(UnknownContentError, match=missing) as caught:
        book.resolve(missing)
    assert isinstance(caught.value, LookupError)
    assert isinstance(caught.value, BookError)


@pytest.mark.parametrize(
    ("spelling", "complaint"),
    [
        ("3amhvsjyaarwq14y0fymtckhf", "25 characters, expected 26"),
        ("3amhvsjyaarwq14y0fymtckhfl", "character 25 is 'l'.* Did you mean '1'?"),
        ("3AMHVSJYAARWQ14Y0FYMTCKHFT", "character 1 is 'A'.* Did you mean 'a'?"),
        ("8amhvsjyaarwq14y0fymtckhft", "starts with '8', expected 0..7"),
    ],
)
def test_misspelt_id_says_what_is_wrong(book: IndexBook, spelling: str, complaint: str):
    assert not is_content_id(spelling)
    with pytest.raises(BookError, match=complaint) as caught:
        book.resolve(spelling)
    assert not isinstance(caught.value, UnknownContentError)


def test_unknown_kind_is_refused(book: IndexBook):
    with pytest.raises(BookError, match="kind 'secret' is unknown"):
        book.add("secret", "x")  # pyright: ignore[reportArgumentType] - the point of the test


@pytest.mark.parametrize("text", ["", "x" * 65_537, "é" * 40_000, "a" * 10_000_000])
def test_empty_or_too_long_text_is_refused(book: IndexBook, text: str):
    with pytest.raises(BookError, match=r"expected 1\.\.65536"):
        book.add("answer", text)
    assert len(book) == 3


def test_half_a_surrogate_pair_is_refused(book: IndexBook):
    with pytest.raises(BookError, match="surrogate"):
        book.add("answer", "a\udc00b")


def test_full_book_takes_no_more_and_keeps_what_it_has(
    book: IndexBook, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(book_module, "MAX_ENTRIES", 3)
    with pytest.raises(BookError, match="at most 3"):
        book.add("answer", "one too many")
    book.add("utterance", "Did the report finish?")
    assert len(book) == 3


def test_bytes_do_not_depend_on_the_order_of_adding(book: IndexBook):
    other = IndexBook()
    for cid in reversed(list(book)):
        content = book.resolve(cid)
        other.add(content.kind, content.text)
    assert list(other) != list(book)
    assert encode_book(other) == encode_book(book)


def test_stored_bytes_of_version_1_still_load():
    """Written down once; a released book must stay readable."""
    stored = bytes.fromhex(
        "5348424b"
        "0100"
        "0000"
        "01000000"  # SHBK, version 1, reserved, one entry
        + hashlib.blake2b(b"answer\0yes", digest_size=16).hexdigest()
        + "02"
        "03000000"
        "796573"  # answer, 3 bytes, "yes"
    )
    book = decode_book(stored)
    assert [book.resolve(cid) for cid in book] == [Content("answer", "yes")]
    assert encode_book(book) == stored


def test_every_changed_bit_is_noticed(book: IndexBook):
    data = encode_book(book)
    for at in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            with pytest.raises(BookError):
                decode_book(bytes(changed))


def test_every_cut_and_every_addition_is_noticed(book: IndexBook):
    data = encode_book(book)
    for end in range(len(data)):
        with pytest.raises(BookError):
            decode_book(data[:end])
    with pytest.raises(BookError, match="1 bytes after the last entry"):
        decode_book(data + b"\0")


def test_changed_text_names_the_entry(book: IndexBook):
    data = encode_book(book).replace(b"14:02", b"15:02")
    with pytest.raises(BookError, match=r"entry \d of 3 .*names other content"):
        decode_book(data)


def test_huge_count_is_refused_before_it_is_believed():
    with pytest.raises(BookError, match="4294967295 entries"):
        decode_book(b"SHBK\x01\0\0\0\xff\xff\xff\xff")


def test_merging_takes_what_is_new(book: IndexBook):
    other = IndexBook()
    other.add("answer", "Yes, at 14:02. ☕")
    new = other.add("outcome", "sent")
    assert book.merge(other) == 1
    assert len(book) == 4
    assert book.resolve(new).text == "sent"
    assert book.merge(other) == 0


def test_merge_that_would_overflow_changes_nothing(
    book: IndexBook, monkeypatch: pytest.MonkeyPatch
):
    other = IndexBook()
    other.add("outcome", "a")
    other.add("outcome", "b")
    monkeypatch.setattr(book_module, "MAX_ENTRIES", 4)
    before = encode_book(book)
    with pytest.raises(BookError):
        book.merge(other)
    assert encode_book(book) == before


def test_parse_and_format_are_inverse_at_the_ends():
    assert parse_content_id("0" * 26) == bytes(16)
    assert parse_content_id("7" + "z" * 25) == b"\xff" * 16
