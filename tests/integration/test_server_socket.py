"""The WebSocket: what a viewer is told, how it comes back, and what it may not do."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from sherin.app.server import Limits, create_app
from sherin.body.library import Library
from sherin.mind.affect import load_personality
from sherin.wire import (
    Event,
    Hello,
    Message,
    Packet,
    PacketMessage,
    Ping,
    State,
    decode_binary,
    decode_message,
    encode_message,
)

BASE = "http://127.0.0.1:8765"
HOST = {"host": "127.0.0.1:8765"}
MANY = Limits(requests_per_s=1e6, requests_burst=1_000_000)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(load_personality("friendly"), limits=MANY, page_folder=tmp_path)
    with TestClient(app, base_url=BASE) as client:
        yield client


def connect(client: TestClient, query: str = "", *protocols: str) -> WebSocketTestSession:
    """A viewer; by default it offers no subprotocol, so it gets JSON."""
    return client.websocket_connect(
        f"/ws{query}", subprotocols=list(protocols) or None, headers=dict(HOST)
    )


def hear(viewer: WebSocketTestSession) -> Message:
    """The next message of a JSON viewer."""
    return decode_message(viewer.receive_text())


def hear_packet(viewer: WebSocketTestSession) -> Packet:
    """The next packet; states in between are skipped."""
    while True:
        message = hear(viewer)
        if isinstance(message, PacketMessage):
            return message.packet
        assert isinstance(message, State)


def begin(viewer: WebSocketTestSession) -> Hello:
    """The hello, and the state that follows it."""
    hello, state = hear(viewer), hear(viewer)
    assert isinstance(hello, Hello)
    assert isinstance(state, State)
    return hello


def feel(client: TestClient, word: str = "joy") -> int:
    """Let it feel; returns the number of the packet."""
    return client.post("/emotion", json={"feeling": word}).json()["packet"]["seq"]


def test_a_viewer_is_told_what_to_load_and_where_affect_is(client: TestClient):
    with connect(client) as viewer:
        hello, state = hear(viewer), hear(viewer)
    rest = load_personality("friendly").baseline
    assert isinstance(hello, Hello)
    assert hello.library == Library.builtin().hash
    assert hello.baseline.valence == pytest.approx(rest.valence, abs=0.005)
    assert isinstance(state, State)
    assert (state.activity, state.mood) == ("rest", hello.baseline)


def test_a_sentence_reaches_every_viewer_in_the_form_it_chose(client: TestClient):
    with (
        connect(client, "", "sherin.v1.json") as reader,
        connect(client, "", "other", "sherin.v1.bin", "sherin.v1.json") as player,
    ):
        assert reader.accepted_subprotocol == "sherin.v1.json"
        assert player.accepted_subprotocol == "sherin.v1.bin"
        begin(reader)
        begin(player)
        answer = client.post("/feel", json={"text": "We won!"}).json()
        packed = player.receive_bytes()
        read = hear_packet(reader)
    assert len(packed) == answer["bytes"]["binary"]
    assert decode_binary(packed, Library.builtin().ids) == read
    assert json.loads(encode_message(PacketMessage(read)))["packet"] == answer["packet"]


def test_a_late_joiner_gets_the_state_and_none_of_the_past(client: TestClient):
    feel(client, "grief")
    with connect(client) as viewer:
        hello, state = hear(viewer), hear(viewer)
        assert isinstance(hello, Hello)
        assert isinstance(state, State)
        assert state.mood.valence < hello.baseline.valence
        seq = feel(client)
        assert hear_packet(viewer).seq == seq


def test_a_viewer_that_comes_back_gets_what_it_missed(client: TestClient):
    with connect(client) as viewer:
        session = begin(viewer).session
        last = feel(client)
        assert hear_packet(viewer).seq == last
    missed = [feel(client, word) for word in ("doubt", "calm", "anger")]
    with connect(client, f"?after={last}&session={session}") as viewer:
        begin(viewer)
        assert [hear_packet(viewer).seq for _ in missed] == missed


def test_numbers_of_another_session_mean_nothing(client: TestClient):
    """After a restart the numbers begin again, so 40 there is not 40 here."""
    for _ in range(3):
        feel(client)
    with connect(client, "?after=0&session=another") as viewer:
        begin(viewer)
        seq = feel(client)
        assert hear_packet(viewer).seq == seq


def test_only_the_newest_are_kept(tmp_path: Path):
    limits = Limits(n_kept_packets=2)
    app = create_app(load_personality("friendly"), limits=limits, page_folder=tmp_path)
    with TestClient(app, base_url=BASE) as client:
        for _ in range(5):
            feel(client)
        with connect(client, "?after=0") as viewer:
            begin(viewer)
            assert [hear_packet(viewer).seq for _ in range(2)] == [3, 4]


@pytest.mark.parametrize("after", ["-1", "x", "", "4294967296", "9" * 400, "1e3", "%00"])
def test_a_wrong_number_to_resume_after_is_refused(client: TestClient, after: str):
    with pytest.raises(WebSocketDenialResponse) as refused, connect(client, f"?after={after}"):
        pass
    assert refused.value.status_code == 400
    assert "after" in refused.value.json()["error"]["what"]


def test_an_unknown_subprotocol_is_refused(client: TestClient):
    with pytest.raises(WebSocketDenialResponse) as refused, connect(client, "", "sherin.v9"):
        pass
    assert refused.value.status_code == 400
    assert "sherin.v1.bin" in refused.value.json()["error"]["expected"]


def test_one_viewer_too_many_is_sent_away(tmp_path: Path):
    limits = Limits(max_viewers=1)
    app = create_app(load_personality("friendly"), limits=limits, page_folder=tmp_path)
    with TestClient(app, base_url=BASE) as client:
        with connect(client) as viewer:
            begin(viewer)
            with pytest.raises(WebSocketDenialResponse) as refused, connect(client):
                pass
            assert refused.value.status_code == 503
        with connect(client) as viewer:
            begin(viewer)


def test_a_ping_comes_back_with_the_session_clock(client: TestClient):
    with connect(client) as viewer:
        hello = begin(viewer)
        answers: list[Ping] = []
        for client_us in (1, 2):
            viewer.send_text(encode_message(Ping(client_us=client_us)).decode())
            answer = hear(viewer)
            assert isinstance(answer, Ping)
            answers.append(answer)
    assert [answer.client_us for answer in answers] == [1, 2]
    first, second = (answer.server_us or 0 for answer in answers)
    assert hello.t_ms * 1000 <= first <= second


def test_an_event_of_one_viewer_is_shown_to_all(client: TestClient):
    with connect(client) as one, connect(client) as other:
        begin(one)
        begin(other)
        one.send_text(encode_message(Event(name="typing")).decode())
        assert hear_packet(one) == hear_packet(other)
        assert client.get("/status").json()["state"]["activity"] == "typing"


@pytest.mark.parametrize("event", ["thinking", "typing"])
def test_a_sentence_ends_what_went_before(client: TestClient, event: str):
    """Otherwise the figure would look away, or down, while it reacts to what was said."""
    with connect(client) as viewer:
        begin(viewer)
        viewer.send_text(encode_message(Event(name=event)).decode())
        assert hear_packet(viewer).context == event
        client.post("/feel", json={"text": "We won!"})
        state = hear(viewer)
        assert isinstance(state, State)
        assert state.activity == "rest"


def test_what_is_not_understood_changes_nothing_and_is_counted(client: TestClient):
    strange = [
        encode_message(Event(name="no_such_event")).decode(),
        encode_message(State(t_ms=0, mood=begin_mood(client), activity="talking")).decode(),
        "{",
        "",
        '{"type":"event","name":"../x"}',
    ]
    with connect(client) as viewer:
        begin(viewer)
        for text in strange:
            viewer.send_text(text)
        viewer.send_bytes(b"\xa1\x00")
        viewer.send_text(encode_message(Ping(client_us=7)).decode())
        answer = hear(viewer)
        assert isinstance(answer, Ping)
    status = client.get("/status").json()
    assert status["messages_ignored"] == len(strange) + 1
    assert (status["packets"], status["state"]["activity"]) == (0, "rest")


def begin_mood(client: TestClient):
    with connect(client) as viewer:
        return begin(viewer).baseline


def test_a_viewer_that_only_talks_nonsense_is_sent_away(client: TestClient):
    with connect(client) as viewer:
        begin(viewer)
        for _ in range(50):
            viewer.send_text("nonsense")
        with pytest.raises(WebSocketDisconnect) as left:
            viewer.receive_text()
    assert left.value.code == 1008
    assert client.get("/healthz").status_code == 200


def test_a_flood_of_events_is_cut_to_the_limit(tmp_path: Path):
    """10,000 events in a second: a hundred are taken, the others are counted."""
    limits = Limits(messages_per_s=1e-6, messages_burst=100)
    app = create_app(load_personality("friendly"), limits=limits, page_folder=tmp_path)
    event = encode_message(Event(name="typing")).decode()
    with TestClient(app, base_url=BASE) as client, connect(client) as viewer:
        begin(viewer)
        for _ in range(10_000):
            viewer.send_text(event)
        status = {"messages_ignored": 0}
        while status["messages_ignored"] < 9_900:
            status = client.get("/status").json()
        assert status["packets"] == 100


def test_another_personality_is_told_to_every_viewer(client: TestClient):
    with connect(client) as viewer:
        before = begin(viewer)
        client.post("/personality", json={"name": "skeptical"})
        after = hear(viewer)
        assert isinstance(after, Hello)
        assert after.session == before.session
        assert after.baseline != before.baseline
        state = hear(viewer)
        assert isinstance(state, State)
        assert state.mood == after.baseline


def test_a_viewer_that_leaves_is_forgotten(client: TestClient):
    with connect(client) as viewer:
        begin(viewer)
        assert client.get("/status").json()["viewers"] == 1
    while client.get("/status").json()["viewers"]:
        pass
    assert feel(client) == 0
