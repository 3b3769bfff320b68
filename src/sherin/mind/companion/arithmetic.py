"""Sums: `what is 17 * 3` is worked out, exactly, instead of being looked up.

Only numbers, `+ - * / ^`, brackets and the words for them; sizes are bounded, nothing is executed.
"""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from sherin.mind.companion.number_words import with_digits

__all__ = ["worked_out"]

_LEAD: Final = re.compile(
    r"^(?:(?:please|sherin|so|and|hey)[\s,]+)*(?:(?:can you |could you )?(?:tell me )?(?:what(?:'s|s| is| are| does)|how much (?:is|are|does)|calculate"
    r"|compute|work out|solve|tell me))?\s*"
)


_ROOT: Final = re.compile(
    r"(?:the )?(?:square root of|root of|sqrt|√)\s*\(?\s*(\d{1,30}(?:\.\d{1,30})?)\s*\)?"
)
_WORDS: Final = (
    (re.compile(r"\bplus\b"), "+"),
    (re.compile(r"\bminus\b"), "-"),
    (re.compile(r"\b(?:times|multiplied by)\b|[×·]|(?<=\d)\s*x\s*(?=\d)"), "*"),
    (re.compile(r"\bdivided by\b|÷"), "/"),
    (re.compile(r"\bto the power of\b|\*\*"), "^"),
    (re.compile(r"\bsquared\b"), "^2"),
    (re.compile(r"\bcubed\b"), "^3"),
    (re.compile(r"\s*(?:%|percent|per cent)\s*of\b"), "/100*"),
    (re.compile(r"^(?:a |one |1 )?half (?:of )?(?=\d)"), "1/2*"),
    (re.compile(r"^(?:a |one |1 )?(?:third) of (?=\d)"), "1/3*"),
    (re.compile(r"^(?:a |one |1 )?(?:quarter|fourth) of (?=\d)"), "1/4*"),
    (re.compile(r"^(?:double|twice) (?=\d)"), "2*"),
    (re.compile(r"^(?:triple|three times|thrice) (?=\d)"), "3*"),
    (re.compile(r"^(?:the )?sum of (\S+) and (\S+)$|^add (\S+) (?:and|to) (\S+)$"), r"\1\3+\2\4"),
    (re.compile(r"^(?:the )?product of (\S+) and (\S+)$|^multiply (\S+) (?:by|and|with) (\S+)$"), r"\1\3*\2\4"),
    (re.compile(r"^subtract (\S+) from (\S+)$|^take (\S+) (?:away )?from (\S+)$"), r"\2\4-\1\3"),
    (re.compile(r"^divide (\S+) by (\S+)$"), r"\1/\2"),
    (re.compile(r"[−–]"), "-"),
    (re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
)  # fmt: skip
_SUM: Final = re.compile(r"[\d\s.+\-*/^()]+")
_TOKEN: Final = re.compile(r"\d+(?:\.\d+)?|\.\d+|[+\-*/^()]")
_MOST_CHARS: Final = 120
_MOST_DIGITS: Final = 60
_LARGEST_POWER: Final = 200


def worked_out(text: str) -> str | None:
    """The sum with its result, such as `17 * 3 = 51`, or None where the line is not a sum."""
    line = text[: 2 * _MOST_CHARS].lower().replace("’", "'").rstrip(" ?!=.")
    line = with_digits(_LEAD.sub("", line))
    for pattern, sign in _WORDS:
        line = pattern.sub(sign, line)
    line = line.strip()
    root = _ROOT.fullmatch(line)
    if root is not None:
        return _root_told(root[1])
    is_sum = _SUM.fullmatch(line) and re.search(r"\d\s*[)]*\s*[+\-*/^]\s*[(]*\s*-?[\d.]", line)
    if not is_sum or len(line) > _MOST_CHARS or _reads_as_date(line):
        return None
    tokens = _TOKEN.findall(line)
    if "".join(tokens) != line.replace(" ", ""):
        return None
    shown = re.sub(r"\s+", " ", re.sub(r"\s*([+*/^]|(?<=[\d)])\s*-)\s*", r" \1 ", line)).strip()
    try:
        value, rest = _sum(tokens)
        if rest or len(str(value.numerator)) > _MOST_DIGITS:
            return None
    except ZeroDivisionError:
        return f"{shown} has no value: nothing can be divided by 0."
    except (ValueError, IndexError, OverflowError, RecursionError):
        return None
    return f"{_READ.sub(lambda m: _WORDED[m[0]], shown)} {_written(value)}"


_WORDED: Final = {" / 100 *": " % of", "1 / 2 *": "half of", "1 / 3 *": "a third of"} | {
    "1 / 4 *": "a quarter of"
}
_READ: Final = re.compile(r" / 100 \*|^1 / [234] \*")
"""What reads better in words; only the first of them stands at the beginning."""


def _root_told(number: str) -> str:
    value = Decimal(number)
    root = value.sqrt(Context(prec=40)).normalize(Context(prec=30))
    sign = "=" if Fraction(root) ** 2 == Fraction(value) else "≈"
    shown = format(root, "f") if sign == "=" else format(root, ".6g")
    return f"√{number} {sign} {shown}"


def _reads_as_date(line: str) -> bool:
    return re.fullmatch(r"\d{1,4}([-/])\d{1,2}\1\d{1,4}|\d{4}-\d{2,4}", line) is not None


def _written(value: Fraction) -> str:
    if value.denominator == 1:
        return f"= {value.numerator}"
    exact = value.denominator
    for prime in (2, 5):
        while exact % prime == 0:
            exact //= prime
    if exact == 1 and value.denominator <= 10**8:
        return f"= {format(value.numerator / value.denominator, '.12g')}"
    return f"≈ {format(value.numerator / value.denominator, '.6g')}"


def _sum(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, rest = _product(tokens)
    while rest and rest[0] in "+-":
        sign = rest[0]
        other, rest = _product(rest[1:])
        value = value + other if sign == "+" else value - other
    return value, rest


def _product(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, rest = _signed(tokens)
    while rest and rest[0] in "*/":
        sign = rest[0]
        other, rest = _signed(rest[1:])
        value = value * other if sign == "*" else value / other
    return value, rest


def _signed(tokens: list[str]) -> tuple[Fraction, list[str]]:
    if tokens[0] in "+-":
        value, rest = _signed(tokens[1:])
        return (-value if tokens[0] == "-" else value), rest
    return _power(tokens)


def _power(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, rest = _atom(tokens)
    if rest and rest[0] == "^":
        exponent, rest = _signed(rest[1:])
        is_fit = exponent.denominator == 1 and abs(exponent.numerator) <= _LARGEST_POWER
        if not is_fit or len(str(value)) > _MOST_DIGITS:
            raise ValueError(exponent)
        value = value**exponent.numerator
    return value, rest


def _atom(tokens: list[str]) -> tuple[Fraction, list[str]]:
    if tokens[0] == "(":
        value, rest = _sum(tokens[1:])
        if rest[0] != ")":
            raise ValueError(rest[0])
        return value, rest[1:]
    return Fraction(tokens[0]), tokens[1:]
