"""Which capsules show a feeling: layers, context, preference, habituation, strength."""

import math
from collections import Counter
from itertools import pairwise

import msgspec
import pytest
from scipy.stats import spearmanr

from sherin.body.library import Library
from sherin.errors import AffectError
from sherin.mind.affect.feelings import feeling
from sherin.mind.affect.habituation import NO_MEMORY, SelectionMemory
from sherin.mind.affect.layers import CUE_LAYERS, QUIET_HANDS, READABLE_HANDS, SCENE_LAYERS
from sherin.mind.affect.personality import PLAIN, CapsuleRule, Expressivity
from sherin.mind.affect.preferences import rules_without_effect
from sherin.mind.affect.selection import Selector
from sherin.mind.affect.strength import strength_of
from sherin.mind.affect.vad import Vad
from sherin.testing.libraries import capsule_at, library_of, random_library
from sherin.wire import VideoCue, VoiceCue

JOY, GRIEF = feeling("joy"), feeling("grief")
TYPING, THINKING = 1, 4  # bits of library_format.CONTEXTS


@pytest.fixture(scope="module")
def library() -> Library:
    return random_library(2_000)


@pytest.fixture(scope="module")
def selector(library: Library) -> Selector:
    return Selector(library)


def small_selector(*extra: tuple[str, str, tuple[float, float, float] | None, int]) -> Selector:
    capsules = [
        capsule_at(f"{prefix}_{row:03d}", domain, (row / 10 - 0.5, 0.0, 0.0))
        for prefix, domain in (("HF", "hand"), ("VF", "face"), ("VC", "voice"))
        for row in range(10)
    ]
    capsules += [capsule_at(cid, dom, place, contexts=mask) for cid, dom, place, mask in extra]
    return Selector(library_of(*capsules), index="scan")


def test_typical_reaction_is_hand_face_third_and_voice(selector: Selector):
    cues, _ = selector.select(JOY, seed=3)
    layers = [cue.layer for cue in cues]
    assert layers[:2] == ["hands", "face"]
    assert layers[2] in {"face", "body"}
    assert layers[3:] == ["voice"]


def test_every_cue_fits_a_packet(selector: Selector):
    memory = NO_MEMORY
    for seed in range(300):
        place = Vad(math.sin(seed), math.sin(1.7 * seed), math.cos(seed))
        cues, memory = selector.select(place, seed=seed, memory=memory, arousal_change=1.0)
        for cue in cues:
            if cue.layer == "voice":
                VoiceCue(cid=cue.cid, weight=cue.weight, at_ms=130)
            else:
                VideoCue(cid=cue.cid, weight=cue.weight, layer=cue.layer, at_ms=0)
        assert sum(cue.layer == "voice" for cue in cues) <= 1
        assert len(cues) <= 4
        assert len({cue.cid for cue in cues}) == len(cues)


def test_same_arguments_give_the_same_cues_whatever_came_between(
    library: Library, selector: Selector
):
    first = selector.select(JOY, seed=7)
    for seed in range(20):
        selector.select(GRIEF, seed=seed)
    assert selector.select(JOY, seed=7) == first
    assert Selector(library).select(JOY, seed=7) == first


def test_seed_varies_the_choice(selector: Selector):
    chosen = {selector.select(JOY, seed=seed)[0][0].cid for seed in range(50)}
    assert len(chosen) >= 5


def test_chosen_capsules_are_near_the_feeling(library: Library, selector: Selector):
    for word in ("joy", "grief", "anger", "doubt", "listening"):
        place = feeling(word)
        for seed in range(20):
            for cue in selector.select(place, seed=seed)[0]:
                index = library.index[cue.cid]
                distance = math.dist(
                    library.vad[index], (place.valence, place.arousal, place.dominance)
                )
                assert distance < 0.7, (word, cue)


def test_same_capsule_does_not_come_back_within_four_reactions(selector: Selector):
    memory = NO_MEMORY
    history: list[set[str]] = []
    for seed in range(200):
        cues, memory = selector.select(JOY, seed=seed, memory=memory)
        now = {cue.cid for cue in cues}
        for before in history[-4:]:
            assert not now & before
        history.append(now)
    used = Counter(cid for ids in history for cid in ids)
    assert max(used.values()) <= 200 / 4


