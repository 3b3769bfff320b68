"""`sherin bench motion`: the timeline, selection, packets and the way of one sentence."""

from __future__ import annotations

import json
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, cast

import msgspec
import numpy as np

from sherin.app.bench.measure import Row, resident_bytes, row, time_calls
from sherin.app.performance import Performance
from sherin.body.library import BUILTIN_PATH, Library
from sherin.body.random32 import draw, unit
from sherin.body.timeline import Timeline
from sherin.mind.affect import SelectionMemory, Selector, Vad, load_personality
from sherin.mind.affect.appraisal import appraise
from sherin.mind.affect.layers import CueLayer
from sherin.wire import (
    Mood,
    Packet,
    VideoCue,
    decode_binary,
    decode_json,
    encode_binary,
    encode_json,
)

__all__ = ["motion_rows"]

SENTENCES = (
    "Did the report finish?",
    "I lost my dog today and I don't know what to do.",
    "We won! I can't believe it, this is the best day of my life!",
    "Please stop shouting at me.",
    "The meeting is at ten in the small room.",
    "I'm not sure that is a good idea, to be honest.",
    "Thank you so much, that was exactly what I needed.",
    "Leave me alone.",
)
N_PLAYING = 64
_THREE: Final[tuple[CueLayer, ...]] = ("hands", "face", "voice")


def motion_rows() -> Iterator[Row]:
    """Every figure of the motion core, one after the other."""
    yield from _library_rows()
    library = Library.builtin()
    yield from _timeline_rows(library)
    yield from _browser_rows()
    performance = Performance(personality=load_personality("friendly"), library=library)
    yield from _sentence_rows(performance)
    yield from _selection_rows(library)
    yield from _codec_rows(performance)


def _library_rows() -> Iterator[Row]:
    before = resident_bytes()
    loaded = time_calls(lambda _: Library.load(BUILTIN_PATH), n_calls=20, n_warm=1)
    kept = Library.load(BUILTIN_PATH)
    for index in range(len(kept)):  # touch every page, as a long session would
        kept.tracks(index)
    np.sum(kept.sections.samples.astype(np.int64))
    yield row("library size", BUILTIN_PATH.stat().st_size / 1e6, "MB", ("<=", 4.0))
    yield row("library capsules", len(kept), "capsules", (">=", 10_000))
    yield row("library load p50", loaded.p50_us / 1000.0, "ms", ("<=", 100.0))
    if before:
        grown = (resident_bytes() - before) / 1e6
        yield row("library memory, all pages touched", grown, "MB", ("<=", 60.0))


