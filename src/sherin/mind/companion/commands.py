"""Commands: lines that begin with `/`, and what they do.

`parse_command` reads one; `Commands.run` gives what to say. Texts are lines for reading, and come
out the same in the terminal and in the page.
"""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from sherin.errors import SherinError
from sherin.mind.affect import HasVad, Vad, feeling, nearest_feeling
from sherin.mind.companion.about import MindStatus, about_knowledge, about_status
from sherin.mind.companion.draft import Draft, Turn
from sherin.mind.companion.gaps import Gap
from sherin.mind.companion.memory_route import told_of_forgetting
from sherin.mind.companion.parts import Parts
from sherin.mind.knowledge import DOMAINS, domain_of

__all__ = ["COMMANDS", "Command", "Commands", "known_commands", "parse_command"]

COMMANDS: Final[Mapping[str, str]] = {
    "help": "/help  what can be typed here",
    "status": "/status [knowledge_base]  what I am, what I am not, how old my knowledge is",
    "kb": "/kb  documents, vectors, index, empty shelves",
    "list": "/list [M6]  all shelves, or what stands on one",
    "search": "/search [M6] WORDS  passages, best first",
    "gaps": "/gaps [answer ID TEXT | dismiss ID]  questions I could not answer",
    "memory": "/memory [all]  what I remember about you",
    "forget": "/forget ID | WORDS | that  forget it",
    "mood": "/mood [WORD]  how I feel, or try a feeling on",
    "freeze": "/freeze [off]  stop learning, or begin again",
    "clear": "/clear  end this talk and begin a new one; what I remember stays",
    "quit": "/quit  leave",
}
"""Every command and its line in /help."""
_ALIASES: Final = {
    "?": "help", "h": "help", "exit": "quit", "q": "quit", "bye": "quit", "find": "search",
    "memories": "memory", "knowledge": "kb", "knowledge_base": "kb", "unfreeze": "freeze",
    "domains": "list", "reset": "clear", "new": "clear", "feel": "mood", "gap": "gaps",
}  # fmt: skip
_DOMAIN: Final = re.compile(r"(?:M\d{1,2}|-\d{1,2})", re.IGNORECASE)
_SHOWN: Final = 12
_SHOWN_CHARS: Final = 240


class Command(NamedTuple):
    """A command as it was typed."""

    name: str
    """One of `COMMANDS`, or what was typed instead."""
    rest: str
    """What followed, trimmed."""


def parse_command(text: str) -> Command | None:
    """The command that a line is, or None where it does not begin with `/`."""
    if not text.startswith("/"):
        return None
    word, _, rest = text[1:].strip().partition(" ")
    word = word.lower()
    if word == "unfreeze":
        return Command("freeze", "off")
    return Command(_ALIASES.get(word, word), rest.strip())


