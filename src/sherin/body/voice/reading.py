"""What is read aloud of a text.

`phrases` walks a text lazily, a block at a time, so that the first phrase of a book is ready as
soon as that of a sentence. It drops what has no sound (markup, emoji in passing, control
characters), reads what an engine would spell (addresses; prices, times, dates and abbreviations
by the rules of the language), and cuts what is left as `phrasing` says. `spoken_form` is the first
half of it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from sherin.body.voice.phrasing import WIDE, Phrase, named, split
from sherin.body.voice.reading_english import english_products, english_words
from sherin.body.voice.reading_european import european_words
from sherin.errors import VoiceError

__all__ = ["MAX_TEXT_CHARS", "phrases", "spoken_form"]

MAX_TEXT_CHARS: Final = 4_000_000
"""Longer texts are refused: three days of speech."""
_MAX_BLOCK_CHARS: Final = 1200
_MAX_WORD_CHARS: Final = 30
"""A longer run without a space is cut: nobody can say it, and no engine should be asked to."""

_DOT: Final = {"en": "dot", "de": "Punkt", "fr": "point", "es": "punto", "it": "punto", "zh": "点"}
_AT: Final = {"en": "at", "de": "ät", "fr": "arobase", "es": "arroba", "it": "chiocciola"}


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
        for phrase in split(spoken, language=language):
            said_any = True
            yield phrase
    if not said_any:
        pictures = _named_emoji(text[:_MAX_BLOCK_CHARS])
        if pictures:
            yield named(pictures)


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
        if quote := _QUOTE.match(line):
            line = line[quote.end() :]
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
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,30}(?:\s[^<>\n]{0,200})?/?>")
_TERMINAL = re.compile(r"\x1b(?:\[[0-9;?]{0,40}[A-Za-z]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)|.)")
"""Escape sequences of a terminal: colours, and titles of windows."""
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
        language: English, German, French, Italian and Spanish get rules for numbers and
            abbreviations, every language the rest.
    """
    short = language.split("-", maxsplit=1)[0]
    text = html.unescape(_TAG.sub(" ", _TERMINAL.sub("", block.replace("\t", " "))))
    text = unicodedata.normalize("NFC", _CONTROL.sub("", text))
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
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
        text = english_products(text)  # before stars and carets are taken for markup
    text = _without_symbols(text)
    text = english_words(text) if short == "en" else european_words(text, language=short)
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
        if WIDE.search(word):  # cut as a clause is
            yield word
            continue
        for begin in range(0, len(word), _MAX_WORD_CHARS):
            yield word[begin : begin + _MAX_WORD_CHARS]
