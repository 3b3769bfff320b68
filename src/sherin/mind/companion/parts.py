"""What a mind is made of, open, and how a part that fails is told of without failing the reply."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING, Final, TypeVar

from sherin.errors import KnowledgeError, MemoryStoreError
from sherin.mind.companion.bus import EventBus
from sherin.mind.companion.gaps import Gaps
from sherin.mind.companion.governance import Governance
from sherin.mind.companion.journal import Journal
from sherin.mind.companion.knowledge_route import Shelves
from sherin.mind.companion.reflex_cache import ReflexCache
from sherin.mind.companion.reply import Preset
from sherin.mind.companion.store import CompanionStore
from sherin.mind.companion.talk import Talk
from sherin.mind.knowledge import KnowledgeBase
from sherin.mind.memory import Memory

if TYPE_CHECKING:
    from sherin.mind.models import ModelRoute

__all__ = ["DEFAULT_PERSON", "Parts"]

_log = logging.getLogger(__name__)
T = TypeVar("T")

DEFAULT_PERSON: Final = "owner"
"""Whose companion it is until somebody says their name."""


class Parts:
    """The open parts of one person's mind; closing them is the mind's task."""

    def __init__(
        self,
        *,
        person: str,
        preset: Preset,
        memory: Memory,
        store: CompanionStore,
        governance: Governance,
        journal: Journal,
        knowledge: KnowledgeBase | None,
        model: ModelRoute | None,
        zone: tzinfo | None,
        bus: EventBus | None = None,
    ) -> None:
        """Join open parts."""
        self.person: Final = person
        self.preset: Final[Preset] = preset
        self.memory: Final = memory
        self.governance: Final = governance
        self.journal: Final = journal
        self.gaps: Final = Gaps(store, governance)
        self.cache: Final = ReflexCache(store, governance)
        self.knowledge: Final = knowledge
        self.shelves: Final = (
            None if knowledge is None else Shelves(knowledge, gaps=self.gaps, cache=self.cache)
        )
        """None in a preset without shelves."""
        self.model: Final = model
        self.zone: Final = zone
        self.bus: Final = bus
        """Told of lines and replies that are recorded; None where nobody wants to know."""
        self.talk: Final = Talk()
        self.problems: Final[dict[str, str]] = {}
        """What failed while the present line was answered: part -> what to do."""

    @property
    def address(self) -> str:
        """How the person is addressed: ", Ada", or nothing before a name is known."""
        return "" if self.person == DEFAULT_PERSON else f", {self.person}"

    def guarded(self, part: str, look: Callable[[], T]) -> T | None:
        """What a part gives; one that fails is named in the reply, and the others answer."""
        try:
            return look()
        except (MemoryStoreError, KnowledgeError) as problem:
            _log.warning("part failed part=%s reason=%r", part, str(problem))
            self.problems[part] = str(problem)
            return None

    def forget_words(self, what: str, *, now_s: float) -> None:
        """Forget words also where they are not memories: gaps, confirmed answers, the talk.

        Raises:
            MemoryStoreError: not everything could be forgotten.
        """
        self.talk.clear()
        if what != "that":
            self.gaps.forget(what, now_s=now_s)
            self.cache.forget(what, now_s=now_s)
