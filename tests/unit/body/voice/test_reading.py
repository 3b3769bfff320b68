"""What is read aloud of a text, and where it is cut."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sherin.body.voice import MAX_TEXT_CHARS, phrases, spoken_form
from sherin.errors import VoiceError


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It costs $5.20.", "It costs 5 dollars and 20 cents."),
        ("£1.5 million", "1.5 million pounds"),
        ("€1 and $0.50", "1 euro and 50 cents"),
        ("at 10:05 am", "at 10 oh 5 a m"),
        ("at 9:00", "at 9 o'clock"),
        ("at 10:30 p.m. Then go.", "at 10 30 p m. Then go."),
        ("on 2024-03-05", "on March 5th, 2024"),
        ("on 2024-12-11", "on December 11th, 2024"),
        ("Dr. Smith vs. Mr. Jones", "Doctor Smith versus Mister Jones"),
        ("e.g. tea", "for example, tea"),
        ("tea, etc.", "tea, et cetera."),
        ("pages 5–10", "pages 5 to 10"),
        ("call 555-1234", "call 555 1234"),
        ("C# & C++", "C sharp and C++"),
        ("-5 °C", "minus 5 degrees Celsius"),
        ("60 km/h", "60 kilometres per hour"),
        ("1,000,000 people", "1000000 people"),
        ("No. 7 & #8", "number 7 and number 8"),
        ("see https://www.example.com/a/b?c=d.", "see example dot com."),
        ("see example.org now", "see example dot org now"),
        ("mail bob.x@foo.org", "mail bob dot x at foo dot org"),
        ("**bold** and *soft* and `code`", "bold and soft and code"),
        ("[a link](https://x.com/y)", "a link"),
        ("![a cat](cat.png)", "a cat"),
        ("<b>fat</b>", "fat"),
        ("snake_case and 2*3*4", "snake case and 2 times 3 times 4"),
        ("Nice \U0001f600 day \u2764\ufe0f!", "Nice day !"),
        ("a\x00b\x1b[2Jc\u202e", "ab 2Jc"),
        ("“Quoted” it’s", "Quoted it's"),
        ("5 o'clock, 3.14 and 1999", "5 o'clock, 3.14 and 1999"),
    ],
)
def test_english_is_read_sensibly(written: str, read: str) -> None:
    assert spoken_form(written) == read


def test_other_languages_keep_their_numbers_and_lose_markup() -> None:
    assert spoken_form("**5,20 €** um 10:30, siehe www.beispiel.de", language="de") == (
        "5,20 € um 10:30, siehe beispiel Punkt de"
    )


def test_markdown_is_read_by_its_lines() -> None:
    text = (
        "# Title\n\n- one\n- [x] two\n1. three\n\n```py\ncode()\n```\n"
        "> quoted\n\n---\n|a|b|\n|-|-|\n"
    )
    assert [phrase.text for phrase in phrases(text)] == [
        "Title.", "one.", "two.", "1, three.", "quoted.", "a, b.",
    ]  # fmt: skip


def test_soft_line_breaks_do_not_end_a_sentence() -> None:
    assert [p.text for p in phrases("We went\nhome early.")] == ["We went home early."]


def test_initials_do_not_end_a_sentence() -> None:
    text = "The U.S. army met J. R. Smith. He left."
    assert [p.text for p in phrases(text)] == ["The U.S. army met J. R. Smith.", "He left."]


def test_long_sentences_are_cut_at_clauses_first() -> None:
    text = (
        "When the rain had stopped and the sun came out again, we walked along the river, "
        "and nobody said a word until the bridge."
    )
    found = [phrase.text for phrase in phrases(text)]
    assert found == [
        "When the rain had stopped and the sun came out again,",
        "we walked along the river,",
        "and nobody said a word until the bridge.",
    ]


def test_a_clause_that_is_cut_goes_on_after_a_short_pause() -> None:
    found = list(phrases("word " * 40))
    assert all(len(p.text.split()) <= 12 for p in found)
    assert all(p.text.endswith(",") and p.pause_s < 0.1 for p in found[:-1])
    assert found[-1].text.endswith(".")


def test_pauses_grow_from_clause_to_paragraph() -> None:
    text = "One two three four five six seven, eight nine ten eleven twelve thirteen. B.\n\nC."
    clause, sentence, paragraph, _ = (phrase.pause_s for phrase in phrases(text))
    assert clause < sentence < paragraph


def test_chinese_is_cut_without_spaces() -> None:
    found = list(
        phrases(
            "今天天气很好我们一起去公园散步然后回家吃饭再看一场电影最后早点睡觉。", language="zh"
        )
    )
    assert len(found) >= 2
    assert all(len(phrase.text) <= 26 for phrase in found)


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(VoiceError, match=f"expected at most {MAX_TEXT_CHARS}"):
        next(phrases("a" * (MAX_TEXT_CHARS + 1)))


@pytest.mark.parametrize(
    "text",
    ["a " * 500_000, "x" * 1_000_000, "*" * 1_000_000, "[" * 1_000_000, "<a" * 500_000,
     "\n" * 1_000_000, "1," * 500_000, "." * 1_000_000, "a.b." * 250_000, "a@" * 500_000,
     "| " * 500_000, "- " * 500_000],
    ids=lambda text: repr(text[:4]),
)  # fmt: skip
def test_the_first_phrase_of_a_megabyte_comes_at_once(text: str) -> None:
    """No pattern backtracks over the whole text; the bound is loose for a busy machine."""
    began = time.perf_counter()
    next(phrases(text), None)
    assert time.perf_counter() - began < 20.0


@given(st.text(max_size=400), st.sampled_from(["en", "de", "zh", "xx"]))
def test_any_text_gives_short_clean_phrases(text: str, language: str) -> None:
    for phrase in phrases(text, language=language):
        assert any(character.isalnum() for character in phrase.text) or phrase.text
        assert len(phrase.text) <= 400
        assert phrase.pause_s >= 0.0
        assert all(character.isprintable() or character == " " for character in phrase.text)
