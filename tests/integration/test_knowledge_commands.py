"""`sherin ingest`, `kb`, `search`, `debug`: what a person and what a program reads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sherin.app.cli.main import run
from sherin.settings import HOME_VARIABLE

NOTE = (
    "# The mill of Brackwater\n\nThe mill of Brackwater was built in 1654 by Tobias Quern, who "
    "lived there with his three sisters until a flood carried the wheel away in spring 1671.\n"
)


@pytest.fixture(scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home))
        notes = home.parent / "notes"
        notes.mkdir(exist_ok=True)
        (notes / "mill.md").write_text(NOTE, encoding="utf-8")
        (notes / "broken.pdf").write_bytes(b"%PDF-1.4 nothing\x00")
        assert run(["ingest", str(notes), "--domain", "m16"]) == 0
    return home


@pytest.fixture
def home(filled_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(filled_home))
    return filled_home


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_ingest_again_says_unchanged_and_names_what_it_skipped(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ingest", str(home.parent / "notes"), "--domain", "M16", "--json"]) == 0
    printed = capsys.readouterr()
    (report,) = objects(printed.out)
    assert (report["added"], report["unchanged"], report["domain"]) == (0, 1, "M16")
    assert "skipped" in printed.err and "broken.pdf" in printed.err


def test_ingest_of_nothing_readable_fails_and_says_why(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ingest", str(home.parent / "notes" / "broken.pdf"), "--domain", "M16"]) == 1
    assert run(["ingest", "nowhere", "--domain", "M16"]) == 2
    assert "no such file" in capsys.readouterr().err
    assert run(["ingest", ".", "--domain", "M99"]) == 2
    assert "M1..M16" in capsys.readouterr().err


def test_search_finds_on_one_shelf_and_on_all(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["search", "M6", "artificial intelligence", "--json"]) == 0
    found = objects(capsys.readouterr().out)
    assert found[0]["title"] == "Artificial intelligence"
    assert {entry["domain"] for entry in found} == {"M6"}
    assert run(["search", "all", "who built the mill of Brackwater", "-k", "1"]) == 0
    assert "Tobias Quern" in capsys.readouterr().out
    assert run(["search", "-9", "neuron", "-k", "1", "--json"]) == 0
    assert objects(capsys.readouterr().out)[0]["domain"] == "-9"


def test_stats_tell_documents_vectors_and_empty_domains(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["kb", "stats", "--json"]) == 0
    (status,) = objects(capsys.readouterr().out)
    assert status["index_health"] == "good" and status["empty_domains"] == []
    assert status["vectors"] == status["passages"]
    assert run(["kb", "stats"]) == 0
    assert "Neuroscience" in capsys.readouterr().out


def test_a_shelf_is_listed_also_by_a_negative_id(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["kb", "list", "-9"]) == 0
    assert "Synapse" in capsys.readouterr().out
    assert run(["kb", "list", "M16", "--json"]) == 0
    (entry,) = objects(capsys.readouterr().out)
    assert entry["title"] == "The mill of Brackwater"


def test_rebuild_and_remove(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["kb", "rebuild", "--json"]) == 0
    capsys.readouterr()
    mill = str(home.parent / "notes" / "mill.md")
    assert run(["kb", "remove", mill, "--dry-run"]) == 0
    assert "would remove" in capsys.readouterr().out
    assert run(["kb", "remove", mill, "--json"]) == 0
    assert objects(capsys.readouterr().out) == [{"removed_passages": 1}]
    assert run(["kb", "remove", mill]) == 2
    assert "nothing came from there" in capsys.readouterr().err
    assert run(["ingest", mill, "--domain", "M16"]) == 0  # as the other tests found it


def test_embedding_shows_terms_pieces_and_vector(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["debug", "embed", "the test query", "--json"]) == 0
    (shown,) = objects(capsys.readouterr().out)
    assert shown["terms"] == ["test", "queri"] and shown["stop_words"] == ["the"]
    assert len(shown["vector"]) == shown["dimensions"] == 256  # type: ignore[arg-type]
    assert run(["debug", "embed", "\x1b[2J"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_help_loads_no_knowledge_and_no_engine() -> None:
    program = (
        "import sys; from sherin.app.cli.main import run; run(['--help']);"
        "heavy = {'numpy', 'sqlite3', 'selectolax', 'pypdf', 'docx', 'sherin.mind.knowledge'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "ingest" in done.stdout
