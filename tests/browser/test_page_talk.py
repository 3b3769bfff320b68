"""The conversation in a real browser: what a person says, and what comes back."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from .conftest import WAIT_MS, last_answer, ready, say, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Answers of `/chat` that the test sends line by line: no model is there to be slow.
SCRIPTED = """
window.chats = [];
const plain = window.fetch;
window.fetch = (where, options) => {
  if (!String(where).endsWith("/chat")) return plain(where, options);
  const chat = { text: JSON.parse(options.body).text, isAborted: false };
  const stream = new ReadableStream({
    start(controller) {
      const utf8 = new TextEncoder();
      chat.send = (line) => controller.enqueue(utf8.encode(JSON.stringify(line) + "\\n"));
      chat.end = () => controller.close();
      options.signal.addEventListener("abort", () => {
        chat.isAborted = true;
        controller.error(new DOMException("gone", "AbortError"));
      });
    },
  });
  window.chats.push(chat);
  return Promise.resolve(new Response(stream));
};
"""


MAX_DIFFERENCE = 1.5
"""Mean over all pixels of what two pictures of the same words may differ by, of 255: Chromium may
round the place of one line of text to the next pixel, which was .8."""


def pixels(png: bytes) -> Any:
    with Image.open(BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB"), float)


def send(page: Page, chat: int, **line: object) -> None:
    page.evaluate("([n, line]) => window.chats[n].send(line)", [chat, line])


def reply(text: str, **fields: object) -> dict[str, object]:
    return {"kind": "reply", "text": text, "packet": 1, "route": "model", **fields}


def test_an_answer_comes_with_its_source(open_page: Callable[..., Page]):
    page = open_page(reduced_motion="reduce")
    ready(page)
    assert page.title() == "SHERIN"
    say(page, "What is quantum tunneling?")
    assert "barrier" in last_answer(page)
    assert page.input_value("#text") == ""
    card = page.locator(".source").last
    assert "Quantum tunneling" in card.inner_text()
    assert "Physics" in card.inner_text()
    standing = page.locator(".standing").last.inner_text()
    assert "from the shelves" in standing
    assert re.search(r"\d+ % sure · .*\d m?s$", standing)
    card.locator("summary").click()
    assert len(card.locator("p").inner_text()) > 100
    assert "Quantum tunneling" in (page.locator("#spoken").text_content() or "")


def test_a_gap_is_an_honest_no_and_what_is_told_is_remembered(open_page: Callable[..., Page]):
    page = open_page(reduced_motion="reduce")
    ready(page)
    say(page, "What did I have for breakfast?")
    assert "not known" in page.locator(".standing").last.inner_text()
    say(page, "I had porridge for breakfast.")
    say(page, "What did I have for breakfast?")
    assert "porridge" in last_answer(page)
    assert "from memory" in page.locator(".standing").last.inner_text()


def test_a_gap_is_filled_from_the_page(open_page: Callable[..., Page]):
    page = open_page(reduced_motion="reduce")
    ready(page)
    question = "Which gate does the ferry to Brannholm leave from?"
    say(page, question)
    page.click(".nearest button:has-text('I know it')")
    assert page.input_value("#text").startswith("/gaps answer ")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.press("End")
    page.keyboard.type("The ferry to Brannholm leaves from gate 7.")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelectorAll('.turn[data-progress=whole]').length === 2"
    )
    say(page, question)
    assert "gate 7" in last_answer(page)


def test_what_is_nearest_can_be_asked_next(open_page: Callable[..., Page]):
    page = open_page(script=SCRIPTED, reduced_motion="reduce")
    ready(page)
    page.fill("#text", "Who painted the ceiling of my kitchen?")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.chats.length === 1")
    near = [{"title": t, "domain": "M10", "uri": t, "text": t} for t in ("Fresco", "Kitchen")]
    no = reply("I don't know yet.", is_known=False, route="none", gap="g1", passages=near)
    send(page, 0, **no)
    page.click(".nearest button >> nth=0")
    page.wait_for_function("() => window.chats[1]?.text === 'What is Fresco?'")


def test_pieces_appear_as_they_come_and_a_new_sentence_cuts_them_off(
    open_page: Callable[..., Page],
):
    page = open_page(script=SCRIPTED, reduced_motion="reduce")
    ready(page)
    page.fill("#text", "Tell me a story")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.chats.length === 1")
    assert page.is_visible("#stop")
    send(page, 0, kind="heard", packet=1, feeling="curiosity")
    send(page, 0, kind="waiting")
    page.wait_for_selector(".turn[data-progress=waiting]")
    assert "thinking" in last_answer(page)
    assert "thinking" in (page.locator("#spoken").text_content() or "")
    assert page.inner_text("#word") == "curiosity"
    send(page, 0, kind="piece", text="Once upon ")
    send(page, 0, kind="piece", text="a time")
    page.wait_for_function(
        "() => document.querySelector('.words').textContent === 'Once upon a time'"
    )
    page.fill("#text", "Another one")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.chats[0].isAborted && window.chats.length === 2")
    assert "cut off" in page.locator(".words").first.inner_text()
    send(page, 1, **reply("A hen laid an egg.", notice="generated, unverified", confidence=0.5))
    page.wait_for_selector(".turn[data-progress=whole]")
    assert last_answer(page) == "A hen laid an egg."
    assert page.locator(".notice").inner_text() == "generated, unverified"
    assert page.is_hidden("#stop")


def test_stop_gives_up_the_answer(open_page: Callable[..., Page]):
    page = open_page(script=SCRIPTED, reduced_motion="reduce")
    ready(page)
    page.fill("#text", "Think hard")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.chats.length === 1")
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.chats[0].isAborted")
    page.wait_for_selector(".turn[data-progress='cut off']")
    page.wait_for_selector("#stop", state="hidden")


def test_a_reply_is_never_html(open_page: Callable[..., Page]):
    page = open_page(script=SCRIPTED, reduced_motion="reduce")
    ready(page)
    evil = "<img src=x onerror='window.evil=1'><b>bold</b>"
    page.fill("#text", evil)
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.chats.length === 1")
    source = {"title": evil, "domain": evil, "uri": "javascript:alert(1)", "date": evil}
    passages = [{**source, "text": evil}]
    send(page, 0, **reply(evil, sources=[source], passages=passages, notice=evil))
    page.wait_for_selector(".turn[data-progress=whole]")
    assert last_answer(page) == evil
    assert page.locator("#turns img, #turns b b, #turns a").count() == 0
    assert page.evaluate("window.evil") is None


def test_a_failed_answer_says_why_and_gives_the_words_back(open_page: Callable[..., Page]):
    page = open_page(script=SCRIPTED, reduced_motion="reduce")
    ready(page)
    page.fill("#text", "Hello?")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.chats.length === 1")
    send(page, 0, kind="error", error={"what": "the mind is asleep", "next": "Wake it."})
    page.wait_for_selector(".turn[data-progress=failed]")
    assert last_answer(page) == "The mind is asleep. Wake it."
    assert page.input_value("#text") == "Hello?"


def test_the_conversation_survives_a_reload(open_page: Callable[..., Page]):
    page = open_page(reduced_motion="reduce")
    ready(page)
    say(page, "What is television?")
    settle(page)
    before = page.inner_text("#turns")
    seen = pixels(page.locator("#scroll").screenshot(animations="disabled"))
    page.reload()
    ready(page)
    assert page.inner_text("#turns") == before
    until_s = time.monotonic() + WAIT_MS / 1000
    while True:  # the face and the strip below it come when they come, and move the words
        settle(page)
        again = pixels(page.locator("#scroll").screenshot(animations="disabled"))
        if again.shape == seen.shape and np.abs(again - seen).mean() < MAX_DIFFERENCE:
            break
        assert time.monotonic() < until_s, "the conversation looks another way"
    assert "quantum" not in before  # another tab, another conversation


def test_a_long_answer_is_shown_from_its_beginning(open_page: Callable[..., Page]):
    page = open_page(
        script=SCRIPTED, reduced_motion="reduce", viewport={"width": 400, "height": 500}
    )
    ready(page)
    for n, words in enumerate(("Short.", "Long. " * 300, "Short again.")):
        page.fill("#text", "Go on")
        page.keyboard.press("Enter")
        page.wait_for_function("n => window.chats.length > n", arg=n)
        send(page, n, **reply(words))
        page.wait_for_function(
            "n => document.querySelectorAll('.turn[data-progress=whole]').length > n", arg=n
        )
        settle(page)
        view, turn = page.evaluate(
            "() => ['#scroll', '.turn:last-child'].map("
            "(one) => document.querySelector(one).getBoundingClientRect().toJSON())"
        )
        if turn["height"] > view["height"]:
            assert abs(turn["y"] - view["y"]) < 30
        else:
            assert view["y"] <= turn["y"] + 30
            assert turn["y"] + turn["height"] <= view["y"] + view["height"] + 1


def test_commands_are_offered_and_carried_out(open_page: Callable[..., Page]):
    page = open_page(reduced_motion="reduce")
    ready(page)
    page.type("#text", "/")
    assert page.locator("#menu [role=option]").count() == 11
    page.type("#text", "he")
    assert page.locator("#menu [role=option]").all_inner_texts()[0].startswith("/help")
    page.keyboard.press("Escape")
    assert page.is_hidden("#menu")
    page.fill("#text", "")
    page.type("#text", "/st")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn[data-progress=whole]")
    assert "SHERIN" in last_answer(page).upper()
    page.type("#text", "/se")
    page.keyboard.press("Tab")
    assert page.input_value("#text") == "/search "
    page.fill("#text", "")
    page.type("#text", "/clear")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.turn').length === 0")
    assert page.is_visible("#try")


def test_enter_sends_and_shift_enter_begins_a_line(open_page: Callable[..., Page]):
    page = open_page(script=SCRIPTED, reduced_motion="reduce")
    ready(page)
    height = page.locator("#text").bounding_box()
    page.type("#text", "one")
    page.keyboard.press("Shift+Enter")
    page.type("#text", "two")
    taller = page.locator("#text").bounding_box()
    assert height is not None
    assert taller is not None
    assert taller["height"] > height["height"]
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.chats[0]?.text === 'one\\ntwo'")


def test_typing_is_told_and_its_words_are_not(open_page: Callable[..., Page]):
    page = open_page(reduced_motion="reduce")
    ready(page)  # what it asked for at first has come: leaving cuts nothing off
    frames: list[str] = []
    page.on("websocket", lambda line: line.on("framesent", lambda frame: frames.append(str(frame))))
    page.reload()
    ready(page)
    page.type("#text", "a secret thought", delay=20)
    for told in ("typing", "thinking"):  # over a pause it thinks
        until_sent(page, frames, told)
    assert not any("secret" in frame or "thought" in frame for frame in frames)


def until_sent(page: Page, frames: list[str], name: str) -> None:
    """Wait until an event of this name is among the frames that the page sent."""
    until_s = time.monotonic() + WAIT_MS / 1000
    while not any(json.loads(frame).get("name") == name for frame in frames):
        assert time.monotonic() < until_s, frames
        page.wait_for_timeout(50)
