"""One person's affect over time, with a clock that is handed in."""

import math

import pytest

from sherin.errors import AffectError
from sherin.mind.affect.engine import EMOTION_HALF_LIFE_S, AffectEngine
from sherin.mind.affect.events import Event
from sherin.mind.affect.feelings import feeling
from sherin.mind.affect.personality import load_personality
from sherin.mind.affect.selection import Selector
from sherin.mind.affect.state import AffectDelta, decay
from sherin.mind.affect.vad import NEUTRAL_VAD, Vad, distance
from sherin.testing.libraries import capsule_at, library_of, random_library

FRIENDLY = load_personality("friendly")


@pytest.fixture(scope="module")
def selector() -> Selector:
    return Selector(random_library(1_000), index="scan")


def test_begins_at_rest(selector: Selector):
    engine = AffectEngine(FRIENDLY, selector)
    assert engine.state_at(5.0) == FRIENDLY.baseline


def test_praise_lifts_and_fades(selector: Selector):
    engine = AffectEngine(FRIENDLY, selector)
    reaction = engine.react("praise", now_s=100.0)
    assert reaction.state_before == FRIENDLY.baseline
    assert reaction.state.valence > reaction.state_before.valence
    assert engine.state_at(100.0) == reaction.state
    assert engine.state_at(160.0).valence == pytest.approx(FRIENDLY.baseline.valence, abs=0.01)


def test_looking_does_not_change_the_state(selector: Selector):
    engine = AffectEngine(FRIENDLY, selector)
    engine.react("error", now_s=0.0)
    first = engine.state_at(7.0)
    engine.state_at(1000.0)
    assert engine.state_at(7.0) == first


def test_a_clear_feeling_shows_at_once_and_goes_back_to_the_slow_state(selector: Selector):
    engine = AffectEngine(FRIENDLY, selector)
    grief = feeling("grief")
    reaction = engine.react(grief, now_s=10.0)
    assert distance(reaction.shown, grief) < 0.4 < distance(reaction.state, grief)
    assert engine.shown_at(10.0) == reaction.shown
    gaps = [
        distance(engine.shown_at(10.0 + after_s), engine.state_at(10.0 + after_s))
        for after_s in (0.0, EMOTION_HALF_LIFE_S, 2.0 * EMOTION_HALF_LIFE_S)
    ]
    assert gaps == pytest.approx([gaps[0], gaps[0] / 2.0, gaps[0] / 4.0])
    assert engine.shown_at(200.0).valence == pytest.approx(FRIENDLY.baseline.valence, abs=0.01)


def test_a_line_that_says_nothing_changes_no_face(selector: Selector):
    engine = AffectEngine(FRIENDLY, selector)
    before = engine.shown_at(10.0)
    assert engine.react(NEUTRAL_VAD, now_s=10.0).shown == before


def test_line_of_text_is_an_appraisal(selector: Selector):
    engine = AffectEngine(FRIENDLY, selector)
    good = engine.react(Vad(0.6, 0.5, 0.2), now_s=0.0)
    assert good.stimulus == Vad(0.6, 0.5, 0.2)
    assert good.cues
    assert 0.0 < good.felt.valence < 0.6


def test_neutral_line_stays_small_beside_a_strong_one(selector: Selector):
    neutral = AffectEngine(FRIENDLY, selector).react(NEUTRAL_VAD, now_s=0.0)
    strong = AffectEngine(FRIENDLY, selector).react(Vad(0.8, 0.8, 0.5), now_s=0.0)
    assert strong.strength > 3 * neutral.strength
    assert strong.cues[0].weight > 2 * neutral.cues[0].weight


def test_clock_that_jumps_back_goes_on_from_there(selector: Selector):
    engine = AffectEngine(FRIENDLY, selector)
    first = engine.react("praise", now_s=100.0)
    back = engine.react("thanks", now_s=40.0)
    assert back.state_before == first.state
    later = engine.state_at(45.0)
    assert later == decay(back.state, 5.0, dynamics=FRIENDLY.dynamics)


@pytest.mark.parametrize("now_s", [math.nan, math.inf])
def test_time_that_is_none_changes_nothing(selector: Selector, now_s: float):
    engine = AffectEngine(FRIENDLY, selector)
    before = engine.react("praise", now_s=1.0).state
    with pytest.raises(AffectError, match="is not a time"):
        engine.react("insult", now_s=now_s)
    assert engine.state_at(1.0) == before


def test_unknown_event_changes_nothing(selector: Selector):
    engine = AffectEngine(FRIENDLY, selector)
    before = engine.react("praise", now_s=1.0).state
    with pytest.raises(AffectError, match="Did you mean insult"):
        engine.react("insullt", now_s=2.0)
    assert engine.state_at(1.0) == before


def test_same_seed_and_calls_give_the_same_reactions(selector: Selector):
    def play(seed: int) -> list[object]:
        engine = AffectEngine(FRIENDLY, selector, seed=seed)
        names = ("greeting", "question", "task_done", "insult", "apology")
        return [engine.react(name, now_s=float(i)) for i, name in enumerate(names)]

    assert play(5) == play(5)
    assert play(5) != play(6)


def test_capsules_do_not_repeat_within_four_reactions(selector: Selector):
    engine = AffectEngine(FRIENDLY, selector)
    history: list[set[str]] = []
    for i in range(40):
        cues = engine.react("praise", now_s=i * 1.0).cues
        now = {cue.cid for cue in cues}
        assert all(not now & before for before in history[-4:])
        history.append(now)


def test_event_brings_its_context_and_its_expression():
    selector = Selector(
        library_of(
            capsule_at("HF_TYPING", "hand", None),
            capsule_at("HF_001", "hand", (0.0, 0.0, 0.0)),
            capsule_at("E_0342", "expression", None),
        ),
        index="scan",
    )
    engine = AffectEngine(FRIENDLY, selector)
    typing = engine.react("typing", now_s=0.0)
    assert (typing.context, typing.cues[0].cid) == ("typing", "HF_TYPING")
    own = Event(name="own", delta=AffectDelta(valence=0.3), expression="E_0342")
    assert engine.react(own, now_s=1.0).expression == "E_0342"
    foreign = Event(name="own", expression="E_0001")
    assert engine.react(foreign, now_s=2.0).expression is None
    assert engine.react("praise", now_s=3.0, context="typing").cues[0].cid == "HF_TYPING"


def test_state_of_the_last_session_goes_on(selector: Selector):
    sad = AffectEngine(FRIENDLY, selector).react("bad_news", now_s=0.0).state
    assert AffectEngine(FRIENDLY, selector, state=sad).state_at(0.0) == sad
