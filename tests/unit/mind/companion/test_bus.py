"""The bus: everybody hears in order, nobody waits for anybody, losses are counted."""

from __future__ import annotations

import logging
import threading
import time

import pytest

from sherin.mind.companion.bus import (
    Event,
    EventBus,
    PacketSent,
    ReplyGiven,
    TaskEvent,
    Tick,
    UiContext,
    UserMessage,
)
from sherin.mind.companion.reply import Reply

SAID = UserMessage(text="hi", at_s=1.0)


def ticks(n: int) -> list[Event]:
    return [Tick(at_s=float(k)) for k in range(n)]


def test_a_function_hears_every_event_in_order():
    heard: list[Event] = []
    with EventBus() as bus:
        bus.subscribe(heard.append)
        sent: list[Event] = [
            SAID,
            UiContext(context="typing", at_s=2.0),
            TaskEvent(name="task_done", at_s=3.0),
            Tick(at_s=4.0),
            ReplyGiven(
                reply=Reply(
                    text="Hi", route="reflex", confidence=1.0, is_known=True, latency_ms=0.1
                ),
                at_s=5.0,
            ),
            PacketSent(seq=1, n_bytes=90, at_s=6.0),
        ]
        for event in sent:
            bus.publish(event)
        assert bus.settle()
    assert heard == sent


def test_a_subscriber_hears_only_what_it_asked_for():
    heard: list[Event] = []
    with EventBus() as bus:
        bus.subscribe(heard.append, UserMessage, Tick)
        queue = bus.queue(TaskEvent)
        for event in (SAID, TaskEvent(name="error", at_s=2.0), Tick(at_s=3.0)):
            bus.publish(event)
        assert bus.settle()
        assert heard == [SAID, Tick(at_s=3.0)]
        assert queue.drain() == [TaskEvent(name="error", at_s=2.0)]


def test_the_publisher_never_waits_for_a_slow_subscriber():
    release, heard = threading.Event(), []

    def slow(event: Event) -> None:
        release.wait(10.0)
        heard.append(event)

    with EventBus() as bus:
        subscription = bus.subscribe(slow, capacity=8)
        quick = bus.queue(capacity=1_000)
        began = time.perf_counter()
        for event in ticks(500):
            bus.publish(event)
        assert time.perf_counter() - began < 5.0
        assert len(quick.drain()) == 500, "a slow one takes nothing from others"
        release.set()
        assert bus.settle(10.0)
        # One was being handled, or not yet; the newest eight are there.
        assert heard[-8:] == ticks(500)[-8:]
        assert subscription.n_dropped == 500 - len(heard)
        assert bus.n_dropped == subscription.n_dropped >= 490


def test_a_queue_keeps_the_newest_and_counts_the_rest():
    with EventBus() as bus, bus.queue(capacity=3) as queue:
        for event in ticks(10):
            bus.publish(event)
        assert queue.n_dropped == 7
        assert queue.drain() == ticks(10)[-3:]
        assert queue.get(timeout_s=0.0) is None


def test_a_queue_can_be_waited_for():
    with EventBus() as bus:
        queue = bus.queue()
        threading.Timer(0.02, bus.publish, [SAID]).start()
        assert queue.get(timeout_s=10.0) == SAID
        assert queue.get(timeout_s=0.01) is None


def test_a_function_that_fails_is_logged_and_the_others_hear_on(caplog: pytest.LogCaptureFixture):
    heard: list[Event] = []

    def broken(_: Event) -> None:
        raise ValueError("broken on purpose")

    with EventBus() as bus, caplog.at_level(logging.ERROR):
        bus.subscribe(broken)
        bus.subscribe(heard.append)
        for event in ticks(3):
            bus.publish(event)
        assert bus.settle()
        assert (heard, bus.n_failed) == (ticks(3), 3)
    assert "broken on purpose" in caplog.text


def test_a_function_may_publish():
    """The way of a reply: who hears a message publishes an answer, in the thread of the bus."""
    heard: list[Event] = []
    with EventBus() as bus:
        bus.subscribe(lambda event: bus.publish(Tick(at_s=2.0)), UserMessage)
        bus.subscribe(heard.append, Tick)
        bus.publish(SAID)
        assert bus.settle()
    assert heard == [Tick(at_s=2.0)]


def test_who_left_hears_nothing():
    heard: list[Event] = []
    with EventBus() as bus:
        with bus.subscribe(heard.append):
            bus.publish(SAID)
            assert bus.settle()
        bus.publish(SAID)
        assert bus.settle()
        queue = bus.queue()
        queue.close()
        bus.publish(SAID)
        assert queue.drain() == []
    assert heard == [SAID]


def test_closing_ends_waiting_and_the_thread():
    bus = EventBus()
    bus.subscribe(lambda _event: None)
    queue = bus.queue()
    got: list[Event | None] = []
    waiter = threading.Thread(target=lambda: got.append(queue.get()))
    waiter.start()
    bus.close()
    waiter.join(10.0)
    assert got == [None] and not waiter.is_alive()
    assert not any(t.name == "sherin-event-bus" for t in threading.enumerate())
    bus.publish(SAID)  # harmless
    bus.close()
    with pytest.raises(RuntimeError, match="it is closed"):
        bus.queue()


def test_many_threads_publish_and_nothing_is_lost():
    with EventBus() as bus:
        heard: list[Event] = []
        bus.subscribe(heard.append, capacity=10_000)
        queue = bus.queue(capacity=10_000)
        threads = [
            threading.Thread(target=lambda: [bus.publish(e) for e in ticks(500)]) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert bus.settle(10.0)
        assert len(heard) == len(queue.drain()) == 2_000


def test_a_queue_without_room_is_refused():
    with EventBus() as bus, pytest.raises(ValueError, match="a capacity of 0"):
        bus.queue(capacity=0)
