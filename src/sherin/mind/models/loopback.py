"""Which addresses are this machine: a model server anywhere else is refused.

A name is resolved once, every address it has must be a loopback address, and connections then go
to that address and not to the name, so that a name cannot point elsewhere later.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec

from sherin.errors import ModelError

__all__ = ["LoopbackServer", "loopback_server"]

_NEXT: Final = "Give the address of a server on this machine, such as http://127.0.0.1:8080."


class LoopbackServer(msgspec.Struct, frozen=True, kw_only=True):
    """A server on this machine."""

    url: str
    """As a person would write it, without the `/v1` at its end."""
    host: str
    """`HOST:PORT` for the header and for people."""
    addresses: tuple[str, ...]
    """Loopback addresses it may listen on, IPv4 first; at least one."""
    port: int
    path: str
    """What comes before `/v1`; mostly empty."""

    def is_same(self, other: LoopbackServer) -> bool:
        """Whether both lead to one server, whatever it is called."""
        return (self.port, self.path) == (other.port, other.path) and bool(
            set(self.addresses) & set(other.addresses)
        )

    def base(self, address: str) -> str:
        """The address to connect to, with one of `addresses`."""
        shown = f"[{address}]" if ":" in address else address
        return f"http://{shown}:{self.port}{self.path}"


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def loopback_server(
    url: str, *, look_up: Callable[[str, int], Sequence[str]] = _look_up
) -> LoopbackServer:
    """The server at an address, if it is on this machine.

    Args:
        url: `http://HOST:PORT`, with or without `/v1`; `http://` may be left out.
        look_up: Addresses of a name, by default the system's.

    Raises:
        ModelError: not such an address, or not (only) on this machine.
    """
    shown = repr(url[:200])
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname, parts.port or 80
    except ValueError as error:
        raise ModelError(f"model server {shown}: not an address, {error}. {_NEXT}") from None
    if parts.scheme != "http":
        raise ModelError(
            f"model server {shown}: {parts.scheme!r}, expected http, because nothing leaves this "
            f"machine. {_NEXT}"
        )
    if not host or parts.username is not None or parts.query or parts.fragment:
        raise ModelError(f"model server {shown}: expected http://HOST:PORT. {_NEXT}")
    addresses = _addresses(host, port, shown, look_up)
    far = [address for address in addresses if not _is_loopback(address)]
    if far or not addresses:
        raise ModelError(
            f"model server {shown}: {far[0] if far else 'no address'} is not on this machine, and "
            f"nothing leaves it. {_NEXT}"
        )
    path = parts.path.rstrip("/").removesuffix("/v1")
    name = f"[{host}]" if ":" in host else host
    return LoopbackServer(
        url=f"http://{name}:{port}{path}",
        host=f"{name}:{port}",
        addresses=tuple(sorted(dict.fromkeys(addresses), key=lambda address: ":" in address)),
        port=port,
        path=path,
    )


def _addresses(
    host: str, port: int, shown: str, look_up: Callable[[str, int], Sequence[str]]
) -> Sequence[str]:
    try:
        return (str(ipaddress.ip_address(host)),)
    except ValueError:
        pass
    try:
        return look_up(host, port)
    except (OSError, UnicodeError) as error:
        raise ModelError(f"model server {shown}: no such host, {error}. {_NEXT}") from None


def _is_loopback(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
