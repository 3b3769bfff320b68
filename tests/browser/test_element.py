"""`<emotion-avatar>` in a page of one's own: what a developer builds on and a person sees."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from sherin.body.channels import CHANNEL_INDEX

from .element_page import OpenElement, opened, say, touch, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from .conftest import Server

pytestmark = pytest.mark.browser

LONG = (
    "My mother arrived on a warm and sunny morning. We walked around the garden for an hour, "
    "and we talked about everything that had happened since the spring."
)


@pytest.fixture
def open_element(browser: Browser, server: Server) -> Iterator[OpenElement]:
    """Opens a page around a piece of HTML."""
    yield from opened(browser, server)


def picture(page: Page) -> np.ndarray:
    """What is seen of the element, (height, width, 3) in 0..1."""
    shot = page.locator("emotion-avatar").screenshot()
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), dtype=np.float32) / 255


def moved(before: np.ndarray, after: np.ndarray) -> float:
    """Share of pixels that changed visibly."""
    return float((np.abs(before - after).max(axis=2) > 0.06).mean())


def test_it_shows_the_avatar_of_the_server_and_lives(open_element: OpenElement):
    page = open_element()
    first = picture(page)
    assert first.shape == (256, 256, 3)
    assert first.std() > 0.1, "a picture, not a colour"
    until(page, lambda: moved(first, picture(page)) > 0.002)
    page.wait_for_function("() => face().framesPerS > 0")
    assert page.evaluate("() => lasts('hello').rig") == page.evaluate("() => lasts('ready').name")


def test_attributes_make_it_feel_and_speak(open_element: OpenElement):
    page = open_element('<emotion-avatar emotion="grief" text="I am so sorry."></emotion-avatar>')
    page.wait_for_function(
        "() => told.some(({name, detail}) => name === 'phrase' && detail.text.includes('sorry'))"
    )
    # What is felt and what is said are asked for one after the other, and come in any order.
    page.wait_for_function("() => packets().some(({mood}) => mood.valence < -0.2)")
    before = page.evaluate("() => packets().length")
    page.evaluate("() => face().setAttribute('emotion', 'joy')")
    page.wait_for_function(
        """n => {
            const least = Math.min(...packets().slice(0, n).map(({mood}) => mood.valence));
            return packets().slice(n).some(({mood}) => mood.valence > least);
        }""",
        arg=before,
    )
    assert page.evaluate("() => count('error')") == 0


def test_a_feeling_that_does_not_exist_is_an_error_in_the_servers_words(open_element: OpenElement):
    page = open_element('<emotion-avatar emotion="joi"></emotion-avatar>', may_complain=True)
    page.wait_for_function("() => lasts('error')?.code === 'refused'")
    assert "joi" in page.evaluate("() => lasts('error').message")


def test_it_steals_neither_pointer_nor_keyboard(open_element: OpenElement):
    body = """
      <input id="box">
      <button id="below">below</button>
      <emotion-avatar mode="corner" overlay><button id="own">own</button></emotion-avatar>
    """
    page = open_element(body)
    page.evaluate("""() => {
        Object.assign(below.style, {position: "fixed", right: "60px", bottom: "120px"});
        for (const one of [below, own]) {
          one.addEventListener("click", () => { one.dataset.hit = 1; });
        }
        window.prevented = 0;
        addEventListener("keydown", (event) => { prevented += event.defaultPrevented ? 1 : 0; });
        box.focus();
    }""")
    page.keyboard.type("a sentence")
    page.click("#below")
    page.click("#own")
    assert page.evaluate("() => [below.dataset.hit, own.dataset.hit]") == ["1", "1"]
    assert page.input_value("#box") == "a sentence"
    assert page.evaluate("() => prevented") == 0
    shown = "seq => packets().some((packet) => packet.seq === seq)"
    seq = page.evaluate("() => { box.focus(); return face().happen('praise'); }")["seq"]
    page.wait_for_function(shown, arg=seq)
    assert page.evaluate("() => document.activeElement.id") == "box"


def test_typing_and_reading_are_told_and_the_words_are_not(open_element: OpenElement):
    frames: list[str] = []

    def hear(page: Page) -> None:
        page.on("websocket", lambda line: line.on("framesent", lambda one: frames.append(str(one))))

    page = open_element(
        "<p id=p>Something to read.</p><textarea id=box></textarea>"
        "<emotion-avatar></emotion-avatar>",
        prepare=hear,
    )
    page.type("#box", "a secret thought", delay=10)
    in_context = "context => packets().some((packet) => packet.context === context)"
    page.wait_for_function(in_context, arg="typing")
    page.evaluate("() => { box.blur(); getSelection().selectAllChildren(p); }")
    page.wait_for_function(in_context, arg="thinking")  # over a pause; then the person reads
    page.evaluate("() => { getSelection().empty(); getSelection().selectAllChildren(p); }")
    page.wait_for_function(in_context, arg="reading")
    assert any('"event"' in frame for frame in frames)
    assert not any("secret" in frame or "read." in frame for frame in frames)


def test_no_context_tells_nothing(open_element: OpenElement):
    frames: list[str] = []

    def hear(page: Page) -> None:
        page.on("websocket", lambda line: line.on("framesent", lambda one: frames.append(str(one))))

    page = open_element("<input id=box><emotion-avatar no-context></emotion-avatar>", prepare=hear)
    page.type("#box", "hello there", delay=10)
    # By the time the answer to this is here, what was typed would have been told.
    page.evaluate("() => face().happen('praise')")
    page.wait_for_function("() => packets().length > 0")
    assert not any('"event"' in frame for frame in frames)
    assert page.evaluate("() => packets().every(({context}) => context !== 'typing')")


EYES, HEAD = CHANNEL_INDEX["gazeYaw"], CHANNEL_INDEX["headYaw"]
GAZE = f"(drawn.pose === null ? 0 : drawn.pose[{EYES}] + drawn.pose[{HEAD}])"
"""Where the eyes look, in degrees, + to the person's left."""


