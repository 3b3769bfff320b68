"""A running server: it takes a port on loopback, says where it is, and ends with Ctrl-C."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Callable
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from sherin.app.server.limits import Limits
from sherin.errors import InputError

__all__ = ["ADDRESS", "DEFAULT_PORT", "serve", "take_port"]

ADDRESS: Final = "127.0.0.1"
"""Loopback: nothing outside this machine can reach it."""
DEFAULT_PORT: Final = 8765
_N_PORTS_TRIED: Final = 20


def serve(
    app: ASGIApp,
    bound: socket.socket,
    *,
    on_ready: Callable[[], None],
    limits: Limits,
    on_made: Callable[[uvicorn.Server], None] | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM, then end the connections and return.

    Args:
        app: What `create_app` made.
        bound: A socket that `take_port` took.
        on_ready: Called once, when requests are answered.
        limits: Bounds that hold below the application.
        on_made: Gets the server before it runs; set its `should_exit` to end it from elsewhere.

    Raises:
        KeyboardInterrupt: it was Ctrl-C.
    """
    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        # Packets are smaller than what compression needs to pay.
        ws_per_message_deflate=False,
        ws_max_size=limits.max_message_bytes,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    server = _Server(config, on_ready)
    if on_made is not None:
        on_made(server)
    server.run(sockets=[bound])


def take_port(port: int | None) -> socket.socket:
    """A listening socket on loopback.

    Args:
        port: Exactly this one, 0 for any; None for the default one or the next that is free.

    Raises:
        InputError: the port is taken or not allowed, or none of those tried is free.
    """
    wanted = range(DEFAULT_PORT, DEFAULT_PORT + _N_PORTS_TRIED) if port is None else (port,)
    reason: OSError | None = None
    for candidate in wanted:
        try:
            return _listen(candidate)
        except OSError as failure:
            if failure.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            reason = failure
    if port is None:
        raise InputError(
            f"ports {DEFAULT_PORT} to {DEFAULT_PORT + _N_PORTS_TRIED - 1} on {ADDRESS} are all "
            "taken. Free one, or choose another with --port."
        ) from reason
    why = "is taken" if reason and reason.errno == errno.EADDRINUSE else "is not allowed"
    raise InputError(
        f"port {port} on {ADDRESS} {why}. Leave --port out to take the next free one, "
        "or choose another."
    ) from reason


def _listen(port: int) -> socket.socket:
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there the option would let two servers share a port
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((ADDRESS, port))
        taken.listen(128)
    except OSError:
        taken.close()
        raise
    return taken


class _Server(uvicorn.Server):
    """Uvicorn's own, which also says when it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call `on_ready` if that worked."""
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready()
