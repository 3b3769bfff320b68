"""Wording: as sure as it is, in the tone of the feeling, and never another fact."""

from __future__ import annotations

import pytest

from sherin.mind.affect import Vad, feeling, feeling_words
from sherin.mind.companion.facts import facts_of
from sherin.mind.companion.wording import (
    TALK_TONES,
    TONES,
    gated,
    is_lossless,
    tone_of,
    toned,
)

ANSWER = (
    "Paul Nipkow patented a spinning disc in Germany in 1884. It was never built by 3.5 % of the "
    "makers, and not before 14 July 1926."
)


@pytest.mark.parametrize(
    ("confidence", "begins"),
    [
        (0.99, "Paul"),
        (0.8, "Paul"),
        (0.79, "As far as I can tell: Paul"),
        (0.65, "As far as I can tell: Paul"),
        (0.64, "I'm not sure, but this is what I have: Paul"),
        (0.5, "I'm not sure, but this is what I have: Paul"),
    ],
)
def test_the_wording_is_as_sure_as_the_answer(confidence: float, begins: str) -> None:
    said = gated(ANSWER, confidence)
    assert said.startswith(begins)
    assert said.endswith(ANSWER)


def test_a_hedge_joins_an_answer_that_names_its_subject() -> None:
    assert gated("About Rome: It fell.", 0.7) == "As far as I can tell, about Rome: It fell."
    assert gated("About Rome: It fell.", 0.9) == "About Rome: It fell."


@pytest.mark.parametrize(
    ("word", "tone"),
    [
        ("joy", "bright"),
        ("contentment", "warm"),
        ("grief", "gentle"),
        ("terror", "steady"),
        ("rage", "direct"),
        ("sleepiness", "quiet"),
        ("neutral", "plain"),
    ],
)
def test_tones_follow_feelings(word: str, tone: str) -> None:
    assert tone_of(feeling(word)) == tone


def test_every_feeling_of_a_strong_kind_changes_the_words() -> None:
    changed = {word for word in feeling_words() if toned(ANSWER, feeling(word)) != ANSWER}
    assert {"joy", "rage", "grief", "fear", "calm"} <= changed
    assert "neutral" not in changed


def test_no_tone_states_anything() -> None:
    for table in (TONES, TALK_TONES):
        for words in {words for tones in table.values() for words in tones if words}:
            assert is_lossless(ANSWER, f"{words} {ANSWER}"), words
            assert is_lossless(ANSWER, f"{ANSWER} {words}"), words


def test_bright_words_do_not_stand_before_grave_answers() -> None:
    assert toned(ANSWER, feeling("joy"), is_grave=True) == ANSWER
    assert toned(ANSWER, feeling("grief"), is_grave=True) != ANSWER


@pytest.mark.parametrize(
    "changed",
    [
        ANSWER.replace("1884", "1885"),
        ANSWER.replace("never ", ""),
        ANSWER.replace("Nipkow", "Baird"),
        ANSWER.replace("July", "June"),
        ANSWER.replace("3.5 %", "35 %"),
        f"One thing: {ANSWER}",
        f"No: {ANSWER}",
        f"I asked Ada: {ANSWER}",
        ANSWER[:-20],
    ],
)
def test_a_lost_or_added_fact_is_seen(changed: str) -> None:
    assert not is_lossless(ANSWER, changed)


def test_a_tone_that_would_add_a_fact_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TONES, "bright", ("I have two words:", "Not bad!", "As Ada says:"))
    assert toned(ANSWER, feeling("joy")) == ANSWER


def test_facts_are_numbers_names_dates_and_negations() -> None:
    found = facts_of("Ada met Mr. McKay on 3 May, twice; she didn't say no to 1,000 euros.")
    assert found == {"McKay": 1, "Mr": 1, "3": 1, "May": 1, "twice": 1, "not": 2, "1,000": 1}


def test_the_middle_of_the_space_is_plain() -> None:
    for v, a, d in ((0.0, 0.0, 0.0), (0.2, 0.2, 0.2), (-0.2, -0.3, 0.1)):
        assert toned(ANSWER, Vad(v, a, d)) == ANSWER
