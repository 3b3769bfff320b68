"""What a server has to survive: floods, giants, sudden death while it speaks, missing things."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from sherin.wire import Event, Hello, PacketMessage, State, decode_message, encode_message

POSIX = pytest.mark.skipif(os.name == "nt", reason="no such signal there")


@contextmanager
def running(home: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`sherin serve` in a process of its own, with the drawn figure, and its address."""
    (home / "choices.json").write_text('{"avatar": "figure"}', encoding="utf-8")
    start = "from sherin.app.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", start, "serve", "--no-open", "--port", str(port)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SHERIN_HOME": str(home), "SHERIN_PASSPHRASE": "for tests"},
    ) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert found, line + process.stderr.read()
            yield process, found[0]
        finally:
            process.kill()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("home")) as (_, url):
        yield url


def ask(url: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def viewer(url: str, query: str = "") -> ClientConnection:
    return connect(f"{url.replace('http', 'ws')}ws{query}", open_timeout=60, close_timeout=1)


def first_two(watching: ClientConnection) -> tuple[Hello, State]:
    hello, state = (decode_message(watching.recv(timeout=60)) for _ in range(2))
    assert isinstance(hello, Hello) and isinstance(state, State)
    return hello, state


def test_ten_thousand_events_in_a_second_disturb_nobody(address: str):
    event = encode_message(Event(name="joke")).decode()
    with viewer(address) as calm, viewer(address) as mad:
        first_two(calm), first_two(mad)
        before = ask(f"{address}status")
        for _ in range(10_000):
            mad.send(event)
        began = time.monotonic()
        assert ask(f"{address}healthz") == {"status": "ok"}
        # The flood itself may still lie in the buffers; each of its messages costs next to nothing.
        assert time.monotonic() - began < 30.0
        status = ask(f"{address}status")
        deadline = time.monotonic() + 120.0
        while status["messages_ignored"] - before["messages_ignored"] < 9_000:
            assert time.monotonic() < deadline
            time.sleep(0.05)
            status = ask(f"{address}status")
        assert status["viewers"] == 2
        # What got through is what a person could do: the limit of one viewer.
        assert status["packets"] - before["packets"] < 1_000
        packet = ask(f"{address}emotion", {"feeling": "joy"})["packet"]
        while True:
            message = decode_message(calm.recv(timeout=60))
            if isinstance(message, PacketMessage) and message.packet.seq == packet["seq"]:
                break


@pytest.mark.parametrize("route", ["chat", "say", "event", "render", "person"])
def test_a_body_of_ten_megabytes_is_refused_unread(address: str, route: str):
    body = b'{"text": "' + b"x" * 10_000_000 + b'"}'
    request = urllib.request.Request(
        f"{address}{route}", body, {"content-type": "application/json"}
    )
    # The server closes the door while the client still pushes: both ends of that are a refusal.
    with pytest.raises((urllib.error.URLError, ConnectionError)) as refused:
        urllib.request.urlopen(request, timeout=60)
    if isinstance(refused.value, urllib.error.HTTPError):
        assert refused.value.code == 413
        refused.value.close()
    assert ask(f"{address}healthz") == {"status": "ok"}


def test_what_is_missing_is_named(address: str):
    for path in ("capsules/HF_NO_SUCH", f"library/{'0' * 32}.bin", "utterances/nothing/audio"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(f"{address}{path}")
        assert refused.value.code == 404
        assert json.load(refused.value)["error"]["next"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(f"{address}emotion", {"feeling": "E_NO_SUCH"})
    assert refused.value.code == 422
    refused.value.close()


@POSIX
def test_a_server_killed_while_it_speaks_comes_back_with_its_memory(tmp_path: Path):
    long = "This is a long story, and it goes on and on, and nobody knows where it ends. " * 8
    with running(tmp_path) as (first, url):
        port = int(url.rsplit(":", 1)[1].strip("/"))
        ask(f"{url}person", {"name": "Ada"})
        ask(f"{url}chat", {"text": "I had porridge for breakfast"})
        with viewer(url) as watching:
            hello, _ = first_two(watching)
            packet = ask(f"{url}say", {"text": long})["packet"]
            os.kill(first.pid, signal.SIGKILL)
            first.wait(60)
    with running(tmp_path, port) as (_, again):
        assert again == url
        query = f"?after={packet['seq']}&session={hello.session}"
        with viewer(again, query) as back:
            resumed, state = first_two(back)
            # Another session: numbers begin anew, nothing of the old one is repeated.
            assert resumed.session != hello.session
            assert state.activity == "rest"
            told = ask(f"{again}chat", {"text": "what did I have for breakfast"})
            assert "porridge" in told["reply"]["text"]
            heard = decode_message(back.recv(timeout=60))
            while not isinstance(heard, PacketMessage):
                heard = decode_message(back.recv(timeout=60))
            assert heard.packet.seq == 0
        assert ask(f"{again}person")["name"] == "Ada"
