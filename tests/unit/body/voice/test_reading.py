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
        ("on 2024-03-05", "on March 5th 2024"),
        ("on 2024-12-11", "on December 11th 2024"),
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
        ("<b>fat</b> &amp; <br/>thin", "fat and thin"),
        ("5 St. James St., then Main St.", "5 Saint James Street, then Main Street."),
        ("2^10 bytes", "2 to the power of 10 bytes"),
        ("snake_case and 2*3*4", "snake case and 2 times 3 times 4"),
        ("Nice \U0001f600 day \u2764\ufe0f!", "Nice day !"),
        ("a\x00b\x1b[2Jc\u202e", "abc"),
        ("“Quoted” it’s", "Quoted it's"),
        ("5 o'clock, 3.14 and 1999", "5 o'clock, 3.14 and 1999"),
    ],
)
def test_english_is_read_sensibly(written: str, read: str) -> None:
    assert spoken_form(written) == read


@pytest.mark.parametrize(
    ("language", "written", "read"),
    [
        ("de", "**5,20 €** um 10:30 Uhr, siehe www.beispiel.de",
         "5 Euro 20 um 10 Uhr 30, siehe beispiel Punkt de"),
        ("de", "Am 3. März, z. B. bei Dr. Ott", "Am dritten März, zum Beispiel bei Doktor Ott"),
        ("de", "der 2. Versuch am 05.11.2024", "der zweite Versuch am fünften November 2024"),
        ("de", "bis 20. Dann 5-10 km usw.", "bis 20. Dann 5 bis 10 Kilometer und so weiter."),
        ("fr", "M. Dupont & Mme Curie, à 14h30", "Monsieur Dupont et Madame Curie, à 14 heures 30"),
        ("fr", "le 2024-05-01, p. ex. 12,00 €", "le 1er mai 2024, par exemple 12 euros"),
        ("es", "El Sr. Ruiz y Ud. en EE. UU.", "El Señor Ruiz y usted en Estados Unidos."),
        ("es", "3/5/2024, -5 °C, n.º 7", "3 de mayo de 2024, -5 grados Celsius, número 7"),
        ("it", "Sig. Rossi, ecc.", "Signor Rossi, eccetera."),
        ("pl", "5 & 6 km", "5 & 6 km"),
    ],
)  # fmt: skip
def test_other_languages_are_read_by_their_own_rules(
    language: str, written: str, read: str
) -> None:
    assert spoken_form(written, language=language) == read


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Am 3. Mai kam Dr. Ott, ca. 20 Uhr. Er blieb."
    assert [p.text for p in phrases(text, language="de")] == [
        "Am dritten Mai kam Doktor Ott, circa 20 Uhr.", "Er blieb.",
    ]  # fmt: skip


def test_a_quote_mark_inside_a_line_stays_what_it_was() -> None:
    assert [p.text for p in phrases("<i>5</i> > 4")] == ["5 4."]


def test_a_number_is_not_torn_from_what_it_counts() -> None:
    text = "It costs 5 dollars and 50 cents or 3 euros if you buy it on the market today."
    assert [p.text for p in phrases(text)] == [
        "It costs 5 dollars and 50 cents or 3 euros,",
        "if you buy it on the market today.",
    ]


def test_a_text_that_ends_in_a_comma_goes_on() -> None:
    """A film reads line by line; its lines are parts of sentences."""
    (phrase,) = phrases("I have 3 ideas for you,")
    assert phrase.text.endswith(",")
    assert phrase.pause_s < 0.2


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
