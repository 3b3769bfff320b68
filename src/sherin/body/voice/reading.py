"""What is read aloud of a text, and where it is cut into phrases.

`phrases` walks a text lazily, a block at a time, so that the first phrase of a book is ready as
soon as that of a sentence. It drops what has no sound (markup, emoji in passing, control
characters), reads what an engine would spell (addresses, prices, times, dates, abbreviations), and
cuts at sentences, then clauses, then words. `spoken_form` is the first half of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sherin.errors import VoiceError

__all__ = ["MAX_TEXT_CHARS", "Phrase", "phrases", "spoken_form"]

MAX_TEXT_CHARS: Final = 4_000_000
"""Longer texts are refused: three days of speech."""
_MAX_BLOCK_CHARS: Final = 1200
_MAX_WORDS: Final = 12
"""Of a phrase; about five seconds."""
_MAX_PHRASE_CHARS: Final = 120
_MAX_WORD_CHARS: Final = 30
"""A longer run without a space is cut: nobody can say it, and no engine should be asked to."""
_MAX_WIDE_CHARS: Final = 24
"""Of a phrase in a script without spaces."""
_CLAUSE_PAUSE_S, _SENTENCE_PAUSE_S, _PARAGRAPH_PAUSE_S = 0.16, 0.34, 0.55
_SPLIT_PAUSE_S: Final = 0.05
"""Inside a clause that was too long."""

_DOT: Final = {"en": "dot", "de": "Punkt", "fr": "point", "es": "punto", "it": "punto", "zh": "点"}
_AT: Final = {"en": "at", "de": "ät", "fr": "arobase", "es": "arroba", "it": "chiocciola"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What is said in one breath."""

    text: str
    pause_s: float
    """Silence that follows it at neutral prosody."""


def phrases(text: str, *, language: str = "en") -> Iterator[Phrase]:
    """The phrases of a text, in order and as late as possible.

    Args:
        text: Anything; markdown is understood.
        language: A code such as `en-gb`: decides which rules apply.

    Yields:
        Phrases with at least one letter or digit, of at most 12 words.

    Raises:
        VoiceError: the text is longer than `MAX_TEXT_CHARS`.
    """
    if len(text) > MAX_TEXT_CHARS:
        raise VoiceError(
            f"text to say: {len(text)} characters, expected at most {MAX_TEXT_CHARS}. Split it."
        )
    language = language.lower()
    said_any = False
    for block in _blocks(text):
        spoken = spoken_form(block, language=language)
        for phrase in _split(spoken):
            said_any = True
            yield phrase
    if not said_any:
        named = _named_emoji(text[:_MAX_BLOCK_CHARS])
        if named:
            yield Phrase(text=named + ".", pause_s=_SENTENCE_PAUSE_S)


