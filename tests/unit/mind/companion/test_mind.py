"""The mind as a whole: its routes in order, what it keeps, what it does when a part fails."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sherin.errors import KnowledgeError, MemoryStoreError
from sherin.mind.affect import Vad, feeling
from sherin.mind.affect.vad import NEUTRAL_VAD
from sherin.mind.companion import Heard, Mind, Reply
from sherin.mind.companion.bus import EventBus, ReplyGiven, UserMessage
from sherin.mind.companion.wording import is_lossless

if TYPE_CHECKING:
    from tests.unit.mind.companion.conftest import Clock


def said(mind: Mind, *lines: str) -> Sequence[Reply]:
    return [mind.respond(line) for line in lines]


@pytest.mark.parametrize(
    ("line", "route"),
    [
        ("hi", "reflex"),
        ("/help", "reflex"),
        ("what is 17 * 3", "reflex"),
        ("what is quantum tunneling", "knowledge"),
        ("list all domains", "knowledge"),
        ("who painted my kitchen", "none"),
        ("what did I have for breakfast", "none"),
        ("I live in Rome", "memory"),
        ("the cat sat on the mat and was happy", "reflex"),
        ("who won the chess tournament in Novosibirsk in 2031", "none"),
    ],
)
def test_each_line_goes_its_route(mind: Mind, line: str, route: str) -> None:
    reply = mind.respond(line)
    assert reply.route == route
    assert reply.text
    assert 0.0 <= reply.confidence <= 1.0
    assert reply.is_known == (route != "none")
    assert reply.feeling is not None


def test_knowledge_cites_what_it_quotes_and_shows_five_passages(mind: Mind) -> None:
    reply = mind.respond("history of computer")
    assert [source.title for source in reply.sources] == ["History of the computer"]
    assert len(reply.passages) == 5
    assert reply.passages[0].title == "History of the computer"
    assert "Babbage" in reply.text


def test_what_was_not_told_is_a_gap_until_it_is_told(mind: Mind, clock: Clock) -> None:
    question = "what did I have for breakfast"
    no = mind.respond(question)
    assert (no.route, no.is_known, no.gap) == ("none", False, "g1")
    assert "told me" in no.text
    told = mind.respond("I had porridge for breakfast")
    assert "porridge" in told.text
    assert "a question I had kept" in told.text
    assert mind.respond("/gaps").text == "There are no open questions."
    clock.now_s += 60
    yes = mind.respond(question)
    assert (yes.route, yes.is_known) == ("memory", True)
    assert yes.text == "You had porridge for breakfast."


def test_served_memories_are_used(mind: Mind, clock: Clock) -> None:
    mind.respond("I live in Rome")
    (fact,) = mind.recall("where do I live", k=1)
    before = mind.parts.memory.describe(fact.id)
    clock.now_s += 3600
    mind.respond("where do I live?")
    after = mind.parts.memory.describe(fact.id)
    assert before is not None and after is not None
    assert after["uses"] == 1 + int(str(before["uses"]))


def test_the_persons_own_words_come_before_the_shelves(mind: Mind) -> None:
    mind.respond("The meeting is on Friday at 3 pm")
    reply = mind.respond("when is the meeting?")
    assert reply.route == "memory"
    assert "Friday at 3 pm" in reply.text


def test_a_question_is_not_quoted_back_as_a_memory(mind: Mind) -> None:
    said(mind, "what is the code of the blue safe", "what is the code of the blue safe")
    assert mind.respond("do you remember the blue safe").route == "none"


def test_an_aside_before_a_question_is_remembered(mind: Mind) -> None:
    reply = mind.respond("I live in Rome. What is television?")
    assert reply.route == "knowledge"
    assert reply.text.endswith("I'll remember that you live in Rome.")
    assert mind.respond("where do I live").text == "You live in Rome."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("I feel so sad, my dog died", "sorry|hard"),
        ("I passed my exam, I am so happy!", "glad|happy|lovely|good"),
    ],
)
def test_news_are_heard_as_they_are_meant(mind: Mind, line: str, words: str) -> None:
    text = mind.respond(line).text.lower()
    assert any(word in text for word in words.split("|"))


def test_an_unrecorded_turn_leaves_nothing(mind: Mind) -> None:
    before = mind.status()
    for line in ("I live in Rome", "who am I", "what did I eat today", "hi", "forget Rome"):
        mind.respond(line, is_recorded=False)
    after = mind.status()
    assert after.memory == before.memory
    assert after.open_gaps == 0
    assert not mind.parts.journal.path.exists()


def test_passages_on_request_for_every_route(mind: Mind) -> None:
    for line in ("hi", "list all domains", "what did I have for breakfast", "I like tea"):
        assert len(mind.respond(line, wants_passages=True).passages) == 5, line
    assert mind.respond("hi").passages == ()


def test_frozen_learns_nothing_and_still_answers(mind: Mind) -> None:
    before = mind.status()
    mind.respond("/freeze")
    assert "frozen" in mind.respond("I live in Rome").text
    assert mind.respond("where do I live").gap is None
    assert mind.respond("what is AI").route == "knowledge"
    assert mind.status().memory == before.memory
    mind.respond("/freeze off")
    assert "remember" in mind.respond("I live in Rome").text


def test_frozen_even_the_use_of_a_memory_is_not_noted(mind: Mind) -> None:
    mind.respond("I live in Rome")

    def uses() -> list[object]:
        return [row["uses"] for row in mind.parts.memory.export(now_s=2e9)["memories"]]

    mind.respond("where do I live")
    before = uses()
    mind.respond("/freeze")
    assert "Rome" in mind.respond("where do I live").text
    assert uses() == before
    mind.respond("/freeze off")
    mind.respond("where do I live")
    assert uses() != before


def test_an_intent_of_the_caller_comes_back(mind: Mind) -> None:
    assert mind.respond("hi", intent="greeting").intent == "greeting"
    assert mind.respond("hi").intent == "chat"
    assert mind.respond("what is AI").intent == "question"
    assert mind.respond("/status").intent == "command"


def test_zero_without_a_model_says_so_and_offers_micro(home: Path, clock: Clock) -> None:
    with Mind.open("Ada", home=home, preset="zero", keyring=None, now_s=clock) as mind:
        reply = mind.respond("what is quantum tunneling")
        assert reply.route == "none"
        assert "micro" in reply.text and "zero" in reply.text
        assert reply.passages == ()
        assert mind.respond("I live in Rome").route == "memory"
        assert mind.respond("where do I live").text == "You live in Rome."
        assert mind.respond("hi").route == "reflex"
        assert "no shelves" in mind.respond("/kb").text


def test_each_person_has_an_own_store(home: Path, clock: Clock) -> None:
    with Mind.open("Ada", home=home, keyring=None, now_s=clock) as ada:
        ada.respond("I live in Rome")
    with Mind.open("Bo", home=home, keyring=None, now_s=clock) as bo:
        assert bo.respond("where do I live").route == "none"
    with Mind.open("Ada", home=home, keyring=None, now_s=clock) as ada:
        assert ada.respond("where do I live").text == "You live in Rome."


def test_a_memory_that_fails_is_told_of_and_the_shelves_answer(
    mind: Mind, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryStoreError("memory.db: the disk is full. Make room.")

    monkeypatch.setattr(mind.parts.memory, "remember_turn", full)
    reply = mind.respond("what is quantum tunneling")
    assert reply.route == "knowledge"
    assert reply.notice == "memory.db: the disk is full. Make room."
    told = mind.respond("I live in Rome")
    assert told.notice is not None
    assert "remember" not in told.text


def test_shelves_that_fail_are_told_of(mind: Mind, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(*_: object, **__: object) -> None:
        raise KnowledgeError("index: torn. Run: sherin kb rebuild")

    assert mind.parts.knowledge is not None
    monkeypatch.setattr(mind.parts.knowledge, "ask", torn)
    reply = mind.respond("what is quantum tunneling")
    assert (reply.route, reply.is_known) == ("none", False)
    assert reply.notice == "index: torn. Run: sherin kb rebuild"
    assert mind.respond("hi").notice is None


def test_an_answer_given_to_a_gap_is_known_from_then_on(mind: Mind) -> None:
    gap = mind.respond("when does the bakery in our street open").gap
    assert gap is not None
    told = mind.respond(f"/gaps answer {gap} It opens at seven.")
    assert "It opens at seven." in told.text
    reply = mind.respond("When does the bakery in our street open?")
    assert reply.route == "knowledge"
    assert "It opens at seven." in reply.text
    assert "Ada" in reply.sources[0].title
    assert len(reply.passages) == 5


def test_a_confirmed_answer_becomes_a_reflex(mind: Mind) -> None:
    first, confirmed, again = said(
        mind, "what is television", "that's right", "What is television?"
    )
    assert first.route == "knowledge"
    assert "at once from now on" in confirmed.text
    assert again.route == "reflex"
    assert again.sources == first.sources
    assert again.text == first.text


def test_nothing_is_learned_from_an_answer_nobody_confirmed(mind: Mind) -> None:
    first, _, again = said(mind, "what is television", "thanks", "what is television")
    assert first.route == again.route == "knowledge"


def test_an_answer_called_wrong_is_not_given_as_known_again(mind: Mind) -> None:
    _, sorry, again = said(mind, "what is television", "that's wrong", "what is television")
    assert "I'm sorry" in sorry.text and "/gaps answer g1" in sorry.text
    assert (again.route, again.is_known) == ("none", False)
    assert len(again.passages) == 5


def test_affect_changes_the_wording_and_the_face(mind: Mind) -> None:
    glad = mind.respond("what is a prime number", feeling=feeling("joy"))
    sad = mind.respond("what is a prime number", feeling=feeling("grief"))
    assert glad.text != sad.text
    plain = mind.respond("what is a prime number", feeling=Vad(0.0, 0.0, 0.0)).text
    assert plain in glad.text and plain in sad.text
    assert glad.feeling is not None and sad.feeling is not None
    assert glad.feeling.valence > sad.feeling.valence


def test_the_reply_feels_otherwise_than_the_question(mind: Mind) -> None:
    mood = feeling("neutral")
    sure = mind.respond("what is AI", feeling=mood).feeling
    unsure = mind.respond("who is the mayor of Blorptown", feeling=mood).feeling
    assert sure is not None and unsure is not None
    assert sure.dominance > 0.0 > unsure.dominance


def test_status_says_what_it_is_and_is_not(mind: Mind) -> None:
    mind.respond("I live in Rome")
    text = mind.respond("/status").text
    for told in (
        "I am SHERIN",
        "not a person",
        "newest is of 20",
        "Model: none",
        "1 facts",
        "Preset",
    ):
        assert told in text, told
    status = mind.status()
    assert (status.person, status.preset, status.model) == ("Ada", "hybrid", None)


def test_forgetting_in_words(mind: Mind) -> None:
    mind.respond("My sister Anna lives in Oslo")
    assert "Forgotten" in mind.respond("please forget my sister").text
    assert mind.respond("where does my sister live").route == "none"
    assert "sherin memory erase" in mind.respond("forget everything").text
    assert "nothing to forget" in mind.respond("forget my yacht").text


def test_journal_has_no_words_by_default(mind: Mind) -> None:
    mind.respond("my secret is a purple giraffe")
    text = mind.parts.journal.path.read_text("utf-8")
    assert text and "giraffe" not in text


def test_wording_of_days(home: Path, clock: Clock) -> None:
    with Mind.open("Ada", home=home, keyring=None, now_s=clock, zone=UTC) as mind:
        assert "12:00" in mind.respond("what time is it?").text
        assert "Friday, 15 January 2027" in mind.respond("what's the date").text


@pytest.mark.parametrize("line", ["hi", "what is a prime number", "where do I live", "where is Bo"])
def test_affect_changes_the_words_on_every_route_and_no_fact(mind: Mind, line: str) -> None:
    mind.respond("I live in Rome")
    moods = [feeling(word) for word in ("joy", "grief", "rage", "terror")]
    plain = mind.respond(line, feeling=NEUTRAL_VAD, is_recorded=False)
    for mood in moods:
        mind._number -= 1  # small talk takes turns: the same turn again
        said = mind.respond(line, feeling=mood, is_recorded=False)
        assert said.route == plain.route
        assert said.text != plain.text
        assert is_lossless(plain.text, said.text)
        assert (said.confidence, said.sources) == (plain.confidence, plain.sources)


def test_the_feeling_of_a_question_is_not_that_of_the_person(mind: Mind) -> None:
    """Who asks about the war asks; who says that they are sad is heard."""
    heavy = Vad(-0.4, 0.2, -0.3)
    assert mind.respond("what is a prime number", feeling=heavy).text.startswith("A prime number")
    told = mind.respond("I live in Rome", feeling=heavy).text
    assert told.startswith("I'll remember that you live in Rome. ")
    assert told != "I'll remember that you live in Rome."


def test_a_cancelled_question_becomes_no_gap(mind: Mind) -> None:
    gone = Heard(is_cancelled=lambda: True)
    assert mind.respond("who painted the fence in our garden", heard=gone).gap is None
    assert mind.status().open_gaps == 0


def test_the_bus_is_told_of_recorded_turns(home: Path, clock: Clock) -> None:
    with (
        EventBus() as bus,
        bus.queue() as queue,
        Mind.open("Ada", home=home, keyring=None, now_s=clock, bus=bus) as mind,
    ):
        mind.respond("hi", is_recorded=False)
        reply = mind.respond("hi")
        message, given = queue.drain()
    assert isinstance(message, UserMessage) and message.text == "hi"
    assert isinstance(given, ReplyGiven) and given.reply == reply


def test_thanks_before_a_question_do_not_hide_it(mind: Mind) -> None:
    for line in (
        "thank you, what is a prime number",
        "I'm so excited, what is a prime number?",
        "Great! what is a prime number",
    ):
        assert mind.respond(line).sources[0].title == "Prime number", line


def test_an_opinion_is_asked_of_somebody_who_has_none(mind: Mind) -> None:
    known = mind.respond("what do you think about television?")
    assert known.text.startswith("I have no opinion of my own; this is what is written. Television")
    assert known.sources[0].title == "Television"
    unknown = mind.respond("do you believe in blorps?")
    assert (unknown.route, unknown.gap) == ("none", None)
    assert "no opinion" in unknown.text


def test_the_name_given_at_the_start_is_known(mind: Mind) -> None:
    assert "Ada" in mind.respond("what's my name?").text
    mind.respond("call me Countess")
    assert mind.respond("what's my name?").text == "Your name is Countess."


def test_nothing_near_is_said_to_be_near(mind: Mind) -> None:
    far = mind.respond("asdfghjkl")
    assert "nothing on my shelves is close" in far.text
    near = mind.respond("how old is the universe")
    assert near.is_known or "The nearest topics I have: Big Bang" in near.text


@pytest.mark.parametrize(
    "line",
    [
        "Who did Alexander I marry?",
        "What is not a symptom of type I hypersensitivity?",
        "Who won WW I?",
        "What is the scenario in which we don't change our practices?",
    ],
)
def test_a_roman_numeral_is_not_the_person(mind: Mind, line: str) -> None:
    assert "told me" not in mind.respond(line).text


def test_where_we_went_only_the_person_can_know(mind: Mind) -> None:
    assert "told me" in mind.respond("where did we go last summer").text


def test_what_is_meant_as_a_question_is_looked_up(mind: Mind) -> None:
    line = "The man on the first steps of the Moon was a pilot"
    assert mind.respond(line, is_recorded=False).intent == "statement"
    assert mind.respond(line, intent="question").route in {"knowledge", "none"}
    assert mind.respond("I live in Rome", intent="question").route == "memory"


def test_any_thread_may_ask_and_each_gets_its_own_answer(mind: Mind) -> None:
    lines = [f"what is {n} * {n}" for n in range(40)] + ["what is television", "I like tea"] * 4
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(mind.respond, lines))
    assert [reply.text.split(" = ")[1] for reply in replies[:40]] == [str(n * n) for n in range(40)]
    assert {reply.route for reply in replies[40:]} == {"knowledge", "memory"}


def test_two_minds_of_one_person_see_each_other(home: Path, clock: Clock, mind: Mind) -> None:
    with Mind.open("Ada", home=home, keyring=None, now_s=clock, zone=UTC) as other:
        mind.respond("I live in Rome")
        assert other.respond("where do I live").text == "You live in Rome."
        gap = other.respond("when does the bakery in our street open").gap
        mind.respond(f"/gaps answer {gap} It opens at seven.")
        assert "seven" in other.respond("when does the bakery in our street open").text
        mind.respond("/freeze")
        assert "frozen" in other.respond("I like tea").text


def test_words_that_say_nothing_become_no_gap(mind: Mind) -> None:
    for line in ("how much is that", "who are they", "to be or not"):
        reply = mind.respond(line)
        assert (reply.route, reply.gap) == ("none", None), line
        assert "what it is about" in reply.text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("My grandmother passed away", ("sorry", "hard", "weigh")),
        ("my dog Rex died and I am so sad", ("sorry",)),
        ("I think I have cancer", ("sorry", "hard", "worr")),
        ("I'm scared of the exam", ("worr",)),
        ("My boss shouted at me and I am furious", ("annoys", "upset")),
    ],
)
def test_sorrow_is_not_taken_for_anger(mind: Mind, line: str, words: tuple[str, ...]) -> None:
    text = mind.respond(line).text
    assert any(word in text for word in words)
