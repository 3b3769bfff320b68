"""Draws the pictures of docs that show the built-in portrait, by the product itself.

    python tools/make_portrait_pictures.py

`face.jpg`: the photo, and what packets make of it; and, in the package, the built-in portrait as
the page shows it while its rig is made. Run it after a change of the rig or the stage, and look.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sherin.app.clips import clip_packets, clip_vectors
from sherin.body.rendering import Stage
from sherin.body.rig.building import build_rig
from sherin.body.rig.intake import read_portrait

ROOT = Path(__file__).resolve().parents[1]
PORTRAIT = ROOT / "src/sherin/body/data/portrait/astronaut.png"
POSTER = ROOT / "src/sherin/body/data/poster/astronaut.png"
OUT = ROOT / "docs" / "pictures"
CELL_PX = 360
FPS = 25.0
MOMENTS = {"joy": 11.4, "grief": 8.0, "anger": 0.9, "doubt": 8.0, "listening": 5.0}
"""Seconds into each clip that show what it is about."""


def photo() -> NDArray[np.uint8]:
    """The photo, cropped as the rig shows it."""
    pixels = read_portrait(PORTRAIT).pixels
    return np.asarray(Image.fromarray(pixels).resize((CELL_PX, CELL_PX)), np.uint8)


def moments(stage: Stage) -> list[NDArray[np.uint8]]:
    """One frame of each clip."""
    found: list[NDArray[np.uint8]] = []
    for name, at_s in MOMENTS.items():
        duration_ms = round(1000 * at_s) + 100
        vectors = clip_vectors(clip_packets(name, duration_ms=duration_ms), duration_ms=duration_ms)
        found.append(stage.draw(vectors[round(at_s * FPS)], t_s=at_s)[..., :3].copy())
    return found


def write_poster(pixels: NDArray[np.uint8]) -> None:
    """The crop that the rig will show, so that nothing jumps when it comes."""
    Image.fromarray(pixels).save(POSTER, optimize=True)


def main() -> None:
    stage = Stage(build_rig(read_portrait(PORTRAIT)), size=(CELL_PX, CELL_PX))
    cells = [photo(), *moments(stage)]
    sheet = np.vstack([np.hstack(cells[:3]), np.hstack(cells[3:])])
    Image.fromarray(sheet).save(OUT / "face.jpg", quality=88)
    write_poster(photo())
    print(f"face.jpg: {(OUT / 'face.jpg').stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
