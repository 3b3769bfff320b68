"""The companion's state over time, on a clock of the test."""

import asyncio
from contextlib import suppress

import pytest

from sherin.app.performance import Performance
from sherin.app.server import Companion, Limits
from sherin.app.server.clock import SessionClock
from sherin.mind.affect import load_personality
from sherin.mind.companion.bus import EventBus, PacketSent, TaskEvent, Tick, UiContext


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


def test_the_bus_is_told_what_the_person_does_what_happens_and_what_is_sent():
    """DESIGN 4.6: the parts hear of each other from the bus, and of her own thinking nothing."""
    with EventBus() as bus:
        personality = load_personality("friendly")
        performance = Performance(personality=personality, index="scan")
        her = Companion(
            performance, personality, clock=SessionClock(Clock()), limits=Limits(), bus=bus
        )
        heard = bus.queue(UiContext, TaskEvent, PacketSent)
        her.notice("typing")
        her.notice("task_done")
        her.think()
        events = heard.drain()
    packets = [event for event in events if isinstance(event, PacketSent)]
    first = packets[0].seq
    assert [packet.seq for packet in packets] == [first, first + 1, first + 2]
    assert all(packet.n_bytes > 50 for packet in packets)
    told = [event for event in events if not isinstance(event, PacketSent)]
    assert [type(event) for event in told] == [UiContext, TaskEvent]
    assert isinstance(told[0], UiContext) and told[0].context == "typing"
    assert isinstance(told[1], TaskEvent) and told[1].name == "task_done"


def test_each_beat_is_a_tick(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sherin.app.server.companion.HEARTBEAT_S", 0.001)

    async def beat_a_little(her: Companion) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(her.beat(), 0.1)

    with EventBus() as bus:
        personality = load_personality("friendly")
        performance = Performance(personality=personality, index="scan")
        her = Companion(
            performance, personality, clock=SessionClock(Clock()), limits=Limits(), bus=bus
        )
        heard = bus.queue(Tick)
        asyncio.run(beat_a_little(her))
        assert heard.drain()
