"""What waits for a viewer, and the companion's heartbeat: with a clock of the test's own."""

import asyncio

import pytest

from sherin.app.performance import Performance
from sherin.app.server import Companion, Limits
from sherin.app.server.clock import SessionClock
from sherin.app.server.companion import QUIET_AFTER_MS
from sherin.app.server.limits import TokenBucket
from sherin.app.server.viewers import Outgoing, Viewer
from sherin.mind.affect import feeling, load_personality
from sherin.wire import Hello, PacketMessage, State, decode_message

SMALL = Limits(max_waiting_packets=3, max_waiting_replies=2)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.ns = 0

    def __call__(self) -> int:
        return self.ns

    def wait_s(self, seconds: float) -> None:
        self.ns += int(seconds * 1e9)


def companion_at(clock: Clock, limits: Limits = SMALL) -> Companion:
    personality = load_personality("friendly")
    return Companion(
        Performance(personality=personality),
        personality,
        clock=SessionClock(clock),
        limits=limits,
    )


def emptied(viewer: Viewer) -> list[str | bytes]:
    """Everything that waits, in the order in which it would be sent."""

    found: list[str | bytes] = []
    while (frame := viewer.pop()) is not None:
        found.append(frame)
    return found


def test_a_viewer_that_waits_is_woken_by_what_comes():
    async def scene() -> list[str | bytes]:
        viewer = Viewer(is_binary=False, limits=SMALL)
        taking = asyncio.create_task(viewer.take())
        await asyncio.sleep(0)
        assert not taking.done()
        viewer.offer_packet(outgoing(1))
        first = await taking
        viewer.offer_state("state")
        return [first, await viewer.take()]

    assert asyncio.run(scene()) == ["packet 1", "state"]


def outgoing(seq: int) -> Outgoing:
    return Outgoing.framed(seq=seq, text=f"packet {seq}", packed=bytes([seq]))


def test_a_slow_viewer_loses_the_oldest_packets_and_no_state():
    viewer = Viewer(is_binary=False, limits=SMALL)
    kept = [viewer.offer_packet(outgoing(seq)) for seq in range(5)]
    viewer.offer_state("state 1")
    viewer.offer_state("state 2")
    assert kept == [True, True, True, False, False]
    assert viewer.n_dropped == 2
    assert emptied(viewer) == ["state 2", "packet 2", "packet 3", "packet 4"]


def test_the_hello_comes_first_and_replies_are_bounded():
    viewer = Viewer(is_binary=True, limits=SMALL)
    viewer.offer_packet(outgoing(1))
    for number in range(4):
        viewer.offer_reply(f"reply {number}")
    viewer.offer_greeting("hello")
    assert emptied(viewer) == ["hello", "reply 2", "reply 3", b"\x01"]


def test_a_viewer_that_never_takes_costs_no_more_than_its_shelves():
    clock = Clock()
    companion = companion_at(clock)
    viewer = Viewer(is_binary=False, limits=SMALL)
    companion.join(viewer)
    for _ in range(200):
        clock.wait_s(0.02)
        companion.feel(feeling("joy"))
    assert (companion.n_packets, companion.n_dropped) == (200, 197)
    messages = [decode_message(text) for text in emptied(viewer)]
    assert [type(message) for message in messages] == [Hello, State, *[PacketMessage] * 3]
    state = messages[1]
    assert isinstance(state, State)
    # Not the state of the beginning, but that of the last packet it lost.
    assert state.t_ms == 4000


def test_affect_that_decays_is_told_until_it_rests():
    clock = Clock()
    companion = companion_at(clock)
    viewer = Viewer(is_binary=False, limits=SMALL)
    companion.join(viewer)
    companion.feel(feeling("grief"))
    emptied(viewer)
    told: list[float] = []
    for _ in range(600):
        clock.wait_s(1.0)
        companion.look_at_state()
        for text in emptied(viewer) if companion.mood() != companion.hello().baseline else ():
            message = decode_message(text)
            assert isinstance(message, State)
            told.append(message.mood.valence)
    assert told == sorted(told)
    assert len(told) >= 3
    assert told[-1] == pytest.approx(companion.hello().baseline.valence, abs=0.03)


def test_it_rests_when_nothing_happened_for_a_while():
    clock = Clock()
    companion = companion_at(clock)
    companion.notice("reading")
    assert companion.state().activity == "reading"
    clock.wait_s(QUIET_AFTER_MS / 1000 - 0.5)
    companion.look_at_state()
    assert companion.state().activity == "reading"
    clock.wait_s(0.5)
    companion.look_at_state()
    assert companion.state().activity == "rest"


def test_resume_counts_round_the_end_of_32_bits():
    companion = companion_at(Clock(), Limits())
    for seq in (0xFFFFFFFE, 0xFFFFFFFF, 0, 1):
        companion._kept.append(outgoing_of(seq))
    assert [kept.seq for kept in companion.missed(0xFFFFFFFE)] == [0xFFFFFFFF, 0, 1]
    assert companion.missed(1) == []
    assert companion.missed(None) == ()


def outgoing_of(seq: int) -> Outgoing:
    return Outgoing.framed(seq=seq, text="", packed=b"")


def test_the_session_clock_counts_from_the_start_of_the_session():
    now = Clock()
    now.wait_s(1000.0)
    clock = SessionClock(now)
    assert (clock.now_ms(), clock.now_us(), clock.now_s()) == (0, 0, 0.0)
    now.wait_s(1.2345678)
    assert (clock.now_ms(), clock.now_us()) == (1234, 1_234_567)


def test_a_bucket_lets_a_burst_through_and_then_its_rate():
    now = [0.0]
    bucket = TokenBucket(2.0, 3, clock=lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    assert bucket.wait_s() == pytest.approx(0.5)
    now[0] = 0.5
    assert [bucket.take(), bucket.take()] == [True, False]
    now[0] = 100.0
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
