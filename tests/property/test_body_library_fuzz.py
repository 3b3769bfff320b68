"""A library file from elsewhere can do nothing but be refused."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from sherin.body.capsules.compiling import compile_all
from sherin.body.capsules.definition import Capsule, Trigger
from sherin.body.curves import sample_track
from sherin.body.library import Library
from sherin.body.library_format import encode_library
from sherin.errors import LibraryFormatError

DATA = encode_library(
    compile_all(
        Capsule(
            capsule_id=f"{prefix}_00{k}",
            domain=domain,
            subtype=subtype,
            trigger=Trigger(relative_to="speech_onset", offset_ms=-50),
            params={},
        )
        for k, (prefix, domain, subtype) in enumerate(
            [("BK", "body", "nod"), ("VF", "face", "smile_onset"), ("CID", "base", "base_loop")]
        )
    ),
    about={},
)


def use(data: bytes) -> None:
    """Load it and do with it what the timeline does."""
    library = Library(memoryview(data), source="fuzz")
    for index in range(len(library)):
        library.describe(index)
        for track in library.tracks(index):
            sample_track(track, 0.37)


def test_the_unharmed_file_can_be_used():
    use(DATA)


def test_every_single_byte_may_be_wrong():
    """Exhaustive where drawing examples would miss a column of three bytes."""
    for place in range(len(DATA)):
        for value in (0, 255, DATA[place] ^ 1, DATA[place] ^ 128):
            data = bytearray(DATA)
            data[place] = value
            with contextlib.suppress(LibraryFormatError):
                use(bytes(data))


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_random_bytes_raise_only_the_documented_error(data: bytes):
    with contextlib.suppress(LibraryFormatError):
        use(data)


@given(
    st.lists(st.tuples(st.integers(0, len(DATA) - 1), st.integers(0, 255)), min_size=1, max_size=6)
)
@settings(max_examples=800)
def test_changed_bytes_raise_only_the_documented_error(changes: list[tuple[int, int]]):
    data = bytearray(DATA)
    for place, value in changes:
        data[place] = value
    with contextlib.suppress(LibraryFormatError):
        use(bytes(data))


@given(st.integers(0, len(DATA)), st.integers(0, 219), st.integers(0, 255))
@settings(max_examples=400)
def test_cut_and_changed_headers_raise_only_the_documented_error(keep: int, place: int, value: int):
    data = bytearray(DATA[:keep])
    if place < len(data):
        data[place] = value
    with contextlib.suppress(LibraryFormatError):
        use(bytes(data))
