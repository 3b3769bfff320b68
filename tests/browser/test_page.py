"""The page in a real browser: what a person sees and does."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

OPEN = "#line[data-status=open]"
PICTURE = "document.getElementById('figure').toDataURL()"


def packet_of(page: Page) -> dict[str, Any]:
    """The packet that the page shows."""
    return json.loads(page.inner_text("#packet"))


def wait_for_packet(page: Page, after: int) -> dict[str, Any]:
    """The packet that the page shows, once its number is larger than `after`."""
    page.wait_for_function(
        """after => {
            const seq = /"seq":(\\d+)/.exec(document.getElementById("packet").textContent);
            return seq !== null && Number(seq[1]) > after;
        }""",
        arg=after,
    )
    return packet_of(page)


def seq_of(page: Page) -> int:
    found = re.search(r'"seq":(\d+)', page.inner_text("#packet"))
    return -1 if found is None else int(found[1])


def ready(page: Page) -> int:
    """Wait until the greeting has come; returns its number."""
    page.wait_for_selector(OPEN)
    return wait_for_packet(page, -1)["seq"]


def say(page: Page, text: str) -> dict[str, Any]:
    """Say something in the box; returns the packet that shows the reaction."""
    before = ready(page)
    page.fill("#text", text)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('said').textContent !== ''")
    page.wait_for_function("() => /\\d/.test(document.getElementById('frame-ms').textContent)")
    return wait_for_packet(page, before)


def picture(page: Page) -> str:
    return hashlib.sha256(page.evaluate(PICTURE).encode()).hexdigest()


def test_it_opens_and_moves_by_itself(open_page: Callable[..., Page]):
    page = open_page()
    ready(page)
    assert page.title() == "SHERIN"
    first = picture(page)
    page.wait_for_timeout(400)
    assert picture(page) != first


def test_a_sentence_shows_what_travels(open_page: Callable[..., Page]):
    page = open_page()
    packet = say(page, "We finally did it, I am so happy!")
    layers = {cue["layer"] for cue in packet["video_blend"]}
    assert {"hands", "face"} <= layers
    assert page.inner_text("#said") == "“We finally did it, I am so happy!”"
    assert page.input_value("#text") == ""
    assert int(page.inner_text("#json-bytes")) < 500
    assert int(page.inner_text("#binary-bytes")) <= 96
    assert float(page.inner_text("#frame-ms")) >= float(page.inner_text("#packet-ms"))
    shown = page.inner_text("#lanes")
    for cue in [*packet["video_blend"], *packet["voice_blend"]]:
        assert f"{cue['at_ms']} ms" in shown
        assert cue["cid"] in shown
    starts = {
        lane: int(page.inner_text(f"[data-lane={lane}] b >> nth=0").split()[0])
        for lane in ("hands", "face", "voice")
    }
    assert starts["hands"] < starts["face"] <= starts["voice"]


# Shares of the canvas: the strip through which hands rise, and the mouth.
REGIONS = {"hands": [0.15, 0.8, 0.7, 0.19], "face": [0.4, 0.36, 0.2, 0.13]}
MEASURE = """
async ([regions, text]) => {
  const canvas = document.getElementById("figure");
  const context = canvas.getContext("2d");
  const read = ([x, y, w, h]) => {
    const size = canvas.width;
    return context.getImageData(x * size, y * size, w * size, h * size).data.slice();
  };
  const share = (now, then) => {
    let changed = 0;
    for (let i = 0; i < now.length; i += 4) {
      const d = Math.abs(now[i] - then[i]) + Math.abs(now[i + 1] - then[i + 1]);
      if (d > 40) changed += 1;
    }
    return changed / (now.length / 4);
  };
  const watch = async (ms) => {
    const first = {}, series = {};
    for (const name in regions) { first[name] = read(regions[name]); series[name] = []; }
    const began = performance.now();
    while (performance.now() - began < ms) {
      await new Promise(requestAnimationFrame);
      for (const name in regions) {
        series[name].push([performance.now() - began, share(read(regions[name]), first[name])]);
      }
    }
    return series;
  };
  const idle = await watch(700);
  const asked = fetch("feel", {
    method: "POST",
    headers: {"content-type": "application/json"},
    body: JSON.stringify({text}),
  });
  const moved = await watch(900);
  await asked;
  const onset = {};
  for (const name in regions) {
    const level = 0.004 + 1.5 * Math.max(...idle[name].map(([, value]) => value));
    onset[name] = moved[name].find(([, value]) => value > level)?.[0] ?? null;
  }
  return onset;
}
"""


def test_pixels_of_the_hands_change_before_those_of_the_face(open_page: Callable[..., Page]):
    """Watched on the canvas, frame by frame, against what idle life alone changes there."""
    # Chromium warns about reading a canvas back so often; only this test does.
    page = open_page(viewport={"width": 900, "height": 700}, may_complain=True)
    ready(page)
    onsets = []
    for text in ("I got the job!", "That is wonderful news!", "I love this so much!", "We won!"):
        page.wait_for_timeout(3200)  # hands leave the picture
        onsets.append(page.evaluate(MEASURE, [REGIONS, text]))
    both = [onset for onset in onsets if onset["hands"] and onset["face"]]
    first = [onset for onset in onsets if onset["hands"] and not onset["face"]]
    assert len(both) + len(first) >= 3, onsets
    hands_first = [onset for onset in both if onset["hands"] < onset["face"]]
    assert len(hands_first) + len(first) >= 3, onsets


def test_typing_is_told_and_its_words_are_not(open_page: Callable[..., Page]):
    page = open_page()
    sent: list[str] = []
    page.on(
        "websocket",
        lambda line: line.on("framesent", lambda frame: sent.append(str(frame))),
    )
    page.reload()
    before = ready(page)
    page.type("#text", "a secret thought", delay=20)
    assert wait_for_packet(page, before)["context"] == "typing"
    page.wait_for_function(
        '() => document.getElementById("packet").textContent.includes("thinking")'
    )
    assert any('"event"' in frame for frame in sent)
    assert not any("secret" in frame or "thought" in frame for frame in sent)


def test_chips_feelings_events_and_personalities_work(open_page: Callable[..., Page]):
    page = open_page()
    seq = ready(page)
    for selector in ("[data-feeling=grief]", "[data-event=praise]", "[data-say] >> nth=0"):
        page.click(selector)
        seq = wait_for_packet(page, seq)["seq"]
    assert page.is_hidden("#fault")
    page.check("input[value=skeptical]", force=True)
    page.wait_for_function("() => document.querySelector('.rest').getAttribute('cx') < 0")
    page.check("input[value=friendly]", force=True)
    page.wait_for_function("() => document.querySelector('.rest').getAttribute('cx') > 0")


def test_everything_can_be_done_with_the_keyboard(open_page: Callable[..., Page]):
    page = open_page()
    seq = ready(page)
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type("Well done")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.getElementById('said').textContent.includes('Well done')"
    )
    seq = seq_of(page)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.feeling ?? ''") == "joy":
            break
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring != "none"
    page.keyboard.press("Space")
    assert wait_for_packet(page, seq)["mood"]["valence"] > 0
    page.focus("#personalities input:checked")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('#personalities input:checked').value") != ""
    page.focus("#personalities input[value=friendly]")
    page.keyboard.press("Space")


def test_less_motion_shows_still_pictures(open_page: Callable[..., Page]):
    page = open_page(reduced_motion="reduce")
    seq = ready(page)
    page.wait_for_timeout(6000)  # the greeting's own still pictures
    assert page.get_attribute("#pause", "aria-pressed") == "true"
    still = picture(page)
    page.wait_for_timeout(700)
    assert picture(page) == still
    page.click("[data-feeling=joy]")
    wait_for_packet(page, seq)
    page.wait_for_timeout(900)
    assert picture(page) != still
    page.click("#pause")
    assert page.get_attribute("#pause", "aria-pressed") == "false"
    moving = picture(page)
    page.wait_for_timeout(400)
    assert picture(page) != moving


def test_a_hidden_page_draws_nothing(open_page: Callable[..., Page]):
    page = open_page()
    ready(page)
    page.evaluate(
        """() => {
            Object.defineProperty(document, "visibilityState", {get: () => window.seen});
            window.seen = "hidden";
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    still = picture(page)
    page.wait_for_timeout(500)
    assert picture(page) == still
    page.evaluate("window.seen = 'visible'; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(300)
    assert picture(page) != still


@pytest.mark.parametrize(("width", "height"), [(360, 740), (390, 844), (768, 1024)])
def test_a_narrow_page_needs_no_sideways_scrolling(
    open_page: Callable[..., Page], width: int, height: int
):
    page = open_page(
        viewport={"width": width, "height": height}, device_scale_factor=2, has_touch=True
    )
    say(page, "A long unbreakable_word_" + "x" * 200)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    for selector in ("#figure", "#text"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
    pixels = page.evaluate("document.getElementById('figure').width")
    shown = page.locator("#figure").bounding_box()
    assert shown is not None
    assert pixels == pytest.approx(2 * shown["width"], abs=4)


def test_two_tabs_show_the_same_and_a_late_one_gets_the_state(open_page: Callable[..., Page]):
    one = open_page()
    seq = ready(one)
    one.click("[data-feeling=grief]")
    sad = wait_for_packet(one, seq)
    late = open_page()
    late.wait_for_selector(OPEN)
    late.wait_for_function(
        "() => Number(document.querySelector('.here').getAttribute('cx')) < 16",
    )
    late.wait_for_function("() => /\\d/.test(document.getElementById('binary-bytes').textContent)")
    one.click("[data-feeling=joy]")
    both = [wait_for_packet(page, sad["seq"] + 1) for page in (one, late)]
    assert both[0] == both[1]


def test_without_a_canvas_the_words_still_work(open_page: Callable[..., Page]):
    page = open_page(script="HTMLCanvasElement.prototype.getContext = () => null")
    page.wait_for_selector("#no-figure:not([hidden])")
    assert "still work" in page.inner_text("#no-figure")
    assert page.is_hidden("#figure")
    page.click("[data-feeling=joy]")
    wait_for_packet(page, -1)


def test_without_websocket_it_says_so(open_page: Callable[..., Page]):
    page = open_page(script="delete window.WebSocket")
    page.wait_for_selector("#line[data-status=impossible]")
    assert "no WebSocket" in page.inner_text("#line")


LISTEN = """
window.played = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (when) {
  window.played.push([when, this.buffer.duration]);
  return start.call(this, when);
};
"""
WATCH_MOUTH = """
async ms => {
  const canvas = document.getElementById("figure");
  const context = canvas.getContext("2d");
  const dark = () => {
    const size = canvas.width;
    const at = [0.4, 0.36, 0.2, 0.13].map((share) => Math.round(share * size));
    const { data } = context.getImageData(...at);
    let n = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] + data[i + 1] + data[i + 2] < 300) n += 1;
    }
    return n;
  };
  const seen = [];
  const began = performance.now();
  while (performance.now() - began < ms) {
    await new Promise(requestAnimationFrame);
    seen.push(dark());
  }
  return [Math.min(...seen), Math.max(...seen)];
}
"""
LONG = "My mother arrived on a warm and sunny morning. We walked around the garden for an hour."


def let_say(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.keyboard.press("Shift+Enter")


def test_she_says_it_aloud_here_and_silently_elsewhere(open_page: Callable[..., Page]):
    page = open_page(script=LISTEN, may_complain=True)
    other = open_page(script=LISTEN)
    ready(other)
    ready(page)
    let_say(page, "I got the job! My mother is so happy about it.")
    page.wait_for_function("() => /\\d/.test(document.getElementById('sound-ms').textContent)")
    _, widest = page.evaluate(WATCH_MOUTH, 1500)
    other.wait_for_selector("#stop:not([hidden])")
    page.wait_for_selector("#stop", state="hidden")
    page.wait_for_timeout(300)
    _, closed = page.evaluate(WATCH_MOUTH, 300)
    assert widest > 1.05 * closed
    played = page.evaluate("window.played")
    assert sum(length for _, length in played) > 1.0
    for (start, length), (following, _) in pairwise(played):
        assert following >= start + length - 1e-6
    assert other.evaluate("window.played") == []
    assert page.is_hidden("#fault")


def test_stop_closes_the_mouth_and_the_next_line_works(open_page: Callable[..., Page]):
    page = open_page(script=LISTEN, may_complain=True)
    ready(page)
    for key in ("Escape", None):
        before = len(page.evaluate("window.played"))
        let_say(page, LONG)
        page.wait_for_function("n => window.played.length > n", arg=before)
        _, widest = page.evaluate(WATCH_MOUTH, 1200)
        if key is None:
            page.click("#stop")
        else:
            page.keyboard.press(key)
        assert page.is_hidden("#stop")
        page.wait_for_timeout(200)
        _, closed = page.evaluate(WATCH_MOUTH, 400)
        assert widest > 1.05 * closed
    assert page.is_hidden("#fault")


def test_without_a_sound_card_the_mouth_moves_and_a_note_says_so(open_page: Callable[..., Page]):
    page = open_page(script="delete window.AudioContext")
    ready(page)
    let_say(page, "Here I am.")
    page.wait_for_function("() => document.getElementById('voice-note').textContent !== ''")
    page.wait_for_selector("#stop", state="hidden")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
    ],
    ids=["light", "dark", "phone"],
)
def test_axe_finds_nothing_serious(
    open_page: Callable[..., Page], repository: Path, options: dict[str, Any]
):
    axe = repository / "web" / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is not installed; run `make setup`")
    page = open_page(**options)
    say(page, "Are you sure about that?")
    page.wait_for_timeout(400)
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations)")
    shown = [
        (rule["id"], rule["impact"], [node["html"][:120] for node in rule["nodes"]])
        for rule in found
    ]
    assert [rule for rule in shown if rule[1] in {"serious", "critical"}] == []
