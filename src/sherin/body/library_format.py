"""The baked library file: thousands of capsules as quantised curves, read in place.

`encode_library` writes it, `read_sections` maps it; `docs/library-format.md` gives the bytes.
Columns are stored one after the other (not record by record), each on an 8-byte boundary, so that
numpy and the browser's typed arrays view the same bytes without copying.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import DOMAINS, N_CHANNELS
from sherin.body.curves import MAX_LOG2_INTERVALS, MIN_LOG2_INTERVALS, BakedTrack
from sherin.errors import LibraryFormatError

__all__ = [
    "BLEND_MODES",
    "CONTEXTS",
    "FLAG_HAS_VAD",
    "FLAG_LOOP",
    "FORMAT_VERSION",
    "MAX_CAPSULES",
    "NO_FALLBACK",
    "RELATIVE_TO",
    "CompiledCapsule",
    "Sections",
    "encode_library",
    "read_sections",
]

MAGIC: Final = b"SHERINLB"
FORMAT_VERSION: Final = 1
MAX_CAPSULES: Final = 65_534
NO_FALLBACK: Final = 0xFFFF
FLAG_LOOP: Final = 1
FLAG_HAS_VAD: Final = 2
BLEND_MODES: Final = ("additive", "override", "multiply")
RELATIVE_TO: Final = ("speech_onset", "scene_start", "previous_capsule")
CONTEXTS: Final = ("typing", "reading", "thinking", "listening", "pointing", "holding-phone")

# Magic, version, n_channels, n_capsules, n_tracks, n_sections, reserved, hash of everything after
# the header.
_HEADER: Final = struct.Struct("<8sHHIIII16s")
_SECTION: Final = struct.Struct("<II")  # offset, length in bytes
# One row a section, in file order. Rows grow at the end only.
_COLUMNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("duration_ms", "<u2", "capsule"),
    ("attack_ms", "<u2", "capsule"),
    ("release_ms", "<u2", "capsule"),
    ("offset_ms", "<i2", "capsule"),
    ("fallback", "<u2", "capsule"),
    ("first_track", "<u4", "capsule+1"),
    ("domain", "u1", "capsule"),
    ("blend", "u1", "capsule"),
    ("priority", "u1", "capsule"),
    ("relative_to", "u1", "capsule"),
    ("flags", "u1", "capsule"),
    ("probability", "u1", "capsule"),
    ("contexts", "u1", "capsule"),
    ("subtype", "u1", "capsule"),
    ("vad", "i1", "capsule*3"),
    ("track_channel", "u1", "track"),
    ("track_log2_intervals", "u1", "track"),
    ("track_first_sample", "<u4", "track"),
    ("track_scale", "<f4", "track"),
    ("samples", "<i2", "free"),
    ("ids", "u1", "free"),
    ("meta", "u1", "free"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledCapsule:
    """One capsule ready to be baked: its playing rules and its quantised tracks."""

    capsule_id: str
    domain: int
    """Index into `channels.DOMAINS`."""
    subtype: str
    tracks: tuple[BakedTrack, ...]
    duration_ms: int
    """1..65535; of one pass for a loop."""
    attack_ms: int = 0
    """Fade-in on top of the curve; 0 when the curve itself starts at zero."""
    release_ms: int = 0
    offset_ms: int = 0
    relative_to: int = 0
    """Index into `RELATIVE_TO`."""
    blend: int = 0
    """Index into `BLEND_MODES`."""
    priority: int = 5
    probability: int = 100
    """Hundredths, 0..100."""
    is_loop: bool = False
    contexts: int = 0
    """Bit i stands for `CONTEXTS[i]`."""
    vad: tuple[float, float, float] | None = None
    """Where it can be found: valence, arousal, dominance in [-1, 1]; kept in hundredths."""
    fallback: str | None = None
    """Id that plays instead when the probability draw fails."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sections:
    """The columns of a library file, as read-only views of its bytes."""

    hash: str
    """32 hex digits: SHA-256 of the content, cut to 128 bits."""
    duration_ms: NDArray[np.uint16]
    attack_ms: NDArray[np.uint16]
    release_ms: NDArray[np.uint16]
    offset_ms: NDArray[np.int16]
    fallback: NDArray[np.uint16]
    first_track: NDArray[np.uint32]  # (n + 1,)
    domain: NDArray[np.uint8]
    blend: NDArray[np.uint8]
    priority: NDArray[np.uint8]
    relative_to: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    probability: NDArray[np.uint8]
    contexts: NDArray[np.uint8]
    subtype: NDArray[np.uint8]
    vad: NDArray[np.int8]  # (n * 3,), hundredths
    track_channel: NDArray[np.uint8]
    track_log2_intervals: NDArray[np.uint8]
    track_first_sample: NDArray[np.uint32]
    track_scale: NDArray[np.float32]
    samples: NDArray[np.int16]
    ids: NDArray[np.uint8]
    meta: NDArray[np.uint8]


