"""Small talk: what is said without looking anything up, from one table of phrases.

`SmallTalk.builtin().find(normal)` gives the entry for a line in its normal form, or None.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from sherin.errors import CompanionError
from sherin.mind.affect import Vad, feeling
from sherin.mind.affect.toml_table import TomlTable, open_table
from sherin.mind.companion.incoming import normal_form

__all__ = ["Acknowledged", "SmallTalk", "Talk"]

Acknowledged = Literal["sad", "happy", "angry", "afraid", "plain"]
"""What kind of news somebody told."""

_PATH: Final = Path(__file__).with_name("small_talk.toml")
_NEXT_STEP: Final = "It belongs to the package: install sherin again."
_TEXT: Final = re.compile(r".{1,600}", re.DOTALL)
_KINDS: Final[tuple[Acknowledged, ...]] = ("sad", "happy", "angry", "afraid", "plain")
_LONGEST: Final = 80
"""Small talk is short; a longer line is about something."""
_GREETED: Final = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|so|well|and|but|oh|please|good (?:morning|evening|afternoon)"
    r"|thanks|thank you|yes|no|haha|hahaha|lol|wow|hm|hmm|ah|aha)(?: there| sherin| dear)? )+(?=\w)"
)
_FILLED: Final = re.compile(
    r"(?: (?:today|tonight|now|right now|at the moment|then|please|though|anyway|again|honestly"
    r"|really))+$"
)
"""Words at the end that change nothing in small talk."""
_HERSELF: Final = re.compile(r"(?<= )sherin\b")
"""`who made sherin` asks what `who made you` does."""
_LEAST_FOR_TYPOS: Final = 9
"""Shorter phrases must be right to the letter: `tanks` asks for tanks, not for thanks."""


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """One thing people say, and what is said to it."""

    id: str
    replies: tuple[str, ...]
    """They take turns; empty where a command speaks. `{name}` is ", Ada" or nothing."""
    command: str
    """The command whose text is the reply, or ""."""
    feeling: Vad
    is_for_model: bool
    """A language model would do better, where one takes part."""


class SmallTalk:
    """The table, ready to be asked."""

    def __init__(
        self,
        phrases: dict[str, Talk],
        patterns: list[tuple[re.Pattern[str], Talk]],
        acknowledgements: dict[Acknowledged, tuple[str, ...]],
    ) -> None:
        """Use read phrases, in their normal form; `builtin` reads those that ship."""
        self._phrases = phrases
        self._patterns = patterns
        self.acknowledgements: Final = acknowledgements
        """What is said to news, by kind."""
        self._by_length: dict[int, list[str]] = {}
        for phrase in phrases:
            if len(phrase) >= _LEAST_FOR_TYPOS and " " in phrase:
                self._by_length.setdefault(len(phrase), []).append(phrase)

    @staticmethod
    @cache
    def builtin() -> SmallTalk:
        """The table that ships."""
        return _read(_PATH)

    @property
    def phrases(self) -> dict[str, Talk]:
        """Every phrase in its normal form."""
        return dict(self._phrases)

    def find(self, normal: str) -> Talk | None:
        """The entry for a line, also with one letter wrong in a phrase of several words.

        Args:
            normal: The line as `normal_form` gives it.
        """
        if not normal or len(normal) > _LONGEST:
            return None
        called = normal.removesuffix(" sherin")
        plain = _GREETED.sub("", called)
        herself = _HERSELF.sub("you", _GREETED.sub("", normal))
        bare = _FILLED.sub("", plain)
        for line in dict.fromkeys((normal, called, plain, herself, bare)):
            found = self._phrases.get(line)
            if found is not None:
                return found
        for pattern, talk in self._patterns:
            if pattern.fullmatch(normal) or pattern.fullmatch(plain):
                return talk
        if len(normal) < _LEAST_FOR_TYPOS or " " not in normal:
            return None
        for length in (len(normal), len(normal) - 1, len(normal) + 1):
            for phrase in self._by_length.get(length, ()):
                if _differ_by_one(normal, phrase):
                    return self._phrases[phrase]
        return None


def _differ_by_one(a: str, b: str) -> bool:
    """Whether two texts differ by one letter added, left out, changed, or two neighbours turned.

    A word that is changed at its first letter is another word: `are you rich` is not `are you ...`.
    """
    n = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        n += 1
    if n == 0 or a[n - 1 : n] == " ":
        return False
    if len(a) == len(b):
        is_changed = a[n + 1 :] == b[n + 1 :]
        is_turned = a[n : n + 2] == b[n : n + 2][::-1] and a[n + 2 :] == b[n + 2 :]
        # A short word with a letter changed is mostly another word: `was it` / `has it`.
        return is_turned or (is_changed and _word_around(b, n) >= 4)
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[n + 1 :] == shorter[n:] and _word_around(b, min(n, len(b) - 1)) >= 4


def _word_around(text: str, at: int) -> int:
    """Length of the word that the letter at `at` belongs to."""
    start = text.rfind(" ", 0, at) + 1
    end = text.find(" ", at)
    return (len(text) if end < 0 else end) - start


def _read(path: Path) -> SmallTalk:
    phrases: dict[str, Talk] = {}
    patterns: list[tuple[re.Pattern[str], Talk]] = []
    with open_table(path, CompanionError, next_step=_NEXT_STEP) as root:
        root.integer("version", low=1, high=1)
        for table in root.tables("talk"):
            talk = _talk(table)
            for phrase in table.texts("phrases", pattern=_TEXT, expected="texts"):
                normal = normal_form(phrase)
                if normal in phrases and phrases[normal].id != talk.id:
                    table.note("phrases", phrase, f"no phrase of `{phrases[normal].id}`")
                phrases[normal] = talk
            sources = table.texts("patterns", pattern=_TEXT, expected="expressions")
            patterns.extend((re.compile(source), talk) for source in sources)
            table.close()
        kinds = root.table("acknowledge")
        told: dict[Acknowledged, tuple[str, ...]] = {
            kind: kinds.texts(kind, pattern=_TEXT, expected="texts") for kind in _KINDS
        }
        kinds.close()
        root.close()
    return SmallTalk(phrases, patterns, told)


def _talk(table: TomlTable) -> Talk:
    command = table.text("command", default="")
    replies = table.texts("replies", pattern=_TEXT, expected="texts of at most 600 characters")
    if not command and not replies:
        table.note("replies", replies, "at least one reply, or a command")
    return Talk(
        id=table.text("id"),
        replies=replies,
        command=command,
        feeling=feeling(table.text("feeling", default="neutral")),
        is_for_model=table.flag("unless_model", default=False),
    )
