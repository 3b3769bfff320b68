"""The face in the page: it moves in the right order, speaks, takes a photo, and is filmed."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sherin.body.channels import CHANNEL_INDEX

from .conftest import (
    BUILD_TIMEOUT_S,
    WAIT_MS,
    Server,
    last_answer,
    ready_face,
    say,
    wait_for_frames,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

BUILT_IN = Path(__file__).parents[2] / "src/sherin/body/data/portrait/astronaut.png"

# Shares of the picture (left, top, width, height): the strip through which hands rise, and where
# the built-in portrait has brows and mouth.
HANDS = (0.1, 0.95, 0.8, 0.05)
BROWS = (0.34, 0.27, 0.32, 0.09)
MOUTH = (0.42, 0.53, 0.16, 0.1)
DARK = 75
"""Grey of what is behind the lips; 0..255."""
N_OPEN_PX = 8
"""So many dark pixels more than ever before: the mouth opens."""
SIDE_PX = 128
IDLE_MS, MOVED_MS, STEP_MS = 900, 1100, 40
# The drawing of the avatar in the tests' hands, always at its full quality.
KEEP_DRAWING = """
void customElements.whenDefined("emotion-avatar").then((Avatar) => {
  const open = Avatar.openStage;
  Avatar.openStage = async (...given) => {
    window.drawing = await open(...given);
    window.drawing.tier = "high";
    return window.drawing;
  };
});
"""
# A sentence is said, and as soon as its mouth shapes are known every moment from before the packet
# until some time after it is drawn, one after the other, in grey. What shows at a time depends on
# nothing but the time: a machine however slow sees what a fast one sees.
WATCH = """
async ([text, side, idleMs, movedMs, stepMs]) => {
  const avatar = document.querySelector("emotion-avatar");
  const {player} = avatar.client;
  const small = new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true });
  const begun = new Promise((resolve) => {
    const note = ({ detail }) => {
      if (detail.packet.utterance === null) return;
      avatar.removeEventListener("avatar-packet", note);
      resolve(detail.startMs);
    };
    avatar.addEventListener("avatar-packet", note);
  });
  const spoken = new Promise((resolve) => {
    const { say } = player;
    let firstMs = Infinity;
    player.say = (marks) => {
      say.call(player, marks);
      firstMs = Math.min(firstMs, marks[0].startMs);
      if (marks.at(-1).endMs < firstMs + 300) return;
      delete player.say;
      resolve(firstMs);
    };
  });
  await avatar.say(text);
  const startMs = await begun;
  const endMs = Math.max(startMs, await spoken) + movedMs;
  const times = [];
  let bytes = "";
  for (let ms = startMs - idleMs; ms < endMs; ms += stepMs) {
    drawing.draw(player.sample(ms, performance.now()), ms / 1000);
    small.drawImage(drawing.canvas, 0, 0, side, side);
    const { data } = small.getImageData(0, 0, side, side);
    const grey = new Uint8Array(side * side);
    for (let i = 0; i < grey.length; i += 1) {
      grey[i] = (data[4 * i] + 2 * data[4 * i + 1] + data[4 * i + 2]) / 4;
    }
    times.push(ms);
    bytes += String.fromCharCode(...grey);
  }
  await avatar.interrupt();
  return { times, startMs, bytes: btoa(bytes) };
}
"""
# No hand is there, and none was for a while.
AT_REST = """
([idleMs, ...hands]) => {
  const {client} = document.querySelector("emotion-avatar");
  const nowMs = client.sessionMs();
  return [0, 0.5, 1].every((share) => {
    const pose = client.player.sample(nowMs - share * idleMs, performance.now());
    return hands.every((hand) => pose[hand] < 0.01);
  });
}
"""


def onsets(watched: dict[str, Any]) -> dict[str, float]:
    """When it moves, in ms from the packet's start; infinite where it does not.

    Hands: when they have come a twentieth of their way, and half of it. Brows: half of theirs; the
    mood flows into them from the first moment. Lips: what is behind them shows.
    """
    times = np.array(watched["times"]) - watched["startMs"]
    greys = np.frombuffer(base64.b64decode(watched["bytes"]), np.uint8)
    frames = greys.reshape(len(times), SIDE_PX, SIDE_PX).astype(float)
    start = int(np.searchsorted(times, 0.0))

    def part(box: tuple[float, float, float, float]) -> Any:
        x, y, width, height = (round(share * SIDE_PX) for share in box)
        return frames[:, y : y + height, x : x + width]

    def first(is_so: Any) -> float:
        found = times[start:][is_so[start:]]
        return float(found[0]) if len(found) > 0 else np.inf

    def come(box: tuple[float, float, float, float], share: float) -> float:
        seen = part(box)
        way = np.abs(seen - seen[start]).mean(axis=(1, 2))
        return first(way > share * way[start:].max())

    n_dark = (part(MOUTH) < DARK).sum(axis=(1, 2))
    return {
        "hands begin": come(HANDS, 0.05),
        "hands": come(HANDS, 0.5),
        "brows": come(BROWS, 0.5),
        "mouth": first(n_dark > n_dark[:start].max() + N_OPEN_PX),
    }


# Settles when the mouth has been drawn closed and open.
WATCH_MOUTH = """
(region) => new Promise((resolve) => {
  const avatar = document.querySelector("emotion-avatar");
  const small = new OffscreenCanvas(160, 160).getContext("2d", { willReadFrequently: true });
  const seen = [];
  const keep = () => {
    small.drawImage(avatar.shadowRoot.querySelector("canvas"), 0, 0, 160, 160);
    const { data } = small.getImageData(...region.map((share) => Math.round(share * 160)));
    let dark = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] + data[i + 1] + data[i + 2] < 240) dark += 1;
    }
    seen.push(dark);
    if (Math.max(...seen) <= Math.min(...seen) + 10) return;
    avatar.removeEventListener("avatar-frame", keep);
    resolve(true);
  };
  avatar.addEventListener("avatar-frame", keep);
})
"""


SAID = ("I got the job!", "We won!", "I am so angry!", "That's wonderful!", "What is AI?")
N_ROUNDS = 4
"""One reaction in four opens the lips as soon as the hands are seen (an astonished face does), so
that five of them may say so by chance; twenty do not."""


def test_a_sentence_moves_the_hands_before_brows_and_lips(open_page: Callable[..., Page]):
    """On the canvas, as a median: a blink or a turn of the head hides one now and then."""
    page = open_page(script=KEEP_DRAWING)
    ready_face(page)
    # What is drawn is what the test asks for, and half as large.
    page.evaluate("""() => {
        document.querySelector("emotion-avatar").paused = true;
        drawing.resize(drawing.canvas.width / 2, drawing.canvas.height / 2);
    }""")
    hand_channels = [CHANNEL_INDEX[f"hand{side}Visibility"] for side in ("Left", "Right")]
    seen: list[dict[str, float]] = []

    def is_in_order() -> bool:
        median = {name: np.median([one[name] for one in seen]) for name in seen[0]}
        return bool(
            median["hands"] < median["brows"] < np.inf
            and median["hands begin"] < median["mouth"] < np.inf
        )

    for _ in range(N_ROUNDS):
        for text in SAID:
            page.wait_for_function(AT_REST, arg=[IDLE_MS, *hand_channels])
            watched = page.wait_for_function(
                WATCH, arg=[text, SIDE_PX, IDLE_MS, MOVED_MS, STEP_MS], timeout=3 * WAIT_MS
            )
            seen.append(onsets(watched.json_value()))
        if is_in_order():
            break
    assert is_in_order(), seen


DROP = """
([data, type, name]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type }));
  const options = { dataTransfer, bubbles: true, cancelable: true };
  const tell = (kind) => document.body.dispatchEvent(new DragEvent(kind, options));
  tell("dragenter");
  const isShown = !document.getElementById("drop").hidden;
  tell("dragover");
  tell("drop");
  return isShown;
}
"""


def drop(page: Page, photo: bytes, kind: str, name: str) -> bool:
    return page.evaluate(DROP, [base64.b64encode(photo).decode(), kind, name])


@pytest.fixture
def built_in_again(server: Server) -> Iterator[None]:
    """The tests after this one look at the avatar that ships."""
    yield
    server.ask("avatar", {"name": "astronaut"})


@pytest.mark.usefixtures("built_in_again")
def test_a_dropped_photo_becomes_a_face_that_talks(open_page: Callable[..., Page], server: Server):
    """The portrait that ships, sent as anybody's photo, becomes a face anew."""
    note_shown = (
        "addEventListener('avatar-ready', ({detail}) => { window.shownName = detail.name; }, true);"
    )
    page = open_page(script=note_shown)
    ready_face(page)
    assert drop(page, BUILT_IN.read_bytes(), "image/png", "Me, in May!.png")
    page.wait_for_selector("#making:not([hidden])")
    assert page.is_hidden("#drop")
    page.wait_for_selector("#making", state="hidden", timeout=1000 * BUILD_TIMEOUT_S)
    assert page.is_hidden("#fault"), page.inner_text("#fault")
    worn = server.ask("avatars")["current"]
    assert worn.startswith("Me-in-May-")
    page.wait_for_function("name => window.shownName === name", arg=worn)
    say(page, "Tell me about television.")
    page.wait_for_function("() => document.querySelector('emotion-avatar').isSpeaking")
    page.wait_for_function(WATCH_MOUTH, arg=[0.3, 0.45, 0.4, 0.3])
    page.evaluate("() => document.querySelector('emotion-avatar').interrupt()")
    page.click("#settings-open")
    page.wait_for_selector("#faces input[value^='Me-in-May']:checked", state="attached")
    page.click("#faces label:has(input[value=astronaut])")
    page.wait_for_function("() => window.shownName === 'astronaut'")


