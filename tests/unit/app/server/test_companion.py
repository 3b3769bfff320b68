"""The companion's state over time, on a clock of the test."""

from sherin.app.performance import Performance
from sherin.app.server import Companion, Limits
from sherin.app.server.clock import SessionClock
from sherin.mind.affect import load_personality


class Clock:
    """Nanoseconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now_ns = 0

    def __call__(self) -> int:
        return self.now_ns

    def wait(self, seconds: float) -> None:
        self.now_ns += round(1e9 * seconds)


def companion(clock: Clock) -> Companion:
    personality = load_personality("friendly")
    performance = Performance(personality=personality, index="scan")
    return Companion(performance, personality, clock=SessionClock(clock), limits=Limits())


def test_who_thinks_does_so_until_the_answer_is_there():
    """A model may take a minute; after ten seconds of nothing the face had gone to rest."""
    clock = Clock()
    her = companion(clock)
    assert her.think().packet.context == "thinking"
    for _ in range(60):
        clock.wait(1.0)
        her.look_at_state()
        assert her.state().activity == "thinking"
    her.stop_thinking()
    assert her.state().activity == "rest"


def test_after_ten_quiet_seconds_she_rests():
    clock = Clock()
    her = companion(clock)
    her.notice("typing")
    clock.wait(9.0)
    her.look_at_state()
    assert her.state().activity == "typing"
    clock.wait(1.5)
    her.look_at_state()
    assert her.state().activity == "rest"


def test_an_unknown_expression_is_passed_over():
    """A model may name one that this library does not have: nothing fails, and none is claimed."""
    her = companion(Clock())
    place = load_personality("friendly").baseline
    performed = her.performance.feel(place.vad, now_ms=0, expression="E_NO_SUCH")
    assert performed.packet.meta.expression is None
    assert performed.packet.video_blend
    shown = her.performance.feel(place.vad, now_ms=1000, expression="E_0342")
    assert shown.packet.meta.expression == "E_0342"
    assert any(cue.cid == "E_0342" for cue in shown.packet.video_blend)
