"""The egress guard: this process connects to nothing but this machine.

The command line keeps it closed around every command. It stands where Python tells of what happens
(`sys.audit`), so it holds for every library that opens sockets through Python; listening is not
hindered. What C code opens by itself is not seen: docs/offline.md says what that means.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address
from typing import Final, cast

from sherin.errors import EgressError

__all__ = ["allow_connections", "is_closed", "no_connections"]

_LOCAL_FAMILIES: Final = frozenset(
    getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK") if hasattr(socket, name)
)
"""Sockets that end on this machine by their kind."""
_INTERNET: Final = frozenset({socket.AF_INET, socket.AF_INET6})
_TO_ADDRESS: Final = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOK_UPS: Final = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)


class _Guard:
    """The one guard of this process: Python keeps an audit hook until the process ends."""

    def __init__(self) -> None:
        self.n_closed = 0
        self.is_installed = False

    def install(self) -> None:
        if not self.is_installed:
            sys.addaudithook(self.check)
            self.is_installed = True

    def check(self, event: str, arguments: tuple[object, ...]) -> None:
        # Called for every event of the interpreter: most must cost next to nothing.
        if not self.n_closed or not event.startswith("socket."):
            return
        if event in _TO_ADDRESS:
            self._check_address(cast("socket.socket", arguments[0]), arguments[1])
        elif event in _LOOK_UPS:
            self._check_name(arguments[0])

    def _check_address(self, sock: socket.socket, address: object) -> None:
        if address is None or sock.family in _LOCAL_FAMILIES:
            return  # sent on a connection that was checked when it was made
        host = _first(address)
        if sock.family not in _INTERNET or not _is_loopback(host):
            raise _refusal(f"connection to {_shown(address)}")

    def _check_name(self, asked: object) -> None:
        host = _first(asked)
        # A number needs no asking: where it leads is checked when somebody connects.
        if host is not None and not _is_number(host) and not _is_loopback(host):
            raise _refusal(f"name look-up of {_shown(host)}")


_GUARD: Final = _Guard()


@contextmanager
def no_connections() -> Generator[None]:
    """Refuse every connection that would leave this machine, of every thread, until the end.

    Whoever tries gets an `EgressError`, which is an `OSError`: a library that can live without the
    network does so.
    """
    _GUARD.install()
    _GUARD.n_closed += 1
    closed = _GUARD.n_closed
    try:
        yield
    finally:
        # Opened on the way it stays as it is outside.
        _GUARD.n_closed = min(_GUARD.n_closed, closed - 1)


def allow_connections() -> None:
    """Open the guard until the end of the `no_connections` around this: a person said so."""
    _GUARD.n_closed = 0


def is_closed() -> bool:
    """Whether connections are refused now."""
    return _GUARD.n_closed > 0


def _first(address: object) -> object:
    """The host in an address; getnameinfo gives (host, port), too."""
    return cast("tuple[object, ...]", address)[0] if isinstance(address, tuple) else address


def _is_number(host: object) -> bool:
    try:
        ip_address(_text(host).partition("%")[0])
    except ValueError:
        return False
    return True


def _is_loopback(host: object) -> bool:
    name = _text(host).lower()
    if name in {"", "localhost"}:
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _text(host: object) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)


def _shown(address: object) -> str:
    return repr(address)[:80]


def _refusal(what: str) -> EgressError:
    return EgressError(
        f"{what} was refused: nothing leaves this machine. If you want it to, for one command: "
        "sherin --allow-network ..."
    )
