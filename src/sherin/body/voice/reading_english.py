"""English numbers, prices, times, dates and abbreviations, as they are said."""

from __future__ import annotations

import re
from typing import Final

from sherin.body.voice.abbreviations import Abbreviations

__all__ = ["english_products", "english_words"]

_ABBREVIATIONS: Final = Abbreviations(
    {
        "Mr.": "Mister", "Mrs.": "Missis", "Ms.": "Miz", "Dr.": "Doctor", "Prof.": "Professor",
        "Jr.": "Junior", "Sr.": "Senior", "St.": "Saint", "Mt.": "Mount", "vs.": "versus",
        "e.g.": "for example,", "i.e.": "that is,", "etc.": "et cetera",
        "approx.": "approximately", "dept.": "department", "Inc.": "Incorporated",
        "Ltd.": "Limited", "fig.": "figure", "Vol.": "Volume", "p.m.": "p m", "a.m.": "a m",
        "w/o": "without",
    },
    may_end={"etc.", "p.m.", "a.m.", "Inc.", "Ltd.", "Jr.", "Sr.", "dept."},
)  # fmt: skip
_STREET = re.compile(r"(?<=\w )St\.(?!\s+[A-Z])")
"""After a name and not before one."""
_NUMBER_SIGN = re.compile(r"(?<!\w)(?:No\.\s?|#)(?=\d)")
_MONEY = re.compile(
    r"([$€£¥])\s?(\d[\d,]{0,18})(?:\.(\d{1,2}))?(?!\d)(?:\s?(thousand|million|billion|trillion)\b"
    r"|([kKMB])\b)?"
)
_CURRENCIES: Final = {
    "$": ("dollar", "cent"), "€": ("euro", "cent"), "£": ("pound", "p"), "¥": ("yen", ""),
}  # fmt: skip
_SCALES: Final = {"k": "thousand", "K": "thousand", "M": "million", "B": "billion"}
_TIME = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])(\s?[ap]\.?m\b\.?)?", re.IGNORECASE
)
_ISO_DATE = re.compile(r"(?<![\d-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\d-])")
_MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()
_RANGE = re.compile(r"(?<![\d.,-])(\d{1,6}(?:\.\d+)?)\s?[-–]\s?(\d{1,6}(?:\.\d+)?)(?![\d-]|\.\d)")
_UNITS: Final = {
    "km/h": "kilometres per hour", "km": "kilometres", "cm": "centimetres", "mm": "millimetres",
    "kg": "kilograms", "mg": "milligrams", "ms": "milliseconds", "kHz": "kilohertz", "Hz": "hertz",
    "MHz": "megahertz", "GHz": "gigahertz", "GB": "gigabytes", "MB": "megabytes", "kB": "kilobytes",
    "°C": "degrees Celsius", "°F": "degrees Fahrenheit", "°": "degrees",
}  # fmt: skip
_UNIT = re.compile(
    r"(?<=\d)\s?("
    + "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True))
    + r")(?!\w)"
)
_PRODUCT = re.compile(r"(?<=\d)\s?[×*]\s?(?=\d)")
_POWER = re.compile(r"(?<=\d)\^(?=-?\d)")
_SIGNS: Final = (
    (re.compile(r"\b([CF])#"), r"\1 sharp"),
    (re.compile(r"\s*&\s*"), " and "),
    (re.compile(r"(?<=\w)@(?=\w)"), " at "),
    (re.compile(r"(?<!\w)~\s?(?=\d)"), "about "),
    (re.compile(r"(?<!\w)[-−](?=\d)"), "minus "),
    (re.compile(r"\s=\s"), " equals "),
    (re.compile(r"(?<=[A-Za-z])/(?=[A-Za-z])"), " "),
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"[#~]"), " "),
)


def english_products(text: str) -> str:
    """Products and powers of numbers in words."""
    return _POWER.sub(" to the power of ", _PRODUCT.sub(" times ", text))


def english_words(text: str) -> str:
    """Prices, times, dates and abbreviations in words; plain numbers the engine reads well."""
    text = _ABBREVIATIONS.spelt_out(_STREET.sub(_street, text))
    text = _NUMBER_SIGN.sub("number ", text)
    text = _MONEY.sub(_money, text)
    text = _ISO_DATE.sub(lambda m: f"{_MONTHS[int(m[2]) - 1]} {_ordinal(int(m[3]))} {m[1]}", text)
    text = _TIME.sub(_time, text)
    text = _RANGE.sub(_range, text)
    text = _UNIT.sub(lambda m: " " + _UNITS[m[1]], text)
    for pattern, words in _SIGNS:
        text = pattern.sub(words, text)
    return text


def _street(match: re.Match[str]) -> str:
    return "Street." if match.end() == len(match.string) else "Street"


def _ordinal(number: int) -> str:
    if number // 10 == 1:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _range(match: re.Match[str]) -> str:
    """`5-10` counts up; `555-1234` is a number to call."""
    first, last = match[1], match[2]
    is_range = float(first) < float(last) and not (len(first) == 3 and len(last) == 4)
    return f"{first} to {last}" if is_range else f"{first} {last}"


def _money(match: re.Match[str]) -> str:
    unit, part = _CURRENCIES[match[1]]
    whole = match[2].replace(",", "")
    if whole == "":
        return match[0]
    scale = match[4] or _SCALES.get(match[5] or "")
    plural = unit if unit == "yen" else unit + "s"
    if scale:
        return f"{whole}{'.' + match[3] if match[3] else ''} {scale} {plural}"
    main = f"{whole} {unit if whole == '1' else plural}"
    cents = int(match[3].ljust(2, "0")) if match[3] else 0
    if not cents or not part:
        return main
    if whole.strip("0") == "":
        return f"{cents} {part if cents == 1 or part == 'p' else part + 's'}"
    return f"{main} and {cents} {part if cents == 1 or part == 'p' else part + 's'}"


def _time(match: re.Match[str]) -> str:
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").strip()
    words = f"{hour}"
    if minute:
        words += f" oh {minute}" if minute < 10 else f" {minute}"
    elif not half:
        words += " o'clock" if 1 <= hour <= 12 else " hundred"
    if half:
        words += f" {half[0].lower()} m"
        if half.endswith(".") and match.end() == len(match.string):
            words += "."
    return words
