"""Gaps, their answers and confirmed replies on disk: more tables in the person's encrypted store.

`CompanionStore.open` opens the file of `sherin.mind.memory` with the person's key. What is kept
here is thereby encrypted, backed up and erased together with the memory.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal, cast

from sherin.errors import MemoryStoreError
from sherin.mind.memory.keys import KeyRing, obtain_key, system_keyring
from sherin.mind.memory.memory import memory_files
from sherin.mind.memory.store import Store

__all__ = ["COMPANION_FORM", "CompanionStore"]

_MIGRATIONS: Final[tuple[tuple[str, str], ...]] = (
    (
        "001 gaps, confirmed replies",
        """
        CREATE TABLE gap (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            stems TEXT NOT NULL,
            question TEXT NOT NULL,
            wordings TEXT NOT NULL,
            n_asked INTEGER NOT NULL,
            first_s REAL NOT NULL,
            last_s REAL NOT NULL,
            confidence REAL NOT NULL,
            nearest TEXT NOT NULL,
            is_instruction INTEGER NOT NULL,
            state TEXT NOT NULL,
            answer TEXT NOT NULL,
            author TEXT NOT NULL,
            settled_s REAL
        ) STRICT;
        CREATE INDEX gap_by_stems ON gap (stems);
        CREATE INDEX gap_by_state ON gap (state, n_asked, last_s);
        CREATE TABLE reflex (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            body BLOB NOT NULL
        ) STRICT;
        CREATE TABLE companion_change (what TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT;
        INSERT INTO companion_change VALUES ('gap', 0), ('reflex', 0);
        CREATE TRIGGER gap_settled AFTER UPDATE OF state, answer ON gap
            BEGIN UPDATE companion_change SET n = n + 1 WHERE what = 'gap'; END;
        CREATE TRIGGER gap_reworded AFTER UPDATE OF wordings ON gap WHEN new.state = 'answered'
            BEGIN UPDATE companion_change SET n = n + 1 WHERE what = 'gap'; END;
        CREATE TRIGGER gap_deleted AFTER DELETE ON gap WHEN old.state = 'answered'
            BEGIN UPDATE companion_change SET n = n + 1 WHERE what = 'gap'; END;
        CREATE TRIGGER reflex_added AFTER INSERT ON reflex
            BEGIN UPDATE companion_change SET n = n + 1 WHERE what = 'reflex'; END;
        CREATE TRIGGER reflex_deleted AFTER DELETE ON reflex
            BEGIN UPDATE companion_change SET n = n + 1 WHERE what = 'reflex'; END;
        """,
    ),
)
COMPANION_FORM: Final = len(_MIGRATIONS)
"""Number of the newest form of these tables; the memory counts its own."""


class CompanionStore(Store):
    """The tables of the companion in one person's store; a context manager, for any thread."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the person's store and bring these tables to their newest form.

        Raises:
            MemoryStoreError: it cannot be opened, is torn, or comes from a newer version.
        """
        self.lock: Final = threading.RLock()
        super().__init__(path, key)
        try:
            self._bring_tables()
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(
        cls,
        person: str,
        *,
        home: Path,
        passphrase: str | None = None,
        keyring: KeyRing | Literal["system"] | None = "system",
    ) -> CompanionStore:
        """The store of a person, made where there is none; arguments as of `Memory.open`.

        Raises:
            WrongKeyError: the passphrase or the kept key is not that of this store.
            MemoryStoreError: it cannot be opened or made, or is torn; nothing was changed.
        """
        record, path, *_ = memory_files(home, person)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as exc:
            raise MemoryStoreError(
                f"{path.parent}: cannot be made ({exc.strerror}). "
                "Set SHERIN_HOME to a folder of yours."
            ) from exc
        ring = system_keyring() if keyring == "system" else keyring
        held = obtain_key(record, store_exists=path.exists(), passphrase=passphrase, keyring=ring)
        return cls(path, held.key)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Every row that a statement gives; read to the end, so that no reader stays open."""
        with self.lock, self._explaining():
            return self._fetched(sql, values)

    @contextmanager
    def changing(self, now_s: float, *, is_durable: bool = True) -> Generator[None]:
        """One transaction, of one thread at a time; see `Store.writing`.

        Raises:
            MemoryStoreError: nothing of it was written.
        """
        with self.lock, self.writing(now_s, is_durable=is_durable):
            yield

    def change(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run a statement inside `changing`; the number of rows it changed."""
        before = self._db.total_changes()
        self._fetched(sql, values)
        return self._db.total_changes() - before

    def n_changes(self, what: Literal["gap", "reflex"]) -> int:
        """Grows when any process changes the answered gaps, or the confirmed replies."""
        rows = self.rows("SELECT n FROM companion_change WHERE what = ?", (what,))
        return cast("int", rows[0][0])

    def last_id(self) -> int:
        """The id of the row that was added last."""
        return self._db.last_insert_rowid()

    def check(self) -> str:
        """What SQLite says about the whole file: `ok`, or what is wrong."""
        return str(self.rows("PRAGMA integrity_check")[0][0])

    def _fetched(self, sql: str, values: Iterable[object]) -> list[tuple[object, ...]]:
        bound = tuple(cast("Iterable[str]", values))  # texts, numbers and bytes alike
        return cast("list[tuple[object, ...]]", self._db.execute(sql, bound).fetchall())

    def _bring_tables(self) -> None:
        with self.changing(0.0):
            self._db.execute("CREATE TABLE IF NOT EXISTS companion_form (form INTEGER NOT NULL)")
            found = self._fetched("SELECT coalesce(max(form), 0) FROM companion_form", ())
            form = cast("int", found[0][0])
            if form > COMPANION_FORM:
                raise MemoryStoreError(
                    f"{self.path}: the gaps in it have form {form}, and this version of SHERIN "
                    f"knows forms up to {COMPANION_FORM}. Update SHERIN."
                )
            for number, (_, script) in enumerate(_MIGRATIONS[form:], start=form + 1):
                self._db.execute(script)
                self._db.execute("INSERT INTO companion_form VALUES (?)", (number,))