def test_the_eyes_follow_the_pointer_and_a_hand_points(open_element: OpenElement):
    page = open_element("<emotion-avatar mode=corner></emotion-avatar><b id=goal>goal</b>")
    page.mouse.move(10, 10)
    page.wait_for_function(f"() => {GAZE} < -12")
    page.evaluate("() => { face().paused = true; }")  # this moment stays for the picture
    left = picture(page)
    page.evaluate("() => { face().paused = false; }")
    page.evaluate("() => document.documentElement.dispatchEvent(new PointerEvent('pointerleave'))")
    page.wait_for_function(f"() => Math.abs({GAZE}) < 8")
    until(page, lambda: moved(left, picture(page)) > 0.01)
    assert page.evaluate("() => face().pointAt(goal)") is True
    page.wait_for_function(
        """hand => {
            if (drawn.pose[hand] <= 0.5) return false;
            face().paused = true;
            return true;
        }""",
        arg=CHANNEL_INDEX["handRightVisibility"],
    )
    assert moved(left, picture(page)) > 0.02


def test_a_dark_page_gives_a_dark_face(open_element: OpenElement):
    page = open_element(color_scheme="light")
    other = open_element("<emotion-avatar no-light></emotion-avatar>", color_scheme="dark")
    unlit = brightness(other)
    until(page, lambda: brightness(page) > unlit)
    page.emulate_media(color_scheme="dark")
    until(page, lambda: brightness(page) < 0.85 * unlit)


def brightness(page: Page) -> float:
    """Mean of the middle of the picture."""
    return float(picture(page)[40:200, 60:200].mean())


# The sound as it leaves for the sound card, looked at all the time.
METER = """
const connect = AudioNode.prototype.connect;
window.meters = [];
AudioNode.prototype.connect = function (to, ...more) {
  if (to instanceof AudioDestinationNode) {
    const meter = new AnalyserNode(this.context, {fftSize: 256});
    connect.call(this, meter);
    meters.push(meter);
  }
  return connect.call(this, to, ...more);
};
window.loudness = () => {
  const data = new Float32Array(256);
  let loudest = 0;
  for (const meter of meters) {
    if (meter.context.state !== "running") continue;
    meter.getFloatTimeDomainData(data);
    for (const value of data) loudest = Math.max(loudest, Math.abs(value));
  }
  return loudest;
};
// The clock of the sound card: it stands while the machine is too busy to play.
window.soundMs = () => 1000 * Math.max(0, ...meters.map(({context}) => context.currentTime));
"""
CUT = """
async () => {
  const avatar = face();
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  // In the middle of a word: the mouth is open and there is sound.
  const began = performance.now();
  let wide = 0;
  while (performance.now() - began < 30_000) {
    wide = loudness() < 0.02 ? 0 : jaw(); // read once: the mouth goes on moving
    if (wide > 0.05) break;
    await wait(4);
  }
  const hushed = avatar.interrupt();
  await Promise.resolve();
  const cutMs = performance.now();
  const cut = soundMs();
  let loud = cut;
  while (soundMs() - cut < 130 && performance.now() - cutMs < 5000) {
    const now = soundMs(); // read first: what is heard then is no older
    if (loudness() > 0.003) loud = now;
    await wait(4);
  }
  await hushed;
  await wait(Math.max(0, 200 - (performance.now() - cutMs)));
  return {wide, soundMs: loud - cut, closed: jaw(cutMs + 200)};
}
"""


