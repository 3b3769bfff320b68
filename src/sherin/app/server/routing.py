"""Collects the routes of the server: each handler gets the parts of its path by their names.

Starlette alone, without the framework that is often put on it: requests and answers are checked by
msgspec, the document of the routes is our own, and the server is ready half a second sooner.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

__all__ = ["Router"]

_Handler = Callable[..., Awaitable[Response]]


class Router:
    """The routes, in the order in which they are tried."""

    def __init__(self) -> None:
        """None yet."""
        self.routes: Final[list[BaseRoute]] = []

    def get(self, path: str) -> Callable[[_Handler], _Handler]:
        """Decorate what answers GET; a handler asks for `request`, or for parts of the path."""
        return self._adder(path, "GET")

    def post(self, path: str) -> Callable[[_Handler], _Handler]:
        """Decorate what answers POST."""
        return self._adder(path, "POST")

    def websocket(
        self, path: str
    ) -> Callable[[Callable[[WebSocket], Awaitable[None]]], Callable[[WebSocket], Awaitable[None]]]:
        """Decorate what attends to a WebSocket."""

        def add(
            handler: Callable[[WebSocket], Awaitable[None]],
        ) -> Callable[[WebSocket], Awaitable[None]]:
            self.routes.append(WebSocketRoute(path, handler))
            return handler

        return add

    def _adder(self, path: str, method: str) -> Callable[[_Handler], _Handler]:
        def add(handler: _Handler) -> _Handler:
            wants_request = "request" in inspect.signature(handler).parameters

            async def answer(request: Request) -> Response:
                parts: dict[str, object] = dict(request.path_params)
                if wants_request:
                    parts["request"] = request
                return await handler(**parts)

            self.routes.append(Route(path, answer, methods=[method]))
            return handler

        return add
