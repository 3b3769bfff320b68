"""A command group whose sub-commands are imported only when they are called."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from typing import NamedTuple, NoReturn

import click

__all__ = ["LazyCommand", "LazyGroup"]


class LazyCommand(NamedTuple):
    """Where a sub-command is found, and what the overview says about it."""

    target: str
    """`module:attribute` of a `click.Command`."""

    summary: str
    """One line for the overview, so that printing the overview imports no sub-command."""


class LazyGroup(click.Group):
    """A group that knows its sub-commands by name and imports one when it is called.

    `sherin --help` thereby never loads a model, a server or a plotting library.
    """

    def __init__(
        self, *args: object, lazy_commands: Mapping[str, LazyCommand], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own arguments
        self.lazy_commands = dict(lazy_commands)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the sub-commands, sorted; imports none of them."""
        return sorted({*super().list_commands(ctx), *self.lazy_commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The sub-command of that name, imported now, or None where there is none."""
        entry = self.lazy_commands.get(cmd_name)
        if entry is None:
            return super().get_command(ctx, cmd_name)
        module_name, _, attribute = entry.target.partition(":")
        command: object = getattr(importlib.import_module(module_name), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is {command!r}, not a click.Command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Click's own, except that a misspelt name is answered with the closest ones."""
        name = args[0]
        known = self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            self._refuse(ctx, name, known)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview, written from the summaries alone."""
        rows = [(name, self.lazy_commands[name].summary) for name in sorted(self.lazy_commands)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    @staticmethod
    def _refuse(ctx: click.Context, name: str, known: list[str]) -> NoReturn:
        close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(close)}?" if close else f"Known: {', '.join(known)}."
        ctx.fail(f"there is no command {name!r}. {hint}")