class Commands:
    """Runs commands on the parts of a mind."""

    def __init__(self, parts: Parts, *, status: Callable[[], MindStatus]) -> None:
        """Nothing is looked at yet.

        Args:
            parts: Looked at and changed.
            status: Tells the state of the whole.
        """
        self._parts = parts
        self._state = status
        self._run: dict[str, Callable[[str, Turn], str]] = {
            "help": self._help,
            "status": self._status,
            "kb": self._kb,
            "list": self._list,
            "search": self._search,
            "gaps": self._gaps,
            "memory": self._memory,
            "forget": self._forget,
            "freeze": self._freeze,
            "clear": self._clear,
            "quit": lambda _rest, _turn: "Goodbye.",
        }

    def run(self, command: Command, turn: Turn) -> Draft:
        """What the command says; an error is said, too, with what to do."""
        felt: Vad | None = None
        try:
            if command.name == "mood":
                text, felt = _mood(command.rest, turn.mood)
            elif command.name in self._run:
                text = self._run[command.name](command.rest, turn)
            else:
                text = _unknown(command.name)
        except SherinError as problem:
            text = str(problem)
        return Draft(
            text=text,
            route="reflex",
            confidence=0.99,
            feeling=felt or Vad.of(turn.mood),
            intent="command",
            is_literal=True,
            is_kept=False,
        )

    def _help(self, _rest: str, _turn: Turn) -> str:
        return "\n".join(["Ask me anything, tell me about yourself, or type:", *COMMANDS.values()])

    def _status(self, rest: str, turn: Turn) -> str:
        if rest.lower().replace(" ", "_") in {"knowledge_base", "knowledge", "kb"}:
            return self._kb("", turn)
        return about_status(self._state())

    def _kb(self, _rest: str, _turn: Turn) -> str:
        base = self._parts.knowledge
        return about_knowledge(base.status()) if base is not None else _NO_SHELVES

    def _list(self, rest: str, _turn: Turn) -> str:
        base = self._parts.knowledge
        if base is None:
            return _NO_SHELVES
        if not rest or rest.lower() in {"all", "domains", "layers", "shelves"}:
            counts = base.status().domains
            return "\n".join(
                f"{domain.id:>4}  {domain.name} ({counts[domain.id] or 'empty'})"
                for domain in DOMAINS.values()
            )
        domain = domain_of(rest)
        documents = base.documents(domain.id)
        if not documents:
            return f"{domain.label}: nothing stands there yet."
        lines = [f"{document.title} ({document.date})" for document in documents[:50]]
        more = [f"and {len(documents) - 50} more"] if len(documents) > 50 else []
        return "\n".join([f"{domain.label}, {len(documents)} documents:", *lines, *more])

    def _search(self, rest: str, _turn: Turn) -> str:
        base = self._parts.knowledge
        if base is None:
            return _NO_SHELVES
        first, _, words = rest.partition(" ")
        domain = first if _DOMAIN.fullmatch(first) else None
        words = words.strip() if domain else rest
        if not words:
            return "Say what to look for, such as: /search M6 artificial intelligence"
        found = base.search(words, domain)
        if not found:
            return "Nothing on my shelves is near to that."
        return "\n".join(
            f"{passage.title} ({passage.domain}{', ' + passage.date if passage.date else ''}): "
            f"{_short(passage.text)}"
            for passage in found
        )

    def _gaps(self, rest: str, turn: Turn) -> str:
        gaps = self._parts.gaps
        verb, _, more = rest.partition(" ")
        gap_id, _, text = more.strip().partition(" ")
        if verb == "answer":
            if not gap_id or not text.strip():
                return "Say which and what, such as: /gaps answer g3 The bakery opens at 7."
            gap = gaps.answer(gap_id, text, author=self._parts.person, now_s=turn.now_s)
            return f"Thank you. From now on I know: “{gap.question}”: {gap.answer}"
        if verb == "dismiss":
            return f"Dismissed: “{gaps.dismiss(gap_id, now_s=turn.now_s).question}”"
        found = gaps.list("open", limit=_SHOWN)
        if not found:
            return "There are no open questions."
        lines = [_gap_line(gap) for gap in found]
        n = gaps.counts()["open"]
        more_line = [f"and {n - len(found)} more"] if n > len(found) else []
        return "\n".join([f"Questions I could not answer: {n}", *lines, *more_line])

    def _memory(self, rest: str, turn: Turn) -> str:
        is_all = rest.lower() == "all"
        found = self._parts.memory.memories(now_s=turn.now_s, is_all=is_all)
        if not found:
            return "I remember nothing about you yet. Tell me something, and I'll keep it."
        lines = [
            f"{item.id:>5}  {_day(item.said_s)}  {_short(item.text)}"
            + ("" if item.is_current else "  (no longer)")
            for item in found[:30]
        ]
        more = [f"and {len(found) - 30} more: sherin memory list"] if len(found) > 30 else []
        return "\n".join(["What I remember about you:", *lines, *more])

    def _forget(self, rest: str, turn: Turn) -> str:
        if not rest:
            return "Say what: /forget that, /forget 12, or words, such as: /forget my sister"
        memory = self._parts.memory
        is_id = rest.isdecimal()
        dry_run = not turn.is_recorded
        if is_id:
            gone = memory.forget(ids=[int(rest[:15])], now_s=turn.now_s, dry_run=dry_run)
        else:
            gone = memory.forget(rest, now_s=turn.now_s, dry_run=dry_run)
            if not dry_run:
                self._parts.forget_words(rest, now_s=turn.now_s)
        return told_of_forgetting(rest, gone)

    def _freeze(self, rest: str, turn: Turn) -> str:
        governance = self._parts.governance
        if rest.lower() in {"off", "no", "end", "0"}:
            governance.unfreeze()
            return "I learn again: what you tell me and what I cannot answer is kept."
        governance.freeze(now_s=turn.now_s)
        return "Frozen: from now on I keep nothing, until you say /freeze off. I still answer."

    def _clear(self, _rest: str, _turn: Turn) -> str:
        self._parts.talk.clear()
        return "We begin anew. What I remember about you stays; /forget takes things out of it."


_NO_SHELVES: Final = (
    "In this preset there are no shelves. Start with the preset hybrid or micro to have them."
)


def _mood(rest: str, mood: HasVad) -> tuple[str, Vad]:
    """What to say about the mood, and the feeling to show; a word tries another on."""
    place = feeling(rest) if rest else Vad.of(mood)
    word = nearest_feeling(place)
    numbers = (
        f"valence {place.valence:+.2f}, arousal {place.arousal:+.2f}, "
        f"dominance {place.dominance:+.2f}"
    )
    lead = "This is" if rest else "I am nearest to"
    return f"{lead} {word}: {numbers}. It is a model of feeling.", place


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name[:40], COMMANDS, n=2, cutoff=0.5)
    hint = f"Did you mean {' or '.join('/' + n for n in near)}?" if near else "Type /help for all."
    return f"There is no command /{name[:40]}. {hint}"


def _gap_line(gap: Gap) -> str:
    times = f", asked {gap.n_asked} times" if gap.n_asked > 1 else ""
    return f"{gap.id:>5}  {_short(gap.question)}{times}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[: _SHOWN_CHARS - 1].rstrip()}…"


def _day(at_s: float) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(at_s))


def known_commands() -> Sequence[str]:
    """What can be typed, with the slash, sorted; for completion."""
    return sorted(f"/{name}" for name in COMMANDS)
