"""Sums in words, quantities in other units, and days: exact, at once, and only where asked for."""

from datetime import date

import pytest

from sherin.mind.companion import Mind
from sherin.mind.companion.arithmetic import worked_out
from sherin.mind.companion.calendar_told import day_told
from sherin.mind.companion.incoming import normal_form
from sherin.mind.companion.number_words import with_digits
from sherin.mind.companion.units import converted

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("what is two plus two", "2 + 2 = 4"),
        ("two plus two", "2 + 2 = 4"),
        ("whats 12*12", "12 * 12 = 144"),
        ("what's 15% of 80", "15 % of 80 = 12"),
        ("ten percent of 250", "10 % of 250 = 25"),
        ("what is half of 90", "half of 90 = 45"),
        ("twelve divided by four", "12 / 4 = 3"),
        ("twenty-five times three hundred", "25 * 300 = 7500"),
        ("add 5 and 7", "5 + 7 = 12"),
        ("subtract 3 from 10", "10 - 3 = 7"),
        ("can you tell me what 6 times 7 is", None),  # a sum stands at the end, or it is none
        ("one", None),
        ("half life", None),
        ("one two three", None),
        ("two wolves", None),
    ],
)
def test_sums_in_words(line: str, result: str | None):
    assert worked_out(line) == result


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("how many seconds are in a day", "1 day = 86400 seconds"),
        ("convert 10 km to miles", "10 km ≈ 6.21371 miles"),
        ("5 feet in cm", "5 feet = 152.4 cm"),
        ("what is 100 fahrenheit in celsius", "100 °F ≈ 37.7778 °C"),
        ("what is 20 degrees celsius in fahrenheit", "20 °C = 68 °F"),
        ("0 c in k", "0 °C = 273.15 K"),
        ("how many minutes in two hours", "2 hours = 120 minutes"),
        ("70 kg in pounds", "70 kg ≈ 154.324 pounds"),
        ("10 km to kg", None),
        ("how many people are in a family", None),
        ("10 miles to go", None),
    ],
)
def test_quantities_in_another_unit(line: str, result: str | None):
    assert converted(normal_form(line)) == result


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("what day is tomorrow", "Tomorrow is Sunday, 22 November 2026."),
        ("what was yesterday", "Yesterday was Friday, 20 November 2026."),
        ("what day of the week was 4 July 1776", "4 July 1776 was a Thursday."),
        ("how many days until christmas?", "34 days, until Friday, 25 December 2026."),
        ("how many weeks until 1 march", "14 weeks and 2 days, until Monday, 1 March 2027."),
        ("how long until new year", "41 days, until Friday, 1 January 2027."),
        ("is it weekend", "Yes: today is Saturday, 21 November 2026."),
        ("is it friday", "No: today is Saturday, 21 November 2026."),
        ("what day was it 3 weeks ago", "That was Saturday, 31 October 2026."),
        ("what day was 30 February 2020", None),
        ("what will I do tomorrow", None),
        ("what is christmas", None),
    ],
)
def test_days(line: str, told: str | None):
    assert day_told(normal_form(line), SATURDAY) == told


def test_numbers_in_words():
    said = "two hundred and five, nineteen thousand three and one million"
    assert with_digits(said) == "205, 19003 and 1000000"
    assert with_digits("someone is often tender") == "someone is often tender"


@pytest.mark.parametrize(
    "line", ["what is two plus two", "how many days until christmas", "convert 10 km to miles"]
)
def test_they_are_reflexes_and_leave_no_gap(mind: Mind, line: str):
    reply = mind.respond(line)
    assert (reply.route, reply.is_known, reply.gap) == ("reflex", True, None)
    assert mind.parts.gaps.list() == []
