"""The order of the routes: reflex, memory, knowledge, model, and the honest no.

`first_that_knows` asks them one after the other; the first draft that knows is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from sherin.mind.companion import memory_route, reflex_route
from sherin.mind.companion.commands import Commands, parse_command
from sherin.mind.companion.draft import Draft, Turn
from sherin.mind.companion.follow_up import (
    asked_on,
    follow_up_of,
    nothing_before,
    of_somebody,
    rewritten,
)
from sherin.mind.companion.incoming import read_incoming
from sherin.mind.companion.keeping import followed_up, take_in
from sherin.mind.companion.knowledge_route import Shelves
from sherin.mind.companion.languages import reads_as_foreign
from sherin.mind.companion.model_part import TAKEN_BACK, asked_of_model, no_model
from sherin.mind.companion.parts import Parts
from sherin.mind.companion.reply_feeling import of_no_answer
from sherin.mind.companion.small_talk import SmallTalk
from sherin.mind.knowledge.words import terms_of
from sherin.mind.memory import Recalled
from sherin.mind.memory.questions import asked

__all__ = ["first_that_knows"]

_TOLD_IN_WORDS: Final = frozenset(("memory", "mood"))
"""Commands whose table is said in words where it was asked for in words."""
_GREETINGS: Final = frozenset(("hello", "morning", "day", "night", "goodbye", "nice_to_meet_you"))
_EVERY: Final = 3
_SUBJECT: Final = 0.9
"""From here on the shelves have an article about just that; memories need not be looked at."""
_OPINION: Final = re.compile(
    r"^(?:(?:hey|so|and|sherin)[\s,]+)*(?:what (?:do|did) you think (?:of|about)"
    r"|what(?:'s| is| are) your (?:opinions?|views?|thoughts?|take) (?:of|on|about)"
    r"|do you (?:believe in|like|love|hate|enjoy|agree with|support)"
    r"|how do you (?:feel about|like))"
    r"\s+(?P<what>(?!me\b|you\b|it\b|that\b|this\b)[^?!.]{2,60})[\s?!.]*$",
    re.IGNORECASE,
)


def first_that_knows(parts: Parts, commands: Commands, turn: Turn) -> Draft:
    """What the first route says that knows; the last one always says something."""
    reflex = _by_reflex(parts, commands, turn)
    if reflex is not None:
        return reflex
    told = parts.guarded("memory", lambda: _by_memory(parts, turn))
    # What nobody told, a model cannot know; but it may answer "how do I tell my boss".
    is_open = told is not None and told.is_gap and parts.model is not None
    if told is not None and not (is_open and asked(turn.text) is None):
        return told
    found = _by_looking_up(parts, turn)
    return told if told is not None and found.route == "none" else found


def _by_reflex(parts: Parts, commands: Commands, turn: Turn) -> Draft | None:
    if turn.line.kind == "nothing":
        return reflex_route.of_nothing(turn)
    command = parse_command(turn.text) if turn.line.kind == "command" else None
    if command is not None:
        return commands.run(command, turn)
    refused = reflex_route.refused(turn)
    if refused is not None:
        return refused
    follow_up = follow_up_of(turn.line.normal)
    if follow_up is not None and parts.talk.last is not None:
        return followed_up(parts, follow_up, parts.talk.last, turn)
    talk = SmallTalk.builtin().find(turn.line.normal)
    if talk is not None and talk.is_for_model:
        written = _by_model(parts, turn, None)
        if written is not None:
            return msgspec.structs.replace(written, is_gap=False)  # a poem is no knowledge
    if talk is not None and talk.command in _TOLD_IN_WORDS:
        return _told_in_words(parts, talk.command, turn)
    if talk is not None and talk.command:
        meant = parse_command(f"/{talk.command}")
        assert meant is not None
        return commands.run(meant, turn)
    if talk is not None:
        return reflex_route.small_talk(talk, turn, name=_address(parts, turn, talk.id))
    if follow_up is not None:
        return nothing_before(turn)
    told = reflex_route.clock_told(turn, zone=parts.zone) or reflex_route.sum_told(turn)
    shelves = parts.shelves
    if told is not None or shelves is None:
        return told
    return parts.guarded("gaps", lambda: shelves.confirmed(turn))


def _address(parts: Parts, turn: Turn, talk: str = "") -> str:
    """The person's name in greetings, and in every third thing else: nobody says it each time."""
    return parts.address if talk in _GREETINGS or turn.number % _EVERY == 1 else ""


