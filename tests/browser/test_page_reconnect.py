"""The page when its server goes away: a crash, a new start, and nothing to reload."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_page_comes_back_by_itself(open_page: Callable[..., Page], server):
    """Killed while it reacts, started again: a new session, the same page, and it plays on."""
    # The browser itself reports every refused connection on the console; that is no complaint.
    page = open_page(may_complain=True)
    page.wait_for_selector("#line[data-status=open]")
    page.evaluate("window.isSamePage = true")
    page.click("[data-feeling=joy]")
    page.wait_for_function(
        "() => document.getElementById('packet').textContent.includes('video_blend')"
    )
    server.kill()
    page.wait_for_selector("#line[data-status=lost], #line[data-status=connecting]")
    before = page.evaluate("document.getElementById('figure').toDataURL()")
    page.wait_for_timeout(500)
    assert page.evaluate("document.getElementById('figure').toDataURL()") != before
    page.fill("#text", "Are you there?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#fault:not([hidden])")
    assert "sherin serve" in page.inner_text("#fault")
    assert page.input_value("#text") == "Are you there?"
    server.start()
    page.wait_for_selector("#line[data-status=open]", timeout=15_000)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.getElementById('said').textContent.includes('Are you there')"
    )
    page.wait_for_function(
        "() => /\"seq\":[0-2],/.test(document.getElementById('packet').textContent)"
    )
    page.wait_for_selector("#fault", state="hidden")
    assert page.evaluate("window.isSamePage")
    page.wait_for_function(
        "() => document.getElementById('counts').textContent.includes('came back')"
    )
