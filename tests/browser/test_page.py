"""The page in a real browser: first start, drawer, settings, keyboard, narrow, accessible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import (
    OPEN,
    WAIT_MS,
    Server,
    answer_of,
    hold_packet,
    packet_of,
    ready,
    ready_face,
    say,
    settle,
    wait_for_packet,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

STILL = {"reduced_motion": "reduce"}
"""For tests that look at no motion: software WebGL then leaves the machine alone."""


def first_packet(page: Page) -> int:
    """Wait until a packet has come, most likely that of the greeting; returns its number."""
    ready(page)
    return wait_for_packet(page, -1)["seq"]


def choose(page: Page, kind: str, name: str) -> None:
    """Choose in the settings as a person does, and wait until the server has it."""
    option = f"#{kind} label:has(input[value={name}])"
    answer_of(page, CHOSEN_AT[kind], lambda: page.click(option))


CHOSEN_AT = {"personalities": "personality", "voices": "voice"}
"""Group of choices in the settings -> the route that it asks."""


SPOKEN = """after => {
    const rows = [...document.querySelectorAll("#packets button")];
    const numbers = rows.filter((row) => /says it/.test(row.textContent))
        .map((row) => Number(/#(\\d+)/.exec(row.textContent)[1])).filter((seq) => seq > after);
    return numbers.length > 0 ? numbers.at(-1) : null;
}"""


def hold_spoken_packet(page: Page, after: int) -> dict[str, Any]:
    """Hold the packet of words that come after number `after`; no later one is shown then."""
    return hold_packet(page, page.wait_for_function(SPOKEN, arg=after).json_value())


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
    page.set_default_timeout(WAIT_MS)
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


# Pressed in one go: a packet that comes meanwhile moves the rows down.
OLDEST = """() => {
    const row = [...document.querySelectorAll("#packets button")].at(-1);
    row.focus();
    row.click();
    return {
        number: row.querySelector("b").textContent,
        current: row.getAttribute("aria-current"),
        pressed: row.getAttribute("aria-pressed"),
    };
}"""


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
    praise = answer_of(page, "event", lambda: page.click("[data-event=praise]"))["packet"]["seq"]
    page.wait_for_selector(f"#packets b:text-is('#{praise}')")
    assert packet_of(page) == packet
    page.click("#packets [aria-pressed=true]")
    assert packet_of(page)["seq"] >= praise > packet["seq"]
    oldest = page.evaluate(OLDEST)
    assert [oldest["current"], oldest["pressed"]] == ["true", "true"]
    assert f"#{packet_of(page)['seq']}" == oldest["number"]
    page.keyboard.press("Escape")
    page.wait_for_selector("#travels", state="hidden")
    assert page.evaluate("document.activeElement.id") == "travels-toggle"
    page.click("#ribbon")
    assert page.is_visible("#travels")


def test_affect_is_pushed_by_sliders_feelings_and_events(open_page: Callable[..., Page]):
    page = open_page(**STILL)
    first_packet(page)
    page.click("#travels-toggle")
    for route, selector in (("emotion", "[data-feeling=grief]"), ("event", "[data-event=praise]")):
        sent = answer_of(page, route, lambda selector=selector: page.click(selector))["packet"]
        assert hold_packet(page, sent["seq"])["mood"] == sent["mood"]
    places = []
    for pushed in ("-0.9", "0.9"):
        slider = page.locator("input[name=valence]")
        sent = answer_of(page, "emotion", lambda to=pushed, it=slider: it.fill(to))["packet"]
        places.append(hold_packet(page, sent["seq"])["mood"]["valence"])
    assert places[0] < places[1]
    assert page.locator("line.trail").count() > 1
    assert page.is_hidden("#fault")


def test_personality_voice_and_appearance_are_chosen(open_page: Callable[..., Page]):
    page = open_page(**STILL)
    ready(page)
    page.click("#settings-open")
    choose(page, "personalities", "skeptical")
    page.wait_for_function("() => document.querySelector('.rest').getAttribute('cx') < 0")
    choose(page, "personalities", "friendly")
    page.wait_for_function("() => document.querySelector('.rest').getAttribute('cx') > 0")
    voices = page.locator("#voices select")
    for name in ("silent", "default"):  # the last is what the tests after this one hear
        answer_of(page, "voice", lambda name=name: voices.select_option(name))
    assert voices.locator("option").count() > 1
    page.check("input[name=appearance][value=dark]", force=True)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    ready(page)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.click("#theme")  # round to "as the system", which is light here
    page.wait_for_function(
        "dark => getComputedStyle(document.body).backgroundColor !== dark", arg=dark
    )


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
        # Read in one go: Stop goes away, and hands the focus on, when she has spoken.
        name, ring = page.evaluate(
            """() => [document.activeElement.id,
                      getComputedStyle(document.activeElement).outlineStyle]"""
        )
        seen.append(name)
        if seen[-1] != "":
            assert ring != "none" or seen[-1] == "text", seen[-1]
    wanted = ["travels-toggle", "settings-open", "theme", "mute", "pause", "photo", "ribbon"]
    # While she speaks and the box is empty, the place of Send is that of Stop.
    wanted += ["scroll", "text", "talk", "stop" if "stop" in seen else "send"]
    assert [it for it in wanted if it not in seen] == []
    assert sorted(wanted, key=seen.index) == wanted
    page.focus("#settings-open")
    asked_anew(page, lambda: page.keyboard.press("Enter"))
    page.wait_for_selector("#settings[open]")
    page.focus("#personalities input:checked")
    chosen = page.evaluate("document.activeElement.value")
    asked_anew(page, lambda: page.keyboard.press("ArrowRight"))
    now = page.evaluate("document.querySelector('#personalities input:checked').value")
    assert now != chosen
    # The list is another one now; the choice kept the focus, and the way back is the other arrow.
    assert page.evaluate("document.activeElement.value") == now
    asked_anew(page, lambda: page.keyboard.press("ArrowLeft"))
    assert page.evaluate("document.querySelector('#personalities input:checked').value") == chosen
    page.keyboard.press("Escape")
    page.wait_for_selector("#settings", state="hidden")
    page.wait_for_function("() => document.activeElement.id === 'settings-open'")


def asked_anew(page: Page, act: Callable[[], object]) -> None:
    """Do it, and wait until the settings show what the server says then."""
    page.evaluate("""() => {
        for (const one of document.querySelectorAll("#personalities input")) one.dataset.old = "";
    }""")
    act()
    page.wait_for_selector("#personalities input:checked:not([data-old])", state="attached")


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
    page.wait_for_function("() => /Type instead/.test(document.getElementById('note').textContent)")


def test_without_websocket_it_says_so(open_page: Callable[..., Page]):
    page = open_page(script="delete window.WebSocket")
    page.wait_for_selector("#line[data-status=impossible]")
    assert "no WebSocket" in page.inner_text("#line")


FIRST_STATE = """
addEventListener("avatar-hello", ({detail}) => (window.hello ??= detail), true);
addEventListener("avatar-state", ({detail}) => (window.firstState ??= detail), true);
"""


def test_two_tabs_show_the_same_and_a_late_one_gets_the_state(open_page: Callable[..., Page]):
    one = open_page(**STILL)
    first_packet(one)
    one.click("#travels-toggle")
    late = open_page(script=FIRST_STATE, **STILL)
    below = 0.0
    # Affect goes back by itself within seconds: a page that took its time to load comes once more.
    for _ in range(5):
        for _ in range(3):
            answer_of(one, "emotion", lambda: one.click("[data-feeling=grief]"))
        ready(late)
        late.reload()
        late.wait_for_function("() => window.firstState !== undefined")
        below = late.evaluate("() => hello.baseline.valence - firstState.mood.valence")
        if below > 0.05:
            break
    assert below > 0.05
    ready(late)
    joy = answer_of(one, "emotion", lambda: one.click("[data-feeling=joy]"))["packet"]
    both = [hold_packet(page, joy["seq"]) for page in (one, late)]
    assert both[0] == both[1]
    assert both[0]["mood"] == joy["mood"]


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
    for selector in ("#frame", "#scroll", "#text", "#say", "#ribbon", "#settings-open"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width, selector
        assert 0 <= box["y"] <= box["y"] + box["height"] <= height, selector
        boxes[selector] = box
    if width < 600:  # the face on top, the conversation below and larger
        frame, scroll = boxes["#frame"], boxes["#scroll"]
        assert frame["y"] + frame["height"] <= scroll["y"] + 1
        assert frame["height"] < scroll["height"]
    page.click("#travels-toggle")
    page.wait_for_selector("#travels")
    settle(page)
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
    page.wait_for_selector("#travels")
    settle(page)
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
