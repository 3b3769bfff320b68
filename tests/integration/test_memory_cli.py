"""`sherin memory` as a person and a program use it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from sherin.app.cli.main import run
from sherin.mind.memory import Memory

NOW = 1_800_000_000.0
LINES = ("I live in Rome", "My sister Anna lives in Oslo", "I like \x1b[31mtea")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one person in it, locked by a passphrase."""
    monkeypatch.setattr("sherin.mind.memory.memory._system_keyring", lambda: None)
    monkeypatch.setattr("sherin.mind.memory.keys._SCRYPT_N", 2**10)  # quick, and only here
    monkeypatch.setenv("SHERIN_HOME", str(tmp_path))
    monkeypatch.setenv("SHERIN_PASSPHRASE", "open sesame")
    with Memory.open("Ada", home=tmp_path, passphrase="open sesame") as memory:
        for n, line in enumerate(LINES):
            memory.remember_turn(line, now_s=NOW + n)
    return tmp_path


def lines_of(capsys: pytest.CaptureFixture[str], *args: str) -> list[dict[str, object]]:
    assert run(["memory", *args, "--person", "Ada", "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_list_show_and_forget(capsys: pytest.CaptureFixture[str]) -> None:
    found = lines_of(capsys, "list")
    assert [row["text"] for row in found] == [
        "You like tea.", "Anna lives in Oslo.", "Your sister is called Anna.", "You live in Rome.",
    ]  # fmt: skip
    assert len(lines_of(capsys, "list", "--all")) == 7
    rome = str(found[-1]["id"])
    (shown,) = lines_of(capsys, "show", rome)
    assert shown["relation"] == "lives_in" and shown["value"] == "Rome"
    assert any("I live in Rome" in line for line in shown["linked"])  # type: ignore[attr-defined]
    assert len(lines_of(capsys, "forget", rome, "--dry-run")) == 2
    assert len(lines_of(capsys, "forget", rome)) == 2
    assert len(lines_of(capsys, "forget", "Anna")) == 3
    assert [row["text"] for row in lines_of(capsys, "list")] == ["You like tea."]


def test_plain_output_is_plain(capsys: pytest.CaptureFixture[str]) -> None:
    for args in (["list", "--all"], ["show", "3"], ["export"]):
        assert run(["memory", *args, "--person", "Ada"]) == 0
        assert "\x1b" not in capsys.readouterr().out


def test_export_is_readable(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    assert run(["memory", "export", "--person", "Ada", "-o", str(path)]) == 0
    exported = json.loads(path.read_text("utf-8"))
    assert exported["person"] == "Ada" and exported["audit"]
    assert {"I live in Rome", "You live in Rome."} <= {m["text"] for m in exported["memories"]}
    assert path.stat().st_mode & 0o077 == 0


def test_erase_asks_tells_and_erases(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "people" / "ada" / "journal.jsonl").write_text("{}\n", encoding="utf-8")
    (would,) = lines_of(capsys, "erase", "--dry-run")
    assert len(would["would_erase"]) == 3  # type: ignore[arg-type]
    assert (home / "people" / "ada" / "memory.db").exists()
    lines_of(capsys, "erase", "--yes")
    assert list((home / "people").iterdir()) == []
    assert lines_of(capsys, "list") == []
    assert list((home / "people").iterdir()) == []  # looking makes none
    assert run(["memory", "show", "1", "--person", "Ada"]) == 2
    assert "nothing is remembered about 'Ada'" in capsys.readouterr().err


def test_a_script_that_says_no_yes_erases_nothing(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run(["memory", "erase", "--person", "Ada"]) == 2
    assert "In a script, say --yes" in capsys.readouterr().err
    assert (home / "people" / "ada" / "memory.db").exists()


def test_who_gave_no_name_is_called_you(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHERIN_HOME", str(tmp_path / "fresh"))
    assert run(["memory", "list"]) == 0
    assert capsys.readouterr().out == "nothing is remembered about you\n"


def test_backup_writes_two_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (made,) = lines_of(capsys, "backup", str(tmp_path / "ada.memory"))
    assert all(Path(path).stat().st_size > 0 for path in made["wrote"])  # type: ignore[attr-defined]


def test_a_wrong_passphrase_is_bad_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHERIN_PASSPHRASE", "open barley")
    assert run(["memory", "list", "--person", "Ada"]) == 2
    assert "the passphrase does not open this memory" in capsys.readouterr().err
