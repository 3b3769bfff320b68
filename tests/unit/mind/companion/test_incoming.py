"""Any text has a reading: nothing, a megabyte, control characters, other scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sherin.mind.companion.incoming import (
    MAX_READ,
    normal_form,
    plain_words,
    question_in,
    read_incoming,
)
from sherin.mind.companion.languages import reads_as_foreign


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("", "nothing"),
        ("   \n\t ", "nothing"),
        ("???", "nothing"),
        ("\x00\x1b[2J\x07", "nothing"),
        ("/help", "command"),
        ("/ help", "question"),
        ("ai", "question"),
        ("history of computer", "question"),
        ("what is AI", "question"),
        ("Explain the history of television in domain M11 (History).", "question"),
        ("show your information", "question"),
        ("is it raining", "question"),
        ("tell me about my sister", "question"),
        ("I wonder how bees find home", "question"),
        ("I need some information about Rome", "question"),
        ("it rained, didn't it?", "question"),
        ("I had porridge for breakfast", "statement"),
        ("My sister lives in Rome.", "statement"),
        ("it rained", "statement"),
        ("the cat is on the table", "statement"),
        ("Anna bought a river in Oslo", "statement"),
        ("Tom moved to Berlin last week", "statement"),
        ("history of the United States", "question"),
        ("applied mathematics in physics", "question"),
        ("remember that I like tea", "statement"),
        ("😀", "statement"),
    ],
)
def test_what_a_line_is(line: str, kind: str) -> None:
    assert read_incoming(line).kind == kind


def test_a_megabyte_is_read_at_its_beginning() -> None:
    line = read_incoming("what is television " * 60_000)
    assert line.is_cut
    assert len(line.text) == MAX_READ
    assert line.n_given > 1_000_000
    assert not read_incoming("what is television").is_cut


def test_escapes_and_control_characters_are_gone() -> None:
    line = read_incoming("what\x00 is \x1b[31mAI\x1b[0m\x1b]0;title\x07\u202e?")
    assert line.text == "what is AI?"


@pytest.mark.parametrize(
    ("line", "normal"),
    [
        ("Heyyy, Sherin!!", "hey sherin"),
        ("hey Sherin, what is it", "what is it"),
        ("Sherin, WHO are you?", "who are you"),
        ("What’s up", "what's up"),
        ("who is sherin", "who is sherin"),
        ("ｈｉ", "hi"),
    ],
)
def test_normal_form(line: str, normal: str) -> None:
    assert normal_form(line) == normal


def test_short_words_of_chats_are_written_out() -> None:
    assert plain_words("who r u") == "who are you"
    assert plain_words("gimme info about ai") == "information about ai"
    assert plain_words("I'm looking for some facts on Rome") == "information about Rome"
    assert plain_words("urban bus") == "urban bus"


def test_the_question_after_what_is_said_of_oneself() -> None:
    def asked(text: str) -> str:
        return question_in(read_incoming(text)).text

    assert asked("I live in Rome. What is television?") == "What is television?"
    assert asked("my name is Bo! who are you?") == "who are you?"
    whole = "The Eiffel Tower is in Paris. How tall is it?"
    assert asked(whole) == whole
    assert asked("I have a headache, what can I do?") == "I have a headache, what can I do?"
    assert asked("I'm so excited, what is a black hole?") == "what is a black hole?"
    assert asked("I saw Dr. Smith. What is AI?") == "I saw Dr. Smith. What is AI?"


@pytest.mark.parametrize(
    "line",
    [
        "wie funktioniert ein Fernseher",
        "was ist Quantenmechanik",
        "qu'est-ce que la télévision",
        "¿Qué es la inteligencia artificial?",
        "что такое телевидение",
        "人工智能是什么",
        "ما هو الذكاء الاصطناعي",
        "televizyon nedir",
    ],
)
def test_other_languages_are_seen(line: str) -> None:
    assert reads_as_foreign(read_incoming(line))


@pytest.mark.parametrize(
    "line",
    [
        "what is television",
        "who was Charles de Gaulle",
        "history of Los Angeles",
        "ai",
        "what does the word das mean in German",
        "what is the quantum Hall effect",
        "tell me about El Niño and La Niña",
        "was Rome built in a day",
        "what is π",
    ],
)
def test_english_is_english(line: str) -> None:
    assert not reads_as_foreign(read_incoming(line))


@given(st.text())
def test_reading_never_fails_and_reads_its_own_text_alike(text: str) -> None:
    line = read_incoming(text)
    assert len(line.text) <= MAX_READ
    assert "\x1b" not in line.text
    assert read_incoming(line.text).text == line.text
    question_in(line)
    reads_as_foreign(line)


@pytest.mark.parametrize(
    "line",
    [
        "In what year did Tesla die",
        "On what is Victoria's constitution based",
        "Peyton Manning took how many teams to the Super Bowl",
        "Telnet was sold to",
        "The Bell System was created by who",
        "Most of the works date from which two dynasties",
    ],
)
def test_a_question_needs_no_question_mark(line: str) -> None:
    assert read_incoming(line).kind == "question"