def encode_library(capsules: Sequence[CompiledCapsule], *, about: dict[str, object]) -> bytes:
    """The file of these capsules, in the order given; the same capsules give the same bytes.

    Raises:
        LibraryFormatError: too many capsules, a repeated id, or a fallback that is not among them.
    """
    if len(capsules) > MAX_CAPSULES:
        raise LibraryFormatError(f"{len(capsules)} capsules; one library holds {MAX_CAPSULES}.")
    index_of = {capsule.capsule_id: index for index, capsule in enumerate(capsules)}
    if len(index_of) != len(capsules):
        raise LibraryFormatError("two capsules share an id; ids must be unique in a library.")
    subtypes = sorted({capsule.subtype for capsule in capsules})
    columns = _columns_of(capsules, index_of, subtypes)
    meta = {"about": about, "subtypes": subtypes}
    columns["meta"] = np.frombuffer(
        json.dumps(meta, sort_keys=True, separators=(",", ":")).encode(), dtype=np.uint8
    )
    offset = _HEADER.size + _SECTION.size * len(_COLUMNS)
    table = b""
    body = b""
    padding = -offset % 8
    body += b"\0" * padding
    offset += padding
    for name, dtype, _ in _COLUMNS:
        data = columns[name].astype(dtype, copy=False).tobytes()
        table += _SECTION.pack(offset, len(data))
        padded = data + b"\0" * (-len(data) % 8)
        body += padded
        offset += len(padded)
    content = table + body
    digest = hashlib.sha256(content).digest()[:16]
    n_tracks = columns["track_channel"].size
    header = _HEADER.pack(
        MAGIC, FORMAT_VERSION, N_CHANNELS, len(capsules), n_tracks, len(_COLUMNS), 0, digest
    )
    return header + content


def _columns_of(
    capsules: Sequence[CompiledCapsule], index_of: dict[str, int], subtypes: Sequence[str]
) -> dict[str, NDArray[np.generic]]:
    tracks = [track for capsule in capsules for track in capsule.tracks]
    n_tracks = np.array([0] + [len(capsule.tracks) for capsule in capsules])
    # Tracks of equal shape point to the same samples: most capsules move several channels alike.
    first_of: dict[bytes, int] = {}
    pool: list[NDArray[np.int16]] = []
    n_pooled = 0
    first_sample: list[int] = []
    for track in tracks:
        key = track.samples.tobytes()
        if key not in first_of:
            first_of[key] = n_pooled
            pool.append(track.samples)
            n_pooled += track.samples.size
        first_sample.append(first_of[key])
    subtype_index = {name: index for index, name in enumerate(subtypes)}

    def fallback_of(capsule: CompiledCapsule) -> int:
        if capsule.fallback is None:
            return NO_FALLBACK
        if capsule.fallback not in index_of:
            raise LibraryFormatError(
                f"{capsule.capsule_id}: its fallback {capsule.fallback!r} is not in the library."
            )
        return index_of[capsule.fallback]

    return {
        "duration_ms": np.array([c.duration_ms for c in capsules]),
        "attack_ms": np.array([c.attack_ms for c in capsules]),
        "release_ms": np.array([c.release_ms for c in capsules]),
        "offset_ms": np.array([c.offset_ms for c in capsules]),
        "fallback": np.array([fallback_of(c) for c in capsules]),
        "first_track": np.cumsum(n_tracks),
        "domain": np.array([c.domain for c in capsules]),
        "blend": np.array([c.blend for c in capsules]),
        "priority": np.array([c.priority for c in capsules]),
        "relative_to": np.array([c.relative_to for c in capsules]),
        "flags": np.array(
            [(FLAG_LOOP * c.is_loop) | (FLAG_HAS_VAD * (c.vad is not None)) for c in capsules]
        ),
        "probability": np.array([c.probability for c in capsules]),
        "contexts": np.array([c.contexts for c in capsules]),
        "subtype": np.array([subtype_index[c.subtype] for c in capsules]),
        "vad": np.rint(np.array([c.vad or (0.0, 0.0, 0.0) for c in capsules]).ravel() * 100),
        "track_channel": np.array([t.channel for t in tracks]),
        "track_log2_intervals": np.array([t.log2_intervals for t in tracks]),
        "track_first_sample": np.array(first_sample, dtype=np.int64),
        "track_scale": np.array([t.scale for t in tracks]),
        "samples": np.concatenate([np.zeros(0, np.int16), *pool]),
        "ids": np.frombuffer("\n".join(index_of).encode(), dtype=np.uint8),
    }


