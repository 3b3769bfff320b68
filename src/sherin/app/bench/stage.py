"""`sherin bench stage`: the avatar in a real browser, from an event to changed pixels."""

from __future__ import annotations

import gzip
import http
import http.client
import json
import mimetypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from sherin.app.bench.measure import Row, row
from sherin.app.server.pages import BUILT_PAGE
from sherin.errors import MissingExtraError, SherinError

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

__all__ = ["stage_rows"]

_CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
    # The page is handed to the browser and comes from no address: it may talk to this machine.
    "--disable-features=LocalNetworkAccessChecks",
)
_ELEMENT: Final = "emotion-avatar.js"
_PAGE: Final = "bench-stage.html"
_EVENTS: Final = ("task_done", "task_failed", "error")
_N_RUNS, _N_WARM = 30, 5
_REST_S: Final = 0.9
"""Between two reactions: the server joins what comes faster."""
_FRAMES_S: Final = 12.0
_RIG_S: Final = 60.0
"""The built-in portrait is made into a rig at its first use."""
_N_SETTLE: Final = 3
_START: Final = "from sherin.app.cli.main import main; main()"


def stage_rows(minutes: float = 0.0, *, page_folder: Path = BUILT_PAGE) -> Iterator[Row]:
    """Every figure of the live stage, one after the other.

    A server of its own with an empty home is started; nothing of the person's is touched.

    Args:
        minutes: How long memory is watched; 0 leaves that out.
        page_folder: The built client.

    Raises:
        MissingExtraError: Playwright or a Chromium is missing.
        SherinError: the client is not built, or the server does not start.
    """
    if not (page_folder / _ELEMENT).is_file():
        raise SherinError(f"{page_folder / _ELEMENT} is missing. Build the client: make setup.")
    yield from _size_rows(page_folder)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sherin-bench-")))
        url, ready_s = stack.enter_context(_server(home))
        yield row("start to ready", ready_s, "s", ("<=", 2.0))
        page = stack.enter_context(_page(url, page_folder))
        _wait_for_rig(page)
        yield row("address to first frame, rig built before", _opened_ms(page), "ms")
        # A request that is looked at on its way takes milliseconds longer.
        page.unroute_all()
        yield from _reaction_rows(page, url)
        yield from _frame_rows(page)
        if minutes > 0.0:
            yield from _memory_rows(page, minutes)


def _size_rows(page_folder: Path) -> Iterator[Row]:
    """What a browser fetches, gzipped, before anything moves."""
    element = _gzipped(page_folder / _ELEMENT)
    yield row("element for any page, one file, gzipped", element / 1000.0, "kB")
    html = (page_folder / "index.html").read_text(encoding="utf-8")
    first = [page_folder / name for name in re.findall(r'(?:src|href)="\./([^"]+)"', html)]
    total = sum(_gzipped(path) for path in first if path.suffix in {".js", ".css"})
    yield row("chat page at its start, gzipped", total / 1000.0, "kB")


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), compresslevel=9, mtime=0))


