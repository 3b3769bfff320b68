"""The journal of turns: one JSON object a line, with or without words, bounded and never fatal.

`Journal.write` adds a line at the level the owner chose (`Governance.journal`); `read_journal`
reads what is there and passes over a torn line. At the level `metadata`, the default, no word of
anybody is in it. The journal is not encrypted.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from sherin.mind.affect import HasVad
from sherin.mind.companion.governance import Governance
from sherin.mind.companion.reply import Reply
from sherin.mind.memory import clean, person_folder

__all__ = ["Journal", "JournalLine", "JournalRead", "journal_files", "read_journal"]

MAX_BYTES: Final = 4_000_000
"""About 16,000 lines without words; then a new file is begun."""
MAX_FILES: Final = 5
"""The one that is written and the older ones; the oldest goes."""
_MAX_LINE: Final = 65_536
_MAX_INTENT: Final = 32
"""Characters of what a caller names an intent, so that nobody's words come in that way."""
_NAME: Final = "journal.jsonl"

_log = logging.getLogger(__name__)


class JournalLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One turn."""

    v: int = 1
    at_s: float
    """Seconds since 1970."""
    route: str
    intent: str
    confidence: float
    is_known: bool
    latency_ms: float
    n_sources: int = 0
    notice: str | None = None
    gap: str | None = None
    n_asked_chars: int = 0
    valence: float | None = None
    arousal: float | None = None
    dominance: float | None = None
    """How the companion feels after the turn, each -1..1."""
    memories: int | None = None
    """Nodes in the person's memory after the turn."""
    text: str | None = None
    """What the person said; only at the level `full`."""
    reply: str | None = None
    """What was answered; only at the level `full`."""


class Journal:
    """The journal of one person; for any thread, any number of processes."""

    def __init__(
        self,
        folder: Path,
        governance: Governance,
        *,
        max_bytes: int = MAX_BYTES,
        max_files: int = MAX_FILES,
    ) -> None:
        """Write below `folder`, the person's, as far as the owner allows.

        Args:
            folder: Where the files lie.
            governance: Says how much is written, asked for each line.
            max_bytes: Size at which a new file is begun.
            max_files: Files kept, >= 1.
        """
        self.path: Final = folder / _NAME
        self.n_lost = 0
        """Lines that could not be written, such as on a full disk."""
        self._governance: Final = governance
        self._max_bytes: Final = max_bytes
        self._max_files: Final = max_files
        self._lock: Final = threading.Lock()

    @classmethod
    def open(cls, person: str, governance: Governance, *, home: Path) -> Journal:
        """The journal of a person; nothing is made before the first line.

        Raises:
            MemoryStoreError: it cannot be the name of a person.
        """
        return cls(person_folder(home, person), governance)

    def write(
        self,
        reply: Reply,
        *,
        question: str,
        feeling: HasVad | None = None,
        memories: int | None = None,
        now_s: float,
    ) -> bool:
        """Add a turn, as much of it as the owner chose; never raises and never blocks a reply.

        Args:
            reply: What was answered.
            question: What the person said.
            feeling: How the companion feels after it.
            memories: Nodes in the person's memory after it.
            now_s: The moment, seconds since 1970.

        Returns:
            Whether a line was written.

        Cost: about 60 us.
        """
        level = self._governance.journal
        if level == "off":
            return False
        is_full = level == "full"
        line = JournalLine(
            at_s=round(now_s, 3),
            route=reply.route,
            intent=clean(reply.intent, limit=_MAX_INTENT),
            confidence=round(reply.confidence, 4),
            is_known=reply.is_known,
            latency_ms=round(reply.latency_ms, 3),
            n_sources=len(reply.sources),
            notice=None if reply.notice is None else clean(reply.notice, limit=80),
            gap=reply.gap,
            n_asked_chars=len(question),
            valence=None if feeling is None else round(feeling.valence, 4),
            arousal=None if feeling is None else round(feeling.arousal, 4),
            dominance=None if feeling is None else round(feeling.dominance, 4),
            memories=memories,
            text=clean(question) if is_full else None,
            reply=clean(reply.text, limit=8_000) if is_full else None,
        )
        return self._append(msgspec.json.encode(line) + b"\n")

    def erase(self) -> list[Path]:
        """Delete every file of the journal; the files that went."""
        with self._lock:
            gone = journal_files(self.path.parent)
            for path in gone:
                path.unlink(missing_ok=True)
            return gone

    def _append(self, data: bytes) -> bool:
        with self._lock:
            try:
                self._rotate()
                # One write to a file opened for appending is whole, also beside another process.
                mode = os.O_RDWR | os.O_CREAT | os.O_APPEND
                number = os.open(self.path, mode, 0o600)
                try:
                    end = os.fstat(number).st_size
                    if end and _last_byte(number, end) != b"\n":
                        data = b"\n" + data  # after a line that a power cut tore
                    return os.write(number, data) == len(data)
                finally:
                    os.close(number)
            except FileNotFoundError:
                return self._make_and_append(data)
            except OSError as exc:
                return self._lose(exc)

    def _make_and_append(self, data: bytes) -> bool:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.touch(0o600)
            with self.path.open("ab") as file:
                return file.write(data) == len(data)
        except OSError as exc:
            return self._lose(exc)

    def _lose(self, exc: OSError) -> bool:
        self.n_lost += 1
        if self.n_lost == 1:
            _log.warning("journal not written path=%s reason=%r", self.path, exc)
        return False

    def _rotate(self) -> None:
        """Begin a new file where this one is full."""
        if not self.path.exists() or self.path.stat().st_size < self._max_bytes:
            return
        numbered = [_numbered(self.path, n) for n in range(1, self._max_files)]
        if not numbered:
            self.path.unlink(missing_ok=True)
            return
        for older, newer in zip(
            reversed(numbered), [*reversed(numbered[:-1]), self.path], strict=True
        ):
            if newer.exists():
                newer.replace(older)


class JournalRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a journal holds."""

    lines: tuple[JournalLine, ...]
    """Oldest first."""
    n_torn: int
    """Lines that are no lines of a journal, such as the last before a power cut."""


def journal_files(folder: Path) -> list[Path]:
    """The files of the journal in a person's folder, oldest first."""
    numbered = sorted(
        (path for path in folder.glob("journal.*.jsonl") if path.suffixes[0][1:].isdecimal()),
        key=lambda path: -int(path.suffixes[0][1:]),
    )
    newest = folder / _NAME
    return [*numbered, *([newest] if newest.exists() else [])]


def read_journal(files: Sequence[Path]) -> JournalRead:
    """Every line of some files, oldest first.

    Raises:
        OSError: a file cannot be read.
    """
    decoder = msgspec.json.Decoder(JournalLine)
    lines: list[JournalLine] = []
    n_torn = 0
    for path in files:
        with path.open("rb") as file:
            while data := file.readline(_MAX_LINE):
                if not data.strip():
                    continue
                try:
                    lines.append(decoder.decode(data))
                except (msgspec.MsgspecError, UnicodeDecodeError):
                    n_torn += 1
    lines.sort(key=lambda line: line.at_s)
    return JournalRead(lines=tuple(lines), n_torn=n_torn)


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"journal.{number}.jsonl")


def _last_byte(number: int, end: int) -> bytes:
    os.lseek(number, end - 1, os.SEEK_SET)
    return os.read(number, 1)
