"""Lines that refer to the answer before."""

from __future__ import annotations

import pytest

from sherin.mind.companion import Mind
from sherin.mind.companion.follow_up import FollowUp, follow_up_of, rewritten
from sherin.mind.companion.incoming import normal_form


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Tell me more!", "more"),
        ("and then?", "more"),
        ("I don't believe you!", "source"),
        ("what do you mean?", "short"),
        ("Why?", "more"),
        ("ok, go on", "more"),
        ("what did you say?", "again"),
        ("Where did you get that from?", "source"),
        ("how do you know that", "source"),
        ("Are you sure?", "sure"),
        ("how sure are you", "sure"),
        ("tl;dr", "short"),
        ("Can you explain that more simply?", "short"),
        ("what was my last question", "last_question"),
        ("Yes, that's right.", "right"),
        ("what did we talk about?", "talk"),
        ("I think you are wrong about that", "wrong"),
        ("explain it to me like I'm five", "short"),
        ("you are right", "right"),
        ("No, that's wrong!", "wrong"),
        ("that isn't true", "wrong"),
        ("tell me more about Rome", None),
        ("why is the sky blue", None),
        ("what is the source of the Nile", None),
        ("right", None),
        ("how do you know him", None),
    ],
)
def test_kinds(line: str, kind: FollowUp | None) -> None:
    assert follow_up_of(normal_form(line)) == kind


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("who invented it?", "who invented television?"),
        ("what are its parts", "what are television's parts"),
        ("what about radio?", "radio"),
        ("and radio?", "radio"),
        ("who invented radio", None),
        ("what is democracy and why does it matter", None),
        ("what does it do for the climate", "what does television do for the climate"),
    ],
)
def test_the_subject_stands_for_it(line: str, meant: str | None) -> None:
    assert rewritten(line, "television") == meant


def test_it_is_what_was_spoken_of(mind: Mind) -> None:
    mind.respond("what is television")
    reply = mind.respond("how does it work?")
    assert reply.sources[0].title == "How television works"
    assert mind.respond("what about radio?").sources[0].title == "Radio"


def test_more_goes_on_where_the_answer_ended(mind: Mind) -> None:
    first = mind.respond("who wrote Hamlet")
    more = mind.respond("tell me more")
    assert more.route == "knowledge"
    assert more.sources == first.sources
    assert more.text not in first.text and first.text not in more.text
    assert "That is all that stands in" in mind.respond("more").text
    assert mind.respond("repeat that").text.startswith("That is all that stands in")


def test_the_source_and_how_sure(mind: Mind) -> None:
    reply = mind.respond("what is quantum tunneling")
    assert "Quantum tunneling (M2, 20" in mind.respond("what's your source?").text
    assert "shelf:M2" in mind.respond("what's your source?").text
    assert f"about {round(100 * reply.confidence)} are right" in mind.respond("are you sure?").text


def test_the_source_of_a_memory_is_the_person(mind: Mind) -> None:
    mind.respond("I live in Rome")
    mind.respond("where do I live")
    assert "You told me" in mind.respond("how do you know that?").text
    assert "/forget" in mind.respond("that's wrong").text


def test_short_is_a_sentence_of_the_answer(mind: Mind) -> None:
    reply = mind.respond("what is television")
    short = mind.respond("can you explain that more simply?").text
    assert short.startswith("In short: ")
    assert short.removeprefix("In short: ") in reply.text
    assert len(short) < len(reply.text) / 2


def test_small_talk_does_not_end_a_subject(mind: Mind) -> None:
    mind.respond("what is television")
    mind.respond("thanks!")
    assert mind.respond("how does it work?").sources[0].title == "How television works"
    assert "how does it work?" in mind.respond("what was my last question").text


def test_a_new_talk_has_nothing_before_it(mind: Mind) -> None:
    mind.respond("what is television")
    mind.respond("/clear")
    assert "nothing before" in mind.respond("tell me more").text
    assert mind.respond("are you sure?").route == "reflex"


def test_the_talk_is_summed_up_by_what_was_asked(mind: Mind) -> None:
    for line in ("hi", "what is television", "thanks", "what is radio"):
        mind.respond(line)
    text = mind.respond("what did we talk about?").text
    assert "what is television" in text and "what is radio" in text