def test_without_memory_it_would_come_back(selector: Selector):
    """The guard above can fail: the memory is what keeps capsules apart."""
    hands = [selector.select(JOY, seed=seed)[0][0].cid for seed in range(30)]
    assert any(a == b for a, b in pairwise(hands))


def test_memory_is_a_value_and_bounded(selector: Selector):
    memory = SelectionMemory()
    for seed in range(50):
        before = memory
        _, memory = selector.select(JOY, seed=seed, memory=before)
        assert memory != before
    assert len(memory.recent) == 8


def test_one_capsule_a_layer_still_plays_every_time():
    selector = small_selector()
    only = Selector(
        library_of(
            capsule_at("HF_001", "hand", (0.0, 0.0, 0.0)),
            capsule_at("VF_001", "face", (0.0, 0.0, 0.0)),
        ),
        index="scan",
    )
    memory = NO_MEMORY
    for seed in range(12):
        cues, memory = only.select(JOY, seed=seed, memory=memory)
        assert [cue.cid for cue in cues] == ["HF_001", "VF_001"]
    assert selector.select(JOY, seed=1)[0]


def test_small_library_brings_back_what_played_longest_ago():
    selector = Selector(
        library_of(*(capsule_at(f"HF_00{i}", "hand", (0.0, 0.0, 0.0)) for i in range(3))),
        index="scan",
    )
    memory, played = NO_MEMORY, list[str]()
    for seed in range(12):
        cues, memory = selector.select(JOY, seed=seed, memory=memory)
        played.append(cues[0].cid)
    assert all(len(set(played[i : i + 3])) == 3 for i in range(10))


def test_empty_library_gives_no_cues():
    assert Selector(library_of()).select(JOY, seed=1)[0] == ()
    assert Selector(library_of(), index="scan").select(JOY, seed=1)[0] == ()


def test_capsules_without_a_place_and_those_of_an_activity_are_not_searched():
    selector = small_selector(
        ("HF_NOWHERE", "hand", None, 0), ("HF_KEYS", "hand", (0.0, 0.0, 0.0), TYPING)
    )
    found = {cid for cid, _ in selector.nearest(Vad(0, 0, 0), "hands", k=50)}
    assert found == {f"HF_{row:03d}" for row in range(10)}


def test_strong_feelings_make_gestures_and_weak_ones_small_movements():
    """Both kinds lie equally near; without the rule each would be drawn half of the time."""
    selector = Selector(Library.builtin())
    subtypes = selector.library.subtypes
    kinds = selector.library.sections.subtype

    def share_of_gestures(strength: float) -> float:
        read = quiet = 0
        for seed in range(200):
            place = Vad(0.5 * math.sin(seed), 0.5 * math.sin(1.7 * seed), 0.5 * math.cos(seed))
            cues, _ = selector.select(place, seed=seed, strength=strength, layers=("hands",))
            name = subtypes[kinds[selector.library.index[cues[0].cid]]]
            read += name in READABLE_HANDS
            quiet += name in QUIET_HANDS
        return read / (read + quiet)

    weak, strong = share_of_gestures(0.05), share_of_gestures(0.9)
    assert strong > 0.95
    assert weak < strong - 0.1


def test_subtypes_of_hands_that_are_named_exist():
    assert set(Library.builtin().subtypes) >= QUIET_HANDS | READABLE_HANDS


def test_context_gesture_takes_over_the_hands():
    selector = small_selector(("HF_TYPING", "hand", None, 0))
    for seed in range(10):
        cues, _ = selector.select(JOY, seed=seed, context="typing")
        assert [cue.cid for cue in cues if cue.layer == "hands"] == ["HF_TYPING"]
        assert cues[0].weight == pytest.approx(0.7 * (0.7 + 0.6 * strength_of(JOY)), abs=0.006)


def test_context_mask_of_the_library_adds_gestures():
    selector = small_selector(
        ("HF_TYPING", "hand", None, 0), ("HF_KEYS", "hand", (0.9, 0.9, 0.9), TYPING)
    )
    played = Counter(
        selector.select(JOY, seed=seed, context="typing")[0][0].cid for seed in range(100)
    )
    assert set(played) == {"HF_TYPING", "HF_KEYS"}
    assert played["HF_TYPING"] > played["HF_KEYS"]


