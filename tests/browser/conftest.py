"""A running companion with the built page, and pages that must not complain."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sherin.app.server.pages import BUILT_PAGE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

ROOT = Path(__file__).resolve().parents[2]
START = "from sherin.app.cli.main import main; main()"
OPEN = "#line[data-status=open]"
NAME = "Maya"
# A test fails for what it sees and not for how busy the machine is: what usually takes a second may
# take a minute.
WAIT_MS = 60_000
BUILD_TIMEOUT_S = 300
"""For the built-in avatar; five seconds on two cores that have nothing else to do."""
# Chromium tells of pictures that are read back, which only a test does, and of a sound card that a
# busy machine gives it too late.
HARMLESS = re.compile(
    r"GPU stall due to ReadPixels|willReadFrequently"
    r"|AudioContext encountered an error from the audio device"
)


class Server:
    """`sherin serve` in a process of its own, which can be killed and started again."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self.options = options
        self.port = 0
        self.url = ""
        self._process: subprocess.Popen[str] | None = None
        self._reading: threading.Thread | None = None

    def start(self) -> None:
        """Start it, on the port of the last time if there was one."""
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                START,
                "serve",
                "--no-open",
                "--port",
                str(self.port),
                *self.options,
            ],
            stderr=subprocess.PIPE,
            text=True,
            env=dict(os.environ, SHERIN_HOME=str(self.home), SHERIN_PASSPHRASE="of the tests"),
        )
        stderr = self._process.stderr
        assert stderr is not None
        told = ""
        for line in stderr:
            told += line
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                self.url, self.port = found[0], int(found[1])
                break
        assert self.url, told
        # Somebody has to read on: a full pipe would stop the server.
        self._reading = threading.Thread(target=stderr.read, daemon=True)
        self._reading.start()

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._reading is not None:
                self._reading.join()
            if self._process.stderr is not None:
                self._process.stderr.close()
            self._process = None

    def ask(self, route: str, body: object = None) -> Any:
        """The answer of a route, as JSON; with a body, posted."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(self.url + route, data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=WAIT_MS / 1000) as answer:
            return json.load(answer)

    def wait_for_avatar(self) -> None:
        """Wait until the avatar that is worn has its model."""
        until = time.monotonic() + BUILD_TIMEOUT_S
        while time.monotonic() < until:
            listed = self.ask("avatars")
            if any(a["name"] == listed["current"] and a["is_ready"] for a in listed["avatars"]):
                return
            time.sleep(0.3)
        pytest.fail("the built-in avatar was not made in time")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person's folder; the avatar that is made at the first start serves the whole session."""
    return tmp_path_factory.mktemp("browser-home")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    """One server a module, with an avatar that is ready and a person who has said a name."""
    if not (BUILT_PAGE / "index.html").is_file():
        pytest.fail("the page is not built; run `make setup`", pytrace=False)
    server = Server(home)
    server.start()
    try:
        server.ask("person", {"name": NAME})
        server.wait_for_avatar()
        yield server
    finally:
        server.kill()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens the page in a fresh context; fails the test if the page ever complained.

    Keywords go to the context; `script` runs before the page's own; `may_complain` allows it.
    """
    contexts = []
    complaints: list[str] = []

    def hear(text: str) -> None:
        if not HARMLESS.search(text):
            complaints.append(text)

    def open_it(*, script: str = "", may_complain: bool = False, **options: object) -> Page:
        # A small window: software WebGL has to draw it.
        options = {"viewport": {"width": 900, "height": 640}, **options}
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        if not may_complain:
            page.on("pageerror", lambda error: hear(str(error)))
            page.on(
                "console",
                lambda message: (
                    hear(message.text) if message.type in {"error", "warning"} else None
                ),
            )
        page.goto(server.url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def ready(page: Page) -> None:
    """Wait until the line is open and the person's name is known."""
    page.wait_for_selector(OPEN)
    page.wait_for_function("() => document.getElementById('welcome').textContent !== ''")


def ready_face(page: Page, shown: str = "rig") -> None:
    """Wait until the face is there, and the greeting has come."""
    ready(page)
    page.wait_for_function(
        "shown => document.querySelector('emotion-avatar').shown === shown", arg=shown
    )
    page.wait_for_selector("#ribbon:not([hidden])")


def say(page: Page, text: str) -> None:
    """Say something in the box, and wait for the whole answer."""
    n_turns = page.locator(".turn[data-progress=whole]").count()
    page.fill("#text", text)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('.turn[data-progress=whole]').length > n", arg=n_turns
    )


def last_answer(page: Page) -> str:
    """The words of the newest answer."""
    return page.locator(".turn .words").last.inner_text()


def packet_of(page: Page) -> dict[str, Any]:
    """The packet that the drawer shows; text that is hidden counts too.

    While packets come it may be another one a moment later: hold one, or wait for its number.
    """
    return json.loads(page.locator("#packet").text_content() or "null")


def wait_for_packet(page: Page, after: int) -> dict[str, Any]:
    """The first packet seen in the drawer whose number is larger than `after`; read in one go."""
    found = page.wait_for_function(
        """after => {
            const {textContent} = document.getElementById("packet");
            const seq = /"seq":(\\d+)/.exec(textContent);
            return seq !== null && Number(seq[1]) > after ? textContent : null;
        }""",
        arg=after,
    )
    return json.loads(found.json_value())


def answer_of(page: Page, route: str, act: Callable[[], object]) -> Any:
    """What the server answers to what `act` makes the page post to a route, as JSON."""

    def is_it(response: Response) -> bool:
        asked = response.request.method == "POST"
        return asked and urllib.parse.urlsplit(response.url).path == f"/{route}"

    with page.expect_response(is_it) as answered:
        act()
    return answered.value.json()


def hold_packet(page: Page, seq: int) -> dict[str, Any]:
    """Hold the packet of this number, once it is listed; no other one is shown then."""
    found = page.wait_for_function(
        """seq => {
            const row = [...document.querySelectorAll("#packets button")].find(
                (one) => one.querySelector("b").textContent === `#${seq}`);
            if (row === undefined) return null;
            if (row.getAttribute("aria-pressed") !== "true") row.click();
            return document.getElementById("packet").textContent;
        }""",
        arg=seq,
    )
    return json.loads(found.json_value())


def wait_for_frames(page: Page, count: int = 4) -> None:
    """Wait until the face was drawn so many times more, however long that takes: it lives."""
    page.wait_for_function(
        """count => new Promise((resolve) => {
            let n = 0;
            const avatar = document.querySelector("emotion-avatar");
            const note = () => {
                n += 1;
                if (n < count) return;
                avatar.removeEventListener("avatar-frame", note);
                resolve(true);
            };
            avatar.addEventListener("avatar-frame", note);
        })""",
        arg=count,
    )


def settle(page: Page) -> None:
    """Wait until what moves for a moment, such as a drawer, has come to rest."""
    page.evaluate(
        """async () => {
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const moving = document.getAnimations().filter(
                ({effect}) => effect.getComputedTiming().endTime !== Infinity);
            await Promise.allSettled(moving.map(({finished}) => finished));
        }"""
    )


@pytest.fixture(scope="session")
def bench_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with nothing but the stage, built."""
    if not (ROOT / "web" / "node_modules").is_dir():
        pytest.fail("web/node_modules is missing; run `make setup`", pytrace=False)
    folder = tmp_path_factory.mktemp("stage")
    vite = ["exec", "--offline", "--", "vite", "build", "--config", "bench/stage.config.ts"]
    done = subprocess.run(
        [sys.executable, ROOT / "hatch_build.py", *vite, "--outDir", folder, "--logLevel", "error"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
