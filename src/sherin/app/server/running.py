"""A running server: it takes a port (on loopback, unless told otherwise), and ends with Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from sherin.app.server.frames import FrameProtocol
from sherin.app.server.limits import Limits
from sherin.errors import InputError

__all__ = [
    "ADDRESS",
    "DEFAULT_PORT",
    "address_of",
    "allow_many_files",
    "is_loopback",
    "serve",
    "take_port",
]

ADDRESS: Final = "127.0.0.1"
"""Loopback, the default: nothing outside this machine can reach it."""
DEFAULT_PORT: Final = 8765
_N_PORTS_TRIED: Final = 20
_N_FILES: Final = 8192


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
    allow_many_files()
    config = uvicorn.Config(
        app,
        ws=FrameProtocol,
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


def allow_many_files() -> None:
    """Let this process have a file for each of many viewers, as far as the system lets it.

    Many systems begin at 1,024, which is less than `Limits.max_viewers`.
    """
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _N_FILES if hard == resource.RLIM_INFINITY else min(_N_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(
            OSError, ValueError
        ):  # some systems have a lower limit of their own
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(bound: socket.socket, *, token: str | None) -> str:
    """What to open in a browser on this machine.

    Args:
        bound: What `take_port` took.
        token: What everybody has to know, if that is so.
    """
    host, port = bound.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "::1" if ":" in host else ADDRESS  # "any address" is none that can be opened
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/" + (f"?token={token}" if token else "")


def take_port(port: int | None, *, host: str = ADDRESS) -> socket.socket:
    """A listening socket.

    Args:
        port: Exactly this one, 0 for any; None for the default one or the next that is free.
        host: A numeric address of this machine, or `localhost`.

    Raises:
        InputError: the port is taken or not allowed, none of those tried is free, or the address
            is not one of this machine.
    """
    host = ADDRESS if host == "localhost" else host
    try:
        family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    except ValueError:
        raise InputError(
            f"host {host[:80]!r}: expected an address such as 127.0.0.1 or 0.0.0.0, not a name."
        ) from None
    wanted = range(DEFAULT_PORT, DEFAULT_PORT + _N_PORTS_TRIED) if port is None else (port,)
    reason: OSError | None = None
    for candidate in wanted:
        try:
            return _listen(family, host, candidate)
        except OSError as failure:
            if failure.errno == errno.EADDRNOTAVAIL:
                raise InputError(
                    f"host {host}: not an address of this machine. Leave --host out for 127.0.0.1."
                ) from None
            if failure.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            reason = failure
    if port is None:
        raise InputError(
            f"ports {DEFAULT_PORT} to {DEFAULT_PORT + _N_PORTS_TRIED - 1} on {host} are all "
            "taken. Free one, or choose another with --port."
        ) from reason
    why = "is taken" if reason and reason.errno == errno.EADDRINUSE else "is not allowed"
    raise InputError(
        f"port {port} on {host} {why}. Leave --port out to take the next free one, "
        "or choose another."
    ) from reason


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    # Said by its number: asyncio turns Nagle's algorithm off only where the protocol is named, and
    # with it on every answer waits 40 ms for an acknowledgement that the other side delays.
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there the option would let two servers share a port
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
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
