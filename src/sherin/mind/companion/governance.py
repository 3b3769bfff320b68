"""What the owner decided: whether anything is learned, and how much the journal may say.

Whoever would learn something asks `Governance.may_learn` first: memory, gaps, answers, confirmed
replies. `freeze` ends all of it until `unfreeze`; forgetting is always allowed. The decision is a
small file in the person's folder, read again when it changed, so that every process obeys at once.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Final, Literal

import msgspec

from sherin.errors import FrozenError, MemoryStoreError
from sherin.mind.memory import person_folder

__all__ = ["Decisions", "Governance", "JournalLevel", "Learning"]

Learning = Literal["memory", "gap", "answer", "reply"]
"""Turns and facts; questions kept as gaps; answers given to gaps; replies that were confirmed."""
JournalLevel = Literal["off", "metadata", "full"]
"""Nothing; figures without a word of anybody; words too, unencrypted."""

_FILE: Final = "governance.json"


class Decisions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """What the file holds."""

    version: int = 1
    is_frozen: bool = False
    since_s: float | None = None
    """When it was frozen, seconds since 1970."""
    journal: JournalLevel = "metadata"


class Governance:
    """The decisions about one person's companion; for any thread, any number of processes."""

    def __init__(self, folder: Path) -> None:
        """Obey the file in `folder`, the person's; nothing is written until something is decided.

        A file that cannot be read counts as frozen with the journal off, until it is decided anew:
        a torn decision never lets anything be learned.
        """
        self.path: Final = folder / _FILE
        self._lock: Final = threading.Lock()
        self._stamp: tuple[int, int, int] | None = (-1, -1, -1)
        self._decisions = Decisions()
        self._is_torn = False
        self._refused: Counter[Learning] = Counter()

    @classmethod
    def open(cls, person: str, *, home: Path) -> Governance:
        """The decisions about a person's companion.

        Raises:
            MemoryStoreError: it cannot be the name of a person.
        """
        return cls(person_folder(home, person))

    @property
    def decisions(self) -> Decisions:
        """What holds now, also when another process decided it a moment ago."""
        with self._lock:
            self._read()
            return self._decisions

    @property
    def is_frozen(self) -> bool:
        """Whether nothing may be learned."""
        return self.decisions.is_frozen

    @property
    def journal(self) -> JournalLevel:
        """How much the journal may say."""
        return self.decisions.journal

    @property
    def is_torn(self) -> bool:
        """Whether the file could not be read, so that all is frozen until it is decided anew."""
        with self._lock:
            self._read()
            return self._is_torn

    @property
    def refused(self) -> dict[Learning, int]:
        """How often something was not learned since this object was made."""
        with self._lock:
            return dict(self._refused)

    def may_learn(self, what: Learning) -> bool:
        """The one place to ask before anything is learned; a refusal is counted.

        Cost: one look at the file's date, about 3 us.
        """
        with self._lock:
            self._read()
            if self._decisions.is_frozen:
                self._refused[what] += 1
                return False
            return True

    def require(self, what: Learning) -> None:
        """Like `may_learn`, for what a person asked for and has to be told.

        Raises:
            FrozenError: learning is frozen.
        """
        if not self.may_learn(what):
            raise FrozenError(
                f"learning is frozen ({self.path.name}), so this {what} was not kept. "
                "Allow learning again with: sherin freeze off"
            )

    def freeze(self, *, now_s: float) -> Decisions:
        """Stop all learning, from now on and in every process; the decisions that hold now.

        Raises:
            MemoryStoreError: it cannot be written; what held before still does.
        """
        known = self.decisions
        since_s = known.since_s if known.is_frozen and known.since_s is not None else now_s
        return self._decide(msgspec.structs.replace(known, is_frozen=True, since_s=since_s))

    def unfreeze(self) -> Decisions:
        """Allow learning again.

        Raises:
            MemoryStoreError: it cannot be written; what held before still does.
        """
        return self._decide(msgspec.structs.replace(self.decisions, is_frozen=False, since_s=None))

    def choose_journal(self, level: JournalLevel) -> Decisions:
        """Choose how much the journal may say from now on.

        Raises:
            MemoryStoreError: it cannot be written; what held before still does.
        """
        return self._decide(msgspec.structs.replace(self.decisions, journal=level))

    def _decide(self, decisions: Decisions) -> Decisions:
        data = msgspec.json.format(msgspec.json.encode(decisions)) + b"\n"
        with self._lock:
            _write_whole(self.path, data)
            self._stamp = (-1, -1, -1)
            self._read()
            return self._decisions

    def _read(self) -> None:
        """Take in the file if it is another than before; inside the lock."""
        try:
            known = self.path.stat()
            stamp = (known.st_mtime_ns, known.st_size, known.st_ino)
        except FileNotFoundError:
            stamp = None
        except OSError:
            stamp = (-2, -2, -2)
        if stamp == self._stamp:
            return
        self._stamp, self._is_torn = stamp, False
        if stamp is None:
            self._decisions = Decisions()
            return
        try:
            self._decisions = msgspec.json.decode(self.path.read_bytes(), type=Decisions)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            self._decisions, self._is_torn = Decisions(is_frozen=True, journal="off"), True


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file that appears whole, flushed, and for its owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(number, "wb") as file:  # mkstemp made it 0600
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as exc:
        raise MemoryStoreError(
            f"{path}: cannot be written ({exc.strerror}), so nothing was decided. Make room on the "
            "disk, or set SHERIN_HOME to a folder of yours."
        ) from exc
