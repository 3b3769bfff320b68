"""The route of reflexes: refusals, commands, small talk, the clock and sums."""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
from datetime import datetime, tzinfo
from typing import Final

from sherin.mind.affect import HasVad, Vad, nearest_feeling
from sherin.mind.affect.appraisal import appraise
from sherin.mind.companion.arithmetic import worked_out
from sherin.mind.companion.calendar_told import day_told
from sherin.mind.companion.draft import Draft, Turn
from sherin.mind.companion.refusals import refusal_of
from sherin.mind.companion.reply_feeling import with_mood
from sherin.mind.companion.small_talk import Acknowledged, SmallTalk, Talk
from sherin.mind.companion.units import converted

__all__ = [
    "acknowledged",
    "clock_told",
    "kind_of_news",
    "mood_told",
    "of_nothing",
    "refused",
    "small_talk",
    "sum_told",
]

_SURE: Final = 0.99
_CLOCK: Final = re.compile(
    r"(?:(?:can|could) you )?(?:please )?(?:tell me |do you know )?"
    r"(?:(?P<time>what(?:'s|s| is)? (?:the )?time(?: is it)?(?: now)?|what time (?:is it|it is)(?: now)?"
    r"|the time|time|current time)"
    r"|(?P<day>what(?:'s|s| is)? (?:the |today's |todays )?date(?: today| is it(?: today)?)?|today's date"
    r"|what(?:'s| is) today|(?:what|which) day (?:is it|it is|is today|of the week is it)(?: today)?"
    r"|what(?:'s| is) the day(?: today)?|the date|date|current date"
    r"|(?:what|which) (?:year|month) (?:is it|are we in|it is)))(?: please)?"
)
_FEELING_OF: Final[dict[Acknowledged, Vad]] = {
    "sad": Vad(-0.15, -0.2, 0.05),
    "happy": Vad(0.7, 0.35, 0.25),
    "angry": Vad(-0.1, 0.0, 0.15),
    "afraid": Vad(-0.1, -0.05, 0.2),
    "plain": Vad(0.25, -0.05, 0.0),
}
"""Compassion is calmer than what it answers; by taste."""


def refused(turn: Turn) -> Draft | None:
    """The plain answer to what is not helped with, or steers; None for everything else."""
    refusal = refusal_of(turn.raw)
    if refusal is None:
        return None
    return Draft(
        text=refusal.text,
        route="reflex",
        confidence=_SURE,
        feeling=refusal.feeling,
        is_literal=True,
        is_kept=False,
    )


def small_talk(talk: Talk, turn: Turn, *, name: str) -> Draft:
    """What the table says; several replies take turns."""
    text = talk.replies[turn.number % len(talk.replies)].replace("{name}", name)
    return Draft(
        text=text,
        route="reflex",
        confidence=_SURE,
        feeling=with_mood(talk.feeling, turn.mood),
        intent="chat",
        is_kept=False,
    )


def mood_told(turn: Turn) -> Draft:
    """How it feels, in words; `/mood` has the numbers."""
    word = nearest_feeling(turn.mood)
    how = "calm and even" if word == "neutral" else f"closest to {word}"
    return Draft(
        text=f"Right now I am {how}, as far as a program is: a model of feeling, not a feeling.",
        route="reflex",
        confidence=_SURE,
        feeling=turn.mood,
        intent="chat",
        is_literal=True,
        is_kept=False,
    )


def clock_told(turn: Turn, *, zone: tzinfo | None) -> Draft | None:
    """The time or a day, where that is what is asked."""
    here = datetime.fromtimestamp(turn.now_s).astimezone(zone)
    match = _CLOCK.fullmatch(turn.line.normal)
    if match is None:
        day = day_told(turn.line.normal, here.date())
        return None if day is None else _told(day, turn)
    if match["time"]:
        text = f"It is {here:%H:%M} by the clock of this machine."
    else:
        text = f"Today is {here:%A}, {here.day} {here:%B %Y}, by the clock of this machine."
    return _told(text, turn)


def sum_told(turn: Turn) -> Draft | None:
    """The result of a sum, or a quantity in another unit, where the line asks for one."""
    result = worked_out(turn.text) or converted(turn.line.normal)
    return None if result is None else _told(result, turn)


def of_nothing(turn: Turn) -> Draft:
    """What to say where no words came."""
    text = "I got no words. Ask me something, tell me something, or type /help."
    if turn.line.n_given and turn.text:
        text = "I only got marks. Put it into words, or type /help."
    return Draft(
        text=text,
        route="reflex",
        confidence=_SURE,
        feeling=with_mood(Vad(0.1, 0.0, -0.05), turn.mood),
        intent="chat",
        is_kept=False,
    )


_ASKS_TO_KEEP: Final = re.compile(
    r"^(?:(?:please|sherin|and|also)[\s,]+)*(?:remember|note|keep in mind|don't forget)\b",
    re.IGNORECASE,
)


def acknowledged(
    turn: Turn, *, name: str, is_remembered: bool = False, thanks_for: str = ""
) -> Draft:
    """That a statement was heard, as it was meant: sad, glad, angry, worried or plain.

    Args:
        turn: The line.
        name: How the person is addressed.
        is_remembered: The line has been kept, so that it may be said where that was asked for.
        thanks_for: What to add.
    """
    kind = kind_of_news(appraise(turn.text))
    choices = SmallTalk.builtin().acknowledgements[kind]
    text = choices[turn.number % len(choices)].replace("{name}", name)
    if is_remembered and _ASKS_TO_KEEP.match(turn.text):
        text = "I'll keep that in mind."
    return Draft(
        text=f"{text} {thanks_for}".rstrip(),
        route="reflex",
        confidence=0.9,
        feeling=with_mood(_FEELING_OF[kind], turn.mood),
        intent="statement",
    )


def kind_of_news(felt: HasVad) -> Acknowledged:
    """Which kind of news a feeling makes of a statement."""
    if felt.valence >= 0.25:
        return "happy"
    if felt.valence > -0.3:
        return "plain"
    if felt.dominance >= 0.0 and felt.arousal > 0.25:
        return "angry"
    return "afraid" if felt.arousal > 0.65 else "sad"


def _told(text: str, turn: Turn) -> Draft:
    return Draft(
        text=text,
        route="reflex",
        confidence=_SURE,
        feeling=with_mood(Vad(0.2, 0.1, 0.3), turn.mood),
        is_kept=False,
    )
