"""Quantities in another unit: `10 km in miles`, `how many seconds are in a day`, exactly.

Factors are exact by definition: the international yard and pound (1959), the US gallon (231 cubic
inches), the nautical mile (1929), the bit and the byte. A year is the Gregorian mean.
"""

from __future__ import annotations

# ruff: noqa: E501 (a table reads best with one unit a line)
import re
from fractions import Fraction
from typing import Final

from sherin.mind.companion.number_words import with_digits

__all__ = ["converted"]

_F = Fraction
_INCH: Final = _F(254, 10_000)
_POUND: Final = _F(45_359_237, 100_000_000)
_LITRE_OF_GALLON: Final = _F(3_785_411_784, 1_000_000_000)
_UNITS: Final[tuple[tuple[str, Fraction, str, str], ...]] = (
    # kind, how many of its base, its name in an answer, what people write
    ("length", _F(1), "m", "m|metres?|meters?"),
    ("length", _F(1000), "km", "km|kms|kilometres?|kilometers?"),
    ("length", _F(1, 100), "cm", "cm|centimetres?|centimeters?"),
    ("length", _F(1, 1000), "mm", "mm|millimetres?|millimeters?"),
    ("length", _INCH, "inches", "in|inch|inches"),
    ("length", 12 * _INCH, "feet", "ft|foot|feet"),
    ("length", 36 * _INCH, "yards", "yd|yards?"),
    ("length", 63_360 * _INCH, "miles", "mi|miles?"),
    ("length", _F(1852), "nautical miles", "nautical miles?"),
    ("mass", _F(1), "kg", "kg|kgs|kilos?|kilograms?"),
    ("mass", _F(1, 1000), "g", "g|grams?|grammes?"),
    ("mass", _F(1000), "tonnes", "t|tonnes?|metric tons?"),
    ("mass", _POUND, "pounds", "lb|lbs|pounds?"),
    ("mass", _POUND / 16, "ounces", "oz|ounces?"),
    ("mass", 14 * _POUND, "stone", "stones?"),
    ("volume", _F(1), "litres", "l|litres?|liters?"),
    ("volume", _F(1, 1000), "ml", "ml|millilitres?|milliliters?"),
    ("volume", _LITRE_OF_GALLON, "US gallons", "gal|gallons?|us gallons?"),
    ("volume", _LITRE_OF_GALLON / 8, "US pints", "pints?|us pints?"),
    ("volume", _LITRE_OF_GALLON / 16, "US cups", "cups?|us cups?"),
    ("time", _F(1), "seconds", "s|sec|secs|seconds?"),
    ("time", _F(60), "minutes", "min|mins|minutes?"),
    ("time", _F(3600), "hours", "h|hrs?|hours?"),
    ("time", _F(86_400), "days", "days?"),
    ("time", _F(604_800), "weeks", "weeks?"),
    ("time", _F(31_556_952), "years", "years?"),
    ("speed", _F(1), "m/s", "m/s|met(?:re|er)s? per second"),
    ("speed", _F(5, 18), "km/h", "km/h|kmh|kph|kilomet(?:re|er)s? per hour"),
    ("speed", 63_360 * _INCH / 3600, "mph", "mph|miles? per hour"),
    ("speed", _F(1852, 3600), "knots", "knots?"),
    ("data", _F(1), "bytes", "bytes?"),
    ("data", _F(1, 8), "bits", "bits?"),
    ("data", _F(10**3), "kB", "kb|kilobytes?"),
    ("data", _F(10**6), "MB", "mb|megabytes?"),
    ("data", _F(10**9), "GB", "gb|gigabytes?"),
    ("data", _F(10**12), "TB", "tb|terabytes?"),
    ("temperature", _F(1), "°C", "°c|c|celsius|degrees? (?:celsius|centigrade|c)|centigrade"),
    ("temperature", _F(5, 9), "°F", "°f|f|fahrenheit|degrees? (?:fahrenheit|f)"),
    ("temperature", _F(1), "K", "k|kelvin"),
)
_ZERO: Final = {"°C": _F(0), "°F": _F(-160, 9), "K": _F(-27_315, 100)}
"""Where a scale of temperature begins, in degrees Celsius."""
_NUMBER: Final = r"(?P<n>-?\d{1,15}(?:[.,]\d{1,9})?|an?|one)"
_UNIT: Final = "|".join(sorted((written for *_, written in _UNITS), key=len, reverse=True))
_TO: Final = re.compile(
    rf"(?:(?:what(?:'s| is)|how much is|convert|can you convert|please convert|turn) )?{_NUMBER} ?"
    rf"(?P<from>{_UNIT}) (?:in|to|into|as|expressed in|=) (?P<to>{_UNIT})"
)
_HOW_MANY: Final = re.compile(
    rf"how many (?P<to>{_UNIT}) (?:(?:are|is|make|there|go|fit|equal|in|into|does|do) )+(?:{_NUMBER} ?)?"
    rf"(?P<from>{_UNIT})(?: have| has)?"
)


def converted(normal: str) -> str | None:
    """What a quantity is in another unit, such as `10 km = 6.21371 miles`, or None.

    Args:
        normal: A line in its normal form.
    """
    line = with_digits(normal.replace("whats ", "what's ").rstrip(" ?.!"))
    match = _TO.fullmatch(line) or _HOW_MANY.fullmatch(line)
    if match is None:
        return None
    given, wanted = _unit(match["from"]), _unit(match["to"])
    if given is None or wanted is None or given[0] != wanted[0]:
        return None
    said = match["n"] or "1"
    number = _F(1) if said in {"a", "an", "one"} else _F(said.replace(",", "."))
    _, factor, name, _ = given
    base = number * factor + _ZERO.get(name, _F(0))
    value = (base - _ZERO.get(wanted[2], _F(0))) / wanted[1]
    told = str(value.numerator) if value.denominator == 1 else format(float(value), ".6g")
    sign = "=" if _F(told) == value else "≈"
    return f"{_named(number, name)} {sign} {_named_text(told, wanted[2])}"


def _unit(written: str) -> tuple[str, Fraction, str, str] | None:
    return next((unit for unit in _UNITS if re.fullmatch(unit[3], written)), None)


def _named(number: Fraction, unit: str) -> str:
    told = str(number.numerator) if number.denominator == 1 else format(float(number), ".10g")
    return _named_text(told, unit)


def _named_text(number: str, unit: str) -> str:
    """`1 day`, but `2 days`."""
    singular = {"feet": "foot", "inches": "inch", "stone": "stone"}.get(
        unit, unit.removesuffix("s")
    )
    is_word = len(unit) > 3 and not unit.isupper()
    return f"{number} {singular if number == '1' and is_word else unit}"
