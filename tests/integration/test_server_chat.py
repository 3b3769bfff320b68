"""`/chat`: the question shows at once, the answer is said, and what nobody waits for is let go."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sherin.app.performance import Performance
from sherin.app.server import Companion, create_app
from sherin.app.server.clock import SessionClock
from sherin.app.server.conversation import Conversation, spoken_part
from sherin.app.server.limits import Limits
from sherin.app.server.thinking import OpenMind, Thinking
from sherin.errors import MemoryStoreError
from sherin.mind.affect import Vad, load_personality
from sherin.mind.companion import Heard, MindStatus, Reply

BASE = "http://127.0.0.1:8765"
NDJSON = {"accept": "application/x-ndjson"}


class SlowMind:
    """Answers as a model does that takes its time: the real ones are too fast for these tests."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.asked: list[str] = []
        self.was_cancelled: list[str] = []
        self.threads: set[int] = set()

    def respond(
        self,
        text: str,
        *,
        feeling: Vad | None = None,
        heard: Heard | None = None,
        intent: str | None = None,
    ) -> Reply:
        assert heard is not None
        self.threads.add(threading.get_ident())
        self.asked.append(text)
        if text.startswith("slow"):
            heard.on_waiting()
            heard.on_piece("One ")
            while not self.may_go_on.wait(0.002):
                if heard.is_cancelled():
                    self.was_cancelled.append(text)
                    break
            heard.on_piece("two.")
        return Reply(
            text="One two.",
            route="model",
            confidence=0.4,
            is_known=False,
            notice="generated, unverified",
            feeling=Vad(0.6, 0.3, 0.2),
            expression="E_0342",
            intent=intent or "chat",
            latency_ms=1.0,
        )

    def status(self) -> MindStatus:
        return MindStatus(
            person="Ada",
            preset="hybrid",
            is_frozen=False,
            model="slow",
            knowledge=None,
            memory=None,
            open_gaps=None,
        )

    def warm_up(self) -> None:
        self.threads.add(threading.get_ident())


def opening(mind: SlowMind) -> OpenMind:
    @contextmanager
    def opened(person: str | None) -> Iterator[SlowMind]:
        mind.threads.add(threading.get_ident())
        yield mind
        mind.threads.add(threading.get_ident())

    return opened


@pytest.fixture
def mind() -> SlowMind:
    return SlowMind()


