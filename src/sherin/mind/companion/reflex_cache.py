"""Replies that a person confirmed, given again at once to the same question.

`ReflexCache.find` looks up, `confirm` and `deny` are the only ways in and out: nothing is learned
from a reply nobody confirmed. A reply taken from the shelves holds as long as the passages it was
taken from stand there unchanged. All of it lies in the person's encrypted store.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final, Literal, cast

import msgspec

from sherin.mind.companion.filled import OWN_DOMAIN
from sherin.mind.companion.gap import take_back_answer
from sherin.mind.companion.governance import Governance
from sherin.mind.companion.reply import Reply, Route
from sherin.mind.companion.sameness import MAX_CHARS, Asking, is_same, read_asking
from sherin.mind.companion.store import CompanionStore
from sherin.mind.knowledge import FoundPassage, Source
from sherin.mind.memory import clean, reads_as_instruction

__all__ = ["Cached", "ReflexCache", "passage_digest"]

MAX_ENTRIES: Final = 10_000
_MAX_TEXT: Final = 8_000
_CACHED_ROUTES: Final[frozenset[Route]] = frozenset(["knowledge", "model"])
"""What memory answers changes with the day, and small talk is as fast as this."""


class Cached(msgspec.Struct, frozen=True, kw_only=True):
    """A reply that was confirmed, or denied."""

    question: str
    text: str
    route: Route
    """Where it came from before it was confirmed."""
    confidence: float
    sources: tuple[Source, ...] = ()
    passages: tuple[str, ...] = ()
    """Digests of the passages it was taken from, see `passage_digest`."""
    version: str = ""
    """Of the shelves when it was last seen to hold."""
    verdict: Literal["confirmed", "denied"] = "confirmed"
    author: str = ""
    """Who said so."""
    at_s: float = 0.0
    """When, seconds since 1970."""


def passage_digest(passage: FoundPassage) -> str:
    """What stands for a passage: changes with its address and every character of its text."""
    data = f"{passage.uri}\0{passage.text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=12).hexdigest()


class _Entry:
    """An entry as it is held: with its id in the store and how its question reads."""

    __slots__ = ("asking", "cached", "id")

    def __init__(self, number: int, cached: Cached) -> None:
        self.id = number
        self.cached = cached
        self.asking = read_asking(cached.question)


class ReflexCache:
    """The confirmed replies of one person; for any thread."""

    def __init__(
        self, store: CompanionStore, governance: Governance, *, size: int = MAX_ENTRIES
    ) -> None:
        """Read what was confirmed before.

        Args:
            store: The person's.
            governance: Says whether anything may be learned.
            size: Most replies kept, >= 1; beyond, the one used longest ago goes.
        """
        self._store: Final = store
        self._governance: Final = governance
        self._size: Final = size
        self._entries: Final[OrderedDict[int, _Entry]] = OrderedDict()  # used last stands last
        self._by_key: Final[dict[str, list[_Entry]]] = {}
        self._seen_version = -1
        self._load()

    def __len__(self) -> int:
        """Replies held, confirmed and denied."""
        return len(self._entries)

    def find(
        self,
        question: str,
        *,
        version: str,
        still_stands: Callable[[Cached], bool] = lambda _cached: False,
    ) -> Cached | None:
        """The confirmed reply to the same question, or None.

        Args:
            question: What is asked now.
            version: Of the shelves now; a reply of this version holds without another look.
            still_stands: Asked once about a reply of another version: whether its passages stand
                there unchanged. When not, the reply goes.

        Cost: p99 below 1 ms at 10,000 replies, without `still_stands`.
        """
        with self._store.lock:
            self._follow()
            entry = self._entry(read_asking(question))
            if entry is None or entry.cached.verdict != "confirmed":
                return None
            if entry.cached.version != version and entry.cached.route == "knowledge":
                # What was taken from no passage, such as a count, holds for its version alone.
                if not entry.cached.passages or not still_stands(entry.cached):
                    self._drop([entry], now_s=entry.cached.at_s)
                    return None
                entry.cached = msgspec.structs.replace(entry.cached, version=version)
            self._entries.move_to_end(entry.id)
            return entry.cached

    def is_denied(self, question: str, text: str) -> bool:
        """Whether this very reply to this question was denied; it must not be given as known."""
        with self._store.lock:
            self._follow()
            entry = self._entry(read_asking(question))
            if entry is None or entry.cached.verdict != "denied":
                return False
            return entry.cached.text == _bounded(text)

    def confirm(
        self, question: str, reply: Reply, *, version: str, author: str, now_s: float
    ) -> bool:
        """A person said that a reply is right: it is kept, unless it cannot be.

        Args:
            question: What the reply answered.
            reply: Of the route `knowledge` or `model`, known.
            version: Of the shelves it was taken from.
            author: Who says so.
            now_s: The moment, seconds since 1970.

        Returns:
            Whether it was kept; not where learning is frozen, the route is another, it is the
            answer of a gap, or a text reads as an instruction.

        Raises:
            MemoryStoreError: it could not be written.
        """
        if reply.route not in _CACHED_ROUTES:
            return False
        if any(source.domain == OWN_DOMAIN for source in reply.sources):
            return False  # the answer of a gap is as fast, and goes when it is taken back
        cited = {source.uri for source in reply.sources}
        taken_from = [passage for passage in reply.passages if passage.uri in cited]
        cached = Cached(
            question=clean(question, limit=2 * MAX_CHARS),  # beyond, it reads as nothing
            text=_bounded(reply.text),
            route=reply.route,
            confidence=reply.confidence,
            sources=reply.sources,
            passages=tuple(passage_digest(passage) for passage in taken_from),
            version=version,
            author=author,
            at_s=now_s,
        )
        return self._keep(question, cached)

    def deny(self, question: str, text: str, *, author: str, now_s: float) -> bool:
        """A person said that a reply is wrong: it goes, and is remembered as wrong.

        The reply may be confirmed, or the answer of a gap, which is then open again.

        Returns:
            Whether that was kept. Where learning is frozen the reply goes all the same.

        Raises:
            MemoryStoreError: it could not be written.
        """
        asked = clean(question, limit=2 * MAX_CHARS)
        with self._store.lock:
            self._follow()
            entry = self._entry(read_asking(asked))
            if entry is not None and entry.cached.text == _bounded(text):
                self._drop([entry], now_s=now_s)
        take_back_answer(self._store, asked, text, now_s=now_s)
        cached = Cached(
            question=asked, text=_bounded(text), route="none",
            confidence=0.0, verdict="denied", author=author, at_s=now_s,
        )  # fmt: skip
        return self._keep(question, cached)

    def forget(self, words: str, *, now_s: float) -> int:
        """Delete the replies that hold all of some words; how many went."""
        wanted = [word.casefold() for word in clean(words).split()]
        with self._store.lock:
            self._follow()
            gone = [
                entry
                for entry in self._entries.values()
                if wanted
                and all(
                    word in f"{entry.cached.question} {entry.cached.text}".casefold()
                    for word in wanted
                )
            ]
            self._drop(gone, now_s=now_s)
            return len(gone)

    def clear(self, *, now_s: float) -> int:
        """Delete all replies; how many went."""
        with self._store.lock:
            self._follow()
            gone = list(self._entries.values())
            self._drop(gone, now_s=now_s)
            return len(gone)

    # inside

    def _keep(self, question: str, cached: Cached) -> bool:
        if reads_as_instruction(question) or reads_as_instruction(cached.text):
            return False
        asking = read_asking(cached.question)
        if not asking.key or not self._governance.may_learn("reply"):
            return False
        with self._store.lock:
            self._follow()
            old = self._entry(asking)
            with self._store.changing(cached.at_s):
                if old is not None:
                    self._store.change("DELETE FROM reflex WHERE id = ?", (old.id,))
                self._store.change(
                    "INSERT INTO reflex (body) VALUES (?)", (msgspec.msgpack.encode(cached),)
                )
                number = self._store.last_id()
                self._seen_version = self._store.n_changes("reflex")
            if old is not None:
                self._unlink(old)
            self._link(_Entry(number, cached))
            excess = len(self._entries) - self._size
            if excess > 0:
                self._drop(list(self._entries.values())[:excess], now_s=cached.at_s)
        return True

    def _entry(self, asking: Asking) -> _Entry | None:
        """The entry of that question; None where none, or more than one, could be meant."""
        if not asking.key:
            return None
        found = [e for e in self._by_key.get(asking.key, ()) if is_same(asking, e.asking)]
        if len(found) > 1:  # asked without capitals, known with several
            exact = [e for e in found if e.asking.names == asking.names]
            found = exact if len(exact) == 1 else []
        return found[0] if found else None

    def _link(self, entry: _Entry) -> None:
        self._entries[entry.id] = entry
        self._by_key.setdefault(entry.asking.key, []).append(entry)

    def _unlink(self, entry: _Entry) -> None:
        del self._entries[entry.id]
        beside = self._by_key[entry.asking.key]
        beside.remove(entry)
        if not beside:
            del self._by_key[entry.asking.key]

    def _drop(self, entries: Iterable[_Entry], *, now_s: float) -> None:
        gone = list(entries)
        if not gone:
            return
        with self._store.changing(now_s):
            for entry in gone:
                self._store.change("DELETE FROM reflex WHERE id = ?", (entry.id,))
            self._seen_version = self._store.n_changes("reflex")
        for entry in gone:
            self._unlink(entry)

    def _follow(self) -> None:
        """Read again after another process wrote."""
        if self._store.n_changes("reflex") != self._seen_version:
            self._load()

    def _load(self) -> None:
        with self._store.lock:
            self._seen_version = self._store.n_changes("reflex")
            rows = self._store.rows("SELECT id, body FROM reflex ORDER BY id")
            known = {number: entry.cached for number, entry in self._entries.items()}
            used = list(self._entries)
            self._entries.clear()
            self._by_key.clear()
            for row in rows:
                number, body = cast("tuple[int, bytes]", row)
                if number in known:
                    continue
                self._link(_Entry(number, msgspec.msgpack.decode(body, type=Cached)))
            there = {cast("int", row[0]) for row in rows}
            for number in used:  # in the order of their use
                if number in there:
                    self._link(_Entry(number, known[number]))


def _bounded(text: str) -> str:
    """The text as it is kept: without control characters, its lines as they are."""
    lines = (clean(line, limit=_MAX_TEXT) for line in text[:_MAX_TEXT].splitlines())
    return "\n".join(line for line in lines if line)
