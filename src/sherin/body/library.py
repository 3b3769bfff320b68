"""The library of capsules, memory-mapped: what there is and where it can be found.

`Library.builtin()` is the one that ships; `Library.load(path)` maps any other. Nothing is copied
except the ids, so ten thousand capsules cost a few milliseconds and shared pages.
"""

from __future__ import annotations

import mmap
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import DOMAINS
from sherin.body.curves import BakedTrack
from sherin.body.library_format import (
    BLEND_MODES,
    CONTEXTS,
    FLAG_HAS_VAD,
    FLAG_LOOP,
    NO_FALLBACK,
    RELATIVE_TO,
    Sections,
    read_sections,
)
from sherin.errors import LibraryFormatError

__all__ = ["BUILTIN_PATH", "Library"]

BUILTIN_PATH: Final = Path(__file__).parent / "data" / "library.bin"


class _Meta(msgspec.Struct, frozen=True):
    subtypes: tuple[str, ...]
    about: dict[str, object] = {}


class Library:
    """A baked library, read in place. Columns are arrays in index order."""

    def __init__(self, buffer: memoryview, *, source: str, verify_hash: bool = False) -> None:
        """View a library file that is already in memory; see `load` for a path."""
        self.sections: Final[Sections] = read_sections(
            buffer, source=source, verify_hash=verify_hash
        )
        self.source: Final = source
        self.hash: Final[str] = self.sections.hash
        text = self.sections.ids.tobytes().decode("utf-8", errors="replace")
        self.ids: Final[tuple[str, ...]] = tuple(text.split("\n")) if text else ()
        if len(self.ids) != self.sections.domain.size:
            raise LibraryFormatError(f"{source}: the ids do not match the capsules; it is torn.")
        self._index_of: Final = {capsule_id: i for i, capsule_id in enumerate(self.ids)}
        self.subtypes: Final[tuple[str, ...]]
        """Names that the `subtype` column points to."""
        self.about: Final[dict[str, object]]
        """What the bake recorded: seed, counts, attribution."""
        self.subtypes, self.about = _read_meta(self.sections, source)

    @classmethod
    def load(cls, path: Path, *, verify_hash: bool = False) -> Library:
        """Map a library file.

        Raises:
            FileNotFoundError: no such file.
            LibraryFormatError: not a library, of another version, or torn.
        """
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                raise LibraryFormatError(f"{path}: the file is empty. Bake it again.")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return cls(memoryview(mapped), source=str(path), verify_hash=verify_hash)

    @classmethod
    def builtin(cls) -> Library:
        """The library that ships with the package; mapped once a process."""
        return _builtin()

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, capsule_id: object) -> bool:
        return capsule_id in self._index_of

    def index_of(self, capsule_id: str) -> int | None:
        """Position of an id, or None when it is unknown here."""
        return self._index_of.get(capsule_id)

    @property
    def index(self) -> dict[str, int]:
        """Id -> position, for codecs; treat as read-only."""
        return self._index_of

    @property
    def vad(self) -> NDArray[np.float32]:
        """(n, 3) float32, -1..1: valence, arousal, dominance; zeros where `has_vad` is False."""
        return self.sections.vad.reshape(-1, 3).astype(np.float32) / np.float32(100.0)

    @property
    def has_vad(self) -> NDArray[np.bool_]:
        """(n,) which capsules can be found by affect."""
        return (self.sections.flags & FLAG_HAS_VAD) != 0

    def tracks(self, index: int) -> tuple[BakedTrack, ...]:
        """The tracks of one capsule, as views."""
        s = self.sections
        first, last = int(s.first_track[index]), int(s.first_track[index + 1])
        found: list[BakedTrack] = []
        for row in range(first, last):
            start = int(s.track_first_sample[row])
            log2 = int(s.track_log2_intervals[row])
            found.append(
                BakedTrack(
                    channel=int(s.track_channel[row]),
                    log2_intervals=log2,
                    scale=float(s.track_scale[row]),
                    samples=s.samples[start : start + (1 << log2) + 3],
                )
            )
        return tuple(found)

    def describe(self, index: int) -> dict[str, object]:
        """One capsule's playing rules, in words."""
        s = self.sections
        fallback = int(s.fallback[index])
        mask = int(s.contexts[index])
        return {
            "capsule_id": self.ids[index],
            "domain": DOMAINS[int(s.domain[index])].name,
            "subtype": self.subtypes[int(s.subtype[index])],
            "relative_to": RELATIVE_TO[int(s.relative_to[index])],
            "offset_ms": int(s.offset_ms[index]),
            "probability": int(s.probability[index]) / 100.0,
            "priority": int(s.priority[index]),
            "blend_mode": BLEND_MODES[int(s.blend[index])],
            "duration_ms": int(s.duration_ms[index]),
            "attack_ms": int(s.attack_ms[index]),
            "release_ms": int(s.release_ms[index]),
            "is_loop": bool(int(s.flags[index]) & FLAG_LOOP),
            "vad": [round(float(x), 2) for x in self.vad[index]] if self.has_vad[index] else None,
            "contexts": [name for bit, name in enumerate(CONTEXTS) if mask >> bit & 1],
            "fallback": None if fallback == NO_FALLBACK else self.ids[fallback],
        }


def _read_meta(sections: Sections, source: str) -> tuple[tuple[str, ...], dict[str, object]]:
    """Subtype names and what the bake recorded; refuses what a baker does not write."""
    try:
        meta = msgspec.json.decode(sections.meta.tobytes() or b'{"subtypes":[]}', type=_Meta)
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise LibraryFormatError(
            f"{source}: column 'meta' is out of range; the file is torn."
        ) from exc
    if sections.subtype.size and int(sections.subtype.max()) >= len(meta.subtypes):
        raise LibraryFormatError(f"{source}: column 'subtype' is out of range; the file is torn.")
    return meta.subtypes, meta.about


@cache
def _builtin() -> Library:
    return Library.load(BUILTIN_PATH)
