"""`sherin bench`: what a program reads, and what a person reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sherin.app.bench.measure import row, time_calls
from sherin.app.cli.main import run


def test_json_is_a_list_of_name_value_unit_goal_and_holds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["bench", "appraisal", "--json"]) == 0

    rows = json.loads(capsys.readouterr().out)
    assert len(rows) >= 5
    for entry in rows:
        assert set(entry) == {"name", "value", "unit", "goal", "holds"}
        assert (entry["goal"] is None) == (entry["holds"] is None)


@pytest.mark.parametrize(("value", "holds"), [(9.0, True), (10.0, True), (10.1, False)])
def test_a_goal_holds_up_to_and_including_its_bound(value: float, holds: bool) -> None:
    found = row("x", value, "ms", ("<=", 10.0))

    assert (found.goal, found.holds) == ("<= 10", holds)


def test_calls_are_timed_one_by_one_after_a_warm_up() -> None:
    seen: list[int] = []

    taken = time_calls(seen.append, n_calls=20, n_warm=5)

    assert seen == list(range(25))
    assert 0.0 < taken.p50_us <= taken.p99_us


def test_an_unknown_suite_is_refused_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["bench", "moton"]) == 2

    assert "motion" in capsys.readouterr().err


def test_a_folder_without_photos_is_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "faces.html"
    assert run(["bench", "faces", "--portraits", str(tmp_path), "-o", str(report)]) == 2
    assert "no .jpg, .jpeg or .png is in it" in capsys.readouterr().err
    assert not report.exists()
