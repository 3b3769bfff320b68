"""When a failing or slow model is left alone, and how it comes back."""

from sherin.mind.models import CircuitBreaker


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def opened(clock: Clock) -> CircuitBreaker:
    breaker = CircuitBreaker(clock=clock, bad_calls=3, rest_s=20.0, longest_rest_s=60.0)
    for _ in range(3):
        assert breaker.admit()
        breaker.went_badly()
    return breaker


def test_opens_after_three_bad_calls_in_a_row():
    assert opened(Clock()).state == "open"
    assert not opened(Clock()).admit()


def test_a_good_call_in_between_starts_the_count_again():
    breaker = CircuitBreaker(clock=Clock(), bad_calls=3)
    for is_good in (False, False, True, False, False):
        assert breaker.admit()
        breaker.succeeded() if is_good else breaker.went_badly()
    assert breaker.state == "closed"


def test_after_the_rest_one_call_goes_through_and_no_second():
    clock = Clock()
    breaker = opened(clock)
    clock.now_s += 19.9
    assert not breaker.admit()
    clock.now_s += 0.2
    assert breaker.state == "half-open"
    assert breaker.admit()
    assert not breaker.admit()


def test_a_good_trial_closes():
    clock = Clock()
    breaker = opened(clock)
    clock.now_s += 21.0
    assert breaker.admit()
    breaker.succeeded()
    assert breaker.state == "closed"
    assert breaker.admit() and breaker.admit()


def test_each_failed_trial_doubles_the_rest_up_to_the_longest():
    clock = Clock()
    breaker = opened(clock)
    for rest_s in (20.0, 40.0, 60.0, 60.0):
        clock.now_s += rest_s - 0.1
        assert not breaker.admit(), rest_s
        clock.now_s += 0.2
        assert breaker.admit(), rest_s
        breaker.went_badly()
        assert breaker.state == "open"


def test_a_call_the_person_left_counts_neither_way():
    clock = Clock()
    breaker = opened(clock)
    clock.now_s += 21.0
    assert breaker.admit()
    breaker.was_left()
    assert breaker.state == "half-open"
    assert breaker.admit()
