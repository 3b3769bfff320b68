"""What stands before every route: who may ask, how much, how often, and what the answer may do.

A local server is reached by every page the browser has open. So the Host must be a name of this
machine (against DNS rebinding), the Origin must be this server itself (against other sites that
post or open a socket), bodies are JSON and bounded, and the page may load nothing from elsewhere.
"""

from __future__ import annotations

import asyncio
import re
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sherin.app.server.limits import Limits, TokenBucket
from sherin.app.server.problems import Problem

__all__ = ["Guard", "host_name"]

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST: Final = re.compile(r"([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,45}\])(?::[0-9]{1,5})?", re.IGNORECASE)
_READING: Final = frozenset({"GET", "HEAD"})
_FIXED_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware; outermost, so that nothing behind it sees a request it refuses."""

    def __init__(self, app: ASGIApp, *, limits: Limits, bucket: TokenBucket) -> None:
        """Stand before `app`; `bucket` is shared by every request that changes something."""
        self._app = app
        self._limits = limits
        self._bucket = bucket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request or connection, and pass it on."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            host = _checked_host(headers)
            _check_origin(headers, host)
            if scope["type"] == "http":
                send = _with_headers(send, host)
                if scope["method"] not in _READING:
                    receive = await self._checked_body(headers, receive)
        except Problem as problem:
            response = Response(
                problem.body,
                status_code=problem.status,
                headers=problem.headers,
                media_type="application/json",
            )
            await _answer(response, scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _checked_body(self, headers: Headers, receive: Receive) -> Receive:
        # The whole body, read before anything looks at it: it is small by rule.
        if not self._bucket.take():
            raise Problem(
                429,
                "too many requests",
                where="request rate",
                expected=f"at most {self._limits.requests_per_s:g} a second",
                next_step="Wait for Retry-After seconds, then send it again.",
                headers={"Retry-After": str(max(1, round(self._bucket.wait_s())))},
            )
        _check_content_type(headers)
        limit = self._limits.max_body_bytes
        announced = headers.get("content-length", "0")
        if announced.isascii() and announced.isdigit() and len(announced) > 15:
            announced = "9" * 15  # more digits than any body has bytes
        if announced.isascii() and announced.isdigit() and int(announced) > limit:
            raise _too_large(limit)
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_timeout_s):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return _replay(message)
                    body += message.get("body", b"")
                    if len(body) > limit:
                        raise _too_large(limit)
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            raise Problem(
                408,
                "the body did not arrive",
                where="request body",
                expected=f"all of it within {self._limits.body_timeout_s:g} s",
                next_step="Send the request again.",
            ) from None
        return _replay({"type": "http.request", "body": bytes(body), "more_body": False}, receive)


def host_name(host: str) -> str | None:
    """The name in a Host header without its port, lower case, or None when it is malformed."""
    match = _HOST.fullmatch(host)
    return None if match is None else match[1].lower()


def _checked_host(headers: Headers) -> str:
    hosts = headers.getlist("host")
    host = hosts[0] if len(hosts) == 1 else ""
    if host_name(host) not in LOOPBACK_NAMES:
        raise Problem(
            403,
            f"this server does not answer for the host {host[:80]!r}",
            where="header Host",
            expected="localhost, 127.0.0.1 or [::1], with any port",
            next_step="Open the address that `sherin serve` printed.",
        )
    return host


def _check_origin(headers: Headers, host: str) -> None:
    # A browser sends Origin with every POST and every WebSocket; a program that is no browser may
    # leave it out, and gains nothing by that: it could send any Origin.
    origins = headers.getlist("origin")
    own = {f"http://{host.lower()}", f"https://{host.lower()}"}
    is_foreign = any(origin.lower() not in own for origin in origins)
    # Typing the address or following a bookmark is "none"; a request by another site is not.
    site = headers.get("sec-fetch-site", "none")
    is_navigation = headers.get("sec-fetch-mode") == "navigate"
    if is_foreign or (site not in {"none", "same-origin"} and not is_navigation):
        raise Problem(
            403,
            f"another site may not use this server: {', '.join(origins)[:80] or site!r}",
            where="header Origin",
            expected=f"http://{host}, the page of this server itself",
            next_step="Open the address that `sherin serve` printed.",
        )


def _check_content_type(headers: Headers) -> None:
    # What a form of another site can send without asking is never JSON.
    given = headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != "application/json":
        raise Problem(
            415,
            f"the body is {given[:60]!r}",
            where="header Content-Type",
            expected="application/json",
            next_step="Send one JSON object, with that header.",
        )


def _too_large(limit: int) -> Problem:
    return Problem(
        413,
        "the body is too large",
        where="request body",
        expected=f"at most {limit} bytes",
        next_step="Send a shorter text.",
        headers={"Connection": "close"},
    )


def _replay(first: Message, then: Receive | None = None) -> Receive:
    """A `receive` that gives the message that was already read, then what `then` gives."""
    waiting: list[Message] = [first]

    async def receive() -> Message:
        if waiting:
            return waiting.pop()
        return first if then is None else await then()

    return receive


def _with_headers(send: Send, host: str) -> Send:
    # `'self'` does not cover WebSockets in every browser, so the socket is named. The host was
    # checked: it holds no character that could end the directive.
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["content-security-policy"] = policy
            headers.setdefault("cache-control", "no-store")
            for name, value in _FIXED_HEADERS.items():
                headers[name] = value
        await send(message)

    return send_with_headers


async def _answer(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    is_socket = scope["type"] == "websocket"
    if is_socket and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    # Starlette names the messages of a refused WebSocket by itself.
    await response(scope, receive, send)