def test_context_may_add_a_face_beside_the_feeling():
    selector = small_selector(
        ("HF_CHIN", "hand", None, 0), ("VF_CONCENTRATE", "face", None, THINKING)
    )
    cues, _ = selector.select(Vad(0.1, -0.2, 0.0), seed=2, context="thinking")
    faces = [cue.cid for cue in cues if cue.layer == "face"]
    assert "VF_CONCENTRATE" in faces
    assert len(faces) == 2


def test_activity_repeats_its_gesture_while_it_lasts():
    selector = small_selector(("HF_TYPING", "hand", None, 0))
    memory = NO_MEMORY
    for seed in range(6):
        cues, memory = selector.select(JOY, seed=seed, context="typing", memory=memory)
        assert cues[0].cid == "HF_TYPING"


def test_context_the_library_knows_nothing_of_leaves_the_hands_to_the_feeling():
    cues, _ = small_selector().select(JOY, seed=1, context="holding-phone")
    assert cues[0].layer == "hands"


def test_personality_prefers_and_refuses(selector: Selector):
    def subtypes(rules: tuple[CapsuleRule, ...]) -> Counter[str]:
        personality = msgspec.structs.replace(PLAIN, capsule_rules=rules)
        library = selector.library
        return Counter(
            str(library.describe(library.index[cue.cid])["subtype"])
            for seed in range(150)
            for cue in selector.select(JOY, seed=seed, personality=personality)[0]
            if cue.layer == "hands"
        )

    plain = subtypes(())
    favourite, refused = plain.most_common(2)[0][0], plain.most_common(2)[1][0]
    liked = subtypes((CapsuleRule(subtype=favourite, weight=4.0),))
    assert liked[favourite] > plain[favourite]
    assert subtypes((CapsuleRule(subtype=refused, weight=0.0),))[refused] == 0
    assert sum(subtypes((CapsuleRule(domain="hand", weight=0.0),)).values()) == 0


def test_personality_that_refuses_all_that_is_near_is_given_what_is_farther(selector: Selector):
    near = [cid for cid, _ in selector.nearest(JOY, "hands", k=12)]
    rules = tuple(CapsuleRule(ids=cid, weight=0.0) for cid in near)
    personality = msgspec.structs.replace(PLAIN, capsule_rules=rules)
    cues, _ = selector.select(JOY, seed=1, personality=personality)
    assert cues[0].layer == "hands"
    assert cues[0].cid not in near


def test_rule_that_matches_nothing_is_found(library: Library):
    good = CapsuleRule(ids="HF_*", weight=2.0)
    bad = CapsuleRule(subtype="finger_wobble", weight=2.0)
    assert rules_without_effect(library, (good, bad)) == (bad,)


def test_higher_priority_is_likelier_and_comes_first():
    capsules = [
        capsule_at(f"VF_{row:03d}", "face", (0.5, 0.5, 0.5), priority=row, subtype=f"s{row}")
        for row in range(11)
    ]
    selector = Selector(library_of(*capsules), index="scan")
    priorities: list[int] = []
    for seed in range(400):
        cues, _ = selector.select(JOY, seed=seed)
        got = [int(cue.cid[3:]) for cue in cues]
        assert got == sorted(got, reverse=True)
        priorities += got
    assert sum(priorities) / len(priorities) > 5.0


def test_expressivity_scales_weights_and_zero_silences(selector: Selector):
    still = msgspec.structs.replace(PLAIN, expressivity=Expressivity(hands=0.0, face=0.5))
    plain, _ = selector.select(JOY, seed=1)
    quiet, _ = selector.select(JOY, seed=1, personality=still)
    assert "hands" not in {cue.layer for cue in quiet}
    for cue in quiet:
        before = next(c for c in plain if c.cid == cue.cid)
        share = 0.5 if cue.layer == "face" else 1.0
        assert cue.weight == pytest.approx(before.weight * share, abs=0.011)


