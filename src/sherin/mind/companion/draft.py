"""What passes between the routes: one turn as everybody sees it, and what a route would say."""

from __future__ import annotations

import msgspec

from sherin.mind.affect import Vad
from sherin.mind.companion.incoming import Incoming
from sherin.mind.companion.reply import Heard, Route
from sherin.mind.knowledge import FoundPassage, Source

__all__ = ["Draft", "Turn"]


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the person, and what holds while it is answered."""

    line: Incoming
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
    is_literal: bool = False
    """Said as it stands, in no tone: commands, refusals."""
    is_gap: bool = False
    """It does not answer what was asked; the question becomes a gap."""
    is_kept: bool = True
    """Whether the line may be remembered."""
