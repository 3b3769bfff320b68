"""Voices over HTTP: which there are, and speaking with another one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sherin.app.server import create_app
from sherin.mind.affect import load_personality

BASE = "http://127.0.0.1:8765"


def served(home: Path) -> TestClient:
    app = create_app(load_personality("friendly"), page_folder=home, home=home)
    return TestClient(app, base_url=BASE)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with served(tmp_path) as client:
        yield client


def test_a_chosen_voice_speaks_and_is_kept(client: TestClient, tmp_path: Path):
    listed = client.get("/voices").json()
    assert listed["current"] == "default"
    assert listed["voices"][0] == "default" and listed["voices"][-1] == "silent"
    assert client.post("/voice", json={"name": "silent"}).json()["current"] == "silent"
    utterance = client.post("/say", json={"text": "Hello."}).json()["packet"]["utterance"]
    assert b'"is_silent":true' in client.get(f"/utterances/{utterance}/marks").content
    with served(tmp_path) as again:
        assert again.get("/voices").json()["current"] == "silent"
        utterance = again.post("/say", json={"text": "Hello."}).json()["packet"]["utterance"]
        assert b'"is_silent":true' in again.get(f"/utterances/{utterance}/marks").content


@pytest.mark.parametrize("name", ["nobody", "../x", "/etc/passwd.onnx", "x.onnx"])
def test_an_unknown_voice_is_refused_and_the_old_one_stays(client: TestClient, name: str):
    answer = client.post("/voice", json={"name": name})
    assert answer.status_code == 422
    assert answer.json()["error"]["where"] == "body.name"
    assert client.get("/voices").json()["current"] == "default"


def test_a_near_name_is_suggested(client: TestClient):
    error = client.post("/voice", json={"name": "silentt"}).json()["error"]
    assert "silent" in error["what"]


def test_a_voice_file_that_is_broken_is_refused(client: TestClient, tmp_path: Path):
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "broken.onnx").write_bytes(b"no model")
    assert "broken" in client.get("/voices").json()["voices"]
    assert client.post("/voice", json={"name": "broken"}).status_code == 422
    assert client.get("/voices").json()["current"] == "default"


def test_a_voice_that_is_gone_is_not_missed(tmp_path: Path):
    (tmp_path / "choices.json").write_text('{"voice": "gone"}', encoding="utf-8")
    with served(tmp_path) as client:
        utterance = client.post("/say", json={"text": "Hello."}).json()["packet"]["utterance"]
        marks = client.get(f"/utterances/{utterance}/marks").text
        assert '"reason":"complete"' in marks