def _told_in_words(parts: Parts, command: str, turn: Turn) -> Draft:
    """What a command lists in a table, said as a person would: "how do you feel"."""
    if command == "mood":
        return reflex_route.mood_told(turn)
    return memory_route.all_told(parts.memory, turn)


def _by_memory(parts: Parts, turn: Turn) -> Draft | None:
    forgotten = memory_route.forget(parts.memory, turn)
    if forgotten is not None:
        what, draft = forgotten
        if what and turn.is_recorded:
            parts.forget_words(what, now_s=turn.now_s)
        return draft
    if turn.line.kind == "statement":
        return take_in(parts, turn)
    meant = of_somebody(turn.text, parts.talk.person)
    if meant is not None:
        turn = msgspec.structs.replace(turn, line=read_incoming(meant))
    told = memory_route.answer_from_memory(parts.memory, turn, name=parts.address)
    if told is not None and told.is_gap and parts.shelves is not None:
        # The owner may have answered it as a gap.
        return parts.shelves.answered(turn) or told
    return told


def _by_looking_up(parts: Parts, turn: Turn) -> Draft:
    """Knowledge, what the person once said, a model, or an honest no."""
    if turn.line.kind == "statement":
        told = _by_model(parts, turn, None)
        kept = turn.is_recorded and parts.governance.may_learn("memory")
        return told or reflex_route.acknowledged(
            turn, name=_address(parts, turn), is_remembered=kept and "memory" not in parts.problems
        )
    recalled = told_of = None
    if _can_be_of_the_person(parts, turn):
        recalled = _recalled(parts, turn)
        told_of = memory_route.about_just_that(recalled, turn)
        if told_of is not None:
            answered = parts.guarded("gaps", lambda: _answered(parts, turn))
            return answered or memory_route.quote(told_of, turn)
    looked_up = parts.guarded("knowledge", lambda: _from_shelves(parts, turn))
    is_known = looked_up is not None and looked_up.is_known
    if looked_up is not None and is_known and looked_up.confidence >= _SUBJECT:
        return looked_up
    passages = None if looked_up is None else looked_up.passages
    if recalled is None:
        recalled = _recalled(parts, turn)
        # Who told what they think of plants has not answered "why do plants make oxygen".
        told_of = memory_route.about_just_that(recalled, turn)
    if told_of is not None and (not is_known or memory_route.tells_where(told_of, turn)):
        return msgspec.structs.replace(memory_route.quote(told_of, turn), passages=passages)
    if looked_up is not None and is_known:
        return looked_up
    told = _by_model(parts, turn, looked_up, recalled)
    if told is not None:
        return told
    if recalled:
        closest = memory_route.closest(recalled[0], turn)
        return msgspec.structs.replace(closest, passages=passages)
    if reads_as_foreign(turn.line):
        return _of_another_language(turn, looked_up)
    if not terms_of(turn.text):
        return _unclear(turn, looked_up)
    if looked_up is not None:
        return looked_up
    return no_model(turn) if parts.preset == "zero" else _nothing_known(turn)


def _recalled(parts: Parts, turn: Turn) -> list[Recalled]:
    found = parts.guarded("memory", lambda: memory_route.what_it_recalls(parts.memory, turn))
    return found or []


