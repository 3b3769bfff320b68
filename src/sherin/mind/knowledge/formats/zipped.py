"""What is common to formats that are ZIP files: bounds before anything is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

__all__ = ["check_zip", "read_member"]

_MAX_UNPACKED_BYTES: Final = 1_000_000_000
_MAX_RATIO: Final = 300
_MAX_MEMBER_BYTES: Final = 64_000_000


def check_zip(path: Path) -> None:
    """Refuse an archive that unpacks to more than it should.

    Raises:
        ValueError: it is a bomb, or damaged.
    """
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    limit = max(_MAX_RATIO * path.stat().st_size, 1_000_000)
    if unpacked > min(limit, _MAX_UNPACKED_BYTES):
        raise ValueError(f"unpacks to {unpacked / 1e6:.0f} MB, which no such document needs")


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one member, at most 64 MB.

    Raises:
        ValueError: there is no such member, or it is larger.
    """
    try:
        with archive.open(name) as member:
            raw = member.read(_MAX_MEMBER_BYTES + 1)
    except KeyError:
        raise ValueError(f"has no part {name[:80]!r}, so it is damaged") from None
    if len(raw) > _MAX_MEMBER_BYTES:
        raise ValueError(f"part {name[:80]!r} is larger than {_MAX_MEMBER_BYTES / 1e6:.0f} MB")
    return raw
