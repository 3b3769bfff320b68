"""A library file that would lead the timeline outside its tables is refused when it is opened."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from sherin.body.channels import DOMAINS
from sherin.body.library import Library
from sherin.errors import LibraryFormatError

DATA = (Path(__file__).parents[3] / "conformance" / "timeline" / "library.bin").read_bytes()
DOMAIN, SUBTYPE, META = 6, 13, 21


def offset_of(section: int) -> int:
    return struct.unpack_from("<I", DATA, 44 + 8 * section)[0]


def poke(section: int, value: int) -> Callable[[bytearray], None]:
    return lambda data: data.__setitem__(offset_of(section), value)


@pytest.mark.parametrize(
    ("spoil", "column"),
    [
        (poke(DOMAIN, len(DOMAINS)), "domain"),
        (poke(SUBTYPE, 200), "subtype"),
        (poke(META, ord("[")), "meta"),
        (poke(META, 0xFF), "meta"),
    ],
)
def test_a_library_that_points_outside_its_tables_is_refused(
    spoil: Callable[[bytearray], None], column: str
) -> None:
    data = bytearray(DATA)
    spoil(data)

    with pytest.raises(LibraryFormatError, match=f"spoiled.bin: column '{column}'"):
        Library(memoryview(data), source="spoiled.bin")


@pytest.mark.parametrize("length", [0, 8, 43, 44, 100, 223])
def test_a_library_that_was_cut_off_is_refused(length: int) -> None:
    with pytest.raises(LibraryFormatError):
        Library(memoryview(DATA[:length]), source="cut.bin")
