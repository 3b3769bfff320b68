"""`sherin bench render`: from a photo to a rig, and from a rig to frames."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from math import sin
from typing import Final, TypeVar

import numpy as np

from sherin.app.bench.film import film_rows
from sherin.app.bench.measure import Goal, Row, peak_bytes, resident_bytes, row
from sherin.app.film.wide_picture import WidePicture
from sherin.body.channels import CHANNEL_INDEX, NEUTRAL, ChannelVector
from sherin.body.rendering import Stage
from sherin.body.rig import Rig
from sherin.body.rig.building import build_rig
from sherin.body.rig.intake import read_portrait

__all__ = ["render_rows"]

T = TypeVar("T")

_N_RUNS, _N_WARM = 30, 5
_FPS: Final = 25.0
_PARTS: Final = ("vertices", "pixels", "finish")


def render_rows() -> Iterator[Row]:
    """Every figure of the offline renderer on the built-in portrait, one after the other."""
    photo = (files("sherin.body") / "data" / "portrait" / "astronaut.png").read_bytes()
    rig, first_s = _timed(lambda: build_rig(read_portrait(photo)))
    yield row("photo to rig, first in the process", first_s, "s")
    warm_s = [_timed(lambda: build_rig(read_portrait(photo)))[1] for _ in range(_N_WARM)]
    yield row("photo to rig, warm, median of 5", float(np.median(warm_s)), "s", ("<=", 5.0))
    yield row("triangles of the rig", sum(len(layer.triangles) for layer in rig.layers), "")
    stage, ready_s = _timed(lambda: Stage(rig, size=(512, 512)))
    _, first_s = _timed(lambda: stage.draw(NEUTRAL, t_s=0.0))
    yield row("stage ready for 512x512", 1000.0 * ready_s, "ms")
    yield row("first frame, compiled code from disk", 1000.0 * first_s, "ms")
    yield from _frame_rows(rig, (512, 512), "talking", _talking, ("<=", 12.0))
    yield from _frame_rows(rig, (512, 512), "hands, wind, dust", _all_moving, None)
    yield _wide_row(rig)
    yield from _frame_rows(rig, (1080, 1920), "talking", _talking, None)
    yield _memory_row(rig)
    yield from film_rows(rig)
    yield row("peak resident memory of all this", peak_bytes() / 1e6, "MB")


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def _frame_rows(
    rig: Rig,
    size: tuple[int, int],
    what: str,
    motion: Callable[[float], ChannelVector],
    goal: Goal | None,
) -> Iterator[Row]:
    """Medians of 30 frames less 5: the whole frame, and each part of it."""
    laps: dict[str, list[float]] = {part: [] for part in _PARTS}
    last_s = 0.0

    def lap(part: str) -> None:
        nonlocal last_s
        now_s = time.perf_counter()
        laps[part].append(1000.0 * (now_s - last_s))
        last_s = now_s

    stage = Stage(rig, size=size, on_lap=lap)
    out = np.empty((size[1], size[0], 4), np.uint8)
    for k in range(_N_RUNS):
        vector = motion(k / _FPS)
        last_s = time.perf_counter()
        stage.draw(vector, t_s=k / _FPS, out=out)
    ms = {part: np.array(taken[_N_WARM:]) for part, taken in laps.items()}
    name = f"frame {size[0]}x{size[1]}, {what}"
    whole = np.sum(list(ms.values()), axis=0)
    yield row(f"{name}, median", float(np.median(whole)), "ms", goal)
    yield row(f"{name}, worst", float(whole.max()), "ms")
    for part in _PARTS:
        yield row(f"{name}: {part}", float(np.median(ms[part])), "ms")


def _wide_row(rig: Rig) -> Row:
    """A film picture with blurred sides."""
    drawing = WidePicture(rig, size=(1920, 1080))
    out = np.empty((1080, 1920, 4), np.uint8)
    taken_s = [
        _timed(lambda k=k: drawing.draw(_talking(k / _FPS), t_s=k / _FPS, out=out))[1]
        for k in range(_N_RUNS)
    ]
    ms = 1000.0 * float(np.median(taken_s[_N_WARM:]))
    return row("frame 1920x1080 of a film, talking, median", ms, "ms")


def _memory_row(rig: Rig) -> Row:
    """What ten minutes of frames leave behind, from a minute of them."""
    stage = Stage(rig, size=(128, 128))
    out = np.empty((128, 128, 4), np.uint8)
    for k in range(100):
        stage.draw(_all_moving(k / _FPS), t_s=k / _FPS, out=out)
    before = resident_bytes()
    for k in range(1500):
        stage.draw(_all_moving(k / _FPS), t_s=k / _FPS, out=out)
    grown = max(0, resident_bytes() - before)
    return row("memory that 1,500 frames keep", grown / 1e6, "MB", ("<=", 4.0))


def _talking(t_s: float) -> ChannelVector:
    """A head that moves and speaks: about ten shapes at once."""
    return _vector(
        headYaw=8.0 * sin(0.9 * t_s), headPitch=4.0 * sin(1.3 * t_s), headRoll=3.0 * sin(0.7 * t_s),
        jawOpen=0.3 + 0.3 * sin(17.0 * t_s), mouthFunnel=0.3 + 0.3 * sin(11.0 * t_s),
        mouthSmileLeft=0.3, mouthSmileRight=0.3, browInnerUp=0.4 + 0.4 * sin(2.0 * t_s),
        eyeBlinkLeft=max(0.0, sin(3.0 * t_s)), eyeBlinkRight=max(0.0, sin(3.0 * t_s)),
        gazeYaw=10.0 * sin(t_s), breath=sin(1.5 * t_s), lightExposure=0.2 * sin(t_s),
    )  # fmt: skip


def _all_moving(t_s: float) -> ChannelVector:
    vector = _talking(t_s)
    for name, value in {
        "handRightVisibility": 1.0, "handLeftVisibility": 1.0,
        "handRightY": 0.1 * sin(3.0 * t_s), "handLeftIndexFlexion": 20.0 * sin(4.0 * t_s),
        "wind": 0.6, "particles": 0.8, "cameraJitter": 2.0,
    }.items():  # fmt: skip
        vector[CHANNEL_INDEX[name]] = value
    return vector


def _vector(**values: float) -> ChannelVector:
    vector = NEUTRAL.copy()
    for name, value in values.items():
        vector[CHANNEL_INDEX[name]] = value
    return vector
