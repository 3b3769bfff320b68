"""A model server for tests: the real OpenAI-compatible protocol on loopback, with scripted words.

`ModelServer` listens like llama.cpp or Ollama do and streams server-sent events. What it answers is
a `Script`, or a function of the request, and it can be slow, stall, break off, send rubbish or
errors. It keeps what it was asked, and whether somebody hung up on it.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, Self, cast

__all__ = ["ModelServer", "Request", "Script"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One answer, and what goes wrong with it."""

    pieces: Sequence[str] = ("Hello", " there", ".")
    thoughts: Sequence[str] = ()
    """Said before the pieces, in the field some servers have for it."""
    status: int = 200
    error: str = "the model could not be loaded"
    """Sent with any other status."""
    before_headers_s: float = 0.0
    """As servers that answer only when the prompt is read."""
    before_first_s: float = 0.0
    between_s: float = 0.0
    stall_after: int | None = None
    """Pieces after which nothing more comes, until somebody hangs up."""
    break_after: int | None = None
    """Pieces after which the connection is cut."""
    rubbish_after: int | None = None
    """Pieces after which an event comes that is no JSON."""
    error_after: int | None = None
    """Pieces after which an event tells an error."""
    finish: str = "stop"
    has_usage: bool = True
    content_type: str = "text/event-stream"
    raw: bytes | None = None
    """Sent instead of events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, object]

    @property
    def messages(self) -> list[dict[str, str]]:
        """Of a chat completion."""
        return cast("list[dict[str, str]]", self.body["messages"])

    @property
    def text(self) -> str:
        """All that a model would read, one message after the other."""
        return "\n".join(message["content"] for message in self.messages)


Behaviour = Script | Callable[[Request], Script]


@dataclass(slots=True)
class _State:
    behaviour: Behaviour
    models: Sequence[Mapping[str, object]]
    pages: Mapping[str, object]
    requests: list[Request] = field(default_factory=list[Request])
    n_looks: int = 0
    left: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)


class ModelServer:
    """Listens from its making on; a context manager."""

    def __init__(
        self,
        behaviour: Behaviour = Script(),
        *,
        models: Sequence[str | Mapping[str, object]] = ("tiny",),
        pages: Mapping[str, object] | None = None,
        port: int = 0,
    ) -> None:
        """A server on 127.0.0.1.

        Args:
            behaviour: What each chat completion is answered with; can be changed later.
            models: Names, or whole entries, of `/v1/models`.
            pages: Path -> JSON of what else, or instead, it serves, such as `/api/tags`.
            port: 0 takes a free one.
        """
        entries = [{"id": m, "object": "model"} if isinstance(m, str) else m for m in models]
        self._state: Final = _State(behaviour, entries, pages or {})
        self._http: Final = _Http(("127.0.0.1", port), _Handler, self._state)
        self._thread: Final = threading.Thread(
            target=self._http.serve_forever, args=(0.01,), name="model-server", daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Such as `http://127.0.0.1:40123`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._http.server_address[1])

    @property
    def requests(self) -> list[Request]:
        """Every chat completion that was asked for, in order."""
        return self._state.requests

    @property
    def n_looks(self) -> int:
        """How often the list of models was asked for."""
        return self._state.n_looks

    def answer_with(self, behaviour: Behaviour) -> None:
        """From now on."""
        self._state.behaviour = behaviour

    def was_left(self, timeout_s: float = 30.0) -> bool:
        """Whether somebody hung up before an answer ended; waits for it."""
        return self._state.left.wait(timeout_s)

    def close(self) -> None:
        """Stop listening, and end what is being answered."""
        self._state.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=5.0)


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], state: _State
    ) -> None:
        self.state = state
        super().__init__(address, handler)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    @property
    def _state(self) -> _State:
        return cast("_Http", self.server).state

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its base names it so)
        """Tests read what they check."""

    def do_GET(self) -> None:
        """`/v1/models`, and what else the test serves."""
        if self.path in self._state.pages:
            self._send_json(200, self._state.pages[self.path])
        elif self.path == "/v1/models":
            self._state.n_looks += 1
            self._send_json(200, {"object": "list", "data": list(self._state.models)})
        else:
            self._send_json(404, {"error": {"message": "no such page", "code": 404}})

    def do_POST(self) -> None:
        """`/v1/chat/completions`."""
        raw = self.rfile.read(int(self.headers.get("content-length", "0")))
        request = Request(
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=cast("dict[str, object]", json.loads(raw)),
        )
        self._state.requests.append(request)
        behaviour = self._state.behaviour
        script = behaviour(request) if callable(behaviour) else behaviour
        try:
            self._answer(script)
        except OSError:
            self._state.left.set()
            self.close_connection = True

    def _answer(self, script: Script) -> None:
        self._wait(script.before_headers_s)
        if script.status != 200:
            self._send_json(script.status, {"error": {"message": script.error, "type": "server"}})
            return
        self.send_response(200)
        self.send_header("content-type", script.content_type)
        self.send_header("transfer-encoding", "chunked")
        self.send_header("connection", "close")
        self.end_headers()
        if script.raw is not None:
            for at in range(0, len(script.raw), 1 << 16):
                self._chunk(script.raw[at : at + (1 << 16)])
            self._chunk(b"")
            return
        self._event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": None}}]})
        self._wait(script.before_first_s)
        for thought in script.thoughts:
            self._event({"choices": [{"index": 0, "delta": {"reasoning_content": thought}}]})
        for number, piece in enumerate(script.pieces):
            if self._misbehaves(script, number):
                return
            self._event({"choices": [{"index": 0, "delta": {"content": piece}}]})
            self._wait(script.between_s)
        if self._misbehaves(script, len(script.pieces)):
            return
        end: dict[str, object] = {"index": 0, "delta": {"content": ""}}
        self._event({"choices": [{**end, "finish_reason": script.finish}]})
        if script.has_usage:
            usage = {"prompt_tokens": 100, "completion_tokens": len(script.pieces)}
            self._event({"choices": [], "usage": usage})
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _misbehaves(self, script: Script, number: int) -> bool:
        """Does what goes wrong before this piece; whether that ends the answer."""
        if number == script.stall_after:
            self._wait(60.0)
            return True
        if number == script.break_after:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return True
        if number == script.rubbish_after:
            self._chunk(b'data: {"choices": [{"delta": {"cont\n\n')
        if number == script.error_after:
            self._event({"error": {"message": script.error, "code": 500}})
        return False

    def _event(self, value: object) -> None:
        self._chunk(b"data: " + json.dumps(value).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _wait(self, seconds: float) -> None:
        """Wait, unless somebody hangs up or the server closes."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.connection.settimeout(min(left, 0.005))
            try:
                if self.connection.recv(1, socket.MSG_PEEK) == b"":
                    raise ConnectionResetError("hung up")
            except TimeoutError:
                pass
            finally:
                self.connection.settimeout(None)
            if self._state.closing.is_set():
                raise ConnectionResetError("the server closes")

    def _send_json(self, status: int, value: object) -> None:
        raw = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
