"""`sherin chat`: talk in the terminal, with the face's state as a line."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, cast

import click

from sherin.app.cli.ask import provenance
from sherin.app.cli.terminal import printable

if TYPE_CHECKING:
    from sherin.app.sherin import Response, Sherin
    from sherin.mind.companion import Preset
    from sherin.wire import Packet

__all__ = ["chat", "face_line"]

_PROMPT: Final = "you> "
_LEAVE: Final = frozenset({"/quit", "/exit", "/q", "/bye"})
_CLEAR: Final = frozenset({"/clear", "/reset", "/new"})


@click.command()
@click.option(
    "--preset",
    type=click.Choice(["hybrid", "micro", "zero"]),
    default="hybrid",
    show_default=True,
    help="All routes; no model; the model and the person's memory, no shelves.",
)
@click.option("--person", metavar="NAME", help="Who talks; by default the one who was there last.")
@click.option("--personality", default="friendly", show_default=True, metavar="NAME|FILE")
@click.option("--no-model", is_flag=True, help="Leave the language model out, if one was chosen.")
@click.option("--face/--no-face", default=True, help="Show how the face moves, as a line.")
def chat(*, preset: str, person: str | None, personality: str, no_model: bool, face: bool) -> None:
    """\b
    Example:
      sherin chat --person Ada

    Talk with the companion. /help lists commands; Ctrl-D ends the talk, Ctrl-C an answer.
    """
    from sherin.app.persons import first_person, terminal_asker
    from sherin.app.sherin import Sherin
    from sherin.settings import home_folder

    # What the memory warns of, such as a key in a plain file, is for the person.
    if not logging.getLogger().handlers:
        logging.basicConfig(format="sherin: %(message)s", level=logging.WARNING, stream=sys.stderr)
    name = person or first_person(home_folder(), ask=terminal_asker())
    with Sherin(
        name,
        preset=cast("Preset", preset),
        personality=personality,
        has_model=not no_model,
    ) as sherin:
        sherin.mind.warm_up()
        if sys.stdin.isatty():
            click.echo(
                f"Talking as {printable(name)}. /help for commands, Ctrl-D to end.", err=True
            )
        for line in _lines():
            if line.strip().lower() in _LEAVE:
                break
            _answer(sherin, line, shows_face=face)


def _lines() -> Iterator[str]:
    """What the person types, until Ctrl-D; Ctrl-C on an empty line ends it, too."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    _use_history()
    while True:
        try:
            yield input(_PROMPT)
        except EOFError:
            click.echo()
            return
        except KeyboardInterrupt:
            click.echo()
            raise click.Abort from None


def _use_history() -> None:
    """Arrow keys and completion of commands, where readline is there.

    The lines are kept in this process alone: a file of them would lie beside the encrypted memory
    for anyone to read.
    """
    try:
        import readline
    except ImportError:  # Windows
        return
    from sherin.mind.companion.commands import known_commands

    def complete(text: str, state: int) -> str | None:
        found = [name for name in known_commands() if name.startswith(text)] if text else []
        return found[state] if state < len(found) else None

    readline.set_history_length(1000)
    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    readline.parse_and_bind("tab: complete")


def _answer(sherin: Sherin, line: str, *, shows_face: bool) -> None:
    if line.strip().lower() in _CLEAR and sys.stdout.isatty():
        click.clear()
    told = _Told()
    try:
        response = sherin.respond(line, on_piece=told.piece, on_waiting=told.waiting)
    except KeyboardInterrupt:
        click.echo("\n(interrupted)", err=True)
        return
    told.whole(response.text)
    if response.reply.intent != "command":
        _dim(provenance(response.reply))
    if shows_face:
        _dim(face_line(response))


class _Told:
    """What was printed of an answer while a model wrote it."""

    def __init__(self) -> None:
        self._so_far = ""
        self._has_waited = False

    def waiting(self) -> None:
        self._has_waited = True
        _dim("thinking ...", ends_line=False)

    def piece(self, text: str) -> None:
        if self._has_waited and sys.stderr.isatty():
            click.echo("\r\x1b[K", nl=False, err=True)
        self._has_waited = False
        self._so_far += text
        click.echo(printable(text), nl=False)

    def whole(self, text: str) -> None:
        """The answer as it is meant, unless that is what stands there already."""
        if self._has_waited:
            click.echo("\r\x1b[K" if sys.stderr.isatty() else "", err=True, nl=False)
        if self._so_far.strip() == text.strip():
            click.echo()
            return
        if self._so_far:
            click.echo("\n(as it is meant:)")
        click.echo(printable(text))


def face_line(response: Response) -> str:
    """How the face moves: the feeling as a word, its place, and the cues of both packets."""
    from sherin.mind.affect import nearest_feeling

    felt = response.said.reaction.felt
    cues = " ".join(_cues(packet) for packet in response.packets)
    return (
        f"({nearest_feeling(felt)}; valence {felt.valence:+.2f} arousal {felt.arousal:+.2f} "
        f"dominance {felt.dominance:+.2f}; {cues or 'at rest'})"
    )


def _cues(packet: Packet) -> str:
    video = [f"{cue.cid}×{cue.weight:.2f}" for cue in packet.video_blend]
    voice = [f"{cue.cid}×{cue.weight:.2f}" for cue in packet.voice_blend]
    return " ".join([*video, *voice])


def _dim(text: str, *, ends_line: bool = True) -> None:
    click.echo(click.style(printable(text), dim=True), err=not sys.stdout.isatty(), nl=ends_line)
