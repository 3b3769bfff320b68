"""Stored text cannot steer the terminal it is printed on."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from sherin.app.cli.terminal import printable


def test_escape_sequences_are_spelled_out():
    assert printable("a\x1b[2Jb\x07") == r"a\x1b[2Jb\x07"


def test_directional_marks_are_spelled_out():
    assert printable("safe\u202etxt.exe") == r"safe\u202etxt.exe"


def test_ordinary_text_stays_as_it_is():
    text = "Grüße, 你好 👩‍🚀\n\tשלום"
    assert printable(text) == text


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_steers_comes_through_and_all_of_it_can_be_encoded(text: str):
    shown = printable(text)
    shown.encode()
    assert not [c for c in shown if unicodedata.category(c) == "Cc" and c not in "\n\t"]
