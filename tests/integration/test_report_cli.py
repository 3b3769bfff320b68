"""`sherin report`: figures, a page that loads nothing, a picture, and clear refusals."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sherin.app.cli.main import run
from sherin.mind.affect import Vad
from sherin.mind.companion.governance import Governance
from sherin.mind.companion.journal import Journal
from sherin.mind.companion.reply import Reply, Route

NOW = 1_800_000_000.0
ROUTES: tuple[Route, ...] = ("reflex", "memory", "knowledge", "knowledge", "none")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHERIN_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def journal_of(home: Path, person: str = "owner") -> Journal:
    return Journal.open(person, Governance.open(person, home=home), home=home)


def talk(home: Path, n: int, *, person: str = "owner") -> None:
    journal = journal_of(home, person)
    for k in range(n):
        route = ROUTES[k % len(ROUTES)]
        is_known = route != "none"
        reply = Reply(
            text="x", route=route, confidence=0.9 if is_known else 0.1, is_known=is_known,
            gap=None if is_known else f"g{k % 2}", latency_ms=1.0 + k,
        )  # fmt: skip
        journal.write(
            reply, question="secret", feeling=Vad(0.1, 0.2, 0.3), memories=k, now_s=NOW + 3600 * k
        )


def test_the_figures_are_those_of_the_turns(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    talk(home, 20)
    assert run(["report", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["n_turns"], told["known_share"], told["n_gaps"]) == (20, 0.8, 2)
    assert (told["memories"], told["confidence"]) == ([0, 19], 0.9)
    assert (told["first_s"], told["last_s"]) == (NOW, NOW + 3600 * 19)
    shares = {row["route"]: row["share"] for row in told["routes"]}
    assert shares == {"reflex": 0.2, "memory": 0.2, "knowledge": 0.4, "none": 0.2}
    reflex = told["routes"][0]
    assert (reflex["n"], reflex["p50_ms"], reflex["max_ms"]) == (4, 8.5, 16.0)


def test_the_page_stands_alone(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    talk(home, 300)
    assert run(["report", "-o", "out.html"]) == 0
    assert "drawn: out.html, 300 turns" in capsys.readouterr().err
    page = Path("out.html").read_text("utf-8")
    assert not re.search(r"https?://|<script|<link|@import|url\(|src=", page)
    charts = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(charts) == 4, "confidence, times, feelings, memory"
    for chart in charts:
        ET.fromstring(chart)
        assert not re.search(r"\b(?:nan|inf)\b", chart)
    assert len(re.findall(r"<circle", charts[0])) == 300
    assert "secret" not in page


@pytest.mark.parametrize("n", [1, 2, 7])
def test_few_turns_can_be_drawn(home: Path, n: int) -> None:
    talk(home, n)
    assert run(["report"]) == 0
    for chart in re.findall(r"<svg.*?</svg>", Path("report.html").read_text("utf-8"), re.DOTALL):
        ET.fromstring(chart)
        assert not re.search(r"\b(?:nan|inf)\b", chart)


def test_turns_that_tell_no_feeling_can_be_drawn(home: Path) -> None:
    reply = Reply(text="x", route="reflex", confidence=1.0, is_known=True, latency_ms=0.0)
    journal_of(home).write(reply, question="hi", now_s=NOW)
    assert run(["report"]) == 0
    assert Path("report.html").read_text("utf-8").count("No turn tells.") == 2


def test_many_turns_stay_a_small_page(home: Path) -> None:
    talk(home, 6_000)
    assert run(["report"]) == 0
    assert Path("report.html").stat().st_size < 600_000


def test_a_name_cannot_break_the_page(home: Path) -> None:
    talk(home, 3, person="O'Hara")
    assert run(["report", "--person", "O'Hara"]) == 0
    assert "The talk with O&#x27;Hara" in Path("report.html").read_text("utf-8")


def test_a_picture_is_drawn(home: Path) -> None:
    pytest.importorskip("matplotlib")
    talk(home, 30)
    assert run(["report", "-o", "out.png"]) == 0
    data = Path("out.png").read_bytes()
    assert data.startswith(b"\x89PNG") and len(data) > 20_000


def test_without_matplotlib_the_way_out_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    talk(home, 3)
    assert run(["report", "-o", "out.png"]) == 2
    told = capsys.readouterr().err
    assert "pip install 'sherin[plot]'" in told and "sherin report -o report.html" in told


def test_an_ending_that_is_no_picture_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    talk(home, 3)
    assert run(["report", "-o", "out.xyz"]) == 2
    assert "'.xyz' cannot be drawn. Give a path that ends in .html" in capsys.readouterr().err
    assert not Path("out.xyz").exists()


def test_no_journal_is_told_with_the_way_out(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report"]) == 2
    assert "there is no journal of 'owner' yet" in capsys.readouterr().err
    journal = journal_of(home)
    journal.path.parent.mkdir(parents=True)
    journal.path.write_bytes(b"torn\n")
    assert run(["report"]) == 2
    assert "no turn can be read in the journal of 'owner' (1 torn" in capsys.readouterr().err


def test_the_level_is_chosen_and_drawn_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "--log", "off"]) == 0
    assert "keeps nothing from now on" in capsys.readouterr().out
    talk(home, 3)
    assert not journal_of(home).path.exists()
    assert run(["report", "--log", "full", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"person": "owner", "journal": "full"}
    talk(home, 3)
    assert b"secret" in journal_of(home).path.read_bytes()
