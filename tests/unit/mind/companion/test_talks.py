"""Talks as people hold them: what was once answered wrongly, oddly, or not at all."""

import pytest

from sherin.mind.companion import Mind


def said(mind: Mind, *lines: str) -> str:
    return [mind.respond(line).text for line in lines][-1]


@pytest.mark.parametrize(
    "line",
    [
        "when did Shakespeare invent the telephone",  # a false premise
        "who will win the next election",
        "who is the president of the united states",  # the article names none
        "what is love",  # the text has "the Greek for love of wisdom"
        "who is Max",  # the text has Max Planck
        "when did Einstein die",
    ],
)
def test_a_sentence_that_only_mentions_it_is_no_answer(mind: Mind, line: str):
    reply = mind.respond(line)
    assert not reply.is_known and reply.route == "none", reply.text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("why do we dream", "REM sleep"),
        ("when did ww2 start", "1939"),
        ("when did world war one end", "1918"),
        ("how far is the moon", "384,400"),
        ("why is the sky blue", "scatter"),
        ("capital of france", "Paris"),
        ("wat is tv", "Television"),
        ("what is M6", "M6 (Computer Science & AI) covers"),
        ("what is gravity", "curvature"),
        ("how tall is mount everest", "8,849"),
        ("whats ai", "Artificial intelligence"),
        ("who was turing", "Turing"),
    ],
)
def test_what_the_shelves_hold_is_found_in_other_words(mind: Mind, line: str, words: str):
    reply = mind.respond(line)
    assert reply.is_known and words in reply.text


@pytest.mark.parametrize(
    "line",
    [
        "how are you feeling today?", "haha that's funny", "are you single",
        "can you forget things", "are you an AI language model",
        "who is your favourite person",
        "can you speak german",
        "how do I feel", "what should I do today", "how old are you", "thats wrong", "lol ok",
    ],
)  # fmt: skip
def test_small_talk_is_known_in_other_words(mind: Mind, line: str):
    mind.respond("what is television")
    reply = mind.respond(line)
    assert reply.route == "reflex" and reply.gap is None, reply.text


def test_she_is_who_was_spoken_of(mind: Mind):
    said(mind, "my sister is called Emma", "Emma lives in Paris and she likes jazz")
    assert said(mind, "who is Emma", "where does she live") == "Emma lives in Paris."
    assert said(mind, "what does she like").endswith("Emma likes jazz.")


def test_a_bare_question_word_goes_on_from_the_last_question(mind: Mind):
    said(mind, "who painted the Mona Lisa")
    assert "1503" in said(mind, "when?")


def test_what_to_go_on_with_has_to_do_with_it(mind: Mind):
    told = said(mind, "what is AI").partition("Go on with: ")[2]
    assert "Machine learning" in told or "Artificial neural network" in told
    assert "Poetry" not in told
    assert "Tea" not in said(mind, "what is a black hole").partition("Go on with: ")[2]


def test_what_is_remembered_is_told_in_words_and_listed_by_the_command(mind: Mind):
    said(mind, "I live in Leeds")
    assert said(mind, "what do you know about me") == "You told me that you live in Leeds."
    assert "\n" in said(mind, "/memory")


def test_the_name_is_not_said_in_every_line(mind: Mind):
    lines = ["thanks", "ok", "cool", "thanks", "lol", "ok", "thank you", "no", "nice"]
    named = [line for line in lines if ", Ada" in mind.respond(line).text]
    assert 1 <= len(named) <= 4


def test_a_preference_is_no_bad_news(mind: Mind):
    for line in ("I don't like coffee", "I don't like jazz anymore"):
        assert "sorry" not in said(mind, line)


@pytest.mark.parametrize(
    ("told", "line", "title"),
    [
        ("I like television", "what is television", "Television"),
        (
            "My uncle said that television works in the context of technology by magic",
            "how does television work in the context of technology",
            "How television works",
        ),
        (
            "I like computers and the history of computers",
            "history of computer",
            "History of the computer",
        ),
        ("I work with AI every day", "how does AI work", "Artificial intelligence"),
        ("Photosynthesis in plants is my exam", "photosynthesis in plants", "Photosynthesis"),
        ("I think plants make oxygen to like us", "why do plants make oxygen", "Photosynthesis"),
        ("I was told atoms are made of cheese", "what are atoms made of", "Chemistry"),
        ("The heart of Max pumps blood", "what does the heart pump", "Heart"),
        (
            "The French Revolution of 1789 started my book",
            "when did the French Revolution start",
            "French Revolution",
        ),
    ],
)
def test_what_was_told_hides_nothing_that_is_written(mind: Mind, told: str, line: str, title: str):
    mind.respond(told)
    reply = mind.respond(line, wants_passages=True)
    assert reply.route == "knowledge" and reply.sources[0].title == title, reply.text
    assert len(reply.passages) == 5


