"""A command group whose overview says what each sub-command does, not what its example is."""

from __future__ import annotations

import re
from typing import Final

import click

__all__ = ["DescribedGroup", "described"]

_EXAMPLE: Final = re.compile(r"^\x08?\s*Examples?:")
_LONGEST: Final = 60
"""Characters of a summary; with the name they fit a terminal of 80 columns."""


class DescribedGroup(click.Group):
    """A group for commands whose help opens with a real example, as ours does.

    Click takes the first paragraph of a help for its summary, which would be that example.
    """

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview: every sub-command with the first sentence that describes it."""
        rows: list[tuple[str, str]] = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                rows.append((name, described(command)))
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def described(command: click.Command) -> str:
    """The first sentence of a command's help that is not its example, in one line."""
    if command.short_help:
        return command.short_help
    paragraphs = [p for p in (command.help or "").split("\n\n") if not _EXAMPLE.match(p)]
    text = " ".join(paragraphs[0].split()) if paragraphs else ""
    sentence = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
    if len(sentence) <= _LONGEST:
        return sentence
    clause = re.split(r"[;:]\s", sentence, maxsplit=1)[0]
    if len(clause) < len(sentence) and len(clause) <= _LONGEST:
        return f"{clause}."
    return sentence
