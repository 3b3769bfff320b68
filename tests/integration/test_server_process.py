"""`sherin serve` as a process: where it listens, how it ends, and what bad viewers cost it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from sherin.app.cli import main as cli
from sherin.app.server import DEFAULT_PORT, Limits, create_app
from sherin.app.server.running import ADDRESS, serve, take_port
from sherin.body.library import Library
from sherin.errors import InputError
from sherin.mind.affect import load_personality
from sherin.wire import Event, Hello, State, decode_binary, decode_message, encode_message

POSIX = pytest.mark.skipif(os.name == "nt", reason="Ctrl-C of a child is a console event there")


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`sherin serve` in a process of its own, and the address it printed."""
    start = "from sherin.app.cli.main import main; main()"
    command = [sys.executable, "-c", start, "serve", "--no-open", "--port", "0", *options]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert found, line + process.stderr.read()
            yield process, found[0]
        finally:
            process.kill()


def status_of(url: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{url}status", timeout=60) as answer:
        return json.load(answer)


@POSIX
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_when_told(how: signal.Signals):
    with running("--personality", "skeptical") as (process, url):
        assert status_of(url)["personality"] == "skeptical"
        with connect(f"{url.replace('http', 'ws')}ws") as viewer:
            assert isinstance(decode_message(viewer.recv(timeout=60)), Hello)
            process.send_signal(how)
            out, told = process.communicate(timeout=60)
    assert process.returncode in {0, 130, -how}
    assert out == ""
    assert "Traceback" not in told
    assert "Error" not in told


@POSIX
def test_ctrl_c_is_an_interruption():
    with running() as (process, _):
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.strip() == "sherin: interrupted"


def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]):
    with take_port(0) as taken:
        port = taken.getsockname()[1]
        assert cli.run(["serve", "--no-open", "--port", str(port)]) == 2
    told = capsys.readouterr().err
    assert f"port {port} on 127.0.0.1 is taken" in told
    assert "--port" in told


def test_the_next_free_port_is_taken_without_a_wish():
    with take_port(None) as first, take_port(None) as second:
        ports = [taken.getsockname()[1] for taken in (first, second)]
        # Which of them others have taken may change meanwhile.
        assert min(ports) >= DEFAULT_PORT and ports[0] != ports[1]
        assert first.getsockname()[0] == "127.0.0.1"


def test_all_ports_taken_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch):
    with take_port(0) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr("sherin.app.server.running.DEFAULT_PORT", port)
        monkeypatch.setattr("sherin.app.server.running._N_PORTS_TRIED", 1)
        with pytest.raises(InputError, match="all taken"):
            take_port(None)


def test_answers_do_not_wait_for_acknowledgements(tmp_path: Path):
    """With Nagle's algorithm on, every answer in two parts took 40 ms longer."""
    with serving(tmp_path, Limits()) as address:
        host, port = address.split(":")
        with socket.create_connection((host, int(port)), timeout=60) as client:
            ask = f"GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n".encode()
            taken: list[float] = []
            for _ in range(20):
                began = time.monotonic()
                client.sendall(ask)
                while not client.recv(4000).endswith(b"}"):
                    pass
                taken.append(time.monotonic() - began)
    assert min(taken) < 0.03
    with take_port(0) as bound:
        assert bound.proto == socket.IPPROTO_TCP


def test_an_unknown_personality_ends_before_it_listens(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["serve", "--no-open", "--personality", "frendly"]) == 2
    assert "Did you mean 'friendly'?" in capsys.readouterr().err


@contextmanager
def serving(tmp_path: Path, limits: Limits) -> Iterator[str]:
    """A server in a thread of this process; its sockets have small buffers."""
    bound = take_port(0)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32_768)  # accepted ones inherit it
    app = create_app(load_personality("friendly"), limits=limits, page_folder=tmp_path)
    is_ready = threading.Event()
    servers: list[object] = []

    def keep(server: object) -> None:
        servers.append(server)

    def run() -> None:
        serve(app, bound, on_ready=is_ready.set, limits=limits, on_made=keep)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert is_ready.wait(60)
        yield f"{ADDRESS}:{bound.getsockname()[1]}"
    finally:
        servers[0].should_exit = True  # type: ignore[attr-defined]  # uvicorn's way to stop
        thread.join(60)
        bound.close()
    assert not thread.is_alive()


