"""What a line of text makes the companion feel."""

import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sherin.mind.affect.appraisal import Appraiser, appraise
from sherin.mind.affect.appraisal.tokenizer import HEAD_CHARS, TAIL_CHARS, excerpt, tokenize

# Line, then the sign expected of valence, arousal, dominance; `.` is not held.
TALK = [
    ("I lost my dog today", "-.-"),
    ("we won!!!", "+++"),
    ("not bad at all", "+.."),
    ("shut up", "-+."),
    ("I'm scared", "-+-"),
    ("leave me alone", "-+."),
    ("thank you so much", "+.."),
    ("I feel so calm and relaxed.", "+-."),
    ("I am furious with you!", "-+."),
    ("This is the best day of my life", "++."),
    ("My grandmother died last night.", "-.-"),
    ("I love you", "+.."),
    ("I hate you", "-+."),
    ("I don't love you anymore", "-.."),
    ("You are wonderful", "+.."),
    ("I'm so tired and sleepy", "---"),
    ("Hurry up, we're late!", ".+."),
    ("I give up, nothing works.", "-.-"),
    ("I can do this, I am strong", "+.+"),
    ("Help! Someone is breaking into my house!", "-+-"),
    ("Everything is quiet tonight.", ".-."),
    ("I'm bored.", "--."),
    ("That's hilarious haha", "++."),
    ("You idiot, look what you did", "-+."),
    ("I got the job!", "+++"),
    ("I failed the exam again", "-.-"),
    ("I'm a bit worried about tomorrow", "-.-"),
    ("No problem", "+.."),
    ("I am not happy about this", "-.."),
    ("I'm not angry, just disappointed", "-.."),
    ("It was okay but I hated the ending", "-.."),
    ("The food was terrible, but the service was amazing!", "+.."),
    ("STOP SHOUTING AT ME", "-+."),
    ("Good morning!", "+.."),
    ("Good night, sleep well", "+-."),
    ("I miss her so much", "-.-"),
    ("Congratulations on your wedding", "+.."),
    ("There was a terrorist attack in the city", "-+-"),
    ("A bomb exploded and killed twelve people", "-+-"),
    ("I'm in control now", "..+"),
    ("I have no idea what to do", "-.-"),
    ("I'm sorry, it was my fault", "-.-"),
    ("Nobody cares about me", "-.-"),
    ("You are the kindest person I know", "+.."),
    ("I'm excited about the trip!!!", "++."),
    ("The server crashed and we lost all data", "-.-"),
    ("Let me help you with that", "+.."),
    ("Do as I say right now", ".++"),
    ("I can't stop crying", "-.-"),
    ("We had a lovely walk along the river", "+.."),
    ("He was murdered", "-+-"),
    ("Thanks, that really helped", "+.."),
    ("❤️", "+.."),
    ("😡", "-++"),
    ("😭😭", "-.-"),
    ("great 👍🏽", "+.."),
    ("that hurt :(", "-.-"),
]
NEUTRAL_TALK = [
    "Did the report finish?",
    "What time is it?",
    "The meeting is at three.",
    "The cat sat on the mat",
    "Please open the window.",
    "ok",
]
FOREIGN = [
    "Ich bin heute sehr traurig und allein",
    "Я очень счастлив сегодня",
    "明日は雨です",
    "asdkj qwoei zxcmn",
]


@pytest.mark.parametrize(("text", "signs"), TALK)
def test_talk_reads_with_the_sign_a_listener_expects(text: str, signs: str):
    reading = appraise(text)
    for sign, value in zip(
        signs, (reading.valence, reading.arousal, reading.dominance), strict=True
    ):
        assert sign == "." or (value > 0.0) == (sign == "+"), (text, reading)


@pytest.mark.parametrize("text", NEUTRAL_TALK)
def test_plain_talk_has_little_valence(text: str):
    assert abs(appraise(text).valence) < 0.3, appraise(text)


@pytest.mark.parametrize("text", FOREIGN)
def test_a_language_it_does_not_know_is_close_to_neutral_and_says_so(text: str):
    reading = appraise(text)
    assert reading.confidence < 0.5
    for value in (reading.valence, reading.arousal, reading.dominance):
        assert abs(value) < 0.25, reading