@pytest.fixture
def client(mind: SlowMind, tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(load_personality("friendly"), page_folder=tmp_path, mind=opening(mind))
    with TestClient(app, base_url=BASE) as client:
        yield client


def lines_of(answer: object) -> list[dict[str, object]]:
    return [json.loads(line) for line in str(answer).splitlines()]


def test_an_answer_comes_with_its_packet_and_is_said(client: TestClient):
    body = client.post("/chat", json={"text": "hello", "intent": "greeting"}).json()
    assert (body["status"], body["intent"]) == ("ok", "greeting")
    assert body["reply"]["text"] == "One two."
    assert body["reply"]["notice"] == "generated, unverified"
    # The question had packet 0: the face shows that it was heard before anything is answered.
    assert body["packet"] == 1
    assert client.get(f"/utterances/{body['utterance']}/marks").status_code == 200


def test_the_lines_of_a_quick_answer_begin_with_what_was_felt(client: TestClient):
    answer = client.post("/chat", json={"text": "I love you!"}, headers=NDJSON)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    heard, reply = lines_of(answer.text)
    assert heard == {"kind": "heard", "packet": 0, "feeling": heard["feeling"]}
    assert heard["feeling"] in client.get("/feelings").json()
    assert (reply["kind"], reply["packet"], reply["route"]) == ("reply", 1, "model")


def test_a_slow_answer_says_that_it_waits_and_comes_in_pieces(mind: SlowMind, client: TestClient):
    with client.websocket_connect("/ws", headers={"host": "127.0.0.1:8765"}) as viewer:
        viewer.receive_text(), viewer.receive_text()
        threading.Timer(0.2, mind.may_go_on.set).start()
        lines = lines_of(client.post("/chat", json={"text": "slow"}, headers=NDJSON).text)
        kinds = [line["kind"] for line in lines]
        assert kinds == ["heard", "waiting", "piece", "piece", "reply"]
        packets = [p["packet"] for p in iter_packets(viewer, 3)]
    assert packets[1]["context"] == "thinking"
    assert packets[2]["meta"]["expression"] == "E_0342"
    assert [packet["seq"] for packet in packets] == [0, 1, lines[-1]["packet"]]


def iter_packets(viewer: object, n_packets: int) -> Iterator[dict[str, dict[str, dict[str, str]]]]:
    found = 0
    while found < n_packets:
        message = json.loads(viewer.receive_text())  # type: ignore[attr-defined]
        if message["type"] == "packet":
            found += 1
            yield message


def test_an_answer_that_is_only_written_still_shows(client: TestClient):
    body = client.post("/chat", json={"text": "hello", "speak": False}).json()
    assert body["utterance"] is None
    assert body["packet"] == 1


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_is_no_question(client: TestClient, mind: SlowMind, text: str):
    answer = client.post("/chat", json={"text": text})
    assert answer.status_code == 422
    assert answer.json()["error"]["where"] == "body.text"
    assert mind.asked == []


def test_a_server_without_a_mind_says_so(tmp_path: Path):
    app = create_app(load_personality("friendly"), page_folder=tmp_path)
    with TestClient(app, base_url=BASE) as client:
        answer = client.post("/chat", json={"text": "hello"})
        assert answer.status_code == 503
        assert "no mind" in answer.json()["error"]["what"]
        last = lines_of(client.post("/chat", json={"text": "hello"}, headers=NDJSON).text)[-1]
        assert last["kind"] == "error"


def test_a_mind_that_does_not_open_says_why(tmp_path: Path):
    @contextmanager
    def closed(person: str | None) -> Iterator[SlowMind]:
        raise MemoryStoreError("ada/memory.db: the key is missing. Set SHERIN_PASSPHRASE.")
        yield

    app = create_app(load_personality("friendly"), page_folder=tmp_path, mind=closed)
    with TestClient(app, base_url=BASE) as client:
        error = client.post("/chat", json={"text": "hello"}).json()["error"]
        assert "SHERIN_PASSPHRASE" in error["what"]


def conversation(mind: SlowMind) -> tuple[Conversation, Thinking]:
    personality, limits = load_personality("friendly"), Limits()
    performance = Performance(personality=personality)
    companion = Companion(performance, personality, clock=SessionClock(), limits=limits)
    thinking = Thinking(opening(mind))
    return Conversation(companion, thinking, limits), thinking


def test_a_new_question_withdraws_the_one_before(mind: SlowMind):
    talk, thinking = conversation(mind)

    async def ask_twice() -> tuple[list[object], list[object]]:
        first = talk.ask("slow", speaks=False)
        await until(lambda: bool(mind.asked))
        second = talk.ask("quick", speaks=False)
        lines = [line async for line in first.lines()], [line async for line in second.lines()]
        await talk.close()
        await thinking.close()
        return lines

    first, second = asyncio.run(ask_twice())
    assert "another question" in first[-1].error.what  # type: ignore[attr-defined]
    assert second[-1].text == "One two."  # type: ignore[attr-defined]
    assert mind.was_cancelled == ["slow"]
    assert len(mind.threads) == 1, "a person's memory is used from one thread only"


def test_a_reader_that_goes_away_withdraws_its_question(mind: SlowMind):
    talk, thinking = conversation(mind)

    async def leave() -> None:
        lines = talk.ask("slow", speaks=False).lines()
        await anext(lines)
        await lines.aclose()
        await until(lambda: mind.was_cancelled == ["slow"])
        await talk.close()
        await thinking.close()

    asyncio.run(leave())


async def until(is_so: object) -> None:
    deadline = time.monotonic() + 60.0
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < deadline
        await asyncio.sleep(0.002)


def test_an_interruption_withdraws_the_question(mind: SlowMind, client: TestClient):
    lines: list[dict[str, object]] = []

    def ask() -> None:
        lines.extend(lines_of(client.post("/chat", json={"text": "slow"}, headers=NDJSON).text))

    asking = threading.Thread(target=ask)
    asking.start()
    deadline = time.monotonic() + 60.0
    while not mind.asked:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    assert client.post("/interrupt", json={}).status_code == 200
    asking.join(60)
    assert "interrupted" in lines[-1]["error"]["what"]  # type: ignore[index]
    deadline = time.monotonic() + 60.0
    while client.get("/status").json()["state"]["activity"] != "rest":
        assert time.monotonic() < deadline


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" One. Two. ", "One. Two."),
        ("One is here. Two is far too long", "One is here."),
        ("nowhere an end of it all", "nowhere an end of"),
        ("x" * 30, "x" * 20),
        ("One. Two.\nGo on with: Three (M2).", "One. Two."),
    ],
)
def test_what_is_too_long_is_said_up_to_the_end_of_a_sentence(text: str, said: str):
    assert spoken_part(text, 20) == said
