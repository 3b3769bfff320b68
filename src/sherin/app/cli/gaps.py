"""`sherin gaps`: what it could not answer, and what a person has to say to it."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import click
import msgspec

from sherin.app.cli.described_group import DescribedGroup
from sherin.app.cli.terminal import printable
from sherin.app.persons import person_or_owner, spoken_of
from sherin.errors import InputError
from sherin.settings import home_folder, passphrase

if TYPE_CHECKING:
    from sherin.mind.companion.gaps import Gap, Gaps

__all__ = ["gaps"]

_person = click.option("--person", metavar="NAME", help="Whose gaps; by default the current one's.")
_json = click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")
_dry_run = click.option("--dry-run", is_flag=True, help="Only say what would change.")


@click.group(cls=DescribedGroup)
def gaps() -> None:
    """\b
    Examples:
      sherin gaps list
      sherin gaps answer g3 "The mayor of Lyon is Ada Example."

    Questions it could not answer. An answer given here is knowledge from then on, with its author
    and date. It is kept encrypted below SHERIN_HOME with the person's memory.
    """
    if not logging.getLogger().handlers:
        logging.basicConfig(format="sherin: %(message)s", level=logging.WARNING, stream=sys.stderr)


@gaps.command("list")
@_person
@click.option(
    "--state",
    type=click.Choice(["open", "answered", "dismissed", "all"]),
    default="open",
    show_default=True,
)
@_json
def list_command(
    *,
    person: str | None,
    state: Literal["open", "answered", "dismissed", "all"],
    as_json: bool,
) -> None:
    """\b
    Example:
      sherin gaps list --state all

    The gaps, those asked most often first.
    """
    name = person or person_or_owner(home_folder())
    found: list[Gap] = []
    if _is_there(name):
        with _open(name) as kept:
            found = kept.list(None if state == "all" else state)
    _print(found, as_json=as_json)
    if not found and not as_json:
        kind = "" if state == "all" else f"{state} "
        click.echo(f"no {kind}gaps of {printable(spoken_of(name))}")


@gaps.command()
@click.argument("gap_id", metavar="ID")
@click.argument("text", metavar="TEXT")
@_person
@click.option("--author", metavar="NAME", help="Who says so; by default the person.")
@_json
def answer(
    gap_id: str, text: str, *, person: str | None, author: str | None, as_json: bool
) -> None:
    """\b
    Example:
      sherin gaps answer g3 "The mayor of Lyon is Ada Example."

    Fill a gap. The answer is given from then on, cited as "answered by NAME, DATE"; take it back
    with: sherin gaps undo g3
    """
    name = person or person_or_owner(home_folder())
    with _open(name) as kept:
        filled = kept.answer(gap_id, text, author=author or name, now_s=time.time())
    _print([filled], as_json=as_json)


@gaps.command()
@click.argument("gap_id", metavar="ID")
@_person
@_dry_run
@_json
def dismiss(gap_id: str, *, person: str | None, dry_run: bool, as_json: bool) -> None:
    """\b
    Example:
      sherin gaps dismiss g3

    Say that a gap need not be filled. It is not listed again, and can be opened with undo.
    """
    with _open(person or person_or_owner(home_folder())) as kept:
        found = kept.get(gap_id) if dry_run else kept.dismiss(gap_id, now_s=time.time())
    _print([found], as_json=as_json)


@gaps.command()
@click.argument("gap_id", metavar="ID")
@_person
@_dry_run
@_json
def undo(gap_id: str, *, person: str | None, dry_run: bool, as_json: bool) -> None:
    """\b
    Example:
      sherin gaps undo g3

    Take an answer or a dismissal back: the gap is open again, and the answer is deleted.
    """
    with _open(person or person_or_owner(home_folder())) as kept:
        found = kept.get(gap_id) if dry_run else kept.undo(gap_id, now_s=time.time())
    _print([found], as_json=as_json)


def _is_there(person: str) -> bool:
    from sherin.mind.memory.memory import memory_files

    return any(path.exists() for path in memory_files(home_folder(), person))


@contextmanager
def _open(person: str) -> Generator[Gaps]:
    """The gaps of someone who talked with it; looking makes no store."""
    from sherin.mind.companion.gaps import Gaps
    from sherin.mind.companion.governance import Governance
    from sherin.mind.companion.store import CompanionStore

    if not _is_there(person):
        raise InputError(f"there are no gaps of {person!r}. Name someone else with --person.")
    home = home_folder()
    with CompanionStore.open(person, home=home, passphrase=passphrase()) as store:
        yield Gaps(store, Governance.open(person, home=home))


def _print(found: list[Gap], *, as_json: bool) -> None:
    for gap in found:
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(gap), ensure_ascii=False))
            continue
        day = time.strftime("%Y-%m-%d", time.localtime(gap.last_s))
        times = f"{gap.n_asked} time{'' if gap.n_asked == 1 else 's'}"
        note = "  (reads as an instruction)" if gap.is_instruction else ""
        click.echo(
            printable(f"{gap.id:>6}  {day}  {times:<9}  {gap.state:<9}  {gap.question}{note}")
        )
        others = [w for w in gap.wordings[1:] if w.casefold() != gap.question.casefold()]
        for wording in others:
            click.echo(printable(f"{'':>8}also asked: {wording}"))
        if gap.is_in_memory:
            click.echo(printable(f"{'':>8}told as a fact ({gap.source_title}): sherin memory list"))
        elif gap.state == "answered":
            click.echo(printable(f"{'':>8}{gap.answer}  ({gap.source_title})"))
        elif gap.nearest and gap.state == "open":
            click.echo(printable(f"{'':>8}nearest: {', '.join(gap.nearest)}"))
