"""The route of knowledge: what a person answered or confirmed, and what stands on the shelves."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from sherin.mind.affect.appraisal import appraise
from sherin.mind.companion.draft import Draft, Exchange, Turn
from sherin.mind.companion.filled import OWN_DOMAIN
from sherin.mind.companion.gaps import Gaps
from sherin.mind.companion.reflex_cache import Cached, ReflexCache
from sherin.mind.companion.reply_feeling import feeling_of_answer, of_no_answer
from sherin.mind.companion.shelf_watch import ShelfWatch
from sherin.mind.knowledge import DOMAINS, Answer, FoundPassage, KnowledgeBase, Source
from sherin.mind.knowledge.words import sentences_of

__all__ = ["Shelves"]

_N_PASSAGES: Final = 5
_NEAR: Final = 1.1
"""Score of a passage from which its topic has to do with the question; read off forty lines."""
_MORE_WORDS: Final = 80
_FELT_CHARS: Final = 300
"""How much of an answer is read for its feeling; all of it would take half as long as a search."""
_POINTS_BACK: Final = re.compile(
    r"(?:he|she|it|they|his|her|its|their|this|these|those|such)\b", re.IGNORECASE
)
"""How a sentence begins that says nothing without the one before it."""


class Shelves:
    """The knowledge base with what people answered and confirmed."""

    def __init__(self, base: KnowledgeBase, *, gaps: Gaps, cache: ReflexCache) -> None:
        """Join open parts; closing them is their owner's task."""
        self._base = base
        self._gaps = gaps
        self._cache = cache
        self._watch = ShelfWatch(base)

    @property
    def version(self) -> str:
        """Of what stands on the shelves; a confirmed answer holds for it."""
        return self._watch.version

    def confirmed(self, turn: Turn) -> Draft | None:
        """The answer that a person confirmed to the same question, or None."""
        found = self._cache.find(
            turn.text, version=self.version, still_stands=self._watch.still_stands
        )
        if found is None:
            return None
        confirmed_by = f"confirmed by {found.author}" if found.author else "confirmed"
        return Draft(
            text=found.text,
            route="reflex",
            confidence=max(found.confidence, 0.95),
            sources=found.sources or (_source_of(found, confirmed_by),),
            feeling=feeling_of_answer(0.95, content=turn.mood, mood=turn.mood),
        )

    def has_article(self, text: str) -> bool:
        """Whether an article is about just what a question asks for, or it asks for shelves."""
        return self._base.has_article(text)

    def answered(self, turn: Turn) -> Draft | None:
        """What a person answered to this question when it was a gap, or None."""
        found = self._gaps.ask(turn.text)
        if found is None or not found.is_known:
            return None
        draft = self._draft_of(found, turn)
        others = tuple(self._base.search(turn.text, k=_N_PASSAGES - len(found.passages)))
        return _with_passages(draft, (*found.passages, *others))

    def answer(self, turn: Turn) -> Draft:
        """What stands on the shelves, as an answer or, below the threshold, as nearest topics."""
        found = self._base.ask(turn.text)
        draft = self._draft_of(found, turn)
        if draft.is_known and self._cache.is_denied(turn.text, draft.text):
            draft = _denied(found, turn)
        if not draft.passages:  # a question about the shelves themselves looks for none
            draft = _with_passages(draft, tuple(self._base.search(turn.text)))
        return draft

    def more(self, last: Exchange, turn: Turn) -> Draft:
        """What else stands where the last answer was taken from; else what lies near to it."""
        source = last.reply.sources[0]
        found = self._base.search(source.title, domain=_domain_of(source), k=10)
        sentences = [
            sentence
            for passage in found
            if passage.uri == source.uri
            for sentence in sentences_of(passage.text)
            if sentence not in last.claim and sentence not in last.told
        ]
        taken: list[str] = []
        for sentence in sentences:
            if taken and len(" ".join([*taken, sentence]).split()) > _MORE_WORDS:
                break
            taken.append(sentence)
        others = [p.title for p in last.reply.passages if p.title != source.title]
        near = ", ".join(dict.fromkeys(others[:3]))
        go_on = f" Near to it: {near}." if near else ""
        text = " ".join(taken) or f"That is all that stands in “{source.title}”.{go_on}"
        return Draft(
            text=text,
            route="knowledge",
            confidence=last.reply.confidence,
            sources=(source,),
            passages=last.reply.passages,
            feeling=feeling_of_answer(0.9, content=appraise(text), mood=turn.mood),
            is_hedged=True,
            is_kept=False,
            exchange=msgspec.structs.replace(last, said=text, told=(*last.told, *taken)),
        )

    def _draft_of(self, found: Answer, turn: Turn) -> Draft:
        is_known = found.is_known
        text = found.text
        if not is_known and found.nearest and found.passages[0].score < _NEAR:
            text = (
                "I don't know that, and nothing on my shelves is close to it. "
                f"The nearest topics I have: {', '.join(found.nearest)}."
            )
        if is_known and found.kind == "fact" and found.sources and _POINTS_BACK.match(text):
            text = f"About {found.sources[0].title}: {text}"
        content = appraise(found.extract[:_FELT_CHARS]) if is_known else turn.mood
        return Draft(
            text=text,
            route="knowledge" if is_known else "none",
            confidence=found.confidence,
            is_known=is_known,
            feeling=(
                feeling_of_answer(found.confidence, content=content, mood=turn.mood)
                if is_known
                else of_no_answer(turn.mood)
            ),
            sources=found.sources,
            passages=found.passages,
            nearest=found.nearest,
            is_gap=not is_known,
        )


def _domain_of(source: Source) -> str | None:
    """The shelf of a source; None for what stands on none, such as an answer to a gap."""
    return source.domain if source.domain in DOMAINS else None


def _source_of(cached: Cached, title: str) -> Source:
    return Source(title=title, domain=OWN_DOMAIN, uri=f"confirmed:{cached.question}", date="")


def _with_passages(draft: Draft, passages: tuple[FoundPassage, ...]) -> Draft:
    return msgspec.structs.replace(draft, passages=passages[:_N_PASSAGES])


def _denied(found: Answer, turn: Turn) -> Draft:
    nearest = f" The nearest topics I have: {', '.join(found.nearest)}." if found.nearest else ""
    return Draft(
        text=f"I don't know that: what I have was called wrong by you.{nearest}",
        route="none",
        confidence=min(found.confidence, 0.49),
        is_known=False,
        feeling=of_no_answer(turn.mood),
        passages=found.passages,
        nearest=found.nearest,
        is_gap=True,
    )
