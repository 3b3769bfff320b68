"""Days that are named from today, such as "tomorrow", as dates: those stay true."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from sherin.mind.memory.verbs import is_past

__all__ = ["day_named", "is_over", "with_dates"]

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY: Final = "|".join(_WEEKDAYS)
_COMING: Final = re.compile(
    rf"\b(?:(?P<after>the day after tomorrow)|(?P<next>tomorrow)|(?P<tonight>tonight)"
    rf"|(?:on |this |coming )+(?P<weekday>{_WEEKDAY}))"
    r"(?P<part> (?:morning|afternoon|evening|night|noon))?\b"
    rf"(?!s\b)",
    re.IGNORECASE,
)


def with_dates(text: str, today: datetime) -> str:
    """A statement with its coming days as dates: "tomorrow" becomes "on Sunday, 22 November 2026".

    Args:
        text: What was said; "every Friday" and "next week" stay as they are.
        today: Any moment of the day it was said, in the person's zone.
    """
    return _COMING.sub(lambda match: _dated(match, today), text)


_GOES_ON: Final = frozenset(
    "am is are has have will shall can may might must should would could need needs "
    "put cut let set hit read hurt quit shut bet split".split()
)
"""After these a day may be to come, though "need" looks like a past form."""


def is_over(told: str) -> bool:
    """Whether a fact tells what was done: "You watched a film on Saturday" means no coming one."""
    for word in told.split()[1:4]:
        if word.lower() in _GOES_ON:
            return False
        if is_past(word.lower()):
            return True
    return False


def day_named(text: str, today: datetime) -> str | None:
    """The date that a question names, as `with_dates` writes it; None where it names none."""
    match = _COMING.search(text)
    return None if match is None else f"{_day_of(match, today):%-d %B %Y}"


def _dated(match: re.Match[str], today: datetime) -> str:
    day = _day_of(match, today)
    part = (match["part"] or "").strip() or ("night" if match["tonight"] else "")
    told = f"on {day:%A}, {day:%-d %B %Y}"
    return (
        f"{told}, in the {part}"
        if part and part not in {"night", "noon"}
        else (f"{told}, at {part}" if part else told)
    )


def _day_of(match: re.Match[str], today: datetime) -> datetime:
    if match["tonight"]:
        return today
    if match["next"]:
        return today + timedelta(days=1)
    if match["after"]:
        return today + timedelta(days=2)
    ahead = (_WEEKDAYS.index(match["weekday"].lower()) - today.weekday()) % 7
    return today + timedelta(days=ahead or 7)