def _answered(parts: Parts, turn: Turn) -> Draft | None:
    return None if parts.shelves is None else parts.shelves.answered(turn)


def _can_be_of_the_person(parts: Parts, turn: Turn) -> bool:
    """Whether what the person said may be the answer, before the shelves are searched at all.

    It may where somebody is named whom the person told of: what they said about anything else
    is no reason to keep from them what is written. And not where an article is about just that,
    where it is an opinion that is asked for, or where the line points back to what was quoted.
    """
    shelves = parts.shelves
    if shelves is None or not parts.guarded("memory", lambda: parts.memory.people_in(turn.text)):
        return False
    if shelves.has_article(turn.text) or _OPINION.match(turn.text):
        return False
    return asked_on(turn.text, parts.talk.last) is None and (
        rewritten(turn.text, parts.talk.subject) is None
    )


def _from_shelves(parts: Parts, turn: Turn) -> Draft | None:
    """What stands there, also where the line says "it" for what was spoken of."""
    if parts.shelves is None:
        return None
    answered = parts.shelves.answered(turn)
    if answered is not None:
        return answered
    opinion = _OPINION.match(turn.text)
    if opinion is not None:
        return _without_opinion(parts.shelves, opinion["what"], turn)
    meant = asked_on(turn.text, parts.talk.last) or rewritten(turn.text, parts.talk.subject)
    if meant is None:
        return parts.shelves.answer(turn)
    spoken_of = msgspec.structs.replace(turn, line=read_incoming(meant))
    found = parts.shelves.answer(spoken_of)
    if not found.is_known and terms_of(meant) != terms_of(turn.text):
        as_said = parts.shelves.answer(turn)
        if as_said.is_known:
            return as_said
    return msgspec.structs.replace(found, question=meant)  # a gap names what "it" is


def _without_opinion(shelves: Shelves, what: str, turn: Turn) -> Draft:
    """What stands on the shelves about something that an opinion is asked of."""
    found = shelves.answer(msgspec.structs.replace(turn, line=read_incoming(f"what is {what}")))
    if found.confidence < _SUBJECT:
        text = f"I have no opinion of my own, and no article on {what}."
        return msgspec.structs.replace(
            _nothing_known(turn), text=text, passages=found.passages, is_gap=False
        )
    return msgspec.structs.replace(
        found, text=f"I have no opinion of my own; this is what is written. {found.text}"
    )


def _by_model(
    parts: Parts, turn: Turn, looked_up: Draft | None, recalled: Sequence[Recalled] = ()
) -> Draft | None:
    if parts.model is None:
        return None
    passages = () if looked_up is None else looked_up.passages or ()
    told = asked_of_model(
        parts.model, turn, passages=passages, memories=recalled, talk=parts.talk.lines
    )
    if told is None and parts.model.has_taken_back:
        parts.problems["model"] = TAKEN_BACK
    return told and msgspec.structs.replace(told, passages=passages or None)


def _of_another_language(turn: Turn, looked_up: Draft | None) -> Draft:
    found = _nothing_known(turn)
    return msgspec.structs.replace(
        found,
        text="I know English best, and I found nothing for that. Could you say it in English?",
        confidence=0.0 if looked_up is None else looked_up.confidence,
        passages=None if looked_up is None else looked_up.passages,
    )


def _unclear(turn: Turn, looked_up: Draft | None) -> Draft:
    """What to say to words of which none tells what is meant, such as `how much is that`."""
    return msgspec.structs.replace(
        _nothing_known(turn),
        text="I'm not sure what you mean. Could you say what it is about?",
        passages=None if looked_up is None else looked_up.passages,
        is_gap=False,
    )


def _nothing_known(turn: Turn) -> Draft:
    return Draft(
        text="I don't know that, and I cannot look it up now.",
        route="none",
        confidence=0.0,
        is_known=False,
        feeling=of_no_answer(turn.mood),
        is_gap=True,
    )
