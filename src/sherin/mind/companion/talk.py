"""The present talk: its lines, for a model, and the last exchange, for what refers to it."""

from __future__ import annotations

from collections import deque
from typing import Final

from sherin.mind.companion.draft import Draft, Exchange, Turn
from sherin.mind.companion.reply import Reply
from sherin.mind.models import Turn as TalkTurn

__all__ = ["Talk"]

_KEPT_LINES: Final = 12
"""Of both sides; a model is told of half of them."""
_KEPT_QUESTIONS: Final = 6


class Talk:
    """What was said in this talk; kept in this process alone."""

    def __init__(self) -> None:
        """Nothing has been said."""
        self._lines: Final[deque[TalkTurn]] = deque(maxlen=_KEPT_LINES)
        self.last: Exchange | None = None
        """The last question that was looked up, with its answer; None at the beginning."""
        self.person = ""
        """Who "she" or "he" stands for: the one of the person's people who was named last."""
        self._asked: Final[deque[str]] = deque(maxlen=_KEPT_QUESTIONS)

    @property
    def lines(self) -> tuple[TalkTurn, ...]:
        """The last lines, oldest first."""
        return tuple(self._lines)

    @property
    def asked(self) -> tuple[str, ...]:
        """What the person asked, whatever came of it, oldest first."""
        return tuple(self._asked)

    @property
    def subject(self) -> str:
        """What "it" stands for: the title of what was quoted last, or ""."""
        return "" if self.last is None else self.last.topic

    def note(self, turn: Turn, draft: Draft, reply: Reply) -> None:
        """Add a line and its answer; commands are no part of the talk."""
        if reply.intent == "command" or not turn.text:
            return
        self._lines.append(TalkTurn("person", turn.text))
        self._lines.append(TalkTurn("companion", reply.text))
        if draft.exchange is not None:
            self.last = draft.exchange
            return
        # "ok" reads as a bare topic, and asks nothing.
        if turn.line.kind == "question" and reply.intent != "chat":
            self._asked.append(turn.text)
        # After "thanks" one may still ask for more of what was answered before.
        if draft.route != "reflex" or draft.sources or self.last is None:
            self.last = Exchange(
                question=draft.question or turn.text,
                claim=draft.text,
                reply=reply,
                memories=draft.memories,
            )

    def clear(self) -> None:
        """Begin a new talk."""
        self._lines.clear()
        self._asked.clear()
        self.last = None
        self.person = ""
