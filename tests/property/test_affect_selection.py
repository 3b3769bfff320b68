"""The k-d tree, the quick scan and the plain scan find the same, wherever capsules lie."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sherin.mind.affect.habituation import NO_MEMORY
from sherin.mind.affect.layers import CUE_LAYERS
from sherin.mind.affect.personality import load_personality, shipped_personalities
from sherin.mind.affect.selection import Selector
from sherin.mind.affect.vad import Vad
from sherin.testing.libraries import capsule_at, library_of, random_library
from sherin.wire.packet import CONTEXTS

axis = st.floats(-1.0, 1.0)
places = st.builds(Vad, axis, axis, axis)
hundredths = st.integers(-100, 100).map(lambda n: n / 100)


@cache
def pair() -> tuple[Selector, Selector]:
    library = random_library(3_000, seed=4)
    return Selector(library, index="kdtree"), Selector(library, index="scan")


@given(places, st.sampled_from(CUE_LAYERS), st.integers(0, 40))
def test_tree_and_scans_find_the_same(place: Vad, layer: str, k: int):
    tree, scan = pair()
    plain = tree.nearest_scan(place, layer, k=k)
    for selector in (tree, scan):
        found = selector.nearest(place, layer, k=k)
        assert [cid for cid, _ in found] == [cid for cid, _ in plain]
        assert [d for _, d in found] == pytest.approx([d for _, d in plain], abs=1e-12)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(hundredths, hundredths, hundredths), min_size=1, max_size=60),
    st.integers(1, 8),
    places,
)
def test_also_where_many_capsules_share_a_place(
    spots: list[tuple[float, float, float]], copies: int, place: Vad
):
    capsules = [
        capsule_at(f"VF_{row:03d}_{copy}", "face", spot)
        for row, spot in enumerate(spots)
        for copy in range(copies)
    ]
    library = library_of(*capsules)
    tree, scan = Selector(library, index="kdtree"), Selector(library, index="scan")
    plain = [cid for cid, _ in tree.nearest_scan(place, "face", k=12)]
    assert [cid for cid, _ in tree.nearest(place, "face", k=12)] == plain
    assert [cid for cid, _ in scan.nearest(place, "face", k=12)] == plain


@given(
    st.lists(places, min_size=1, max_size=6),
    st.integers(0, 2**32 - 1),
    st.sampled_from(shipped_personalities()),
    st.sampled_from([None, *CONTEXTS]),
    st.floats(-2.0, 2.0),
)
def test_selection_is_the_same_by_tree_and_by_scan(
    history: list[Vad], seed: int, name: str, context: str | None, change: float
):
    personality = load_personality(name)
    results = []
    for selector in pair():
        memory, played = NO_MEMORY, []
        for place in history:
            cues, memory = selector.select(
                place,
                seed=seed,
                personality=personality,
                memory=memory,
                context=context,
                arousal_change=change,
            )
            played.append(cues)
        results.append((played, memory))
    assert results[0] == results[1]


@given(places, st.integers(0, 2**32 - 1))
def test_hands_come_first_and_the_voice_last(place: Vad, seed: int):
    cues, _ = pair()[1].select(place, seed=seed)
    layers = [cue.layer for cue in cues]
    assert layers[0] == "hands"
    assert layers[-1] == "voice"
    assert 3 <= len(cues) <= 4
    assert all(0.05 <= cue.weight <= 2.0 for cue in cues)


@given(places, st.floats(-1.0, 1.0), st.integers(0, 2**32 - 1))
def test_more_arousal_never_means_a_smaller_hand(place: Vad, arousal: float, seed: int):
    low, high = sorted((place.arousal, arousal))
    weights = [
        pair()[1].select(Vad(place.valence, a, place.dominance), seed=seed)[0][0].weight
        for a in (low, high)
    ]
    assert weights[0] <= weights[1]


def test_varied_feelings_reach_most_of_the_library():
    """No corner of the library is dead: reactions all over the space use most searched capsules."""
    selector = pair()[0]
    rng = np.random.default_rng(3)
    memory, used = NO_MEMORY, set[str]()
    for seed, spot in enumerate(rng.uniform(-1, 1, (12_000, 3)).tolist()):
        cues, memory = selector.select(Vad(*spot), seed=seed, memory=memory)
        used |= {cue.cid for cue in cues if cue.layer in {"hands", "face"}}
    searched = sum(len(selector.nearest(Vad(0, 0, 0), x, k=9_999)) for x in ("hands", "face"))
    assert len(used) > 0.9 * searched
