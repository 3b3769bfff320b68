"""Events of an interface or a task, and what each does to affect: one editable table.

`load_events()` reads `events.toml`, `load_events(path)` lays a file of one's own over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, cast, get_args

import msgspec

from sherin.errors import AffectError
from sherin.mind.affect.state import TRAITS, AffectDelta
from sherin.mind.affect.toml_table import TomlTable, nearest_names, open_table
from sherin.mind.affect.vad import AXES
from sherin.wire import Context

__all__ = ["EVENTS_PATH", "Event", "EventTable", "load_events"]

EVENTS_PATH: Final = Path(__file__).with_name("events.toml")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_EXPRESSION: Final = re.compile(r"E_[A-Z0-9_]{1,38}")
_CONTEXTS: Final[tuple[Context, ...]] = get_args(Context)
_MAX_EVENTS: Final = 2000
_NEXT_STEP: Final = "The keys are explained in docs/affect.md#events."


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of event."""

    name: str
    """Lower-case letters, digits and `_`; at most 40."""
    delta: AffectDelta = AffectDelta()
    """Direction and strength of the change of affect."""
    context: Context | None = None
    """What the person is doing while it happens."""
    expression: str | None = None
    """Id of an expression capsule that shows it."""
    description: str = ""
    """One line for people."""


class EventTable(Mapping[str, Event]):
    """Events by name; a look-up of an unknown name says which are near."""

    def __init__(self, events: Mapping[str, Event]) -> None:
        """Hold `events`; they are copied."""
        self._events: Final = dict(events)

    def __getitem__(self, name: str) -> Event:
        event = self._events.get(name)
        if event is None:
            near = nearest_names(str(name), self._events)
            guess = f"Did you mean {', '.join(near)}?" if near else "Add it to your events file."
            raise UnknownEventError(
                f"event {str(name)[:60]!r}: not among the {len(self._events)} known events. {guess}"
            )
        return event

    def __iter__(self) -> Iterator[str]:
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)


class UnknownEventError(AffectError, KeyError):
    """An event is not in the table; the message lists the nearest names."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument; a message is for reading.
        return str(self.args[0])


def load_events(path: Path | None = None) -> EventTable:
    """The table that ships, with the events of a file of one's own laid over it.

    Args:
        path: One's own file; each of its events replaces the shipped one of that name as a whole,
            or is added.

    Raises:
        AffectError: the file is malformed; file, event, key, found, expected and the nearest valid
            value are named, for every mistake in it.
    """
    if path is None:
        return _builtin()
    return EventTable({**_builtin(), **_read(path)})


@cache
def _builtin() -> EventTable:
    return EventTable(_read(EVENTS_PATH))


def _read(path: Path) -> dict[str, Event]:
    with open_table(path, AffectError, next_step=_NEXT_STEP) as root:
        root.integer("version", low=1, high=1, default=1)
        table = root.table("event")
        names = table.keys()
        if len(names) > _MAX_EVENTS:
            root.note("event", f"{len(names)} events", f"at most {_MAX_EVENTS}")
            names = ()
        events = {name: _event(name, table) for name in names}
        root.close()
    return events


def _event(name: str, parent: TomlTable) -> Event:
    if not _NAME.fullmatch(name):
        parent.note(name, name, "a name of lower-case letters, digits and _, at most 40")
    table = parent.table(name)
    values = {key: table.number(key, low=-1.0, high=1.0, default=0.0) for key in (*AXES, *TRAITS)}
    context = cast("Context | None", table.choice("context", _CONTEXTS))
    expression = table.text("expression", default="", max_chars=40) or None
    if expression is not None and not _EXPRESSION.fullmatch(expression):
        table.note("expression", expression, "an expression id such as 'E_0342'")
    description = table.text("description", default="", max_chars=200)
    table.close()
    return Event(
        name=name,
        delta=AffectDelta(**values),
        context=context,
        expression=expression,
        description=description,
    )