def test_twenty_interruptions(open_element: OpenElement):
    """Sound off within 50 ms, the mouth closed within 200 ms, and the next sentence is alive.

    Each on its own clock, that of the sound card and that of the timeline: how often a busy page
    gets to look at them does not count.
    """
    page = open_element("<emotion-avatar muted-not gaze=off></emotion-avatar>", script=METER)
    touch(page)
    cuts: list[dict[str, Any]] = []
    for _ in range(20):
        page.evaluate("text => { void face().say(text); }", LONG)
        cuts.append(page.evaluate(CUT))
    alive = [cut for cut in cuts if cut["wide"] > 0.05]
    assert len(alive) == 20, cuts
    assert max(cut["soundMs"] for cut in cuts) <= 50, cuts
    # Mood and idle life open the jaw by up to .05 themselves.
    assert max(cut["closed"] for cut in cuts) < 0.06, cuts
    assert page.evaluate("() => count('error')") == 0


def test_a_film_is_recorded_and_says_that_it_is_synthetic(open_element: OpenElement):
    page = open_element()
    touch(page)
    say(page, "This is a film.")
    film = page.evaluate("""async () => {
        const film = face().record();
        const before = drawn.count;
        while (drawn.count < before + 24) await new Promise((done) => setTimeout(done, 50));
        await new Promise((done) => setTimeout(done, 1000));
        const file = await film.stop();
        const bytes = new Uint8Array(await file.slice(0, 64).arrayBuffer());
        const {name, type, size} = file;
        return {name, type, size, head: btoa(String.fromCharCode(...bytes))};
    }""")
    assert "synthetic" in film["name"]
    assert film["type"] == "video/webm"
    assert film["size"] > 3000  # a recorder that has no time leaves frames out; one has as much
    assert base64.b64decode(film["head"])[:4] == b"\x1a\x45\xdf\xa3"


def test_hearing_the_person_says_why_it_cannot(open_element: OpenElement):
    page = open_element(script="delete window.SpeechRecognition;")
    heard = page.evaluate("() => face().listen()")
    assert heard["isHeard"] is False
    assert heard["why"] == "no-recognition"
    page.evaluate("""() => { window.SpeechRecognition = class {
        static available() { return Promise.resolve("unavailable"); } }; }""")
    assert page.evaluate("() => face().listen()")["why"] == "not-on-device"


def test_hearing_the_person_on_this_device(open_element: OpenElement):
    page = open_element(
        script="""
      window.SpeechRecognition = class extends EventTarget {
        static available({processLocally}) {
          return Promise.resolve(processLocally ? "available" : "unavailable");
        }
        start() {
          if (!this.processLocally) throw new Error("it would leave this machine");
          setTimeout(() => {
            const event = new Event("result");
            event.results = [[{transcript: "hello "}], [{transcript: "there"}]];
            this.dispatchEvent(event);
            this.dispatchEvent(new Event("end"));
          }, 20);
        }
        stop() {}
      };
    """
    )
    assert page.evaluate("() => face().listen()") == {"isHeard": True, "text": "hello there"}


def test_modes_have_their_place_and_size(open_element: OpenElement):
    page = open_element("<main id=room></main><emotion-avatar></emotion-avatar>")
    page.evaluate("() => Object.assign(document.body.style, {margin: 0, height: '400px'})")
    boxes = page.evaluate("""() => Object.fromEntries(
      ["inline", "corner", "bubble", "side", "full"].map((mode) => {
        face().setAttribute("mode", mode);
        const {x, y, width, height, right, bottom} = face().getBoundingClientRect();
        const edge = {right: innerWidth - right, bottom: innerHeight - bottom};
        return [mode, {x, y, width, height, ...edge}];
      }))""")
    assert (boxes["inline"]["width"], boxes["inline"]["height"]) == (256, 256)
    assert (boxes["corner"]["right"], boxes["corner"]["bottom"]) == (16, 16)
    assert boxes["bubble"]["width"] == 72
    assert (boxes["side"]["width"], boxes["side"]["height"]) == (320, 400)
    assert boxes["full"]["width"] == 640
    page.evaluate("() => face().style.setProperty('--emotion-avatar-size', '100px')")
    page.evaluate("() => face().setAttribute('mode', 'inline')")
    assert page.evaluate("() => face().getBoundingClientRect().width") == 100


def test_a_bubble_shows_the_words_as_they_are_heard(open_element: OpenElement):
    page = open_element("<emotion-avatar mode=bubble></emotion-avatar>")
    page.evaluate("() => { void face().say('Here I am. It is a fine day.'); }")
    page.locator("emotion-avatar [part=words]").wait_for()
    # They go away some seconds after the last one.
    page.wait_for_function(
        "() => face().shadowRoot.querySelector('[part=words]').textContent.includes('fine day')"
    )
    page.wait_for_function("() => lasts('speaking')?.isSpeaking === false")
