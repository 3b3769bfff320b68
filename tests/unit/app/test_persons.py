"""Persons: a name at the first start, a folder each, and erasing one leaves the others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sherin.app.persons import (
    OWNER,
    choose_person,
    current_person,
    erase_person,
    first_person,
    person_or_owner,
    persons,
    terminal_asker,
)
from sherin.errors import InputError, MemoryStoreError
from sherin.mind.companion.gaps import Gaps
from sherin.mind.companion.governance import Governance
from sherin.mind.companion.journal import Journal
from sherin.mind.companion.reply import Reply
from sherin.mind.companion.store import CompanionStore
from sherin.mind.memory import Memory

NOW = 1_800_000_000.0


def test_before_the_first_start_there_is_nobody(tmp_path: Path):
    assert current_person(tmp_path) is None
    assert person_or_owner(tmp_path) == OWNER
    assert persons(tmp_path) == ()
    assert list(tmp_path.iterdir()) == [], "looking writes nothing"


def test_the_first_start_asks_and_later_ones_do_not(tmp_path: Path):
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "  Ada   Example "

    assert first_person(tmp_path, ask=ask) == "Ada Example"
    assert first_person(tmp_path, ask=ask) == "Ada Example"
    assert asked == ["What is your name?"]
    assert (tmp_path / "people" / "ada example").is_dir()


def test_a_name_that_cannot_be_is_told_and_asked_again(tmp_path: Path):
    answers = iter(["../etc", "con", "Zoë"])
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return next(answers)

    assert first_person(tmp_path, ask=ask) == "Zoë"
    assert "'../etc'" in asked[1] and "Choose another name" in asked[1]
    assert persons(tmp_path) == ("Zoë",)


@pytest.mark.parametrize("answers", [[""], ["/", "\\", ".."]])
def test_who_gives_no_name_is_the_owner(tmp_path: Path, answers: list[str]):
    left = iter(answers)
    assert first_person(tmp_path, ask=lambda _: next(left)) == OWNER
    assert current_person(tmp_path) == OWNER


def test_where_nobody_can_be_asked_it_is_the_owner(tmp_path: Path):
    assert first_person(tmp_path, ask=None) == OWNER
    assert terminal_asker() is None, "a test has no terminal"


def test_the_only_one_with_a_folder_needs_no_name(tmp_path: Path):
    with Memory.open("Ada", home=tmp_path, keyring=None):
        pass
    assert first_person(tmp_path, ask=lambda _: "Bob") == "ada"


def test_choosing_between_persons_keeps_their_names_as_written(tmp_path: Path):
    for name in ("Ada", "bob", "Zoë"):
        choose_person(tmp_path, name)
    assert (current_person(tmp_path), persons(tmp_path)) == ("Zoë", ("Ada", "bob", "Zoë"))
    assert choose_person(tmp_path, "ADA") == "ADA"
    assert persons(tmp_path) == ("ADA", "bob", "Zoë"), "the same folder, written anew"


@pytest.mark.parametrize("name", ["", ".", "a/b", "x" * 41, "\x1b[2J", "nul.txt"])
def test_a_name_that_is_no_folder_is_refused_and_nothing_is_written(tmp_path: Path, name: str):
    with pytest.raises(MemoryStoreError, match="Choose another name"):
        choose_person(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("torn", [b"", b"{", b'{"current": 3}', b"\xff"])
def test_a_torn_file_is_named_with_the_way_out(tmp_path: Path, torn: bytes):
    choose_person(tmp_path, "Ada")
    (tmp_path / "persons.json").write_bytes(torn)
    with pytest.raises(InputError, match=r"persons\.json.*torn.*Delete it"):
        current_person(tmp_path)
    (tmp_path / "persons.json").unlink()
    assert current_person(tmp_path) == "ada"


def fill(home: Path, name: str) -> None:
    choose_person(home, name)
    with Memory.open(name, home=home, keyring=None) as memory:
        memory.remember_turn("I like tea", now_s=NOW)
    governance = Governance.open(name, home=home)
    governance.choose_journal("full")
    with CompanionStore.open(name, home=home, keyring=None) as store:
        Gaps(store, governance).note("who built Rome", confidence=0.1, now_s=NOW)
    reply = Reply(text="Hi", route="reflex", confidence=1.0, is_known=True, latency_ms=0.1)
    assert Journal.open(name, governance, home=home).write(reply, question="hi", now_s=NOW)


def test_erasing_one_leaves_nothing_of_them_and_all_of_the_others(tmp_path: Path):
    for name in ("Ada", "Bob"):
        fill(tmp_path, name)
    gone = {path.name for path in erase_person(tmp_path, "Bob")}
    assert {"memory.db", "memory.key.json", "journal.jsonl", "governance.json"} <= gone
    assert not (tmp_path / "people" / "bob").exists()
    assert (persons(tmp_path), current_person(tmp_path)) == (("Ada",), "ada")
    with Memory.open("Ada", home=tmp_path, keyring=None) as memory:
        assert memory.memories(now_s=NOW)[0].text == "You like tea."
    assert erase_person(tmp_path, "Nobody") == []


@pytest.mark.skipif(os.name != "posix", reason="terminals of this kind are of POSIX")
def test_at_a_terminal_the_name_is_typed(tmp_path: Path):
    import pty

    code = (
        "import sys; from pathlib import Path; from sherin.app.persons import *;"
        "print(first_person(Path(sys.argv[1]), ask=terminal_asker()))"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, text=True,
    ) as started:  # fmt: skip
        os.write(ours, b"../x\nAda\n")
        printed, _ = started.communicate(timeout=60)
    told = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert printed == "Ada\n"
    assert told.count("What is your name?") == 2 and "Choose another name" in told
