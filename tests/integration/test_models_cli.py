"""`sherin models` from end to end, against a server that speaks the real protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sherin.app.cli.main import run
from sherin.mind.models import finding
from sherin.testing.model_server import ModelServer, Script
from sherin.testing.tiny_model import write_tiny_gguf


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and no server but the test's: other things listen on those ports."""
    monkeypatch.setenv("SHERIN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(finding.find_models, "__kwdefaults__", _no_ports(finding.find_models))
    monkeypatch.setattr(finding.open_model, "__kwdefaults__", _no_ports(finding.open_model))
    return tmp_path / "home"


def _no_ports(function: object) -> dict[str, object]:
    return {**function.__kwdefaults__, "well_known": {}}  # type: ignore[attr-defined]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(Script(pieces=["Blue ", "light ", "is ", "scattered."])) as running:
        yield running


def test_no_model_at_all_is_fine(home: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["models", "list"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "no model was found, which is fine" in err
    assert str(home / "models") in err
    assert run(["models", "list", "--json"]) == 0
    assert capsys.readouterr() == ("", "")
    assert not home.exists()  # looking makes nothing


def test_list_use_test_none(home: Path, server: ModelServer, capsys: pytest.CaptureFixture[str]):
    assert run(["models", "list", "--url", server.url, "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["name"], told["where"], told["is_used"]) == ("tiny", server.url, False)

    assert run(["models", "use", "tiny", "--url", f"{server.url}/v1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "tiny"
    assert json.loads((home / "models.json").read_text()) == {
        "version": 1,
        "name": "tiny",
        "url": server.url,
    }

    # the same server by another name is not a second one
    assert run(["models", "list", "--url", f"http://localhost:{server.port}", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["is_used"] is True

    assert run(["models", "list"]) == 0
    out, _ = capsys.readouterr()
    assert out.splitlines()[0].split() == ["NAME", "SIZE", "QUANTISATION", "NEEDS", "FITS", "WHERE"]
    assert out.splitlines()[1].split() == ["*", "tiny", "-", "-", "-", "-", server.url]

    assert run(["models", "test", "--json"]) == 0
    speed = json.loads(capsys.readouterr().out)
    assert speed["text"] == "Blue light is scattered."
    assert speed["n_tokens"] == 4
    assert speed["first_piece_ms"] > 0
    assert "why is the sky blue" in server.requests[-1].text.lower()

    assert run(["models", "test"]) == 0
    out, err = capsys.readouterr()
    assert "Blue light is scattered." in out
    assert "first token" in out
    assert "loading ..." in err

    assert run(["models", "use", "none"]) == 0
    assert run(["models", "test"]) == 2
    assert "no model is chosen" in capsys.readouterr().err


def test_the_rate_is_that_of_the_server(
    home: Path, server: ModelServer, capsys: pytest.CaptureFixture[str]
):
    server.answer_with(Script(pieces=["word "] * 21, between_s=0.02, before_first_s=0.1))
    assert run(["models", "test", "tiny", "--url", server.url, "--json"]) == 0
    speed = json.loads(capsys.readouterr().out)
    assert speed["n_tokens"] == 21
    # A busy server is slower; a figure above its own pace would be wrong.
    assert speed["first_piece_ms"] >= 100
    assert 0 < speed["tokens_per_s"] <= 50


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["use", "nothing"], "No model was found at all"),
        (["use", "x", "--url", "http://192.0.2.7:80"], "not on this machine"),
        (["list", "--url", "https://127.0.0.1:80"], "expected http"),
        (["use", "x", "--url", "http://127.0.0.1:9"], "does not have it"),
        (["use", "/nowhere/x.gguf"], "/nowhere/x.gguf"),
        (["test", "x", "--url", "http://127.0.0.1:9"], "no server answers"),
        (["use"], "Missing argument"),
    ],
)
def test_what_cannot_be_is_one_clear_line(
    home: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
):
    assert run(["models", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert "Traceback" not in err
    assert not (home / "models.json").exists()


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (Script(status=500, error="no memory"), "500, 'no memory'"),
        (Script(pieces=()), "wrote nothing"),
        (Script(rubbish_after=1), "not of the protocol"),
    ],
)
def test_a_model_that_fails_fails_the_test(
    home: Path,
    server: ModelServer,
    script: Script,
    message: str,
    capsys: pytest.CaptureFixture[str],
):
    server.answer_with(script)
    assert run(["models", "test", "tiny", "--url", server.url]) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_cannot_be_used_says_why(home: Path, capsys: pytest.CaptureFixture[str]):
    (home / "models").mkdir(parents=True)
    (home / "models/bad\x1b[2J.gguf").write_bytes(b"no")
    write_tiny_gguf(home / "models/embedding.gguf", architecture="bert")
    assert run(["models", "list"]) == 0
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "cannot be used: it writes no text" in out
    assert run(["models", "use", "embedding"]) == 2
    assert "it writes no text" in capsys.readouterr().err


def test_a_name_from_a_server_cannot_steer_the_terminal(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    with ModelServer(models=["evil\x1b]0;pwned\x07", "good", "x" * 5_000]) as server:
        assert run(["models", "list", "--url", server.url, "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["name"] == "good"


def test_a_torn_choice_says_what_to_do(home: Path, capsys: pytest.CaptureFixture[str]):
    home.mkdir()
    (home / "models.json").write_text("{")
    assert run(["models", "list"]) == 2
    assert "sherin models use NAME" in capsys.readouterr().err
    assert run(["models", "use", "none"]) == 0
