"""Rows of `sherin bench render` about films: file, speed with sound, synchrony, memory."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from sherin.app.bench.measure import Row, resident_bytes, row
from sherin.app.bench.voice import SENTENCES
from sherin.app.film import Beat, FilmReport, shoot
from sherin.app.film.beats import capsule_beats, merged, spoken_beats
from sherin.app.film.score import TimelineScore
from sherin.app.film.sinks import open_sink
from sherin.app.performance import Performance
from sherin.body.channels import NEUTRAL, domain_of_id
from sherin.body.library import Library
from sherin.body.rendering import Stage
from sherin.body.rig import Rig
from sherin.body.rig.glb import decode_rig, encode_rig
from sherin.body.timeline import Timeline
from sherin.body.voice import SAMPLE_RATE_HZ, Voice, Waveform, open_voice
from sherin.mind.affect import load_personality

__all__ = ["film_rows"]

_N_WORDS: Final = (10, 30, 80)
_N_CAPSULES: Final = (0, 5, 20)
_FPS: Final = 25
_SIZE: Final = (512, 512)
_FLASH: Final = 30


def film_rows(rig: Rig) -> Iterator[Row]:
    """File, speed, synchrony and memory of a rig on its way into films.

    Args:
        rig: As built; films use what its file gives back.
    """
    began = time.perf_counter()
    data = encode_rig(rig)
    yield row("GLB written", time.perf_counter() - began, "s")
    yield row("GLB", len(data) / 1e6, "MB", ("<=", 4.0))
    began = time.perf_counter()
    rig = decode_rig(data)
    yield row("GLB read", 1000.0 * (time.perf_counter() - began), "ms")
    library = Library.builtin()
    stage = Stage(rig, size=_SIZE)
    stage.draw(NEUTRAL, t_s=0.0)
    voice = open_voice()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for n_words in _N_WORDS:
                for n_capsules in _N_CAPSULES:
                    path = Path(folder) / f"{n_words}-{n_capsules}.mp4"
                    report = _film(path, stage, library, voice, n_words, n_capsules)
                    yield from _speed_rows(report, n_words, n_capsules)
            yield from _sync_rows(Path(folder))
            yield from _memory_rows(Path(folder), rig, library, voice)
    finally:
        voice.close()


def _words(n_words: int) -> str:
    words = " ".join(SENTENCES).split()
    return " ".join((words * (n_words // len(words) + 1))[:n_words])


def _score(
    text: str, ids: Sequence[str], library: Library, voice: Voice, *, seed: int = 1
) -> TimelineScore:
    personality = load_personality("friendly")
    performance = Performance(personality=personality, library=library, seed=seed, index="scan")
    streams: list[Iterator[Beat]] = [
        spoken_beats(text, performance=performance, voice=voice, lead_lag=personality.lead_lag)
    ]
    if ids:
        streams.append(capsule_beats(ids, library=library, seed=seed, seconds=None))
    return TimelineScore(merged(*streams), Timeline(library, seed=seed))


def _film(
    path: Path, stage: Stage, library: Library, voice: Voice, n_words: int, n_capsules: int
) -> FilmReport:
    hands = [cid for cid in library.ids if (own := domain_of_id(cid)) and own.name == "hand"]
    chosen = hands[:: max(len(hands) // 20, 1)][:n_capsules]
    score = _score(_words(n_words), chosen, library, voice)
    return shoot(score, stage, open_sink(path, size=_SIZE, fps=_FPS), fps=_FPS)


def _speed_rows(report: FilmReport, n_words: int, n_capsules: int) -> Iterator[Row]:
    name = f"film 512x512, {n_words} words, {n_capsules} capsules"
    yield row(name, report.times_real_time, "x real time", (">=", 1.5))
    for part, ms in report.ms_per_frame.items():
        yield row(f"{name}: {part}", ms, "ms a frame")


class _Flash:
    """One white picture among black ones, and a click that begins with it."""

    def __init__(self) -> None:
        self._number = 0

    def draw(
        self, vector: object, **rest: object
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        level = 255 if self._number == _FLASH else 0
        self._number += 1
        return np.full((64, 64, 4), level, np.uint8)


def _sync_rows(folder: Path) -> Iterator[Row]:
    """How far apart a flash and a click of one moment are in the file, by the file's own clocks."""
    for suffix in ("mp4", "webm"):
        path = folder / f"flash.{suffix}"
        click: Waveform = np.full(240, 0.9, np.float32)
        beat = Beat(at_ms=0.0, end_ms=1.0, sound=click, sound_ms=1000.0 * _FLASH / _FPS)
        score = TimelineScore([beat], Timeline(Library.builtin()), least_ms=2000.0)
        shoot(score, _Flash(), open_sink(path, size=(64, 64), fps=_FPS), fps=_FPS)
        error_ms = 1000.0 * abs(_heard_s(path) - _seen_s(path))
        yield row(f"sound against picture, {suffix}", error_ms, "ms", ("<=", 20.0))


def _seen_s(path: Path) -> float:
    import av

    with av.open(str(path)) as film:
        for frame in film.decode(video=0):
            if frame.to_ndarray(format="gray").mean() > 128.0:
                return float(frame.time or 0.0)
    return float("inf")


def _heard_s(path: Path) -> float:
    import av

    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
    with av.open(str(path)) as film:
        for frame in film.decode(audio=0):
            for piece in resampler.resample(frame):
                loud = np.abs(piece.to_ndarray().ravel()) > 0.3
                if loud.any():
                    return float(piece.time or 0.0) + float(loud.argmax()) / SAMPLE_RATE_HZ
    return float("inf")


def _memory_rows(folder: Path, rig: Rig, library: Library, voice: Voice) -> Iterator[Row]:
    """What a longer film leaves behind: memory after one minute against after three."""
    stage = Stage(rig, size=(128, 128))
    score = _score(_words(520), (), library, voice)
    seen: list[int] = []

    def watch(n_pictures: int, _film_s: float) -> None:
        if n_pictures in (60 * _FPS, 180 * _FPS):
            seen.append(resident_bytes())

    shoot(
        score, stage, open_sink(folder / "long.mp4", size=(128, 128), fps=_FPS), fps=_FPS,
        watch=watch,
    )  # fmt: skip
    if len(seen) == 2:
        grown = max(0, seen[1] - seen[0]) / 1e6
        yield row("memory that two more minutes of film keep", grown, "MB", ("<=", 8.0))
