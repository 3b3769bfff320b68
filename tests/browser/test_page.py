"""The page in a real browser: first start, drawer, settings, keyboard, narrow, accessible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import OPEN, Server, packet_of, ready, ready_face, say, seq_of, wait_for_packet

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

STILL = {"reduced_motion": "reduce"}
"""For tests that look at no motion: software WebGL then leaves the machine alone."""


def first_packet(page: Page) -> int:
    """Wait until the greeting has come; returns its number."""
    ready(page)
    return wait_for_packet(page, -1)["seq"]


SPOKEN = """after => [...document.querySelectorAll("#packets button")].some(
    (row) => /says it/.test(row.textContent) && Number(/#(\\d+)/.exec(row.textContent)[1]) > after
)"""


def hold_spoken_packet(page: Page, after: int) -> dict[str, Any]:
    """Hold the packet of words that come after number `after`; no later one is shown then."""
    page.wait_for_function(SPOKEN, arg=after)
    page.locator("#packets button", has_text="says it").first.click()
    return packet_of(page)


def test_the_first_load_shows_a_face_and_the_words_to_begin_with(open_page: Callable[..., Page]):
    page = open_page()
    ready_face(page)
    assert page.title() == "SHERIN"
    assert page.inner_text("#line") == "On this machine"
    assert page.inner_text("#welcome") == "Hello, Maya."
    assert page.locator("#try button").count() == 4
    assert page.evaluate("document.activeElement.id") == "text"
    page.click("#try button >> nth=1")
    page.wait_for_selector(".turn[data-progress=whole]")
    assert page.is_hidden("#try")


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """A companion that nobody has talked with."""
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


def test_the_first_start_asks_for_a_name(browser: Browser, fresh_server: Server):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(fresh_server.url)
    page.wait_for_selector(OPEN)
    page.fill("#first-name", "Ada")
    assert "What may I call you?" in page.inner_text("#turns")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.getElementById('turns').textContent.includes('Good to meet you, Ada')"
    )
    assert page.locator("#first-name").count() == 0
    assert fresh_server.ask("person")["name"] == "Ada"
    context.close()


def test_the_drawer_shows_what_travels(open_page: Callable[..., Page]):
    page = open_page(**STILL)
    greeting = first_packet(page)
    page.click("#travels-toggle")
    assert page.get_attribute("#travels-toggle", "aria-expanded") == "true"
    say(page, "We finally did it, I am so happy!")
    packet = hold_spoken_packet(page, greeting)
    assert {"hands", "face"} <= {cue["layer"] for cue in packet["video_blend"]}
    lead = page.inner_text("#lead")
    binary, as_json = (int(n) for n in re.findall(r"\d+", lead))
    assert binary <= 96
    assert as_json < 500
    assert f"{binary} B" in page.inner_text("#packets")
    shown = page.inner_text("#lanes")
    for cue in [*packet["video_blend"], *packet["voice_blend"]]:
        assert f"{cue['at_ms']} ms" in shown
        assert cue["cid"] in shown
    starts = [
        int(page.inner_text(f"#lanes [data-lane={lane}] b >> nth=0").split()[0])
        for lane in ("hands", "face", "voice")
    ]
    assert starts == sorted(starts)
    page.wait_for_function(
        "() => ['packet', 'answer'].every("
        "  (it) => /\\d/.test(document.getElementById(`stage-${it}`).textContent))"
    )
    page.click("[data-event=praise]")
    page.wait_for_function(
        "() => !/says it/.test(document.querySelector('#packets button').textContent)"
    )
    assert packet_of(page) == packet
    page.click("#packets [aria-pressed=true]")
    assert packet_of(page)["seq"] > packet["seq"]
    oldest = page.locator("#packets button").last
    oldest.click()
    assert oldest.get_attribute("aria-current") == oldest.get_attribute("aria-pressed") == "true"
    assert packet_of(page)["seq"] < packet["seq"]
    page.keyboard.press("Escape")
    assert page.is_hidden("#travels")
    assert page.evaluate("document.activeElement.id") == "travels-toggle"
    page.click("#ribbon")
    assert page.is_visible("#travels")


def test_affect_is_pushed_by_sliders_feelings_and_events(open_page: Callable[..., Page]):
    page = open_page(**STILL)
    seq = first_packet(page)
    page.click("#travels-toggle")
    for selector in ("[data-feeling=grief]", "[data-event=praise]"):
        page.click(selector)
        seq = wait_for_packet(page, seq)["seq"]
    places = []
    for pushed in ("-0.9", "0.9"):
        page.locator("input[name=valence]").fill(pushed)
        seq = wait_for_packet(page, seq)["seq"]
        places.append(packet_of(page)["mood"]["valence"])
    assert places[0] < places[1]
    assert page.locator("line.trail").count() > 1
    assert page.is_hidden("#fault")


def test_personality_voice_and_appearance_are_chosen(open_page: Callable[..., Page]):
    page = open_page(**STILL)
    ready(page)
    page.click("#settings-open")
    page.check("input[value=skeptical]", force=True)
    page.wait_for_function("() => document.querySelector('.rest').getAttribute('cx') < 0")
    page.check("input[value=friendly]", force=True)
    page.wait_for_function("() => document.querySelector('.rest').getAttribute('cx') > 0")
    assert page.locator("#voices select option").count() > 1
    page.select_option("#voices select", "silent")
    page.select_option("#voices select", "default")
    page.check("input[name=appearance][value=dark]", force=True)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    ready(page)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.click("#theme")  # round to "as the system", which is light here
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark


def test_everything_can_be_reached_and_done_with_the_keyboard(open_page: Callable[..., Page]):
    page = open_page(**STILL)
    first_packet(page)
    page.keyboard.type("What is AI?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn[data-progress=whole]")
    page.focus(".skip")
    seen: list[str] = []
    for _ in range(24):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id"))
        if seen[-1] != "":
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none" or seen[-1] == "text", seen[-1]
    wanted = ["travels-toggle", "settings-open", "theme", "mute", "pause", "photo", "ribbon"]
    wanted += ["scroll", "text", "talk", "send"]
    assert [it for it in wanted if it not in seen] == []
    assert sorted(wanted, key=seen.index) == wanted
    page.focus("#settings-open")
    page.keyboard.press("Enter")
    page.wait_for_selector("#settings[open]")
    page.wait_for_selector("#personalities input:checked", state="attached")
    page.focus("#personalities input:checked")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('#personalities input:checked').value") != ""
    page.focus("#personalities input[value=friendly]")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    assert page.is_hidden("#settings")
    assert page.evaluate("document.activeElement.id") == "settings-open"


def test_the_first_link_leads_to_the_message_box(open_page: Callable[..., Page]):
    page = open_page(**STILL)
    ready(page)
    first = page.evaluate("document.querySelector('a, button, input, [tabindex]').className")
    assert first == "skip"
    page.focus(".skip")
    assert page.locator(".skip").bounding_box()["y"] >= 0  # seen while it has the focus
    page.keyboard.press("Enter")
    page.keyboard.type("here")
    assert page.input_value("#text") == "here"


def test_the_microphone_says_why_it_stays_off(open_page: Callable[..., Page]):
    page = open_page(script="delete window.SpeechRecognition", **STILL)
    ready(page)
    page.click("#talk")
    page.wait_for_function("() => document.getElementById('note').textContent !== ''")
    assert "Type instead" in page.inner_text("#note")


def test_without_websocket_it_says_so(open_page: Callable[..., Page]):
    page = open_page(script="delete window.WebSocket")
    page.wait_for_selector("#line[data-status=impossible]")
    assert "no WebSocket" in page.inner_text("#line")


def test_two_tabs_show_the_same_and_a_late_one_gets_the_state(open_page: Callable[..., Page]):
    one = open_page(**STILL)
    seq = first_packet(one)
    one.click("#travels-toggle")
    one.click("[data-feeling=grief]")
    sad = wait_for_packet(one, seq)
    late = open_page(**STILL)
    ready(late)
    late.wait_for_function("() => Number(document.querySelector('.here').getAttribute('cx')) < 16")
    wait_for_packet(late, sad["seq"])
    newest = seq_of(late)
    one.click("[data-feeling=joy]")
    both = [wait_for_packet(page, newest) for page in (one, late)]
    assert both[0] == both[1]


@pytest.mark.parametrize(("width", "height"), [(360, 740), (768, 1024)])
def test_a_narrow_page_needs_no_sideways_scrolling(
    open_page: Callable[..., Page], width: int, height: int
):
    page = open_page(viewport={"width": width, "height": height}, has_touch=True, **STILL)
    ready(page)
    page.wait_for_selector("#ribbon:not([hidden])")
    say(page, "A long unbreakable_word_" + "x" * 200)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert page.evaluate("document.scrollingElement.scrollHeight") <= height
    boxes = {}
    for selector in ("#frame", "#scroll", "#text", "#send", "#ribbon", "#settings-open"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width, selector
        assert 0 <= box["y"] <= box["y"] + box["height"] <= height, selector
        boxes[selector] = box
    if width < 600:  # the face on top and small, the conversation below
        frame, scroll = boxes["#frame"], boxes["#scroll"]
        assert frame["y"] + frame["height"] <= scroll["y"] + 1
        assert frame["height"] < scroll["height"]
    page.click("#travels-toggle")
    page.wait_for_timeout(200)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"color_scheme": "dark"},
        {"viewport": {"width": 360, "height": 740}},
    ],
    ids=["light", "dark", "phone"],
)
def test_axe_finds_nothing_serious(
    open_page: Callable[..., Page], repository: Path, options: dict[str, Any]
):
    axe = repository / "web" / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is not installed; run `make setup`")
    page = open_page(**STILL, **options)
    first_packet(page)
    say(page, "What is television?")
    say(page, "Who was the teacher of my neighbour's cat?")
    page.locator(".source summary").first.click()
    page.evaluate(axe.read_text(encoding="utf-8"))
    assert serious(page) == []
    page.click("#travels-toggle")
    page.wait_for_timeout(300)
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.click("#settings-open")
    page.wait_for_selector("#faces img")
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.type("#text", "/")
    assert serious(page) == []


def serious(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe finds that keeps people out: rule, impact, elements."""
    found = page.evaluate("axe.run().then(result => result.violations)")
    shown = [
        (rule["id"], rule["impact"], [node["html"][:120] for node in rule["nodes"]])
        for rule in found
    ]
    return [rule for rule in shown if rule[1] in {"serious", "critical"}]
