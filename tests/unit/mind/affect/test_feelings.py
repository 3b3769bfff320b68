"""Words for feelings, blends of them, and what a misspelt one is told."""

import math

import pytest

from sherin.errors import FeelingError
from sherin.mind.affect.feelings import feeling, feeling_words, nearest_feeling
from sherin.mind.affect.vad import Vad, distance


def test_there_are_at_least_forty_eight_words():
    assert len(feeling_words()) >= 48
    wanted = "joy calm grief anger doubt listening fear surprise disgust pride shame tenderness"
    assert {*wanted.split(), "boredom", "neutral"} <= set(feeling_words())


def test_words_lie_where_their_kind_lies():
    """The signs of the octants; a slip of a sign in the table would show the wrong face."""
    assert feeling("joy").valence > 0.5 < feeling("joy").arousal + 0.1
    assert feeling("calm").arousal < -0.4 < 0.0 < feeling("calm").valence
    assert feeling("grief").valence < -0.7
    assert feeling("grief").arousal < 0.0
    assert feeling("anger").dominance > 0.0 > feeling("fear").dominance
    assert feeling("pride").dominance > 0.5
    assert feeling("shame").dominance < -0.5
    assert feeling("neutral") == Vad(0.0, 0.0, 0.0)


def test_no_two_words_share_a_place():
    words = feeling_words()
    near = [
        (a, b)
        for i, a in enumerate(words)
        for b in words[i + 1 :]
        if distance(feeling(a), feeling(b)) < 0.04
    ]
    assert near == []


@pytest.mark.parametrize("text", ["joy", " Joy ", "JOY:1", "happiness", "happy"])
def test_case_spaces_and_other_words_mean_the_same(text: str):
    assert feeling(text) == feeling("joy")


def test_listening_has_a_second_name():
    assert feeling("listening attentive") == feeling("listening-attentive") == feeling("listening")


def test_blend_lies_between_its_words():
    joy, doubt, blend = feeling("joy"), feeling("doubt"), feeling("joy:0.6+doubt:0.4")
    assert blend.valence == pytest.approx(0.6 * joy.valence + 0.4 * doubt.valence)
    assert blend.dominance == pytest.approx(0.6 * joy.dominance + 0.4 * doubt.dominance)


def test_words_without_weights_share_evenly():
    joy, doubt = feeling("joy"), feeling("doubt")
    assert feeling("joy+doubt").arousal == pytest.approx((joy.arousal + doubt.arousal) / 2)


def test_weights_below_one_leave_the_rest_neutral():
    assert feeling("joy:0.5").valence == pytest.approx(feeling("joy").valence / 2)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("joi", "Did you mean joy"),
        ("angr", "anger"),
        ("xqzw", "Known: "),
        ("", "a word is missing"),
        ("joy+", "a word is missing"),
        ("joy:-1", "weight '-1' of 'joy'"),
        ("joy:0", "above 0"),
        ("joy:nan", "'nan'"),
        ("joy:", "weight ''"),
        ("joy:0.5:0.5", "'0.5:0.5'"),
        ("joy+" * 8 + "joy", "9 words"),
        ("j" * 301, "301 characters"),
    ],
)
def test_what_does_not_parse_is_told_what_would(text: str, wanted: str):
    with pytest.raises(FeelingError) as caught:
        feeling(text)
    assert wanted in str(caught.value)


@pytest.mark.parametrize("word", feeling_words())
def test_nearest_word_of_a_place_is_its_own(word: str):
    assert nearest_feeling(feeling(word)) == word


def test_blend_of_weights_never_leaves_the_space():
    place = feeling("rage:1+terror:1+panic:1")
    assert all(math.isfinite(x) and abs(x) <= 1 for x in (place.valence, place.dominance))
