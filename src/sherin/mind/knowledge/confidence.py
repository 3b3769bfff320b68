"""How sure to be that an answer is right: a logistic function of what speaks for and against it.

`CONFIDENCE_FEATURES` are measured on the best passage and the sentences that were chosen;
`confidence_of` turns them into a probability, corrected by how often such an
answer was right. The weights are fitted on questions with known
answers, with answers missing from the shelf, and with traps; see docs/knowledge.md.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sherin.mind.knowledge.evidence import PASSAGE_FEATURES, SENTENCE_FEATURES, Evidence
from sherin.mind.knowledge.question import AnswerKind, Question

if TYPE_CHECKING:
    from sherin.mind.knowledge.fitted import Fitted
    from sherin.mind.knowledge.search import Asked
    from sherin.mind.knowledge.word_vectors import WordVectors

__all__ = ["CONFIDENCE_FEATURES", "THRESHOLD", "confidence_features", "confidence_of"]

THRESHOLD: Final = 0.5
"""From here on an answer is given as known; the same everywhere in SHERIN."""

CONFIDENCE_FEATURES: Final = (
    "words",
    "meaning",
    "sentence_meaning",
    "share",
    "pairs",
    "title",
    "names",
    "lead",  # of the best passage over the best of another document or paragraph
    "best_share",  # of the chosen sentence
    "best_wide",
    "best_meaning",
    "best_pairs",
    "best_kind",
    "best_names",
    "best_lead",  # of the chosen sentence over the next
    "missing",  # the most telling term that the passage does not hold, as a share
    "missing_far",  # and how unlike everything in the passage it is
    "missing_name",
    "missing_number",
    "unknown",  # share of terms that no passage holds
    "corrected",
    "length",  # terms / 10
    "is_person",
    "is_date",
    "is_number",
    "is_place",
    "is_reason",
    "is_manner",
)


def confidence_features(
    asked: Asked,
    sentences: NDArray[np.float32],
    sentence_scores: NDArray[np.float32],
    vectors: WordVectors,
) -> NDArray[np.float32]:
    """The features, in the order of `CONFIDENCE_FEATURES`, of an answer from the best passage.

    Args:
        asked: What was found; at least one hit.
        sentences: (n_sentences, n) features of the sentences of the best passage.
        sentence_scores: (n_sentences,) how well each answers.
        vectors: Table for how unlike a missing word is.
    """
    best, question = asked.hits[0], asked.question
    evidence = best.evidence
    passage = dict(zip(PASSAGE_FEATURES, evidence.features.tolist(), strict=True))
    order = np.argsort(-sentence_scores, kind="stable")
    chosen = sentences[int(order[0])]
    sentence = dict(zip(SENTENCE_FEATURES, chosen.tolist(), strict=True))
    others = [hit.score for hit in asked.hits[1:]]
    best_lead = (
        float(sentence_scores[order[0]] - sentence_scores[order[1]]) if len(order) > 1 else 1.0
    )
    missing = {term for term in asked.weights.idf if term not in evidence.terms}
    share = {term: asked.weights.idf[term] / asked.weights.total for term in missing}
    return np.array(
        [
            passage["words"],
            passage["meaning"],
            passage["sentence_meaning"],
            passage["share"],
            passage["pairs"],
            passage["title"],
            passage["names"],
            min(best.score - others[0], 1.0) if others else 1.0,
            sentence["share"],
            sentence["wide_share"],
            sentence["meaning"],
            sentence["pairs"],
            sentence["kind"],
            sentence["names"],
            min(best_lead, 1.0),
            max(share.values(), default=0.0),
            _how_far(missing, share, evidence, question, vectors),
            float(bool(missing & question.names)),
            float(bool(missing & question.numbers)),
            sum(share.get(term, 0.0) for term in asked.unknown),
            float(bool(asked.corrected)),
            len(asked.weights.idf) / 10.0,
            *(float(question.kind is kind) for kind in _KINDS),
        ],
        np.float32,
    )


def confidence_of(features: NDArray[np.float32], fitted: Fitted) -> float:
    """The probability, 0..1, that the answer is right."""
    drive = float(fitted.confidence[:-1] @ features + fitted.confidence[-1])
    raw = 1.0 / (1.0 + math.exp(-min(max(drive, -30.0), 30.0)))
    return float(np.interp(raw, fitted.calibration[:, 0], fitted.calibration[:, 1]))


def _how_far(
    missing: set[str],
    share: dict[str, float],
    evidence: Evidence,
    question: Question,
    vectors: WordVectors,
) -> float:
    """How unlike the passage's best sentences the missing words are, weighted by their shares.

    "surrender" is missing where "gave up" stands and is near to it; "Mars" is near to nothing.
    """
    if not missing:
        return 0.0
    there = [word for words in evidence.reading.words[:12] for word in words]
    if not there:
        return sum(share.values())
    table = vectors.of_words(list(dict.fromkeys(there)))
    table = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    total = 0.0
    for word, term in zip(question.words, question.terms, strict=True):
        if term in missing:
            vector = vectors.of_word(word)
            norm = float(np.sqrt(vector @ vector)) or 1.0
            total += share[term] * (1.0 - float((table @ vector).max()) / norm)
    return total


_KINDS: Final = (
    AnswerKind.PERSON,
    AnswerKind.DATE,
    AnswerKind.NUMBER,
    AnswerKind.PLACE,
    AnswerKind.REASON,
    AnswerKind.MANNER,
)
