"""Fit the knowledge base: `python -m tools.fit_confidence ../shared/data/qa`.

Passage and sentence weights are fitted on the 43 articles of XQuAD that have no trap questions.
Confidence is fitted on those (on the shelf, and asked of a shelf without their article) and on
three articles with traps. Two articles with traps are seen by no fit; `sherin bench mind` measures
on them. What is printed and drawn comes from fits that did not see the article they are asked of.
About a minute. The method and its figures: docs/knowledge.md.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from tools.fit_confidence.diagram import draw_reliability
from tools.fit_confidence.fitting import (
    Logistic,
    Matrix,
    fit_calibration,
    fit_choice,
    fit_logistic,
)
from tools.fit_confidence.gathering import Outcome, gather

from sherin.app.bench.scores import auroc, calibration_error, coverage_at
from sherin.app.bench.squad import (
    CALIBRATION_TITLES,
    HELD_OUT_TITLES,
    Article,
    fill_shelf,
    read_articles,
)
from sherin.mind.knowledge.base import KnowledgeBase
from sherin.mind.knowledge.confidence import CONFIDENCE_FEATURES
from sherin.mind.knowledge.evidence import PASSAGE_FEATURES, SENTENCE_FEATURES
from sherin.mind.knowledge.fitted import FITTED_PATH, Fitted, FittedNumbers
from sherin.mind.knowledge.word_vectors import WordVectors

ROUNDS = 2  # the weights choose what is read closely, so they are fitted twice
CHOICE_PULL = 0.02
LOGISTIC_PULL = 0.003
TRAP_IMPORTANCE = 0.5  # in telling right from wrong
TRAPS_IN_LIFE = 0.25  # people ask traps less often than those who write them for a test
FOLDS = 5
PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "confidence.svg"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds xquad_en.json, squad2_five_articles.json")
    arguments = parser.parse_args()
    traps = read_articles(arguments.folder / "squad2_five_articles.json")
    with_traps = {article.title for article in traps}
    plain = [
        a for a in read_articles(arguments.folder / "xquad_en.json") if a.title not in with_traps
    ]
    calibration = [article for article in traps if article.title in CALIBRATION_TITLES]
    held_out = [article for article in traps if article.title in HELD_OUT_TITLES]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        numbers = fit_ranking(folder, plain)
        fitted = Fitted(numbers)
        on_shelf = ask_all(folder / "on", plain, plain, fitted)
        off_shelf = [
            *ask_all(folder / "even", plain[::2], plain[1::2], fitted),
            *ask_all(folder / "odd", plain[1::2], plain[::2], fitted),
        ]
        trapped = ask_all(folder / "traps", traps, calibration, fitted)
        unseen = ask_all(folder / "unseen", traps, held_out, fitted)
    outcomes = [*on_shelf, *off_shelf, *trapped]
    is_off = np.repeat([False, True, False], [len(on_shelf), len(off_shelf), len(trapped)])
    final = fit_confidence(outcomes)
    crossed, folds = cross_fit(outcomes)
    write(numbers, final, calibration_of(outcomes, crossed))
    describe(outcomes, is_off, crossed, folds)
    describe_unseen(unseen, final)


def fit_ranking(folder: Path, articles: Sequence[Article]) -> FittedNumbers:
    """Weights of passages and sentences."""
    numbers = msgspec.json.decode(FITTED_PATH.read_bytes(), type=FittedNumbers)
    for n in range(ROUNDS):
        outcomes = ask_all(folder / f"round-{n}", articles, articles, Fitted(numbers))
        passage = fit_choice(
            [o.passages for o in outcomes if o.passages], start=START_PASSAGE, pull=CHOICE_PULL
        )
        sentence = fit_choice(
            [o.sentences for o in outcomes if o.sentences], start=START_SENTENCE, pull=CHOICE_PULL
        )
        numbers = msgspec.structs.replace(
            numbers,
            passage=named(PASSAGE_FEATURES, passage / passage[0]),
            sentence=named(SENTENCE_FEATURES, sentence / sentence[0]),
        )
    return numbers


START_PASSAGE = np.array([1.0, 0.3, 0.3, 0.2, 0.1, 0.1, 0.05, 0.1, 0.1])
START_SENTENCE = np.array([1.0, 0.4, 0.5, 0.2, 0.3, 0.1, 0.05, 0.1])


def named(names: Sequence[str], values: Matrix) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def ask_all(
    folder: Path, shelf: Sequence[Article], asked: Sequence[Article], fitted: Fitted
) -> list[Outcome]:
    """Ask the questions of some articles of a shelf of others, or the same."""
    fill_shelf(folder, shelf).close()
    with KnowledgeBase(folder / "kb", vectors=WordVectors.builtin(), fitted=fitted) as base:
        return gather(base, [q for article in asked for q in article.questions], fitted)


def fit_confidence(outcomes: Sequence[Outcome]) -> Logistic:
    features, is_right = table(outcomes)
    importance = np.array([1.0 if o.asked.answers else TRAP_IMPORTANCE for o in outcomes])
    return fit_logistic(features, is_right, importance=importance, pull=LOGISTIC_PULL)


def table(outcomes: Sequence[Outcome]) -> tuple[Matrix, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    features = np.stack([o.features for o in outcomes]).astype(np.float64)
    return features, np.array([o.is_right for o in outcomes])


def cross_fit(outcomes: Sequence[Outcome]) -> tuple[Matrix, Matrix]:
    """What fits that did not see an article say about it, and which fold it was in."""
    titles = sorted({outcome.asked.title for outcome in outcomes})
    fold_of = {title: n % FOLDS for n, title in enumerate(titles)}
    folds = np.array([fold_of[outcome.asked.title] for outcome in outcomes])
    features, _ = table(outcomes)
    crossed = np.zeros(len(outcomes))
    for fold in range(FOLDS):
        train = [o for o, f in zip(outcomes, folds, strict=True) if f != fold]
        crossed[folds == fold] = fit_confidence(train)(features[folds == fold])
    return crossed, folds


def asked_in_life(outcomes: Sequence[Outcome]) -> Matrix:
    """How much each question counts where the aim is to tell the truth about oneself."""
    return np.array([1.0 if o.asked.answers else TRAPS_IN_LIFE for o in outcomes])


def calibration_of(outcomes: Sequence[Outcome], crossed: Matrix) -> list[tuple[float, float]]:
    is_right = np.array([o.is_right for o in outcomes])
    return fit_calibration(crossed, is_right, importance=asked_in_life(outcomes))


def write(
    numbers: FittedNumbers, final: Logistic, calibration: Sequence[tuple[float, float]]
) -> None:
    confidence = named((*CONFIDENCE_FEATURES, "bias"), np.append(final.weights, final.bias))
    fitted_on = (
        "XQuAD (43 articles) and SQuAD 2.0 (Normans, Huguenot, Packet switching), CC BY-SA 4.0"
    )
    numbers = msgspec.structs.replace(
        numbers, confidence=confidence, calibration=tuple(calibration), fitted_on=fitted_on
    )
    text = msgspec.json.format(msgspec.json.encode(numbers), indent=1)
    partial = FITTED_PATH.with_suffix(".partial")
    partial.write_bytes(text + b"\n")
    partial.replace(FITTED_PATH)
    print(f"wrote {FITTED_PATH}")


def describe(
    outcomes: Sequence[Outcome],
    is_off: np.ndarray[tuple[int], np.dtype[np.bool_]],
    crossed: Matrix,
    folds: Matrix,
) -> None:
    """Print what fits say about articles they did not see, and draw it."""
    is_right = np.array([o.is_right for o in outcomes])
    honest = np.zeros(len(outcomes))
    for fold in range(FOLDS):
        train = [o for o, f in zip(outcomes, folds, strict=True) if f != fold]
        points = np.array(calibration_of(train, crossed[folds != fold]))
        honest[folds == fold] = np.interp(crossed[folds == fold], points[:, 0], points[:, 1])
    has_answer = np.array([bool(outcome.asked.answers) for outcome in outcomes])
    calm = has_answer & ~is_off
    importance = asked_in_life(outcomes)
    calm_scores, calm_right = honest[calm], is_right[calm]
    figures = {
        "not on the shelf, AUROC": auroc(honest[has_answer], ~is_off[has_answer]),
        "right or wrong, AUROC": auroc(calm_scores, calm_right),
        "coverage at 95 % precision": coverage_at(calm_scores, calm_right, precision=0.95),
        "calibration error, weighted": calibration_error(honest, is_right, weights=importance),
        "calibration error, no traps": calibration_error(honest[has_answer], is_right[has_answer]),
    }
    for name, value in figures.items():
        print(f"{name:<30} {value:.4f}")
    draw_reliability(honest, is_right, importance, PICTURE)
    print(f"wrote {PICTURE}")


def describe_unseen(unseen: Sequence[Outcome], final: Logistic) -> None:
    features, is_right = table(unseen)
    scores = final(features)
    answered = np.array([bool(outcome.asked.answers) for outcome in unseen])
    coverage = coverage_at(scores[answered], is_right[answered], precision=0.95)
    print(f"unseen articles: adversarial AUROC {auroc(scores, answered):.4f}, ", end="")
    print(f"coverage at 95 % precision of questions with an answer {coverage:.3f}")


if __name__ == "__main__":
    main()
