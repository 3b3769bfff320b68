"""The fast index finds what a slow, plain reading of the same rules finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sherin.mind.memory.activation import activation, add_use, pack_uses, presence, unpack_uses
from sherin.mind.memory.text_index import NO_SIGNS, TextIndex, _top, pack_signs

WORDS = "river garden kettle violin rome oslo anna ben lamp window".split()


@given(st.lists(st.sampled_from([0.0, 0.001, 0.5, 1.0, 2.0]), max_size=60), st.integers(1, 20))
def test_the_best_are_the_best(values: list[float], k: int):
    places = sorted(range(len(values)), key=lambda n: (-values[n], -n))
    wanted = [n for n in places if values[n] > 0.0][:k]
    found = _top(np.array(values, np.float32), k)
    assert [values[n] for n in found] == [values[n] for n in wanted]
    assert found == wanted


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=30))
def test_only_living_memories_with_a_word_are_found(texts: list[list[str]]):
    index = TextIndex()
    for n, words in enumerate(texts):
        index.add(n, " ".join(words), NO_SIGNS)
    for n in range(0, len(texts), 3):
        index.remove(n, " ".join(texts[n]))
    with_word = {n for n, words in enumerate(texts) if "river" in words and n % 3}
    matches = index.by_words(["river"], 100)
    assert {match.node_id for match in matches} == with_word
    assert all(0.0 < match.share <= 1.01 for match in matches)
    assert len(index) == len(texts) - len(range(0, len(texts), 3))


def test_the_index_grows_and_forgets():
    index = TextIndex()
    rng = np.random.default_rng(3)
    vectors = rng.standard_normal((3000, 256)).astype(np.float32)
    for n in range(3000):
        index.add(n, f"thing{n} river", pack_signs(vectors[n]))
    assert index.by_words(["thing2999", "river"], 3)[0].node_id == 2999
    assert index.by_meaning(pack_signs(vectors[1234]), 5)[0] == 1234
    index.remove(7, "thing7 river")
    index.add(7, "replaced", NO_SIGNS)
    assert index.by_words(["thing7"], 3) == []
    assert index.by_meaning(NO_SIGNS, 3) == []


def test_activation_is_that_of_the_equation():
    """Against the sum written out, and the approximation against all uses."""
    assert activation([0.0], n_uses=1, created_s=0.0, now_s=100.0) == pytest.approx(np.log(0.1))
    both = activation([0.0, 99.0], n_uses=2, created_s=0.0, now_s=100.0)
    assert both == pytest.approx(np.log(0.1 + 1.0))
    uses: tuple[float, ...] = ()
    times = np.arange(0.0, 4000.0, 100.0)
    for at_s in times:
        uses = add_use(uses, float(at_s))
    exact = np.log(((5000.0 - times) ** -0.5).sum())
    near = activation(unpack_uses(pack_uses(uses)), n_uses=40, created_s=0.0, now_s=5000.0)
    assert near == pytest.approx(exact, abs=0.02)
    assert 0.0 < presence(-20.0) < presence(-6.0) == 0.5 < presence(0.0) < 1.0
