"""Sums are exact, bounded, and only sums."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sherin.mind.companion.arithmetic import worked_out


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("what is 17 * 3", "17 * 3 = 51"),
        ("2+2", "2 + 2 = 4"),
        ("What's 10 / 4?", "10 / 4 = 2.5"),
        ("1/3", "1 / 3 ≈ 0.333333"),
        ("calculate (1 + 2) * -3", "(1 + 2) * -3 = -9"),
        ("what is 2 to the power of 10", "2 ^ 10 = 1024"),
        ("15% of 80", "15 % of 80 = 12"),
        ("how much is 1,000 times 7", "1000 * 7 = 7000"),
        ("12 plus 30 minus 2", "12 + 30 - 2 = 40"),
        ("5 squared", "5 ^ 2 = 25"),
        ("0.1 + 0.2", "0.1 + 0.2 = 0.3"),
        ("2^-2", "2 ^ -2 = 0.25"),
        ("what is the square root of 144", "√144 = 12"),
        ("sqrt(2)", "√2 ≈ 1.41421"),
        ("1 / 0", "1 / 0 has no value: nothing can be divided by 0."),
    ],
)
def test_sums(line: str, result: str) -> None:
    assert worked_out(line) == result


@pytest.mark.parametrize(
    "line",
    [
        "what is AI",
        "42",
        "what is 42",
        "root of all evil",
        "2026-11-21",
        "1914-1918",
        "21/11/2026",
        "M6",
        "-9",
        "9 ^ 9 ^ 9 ^ 9",
        "2 ^ 100000",
        "(1 + 2",
        "1 + + ",
        "1.2.3 + 4",
        "()",
        "2 +",
        "__import__('os')",
        "(" * 60 + "1+1" + ")" * 59,
        "1+" * 500 + "1",
        "",
    ],
)
def test_what_is_no_sum(line: str) -> None:
    assert worked_out(line) is None


@given(st.text(alphabet="0123456789.+-*/^() ", max_size=130))
def test_any_signs_are_read_without_failing(line: str) -> None:
    worked_out(line)


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_agrees_with_python(a: int, b: int) -> None:
    said = worked_out(f"({a}) * ({b}) + ({a})")
    assert said is not None
    assert said.endswith(f"= {a * b + a}")
