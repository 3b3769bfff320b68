"""Answers from facts: only what was said, in the words it was said in, with the day it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

import msgspec

from sherin.mind.knowledge.words import terms_of
from sherin.mind.memory.calendar_words import day_named
from sherin.mind.memory.extraction import OWNER
from sherin.mind.memory.graph import Graph
from sherin.mind.memory.questions import Wanted
from sherin.mind.memory.recall import is_current
from sherin.mind.memory.store import NodeRow

__all__ = ["Answer", "answer_of", "day_of", "day_span"]

_SURE: Final = 0.95
"""The person said it in plain words; by taste, the rest is left to misreading."""
_OTHER_DAY: Final = 0.6
_BESIDE: Final = 0.55
"""Of what is known beside what was asked; by taste."""
_MOST: Final = 6  # facts in one answer
_MOST_DEEDS: Final = 3
_NEGATED: Final = re.compile(r"\b(?:don't|didn't|do not|did not|never|no longer|used to|can't)\b")
_IN_THE_PAST: Final = {
    "live": "lived", "work": "worked", "are": "were", "is": "was", "have": "had", "like": "liked",
    "love": "loved", "enjoy": "enjoyed", "hate": "hated",
}  # fmt: skip


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
    if wanted.is_dated:
        return _on_a_day_to_come(graph, wanted, now_s=now_s, zone=zone)
    if subject.startswith("kin:"):
        named = [n for n in graph.facts(OWNER, subject) if is_current(n, now_s)]
        if not named:
            return None
        subject = named[-1].value
    if wanted.relations == ("who",):
        return _who(graph, subject, now_s)
    found = _by_relation(graph, subject, wanted, now_s=now_s, zone=zone)
    if found is None and subject != OWNER:
        return _of_somebody(graph, subject, now_s)
    return found


def _by_relation(
    graph: Graph, subject: str, wanted: Wanted, *, now_s: float, zone: tzinfo | None
) -> Answer | None:
    if wanted.is_of_a_day and wanted.is_each:
        facts = [n for relation in wanted.relations for n in graph.facts(subject, relation)]
        return _of_a_day(facts, wanted, now_s=now_s, zone=zone)
    gathered: list[NodeRow] = []
    for relation in wanted.relations:
        facts = _matching(_facts_of(graph, subject, relation), wanted)
        if wanted.is_deed:
            gathered += _deeds(facts, wanted, now_s=now_s, zone=zone)
        elif wanted.is_of_a_day:
            found = _of_a_day(facts, wanted, now_s=now_s, zone=zone)
            if found is not None:
                return found
        elif wanted.is_past:
            found = _before([n for n in facts if not is_current(n, now_s)])
            if found is not None:
                return found
        else:
            gathered += [n for n in facts if is_current(n, now_s)]
        if gathered and not wanted.is_each:
            break
    gathered = list({n.id: n for n in gathered}.values())
    if not gathered:
        return None
    if wanted.is_deed:
        gathered = sorted(gathered, key=lambda n: (n.valid_from_s, n.id))[-_MOST_DEEDS:]
    found = _said(gathered, _SURE)
    assert found is not None
    if wanted.is_deed and len(gathered) == 1:
        found = msgspec.structs.replace(found, text=_dated(gathered[0], now_s=now_s, zone=zone))
    if wanted.is_counted:
        return _counted(found, gathered)
    if wanted.is_closed:
        return _yes_or_no(found, gathered[-1])
    return found


def _facts_of(graph: Graph, subject: str, relation: str) -> list[NodeRow]:
    """Facts of a relation; `has:dog` are the things the person has that are called so."""
    if not relation.startswith("has:"):
        return graph.facts(subject, relation)
    terms = set(terms_of(relation.removeprefix("has:")))
    return [n for n in graph.facts(subject, "has") if terms and terms <= set(terms_of(n.value))]


def _matching(facts: Sequence[NodeRow], wanted: Wanted) -> list[NodeRow]:
    if not wanted.value:
        return list(facts)
    terms = set(terms_of(wanted.value))
    if wanted.is_deed:
        return [n for n in facts if terms <= set(terms_of(n.text))]
    return [n for n in facts if terms and terms <= set(terms_of(n.value))]


def _deeds(
    facts: Sequence[NodeRow], wanted: Wanted, *, now_s: float, zone: tzinfo | None
) -> list[NodeRow]:
    """Those of the day that is asked for; of what goes on, those that hold."""
    if wanted.when:
        today = day_of(now_s, zone)
        day = today - timedelta(days=1) if wanted.when == "yesterday" else today
        start_s, end_s = day_span(day)
        return [n for n in facts if start_s <= n.valid_from_s < end_s]
    return [n for n in facts if wanted.is_past or is_current(n, now_s)]


def _dated(fact: NodeRow, *, now_s: float, zone: tzinfo | None) -> str:
    """A fact with its day, where it is about one that is over."""
    if fact.valid_until_s is None or is_current(fact, now_s):
        return fact.text
    that, today = day_of(fact.valid_from_s, zone), day_of(now_s, zone)
    if that == today - timedelta(days=1):
        return f"Yesterday: {fact.text}"
    return f"On {that.day} {that:%B %Y}: {fact.text}"


def _counted(found: Answer, facts: Sequence[NodeRow]) -> Answer:
    """How many, of those that were named one by one; "You have two kids" says it itself."""
    n_named = sum(n.relation.startswith("kin:") for n in facts)
    if not n_named or n_named < len(facts):
        return found
    number = ("", "One", "Two", "Three", "Four", "Five", "Six")[min(n_named, 6)]
    return msgspec.structs.replace(found, text=f"{number} that you told me of. {found.text}")


def _yes_or_no(found: Answer, fact: NodeRow) -> Answer:
    is_denied = fact.relation.startswith("no:") or fact.relation == "dislikes"
    is_no = is_denied or _NEGATED.search(fact.text) is not None
    return msgspec.structs.replace(found, text=f"{'No' if is_no else 'Yes'}. {found.text}")


def _of_somebody(graph: Graph, name: str, now_s: float) -> Answer | None:
    """What else is known about somebody, where what was asked is not."""
    known = [n for n in graph.facts(name, "*") if is_current(n, now_s)]
    found = _said(known[-_MOST_DEEDS:], _BESIDE)
    if found is None:
        return None
    text = f"You haven't told me that. What I know of {known[0].subject}: {found.text}"
    return msgspec.structs.replace(found, text=text)


def _on_a_day_to_come(
    graph: Graph, wanted: Wanted, *, now_s: float, zone: tzinfo | None
) -> Answer | None:
    """What the person has told of a coming day, by its date."""
    day = day_named(wanted.value, day_of(now_s, zone))
    if day is None:
        return None
    return _said([n for n in graph.facts(OWNER, "*") if day in n.text], _SURE)


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


def _is_of_its_day(fact: NodeRow) -> bool:
    """Whether a fact is about the day it holds from: a meal, or something that was done."""
    return fact.valid_until_s is not None or fact.relation.startswith("do:")


def _ended_early(fact: NodeRow, zone: tzinfo | None) -> bool:
    _, end_s = day_span(day_of(fact.valid_from_s, zone))
    return fact.valid_until_s is not None and fact.valid_until_s < end_s


def _before(facts: Sequence[NodeRow]) -> Answer | None:
    found = _said(facts[-1:], _SURE)
    if found is None:
        return None
    subject, verb, rest = (*found.text.split(" ", 2), "", "")[:3]
    past = _IN_THE_PAST.get(verb)
    text = f"{subject} {past} {rest.rstrip('.')} before." if past else f"Before: {found.text}"
    return msgspec.structs.replace(found, text=text)


def _of_a_day(
    facts: Sequence[NodeRow], wanted: Wanted, *, now_s: float, zone: tzinfo | None
) -> Answer | None:
    today = day_of(now_s, zone)
    day = today - timedelta(days=1) if wanted.when == "yesterday" else today
    start_s, end_s = day_span(day)
    # What ended before its day did was corrected.
    facts = [n for n in facts if n.valid_until_s is None or not _ended_early(n, zone)]
    on_day = [n for n in facts if start_s <= n.valid_from_s < end_s and _is_of_its_day(n)]
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