def _busy_timeline(library: Library) -> Timeline:
    """A timeline with 64 cues of the library that play from 1 s to beyond 1.4 s."""
    columns = library.sections
    lasting = np.flatnonzero((columns.duration_ms > 900) & (columns.probability == 100))
    timeline = Timeline(library, seed=5)
    mood = Mood(valence=0.4, arousal=0.2, dominance=0.1)
    for seq in range(N_PLAYING // 16):
        chosen = [int(lasting[draw(seq, k) % len(lasting)]) for k in range(16)]
        cues = tuple(
            VideoCue(cid=library.ids[index], weight=0.5, layer="face", at_ms=0) for index in chosen
        )
        timeline.add(
            Packet(
                seq=seq,
                t_ms=1000,
                onset_ms=130,
                seed=seq,
                video_blend=cues,
                voice_blend=(),
                mood=mood,
            ),
            1000.0,
        )
    return timeline


def _timeline_rows(library: Library) -> Iterator[Row]:
    timeline = _busy_timeline(library)
    taken = time_calls(lambda k: timeline.sample(1100.0 + (k % 400)), n_calls=4000)
    yield row(
        f"timeline.sample, {N_PLAYING} of {len(library)} playing, Python p50",
        taken.p50_us, "us", ("<=", 100.0),
    )  # fmt: skip
    yield row("timeline.sample, Python p99", taken.p99_us, "us")
    tracemalloc.start()
    timeline.sample(1300.0)
    first = tracemalloc.take_snapshot()
    for k in range(200):
        timeline.sample(1300.0 + k)
    grown = sum(s.size_diff for s in tracemalloc.take_snapshot().compare_to(first, "filename"))
    tracemalloc.stop()
    yield row(
        "timeline.sample, memory kept by 200 frames", max(grown, 0) / 1000.0, "kB", ("<=", 20.0)
    )


def _browser_rows() -> Iterator[Row]:
    """The TypeScript timeline in Node.js, where this is a checkout with the client's tools."""
    web = Path(__file__).parents[4] / "web"
    npm = shutil.which("npm")
    if npm is None or not (web / "node_modules").is_dir():
        return
    done = subprocess.run(  # noqa: S603 (our own script, no input)
        [npm, "run", "--silent", "bench"],
        cwd=web, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        yield from msgspec.json.decode(done.stdout, type=list[Row])


def _sentence_rows(performance: Performance) -> Iterator[Row]:
    def react(k: int) -> int:
        performed = performance.hear(SENTENCES[k % len(SENTENCES)], now_ms=k * 1500)
        return len(encode_json(performed.packet))

    taken = time_calls(react, n_calls=3000, n_warm=100)
    yield row("sentence to packet p50", taken.p50_us / 1000.0, "ms")
    yield row("sentence to packet p99", taken.p99_us / 1000.0, "ms", ("<=", 3.0))
    read = time_calls(lambda k: appraise(SENTENCES[k % len(SENTENCES)]), n_calls=2000)
    yield row("appraisal p99", read.p99_us / 1000.0, "ms", ("<=", 1.0))
    sizes = [
        (
            len(encode_json(performed.packet)),
            len(encode_binary(performed.packet, performance.library.index)),
        )
        for performed in (
            performance.say(SENTENCES[k % len(SENTENCES)], now_ms=10_000_000 + k * 1500)
            for k in range(200)
        )
    ]
    yield row(
        "packet as JSON, largest of 200", max(size for size, _ in sizes), "bytes", ("<=", 499)
    )
    yield row(
        "packet as binary, median of 200",
        float(np.median([b for _, b in sizes])),
        "bytes",
        ("<=", 96),
    )


def _selection_rows(library: Library) -> Iterator[Row]:
    """Three capsules (hands, face, voice) of all: by the k-d tree, and by two scans beside it."""
    places = [Vad(*(1.8 * unit(k, axis) - 0.9 for axis in range(3))) for k in range(4096)]
    tree, scan = Selector(library), Selector(library, index="scan")
    by_tree = time_calls(_selection(tree, places), n_calls=4000, n_warm=200)
    by_scan = time_calls(_selection(scan, places), n_calls=4000, n_warm=200)
    plainly = time_calls(
        lambda k: [tree.nearest_scan(places[k % 4096], layer, k=12) for layer in _THREE],
        n_calls=400,
    )
    yield row("selection of 3, k-d tree p50", by_tree.p50_us / 1000.0, "ms")
    yield row("selection of 3, k-d tree p99", by_tree.p99_us / 1000.0, "ms", ("<=", 0.2))
    yield row("selection of 3, vectorised scan p99", by_scan.p99_us / 1000.0, "ms")
    yield row("3 look-ups alone, linear scan p99", plainly.p99_us / 1000.0, "ms")


def _selection(selector: Selector, places: list[Vad]) -> Callable[[int], object]:
    personality = load_personality("friendly")
    selector.prepare(personality)
    memory = SelectionMemory()

    def select(k: int) -> None:
        nonlocal memory
        place = places[k % len(places)]
        _, memory = selector.select(
            place, seed=k, personality=personality, memory=memory, layers=_THREE
        )

    return select


def _codec_rows(performance: Performance) -> Iterator[Row]:
    packet = performance.say("We did it, thank you!", now_ms=99_000_000).packet
    index, ids = performance.library.index, performance.library.ids
    plain = json.loads(encode_json(packet))
    pairs: dict[str, Callable[[int], object]] = {
        "JSON (msgspec, checked)": lambda _: decode_json(encode_json(packet)),
        "binary": lambda _: decode_binary(encode_binary(packet, index), ids),
        "JSON (standard library, unchecked)": lambda _: json.loads(json.dumps(plain)),
    }
    for name, call in pairs.items():
        taken = time_calls(call, n_calls=5000)
        goal = ("<=", 10.0) if "standard" not in name else None
        yield row(f"encode + decode, {name} p50", taken.p50_us, "us", goal)
    yield from _msgpack_rows(plain)


def _msgpack_rows(plain: object) -> Iterator[Row]:
    """The same packet in msgpack, for comparison; only where that library is installed."""
    try:
        import msgpack  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        return
    pack = cast("Callable[[object], bytes]", msgpack.packb)
    unpack = cast("Callable[[bytes], object]", msgpack.unpackb)
    taken = time_calls(lambda _: unpack(pack(plain)), n_calls=5000)
    yield row("encode + decode, msgpack (unchecked) p50", taken.p50_us, "us")
    yield row("packet as msgpack", len(pack(plain)), "bytes")
