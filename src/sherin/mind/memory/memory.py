"""One person's memory: what was said becomes a graph that can be asked, and that can forget.

`Memory.open` finds or makes the store; `remember_turn`, `recall`, `answer` and `forget` are what a
companion needs. The clock comes from outside: every call says when it is.
"""

from __future__ import annotations

import math
import re
import shutil
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final, Literal, Self

import msgspec

from sherin.errors import MemoryStoreError
from sherin.mind.affect import HasVad
from sherin.mind.knowledge.word_vectors import WordVectors
from sherin.mind.memory.answering import Answer, answer_of
from sherin.mind.memory.extraction import Fact, facts_in, forget_request
from sherin.mind.memory.forgetting import faded, last_said, matching, with_dependents
from sherin.mind.memory.graph import Graph
from sherin.mind.memory.keys import HeldKey, KeyRing, KeySource, drop_key, obtain_key
from sherin.mind.memory.keys import system_keyring as _system_keyring
from sherin.mind.memory.questions import asked
from sherin.mind.memory.recall import Recalled, is_current, rank, recalled_of
from sherin.mind.memory.remembering import Writer
from sherin.mind.memory.safety import clean, reads_as_instruction
from sherin.mind.memory.store import NodeRow, Store

__all__ = ["Memory", "MemoryCounts", "Remembered", "Role", "person_folder"]

Role = Literal["user", "assistant"]
"""Who said it; only the person states facts."""

_STORE: Final = "memory.db"
_KEY: Final = "memory.key.json"
_NAME: Final = re.compile(r"[^\W_](?:[\w .'’-]{0,38}[^\W_])?")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")  # of Windows
_EXPORT_VERSION: Final = 1


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a turn."""

    turn_id: int | None = None
    """None where nothing was stored: an empty turn, or a request to forget."""
    facts: tuple[Recalled, ...] = ()
    """The facts it stated, new or again."""
    forget_request: str | None = None
    """What the person asks to forget; give it to `Memory.forget`."""


class MemoryCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How much is remembered."""

    by_kind: dict[str, int]
    links: int
    writes: int
    """Rows of the audit."""
    bytes: int
    """Size of the store on disk."""
    key: KeySource
    """Where the key is kept."""


def person_folder(home: Path, person: str) -> Path:
    """The folder of one person.

    Raises:
        MemoryStoreError: the name cannot be that of a folder on every system.
    """
    if not _NAME.fullmatch(person) or _RESERVED.fullmatch(person.casefold()):
        raise MemoryStoreError(
            f"person {person[:60]!r}: expected 1 to 40 letters, digits, spaces or .'- that begin "
            "and end with a letter or digit. Choose another name."
        )
    return home / "people" / person.casefold()


