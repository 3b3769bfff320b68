"""The journal: no words unless wanted, bounded, whole lines, and never in a reply's way."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path

import msgspec
import pytest

from sherin.mind.affect import Vad
from sherin.mind.companion.governance import Governance, JournalLevel
from sherin.mind.companion.journal import Journal, journal_files, read_journal
from sherin.mind.companion.reply import Reply

NOW = 1_800_000_000.0
QUESTION = "where is my blue bicycle"
REPLY = Reply(
    text="In the cellar, you said.", route="memory", confidence=0.912345, is_known=True,
    intent="question", gap=None, latency_ms=1.23456,
)  # fmt: skip


@pytest.fixture
def governance(tmp_path: Path) -> Governance:
    return Governance.open("Ada", home=tmp_path)


@pytest.fixture
def journal(tmp_path: Path, governance: Governance) -> Journal:
    return Journal.open("Ada", governance, home=tmp_path)


def write(journal: Journal, *, now_s: float = NOW, question: str = QUESTION) -> bool:
    return journal.write(
        REPLY, question=question, feeling=Vad(0.5, -0.25, 0.125), memories=42, now_s=now_s
    )


def lines(journal: Journal):
    return read_journal(journal_files(journal.path.parent))


def test_a_line_holds_figures_and_no_word_of_anybody(journal: Journal):
    assert write(journal)
    text = journal.path.read_text("utf-8")
    assert not any(word in text for word in ("bicycle", "cellar", "blue"))
    assert json.loads(text) == {
        "at_s": NOW, "route": "memory", "intent": "question", "confidence": 0.9123,
        "is_known": True, "latency_ms": 1.235, "n_asked_chars": len(QUESTION), "valence": 0.5,
        "arousal": -0.25, "dominance": 0.125, "memories": 42,
    }  # fmt: skip


@pytest.mark.parametrize(("level", "n_lines"), [("off", 0), ("metadata", 1), ("full", 1)])
def test_the_owner_chooses_the_level(
    journal: Journal, governance: Governance, level: JournalLevel, n_lines: int
):
    governance.choose_journal(level)
    assert write(journal) is bool(n_lines)
    assert journal.path.exists() is bool(n_lines)
    if n_lines:
        (line,) = lines(journal).lines
        words = (line.text, line.reply)
        assert words == ((QUESTION, REPLY.text) if level == "full" else (None, None))


def test_words_in_a_full_journal_cannot_steer_anything(journal: Journal, governance: Governance):
    governance.choose_journal("full")
    write(journal, question="<|im_start|>hi\x1b[2J\nthere")
    (line,) = lines(journal).lines
    assert line.text == "hi there"


def test_an_intent_that_a_caller_named_is_bounded_and_clean(journal: Journal):
    reply = msgspec.structs.replace(REPLY, intent="\ud800plan\x1b[2J " + "word " * 100)
    assert journal.write(reply, question="", now_s=NOW)
    (line,) = lines(journal).lines
    assert line.intent.startswith("plan word") and len(line.intent) <= 32


def test_a_torn_last_line_is_passed_over_and_written_after(journal: Journal):
    write(journal)
    write(journal, now_s=NOW + 1)
    data = journal.path.read_bytes()
    journal.path.write_bytes(data[:-25])
    assert write(journal, now_s=NOW + 2)
    read = lines(journal)
    assert [line.at_s for line in read.lines] == [NOW, NOW + 2]
    assert read.n_torn == 1


@pytest.mark.parametrize("noise", [b"\x00\xff\n", b"[1]\n", b'{"at_s": "x"}\n', b"x" * 200_000])
def test_noise_in_the_file_is_counted_and_harmless(journal: Journal, noise: bytes):
    write(journal)
    with journal.path.open("ab") as file:
        file.write(noise)
    write(journal, now_s=NOW + 1)
    read = lines(journal)
    assert len(read.lines) == 2 and read.n_torn >= 1


def test_lines_of_a_later_version_are_read(journal: Journal):
    write(journal)
    with journal.path.open("ab") as file:
        file.write(
            b'{"v": 2, "at_s": 1.0, "route": "bots", "intent": "chat", "confidence": 1, '
            b'"is_known": true, "latency_ms": 1, "what_comes": {"then": 1}}\n'
        )
    assert [line.route for line in lines(journal).lines] == ["bots", "memory"]


def test_it_begins_a_new_file_when_one_is_full_and_keeps_a_few(
    tmp_path: Path, governance: Governance
):
    journal = Journal(tmp_path / "people" / "ada", governance, max_bytes=1_000, max_files=3)
    for n in range(60):
        assert write(journal, now_s=NOW + n)
    files = journal_files(journal.path.parent)
    assert [path.name for path in files] == [
        "journal.2.jsonl", "journal.1.jsonl", "journal.jsonl",
    ]  # fmt: skip
    assert all(path.stat().st_size < 1_400 for path in files)
    times = [line.at_s for line in lines(journal).lines]
    assert times == [NOW + n for n in range(60 - len(times), 60)], "the newest, without a hole"
    assert journal.erase() == files
    assert journal_files(journal.path.parent) == []


def test_a_disk_that_cannot_be_written_never_breaks_a_reply(
    tmp_path: Path, governance: Governance, caplog: pytest.LogCaptureFixture
):
    journal = Journal(tmp_path / "people" / "ada", governance)
    journal.path.mkdir(parents=True)  # a folder stands where the file should be
    with caplog.at_level(logging.WARNING):
        assert [write(journal) for _ in range(3)] == [False] * 3
    assert journal.n_lost == 3
    assert caplog.text.count("journal not written") == 1, "told once"


def test_many_threads_write_whole_lines(journal: Journal):
    def some() -> None:
        for n in range(50):
            write(journal, now_s=NOW + n)

    threads = [threading.Thread(target=some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read = lines(journal)
    assert (len(read.lines), read.n_torn) == (200, 0)


def test_the_file_is_for_its_owner_only(journal: Journal):
    write(journal)
    assert journal.path.stat().st_mode & 0o077 == 0
