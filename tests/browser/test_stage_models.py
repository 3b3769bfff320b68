"""Models of other programs in Chromium, under the page's security policy: drawn, driven, freed."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sherin.body.rig.glb.container import pack_glb, unpack_glb

from .conftest import WAIT_MS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "conformance" / "rig" / "tiny_v1.glb"
SIDE = 256
# As the server sends it; no blob may be fetched, nothing may be compiled.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'"
)


def plain_tree() -> tuple[dict[str, Any], bytes]:
    """Our own small rig without what makes it ours: ARKit names, four joints, textures."""
    tree, binary = unpack_glb(SMALL.read_bytes())
    del tree["scenes"][0]["extras"]  # type: ignore[index]
    return dict(tree), bytes(binary)


def as_vrm() -> bytes:
    """The same with other names for its blendshapes, and VRM 1.0 saying what they are."""
    tree, binary = plain_tree()
    head = next(mesh for mesh in tree["meshes"] if mesh["name"] == "head")
    names: list[str] = head["extras"]["targetNames"]
    node = next(k for k, row in enumerate(tree["nodes"]) if row["name"] == "head" and "mesh" in row)
    bound = {
        preset: {"morphTargetBinds": [{"node": node, "index": names.index(shape), "weight": 1.0}]}
        for preset, shape in {
            "aa": "jawOpen",
            "blinkLeft": "eyeBlinkLeft",
            "blinkRight": "eyeBlinkRight",
            "surprised": "browInnerUp",
        }.items()
    }
    for mesh in tree["meshes"]:
        if "extras" in mesh:
            count = len(mesh["extras"]["targetNames"])
            mesh["extras"]["targetNames"] = [f"Fcl_{k}" for k in range(count)]
    tree["extensionsUsed"] = [*tree["extensionsUsed"], "VRMC_vrm"]
    tree["extensions"] = {"VRMC_vrm": {"specVersion": "1.0", "expressions": {"preset": bound}}}
    return pack_glb(tree, binary)


def elsewhere() -> bytes:
    """One whose picture lies on another machine."""
    tree, binary = plain_tree()
    tree["images"][0] = {"uri": "https://example.org/face.png"}
    return pack_glb(tree, binary)


FILES: dict[str, Callable[[], bytes]] = {
    "plain.glb": lambda: pack_glb(*plain_tree()),
    "person.vrm": as_vrm,
    "elsewhere.glb": elsewhere,
    "small.glb": SMALL.read_bytes,
}


@pytest.fixture
def page(browser: Browser, bench_page: Path) -> Iterator[Page]:
    """The bench page with the server's policy; it must not complain, nor ask for anything else."""
    complaints: list[str] = []

    def serve(route: Route) -> None:
        name = route.request.url.split("/", 3)[3]
        file = bench_page / name
        if name in FILES:
            route.fulfill(body=FILES[name](), content_type="model/gltf-binary")
        elif file.is_file() and route.request.url.startswith("http://stage.test/"):
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            headers = {"content-type": kind, "content-security-policy": POLICY}
            route.fulfill(body=file.read_bytes(), headers=headers)
        else:
            complaints.append(f"asked for {route.request.url}")
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


def open_model(page: Page, name: str, **options: Any) -> None:
    page.evaluate(
        "([url, side, options]) => stageBench.open(url, side, side, options)",
        [name, SIDE, {"tier": "high", **options}],
    )


def picture(page: Page, **channels: float) -> NDArray[np.int16]:
    """(h, w, 4) what the canvas shows."""
    data = page.evaluate("named => stageBench.picture(named, 0)", channels)
    pixels = np.frombuffer(base64.b64decode(data), np.uint8).reshape(SIDE, SIDE, 4)
    return pixels.astype(np.int16)


def changed(one: NDArray[np.int16], other: NDArray[np.int16]) -> NDArray[np.bool_]:
    return np.abs(one - other).max(axis=2) > 12


def test_a_plain_model_is_shown_and_driven_by_name(page: Page):
    open_model(page, "plain.glb")
    assert page.evaluate("() => stageBench.stage.kind") == "generic"
    rest = picture(page)
    assert (rest[..., 3] > 0).mean() > 0.5
    assert rest[..., :3].std() > 25  # a person, not a card
    talking = changed(rest, picture(page, jawOpen=0.8))
    assert 0.002 < talking.mean() < 0.2
    rows = np.nonzero(talking.any(axis=1))[0]
    blinking = changed(rest, picture(page, eyeBlinkLeft=1.0, eyeBlinkRight=1.0))
    above = np.nonzero(blinking.any(axis=1))[0]
    assert np.median(above) < np.median(rows)
    assert changed(rest, picture(page, headYaw=15.0)).mean() > 0.02
    assert not changed(rest, picture(page)).any()


def test_a_vrm_speaks_by_its_own_expressions(page: Page):
    open_model(page, "person.vrm")
    rest = picture(page)
    vowel = changed(
        rest,
        picture(
            page, jawOpen=0.58, mouthLowerDownLeft=0.22, mouthLowerDownRight=0.22,
            mouthUpperUpLeft=0.16, mouthUpperUpRight=0.16,
        ),
    )  # fmt: skip
    assert 0.002 < vowel.mean() < 0.2
    assert changed(rest, picture(page, eyeBlinkLeft=1.0)).any()


def test_a_dark_page_darkens_a_model_too(page: Page):
    open_model(page, "plain.glb")
    bright = picture(page)
    page.evaluate(
        "() => stageBench.stage.setSurroundingLight(new Float32Array(27).fill(0.3, 0, 3))"
    )
    dark = picture(page)
    shown = bright[..., 3] > 250
    ratio = float(dark[shown][:, :3].mean() / bright[shown][:, :3].mean())
    assert ratio == pytest.approx(0.3 ** (1 / 2.2), abs=0.06)


def test_models_opened_and_released_leave_nothing(page: Page):
    tally = page.evaluate("() => stageBench.openAndRelease('plain.glb', 6)")
    assert tally["made"] > 6 * 20
    # What three.js makes once a context, four textures of one pixel and three framebuffers,
    # goes with the context, which is given back.
    assert tally["left"] <= 6 * 7
    open_model(page, "plain.glb")
    page.evaluate("() => stageBench.stage.release()")
    gone = "() => document.getElementById('stage').getContext('webgl2').isContextLost()"
    assert page.evaluate(gone)


def test_a_canvas_shows_one_kind_after_the_other(page: Page):
    open_model(page, "small.glb")
    rig = picture(page)
    page.evaluate("() => stageBench.stage.release()")
    open_model(page, "plain.glb")
    assert page.evaluate("() => stageBench.stage.kind") == "generic"
    assert changed(rig, picture(page)).any()
    page.evaluate("() => stageBench.stage.release()")
    open_model(page, "small.glb")
    assert (picture(page) == rig).all()


def test_a_model_whose_pictures_lie_elsewhere_is_refused_and_nothing_is_fetched(page: Page):
    reason = page.evaluate(
        "() => stageBench.open('elsewhere.glb', 64, 64).then(() => '', (error) => error.message)"
    )
    assert "images[0] lies at `https://example.org/face.png`" in reason
    assert "one .glb with everything inside" in reason
