"""Where other machines can reach the server: its token, and the sites that may use it."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse

from sherin.app.cli import main as cli
from sherin.app.server import Access, create_app
from sherin.app.server.access import new_token, origin_of
from sherin.app.server.running import address_of, is_loopback, take_port
from sherin.errors import InputError
from sherin.mind.affect import load_personality

HOST = "192.168.1.4:8765"
BASE = f"http://{HOST}"
TOKEN = new_token()
SITE = "https://app.example"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(
        load_personality("friendly"),
        page_folder=tmp_path,
        home=tmp_path,
        access=Access(token=TOKEN, origins=frozenset({SITE})),
    )
    with TestClient(app, base_url=BASE, follow_redirects=False) as client:
        yield client


def test_without_the_token_nothing_is_answered(client: TestClient):
    for path in ("/", "/status", "/healthz", "/avatars", "/openapi.json"):
        answer = client.get(path)
        assert answer.status_code == 401
        assert answer.json()["error"]["where"] == "token"
        assert TOKEN not in answer.text
    assert client.post("/feel", json={"text": "x"}).status_code == 401


@pytest.mark.parametrize("wrong", ["", "x", TOKEN[:-1], TOKEN + "x", "ä"])
def test_a_wrong_token_is_none(client: TestClient, wrong: str):
    assert client.get("/status", params={"token": wrong}).status_code == 401
    headers = {"authorization": f"Bearer {wrong}".encode()}
    assert client.get("/status", headers=headers).status_code == 401


def test_the_address_with_the_token_becomes_a_cookie(client: TestClient):
    """So that it stays in no history, and no script and no other site gets it."""
    answer = client.get(f"/?a=1&token={TOKEN}", headers={"accept": "text/html,*/*"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?a=1"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "sherin_token_8765" in cookie
    assert client.get("/status").status_code == 200
    kept = {"host": HOST, "cookie": cookie.partition(";")[0]}
    with client.websocket_connect("/ws", headers=kept) as viewer:
        assert "hello" in viewer.receive_text()


def test_the_way_back_leads_to_no_other_host(client: TestClient):
    answer = client.get(f"{BASE}//evil.example/?token={TOKEN}", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/evil.example/"


def test_the_cookie_of_another_port_is_none(client: TestClient):
    headers = {"cookie": f"sherin_token_8766={TOKEN}"}
    assert client.get("/status", headers=headers).status_code == 401


def test_a_program_may_send_the_token_with_each_request(client: TestClient):
    assert client.get("/status", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get(f"/status?token={TOKEN}").status_code == 200
    with client.websocket_connect(f"/ws?token={TOKEN}", headers={"host": HOST}) as viewer:
        assert "hello" in viewer.receive_text()


def test_a_socket_without_the_token_is_refused(client: TestClient):
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/ws", headers={"host": HOST}),
    ):
        pass
    assert refused.value.status_code == 401


def test_an_allowed_site_is_told_that_it_may(client: TestClient):
    asked = {"origin": SITE, "access-control-request-method": "POST"}
    answer = client.options("/chat", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "authorization" in answer.headers["access-control-allow-headers"]
    sent = {"origin": SITE, "authorization": f"Bearer {TOKEN}", "sec-fetch-site": "cross-site"}
    answer = client.post("/feel", json={"text": "x"}, headers=sent)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "access-control-allow-credentials" not in answer.headers
    # Allowed is not known: it needs the token as everybody does.
    assert client.get("/status", headers={"origin": SITE}).status_code == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "http://app.example", "null"])
def test_another_site_is_refused_even_with_the_token(client: TestClient, origin: str):
    headers = {"origin": origin, "authorization": f"Bearer {TOKEN}"}
    answer = client.post("/feel", json={"text": "x"}, headers=headers)
    assert answer.status_code == 403
    assert client.options("/feel", headers=headers).status_code == 403


@pytest.mark.parametrize("text", ["app.example", "https://app.example/x", "file://x", "*", ""])
def test_an_origin_is_a_site_and_nothing_else(text: str):
    with pytest.raises(InputError, match="expected a scheme"):
        origin_of(text)


def test_an_origin_may_be_written_as_people_do():
    assert origin_of(" HTTPS://App.Example/ ") == "https://app.example"


@pytest.mark.parametrize(
    ("host", "is_so"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("example.com", False),
    ],
)
def test_only_loopback_needs_no_token(host: str, is_so: bool):
    assert is_loopback(host) is is_so


def test_the_address_can_be_opened_on_this_machine():
    with take_port(0, host="0.0.0.0") as bound:
        port = bound.getsockname()[1]
        assert address_of(bound, token="abc") == f"http://127.0.0.1:{port}/?token=abc"
    with take_port(0) as bound:
        assert address_of(bound, token=None).endswith("/")
    if socket.has_ipv6:
        with take_port(0, host="::1") as bound:
            assert address_of(bound, token=None).startswith("http://[::1]:")


@pytest.mark.parametrize(
    ("host", "word"), [("example.com", "not a name"), ("192.0.2.1", "not an address of this")]
)
def test_a_host_that_is_no_address_here_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], host: str, word: str
):
    assert cli.run(["serve", "--no-open", "--port", "0", "--host", host]) == 2
    assert word in capsys.readouterr().err


def test_tokens_are_long_and_never_the_same():
    assert len({new_token() for _ in range(100)}) == 100
    assert len(TOKEN) >= 32