class Memory:
    """The memory of one person; a context manager.

    One thread at a time (a lock sees to it), any number of processes: what another one writes is
    seen at the next call.
    """

    def __init__(self, store: Store, key: HeldKey, *, person: str, zone: tzinfo | None) -> None:
        """Use an open store; `Memory.open` is the usual way."""
        self.person: Final = person
        self._store: Final = store
        self._key: Final = key
        self._zone: Final = zone
        self._vectors: Final = WordVectors.builtin()
        self._lock: Final = threading.RLock()
        self._graph = Graph()
        self._seen_audit = 0
        self._seen_version = -1
        self._is_stale = True
        self._last_turn: int | None = None
        self._sync()

    @classmethod
    def open(
        cls,
        person: str,
        *,
        home: Path,
        passphrase: str | None = None,
        keyring: KeyRing | Literal["system"] | None = "system",
        zone: tzinfo | None = None,
    ) -> Memory:
        """The memory of a person, made where there is none.

        Args:
            person: Its name, also that of the folder below `home`/people.
            home: The folder of everything SHERIN keeps.
            passphrase: Locks a new memory where no keyring keeps the key, and opens it again.
            keyring: Where the key is kept first; None for no keyring.
            zone: Where days begin; by default where this machine is.

        Raises:
            WrongKeyError: the passphrase or the kept key is not that of this memory.
            MemoryStoreError: it cannot be opened or made, or is torn; nothing was changed.
        """
        folder = person_folder(home, person)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as exc:
            raise MemoryStoreError(
                f"{folder}: cannot be made ({exc.strerror}). Set SHERIN_HOME to a folder of yours."
            ) from exc
        ring = _system_keyring() if keyring == "system" else keyring
        path = folder / _STORE
        key = obtain_key(
            folder / _KEY, store_exists=path.exists(), passphrase=passphrase, keyring=ring
        )
        store = Store(path, key.key)
        try:
            return cls(store, key, person=person, zone=zone)
        except BaseException:
            store.close()
            raise

    @staticmethod
    def erase(
        person: str, *, home: Path, keyring: KeyRing | Literal["system"] | None = "system"
    ) -> list[Path]:
        """Delete a person's memory for good, the key first; works on a torn one too.

        Returns:
            The files that went; none where there was no memory.
        """
        folder = person_folder(home, person)
        found = [p for p in memory_files(home, person) if p.exists()]
        ring = _system_keyring() if keyring == "system" else keyring
        try:
            if (folder / _KEY).exists():
                drop_key(folder / _KEY, ring)
            for path in found:
                path.unlink(missing_ok=True)
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        except OSError as exc:
            raise MemoryStoreError(
                f"{folder}: could not be erased completely ({exc.strerror}). "
                "Close other SHERINs and repeat, or delete the folder."
            ) from exc
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the store; nothing is lost without it."""
        with self._lock:
            self._store.close()

    # remembering

    def remember_turn(
        self, text: str, *, role: Role = "user", affect: HasVad | None = None, now_s: float
    ) -> Remembered:
        """Keep a turn and the facts in it; when this returns, they outlive this process.

        Args:
            text: Anything; cleaned and bounded before it is kept.
            role: Who said it. Only what the person says becomes facts.
            affect: How it felt.
            now_s: The moment, seconds since 1970.

        Raises:
            MemoryStoreError: nothing was kept, such as on a full disk; everything before is safe.
        """
        _check_time(now_s)
        cleaned = clean(text)
        if not cleaned:
            return Remembered()
        is_instruction = reads_as_instruction(text) or reads_as_instruction(cleaned)
        if role == "user" and not is_instruction:
            wish = forget_request(cleaned)
            if wish is not None:
                return Remembered(forget_request=wish)
        with self._lock:
            self._sync()
            states = role == "user" and not is_instruction
            facts = facts_in(cleaned, people=list(self._graph.people)) if states else []
            with self._writing(now_s, is_durable=bool(facts)):
                turn, kept = self._keep(
                    cleaned, facts, role=role, is_instruction=is_instruction,
                    affect=affect, now_s=now_s,
                )  # fmt: skip
                self._drop(self._gone(faded(self._graph, now_s)))
            self._last_turn = turn.id
            return Remembered(
                turn_id=turn.id,
                facts=tuple(recalled_of(n, score=1.0, confidence=1.0, now_s=now_s) for n in kept),
            )

    def remember_many(self, lines: Iterable[tuple[float, str]]) -> int:
        """Keep what the person said at other times, such as a diary, all of it or nothing.

        Args:
            lines: Moments, seconds since 1970, rising, and what was said; requests to forget and
                what reads as an instruction are left out.

        Returns:
            How many turns were kept.

        Raises:
            MemoryStoreError: nothing was kept.
        """
        n_kept = 0
        with self._lock:
            self._sync()
            with self._writing(0.0, is_durable=True):
                for now_s, text in lines:
                    _check_time(now_s)
                    cleaned = clean(text)
                    if not cleaned or reads_as_instruction(text) or forget_request(cleaned):
                        continue
                    self._store.now_s = now_s
                    facts = facts_in(cleaned, people=list(self._graph.people))
                    self._keep(
                        cleaned, facts, role="user", is_instruction=False,
                        affect=None, now_s=now_s,
                    )  # fmt: skip
                    n_kept += 1
        return n_kept

    def _keep(
        self,
        cleaned: str,
        facts: Iterable[Fact],
        *,
        role: Role,
        is_instruction: bool,
        affect: HasVad | None,
        now_s: float,
    ) -> tuple[NodeRow, list[NodeRow]]:
        """Write a turn and its facts; inside a transaction."""
        writer = self._writer(now_s, affect)
        previous = self._graph.nodes.get(self._last_turn or 0)
        turn = writer.add_turn(cleaned, role=role, is_instruction=is_instruction, previous=previous)
        return turn, writer.add_facts(facts, turn)

    def use(self, ids: Iterable[int], *, now_s: float) -> None:
        """Say which memories served, so that they stay present; unknown ids are skipped."""
        _check_time(now_s)
        with self._lock:
            self._sync()
            with self._writing(now_s, is_durable=False):
                writer = self._writer(now_s, None)
                for node_id in dict.fromkeys(ids):
                    node = self._graph.nodes.get(node_id)
                    if node is not None:
                        writer.use(node)

    # asking

    def recall(
        self, question: str, *, now_s: float, affect: HasVad | None = None, k: int = 5
    ) -> list[Recalled]:
        """The memories that fit a question or a remark, best first; changes nothing."""
        _check_time(now_s)
        with self._lock:
            self._sync()
            return rank(
                self._graph, self._vectors, clean(question), now_s=now_s, affect=affect, k=k
            )

    def answer(self, question: str, *, now_s: float) -> Answer | None:
        """What the person once said, where it answers the question; changes nothing."""
        _check_time(now_s)
        wanted = asked(clean(question))
        if wanted is None:
            return None
        with self._lock:
            self._sync()
            return answer_of(self._graph, wanted, now_s=now_s, zone=self._zone)

    def people_in(self, text: str) -> list[str]:
        """Names of people the person told of that stand in a text, in their order there."""
        with self._lock:
            self._sync()
            found = [(at, n) for n in self._graph.people if (at := _place_of(n, text)) >= 0]
        return [name for _, name in sorted(found)]

    def memories(self, *, now_s: float, is_all: bool = False) -> list[Recalled]:
        """Facts and preferences that hold, newest first; `is_all`: turns and ended ones too."""
        with self._lock:
            self._sync()
            found = [
                n
                for n in self._graph.nodes.values()
                if (n.kind in {"fact", "preference"} and (is_all or is_current(n, now_s)))
                or (is_all and n.kind == "turn")
            ]
        return [recalled_of(n, score=1.0, confidence=1.0, now_s=now_s) for n in reversed(found)]

    def describe(self, node_id: int) -> dict[str, object] | None:
        """A memory in full for the person it belongs to, with what is linked to it; or None."""
        with self._lock:
            self._sync()
            node = self._graph.nodes.get(node_id)
            if node is None:
                return None
            linked = [self._graph.nodes[n] for n in sorted(self._graph.beside(node_id))]
            return _readable(node) | {"linked": [f"{n.id} {n.kind}: {n.text}" for n in linked]}

    @property
    def n_nodes(self) -> int:
        """Memories, people, places and days, as far as this process has seen; costs nothing."""
        return len(self._graph.nodes)

    def counts(self) -> MemoryCounts:
        """How much is remembered."""
        with self._lock:
            self._sync()
            by_kind: dict[str, int] = {}
            for node in self._graph.nodes.values():
                by_kind[node.kind] = by_kind.get(node.kind, 0) + 1
            return MemoryCounts(
                by_kind=by_kind,
                links=self._graph.n_links,
                writes=self._store.last_audit(),
                bytes=self._store.path.stat().st_size,
                key=self._key.source,
            )

    # forgetting

    def forget(
        self,
        what: str | None = None,
        *,
        ids: Iterable[int] = (),
        now_s: float,
        dry_run: bool = False,
    ) -> list[Recalled]:
        """Forget by words or by id, with what said it and what only it needed.

        Args:
            what: "that" for the last thing the person said, or words all of which must be in a
                memory.
            ids: Memories to forget; unknown ones are skipped.
            now_s: The moment.
            dry_run: Only say what would go.

        Returns:
            The turns and facts that went, or would.

        Raises:
            MemoryStoreError: nothing was forgotten.
        """
        _check_time(now_s)
        with self._lock:
            self._sync()
            gone = self._gone([*ids, *self._meant(what)])
            told = [
                recalled_of(self._graph.nodes[n], score=1.0, confidence=1.0, now_s=now_s)
                for n in gone
            ]
            if gone and not dry_run:
                with self._writing(now_s, is_durable=True):
                    self._drop(gone)
                self._store.flush()  # and the words leave the write-ahead log
        return [node for node in told if node.kind in {"turn", "fact", "preference"}]

    # keeping

    def backup(self, target: Path) -> tuple[Path, Path]:
        """Copy the memory, encrypted as it is, and its key record beside it.

        Args:
            target: The file; the record gets `.key.json` behind its name. With the key in a file,
                that record opens the copy: keep them apart.

        Raises:
            MemoryStoreError: it cannot be written; an older backup of that name stays.
        """
        record = target.with_name(f"{target.name}.key.json")
        unfinished = record.with_name(f".{record.name}.part")
        with self._lock:
            self._store.flush()
            self._store.backup(target, self._key.key)
        try:
            shutil.copyfile(self._store.path.with_name(_KEY), unfinished)
            unfinished.chmod(0o600)
            unfinished.replace(record)
        except OSError as exc:
            unfinished.unlink(missing_ok=True)
            raise MemoryStoreError(
                f"{record}: cannot be written ({exc.strerror}). Without it {target.name} cannot be "
                "opened; choose another place."
            ) from exc
        return target, record

    def export(self, *, now_s: float) -> dict[str, object]:
        """Everything, readable: memories, links and the audit, with times in ISO 8601 (UTC)."""
        with self._lock:
            self._sync()
            memories = [_readable(node) for node in self._store.nodes()]
            links = [msgspec.to_builtins(link) for link in self._store.links()]
            audit = [
                msgspec.to_builtins(row) | {"at_s": _iso(row.at_s)} for row in self._store.audit()
            ]
        return {
            "version": _EXPORT_VERSION,
            "person": self.person,
            "exported": _iso(now_s),
            "memories": memories,
            "links": links,
            "audit": audit,
        }

    # inside

    @contextmanager
    def _writing(self, now_s: float, *, is_durable: bool) -> Generator[None]:
        """A transaction of graph and store; when it fails, the graph is read anew."""
        try:
            with self._store.writing(now_s, is_durable=is_durable):
                self._sync()  # under the lock: what another process wrote just before
                yield
            self._seen_audit = self._store.last_audit()
        except BaseException:
            self._is_stale = True
            raise

    def _writer(self, now_s: float, affect: HasVad | None) -> Writer:
        return Writer(
            self._graph, self._store, self._vectors, now_s=now_s, zone=self._zone, affect=affect
        )

    def _meant(self, what: str | None) -> list[int]:
        if what is None:
            return []
        cleaned = clean(what)
        if cleaned.lower() != "that":
            return matching(self._graph, cleaned)
        last = last_said(self._graph)
        return [] if last is None else [last.id]

    def _gone(self, ids: Iterable[int]) -> list[int]:
        wanted = list(ids)
        return with_dependents(self._graph, wanted) if wanted else []

    def _drop(self, ids: list[int]) -> None:
        if ids:
            self._store.delete_nodes(ids)
            for node_id in ids:
                self._graph.drop(node_id)

    def _sync(self) -> None:
        """Take in what other processes wrote."""
        version = self._store.data_version()
        if self._is_stale:
            self._load()
        elif version != self._seen_version:
            self._follow()
        self._seen_version = version

    def _load(self) -> None:
        graph = Graph()
        self._seen_audit = self._store.last_audit()
        for node in self._store.nodes():
            graph.put(node)
        for link in self._store.links():
            graph.link(link)
        self._graph = graph
        self._is_stale = False

    def _follow(self) -> None:
        """Repeat in the graph what the audit says has happened in the store."""
        rows = self._store.audit(self._seen_audit)
        for node_id in dict.fromkeys(row.node_id for row in rows if row.action != "link"):
            node = self._store.node(node_id)
            if node is None:
                self._graph.drop(node_id)
            else:
                self._graph.put(node)
        for node_id in dict.fromkeys(row.node_id for row in rows if row.action == "link"):
            for link in self._store.links(node_id):
                if link.to_id not in self._graph.beside(node_id):
                    self._graph.link(link)
        if rows:
            self._seen_audit = rows[-1].seq


def memory_files(home: Path, person: str) -> list[Path]:
    """Every file a person's memory may have."""
    folder = person_folder(home, person)
    return [folder / name for name in (_KEY, _STORE, f"{_STORE}-wal", f"{_STORE}-shm")]


def _check_time(now_s: float) -> None:
    if not math.isfinite(now_s):
        raise MemoryStoreError(f"memory: {now_s!r} s is not a moment. Pass seconds since 1970.")


def _iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")


def _readable(node: NodeRow) -> dict[str, object]:
    found: dict[str, object] = {"id": node.id, "kind": node.kind, "text": node.text}
    for name in ("role", "subject", "relation", "value"):
        if getattr(node, name):
            found[name] = getattr(node, name)
    found["said"] = _iso(node.created_s)
    found["valid_from"] = _iso(node.valid_from_s)
    if node.valid_until_s is not None:
        found["valid_until"] = _iso(node.valid_until_s)
    found["felt"] = [round(v, 3) for v in (node.valence, node.arousal, node.dominance)]
    found["uses"] = node.n_uses
    if node.is_instruction:
        found["reads_as_instruction"] = True
    return found


def _place_of(name: str, text: str) -> int:
    """Where a name stands in a text as a word of its own; -1 where it does not."""
    match = re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) if name in text else None
    return -1 if match is None else match.start()
