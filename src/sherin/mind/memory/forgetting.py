"""What goes when something is forgotten: the fact, the words that said it, and what only it needed.

Pure: a graph and a wish give ids; `Memory` deletes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest
from typing import Final

from sherin.mind.knowledge.words import terms_of
from sherin.mind.memory.activation import activation, unpack_uses
from sherin.mind.memory.graph import Graph
from sherin.mind.memory.questions import asked
from sherin.mind.memory.recall import is_current
from sherin.mind.memory.store import NodeRow

__all__ = ["FADED", "faded", "last_said", "matching", "with_dependents"]

FADED: Final = -9.2
"""Activation below which a turn is let go: said once, three years ago. By taste."""
_FADES_AFTER_S: Final = 3.0 * 365.25 * 86_400.0
_AT_ONCE: Final = 200
_LOOKED_BACK: Final = 5
"""Questions that may have been asked since."""


def last_said(graph: Graph) -> NodeRow | None:
    """The last thing the person told; what they asked of it since is no news."""
    turns = [n for n in graph.nodes.values() if n.kind == "turn" and n.role == "user"]
    latest = nlargest(_LOOKED_BACK, turns, key=lambda n: (unpack_uses(n.uses)[-1], n.id))
    told = (n for n in latest if not n.text.endswith("?") and asked(n.text) is None)
    return next(told, latest[0] if latest else None)


def matching(graph: Graph, what: str) -> list[int]:
    """Ids of turns and facts that hold every telling word of `what`; none without such words."""
    wanted = set(terms_of(what))
    if not wanted:
        return []
    # Every word must be there, so the memories that share any of them are looked at one by one.
    return [
        n.id
        for n in graph.nodes.values()
        if n.kind in {"turn", "fact", "preference"} and wanted <= set(terms_of(n.text))
    ]


def with_dependents(graph: Graph, ids: Iterable[int]) -> list[int]:
    """The ids with everything that must go with them, sorted.

    A fact takes the turns that stated it along, or they would still tell; a turn takes the facts
    that nothing else states; both take replies that repeat them, and people, places and days that
    nothing is left to be said about.
    """
    chosen = {n for n in ids if n in graph.nodes}
    gone = set(chosen)
    for node_id in chosen:
        node = graph.nodes[node_id]
        for other in graph.beside(node_id):
            beside = graph.nodes[other]
            if node.kind in {"fact", "preference"}:
                if beside.kind == "turn":
                    gone.add(other)
            elif node.kind == "turn" and beside.kind in {"fact", "preference"}:
                if _sources(graph, other) <= chosen:
                    gone.add(other)
            elif node.kind in {"person", "place"} and beside.kind != "time":
                gone.add(other)
    gone |= _repeating(graph, gone)
    leads = {o for n in gone for o in graph.beside(n)} - gone
    for other in leads:
        is_lead = graph.nodes[other].kind in {"person", "place", "time"}
        if is_lead and graph.beside(other).keys() <= gone:
            gone.add(other)
    return sorted(gone)


def faded(graph: Graph, now_s: float) -> list[int]:
    """Ids of turns that state nothing, and of ended facts, that nobody has used for years.

    Bounded, so that a turn after a long pause does not wait; the next one goes on.
    """
    found: list[int] = []
    for node in graph.nodes.values():  # oldest first
        if now_s - node.created_s < _FADES_AFTER_S or len(found) >= _AT_ONCE:
            break
        if node.kind in {"person", "place", "time"}:
            continue
        if node.kind != "turn" and is_current(node, now_s):
            continue
        if node.kind == "turn" and any(
            graph.nodes[other].kind in {"fact", "preference"} for other in graph.beside(node.id)
        ):
            continue
        present = activation(
            unpack_uses(node.uses), n_uses=node.n_uses, created_s=node.created_s, now_s=now_s
        )
        if present < FADED:
            found.append(node.id)
    return found


def _sources(graph: Graph, fact_id: int) -> set[int]:
    return {n for n in graph.beside(fact_id) if graph.nodes[n].kind == "turn"}


def _repeating(graph: Graph, gone: set[int]) -> set[int]:
    """Replies of the companion that say a forgotten fact in its own words."""
    texts = [graph.nodes[n].text for n in gone if graph.nodes[n].kind in {"fact", "preference"}]
    if not texts:
        return set()
    return {
        n.id
        for n in graph.nodes.values()
        if n.kind == "turn" and n.role == "assistant" and any(text in n.text for text in texts)
    }
