"""Commands of the chat: each does what /help says, and says what went wrong."""

from __future__ import annotations

import pytest

from sherin.mind.affect import feeling
from sherin.mind.companion import Mind
from sherin.mind.companion.commands import COMMANDS, Command, known_commands, parse_command


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("/help", Command("help", "")),
        ("/?", Command("help", "")),
        ("/SEARCH  M6 words here ", Command("search", "M6 words here")),
        ("/unfreeze", Command("freeze", "off")),
        ("/exit", Command("quit", "")),
        ("/nope", Command("nope", "")),
        ("help", None),
    ],
)
def test_parsing(line: str, command: Command | None) -> None:
    assert parse_command(line) == command


def test_help_names_every_command(mind: Mind) -> None:
    text = mind.respond("/help").text
    for name in COMMANDS:
        assert f"/{name}" in text
    assert len(known_commands()) == len(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_something_and_is_one(mind: Mind, name: str) -> None:
    reply = mind.respond(f"/{name}")
    assert reply.text
    assert (reply.intent, reply.route) == ("command", "reflex")
    assert mind.recall(name) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/nope", "There is no command /nope."),
        ("/hepl", "Did you mean /help"),
        ("/status knowledge_base", "Empty domains|empty: M16"),
        ("/status knowledge_base", "Vectors: 195|Vectors: "),
        ("/kb", "Index: good"),
        ("/list", "M11  History"),
        ("/list M11", "Roman Empire"),
        ("/list M16", "nothing stands there yet"),
        ("/list M99", "M99"),
        ("/search", "Say what to look for"),
        ("/search M6 artificial intelligence", "Artificial intelligence (M6"),
        ("/search deciphered hieroglyphs", "Egypt"),
        ("/search -9 hippocampus", "-9"),
        ("/gaps", "no open questions"),
        ("/gaps answer", "Say which and what"),
        ("/gaps answer g7 yes", "there is no gap 'g7'"),
        ("/gaps dismiss x", "there is no gap 'x'"),
        ("/memory", "nothing about you yet"),
        ("/forget", "Say what"),
        ("/forget 99999999999999999999", "nothing to forget"),
        ("/mood blorp", "not in the table"),
        ("/quit", "Goodbye."),
    ],
)
def test_what_commands_say(mind: Mind, line: str, told: str) -> None:
    text = mind.respond(line).text
    assert any(part in text for part in told.split("|"))


def test_mood_shows_the_feeling(mind: Mind) -> None:
    joy = feeling("joy")
    assert "nearest to joy" in mind.respond("/mood", feeling=joy).text
    tried = mind.respond("/mood grief", feeling=joy)
    assert tried.feeling == feeling("grief")


def test_memory_lists_and_forgets_by_id(mind: Mind) -> None:
    mind.respond("I live in Rome")
    listed = mind.respond("/memory").text
    assert "You live in Rome." in listed
    number = listed.splitlines()[1].split()[0]
    assert "Forgotten" in mind.respond(f"/forget {number}").text
    assert "nothing about you yet" in mind.respond("/memory").text


def test_gaps_are_listed_answered_and_dismissed(mind: Mind) -> None:
    for line in ("what did I drink yesterday", "who painted the fence in our garden"):
        mind.respond(line)
    listed = mind.respond("/gaps").text
    assert "Questions I could not answer: 2" in listed and "g2" in listed
    assert "Thank you" in mind.respond("/gaps answer g2 Tom painted it.").text
    assert "Dismissed" in mind.respond("/gaps dismiss g1").text
    assert "no open questions" in mind.respond("/gaps").text
    assert "Tom painted it." in mind.respond("who painted the fence in our garden").text


def test_natural_words_for_commands(mind: Mind) -> None:
    assert "/help" in mind.respond("show commands").text
    assert mind.respond("status").text == mind.respond("/status").text
    assert mind.respond("what don't you know").text == "There are no open questions."


def test_commands_that_forget_are_dry_where_nothing_is_recorded(mind: Mind) -> None:
    mind.respond("I live in Rome")
    mind.respond("/forget Rome", is_recorded=False)
    assert mind.respond("where do I live").text == "You live in Rome."