def read_sections(buffer: memoryview, *, source: str, verify_hash: bool = False) -> Sections:
    """View the columns of a library without copying them.

    Every length and index is checked against the bytes that are really there, so a torn or hostile
    file is refused here and the timeline never reads outside it.

    Args:
        buffer: The whole file.
        source: Its name, for messages.
        verify_hash: Also hash the content (about 10 ms for 4 MB); done when a file is received or
        baked.

    Raises:
        LibraryFormatError: not a library, of another version, torn, or inconsistent.
    """
    if len(buffer) < _HEADER.size:
        raise LibraryFormatError(f"{source}: {len(buffer)} bytes are too few for a library header.")
    magic, version, n_channels, n_capsules, n_tracks, n_sections, _, digest = _HEADER.unpack(
        buffer[: _HEADER.size]
    )
    if magic != MAGIC:
        raise LibraryFormatError(f"{source}: not a capsule library (it starts with {magic!r}).")
    if version != FORMAT_VERSION or n_channels != N_CHANNELS or n_sections < len(_COLUMNS):
        raise LibraryFormatError(
            f"{source}: format {version} with {n_channels} channels; this version reads format "
            f"{FORMAT_VERSION} with {N_CHANNELS}. Bake it again: sherin capsules bake."
        )
    if verify_hash and hashlib.sha256(buffer[_HEADER.size :]).digest()[:16] != digest:
        raise LibraryFormatError(
            f"{source}: the content does not match its hash; the file is torn."
        )
    counts = {"capsule": n_capsules, "capsule+1": n_capsules + 1, "capsule*3": n_capsules * 3}
    counts["track"] = n_tracks
    views: dict[str, NDArray[np.generic]] = {}
    for row, (name, dtype, kind) in enumerate(_COLUMNS):
        start = _HEADER.size + row * _SECTION.size
        if start + _SECTION.size > len(buffer):
            raise LibraryFormatError(f"{source}: the section table is cut off; the file is torn.")
        offset, length = _SECTION.unpack(buffer[start : start + _SECTION.size])
        item = np.dtype(dtype).itemsize
        expected = counts.get(kind, length // item) * item
        if offset % 8 or offset + length > len(buffer) or length != expected:
            raise LibraryFormatError(
                f"{source}: section {name!r} claims {length} bytes at {offset}, expected "
                f"{expected} within {len(buffer)}; the file is torn."
            )
        views[name] = np.frombuffer(buffer[offset : offset + length], dtype=dtype)
    sections = Sections(hash=digest.hex(), **views)  # pyright: ignore[reportArgumentType] names match
    _check_indices(sections, source)
    return sections


def _check_indices(s: Sections, source: str) -> None:
    n_tracks, n_capsules = s.track_channel.size, s.domain.size
    log2 = s.track_log2_intervals
    checks = (
        ("first_track", bool(np.all(np.diff(s.first_track.astype(np.int64)) >= 0))),
        ("first_track", s.first_track.size > 0 and int(s.first_track[-1]) == n_tracks),
        ("track_channel", n_tracks == 0 or int(s.track_channel.max()) < N_CHANNELS),
        (
            "track_log2_intervals",
            n_tracks == 0
            or (log2.min() >= MIN_LOG2_INTERVALS and log2.max() <= MAX_LOG2_INTERVALS),
        ),
        ("track_scale", bool(np.all(np.isfinite(s.track_scale)))),
        ("duration_ms", n_capsules == 0 or int(s.duration_ms.min()) > 0),
        ("fallback", bool(np.all((s.fallback < n_capsules) | (s.fallback == NO_FALLBACK)))),
        ("domain", n_capsules == 0 or int(s.domain.max()) < len(DOMAINS)),
        ("blend", n_capsules == 0 or int(s.blend.max()) < len(BLEND_MODES)),
        ("relative_to", n_capsules == 0 or int(s.relative_to.max()) < len(RELATIVE_TO)),
    )
    for name, holds in checks:
        if not holds:
            raise LibraryFormatError(
                f"{source}: column {name!r} is out of range; the file is torn."
            )
    ends = s.track_first_sample.astype(np.int64) + (1 << log2.astype(np.int64)) + 3
    if n_tracks and int(ends.max()) > s.samples.size:
        raise LibraryFormatError(f"{source}: a track points behind the samples; the file is torn.")
