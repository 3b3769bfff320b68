"""What it could not answer: kept as gaps, filled by a person, and knowledge from then on.

`Gaps.note` keeps a question once, however often and in however many wordings it is asked;
`Gaps.answer` fills it, `Gaps.ask` answers from what was filled in, and `Gaps.undo` takes that back.
All of it lies in the person's encrypted store.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Final, cast

import msgspec

from sherin.errors import AnswerRefusedError, GapNotFoundError
from sherin.mind.companion.filled import FilledAnswers, FilledGap
from sherin.mind.companion.gap import REOPEN, SELECT, Gap, GapState, gap_of, number_of
from sherin.mind.companion.governance import Governance
from sherin.mind.companion.sameness import (
    MAX_CHARS,
    Asking,
    is_same,
    loose_stems,
    read_asking,
)
from sherin.mind.companion.store import CompanionStore
from sherin.mind.knowledge import Answer
from sherin.mind.knowledge.word_vectors import WordVectors
from sherin.mind.memory import clean, reads_as_instruction

__all__ = ["Gap", "GapState", "Gaps"]

MAX_OPEN: Final = 2_000
"""Open gaps kept; beyond, the one asked least often and longest ago goes."""
MAX_WORDINGS: Final = 8
MAX_ANSWER: Final = 4_000
"""Characters of an answer."""
_ALIKE: Final = 0.55
"""Cosine from which two words of one stem mean the same. Measured: computer and computers .84,
tunnel and tunneling .58, but organ and organization .50, universe and university .13."""
_ID: Final = re.compile(r"g?(\d{1,15})", re.IGNORECASE)


class Gaps:
    """The gaps of one person; for any thread."""

    def __init__(self, store: CompanionStore, governance: Governance) -> None:
        """Keep gaps in an open store, as far as the owner allows."""
        self._store: Final = store
        self._governance: Final = governance
        self._vectors: Final = WordVectors.builtin()
        self._filled: FilledAnswers | None = None
        self._seen_version = -1

    # asking

    def note(
        self, question: str, *, confidence: float, nearest: Sequence[str] = (), now_s: float
    ) -> Gap | None:
        """Keep a question that could not be answered; the same one again is counted.

        A dismissed gap stays dismissed and an answered one answered; both are counted. One that
        memory answered is open again: memory has forgotten, or what it knew holds no longer.

        Args:
            question: Anything; cleaned and bounded before it is kept.
            confidence: How sure the best guess was, 0..1.
            nearest: Topics that were offered instead.
            now_s: The moment, seconds since 1970.

        Returns:
            The gap, or None where nothing was kept: learning is frozen, or nothing is asked, or
            more than 500 characters are.

        Raises:
            MemoryStoreError: it could not be written.
        """
        cleaned = clean(question, limit=2 * MAX_CHARS)  # beyond, it reads as nothing
        asking = read_asking(cleaned)
        if not asking.key or not any(c.isalnum() for c in asking.key):
            return None
        if not self._governance.may_learn("gap"):
            return None
        is_instruction = reads_as_instruction(question) or reads_as_instruction(cleaned)
        offered = tuple(clean(topic, limit=120) for topic in nearest[:5])
        # A power cut may take the gaps of the last moments; a person's answer is flushed.
        with self._store.changing(now_s, is_durable=False):
            known = self._same(asking)
            if known is None:
                number = self._add(cleaned, asking, confidence, offered, is_instruction, now_s)
                self._bound()
            else:
                number = number_of(known.id)
                wordings = known.wordings
                if cleaned not in wordings and len(wordings) < MAX_WORDINGS:
                    wordings = (*wordings, cleaned)
                self._store.change(
                    "UPDATE gap SET n_asked = n_asked + 1, last_s = ?, confidence = ?, "
                    "nearest = ?, wordings = ? WHERE id = ?",
                    (now_s, confidence, _packed(offered), _packed(wordings), number),
                )
                if known.is_in_memory:
                    self._store.change(REOPEN, (number,))
        return self._found(number)

    def warm_up(self) -> None:
        """Read the answers, and index their texts where there are any."""
        with self._store.lock:
            self._answers().warm_up()

    def ask(self, question: str) -> Answer | None:
        """What a person's answers say to this question, or None.

        An answer is given to the question it answered, in any wording that asks the same; else its
        text is searched like a passage of the shelves.

        Returns:
            An answer of the kind `answered`, known, with the source "answered by NAME, DATE".

        Cost: about 0.1 ms at 1,000 answers, 2 ms where words of it stand in one; 60 ms once where
            `warm_up` was not called.
        """
        began = time.perf_counter()
        with self._store.lock:
            answer = self._answers().ask(question)
        if answer is None:
            return None
        taken_ms = 1000.0 * (time.perf_counter() - began)
        return msgspec.structs.replace(answer, latency_ms=round(taken_ms, 3))

    # looking

    def list(self, state: GapState | None = "open", *, limit: int = MAX_OPEN) -> list[Gap]:
        """Gaps in a state, or all; those asked most and last come first."""
        rows = self._store.rows(
            f"{SELECT} WHERE ? IS NULL OR state = ? ORDER BY n_asked DESC, last_s DESC LIMIT ?",
            (state, state, limit),
        )
        return [gap_of(row) for row in rows]

    def get(self, gap_id: str | int) -> Gap:
        """A gap by its id, `g12` or `12`.

        Raises:
            GapNotFoundError: there is none.
        """
        match = _ID.fullmatch(str(gap_id).strip())
        found = self._found(int(match[1])) if match else None
        if found is None:
            known = ", ".join(gap.id for gap in self.list(limit=5)) or "none"
            raise GapNotFoundError(
                f"there is no gap {str(gap_id)[:40]!r}. Open ones: {known}. See: sherin gaps list"
            )
        return found

    def counts(self) -> dict[GapState, int]:
        """How many gaps there are in each state."""
        found: dict[GapState, int] = {"open": 0, "answered": 0, "dismissed": 0}
        for state, n in self._store.rows("SELECT state, count(*) FROM gap GROUP BY state"):
            found[cast("GapState", state)] = cast("int", n)
        return found

    # deciding

    def answer(self, gap_id: str | int, text: str, *, author: str, now_s: float) -> Gap:
        """Fill a gap; what was answered before is replaced.

        Args:
            gap_id: `g12` or `12`.
            text: The answer; cleaned, at most `MAX_ANSWER` characters.
            author: Who answers.
            now_s: The moment, seconds since 1970.

        Raises:
            GapNotFoundError: there is no such gap.
            FrozenError: learning is frozen.
            AnswerRefusedError: it is empty, too long, or reads as an instruction.
            MemoryStoreError: it could not be written.
        """
        gap = self.get(gap_id)
        cleaned = clean(text, limit=MAX_ANSWER + 1)
        if not any(c.isalnum() for c in cleaned):
            raise AnswerRefusedError(f"gap {gap.id}: the answer holds no words. Write what is so.")
        if len(cleaned) > MAX_ANSWER:
            raise AnswerRefusedError(
                f"gap {gap.id}: the answer is longer than {MAX_ANSWER} characters. Shorten it, or "
                "put it into a file and run: sherin ingest FILE --domain M1"
            )
        if reads_as_instruction(text) or reads_as_instruction(cleaned):
            raise AnswerRefusedError(
                f"gap {gap.id}: the answer {cleaned[:60]!r} reads as an instruction to a machine, "
                "and nothing was changed. State what is so, in plain words."
            )
        self._governance.require("answer")
        return self._settle(gap, "answered", cleaned, clean(author, limit=60) or "owner", now_s)

    def answered_by_memory(self, gap_id: str | int, *, author: str, now_s: float) -> Gap:
        """Note that what a person told answers a gap: who, and when; the answer stays in memory.

        Raises:
            GapNotFoundError: there is no such gap.
            FrozenError: learning is frozen.
            MemoryStoreError: it could not be written.
        """
        self._governance.require("answer")
        return self._settle(self.get(gap_id), "answered", "", clean(author, limit=60), now_s)

    def dismiss(self, gap_id: str | int, *, now_s: float) -> Gap:
        """Say that a gap need not be filled; it is not listed again.

        Raises:
            GapNotFoundError: there is no such gap.
            MemoryStoreError: it could not be written.
        """
        return self._settle(self.get(gap_id), "dismissed", "", "", now_s)

    def undo(self, gap_id: str | int, *, now_s: float) -> Gap:
        """Take an answer or a dismissal back: the gap is open, and the answer is gone from disk.

        Raises:
            GapNotFoundError: there is no such gap.
            MemoryStoreError: it could not be written.
        """
        undone = self._settle(self.get(gap_id), "open", "", "", None, at_s=now_s)
        self._store.flush()
        return undone

    def forget(self, words: str, *, now_s: float) -> int:
        """Delete the gaps in whose questions or answers all of some words occur; how many went."""
        wanted = [word.casefold() for word in clean(words).split()]
        if not wanted:
            return 0
        with self._store.changing(now_s):
            gone = [
                gap
                for gap in self.list(None, limit=1_000_000)
                if all(w in " ".join((*gap.wordings, gap.answer)).casefold() for w in wanted)
            ]
            for gap in gone:
                self._store.change("DELETE FROM gap WHERE id = ?", (number_of(gap.id),))
        if gone:
            self._filled = None
            self._store.flush()
        return len(gone)

    # inside

    def _same(self, asking: Asking) -> Gap | None:
        """The gap of a question that asks the same, in words of the same stems and meaning."""
        rows = self._store.rows(f"{SELECT} WHERE stems = ?", (loose_stems(asking),))
        for gap in map(gap_of, rows):
            if any(self._alike(asking, read_asking(wording)) for wording in gap.wordings):
                return gap
        return None

    def _alike(self, one: Asking, other: Asking) -> bool:
        if is_same(one, other):
            return True
        if one.names is not None and other.names is not None and one.names != other.names:
            return False
        pairs = zip(_telling(one), _telling(other), strict=False)  # equal stems: equal in number
        return all(a == b or self._cosine(a, b) >= _ALIKE for a, b in pairs)

    def _cosine(self, one: str, other: str) -> float:
        return float(self._vectors.embed([one]) @ self._vectors.embed([other]))

    def _add(
        self,
        question: str,
        asking: Asking,
        confidence: float,
        nearest: Sequence[str],
        is_instruction: bool,  # noqa: FBT001 (a column)
        now_s: float,
    ) -> int:
        self._store.change(
            "INSERT INTO gap (stems, question, wordings, n_asked, first_s, last_s, confidence, "
            "nearest, is_instruction, state, answer, author, settled_s) "
            "VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, 'open', '', '', NULL)",
            (
                loose_stems(asking), question, _packed([question]), now_s, now_s, confidence,
                _packed(nearest), int(is_instruction),
            ),
        )  # fmt: skip
        return self._store.last_id()

    def _bound(self) -> None:
        """Let the least asked and oldest go; settled ones stay, they were somebody's decision."""
        self._store.change(
            "DELETE FROM gap WHERE id IN (SELECT id FROM gap WHERE state = 'open' "
            "ORDER BY n_asked, last_s LIMIT max(0, (SELECT count(*) FROM gap "
            "WHERE state = 'open') - ?))",
            (MAX_OPEN,),
        )

    def _settle(
        self,
        gap: Gap,
        state: GapState,
        answer: str,
        author: str,
        settled_s: float | None,
        *,
        at_s: float = 0.0,
    ) -> Gap:
        with self._store.changing(at_s if settled_s is None else settled_s):
            self._store.change(
                "UPDATE gap SET state = ?, answer = ?, author = ?, settled_s = ? WHERE id = ?",
                (state, answer, author, settled_s, number_of(gap.id)),
            )
        self._filled = None
        return self.get(gap.id)

    def _found(self, number: int) -> Gap | None:
        rows = self._store.rows(f"{SELECT} WHERE id = ?", (number,))
        return gap_of(rows[0]) if rows else None

    def _answers(self) -> FilledAnswers:
        """The answers given so far, read again after any process gave one."""
        version = self._store.n_changes("gap")
        if self._filled is None or version != self._seen_version:
            gaps = self.list("answered", limit=1_000_000)
            filled = [_filled(gap) for gap in gaps if not gap.is_in_memory]
            self._filled = FilledAnswers(filled)
            self._seen_version = version
        return self._filled


def _filled(gap: Gap) -> FilledGap:
    return FilledGap(
        id=gap.id, wordings=gap.wordings, answer=gap.answer, title=gap.source_title,
        date=gap.source_title.rpartition(" ")[2],
    )  # fmt: skip


def _telling(asking: Asking) -> list[str]:
    return [word for word in asking.words if loose_stems(Asking(key=word, names=None))]


def _packed(texts: Sequence[str]) -> str:
    return msgspec.json.encode(list(texts)).decode()
