"""The store stays whole: torn files, a full disk, two processes, a killed one, backups."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from datetime import UTC
from pathlib import Path

import pytest

from sherin.errors import MemoryStoreError
from sherin.mind.memory import Memory
from sherin.mind.memory import store as store_module

NOW = 1_800_000_000.0
N_KILLS = 50


def reopened(home: Path) -> Memory:
    return Memory.open("Ada", home=home, keyring=None, zone=UTC)


def store_path(home: Path) -> Path:
    return home / "people" / "ada" / "memory.db"


def filled(home: Path, n_turns: int = 60) -> Path:
    with reopened(home) as memory:
        for n in range(n_turns):
            memory.remember_turn(f"I saw bird number {n} in the porridge garden", now_s=NOW + n)
    return store_path(home)


def test_no_word_lies_open_on_disk(tmp_path: Path):
    with reopened(tmp_path) as memory:
        memory.remember_turn("My porridge secret", now_s=NOW)
        for path in store_path(tmp_path).parent.iterdir():
            data = path.read_bytes()
            assert b"porridge" not in data
            assert not data.startswith(b"SQLite format 3")


@pytest.mark.parametrize("damage", ["empty", "half", "noise", "text"])
def test_a_torn_file_says_so_and_is_left_alone(tmp_path: Path, damage: str):
    path = filled(tmp_path)
    data = path.read_bytes()
    middle = len(data) // 2
    torn = {
        "empty": b"",
        "half": data[: middle + 100],
        "noise": data[:middle] + bytes(4096) + data[middle + 4096 :],
        "text": b"no database" * 1000,
    }[damage]
    path.write_bytes(torn)
    with pytest.raises(MemoryStoreError, match="damaged or torn"):
        reopened(tmp_path)
    assert path.read_bytes() == torn


def fill_up(memory: Memory) -> None:
    for n in range(200):
        memory.remember_turn(f"I like cake number {n} " + "x " * 900, now_s=NOW + n)


def test_a_full_disk_keeps_what_was_said_before(tmp_path: Path):
    with reopened(tmp_path) as memory:
        memory.remember_turn("I live in Rome", now_s=NOW)
        db = memory._store._db
        db.pragma("max_page_count", db.pragma("page_count"))
        with pytest.raises(MemoryStoreError, match="the disk is full; this was not written"):
            fill_up(memory)
        n_after = memory.counts().by_kind["turn"]
        assert memory.answer("where do I live", now_s=NOW) is not None
        db.pragma("max_page_count", 100_000)
        memory.remember_turn("I have room again", now_s=NOW + 999)
    with reopened(tmp_path) as memory:
        assert memory.counts().by_kind["turn"] == n_after + 1


def test_another_writer_is_waited_for_then_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(store_module, "_BUSY_MS", 30)
    with reopened(tmp_path) as one, reopened(tmp_path) as other:
        with (
            one._store.writing(NOW, is_durable=False),
            pytest.raises(MemoryStoreError, match="another process is writing"),
        ):
            other.remember_turn("I live in Rome", now_s=NOW)
        other.remember_turn("I live in Oslo", now_s=NOW)
        found = one.answer("where do I live", now_s=NOW)
        assert found is not None and found.text == "You live in Oslo."


def test_two_processes_see_each_other(tmp_path: Path):
    with reopened(tmp_path) as one, reopened(tmp_path) as other:
        one.remember_turn("My sister Anna lives in Rome", now_s=NOW)
        assert other.answer("where does my sister live", now_s=NOW) is not None
        other.remember_turn("I moved to Paris", now_s=NOW + 1)
        one.remember_turn("I like tea", now_s=NOW + 2)
        other.forget("sister", now_s=NOW + 3)
        assert one.answer("where does my sister live", now_s=NOW + 4) is None
        assert one.recall("Anna", now_s=NOW + 4) == other.recall("Anna", now_s=NOW + 4)
        assert one.export(now_s=NOW) == other.export(now_s=NOW)
    with reopened(tmp_path) as fresh, reopened(tmp_path) as again:
        assert fresh.memories(now_s=NOW + 5, is_all=True) == again.memories(
            now_s=NOW + 5, is_all=True
        )


def test_a_newer_form_is_not_touched(tmp_path: Path):
    with reopened(tmp_path) as memory:
        memory._store._db.pragma("user_version", 99)
    with pytest.raises(MemoryStoreError, match=r"form 99.*Update SHERIN"):
        reopened(tmp_path)


def test_every_write_is_in_the_audit_and_no_word_is(memory: Memory):
    memory.remember_turn("I live in Rome with porridge", now_s=NOW)
    memory.remember_turn("I live in Oslo", now_s=NOW + 5)
    memory.forget("Rome", now_s=NOW + 9)
    rows = memory._store.audit()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert {"add", "link", "end", "forget"} <= {row.action for row in rows}
    assert {row.at_s for row in rows} == {NOW, NOW + 5, NOW + 9}
    assert not any("porridge" in row.detail or "Rome" in row.detail for row in rows)


def test_a_backup_opens_elsewhere_and_an_old_one_survives_failure(tmp_path: Path):
    with reopened(tmp_path / "a") as memory:
        memory.remember_turn("I live in Rome", now_s=NOW)
        made, record = memory.backup(tmp_path / "ada.memory")
        memory.remember_turn("I moved to Oslo", now_s=NOW + 1)
        with pytest.raises(MemoryStoreError):
            memory.backup(tmp_path / "nowhere" / "ada.memory")
    assert b"Rome" not in made.read_bytes()
    home = tmp_path / "b"
    folder = store_path(home).parent
    folder.mkdir(parents=True)
    made.rename(folder / "memory.db")
    record.rename(folder / "memory.key.json")
    with reopened(home) as memory:
        found = memory.answer("where do I live", now_s=NOW)
        assert found is not None and found.text == "You live in Rome."


_KILLED = textwrap.dedent(
    """
    import json, os, random, signal, sys
    from datetime import UTC
    from pathlib import Path
    from sherin.mind.memory import Memory

    home, n_kills = Path(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(7)
    acknowledged = []
    for kill in range(n_kills):
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            with Memory.open("Ada", home=home, keyring=None, zone=UTC) as memory:
                n = 0
                while True:
                    text = f"I like thing {kill} {n}" if n % 2 else f"we talked {kill} {n}"
                    memory.remember_turn(text, now_s=1.8e9 + 1000 * kill + n)
                    os.write(theirs, (text + "\\n").encode())
                    n += 1
        os.close(theirs)
        with os.fdopen(ours) as lines:
            for _ in range(rng.randrange(1, 12)):
                acknowledged.append(lines.readline().rstrip("\\n"))
            os.kill(child, signal.SIGKILL)
            acknowledged.extend(line.rstrip("\\n") for line in lines)
        os.waitpid(child, 0)
    print(json.dumps(acknowledged))
    """
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signal")
def test_what_was_acknowledged_survives_fifty_kills(tmp_path: Path):
    """Each child is killed while it writes; whatever `remember_turn` returned for is there."""
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path), str(N_KILLS)],
        capture_output=True,
        check=True,
        timeout=60,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    acknowledged = json.loads(done.stdout)
    assert len(acknowledged) > 3 * N_KILLS
    with reopened(tmp_path) as memory:
        exported = memory.export(now_s=NOW)
        kept = {row["text"] for row in exported["memories"] if row["kind"] == "turn"}  # type: ignore[union-attr]
        assert set(acknowledged) <= kept
        # and no transaction is there by half: each "I like" has its preference
        likes = {row["text"] for row in exported["memories"] if row["kind"] == "preference"}  # type: ignore[union-attr]
        assert likes == {
            text.replace("I like", "You like") + "." for text in kept if text.startswith("I like")
        }
        assert memory._store._db.pragma("quick_check") == "ok"
