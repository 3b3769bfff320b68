"""The Python client against a running server: every method, typed answers, and plain errors."""

import inspect
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sherin.app.avatars import built_in_poster_path
from sherin.app.client import Client, types
from sherin.app.minds import open_mind
from sherin.app.server import Access, Limits, create_app
from sherin.app.server.access import new_token
from sherin.app.server.running import address_of, serve, take_port
from sherin.errors import ServerRefusedError
from sherin.mind.affect import load_personality


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    patch.setenv("SHERIN_PASSPHRASE", "a passphrase for tests")
    token = new_token()
    bound = take_port(0)
    app = create_app(
        load_personality("friendly"),
        page_folder=home,
        home=home,
        mind=lambda person: open_mind(person, home=home),
        access=Access(token=token),
    )
    is_ready = threading.Event()
    servers: list[object] = []

    def run() -> None:
        serve(app, bound, on_ready=is_ready.set, limits=Limits(), on_made=servers.append)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert is_ready.wait(60)
        yield address_of(bound, token=token)
    finally:
        servers[0].should_exit = True  # type: ignore[attr-defined]  # uvicorn's way to stop
        thread.join(60)
        bound.close()
        patch.undo()


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address) as client:
        yield client


def test_a_question_is_answered(client: Client):
    assert client.choose_person("Ada").name == "Ada"
    answer = client.chat("what is quantum tunneling", speak=False)
    assert isinstance(answer, types.ChatAnswer)
    assert answer.reply.route == "knowledge"
    assert answer.reply.sources[0].title
    assert client.person().name == "Ada"


def test_the_lines_of_an_answer_are_told_apart(client: Client):
    lines = list(client.chat_lines("hello", speak=False))
    assert isinstance(lines[0], types.HeardLine)
    assert isinstance(lines[-1], types.ReplyLine)
    assert lines[-1].packet > lines[0].packet


def test_it_speaks_and_is_heard(client: Client):
    said = client.say("Hello there.", feeling="joy")
    assert said.packet.utterance is not None
    assert len(client.audio(said.packet.utterance)) > 10_000
    marks = list(client.marks(said.packet.utterance))
    assert marks[-1]["kind"] == "end"
    assert client.interrupt().status == "ok"


def test_it_reacts(client: Client):
    assert client.feel("I love this!").appraisal is not None
    assert client.happen("task_done").packet.video_blend
    assert client.show(feeling="E_0342").packet.meta.expression == "E_0342"
    assert client.show(valence=-0.5, arousal=0.5, dominance=0.0).feeling


def test_everything_that_can_be_looked_up(client: Client):
    status = client.status()
    assert status.state.activity
    assert client.healthz().status == "ok"
    assert client.feelings()["joy"].valence > 0
    assert "typing" in client.events()
    assert client.capsule("HF_SOFT_OFFER").channels
    page = client.capsules(domain="hand", limit=3)
    assert page.count > 3 and len(page.capsules) == 3
    assert len(client.library(status.library.hash)) > 1_000_000
    assert client.personalities().current == "friendly"
    assert client.choose_personality("skeptical").current == "skeptical"
    assert "silent" in client.voices().voices
    assert client.choose_voice("silent").current == "silent"


def test_avatars(client: Client):
    assert client.avatars().current == "astronaut"
    assert client.avatar_png("astronaut") == built_in_poster_path().read_bytes()
    started = client.make_avatar(b"no photo", name="me", media="image/png")
    last = list(client.job(started.job))[-1]
    assert isinstance(last, types.Failed)
    assert "not an image" in last.reason
    with pytest.raises(ServerRefusedError, match="GET /avatars"):
        client.wear("nobody")
    for call in (client.avatar_glb, client.avatar_json):
        with pytest.raises(ServerRefusedError):
            call("nobody")


def test_films(client: Client):
    with pytest.raises(ServerRefusedError, match="no capsule"):
        client.render(capsules=("HF_NO_SUCH",))
    for call in (client.film, client.film_file):
        with pytest.raises(ServerRefusedError) as refused:
            call("0" * 16)
        assert refused.value.status == 404


def test_a_refusal_says_where_and_what_next(client: Client):
    with pytest.raises(ServerRefusedError) as refused:
        client.show(feeling="joyy")
    assert (refused.value.status, refused.value.where) == (422, "body.feeling")
    assert "GET /feelings" in str(refused.value)


def test_a_wrong_token_is_refused(address: str):
    with Client(address.partition("?")[0], token="wrong") as client:
        with pytest.raises(ServerRefusedError) as refused:
            client.status()
        assert refused.value.status == 401


def test_a_path_cannot_be_left(client: Client):
    with pytest.raises(ServerRefusedError) as refused:
        client.capsule("../status")
    assert refused.value.status == 404


def test_no_server_is_said_plainly():
    with take_port(0) as bound:
        port = bound.getsockname()[1]
    with (
        Client(f"http://127.0.0.1:{port}") as client,
        pytest.raises(ServerRefusedError, match="Is `sherin serve` running"),
    ):
        client.healthz()


def test_no_method_is_left_out():
    """Each is called above; a new route asks for a line here."""
    source = Path(__file__).read_text(encoding="utf-8")
    methods = [name for name, _ in inspect.getmembers(Client, inspect.isfunction)]
    missing = [
        name
        for name in methods
        if not name.startswith("_") and name != "close" and f"client.{name}" not in source
    ]
    assert missing == []
