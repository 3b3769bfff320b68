"""Who may use a local server: this machine's own names, and the page of this server itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse

from sherin.app.server import create_app
from sherin.app.server.access import host_name
from sherin.mind.affect import load_personality

BASE = "http://127.0.0.1:8765"
FOREIGN_HOSTS = [
    "evil.example",
    "evil.example:8765",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "localhost@evil.example",
    "127.0.0.1:8765:80",
    "192.168.1.4:8765",
    "[::2]:8765",
    "0.0.0.0:8765",
    "",
]
OWN_HOSTS = ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765", "[::1]:8765", "localhost"]
FOREIGN_ORIGINS = [
    "http://evil.example",
    "https://127.0.0.1.evil.example",
    "http://127.0.0.1:3000",
    "http://localhost:8765",
    "http://127.0.0.1:8765.evil.example",
    "null",
    "",
]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(load_personality("friendly"), page_folder=tmp_path)
    with TestClient(app, base_url=BASE) as client:
        yield client


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_refused_everywhere(client: TestClient, host: str):
    """DNS rebinding: a foreign name that leads here must reach nothing, not even the status."""
    for path in ("/", "/status", "/healthz", "/library/x.bin"):
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == 403
        assert answer.json()["error"]["where"] == "header Host"
    posted = client.post("/emotion", json={"feeling": "joy"}, headers={"host": host})
    assert posted.status_code == 403


@pytest.mark.parametrize("host", OWN_HOSTS)
def test_the_names_of_this_machine_are_answered(client: TestClient, host: str):
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_another_site_may_not_post(client: TestClient, origin: str):
    """Not even a page that another program of this machine serves on another port."""
    answer = client.post("/emotion", json={"feeling": "joy"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert answer.json()["error"]["where"] == "header Origin"
    assert client.get("/status").json()["packets"] == 0


def test_the_own_page_may_post(client: TestClient):
    headers = {"origin": BASE, "sec-fetch-site": "same-origin"}
    assert client.post("/emotion", json={"feeling": "joy"}, headers=headers).status_code == 200


def test_another_site_may_not_load_what_is_here(client: TestClient):
    """A script or picture tag of another site sends no Origin, but says cross-site."""
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert client.get("/status", headers=headers).status_code == 403
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/healthz", headers=link).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8765"])
def test_a_socket_of_a_foreign_host_is_refused(client: TestClient, host: str):
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/ws", headers={"host": host}),
    ):
        pass
    assert refused.value.status_code == 403


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_socket_of_another_site_is_refused(client: TestClient, origin: str):
    """Cross-site WebSocket hijacking: browsers open sockets anywhere and only say who asks."""
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/ws", headers={"host": "127.0.0.1:8765", "origin": origin}),
    ):
        pass
    assert refused.value.status_code == 403
    assert refused.value.json()["error"]["where"] == "header Origin"
    assert client.get("/status").json()["viewers"] == 0


def test_every_answer_tells_the_browser_to_be_strict(client: TestClient):
    answers = [
        client.get("/"),
        client.get("/status"),
        client.get("/nothing"),
        client.post("/feel", content=b"{", headers={"content-type": "application/json"}),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "connect-src 'self' ws://127.0.0.1:8765;" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in answer.headers


def test_the_page_source_needs_no_inline_script(repository: Path):
    """What the policy forbids must not be in the page: it would silently not run."""
    html = (repository / "web" / "index.html").read_text(encoding="utf-8")
    tags = [tag.split(">", 1) for tag in html.split("<script")[1:]]
    assert tags
    assert all(rest.startswith("</script>") for _, rest in tags)
    assert "style=" not in html
    assert re.findall(r"<[^>]*\son[a-z]+\s*=", html) == []


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost:1", "localhost"),
        ("[::1]", "[::1]"),
        ("A.b:65535", "a.b"),
        ("a b", None),
        ("a/b", None),
        ("a:b", None),
        ("", None),
        ("x" * 300, None),
    ],
)
def test_host_headers_are_read_strictly(header: str, name: str | None):
    assert host_name(header) == name
