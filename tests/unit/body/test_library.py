"""The library file: mapped in place, cheap to load, and never trusted."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sherin.body.channels import N_CHANNELS
from sherin.body.curves import BakedTrack
from sherin.body.library import BUILTIN_PATH, Library
from sherin.body.library_format import CompiledCapsule, encode_library
from sherin.errors import LibraryFormatError

HEADER = struct.Struct("<8sHHIIII16s")


def track(channel: int, *counts: int, scale: float = 0.5) -> BakedTrack:
    padded = [counts[1], *counts, counts[-2]]
    return BakedTrack(
        channel=channel,
        log2_intervals=3,
        scale=scale,
        samples=np.array(padded, dtype=np.int16),
    )


def small(n: int = 3) -> bytes:
    wave = (0, 100, 200, 300, 400, 300, 200, 100, 0)
    capsules = [
        CompiledCapsule(
            capsule_id=f"VF_{k:03}",
            domain=10,
            subtype="squint",
            tracks=(track(5, *wave), track(12, *wave)),
            duration_ms=500 + k,
            contexts=k,
            vad=(0.25, -0.5, 1.0) if k else None,
            fallback="VF_000" if k else None,
            probability=87,
        )
        for k in range(n)
    ]
    return encode_library(capsules, about={"seed": 1})


def load(data: bytes, *, verify_hash: bool = False) -> Library:
    return Library(memoryview(data), source="test.bin", verify_hash=verify_hash)


def test_what_was_written_is_read():
    library = load(small(), verify_hash=True)
    assert library.ids == ("VF_000", "VF_001", "VF_002")
    assert library.index_of("VF_002") == 2
    assert library.index_of("VF_999") is None
    about = library.describe(1)
    assert about["duration_ms"] == 501
    assert about["vad"] == [0.25, -0.5, 1.0]
    assert about["fallback"] == "VF_000"
    assert about["probability"] == 0.87
    assert library.has_vad.tolist() == [False, True, True]
    assert [t.channel for t in library.tracks(0)] == [5, 12]
    assert library.tracks(0)[0].samples.tolist()[1:-1] == [0, 100, 200, 300, 400, 300, 200, 100, 0]


def test_equal_samples_are_stored_once():
    one, many = len(small(1)), len(small(40))
    assert many - one < 39 * 100  # far less than two tracks of 22 bytes and a capsule each
    assert load(small(40)).sections.samples.size == 11


def test_unknown_fallback_and_repeated_ids_are_refused():
    base = {"domain": 0, "subtype": "x", "tracks": (), "duration_ms": 1}
    with pytest.raises(LibraryFormatError, match="fallback 'VF_2'"):
        encode_library([CompiledCapsule(capsule_id="VF_1", fallback="VF_2", **base)], about={})  # type: ignore[arg-type]
    twice = [CompiledCapsule(capsule_id="VF_1", **base) for _ in range(2)]  # type: ignore[arg-type]
    with pytest.raises(LibraryFormatError, match="share an id"):
        encode_library(twice, about={})


def test_empty_library_is_a_library():
    assert len(load(encode_library([], about={}))) == 0


def test_missing_and_empty_files_say_so(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        Library.load(tmp_path / "none.bin")
    empty = tmp_path / "empty.bin"
    empty.touch()
    with pytest.raises(LibraryFormatError, match="empty"):
        Library.load(empty)


@pytest.mark.parametrize("keep", [0, 1, 31, 43, 44, 100, 219, 300])
def test_torn_file_is_refused(keep: int):
    with pytest.raises(LibraryFormatError, match=r"test\.bin"):
        load(small()[:keep])


def test_every_cut_is_refused():
    data = small()
    for keep in range(len(data) - 8):
        with pytest.raises(LibraryFormatError):
            load(data[:keep], verify_hash=True)


def test_foreign_file_and_other_version_are_refused():
    data = small()
    with pytest.raises(LibraryFormatError, match="not a capsule library"):
        load(b"PNG\r\n\x1a\n" + data[8:])
    with pytest.raises(LibraryFormatError, match="format 99"):
        load(data[:8] + struct.pack("<H", 99) + data[10:])


def test_other_channel_count_asks_to_bake_again():
    data = small()
    other = data[:10] + struct.pack("<H", N_CHANNELS + 1) + data[12:]
    with pytest.raises(LibraryFormatError, match="sherin capsules bake"):
        load(other)


def test_changed_content_does_not_match_its_hash():
    data = bytearray(small())
    data[-1] ^= 1
    with pytest.raises(LibraryFormatError, match="hash"):
        load(bytes(data), verify_hash=True)


def test_hash_is_that_of_everything_behind_the_header():
    data = small()
    assert load(data).hash == hashlib.sha256(data[HEADER.size :]).hexdigest()[:32]


def test_builtin_library_matches_its_hash():
    data = BUILTIN_PATH.read_bytes()
    assert len(data) <= 4_000_000
    assert Library(memoryview(data), source="builtin", verify_hash=True).hash == (
        Library.builtin().hash
    )


def test_loading_is_fast_and_small():
    """Load below 100 ms and at most 60 MB more, in a process of its own; medians of five loads.

    Generous by a factor of ten against a busy machine: `sherin bench motion` gives the figures.
    """
    script = """
import resource, time
import numpy
from sherin.body import library, curves, channels
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
times = []
for _ in range(5):
    begin = time.perf_counter()
    loaded = library.Library.load(library.BUILTIN_PATH)
    loaded.vad, loaded.has_vad, loaded.index
    times.append(time.perf_counter() - begin)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(sorted(times)[2] * 1000.0, (after - before) / 1024.0)
"""
    if sys.platform == "win32":
        pytest.skip("resource usage is read from getrusage, which Windows lacks")
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    load_ms, more_mb = (float(word) for word in done.stdout.split())
    assert load_ms < 100.0
    assert more_mb < (60.0 if sys.platform == "linux" else 60.0 * 1024.0)