@pytest.mark.parametrize("text", ["", "   \n\t", "...", "-- / --", "12 345", "\x00\x07", "\ud800"])
def test_nothing_to_read_is_near_neutral_without_confidence(text: str):
    reading = appraise(text)
    assert reading.confidence == 0.0
    assert (reading.valence, reading.arousal, reading.dominance) == (0.0, 0.0, 0.0)


def test_strong_talk_is_stronger_than_plain_talk():
    assert appraise("I am so incredibly happy!").valence > appraise("That is nice.").valence > 0
    assert appraise("I hate you").valence < appraise("I disagree with you").valence


def test_strong_talk_reaches_strong_affect():
    assert appraise("I love you so much, this is the best day ever!!!").valence > 0.8
    assert appraise("I'm so scared, someone is trying to kill me!").arousal > 0.7


def test_negation_turns_the_feeling():
    assert appraise("I am happy").valence > 0 > appraise("I am not happy").valence
    assert appraise("The soup is good").valence > appraise("The soup is not good").valence


def test_a_negator_in_another_clause_turns_nothing():
    assert appraise("No, I am happy").valence > 0


def test_what_follows_but_counts_more():
    good_last = appraise("The start was awful but the end was wonderful").valence
    bad_last = appraise("The start was wonderful but the end was awful").valence
    assert good_last > bad_last


def test_exclamation_marks_raise_arousal():
    calm, loud = appraise("We are going home"), appraise("We are going home!!!")
    assert loud.arousal > calm.arousal


def test_a_question_yields():
    assert appraise("Is this yours?").dominance < appraise("This is yours.").dominance


def test_drawn_out_and_curly_spellings_read_like_plain_ones():
    assert appraise("I’m scared") == appraise("I'm scared")
    assert appraise("I am soooo happy").valence > 0.3


def test_a_reading_depends_on_the_line_alone():
    first = appraise("I lost my dog today")
    for other in ("we won!!!", "shut up", "x" * 5000):
        appraise(other)
    assert appraise("I lost my dog today") == first
    assert Appraiser().appraise("I lost my dog today") == first


def test_a_megabyte_is_read_at_its_head_and_its_tail():
    filler = "word " * 200_000
    assert len(excerpt(filler)) <= HEAD_CHARS + TAIL_CHARS + 1
    start = "I am so happy. I love you. " * 60
    assert appraise(start + filler).valence > appraise(filler).valence
    assert appraise(filler + "I hate you, go away. " * 25).valence < appraise(filler).valence


def test_an_excerpt_of_a_short_text_is_the_text():
    text = "a b " * ((HEAD_CHARS + TAIL_CHARS) // 4)
    assert excerpt(text) is text


@given(st.text())
def test_any_text_gives_finite_numbers_in_range(text: str):
    reading = appraise(text)
    for value in (reading.valence, reading.arousal, reading.dominance):
        assert math.isfinite(value)
        assert -1.0 <= value <= 1.0
    assert 0.0 <= reading.confidence <= 1.0
    assert appraise(text) == reading


@given(st.text(alphabet=string.ascii_letters + " '!?.,", max_size=400))
def test_words_come_with_one_clause_and_two_marks_each(text: str):
    line = tokenize(text)
    n = len(line.words)
    assert len(line.clause) == len(line.shouted) == len(line.capital) == n
    assert line.clause == sorted(line.clause)
    assert all(word == word.lower() for word in line.words)


def test_tokens_of_a_busy_line():
    line = tokenize('"WOW, it’s 5 o\'clock!!" see https://x.org :-) 👍🏽 ... #tag')
    assert line.words == ["wow", "it's", "o'clock", "see"]
    assert line.shouted == [True, False, False, False]
    assert line.emoji == [":-)", "👍"]
    assert (line.n_exclamation, line.n_quote, line.n_number) == (2, 2, 1)
    assert (line.n_link, line.n_ellipsis, line.n_comma) == (2, 1, 1)
