"""What people say they do, did and have, asked back in the words people ask in."""

from datetime import UTC, datetime

import pytest

from sherin.mind.memory import Memory
from sherin.mind.memory.calendar_words import with_dates
from sherin.mind.memory.deeds import deed_of
from sherin.mind.memory.verbs import base_of

NOW = 1_800_014_400.0
"""Friday, 15 January 2027, 12:00 UTC."""
DAY = 86_400.0


def told(memory: Memory, *lines: str) -> None:
    for number, line in enumerate(lines):
        memory.remember_turn(line, now_s=NOW + number)


def asked(memory: Memory, question: str, *, at_s: float = NOW + 60) -> str | None:
    found = memory.answer(question, now_s=at_s)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("line", "question", "answer"),
    [
        ("I play the guitar", "what instrument do I play", "You play the guitar."),
        ("I play the guitar", "do I play the guitar?", "Yes. You play the guitar."),
        ("I speak German and some French", "which languages do I speak",
         "You speak German and some French."),
        ("I drive a red Toyota", "what do I drive", "You drive a red Toyota."),
        ("I don't smoke", "do I smoke", "No. You don't smoke."),
        ("I used to smoke", "do I smoke", "No. You used to smoke."),
        ("I'm reading Dune", "what am I reading right now", "You're reading Dune."),
        ("I watched Casablanca", "which film did I watch", "You watched Casablanca."),
        ("I bought a phone for 800 euros", "what did I buy", "You bought a phone for 800 euros."),
        ("I go to the gym every Monday", "when do I go to the gym",
         "You go to the gym every Monday."),
        ("I'm going to Italy next summer", "when am I going to Italy",
         "You're going to Italy next summer."),
        ("I got married last week", "when did I get married", "You got married last week."),
        ("I weigh 80 kg and I'm 1.85 m tall", "how tall am I", "You're 1.85 m tall."),
        ("I weigh 80 kg and I'm 1.85 m tall", "how much do I weigh", "You weigh 80 kg."),
        ("I'm vegetarian", "am I vegetarian?", "Yes. You're vegetarian."),
        ("I love hiking and hate mushrooms", "what do I hate", "You hate mushrooms."),
        ("I love hiking and hate mushrooms", "do I like mushrooms", "No. You hate mushrooms."),
        ("I have two kids, Tom and Lisa", "how many children do I have",
         "You have two kids, Tom and Lisa."),
        ("I have two kids, Tom and Lisa", "what are my kids called",
         "You have two kids, Tom and Lisa."),
        ("My dog is called Rex", "do I have a pet", "Yes. Your dog is called Rex."),
        ("My sister is called Emma", "how many sisters do I have",
         "One that you told me of. Your sister is called Emma."),
        ("My wife's name is Sara and she works at Google", "where does my wife work",
         "Sara works at Google."),
        ("I live in Leeds", "where do I live now", "You live in Leeds."),
        ("I live in Leeds", "which town am I from", "You live in Leeds."),
        ("I was born in Hamburg", "do you remember where I was born", "You were born in Hamburg."),
        ("My favourite film is The Matrix", "which film do I like most",
         "Your favourite film is The Matrix."),
        ("my favourite colour is blue. no wait, it's green", "what is my favourite colour",
         "Your favourite colour is green."),
        ("The keys are in the kitchen drawer", "where are my keys",
         "The keys are in the kitchen drawer."),
        ("My name is Ada", "whats my name", "Your name is Ada."),
        ("I prefer tea over coffee", "do I prefer tea or coffee", "You prefer tea over coffee."),
    ],
)  # fmt: skip
def test_what_is_told_is_answered_in_the_words_people_ask_in(
    memory: Memory, line: str, question: str, answer: str
):
    told(memory, line)
    assert asked(memory, question) == answer


@pytest.mark.parametrize(
    ("lines", "question", "answer"),
    [
        (("I work at BMW", "I quit my job"), "where do I work", "You quit your job."),
        (("My wife is called Sara", "I broke up with Sara"), "is Sara my wife",
         "No. You are no longer with Sara."),
        (("I like jazz", "I don't like jazz anymore"), "do I like jazz",
         "No. You no longer like jazz."),
        (("I don't like jazz anymore", "I like jazz"), "do I like jazz", "Yes. You like jazz."),
        (("I had pizza for lunch", "actually I had pasta for lunch"),
         "what did I have for lunch", "You had pasta for lunch."),
        (("My best friend is Max", "Max got a new job at BMW"), "where does Max work",
         "You haven't told me that. What I know of Max: Max got a new job at BMW."),
    ],
)  # fmt: skip
def test_what_changed_is_answered_as_it_is_now(
    memory: Memory, lines: tuple[str, ...], question: str, answer: str
):
    told(memory, *lines)
    assert asked(memory, question) == answer


def test_tomorrow_becomes_its_date_which_stays_true(memory: Memory):
    told(memory, "I have a meeting with Tom tomorrow at 3pm")
    said = "You have a meeting with Tom on Saturday, 16 January 2027 at 3pm."
    assert asked(memory, "when is my meeting") == said
    assert asked(memory, "what do I have to do tomorrow") == said
    assert asked(memory, "who am I meeting on saturday") == said
    assert asked(memory, "do I have anything tomorrow", at_s=NOW + DAY) is None


def test_what_was_done_yesterday_is_told_of_that_day(memory: Memory):
    told(memory, "I went to the cinema last night")
    assert asked(memory, "where did I go yesterday") == "Yesterday: You went to the cinema."
    assert asked(memory, "what did I do last night") == "Yesterday: You went to the cinema."
    week = "On 14 January 2027: You went to the cinema."
    assert asked(memory, "where did I go", at_s=NOW + 7 * DAY) == week


@pytest.mark.parametrize(
    "clause",
    ["I think it is late", "I know", "I am tired", "I see", "I agree with that", "I can't sleep",
     "I hope you are well", "I said so", "I feel fine", "I did it", "I would go", "I'm sorry"],
)  # fmt: skip
def test_thinking_saying_and_feeling_state_no_deed(clause: str):
    assert deed_of(clause) is None


@pytest.mark.parametrize(
    ("form", "base"),
    [("went", "go"), ("going", "go"), ("moved", "move"), ("planned", "plan"), ("running", "run"),
     ("tried", "try"), ("watches", "watch"), ("plays", "play"), ("missed", "miss"),
     ("dancing", "dance"), ("read", "read"), ("studying", "study")],
)  # fmt: skip
def test_forms_of_a_verb_have_one_base(form: str, base: str):
    assert base_of(form) == base


def test_days_without_a_date_stay_as_they_were_said():
    friday = datetime(2027, 1, 15, 12, tzinfo=UTC)
    for said in ("every Monday", "next week", "on Mondays", "last Friday"):
        assert with_dates(f"I swim {said}", friday) == f"I swim {said}"
    assert with_dates("on Friday at 10", friday) == "on Friday, 22 January 2027 at 10"


def test_forget_that_means_what_was_told_and_not_the_question_after_it(memory: Memory):
    told(memory, "I watched Casablanca", "which film did I watch")
    memory.forget("that", now_s=NOW + 10)
    assert asked(memory, "which film did I watch") is None
