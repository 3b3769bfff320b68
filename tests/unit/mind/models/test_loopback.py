"""Only servers of this machine are talked to."""

import pytest

from sherin.errors import ModelError
from sherin.mind.models.loopback import loopback_server


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1:8080", ""),
        ("http://127.0.0.1:8080/v1/", "127.0.0.1:8080", ""),
        ("127.0.0.1:11434", "127.0.0.1:11434", ""),
        ("http://[::1]:1234/api/v1", "[::1]:1234", "/api"),
        ("http://127.8.9.1:5", "127.8.9.1:5", ""),
        ("http://[::ffff:127.0.0.1]:80", "[::ffff:7f00:1]:80", ""),
    ],
)
def test_addresses_of_this_machine_are_taken(url: str, host: str, path: str):
    server = loopback_server(url)
    assert server.host == host or "ffff" in server.host
    assert server.path == path


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.5:8080",
        "http://10.0.0.1",
        "http://0.0.0.0:8080",
        "http://[::]:8080",
        "http://8.8.8.8/v1",
        "http://[2001:db8::1]:8080",
        "http://[::ffff:8.8.8.8]:8080",
        "http://169.254.169.254/latest",
    ],
)
def test_addresses_elsewhere_are_refused(url: str):
    with pytest.raises(ModelError, match="not on this machine, and nothing leaves it"):
        loopback_server(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:8080",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "http://user:secret@127.0.0.1:8080",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:8080?key=1",
        "http://",
        "",
        "http://[::1",
    ],
)
def test_what_is_no_such_address_is_refused_with_an_example(url: str):
    with pytest.raises(ModelError, match=r"http://127\.0\.0\.1:8080"):
        loopback_server(url)


def test_a_name_is_checked_by_what_it_resolves_to():
    assert loopback_server("http://mine:80", look_up=lambda *_: ["::1", "127.0.0.1"]).addresses == (
        "127.0.0.1",
        "::1",
    )
    with pytest.raises(ModelError, match=r"93\.184\.216\.34 is not on this machine"):
        loopback_server("http://localhost.example", look_up=lambda *_: ["93.184.216.34"])


def test_a_name_with_one_address_elsewhere_is_refused():
    """Else a name could answer the check with one address and the connection with another."""
    with pytest.raises(ModelError, match="not on this machine"):
        loopback_server("http://both:80", look_up=lambda *_: ["127.0.0.1", "192.0.2.1"])


def test_connections_go_to_the_address_and_not_to_the_name():
    server = loopback_server("http://mine:8080/v1", look_up=lambda *_: ["127.0.0.1"])
    assert server.base(server.addresses[0]) == "http://127.0.0.1:8080"
    assert server.host == "mine:8080"
