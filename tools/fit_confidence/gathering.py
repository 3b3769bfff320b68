"""Asks a shelf its questions and keeps the features beside what turned out to be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tools.fit_confidence.fitting import Choice

from sherin.app.bench.squad import Asked, is_right, place_of
from sherin.mind.knowledge.answering import extract
from sherin.mind.knowledge.base import KnowledgeBase
from sherin.mind.knowledge.confidence import confidence_features
from sherin.mind.knowledge.fitted import Fitted
from sherin.mind.knowledge.question import read_question
from sherin.mind.knowledge.word_vectors import WordVectors


class Outcome(NamedTuple):
    """One question with everything that was measured."""

    asked: Asked
    rank: int
    """Of the right paragraph, from 1; 0 where it was not read closely."""
    passages: Choice | None
    sentences: Choice | None
    features: NDArray[np.float32]
    is_right: bool
    said: str


def gather(base: KnowledgeBase, questions: Iterable[Asked], fitted: Fitted) -> list[Outcome]:
    """Ask every question of the shelf."""
    return [outcome for question in questions if (outcome := _ask(base, question, fitted))]


def _ask(base: KnowledgeBase, question: Asked, fitted: Fitted) -> Outcome | None:
    asked = base.asked(read_question(question.text))
    hits = asked.hits
    if not hits:
        return None
    right = np.array([place_of(h.row.uri) == (question.title, question.paragraph) for h in hits])
    passages = None
    if right.any() and question.answers:
        rows = np.stack([h.evidence.features for h in hits]).astype(np.float64)
        passages = Choice(rows, right)
    sentences = None
    if right.any() and question.answers:
        evidence = hits[int(np.argmax(right))].evidence
        held = np.array([is_right(s, question.answers) for s in evidence.reading.sentences])
        if held.any() and not held.all():
            rows = evidence.sentence_features(asked.question, asked.weights).astype(np.float64)
            sentences = Choice(rows, held)
    best = hits[0].evidence
    rows = best.sentence_features(asked.question, asked.weights)
    scores = rows @ fitted.sentence
    said = extract(best.reading.sentences, scores).text
    return Outcome(
        asked=question,
        rank=int(np.argmax(right)) + 1 if right.any() else 0,
        passages=passages,
        sentences=sentences,
        features=confidence_features(asked, rows, scores, WordVectors.builtin()),
        is_right=bool(question.answers) and is_right(said, question.answers),
        said=said,
    )
