"""The example of `examples/embed/`: a site of one's own, which the server was told of."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import NAME, WAIT_MS, Server
from .element_page import LISTEN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WRITTEN = "http://127.0.0.1:8765/"
"""The server's address in the example."""


class Site:
    """The example as a web site, and the server that it asks."""

    def __init__(self, folder: Path) -> None:
        self.server_url = ""
        site = self

        class Handler(SimpleHTTPRequestHandler):
            def __init__(self, *given: object, **options: object) -> None:
                super().__init__(*given, directory=str(folder), **options)  # type: ignore[arg-type]

            def do_GET(self) -> None:
                if self.path != "/":
                    super().do_GET()
                    return
                page = (folder / "index.html").read_text(encoding="utf-8")
                body = page.replace(WRITTEN, site.server_url).encode()
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing on the screen of a test."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://localhost:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture(scope="module")
def site(home: Path, repository: Path) -> Iterator[Site]:
    """The example's site, allowed at a server of its own."""
    site = Site(repository / "examples" / "embed")
    server = Server(home, "--allow-origin", site.origin)
    server.start()
    try:
        server.ask("person", {"name": NAME})
        server.wait_for_avatar()
        site.server_url = server.url
        yield site
    finally:
        server.kill()
        site.close()


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 900, "height": 640}).new_page()
    page.set_default_timeout(WAIT_MS)
    page.add_init_script(LISTEN)
    page.goto(url)
    return page


def test_the_example_works_from_another_site(browser: Browser, site: Site):
    page = opened(browser, site.origin)
    page.wait_for_function("() => face().shown === 'rig'")
    before = page.evaluate("() => count('packet')")
    page.check("#tasks input >> nth=0")
    page.wait_for_function("n => count('packet') > n", arg=before)
    page.click("#ask")
    page.wait_for_function("() => told.some((one) => one.detail.soundMs > 0)")
    page.wait_for_function("() => talks()")
    page.click("#hush")
    page.wait_for_function("() => lasts('speaking').isSpeaking === false")
    page.click("#show")
    assert page.evaluate("() => count('error')") == 0
    page.context.close()


def test_a_site_that_nobody_named_gets_nothing(browser: Browser, site: Site, repository: Path):
    other = Site(repository / "examples" / "embed")
    other.server_url = site.server_url
    try:
        page = browser.new_page()
        page.set_default_timeout(WAIT_MS)
        with page.expect_event("requestfailed", timeout=WAIT_MS) as refused:
            page.goto(other.origin)
        assert refused.value.url.endswith("/emotion-avatar.js")
        assert page.evaluate("() => customElements.get('emotion-avatar') === undefined")
        page.context.close()
    finally:
        other.close()
