"""What passes between the routes: one turn as everybody sees it, and what a route would say."""

from __future__ import annotations

import re

import msgspec

from sherin.mind.affect import Vad
from sherin.mind.companion.incoming import Incoming
from sherin.mind.companion.reply import Heard, Reply, Route
from sherin.mind.knowledge import FoundPassage, Source

__all__ = ["Draft", "Exchange", "Turn"]


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the person, and what holds while it is answered."""

    line: Incoming
    whole: Incoming
    """All that was said: the line, with what stands before its question."""
    raw: str
    """As it came in, at most some thousand characters of it."""
    mood: Vad
    """How it feels now, after having heard the line."""
    now_s: float
    number: int
    """Counts the turns, so that wordings take turns too."""
    is_recorded: bool
    """Whether anything may be kept of it: memories, gaps."""
    heard: Heard

    @property
    def text(self) -> str:
        """The line, clean."""
        return self.line.text

    @property
    def told(self) -> str:
        """All that was said, clean."""
        return self.whole.text


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A line and what was answered."""

    question: str
    claim: str
    """The answer before it was worded: without hedge and tone."""
    reply: Reply
    said: str = ""
    """What was said last: the claim, or the more that was asked for."""
    memories: tuple[int, ...] = ()
    """Ids of the memories it stood on."""
    told: tuple[str, ...] = ()
    """Sentences of the source that "tell me more" has added by now."""

    @property
    def subject(self) -> str:
        """Title of what was quoted, without brackets; "" where nothing was."""
        if self.reply.route not in {"knowledge", "reflex"} or not self.reply.sources:
            return ""
        return re.sub(r"\s*\([^)]*\)$", "", self.reply.sources[0].title)

    @property
    def topic(self) -> str:
        """What "it" stands for after that: of `History of the computer` the computer."""
        plain = re.sub(
            r"^(?:history of (?:the )?|how (?:the )?)", "", self.subject, flags=re.IGNORECASE
        )
        return re.sub(r" (?:works?|moves?|answers?)$", "", plain)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a route would say; wording and feeling are added to it later."""

    text: str
    route: Route
    confidence: float
    """Probability, 0..1, that it is right."""
    is_known: bool = True
    feeling: Vad | None = None
    """How it is said, where the route knows; worked out from the text otherwise."""
    sources: tuple[Source, ...] = ()
    passages: tuple[FoundPassage, ...] | None = None
    """The five best of the shelves; None where the route did not look."""
    nearest: tuple[str, ...] = ()
    """Topics offered instead of an answer."""
    memories: tuple[int, ...] = ()
    """Ids of the memories that served."""
    notice: str | None = None
    expression: str | None = None
    intent: str = ""
    is_hedged: bool = False
    """It says itself how sure it is."""
    is_literal: bool = False
    """Said as it stands, in no tone: commands, refusals."""
    is_gap: bool = False
    """It does not answer what was asked; the question becomes a gap."""
    question: str = ""
    """What was asked, where it is not the line itself: with "it" replaced."""
    exchange: Exchange | None = None
    """What the talk goes on from; None for this line and its answer."""
    is_kept: bool = True
    """Whether the line may be remembered."""
