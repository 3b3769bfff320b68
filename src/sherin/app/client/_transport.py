"""How the client's calls travel: one HTTP connection, and errors that say what to do."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self, TypeVar

import msgspec

from sherin.errors import ServerRefusedError

if TYPE_CHECKING:
    import httpx2

__all__ = ["Transport"]

T = TypeVar("T")
_ENCODE = msgspec.json.Encoder()


class _Facts(msgspec.Struct, frozen=True):
    what: str = ""
    where: str = ""
    expected: str = ""
    next: str = ""


class _Refusal(msgspec.Struct, frozen=True):
    error: _Facts = _Facts()


class Transport:
    """A connection to one server; a context manager, for one thread."""

    def __init__(
        self,
        url: str = "http://127.0.0.1:8765",
        *,
        token: str | None = None,
        timeout_s: float = 60.0,
    ) -> None:
        """Connect when the first call is made.

        Args:
            url: Address that `sherin serve` printed.
            token: What that address has behind `?token=`, where it has one.
            timeout_s: How long a call may wait for the next part of its answer.
        """
        import httpx2

        address = httpx2.URL(url)
        token = token or address.params.get("token")
        self._http = httpx2.Client(
            base_url=address.copy_with(query=None),
            headers={"authorization": f"Bearer {token}"} if token else None,
            timeout=timeout_s,
            # A proxy of the environment has no business between two programs of this machine.
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._http.close()

    def _ask(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        body: Mapping[str, object] | bytes | None = None,
        media: str = "application/json",
        query: Mapping[str, str | int | None] | None = None,
    ) -> T:
        """One answer in JSON."""
        return msgspec.json.decode(
            self._bytes(method, path, body=body, media=media, query=query), type=kind
        )

    def _bytes(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, object] | bytes | None = None,
        media: str = "application/json",
        query: Mapping[str, str | int | None] | None = None,
    ) -> bytes:
        """One answer as it came."""
        with self._sent(method, path, body, media, query, accept="*/*") as answer:
            return answer.read()

    def _lines(
        self,
        method: str,
        path: str,
        decoder: msgspec.json.Decoder[T],
        *,
        body: Mapping[str, object] | None = None,
    ) -> Generator[T]:
        """Lines of JSON, as they come; closing this hangs up."""
        accept = "application/x-ndjson"
        with self._sent(method, path, body, "application/json", None, accept=accept) as answer:
            for line in answer.iter_lines():
                yield decoder.decode(line)

    def _events(self, path: str, decoder: msgspec.json.Decoder[T]) -> Generator[T]:
        """Server-sent events, as they come; closing this hangs up."""
        import httpx2

        accept = "text/event-stream"
        with self._sent("GET", path, None, "", None, accept=accept) as answer:
            for event in httpx2.EventSource(answer):
                yield decoder.decode(event.data)

    @contextmanager
    def _sent(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | bytes | None,
        media: str,
        query: Mapping[str, str | int | None] | None,
        *,
        accept: str,
    ) -> Generator[httpx2.Response]:
        import httpx2

        headers = {"accept": accept, **({"content-type": media} if body is not None else {})}
        params = {key: value for key, value in (query or {}).items() if value is not None}
        content = body if body is None or isinstance(body, bytes) else _ENCODE.encode(body)
        try:
            with self._http.stream(
                method, path, content=content, headers=headers, params=params
            ) as answer:
                if answer.status_code >= 400:
                    raise _refused(answer.status_code, answer.read())
                yield answer
        except (httpx2.TransportError, OSError) as failure:
            raise ServerRefusedError(
                f"{self._http.base_url}: no answer ({failure}). Is `sherin serve` running there?",
                status=0,
                where=path,
            ) from failure


def _refused(status: int, body: bytes) -> ServerRefusedError:
    try:
        facts = msgspec.json.decode(body, type=_Refusal).error
    except msgspec.DecodeError:
        facts = _Facts(what=f"the server answered with status {status}")
    expected = f" Expected: {facts.expected}." if facts.expected else ""
    message = f"{facts.where}: {facts.what}.{expected} {facts.next}".strip(": ")
    return ServerRefusedError(message, status=status, where=facts.where)