@pytest.mark.parametrize("valence", [-0.6, 0.0, 0.7])
def test_motion_rises_with_arousal(selector: Selector, valence: float):
    arousals = [step / 10 - 1 for step in range(21)]
    for seed in range(5):
        hands: list[float] = []
        totals: list[float] = []
        for arousal in arousals:
            cues, _ = selector.select(Vad(valence, arousal, 0.0), seed=seed)
            hands += [cue.weight for cue in cues if cue.layer == "hands"]
            totals.append(sum(cue.weight for cue in cues))
        assert hands == sorted(hands)
        assert spearmanr(arousals, totals).statistic >= 0.95


def test_neutral_is_small_and_strong_is_large(selector: Selector):
    weight = {
        word: selector.select(feeling(word), seed=1)[0][0].weight
        for word in ("calm", "neutral", "doubt", "grief", "joy", "rage")
    }
    assert list(weight.values()) == sorted(weight.values())
    assert weight["rage"] > 4 * weight["neutral"]


def test_neutral_reaction_has_no_third_video_cue(selector: Selector):
    for seed in range(20):
        layers = [cue.layer for cue in selector.select(Vad(0, 0, 0), seed=seed)[0]]
        assert layers == ["hands", "face", "voice"]


def test_scene_moves_only_when_arousal_jumps(selector: Selector):
    def scene_share(change: float) -> float:
        cues = [selector.select(JOY, seed=s, arousal_change=change)[0] for s in range(300)]
        return sum(any(c.layer in SCENE_LAYERS for c in row) for row in cues) / len(cues)

    assert scene_share(0.0) == scene_share(0.29) == 0.0
    assert 0.25 < scene_share(0.5) < 0.45


def test_named_expression_joins_and_an_unknown_one_does_not():
    selector = small_selector(("E_0342", "expression", None, 0))
    cues, _ = selector.select(JOY, seed=1, expression="E_0342")
    assert [cue.layer for cue in cues] == ["hands", "face", "expression", "voice"]
    cues, _ = selector.select(JOY, seed=1, expression="E_9999")
    assert "expression" not in {cue.layer for cue in cues}


def test_whole_face_comes_first_and_keeps_most_of_the_size():
    details = [
        capsule_at(f"VF_{i:03d}", "face", (0.8, 0.5, 0.4), subtype="sneer") for i in range(9)
    ]
    pose = capsule_at("VF_900", "face", (0.1, 0.1, 0.1), subtype="expression_pose")
    selector = Selector(library_of(*details, pose), index="scan")
    pairs = [selector.select(JOY, seed=seed)[0] for seed in range(20)]
    assert all(cues[0].cid == "VF_900" for cues in pairs)
    for cues in pairs:
        assert len(cues) == 2
        total = cues[0].weight + cues[1].weight
        assert cues[0].weight / total >= 0.64
        assert total == pytest.approx(0.1 + 1.2 * strength_of(JOY), abs=0.02)


def test_tongue_is_seldom_shown_in_company():
    spots = [capsule_at(f"VF_{i:03d}", "face", (0.8, 0.5, 0.4), subtype="smirk") for i in range(6)]
    rude = [
        capsule_at(f"VF_1{i:02d}", "face", (0.8, 0.5, 0.4), subtype="tongue_show") for i in range(6)
    ]
    selector = Selector(library_of(*spots, *rude), index="scan")
    first = Counter(selector.select(JOY, seed=s)[0][0].cid[3] for s in range(300))
    assert first["1"] < 0.25 * first["0"]


def test_layers_can_be_limited(selector: Selector):
    cues, _ = selector.select(JOY, seed=1, layers=("face",))
    assert {cue.layer for cue in cues} == {"face"}
    assert selector.select(JOY, seed=1, layers=())[0] == ()


def test_what_cannot_be_selected_is_told(selector: Selector):
    with pytest.raises(AffectError, match="layer 'base' is not searched"):
        selector.select(JOY, seed=1, layers=("base",))
    with pytest.raises(AffectError, match=r"strength nan is outside 0\.\.1"):
        selector.select(JOY, seed=1, strength=math.nan)


@pytest.mark.parametrize("layer", CUE_LAYERS)
def test_each_layer_can_be_searched(selector: Selector, layer: str):
    assert selector.nearest(JOY, layer, k=3) == selector.nearest_scan(JOY, layer, k=3)
