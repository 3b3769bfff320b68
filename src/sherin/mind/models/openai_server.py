"""A model behind an OpenAI-compatible server on this machine: llama.cpp, Ollama, LM Studio, vLLM.

Answers come as server-sent events. A thread reads them; the caller is never further than a few
milliseconds from going on, because hanging up is a shutdown of the socket, which the server sees
as well and stops working.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

import msgspec

from sherin.errors import ModelError
from sherin.mind.models.interface import Generation, GenerationLimits, Message, ModelInfo
from sherin.mind.models.loopback import LoopbackServer
from sherin.mind.models.streaming import Events, Finished, Piece, collect

if TYPE_CHECKING:
    import httpx2

__all__ = ["OpenAiServer", "get_json", "listed_models", "model_ids"]

_CONNECT_S: Final = 0.5
"""On one machine a connection takes a tenth of a millisecond, or never comes."""
_LOOK_S: Final = 0.3
_FRESH_S: Final = 5.0
"""How long a look at the server counts when it was there; when it was not, `_GONE_FRESH_S`."""
_GONE_FRESH_S: Final = 1.0
_PATIENCE: Final = 30.0
"""A look that took long counts so much longer: a server that is silent costs 3 % of the time."""
_MAX_EVENT_BYTES: Final = 1 << 20
_MAX_REPLY_BYTES: Final = 4 << 20
_TEMPERATURE: Final = 0.3
"""By taste: low, because answers are to keep to their sources."""


class OpenAiServer:
    """One model of one server."""

    def __init__(
        self,
        server: LoopbackServer,
        *,
        info: ModelInfo,
        model_id: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """A model that has not been asked anything; nothing is opened.

        Args:
            server: Where it is.
            info: What is known of it.
            model_id: Its name on that server.
            clock: Seconds; only differences count.
        """
        self._server: Final = server
        self._info: Final = info
        self._model_id: Final = model_id
        self._clock: Final = clock
        self._address = server.addresses[0]
        self._looked_s: float | None = None
        self._was_there = False
        self._fresh_s = 0.0
        self._is_closed = False

    @property
    def info(self) -> ModelInfo:
        """What it is."""
        return self._info

    def is_available(self) -> bool:
        """Whether the server answers and has the model; a look counts for some seconds."""
        if self._is_closed:
            return False
        now_s = self._clock()
        if self._looked_s is None or now_s - self._looked_s > self._fresh_s:
            self._was_there = self._look()
            self._looked_s = self._clock()
            patience_s = _PATIENCE * (self._looked_s - now_s)
            self._fresh_s = max(_FRESH_S if self._was_there else _GONE_FRESH_S, patience_s)
        return self._was_there

    def generate(
        self,
        messages: Sequence[Message],
        *,
        limits: GenerationLimits,
        on_piece: Callable[[str], None],
        is_cancelled: Callable[[], bool],
    ) -> Generation:
        """Write an answer; see `Model.generate`.

        Raises:
            ModelError: not there, an error of the server's, not the protocol, broken off.
        """
        if self._is_closed:
            raise ModelError(f"model {self._info.name!r} is closed. Open it again.")
        events: Events = queue.SimpleQueue()
        line = _Line()
        body = {
            "model": self._model_id,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            "max_tokens": limits.max_tokens,
            "temperature": _TEMPERATURE,
            "stream": True,
            "stream_options": {"include_usage": True},
            # llama.cpp and vLLM: no thoughts before the answer, where a model would have them.
            "chat_template_kwargs": {"enable_thinking": False},
        }
        threading.Thread(
            target=self._read, args=(body, events, line, limits), name="model-reader", daemon=True
        ).start()
        try:
            return collect(
                events,
                limits=limits,
                on_piece=on_piece,
                is_cancelled=lambda: self._is_closed or is_cancelled(),
                clock=self._clock,
            )
        except ModelError:
            self._looked_s = None  # look again before the next call
            raise
        finally:
            line.hang_up()

    def close(self) -> None:
        """End what is being written; no connection outlives its answer."""
        self._is_closed = True

    def _look(self) -> bool:
        for address in self._server.addresses:
            try:
                listed = get_json(self._server, "/v1/models", address=address)
            except ModelError:
                continue
            if self._model_id in model_ids(listed):
                self._address = address
                return True
        return False

    def _read(
        self, body: dict[str, object], events: Events, line: _Line, limits: GenerationLimits
    ) -> None:
        """Runs in a thread of its own; everything that happens becomes an event."""
        import httpx2

        name = self._info.name
        try:
            # The caller keeps the time; this bound only ends a thread that nobody waits for.
            patience = httpx2.Timeout(limits.total_s + limits.first_token_s, connect=_CONNECT_S)
            with (
                _client(patience) as client,
                client.stream(
                    "POST",
                    f"{self._server.base(self._address)}/v1/chat/completions",
                    json=body,
                    headers={"host": self._server.host, "accept": "text/event-stream"},
                    extensions={"trace": line.trace},
                ) as response,
            ):
                if response.status_code != 200:
                    events.put(_refusal(name, response))
                    return
                events.put(_relay(name, response, events))
        except ModelError as error:
            events.put(error)
        except httpx2.ConnectError:
            events.put(
                ModelError(
                    f"model {name!r}: no server answers at {self._server.url}. Start it, or choose "
                    "another: sherin models list"
                )
            )
        except (httpx2.HTTPError, OSError, UnicodeError) as error:
            detail = str(error) or type(error).__name__
            events.put(
                ModelError(
                    f"model {name!r}: the server at {self._server.url} broke off, {detail[:200]}. "
                    "See its own log."
                )
            )
        finally:
            line.is_done()


class _Line:
    """The socket of one request, so that the thread that waits can hang up for the one that reads.

    Closing a client from another thread is not safe; a shutdown of its socket is, and makes the
    reader's `recv` return at once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    def trace(self, event: str, details: Mapping[str, object]) -> None:
        """Called by the client with each step; keeps the socket of the connection."""
        if event != "connection.connect_tcp.complete":
            return
        stream = cast("_HasSocket", details["return_value"])
        with self._lock:
            self._socket = stream.get_extra_info("socket")
            is_cut = self._is_cut
        if is_cut:
            self.hang_up()

    def is_done(self) -> None:
        """The socket is closed, and its number may belong to another one."""
        with self._lock:
            self._socket = None

    def hang_up(self) -> None:
        """End the connection, now or as soon as there is one."""
        with self._lock:
            self._is_cut = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)


