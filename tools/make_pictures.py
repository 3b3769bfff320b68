"""Draws docs/pictures/: visemes, blendshapes, gestures and the five clips, by the product itself.

    python tools/make_pictures.py

Run it after a change of the figure, of the capsules or of how they are chosen, and look.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sherin.app.clips import CLIP_NAMES, clip_packets, clip_sheet, clip_vectors, energy_strips
from sherin.app.clips import side_by_side as clips_side_by_side
from sherin.app.figure_plot import draw_sheet
from sherin.body import _channel_table as table
from sherin.body.capsules.motion.hand_poses import POSES
from sherin.body.channels import CHANNELS, NEUTRAL, ChannelVector
from sherin.testing.channels import vector_of

if TYPE_CHECKING:
    from PIL import Image

OUT = Path(__file__).resolve().parents[1] / "docs" / "pictures"
FPS = 12.0
FACE = (0.27, 0.05, 0.73, 0.51)
MOUTH = (0.345, 0.21, 0.655, 0.47)
GESTURES = (
    *("relaxed", "open", "stop", "open_palm_up", "fist", "point_up"),
    *("precision_ring", "thumb_up", "count_2", "count_3", "phone", "hold_page"),
)
MM_PER_SHOULDER = 380.0


def save(picture: Image.Image, name: str) -> None:
    # A flat drawing needs few colours; the file is a third of the size.
    from PIL.Image import Dither

    picture.quantize(255, dither=Dither.NONE).save(OUT / name, optimize=True)
    print(f"{name}: {(OUT / name).stat().st_size // 1024} KiB")


def viseme_vectors() -> list[ChannelVector]:
    vectors: list[ChannelVector] = []
    for _, rows in table.VISEMES:
        vector = NEUTRAL.copy()
        for channel, value in rows:
            vector[channel] = value
        vectors.append(vector)
    return vectors


def gesture_vector(name: str) -> ChannelVector:
    values = {"handLeftVisibility": 1.0, "handRightVisibility": 1.0}
    for side, sign in (("Right", 1.0), ("Left", -1.0)):
        for part, value in POSES[name].items():
            scale = 1.0 / MM_PER_SHOULDER if part in ("X", "Y", "Z") else 1.0
            mirror = sign if part in ("X", "Yaw", "Roll") else 1.0
            values[f"hand{side}{part}"] = value * scale * mirror
    return vector_of(**values)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    names = [name for name, _ in table.VISEMES]
    save(draw_sheet(viseme_vectors(), names, columns=5, size=260, crop=MOUTH), "visemes.png")
    shapes = [channel.name for channel in CHANNELS[:52]]
    vectors = [vector_of(**{name: 1.0}) for name in shapes]
    save(draw_sheet(vectors, shapes, columns=8, size=180, crop=FACE), "blendshapes.png")
    gestures = [gesture_vector(name) for name in GESTURES]
    words = [name.replace("_", " ") for name in GESTURES]
    save(draw_sheet(gestures, words, columns=6, size=220), "gestures.png")
    clips: list[np.ndarray] = []
    for name in CLIP_NAMES:
        clips.append(clip_vectors(clip_packets(name), fps=FPS))
        save(clip_sheet(clips[-1], fps=FPS, size=170), f"clip_{name}.png")
    save(clips_side_by_side(clips, rows=4, size=230), "clips.png")
    save(energy_strips(clips, CLIP_NAMES, fps=FPS), "clips_energy.png")


if __name__ == "__main__":
    main()
