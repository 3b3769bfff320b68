"""Waiting for a model: pieces, clocks, and a person who goes on."""

import queue

import pytest

from sherin.errors import ModelError
from sherin.mind.models import Generation, GenerationLimits
from sherin.mind.models.streaming import Events, Finished, Piece, collect

LIMITS = GenerationLimits(first_token_s=5.0, stall_s=3.0, total_s=20.0, max_chars=40)


class Clock:
    """Goes on by one second at each look, so that nothing has to be waited for."""

    def __init__(self, step_s: float = 1.0) -> None:
        self.now_s = 0.0
        self.step_s = step_s

    def __call__(self) -> float:
        self.now_s += self.step_s
        return self.now_s


def run(
    *events: Piece | Finished | ModelError, clock: Clock | None = None, cancel_after: int = 10**9
) -> tuple[Generation, list[str]]:
    waiting: Events = queue.SimpleQueue()
    for event in events:
        waiting.put(event)
    heard: list[str] = []
    generation = collect(
        waiting,
        limits=LIMITS,
        on_piece=heard.append,
        is_cancelled=lambda: len(heard) >= cancel_after,
        clock=clock or Clock(0.0),
    )
    return generation, heard


def test_pieces_come_in_order_and_are_the_text():
    done = Finished(is_cut=False, n_tokens=7)
    generation, heard = run(Piece("a"), Piece("b "), Piece("c"), done)
    assert heard == ["a", "b ", "c"]
    assert (generation.text, generation.finish, generation.n_tokens) == ("ab c", "stop", 7)


def test_without_a_count_the_pieces_are_counted():
    generation, _ = run(Piece("a"), Piece("b"), Finished(is_cut=True, n_tokens=None))
    assert (generation.finish, generation.n_tokens) == ("length", 2)


def test_nothing_in_time_is_an_error_with_a_way_out():
    with pytest.raises(ModelError, match=r"wrote nothing in 5 s.*sherin models list"):
        run(clock=Clock())


def test_a_stall_and_a_late_end_keep_what_was_written():
    assert run(Piece("a"), clock=Clock())[0].finish == "stalled"
    many = [Piece("a")] * 30
    generation, _ = run(*many, clock=Clock(0.9))
    assert generation.finish == "deadline"
    assert generation.text


def test_the_person_going_on_ends_it():
    generation, heard = run(*[Piece("a")] * 9, cancel_after=2)
    assert generation.finish == "cancelled"
    assert len(heard) == 2


def test_a_failure_is_raised_as_it_is():
    with pytest.raises(ModelError, match="broke"):
        run(Piece("a"), ModelError("broke"))


def test_what_never_ends_is_cut():
    generation, _ = run(*[Piece("x" * 30)] * 5)
    assert generation.finish == "length"
    assert len(generation.text) == 60


def test_rate_counts_from_the_first_piece():
    generation = Generation(text="x", finish="stop", n_tokens=11, first_piece_s=1.0, total_s=2.0)
    assert generation.tokens_per_s == pytest.approx(10.0)
