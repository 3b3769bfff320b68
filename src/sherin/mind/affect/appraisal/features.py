"""From the words of a line to the numbers the fitted model reads.

Pooled word vectors say what the line is about; word scores, turned by negation and strengthened by
boosters, say how it feels; surface counts say how it is said. The order of `SURFACE_NAMES` and
`SCORE_NAMES` is part of the fitted file: append only, and fit again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.mind.affect.appraisal.cues import Cues
from sherin.mind.affect.appraisal.tokenizer import Line, shortened

__all__ = [
    "N_BUCKETS",
    "N_SCORES",
    "SCORE_NAMES",
    "SURFACE_NAMES",
    "FeatureVector",
    "WordRows",
    "feature_vector",
    "n_features",
    "spelling_buckets",
    "term_buckets",
    "word_rows",
]

FeatureVector = NDArray[np.float32]  # (n_features,)
WordTable = NDArray[np.float32]  # (n_words + 1, N_SCORES + n_dims); the last row is zero

SCORE_NAMES: Final = ("polarity", "valence", "arousal", "dominance")
"""Word scores in the first columns of the word table."""

N_SCORES: Final = len(SCORE_NAMES)

N_BUCKETS: Final = 1 << 16
"""Places in the table of terms and in that of spellings; what belongs where is a hash."""

SURFACE_NAMES: Final = (
    "log_words", "mean_word_letters", "exclamations", "questions", "ellipsis", "commas",
    "quotes", "numbers", "sentences", "final_stop", "shouted", "capitals", "unknown",
    "negations", "first_person", "first_plural", "second_person", "third_person", "must",
    "might", "asks_first", "past", "contrast", "boosted",
)  # fmt: skip
"""Surface features in order; each is a count or a share, unscaled."""

_FIRST_PERSON: Final = frozenset({"i", "me", "my", "mine", "myself", "i'm", "i've", "i'll", "i'd"})
_FIRST_PLURAL: Final = frozenset({"we", "us", "our", "ours", "we're", "we've", "we'll", "let's"})
_SECOND_PERSON: Final = frozenset({"you", "your", "yours", "you're", "you've", "you'll", "u"})
_THIRD_PERSON: Final = frozenset(
    {"he", "she", "they", "him", "her", "them", "his", "their", "he's", "she's", "they're"}
)
_MUST: Final = frozenset({"must", "should", "need", "needs", "have", "ought", "will", "shall"})
_MIGHT: Final = frozenset(
    {"might", "maybe", "perhaps", "may", "could", "would", "seems", "possibly", "probably"}
)
_ASKS: Final = frozenset(
    "who what when where why how which is are was were do does did can could will would".split()
)

# Constants of negation and contrast: C.J. Hutto and E. Gilbert, "VADER: a parsimonious rule-based
# model for sentiment analysis of social media text", ICWSM 2014 (found there with raters).
_NEGATION_REACH: Final = 3
_NEGATION_FACTOR: Final = -0.74
_BOOST_BY_DISTANCE: Final = (1.0, 0.95)
_BEFORE_CONTRAST: Final = 0.5
_AFTER_CONTRAST: Final = 1.5
_SHOUT_FACTOR: Final = 1.2
_COMPOUND_ALPHA: Final = 1.0

_LONGEST_RUN: Final = 5
"""Characters in the longest run of a spelling."""

_SUFFIXES: Final = ("'s", "s", "ly", "ed", "ing", "er", "est", "ness")


@dataclass(slots=True)
class WordRows:
    """Each word of a line as a row of the word table, with its turn and its strength."""

    rows: list[int]
    """Row of the word table; the last row (all zero) for a word it does not hold."""
    factors: list[float]
    """What negation, boosters, capitals and contrast make of the word's scores."""
    negated: list[bool]
    """Each word stands within the reach of a negator."""
    n_known: int
    n_negations: int
    n_boosts: int
    has_contrast: bool


def word_rows(line: Line, row_of: Mapping[str, int], cues: Cues) -> WordRows:
    """Look up each word; find which words are negated, boosted or on the far side of a `but`."""
    unknown = len(row_of)
    words, clause = line.words, line.clause
    rows: list[int] = []
    factors: list[float] = []
    negated: list[bool] = []
    n_known = n_negations = n_boosts = 0
    contrast_at = -1
    negated_until, negated_clause = -1, -1
    boost, boost_age, boost_clause = 0.0, 0, -1
    for i, word in enumerate(words):
        row = row_of.get(word, -1)
        if row < 0:
            row = _row_of_variant(word, row_of)
        if row < 0:
            row = unknown
        else:
            n_known += 1
        is_negated = i <= negated_until and clause[i] == negated_clause
        factor = _NEGATION_FACTOR if is_negated else 1.0
        negated.append(is_negated)
        if boost and clause[i] == boost_clause and boost_age < len(_BOOST_BY_DISTANCE):
            factor *= 1.0 + boost * _BOOST_BY_DISTANCE[boost_age]
            boost_age += 1
        if line.shouted[i]:
            factor *= _SHOUT_FACTOR
        if word in cues.negators:
            n_negations += 1
            negated_until, negated_clause = i + _NEGATION_REACH, clause[i]
        elif is_negated and word in cues.releases:
            negated_until = i
        elif word in cues.boosters:
            n_boosts += 1
            boost, boost_age, boost_clause = cues.boosters[word], 0, clause[i]
        elif word in cues.contrasts and i > 0:
            contrast_at = i
        rows.append(row)
        factors.append(factor)
    if contrast_at > 0:
        factors = [
            factor * (_BEFORE_CONTRAST if i < contrast_at else _AFTER_CONTRAST)
            for i, factor in enumerate(factors)
        ]
    return WordRows(rows, factors, negated, n_known, n_negations, n_boosts, contrast_at > 0)


