"""Answers from facts: only what was said, in the words it was said in, with the day it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

import msgspec

from sherin.mind.knowledge.words import terms_of
from sherin.mind.memory.extraction import OWNER
from sherin.mind.memory.graph import Graph
from sherin.mind.memory.questions import Wanted
from sherin.mind.memory.recall import is_current
from sherin.mind.memory.store import NodeRow

__all__ = ["Answer", "answer_of", "day_of", "day_span"]

_SURE: Final = 0.95
"""The person said it in plain words; by taste, the rest is left to misreading."""
_OTHER_DAY: Final = 0.6
_MOST: Final = 6  # facts in one answer


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the person once said, as an answer."""

    text: str
    """Addressed to the person: "You had porridge for breakfast."."""
    confidence: float
    """0..1."""
    node_ids: tuple[int, ...]
    """The facts it stands on."""
    said_s: float
    """When the newest of them was said."""


def day_of(now_s: float, zone: tzinfo | None) -> datetime:
    """The midnight a moment's day began with, in a zone or this machine's."""
    here = datetime.fromtimestamp(now_s, UTC).astimezone(zone)
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def day_span(day: datetime) -> tuple[float, float]:
    """First and last moment of a day, seconds."""
    return day.timestamp(), (day + timedelta(days=1)).timestamp()


def answer_of(graph: Graph, wanted: Wanted, *, now_s: float, zone: tzinfo | None) -> Answer | None:
    """The answer to what is asked, or None where nothing was said about it."""
    subject = wanted.subject
    if subject.startswith("kin:"):
        named = [n for n in graph.facts(OWNER, subject) if is_current(n, now_s)]
        if not named:
            return None
        subject = named[-1].value
    if wanted.relations == ("who",):
        return _who(graph, subject, now_s)
    for relation in wanted.relations:
        facts = _matching(graph.facts(subject, relation), wanted)
        if wanted.is_of_a_day:
            found = _of_a_day(facts, wanted, now_s=now_s, zone=zone)
        elif wanted.is_past:
            found = _before([n for n in facts if not is_current(n, now_s)])
        else:
            found = _said([n for n in facts if is_current(n, now_s)], _SURE)
        if found is not None:
            return found
    return None


def _matching(facts: Sequence[NodeRow], wanted: Wanted) -> list[NodeRow]:
    if not wanted.value:
        return list(facts)
    terms = set(terms_of(wanted.value))
    return [n for n in facts if terms and terms <= set(terms_of(n.value))]


def _said(facts: Sequence[NodeRow], confidence: float) -> Answer | None:
    if not facts:
        return None
    chosen = list(facts)[-_MOST:]
    return Answer(
        text=" ".join(dict.fromkeys(n.text for n in chosen)),
        confidence=confidence,
        node_ids=tuple(n.id for n in chosen),
        said_s=max(n.created_s for n in chosen),
    )


def _before(facts: Sequence[NodeRow]) -> Answer | None:
    found = _said(facts[-1:], _SURE)
    return found and msgspec.structs.replace(found, text=f"Before: {found.text}")


def _of_a_day(
    facts: Sequence[NodeRow], wanted: Wanted, *, now_s: float, zone: tzinfo | None
) -> Answer | None:
    today = day_of(now_s, zone)
    day = today - timedelta(days=1) if wanted.when == "yesterday" else today
    start_s, _ = day_span(day)
    on_day = [n for n in facts if n.valid_from_s == start_s]
    if on_day:
        found = _said(on_day, _SURE)
        if found is not None and wanted.when == "yesterday":
            return msgspec.structs.replace(found, text=f"Yesterday: {found.text}")
        return found
    if wanted.when or not facts:
        return None  # asked for a day of which nothing was said
    last_s = max(n.valid_from_s for n in facts)
    found = _said([n for n in facts if n.valid_from_s == last_s], _OTHER_DAY)
    if found is None:
        return None
    that = day_of(last_s, zone)
    name = "yesterday" if that == today - timedelta(days=1) else f"{that.day} {that:%B %Y}"
    text = f"You have not told me about today. The last I know is from {name}: {found.text}"
    return msgspec.structs.replace(found, text=text)


def _who(graph: Graph, name: str, now_s: float) -> Answer | None:
    """Someone by name: whose they are, and what was said about them."""
    kin = [
        n
        for n in graph.facts(OWNER, "kin:*")
        if n.value.casefold() == name.casefold() and is_current(n, now_s)
    ]
    about = [n for n in graph.facts(name, "*") if is_current(n, now_s)]
    return _said([*about, *kin][-_MOST:][::-1], _SURE) if kin or about else None