def test_a_viewer_that_never_reads_slows_nobody_and_is_sent_away(tmp_path: Path):
    limits = Limits(messages_per_s=1e6, messages_burst=1_000_000, send_timeout_s=3.0)
    event = encode_message(Event(name="joke")).decode()
    with serving(tmp_path, limits) as address:
        stuck = socket.socket()
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, port = address.split(":")
        stuck.connect((host, int(port)))
        stuck.sendall(
            f"GET /ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        n_events = 0
        deadline = time.monotonic() + 180.0
        with stuck, connect(f"ws://{address}/ws", max_queue=None) as viewer:
            # Until the buffers on the way are full: how much of each burst an outbox drops before
            # it is written depends on the machine.
            status: dict[str, object] = {}
            while status.get("viewers") != 1:
                assert time.monotonic() < deadline
                for _ in range(100):
                    viewer.send(event)
                n_events += 100
                # Whatever a reading viewer loses, the newest packet reaches it.
                while f'"seq":{n_events - 1},' not in str(viewer.recv(timeout=60)):
                    pass
                status = status_of(f"http://{address}/")
            assert status["packets_dropped"]


@pytest.mark.parametrize("protocol", ["sherin.v1.bin", "sherin.v1.json"])
def test_packets_that_take_the_short_way_keep_their_place(tmp_path: Path, protocol: str):
    """Written past the outbox, a packet must not overtake what was told before it."""
    with serving(tmp_path, Limits()) as address:
        url = f"http://{address}/"

        def ask(route: str, body: dict[str, object]) -> dict[str, object]:
            data = json.dumps(body).encode()
            request = urllib.request.Request(
                url + route, data, {"content-type": "application/json"}
            )
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)

        with connect(f"ws://{address}/ws", subprotocols=[protocol]) as viewer:  # type: ignore[list-item]
            heard: list[object] = []
            wanted: list[object] = ["hello", "state"]
            for number in range(12):
                ask("emotion", {"feeling": "joy" if number % 2 else "sadness"})
                wanted.append(number)
            ask("interrupt", {})
            wanted.append("interrupt")
            ask("emotion", {"feeling": "joy"})
            wanted.append(12)
            ask("personality", {"name": "skeptical"})
            wanted += ["hello", "state"]
            library = Library.builtin()
            while len(heard) < len(wanted):
                frame = viewer.recv(timeout=60)
                if isinstance(frame, bytes):
                    heard.append(decode_binary(frame, library.ids).seq)
                else:
                    message = json.loads(frame)
                    heard.append(
                        message["packet"]["seq"] if message["type"] == "packet" else message["type"]
                    )
                if heard[-1] == "state" and len(heard) > 2 and wanted[len(heard) - 1] != "state":
                    heard.pop()  # the heartbeat: affect moved
            assert heard == wanted


def test_a_message_that_is_too_long_ends_that_connection_only(tmp_path: Path):
    """10 MB: refused by its announced length, before it is read."""
    with serving(tmp_path, Limits()) as address, connect(f"ws://{address}/ws") as other:
        assert isinstance(decode_message(other.recv(timeout=60)), Hello)
        for n_bytes in (5_000, 10_000_000):
            with connect(f"ws://{address}/ws") as viewer:
                with pytest.raises(ConnectionClosed):  # noqa: PT012 (it may end while sending, too)
                    viewer.send("x" * n_bytes)
                    while True:
                        viewer.recv(timeout=60)
                # The rest of a large one meets a closed door before the reason is read.
                assert viewer.close_code in ({1009} if n_bytes == 5_000 else {1006, 1009})
        assert isinstance(decode_message(other.recv(timeout=60)), State)
        assert status_of(f"http://{address}/")["packets"] == 0
