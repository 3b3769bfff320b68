"""Random turns at full speed leave nothing behind but what was learned; a short run of the bench.

The figures themselves are not tested here: a busy machine is no error.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sherin.app.bench.companion import N_TURNS, companion_rows, random_turns, reflex_rows
from sherin.app.cli.main import run

NOT_TIMES = ("failed", "handles", "threads", "sound", "same memories", "torn", "lost", "unfinished")


def test_turns_are_of_every_kind_and_the_same_each_time() -> None:
    turns = list(random_turns(N_TURNS))
    assert turns == list(random_turns(N_TURNS))
    assert any(len(turn) > 1_000_000 for turn in turns)
    assert any(not turn.strip() for turn in turns)
    assert len({turn for turn in turns if turn.startswith("/")}) > 10
    assert any("\x1b" in turn for turn in turns) and any("今日" in turn for turn in turns)


def test_random_turns_leave_everything_sane(tmp_path: Path) -> None:
    rows = {row.name: row for row in companion_rows(120, home=tmp_path)}
    judged = [row for name, row in rows.items() if any(word in name for word in NOT_TIMES)]
    assert len(judged) >= 7
    assert [row.name for row in judged if not row.holds] == []
    assert any(name.startswith("companion: knowledge,") for name in rows)


def test_replies_are_looked_up_among_those_confirmed(tmp_path: Path) -> None:
    rows = [row.name for row in reflex_rows(tmp_path, n_replies=400)]
    assert "reflex: look-up p99, 400 replies" in rows


def test_no_turns_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "companion", "--turns", "0"]) == 2
    assert "--turns" in capsys.readouterr().err