def test_what_is_no_portrait_is_refused_in_a_sentence(open_page: Callable[..., Page]):
    # The browser reports what a server refuses on the console; that is no complaint.
    page = open_page(may_complain=True)
    ready_face(page)
    drop(page, b"hello", "text/plain", "notes.txt")
    page.wait_for_function("() => /no picture/.test(document.getElementById('fault').innerText)")
    drop(page, b"\x89PNG broken", "image/png", "broken.png")
    page.wait_for_function(
        "() => /[.!]$/.test(document.getElementById('fault').textContent.trim())"
        " && !document.getElementById('fault').textContent.includes('no picture')"
    )
    page.wait_for_selector("#making", state="hidden")


def test_what_is_said_can_be_stopped_and_muted(open_page: Callable[..., Page]):
    page = open_page()
    ready_face(page)
    say(page, "Explain the history of television.")
    page.wait_for_function("() => document.querySelector('emotion-avatar').isSpeaking")
    page.click("#stop")
    page.wait_for_selector("#stop", state="hidden")
    page.wait_for_function("() => document.activeElement.id === 'text'")
    page.wait_for_function("() => !document.querySelector('emotion-avatar').isSpeaking")
    page.click("#mute")
    assert page.get_attribute("#mute", "aria-pressed") == "true"
    assert page.evaluate("document.querySelector('emotion-avatar').muted")
    say(page, "What is AI?")
    assert len(last_answer(page)) > 40


