"""Writes the pictures of the page in docs/pictures/ out of a real conversation.

    python tools/make_page_picture.py [--out docs/pictures] [--home FOLDER]

`tests/browser/test_page_picture.py` takes the same pictures and holds these against them.
Needs the built page (`make setup`) and a Chromium. The companion is caught in the middle of a
reaction, so two runs differ in the details of idle life. `--home` keeps the avatar between runs;
by default everything happens in a folder that is gone afterwards.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
START = "from sherin.app.cli.main import main; main()"
NAME = "Maya"
QUESTION = "What is quantum tunneling?"
NEWS = "I got the job!"
DESK, PHONE = (1280, 800), (360, 740)
CAUGHT_AFTER_MS = 750
"""Hands are up, the face has turned and the voice speaks by then."""
BUILD_TIMEOUT_MS = 180_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home: Path = options.home or Path(folder)
        environment = dict(os.environ, SHERIN_HOME=str(home), SHERIN_PASSPHRASE="of the pictures")
        server = subprocess.Popen(
            [sys.executable, "-c", START, "serve", "--no-open", "--port", "0"],
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        try:
            take_all(address(server), options.out)
        finally:
            server.kill()
            server.wait()


def address(server: subprocess.Popen[str]) -> str:
    """Where the companion can be reached, once it says so."""
    for line in server.stderr or ():
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found[0]
    raise SystemExit("`sherin serve` did not start")


def take_all(url: str, folder: Path) -> None:
    """Light on a desk, dark with what travels, and on a phone."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--enable-unsafe-swiftshader"]
        )
        introduce(browser, url)
        take(browser, url, folder / "page.png", DESK, "light")
        take(browser, url, folder / "page-dark.png", DESK, "dark", drawer=True)
        take(browser, url, folder / "page-phone.png", PHONE, "light", scale=2)
        browser.close()


def take(
    browser: Browser,
    url: str,
    path: Path,
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
    *,
    drawer: bool = False,
    scale: int = 1,
) -> tuple[float, float, float, float]:
    """Talk on a fresh page, and catch the reaction to good news.

    Returns:
        Where the face is in the picture: x, y, width and height in its pixels.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        device_scale_factor=scale,
    )
    page = context.new_page()
    page.set_default_timeout(BUILD_TIMEOUT_MS)
    page.goto(url)
    page.wait_for_selector("#line[data-status=open]")
    page.wait_for_function("() => document.querySelector('emotion-avatar').shown === 'rig'")
    if drawer:
        page.click("#travels-toggle")
    ask(page, QUESTION)
    page.wait_for_timeout(400)
    page.evaluate("document.querySelector('emotion-avatar').interrupt()")
    page.wait_for_timeout(3500)  # hands rest
    ask(page, NEWS)
    page.wait_for_timeout(CAUGHT_AFTER_MS)
    page.screenshot(path=path)
    face = page.locator("#frame").bounding_box()
    context.close()
    print(path)
    if face is None:
        raise SystemExit("the page shows no face; build it again: make setup")
    return (face["x"] * scale, face["y"] * scale, face["width"] * scale, face["height"] * scale)


def introduce(browser: Browser, url: str) -> None:
    """Say a name where the page asks for one, and ask something: that opens the shelves."""
    page = browser.new_page()
    page.set_default_timeout(BUILD_TIMEOUT_MS)
    page.goto(url)
    page.wait_for_selector("#line[data-status=open]")
    page.wait_for_timeout(1000)
    if page.locator("#first-name").count() > 0:
        page.fill("#first-name", NAME)
        page.keyboard.press("Enter")
        page.wait_for_selector("#first-name", state="detached")
    ask(page, QUESTION)
    page.close()


def ask(page: Page, text: str) -> None:
    """Say it, and wait for the answer."""
    n_turns = page.locator(".turn[data-progress=whole]").count()
    page.fill("#text", text)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('.turn[data-progress=whole]').length > n", arg=n_turns
    )


if __name__ == "__main__":
    main()
