"""What stands before every route: who may ask, how much, how often, and what the answer may do.

A local server is reached by every page the browser has open. So who asks is checked first (see
`access.py`), bodies are of an announced type and bounded, and the page may load nothing from
elsewhere.
"""

from __future__ import annotations

import asyncio
from typing import Final, NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sherin.app.server.access import Access
from sherin.app.server.limits import Limits, TokenBucket
from sherin.app.server.problems import Problem

__all__ = ["Guard"]

_READING: Final = frozenset({"GET", "HEAD"})
_FIXED_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(self)",
}
_SHARED_HEADERS: Final = {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "accept, authorization, content-type",
    "access-control-max-age": "600",
    "vary": "Origin",
}
_PHOTOS: Final = "/avatars"
"""The one route whose body is not JSON."""


class _Rule(NamedTuple):
    """What a body may be."""

    kind: str
    """Its type; one that ends in `/` allows all that begin so."""
    max_bytes: int
    timeout_s: float
    advice: str


class Guard:
    """ASGI middleware; outermost, so that nothing behind it sees a request it refuses."""

    def __init__(
        self, app: ASGIApp, *, limits: Limits, bucket: TokenBucket, access: Access | None = None
    ) -> None:
        """Stand before `app`.

        Args:
            app: What is guarded.
            limits: Bounds of bodies.
            bucket: Shared by every request that changes something.
            access: Who may ask; this machine alone by default.
        """
        self._app = app
        self._limits = limits
        self._bucket = bucket
        self._access = access or Access()
        self._n_uploads = 0
        self._json = _Rule(
            "application/json",
            limits.max_body_bytes,
            limits.body_timeout_s,
            "Send one JSON object, with that header.",
        )
        self._photo = _Rule(
            "image/",
            limits.max_photo_bytes,
            limits.photo_timeout_s,
            "Send the bytes of a JPEG, PNG or WebP file, with its type.",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request or connection, and pass it on."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_http = scope["type"] == "http"
        try:
            host = self._access.check_host(headers)
            site = self._access.check_origin(headers, host)
            if is_http:
                send = _with_headers(send, host, site)
                if scope["method"] == "OPTIONS" and site is not None:
                    await Response(status_code=204)(scope, receive, send)
                    return
            redirect = self._access.check_token(scope, headers, host)
            if redirect is not None:
                raise redirect
            if is_http and scope["method"] not in _READING:
                receive = await self._checked_body(scope, headers, receive)
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

    async def _checked_body(self, scope: Scope, headers: Headers, receive: Receive) -> Receive:
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
        if scope["path"] != _PHOTOS:
            return await _read_body(headers, receive, self._json)
        if self._n_uploads >= self._limits.max_uploads:
            raise Problem(
                503,
                "other photos are being sent",
                where="request body",
                expected=f"at most {self._limits.max_uploads} at once",
                next_step="Send it again in a moment.",
                headers={"Retry-After": "2"},
            )
        self._n_uploads += 1
        try:
            return await _read_body(headers, receive, self._photo)
        finally:
            self._n_uploads -= 1


async def _read_body(headers: Headers, receive: Receive, rule: _Rule) -> Receive:
    _check_content_type(headers, rule)
    announced = headers.get("content-length", "0")
    if announced.isascii() and announced.isdigit() and len(announced) > 15:
        announced = "9" * 15  # more digits than any body has bytes
    if announced.isascii() and announced.isdigit() and int(announced) > rule.max_bytes:
        raise _too_large(rule)
    body = bytearray()
    try:
        async with asyncio.timeout(rule.timeout_s):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return _replay(message)
                body += message.get("body", b"")
                if len(body) > rule.max_bytes:
                    raise _too_large(rule)
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        raise Problem(
            408,
            "the body did not arrive",
            where="request body",
            expected=f"all of it within {rule.timeout_s:g} s",
            next_step="Send the request again.",
        ) from None
    return _replay({"type": "http.request", "body": bytes(body), "more_body": False}, receive)


def _check_content_type(headers: Headers, rule: _Rule) -> None:
    # What a form of another site can send without asking is never JSON and never a picture.
    given = headers.get("content-type", "")
    kind = given.partition(";")[0].strip().lower()
    is_right = kind == rule.kind or (rule.kind.endswith("/") and kind.startswith(rule.kind))
    if not is_right:
        raise Problem(
            415,
            f"the body is {given[:60]!r}",
            where="header Content-Type",
            expected=rule.kind if not rule.kind.endswith("/") else f"{rule.kind}*",
            next_step=rule.advice,
        )


def _too_large(rule: _Rule) -> Problem:
    is_json = rule.kind == "application/json"
    return Problem(
        413,
        "the body is too large",
        where="request body",
        expected=f"at most {rule.max_bytes} bytes",
        next_step="Send a shorter text." if is_json else "Send a smaller photo.",
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


def _with_headers(send: Send, host: str, site: str | None) -> Send:
    # `'self'` does not cover WebSockets in every browser, so the socket is named. The host was
    # checked: it holds no character that could end the directive. Textures of a rig and posters
    # are blobs of the page itself, and so is the film it records.
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"media-src 'self' blob:; connect-src 'self' ws://{host}; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    fixed = {
        **_FIXED_HEADERS,
        "content-security-policy": policy,
        "cross-origin-resource-policy": "same-origin" if site is None else "cross-origin",
    }
    if site is not None:
        fixed |= {**_SHARED_HEADERS, "access-control-allow-origin": site}

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("cache-control", "no-store")
            for name, value in fixed.items():
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
