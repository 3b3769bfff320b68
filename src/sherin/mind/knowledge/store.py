"""The texts of the knowledge base in SQLite, and which pieces of the index belong to them.

`Store` is the truth: sources (files), their documents, their passages. A piece of the index is a
file that counts only once its row is committed together with the passages it was made from, so a
process killed at any moment leaves either all of a batch or nothing of it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import msgspec

from sherin.errors import KnowledgeError

__all__ = ["PassageRow", "SourceRow", "Store"]

_MIGRATIONS: Final[tuple[tuple[str, str], ...]] = (
    (
        "001 sources, documents, passages, segments",
        """
        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            uri TEXT NOT NULL UNIQUE,
            digest BLOB NOT NULL,
            domain TEXT NOT NULL,
            is_complete INTEGER NOT NULL,
            cursor INTEGER NOT NULL DEFAULT 0,
            added_s REAL NOT NULL
        ) STRICT;
        CREATE INDEX source_by_digest ON source (digest, domain);
        CREATE TABLE document (
            id INTEGER PRIMARY KEY,
            source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
            title TEXT NOT NULL,
            uri TEXT NOT NULL,
            domain TEXT NOT NULL,
            date TEXT NOT NULL,
            author TEXT NOT NULL,
            aliases TEXT NOT NULL
        ) STRICT;
        CREATE INDEX document_by_source ON document (source_id);
        CREATE INDEX document_by_domain ON document (domain);
        CREATE TABLE subject (
            key TEXT NOT NULL,
            document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX subject_by_key ON subject (key);
        CREATE INDEX subject_by_document ON subject (document_id);
        CREATE TABLE passage (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
            heading TEXT NOT NULL,
            text TEXT NOT NULL
        ) STRICT;
        CREATE INDEX passage_by_document ON passage (document_id);
        CREATE TABLE dead_passage (id INTEGER PRIMARY KEY) STRICT;
        CREATE TRIGGER passage_died AFTER DELETE ON passage
            BEGIN INSERT OR IGNORE INTO dead_passage (id) VALUES (old.id); END;
        CREATE TABLE segment (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            n_passages INTEGER NOT NULL
        ) STRICT;
        """,
    ),
)
_BUSY_MS: Final = 30_000
_CHUNK: Final = 500  # parameters in one statement


class SourceRow(msgspec.Struct, frozen=True):
    """One ingested file."""

    id: int
    uri: str
    digest: bytes
    domain: str
    is_complete: bool
    cursor: int


class PassageRow(msgspec.Struct, frozen=True, gc=False):
    """One passage with what is needed to cite it."""

    id: int
    document_id: int
    title: str
    heading: str
    text: str
    domain: str
    uri: str
    date: str
    author: str
    aliases: str


class Store:
    """The database file; a context manager. One thread at a time, any number of processes."""

    def __init__(self, path: Path) -> None:
        """Open or create the file, and bring it to the newest form.

        Raises:
            KnowledgeError: it cannot be opened, is no database, or comes from a newer version.
        """
        self.path: Final = path
        self.n_changes = 0
        """Transactions committed by this connection."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path, timeout=_BUSY_MS / 1000.0, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA cache_size = -8000")
            self._migrate()
        except (sqlite3.Error, OSError) as exc:
            raise KnowledgeError(
                f"{path}: the knowledge base cannot be opened ({exc}). Check that the folder can "
                "be written and the disk has room; if the file is damaged, move it away and run "
                "`sherin ingest` again."
            ) from exc

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; calling it twice does no harm."""
        self._db.close()

    def _migrate(self) -> None:
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, done_s REAL NOT NULL)"
        )
        done = {name for (name,) in self._db.execute("SELECT name FROM migration")}
        unknown = done - {name for name, _ in _MIGRATIONS}
        if unknown:
            raise KnowledgeError(
                f"{self.path}: made by a newer SHERIN (it knows {min(unknown)!r}). "
                "Install the newer version, or use another folder."
            )
        for name, script in _MIGRATIONS:
            if name in done:
                continue
            try:
                # executescript commits what is open, so the script brings its own transaction.
                record = f"INSERT INTO migration VALUES ('{name}', {time.time():f});"  # noqa: S608
                self._db.executescript(f"BEGIN IMMEDIATE; {script} {record} COMMIT;")
            except sqlite3.OperationalError:
                self._rollback()
                again = {n for (n,) in self._db.execute("SELECT name FROM migration")}
                if name not in again:  # else another process was faster
                    raise

    @contextmanager
    def writing(self) -> Generator[None]:
        """One transaction: all of it or nothing; waits for another process that writes.

        Raises:
            KnowledgeError: the disk is full, or the file is busy or damaged.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._rollback()
                raise
            self._db.execute("COMMIT")
            self.n_changes += 1
        except sqlite3.Error as exc:
            self._rollback()
            raise KnowledgeError(
                f"{self.path}: nothing was written ({exc}). Everything stored before is intact; "
                "make room on the disk or wait for the other process, and run it again."
            ) from exc

    def _rollback(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def version(self) -> int:
        """A number that changes when another connection has written."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    # sources and documents

    def source(self, uri: str) -> SourceRow | None:
        """The source of that address, if it was ingested."""
        return self._source("uri = ?", (uri,))

    def source_with(self, digest: bytes, domain: str) -> SourceRow | None:
        """A complete source of that content in that domain."""
        return self._source("digest = ? AND domain = ? AND is_complete", (digest, domain))

    def _source(self, where: str, values: tuple[object, ...]) -> SourceRow | None:
        row = self._db.execute(
            "SELECT id, uri, digest, domain, is_complete, cursor FROM source "  # noqa: S608
            f"WHERE {where} LIMIT 1",
            values,
        ).fetchone()
        return _source_row(row) if row else None

    def sources(self, uri_prefix: str = "") -> list[SourceRow]:
        """Sources whose address begins so."""
        rows = self._db.execute(
            "SELECT id, uri, digest, domain, is_complete, cursor FROM source "
            "WHERE substr(uri, 1, ?) = ? ORDER BY uri",
            (len(uri_prefix), uri_prefix),
        )
        return [_source_row(row) for row in rows]

    def add_source(self, uri: str, digest: bytes, domain: str, *, is_complete: bool) -> int:
        """A new source; the id of its row."""
        done = self._db.execute(
            "INSERT INTO source (uri, digest, domain, is_complete, added_s) VALUES (?, ?, ?, ?, ?)",
            (uri, digest, domain, int(is_complete), time.time()),
        )
        assert done.lastrowid is not None
        return done.lastrowid

    def advance(self, source_id: int, *, cursor: int, is_complete: bool) -> None:
        """How far a long source has been read."""
        self._db.execute(
            "UPDATE source SET cursor = ?, is_complete = ? WHERE id = ?",
            (cursor, int(is_complete), source_id),
        )

    def remove_source(self, source_id: int) -> int:
        """Delete a source with everything from it; the number of passages that went."""
        (n_passages,) = self._db.execute(
            "SELECT count(*) FROM passage JOIN document d ON d.id = document_id "
            "WHERE d.source_id = ?",
            (source_id,),
        ).fetchone()
        self._db.execute("DELETE FROM source WHERE id = ?", (source_id,))
        return int(n_passages)

    def add_document(
        self,
        source_id: int,
        *,
        title: str,
        uri: str,
        domain: str,
        date: str,
        author: str,
        aliases: str,
    ) -> int:
        """A new document; the id of its row."""
        done = self._db.execute(
            "INSERT INTO document (source_id, title, uri, domain, date, author, aliases) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (source_id, title, uri, domain, date, author, aliases),
        )
        assert done.lastrowid is not None
        return done.lastrowid

    def add_subjects(self, document_id: int, keys: Iterable[str]) -> None:
        """What a document is about, as keys of `subjects`."""
        rows = [(key, document_id) for key in keys]
        self._db.executemany("INSERT INTO subject (key, document_id) VALUES (?, ?)", rows)

    def about(self, key: str) -> list[int]:
        """Ids of the documents about a subject, oldest first."""
        rows = self._db.execute(
            "SELECT DISTINCT document_id FROM subject WHERE key = ? ORDER BY document_id LIMIT 50",
            (key,),
        )
        return [n for (n,) in rows]

    def add_passages(self, document_id: int, passages: Iterable[tuple[str, str]]) -> list[int]:
        """New passages (heading, text) of a document; the ids of their rows."""
        ids: list[int] = []
        for heading, text in passages:
            done = self._db.execute(
                "INSERT INTO passage (document_id, heading, text) VALUES (?, ?, ?)",
                (document_id, heading, text),
            )
            assert done.lastrowid is not None
            ids.append(done.lastrowid)
        return ids

    # reading

    def passages(self, ids: Sequence[int]) -> dict[int, PassageRow]:
        """The passages of those ids that are still there."""
        found: dict[int, PassageRow] = {}
        for begin in range(0, len(ids), _CHUNK):
            some = ids[begin : begin + _CHUNK]
            marks = ",".join("?" * len(some))
            for row in self._db.execute(_PASSAGES + f"WHERE p.id IN ({marks})", list(some)):
                found[row[0]] = PassageRow(*row)
        return found

    def every_passage(self) -> Generator[PassageRow]:
        """Every passage in the order of its id."""
        last = -1
        while rows := self._db.execute(
            _PASSAGES + "WHERE p.id > ? ORDER BY p.id LIMIT 2000", (last,)
        ).fetchall():
            for row in rows:
                yield PassageRow(*row)
            last = rows[-1][0]

    def documents(self, domain: str) -> list[tuple[int, str, str, str]]:
        """Id, title, date and address of the documents of a domain, by title."""
        return self._db.execute(
            "SELECT id, title, date, uri FROM document WHERE domain = ? "
            "ORDER BY title COLLATE NOCASE, id",
            (domain,),
        ).fetchall()

    def passages_in(self, document_id: int, *, limit: int) -> list[PassageRow]:
        """The first passages of a document."""
        rows = self._db.execute(
            _PASSAGES + "WHERE p.document_id = ? ORDER BY p.id LIMIT ?", (document_id, limit)
        )
        return [PassageRow(*row) for row in rows]

    def counts(self) -> dict[str, tuple[int, int]]:
        """Documents and passages by domain; a domain without any is missing."""
        documents = dict(
            self._db.execute("SELECT domain, count(*) FROM document GROUP BY domain").fetchall()
        )
        passages = dict(
            self._db.execute(
                "SELECT d.domain, count(*) FROM passage p JOIN document d ON d.id = p.document_id "
                "GROUP BY d.domain"
            ).fetchall()
        )
        return {key: (n, passages.get(key, 0)) for key, n in documents.items()}

    def newest_date(self) -> str:
        """The newest date of a document, or ""."""
        return str(self._db.execute("SELECT coalesce(max(date), '') FROM document").fetchone()[0])

    # the pieces of the index

    def segments(self) -> list[tuple[int, str, int]]:
        """Id, file name and number of passages of each piece, oldest first."""
        return self._db.execute("SELECT id, name, n_passages FROM segment ORDER BY id").fetchall()

    def add_segment(self, name: str, n_passages: int) -> None:
        """Count a written piece in."""
        self._db.execute("INSERT INTO segment (name, n_passages) VALUES (?, ?)", (name, n_passages))

    def drop_segments(self, ids: Iterable[int]) -> None:
        """Count pieces out; the caller deletes the files after the commit."""
        self._db.executemany("DELETE FROM segment WHERE id = ?", [(n,) for n in ids])

    def dead_passages(self) -> list[int]:
        """Ids of removed passages that pieces of the index may still hold."""
        return [n for (n,) in self._db.execute("SELECT id FROM dead_passage")]

    def forget_dead(self) -> None:
        """Forget which passages were removed, once no piece holds them."""
        self._db.execute("DELETE FROM dead_passage")


def _source_row(row: tuple[int, str, bytes, str, int, int]) -> SourceRow:
    number, uri, digest, domain, is_complete, cursor = row
    return SourceRow(number, uri, digest, domain, bool(is_complete), cursor)


_PASSAGES: Final = (
    "SELECT p.id, p.document_id, d.title, p.heading, p.text, d.domain, d.uri, d.date, d.author, "
    "d.aliases FROM passage p JOIN document d ON d.id = p.document_id "
)
