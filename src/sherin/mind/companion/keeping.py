"""What a line changes: memories, gaps, confirmed and denied answers, the talk, the journal.

Nothing is kept of a turn that is not recorded, nothing is learned while learning is frozen, and
nothing is learned from an answer that nobody confirmed.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from sherin.mind.companion import memory_route
from sherin.mind.companion.bus import ReplyGiven, UserMessage
from sherin.mind.companion.draft import Draft, Exchange, Turn
from sherin.mind.companion.follow_up import FollowUp, about_last, answered_follow_up
from sherin.mind.companion.gaps import Gap
from sherin.mind.companion.parts import Parts
from sherin.mind.companion.reply import Reply
from sherin.mind.memory.questions import asked

__all__ = ["followed_up", "keep", "note", "take_in"]

_LOOKED_AT_GAPS: Final = 200
_SENTENCES: Final = re.compile(r"[.!?…]\s+\S")


def take_in(parts: Parts, turn: Turn) -> Draft | None:
    """Keep a statement and close the gaps that it fills; None where it states no fact.

    Raises:
        MemoryStoreError: it could not be kept.
    """
    if not turn.is_recorded:
        return memory_route.heard_only(turn, why="this talk is not recorded")
    if not parts.governance.may_learn("memory"):
        return memory_route.heard_only(turn, why="learning is frozen")
    draft = memory_route.remember(parts.memory, turn, felt=turn.mood)
    if draft is None:
        return None
    n_closed = _close_filled_gaps(parts, turn)
    if n_closed:
        questions = "a question" if n_closed == 1 else "some questions"
        text = f"{draft.text} That answers {questions} I had kept."
        draft = msgspec.structs.replace(draft, text=text)
    return draft


def followed_up(parts: Parts, kind: FollowUp, last: Exchange, turn: Turn) -> Draft:
    """What is said to a line that refers to the last answer."""
    told = answered_follow_up(kind, last, turn, asked=parts.talk.asked)
    if told is not None:
        return told
    if kind == "right":
        return about_last(_confirmed(parts, last, turn), last, turn)
    if kind == "wrong":
        return about_last(_denied(parts, last, turn), last, turn)
    shelves = parts.shelves
    if last.subject and shelves is not None:
        more = parts.guarded("knowledge", lambda: shelves.more(last, turn))
        if more is not None:
            return more
    return about_last("I have no more to say to that. Ask me about something.", last, turn)


def keep(parts: Parts, draft: Draft, turn: Turn) -> tuple[Draft, str | None]:
    """Remember the line, note a gap, and what served.

    Returns:
        The draft, with the facts that a question stated beside, and the id of an open gap.
    """
    if not turn.is_recorded:
        return draft, None
    if turn.heard.is_cancelled():  # the person went on: this is no question any more
        return draft, None
    gap = None
    if draft.is_gap and turn.line.kind == "question":
        gap = parts.guarded("gaps", lambda: _gap_of(parts, draft, turn))
    may_learn = parts.governance.may_learn("memory")
    if draft.memories and may_learn:
        parts.guarded("memory", lambda: parts.memory.use(draft.memories, now_s=turn.now_s))
    is_told = turn.line.kind == "statement"  # by then it has been kept
    says_more = turn.told != turn.text and _SENTENCES.search(turn.told) is not None
    if (draft.is_kept or says_more) and not is_told and may_learn:
        kept = parts.guarded(
            "memory", lambda: memory_route.remember(parts.memory, turn, felt=turn.mood)
        )
        if kept is not None:
            draft = msgspec.structs.replace(draft, text=f"{draft.text}\n{kept.text}")
    return draft, None if gap is None or gap.state != "open" else gap.id


def note(parts: Parts, reply: Reply, draft: Draft, turn: Turn) -> None:
    """Add the turn to the talk and to the journal, and tell who wants to know."""
    if not turn.is_recorded or not turn.text:
        return
    parts.talk.note(turn, draft, reply)
    if draft.route == "memory":
        named = parts.guarded("memory", lambda: parts.memory.people_in(f"{turn.told} {draft.text}"))
        parts.talk.person = named[-1] if named else parts.talk.person
    if parts.bus is not None:
        parts.bus.publish(UserMessage(text=turn.told, at_s=turn.now_s))
        parts.bus.publish(ReplyGiven(reply=reply, question=turn.told, at_s=turn.now_s))
    parts.journal.write(
        reply,
        question=turn.text,
        feeling=turn.mood,
        memories=parts.memory.n_nodes,
        now_s=turn.now_s,
    )


def _gap_of(parts: Parts, draft: Draft, turn: Turn) -> Gap | None:
    return parts.gaps.note(
        draft.question or turn.text,
        confidence=draft.confidence,
        nearest=draft.nearest,
        now_s=turn.now_s,
    )


def _close_filled_gaps(parts: Parts, turn: Turn) -> int:
    """Settle the open gaps that memory can answer now; how many there were."""
    n_closed = 0
    for gap in parts.gaps.list("open", limit=_LOOKED_AT_GAPS):
        if asked(gap.question) is None:
            continue
        if parts.memory.answer(gap.question, now_s=turn.now_s) is not None:
            parts.gaps.answered_by_memory(gap.id, author=parts.person, now_s=turn.now_s)
            n_closed += 1
    return n_closed


def _confirmed(parts: Parts, last: Exchange, turn: Turn) -> str:
    """Keep an answer that the person calls right; what to say to it."""
    shelves = parts.shelves
    if not turn.is_recorded or not last.reply.is_known or shelves is None:
        return "Good to know."
    plain = msgspec.structs.replace(last.reply, text=last.claim)

    def confirm() -> bool:
        return parts.cache.confirm(
            last.question,
            plain,
            version=shelves.version,
            author=parts.person,
            now_s=turn.now_s,
        )

    is_kept = parts.guarded("gaps", confirm)
    return "Good. I'll give that answer at once from now on." if is_kept else "Good to know."


def _denied(parts: Parts, last: Exchange, turn: Turn) -> str:
    """Give an answer up that the person calls wrong; what to say to it."""
    if last.reply.route == "memory":
        ids = " or ".join(f"/forget {n}" for n in last.memories[:3]) or "/forget"
        return f"I'm sorry. Tell me how it is, and I'll correct it; or take it back: {ids}."
    if not last.reply.is_known or not (last.reply.sources or last.reply.route == "model"):
        return "I'm sorry. Tell me what you expected, and I'll try again."
    gap = parts.guarded("gaps", lambda: _give_up(parts, last, turn)) if turn.is_recorded else None
    if gap is None:
        return "I'm sorry. I keep nothing now, so I can't note that it is wrong."
    return (
        "I'm sorry. I won't give that answer as known again. If you know the right one, type: "
        f"/gaps answer {gap.id} and the answer."
    )


def _give_up(parts: Parts, last: Exchange, turn: Turn) -> Gap | None:
    parts.cache.deny(last.question, last.claim, author=parts.person, now_s=turn.now_s)
    return parts.gaps.note(last.question, confidence=0.0, now_s=turn.now_s)
