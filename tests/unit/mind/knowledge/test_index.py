"""The index finds what a plain computation finds, and stays right through removal and merging."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sherin.errors import KnowledgeError
from sherin.mind.knowledge.index import Index, edit_distance
from sherin.mind.knowledge.segment import (
    K1,
    TITLE_WEIGHT,
    TYPICAL_TERMS,
    B,
    IndexEntry,
    Segment,
    build_segment,
    merge_segments,
    save_segment,
)
from sherin.mind.knowledge.word_vectors import WordVectors
from sherin.mind.knowledge.words import terms_of, words_of

WORDS = "amber basalt cedar delta ember flint garnet harbour island jetty kelp lagoon".split()


def entries(seed: int, n: int, first_id: int = 1) -> list[IndexEntry]:
    rng = np.random.default_rng(seed)
    return [
        IndexEntry(
            first_id + k,
            1 + k % 3,
            WORDS[k % len(WORDS)],
            " ".join(rng.choice(WORDS, size=int(rng.integers(3, 30)))),
        )
        for k in range(n)
    ]


def saved(folder: Path, name: str, some: list[IndexEntry]) -> Segment:
    save_segment(folder / name, build_segment(some, WordVectors.builtin()))
    return Segment(folder / name)


def plain_bm25(some: list[IndexEntry], query: list[str], index: Index) -> dict[int, float]:
    """BM25 as its formula is written, without any index."""
    scores: dict[int, float] = {}
    for entry in some:
        counts: Counter[str] = Counter(terms_of(entry.text))
        n_terms = sum(counts.values())
        weights = dict(counts)
        for term in terms_of(entry.title):
            weights[term] = weights.get(term, 0) + TITLE_WEIGHT
        norm = K1 * (1 - B + B * n_terms / TYPICAL_TERMS)
        score = sum(
            index.idf(term) * weights[term] * (K1 + 1) / (weights[term] + norm)
            for term in query
            if term in weights
        )
        if score:
            scores[entry.passage_id] = score
    return scores


@pytest.mark.parametrize("common", [False, True])
def test_words_are_found_as_the_formula_says(
    common: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Also where the search stops early because no other passage can get in."""
    monkeypatch.setattr(Index, "_is_common", lambda self, term: common)
    first, second = entries(1, 150), entries(2, 150, 151)
    index = Index([saved(tmp_path, "a.seg", first), saved(tmp_path, "b.seg", second)])
    for query in (["amber"], ["cedar", "flint"], ["kelp", "ember", "harbour", "delta"]):
        terms = terms_of(query)
        expected = plain_bm25(first + second, terms, index)
        best = sorted(expected.values(), reverse=True)[:10]
        found = index.by_words(dict.fromkeys(terms, 1.0), 10)
        np.testing.assert_allclose(found.scores, best, rtol=2e-3)  # impacts are float16
        for place, score in zip(found.places, found.scores, strict=True):
            assert expected[int(index.passage_ids[place])] == pytest.approx(score, rel=2e-3)


def test_meaning_finds_the_passage_itself_first(tmp_path: Path):
    some = entries(3, 200)
    index = Index([saved(tmp_path, "a.seg", some)])
    for entry in some[::20]:
        query = WordVectors.builtin().embed(words_of(entry.text))
        found = index.by_meaning(query, 5)
        cosines = dict(zip(index.passage_ids[found.places].tolist(), found.scores, strict=True))
        assert cosines[entry.passage_id] == pytest.approx(1.0, abs=0.01)
        assert cosines[entry.passage_id] == max(cosines.values())


def test_a_domain_is_kept_to_and_removed_passages_are_never_found(tmp_path: Path):
    some = entries(4, 90)
    segment = saved(tmp_path, "a.seg", some)
    index = Index([segment], dead_ids=[1, 4, 7])
    found = index.by_words({"amber": 1.0}, 90, domain_code=2)
    codes = {e.passage_id: e.domain_code for e in some}
    assert {codes[int(n)] for n in index.passage_ids[found.places]} == {2}
    everything = index.by_words(dict.fromkeys(terms_of(WORDS), 1.0), 90)
    assert set(index.passage_ids[everything.places].tolist()) == set(range(1, 91)) - {1, 4, 7}
    assert index.n_alive == 87


def test_merged_pieces_find_what_the_pieces_found(tmp_path: Path):
    parts = [saved(tmp_path, f"{k}.seg", entries(k, 40, 1 + 40 * k)) for k in range(3)]
    dead = [5, 50, 51]
    whole = saved_arrays(tmp_path, "m.seg", merge_segments(parts, np.array(dead)))
    apart, merged = Index(parts, dead), Index([whole])
    assert len(merged) == 117
    for term in terms_of(WORDS):
        a, b = (i.by_words({term: 1.0}, 200) for i in (apart, merged))
        ids = set(apart.passage_ids[a.places].tolist())
        assert ids == set(merged.passage_ids[b.places].tolist())


def saved_arrays(folder: Path, name: str, arrays: dict[str, np.ndarray]) -> Segment:
    save_segment(folder / name, arrays)
    return Segment(folder / name)


@pytest.mark.parametrize("keep", [0, 10, 200, 0.5, 0.99])
def test_a_torn_piece_says_how_to_make_it_again(keep: float, tmp_path: Path):
    segment = saved(tmp_path, "a.seg", entries(5, 30))
    raw = segment.path.read_bytes()
    size = int(keep * len(raw)) if isinstance(keep, float) else keep
    torn = tmp_path / "torn.seg"
    torn.write_bytes(raw[:size])
    with pytest.raises(KnowledgeError, match="kb rebuild"):
        Segment(torn)


@settings(max_examples=150)
@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_edits_are_counted_as_by_the_definition(a: str, b: str):
    def plain(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        cost = min(
            plain(i - 1, j) + 1,
            plain(i, j - 1) + 1,
            plain(i - 1, j - 1) + (a[i - 1] != b[j - 1]),
        )
        if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
            cost = min(cost, plain(i - 2, j - 2) + 1)
        return cost

    exact = plain(min(len(a), 5), min(len(b), 5))
    a, b = a[:5], b[:5]
    assert min(edit_distance(a, b, 3), 4) == min(exact, 4)
