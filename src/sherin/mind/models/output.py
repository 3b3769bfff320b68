"""What a model wrote, made fit to be said: no role tokens, no terminal escapes, no prompt.

`OutputGuard` reads along while the model writes and gives on only what is past the last few words,
so that nothing is shown that turns out to be a leak; `take_sentences` has whole sentences of that,
for a voice. `finish` gives the whole, cleaned text.
"""

from __future__ import annotations

import base64
import codecs
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from sherin.mind.knowledge.words import sentences_of
from sherin.mind.memory import clean, reads_as_instruction
from sherin.mind.models.prompt import RULES, Prompt

__all__ = ["OutputGuard", "Said", "begins_with", "leaks"]

_N_GRAM: Final = 7
"""Words in a row of the rules that nobody writes by chance."""
_N_LETTERS: Final = 36
"""The same without spaces and signs, for rules that are spelled out."""
_ECHO: Final = 4
"""Words in a row that an instruction shares with what was given, to count as repeated."""
_HELD: Final = _N_GRAM + 1
"""Words that stay back while the model writes: as many as it takes to see a leak."""
_LOOKED_BACK: Final = 200
"""Characters before a new piece that are looked at again with it; seven words take about 45."""
_LONGEST: Final = 4_000

# Where a model goes on to play another role, or marks an end; also half written at the very end.
_RUN_ON: Final = re.compile(
    r"<[|｜][^<>\n]{0,60}[|｜]>|<(?:start|end)_of_turn>|\[/?INST\]|<</?SYS>>|</s>"
    r"|\n\s*(?:user|human|person|system|assistant)\s*:|\n\s*(?:BLOCK|END) [0-9a-f]{12}\b",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    r"^\s*(?:<[|｜][^<>\n]{0,60}[|｜]>|<start_of_turn>(?:model|assistant)?|</?s>|\[/INST\]|"
    r"(?:assistant|sherin)\s*:)\s*",
    re.IGNORECASE,
)
_THINKING: Final = re.compile(
    r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE
)
_THOUGHT_END: Final = re.compile(r"^.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_EXPRESSION: Final = re.compile(r"[\[(<{]?\s*\b(E_[A-Z0-9_]{1,40})\b\s*[\])>}]?")
_HALF_TAG: Final = re.compile(r"(?:[<\[({][^<>\[\](){}\n]{0,60}|\bE_?[A-Z0-9_]{0,40})$")
_MARKUP: Final = re.compile(r"\*\*|__|`+")
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is left to be said."""

    text: str
    """Plain lines; empty where nothing is left."""
    expression: str | None
    """The first id of the allow-list that the model named."""
    withheld: Literal["prompt", "instruction"] | None
    """Why the text is empty: it gave away the prompt, or was nothing but repeated instructions."""


class OutputGuard:
    """Reads one answer while it is written."""

    def __init__(self, prompt: Prompt, *, question: str, expressions: Collection[str] = ()) -> None:
        """Nothing read yet.

        Args:
            prompt: What the model was told.
            question: What the person said.
            expressions: Ids it may name.
        """
        self._prompt: Final = prompt
        self._expressions: Final = expressions
        self._given: Final = _grams((question, *prompt.data), _ECHO)
        self._raw = ""
        self._shown = ""
        self._n_taken = 0
        self.is_over = False
        """Nothing that follows will be used: it leaks, or plays another role."""

    def feed(self, piece: str) -> str:
        """What can be shown now that a piece has come; often empty."""
        if self.is_over:
            return ""
        self._raw += piece
        body, is_over = _body(self._raw)
        n_last = _LOOKED_BACK + len(piece)
        if any(leaks(written, self._prompt, n_last=n_last) for written in (body, self._raw)):
            self.is_over = True
            return ""
        self.is_over = is_over
        text = _plain(body if is_over else _HALF_TAG.sub("", body))
        ready = text[: _held_from(text)]
        unseen = ready[max(len(self._shown) - _LOOKED_BACK, 0) :]
        if reads_as_instruction(unseen) or not ready.startswith(self._shown):
            return ""  # the end decides; until then nothing more is shown
        fresh = ready[len(self._shown) :]
        self._shown = ready
        return fresh

    def take_sentences(self) -> tuple[str, ...]:
        """The sentences that are whole in what was shown, and were not taken before.

        A sentence is taken when the words that stay back have come after it, so that a leak which
        began in it would have been seen; one that reads as an instruction waits for `finish`.
        """
        found: list[str] = []
        *whole, last = self._shown[self._n_taken :].split("\n")
        ready = [sentence for line in whole for sentence in sentences_of(line)]
        for sentence in (*ready, *sentences_of(last)[:-1]):
            at = self._shown.find(sentence, self._n_taken)
            if at < 0 or reads_as_instruction(sentence):
                break
            found.append(sentence)
            self._n_taken = at + len(sentence)
        return tuple(found)

    @property
    def taken(self) -> str:
        """The beginning of the text that was taken as sentences."""
        return self._shown[: self._n_taken]

    def finish(self, *, is_complete: bool) -> Said:
        """The whole text, cleaned.

        Args:
            is_complete: The model ended by itself; else what follows the last whole sentence goes.
        """
        body, _ = _body(self._raw)
        if leaks(self._raw, self._prompt) or leaks(body, self._prompt):
            return Said(text="", expression=None, withheld="prompt")
        named = [name for name in _EXPRESSION.findall(body) if name in self._expressions]
        text = _plain(body)
        if not is_complete:
            text = _whole_sentences(text)
        kept = [line for line in map(self._without_echo, text.split("\n")) if line]
        said = "\n".join(kept)[:_LONGEST]
        return Said(
            text=said,
            expression=named[0] if named else None,
            withheld="instruction" if text.strip() and not said else None,
        )

    def _without_echo(self, line: str) -> str:
        """A line without sentences that repeat an instruction out of what was given."""
        if not reads_as_instruction(line):
            return line
        kept = [
            sentence
            for sentence in sentences_of(line)
            if not (reads_as_instruction(sentence) and _grams((sentence,), _ECHO) & self._given)
        ]
        return " ".join(kept)


def begins_with(text: str, beginning: str) -> bool:
    """Whether a text begins with another, however both are broken into lines."""
    return " ".join(text.split()).startswith(" ".join(beginning.split()))


def _held_from(text: str) -> int:
    """Where the last words begin that stay back."""
    n_letters = 0
    for n_words, word in enumerate(reversed(list(re.finditer(r"\S+", text))), 1):
        n_letters += len(_letters(word.group()))
        if n_words >= _HELD and n_letters > _N_LETTERS:
            return word.start()
    return 0


def leaks(text: str, prompt: Prompt, *, n_last: int | None = None) -> bool:
    """Whether a text gives away the rules, the canary or the mark of the call.

    It looks for the marks plain, spelled out, backwards, by rot13, hexadecimal and base64, and for
    seven words or 36 letters in a row of the rules. Rules told in other words are not found.

    Args:
        text: What a model wrote.
        prompt: What it must not tell.
        n_last: Look for the rules in so many characters at the end only: what came before has been
            looked at. Marks are looked for everywhere.
    """
    letters = _letters(text)
    if any(form in letters for mark in (prompt.canary, prompt.fence) for form in _forms(mark)):
        return True
    if any(form in text for form in _base64_forms(prompt.canary)):
        return True
    if n_last is not None:
        text, letters = text[-n_last:], letters[-n_last:]
    rule_grams, rule_letters = _of_rules()
    if _grams((text,), _N_GRAM) & rule_grams:
        return True
    return any(
        letters[at : at + _N_LETTERS] in rule_letters for at in range(len(letters) - _N_LETTERS + 1)
    )


@cache
def _of_rules() -> tuple[frozenset[tuple[str, ...]], frozenset[str]]:
    letters = _letters(RULES)
    return frozenset(_grams((RULES,), _N_GRAM)), frozenset(
        letters[at : at + _N_LETTERS] for at in range(len(letters) - _N_LETTERS + 1)
    )


@lru_cache(maxsize=64)
def _forms(mark: str) -> tuple[str, ...]:
    plain = mark.lower()
    return (plain, plain[::-1], codecs.encode(plain, "rot13"), plain.encode().hex())


@lru_cache(maxsize=64)
def _base64_forms(mark: str) -> tuple[str, ...]:
    """The middle of the mark's base64, for each of the three places it can begin at."""
    return tuple(
        base64.b64encode(b"\0" * pad + mark.encode()).decode()[4 if pad else 0 : -4][:12]
        for pad in range(3)
    )


def _letters(text: str) -> str:
    """Letters and digits alone, in lower case, wide and styled ones as plain ones."""
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", text))).lower()


def _grams(texts: Collection[str], n: int) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = [word.lower() for word in _WORD.findall(text)]
        found |= {tuple(words[at : at + n]) for at in range(len(words) - n + 1)}
    return found


def _body(raw: str) -> tuple[str, bool]:
    """The answer without thoughts and openings, up to where the model plays another role."""
    text = _THINKING.sub("", raw)
    text = _THOUGHT_END.sub("", text)
    while (opening := _OPENING.match(text)) is not None and opening.end() > 0:
        text = text[opening.end() :]
    end = _RUN_ON.search(text)
    return (text, False) if end is None else (text[: end.start()], True)


def _plain(body: str) -> str:
    """Lines without markup, tags of expressions, and anything that steers a terminal or a model."""
    text = _EXPRESSION.sub(" ", _MARKUP.sub("", body[: 2 * _LONGEST]))
    lines = [clean(line, limit=_LONGEST) for line in re.split(r"[\r\n]+", text)]
    return re.sub(r" (?=[,;:.!?](?:\s|$))", "", "\n".join(line for line in lines if line))


def _whole_sentences(text: str) -> str:
    """Up to the last sign that ends a sentence."""
    ends = list(re.finditer(r"[.!?…。！？][\"'”’)\]]*(?=\s|$)", text))
    return text[: ends[-1].end()] if ends else ""
