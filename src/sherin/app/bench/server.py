"""`sherin bench server`: how soon the server is there, answers, and reaches a thousand viewers."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import re
import secrets
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from sherin.app.bench.measure import Row, row
from sherin.app.bench.voice import SENTENCES
from sherin.app.client import Client
from sherin.app.performance import Performance
from sherin.app.server.clock import SessionClock
from sherin.app.server.companion import Companion
from sherin.app.server.limits import Limits
from sherin.app.server.running import allow_many_files
from sherin.app.server.socket import BINARY
from sherin.app.server.viewers import Viewer
from sherin.mind.affect import load_personality
from sherin.wire import Packet, encode_binary, encode_json

__all__ = ["server_rows"]

_N_VIEWERS: Final = 1000
_PACKETS_PER_S: Final = 30.0
_SECONDS: Final = 8.0
_WARM_SECONDS: Final = 1.0
_N_SENTENCES: Final = 60
_ARKIT_BYTES_PER_MINUTE: Final = 50_000 / 8 * 60
"""52 blend shapes as floats, 30 times a second, as streamed from a phone: 50 kbit/s."""
_CALL_BYTES_PER_MINUTE: Final = 500_000 / 8 * 60
"""A WebRTC video call at its least: 0.5 Mbit/s; good ones take 2."""
_SCRIPT: Final = "from sherin.app.cli.main import main; main()"
_SEQ_AT: Final = 4
"""Where a packed packet has its number (docs/wire.md)."""


def server_rows() -> Iterator[Row]:
    """Every figure of the server, one after the other; takes about 40 s."""
    allow_many_files()
    with (
        tempfile.TemporaryDirectory(prefix="sherin-bench-") as folder,
        _running(Path(folder)) as (server, url, ready_s),
    ):
        yield row("start to ready", ready_s, "s", ("<=", 2.0))
        yield from _answer_rows(url)
        yield row("resident memory, mind and voice open", _resident_mb(server), "MB")
        yield from _delivery_rows(server, url)
        resident = _resident_mb(server)
        yield row(f"resident memory, after {_N_VIEWERS} viewers", resident, "MB", ("<=", 400.0))
    yield from _size_rows()


@contextlib.contextmanager
def _running(home: Path) -> Generator[tuple[subprocess.Popen[str], str, float]]:
    """`sherin serve` with an empty home, its address, and how long it took to answer."""
    # The drawn figure: making an avatar meanwhile would be another measurement.
    (home / "choices.json").write_text('{"avatar": "figure"}', encoding="utf-8")
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 (our own command line)
        [sys.executable, "-c", _SCRIPT, "serve", "--no-open", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SHERIN_HOME": str(home)},
    ) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        ready_s = time.perf_counter() - began
        found = re.search(r"http://\S+/", line)
        try:
            if found is None:
                raise RuntimeError(f"the server did not start: {line}{server.stderr.read()}")
            threading.Thread(target=server.stderr.read, daemon=True).start()
            yield server, found[0], ready_s
        finally:
            server.terminate()
            server.wait(10)


def _answer_rows(url: str) -> Iterator[Row]:
    with Client(url) as client:
        client.choose_person("Bench")
        for number in range(_N_SENTENCES // 4):
            client.feel(SENTENCES[number % len(SENTENCES)])
        felt_ms = [_timed_ms(client, number) for number in range(_N_SENTENCES)]
        asked = ("what is quantum tunneling", "history of computer", "what is television")
        client.chat(asked[0], speak=False)
        answered_ms: list[float] = []
        for number in range(_N_SENTENCES // 2):
            began = time.perf_counter()
            client.chat(asked[number % len(asked)], speak=False)
            answered_ms.append(1000.0 * (time.perf_counter() - began))
            time.sleep(0.02)
        client.say("Hello there.")
    p50, p99 = np.percentile(felt_ms, [50, 99])
    yield row("sentence -> packet over HTTP, p50", float(p50), "ms")
    yield row("sentence -> packet over HTTP, p99", float(p99), "ms", ("<=", 15.0))
    p50, p99 = np.percentile(answered_ms, [50, 99])
    yield row("question -> answer of the shelves over HTTP, p50", float(p50), "ms")
    yield row("question -> answer of the shelves over HTTP, p99", float(p99), "ms")


def _timed_ms(client: Client, number: int) -> float:
    time.sleep(0.025)  # below the limit of requests, as a person is
    began = time.perf_counter()
    client.feel(SENTENCES[number % len(SENTENCES)])
    return 1000.0 * (time.perf_counter() - began)


def _delivery_rows(server: subprocess.Popen[str], url: str) -> Iterator[Row]:
    busy_s = -_processor_s(server)
    delays_ms, n_lost = asyncio.run(_deliver(url))
    busy_s += _processor_s(server)
    p50, p99 = np.percentile(delays_ms, [50, 99])
    what = f"{_N_VIEWERS} viewers, {_PACKETS_PER_S:g} packets/s"
    yield row(f"{what}: delivery p50", float(p50), "ms")
    yield row(f"{what}: delivery p99", float(p99), "ms", ("<=", 50.0))
    yield row(f"{what}: packets that did not arrive", float(n_lost), "")
    # On a machine that does other things, too, this says more than the delay.
    n_frames = _N_VIEWERS * (_SECONDS + _WARM_SECONDS) * _PACKETS_PER_S
    yield row(f"{what}: processor time of the server, per frame", 1e6 * busy_s / n_frames, "us")


async def _deliver(url: str) -> tuple[list[float], int]:
    """Delays of every packet at every viewer, in ms from its request, and how many were lost."""
    host, port = re.findall(r"//(.*):(\d+)/", url)[0]
    arrivals: dict[int, list[float]] = {}
    viewers = [_Watcher(f"{host}:{port}", arrivals) for _ in range(_N_VIEWERS)]
    loop = asyncio.get_running_loop()
    for viewer in viewers:
        # One after the other: a server that is asked for all at once measures its backlog.
        await loop.create_connection(lambda viewer=viewer: viewer, host, int(port))
        await asyncio.wait_for(viewer.is_open, 10)
    sent = await asyncio.to_thread(_play, url)
    await asyncio.sleep(1.0)
    for viewer in viewers:
        viewer.close()
    warm = sorted(sent)[: round(_WARM_SECONDS * _PACKETS_PER_S)]
    measured = {seq: began for seq, began in sent.items() if seq not in warm}
    delays = [
        1000.0 * (arrived - began)
        for seq, began in measured.items()
        for arrived in arrivals.get(seq, ())
    ]
    return delays, len(measured) * _N_VIEWERS - len(delays)


def _play(url: str) -> dict[int, float]:
    """Let it react, so often a second; number of each packet -> when it was asked for.

    A packet is made after its request was sent: counting from there is on the safe side.
    """
    sent: dict[int, float] = {}
    with Client(url) as client:
        began = time.perf_counter()
        for number in range(round((_SECONDS + _WARM_SECONDS) * _PACKETS_PER_S)):
            wait_s = began + number / _PACKETS_PER_S - time.perf_counter()
            if wait_s > 0:
                time.sleep(wait_s)
            asked_s = time.perf_counter()
            packet = client.feel(SENTENCES[number % len(SENTENCES)]).packet
            sent[packet.seq] = asked_s
    return sent


class _Watcher(asyncio.Protocol):
    """One viewer, as small as it can be: the bench must not be slower than what it measures."""

    def __init__(self, host: str, arrivals: dict[int, list[float]]) -> None:
        self._host = host
        self._arrivals = arrivals
        self._buffer = bytearray()
        self._is_upgraded = False
        self._transport: asyncio.Transport | None = None
        self.is_open: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        transport.write(
            f"GET /ws HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: {BINARY}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self._buffer += data
        if not self._is_upgraded:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            assert self._buffer.startswith(b"HTTP/1.1 101"), bytes(self._buffer[:200])
            del self._buffer[: end + 4]
            self._is_upgraded = True
            self.is_open.set_result(None)
        while (frame := self._frame()) is not None:
            is_binary, body = frame
            if is_binary:
                self._arrivals.setdefault(_seq_of(body), []).append(now)

    def close(self) -> None:
        assert self._transport is not None
        self._transport.abort()

    def _frame(self) -> tuple[bool, bytes] | None:
        """The next whole frame: those of a server are not masked (RFC 6455, 5.2)."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        n_bytes, start = buffer[1], 2
        if n_bytes == 126:
            if len(buffer) < 4:
                return None
            n_bytes, start = int.from_bytes(buffer[2:4], "big"), 4
        if len(buffer) < start + n_bytes:
            return None
        frame = buffer[0] & 0x0F == 2, bytes(buffer[start : start + n_bytes])
        del buffer[: start + n_bytes]
        return frame


