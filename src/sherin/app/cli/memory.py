"""`sherin memory`: what is remembered about a person, and how to make it go."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
import msgspec

from sherin.app.cli.described_group import DescribedGroup
from sherin.app.cli.terminal import printable
from sherin.app.persons import erase_person, person_or_owner, spoken_of
from sherin.app.whole_file import whole_file
from sherin.errors import InputError
from sherin.settings import home_folder, passphrase

if TYPE_CHECKING:
    from sherin.mind.memory import Memory, Recalled

__all__ = ["memory"]


def _person_there(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    return value or person_or_owner(home_folder())


_person = click.option(
    "--person",
    metavar="NAME",
    callback=_person_there,
    help="Whose memory it is; by default the current one's.",
)
_json = click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")
_dry_run = click.option("--dry-run", is_flag=True, help="Only say what would go.")


@click.group(cls=DescribedGroup)
def memory() -> None:
    """\b
    Examples:
      sherin memory list
      sherin memory forget "my sister"

    What is remembered about a person. It is kept encrypted below SHERIN_HOME and nowhere else.
    """
    # What the memory warns of, such as a key in a plain file, is for the person.
    if not logging.getLogger().handlers:
        logging.basicConfig(format="sherin: %(message)s", level=logging.WARNING, stream=sys.stderr)


@memory.command("list")
@_person
@click.option("--all", "is_all", is_flag=True, help="Also turns, and facts that hold no longer.")
@_json
def list_command(*, person: str, is_all: bool, as_json: bool) -> None:
    """\b
    Example:
      sherin memory list --all

    The facts and preferences that hold, newest first.
    """
    found: list[Recalled] = []
    if _is_there(person):
        with _open(person) as kept:
            found = kept.memories(now_s=time.time(), is_all=is_all)
    _print(found, as_json=as_json)
    if not found and not as_json:
        click.echo(f"nothing is remembered about {printable(spoken_of(person))}")


@memory.command()
@click.argument("node_id", metavar="ID", type=int)
@_person
@_json
def show(node_id: int, *, person: str, as_json: bool) -> None:
    """\b
    Example:
      sherin memory show 12

    One memory: when it was said, from when to when it held, and what it is linked to.
    """
    with _open(person) as kept:
        found = kept.describe(node_id)
    if found is None:
        raise InputError(f"there is no memory {node_id}. See: sherin memory list --all")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        for line in cast("list[str]", value) if name == "linked" else [str(value)]:
            click.echo(f"{name:<22}{printable(line)}")


@memory.command()
@click.argument("what")
@_person
@_dry_run
@_json
def forget(what: str, *, person: str, dry_run: bool, as_json: bool) -> None:
    """\b
    Examples:
      sherin memory forget 12
      sherin memory forget "my sister" --dry-run
      sherin memory forget that

    Forget a memory by its id, the last thing said ("that"), or all that holds certain words, with
    the turns that said it.
    """
    with _open(person) as kept:
        now_s = time.time()
        if what.isdecimal():
            found = kept.forget(ids=[int(what)], now_s=now_s, dry_run=dry_run)
        else:
            found = kept.forget(what, now_s=now_s, dry_run=dry_run)
    if not as_json:
        click.echo(f"{'would forget' if dry_run else 'forgot'} {len(found)} memories", err=True)
    _print(found, as_json=as_json)


@memory.command()
@_person
@click.option(
    "-o", "--output", default="-", show_default=True, help="A file; - for standard output."
)
def export(*, person: str, output: str) -> None:
    """\b
    Example:
      sherin memory export -o me.json

    Everything that is remembered, its links and the record of every write, as readable JSON.
    """
    with _open(person) as kept:
        text = json.dumps(kept.export(now_s=time.time()), ensure_ascii=False, indent=1)
    if output == "-":
        click.echo(text)
        return
    with whole_file(Path(output)) as stream:
        stream.write(text.encode())
    if os.name == "posix":
        Path(output).chmod(0o600)
    click.echo(f"wrote {printable(output)}; it is not encrypted", err=True)


@memory.command()
@_person
@click.option("--yes", is_flag=True, help="Do not ask.")
@_dry_run
@_json
def erase(*, person: str, yes: bool, dry_run: bool, as_json: bool) -> None:
    """\b
    Example:
      sherin memory erase --person ada

    Delete everything kept about a person, for good: memory, gaps, journal, decisions; also a memory
    that cannot be opened.
    """
    from sherin.mind.memory import person_folder

    folder = person_folder(home_folder(), person)
    files = sorted(path for path in folder.rglob("*") if not path.is_dir())
    if files and not dry_run:
        if not yes:
            _ask_to_erase(person)
        files = erase_person(home_folder(), person)
    if as_json:
        word = "would_erase" if dry_run else "erased"
        click.echo(json.dumps({word: [str(path) for path in files]}, ensure_ascii=False))
        return
    for path in files:
        click.echo(f"{'would erase' if dry_run else 'erased'} {printable(str(path))}")
    if not files:
        click.echo(f"nothing is remembered about {printable(spoken_of(person))}")


@memory.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@_person
@_json
def backup(target: Path, *, person: str, as_json: bool) -> None:
    """\b
    Example:
      sherin memory backup ada.memory

    Copy the memory, encrypted as it is, and the record of its key beside it. To go back, put both
    in the person's folder as memory.db and memory.key.json.
    """
    with _open(person) as kept:
        copied = kept.backup(target)
    if as_json:
        click.echo(json.dumps({"wrote": [str(path) for path in copied]}, ensure_ascii=False))
        return
    for path in copied:
        click.echo(f"wrote {printable(str(path))}")


def _ask_to_erase(person: str) -> None:
    """Go on only after a yes.

    Raises:
        click.Abort: the answer at a terminal was no.
        InputError: no yes came from a stdin that is no terminal, such as that of a script.
    """
    whom = printable(spoken_of(person))
    try:
        click.confirm(f"Erase everything kept about {whom}?", abort=True, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo(err=True)  # the question has no line's end of its own
        raise InputError(f"nothing about {whom} was erased. In a script, say --yes.") from None


def _is_there(person: str) -> bool:
    from sherin.mind.memory.memory import memory_files

    return any(path.exists() for path in memory_files(home_folder(), person))


def _open(person: str) -> Memory:
    """The memory of someone who has one; looking makes none."""
    from sherin.mind.memory import Memory

    if not _is_there(person):
        raise InputError(
            f"nothing is remembered about {person!r}. Name someone else with --person."
        )
    return Memory.open(person, home=home_folder(), passphrase=passphrase())


def _print(found: list[Recalled], *, as_json: bool) -> None:
    for item in found:
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(item), ensure_ascii=False))
            continue
        day = time.strftime("%Y-%m-%d", time.localtime(item.said_s))
        ended = "" if item.is_current else "  (no longer)"
        click.echo(printable(f"{item.id:>6}  {day}  {item.kind:<10}  {item.text}{ended}"))
