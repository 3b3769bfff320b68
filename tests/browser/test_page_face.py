"""The face in the page: it moves in the right order, speaks, takes a photo, and is filmed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .conftest import last_answer, ready_face, say

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

BUILT_IN = Path(__file__).parents[2] / "src/sherin/body/data/portrait/astronaut.png"
PHOTO = Path(__file__).parents[3] / "shared/data/portraits/p006.jpg"
"""A real portrait where there is one; else the one that ships becomes a face anew."""

# Shares of the picture (left, top, width, height): the strip through which hands rise, and where
# the built-in portrait has brows, cheeks and mouth.
HANDS = ((0.1, 0.95, 0.8, 0.05),)
FACE = (
    (0.34, 0.27, 0.32, 0.09),
    (0.3, 0.45, 0.12, 0.12),
    (0.58, 0.45, 0.12, 0.12),
    (0.36, 0.5, 0.28, 0.05),
)
MOUTH = (0.42, 0.53, 0.16, 0.1)
DARK = 75
"""Grey of what is behind the lips; 0..255."""
N_OPEN_PX = 8
"""So many dark pixels more than ever before: the mouth opens."""
SIDE_PX = 128
IDLE_MS, MOVED_MS, REST_MS = 900, 1100, 1700
LAG_MS = 100
# Every frame as it is drawn, in grey, at the session time that it shows: a slow machine draws fewer
# frames, not later ones.
WATCH = """
async ([text, side, idleMs, movedMs]) => {
  const avatar = document.querySelector("emotion-avatar");
  const small = new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true });
  const times = [], greys = [];
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const keep = ({ detail }) => {
    small.drawImage(avatar.shadowRoot.querySelector("canvas"), 0, 0, side, side);
    const { data } = small.getImageData(0, 0, side, side);
    const grey = new Uint8Array(side * side);
    for (let i = 0; i < grey.length; i += 1) {
      grey[i] = (data[4 * i] + 2 * data[4 * i + 1] + data[4 * i + 2]) / 4;
    }
    times.push(detail.sessionMs);
    greys.push(grey);
  };
  let startMs = null;
  const note = ({ detail }) => (startMs ??= detail.startMs);
  avatar.addEventListener("avatar-frame", keep);
  await wait(idleMs);
  avatar.addEventListener("avatar-packet", note);
  const asked = avatar.chat(text);
  await wait(movedMs);
  avatar.removeEventListener("avatar-frame", keep);
  avatar.removeEventListener("avatar-packet", note);
  await asked;
  await avatar.interrupt();
  let bytes = "";
  for (const grey of greys) bytes += String.fromCharCode(...grey);
  return { times, startMs, bytes: btoa(bytes) };
}
"""


def onsets(watched: dict[str, Any]) -> dict[str, float]:
    """When hands, face and lips begin, in ms from the packet's start; infinite where they do not.

    Hands and face: they change faster than in idle life. Lips: what is behind them shows.
    """
    times = np.array(watched["times"])
    greys = np.frombuffer(base64.b64decode(watched["bytes"]), np.uint8)
    frames = greys.reshape(len(times), SIDE_PX, SIDE_PX).astype(float)
    before = np.searchsorted(times, times - LAG_MS)
    start = watched["startMs"]
    is_idle = (times > times[0] + LAG_MS) & (times < start)

    def part(box: tuple[float, float, float, float]) -> Any:
        x, y, width, height = (round(share * SIDE_PX) for share in box)
        return frames[:, y : y + height, x : x + width]

    def first(is_moving: Any) -> float:
        moving = times[(times > start) & is_moving]
        return float(moving[0] - start) if len(moving) > 0 else np.inf

    def change(box: tuple[float, float, float, float]) -> float:
        seen = part(box)
        speed = np.abs(seen - seen[before]).mean(axis=(1, 2))
        return first(speed > 1.3 * np.percentile(speed[is_idle], 95) + 0.3)

    n_dark = (part(MOUTH) < DARK).sum(axis=(1, 2))
    return {
        "hands": min(map(change, HANDS)),
        "face": min(map(change, FACE)),
        "mouth": first(n_dark > n_dark[times < start].max() + N_OPEN_PX),
    }


WATCH_MOUTH = """
async ([region, ms]) => {
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
  };
  avatar.addEventListener("avatar-frame", keep);
  await new Promise((resolve) => setTimeout(resolve, ms));
  avatar.removeEventListener("avatar-frame", keep);
  return seen;
}
"""


def test_a_sentence_moves_hands_then_face_then_mouth(open_page: Callable[..., Page]):
    """On the canvas, as a median: a blink or a turn of the head hides one now and then."""
    page = open_page()
    ready_face(page)
    seen: list[dict[str, float]] = []
    texts = ("I got the job!", "We won!", "What is television?", "That's wonderful!", "What is AI?")
    page.wait_for_timeout(REST_MS)  # those of the greeting
    for text in texts:
        page.wait_for_timeout(REST_MS)  # hands leave the picture
        seen.append(onsets(page.evaluate(WATCH, [text, SIDE_PX, IDLE_MS, MOVED_MS])))
    hands, face, mouth = (np.median([one[it] for one in seen]) for it in ("hands", "face", "mouth"))
    assert hands < face <= mouth < MOVED_MS, seen


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


def test_a_dropped_photo_becomes_a_face_that_talks(open_page: Callable[..., Page], server: Any):
    page = open_page()
    ready_face(page)
    photo = PHOTO if PHOTO.is_file() else BUILT_IN
    kind = "image/jpeg" if photo.suffix == ".jpg" else "image/png"
    assert drop(page, photo.read_bytes(), kind, "Me, in May!.jpg")
    page.wait_for_selector("#making:not([hidden])")
    assert page.is_hidden("#drop")
    page.wait_for_selector("#making", state="hidden", timeout=90_000)
    assert page.is_hidden("#fault"), page.inner_text("#fault")
    worn = server.ask("avatars")["current"]
    assert worn.startswith("Me-in-May-")
    page.wait_for_function(
        "name => document.querySelector('emotion-avatar').client.hello.rig === name", arg=worn
    )
    page.wait_for_timeout(1500)
    say(page, "Tell me about television.")
    page.wait_for_function("() => document.querySelector('emotion-avatar').isSpeaking")
    page.wait_for_timeout(500)
    seen = page.evaluate(WATCH_MOUTH, [[0.3, 0.45, 0.4, 0.3], 1500])
    assert max(seen) > min(seen) + 10, seen
    page.click("#stop")
    page.click("#settings-open")
    page.wait_for_selector("#faces label:has-text('Me-in-May') input:checked", state="attached")
    page.check("input[value=astronaut]", force=True)
    page.wait_for_function(
        "() => document.querySelector('emotion-avatar').client.hello.rig === 'astronaut'"
    )


def test_what_is_no_portrait_is_refused_in_a_sentence(open_page: Callable[..., Page]):
    # The browser reports what a server refuses on the console; that is no complaint.
    page = open_page(may_complain=True)
    ready_face(page)
    drop(page, b"hello", "text/plain", "notes.txt")
    assert "no picture" in page.inner_text("#fault")
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
    page.wait_for_selector("#stop:not([hidden])")
    page.wait_for_timeout(700)
    page.click("#stop")
    page.wait_for_selector("#stop", state="hidden")
    assert page.evaluate("document.activeElement.id") == "text"
    assert not page.evaluate("document.querySelector('emotion-avatar').isSpeaking")
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
    page.wait_for_timeout(1200)
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
    )
    page = open_page(script=script, may_complain=True)
    ready_face(page, "still")
    assert "WebGL" in page.inner_text("#note")
    say(page, "What is television?")
    assert "Television" in last_answer(page)