def test_a_clip_is_recorded(open_page: Callable[..., Page]):
    page = open_page()
    ready_face(page)
    page.click("#record")
    assert page.get_attribute("#record", "aria-pressed") == "true"
    wait_for_frames(page, 8)
    with page.expect_download() as downloaded:
        page.click("#record")
    file = downloaded.value
    assert file.suggested_filename.endswith(".webm")
    assert "synthetic" in file.suggested_filename
    assert Path(file.path()).read_bytes()[:4] == b"\x1aE\xdf\xa3"  # EBML


def test_less_motion_begins_paused_and_can_be_played(open_page: Callable[..., Page]):
    page = open_page(reduced_motion="reduce")
    ready_face(page)
    assert page.get_attribute("#pause", "aria-pressed") == "true"
    page.click("#pause")
    assert page.get_attribute("#pause", "aria-pressed") == "false"
    assert not page.evaluate("document.querySelector('emotion-avatar').paused")
    page.wait_for_function("() => document.querySelector('emotion-avatar').framesPerS > 0")


def test_without_webgl_the_words_still_work(open_page: Callable[..., Page]):
    script = (
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest); };"
        # A note goes away after some seconds.
        "addEventListener('DOMContentLoaded', () => new MutationObserver(() => {"
        "  window.notes = (window.notes ?? '') + document.getElementById('note').textContent;"
        "}).observe(document.getElementById('note'), {childList: true}));"
    )
    page = open_page(script=script, may_complain=True)
    ready_face(page, "still")
    page.wait_for_function("() => /WebGL/.test(window.notes)")
    say(page, "What is television?")
    assert "Television" in last_answer(page)
