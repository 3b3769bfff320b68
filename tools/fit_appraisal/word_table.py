"""The table of words: scores that a teacher gives each word, and its vector made short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from kernel_ridge import KernelRidge
from numpy.typing import NDArray

from sherin.mind.affect.appraisal.cues import builtin_cues
from sherin.mind.affect.appraisal.features import (
    N_SCORES,
    feature_vector,
    n_features,
    spelling_buckets,
    term_buckets,
    word_rows,
)
from sherin.mind.affect.appraisal.tokenizer import excerpt, tokenize

__all__ = [
    "Lines",
    "Words",
    "polarity",
    "principal_components",
    "quantised",
    "read_lines",
    "word_weights",
]

Array = NDArray[np.float32]

N_NEUTRAL = 4_000
RARE = 1e-8
COMMON = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """What the features of a line are computed from; the parts of a model that concern words."""

    row_of: dict[str, int]
    codes: NDArray[np.int8]
    steps: Array
    weights: Array

    @property
    def table(self) -> Array:
        """(n_words + 1, n_columns) as the product sees it: after rounding, with a zero row."""
        rows = self.codes * self.steps
        return np.vstack([rows, np.zeros((1, rows.shape[1]), dtype=np.float32)])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """What the three parts of the model read of each line."""

    features: Array
    """(n, n_features)"""
    terms: list[NDArray[np.uint32]]
    spellings: list[NDArray[np.uint32]]


def polarity(
    words: list[str], vectors: Array, lexicon: dict[str, float], rng: np.random.Generator
) -> Array:
    """(n_words,) valence of each word: the raters' where they rated it, else the teacher's.

    The teacher sees the lexicon and as many unrated words again, taken as neutral: the lexicon was
    made to hold what is not.
    """
    rated = np.array([word in lexicon for word in words])
    others = rng.choice(np.flatnonzero(~rated), N_NEUTRAL, replace=False)
    chosen = np.concatenate((np.flatnonzero(rated), np.sort(others)))
    targets = np.array([lexicon.get(words[i], 0.0) for i in chosen])[:, None]
    guessed = KernelRidge(vectors[chosen], targets, gamma=2.0, ridge=0.5)(vectors)[:, 0]
    known = np.array([lexicon.get(word, 0.0) for word in words], dtype=np.float32)
    return np.where(rated, known, guessed).astype(np.float32)


def principal_components(
    vectors: Array, n_dims: int, *, texts: list[str], words: list[str], weights: Array
) -> Array:
    """(n_words, n_dims) word vectors along the axes in which the lines of `texts` differ most.

    Axes of the weighted means of whole lines, not of the words: what a line is about, not what a
    rare name is. Signs are fixed so that a rerun gives the same.
    """
    row_of = {word: row for row, word in enumerate(words)}
    cues = builtin_cues()
    padded = np.append(weights, np.float32(0.0))
    means: list[Array] = []
    for text in texts:
        rows = word_rows(tokenize(excerpt(text)), row_of, cues).rows
        known = np.array([row for row in rows if row < len(words)], dtype=np.int64)
        if known.size:
            means.append(padded[known] @ vectors[known] / padded[known].sum())
    lines = np.stack(means)
    lines = lines - lines.mean(axis=0)
    _, axes = np.linalg.eigh((lines.T @ lines).astype(np.float64))
    axes = axes[:, ::-1][:, :n_dims]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(n_dims)])
    return ((vectors - vectors.mean(axis=0)) @ axes).astype(np.float32)


def word_weights(words: list[str]) -> Array:
    """(n_words,) .05 for the commonest to 1 for the rarest, by the logarithm of frequency."""
    from wordfreq import word_frequency

    frequency = np.maximum([word_frequency(word, "en") for word in words], RARE)
    weight = np.log1p(COMMON / frequency) / np.log1p(COMMON / RARE)
    # rounded as the file keeps them, so that fitting sees what the product sees
    return np.maximum(weight, 0.05).astype(np.float16).astype(np.float32)


def quantised(columns: Array) -> tuple[NDArray[np.int8], Array]:
    """8-bit codes and the size of one unit for each column; the largest .05 % are cut."""
    top = np.maximum(np.quantile(np.abs(columns), 0.9995, axis=0), 1e-9)
    steps = (top / 127.0).astype(np.float32)
    return np.clip(np.rint(columns / steps), -127, 127).astype(np.int8), steps


def read_lines(texts: list[str], words: Words) -> Lines:
    """Lines as the model sees them, by the code that ships."""
    cues = builtin_cues()
    table = words.table
    weights = np.append(words.weights, np.float32(0.0))
    empty = np.zeros(n_features(table.shape[1] - N_SCORES), dtype=np.float32)
    features: list[Array] = []
    terms: list[NDArray[np.uint32]] = []
    spellings: list[NDArray[np.uint32]] = []
    for text in texts:
        part = excerpt(text)
        line = tokenize(part)
        found = word_rows(line, words.row_of, cues)
        features.append(feature_vector(line, found, table, weights) if line.words else empty)
        terms.append(term_buckets(found.rows, len(words.row_of)))
        spellings.append(spelling_buckets(part))
    return Lines(features=np.stack(features), terms=terms, spellings=spellings)
