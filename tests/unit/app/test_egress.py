"""The egress guard: what stays on this machine passes, everything else is refused by name."""

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from sherin.app import egress
from sherin.app.cli import main as cli
from sherin.app.performance import Performance
from sherin.errors import EgressError

FAR = "192.0.2.1"  # RFC 5737: an address for documents, which nobody has


def raw(family: int = socket.AF_INET, kind: int = socket.SOCK_STREAM) -> socket.SocketType:
    """A socket as C makes it: the tests' own guard stands before Python's class only."""
    import _socket

    return _socket.socket(family, kind)  # type: ignore[return-value]


def connect(host: str, family: int = socket.AF_INET) -> None:
    sock = raw(family)
    try:
        sock.connect((host, 9))
    finally:
        sock.close()


def send(host: str) -> None:
    sock = raw(kind=socket.SOCK_DGRAM)
    try:
        sock.sendto(b"x", (host, 9))
    finally:
        sock.close()


def look_up(host: str) -> None:
    import _socket

    _socket.getaddrinfo(host, 80)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: connect(FAR),
        lambda: connect("::ffff:192.0.2.1", socket.AF_INET6),
        lambda: connect("2001:db8::1", socket.AF_INET6),
        lambda: connect("0.0.0.0"),
        lambda: send(FAR),
        lambda: look_up("sherin.example"),
        lambda: socket.gethostbyname("sherin.example"),
        lambda: socket.gethostbyaddr("sherin.example"),
    ],
)
def test_what_would_leave_the_machine_is_refused(attempt: Callable[[], object]):
    with egress.no_connections(), pytest.raises(EgressError, match="nothing leaves this machine"):
        attempt()


def test_the_refusal_names_the_address_and_the_way_out():
    with egress.no_connections(), pytest.raises(EgressError) as refused:
        connect(FAR)
    assert f"('{FAR}', 9)" in str(refused.value)
    assert "--allow-network" in str(refused.value)


def test_a_library_sees_a_network_that_is_not_there():
    assert issubclass(EgressError, OSError)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.9.9.9"])
def test_this_machine_can_be_reached(host: str):
    with egress.no_connections(), socket.socket() as listening:
        listening.bind(("127.0.0.1" if host == "localhost" else host, 0))
        listening.listen()
        with socket.create_connection((host, listening.getsockname()[1]), timeout=5):
            pass


def test_listening_for_other_machines_is_not_hindered():
    with egress.no_connections(), socket.socket() as listening:
        listening.bind(("0.0.0.0", 0))
        listening.listen()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no such sockets on this system")
def test_sockets_of_this_machine_pass():
    first, second = socket.socketpair()
    with egress.no_connections(), first, second:
        first.sendall(b"x")
        assert second.recv(1) == b"x"


def test_every_thread_is_held():
    told: list[BaseException] = []

    def attempt() -> None:
        try:
            connect(FAR)
        except EgressError as refused:
            told.append(refused)

    with egress.no_connections():
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert len(told) == 1


def test_it_is_open_again_afterwards():
    with egress.no_connections():
        with egress.no_connections():
            pass
        assert egress.is_closed()
    assert not egress.is_closed()


def test_a_person_can_open_it_for_one_command():
    with egress.no_connections():
        egress.allow_connections()
        assert not egress.is_closed()
    assert not egress.is_closed()
    with egress.no_connections():
        assert egress.is_closed()


def test_commands_run_closed_and_open_only_when_told(monkeypatch: pytest.MonkeyPatch):
    seen: list[bool] = []
    plain = Performance.hear

    def hear(*args: Any, **options: Any) -> Any:
        seen.append(egress.is_closed())
        return plain(*args, **options)

    monkeypatch.setattr(Performance, "hear", hear)
    assert cli.run(["feel", "hello"]) == 0
    assert cli.run(["--allow-network", "feel", "hello"]) == 0
    assert not egress.is_closed()
    assert seen == [True, False]
