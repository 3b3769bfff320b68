"""Lead-lag: hands before face before voice, for any capsules and any onset."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sherin.body.library import Library
from sherin.body.scheduling import LeadLag, ScheduledCue, UnscheduledCue, schedule

LIBRARY = Library.builtin()
COLUMNS = LIBRARY.sections
_BY_LAYER = {
    "hands": [i for i in LIBRARY.ids if i.startswith(("HF_", "HK_"))],
    "face": [i for i in LIBRARY.ids if i.startswith(("VF_", "FMM_"))],
    "voice": [i for i in LIBRARY.ids if i.startswith("VC_")],
}

cues = st.lists(
    st.sampled_from(sorted(_BY_LAYER)).flatmap(
        lambda layer: st.builds(
            lambda cid, phrase: UnscheduledCue(
                capsule_id=cid, layer=layer, weight=1.0, phrase=phrase
            ),
            st.sampled_from(_BY_LAYER[layer]),
            st.integers(0, 2),
        )
    ),
    min_size=1,
    max_size=9,
)


def first(scheduled: tuple[ScheduledCue, ...], layer: str, phrase: int) -> int | None:
    starts = [c.at_ms for c in scheduled if c.layer == layer and c.phrase == phrase]
    return min(starts, default=None)


def in_order(scheduled: tuple[ScheduledCue, ...], phrase: int, layers: tuple[str, ...]) -> bool:
    starts = [s for s in (first(scheduled, layer, phrase) for layer in layers) if s is not None]
    return all(a < b or (layers[-1] == "voice" and a <= b) for a, b in pairwise(starts))


@given(cues, st.integers(100, 800))
def test_hands_precede_the_face_and_the_face_never_follows_the_voice(
    chosen: list[UnscheduledCue], onset_ms: int
) -> None:
    onsets = (onset_ms, onset_ms + 1400, onset_ms + 3100)

    scheduled = schedule(chosen, library=LIBRARY, lead_lag=LeadLag(), phrase_onsets_ms=onsets)

    for phrase in range(3):
        assert in_order(scheduled, phrase, ("hands", "face", "voice"))


@given(cues)
def test_a_silent_reaction_starts_its_hands_at_once(chosen: list[UnscheduledCue]) -> None:
    alone = [c for c in chosen if c.phrase == 0]

    scheduled = schedule(alone, library=LIBRARY, lead_lag=LeadLag())

    hands, face, voice = (first(scheduled, layer, 0) for layer in ("hands", "face", "voice"))
    assert hands is None or 0 <= hands <= 60
    assert face is None or face == 80
    assert voice is None or voice == 130


def test_later_beats_keep_their_distance_from_the_first() -> None:
    early = next(i for i in _BY_LAYER["hands"] if COLUMNS.offset_ms[LIBRARY.index[i]] < -180)
    late = next(i for i in _BY_LAYER["hands"] if COLUMNS.offset_ms[LIBRARY.index[i]] > 20)
    offset = int(COLUMNS.offset_ms[LIBRARY.index[late]])

    scheduled = schedule(
        [UnscheduledCue(capsule_id=i, layer="hands", weight=1.0) for i in (early, late)],
        library=LIBRARY,
        lead_lag=LeadLag(),
    )

    assert scheduled[0].at_ms == 0
    assert scheduled[1].at_ms == 130 + offset


@given(cues)
def test_a_voice_first_session_turns_the_order_around(chosen: list[UnscheduledCue]) -> None:
    lead_lag = LeadLag(hand_ms=130, face_ms=50, voice_ms=0)
    alone = [c for c in chosen if c.phrase == 0]

    scheduled = schedule(alone, library=LIBRARY, lead_lag=lead_lag, phrase_onsets_ms=(40,))

    assert in_order(scheduled, 0, ("voice", "face", "hands"))


def test_an_unknown_capsule_is_scheduled_like_any_other() -> None:
    (cue,) = schedule(
        [UnscheduledCue(capsule_id="VF_NOT_THERE", layer="face", weight=0.4)],
        library=LIBRARY,
        lead_lag=LeadLag(),
    )
    assert cue.at_ms == LeadLag().face_ms


def test_a_phrase_that_does_not_exist_belongs_to_the_last() -> None:
    cue = UnscheduledCue(capsule_id="VC_022", layer="voice", weight=1.0, phrase=7)

    (scheduled,) = schedule([cue], library=LIBRARY, lead_lag=LeadLag(), phrase_onsets_ms=(200, 900))

    assert scheduled.at_ms == 900