if TYPE_CHECKING:
    from typing import Protocol

    class _HasSocket(Protocol):
        def get_extra_info(self, info: str) -> socket.socket: ...


class _Delta(msgspec.Struct):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Choice(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    completion_tokens: int | None = None


class _Chunk(msgspec.Struct):
    """One event of a streamed answer; what is not named here is skipped."""

    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: msgspec.Raw | None = None


_chunks: Final = msgspec.json.Decoder(_Chunk)


def _relay(name: str, response: httpx2.Response, events: Events) -> Finished:
    """Put every piece of an answer into the queue, and say how it ended."""
    import httpx2

    n_tokens: int | None = None
    reason: str | None = None
    said, thought = False, False
    for event in httpx2.EventSource(response, max_event_size=_MAX_EVENT_BYTES):
        if event.data.strip() == "[DONE]":
            reason = reason or "stop"
            break
        if not event.data.strip():
            continue
        try:
            chunk = _chunks.decode(event.data)
        except (msgspec.DecodeError, RecursionError) as error:
            raise ModelError(
                f"model {name!r}: an event that is not of the protocol, {error} in "
                f"{event.data[:80]!r}. Update the server, or choose another model."
            ) from None
        if chunk.error is not None:
            raise ModelError(f"model {name!r}: the server says {_said(bytes(chunk.error))}.")
        if chunk.usage is not None and chunk.usage.completion_tokens is not None:
            n_tokens = chunk.usage.completion_tokens
        for choice in chunk.choices[:1]:
            reason = choice.finish_reason or reason
            thought = thought or bool(choice.delta.reasoning_content or choice.delta.reasoning)
            if choice.delta.content:
                said = True
                events.put(Piece(choice.delta.content))
    if thought and not said:
        raise ModelError(
            f"model {name!r} thought, and said nothing in the time it had. Turn its thinking off "
            "in the server, or choose another: sherin models list"
        )
    if reason is None:
        raise ModelError(f"model {name!r}: the server broke off in the middle. See its own log.")
    return Finished(is_cut=reason == "length", n_tokens=n_tokens)


def _refusal(name: str, response: httpx2.Response) -> ModelError:
    raw = b""
    for part in response.iter_bytes():
        raw += part
        if len(raw) > 4_000:
            break
    return ModelError(
        f"model {name!r}: the server answers {response.status_code}, {_said(raw)}. "
        "See its own log, or choose another: sherin models list"
    )


def _said(raw: bytes) -> str:
    """The message in a server's error, whichever of the usual forms it has; shortened."""
    found: object
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        found = raw.decode("utf-8", "replace")
    for _ in range(2):
        if isinstance(found, dict):
            table = cast("dict[str, object]", found)
            found = table.get("error", table.get("message", table.get("detail", "")))
            if isinstance(found, dict):
                found = cast("dict[str, object]", found).get("message", "")
    return repr(" ".join(str(found).split())[:200])


def _client(timeout: httpx2.Timeout) -> httpx2.Client:
    """A client for one answer: no proxy, no redirect, no variable of the environment."""
    import httpx2

    return httpx2.Client(
        timeout=timeout,
        trust_env=False,
        # Never used, because only http is spoken; the default reads every certificate, 20 ms.
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        follow_redirects=False,
        headers={"accept-encoding": "identity", "connection": "close", "user-agent": "sherin"},
    )


def get_json(
    server: LoopbackServer, path: str, *, address: str, timeout_s: float = _LOOK_S
) -> object:
    """What a server answers to a GET, as plain values.

    Args:
        server: Whom to ask.
        path: Such as `/v1/models`.
        address: Which of its addresses.
        timeout_s: For the whole answer, about.

    Raises:
        ModelError: no answer, another status than 200, not JSON, or more than 4 MB.
    """
    import httpx2

    url = f"{server.base(address)}{path}"
    began_s = time.monotonic()
    raw = b""
    try:
        with (
            _client(httpx2.Timeout(timeout_s)) as client,
            client.stream("GET", url, headers={"host": server.host}) as response,
        ):
            if response.status_code != 200:
                raise ModelError(f"{server.url}{path}: status {response.status_code}")
            for part in response.iter_bytes():
                raw += part
                if len(raw) > _MAX_REPLY_BYTES or time.monotonic() - began_s > 2 * timeout_s:
                    raise ModelError(f"{server.url}{path}: an endless answer")
        return cast("object", msgspec.json.decode(raw))
    except (httpx2.HTTPError, OSError, msgspec.DecodeError, RecursionError) as error:
        raise ModelError(f"{server.url}{path}: {error}") from None


def model_ids(listed: object) -> tuple[str, ...]:
    """The names in the answer of `/v1/models`; none where it is something else."""
    return tuple(str(entry["id"]) for entry in listed_models(listed))


def listed_models(listed: object) -> list[dict[str, object]]:
    """The entries with a usable name in the answer of `/v1/models`, at most 1,000."""
    table = cast("dict[str, object]", listed) if isinstance(listed, dict) else {}
    data = table.get("data")
    if not isinstance(data, list):
        return []
    entries = [
        cast("dict[str, object]", entry)
        for entry in cast("list[object]", data)[:1_000]
        if isinstance(entry, dict)
    ]
    return [entry for entry in entries if _is_name(entry.get("id"))]


def _is_name(name: object) -> bool:
    """Whether a name can be shown and typed; a server may call a model what it likes."""
    return isinstance(name, str) and name.isprintable() and 0 < len(name) <= 200
