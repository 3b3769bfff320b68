"""The page when its server goes away: a crash, a new start, and nothing to reload."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from .conftest import OPEN, Server, last_answer, ready_face, say, wait_for_frames

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_page_comes_back_by_itself(open_page: Callable[..., Page], server: Server):
    """Killed while it speaks, started again: a new session, the same page, and it goes on."""
    # The browser itself reports every refused connection on the console; that is no complaint.
    page = open_page(may_complain=True)
    ready_face(page)
    page.evaluate("window.isSamePage = true")
    say(page, "Explain the history of television.")
    page.wait_for_function("() => document.querySelector('emotion-avatar').isSpeaking")
    server.kill()
    page.wait_for_selector("#line[data-status=lost], #line[data-status=connecting]")
    wait_for_frames(page)
    page.fill("#text", "Are you there?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn[data-progress=failed]")
    assert "sherin serve" in last_answer(page)
    assert page.input_value("#text") == "Are you there?"
    server.start()
    page.wait_for_selector(OPEN)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelectorAll('.turn[data-progress=whole]').length === 2"
    )
    assert page.evaluate("window.isSamePage")
    page.click("#travels-toggle")
    page.wait_for_function(
        "() => document.getElementById('counts').textContent.includes('came back')"
    )
    wait_for_frames(page)
