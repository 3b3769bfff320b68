"""The memories of one person in this process, with their links and ways to look them up.

`Graph` mirrors the store; it is filled at opening and changed with every write. Energy spreads over
its links from the memories a question wakes to those beside them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from heapq import nlargest
from typing import Final

from sherin.mind.memory.store import LinkRow, NodeKind, NodeRow
from sherin.mind.memory.text_index import TextIndex

__all__ = ["Graph"]

_MAX_NEIGHBOURS: Final = 48
"""Links followed from one node, the newest first: a day has hundreds of turns."""
_MAX_PASSED_ON: Final = 16
"""Nodes that pass on what reached them."""


class Graph:
    """Nodes, links and indexes."""

    def __init__(self) -> None:
        """An empty graph."""
        self.nodes: Final[dict[int, NodeRow]] = {}
        self.texts: Final = TextIndex()
        self._links: dict[int, dict[int, float]] = {}
        self._by_folded: dict[tuple[NodeKind, str], int] = {}
        self._facts: dict[tuple[str, str], list[int]] = {}
        self._people: dict[str, int] = {}

    def put(self, node: NodeRow) -> None:
        """A new node, or a known one as it is now."""
        known = self.nodes.get(node.id)
        self.nodes[node.id] = node
        if known is not None and known.text != node.text:
            self.texts.remove(known.id, known.text)
        if known is None or known.text != node.text:
            self.texts.add(node.id, node.text, node.signs)
        if known is None:
            self._by_folded[node.kind, node.folded] = node.id
            if node.kind in {"fact", "preference"}:
                key = (node.subject.casefold(), node.relation)
                self._facts.setdefault(key, []).append(node.id)
            elif node.kind == "person":
                self._people[node.text] = node.id

    def link(self, link: LinkRow) -> None:
        """A new link, or more weight on the one there is; followed both ways."""
        if link.from_id in self.nodes and link.to_id in self.nodes:
            for one, other in ((link.from_id, link.to_id), (link.to_id, link.from_id)):
                beside = self._links.setdefault(one, {})
                beside[other] = min(beside.get(other, 0.0) + link.weight, 5.0)

    def drop(self, node_id: int) -> None:
        """A node goes, with its links."""
        node = self.nodes.pop(node_id, None)
        if node is None:
            return
        self.texts.remove(node_id, node.text)
        if self._by_folded.get((node.kind, node.folded)) == node_id:
            del self._by_folded[node.kind, node.folded]
        if node.kind in {"fact", "preference"}:
            self._facts[node.subject.casefold(), node.relation].remove(node_id)
        elif self._people.get(node.text) == node_id:
            del self._people[node.text]
        for other in self._links.pop(node_id, {}):
            self._links.get(other, {}).pop(node_id, None)

    @property
    def n_links(self) -> int:
        """Pairs of linked nodes."""
        return sum(map(len, self._links.values())) // 2

    @property
    def people(self) -> Iterable[str]:
        """Names of the people known."""
        return self._people.keys()

    def same(self, kind: NodeKind, folded: str) -> NodeRow | None:
        """The node of a kind that says the same."""
        found = self._by_folded.get((kind, folded))
        return None if found is None else self.nodes[found]

    def facts(self, subject: str, relation: str) -> list[NodeRow]:
        """Facts of one relation, oldest first; a relation that ends in "*" stands for all such."""
        subject = subject.casefold()
        if relation.endswith("*"):
            start = relation[:-1]
            ids = sorted(
                n
                for (about, name), some in self._facts.items()
                if about == subject and name.startswith(start)
                for n in some
            )
        else:
            ids = self._facts.get((subject, relation), [])
        return [self.nodes[n] for n in ids]

    def beside(self, node_id: int) -> Mapping[int, float]:
        """Ids of the linked nodes and the weight of each link."""
        return self._links.get(node_id, {})

    def spread(self, seeds: Mapping[int, float]) -> dict[int, float]:
        """How much reaches each node from woken ones, over one link and over two.

        A node shares its energy among its links, so what hangs on a busy node gets little.

        Args:
            seeds: Ids and their energy, 0..1.

        Returns:
            Ids and energy; at most 1 each.
        """
        first = self._one_step(seeds)
        strongest = sorted(first.items(), key=lambda item: (-item[1], -item[0]))[:_MAX_PASSED_ON]
        second = self._one_step({n: 0.5 * energy for n, energy in strongest})
        return {n: min(first.get(n, 0.0) + second.get(n, 0.0), 1.0) for n in {**first, **second}}

    def _one_step(self, seeds: Mapping[int, float]) -> dict[int, float]:
        reached: dict[int, float] = {}
        for node_id, energy in seeds.items():
            beside = self._links.get(node_id)
            if not beside:
                continue
            share = energy / math.sqrt(len(beside))
            newest = nlargest(_MAX_NEIGHBOURS, beside)  # by id, so that reopening changes nothing
            for other in newest:
                reached[other] = reached.get(other, 0.0) + share * min(beside[other], 1.0)
        return reached