# --- Blocks: markdown by the line -----------------------------------------------------------------

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_RULE = re.compile(r"\s*([-*_=]\s*){3,}$")
_TABLE_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_QUOTE = re.compile(r"\s{0,3}(>\s?)+")
_BULLET = re.compile(r"\s*[-*+•]\s+(\[[ xX]\]\s+)?")
_NUMBERED = re.compile(r"\s*(\d{1,3})[.)]\s+")


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, headings and list items without their marks; each at most a block long."""
    waiting: list[str] = []
    n_waiting = 0
    in_code = False

    def flush() -> Iterator[str]:
        nonlocal n_waiting
        if waiting:
            yield " ".join(waiting)
        waiting.clear()
        n_waiting = 0

    for line in _lines(text):
        if _FENCE.match(line):
            in_code = not in_code
            yield from flush()
            continue
        if in_code or _TABLE_RULE.match(line):
            continue
        if not line.strip() or _RULE.match(line):
            yield from flush()
            continue
        line = _QUOTE.sub("", line, count=1)
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        numbered = _NUMBERED.match(line)
        mark = heading or bullet or numbered
        if mark:
            yield from flush()
            rest = line[mark.end() :].rstrip(" #") if heading else line[mark.end() :]
            line = f"{numbered[1]}, {rest}" if numbered else rest
        if line.count("|") >= 2:
            line = ", ".join(cell.strip() for cell in line.strip(" |").split("|"))
            yield from flush()
        waiting.append(line.strip())
        n_waiting += len(line)
        if heading or n_waiting >= _MAX_BLOCK_CHARS:
            yield from flush()
    yield from flush()


def _lines(text: str) -> Iterator[str]:
    """Lines, one at a time; an endless one is cut after a sentence or at a space."""
    begin = 0
    while begin < len(text):
        newline = text.find("\n", begin, begin + _MAX_BLOCK_CHARS)
        if newline >= 0:
            yield text[begin:newline]
            begin = newline + 1
            continue
        end = min(begin + _MAX_BLOCK_CHARS, len(text))
        if end < len(text):
            cut = max(text.rfind(mark, begin + 200, end) for mark in (". ", "! ", "? ", "。"))
            if cut < 0:
                cut = text.rfind(" ", begin + 200, end)
            end = end if cut < 0 else cut + 1
        yield text[begin:end]
        begin = end


# --- Inside a block -------------------------------------------------------------------------------

_IMAGE = re.compile(r"!\[([^\[\]\n]{0,200})\]\([^)\n]{0,500}\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\](\([^)\n]{0,500}\)|\[[^\[\]\n]{0,100}\])")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_EMAIL = re.compile(r"\b([\w.+-]{1,64})@((?:[\w-]{1,63}\.){1,6}[A-Za-z]{2,24})\b")
_URL = re.compile(
    r"\b(?:https?://|ftp://|www\.)(?:www\.)?((?:[\w-]{1,63}\.){0,6}[\w-]{1,63})"
    r"(?::\d{1,5})?(?:[/?#][^\s<>()\"']{0,2000})?"
)
_DOMAIN = re.compile(
    r"\b((?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|dev|edu|gov|ai|app|de|fr|uk|eu|cn))"
    r"\b(?:/[^\s<>()\"']{0,2000})?"
)
_STRONG = re.compile(r"(\*\*\*|\*\*|__|~~|\*|_|`+)(?=\S)(.{1,400}?)(?<=\S)\1")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f"
                      r"\ufeff\ufff0-\uffff\ud800-\udfff]")  # fmt: skip
_SPACES = re.compile(r"\s+")


def spoken_form(block: str, *, language: str = "en") -> str:
    """One block of text as it is read: no markup, no symbols without a sound.

    Args:
        block: Text without line structure.
        language: English gets rules for numbers and abbreviations, every language the rest.
    """
    short = language.split("-", maxsplit=1)[0]
    text = unicodedata.normalize("NFC", _CONTROL.sub("", block.replace("\t", " ")))
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    dot, at = _DOT.get(short, ""), _AT.get(short, "")

    def host(match: re.Match[str]) -> str:
        tail = "." if match[0][-1:] == "." else ""
        return match[1].strip(".").replace(".", f" {dot} ").replace("-", " ") + tail

    text = _EMAIL.sub(
        lambda m: f"{m[1].replace('.', f' {dot} ')} {at} {m[2].replace('.', f' {dot} ')}", text
    )
    text = _DOMAIN.sub(host, _URL.sub(host, text))
    for _ in range(2):  # nested once: **bold with *stress* in it**
        text = _STRONG.sub(lambda m: m[2] if _is_markup(m) else m[0], text)
    if short == "en":
        text = _TIMES.sub(" times ", text)  # before the star is taken for markup
    text = _without_symbols(text)
    if short == "en":
        text = _english(text)
    text = " ".join(_bounded_words(text))
    return _SPACES.sub(" ", text).strip()


def _is_markup(match: re.Match[str]) -> bool:
    """`snake_case` and `2*3*4` are not emphasis."""
    mark, text = match[1], match.string
    if mark[0] == "`":
        return True
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end()] if match.end() < len(text) else " "
    return not (before.isalnum() or after.isalnum())


_SILENT_CATEGORIES: Final = frozenset({"So", "Sk", "Cn", "Co", "Cs"})


class _PlainSigns(dict[int, str | int]):
    """A table for `str.translate` that decides about a character when it first meets it."""

    def __missing__(self, code: int) -> str | int:
        is_silent = code != ord("°") and unicodedata.category(chr(code)) in _SILENT_CATEGORIES
        self[code] = " " if is_silent else code
        return self[code]


_PLAIN: Final = _PlainSigns(
    str.maketrans(
        {
            **dict.fromkeys('“”„«»"', ""),
            **dict.fromkeys("‘’‛", "'"),
            **dict.fromkeys("—―", " - "),
            **dict.fromkeys("\u20e3\ufe0f\\^`*_{}[]|<>", " "),
            "…": "...",
        }
    )
)


def _without_symbols(text: str) -> str:
    """Emoji and pictographs fall silent; typographic quotes and dashes become plain ones."""
    return text.translate(_PLAIN)


def _named_emoji(text: str) -> str:
    """At most three pictures by name, for a text that is nothing but pictures."""
    names: list[str] = []
    for character in text:
        if unicodedata.category(character) == "So":
            name = unicodedata.name(character, "").lower()
            if name and name not in names:
                names.append(name.replace("-", " "))
        if len(names) == 3:
            break
    return ", ".join(names)


def _bounded_words(text: str) -> Iterator[str]:
    for word in text.split():
        if _WIDE.search(word):  # cut as a clause is
            yield word
            continue
        for begin in range(0, len(word), _MAX_WORD_CHARS):
            yield word[begin : begin + _MAX_WORD_CHARS]


# --- English --------------------------------------------------------------------------------------

_ABBREVIATIONS: Final = {
    "Mr.": "Mister", "Mrs.": "Missis", "Ms.": "Miz", "Dr.": "Doctor", "Prof.": "Professor",
    "Jr.": "Junior", "Sr.": "Senior", "St.": "Saint", "Mt.": "Mount", "vs.": "versus",
    "e.g.": "for example,", "i.e.": "that is,", "etc.": "et cetera", "approx.": "approximately",
    "dept.": "department", "Inc.": "Incorporated", "Ltd.": "Limited", "Fig.": "Figure",
    "fig.": "figure", "Vol.": "Volume", "p.m.": "p m", "a.m.": "a m", "w/o": "without",
}  # fmt: skip
_FINAL: Final = frozenset({"etc.", "p.m.", "a.m.", "Inc.", "Ltd.", "Jr.", "Sr.", "dept."})
_ABBREVIATION = re.compile(
    r"(?<![\w.])("
    + "|".join(re.escape(key) for key in _ABBREVIATIONS)
    + r")(?!\w)(\s*$|(?=\s+[A-Z]))?"
)
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
_TIMES = re.compile(r"(?<=\d)\s?[×*]\s?(?=\d)")
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


def _english(text: str) -> str:
    """Prices, times, dates and abbreviations in words; plain numbers the engine reads well."""
    text = _ABBREVIATION.sub(_abbreviation, text)
    text = _NUMBER_SIGN.sub("number ", text)
    text = _MONEY.sub(_money, text)
    text = _ISO_DATE.sub(lambda m: f"{_MONTHS[int(m[2]) - 1]} {_ordinal(int(m[3]))}, {m[1]}", text)
    text = _TIME.sub(_time, text)
    text = _RANGE.sub(_range, text)
    text = _UNIT.sub(lambda m: " " + _UNITS[m[1]], text)
    for pattern, words in _SIGNS:
        text = pattern.sub(words, text)
    return text


def _abbreviation(match: re.Match[str]) -> str:
    """In words; one that may end a sentence keeps the full stop where one seems to end."""
    words = _ABBREVIATIONS[match[1]]
    ends = match[2] is not None and (match[1] in _FINAL or match.end() == len(match.string))
    return words.rstrip(",") + "." if ends else words


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


# --- Phrases --------------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"(?<=[.!?])(?<![\s.(][A-Z]\.)['\")\]]*\s+|(?<=[。！？；])\s*")
_CLAUSE_END = re.compile(r"(?<=[,;:])\s+|\s+(?=-\s)|(?<=[，、：；])\s*")
_HAS_SOUND = re.compile(r"[^\W_]")
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]\s*"
    r"|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+\s*|\s+"
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def _split(block: str) -> Iterator[Phrase]:
    sentences = [s for s in _SENTENCE_END.split(block) if s and _HAS_SOUND.search(s)]
    for number, sentence in enumerate(sentences):
        is_last = number == len(sentences) - 1
        end_pause_s = _PARAGRAPH_PAUSE_S if is_last else _SENTENCE_PAUSE_S
        pieces = list(_pieces(sentence.strip()))
        for position, (piece, pause_s) in enumerate(pieces):
            if position == len(pieces) - 1:
                ended = piece if piece[-1:] in ".!?。！？" else piece.rstrip(",;:-，、：；") + "."
                yield Phrase(text=ended, pause_s=end_pause_s)
            else:
                yield Phrase(text=piece, pause_s=pause_s)


def _size(text: str) -> float:
    """Words, where a sign of a script without spaces counts as half a word."""
    n_wide = len(_WIDE.findall(text))
    n_words = len(text.split()) if n_wide < len(text) / 2 else 0
    by_length = len(text) * _MAX_WORDS / _MAX_PHRASE_CHARS
    return max(n_words + n_wide * _MAX_WORDS / _MAX_WIDE_CHARS, by_length)


def _pieces(sentence: str) -> Iterator[tuple[str, float]]:
    """Clauses merged up to twelve words; longer ones cut at words."""
    if _size(sentence) <= _MAX_WORDS:
        yield sentence, 0.0
        return
    merged = ""
    for clause in _CLAUSE_END.split(sentence):
        if not _HAS_SOUND.search(clause):
            continue
        joined = f"{merged} {clause}".strip()
        if merged and _size(joined) > _MAX_WORDS:
            yield from _cut(merged)
            merged = clause
        else:
            merged = joined
    yield from _cut(merged)


def _cut(clause: str) -> Iterator[tuple[str, float]]:
    if _size(clause) <= _MAX_WORDS:
        yield _with_comma(clause), _CLAUSE_PAUSE_S
        return
    n_parts = max(2, -(-round(_size(clause)) // _MAX_WORDS))
    wanted = _size(clause) / n_parts
    part = ""
    for token in _TOKEN.findall(clause):
        if part and _size(part + token) > min(wanted + 1.0, _MAX_WORDS):
            yield _with_comma(part.strip()), _SPLIT_PAUSE_S
            part = ""
        part += token
    yield _with_comma(part.strip()), _CLAUSE_PAUSE_S


def _with_comma(text: str) -> str:
    """A phrase that goes on keeps its pitch up; a comma says so to the engine."""
    return text if text[-1:] in ",;:，、：；.!?。！？" else text.rstrip("- ") + ","
