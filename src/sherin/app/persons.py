"""Who uses this machine's companion: each person a folder of their own, one of them the current.

`first_person` asks for a name at the first start, `current_person` and `choose_person` say and
change who is there, `erase_person` deletes everything one person left.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from sherin.app.whole_file import whole_file
from sherin.errors import InputError, MemoryStoreError

__all__ = [
    "OWNER",
    "choose_person",
    "current_person",
    "erase_person",
    "first_person",
    "person_or_owner",
    "persons",
    "spoken_of",
    "terminal_asker",
]

OWNER: Final = "owner"
"""The person where nobody gave a name."""
_FILE: Final = "persons.json"
_TRIES: Final = 3


class _Persons(msgspec.Struct, frozen=True, kw_only=True):
    """The file below the home folder."""

    version: int = 1
    current: str | None = None
    names: tuple[str, ...] = ()
    """As they were written; a folder's name is in lower case."""


def current_person(home: Path) -> str | None:
    """The name of the person who is there, or None before the first start.

    Raises:
        InputError: the file with the names is torn.
    """
    known = _read(home)
    if known.current is not None:
        return known.current
    folders = _folders(home)
    return folders[0] if len(folders) == 1 else None


def person_or_owner(home: Path) -> str:
    """The person who is there, else `owner`; asks nobody and writes nothing.

    Raises:
        InputError: the file with the names is torn.
    """
    return current_person(home) or OWNER


def spoken_of(person: str) -> str:
    """How a sentence names a person to the one who reads it: `you` where nobody gave a name."""
    return "you" if person == OWNER else person


def persons(home: Path) -> tuple[str, ...]:
    """Everyone with a folder, by name as it was written, sorted.

    Raises:
        InputError: the file with the names is torn.
    """
    written = {name.casefold(): name for name in _read(home).names}
    return tuple(sorted((written.get(f, f) for f in _folders(home)), key=str.casefold))


def choose_person(home: Path, name: str) -> str:
    """Make a person the current one, with a folder where there is none yet.

    Returns:
        The name as it is kept: spaces at the ends and doubled ones are left out.

    Raises:
        MemoryStoreError: the name cannot be that of a folder on every system.
        InputError: nothing can be written in the home folder.
    """
    from sherin.mind.memory import person_folder

    name = " ".join(unicodedata.normalize("NFC", name).split())
    folder = person_folder(home, name)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as exc:
        raise InputError(
            f"{folder}: cannot be made ({exc.strerror}). Set SHERIN_HOME to a folder of yours."
        ) from exc
    others = [n for n in _read(home).names if n.casefold() != name.casefold()]
    _write(home, _Persons(current=name, names=(*others, name)))
    return name


def first_person(home: Path, *, ask: Callable[[str], str] | None) -> str:
    """The current person; at the first start one is asked for a name.

    Args:
        home: The folder of everything SHERIN keeps.
        ask: Gets what to ask and gives the name back, "" for none; None where nobody can be asked.

    Returns:
        The name; `owner` where nobody answers or three names in a row cannot be used.

    Raises:
        InputError: nothing can be written in the home folder, or the file with the names is torn.
    """
    known = current_person(home)
    if known is not None:
        return known
    question = "What is your name?"
    for _ in range(_TRIES if ask is not None else 0):
        assert ask is not None
        name = ask(question).strip()
        if not name:
            break
        try:
            return choose_person(home, name)
        except MemoryStoreError as exc:
            question = f"{exc}\nWhat is your name?"
    return choose_person(home, OWNER)


def terminal_asker() -> Callable[[str], str] | None:
    """Asks at the terminal, on stderr; None where input or output is no terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    import click

    from sherin.app.cli.terminal import printable

    def ask(question: str) -> str:
        return str(click.prompt(printable(question), default="", show_default=False, err=True))

    return ask


def erase_person(home: Path, name: str) -> list[Path]:
    """Delete everything a person left: memory with its key, gaps, journal, decisions, the folder.

    Returns:
        The files that went.

    Raises:
        MemoryStoreError: the name cannot be one, or something could not be deleted.
    """
    from sherin.mind.memory import Memory, person_folder

    gone = Memory.erase(name, home=home)  # the key first, so that nothing can be read any more
    folder = person_folder(home, name)
    try:
        for path in sorted(folder.rglob("*"), reverse=True):  # what is in a folder before it
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)
                gone.append(path)
        if folder.is_dir():
            folder.rmdir()
    except OSError as exc:
        raise MemoryStoreError(
            f"{folder}: could not be erased completely ({exc.strerror}). "
            "Close other SHERINs and repeat, or delete the folder."
        ) from exc
    known = _read(home)
    others = tuple(n for n in known.names if n.casefold() != name.casefold())
    if others != known.names:
        is_current = known.current is not None and known.current.casefold() == name.casefold()
        _write(home, _Persons(current=None if is_current else known.current, names=others))
    return gone


def _folders(home: Path) -> list[str]:
    try:
        found = [path.name for path in (home / "people").iterdir() if path.is_dir()]
    except OSError:
        return []
    return sorted(name for name in found if not name.startswith("."))


def _read(home: Path) -> _Persons:
    path = home / _FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Persons)
    except FileNotFoundError:
        return _Persons()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as exc:
        raise InputError(
            f"{path}: not the file with the names of persons, or torn ({exc}). Delete it and start "
            "again; the folders of the persons are not touched by that."
        ) from None


def _write(home: Path, known: _Persons) -> None:
    with whole_file(home / _FILE) as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(known)) + b"\n")