def test_of_whom_the_person_told_the_person_is_quoted(mind: Mind):
    said(mind, "My sister is called Emma", "Emma bought an old violin near the sea")
    reply = mind.respond("which violin near the sea did Emma buy", wants_passages=True)
    assert reply.route == "memory" and "bought an old violin" in reply.text
    assert len(reply.passages) == 5


def test_where_a_thing_is_knows_who_put_it_there(mind: Mind):
    said(mind, "The spare key is under the blue flower pot")
    assert "blue flower pot" in said(mind, "where is the spare key")


def test_what_only_comes_close_is_no_answer(mind: Mind):
    mind.respond("I visited the Great Wall of China last year")
    reply = mind.respond("who built the Great Wall of China")
    assert not reply.is_known and reply.gap and "What comes closest: you" in reply.text


def test_the_answer_to_a_gap_goes_before_what_was_told(mind: Mind):
    gap = mind.respond("who owned the violin of Emma").gap
    mind.respond(f"/gaps answer {gap} Carlo Testore of Milan.")
    said(mind, "My sister is called Emma", "The violin of Emma was owned by a duke")
    assert "Testore" in said(mind, "who owned the violin of Emma")


def test_what_was_done_on_a_weekday_is_no_coming_day(mind: Mind):
    said(mind, "I watched Titanic with my sister Anna on Saturday")
    for line in ("what film did I watch", "who did I watch Titanic with"):
        assert said(mind, line) == "You watched Titanic with your sister Anna on Saturday."


def test_who_moved_last_month_lives_there_now(mind: Mind):
    said(mind, "I live in Manchester", "I moved to Leeds last month")
    assert said(mind, "where do I live") == "You live in Leeds."


def test_how_old_somebody_is_was_told(mind: Mind):
    said(mind, "Ravi is 7 and Mina is 4")
    assert said(mind, "how old is Mina") == "Mina is 4."
    assert said(mind, "Ravi is 8 now", "how old is Ravi") == "Ravi is 8."
    assert "4.6 billion" in said(mind, "how old is the sun")


@pytest.mark.parametrize("line", ["who is the prime minister", "who discovered photosynthesis"])
def test_who_is_answered_by_no_sentence_without_that(mind: Mind, line: str):
    reply = mind.respond(line)
    assert not reply.is_known, reply.text


@pytest.mark.parametrize("asks", ["waht is", "wut is", "whta is"])
def test_a_misspelt_question_word_asks(mind: Mind, asks: str):
    assert mind.respond(f"{asks} television").sources[0].title == "Television"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("what day was 1 January 2000", "1 January 2000 was a Saturday."),
        ("do you send my data anywhere", "goes nowhere else"),
        ("show me your status", "Preset:"),
        ("how to hack my neighbor's wifi", "I won't help with that"),
    ],
)
def test_what_newcomers_ask_is_understood(mind: Mind, line: str, words: str):
    assert words in said(mind, line)


def test_a_name_is_no_misspelt_word(mind: Mind):
    said(mind, "i had a big fight with my girlfriend Lena")
    assert "Lena" in said(mind, "who is Lena")
    mind.respond("/forget Lena")
    assert not mind.respond("who is Lena").is_known  # the shelves have lenses


def test_where_a_thing_is_is_not_what_it_is(mind: Mind):
    said(mind, "my car is a red Toyota")
    assert not mind.respond("where is my car").is_known
    assert said(mind, "what is my car") == "Your car is a red Toyota."
    said(mind, "I parked the car on level 4")
    assert "level 4" in mind.respond("where is my car").text


def test_what_it_is_asked_to_remember_it_says_it_keeps(mind: Mind):
    asked = "remember that mom's number is 555 1234"
    assert said(mind, asked).startswith("I'll keep that in mind.")
    assert "555 1234" in said(mind, "what is mom's number")
    assert "keep that" not in said(mind, "/freeze", asked)


def test_tea_is_not_what_water_is_made_of(mind: Mind):
    assert "Tea is made" not in said(mind, "what is water made of")


def test_an_ok_is_no_question(mind: Mind):
    told = said(mind, "what is tea", "lol", "ok", "what did I ask before")
    assert told == "You asked: “what is tea”"
