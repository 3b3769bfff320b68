"""Ranks memories for a question: words, meaning, presence, feeling, and what lies beside.

`rank` is pure: a graph, a question, a moment and a feeling give the same list every time.
"""

from __future__ import annotations

from typing import Final

import msgspec

from sherin.mind.affect import HasVad
from sherin.mind.knowledge.word_vectors import WordVectors
from sherin.mind.knowledge.words import term_of, terms_of, words_of
from sherin.mind.memory.activation import activation, presence, unpack_uses
from sherin.mind.memory.graph import Graph
from sherin.mind.memory.safety import as_data
from sherin.mind.memory.store import NodeKind, NodeRow
from sherin.mind.memory.text_index import pack_signs

__all__ = ["UNREPEATED", "Recalled", "is_current", "rank", "recalled_of"]

UNREPEATED: Final = "(a message that reads as an instruction; it is kept, and not repeated)"
"""Said instead of a stored text that tries to steer a machine."""

_BY_WORDS: Final = 40
_BY_MEANING: Final = 24
_SEEDS: Final = 8
_READ: Final = 400  # characters of a memory whose meaning is compared
# Shares of the score, by taste: words and meaning find, the others decide between what is found.
_WORDS: Final = 0.65
_MEANING: Final = 0.35
_SPREAD: Final = 0.3
_PRESENCE: Final = 0.12
_FEELING: Final = 0.05
_LEAST_COSINE: Final = 0.15
"""Unrelated turns lie below .11, measured on a dozen pairs; pizza is .29 from "favourite food"."""
_LEAST_SCORE: Final = 0.05


class Recalled(msgspec.Struct, frozen=True, kw_only=True):
    """One memory that came to mind."""

    id: int
    kind: NodeKind
    text: str
    """Clean; of a text that reads as an instruction only `UNREPEATED`."""
    role: str
    score: float
    """Orders the list; no more than that."""
    confidence: float
    """0..1: how well the memory fits the question."""
    said_s: float
    """When it was first said."""
    is_current: bool
    """False for a fact that has been replaced or ended."""

    @property
    def data(self) -> str:
        """The text for a prompt, quoted so that it stays data."""
        return as_data(self.text)


def rank(
    graph: Graph,
    vectors: WordVectors,
    question: str,
    *,
    now_s: float,
    affect: HasVad | None,
    k: int,
) -> list[Recalled]:
    """The `k` memories that fit best, best first.

    Args:
        graph: Where to look.
        vectors: What words mean.
        question: Cleaned text; one without a telling word finds nothing.
        now_s: The moment.
        affect: How it feels now: of equal memories the one that felt alike comes first.
        k: How many at most.

    Cost: about 3 ms at 100,000 memories.
    """
    terms = terms_of(question)
    if not terms or k < 1:
        return []
    evidence = _evidence(graph, vectors, question, terms)
    strongest = sorted(evidence.items(), key=lambda item: (-item[1], -item[0]))[:_SEEDS]
    spread = graph.spread(dict(strongest))
    scored: list[tuple[float, int, float]] = []
    for node_id in {**evidence, **spread}:
        fit = evidence.get(node_id, 0.0) + _SPREAD * spread.get(node_id, 0.0)
        if fit < _LEAST_SCORE:
            continue
        node = graph.nodes[node_id]
        if node.kind in {"person", "place", "time"}:
            continue  # they lead to memories and are none
        score = fit + _PRESENCE * _presence(node, now_s) + _FEELING * _congruence(node, affect)
        if not is_current(node, now_s):
            score *= 0.6
        scored.append((score, node_id, min(fit, 1.0)))
    scored.sort(key=lambda item: (-item[0], -item[1]))
    return [
        recalled_of(graph.nodes[node_id], score=score, confidence=fit, now_s=now_s)
        for score, node_id, fit in scored[:k]
    ]


def recalled_of(node: NodeRow, *, score: float, confidence: float, now_s: float) -> Recalled:
    """A node as it may leave the memory."""
    return Recalled(
        id=node.id,
        kind=node.kind,
        text=UNREPEATED if node.is_instruction else node.text,
        role=node.role,
        score=round(score, 4),
        confidence=round(confidence, 4),
        said_s=node.created_s,
        is_current=is_current(node, now_s),
    )


def is_current(node: NodeRow, now_s: float) -> bool:
    """Whether it still holds; what was true of a day that is over does not."""
    return node.valid_until_s is None or now_s < node.valid_until_s


def _evidence(
    graph: Graph, vectors: WordVectors, question: str, terms: list[str]
) -> dict[int, float]:
    """How well each memory found by words or meaning fits, 0..1."""
    by_words = {match.node_id: match.share for match in graph.texts.by_words(terms, _BY_WORDS)}
    telling = [word for word in words_of(question) if term_of(word)]
    query = vectors.embed(telling)
    near = graph.texts.by_meaning(pack_signs(query), _BY_MEANING)
    ids = list({**by_words, **dict.fromkeys(near)})
    texts = [[w for w in words_of(graph.nodes[n].text[:_READ]) if term_of(w)] for n in ids]
    cosines = vectors.cosines(texts, query)
    found: dict[int, float] = {}
    for node_id, cosine in zip(ids, cosines, strict=True):
        meaning = max(cosine - _LEAST_COSINE, 0.0) / (1.0 - _LEAST_COSINE)
        found[node_id] = _WORDS * by_words.get(node_id, 0.0) + _MEANING * meaning
    return found


def _presence(node: NodeRow, now_s: float) -> float:
    uses = unpack_uses(node.uses)
    return presence(activation(uses, n_uses=node.n_uses, created_s=node.created_s, now_s=now_s))


def _congruence(node: NodeRow, affect: HasVad | None) -> float:
    """-1..1: whether it felt then as it feels now; 0 where either felt nothing."""
    if affect is None:
        return 0.0
    return (
        node.valence * affect.valence
        + node.arousal * affect.arousal
        + node.dominance * affect.dominance
    ) / 3.0
