"""Days worked out from the clock: tomorrow, the weekday of a date, how long until one."""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
from datetime import date, timedelta
from typing import Final

from sherin.mind.companion.number_words import with_digits

__all__ = ["day_told"]

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_FEASTS: Final = {
    "christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24),
    "xmas": (12, 25), "new year": (1, 1), "new year's": (1, 1), "new year's day": (1, 1),
    "new year's eve": (12, 31), "halloween": (10, 31), "valentine's day": (2, 14),
    "valentines day": (2, 14), "st patrick's day": (3, 17),
}  # fmt: skip
"""Feasts that are on the same date every year."""
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH: Final = rf"(?:{'|'.join(f'{m}|{m[:3]}' for m in _MONTHS)})"
_DATE: Final = (
    rf"(?:(?:the )?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m1>{_MONTH})(?:,? (?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH}) (?:the )?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y2>\d{{4}}))?"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2}))"
)
_FEAST: Final = rf"(?P<feast>{'|'.join(sorted(_FEASTS, key=len, reverse=True))})"
_NEAR: Final = re.compile(
    r"(?:what|which)(?:'s| is| was| will be)? ?(?:the )?(?:(?:day|date|weekday)(?: of the week)? )?(?:is it |will it be |was it |is |was |will )?(?P<which>the day after tomorrow|the day before yesterday|tomorrow|yesterday)(?:'s)?(?: be)?(?: date)?"
)
_WEEKDAY_OF: Final = re.compile(
    rf"(?:what|which) (?:day|weekday)(?: of the week)? (?:is|was|will|does|did)(?: be)? (?:it on )?(?:{_DATE}|{_FEAST})(?: (?:fall|be)(?: on)?)?(?: this year)?"
)
_UNTIL: Final = re.compile(
    rf"how (?:many (?P<unit>days|weeks) (?:(?:are (?:there )?|is it |left )*(?:left )?)|long (?:is it |(?P<more>left ))?)(?:until|till|to|before|left until) (?:{_DATE}|{_FEAST}|(?:the )?(?P<end>end of the year))"
)
_IN_DAYS: Final = re.compile(
    r"(?:what|which) (?:day|date|weekday)(?: of the week)? (?:is it |will it be |is |was it )(?:in )?(?P<n>\d{1,4}) (?P<unit>days?|weeks?)(?: from now)?(?P<ago> ago)?"
)
_WEEKEND: Final = re.compile(
    r"is (?:it|today)(?: already| still)? (?:the |a )?(?P<what>weekend|weekday|working day|leap year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?: today| already| yet| now)?"
)


def day_told(normal: str, today: date) -> str | None:
    """The day that is asked for, in a sentence; None where none is, or the date does not exist.

    Args:
        normal: A line in its normal form.
        today: By the clock of this machine.
    """
    line = with_digits(normal.replace("whats ", "what's ").rstrip(" ?.!"))
    near = _NEAR.fullmatch(line)
    if near is not None:
        away = {"tomorrow": 1, "yesterday": -1, "the day after tomorrow": 2}.get(near["which"], -2)
        verb = "is" if away > 0 else "was"
        return f"{_begun(near['which'])} {verb} {_written(today + timedelta(days=away))}."
    match = _WEEKDAY_OF.fullmatch(line)
    if match is not None:
        day = _date_of(match, today)
        return day and f"{_plain(day)} {_tense(day, today)} a {day:%A}."
    match = _UNTIL.fullmatch(line)
    if match is not None:
        return _time_until(match, today)
    match = _IN_DAYS.fullmatch(line)
    if match is not None:
        n = int(match["n"]) * (7 if match["unit"].startswith("week") else 1)
        day = today + timedelta(days=-n if match["ago"] else n)
        return f"That {'was' if match['ago'] else 'is'} {_written(day)}."
    match = _WEEKEND.fullmatch(line)
    return None if match is None else _is_it(match["what"], today)


def _time_until(match: re.Match[str], today: date) -> str | None:
    day = date(today.year, 12, 31) if match["end"] else _date_of(match, today, is_coming=True)
    if day is None or day < today:
        return None
    n = (day - today).days
    if n == 0:
        return f"That is today, {_written(day)}."
    if match["unit"] == "weeks" and n >= 7:
        weeks, rest = divmod(n, 7)
        more = f" and {_counted(rest, 'day')}" if rest else ""
        return f"{_counted(weeks, 'week')}{more}, until {_written(day)}."
    return f"{_counted(n, 'day')}, until {_written(day)}."


def _is_it(what: str, today: date) -> str:
    if what == "leap year":
        is_so = today.year % 4 == 0 and (today.year % 100 != 0 or today.year % 400 == 0)
        return f"{'Yes' if is_so else 'No'}: {today.year} is {'' if is_so else 'not '}a leap year."
    is_weekend = today.weekday() >= 5
    is_so = {"weekend": is_weekend, "weekday": not is_weekend, "working day": not is_weekend}.get(
        what, what == _WEEKDAYS[today.weekday()]
    )
    return f"{'Yes' if is_so else 'No'}: today is {_written(today)}."


def _date_of(match: re.Match[str], today: date, *, is_coming: bool = False) -> date | None:
    feast = match["feast"]
    if feast is not None:
        month, day = _FEASTS[feast]
        year = None
    else:
        groups = match.groupdict()
        month_text = groups["m1"] or groups["m2"] or groups["m3"]
        month = int(month_text) if month_text.isdigit() else _month(month_text)
        day = int(groups["d1"] or groups["d2"] or groups["d3"])
        written = groups["y1"] or groups["y2"] or groups["y3"]
        year = int(written) if written else None
    try:
        if year is not None:
            return date(year, month, day)
        this = date(today.year, month, day)
        return date(today.year + 1, month, day) if is_coming and this < today else this
    except ValueError:
        return None


def _month(written: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(written))


def _tense(day: date, today: date) -> str:
    return "was" if day < today else "is"


def _plain(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def _written(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()].capitalize()}, {_plain(day)}"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _counted(n: int, unit: str) -> str:
    return f"{n} {unit}{'' if n == 1 else 's'}"
