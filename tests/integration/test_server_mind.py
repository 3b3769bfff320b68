"""The server with a real mind: what it knows and remembers, over HTTP, and whose memory it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sherin.app.minds import open_mind
from sherin.app.persons import current_person
from sherin.app.server import create_app
from sherin.mind.affect import load_personality

BASE = "http://127.0.0.1:8765"


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHERIN_PASSPHRASE", "a passphrase for tests")


def served(home: Path) -> TestClient:
    app = create_app(
        load_personality("friendly"),
        page_folder=home,
        home=home,
        mind=lambda person: open_mind(person, home=home),
        person=current_person(home),
    )
    return TestClient(app, base_url=BASE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def client(home: Path) -> Iterator[TestClient]:
    with served(home) as client:
        yield client


def chat(client: TestClient, text: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/chat", json={"text": text, "speak": False, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_nobody_is_there_before_a_name_is_said(client: TestClient):
    assert client.get("/person").json() == {"name": None, "names": []}
    assert client.get("/status").json()["mind"]["is_open"] is False
    assert client.get("/person").json()["name"] is None, "asking makes no memory"
    assert client.post("/person", json={"name": " Ada "}).json()["name"] == "Ada"
    assert client.get("/person").json() == {"name": "Ada", "names": ["Ada"]}


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("history of computer", "comput"),
        ("what is quantum tunneling", "barrier"),
        ("who is sherin", "sherin"),
        ("what is television", "television"),
        ("Explain the history of television in domain M11 (History).", "television"),
    ],
)
def test_what_it_knows_comes_with_its_source(client: TestClient, question: str, word: str):
    body = chat(client, question)
    assert word in body["reply"]["text"].lower()
    assert body["reply"]["sources"] or body["reply"]["route"] == "reflex"
    assert body["reply"]["latency_ms"] < 2000


def test_what_it_was_told_is_remembered_by_the_next_server(home: Path):
    with served(home) as client:
        honest = chat(client, "what did I have for breakfast")["reply"]
        assert not honest["is_known"]
        chat(client, "I had porridge for breakfast")
    with served(home) as client:
        assert "porridge" in chat(client, "what did I have for breakfast")["reply"]["text"]
        memory = client.get("/status").json()["mind"]["status"]["memory"]
        assert memory["by_kind"]["turn"] >= 2


def test_another_person_has_another_memory(client: TestClient):
    assert client.post("/person", json={"name": "Bob"}).status_code == 200
    assert "porridge" not in chat(client, "what did I have for breakfast")["reply"]["text"]
    assert client.post("/person", json={"name": "ada"}).status_code == 200
    assert "porridge" in chat(client, "what did I have for breakfast")["reply"]["text"]


def test_what_was_said_to_one_person_is_not_there_for_the_next(client: TestClient):
    assert client.post("/person", json={"name": "Ada"}).status_code == 200
    said = client.post("/chat", json={"text": "I love you!"}).json()
    assert client.get(f"/utterances/{said['utterance']}/marks").status_code == 200
    felt = client.get("/status").json()["state"]["mood"]["valence"]
    rest = load_personality("friendly").baseline.valence
    assert felt > rest + 0.05
    assert client.post("/person", json={"name": "Bob"}).status_code == 200
    assert client.get(f"/utterances/{said['utterance']}/marks").status_code == 404
    assert client.get("/status").json()["state"]["mood"]["valence"] == pytest.approx(rest, abs=0.01)
    assert client.post("/person", json={"name": "Ada"}).status_code == 200


@pytest.mark.parametrize("name", ["../x", "a/b", "", " ", "x" * 65, "con", "a\0b"])
def test_a_name_that_no_folder_can_have_is_refused(client: TestClient, home: Path, name: str):
    answer = client.post("/person", json={"name": name})
    assert answer.status_code == 422
    assert answer.json()["error"]["where"] == "body.name"
    assert not (home.parent / "x").exists()


def test_a_wrong_passphrase_is_said_and_nothing_is_lost(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as other:
        other.setenv("SHERIN_PASSPHRASE", "another one")
        with served(home) as client:
            answer = client.post("/chat", json={"text": "hello"})
            assert answer.status_code == 503
            assert "passphrase" in answer.json()["error"]["what"]
            # The body goes on without its mind.
            assert client.post("/feel", json={"text": "hello"}).status_code == 200
            assert "passphrase" in client.get("/status").json()["mind"]["reason"]
    with served(home) as client:
        assert "porridge" in chat(client, "what did I have for breakfast")["reply"]["text"]


def test_a_command_is_answered_and_not_said_aloud(client: TestClient):
    answer = client.post("/chat", json={"text": "/status"}).json()
    assert answer["intent"] == "command"
    assert answer["utterance"] is None


def test_a_long_line_and_a_strange_one_are_answered(client: TestClient):
    for text in ("x" * 4000, "\x1b[31m\u202e\x00 hello", "🙂", "你好吗"):
        assert chat(client, text)["reply"]["text"]
    assert client.post("/chat", json={"text": "x" * 4001}).status_code == 422
