"""The pictures of the page in README.md and docs/page.md: taken here, held against how it looks.

`UPDATE_PICTURES=1 pytest tests/browser/test_page_picture.py` takes them anew. A failure keeps what
it saw.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from playwright.sync_api import Browser

    from .conftest import Server

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
BLOCK_PX = 8
"""Mean colours of blocks are compared: glyphs a fraction of a pixel off are the same."""
FAR = 40.0
"""Mean difference of a block, of 255, that is seen at a glance; ink on its ground makes some 60."""
MAX_SHARE = {"words": 0.09, "face": 0.65}
"""Share of blocks that may be far off. Words: three lines of another wording, not another layout.
The face is in the middle of a reaction, and no two reactions are caught alike; another face, one
that is missing or one that stands elsewhere has more."""
N_REACTIONS = 3
SHOTS = {
    "page.png": ((1280, 800), "light", False, 1),
    "page-dark.png": ((1280, 800), "dark", True, 1),
    "page-phone.png": ((360, 740), "light", False, 2),
}


@pytest.fixture(scope="module")
def tool() -> Any:
    """`tools/make_page_picture.py`, which is no package."""
    path = ROOT / "tools" / "make_page_picture.py"
    spec = importlib.util.spec_from_file_location("make_page_picture", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path: Path) -> NDArray[np.uint8]:
    found = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert found is not None, path
    return found.astype(np.uint8)


def blocks(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(rows, columns, 3): the mean colour of each block."""
    height, width = (size // BLOCK_PX for size in picture.shape[:2])
    whole = picture[: height * BLOCK_PX, : width * BLOCK_PX].astype(float)
    return whole.reshape(height, BLOCK_PX, width, BLOCK_PX, 3).mean(axis=(1, 3))


def shares_off(
    found: NDArray[np.uint8], expected: NDArray[np.uint8], face: tuple[float, float, float, float]
) -> dict[str, float]:
    """Share of blocks that are far off, in the face (x, y, width, height) and beside it."""
    assert found.shape == expected.shape
    is_far = np.abs(blocks(found) - blocks(expected)).mean(axis=2) > FAR
    x, y, width, height = (round(place / BLOCK_PX) for place in face)
    is_face = np.zeros_like(is_far)
    is_face[y : y + height, x : x + width] = True
    return {"face": float(is_far[is_face].mean()), "words": float(is_far[~is_face].mean())}


@pytest.mark.parametrize("name", SHOTS)
def test_the_page_looks_as_its_picture(
    browser: Browser, server: Server, tool: Any, tmp_path: Path, name: str
):
    size, scheme, drawer, scale = SHOTS[name]
    taken = tmp_path / name
    misses: list[str] = []
    # A reaction has its own wording and is caught at its own moment; a page that looks another way
    # does so every time.
    for n in range(N_REACTIONS):
        face = tool.take(browser, server.url, taken, size, scheme, drawer=drawer, scale=scale)
        if os.environ.get("UPDATE_PICTURES") == "1":
            taken.replace(PICTURES / name)
            return
        found, expected = read(taken), read(PICTURES / name)
        off = shares_off(found, expected, face)
        if all(off[part] <= MAX_SHARE[part] for part in off):
            return
        beside = tmp_path / f"compared-{n}-{name}"
        difference = cv2.absdiff(found, expected)
        cv2.imwrite(str(beside), np.concatenate([found, expected, difference], axis=1))
        misses.append(f"{off}; found, expected, difference: {beside}")
    pytest.fail(f"{name} is not how the page looks: {misses}")


def test_another_page_is_told_from_it():
    """The thresholds can fail: other colours, words elsewhere, a face that is missing."""
    page = read(PICTURES / "page.png")
    face = (26.0, 108.0, 500.0, 500.0)
    same = shares_off(page, page, face)
    assert same == {"face": 0.0, "words": 0.0}
    dark = shares_off(255 - page, page, face)
    assert dark["words"] > MAX_SHARE["words"]
    empty = page.copy()
    empty[108:608, 26:526] = (239, 243, 243)
    assert shares_off(empty, page, face)["face"] > MAX_SHARE["face"]
    moved = np.roll(page, 16, axis=0)
    assert shares_off(moved, page, face)["words"] > MAX_SHARE["words"] / 2
