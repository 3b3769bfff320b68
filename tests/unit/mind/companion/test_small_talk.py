"""Small talk: near enough is understood, and other things are not taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sherin.errors import CompanionError
from sherin.mind.companion.commands import COMMANDS, parse_command
from sherin.mind.companion.facts import facts_of
from sherin.mind.companion.incoming import read_incoming
from sherin.mind.companion.small_talk import SmallTalk, _read


def talk_id(line: str) -> str | None:
    found = SmallTalk.builtin().find(read_incoming(line).normal)
    return None if found is None else found.id


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("hi", "hello"),
        ("HI!!!", "hello"),
        ("Heyyyy Sherin", "hello"),
        ("hello, how are you?", "how_are_you"),
        ("how are yuo", "how_are_you"),
        ("Who are you?", "who_are_you"),
        ("what is your nme", "who_are_you"),
        ("Sherin, who are you?", "who_are_you"),
        ("thanks a lot for the explanation", "thanks"),
        ("ok thank you!", "thanks"),
        ("are you human?", "are_you_human"),
        ("hahahahaha", "laugh"),
        ("what can you do?", "what_can_you_do"),
        ("status", "how_old_are_you"),
        ("who created SHERIN?", "who_made_you"),
        ("good morning, Sherin", "morning"),
        ("what's the weather in London?", "weather"),
        ("will it rain tomorrow", "weather"),
        ("set an alarm for 7", "act"),
        ("please play some jazz music", "act"),
        ("write me a poem about the sea", "sing"),
        ("could you translate hello to French?", "sing"),
        ("remind me to call mum tomorrow", "remind"),
        ("can you help me with my homework?", "what_can_you_do"),
        ("are you better than Siri?", "compare"),
        ("stop!", "stop"),
    ],
)
def test_is_understood(line: str, expected: str) -> None:
    assert talk_id(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "tanks",
        "are you rich",
        "who is he",
        "how old is the universe",
        "who is sherin",
        "what is a translation",
        "weather",
        "what is a poem",
        "who wrote a poem about the sea",
        "how do I set an alarm on a watch",
        "thank you and what is AI",
        "thanks, who invented radio",
        "what is television",
        "hi, what is AI?",
        "history",
        "",
        "x" * 5000,
    ],
)
def test_is_not_small_talk(line: str) -> None:
    assert talk_id(line) is None


def test_every_entry_can_be_reached_and_every_reply_be_filled_in() -> None:
    talk = SmallTalk.builtin()
    for phrase, entry in talk.phrases.items():
        assert read_incoming(phrase).normal == phrase, phrase
        if entry.command:
            command = parse_command(f"/{entry.command}")
            assert command is not None and command.name in COMMANDS, entry.id
        for reply in entry.replies:
            said = reply.replace("{name}", ", Ada")
            assert "{" not in said, entry.id


def test_acknowledgements_claim_nothing() -> None:
    for replies in SmallTalk.builtin().acknowledgements.values():
        for reply in replies:
            assert not facts_of(reply.replace("{name}", "")), reply


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('version = 1\n[[talk]]\nid = "a"\nphrases = ["hi"]\n', "at least one reply, or a command"),
        (
            (
                'version = 1\n[[talk]]\nid = "a"\nphrases = ["hi"]\nreplies = ["x"]\n'
                '[[talk]]\nid = "b"\nphrases = ["HI!"]\nreplies = ["x"]\n'
            ),
            "no phrase of `a`",
        ),
        ("version = 2\n", "version"),
        ("version = 1\nfoo = 3\n", "no such key"),
    ],
)
def test_a_wrong_table_is_explained(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "talk.toml"
    path.write_text(text)
    with pytest.raises(CompanionError, match=told):
        _read(path)
