"""Writes the pictures of the page in docs/pictures/, light and dark, from a running companion.

    python tools/make_screenshots.py [--out docs/pictures]

Needs the built page (`make setup`) and a Chromium. The figure is caught in the middle of a
reaction, so two runs differ in the details of idle life.
"""

from __future__ import annotations

import argparse
import shutil
import threading
from pathlib import Path
from typing import Literal

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from sherin.app.server import Limits, create_app, serve
from sherin.app.server.running import take_port
from sherin.mind.affect import load_personality

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SENTENCE = "We finally did it, I am so happy!"
SIZE = {"width": 1280, "height": 860}
CAUGHT_AFTER_MS = 900
"""Hands are up and the face has turned by then."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PICTURES)
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    bound = take_port(0)
    servers: list[uvicorn.Server] = []
    ready = threading.Event()
    app = create_app(load_personality("friendly"), seed=1)
    thread = threading.Thread(
        target=lambda: serve(
            app, bound, on_ready=ready.set, limits=Limits(), on_made=servers.append
        )
    )
    thread.start()
    ready.wait()
    url = f"http://127.0.0.1:{bound.getsockname()[1]}/"
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        take(browser, url, "light", folder / "page.png")
        take(browser, url, "dark", folder / "page-dark.png")
        browser.close()
    servers[0].should_exit = True
    thread.join()


def take(browser: Browser, url: str, scheme: Literal["light", "dark"], path: Path) -> None:
    """Say the sentence on a fresh page and catch the reaction."""
    page = browser.new_page(viewport=SIZE, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(url)
    page.wait_for_selector("#line[data-status=open]")
    page.wait_for_timeout(5000)  # the greeting is over
    page.fill("#text", SENTENCE)
    page.keyboard.press("Enter")
    page.wait_for_timeout(CAUGHT_AFTER_MS)
    page.screenshot(path=path)
    page.close()
    print(path)


if __name__ == "__main__":
    main()
