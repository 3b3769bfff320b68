"""All that an avatar can do, in one picture: blendshapes, feelings, visemes, poses, hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from sherin.app.film.sinks import SYNTHETIC_FILM
from sherin.app.performance import Performance
from sherin.body.channels import CHANNEL_NAMES, CHANNELS, NEUTRAL, domain_of_id
from sherin.body.library import Library
from sherin.body.rendering import Stage, contact_sheet
from sherin.body.rig import PHOTO_EXPRESSION, Rig
from sherin.body.speech import VISEME_NAMES, viseme_pose
from sherin.body.timeline import Timeline
from sherin.mind.affect import feeling, load_personality
from sherin.wire import Mood, Packet, VideoCue

__all__ = ["FEELINGS", "draw_sheet"]

FEELINGS: Final = (
    "joy", "amusement", "love", "pride", "surprise", "curiosity", "calm",
    "doubt", "fear", "sadness", "grief", "disgust", "anger", "contempt",
)  # fmt: skip
_POSES: Final[tuple[tuple[str, Mapping[str, float]], ...]] = (
    *((f"headYaw {v:+d}", {"headYaw": v}) for v in (-20, -15, 15, 20)),
    *((f"headPitch {v:+d}", {"headPitch": v}) for v in (-15, 15)),
    *((f"headRoll {v:+d}", {"headRoll": v}) for v in (-15, 15)),
    ("torsoLean +10", {"torsoLean": 10}),
    ("torsoTurn +10", {"torsoTurn": 10}),
    ("shoulders up", {"shoulderRaiseLeft": 1, "shoulderRaiseRight": 1}),
    ("gaze left", {"gazeYaw": 25}),
    ("gaze down", {"gazePitch": -20}),
    ("light warm", {"lightKeyTemperature": 3000, "lightContrast": 1.3}),
)
_COLUMNS: Final = 7
_TITLE_PX: Final = 30
_N_GESTURES: Final = 14
_CALM: Final = Mood(0.0, 0.0, 0.0)
_FELT_MS: Final = 9000.0
_FELT_EVERY_MS: Final = 3000.0
"""A mood builds up over a few reactions; the last is shown."""
_RESTLESS: Final = ("eyeBlink", "eyeLook", "gaze")
_STEP_MS: Final = 80.0

Poses = Sequence[tuple[str, Mapping[str, float]]]


def draw_sheet(rig: Rig, stream: IO[bytes], *, size: int) -> int:
    """Write the sheet of a rig as PNG.

    Args:
        rig: What is shown.
        stream: Open for binary writing.
        size: Width and height of one picture in px.

    Returns:
        How many pictures it has.
    """
    stage = Stage(rig, size=(size, size))
    library = Library.builtin()
    shapes = [c.name for c in CHANNELS if c.domain == "face" and c.unit == "weight"]
    sections: list[tuple[str, Poses]] = [
        (
            "blendshapes",
            [
                ("neutral", {}),
                *((name, {name: 1.0}) for name in shapes),
                (PHOTO_EXPRESSION, {PHOTO_EXPRESSION: 1.0}),
            ],
        ),
        ("feelings", [(name, felt(name, library)) for name in FEELINGS]),
        ("visemes", [(name, _viseme(name)) for name in VISEME_NAMES]),
        ("poses", _POSES),
    ]
    if rig.hands is not None:
        sections.append(("hands", gestures(library)))
    rows: list[NDArray[np.uint8]] = []
    for title, poses in sections:
        rows += [_title(title, _COLUMNS * size), contact_sheet(stage, poses, _COLUMNS)]
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SYNTHETIC_FILM)
    Image.fromarray(np.vstack(rows)).save(stream, format="PNG", pnginfo=words)
    return sum(len(poses) for _, poses in sections)


def felt(name: str, library: Library) -> dict[str, float]:
    """Channels of a feeling where its reaction moves the face most."""
    performance = Performance(
        personality=load_personality("friendly"), library=library, seed=1, index="scan"
    )
    packets = [
        performance.feel(feeling(name), now_ms=round(t_ms)).packet
        for t_ms in np.arange(0.0, _FELT_MS, _FELT_EVERY_MS)
    ]
    return _strongest(packets, library, domain="face", from_ms=_FELT_MS - _FELT_EVERY_MS)


def gestures(library: Library) -> list[tuple[str, Mapping[str, float]]]:
    """Hand capsules of different kinds, each at the moment it shows most."""
    chosen: dict[str, str] = {}
    for cid in library.ids:
        domain = domain_of_id(cid)
        index = library.index_of(cid)
        if domain is None or domain.name != "hand" or index is None:
            continue
        chosen.setdefault(str(library.describe(index)["subtype"]), cid)
    spread = np.linspace(0, len(chosen) - 1, min(_N_GESTURES, len(chosen))).astype(int)
    kinds = list(chosen.items())
    poses: list[tuple[str, Mapping[str, float]]] = []
    for number in dict.fromkeys(int(k) for k in spread):
        subtype, cid = kinds[number]
        cue = VideoCue(cid=cid, weight=1.0, layer="hands", at_ms=0)
        packet = Packet(
            seq=0, t_ms=0, onset_ms=0, seed=1, video_blend=(cue,), voice_blend=(), mood=_CALM
        )
        poses.append((f"{cid} {subtype}", _strongest([packet], library, domain="hand")))
    return poses


def _strongest(
    packets: Sequence[Packet], library: Library, *, domain: str, from_ms: float = 0.0
) -> dict[str, float]:
    """Channels at the moment after `from_ms` that differs most from rest in one domain."""
    timeline = Timeline(library, seed=1)
    for packet in packets:
        timeline.add(packet, float(packet.t_ms))
    # Blinks and glances come and go by themselves.
    own = np.array([c.domain == domain and not c.name.startswith(_RESTLESS) for c in CHANNELS])
    spans = np.array([channel.maximum - channel.minimum for channel in CHANNELS])
    best, most = NEUTRAL.copy(), -1.0
    for t_ms in np.arange(from_ms + _STEP_MS, from_ms + 3000.0, _STEP_MS):
        vector = timeline.sample(float(t_ms)).copy()
        moved = float(np.abs((vector - NEUTRAL) / spans)[own].sum())
        if moved > most:
            best, most = vector, moved
    return dict(zip(CHANNEL_NAMES, best.tolist(), strict=True))


def _viseme(name: str) -> dict[str, float]:
    return {CHANNEL_NAMES[index]: value for index, value in viseme_pose(name).items()}


def _title(text: str, width: int) -> NDArray[np.uint8]:
    bar = Image.new("RGB", (width, _TITLE_PX), (20, 20, 20))
    pen = ImageDraw.Draw(bar)
    font = ImageFont.load_default(size=18)
    pen.text((8, _TITLE_PX / 2), text, fill=(255, 255, 255), font=font, anchor="lm")
    return np.asarray(bar, np.uint8)