@contextmanager
def _server(home: Path) -> Generator[tuple[str, float]]:
    """A server with a home of its own: its address, and how long until it answered."""
    began_s = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - this interpreter and our own command
        [sys.executable, "-c", _START, "serve", "--no-open", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SHERIN_HOME": str(home)},
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        if found is None:
            raise SherinError(f"the server did not start: {said.strip()!r}. Try `sherin serve`.")
        _answered(found[0] + "healthz")
        yield found[0], time.perf_counter() - began_s
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _answered(url: str, *, within_s: float = 10.0) -> None:
    """Wait until the server answers."""
    end_s = time.perf_counter() + within_s
    while time.perf_counter() < end_s:
        try:
            with urllib.request.urlopen(url, timeout=2.0):  # noqa: S310 - our own, on loopback
                return
        except urllib.error.URLError:
            time.sleep(0.01)
    raise SherinError(f"{url} does not answer. Try `sherin serve` and look at what it prints.")


@contextmanager
def _page(url: str, page_folder: Path) -> Generator[Page]:
    """The bench page in headless Chromium, with the element of a folder."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise MissingExtraError(
            "`sherin bench stage` drives a browser with playwright, which is not installed. "
            "Run: pip install playwright  (no browser is downloaded)"
        ) from None
    chromium = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if chromium is None:
        raise MissingExtraError(
            f"`sherin bench stage` needs one of {', '.join(_CHROMIUM)} on the PATH. "
            "Install Chromium with the system's package manager."
        )
    own = files("sherin.app.bench") / "stage_page.html"

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(url)
        if name == _PAGE:
            route.fulfill(body=own.read_bytes(), content_type="text/html")
        elif (page_folder / name).is_file():
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            route.fulfill(body=(page_folder / name).read_bytes(), content_type=kind)
        else:
            route.continue_()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        page = browser.new_page(viewport={"width": 400, "height": 400})
        page.route(f"{url}**", serve)
        page.goto(url + _PAGE)
        yield page
        browser.close()


def _wait_for_rig(page: Page) -> None:
    """Wait until the rig is drawn; the drawn figure that stands in for it does not count."""
    from playwright.sync_api import TimeoutError as NeverCame

    try:
        page.wait_for_function("() => window.readyMs !== undefined", timeout=1000 * _RIG_S)
    except NeverCame:
        shown = page.evaluate("() => window.avatar?.shown ?? 'nothing'")
        raise SherinError(
            f"no rig was drawn within {_RIG_S:g} s, but {shown}. Open `sherin serve` in that "
            "browser and look at its console."
        ) from None


def _opened_ms(page: Page) -> float:
    """How long a page takes that is opened again: server, cache and compiled shaders are warm."""
    page.reload()
    _wait_for_rig(page)
    return float(page.evaluate("() => window.readyMs"))


def _reaction_rows(page: Page, url: str) -> Iterator[Row]:
    """From an event to its first frame at 256 px, and the share of each stage."""
    page.wait_for_timeout(2000.0)
    runs: list[dict[str, float]] = []
    for k in range(_N_RUNS):
        runs.append(page.evaluate("event => react(event)", _EVENTS[k % len(_EVENTS)]))
        # Not in step with the screen.
        page.wait_for_timeout(1000.0 * _REST_S + 7.0 * k)
    runs = runs[_N_WARM:]
    taken = {name: np.array([run[name] for run in runs]) for name in runs[0]}
    yield row("event to changed pixels, 256 px, p50", np.percentile(taken["all"], 50), "ms")
    yield row(
        "event to changed pixels, 256 px, p95", np.percentile(taken["all"], 95), "ms", ("<=", 80.0)
    )
    for name, what in (
        ("server", "request, server, packet back"),
        ("frame", "until the next frame begins"),
        ("draw", "our code: vertices, light, commands"),
        ("pixels", "rendering, until a pixel can be read"),
    ):
        yield row(f"of which {what}, p50", np.percentile(taken[name], 50), "ms")
        yield row(f"of which {what}, p95", np.percentile(taken[name], 95), "ms")
    server_ms = _server_ms(page, url)
    yield row("of which the server itself, asked without a browser, p50", server_ms[0], "ms")
    ours_ms = server_ms[1] + float(np.percentile(taken["draw"], 95))
    yield row("our own code (server, timeline, upload), p95", ours_ms, "ms", ("<=", 15.0))


def _server_ms(page: Page, url: str) -> tuple[float, float]:
    """From an event to its answer over an open connection, while the page draws: p50 and p95.

    The packet goes to the viewers before the answer is written.
    """
    place = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=10.0)
    taken_ms: list[float] = []
    for k in range(_N_RUNS):
        page.wait_for_timeout(250.0)
        body = json.dumps({"name": _EVENTS[k % len(_EVENTS)]})
        began_s = time.perf_counter()
        connection.request("POST", "/event", body, {"content-type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        taken_ms.append(1000.0 * (time.perf_counter() - began_s))
        if answer.status != http.HTTPStatus.OK:
            raise SherinError(f"POST /event was answered with {answer.status}; expected 200.")
    connection.close()
    p50, p95 = np.percentile(taken_ms[_N_WARM:], [50, 95])
    return float(p50), float(p95)


def _frame_rows(page: Page) -> Iterator[Row]:
    """The pace of frames while it speaks and moves."""
    page.evaluate("() => { avatar.say('This is a sentence, and it is said while frames count.'); }")
    found: dict[str, Any] = page.evaluate("seconds => countFrames(seconds)", _FRAMES_S)
    gaps, ours = np.array(found["gaps"]), np.array(found["ours"])
    yield row("frame to frame, 256 px, p50", np.percentile(gaps, 50), "ms")
    yield row("frame to frame, 256 px, p99", np.percentile(gaps, 99), "ms")
    yield row("our code in a frame, p50", np.percentile(ours, 50), "ms")
    yield row("our code in a frame, p99", np.percentile(ours, 99), "ms")
    yield row("frame until it is rendered, median", float(found["frameMs"]), "ms", ("<=", 25.0))


def _memory_rows(page: Page, minutes: float) -> Iterator[Row]:
    """How much the page's heap grows while an event comes every second."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    times_min: list[float] = []
    used_mb: list[float] = []
    began_s = time.perf_counter()
    number = 0
    while (passed_min := (time.perf_counter() - began_s) / 60.0) < minutes:
        page.evaluate("event => avatar.happen(event)", _EVENTS[number % len(_EVENTS)])
        page.wait_for_timeout(1000.0)
        number += 1
        if number % 10 == 0:
            session.send("HeapProfiler.collectGarbage")
            used = cast("dict[str, float]", session.send("Runtime.getHeapUsage"))
            times_min.append(passed_min)
            used_mb.append(used["usedSize"] / 1e6)
    # What is compiled and kept by the first reactions is no growth.
    times_min, used_mb = times_min[_N_SETTLE:], used_mb[_N_SETTLE:]
    if len(used_mb) < _N_SETTLE:
        return
    yield row("heap of the page after collecting", used_mb[-1], "MB")
    slope = float(np.polyfit(times_min, used_mb, 1)[0])
    yield row(f"heap growth in {minutes:g} minutes, a reaction a second", 1000.0 * slope, "kB/min")
