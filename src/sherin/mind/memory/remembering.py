"""Puts turns and facts into the graph and the store, inside one transaction.

What is said again is used, not stored twice; what contradicts an earlier fact ends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta, tzinfo
from typing import Final

import msgspec

from sherin.mind.affect import HasVad
from sherin.mind.affect.vad import NEUTRAL_VAD
from sherin.mind.knowledge.word_vectors import WordVectors
from sherin.mind.knowledge.words import term_of, terms_of, words_of
from sherin.mind.memory.activation import add_use, pack_uses, unpack_uses
from sherin.mind.memory.answering import day_of, day_span
from sherin.mind.memory.calendar_words import is_over, with_dates
from sherin.mind.memory.extraction import Fact, is_single
from sherin.mind.memory.graph import Graph
from sherin.mind.memory.recall import is_current
from sherin.mind.memory.store import LinkRow, NodeKind, NodeRow, Store
from sherin.mind.memory.text_index import NO_SIGNS, pack_signs

__all__ = ["Writer"]

_TOGETHER_S: Final = 600.0
"""Turns within ten minutes follow one another."""
_MAX_MENTIONED: Final = 4


class Writer:
    """Writes for one moment; made anew for each transaction."""

    def __init__(
        self,
        graph: Graph,
        store: Store,
        vectors: WordVectors,
        *,
        now_s: float,
        zone: tzinfo | None,
        affect: HasVad | None,
    ) -> None:
        """Write at `now_s`, feeling `affect`."""
        self._graph: Final = graph
        self._store: Final = store
        self._vectors: Final = vectors
        self._now_s: Final = now_s
        self._zone: Final = zone
        self._affect: Final = NEUTRAL_VAD if affect is None else affect

    def add_turn(
        self, text: str, *, role: str, is_instruction: bool, previous: NodeRow | None
    ) -> NodeRow:
        """A turn, or one more use of the same turn, linked to its day and to whom it names."""
        folded = f"{role}:{' '.join(words_of(text.casefold())) or text}"
        known = self._graph.same("turn", folded)
        if known is not None:
            turn = self.use(known)
        else:
            turn = self._add("turn", text, folded, role=role, is_instruction=is_instruction)
        today = day_of(self._now_s, self._zone)
        self._link(turn, self._named("time", f"{today:%Y-%m-%d}"), "on", 0.2)
        if previous is not None and previous.id != turn.id:
            since = self._now_s - unpack_uses(previous.uses)[-1]
            if since <= _TOGETHER_S:
                self._link(previous, turn, "then", 0.3)
        if not is_instruction:
            named = [name for name in self._graph.people if name in text][:_MAX_MENTIONED]
            for name in named:
                self._link(turn, self._named("person", name), "mentions", 0.5)
        return turn

    def add_facts(self, facts: Iterable[Fact], turn: NodeRow) -> list[NodeRow]:
        """Facts of one turn, or one more use of known ones; what they contradict ends.

        A denial is kept as a fact of its own, `no:` and the relation that it ended, so that "where
        do I work" is answered with "You quit your job".
        """
        kept: list[NodeRow] = []
        denials: dict[str, Fact] = {}
        for fact in facts:
            ended = self._contradicted(fact)
            if not fact.is_denial:
                kept.append(self._add_fact(self._on_the_calendar(fact), turn, ended))
                continue
            for old in ended:
                self._end(old)
            if ended or fact.text not in denials:
                denials[fact.text] = fact
        for denial in denials.values():
            told = msgspec.structs.replace(
                denial, relation=f"no:{denial.relation}", value=denial.value or "all"
            )
            kept.append(self._add_fact(told, turn, []))
        return kept

    def _on_the_calendar(self, fact: Fact) -> Fact:
        """The fact with "tomorrow" as the date it means: it is read on other days."""
        if is_over(fact.text):
            return fact
        today = day_of(self._now_s, self._zone)
        return msgspec.structs.replace(
            fact, text=with_dates(fact.text, today), value=with_dates(fact.value, today)
        )

    def _add_fact(self, fact: Fact, turn: NodeRow, ended: Sequence[NodeRow]) -> NodeRow:
        """A fact that ends others."""
        kind: NodeKind = "preference" if fact.is_preference else "fact"
        from_s, until_s = self._validity(fact)
        day = f"@{from_s:.0f}" if fact.when else ""
        value = " ".join(words_of(fact.value.casefold())) or fact.value
        folded = f"{fact.subject.casefold()}|{fact.relation}|{value}{day}"
        known = self._graph.same(kind, folded)
        if known is not None and (fact.when or is_current(known, self._now_s)):
            node = self.use(known)
        else:
            node = self._add(
                kind,
                fact.text,
                folded,
                role="user",
                subject=fact.subject,
                relation=fact.relation,
                value=fact.value,
                valid_from_s=from_s,
                valid_until_s=until_s,
            )
        for old in ended:
            if old.id != node.id:
                self._end(old)
                self._link(old, node, "replaced by", 0.3)
        self._link(turn, node, "states", 1.0)
        if fact.person:
            self._link(node, self._named("person", fact.person), "about", 0.8)
        if fact.place:
            self._link(node, self._named("place", fact.place), "at", 0.8)
        if fact.when:
            that_day = day_of(from_s, self._zone)
            self._link(node, self._named("time", f"{that_day:%Y-%m-%d}"), "on", 0.5)
        return node

    def use(self, node: NodeRow) -> NodeRow:
        """One more use of a node, now."""
        uses = add_use(unpack_uses(node.uses), self._now_s)
        used = msgspec.structs.replace(node, n_uses=node.n_uses + 1, uses=pack_uses(uses))
        self._store.use_node(node.id, used.n_uses, used.uses)
        self._graph.put(used)
        return used

    def _contradicted(self, fact: Fact) -> list[NodeRow]:
        """Current facts that cannot be true beside this one."""
        same = [n for n in self._all(fact.subject, fact.relation) if is_current(n, self._now_s)]
        value = set(terms_of(fact.value)) or {fact.value.casefold()}
        if fact.is_denial and not fact.value:
            return same
        if fact.is_denial:
            return [n for n in same if value <= (set(terms_of(n.value)) or {n.value.casefold()})]
        found: Sequence[NodeRow] = ()
        if fact.relation in {"likes", "dislikes"}:
            other = "dislikes" if fact.relation == "likes" else "likes"
            found = [
                n
                for n in self._all(fact.subject, other)
                if is_current(n, self._now_s) and set(terms_of(n.value)) == value
            ]
        elif is_single(fact.relation) or fact.corrects:
            found = [n for n in same if n.value.casefold() != fact.value.casefold()]
        denied = [
            n
            for n in self._all(fact.subject, f"no:{fact.relation}")
            if is_current(n, self._now_s)
            and (is_single(fact.relation) or set(terms_of(n.value)) == value)
        ]
        return [*found, *denied]

    def _all(self, subject: str, relation: str) -> list[NodeRow]:
        return self._graph.facts(subject, relation)

    def _end(self, node: NodeRow) -> None:
        self._store.end_node(node.id, self._now_s)
        self._graph.put(msgspec.structs.replace(node, valid_until_s=self._now_s))

    def _validity(self, fact: Fact) -> tuple[float, float | None]:
        if not fact.when:
            return self._now_s, None
        day = day_of(self._now_s, self._zone)
        return day_span(day - timedelta(days=1) if fact.when == "yesterday" else day)

    def _named(self, kind: NodeKind, name: str) -> NodeRow:
        """The node of a person, place or day."""
        known = self._graph.same(kind, name.casefold())
        return known if known is not None else self._add(kind, name, name.casefold())

    def _add(
        self,
        kind: NodeKind,
        text: str,
        folded: str,
        *,
        role: str = "",
        subject: str = "",
        relation: str = "",
        value: str = "",
        valid_from_s: float | None = None,
        valid_until_s: float | None = None,
        is_instruction: bool = False,
    ) -> NodeRow:
        now_s = self._now_s
        telling = [word for word in words_of(text) if term_of(word)]
        is_text = kind in {"turn", "fact", "preference"}
        node = NodeRow(
            id=0,
            kind=kind,
            text=text,
            folded=folded,
            role=role,
            subject=subject,
            relation=relation,
            value=value,
            created_s=now_s,
            valid_from_s=now_s if valid_from_s is None else valid_from_s,
            valid_until_s=valid_until_s,
            valence=self._affect.valence,
            arousal=self._affect.arousal,
            dominance=self._affect.dominance,
            is_instruction=is_instruction,
            uses=pack_uses([now_s]),
            signs=pack_signs(self._vectors.embed(telling)) if is_text and telling else NO_SIGNS,
        )
        node = self._store.add_node(node)
        self._graph.put(node)
        return node

    def _link(self, one: NodeRow, other: NodeRow, kind: str, weight: float) -> None:
        link = LinkRow(one.id, other.id, kind, weight)
        self._store.add_link(link)
        self._graph.link(link)
