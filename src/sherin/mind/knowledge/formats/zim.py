"""A Kiwix ZIM archive, such as an offline Wikipedia: its pages as documents, one after another.

`ZimArchive(path)` checks the file; `documents(begin)` yields pages from an entry on, so that an
interrupted ingest resumes. A reader of our own: the library libzim is under the GPL. Clusters that
are plain, xz or zstd are read; those of the years before 2010 (zlib, bzip2) are not.

Source: openzim.org, "ZIM file format", versions 5 and 6.
"""

from __future__ import annotations

import hashlib
import itertools
import lzma
import mmap
import struct
from collections.abc import Generator
from pathlib import Path
from typing import Final, NamedTuple, Self

from sherin.errors import KnowledgeError
from sherin.mind.knowledge.formats.html import read_html
from sherin.mind.knowledge.formats.plain import decode
from sherin.mind.knowledge.passages import Block, Document

__all__ = ["ZimArchive"]

_MAGIC: Final = 72_173_914
_HEAD: Final = struct.Struct("<IHH16sIIQQQQIIQ")
_HEAD_BYTES: Final = 80
_REDIRECT: Final = 0xFFFF
_DEAD: Final = frozenset({0xFFFE, 0xFFFD})  # link targets and deleted entries of old versions
_CONTENT: Final = frozenset({"A", "C"})
"""Namespaces of pages: `A` in version 5, `C` in version 6."""
_MAX_CLUSTER_BYTES: Final = 256_000_000
_MAX_STRING: Final = 4_096
_MAX_PROBLEMS: Final = 20
_MAX_ENTRIES: Final = 500_000_000


class _Entry(NamedTuple):
    mimetype: int
    namespace: str
    cluster: int
    blob: int
    path: str
    title: str


