"""German, French, Italian and Spanish dates, times, units and abbreviations, as they are said.

The engine reads their numbers and prices well; it spells what stands for a word, and a full stop
inside a sentence would end it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sherin.body.voice.abbreviations import Abbreviations

__all__ = ["european_words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """How one language says what is written short."""

    abbreviations: Abbreviations
    units: Mapping[str, str]
    months: tuple[str, ...]
    date: str
    """Of `{day}`, `{month}` and `{year}`."""
    hour: str
    """Said between hours and minutes; nothing where the engine says it."""
    range_word: str
    """Between the ends of a range."""
    and_word: str
    coins: str
    """Between euros and cents."""
    first_day: str = "1"
    """Of a month."""


_GERMAN = _Rules(
    abbreviations=Abbreviations(
        {
            "Dr.": "Doktor", "Prof.": "Professor", "Hr.": "Herr", "Fr.": "Frau", "Nr.": "Nummer",
            "St.": "Sankt", "Str.": "Straße", "z.B.": "zum Beispiel", "d.h.": "das heißt",
            "u.a.": "unter anderem", "bzw.": "beziehungsweise", "ca.": "circa",
            "ggf.": "gegebenenfalls", "evtl.": "eventuell", "inkl.": "inklusive",
            "vgl.": "vergleiche", "usw.": "und so weiter", "etc.": "et cetera",
            "Mio.": "Millionen", "Mrd.": "Milliarden", "Tel.": "Telefon", "Abb.": "Abbildung",
            "v.Chr.": "vor Christus", "n.Chr.": "nach Christus",
        },
        may_end={"usw.", "etc.", "Str.", "v.Chr.", "n.Chr."},
    ),
    units={
        "km/h": "Kilometer pro Stunde", "km": "Kilometer", "cm": "Zentimeter", "mm": "Millimeter",
        "kg": "Kilogramm", "mg": "Milligramm", "ms": "Millisekunden", "GHz": "Gigahertz",
        "MHz": "Megahertz", "kHz": "Kilohertz", "Hz": "Hertz", "GB": "Gigabyte", "MB": "Megabyte",
        "°C": "Grad Celsius", "°F": "Grad Fahrenheit", "°": "Grad",
    },
    months=tuple(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    ),
    date="{day}. {month} {year}",
    hour="Uhr",
    range_word="bis",
    and_word="und",
    coins="Euro",
)  # fmt: skip
_FRENCH = _Rules(
    abbreviations=Abbreviations(
        {
            "Mme": "Madame", "Mlle": "Mademoiselle", "Dr": "Docteur", "p.ex.": "par exemple",
            "c.-à-d.": "c'est-à-dire", "n°": "numéro", "env.": "environ", "St.": "Saint",
            "av.J.-C.": "avant Jésus-Christ", "etc.": "et cetera",
        },
        may_end={"etc.", "av.J.-C."},
    ),
    units={
        "km/h": "kilomètres heure", "km": "kilomètres", "cm": "centimètres", "mm": "millimètres",
        "kg": "kilogrammes", "mg": "milligrammes", "ms": "millisecondes", "GHz": "gigahertz",
        "MHz": "mégahertz", "kHz": "kilohertz", "Hz": "hertz", "Go": "gigaoctets",
        "Mo": "mégaoctets", "°C": "degrés Celsius", "°F": "degrés Fahrenheit", "°": "degrés",
    },
    months=tuple(
        "janvier février mars avril mai juin juillet août septembre octobre novembre "
        "décembre".split()
    ),
    date="{day} {month} {year}",
    hour="heures",
    range_word="à",
    and_word="et",
    coins="euros",
    first_day="1er",
)  # fmt: skip
_ITALIAN = _Rules(
    abbreviations=Abbreviations(
        {
            "Sig.": "Signor", "Sig.ra": "Signora", "Dott.": "Dottor", "Prof.": "Professor",
            "ad es.": "ad esempio", "p.es.": "per esempio", "n.": "numero", "ecc.": "eccetera",
            "a.C.": "avanti Cristo", "d.C.": "dopo Cristo",
        },
        may_end={"ecc.", "a.C.", "d.C."},
    ),
    units={
        "km/h": "chilometri all'ora", "km": "chilometri", "cm": "centimetri", "mm": "millimetri",
        "kg": "chilogrammi", "mg": "milligrammi", "ms": "millisecondi", "GHz": "gigahertz",
        "MHz": "megahertz", "kHz": "kilohertz", "Hz": "hertz", "GB": "gigabyte", "MB": "megabyte",
        "°C": "gradi Celsius", "°F": "gradi Fahrenheit", "°": "gradi",
    },
    months=tuple(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
        "dicembre".split()
    ),
    date="{day} {month} {year}",
    hour="",
    range_word="a",
    and_word="e",
    coins="euro e",
)  # fmt: skip
_SPANISH = _Rules(
    abbreviations=Abbreviations(
        {
            "Sr.": "Señor", "Sra.": "Señora", "Srta.": "Señorita", "Dr.": "Doctor",
            "Dra.": "Doctora", "Ud.": "usted", "Uds.": "ustedes", "p.ej.": "por ejemplo",
            "EE.UU.": "Estados Unidos", "n.º": "número", "núm.": "número", "pág.": "página",
            "etc.": "etcétera", "a.C.": "antes de Cristo", "d.C.": "después de Cristo",
        },
        may_end={"etc.", "EE.UU.", "a.C.", "d.C."},
    ),
    units={
        "km/h": "kilómetros por hora", "km": "kilómetros", "cm": "centímetros", "mm": "milímetros",
        "kg": "kilogramos", "mg": "miligramos", "ms": "milisegundos", "GHz": "gigahercios",
        "MHz": "megahercios", "kHz": "kilohercios", "Hz": "hercios", "GB": "gigabytes",
        "MB": "megabytes", "°C": "grados Celsius", "°F": "grados Fahrenheit", "°": "grados",
    },
    months=tuple(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
        "diciembre".split()
    ),
    date="{day} de {month} de {year}",
    hour="",
    range_word="a",
    and_word="y",
    coins="euros con",
)  # fmt: skip
_RULES: Final = {"de": _GERMAN, "fr": _FRENCH, "it": _ITALIAN, "es": _SPANISH}

_ISO_DATE = re.compile(r"(?<![\d-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\d-])")
_DAY_FIRST = re.compile(
    r"(?<![\d./])(0?[1-9]|[12]\d|3[01])([./])(0?[1-9]|1[0-2])\2(\d{4})(?![\d/]|\.\d)"
)
_TIME = re.compile(r"(?<![\d:.,])([01]?\d|2[0-4])(?::|\s?h\s?)([0-5]\d)(?![\d:])")
_EUROS = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.\s]\d{3})*|\d{1,9}),(\d\d)\s?€")
_RANGE = re.compile(r"(?<![\d.,-])(\d{1,4})\s?[-–]\s?(\d{1,4})(?![\d-]|[.,]\d)")
_AND = re.compile(r"\s*&\s*")
_MONSIEUR = re.compile(r"\bM\.\s(?=[A-ZÀ-Ý][a-zà-ÿ])")
_UNIT: Final = {
    code: re.compile(
        r"(?<=\d)\s?("
        + "|".join(re.escape(unit) for unit in sorted(rules.units, key=len, reverse=True))
        + r")(?!\w)"
    )
    for code, rules in _RULES.items()
}
_ORDINAL_STEMS: Final = (
    "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt "
    "fünfzehnt sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst zweiundzwanzigst "
    "dreiundzwanzigst vierundzwanzigst fünfundzwanzigst sechsundzwanzigst siebenundzwanzigst "
    "achtundzwanzigst neunundzwanzigst dreißigst einunddreißigst"
).split()
_ORDINAL = re.compile(
    r"(?:\b(der|die|das|am|vom|zum|beim|dem|den|des|im|seit|bis|ab)\s)?\b([12]?\d|3[01])\.\s"
    r"(?=(" + "|".join(_GERMAN.months) + r")?[A-Za-zÄÖÜäöü])",
    re.IGNORECASE,
)


def european_words(text: str, *, language: str) -> str:
    """A block of text with its dates, times, units and abbreviations in words.

    Args:
        text: Without markup.
        language: Two letters; a language without rules gives the text as it is.
    """
    rules = _RULES.get(language)
    if rules is None:
        return text
    if language == "fr":
        text = _MONSIEUR.sub("Monsieur ", text)
    text = rules.abbreviations.spelt_out(text)
    text = _ISO_DATE.sub(lambda m: _date(rules, int(m[3]), int(m[2]), m[1]), text)
    text = _DAY_FIRST.sub(lambda m: _date(rules, int(m[1]), int(m[3]), m[4]), text)
    if rules.hour:
        text = _with_hours(text, rules.hour)
    text = _EUROS.sub(lambda m: _euros(rules, m[1], m[2]), text)
    text = _RANGE.sub(lambda m: _range(m, rules.range_word), text)
    text = _UNIT[language].sub(lambda m: " " + rules.units[m[1]], text)
    text = _AND.sub(f" {rules.and_word} ", text)
    return _ORDINAL.sub(_german_ordinal, text) if language == "de" else text


def _date(rules: _Rules, day: int, month: int, year: str) -> str:
    said = rules.first_day if day == 1 else str(day)
    return rules.date.format(day=said, month=rules.months[month - 1], year=year)


def _with_hours(text: str, hour: str) -> str:
    said = _TIME.sub(lambda m: f"{int(m[1])} {hour}" + (f" {int(m[2])}" if int(m[2]) else ""), text)
    return re.sub(rf"({hour}(?: \d+)?) {hour}\b", r"\1", said)  # "14:30 Uhr" has it already


def _euros(rules: _Rules, whole: str, cents: str) -> str:
    if cents == "00":
        return f"{whole} {rules.coins.split(maxsplit=1)[0]}"
    return f"{whole} {rules.coins} {int(cents)}"


def _range(match: re.Match[str], word: str) -> str:
    """`5-10` counts up; other numbers with a dash are numbers to call or scores."""
    first, last = match[1], match[2]
    return f"{first} {word} {last}" if int(first) < int(last) else match[0]


def _german_ordinal(match: re.Match[str]) -> str:
    """`am 3. März` is said "am dritten März"; a number that ends a sentence stays one."""
    article, number, month = match[1], int(match[2]), match[3]
    before_months_alone = article is None or article.lower() in {"seit", "bis", "ab"}
    if number == 0 or (month is None and before_months_alone):
        return match[0]
    ending = "er"
    if article is not None:
        ending = "e" if article.lower() in {"der", "die", "das"} else "en"
    before = "" if article is None else article + " "
    return f"{before}{_ORDINAL_STEMS[number - 1]}{ending} "
