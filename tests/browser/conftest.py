"""A running server with the built page, and pages that must not complain."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from sherin.app.server.pages import BUILT_PAGE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

START = "from sherin.app.cli.main import main; main()"


class Server:
    """`sherin serve` in a process of its own, which can be killed and started again."""

    def __init__(self) -> None:
        self.port = 0
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, on the port of the last time if there was one."""
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, "serve", "--no-open", "--port", str(self.port)],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        line = self._process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found, line + self._process.stderr.read()
        self.url, self.port = found[0], int(found[1])

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server a module."""
    if not (BUILT_PAGE / "index.html").is_file():
        pytest.fail("the page is not built; run `make setup`", pytrace=False)
    server = Server()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens the page in a fresh context; fails the test if the page ever complained.

    Keywords go to the context; `script` runs before the page's own; `may_complain` allows it.
    """
    contexts = []
    complaints: list[str] = []

    def open_it(*, script: str = "", may_complain: bool = False, **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if not may_complain:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on(
                "console",
                lambda message: (
                    complaints.append(message.text)
                    if message.type in {"error", "warning"}
                    else None
                ),
            )
        page.goto(server.url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []
