"""What Chromium draws of a rig is what Python's stage draws; a closed stage leaves nothing."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from sherin.body.rendering import Stage
from sherin.body.rig.glb import decode_rig, encode_rig
from sherin.testing.channels import vector_of

from .conftest import WAIT_MS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from playwright.sync_api import Browser, Page, Route

    from sherin.body.rig import Rig

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "conformance" / "rig" / "tiny_v1.glb"
SIZE = (320, 320)
T_S = 0.4
# Least likeness to Python's picture in dB: of the face, of everything. Light and hands differ most,
# where outlines mix: the browser bends tones before it mixes, and mitres its outlines.
PICTURES: dict[str, tuple[float, float, dict[str, float]]] = {
    "rest": (48.0, 48.0, {}),
    "smile": (
        46.0, 46.0,
        {"mouthSmileLeft": 0.9, "mouthSmileRight": 0.9, "cheekSquintLeft": 0.4, "headRoll": 5.0},
    ),
    "vowel": (44.0, 46.0, {"jawOpen": 0.6, "mouthFunnel": 0.2, "browInnerUp": 0.6}),
    "blink": (
        44.0, 46.0, {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0, "gazeYaw": 12.0},
    ),
    "light": (
        40.0, 40.0, {"lightExposure": 0.8, "lightKeyTemperature": 3300.0, "lightContrast": 1.25},
    ),
    "wind and camera": (
        44.0, 44.0, {"wind": 1.0, "breath": 1.0, "cameraPush": 0.12, "cameraRoll": 3.0},
    ),
    "hands": (
        42.0, 34.0,
        {"handRightVisibility": 1.0, "handLeftVisibility": 1.0, "handLeftIndexFlexion": 30.0,
         "handRightYaw": 20.0},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rig_file(built_in_rig: Rig) -> bytes:
    return encode_rig(built_in_rig)


@pytest.fixture
def page(browser: Browser, bench_page: Path, rig_file: bytes) -> Iterator[Page]:
    """The bench page, served out of its folder without any server; it must not complain."""
    complaints: list[str] = []

    def serve(route: Route) -> None:
        name = route.request.url.split("/", 3)[3]
        file = bench_page / name
        if name == "rig.glb":
            route.fulfill(body=rig_file, content_type="model/gltf-binary")
        elif name == "small.glb":
            route.fulfill(body=SMALL.read_bytes(), content_type="model/gltf-binary")
        elif name == "broken.glb":
            route.fulfill(body=rig_file[: len(rig_file) // 3], content_type="model/gltf-binary")
        elif file.is_file():
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404)

    page = browser.new_page()
    page.set_default_timeout(WAIT_MS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.route("**/*", serve)
    page.goto("http://stage.test/stage.html")
    yield page
    page.close()
    assert complaints == []


@pytest.fixture
def open_stage(page: Page) -> Callable[..., Page]:
    def open_it(size: tuple[int, int] = SIZE, **options: Any) -> Page:
        page.evaluate(
            "([w, h, options]) => stageBench.open('rig.glb', w, h, options)",
            [*size, {"tier": "high", **options}],
        )
        return page

    return open_it


def picture(page: Page, channels: dict[str, float], size: tuple[int, int]) -> NDArray[np.uint8]:
    """What the canvas shows of channels: (h, w, 4), straight alpha."""
    data = page.evaluate("([named, t]) => stageBench.picture(named, t)", [channels, T_S])
    return np.frombuffer(base64.b64decode(data), np.uint8).reshape(size[1], size[0], 4)


def likeness_db(found: NDArray[np.uint8], expected: NDArray[np.uint8]) -> float:
    error = (found[..., :3].astype(float) - expected[..., :3]) ** 2
    return 10.0 * np.log10(255.0**2 / max(float(error.mean()), 1e-9))


def kept(folder: Path, name: str, pictures: list[NDArray[np.uint8]]) -> Path:
    """Save both pictures and six times their difference, for whoever looks at a failure."""
    found, expected = (shown[..., :3].astype(np.int16) for shown in pictures)
    sheet = np.hstack([found, expected, np.clip(6 * np.abs(found - expected), 0, 255)])
    path = folder / f"{name}.png"
    cv2.imwrite(str(path), np.ascontiguousarray(sheet[..., ::-1]).astype(np.uint8))
    return path


def test_pictures_are_those_of_python(
    open_stage: Callable[..., Page], rig_file: bytes, tmp_path: Path
):
    page = open_stage()
    stage = Stage(decode_rig(rig_file), size=SIZE)
    misses: list[str] = []
    for name, (of_face, of_all, channels) in PICTURES.items():
        found = picture(page, channels, SIZE)
        expected = stage.draw(vector_of(**channels), t_s=T_S)
        points = stage.landmarks(vector_of(**channels), t_s=T_S)[:, :2].astype(int)
        (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
        face = likeness_db(found[y0:y1, x0:x1], expected[y0:y1, x0:x1])
        everything = likeness_db(found, expected)
        if face < of_face or everything < of_all:
            path = kept(tmp_path, name, [found, expected])
            misses.append(f"{name}: face {face:.1f} dB, all {everything:.1f} dB; see {path}")
    assert misses == []


def test_a_wide_picture_is_framed_alike(open_stage: Callable[..., Page], rig_file: bytes):
    size = (480, 270)
    found = picture(open_stage(size), {"headYaw": 6.0}, size)
    expected = Stage(decode_rig(rig_file), size=size).draw(vector_of(headYaw=6.0), t_s=T_S)
    assert likeness_db(found, expected) > 40.0


def test_without_background_its_place_is_transparent(
    open_stage: Callable[..., Page], rig_file: bytes
):
    found = picture(open_stage(background=False), {}, SIZE)
    expected = Stage(decode_rig(rig_file), size=SIZE).draw(vector_of(), t_s=T_S, background=False)
    assert (found[2:20, 2:20, 3] == 0).all()
    differs = np.abs(found[..., 3].astype(int) - expected[..., 3]) > 24
    assert differs.mean() < 0.003


def test_a_dark_page_gives_a_dark_face(open_stage: Callable[..., Page]):
    page = open_stage()
    bright = picture(page, {}, SIZE)
    page.evaluate("""() => {
        const light = new Float32Array(27);
        light.fill(0.35, 0, 3);
        stageBench.stage.setSurroundingLight(light);
    }""")
    dark = picture(page, {}, SIZE)
    ratio = dark[..., :3].mean() / bright[..., :3].mean()
    assert ratio == pytest.approx(0.35 ** (1 / 2.2), abs=0.03)


def test_fifty_stages_opened_and_released_leave_nothing(page: Page):
    tally = page.evaluate("() => stageBench.openAndRelease('small.glb', 50)")
    assert tally["made"] > 50 * 20
    assert tally["left"] == 0


def test_the_canvas_of_a_released_stage_can_be_opened_again(open_stage: Callable[..., Page]):
    page = open_stage()
    before = picture(page, {"jawOpen": 0.4}, SIZE)
    page.evaluate("() => stageBench.stage.release()")
    after = picture(open_stage(), {"jawOpen": 0.4}, SIZE)
    assert (before == after).all()


def test_a_lost_context_comes_back_with_the_last_picture(open_stage: Callable[..., Page]):
    page = open_stage()
    before = picture(page, {"mouthSmileLeft": 0.8}, SIZE)
    page.evaluate("""() => {
        const gl = document.getElementById("stage").getContext("webgl2");
        window.loss = gl.getExtension("WEBGL_lose_context");
        window.loss.loseContext();
    }""")
    page.wait_for_function(
        "() => document.getElementById('stage').getContext('webgl2').isContextLost()"
    )
    page.evaluate("() => { stageBench.draw({}, 0); setTimeout(() => loss.restoreContext(), 50); }")
    page.wait_for_function(
        """() => {
            const gl = document.getElementById("stage").getContext("webgl2");
            return !gl.isContextLost() && stageBench.isReady();
        }"""
    )
    assert (picture(page, {"mouthSmileLeft": 0.8}, SIZE) == before).all()


def test_a_torn_file_is_told_in_a_sentence(page: Page):
    said = page.evaluate(
        "() => stageBench.open('broken.glb', 64, 64).then(() => '', error => error.message)"
    )
    assert "it is torn" in said and "sherin avatar build" in said


# A clock that moves with the work: so long a frame takes, on any machine.
PACE = """
takesMs => {
  let nowMs = 0;
  performance.now = () => (nowMs += takesMs);
}
"""


@pytest.mark.parametrize(("takes_ms", "tiers"), [(2.0, {"high"}), (60.0, {"medium", "low"})])
def test_a_slow_machine_gets_a_lower_tier_and_a_fast_one_keeps_it(
    page: Page, takes_ms: float, tiers: set[str]
):
    page.evaluate(PACE, takes_ms)
    page.evaluate("() => stageBench.open('small.glb', 400, 400)")
    # Until the frames that were measured are enough for a choice: on a busy machine they are few.
    page.wait_for_function(
        """async () => {
            const {stage} = stageBench;
            while (stage.frameMs === 0 && stage.tier === "high") await stageBench.run(6);
            return true;
        }"""
    )
    assert page.evaluate("() => stageBench.stage.tier") in tiers
    side = page.evaluate("() => document.getElementById('stage').width")
    assert (side < 400) == ("high" not in tiers)
