"""What a line does to the companion's affect, and what it does not."""

from __future__ import annotations

import pytest

from sherin.app.performance import Performance
from sherin.body.library import BUILTIN_PATH
from sherin.mind.affect import load_personality

pytestmark = pytest.mark.skipif(
    not BUILTIN_PATH.is_file(), reason="the library is not baked: run `make setup`"
)


@pytest.fixture
def performance() -> Performance:
    return Performance(personality=load_personality("friendly"), seed=7, index="scan")


def test_commands_leave_the_mood_as_it_is(performance: Performance) -> None:
    """Their names are words, too: `freeze` alone reads as sad, and a few of them made her so."""
    before = performance.mood_at(0)
    for number in range(8):
        performed = performance.hear("/freeze", now_ms=1000 * number)
        assert performed.packet.video_blend  # it was heard: something moves
    assert performance.mood_at(8000) == before


def test_the_same_word_without_the_sign_is_felt(performance: Performance) -> None:
    before = performance.mood_at(0)
    performance.hear("freeze, you bogus machine", now_ms=0)
    assert performance.mood_at(0).valence < before.valence