class ZimArchive:
    """One archive, mapped; a context manager."""

    def __init__(self, path: Path) -> None:
        """Open and check an archive.

        Raises:
            KnowledgeError: it is no ZIM file, torn, or of an unknown version.
        """
        self.path: Final = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as exc:
            raise KnowledgeError(f"{path}: cannot be opened ({exc}).") from exc
        if len(self._map) < _HEAD_BYTES:
            raise self._broken("it is shorter than a header")
        fields = _HEAD.unpack_from(self._map)
        if fields[0] != _MAGIC:
            raise self._broken("it does not begin as one")
        if fields[1] not in {5, 6}:
            raise KnowledgeError(
                f"{path}: a ZIM file of version {fields[1]}; 5 and 6 are read. "
                "Download a newer edition of the archive."
            )
        self._uuid: bytes = fields[3]
        self.n_entries: Final[int] = fields[4]
        """Pages, pictures, redirects and all else."""
        self._n_clusters: int = fields[5]
        self._entries_at: int = fields[6]
        self._clusters_at: int = fields[8]
        self._checksum_at: int = fields[12]
        ends = (
            self._entries_at + 8 * self.n_entries,
            self._clusters_at + 8 * self._n_clusters,
            self._checksum_at,
        )
        if self.n_entries > _MAX_ENTRIES or max(ends) > len(self._map):
            raise self._broken("it ends before its tables do, so the download was not complete")
        self._mimetypes = self._read_mimetypes(fields[9])
        self._cached: tuple[int, list[bytes]] = (-1, [])
        # Hashing 100 GB takes minutes; the archive's own id and size tell editions apart.
        known = b"%s %d %d" % (self._uuid, len(self._map), self.n_entries)
        self.digest: Final = hashlib.blake2b(known, digest_size=20).digest()
        """Stands for the content."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._map.close()

    def documents(self, begin: int, problems: list[str]) -> Generator[tuple[int, Document]]:
        """The pages from entry `begin` on, each with the number of its entry.

        Pages come in the order of their clusters, so that each cluster is unpacked once.

        Args:
            begin: Number of the first entry to look at, as given before plus one; 0 at first.
            problems: Damaged pages are noted here, at most twenty, and passed over.
        """
        for place, number in enumerate(self._pages_by_cluster()):
            if place < begin:
                continue
            try:
                entry = self._entry(number)
                raw = self._blob(entry.cluster, entry.blob)
                yield place, self._document(entry, raw)
            except (KnowledgeError, ValueError, struct.error, IndexError, lzma.LZMAError) as exc:
                if len(problems) < _MAX_PROBLEMS:
                    problems.append(f"{self.path}: entry {number} passed over ({exc})")

    def _pages_by_cluster(self) -> list[int]:
        """Numbers of the entries that are pages, in the order of their clusters."""
        pages: list[tuple[int, int, int]] = []
        for number in range(self.n_entries):
            try:
                entry = self._entry(number)
            except (KnowledgeError, ValueError, struct.error):
                continue
            if entry.namespace in _CONTENT and self._is_page(entry.mimetype):
                pages.append((entry.cluster, entry.blob, number))
        pages.sort()
        return [number for _, _, number in pages]

    def _is_page(self, mimetype: int) -> bool:
        if mimetype in _DEAD or mimetype >= len(self._mimetypes):
            return False
        kind = self._mimetypes[mimetype].partition(";")[0].strip()
        return kind in {"text/html", "application/xhtml+xml", "text/plain"}

    def _document(self, entry: _Entry, raw: bytes) -> Document:
        if self._mimetypes[entry.mimetype].startswith("text/plain"):
            return Document(
                title=entry.title or entry.path,
                blocks=[Block(paragraph) for paragraph in decode(raw).split("\n\n")],
                anchor=entry.path,
            )
        page = read_html(raw, entry.title or entry.path)
        return Document(
            title=entry.title or page.title,
            blocks=page.blocks,
            date=page.date,
            author=page.author,
            anchor=entry.path,
        )

    def _entry(self, number: int) -> _Entry:
        (at,) = struct.unpack_from("<Q", self._map, self._entries_at + 8 * number)
        mimetype, _, namespace = struct.unpack_from("<HBc", self._map, at)
        if mimetype == _REDIRECT or mimetype in _DEAD:
            return _Entry(_REDIRECT, "", 0, 0, "", "")
        cluster, blob = struct.unpack_from("<II", self._map, at + 8)
        path, after = self._string(at + 16)
        title, _ = self._string(after)
        return _Entry(mimetype, namespace.decode("ascii"), cluster, blob, path, title or path)

    def _string(self, at: int) -> tuple[str, int]:
        """A text that ends with a zero byte, and where it ends."""
        end = self._map.find(b"\0", at, at + _MAX_STRING)
        if end < 0:
            raise ValueError("a name without an end")
        return self._map[at:end].decode("utf-8", "replace"), end + 1

    def _read_mimetypes(self, at: int) -> list[str]:
        found: list[str] = []
        while len(found) < 1_000:
            try:
                name, at = self._string(at)
            except ValueError as exc:
                raise self._broken("its list of kinds has no end") from exc
            if not name:
                break
            found.append(name)
        return found

    def _blob(self, cluster: int, blob: int) -> bytes:
        if self._cached[0] != cluster:
            self._cached = (cluster, self._blobs(cluster))
        return self._cached[1][blob]

    def _blobs(self, cluster: int) -> list[bytes]:
        if cluster >= self._n_clusters:
            raise ValueError(f"cluster {cluster} of {self._n_clusters}")
        table = self._clusters_at + 8 * cluster
        (at,) = struct.unpack_from("<Q", self._map, table)
        end = self._checksum_at
        if cluster + 1 < self._n_clusters:
            (after,) = struct.unpack_from("<Q", self._map, table + 8)
            end = after if after > at else end  # clusters need not lie in order
        kind = self._map[at]
        data = _unpacked(kind & 0x0F, self._map[at + 1 : end])
        width, code = (8, "Q") if kind & 0x10 else (4, "I")
        (first,) = struct.unpack_from(f"<{code}", data, 0)
        n_offsets = first // width
        if not 1 <= n_offsets <= len(data) // width:
            raise ValueError("a cluster whose table is damaged")
        offsets = struct.unpack_from(f"<{n_offsets}{code}", data, 0)
        return [data[a:b] for a, b in itertools.pairwise(offsets)]

    def _broken(self, why: str) -> KnowledgeError:
        return KnowledgeError(
            f"{self.path}: not a ZIM archive that can be read: {why}. Download it again."
        )


def _unpacked(kind: int, raw: bytes) -> bytes:
    if kind in {0, 1}:
        return raw
    if kind == 4:
        # Bytes of the next structure may follow the stream, so it is read piece by piece.
        data = lzma.LZMADecompressor(memlimit=_MAX_CLUSTER_BYTES).decompress(
            raw, _MAX_CLUSTER_BYTES
        )
    elif kind == 5:
        import zstandard

        try:
            reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
            data = reader.decompress(raw)
        except zstandard.ZstdError as exc:
            raise ValueError(f"a cluster that cannot be unpacked: {exc}") from exc
    else:
        raise ValueError(f"a cluster packed in way {kind}; plain, xz and zstd are read")
    if len(data) >= _MAX_CLUSTER_BYTES:
        raise ValueError("a cluster of more than 256 MB")
    return data