def _seq_of(packed: bytes) -> int:
    return int(struct.unpack_from("<I", packed, _SEQ_AT)[0])


def _resident_mb(server: subprocess.Popen[str]) -> float:
    try:
        pages = Path(f"/proc/{server.pid}/statm").read_text("ascii").split()[1]
    except OSError:
        return 0.0
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _processor_s(server: subprocess.Popen[str]) -> float:
    try:
        fields = Path(f"/proc/{server.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _size_rows() -> Iterator[Row]:
    """What travels in one minute of lively talk, from real packets and states."""
    now_ns = 0

    def clock_ns() -> int:
        return now_ns

    personality, limits = load_personality("friendly"), Limits()
    performance = Performance(personality=personality)
    companion = Companion(performance, personality, clock=SessionClock(clock_ns), limits=limits)
    viewer = Viewer(is_binary=True, limits=limits)
    companion.join(viewer)
    _taken(viewer)
    packets: list[Packet] = []
    n_bytes = 0
    for second in range(60):
        now_ns = second * 1_000_000_000
        # Somebody types, says a sentence, and hears one, over and over.
        match second % 6:
            case 0:
                packets.append(companion.notice("typing").packet)
            case 2 | 5:
                sentence = SENTENCES[second // 3 % len(SENTENCES)]
                packets.append(companion.hear(sentence).packet)
            case _:
                companion.look_at_state()
        n_bytes += _taken(viewer)
    index = performance.library.index
    json_bytes = [len(encode_json(packet)) for packet in packets]
    binary_bytes = [len(encode_binary(packet, index)) for packet in packets]
    yield row("a reaction, binary, mean", float(np.mean(binary_bytes)), "B", ("<=", 96.0))
    yield row("a reaction, JSON, largest", float(max(json_bytes)), "B", ("<=", 499.0))
    yield row("a minute of talk, packets and states", n_bytes / 1000.0, "kB")
    yield row("the same as an ARKit stream of floats", _ARKIT_BYTES_PER_MINUTE / 1000.0, "kB")
    yield row("the same as a video call", _CALL_BYTES_PER_MINUTE / 1000.0, "kB")
    yield row("ARKit stream / ours", _ARKIT_BYTES_PER_MINUTE / n_bytes, "x")
    yield row("video call / ours", _CALL_BYTES_PER_MINUTE / n_bytes, "x")


def _taken(viewer: Viewer) -> int:
    """Bytes of the frames that wait, with the heads that a WebSocket puts before them."""
    n_bytes = 0
    while (frame := viewer.pop()) is not None:
        body = len(frame) if isinstance(frame, bytes) else len(frame.encode())
        n_bytes += body + (2 if body < 126 else 4)
    return n_bytes