def _row_of_variant(word: str, row_of: Mapping[str, int]) -> int:
    """Row of the word's plainer spelling (`soooo`, `mornings'`), or -1."""
    if len(word) > 3 and word != (plain := shortened(word)):
        for candidate in (plain, shortened_to_one(word)):
            if candidate in row_of:
                return row_of[candidate]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            row = row_of.get(word[: -len(suffix)], -1)
            if row >= 0:
                return row
    return -1


def shortened_to_one(word: str) -> str:
    """A drawn-out word with every run of three or more letters made single (`nooo` -> `no`)."""
    out: list[str] = []
    plain = shortened(word)
    for i, letter in enumerate(plain):
        if i and letter == plain[i - 1] and letter * 3 in word:
            continue
        out.append(letter)
    return "".join(out)


def n_features(n_dims: int) -> int:
    """Length of a feature vector when word vectors have `n_dims` numbers beside their scores."""
    return n_dims + 3 * N_SCORES + 3 + len(SURFACE_NAMES)


def feature_vector(
    line: Line, found: WordRows, table: WordTable, weights: NDArray[np.float32]
) -> FeatureVector:
    """The numbers the model reads, unscaled.

    Args:
        line: What the tokenizer made of the text; at least one word.
        found: Its words in `table`.
        table: (n_words + 1, N_SCORES + n_dims) word scores and word vector.
        weights: (n_words + 1,) how much a word says: rare words more, unknown ones nothing.

    Returns:
        (n_features(n_dims),): pooled vector, weighted mean, maximum and minimum of each score,
        compound, sum of positive and sum of negative polarity, surface features.
    """
    rows = np.array(found.rows)
    weight = weights[rows]
    values = table[rows]  # (n_line_words, N_SCORES + n_dims)
    scores = values[:, :N_SCORES] * np.array(found.factors, dtype=np.float32)[:, None]
    total = float(weight.sum()) or 1.0
    polarity = scores[:, 0]
    positive = float(np.maximum(polarity, 0.0).sum())
    negative = float(np.minimum(polarity, 0.0).sum())
    summed = positive + negative
    compound = summed / math.sqrt(summed * summed + _COMPOUND_ALPHA)
    return np.concatenate(
        (
            weight @ values[:, N_SCORES:] / total,
            weight @ scores / total,
            scores.max(axis=0),
            scores.min(axis=0),
            np.array((compound, positive, negative, *_surface(line, found)), dtype=np.float32),
        ),
        dtype=np.float32,
    )


def term_buckets(rows: list[int], n_words: int) -> NDArray[np.uint32]:
    """Places of the line's words and neighbouring pairs in the table of terms.

    Args:
        rows: Row of each word, `n_words` for a word that the table does not hold.
        n_words: Words in the table.

    Returns:
        (n_terms,) distinct places below N_BUCKETS, rising. Pairs include the line's start and end.

    Source: multiplicative hashing with odd constants in the manner of xxHash32.
    """
    ids = np.array((n_words + 1, *rows, n_words + 2), dtype=np.uint32)
    inside = ids[1:-1]
    single = (inside[inside != n_words] * np.uint32(0x9E3779B1)) >> np.uint32(16)
    pair = ids[:-1] * np.uint32(0x85EBCA77) + ids[1:] * np.uint32(0xC2B2AE3D)
    pair ^= pair >> np.uint32(15)
    pair *= np.uint32(0x27D4EB2F)
    return np.unique(np.concatenate((single, pair >> np.uint32(16))))


def spelling_buckets(text: str) -> NDArray[np.uint32]:
    """Places of every run of two to five characters in the table of spellings.

    Capitals and marks count, white space is one space. They hold what words miss: headlines, names,
    endings, typing habits.

    Returns:
        (n_runs,) distinct places below N_BUCKETS, rising.
    """
    plain = f" {' '.join(text.split())} ".replace("’", "'")
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    runs = codes
    mixed: list[NDArray[np.uint32]] = []
    for length in range(2, _LONGEST_RUN + 1):
        if codes.size < length:
            break
        runs = runs[:-1] * np.uint32(0x01000193) + codes[length - 1 :]
        mixed.append(runs)
    places = np.concatenate(mixed)
    places ^= places >> np.uint32(15)
    places *= np.uint32(0x27D4EB2F)
    return np.unique(places >> np.uint32(16))


def _surface(line: Line, found: WordRows) -> tuple[float, ...]:
    words = line.words
    n = len(words)
    lowered = set(words)
    share = 1.0 / n
    return (
        math.log1p(n),
        sum(map(len, words)) * share,
        min(line.n_exclamation, 4),
        min(line.n_question, 3),
        min(line.n_ellipsis, 2),
        min(line.n_comma, 6),
        min(line.n_quote, 2),
        min(line.n_number, 4),
        min(line.n_sentence_end, 4),
        float(line.has_final_stop),
        sum(line.shouted) * share,
        sum(line.capital) * share,
        (n - found.n_known) * share,
        min(found.n_negations, 3),
        float(not lowered.isdisjoint(_FIRST_PERSON)),
        float(not lowered.isdisjoint(_FIRST_PLURAL)),
        float(not lowered.isdisjoint(_SECOND_PERSON)),
        float(not lowered.isdisjoint(_THIRD_PERSON)),
        float(not lowered.isdisjoint(_MUST)),
        float(not lowered.isdisjoint(_MIGHT)),
        float(words[0] in _ASKS),
        min(sum(word.endswith("ed") for word in words), 3),
        float(found.has_contrast),
        min(found.n_boosts, 3),
    )
