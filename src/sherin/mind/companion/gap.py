"""One gap: what it holds, how it lies in the store, and how its answer is taken back."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, cast

import msgspec

from sherin.mind.companion.sameness import is_same, read_asking
from sherin.mind.companion.store import CompanionStore

__all__ = ["REOPEN", "SELECT", "Gap", "GapState", "gap_of", "number_of", "take_back_answer"]

GapState = Literal["open", "answered", "dismissed"]


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A question it could not answer with enough confidence."""

    id: str
    """Such as `g12`."""
    question: str
    """As it was asked first, cleaned."""
    wordings: tuple[str, ...]
    """The ways in which it was asked, the first first; at most eight."""
    n_asked: int
    first_s: float
    last_s: float
    """When it was asked first and last, seconds since 1970."""
    confidence: float
    """How sure the best guess was when it was asked last."""
    nearest: tuple[str, ...]
    """What was offered instead."""
    is_instruction: bool
    """It reads as an instruction to a machine; it is data, and never given to a model."""
    state: GapState
    answer: str = ""
    """Empty where it was told as a fact: then memory has the answer, and forgets it when asked."""
    author: str = ""
    """Who answered it."""
    settled_s: float | None = None
    """When it was answered or dismissed."""

    @property
    def is_in_memory(self) -> bool:
        """Whether what answered it was told as a fact, and lies in memory alone."""
        return self.state == "answered" and not self.answer

    @property
    def source_title(self) -> str:
        """How an answer from it is cited: "answered by Ada, 2026-11-21"."""
        day = date.fromtimestamp(self.settled_s or 0.0).isoformat()  # noqa: DTZ012 (the day here)
        return f"answered by {self.author}, {day}"


_COLUMNS: Final = (
    "id, question, wordings, n_asked, first_s, last_s, confidence, nearest, is_instruction, "
    "state, answer, author, settled_s"
)
SELECT: Final = f"SELECT {_COLUMNS} FROM gap"  # noqa: S608 (our own names)
"""Every column of gaps, in the order that `gap_of` reads."""
REOPEN: Final = (
    "UPDATE gap SET state = 'open', answer = '', author = '', settled_s = NULL WHERE id = ?"
)
"""Makes a gap open, whatever it was."""


def number_of(gap_id: str) -> int:
    """The row of a gap: 12 for `g12`."""
    return int(gap_id[1:])


def gap_of(row: tuple[object, ...]) -> Gap:
    """The gap of a row that `SELECT` gave."""
    values = cast("_Values", row)
    return Gap(
        id=f"g{values[0]}",
        question=values[1],
        wordings=tuple(msgspec.json.decode(values[2], type=list[str])),
        n_asked=values[3],
        first_s=values[4],
        last_s=values[5],
        confidence=values[6],
        nearest=tuple(msgspec.json.decode(values[7], type=list[str])),
        is_instruction=bool(values[8]),
        state=values[9],
        answer=values[10],
        author=values[11],
        settled_s=values[12],
    )


_Values = tuple[
    int, str, str, int, float, float, float, str, int, GapState, str, str, float | None
]  # fmt: skip


def take_back_answer(store: CompanionStore, question: str, text: str, *, now_s: float) -> bool:
    """Open a gap again whose answer a person called wrong; whether there was one.

    Args:
        store: The person's.
        question: What was asked.
        text: What was answered, whole.
        now_s: The moment, seconds since 1970.

    Raises:
        MemoryStoreError: it could not be written.
    """
    asking = read_asking(question)
    rows = store.rows(f"{SELECT} WHERE state = 'answered' AND answer = ?", (text,))
    gaps = [gap_of(row) for row in rows]
    same = [g for g in gaps if any(is_same(asking, read_asking(w)) for w in g.wordings)]
    # Asked in other words it is meant all the same, where only one gap has this answer.
    wrong = same or (gaps if len(gaps) == 1 else [])
    with store.changing(now_s):
        for gap in wrong:
            store.change(REOPEN, (number_of(gap.id),))
    return bool(wrong)
