"""Pages that embed `<emotion-avatar>`, each under the server's own rules."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from .conftest import HARMLESS, WAIT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from .conftest import Server

OpenElement = Callable[..., "Page"]
# Put into an empty document of the server: what Playwright answers by itself counts as a page of
# another network, which Chromium lets open no socket to this machine.
FILL = """
body => {
  document.documentElement.lang = "en";
  document.head.innerHTML = '<meta name="color-scheme" content="light dark"><title>Own</title>';
  document.body.innerHTML = body;
  const script = document.createElement("script");
  script.type = "module";
  script.src = "./emotion-avatar.js";
  document.head.append(script);
}
"""
# What the element told, in order; there before the element is.
LISTEN = """
window.told = [];
for (const name of ["ready", "status", "hello", "state", "packet", "speaking", "phrase", "reply",
                    "interrupt", "error"]) {
  const keep = ({detail}) => told.push({name, detail, atMs: performance.now()});
  addEventListener("avatar-" + name, keep, true);
}
window.packets = () => told.filter((one) => one.name === "packet").map(({detail}) => detail.packet);
window.lasts = (name) => told.findLast((one) => one.name === name)?.detail ?? null;
window.count = (name) => told.filter((one) => one.name === name).length;
window.face = () => document.querySelector("emotion-avatar");
// What the timeline shows at a local time, also one that has passed: no frame need be caught.
// It remembers two seconds; who looks once a second misses no word.
window.jaw = (at = performance.now()) => {
  const {client} = face();
  return client.player.sample(client.sessionMs(at), at)[17];
};
window.talks = () => {
  const nowMs = performance.now();
  const began = (one) => one.name === "speaking" && one.detail.isSpeaking;
  const beganMs = told.find(began)?.atMs ?? nowMs;
  for (let ms = nowMs; ms >= Math.max(beganMs, nowMs - 1500); ms -= 60) {
    if (jaw(ms) > 0.05) return true;
  }
  return false;
};
// The drawing, with what was drawn and how often; drawing costs what it costs.
window.drawn = {count: 0, lit: 0, pose: null};
void customElements.whenDefined("emotion-avatar").then((Avatar) => {
  const open = Avatar.openStage;
  Avatar.openStage = async (...given) => {
    const drawing = await open(...given);
    const {draw, setSurroundingLight} = drawing;
    drawing.draw = function (pose, ...more) {
      drawn.count += 1;
      drawn.pose = pose;
      draw.call(this, pose, ...more);
    };
    drawing.setSurroundingLight = function (light) {
      if (light !== null) drawn.lit += 1;
      setSurroundingLight.call(this, light);
    };
    return drawing;
  };
});
"""


def opened(browser: Browser, server: Server) -> Iterator[OpenElement]:
    """For a fixture: opens a page around a piece of HTML; fails if it ever complained.

    Keywords go to the context; `script` runs before everything; `may_complain` allows it;
    `prepare` gets the page before it is loaded; `shown` is what to wait for.
    """
    contexts = []
    complaints: list[str] = []

    def hear(text: str) -> None:
        if not HARMLESS.search(text) and "favicon" not in text:
            complaints.append(text)

    def open_it(
        body: str = "<emotion-avatar></emotion-avatar>",
        *,
        script: str = "",
        may_complain: bool = False,
        shown: str | None = "rig",
        prepare: Callable[[Page], object] | None = None,
        **options: Any,
    ) -> Page:
        context = browser.new_context(**{"viewport": {"width": 640, "height": 480}, **options})
        contexts.append(context)
        context.add_init_script(LISTEN + script)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        if not may_complain:
            page.on("pageerror", lambda error: hear(str(error)))
            page.on(
                "console",
                lambda one: (
                    hear(f"{one.text} {one.location['url']}")
                    if one.type in {"error", "warning"}
                    else None
                ),
            )
        if prepare is not None:
            prepare(page)
        page.goto(server.url + "healthz")
        page.evaluate(FILL, body)
        if shown is not None:
            page.wait_for_function("shown => face()?.shown === shown", arg=shown)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == [], complaints


def touch(page: Page) -> None:
    """The gesture without which a browser makes no sound."""
    page.mouse.click(620, 8)


def shot(page: Page) -> str:
    """What is seen of the element, as a number."""
    return hashlib.sha256(page.locator("emotion-avatar").screenshot()).hexdigest()


def until_still(page: Page, ms: int = 500) -> str:
    """Wait until nothing of the element changes for so long, and return what is seen.

    Light, the line's words and a texture of another size come when they come; then it must rest.
    """
    until_s = time.monotonic() + WAIT_MS / 1000
    while True:
        before = shot(page)
        page.wait_for_timeout(ms)
        if shot(page) == before:
            return before
        assert time.monotonic() < until_s, "it never rests"


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait for something that only a look at pictures, or at a while, can tell."""
    until_s = time.monotonic() + WAIT_MS / 1000
    while not is_so():
        assert time.monotonic() < until_s, "it never happened"
        page.wait_for_timeout(100)


def say(page: Page, text: str) -> None:
    """Let it say something, and wait until it is heard."""
    before = page.evaluate("() => count('speaking')")
    page.evaluate("text => { void face().say(text); }", text)
    page.wait_for_function(
        "n => told.filter((one) => one.name === 'speaking').slice(n)"
        ".some((one) => one.detail.soundMs !== null)",
        arg=before,
    )
