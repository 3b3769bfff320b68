"""One person's memory on disk: an encrypted SQLite file that is either whole or says what is wrong.

`Store` holds nodes, links and the audit. Every change goes through `writing()`, one transaction;
triggers write the audit, so that no change can pass beside it. Texts never enter the audit: what
was forgotten is gone.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal, Self, cast

import apsw
import msgspec

from sherin.errors import MemoryStoreError

__all__ = ["FORM", "AuditRow", "LinkRow", "NodeKind", "NodeRow", "Store"]

NodeKind = Literal["turn", "fact", "preference", "person", "place", "time"]

_MIGRATIONS: Final[tuple[tuple[str, str], ...]] = (
    (
        "001 nodes, links, audit",
        """
        CREATE TABLE node (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            folded TEXT NOT NULL,
            role TEXT NOT NULL,
            subject TEXT NOT NULL,
            relation TEXT NOT NULL,
            value TEXT NOT NULL,
            created_s REAL NOT NULL,
            valid_from_s REAL NOT NULL,
            valid_until_s REAL,
            valence REAL NOT NULL,
            arousal REAL NOT NULL,
            dominance REAL NOT NULL,
            is_instruction INTEGER NOT NULL,
            n_uses INTEGER NOT NULL,
            uses BLOB NOT NULL,
            signs BLOB NOT NULL
        ) STRICT;
        CREATE TABLE link (
            from_id INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
            to_id INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            weight REAL NOT NULL,
            PRIMARY KEY (from_id, to_id, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX link_back ON link (to_id);
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            at_s REAL NOT NULL,
            action TEXT NOT NULL,
            node_id INTEGER NOT NULL,
            detail TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER node_added AFTER INSERT ON node BEGIN
            INSERT INTO audit (at_s, action, node_id, detail)
            VALUES (sherin_now(), 'add', new.id, new.kind); END;
        CREATE TRIGGER node_deleted AFTER DELETE ON node BEGIN
            INSERT INTO audit (at_s, action, node_id, detail)
            VALUES (sherin_now(), 'forget', old.id, old.kind); END;
        CREATE TRIGGER node_ended AFTER UPDATE OF valid_until_s ON node BEGIN
            INSERT INTO audit (at_s, action, node_id, detail)
            VALUES (sherin_now(), 'end', new.id, new.kind); END;
        CREATE TRIGGER node_used AFTER UPDATE OF uses ON node BEGIN
            INSERT INTO audit (at_s, action, node_id, detail)
            VALUES (sherin_now(), 'use', new.id, new.kind); END;
        CREATE TRIGGER node_rewritten
            AFTER UPDATE OF text, role, subject, relation, value ON node BEGIN
            INSERT INTO audit (at_s, action, node_id, detail)
            VALUES (sherin_now(), 'rewrite', new.id, new.kind); END;
        CREATE TRIGGER link_added AFTER INSERT ON link BEGIN
            INSERT INTO audit (at_s, action, node_id, detail)
            VALUES (sherin_now(), 'link', new.from_id, new.kind || ' ' || new.to_id); END;
        """,
    ),
)
FORM: Final = len(_MIGRATIONS)
"""Number of the newest form of the store; each migration leads from one to the next."""
_BUSY_MS: Final = 3_000
_CHECKPOINT_PAGES: Final = 1_000


class NodeRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One remembered thing as it is stored."""

    id: int
    kind: NodeKind
    text: str
    folded: str
    """What makes two nodes of a kind the same."""
    role: str = ""
    subject: str = ""
    relation: str = ""
    value: str = ""
    created_s: float
    valid_from_s: float
    valid_until_s: float | None = None
    valence: float = 0.0
    arousal: float = 0.0
    dominance: float = 0.0
    is_instruction: bool = False
    """It reads as an order to a machine; it is never shown to a model."""
    n_uses: int = 1
    uses: bytes
    """The latest times of use, float64 seconds, newest last."""
    signs: bytes
    """256 bits of its meaning."""


class LinkRow(msgspec.Struct, frozen=True, gc=False):
    """A weighted link."""

    from_id: int
    to_id: int
    kind: str
    weight: float


class AuditRow(msgspec.Struct, frozen=True):
    """One write that happened."""

    seq: int
    at_s: float
    action: str
    node_id: int
    detail: str


_COLUMNS: Final = tuple(field for field in NodeRow.__struct_fields__ if field != "id")
_SELECT: Final = f"SELECT id, {', '.join(_COLUMNS)} FROM node "  # noqa: S608 (our own names)
_INSERT: Final = (
    f"INSERT INTO node ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
)


class Store:
    """The file of one person; one thread at a time, other processes may write between."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the store, or make it whole before it appears under its name.

        Raises:
            MemoryStoreError: it cannot be opened, is torn, or comes from a newer version.
        """
        self.path: Final = path
        self.now_s = 0.0
        """The moment that the audit gives to a write."""
        if not path.exists():
            self._create(key)
        if path.stat().st_size == 0:
            raise self._damaged("the file is empty")
        with self._explaining():
            self._db = self._connect(path, key)
        try:
            with self._explaining():
                self._db.execute("PRAGMA journal_mode = WAL")
            self._migrate()
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing committed is lost without it."""
        self._db.close()

    @contextmanager
    def writing(self, now_s: float, *, is_durable: bool) -> Generator[None]:
        """One transaction: all of it or nothing.

        Args:
            now_s: The time written into the audit.
            is_durable: Survives a power cut as soon as it returns (a flush, milliseconds of disk);
                otherwise it survives the end of the process, and a power cut after the next flush.

        Raises:
            MemoryStoreError: nothing of it was written, such as on a full disk or while another
                process writes.
        """
        self.now_s = now_s
        with self._explaining():
            self._db.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    # writing, inside a transaction

    def add_node(self, node: NodeRow) -> NodeRow:
        """A new node; what is returned has its id."""
        self._db.execute(_INSERT, tuple(getattr(node, name) for name in _COLUMNS))
        return msgspec.structs.replace(node, id=self._db.last_insert_rowid())

    def add_link(self, link: LinkRow) -> None:
        """A new link, or more weight on the one there is."""
        self._db.execute(
            "INSERT INTO link VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
            "SET weight = min(weight + excluded.weight, 5.0)",
            (link.from_id, link.to_id, link.kind, link.weight),
        )

    def end_node(self, node_id: int, until_s: float) -> None:
        """A fact is no longer true from a moment on."""
        self._db.execute("UPDATE node SET valid_until_s = ? WHERE id = ?", (until_s, node_id))

    def use_node(self, node_id: int, n_uses: int, uses: bytes) -> None:
        """A node was used."""
        self._db.execute(
            "UPDATE node SET n_uses = ?, uses = ? WHERE id = ?", (n_uses, uses, node_id)
        )

    def delete_nodes(self, ids: Sequence[int]) -> None:
        """Nodes go, with their links."""
        self._db.executemany("DELETE FROM node WHERE id = ?", [(n,) for n in ids])

    # reading

    def nodes(self) -> Iterator[NodeRow]:
        """Every node, oldest first."""
        with self._explaining():
            for row in self._db.execute(_SELECT + "ORDER BY id"):
                yield _node(row)

    def node(self, node_id: int) -> NodeRow | None:
        """One node, or None."""
        with self._explaining():
            for row in self._db.execute(_SELECT + "WHERE id = ?", (node_id,)):
                return _node(row)
        return None

    def links(self, node_id: int | None = None) -> list[LinkRow]:
        """Every link, or those that start at a node."""
        with self._explaining():
            if node_id is None:
                rows = self._rows("SELECT * FROM link", ())
            else:
                rows = self._rows("SELECT * FROM link WHERE from_id = ?", (node_id,))
        return [LinkRow(*cast("tuple[int, int, str, float]", row)) for row in rows]

    def audit(self, after: int = 0, *, limit: int = 1_000_000) -> list[AuditRow]:
        """What was written since a number of the audit, oldest first."""
        with self._explaining():
            rows = self._rows(
                "SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
            )
        return [AuditRow(*cast("tuple[int, float, str, int, str]", row)) for row in rows]

    def last_audit(self) -> int:
        """The newest number of the audit; it grows with every write of any process."""
        with self._explaining():
            row = self._db.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
        assert row is not None
        return cast("int", row[0])

    def data_version(self) -> int:
        """Changes when another process has written."""
        with self._explaining():
            return cast("int", self._db.pragma("data_version"))

    def flush(self) -> None:
        """Everything written so far reaches the disk, and deleted text leaves the log."""
        with self._explaining():
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def backup(self, target: Path, key: bytes) -> None:
        """A whole, encrypted copy under another name, taken while the store is in use.

        Raises:
            MemoryStoreError: it cannot be written; what was there before stays.
        """
        unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with self._explaining():
                copy = self._connect(unfinished, key)
                try:
                    with copy.backup("main", self._db, "main") as running:
                        running.step()
                    copy.execute("PRAGMA journal_mode = DELETE")
                    verdict = copy.pragma("quick_check")
                finally:
                    copy.close()
            if verdict != "ok":
                raise self._damaged(f"the copy is not sound: {verdict}")
            unfinished.chmod(0o600)
            unfinished.replace(target)
        except OSError as exc:
            raise MemoryStoreError(
                f"{target}: the backup cannot be written ({exc.strerror}). Choose another place."
            ) from exc
        finally:
            for path in (unfinished, Path(f"{unfinished}-wal"), Path(f"{unfinished}-shm")):
                path.unlink(missing_ok=True)

    def _now(self, *_: object) -> float:
        return self.now_s

    def _rows(self, sql: str, values: tuple[int, ...]) -> list[tuple[object, ...]]:
        return cast("list[tuple[object, ...]]", self._db.execute(sql, values).fetchall())

    def _create(self, key: bytes) -> None:
        """Make an empty store beside its place, then move it there, so that it is never half."""
        unfinished = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        unfinished.unlink(missing_ok=True)
        with self._explaining():
            self._db = self._connect(unfinished, key)
            try:
                self._migrate()
            finally:
                self._db.close()
        try:
            unfinished.chmod(0o600)
            with contextlib.suppress(FileExistsError):  # another process made it meanwhile
                os.link(unfinished, self.path)
        except OSError as exc:
            raise MemoryStoreError(
                f"{self.path}: the memory cannot be made ({exc.strerror}). Check that the folder "
                "can be written and the disk has room."
            ) from exc
        finally:
            unfinished.unlink(missing_ok=True)

    def _connect(self, path: Path, key: bytes) -> apsw.Connection:
        db = apsw.Connection(str(path))
        try:
            db.set_busy_timeout(_BUSY_MS)
            # The cipher is named, so that a later default never locks an old store out.
            db.execute("PRAGMA cipher = 'chacha20'")
            db.execute(f"PRAGMA key = 'raw:{key.hex()}'")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA temp_store = MEMORY")  # nothing plain in a temporary file
            db.execute("PRAGMA cache_size = -8000")
            db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
            db.create_scalar_function("sherin_now", self._now, 0)
            db.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # reads with the key
        except BaseException:
            db.close()
            raise
        return db

    def _migrate(self) -> None:
        with self._explaining():
            version = cast("int", self._db.pragma("user_version"))
            if version > FORM:
                raise MemoryStoreError(
                    f"{self.path}: this memory has form {version}, and this version of SHERIN "
                    f"knows forms up to {FORM}. Update SHERIN."
                )
            for number, (_, script) in enumerate(_MIGRATIONS[version:], start=version + 1):
                self._db.execute("PRAGMA synchronous = FULL")
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    if cast("int", self._db.pragma("user_version")) < number:
                        self._db.execute(script)
                        self._db.execute(f"PRAGMA user_version = {number}")
                    self._db.execute("COMMIT")
                except BaseException:
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
                    raise

    @contextmanager
    def _explaining(self) -> Generator[None]:
        """Turn what SQLite says into what a person can act on."""
        try:
            yield
        except apsw.FullError as exc:
            raise MemoryStoreError(
                f"{self.path}: the disk is full; this was not written, everything before is safe. "
                "Make room and say it again."
            ) from exc
        except (apsw.BusyError, apsw.LockedError) as exc:
            raise MemoryStoreError(
                f"{self.path}: another process is writing and did not finish within "
                f"{_BUSY_MS / 1000:g} s; this was not written. Close the other SHERIN and repeat."
            ) from exc
        except (apsw.NotADBError, apsw.CorruptError, apsw.IOError) as exc:
            raise self._damaged(str(exc)) from exc
        except apsw.Error as exc:
            raise MemoryStoreError(
                f"{self.path}: the memory cannot be opened or written ({exc}). Check that the "
                "folder can be written and the disk has room."
            ) from exc

    def _damaged(self, why: str) -> MemoryStoreError:
        return MemoryStoreError(
            f"{self.path}: the memory is damaged or torn ({why}). It was left as it is. "
            "Move it away and put a backup in its place (docs/memory.md, Backup)."
        )


def _node(row: tuple[object, ...]) -> NodeRow:
    values = cast("_Values", row)
    return NodeRow(
        id=values[0],
        kind=values[1],
        text=values[2],
        folded=values[3],
        role=values[4],
        subject=values[5],
        relation=values[6],
        value=values[7],
        created_s=values[8],
        valid_from_s=values[9],
        valid_until_s=values[10],
        valence=values[11],
        arousal=values[12],
        dominance=values[13],
        is_instruction=bool(values[14]),
        n_uses=values[15],
        uses=values[16],
        signs=values[17],
    )


_Values = tuple[
    int, NodeKind, str, str, str, str, str, str, float, float, float | None, float, float, float,
    int, int, bytes, bytes,
]  # fmt: skip
